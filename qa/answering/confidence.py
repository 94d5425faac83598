"""How sure an answer is: a probability from what was read, and the grade that it is given as."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..answer import Grade
from ..retrieval.ranking import Hit
from ..retrieval.reading import Asked, Read, covered

WEIGHTS = Path(__file__).with_name("confidence.json")  # which `qa calibrate` writes
_K1_PLUS_1 = 2.2  # the most that one occurrence can add to BM25, in units of its idf

Row = dict[str, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was read, best first, and the probability, 0 to 1, that the first of it answers."""

    reads: Sequence[Read]
    confidence: float
    grade: Grade


@cache
def learned(path: Path = WEIGHTS) -> Row:
    """Return the weights by feature, and the least probabilities of "sure" and of "related"."""
    return dict(json.loads(path.read_text(encoding="utf-8")))


def judge(asked: Asked, hits: Sequence[Hit], reads: Sequence[Read]) -> Judged:
    """Tell how sure it is that the first of what was read answers."""
    known = learned()
    if not reads:
        return Judged(reads, 0.0, "none")
    confidence = probability(known, features(asked.weights, hits, reads))
    for grade in ("sure", "related"):
        if confidence >= known[grade]:
            return Judged(reads, confidence, grade)
    return Judged(reads, confidence, "none")


def probability(known: Row, row: Row) -> float:
    """Return what learned weights make of features: a logistic regression's probability."""
    return 1 / (1 + math.exp(-sum(known[name] * value for name, value in row.items())))


def features(weights: Mapping[str, float], hits: Sequence[Hit], reads: Sequence[Read]) -> Row:
    """Describe how well what was read, of which there is some, answers the question."""
    best = reads[0]
    behind = next((one for one in reads if one.sentence != best.sentence), best)
    own = {*best.hit.title_terms, *best.hit.passage.terms}
    rarest = max(weights, key=lambda term: weights[term], default="")
    return {
        "bias": 1.0,
        "span": best.found.score,  # log odds against "not here"
        "answers": best.answers,
        "fits": float(best.fits),
        "lead": best.score - behind.score,
        "covered by window": best.covered,
        "covered by passage": covered(weights, own),
        "rarest covered": float(rarest in own),
        "lexical": best.hit.lexical / (_K1_PLUS_1 * sum(weights.values()) or 1.0),
        "dense": best.hit.dense,
        "behind the best hit": best.hit.score - hits[0].score,
    }
