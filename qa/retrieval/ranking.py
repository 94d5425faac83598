"""Hybrid search: both legs' candidates, fused, refined, and cleared of repetitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from embeddings import (
    EVERYTHING,
    TITLE_WEIGHT,
    Article,
    Encoder,
    Excerpt,
    Filters,
    Owner,
    Passage,
    Store,
    TermEncoder,
    Vectors,
    brief,
    unit,
)

CANDIDATES = 100  # passages that each leg proposes
LEXICAL_SCALE = 20.0  # the BM25 that weighs as much as a cosine of 1
PASSAGES_PER_ARTICLE = 3  # the most hits of one article
TOLD_THEN = 0.3  # what a hit gains in score whose article is of a time that the question names
REFINED = 30  # best passages that are compared with a question sentence by sentence as well


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, `article.text[start:end]`.

    `lexical` is BM25 (0 or more), `dense` the cosine similarity (-1 to 1), `score` what it is
    ranked by (see `fuse` and `refine`), `reader` what the reader makes of it (see `reading`), in
    log odds; None where it wasn't read. `title_terms` and `passage` are its terms, the title's and
    the sentences'. `copies` are other articles with nearly the same text, which have no
    hit of their own.
    """

    article: Article
    score: float
    lexical: float
    dense: float
    title_terms: tuple[str, ...]
    passage: Passage
    copies: tuple[Article, ...] = ()
    reader: float | None = None

    @property
    def start(self) -> int:
        """Where the passage starts in the article's text."""
        return self.passage.start

    @property
    def end(self) -> int:
        """Where the passage ends there."""
        return self.passage.end

    @property
    def terms(self) -> tuple[str, ...]:
        """The title's terms, and the passage's."""
        return (*self.title_terms, *self.passage.terms)

    @property
    def text(self) -> str:
        """The passage's own words."""
        return self.article.text[self.start : self.end]

    def __repr__(self) -> str:
        """Return one short line."""
        return f"<Hit {self.score:.3f} {brief(self.text)} of {brief(self.article.name)}>"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it: the article without its text, of the copies their ids."""
        return {
            "article": self.article.about(),
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "score": self.score,
            "lexical": self.lexical,
            "dense": self.dense,
            "reader": self.reader,
            "copies": [copy.id for copy in self.copies],
        }


@dataclass(frozen=True, slots=True)
class Scores:
    """One passage's score in each leg, and fused."""

    fused: float
    lexical: float
    dense: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """What each stage of a search makes of a question: passages by number, best first.

    `lexical` and `dense` hold the scores of what each leg proposes; `fused` and `refined` hold all
    of these passages, ranked by `fuse`, and then by `refine`.
    """

    lexical: Mapping[int, float]
    dense: Mapping[int, float]
    fused: Mapping[int, Scores]
    refined: Mapping[int, Scores]


def search(
    store: Store,
    encoder: Encoder,
    terms: Sequence[str],
    vector: Vectors,
    top_k: int,
    filters: Filters = EVERYTHING,
    others: Sequence[str] = (),
) -> list[Hit]:
    """Return the best hits for a question's terms and vector, best first.

    `others` are terms that may stand in their place, which count a third. A passage that shares no
    term with the question and isn't near it in meaning is none.
    """
    depth = max(CANDIDATES, 3 * top_k)
    ranked = rank_passages(store, encoder, terms, vector, depth, filters, others).refined
    related = {n: scores for n, scores in ranked.items() if scores.lexical > 0 or scores.dense > 0}
    owners = store.owners(list(related))
    numbers = _select(related, owners, top_k)
    excerpts = store.passages(numbers)
    copies = store.copies([owners[number].article for number in numbers], filters)
    return [_hit(related[n], excerpts[n], copies[owners[n].article]) for n in numbers]


def rank_passages(
    store: Store,
    encoder: Encoder,
    terms: Sequence[str],
    vector: Vectors,
    depth: int,
    filters: Filters = EVERYTHING,
    others: Sequence[str] = (),
) -> Ranking:
    """Rank the best `depth` passages of each leg for a question's terms and vector.

    For `others` see `search`.
    """
    lexical = _lexical(store, terms, others, depth, filters)
    dense = store.search_dense(vector, depth, filters)
    fused = fuse(lexical, dense | _cosines(store, lexical.keys() - dense.keys(), vector))
    return Ranking(lexical, dense, fused, refine(store, encoder, fused, vector))


