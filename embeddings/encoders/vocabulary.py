"""The default embedding's terms: which rows of its table stand for each."""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

_FILE = "vocabulary.txt"
_HANGUL = re.compile("[가-힣]+")
_REMEMBERED = 100_000  # terms without a row of their own whose shared rows are kept at hand


class Vocabulary:
    """The rows whose sum is a term's vector: its own, or those that it shares with others.

    A term outside the vocabulary (a rare name, a number) shares one of `hashed_rows` rows by the
    CRC-32 of its UTF-8; a Korean one adds the rows of the words it is made of, so that 남북전쟁 is
    near 남북 전쟁.
    """

    def __init__(self, terms: Iterable[str], rows: int) -> None:
        """Take the terms of the first rows, and the number of all rows.

        Raises ValueError where there is no row beyond the terms' own.
        """
        self.own = {term: row for row, term in enumerate(terms)}
        self.hashed_rows = rows - len(self.own)
        if self.hashed_rows < 1:
            raise ValueError("the table needs at least one row beyond the vocabulary's")
        self._shared: dict[str, list[int]] = {}

    def rows(self, term: str) -> list[int]:
        """Return a term's rows, in 0..rows-1."""
        own = self.own.get(term)
        return self._shared_rows(term) if own is None else [own]

    def rows_of(self, texts: Iterable[Sequence[str]]) -> tuple[Numbers, Numbers]:
        """Return the rows of texts' terms, one text's after another's, and where each text starts.

        Shapes (rows,) and (texts,).
        """
        rows, starts = array("q"), array("q")
        for terms in texts:
            starts.append(len(rows))
            try:  # the loop that a search spends its time in, where most terms have a row
                rows.extend([*map(self.own.__getitem__, terms)])
            except KeyError:
                rows.extend([row for term in terms for row in self.rows(term)])
        return np.asarray(rows), np.asarray(starts)

    def _shared_rows(self, term: str) -> list[int]:
        """Return the rows of a term that has none of its own."""
        rows = self._shared.get(term)
        if rows is None:
            shared = len(self.own) + zlib.crc32(term.encode()) % self.hashed_rows
            rows = [shared, *(self.own[word] for word in self._parts(term))]
            if len(self._shared) < _REMEMBERED:
                self._shared[term] = rows
        return rows

    def _parts(self, term: str) -> Iterator[str]:
        """Yield the words of the vocabulary that a Korean compound holds, the longest from left."""
        at = 0 if len(term) > 2 and _HANGUL.fullmatch(term) else len(term)
        while at < len(term) - 1:
            for end in range(len(term), at + 1, -1):  # one syllable is no word
                if term[at:end] in self.own:
                    yield term[at:end]
                    break
            else:
                end = at + 1
            at = end


def read_terms(folder: Path) -> list[str]:
    """Return the terms of a saved model's first rows, in their order."""
    return (folder / _FILE).read_text(encoding="utf-8").split("\n")[:-1]


def write_terms(folder: Path, terms: Iterable[str]) -> None:
    """Write what `read_terms` reads."""
    (folder / _FILE).write_text("\n".join(terms) + "\n", encoding="utf-8")
