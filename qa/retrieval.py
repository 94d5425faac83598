"""Hybrid search: both legs' candidates, fused, filtered, and cleared of repetitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

import numpy as np

from embeddings.article import Article, Kind
from embeddings.catalogue import TITLE_WEIGHT, Entry
from embeddings.decoding import one_line
from embeddings.encoder import Encoder
from embeddings.generation import Generation
from embeddings.passages import Passage
from embeddings.term_encoder import TermEncoder
from embeddings.vectors import Vectors, unit

CANDIDATES = 100  # passages that each leg proposes
LEXICAL_SCALE = 20.0  # the BM25 that weighs as much as a cosine of 1
PASSAGES_PER_ARTICLE = 3  # the most hits of one article
REFINED = 30  # best passages that are compared with a question sentence by sentence as well


@dataclass(frozen=True, slots=True)
class Filters:
    """What an article must be; None leaves it open. Dates are inclusive."""

    outlet: str | None = None
    since: date | None = None
    until: date | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: `article.text[start:end] == text`.

    `lexical` is BM25 (0 or more), `dense` the cosine similarity (-1 to 1), `score` what it is
    ranked by (see `fuse` and `refine`). `title_terms` and `passage` are its terms, the title's
    and the sentences'.
    `copies` are other articles with nearly the same text, which have no hit of their own.
    """

    article: Article
    text: str
    start: int
    end: int
    score: float
    lexical: float
    dense: float
    title_terms: tuple[str, ...]
    passage: Passage
    copies: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """One passage's score in each leg, and fused."""

    fused: float
    lexical: float
    dense: float


def search(
    generation: Generation,
    encoder: Encoder,
    terms: Sequence[str],
    vector: Vectors,
    top_k: int,
    filters: Filters | None = None,
) -> list[Hit]:
    """Return the best hits for a question's terms and vector, best first.

    A passage that shares no term with the question and isn't near it in meaning is none.
    """
    filters = filters or Filters()
    if filters.outlet is not None:
        filters = replace(filters, outlet=one_line(filters.outlet))
    among = None
    if filters != Filters():
        among = generation.catalogue.select(**asdict(filters))
        if not among:
            return []
    depth = max(CANDIDATES, 3 * top_k)
    lexical = _lexical(generation, terms, depth, among)
    dense = generation.dense.search(vector, depth, among)
    fused = fuse(lexical, complete(generation, dense, lexical, vector))
    ranked = refine(generation, encoder, fused, vector)
    related = {n: scores for n, scores in ranked.items() if scores.lexical > 0 or scores.dense > 0}
    return _select(generation, related, top_k, filters)


def fuse(lexical: dict[int, float], dense: dict[int, float]) -> dict[int, Scores]:
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
    generation: Generation, encoder: Encoder, ranked: dict[int, Scores], vector: Vectors
) -> dict[int, Scores]:
    """Rank the best passages anew, each by its own cosine and its best sentence's alike.

    A passage's vector is an average, in which the one sentence that answers is hardly heard. Only
    a model that reads the terms that the index has at hand is quick enough for this; with others
    all stays as it is.
    """
    first = list(ranked)[:REFINED]
    if not first or not isinstance(encoder, TermEncoder):
        return ranked
    entries = generation.catalogue.passages(first)
    sentences = [entries[number].passages[0].sentences for number in first]
    counts = [len(some) for some in sentences]
    titles = TITLE_WEIGHT * encoder.sum_terms([entries[number].title_terms for number in first])
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


def _lexical(
    generation: Generation, terms: Sequence[str], depth: int, among: Sequence[int] | None
) -> dict[int, float]:
    """Search the lexical leg; where only some passages may be found, deeper until enough are."""
    if among is None:
        return generation.lexical.search(terms, depth)
    allowed = set(among)
    reach = depth
    while True:
        found = generation.lexical.search(terms, reach)
        kept = {number: score for number, score in found.items() if number in allowed}
        if len(kept) >= depth or len(found) < reach:
            return dict(list(kept.items())[:depth])
        reach *= 4


def complete(
    generation: Generation, dense: dict[int, float], wanted: Collection[int], vector: Vectors
) -> dict[int, float]:
    """Add the cosine of passages that only the lexical leg has found."""
    missing = [number for number in wanted if number not in dense]
    cosines = generation.dense.vectors(missing) @ vector
    return dense | dict(zip(missing, cosines.tolist(), strict=True))


def _select(
    generation: Generation, ranked: dict[int, Scores], top_k: int, filters: Filters
) -> list[Hit]:
    """Take the best: of an article and its copies one, and of that few passages."""
    catalogue = generation.catalogue
    originals = catalogue.originals(list(ranked))
    shown: dict[int, str] = {}  # the article that stands for an original and its copies
    taken: Counter[int] = Counter()
    hits: list[Hit] = []
    for number, scores in ranked.items():
        if len(hits) == top_k:
            break
        original = originals[number]
        entry = catalogue.passages([number])[number]
        stands = shown.setdefault(original, entry.article.id)
        if stands == entry.article.id and taken[original] < PASSAGES_PER_ARTICLE:
            taken[original] += 1
            copies = catalogue.copies(original, besides=stands, **asdict(filters))
            hits.append(_hit(scores, entry, copies))
    return hits


def _hit(scores: Scores, entry: Entry, copies: Sequence[Article]) -> Hit:
    article, (passage,) = entry.article, entry.passages
    return Hit(
        article=article,
        text=article.text[passage.start : passage.end],
        start=passage.start,
        end=passage.end,
        score=scores.fused,
        lexical=scores.lexical,
        dense=scores.dense,
        title_terms=entry.title_terms,
        passage=passage,
        copies=tuple(copies),
    )