def _lexical(
    store: Store, terms: Sequence[str], others: Sequence[str], depth: int, filters: Filters
) -> dict[int, float]:
    """Return the BM25 of the best passages, in which a term counts as often as it is given."""
    if not others:
        return store.search_lexical(terms, depth, filters)
    thrice = store.search_lexical([*terms, *terms, *terms, *others], depth, filters)
    return {number: score / 3 for number, score in thrice.items()}


def _cosines(store: Store, numbers: Collection[int], vector: Vectors) -> dict[int, float]:
    """Return the cosine of passages that only the lexical leg has found."""
    some = sorted(numbers)
    return dict(zip(some, (store.vectors(some) @ vector).tolist(), strict=True))


def fuse(lexical: Mapping[int, float], dense: Mapping[int, float]) -> dict[int, Scores]:
    """Add up two legs' scores by passage number, best first; a missing score is 0.

    bm25 / LEXICAL_SCALE + cosine: with a constant for the scale, a long question, of which BM25
    knows much, is ranked by BM25, and a short one by meaning as well. (The convex combination
    of bm25 / max(bm25) and cosine of Bruch, Gai and Ingber, 2022, weighs both alike.)
    """
    scores = {
        number: Scores(
            lexical.get(number, 0.0) / LEXICAL_SCALE + dense.get(number, 0.0),
            lexical.get(number, 0.0),
            dense.get(number, 0.0),
        )
        for number in lexical.keys() | dense.keys()
    }
    return dict(sorted(scores.items(), key=lambda item: (-item[1].fused, item[0])))


def refine(
    store: Store, encoder: Encoder, ranked: dict[int, Scores], vector: Vectors
) -> dict[int, Scores]:
    """Rank the best passages anew, each by its own cosine and its best sentence's alike.

    A passage's vector is an average, in which the one sentence that answers is hardly heard. Only
    a model that reads the terms that the index has at hand is quick enough for this; with others
    all stays as it is.
    """
    first = list(ranked)[:REFINED]
    if not first or not isinstance(encoder, TermEncoder):
        return ranked
    excerpts = store.passages(first)
    sentences = [excerpts[number].passage.sentences for number in first]
    counts = [len(some) for some in sentences]
    titles = TITLE_WEIGHT * encoder.sum_terms([excerpts[number].title_terms for number in first])
    sums = encoder.sum_terms([sentence.terms for some in sentences for sentence in some])
    cosines = unit(np.repeat(titles, counts, axis=0) + sums) @ vector
    starts = np.cumsum([0, *counts[:-1]])
    best = dict(zip(first, np.maximum.reduceat(cosines, starts).tolist(), strict=True))
    # Only the rank is changed: how near a passage is, is told by its own cosine.
    refined: dict[int, Scores] = {}
    for number in first:
        old = ranked[number]
        refined[number] = replace(old, fused=old.fused + (best[number] - old.dense) / 2)
    order = sorted(first, key=lambda number: (-refined[number].fused, number))
    return {n: refined[n] for n in order} | {n: ranked[n] for n in list(ranked)[REFINED:]}


def told_then(
    hits: Sequence[Hit], days: Sequence[tuple[date, date]]
) -> tuple[list[Hit], frozenset[str]]:
    """Rank hits anew, where those of articles of some days, inclusive, gain TOLD_THEN.

    Also returned is the id of the article that comes first, if it is of these days.
    """
    then = {
        hit.article.id
        for hit in hits
        for since, until in days
        if hit.article.published and since <= hit.article.published <= until
    }
    gained = (replace(hit, score=hit.score + TOLD_THEN * (hit.article.id in then)) for hit in hits)
    ranked = sorted(gained, key=lambda hit: -hit.score)
    return ranked, frozenset(then.intersection(hit.article.id for hit in ranked[:1]))


def _select(ranked: Iterable[int], owners: Mapping[int, Owner], top_k: int) -> list[int]:
    """Take the best: of an article and its copies one, and of that few passages."""
    shown: dict[int, int] = {}  # the article that stands for an original and its copies
    taken: Counter[int] = Counter()
    numbers: list[int] = []
    for number in ranked:
        article, original = owners[number]
        if shown.setdefault(original, article) == article and taken[article] < PASSAGES_PER_ARTICLE:
            taken[article] += 1
            numbers.append(number)
    return numbers[:top_k]


def _hit(scores: Scores, excerpt: Excerpt, copies: tuple[Article, ...]) -> Hit:
    return Hit(
        article=excerpt.article,
        score=scores.fused,
        lexical=scores.lexical,
        dense=scores.dense,
        title_terms=excerpt.title_terms,
        passage=excerpt.passage,
        copies=copies,
    )
