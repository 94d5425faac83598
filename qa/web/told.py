"""What programs are told: the objects that `to_dict` gives and `--json` prints, described."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ..answer import Basis, Grade, PartKind


class Told(BaseModel):
    """An object as `to_dict` gives it: whatever it has is told, described here or not."""

    model_config = ConfigDict(extra="allow")


class ArticleTold(Told):
    """What is known of an article."""

    id: str
    title: str
    kind: Literal["article", "headline"]
    outlet: str = Field(description='"" where it isn\'t known')
    author: str = Field(description='"" where it isn\'t known')
    published: str | None = Field(description="YYYY-MM-DD, null where no date is written")
    url: str
    source: str = Field(description="the seed file, relative to the folder")


class WholeArticleTold(ArticleTold):
    """An article with its text."""

    text: str
    captions: list[tuple[int, int]] = Field(description="start and end of each photo caption")
    pages: list[int] = Field(description="where each page of a PDF begins in the text")


class HitTold(Told):
    """A passage found: `text` is the article's own, from `start` to `end`."""

    article: ArticleTold
    text: str
    start: int
    end: int
    score: float = Field(description="what it is ranked by")
    lexical: float = Field(description="BM25, 0 or more")
    dense: float = Field(description="cosine similarity, -1 to 1")
    reader: float | None = Field(description="log odds, where it was reranked")
    copies: list[str] = Field(description="ids of other articles that say the same")


class CitationTold(Told):
    """A place that is quoted: `quote` is the article's own text, from `start` to `end`."""

    number: int
    article: ArticleTold
    quote: str
    start: int
    end: int
    page: int | None
    short: tuple[int, int] | None = Field(description="start and end of the short answer")
    copies: list[str]


class PartTold(Told):
    """A piece of an answer, with the number of the citation that it rests on."""

    text: str
    citation: int | None
    kind: PartKind
    follows: bool


class AnswerTold(Told):
    """An answer in sentences of the articles, each cited; or the statement that there is none."""

    found: bool = Field(description="whether it is sure enough to be given as an answer")
    grade: Grade
    text: str
    short: str
    basis: Basis
    confidence: float
    parts: list[PartTold]
    citations: list[CitationTold]
    related: list[CitationTold] = Field(description="what is near, but may not answer")
    nearest: list[ArticleTold]


class ArticlesTold(BaseModel):
    """Some of the articles that fit, and how many there are."""

    articles: list[ArticleTold]
    total: int


class Problem(BaseModel):
    """What is wrong, and the remedy."""

    problem: str
    remedy: str
    key: str
