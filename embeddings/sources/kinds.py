"""What a file is: told by its content, and where that leaves it open, by its name."""

from __future__ import annotations

import codecs
import json
import re
import zipfile
from functools import partial
from io import BytesIO
from pathlib import PurePath
from typing import Literal

from embeddings.errors import SeedError
from embeddings.sources.archive import LOCKED
from embeddings.sources.tables import is_head, is_prose
from embeddings.text.decoding import decode, decode_line

Kind = Literal[
    "text",
    "markdown",
    "html",
    "pdf",
    "mail",
    "json",
    "jsonl",
    "csv",
    "xlsx",
    "docx",
    "odt",
    "epub",
    "hwp",
    "hwpx",
]
KINDS: dict[str, Kind] = {  # by suffix
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".shtml": "html",
    ".pdf": "pdf",
    ".eml": "mail",
    ".mht": "mail",
    ".mhtml": "mail",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".docx": "docx",
    ".odt": "odt",
    ".epub": "epub",
    ".hwp": "hwp",
    ".hwpx": "hwpx",
}

UNKNOWN = partial(
    SeedError,
    "a file of this kind is not read",
    "save its text as .txt, .html, .docx or .pdf, or take it out of the folder",
    key="kind-unknown",
)
HEAD = 4096  # bytes that are looked at for a beginning
_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{1,9}")  # others end a title, as in "자료 2024.06.13"
_BEGINNINGS: dict[str, str] = {  # of those that have one, whatever they are named
    "html": r"[^<]*<[a-zA-Z!?]",
    "json": r"\s*[{\[]",
    "jsonl": r"(?s)(?:.*?\n)?\s*\{",  # a line of it
    "pdf": "%PDF",
    "hwp": "HWP",
} | dict.fromkeys(("xlsx", "docx", "odt", "epub", "hwpx"), "PK")
_MEMBERS: dict[str, Kind] = {  # what only an archive of this kind has
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "Contents/content.hpf": "hwpx",
    "Contents/section0.xml": "hwpx",
    "META-INF/container.xml": "epub",
    "content.xml": "odt",
}
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Microsoft's compound files: .hwp, .doc, .xls
_HWP = b"HWP Document File"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKDOWN = re.compile(  # a heading first of all, or a link at a line's beginning
    rb"\A(?:\xef\xbb\xbf)?\s*#{1,3} \S|^(?:[-*>] |#+ |\*\*)?!?\[[^\]\n]+\]\(https?://[^)\s]+\)",
    re.MULTILINE,
)
_MAIL = re.compile(
    r"(?:[a-z][a-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*?(?:mime-version|content-type):",
    re.IGNORECASE,
)


def kind_of(data: bytes, name: str) -> Kind:
    """Return what a file of these bytes and this name is.

    Raises SeedError for a kind that isn't read, and for an Office document that is encrypted.
    """
    kind = _marked(data) or _begun(data) or _listed(data) or _as_named(data, name)
    if kind is None:
        raise UNKNOWN()
    return kind


def named_kind(name: str) -> Kind | None:
    """Return what a file's name says that it is; what has no suffix is text."""
    suffix = PurePath(name).suffix.lower()
    return KINDS.get(suffix) if _SUFFIX.fullmatch(suffix) else "text"


def _as_named(data: bytes, name: str) -> Kind | None:
    """Return what the name says; or of a text that is no such thing, what that is."""
    kind = named_kind(name)
    if kind == "csv" or kind in _BEGINNINGS:
        try:
            kind = kind if _is_begun(decode(data), kind) else "text"
        except SeedError:
            return kind
    if kind != "text":
        return kind
    first = decode_line(data[:HEAD].partition(b"\n")[0])
    if first and is_head(first):
        return "csv"
    return "markdown" if _MARKDOWN.search(data[:HEAD]) else "text"


def _is_begun(text: str, kind: Kind) -> bool:
    """Tell whether a text begins as its kind does."""
    begins = _BEGINNINGS.get(kind)
    return not is_prose(text[:HEAD]) if begins is None else bool(re.match(begins, text))


def _marked(data: bytes) -> Kind | None:
    """Tell by the bytes that a binary format begins with, and by what is in it."""
    if data[:HEAD].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(_COMPOUND) and _ENCRYPTED in data:
        raise LOCKED()
    if data.startswith(_HWP) or (data.startswith(_COMPOUND) and _HWP in data):
        return "hwp"
    return _packed(data) if data.startswith(b"PK\3\4") else None


def _packed(data: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = {*archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    return next((kind for member, kind in _MEMBERS.items() if member in names), None)


def _begun(data: bytes) -> Kind | None:
    """Tell by the words that a page or a message begins with."""
    head = data[:HEAD].removeprefix(codecs.BOM_UTF8)
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if is_wide else "latin-1", "ignore")
    if _HTML.match(text):
        return "html"
    return "mail" if _MAIL.match(text) else None


def _listed(data: bytes) -> Kind | None:
    """Tell JSON's objects, one, in a list, or one a line."""
    data = data.removeprefix(codecs.BOM_UTF8).strip()
    if not data.startswith((b"{", b"[")):
        return None
    if _is_objects(data):
        return "json"
    first, *more = data.split(b"\n", 1)
    return "jsonl" if more and first.startswith(b"{") and _is_objects(first) else None


def _is_objects(data: bytes) -> bool:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return False
    values = value if isinstance(value, list) else [value]
    return bool(values) and all(isinstance(value, dict) for value in values)
