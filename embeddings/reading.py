"""Seed files, found in their folder and read into articles; a bad file is reported, not raised."""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from embeddings.article import Article
from embeddings.dates import parse_date
from embeddings.decoding import decode, decode_line, is_marked_or_wide, normalise, one_line
from embeddings.documents import read_html, read_pdf, web_address
from embeddings.errors import SeedError
from embeddings.markdown import read_markdown
from embeddings.pages import parse_page

SUFFIXES = {".txt", ".md", ".html", ".htm", ".pdf", ".jsonl"}
MOST_BYTES = 20_000_000  # of a document, and of a line of .jsonl
MOST_BULK_BYTES = 4_000_000_000  # of a .jsonl file
MOST_TEXT = 1_000_000  # characters of an article: analysing some takes 100 s and 3 GB for as many
_BLOCK = 2**20

_LINK = "it is a link, and links are not followed; put the file itself there"
_NO_FILE = "it is neither a file nor a folder; remove it"
_NO_FOLDER = "the folder cannot be listed; check its permissions"
_CHANGED = "it changed while it was read; build again once it is saved"
_TOO_BIG = "it has more than {:,} MB; split it, or save only the article's text"
_WIDE = "it is UTF-16 of more than 20 MB; save it as UTF-8"
_NO_TEXT = "no text is left after cleaning; check that the article itself was saved"
_LONG_LINE = "the line has more than 20 MB, and no line after it was read; split its text"
_LONG_TEXT = "the article has more than 1,000,000 characters; split it"
_BAD_LINE = "the line is neither UTF-8 nor CP949; save the file as UTF-8"
_BAD_JSON = "the line is not valid JSON; write one object a line"
_NOT_OBJECT = 'the line is not a JSON object; write {"title": …, "text": …}'
_MISSING_TEXT = 'the line has no "text"; give it the article\'s text as a string'
_SAME_ID = 'the id "{}" is on an earlier line too; give each its own'
_BAD_ID = 'the "id" is neither a string nor a number; write one, or leave it out'


@dataclass(frozen=True)
class Reading:
    """What one file gave: its articles, and (where, reason) of what could not be read.

    `where` is the file's name (see `name_of`), with ":line" (from 1) for a line of .jsonl.
    `sha256` is that of the bytes that were read, "" where none were.
    """

    articles: list[Article] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    sha256: str = field(default="", compare=False)


def find_seeds(seeds: Path) -> list[Path]:
    """Return what lies under `seeds` and is to be read, sorted by path; hidden ones are left out.

    These are the entries of the known suffixes; and links, and folders that can't be listed, which
    are not read: `read_seed` says so. Raises SeedError when `seeds` is no folder.
    """
    if not seeds.is_dir():
        problem = "is not a folder" if seeds.exists() else "does not exist"
        raise SeedError(f"the seeds folder {seeds} {problem}; name the folder with the articles")
    found, waiting = [], [seeds]
    while waiting:  # a loop, since folders may lie deeper than calls can
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                shown = [entry for entry in entries if not entry.name.startswith(".")]
            folders = [Path(entry) for entry in shown if entry.is_dir(follow_symlinks=False)]
        except OSError:
            found.append(folder)
            continue
        waiting += folders
        others = (entry for entry in shown if Path(entry) not in folders)
        found += [Path(e) for e in others if e.is_symlink() or _suffix(Path(e)) in SUFFIXES]
    return sorted(found, key=lambda path: path.relative_to(seeds).as_posix())


def name_of(path: Path, seeds: Path) -> str:
    """Return what a seed is called everywhere: its path under `seeds`, as one clean line.

    A name that isn't UTF-8 is read as CP949, in which old Korean archives have theirs.
    """
    name = path.relative_to(seeds).as_posix()
    return " ".join(normalise(decode_line(os.fsencode(name)) or name).split())


def fingerprint(path: Path, seeds: Path) -> str:
    """Return the SHA-256 of a seed file's bytes, or "" where it can't be read."""
    digest = hashlib.sha256()
    try:
        with _opened(path, seeds) as (file, size):
            while block := file.read(min(_BLOCK, size - file.tell())):
                digest.update(block)
    except (OSError, SeedError):
        return ""
    return digest.hexdigest()


def read_document(data: bytes, name: str) -> Reading:
    """Return the articles of a document's bytes; its name's suffix says what it is.

    Never raises for what it holds; but hostile content may take it any time and memory.
    """
    try:
        articles = _parse_document(data, _suffix(Path(name)), name)
        if any(len(article.text) > MOST_TEXT for article in articles):
            raise SeedError(_LONG_TEXT)
    except SeedError as error:
        return Reading(failed=[(name, str(error))])
    return Reading(articles) if articles else Reading(failed=[(name, _NO_TEXT)])


def read_seed(
    path: Path, seeds: Path, read: Callable[[bytes, str], Reading] = read_document
) -> Reading:
    """Return the articles of the file at `path`, which lies under `seeds`; never raises for it.

    The bytes that the file has when it is opened are read, and a change meanwhile is said. A
    document's bytes and name are handed to `read`, such as that of a `Worker`; the lines of .jsonl
    are read here.
    """
    name = name_of(path, seeds)
    try:
        with _opened(path, seeds) as (file, size):
            before = os.fstat(file.fileno())
            if _suffix(path) == ".jsonl":
                reading = read_lines(file, name, size)
            else:
                data = file.read(size)
                reading = replace(read(data, name), sha256=hashlib.sha256(data).hexdigest())
            after = os.fstat(file.fileno())
    except OSError as error:
        problem = error.strerror or type(error).__name__
        return Reading(failed=[(name, f"cannot be opened ({problem}); check its permissions")])
    except SeedError as error:
        return Reading(failed=[(name, str(error))])
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        reading.failed.append((name, _CHANGED))
    return reading


