"""The default embedding: a weighted sum of morpheme vectors, as a sentence-transformers module."""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sentence_transformers.sentence_transformer.modules import InputModule
from torch import Tensor, nn

from .analysis import analyse

_VOCABULARY = "vocabulary.txt"
_WEIGHTS = "model.safetensors"
_HANGUL = re.compile("[가-힣]+")
_REMEMBERED = 100_000  # terms without a row of their own whose shared rows are kept at hand


class KiwiEmbedding(InputModule):
    """Sum the vectors of a text's terms (see `analysis.terms`).

    A row's length is its term's weight, so that a plain sum is a weighted one. A term outside the
    vocabulary (a rare name, a number) shares one of `hashed_rows` rows by the CRC-32 of its UTF-8;
    a Korean one adds the rows of the words it is made of, so that 남북전쟁 is near 남북 전쟁.
    On disk a row is int8 with a scale of its own; in memory it is float32.
    """

    def __init__(self, vocabulary: Sequence[str], weight: Tensor) -> None:
        """Take the terms of the first rows, and all rows: (terms + hashed rows, dimensions)."""
        super().__init__()
        self.vocabulary = {term: row for row, term in enumerate(vocabulary)}
        self._words = {term for term in vocabulary if len(term) > 1 and _HANGUL.fullmatch(term)}
        self._shared: dict[str, list[int]] = {}
        self.hashed_rows = len(weight) - len(self.vocabulary)
        if self.hashed_rows < 1:
            raise ValueError("weight needs at least one row beyond the vocabulary's")
        self.embedding = nn.EmbeddingBag.from_pretrained(weight.float(), freeze=False, mode="sum")

    def rows(self, term: str) -> list[int]:
        """Return the rows, in 0..rows-1, whose sum is a term's vector."""
        own = self.vocabulary.get(term)
        return self._shared_rows(term) if own is None else [own]

    def _shared_rows(self, term: str) -> list[int]:
        """Return the rows of a term that has none of its own."""
        rows = self._shared.get(term)
        if rows is None:
            shared = len(self.vocabulary) + zlib.crc32(term.encode()) % self.hashed_rows
            rows = [shared, *(self.vocabulary[word] for word in self._parts(term))]
            if len(self._shared) < _REMEMBERED:
                self._shared[term] = rows
        return rows

    def _parts(self, term: str) -> Iterator[str]:
        """Yield the words of the vocabulary that a Korean compound holds, the longest from left."""
        at = 0 if len(term) > 2 and _HANGUL.fullmatch(term) else len(term)
        while at < len(term) - 1:
            for end in range(len(term), at + 1, -1):
                if term[at:end] in self._words:
                    yield term[at:end]
                    break
            else:
                end = at + 1
            at = end

    def features(self, texts: Iterable[Iterable[str]]) -> dict[str, Tensor]:
        """Return the model's input for texts given as their terms."""
        rows, offsets = array("q"), array("q")
        known = self.vocabulary.get
        for terms in texts:
            offsets.append(len(rows))
            for term in terms:  # the loop that a search spends its time in
                own = known(term)
                if own is None:
                    rows.extend(self._shared_rows(term))
                else:
                    rows.append(own)
        return {
            "input_ids": torch.from_numpy(np.asarray(rows)),
            "offsets": torch.from_numpy(np.asarray(offsets)),
        }

    def preprocess(
        self, inputs: Sequence[str], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, Tensor]:
        """Analyse texts and return the model's input for them."""
        texts = [(prompt or "") + text for text in inputs]
        return self.features(
            [term for sentence in sentences for term in sentence.terms]
            for sentences in analyse(texts)
        )

    def forward(self, features: dict[str, Tensor], **kwargs: Any) -> dict[str, Tensor]:
        """Add `sentence_embedding`, (texts, dimensions); a text without terms is all zeros."""
        device = self.embedding.weight.device
        rows, offsets = features["input_ids"].to(device), features["offsets"].to(device)
        features["sentence_embedding"] = self.embedding(rows, offsets)
        return features

    def get_embedding_dimension(self) -> int:
        """Return the number of dimensions."""
        return int(self.embedding.embedding_dim)

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Write the vocabulary and the quantised rows into the folder."""
        folder = Path(output_path)
        weight = self.embedding.weight.detach()
        scale = (weight.abs().amax(dim=1, keepdim=True) / 127).clamp(min=1e-12)
        rows = (weight / scale).round().to(torch.int8).contiguous()
        save_file({"rows": rows, "scale": scale.contiguous()}, folder / _WEIGHTS)
        (folder / _VOCABULARY).write_text("\n".join(self.vocabulary) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", **kwargs: Any) -> KiwiEmbedding:
        """Read a folder that `save` wrote.

        Raises OSError or ValueError where a file is missing or doesn't fit the others.
        """
        folder = Path(model_name_or_path, subfolder)
        tensors = load_file(folder / _WEIGHTS)
        rows, scale = tensors["rows"], tensors["scale"]
        if rows.dim() != 2 or scale.shape != (len(rows), 1):  # multiplied, others could be huge
            raise ValueError(f"{_WEIGHTS} holds no rows with a scale each")
        return cls(vocabulary(folder), rows.float() * scale)


def vocabulary(folder: Path) -> list[str]:
    """Return the terms of a saved model's first rows, in their order."""
    return (folder / _VOCABULARY).read_text(encoding="utf-8").split("\n")[:-1]
