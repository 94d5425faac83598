"""DOCX, ODT and HWPX: archives of XML, read paragraph by paragraph and tables row by row."""

from __future__ import annotations

import re
from typing import Any

from embeddings.pages.metadata import Facts
from embeddings.pages.page import Page
from embeddings.sources.archive import Archive
from embeddings.sources.result import own_title, tidy
from embeddings.text.dates import parse_date

# Local names: DOCX's, ODT's and HWPX's mean the same wherever two of them have one.
_PARAGRAPHS = frozenset(["p", "h"])
_ROWS = frozenset(["tr", "table-row"])
_CELLS = frozenset(["tc", "table-cell"])
_SPACES = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "lineBreak": "\n", "s": " "}
_SKIPPED = frozenset(  # properties, what was deleted, hidden or annotated, notes, headers, footers
    "pPr sectPr del moveFrom Fallback annotation tracked-changes note hidden-text "
    "hidden-paragraph secPr header footer footNote endNote fieldBegin hiddenComment".split()
)
_MADE = ("created", "creation-date", "CreatedDate", "date")  # DOCX's, ODT's and HWPX's day
_TEMPLATE = ("python-docx", "2013-12-23T23:15:00Z")  # of the document that python-docx fills
_SECTION = re.compile(r"Contents/section(\d+)\.xml")


def read_docx(data: bytes) -> Page:
    """Return the text of a Word document. Raises SeedError where it is damaged or locked."""
    archive = Archive(data)
    return _page(archive, ["word/document.xml"], frozenset("t"), "docProps/core.xml")


def read_odt(data: bytes) -> Page:
    """Return the text of an OpenDocument text. Raises SeedError as `read_docx` does."""
    return _page(Archive(data), ["content.xml"], _PARAGRAPHS, "meta.xml")


def read_hwpx(data: bytes) -> Page:
    """Return the text of a HWPX document. Raises SeedError as `read_docx` does."""
    archive = Archive(data)
    found = (match for match in map(_SECTION.fullmatch, archive.names) if match)
    sections = [match[0] for match in sorted(found, key=lambda match: int(match[1]))]
    return _page(archive, sections, frozenset("t"), "Contents/content.hpf")


def _page(archive: Archive, parts: list[str], texts: frozenset[str], properties: str) -> Page:
    """Return the text in some parts; the names in `texts` are of the elements that hold text.

    The author of the document's properties, and the day on which it was made, stand in where the
    text names none.
    """
    text = "\n".join(_shown(archive.xml(part), texts) for part in parts)
    found = _properties(archive, properties)
    made = next(filter(None, map(found.get, _MADE)), "")
    author = found.get("initial-creator") or found.get("creator", "")
    title = own_title(found.get("title", ""))
    return Page(text, spare=Facts(title, author=author, published=parse_date(made)))


def _properties(archive: Archive, name: str) -> dict[str, str]:
    """Return what a document's properties say, by their local names."""
    if name not in archive.names:
        return {}
    elements = archive.xml(name).iter("{*}*")  # of HWPX, they are all called meta
    pairs = ((e.get("name", "") or _local(e), (e.text or "").strip()) for e in elements)
    return {name: value for name, value in pairs if value and value not in _TEMPLATE}


def _shown(root: Any, texts: frozenset[str]) -> str:
    """Return the text under an element: a line a paragraph, a line of tabbed cells a row."""
    from lxml import etree  # needed for documents of XML only

    pieces: list[str] = []
    cells = holders = 0  # how many of them are open
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = _local(element)
        is_start, is_skipped = event == "start", _is_skipped(element, name)
        if is_skipped and is_start:
            walk.skip_subtree()
            continue
        if not is_skipped:
            step = 1 if is_start else -1
            cells += step * (name in _CELLS)
            holders += step * (name in texts)
        if is_start:
            pieces.append(_SPACES.get(name, ""))
            pieces.append((element.text or "") if holders else "")
        else:
            pieces.append("" if is_skipped else _end(name, cells))
            pieces.append((element.tail or "") if holders else "")
    return tidy("".join(pieces))


def _end(name: str, cells: int) -> str:
    """Return what divides an element from what follows; `cells` are those that it stands in."""
    if name in _CELLS:
        return "" if cells else "\t"
    if name in _PARAGRAPHS or name in _ROWS:
        return " " if cells else "\n"
    return ""


def _is_skipped(element: Any, name: str) -> bool:
    hidden = element.find("{*}rPr/{*}vanish") if name == "r" else None
    return name in _SKIPPED or (
        hidden is not None and not {*hidden.attrib.values()} & {"0", "false", "off"}
    )


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
