"""Seed files, found in their folder and read into articles; a bad file is reported, not raised."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from embeddings.article import Article
from embeddings.dates import parse_date
from embeddings.decoding import decode, decode_line, is_marked_or_wide, normalise
from embeddings.documents import read_html, read_markdown, read_pdf, web_address
from embeddings.errors import SeedError
from embeddings.pages import parse_page

SUFFIXES = {".txt", ".md", ".html", ".htm", ".pdf", ".jsonl"}

_NO_TEXT = "no text is left after cleaning; check that the article itself was saved"
_BAD_LINE = "the line is neither UTF-8 nor CP949; save the file as UTF-8"
_BAD_JSON = "the line is not valid JSON; write one object a line"
_NOT_OBJECT = 'the line is not a JSON object; write {"title": …, "text": …}'
_MISSING_TEXT = 'the line has no "text"; give it the article\'s text as a string'
_BAD_ID = 'the "id" is neither a string nor a number; write one, or leave it out'


@dataclass(frozen=True)
class Reading:
    """What one file gave: its articles, and (where, reason) of what could not be read.

    `where` is the file's path relative to the seeds, with ":line" (from 1) for a line of .jsonl.
    """

    articles: list[Article] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


def find_seeds(seeds: Path) -> list[Path]:
    """Return the files under `seeds` that can be read, sorted by path; hidden ones are left out.

    Only regular files of the known suffixes count; links that lead out of the folder don't.
    Raises SeedError when `seeds` is no folder.
    """
    if not seeds.is_dir():
        problem = "is not a folder" if seeds.exists() else "does not exist"
        raise SeedError(f"the seeds folder {seeds} {problem}; name the folder with the articles")
    root = seeds.resolve()
    found = []
    for folder, subfolders, names in os.walk(seeds):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        paths = (Path(folder, name) for name in names if not name.startswith("."))
        found += [path for path in paths if _is_seed(path, root)]
    return sorted(found, key=lambda path: path.relative_to(seeds).as_posix())


def read_seed(path: Path, seeds: Path, data: bytes | None = None) -> Reading:
    """Return the articles of the file at `path`, which lies under `seeds`; never raises for it.

    `data` is the file's content where the caller has read it already.
    """
    source = normalise(path.relative_to(seeds).as_posix())
    try:
        if data is None:
            data = path.read_bytes()
        if path.suffix.lower() == ".jsonl":
            return _read_lines(data, source)
        articles = _read_document(data, path.suffix.lower(), source)
    except OSError as error:
        problem = error.strerror or type(error).__name__
        return Reading(failed=[(source, f"cannot be opened ({problem}); check its permissions")])
    except SeedError as error:
        return Reading(failed=[(source, str(error))])
    return Reading(articles) if articles else Reading(failed=[(source, _NO_TEXT)])


def _is_seed(path: Path, root: Path) -> bool:
    # Regular before anything else: opening a pipe or a socket would wait for ever.
    if path.suffix.lower() not in SUFFIXES or not path.is_file():
        return False
    return not path.is_symlink() or path.resolve().is_relative_to(root)


def _read_document(data: bytes, suffix: str, source: str) -> list[Article]:
    if suffix == ".pdf":
        if not data:
            decode(data)  # says that the file is empty
        return read_pdf(data, source)
    readers = {".md": read_markdown, ".html": read_html, ".htm": read_html}
    return readers.get(suffix, parse_page)(decode(data), source)


def _read_lines(data: bytes, source: str) -> Reading:
    """Read one article a line. Lines fail one by one, so each is decoded by itself."""
    reading = Reading()
    seen: set[str] = set()
    for number, line in _lines(data):
        try:
            article = _read_line(line, source, number)
            if article.id in seen:
                reason = f'the id "{article.id}" is on an earlier line too; give each its own'
                raise SeedError(" ".join(reason.split()))
        except SeedError as error:
            reading.failed.append((f"{source}:{number}", str(error)))
            continue
        seen.add(article.id)
        reading.articles.append(article)
    return reading if seen or reading.failed else Reading(failed=[(source, _NO_TEXT)])


def _lines(data: bytes) -> Iterator[tuple[int, str | None]]:
    """Yield the number and the text of each line that is not blank, None where it has none."""
    if is_marked_or_wide(data) or not data.strip():
        data = decode(data).encode()
    for number, line in enumerate(io.BytesIO(data), start=1):
        if line.strip():
            yield number, decode_line(line)


def _read_line(line: str | None, source: str, number: int) -> Article:
    """Return the article of one JSON line. Its text is taken as it is, without page cleaning.

    Raises SeedError for what is no article.
    """
    record = _parse(line)
    text = _string(record, "text")
    if not text.strip():
        raise SeedError(_MISSING_TEXT)
    return Article(
        id=_own_id(record) or f"{source}#{number}",
        title=" ".join(_string(record, "title").split()),
        text=text,
        outlet=_string(record, "outlet").strip(),
        author=_string(record, "author").strip(),
        published=parse_date(_string(record, "published")),
        url=web_address(record.get("url")),
        source=source,
    )


def _parse(line: str | None) -> dict[str, Any]:
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
        return _string(record, "id").strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SeedError(_BAD_ID)
    return str(value)
