"""What reading a file gives: articles, and what could not be read; and the bounds on both."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from embeddings.article import Article
from embeddings.errors import ArticlesError, Failure, SeedError
from embeddings.pages.lines import Facts
from embeddings.text.decoding import one_line

MOST_BYTES = 20_000_000  # of a document, and of a line of .jsonl
MOST_TEXT = 1_000_000  # characters of an article: analysing some takes 100 s and 3 GB for as many

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

    `sha256` is that of the bytes that were read, "" where none were.
    """

    articles: list[Article] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    sha256: str = field(default="", compare=False)

    @classmethod
    def failure(cls, place: str, error: ArticlesError) -> Reading:
        """Return that nothing could be read, for this reason."""
        return cls(failed=[Failure.of(place, error)])


def tidy(text: str) -> str:
    """Return text without the spaces at the ends of its lines and of the cells that tabs divide."""
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(re.sub(r" *\t *", "\t", line) for line in lines)


def or_else(articles: Iterable[Article], facts: Facts) -> list[Article]:
    """Return articles with these facts, from outside their text, where an article's own lacks one.

    Headlines are left as they are: what is known of a document needn't be true of its lists.
    """
    return [
        replace(
            article,
            title=article.title or one_line(facts.title),
            outlet=article.outlet or one_line(facts.outlet),
            author=article.author or one_line(facts.author),
            published=article.published or facts.published,
            url=article.url or facts.url,
        )
        if article.kind == "article"
        else article
        for article in articles
    ]
