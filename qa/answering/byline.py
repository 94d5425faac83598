"""What is known of an article beside its text: who wrote it, when it was out, and where."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from embeddings import Article

from ..answer import Answer, Citation, Part
from ..phrase import Phrase, days_label
from ..question import Question
from ..retrieval.ranking import Hit
from ..retrieval.reading import covered
from .listing import sentence

MEANT = 0.25  # share of a question's weight that an article holds which may be meant

Fact = Literal["author", "published", "outlet"]

_ASKED: Mapping[Fact, re.Pattern[str]] = {
    "author": re.compile(r"누[가구]|기자|글쓴이|작성자|필자|닉네임|아이디|\bwho\b|\breporter\b"),
    "published": re.compile(r"언제|며칠|날짜|날[은이]|몇 월|\bwhen\b|\bdate\b"),
    "outlet": re.compile(r"어디|어느|무슨|언론|신문|매체|방송|\bwhich\b|\bwhere\b"),
}
_PHRASES = {
    "author": Phrase("기사에 기자 이름이 없습니다.", "The article doesn't name its reporter."),
    "published": Phrase("기사에 날짜가 없습니다.", "The article has no date."),
    "outlet": Phrase("기사에 언론사 이름이 없습니다.", "The article doesn't name its outlet."),
}


def byline(question: Question, hits: Sequence[Hit], weights: Mapping[str, float]) -> Answer | None:
    """Tell of the article that a question means who wrote it, when or where it was out.

    None where no article holds MEANT of the weight of the question's terms.
    """
    if not hits or _held(hits[0], weights) < MEANT:
        return None
    article = hits[0].article
    asked = [fact for fact, words in _ASKED.items() if words.search(question.text.lower())]
    fact: Fact = asked[0] if asked else "author"
    said = _said(article, fact)
    citation = Citation(1, article, *sentence(article), copies=hits[0].copies)
    quote = Part(citation.quote, citation, "quote" if said else "related")
    first = Part(said.ko, citation, "short", phrase=said) if said else Part.of(_PHRASES[fact])
    return Answer((first, quote), _held(hits[0], weights) if said else 0.0, tuple(hits))


def _held(hit: Hit, weights: Mapping[str, float]) -> float:
    return covered(weights, {*hit.terms})


def _said(article: Article, fact: Fact) -> Phrase:
    if fact == "published" and article.published:
        return days_label(article.published, article.published)
    return Phrase.joined("", [getattr(article, fact) or ""])
