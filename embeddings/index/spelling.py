"""Which of an index's terms are spelled nearly as another: by the letters of the alphabet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from unicodedata import normalize

import numpy as np
from rapidfuzz.distance import Levenshtein


class Spelling:
    """The terms of an index, letter by letter."""

    def __init__(self, known: Sequence[str]) -> None:
        """Use all terms, the most frequent first."""
        self._known = known
        self._spelled = [_letters(term) for term in known]
        self._letter_sets = np.array([_letter_set(term) for term in self._spelled], np.uint64)

    def near(self, term: str, distance: int) -> list[str]:
        """Return the terms at most `distance` letters from a term, itself aside: see `Store`."""
        asked = _letters(term)
        # A letter put in the place of another changes at most two of those that there are.
        unlike = np.bitwise_count(self._letter_sets ^ _letter_set(asked))
        near = []
        for at in np.flatnonzero(unlike <= 2 * distance).tolist():
            away = Levenshtein.distance(asked, self._spelled[at], score_cutoff=distance)
            if 0 < away <= distance:
                near.append((away, at))
        return [self._known[at] for _, at in sorted(near)]


def _letters(term: str) -> str:
    """Return a term letter by letter: 한 is ㅎ, ㅏ and ㄴ."""
    return normalize("NFD", term)


def _letter_set(spelled: str) -> np.uint64:
    """Return which letters there are, as bits: each has one of 64, which others may have too."""
    return np.uint64(reduce(or_, (1 << ord(letter) % 64 for letter in spelled), 0))
