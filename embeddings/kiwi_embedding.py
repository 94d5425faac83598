"""The default embedding: a weighted sum of morpheme vectors, as a sentence-transformers module."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from sentence_transformers.sentence_transformer.modules import InputModule
from torch import Tensor, nn

from .analysis import analyse

_VOCABULARY = "vocabulary.txt"
_WEIGHTS = "model.safetensors"


class KiwiEmbedding(InputModule):
    """Sum the vectors of a text's terms (see `analysis.terms`).

    A row's length is its term's weight, so that a plain sum is a weighted one. A term outside the
    vocabulary (a rare name, a number) shares one of `hashed_rows` rows by the CRC-32 of its UTF-8.
    On disk a row is int8 with a scale of its own; in memory it is float32.
    """

    def __init__(self, vocabulary: Sequence[str], weight: Tensor) -> None:
        """Take the terms of the first rows, and all rows: (terms + hashed rows, dimensions)."""
        super().__init__()
        self.vocabulary = {term: row for row, term in enumerate(vocabulary)}
        self.hashed_rows = len(weight) - len(self.vocabulary)
        if self.hashed_rows < 1:
            raise ValueError("weight needs at least one row beyond the vocabulary's")
        self.embedding = nn.EmbeddingBag.from_pretrained(weight.float(), freeze=False, mode="sum")

    def row(self, term: str) -> int:
        """Return the row of a term, in 0..rows-1."""
        known = self.vocabulary.get(term)
        if known is not None:
            return known
        return len(self.vocabulary) + zlib.crc32(term.encode()) % self.hashed_rows

    def features(self, texts: Iterable[Iterable[str]]) -> dict[str, Tensor]:
        """Return the model's input for texts given as their terms."""
        rows: list[int] = []
        offsets: list[int] = []
        for terms in texts:
            offsets.append(len(rows))
            rows += map(self.row, terms)
        return {"input_ids": torch.tensor(rows).long(), "offsets": torch.tensor(offsets).long()}

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
        features["sentence_embedding"] = self.embedding(features["input_ids"], features["offsets"])
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
        vocabulary = (folder / _VOCABULARY).read_text(encoding="utf-8").split("\n")[:-1]
        return cls(vocabulary, tensors["rows"].float() * tensors["scale"])
