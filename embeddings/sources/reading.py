"""Documents, read by what they are: one reader a kind."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import replace

from embeddings.article import Article
from embeddings.errors import Failure, SeedError
from embeddings.pages.page import Page, parse_page
from embeddings.pages.page_lines import tag_page
from embeddings.sources.epub import read_epub
from embeddings.sources.html import read_html
from embeddings.sources.hwp import read_hwp
from embeddings.sources.jsonl import read_lines
from embeddings.sources.kinds import kind_of
from embeddings.sources.mail import read_mail
from embeddings.sources.markdown import read_markdown
from embeddings.sources.office import read_docx, read_hwpx, read_odt
from embeddings.sources.pdf import read_pdf
from embeddings.sources.records import read_json
from embeddings.sources.result import LONG_TEXT, MOST_TEXT, NO_TEXT, Reading
from embeddings.sources.tables import read_csv, read_xlsx
from embeddings.text.decoding import decode

_Found = Iterable[Article | Failure | Page]


def read_document(data: bytes, name: str, *, lines: bool = False) -> Reading:
    """Return the articles of a document's bytes; they say what it is, or else its name does.

    And its pages' `lines`, where they are asked for. Never raises for what it holds; but hostile
    content may take it any time and memory.
    """
    reading = Reading()
    try:
        if not data:
            decode(data)  # says that the file is empty
        reading = Reading(kind=kind_of(data, name))
        for found in _READERS[reading.kind](data, name):
            _add(reading, found, name)
            if lines and isinstance(found, Page):
                reading.lines.extend(tag_page(found.text, found.title, found.rows)[0])
        if not (reading.articles or reading.failed):
            raise NO_TEXT()
    except SeedError as error:
        return replace(Reading.failure(name, error), kind=reading.kind, lines=reading.lines)
    return reading


def _add(reading: Reading, found: Article | Failure | Page, name: str) -> None:
    if isinstance(found, Failure):
        reading.failed.append(found)
        return
    for article in [found] if isinstance(found, Article) else parse_page(found, name):
        if len(article.text) > MOST_TEXT:
            reading.failed.append(Failure.of(article.id, LONG_TEXT()))
        else:
            reading.articles.append(article)


def _paged(read: Callable[[bytes], Page]) -> Callable[[bytes, str], _Found]:
    return lambda data, name: [read(data)]


def _decoded(read: Callable[[str], Page]) -> Callable[[bytes, str], _Found]:
    return lambda data, name: [read(decode(data))]


def _read_jsonl(data: bytes, name: str) -> _Found:
    reading = read_lines(io.BytesIO(data), name, len(data))
    return [*reading.articles, *reading.failed]


_READERS: dict[str, Callable[[bytes, str], _Found]] = {
    "text": _decoded(Page),
    "markdown": _decoded(read_markdown),
    "html": _decoded(read_html),
    "pdf": _paged(read_pdf),
    "mail": _paged(read_mail),
    "json": read_json,
    "jsonl": _read_jsonl,
    "csv": read_csv,
    "xlsx": read_xlsx,
    "docx": _paged(read_docx),
    "odt": _paged(read_odt),
    "epub": read_epub,
    "hwp": _paged(read_hwp),
    "hwpx": _paged(read_hwpx),
}
