"""Evidence: which sentences of the hits answer the question, and how sure that is."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from kiwipiepy import Token

from embeddings import Sentence, kiwi

from ..question import Query, Question, Weights
from ..retrieval.ranking import Hit
from .spans import Span, features

WEIGHTS = Path(__file__).with_name("weights.json")  # which `calibration` writes
READ_HITS = 5  # hits whose sentences are weighed
READ_SENTENCES = 4  # best sentences that are searched for a short answer
_K1_PLUS_1 = 2.2  # the most that one occurrence can add to BM25, in units of its idf

_CONTEXT = 0.3  # what a term of the question before weighs, against one of this question
_REASONS = frozenset("때문 위하다 이유 까닭 탓 덕분 따르다 인하다 becaus due reason".split())
_SENTENCE = 1.0  # what a sentence's own score adds to that of its short answer (TyDi train: +.01)
_NEAR = 3  # terms between which a pair of the question's neighbours still counts as neighbours


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer: its hit, its score, and the best short answer in it, if any.

    `short` is (start, end) in the article's text, `joint` the score of sentence and short answer
    together, by which the sentences that were searched for one are ranked.
    """

    hit: Hit
    sentence: Sentence
    score: float
    short: tuple[int, int] | None = None
    joint: float = -math.inf


@cache
def weights(path: Path = WEIGHTS) -> dict[str, dict[str, float]]:
    """Return the learned weights: of sentences, of spans and of confidence, by feature."""
    return dict(json.loads(path.read_text(encoding="utf-8")))


def gather(query: Query, hits: Sequence[Hit], ranker: Weights) -> list[Evidence]:
    """Rank the sentences of the first hits as answers, best first, short answers aside."""
    found = [
        Evidence(hit, sentence, dot(row, ranker))
        for hit, sentence, row in sentence_rows(query, hits)
    ]
    return sorted(found, key=lambda evidence: -evidence.score)


def sentence_rows(
    query: Query, hits: Sequence[Hit]
) -> list[tuple[Hit, Sentence, dict[str, float]]]:
    """Describe each sentence of the first hits, feature by feature."""
    rows = []
    context = {term: _CONTEXT * weight for term, weight in query.context.items()}
    wanted = {**context, **query.wanted}
    for rank, hit in enumerate(hits[:READ_HITS]):
        before: set[str] = set()
        for position, sentence in enumerate(hit.passage.sentences):
            row = _sentence_row(query.question, wanted, hits, rank, position, before)
            rows.append((hit, sentence, row))
            before = set(sentence.terms)
    return rows


def _sentence_row(
    question: Question,
    wanted: Weights,
    hits: Sequence[Hit],
    rank: int,
    position: int,
    before: set[str],
) -> dict[str, float]:
    hit = hits[rank]
    sentence = hit.passage.sentences[position]
    terms = set(sentence.terms)
    title = set(hit.title_terms)
    body = {term: weight for term, weight in wanted.items() if term not in title}
    opening = position == 0 and hit.start == 0
    digits = any(character.isdigit() for term in terms for character in term)
    return {
        "covered": covered(wanted, terms),
        "covered beyond title": covered(body, terms),
        "covered with title": covered(wanted, terms | title),
        "covered with before": covered(wanted, terms | before | title),
        "lexical behind": (hit.lexical - hits[0].lexical) / (max(h.lexical for h in hits) or 1.0),
        "dense behind": hit.dense - hits[0].dense,
        "first hit": float(rank == 0),
        "opening": float(opening),
        "short": float(len(terms) < 4),
        "length": math.log(1 + len(terms)),
        "caption": float(hit.article.captioned(sentence.start)),
        f"{question.asks}&digits": float(digits),
        f"{question.asks}&reason": float(bool(_REASONS & terms)),
        f"{question.asks}&opening": float(opening),
    }


def covered(wanted: Weights, terms: set[str]) -> float:
    """Return the share of the wanted weight that `terms` hold, 0 to 1 (1 where none is wanted)."""
    total = sum(wanted.values())
    return sum(weight for term, weight in wanted.items() if term in terms) / total if total else 1.0