@contextmanager
def _opened(path: Path, seeds: Path) -> Iterator[tuple[BinaryIO, int]]:
    """Open a regular file, and give its size in bytes.

    Raises SeedError for anything else, or too big a file; OSError where it can't be opened.
    """
    kind = path.lstat().st_mode
    if stat.S_ISLNK(kind):
        raise SeedError(_LINK)
    if not stat.S_ISREG(kind):  # opening a device or a pipe could do something, or wait for ever
        raise SeedError(_NO_FOLDER if stat.S_ISDIR(kind) else _NO_FILE)
    with open(_descriptor(path, seeds), "rb") as file:
        found = os.fstat(file.fileno())  # something else may have taken its place by now
        if not stat.S_ISREG(found.st_mode):
            raise SeedError(_NO_FILE)
        most = MOST_BULK_BYTES if _suffix(path) == ".jsonl" else MOST_BYTES
        if found.st_size > most:
            raise SeedError(_TOO_BIG.format(most // 1_000_000))
        yield file, found.st_size


def _descriptor(path: Path, seeds: Path) -> int:
    """Open a file folder by folder from `seeds` on, so that no link on the way is followed."""
    flags = os.O_RDONLY | os.O_CLOEXEC
    at = os.open(seeds, flags | os.O_DIRECTORY)
    for part in path.relative_to(seeds).parts:
        try:
            inner = os.open(part, flags | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
        finally:
            os.close(at)
        at = inner
    return at


def _suffix(path: Path) -> str:
    return path.suffix.lower()


def _parse_document(data: bytes, suffix: str, source: str) -> list[Article]:
    if suffix == ".pdf":
        if not data:
            decode(data)  # says that the file is empty
        return read_pdf(data, source)
    readers = {".md": read_markdown, ".html": read_html, ".htm": read_html}
    return readers.get(suffix, parse_page)(decode(data), source)


def read_lines(file: BinaryIO, name: str, size: int) -> Reading:
    """Return the articles of the first `size` bytes of a .jsonl file, one a line. Never raises.

    Lines fail one by one, so each is decoded by itself.
    """
    digest = hashlib.sha256()
    pieces = _lines(file, size, digest.update)
    articles: dict[str, Article] = {}
    failed = []
    try:
        lines = _decodable(pieces, size)
    except SeedError as error:
        return Reading(failed=[(name, str(error))])
    for number, line in enumerate(lines, start=1):
        try:
            if line.strip():
                article = _read_line(line, name, number)
                if article.id in articles:
                    raise SeedError(_SAME_ID.format(article.id))
                articles[article.id] = article
        except SeedError as error:
            failed.append((f"{name}:{number}", str(error)))
        if len(line) > MOST_BYTES:
            break
    for _ in pieces:  # what was not read has its part in the SHA-256 too
        pass
    if not articles and not failed:
        failed.append((name, _NO_TEXT))
    return Reading([*articles.values()], failed, digest.hexdigest())


def _lines(file: BinaryIO, size: int, seen: Callable[[bytes], object]) -> Iterator[bytes]:
    """Yield each line of the first `size` bytes; one that is too long comes in pieces."""
    left = size
    while line := file.readline(min(MOST_BYTES + 1, left)):
        left -= len(line)
        seen(line)
        yield line


def _decodable(lines: Iterator[bytes], size: int) -> Iterator[bytes]:
    """Return the lines of a file of `size` bytes; those of UTF-16 can't be cut as bytes.

    Raises SeedError where there is none, or that is too much to decode at once.
    """
    first = next(lines, b"")
    if first and not is_marked_or_wide(first.removeprefix(codecs.BOM_UTF8)):
        return chain([first], lines)
    if size > MOST_BYTES:
        raise SeedError(_WIDE)
    return iter(io.BytesIO(decode(first + b"".join(lines)).encode()))


def _read_line(data: bytes, source: str, number: int) -> Article:
    """Return the article of one JSON line. Its text is taken as it is, without page cleaning.

    Raises SeedError for what is no article.
    """
    record = _parse(data)
    text = _string(record, "text")
    if not text.strip():
        raise SeedError(_MISSING_TEXT)
    if len(text) > MOST_TEXT:
        raise SeedError(_LONG_TEXT)
    return Article(
        id=_own_id(record) or f"{source}#{number}",
        title=one_line(_string(record, "title")),
        text=text,
        outlet=one_line(_string(record, "outlet")),
        author=one_line(_string(record, "author")),
        published=parse_date(_string(record, "published")),
        url=web_address(record.get("url")),
        source=source,
    )


def _parse(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise SeedError(_LONG_LINE)
    line = decode_line(data)
    if line is None:
        raise SeedError(_BAD_LINE)
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SeedError(_BAD_JSON) from error
    if not isinstance(record, dict):
        raise SeedError(_NOT_OBJECT)
    return record


def _string(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    return normalise(value) if isinstance(value, str) else ""


def _own_id(record: dict[str, Any]) -> str:
    value = record.get("id")
    if value is None or isinstance(value, str):
        return one_line(_string(record, "id"))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SeedError(_BAD_ID)
    return str(value)
