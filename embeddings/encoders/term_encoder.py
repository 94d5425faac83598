"""The default embedding: a text's vector is the weighted sum of its terms' vectors, in NumPy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from .vectors import ENDS, Vectors, fingerprint_of, unit
from .vocabulary import Vocabulary, read_terms, write_terms

_WEIGHTS = "model.safetensors"
_TOGETHER = (
    16  # texts that are summed at once: so many rows stay in the cache, which is twice as fast
)


class TermEncoder:
    """An encoder that works on Kiwi's terms (see `analysis.terms`), which an index has at hand.

    A row's length is its term's weight, so that a plain sum is a weighted one. A row is int8 with
    a scale of its own; `kiwi_embedding` trains the same table, in float32.
    """

    def __init__(
        self, name: str, terms: Iterable[str], rows: NDArray[np.int8], scale: Vectors
    ) -> None:
        """Take the terms of the first rows, all rows, (rows, dimensions), and their scale, (rows,).

        Raises ValueError where there is no row beyond the terms' own.
        """
        self.name = name
        self.vocabulary = Vocabulary(terms, len(rows))
        self._rows, self._scale = rows, scale

    @classmethod
    def load(cls, name: str, folder: Path) -> TermEncoder:
        """Read a folder that `save` wrote.

        Raises OSError or ValueError where a file is missing or doesn't fit the others.
        """
        tensors = load_file(folder / _WEIGHTS)
        rows, scale = tensors["rows"], tensors["scale"]
        a_scale_each = rows.ndim == 2 and rows.size and scale.shape == (len(rows), 1)
        numbers = rows.dtype == np.int8 and scale.dtype == np.float32 and np.isfinite(scale).all()
        if not (a_scale_each and numbers):
            raise ValueError(f"{_WEIGHTS} holds no rows of int8 with a scale each")
        return cls(name, read_terms(folder), rows, scale.reshape(-1))

    def save(self, folder: Path) -> None:
        """Write the vocabulary and the rows into a folder."""
        save_file({"rows": self._rows, "scale": self._scale[:, None]}, folder / _WEIGHTS)
        write_terms(folder, self.vocabulary.own)

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._rows.shape[1])

    @property
    def weight(self) -> Vectors:
        """The whole table as numbers, (rows, dimensions)."""
        return self._rows * self._scale[:, None]

    @cached_property
    def fingerprint(self) -> str:
        """What an index made with this model depends on: see `fingerprint_of`.

        The tensor is named as in the sentence-transformers model of the same table.
        """
        outer = -(-ENDS // self.dimensions)  # rows that hold the outermost values
        first, last = (
            (self._rows[part] * self._scale[part, None]).reshape(-1)
            for part in (slice(outer), slice(-outer, None))
        )
        tensor = "0.embedding.weight", self._rows.shape, np.r_[first[:ENDS], last[-ENDS:]]
        prompts = {"query": "", "document": ""}
        return fingerprint_of(prompts, list(self.vocabulary.own), [tensor])

    def encode_query(self, question: str, terms: Sequence[str]) -> Vectors:
        """Return a question's vector, (dimensions,), from its analysed terms."""
        return self.encode_terms([terms]).reshape(-1)

    def encode_passages(self, texts: Sequence[str], terms: Sequence[Sequence[str]]) -> Vectors:
        """Return the vectors of passages, (passages, dimensions), from their terms."""
        return self.encode_terms(terms)

    def encode_terms(self, texts: Sequence[Sequence[str]]) -> Vectors:
        """Return the vectors of texts given as their terms, (texts, dimensions)."""
        return unit(self.sum_terms(texts))

    def sum_terms(self, texts: Sequence[Sequence[str]]) -> Vectors:
        """Return the sums of texts' terms, (texts, dimensions): `encode_terms` before `unit`.

        The sum of a text is that of its parts, so that a part of many texts need be summed once.
        """
        sums = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for first in range(0, len(texts), _TOGETHER):
            part = slice(first, first + _TOGETHER)
            self._add_up(texts[part], sums[part])
        return sums

    def _add_up(self, texts: Sequence[Sequence[str]], sums: Vectors) -> None:
        """Write texts' sums into (texts, dimensions); their rows are fetched all at once."""
        rows, starts = self.vocabulary.rows_of(texts)
        table, scale = self._rows.take(rows, axis=0).astype(np.float32), self._scale.take(rows)
        ends = [*starts[1:].tolist(), len(rows)]
        for at, (start, end) in enumerate(zip(starts.tolist(), ends, strict=True)):
            np.dot(scale[start:end], table[start:end], out=sums[at])
