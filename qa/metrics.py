"""The field's measures of a ranking and of an answer, and how sure a mean of them is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

_MARKS = re.compile(r"[^\w\s]|_")
_RESAMPLES = 1000
_LEVEL = 0.95


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

    The questions are drawn anew, with replacement, 1,000 times (Efron, 1979); same values, same
    interval. Raises ValueError where there is no value.
    """
    if not values:
        raise ValueError("a mean needs at least one value")
    sample = np.asarray(values, dtype=np.float64)
    rng = np.random.default_rng(0)
    draws = (rng.choice(sample, len(sample)).mean() for _ in range(_RESAMPLES))
    tail = (1 - _LEVEL) / 2
    low, high = np.quantile(np.fromiter(draws, np.float64, _RESAMPLES), [tail, 1 - tail])
    return Figure(float(sample.mean()), float(low), float(high))
