"""What reading a file gives: articles, and what could not be read; and the bounds on both."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from embeddings.article import Article
from embeddings.errors import ArticlesError, Failure, SeedError
from embeddings.pages.tagging import PageLine

MOST_BYTES = 20_000_000  # of a document, and of a line of .jsonl
MOST_TEXT = 1_000_000  # characters of an article: analysing some takes 100 s and 3 GB for as many
_FILE_TITLE = re.compile(r"microsoft word.*|untitled.*|제목\s?없음|.*\.\w{2,4}", re.IGNORECASE)

Take = Callable[[Article], object]  # what an article is handed to, one by one

NO_TEXT = partial(
    SeedError,
    "no text is left after cleaning",
    "check that the article itself was saved",
    key="no-text",
)
LONG_TEXT = partial(
    SeedError, "the article has more than 1,000,000 characters", "split it", key="article-long"
)


@dataclass(frozen=True)
class Reading:
    """What one file gave: its articles, and what could not be read.

    `sha256` is that of the bytes that were read, "" where none were. `kind` is what it was read as,
    "" where that can't be told. `lines` are those of its pages, where they were asked for.
    """

    articles: list[Article] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    sha256: str = field(default="", compare=False)
    kind: str = field(default="", compare=False)
    lines: list[PageLine] = field(default_factory=list, compare=False)

    @classmethod
    def failure(cls, place: str, error: ArticlesError) -> Reading:
        """Return that nothing could be read, for this reason."""
        return cls(failed=[Failure.of(place, error)])


def own_title(title: str) -> str:
    """Return the title that a document's properties name, "" where it is only a file's name."""
    return "" if _FILE_TITLE.fullmatch(title) else title


def tidy(text: str) -> str:
    """Return text without the spaces at the ends of its lines and of the cells that tabs divide."""
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(re.sub(r" *\t *", "\t", line) for line in lines)
