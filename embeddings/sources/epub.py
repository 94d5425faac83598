"""EPUB books: each chapter an article of its own."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from embeddings.errors import Failure, SeedError
from embeddings.pages.metadata import Facts
from embeddings.pages.page import Page
from embeddings.sources.archive import DAMAGED, LOCKED, Archive
from embeddings.sources.html import read_html
from embeddings.text.dates import parse_date
from embeddings.text.decoding import decode

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"


def read_epub(data: bytes, source: str) -> Iterator[Page | Failure]:
    """Yield the page of each chapter in the spine, in the place `source#n`, n from 1.

    The book's creator and date are those of a chapter that names none. A chapter without text
    is left out. Raises SeedError where the book is damaged or encrypted.
    """
    archive = Archive(data)
    package = next(archive.xml(_CONTAINER).iter("{*}rootfile"), None)
    path = "" if package is None else package.get("full-path", "")
    book = archive.xml(path)
    chapters = [*_chapters(book, posixpath.dirname(path))]
    if {*chapters} & _encrypted(archive):
        raise LOCKED()
    facts = Facts(author=_first(book, "creator"), published=parse_date(_first(book, "date")))
    for number, chapter in enumerate(chapters, start=1):
        place = f"{source}#{number}"
        try:
            page = read_html(decode(archive.read(chapter)))
            yield replace(page, spare=facts, place=place, saved=False)
        except SeedError as error:
            yield Failure.of(place, error)


def _chapters(book: Any, folder: str) -> Iterator[str]:
    """Yield the names of the members that the spine lists."""
    items = {item.get("id"): item.get("href", "") for item in book.iter("{*}item")}
    for reference in book.iter("{*}itemref"):
        href = items.get(reference.get("idref"))
        if href is None:
            raise DAMAGED()
        yield posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))


def _encrypted(archive: Archive) -> set[str]:
    """Return the members that are encrypted; fonts often are, where the text isn't."""
    if _ENCRYPTION not in archive.names:
        return set()
    references = archive.xml(_ENCRYPTION).iter("{*}CipherReference")
    return {unquote(reference.get("URI", "")) for reference in references}


def _first(book: Any, name: str) -> str:
    return next((element.text or "" for element in book.iter(f"{{*}}{name}")), "").strip()
