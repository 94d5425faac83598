"""What several articles say of one thing: listed article by article, or event by event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from embeddings import Article, Sentence

from ..phrase import Phrase, days_label
from ..reader.windows import Span
from ..retrieval.ranking import Hit
from ..retrieval.reading import covered
from ..values.days import Days, days
from .listing import known
from .sentences import SAME, Idf, centrality, told, vectors, weighted

MOST = 10  # articles that are listed
EVENTS = 3  # of one article
_ABOUT = 0.3  # share of a question's weight that the best article must hold
# Another one is about the same that is near it (its score's share of the best one's and the cosine
# of the two's terms come to so much), or that holds so much of what that holds of the question.
# Set on 13 requests for articles of 15 pages, all written for that alone.
_NEAR, _HOLDS = 0.75, 0.6
_MANY = re.compile(
    r"(?:기사|보도|뉴스|소식|글)(?:들|를 모|을 모| 목록| 제목)|(?:여러|모든) (?:기사|보도)|모아"
    r"|\b(?:articles|stories|reports|coverage)\b"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is shown of a hit's article beside a few words: sentences of it."""

    label: Phrase
    hit: Hit
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """What an article says to have been on some days, in a sentence."""

    days: Days
    hit: Hit
    sentence: Sentence

    @property
    def order(self) -> tuple[date, date]:
        """When it was, and when that was told."""
        return self.days[0], self.hit.article.published or self.days[0]


def is_about_many(text: str) -> bool:
    """Say whether a request for a summary is one of several articles."""
    return bool(_MANY.search(text))


def on_topic(hits: Sequence[Hit], weights: Mapping[str, float], idf: Idf) -> list[Hit]:
    """Return a hit of each article that is about what is asked, as the best one is, best first."""
    best: dict[str, Hit] = {}
    terms: dict[str, list[str]] = {}
    for hit in hits:
        best.setdefault(hit.article.id, hit)
        terms.setdefault(hit.article.id, []).extend((*hit.title_terms, *hit.passage.terms))
    shares = {one: covered(weights, {*terms[one]}) for one in best}
    most = max(shares.values(), default=0.0)
    if most < _ABOUT:
        return []
    rows = weighted([*terms.values()], idf)
    near = dict(zip(best, (rows @ rows[0]).tolist(), strict=True))
    return [
        hit
        for one, hit in best.items()
        if hit.score / hits[0].score + near[one] >= _NEAR or shares[one] >= _HOLDS * most
    ][:MOST]


def article_list(hits: Sequence[Hit], weights: Mapping[str, float], idf: Idf) -> list[Entry]:
    """List the articles of hits, the newest first: day, outlet and title, and what fits in each."""
    newest = sorted(hits, key=lambda hit: hit.article.published or date.min, reverse=True)
    return [Entry(known(hit.article), hit, _fitting(hit.article, weights, idf)) for hit in newest]


def _fitting(article: Article, weights: Mapping[str, float], idf: Idf) -> tuple[Span, ...]:
    """Return the sentence that holds most of what is asked, and the most central of the others."""
    sentences = told(article)
    if not sentences:
        return ((0, len(article.text)),)
    ranks = centrality(vectors(sentences, idf))
    shares = np.array([covered(weights, one.terms) for one in sentences])
    first = int(np.argmax(shares + 0.1 * ranks))
    ranks[first] = np.inf
    best = sorted(np.argsort(-ranks, kind="stable")[:2].tolist())
    return tuple((sentences[at].start, sentences[at].end) for at in best)


def timeline(hits: Sequence[Hit], idf: Idf) -> list[Entry]:
    """Tell the events of hits' articles, the oldest first: their days, and a sentence of each.

    Headlines are left out where there are articles: these tell the same.
    """
    whole = [hit for hit in hits if hit.article.kind == "article"] or hits
    events = sorted((one for hit in whole for one in _events(hit, idf)), key=lambda e: e.order)
    return [
        Entry(days_label(*one.days), one.hit, ((one.sentence.start, one.sentence.end),))
        for one in _once(events, idf)
    ]


def _events(hit: Hit, idf: Idf) -> Iterator[Event]:
    """Yield the most central dated sentences of an article; the first has its article's day."""
    article = hit.article
    if not article.published:
        return
    sentences = told(article)
    ranks = centrality(vectors(sentences, idf))
    found = {at: days(_text(article, one), article.published) for at, one in enumerate(sentences)}
    today = article.published, article.published
    found[0] = found.get(0) or today
    dated = sorted((at for at in found if found[at]), key=lambda at: -ranks[at])
    for at in {0: None} | dict.fromkeys(dated[:EVENTS]):
        yield Event(found[at] or today, hit, sentences[at])


def _once(events: Sequence[Event], idf: Idf) -> list[Event]:
    """Return events, without those that an earlier report says of the same days alike."""
    rows = vectors([event.sentence for event in events], idf)
    kept: list[int] = []
    for at, event in enumerate(events):
        near = (other for other in kept if rows[at] @ rows[other] > SAME)
        if all(events[other].days != event.days for other in near):
            kept.append(at)
    return [events[at] for at in kept]


def _text(article: Article, sentence: Sentence) -> str:
    return article.text[sentence.start : sentence.end]
