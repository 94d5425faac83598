"""Which of an index's terms are spelled nearly as another: by the letters of the alphabet."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein


class Spelling:
    """The terms of an index, letter by letter."""

    def __init__(self, known: Sequence[str]) -> None:
        """Use all terms, the most frequent first."""
        lines = _letters("".join(f"{term}\n" for term in known))  # at once: there may be a million
        self._known = known
        self._spelled = lines.split("\n")[:-1]
        self._letter_sets = _letter_sets(lines)

    def near(self, term: str, distance: int) -> list[str]:
        """Return the terms at most `distance` letters from a term, itself aside: see `Store`."""
        asked = _letters(term)
        # A letter put in the place of another changes at most two of those that there are.
        unlike = np.bitwise_count(self._letter_sets ^ _letter_sets(f"{asked}\n"))
        near = []
        for at in np.flatnonzero(unlike <= 2 * distance).tolist():
            away = Levenshtein.distance(asked, self._spelled[at], score_cutoff=distance)
            if 0 < away <= distance:
                near.append((away, at))
        return [self._known[at] for _, at in sorted(near)]


def _letters(terms: str) -> str:
    """Return terms letter by letter: 한 is ㅎ, ㅏ and ㄴ."""
    return normalize("NFD", terms)


def _letter_sets(lines: str) -> NDArray[np.uint64]:
    """Return of each line which letters it has, as bits, (lines,).

    A letter has one of 64, which others may have too.
    """
    codes = np.frombuffer(lines.encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.flatnonzero(codes == ord("\n"))
    bits = np.uint64(1) << (codes % 64).astype(np.uint64)
    bits[ends] = 0
    return np.bitwise_or.reduceat(bits, np.append(0, ends + 1)[:-1])
