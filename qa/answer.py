"""What an assistant gives back: an answer, and the citations it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from embeddings.article import Article

from .retrieval import Hit

Basis = Literal["article", "headline", "none"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quotation: `article.text[start:end] == quote`.

    `short` is the short answer inside it, as (start, end) in `article.text`; None where the
    question doesn't ask for one. `copies` are other articles with the same text, given with the
    first citation of an article.
    """

    number: int
    article: Article
    quote: str
    start: int
    end: int
    short: tuple[int, int] | None = None
    copies: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer made of quotations, or the statement that the articles have none.

    `text` is what to show: the quotations with their numbers, and fixed phrases around them.
    `short` is the first citation's short answer, "" where there is none. `basis` is "headline"
    where no article's body supports it. `confidence` is the estimated probability, 0 to 1, that
    the articles answer the question. `nearest` are the hits that it was sought in, best first.
    """

    found: bool
    text: str
    citations: tuple[Citation, ...]
    short: str
    basis: Basis
    confidence: float
    nearest: tuple[Hit, ...]
