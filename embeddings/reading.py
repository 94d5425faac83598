"""What a file gives: articles, and what could not be read; and documents read by their suffix."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath

from embeddings.article import Article
from embeddings.decoding import decode
from embeddings.documents import read_html, read_pdf
from embeddings.errors import ArticlesError, SeedError
from embeddings.markdown import read_markdown
from embeddings.pages import parse_page

MOST_BYTES = 20_000_000  # of a document, and of a line of .jsonl
MOST_TEXT = 1_000_000  # characters of an article: analysing some takes 100 s and 3 GB for as many

NO_TEXT = "no text is left after cleaning; check that the article itself was saved"
LONG_TEXT = "the article has more than 1,000,000 characters; split it"


@dataclass(frozen=True)
class Failure:
    """What could not be read, and why: the problem, the remedy, the key and values of an error.

    `place` is the file's name (see `Seed.name`), with ":line" (from 1) for a line of .jsonl.
    """

    place: str
    problem: str
    remedy: str = ""
    key: str = ""
    values: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, place: str, error: ArticlesError) -> Failure:
        """Return what an error says of a place."""
        return cls(place, error.problem, error.remedy, error.key, error.values)

    @property
    def pair(self) -> tuple[str, str]:
        """The place, and one line with the problem and the remedy."""
        return self.place, "; ".join(filter(None, (self.problem, self.remedy)))


@dataclass(frozen=True)
class Reading:
    """What one file gave: its articles, and what could not be read.

    `sha256` is that of the bytes that were read, "" where none were.
    """

    articles: list[Article] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    sha256: str = field(default="", compare=False)

    @classmethod
    def failure(cls, place: str, error: ArticlesError) -> Reading:
        """Return that nothing could be read, for this reason."""
        return cls(failed=[Failure.of(place, error)])


def read_document(data: bytes, name: str) -> Reading:
    """Return the articles of a document's bytes; its name's suffix says what it is.

    Never raises for what it holds; but hostile content may take it any time and memory.
    """
    try:
        articles = _parse_document(data, PurePath(name).suffix.lower(), name)
        if not articles:
            raise SeedError(NO_TEXT)
        if any(len(article.text) > MOST_TEXT for article in articles):
            raise SeedError(LONG_TEXT)
    except SeedError as error:
        return Reading.failure(name, error)
    return Reading(articles)


def _parse_document(data: bytes, suffix: str, source: str) -> list[Article]:
    if suffix == ".pdf":
        if not data:
            decode(data)  # says that the file is empty
        return read_pdf(data, source)
    readers = {".md": read_markdown, ".html": read_html, ".htm": read_html}
    return readers.get(suffix, parse_page)(decode(data), source)
