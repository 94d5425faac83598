"""The default embedding as a sentence-transformers module: to train it, and to use it there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import InputModule, Normalize
from torch import Tensor, nn

from ..text.analysis import analyse
from .term_encoder import TermEncoder
from .vocabulary import Vocabulary


class KiwiEmbedding(InputModule):
    """Sum the vectors of a text's terms, as `TermEncoder` does, by rows of float32."""

    def __init__(self, terms: Iterable[str], weight: Tensor) -> None:
        """Take the terms of the first rows, and all rows: (terms + hashed rows, dimensions).

        Raises ValueError where there is no row beyond the terms' own.
        """
        super().__init__()
        self.vocabulary = Vocabulary(terms, len(weight))
        self.embedding = nn.EmbeddingBag.from_pretrained(weight.float(), freeze=False, mode="sum")

    @classmethod
    def of(cls, encoder: TermEncoder) -> KiwiEmbedding:
        """Return an encoder's table as a module."""
        return cls(encoder.vocabulary.own, torch.from_numpy(encoder.weight))

    def quantised(self) -> TermEncoder:
        """Return the table as an encoder, as it is saved: each row in int8, with a scale."""
        weight = self.embedding.weight.detach().cpu().numpy()
        scale = np.maximum(np.abs(weight).max(axis=1) / np.float32(127), np.float32(1e-12))
        rows = np.rint(weight / scale[:, None]).astype(np.int8)
        return TermEncoder("quantised", self.vocabulary.own, rows, scale)

    def as_model(self) -> SentenceTransformer:
        """Return the model of this module, whose vectors are scaled to length one."""
        device = self.embedding.weight.device
        return SentenceTransformer(modules=[self, Normalize()], device=str(device))

    def features(self, texts: Iterable[Sequence[str]]) -> dict[str, Tensor]:
        """Return the model's input for texts given as their terms."""
        rows, starts = self.vocabulary.rows_of(texts)
        return {"input_ids": torch.from_numpy(rows), "offsets": torch.from_numpy(starts)}

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
        self.quantised().save(Path(output_path))

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", **kwargs: Any) -> KiwiEmbedding:
        """Read a folder that `save` wrote.

        Raises OSError or ValueError where a file is missing or doesn't fit the others.
        """
        return cls.of(TermEncoder.load(model_name_or_path, Path(model_name_or_path, subfolder)))
