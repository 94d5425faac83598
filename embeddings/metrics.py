"""The field's measures of a ranking and of an answer, and how sure a mean of them is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MARKS = re.compile(r"[^\w\s]|_")
FIGURE_RESAMPLES = 1000
PAIRED_RESAMPLES = 2000  # more, for a decision is taken by them
LEVEL = 0.95  # of the intervals

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over questions with its 95 % bootstrap interval, low to high."""

    mean: float
    low: float
    high: float


def ndcg(ranked: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """Return the normalised discounted cumulative gain of the first `k`, 0 to 1.

    A relevant article gains 1, discounted by log2(rank + 1) (Järvelin and Kekäläinen, 2002).
    """
    gain = sum(1 / math.log2(at + 2) for at, id_ in enumerate(ranked[:k]) if id_ in relevant)
    return gain / sum(1 / math.log2(at + 2) for at in range(min(k, len(relevant))))


def recall(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Return which share of the relevant articles is among the first `k`, 0 to 1."""
    return len(set(ranked[:k]) & set(relevant)) / len(relevant)


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Return one over the rank of the first relevant article, 0 where there is none."""
    return next((1 / at for at, id_ in enumerate(ranked, start=1) if id_ in relevant), 0.0)


def reciprocal_rank_by_score(scores: NDArray[np.floating], own: int) -> float:
    """Return one over the rank of the article at `own`, given each one's score, (articles,).

    Its rank is one more than the number of those that score higher: of equals it is the first.
    """
    return 1 / (1 + int(np.count_nonzero(scores > scores[own])))


def normalise(text: str) -> str:
    """Lower case, no punctuation, single spaces."""
    return " ".join(_MARKS.sub(" ", text.lower()).split())


def exact_match(answer: str, accepted: Iterable[str]) -> float:
    """Return 1.0 where the answer is one of those accepted, after normalisation (as KorQuAD)."""
    return float(normalise(answer) in {normalise(text) for text in accepted})


def f1(answer: str, accepted: Iterable[str]) -> float:
    """Return the best F1 over characters against those accepted, 0 to 1 (as KorQuAD)."""
    return max((_f1(normalise(answer), normalise(text)) for text in accepted), default=0.0)


def _f1(answer: str, accepted: str) -> float:
    ours, theirs = Counter(answer.replace(" ", "")), Counter(accepted.replace(" ", ""))
    common = sum((ours & theirs).values())
    return 2 * common / (sum(ours.values()) + sum(theirs.values())) if common else 0.0


def figure(values: Sequence[float]) -> Figure:
    """Return the mean of one value a question, and its percentile bootstrap interval.

    Raises ValueError where there is no value.
    """
    return _bootstrapped(np.asarray(values, dtype=np.float64), FIGURE_RESAMPLES)


def paired(before: Sequence[float] | Floats, after: Sequence[float] | Floats) -> Figure:
    """Return how much the mean rose from `before` to `after`, with its interval.

    Both hold one value for each of the same questions, in the same order: it is the questions'
    own changes that are drawn anew, so that a hard question is hard in both. Raises ValueError
    where there is no value, or not as many in one as in the other.
    """
    if len(before) != len(after):
        raise ValueError("a paired comparison needs as many values before as after")
    return _bootstrapped(np.subtract(after, before, dtype=np.float64), PAIRED_RESAMPLES)


def _bootstrapped(values: Floats, resamples: int) -> Figure:
    """Return a mean, and its interval over questions drawn anew with replacement (Efron, 1979).

    Same values, same interval.
    """
    if not len(values):
        raise ValueError("a mean needs at least one value")
    rng = np.random.default_rng(0)
    draws = (rng.choice(values, len(values)).mean() for _ in range(resamples))
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(np.fromiter(draws, np.float64, resamples), [tail, 1 - tail])
    return Figure(float(values.mean()), float(low), float(high))
