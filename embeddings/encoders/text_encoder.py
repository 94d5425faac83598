"""Any model of sentence-transformers as an encoder: it works on texts, with its own prompts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer

from .vectors import ENDS, Vectors, fingerprint_of, unit


class TextEncoder:
    """An encoder that works on texts."""

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        """Wrap a loaded model."""
        self.name = name
        self._model = model

    @classmethod
    def load(cls, name: str, folder: Path) -> TextEncoder:
        """Load a folder, which is vetted (see `vet`). Raises whatever the libraries do."""
        model = SentenceTransformer(
            str(folder),
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True},
        )
        return cls(name, model)

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def fingerprint(self) -> str:
        """What an index made with this model depends on: see `fingerprint_of`."""
        return fingerprint_of(self._model.prompts, [], self._tensors())

    def _tensors(self) -> Iterator[tuple[str, tuple[int, ...], Vectors]]:
        """Yield each tensor's name, shape and outermost values, by name."""
        for name, tensor in sorted(self._model.state_dict().items()):
            flat = tensor.detach().flatten()
            ends = torch.cat([flat[:ENDS], flat[-ENDS:]]).float().cpu().numpy()
            yield name, tuple(tensor.shape), ends

    def encode_query(self, question: str, terms: Sequence[str]) -> Vectors:
        """Return a question's vector, (dimensions,), from its text."""
        return unit(self._model.encode_query([question], show_progress_bar=False)).reshape(-1)

    def encode_passages(self, texts: Sequence[str], terms: Sequence[Sequence[str]]) -> Vectors:
        """Return the vectors of passages, (passages, dimensions), from their texts."""
        return unit(self._model.encode_document(list(texts), show_progress_bar=False))