def rank(query: Query, hits: Sequence[Hit], learned: Mapping[str, Weights]) -> list[Evidence]:
    """Rank the sentences, the best of them by what short answer they hold as well."""
    ranked = gather(query, hits, learned["sentence"])
    read = [find_short(query, evidence, learned["span"]) for evidence in ranked[:READ_SENTENCES]]
    read.sort(key=lambda evidence: -(evidence.joint + _SENTENCE * evidence.score))
    return read + ranked[READ_SENTENCES:]


def find_short(query: Query, evidence: Evidence, ranker: Weights) -> Evidence:
    """Return the evidence with the best short answer in its sentence, where there is one."""
    scored = [(dot(row, ranker), span) for span, row in span_rows(query, evidence)]
    if not scored:
        return replace(evidence, joint=evidence.score * ranker.get("sentence", 0.0))
    joint, span = max(scored, key=lambda pair: pair[0])
    at = evidence.sentence.start
    return replace(evidence, short=(at + span.start, at + span.end), joint=joint)


@lru_cache(maxsize=4096)
def _tokens(sentence: str) -> list[Token]:
    """Return a sentence's tokens; the sentences that answer are read again and again."""
    return list(kiwi().tokenize(sentence))


def span_rows(query: Query, evidence: Evidence) -> list[tuple[Span, dict[str, float]]]:
    """Describe each candidate for the short answer in a sentence, feature by feature."""
    sentence, article = evidence.sentence, evidence.hit.article
    text = article.text[sentence.start : sentence.end]
    titled = set(evidence.hit.title_terms)
    rows = features(query.question, text, _tokens(text), query.wanted, titled)
    return [(span, row | {"sentence": evidence.score}) for span, row in rows]


def confidence_row(
    query: Query, hits: Sequence[Hit], ranked: Sequence[Evidence]
) -> dict[str, float]:
    """Describe how well the hits answer the question, feature by feature."""
    wanted = query.wanted
    if not hits or not ranked or not wanted:
        return {}
    best = ranked[0]
    bodies = [[*hit.title_terms, *hit.passage.terms] for hit in hits[:READ_HITS]]
    sentence, title = set(best.sentence.terms), set(best.hit.title_terms)
    numbers = {term: weight for term, weight in wanted.items() if term[0].isdigit()}
    rarest = max(wanted, key=lambda term: wanted[term])
    ideal = sum(wanted.values()) * _K1_PLUS_1
    behind = hits[1].lexical if len(hits) > 1 else 0.0
    deep = [hit.lexical for hit in hits[1:]] or [0.0]
    return {
        "bias": 1.0,
        "covered by passage": max(covered(wanted, set(body)) for body in bodies),
        "covered by sentence": covered(wanted, sentence | title),
        "covered by sentence alone": covered(wanted, sentence),
        "pairs": max(_pairs(query.question.wanted, wanted, body) for body in bodies),
        "numbers": covered(numbers, {*best.hit.passage.terms} | title),
        "rarest covered": float(any(rarest in body for body in bodies)),
        "rarest in sentence": float(rarest in sentence | title),
        "lexical": hits[0].lexical / ideal,
        "lead": (hits[0].lexical - behind) / ideal,
        "lead over all": (hits[0].lexical - sum(deep) / len(deep)) / ideal,
        "dense": max(hit.dense for hit in hits),
        "dense lead": max(hit.dense for hit in hits) - sum(hit.dense for hit in hits) / len(hits),
        "terms": math.log(1 + len(wanted)),
    }


def _pairs(terms: Sequence[str], wanted: Weights, body: Sequence[str]) -> float:
    """Return the weighted share of the question's neighbouring terms that are near in `body` too.

    "1차 핵실험" and "4차 핵실험" differ in it, although they share a rare word.
    """
    places: dict[str, list[int]] = {}
    for at, term in enumerate(body):
        places.setdefault(term, []).append(at)
    total = near = 0.0
    for left, right in pairwise(terms):
        weight = min(wanted[left], wanted[right])
        total += weight
        gaps = [b - a for a in places.get(left, ()) for b in places.get(right, ())]
        near += weight * any(0 < gap <= _NEAR for gap in gaps)
    return near / total if total else 1.0


def dot(row: Mapping[str, float], ranker: Weights) -> float:
    """Return the sum of the features' values times their weights; an unknown feature counts 0."""
    return sum(value * ranker.get(name, 0.0) for name, value in row.items())
