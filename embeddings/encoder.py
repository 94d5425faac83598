"""The embedding model: from texts to unit vectors, by the default or any other model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import kiwipiepy
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize
from torch import nn

from .errors import ModelError
from .kiwi_embedding import KiwiEmbedding

DEFAULT_MODEL = "kiwi"  # the model that this package carries
DEFAULT_FOLDER = Path(__file__).parent / "model"

Vectors = NDArray[np.float32]

# What the libraries raise where a model is missing, damaged, of another kind or not to be trusted.
_LOADING_ERRORS = (
    *(OSError, ValueError, LookupError, ImportError, AttributeError, TypeError, RuntimeError),
    *(SafetensorError, UnpicklingError),
)


class Encoder:
    """Encodes questions and passages to unit vectors (all zeros for a text without terms)."""

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        """Wrap a loaded model; `Encoder.load` finds one by its name."""
        self.name = name
        self.model = model
        first = model[0]
        self._kiwi = first if isinstance(first, KiwiEmbedding) else None

    @classmethod
    def load(cls, name: str = DEFAULT_MODEL) -> Encoder:
        """Load the default model, a model folder, or a model of the Hugging Face hub by its name.

        Code that a model brings is never run (`trust_remote_code` stays off).
        Raises ModelError where there is no such model, or it can't be loaded.
        """
        folder = DEFAULT_FOLDER if name == DEFAULT_MODEL else Path(name)
        try:
            if _is_kiwi(folder):
                modules: list[nn.Module] = [KiwiEmbedding.load(str(folder)), Normalize()]
                where = name if name == DEFAULT_MODEL else str(folder.resolve())
                return cls(where, SentenceTransformer(modules=modules, device="cpu"))
            if folder.is_dir():
                name = str(folder.resolve())  # an index is opened from other folders too
            return cls(name, SentenceTransformer(name, trust_remote_code=False))
        except _LOADING_ERRORS as error:
            reason = " ".join(str(error).split())[:200]
            raise ModelError(
                f"cannot load the embedding model {name!r} ({reason}); "
                f"give the name of a sentence-transformers model or the path of its folder"
            ) from error

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self.model.get_embedding_dimension() or 0)

    @property
    def reads_terms(self) -> bool:
        """Whether the model works on Kiwi's terms, which an index has at hand, and not on text."""
        return self._kiwi is not None

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over what an index made with this model depends on.

        The name, shape and outermost values of every tensor, the prompts and vocabulary, and the
        version of Kiwi, whose terms both legs index. Where the model lies, and on which device, is
        left out.
        """
        vocabulary = list(self._kiwi.vocabulary) if self._kiwi else []
        made_of = [kiwipiepy.__version__, self.model.prompts, vocabulary]
        digest = hashlib.sha256(json.dumps(made_of).encode())
        for key, tensor in sorted(self.model.state_dict().items()):
            flat = tensor.detach().flatten()
            ends = torch.cat([flat[:4096], flat[-4096:]]).float().cpu().numpy()
            digest.update(f"{key}{tuple(tensor.shape)}".encode() + ends.tobytes())
        return digest.hexdigest()

    def encode_query(self, question: str, terms: Sequence[str]) -> Vectors:
        """Return a question's vector, (dimensions,), from its text and its analysed terms."""
        if self._kiwi:
            vectors = self.encode_terms([terms])
        else:
            vectors = _unit(self.model.encode_query([question], show_progress_bar=False))
        return vectors.reshape(-1)

    def encode_passages(self, texts: Sequence[str], terms: Sequence[Sequence[str]]) -> Vectors:
        """Return the vectors of passages, (passages, dimensions), from their texts and terms."""
        if self._kiwi:
            return self.encode_terms(terms)
        return _unit(self.model.encode_document(list(texts), show_progress_bar=False))

    def encode_terms(self, terms: Sequence[Sequence[str]]) -> Vectors:
        """Return the vectors of texts given as their terms, (texts, dimensions).

        Only a model that works on terms can: see `reads_terms`.
        """
        assert self._kiwi is not None
        with torch.inference_mode():
            features = self.model(self._kiwi.features(terms))
        return np.asarray(features["sentence_embedding"].cpu().numpy(), dtype=np.float32)


def _is_kiwi(folder: Path) -> bool:
    """Say whether the folder holds a model of our own kind, which needs no foreign code to load."""
    listing = folder / "modules.json"
    if not listing.is_file():
        return False
    modules = json.loads(listing.read_text(encoding="utf-8"))
    kind = f"{KiwiEmbedding.__module__}.{KiwiEmbedding.__qualname__}"
    return isinstance(modules, list) and any(module.get("type") == kind for module in modules)


def _unit(vectors: Any) -> Vectors:
    """Scale rows to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
