"""The answer itself: which quotations it is made of, and the fixed phrases around them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from ..answer import Answer, Citation, Part
from ..question import Idf, Query, Question
from ..retrieval.ranking import Hit
from .evidence import Evidence, confidence_row, dot, rank, weights

SUMMARY_SENTENCES = 4  # the most quotations of a summary or a list
_SHORT_ASKED = frozenset(["when", "quantity", "who", "where", "group", "what"])
_LIST = re.compile(
    r"모두|전부|목록|나열|각각|어떤 것들|들은 (무엇|누구|어디)|\blist\b|\ball the\b", re.I
)
_HANGUL = re.compile("[가-힣]")
_CLOSE = 1.0  # a second sentence is quoted too where its score is within this of the first one's

_PHRASES = {
    "ko": {
        "none": "기사에서 답을 찾지 못했습니다.",
        "nearest": "가장 가까운 기사:",
        "headline": "본문 없이 제목만 있는 기사입니다.",
        "copies": "외 {}건",
    },
    "en": {
        "none": "The articles don't say.",
        "nearest": "The nearest articles:",
        "headline": "This rests on a headline alone; the article's body is not here.",
        "copies": "and {} more",
    },
}


def compose(question: Question, hits: Sequence[Hit], idf: Idf) -> Answer:
    """Answer a question from its hits, in verbatim sentences; or say that they don't answer it."""
    learned = weights()
    query = Query.of(question, idf)
    ranked = rank(query, hits, learned)
    row = confidence_row(query, hits, ranked)
    odds = dot(row, learned["confidence"]) if row else -math.inf  # their logarithm
    confidence = 1 / (1 + math.exp(-odds)) if row else 0.0
    if odds < learned["confidence"]["threshold"]:
        return _not_found(question, hits, confidence)
    citations = _citations(_choose(question, ranked, idf), question)
    return Answer(_parts(citations, _phrases(question)), confidence, tuple(hits))


def _choose(question: Question, ranked: Sequence[Evidence], idf: Idf) -> list[Evidence]:
    """Return the sentences to quote, the answering one first; a summary's in their order."""
    if question.asks == "summary":
        return _summary(ranked, idf)
    best = ranked[0]
    if question.asks == "titles" or _LIST.search(question.text):
        close = [item for item in ranked if item.score > best.score - _CLOSE]
        return close[:SUMMARY_SENTENCES]
    return [best]


def _summary(ranked: Sequence[Evidence], idf: Idf) -> list[Evidence]:
    """Return the sentences of the best article that say most of it, in their order.

    A sentence says much where its terms are those of many others (a term's weight is its idf times
    its count in the article); each chosen one takes its terms away from the rest.
    """
    article = ranked[0].hit.article
    own = [item for item in ranked if item.hit.article.id == article.id]
    own = [item for item in own if not article.captioned(item.sentence.start)] or own
    counts: dict[str, float] = {}
    for item in own:
        for term in set(item.sentence.terms):
            counts[term] = counts.get(term, 0.0) + idf(term)
    chosen: list[Evidence] = []
    while own and len(chosen) < SUMMARY_SENTENCES:
        best = max(own, key=lambda item: (_mass(item, counts), -item.sentence.start))
        if chosen and _mass(best, counts) <= 0:
            break
        chosen.append(best)
        own.remove(best)
        for term in best.sentence.terms:
            counts[term] = 0.0
    return sorted(chosen, key=lambda item: item.sentence.start)


def _mass(item: Evidence, counts: dict[str, float]) -> float:
    terms = set(item.sentence.terms)
    return sum(counts[term] for term in terms) / (5 + len(terms))


def _citations(chosen: Sequence[Evidence], question: Question) -> list[Citation]:
    citations: list[Citation] = []
    for number, item in enumerate(chosen, start=1):
        article, sentence = item.hit.article, item.sentence
        again = any(citation.article.id == article.id for citation in citations)
        citations.append(
            Citation(
                number=number,
                article=article,
                start=sentence.start,
                end=sentence.end,
                short=item.short if question.asks in _SHORT_ASKED else None,
                copies=() if again else item.hit.copies,
            )
        )
    return citations


def _parts(citations: Sequence[Citation], phrases: Mapping[str, str]) -> tuple[Part, ...]:
    """Return the first short answer and the quotations, with the phrases that belong to them."""
    parts: list[Part] = []
    if all(citation.article.kind == "headline" for citation in citations):
        parts.append(Part(phrases["headline"]))
    for citation in citations:
        short = citation.short if citation is citations[0] else None
        if short:
            parts.append(Part(citation.article.text[slice(*short)], citation, "short"))
        if short != (citation.start, citation.end):
            parts.append(Part(citation.quote, citation, "quote"))
        if citation.copies:
            more = phrases["copies"].format(len(citation.copies))
            parts.append(Part(f"({more})", follows=True))
    return tuple(parts)


def _not_found(question: Question, hits: Sequence[Hit], confidence: float) -> Answer:
    phrases = _phrases(question)
    said = ("none", "nearest") if hits else ("none",)
    return Answer(tuple(Part(phrases[name]) for name in said), confidence, tuple(hits))


def _phrases(question: Question) -> dict[str, str]:
    return _PHRASES["ko" if _HANGUL.search(question.text) else "en"]
