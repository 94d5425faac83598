"""What several articles say of one thing: listed article by article, or event by event."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

import numpy as np

from embeddings import Article, Sentence

from ..phrase import Phrase, days_label
from ..reader.windows import Span
from ..retrieval.ranking import Hit
from ..retrieval.reading import covered, standing
from ..values.days import Days, days
from .listing import known
from .sentences import SAME, Idf, centrality, told, vectors, weighted

MOST = 10  # articles that are listed
_BESIDE = 0.5  # of an article's score, from which a headline is meant: it has fewer words
TITLES, FITS = 3, 0.2  # that are shown, and the share of what is asked that the first one holds
MEANT = 0.5  # share of that which is enough of an article known to be meant, or far ahead
_BEHIND = 0.6  # of the best one's score, that no other article has where it is far ahead
EVENTS = 3  # of one article
KNOWN = 0.3  # share of a topic's weight that the articles' words must have
# An article on a topic holds so much of it; the best one may hold less of more than two words. Of
# the others one is on it, too, that is near the best one: the share of its score and the cosine of
# the two's terms come to so much. Set on 24 requests for articles of 75 pages, most written for it.
_HOLDS, _HOLDS_OF_MANY, _HOLDS_OF_FEW, _NEAR, _LEAST_NEAR = 0.6, 0.45, 0.3, 0.75, 0.2
_UPDATED = re.compile(
    r"\d\S*(?:으로|로) (?:\S+ )?(?:늘|줄[었어]|불어|집계|확인|확정|바로잡|정정|고[쳐쳤치친])"
    r"|(?:최종|마지막으로) (?:집계|확인|확정)\S* (?:\S+ ){0,3}\d"
    r"|\b(?:rose|rises?|fell|corrected|revised|updated) (?:\w+ )?(?:to|from) \d"
)
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
        """When it was, and when that was told; of a time that isn't over yet ("올해") when told."""
        (since, until), told = self.days, self.hit.article.published
        return told if told and since < told <= until else since, told or since


def is_about_many(text: str) -> bool:
    """Say whether a request for a summary is one of several articles."""
    return bool(_MANY.search(text))


def known_among(
    weights: Mapping[str, float], frequency: Callable[[str], int]
) -> Mapping[str, float]:
    """Return the weights of the terms that any article has; none where most is unknown."""
    known = {term: weight for term, weight in weights.items() if frequency(term)}
    return known if sum(known.values()) >= KNOWN * sum(weights.values()) else {}


def on_topic(
    hits: Sequence[Hit], weights: Mapping[str, float], idf: Idf, *, is_narrow: bool = False
) -> list[Hit]:
    """Return a hit of each article that is about what is asked, best first.

    `weights` are those of the terms that any article has; without any, none is. None is about
    지하철 파업 where some tell of the one, and others of the other; but of the few that are as
    wanted (`is_narrow`) one needn't have all the words.
    """
    best: dict[str, Hit] = {}
    terms: dict[str, list[str]] = {}
    held: dict[str, set[str]] = {}
    for hit in hits:
        best.setdefault(hit.article.id, hit)
        terms.setdefault(hit.article.id, []).extend(hit.terms)
        held.setdefault(hit.article.id, set()).update(standing(weights, hit))
    shares = {one: covered(weights, held[one].union(terms[one])) for one in best}
    least = _HOLDS_OF_FEW if is_narrow else _HOLDS if len(weights) < 3 else _HOLDS_OF_MANY
    first = next((one for one in best if shares[one] >= least), None)
    if first is None or not weights:
        return []
    rows = weighted([*terms.values()], idf)
    near = dict(zip(best, (rows @ rows[[*best].index(first)]).tolist(), strict=True))
    return [
        hit
        for one, hit in best.items()
        if one == first
        or shares[one] >= _HOLDS
        or (near[one] >= _LEAST_NEAR and hit.score / best[first].score + near[one] >= _NEAR)
    ][:MOST]


def article_list(hits: Sequence[Hit], weights: Mapping[str, float], idf: Idf) -> list[Entry]:
    """List the articles of hits, the newest first: day, outlet and title, and what fits in each."""
    newest = sorted(hits, key=lambda hit: hit.article.published or date.min, reverse=True)
    return [Entry(known(hit.article), hit, _fitting(hit.article, weights, idf)) for hit in newest]


