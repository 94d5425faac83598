"""Documents, read by what they are: one reader a kind."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

from embeddings.article import Article
from embeddings.errors import Failure, SeedError
from embeddings.pages.page import parse_page
from embeddings.sources.epub import read_epub
from embeddings.sources.html import read_html
from embeddings.sources.hwp import read_hwp
from embeddings.sources.jsonl import read_lines
from embeddings.sources.kinds import Kind, kind_of
from embeddings.sources.mail import read_mail
from embeddings.sources.markdown import read_markdown
from embeddings.sources.office import read_docx, read_hwpx, read_odt
from embeddings.sources.pdf import read_pdf
from embeddings.sources.records import read_json
from embeddings.sources.result import LONG_TEXT, MOST_TEXT, NO_TEXT, Reading
from embeddings.sources.tables import read_csv, read_xlsx
from embeddings.text.decoding import decode

_Found = Iterable[Article | Failure]


def read_document(data: bytes, name: str) -> Reading:
    """Return the articles of a document's bytes; they say what it is, or else its name does.

    Never raises for what it holds; but hostile content may take it any time and memory.
    """
    reading = Reading()
    try:
        if not data:
            decode(data)  # says that the file is empty
        for found in _READERS[kind_of(data, name)](data, name):
            _add(reading, found)
        if not (reading.articles or reading.failed):
            raise NO_TEXT()
    except SeedError as error:
        return Reading.failure(name, error)
    return reading


def _add(reading: Reading, found: Article | Failure) -> None:
    if isinstance(found, Failure):
        reading.failed.append(found)
    elif len(found.text) > MOST_TEXT:
        reading.failed.append(Failure.of(found.id, LONG_TEXT()))
    else:
        reading.articles.append(found)


def _decoded(read: Callable[[str, str], list[Article]]) -> Callable[[bytes, str], _Found]:
    return lambda data, name: read(decode(data), name)


def _read_jsonl(data: bytes, name: str) -> _Found:
    reading = read_lines(io.BytesIO(data), name, len(data))
    return [*reading.articles, *reading.failed]


_READERS: dict[Kind, Callable[[bytes, str], _Found]] = {
    "text": _decoded(parse_page),
    "markdown": _decoded(read_markdown),
    "html": _decoded(read_html),
    "pdf": read_pdf,
    "mail": read_mail,
    "json": read_json,
    "jsonl": _read_jsonl,
    "csv": read_csv,
    "xlsx": read_xlsx,
    "docx": read_docx,
    "odt": read_odt,
    "epub": read_epub,
    "hwp": read_hwp,
    "hwpx": read_hwpx,
}
