"""BM25 as inner product of sparse vectors: a passage's weights, a question's, and what they count.

A passage's weight of a term is tf (k1 + 1) / (tf + k1 (1 - b + b dl / avgdl)), a question's its
idf, ln(1 + (N - n + 0.5) / (n + 0.5)), as in the lexical leg. Pairs of neighbouring terms are
weighed among themselves, with lengths and frequencies of their own.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ..index.lexical import PAIR_WEIGHT

K1, B = 1.2, 0.75
NOTHING = 2**32 - 2  # a dimension that no term has: Milvus refuses an empty vector
_AT_ONCE = 1_000_000  # pairs that are counted together
_EXACT, _BITS = 24, 4  # see `rounded`


def pairs_of(terms: Sequence[str]) -> list[str]:
    """Return each two neighbours as one; no term has a space."""
    return [f"{left} {right}" for left, right in pairwise(terms)]


def dimension(term: str) -> int:
    """Return a term's or a pair's dimension, a 32-bit hash. Two may share one."""
    return crc32(term.encode()) % NOTHING


def rounded(length: int) -> int:
    """Return a passage's length as tantivy remembers it: in one byte, exactly up to 40.

    It is Lucene's SmallFloat.intToByte4: of what is above 24, the four leading bits.
    """
    if length < _EXACT:
        return length
    shift = max((length - _EXACT).bit_length() - _BITS, 0)
    return _EXACT + ((length - _EXACT) >> shift << shift)


@dataclass
class Statistics:
    """What is counted over an index: passages, terms, and in how many passages each stands.

    Of pairs, of which there are many, it is counted by their dimensions.
    """

    passages: int = 0
    length: int = 0
    pairs: int = 0
    frequency: Counter[str] = field(default_factory=Counter)
    _waiting: list[int] = field(default_factory=list)
    _dimensions: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    _counts: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    def add(self, terms: Sequence[str]) -> None:
        """Count a passage."""
        self.passages += 1
        self.length += len(terms)
        self.pairs += max(len(terms) - 1, 0)
        self.frequency.update({*terms})
        self._waiting += {dimension(pair) for pair in pairs_of(terms)}
        if len(self._waiting) > _AT_ONCE:
            self._merge()

    def _merge(self) -> None:
        each = np.concatenate([self._dimensions, np.array(self._waiting, np.int64)])
        counts = np.concatenate([self._counts, np.ones(len(self._waiting), np.int64)])
        self._dimensions, at = np.unique(each, return_inverse=True)
        self._counts = np.bincount(at, counts, len(self._dimensions)).astype(np.int64)
        self._waiting = []

    def repeated(self) -> Iterator[tuple[int, int]]:
        """Yield the dimensions of pairs that stand in several passages, and in how many."""
        self._merge()
        some = self._counts > 1
        yield from zip(self._dimensions[some].tolist(), self._counts[some].tolist(), strict=True)

    @property
    def weights(self) -> Weights:
        """What the passages are weighed by."""
        count = max(self.passages, 1)
        return Weights(self.passages, self.length / count, self.pairs / count)


@dataclass(frozen=True, slots=True)
class Weights:
    """How many passages there are, and how many terms, and pairs, a passage has on average."""

    passages: int
    length: float
    pairs: float

    def of_passage(self, terms: Sequence[str]) -> dict[int, float]:
        """Return a passage's sparse vector, by dimension."""
        pairs = pairs_of(terms)
        vector: Counter[int] = Counter()
        for counted, length in ((Counter(terms), self.length), (Counter(pairs), self.pairs)):
            share = rounded(counted.total()) / length if length else 0.0
            for term, count in counted.items():
                weight = count * (K1 + 1) / (count + K1 * (1 - B + B * share))
                vector[dimension(term)] += weight  # type: ignore[assignment]
        return dict(vector) or {NOTHING: 1.0}

    def of_question(self, terms: Sequence[str], frequency: Mapping[str, int]) -> dict[int, float]:
        """Return a question's sparse vector; empty where no term stands in a passage.

        `frequency` has in how many passages a term or a pair stands. A pair that isn't in it
        stands in at most one.
        """
        vector: Counter[int] = Counter()
        for term in terms:
            if count := frequency.get(term, 0):
                vector[dimension(term)] += self._idf(count)  # type: ignore[assignment]
        for pair in pairs_of(terms) if vector else ():
            weight = PAIR_WEIGHT * self._idf(frequency.get(pair, 1))
            vector[dimension(pair)] += weight  # type: ignore[assignment]
        return dict(vector)

    def _idf(self, count: int) -> float:
        return math.log(1 + (self.passages - count + 0.5) / (count + 0.5))