def titles(
    hits: Sequence[Hit], weights: Mapping[str, float], meant: Collection[str] = ()
) -> list[Entry]:
    """List what a title is likeliest looked for of: the best headline, and others nearly as good.

    Of articles where the best one is far better. None where the best hardly holds what is asked; of
    the few that are known to be `meant`, by their ids, MEANT of that is enough, as it is of one far
    ahead: who looks for a title recalls what it says, in other words.
    """
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.article.id, hit)
    headlines = [hit for hit in best.values() if hit.article.kind == "headline"]
    is_near = (
        bool(headlines)
        and headlines[0].score > _BESIDE * hits[0].score
        and _titled(weights, headlines[0]) >= _titled(weights, hits[0])
    )
    likely = headlines if is_near else [*best.values()]
    near = [hit for hit in likely if hit.score > _NEAR * likely[0].score][:TITLES]
    if not near:
        return []
    first = near[0].article.id
    others = (hit.score for hit in best.values() if hit.article.id != first)
    is_ahead = max(others, default=0.0) < _BEHIND * near[0].score
    said = {*near[0].terms, *standing(weights, near[0])}
    least = FITS if is_near else _HOLDS_OF_FEW
    if covered(weights, said) < least * (MEANT if is_ahead or first in meant else 1.0):
        return []
    return [Entry(known(hit.article), hit, (_first(hit.article),)) for hit in near]


def _titled(weights: Mapping[str, float], hit: Hit) -> float:
    """Return the share of what is asked that a hit's title holds."""
    title = hit.article.title
    return covered(weights, {*hit.title_terms, *(w for w in weights if len(w) > 1 and w in title)})


def _first(article: Article) -> Span:
    return next(((one.start, one.end) for one in told(article)), (0, len(article.text)))


def _fitting(article: Article, weights: Mapping[str, float], idf: Idf) -> tuple[Span, ...]:
    """Return the sentence that holds most of what is asked, and the most central of the others.

    Where a number is said to be another now ("14명으로 늘었다"), that is told, too.
    """
    sentences = told(article)
    if not sentences:
        return ((0, len(article.text)),)
    ranks = centrality(vectors(sentences, idf))
    shares = np.array([covered(weights, one.terms) for one in sentences])
    first = int(np.argmax(shares + 0.1 * ranks))
    ranks[first] = np.inf
    order = np.argsort(-ranks, kind="stable").tolist()
    best = sorted({*order[:2], *_updating(article, sentences, order)})
    return tuple((sentences[at].start, sentences[at].end) for at in best)


def _updating(article: Article, sentences: Sequence[Sentence], order: Sequence[int]) -> list[int]:
    """Return the number of the first sentence in an order that tells how many it is by now."""
    updates = (at for at in order if _UPDATED.search(_text(article, sentences[at])))
    return [*islice(updates, 1)]


def timeline(hits: Sequence[Hit], idf: Idf) -> list[Entry]:
    """Tell the events of hits' articles, the oldest first: their days, and a sentence of each.

    Headlines are left out where there are articles: these tell the same.
    """
    whole = [hit for hit in hits if hit.article.kind == "article"] or hits
    events = sorted((one for hit in whole for one in _events(hit, idf)), key=lambda e: e.order)
    return _told(_once(events, idf))


def _told(events: Sequence[Event]) -> list[Entry]:
    return [
        Entry(days_label(*one.days), one.hit, ((one.sentence.start, one.sentence.end),))
        for one in events
    ]


def on_days(
    hits: Sequence[Hit],
    asked: Sequence[Days],
    weights: Mapping[str, float],
    idf: Idf,
    least: float = 0.0,
) -> list[Entry]:
    """Tell the events of the first hits' articles that were on the days that are asked about.

    Where any holds more of what is asked than a day, those that hold nearly as much are told, and
    none that holds less than `least`.
    """
    then = [
        one
        for hit in hits
        for one in _events(hit, idf, most=len(hit.article.text))
        if any(since <= one.days[0] and one.days[1] <= until for since, until in asked)
    ]
    held = [covered(weights, {*one.sentence.terms, *_said(weights, one)}) for one in then]
    enough = max(least, _NEAR * max(held, default=0.0))
    near = (one for one, share in zip(then, held, strict=True) if share >= enough)
    events = sorted(islice(near, EVENTS), key=lambda one: one.order)
    return _told(_once(events, idf))


def _said(weights: Mapping[str, float], event: Event) -> Iterator[str]:
    """Yield the words asked about that stand in an event's sentence, within others, too."""
    text = _text(event.hit.article, event.sentence)
    return (word for word in weights if len(word) > 1 and word in text)


def _events(hit: Hit, idf: Idf, most: int = EVENTS) -> Iterator[Event]:
    """Yield the `most` central dated sentences of an article; the first has its article's day.

    So has one that tells how many it is by now.
    """
    article = hit.article
    if not article.published:
        return
    sentences = told(article)
    ranks = centrality(vectors(sentences, idf))
    found = {at: days(_text(article, one), article.published) for at, one in enumerate(sentences)}
    today = article.published, article.published
    found[0] = found.get(0) or today
    dated = sorted((at for at in found if found[at]), key=lambda at: -ranks[at])
    by_rank = np.argsort(-ranks, kind="stable").tolist()
    for at in dict.fromkeys([0, *dated[:most], *_updating(article, sentences, by_rank)]):
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
