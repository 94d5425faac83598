"""Copies of an article: the same text under another name, from another outlet, by another hand."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from heapq import nsmallest
from itertools import accumulate
from zlib import crc32

from ..pages.lines import is_caption, is_prose, is_rights
from ..pages.metadata import read_facts
from .segment import Entry

# The share of common runs of three terms from which two articles are one. Another name in a report
# of a few sentences ("부산의 오늘 날씨는 맑고…") leaves it at .8, another byline or a mark at .95.
SAME = 0.9
_SKETCH = 4  # hashes that stand for an article
_SHARED = 2  # of them that copies have in common, but for 1 in 250 (4 * .9 * .1 ** 3 + .1 ** 4)
_OFTEN = 100  # originals with one hash in common, from which it is a phrase and no sign of a copy

Runs = frozenset[tuple[str, str, str]]


class Originals:
    """Tells, article after article, which earlier one each is a copy of.

    Articles that share some of their smallest hashes (Broder, 1997) are compared in full.
    """

    def __init__(
        self, entry: Callable[[int], Entry], having: Callable[[int, int], Sequence[int]]
    ) -> None:
        """Look earlier articles up by their number with `entry`, and by a hash with `having`.

        That gives the numbers of the first so many originals whose sketch has the hash.
        """
        self._runs = lru_cache(1000)(lambda number: own_runs(entry(number)))
        self._having = having

    def find(self, entry: Entry) -> tuple[int | None, list[int]]:
        """Return the number of the earlier article that this is a copy of, and its sketch.

        None, where it is an original.
        """
        own = own_runs(entry)
        sketch = nsmallest(_SKETCH, {crc32(" ".join(run).encode()) for run in own})
        shared = Counter(other for value in sketch for other in self._having(value, _OFTEN))
        for other in sorted(shared):
            enough = shared[other] >= min(_SHARED, len(sketch))
            if enough and same(own, self._runs(other)):
                return other, sketch
        return None, sketch


def own_runs(entry: Entry) -> Runs:
    """Return the runs of an article's own text: without captions, bylines and the like."""
    lines = entry.article.text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    own = [not _is_beside(line) for line in lines]
    sentences = (sentence for passage in entry.passages for sentence in passage.sentences)
    kept = (s for s in sentences if own[bisect_right(starts, s.start) - 1])
    return runs([term for sentence in kept for term in sentence.terms])


def _is_beside(line: str) -> bool:
    return is_caption(line) or is_rights(line) or not (is_prose(line) or read_facts(line) is None)


def runs(terms: Sequence[str]) -> Runs:
    """Return every three terms in a row, and the first and the last two."""
    padded = ["", *terms, ""]
    return frozenset(zip(padded, padded[1:], padded[2:], strict=False))


def same(one: Runs, other: Runs) -> bool:
    """Tell whether two articles are one, but for trifles, by the Jaccard similarity of their runs.

    Where a number stands in the place of another, they are not: two years' figures are news in
    the same words.
    """
    if not one & other or len(one & other) < SAME * len(one | other):
        return False
    return not _figures(one - other) & _figures(other - one)


def _figures(some: Runs) -> set[tuple[str, ...]]:
    """Return the runs that hold a number, with "#" in its place."""
    masked = (tuple("#" if term[:1].isdigit() else term for term in run) for run in some)
    return {run for run in masked if "#" in run}
