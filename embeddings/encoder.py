"""The embedding model: from texts to unit vectors, by the default or any other model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import kiwipiepy
import numpy as np
import torch
from huggingface_hub import model_info, snapshot_download
from huggingface_hub.constants import HF_HUB_ETAG_TIMEOUT
from huggingface_hub.errors import LocalEntryNotFoundError
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize
from torch import nn

from .errors import ModelError
from .kiwi_embedding import KiwiEmbedding
from .vetting import vet

DEFAULT_MODEL = "kiwi"  # the model that this package carries
DEFAULT_FOLDER = Path(__file__).parent / "model"

Vectors = NDArray[np.float32]

# What is fetched of a model of the hub: settings, vocabularies and safetensors, nothing that runs.
_FETCHED = ["*.json", "*.txt", "*.model", "*.jinja", "*.safetensors"]


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

        Nothing that a model brings is run: what could be code is refused (see `vet`).
        Raises ModelError where there is no such model, or it can't be loaded.
        """
        try:
            folder = DEFAULT_FOLDER if name == DEFAULT_MODEL else _found(name)
            if folder == Path(name):
                name = str(folder.resolve())  # an index is opened from other folders too
            encoder = cls(name, _loaded(folder))
            encoder._try_out()
        except Exception as error:  # the libraries raise whatever they meet, tokenizers Exception
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            raise ModelError(
                f"cannot load the embedding model {name!r} ({reason}); "
                f"give the name of a sentence-transformers model or the path of its folder"
            ) from error
        return encoder

    def _try_out(self) -> None:
        """Raise ValueError where the model doesn't turn words into numbers, as many as it says."""
        vector = self.encode_query("다리 bridge", ["다리", "bridge"])
        if vector.shape != (self.dimensions,) or not np.isfinite(vector).all():
            raise ValueError("its vectors are no numbers, or not as many as it says")

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
            vectors = unit(self.model.encode_query([question], show_progress_bar=False))
        return vectors.reshape(-1)

    def encode_passages(self, texts: Sequence[str], terms: Sequence[Sequence[str]]) -> Vectors:
        """Return the vectors of passages, (passages, dimensions), from their texts and terms."""
        if self._kiwi:
            return self.encode_terms(terms)
        return unit(self.model.encode_document(list(texts), show_progress_bar=False))

    def encode_terms(self, terms: Sequence[Sequence[str]]) -> Vectors:
        """Return the vectors of texts given as their terms, (texts, dimensions).

        Only a model that works on terms can: see `reads_terms`.
        """
        return unit(self.sum_terms(terms))

    def sum_terms(self, terms: Sequence[Sequence[str]]) -> Vectors:
        """Return the sums of texts' terms, (texts, dimensions): `encode_terms` before `unit`.

        The sum of a text is that of its parts, so that a part of many texts need be summed once.
        """
        assert self._kiwi is not None
        with torch.inference_mode():
            features = self._kiwi(self._kiwi.features(terms))
        return np.asarray(features["sentence_embedding"].cpu().numpy(), dtype=np.float32)


def _found(name: str) -> Path:
    """Return a model's folder: the one of this name, or the hub's, downloaded before or now.

    What was downloaded is used as it is: an index wants the very version that made it, and no
    look-up on the network.
    """
    if Path(name).is_dir():
        return Path(name)
    try:
        return Path(snapshot_download(name, allow_patterns=_FETCHED, local_files_only=True))
    except LocalEntryNotFoundError:
        return _downloaded(name)


def _downloaded(name: str) -> Path:
    """Download a model of the hub."""
    try:
        model_info(name, timeout=HF_HUB_ETAG_TIMEOUT)  # a download would wait for a mute hub
        return Path(snapshot_download(name, allow_patterns=_FETCHED))
    except Exception as error:
        raise ValueError(f"no such folder, and the hub doesn't give it: {error}") from error


def _loaded(folder: Path) -> SentenceTransformer:
    """Load a model's folder, once it is vetted."""
    if "KiwiEmbedding" in vet(folder):
        modules: list[nn.Module] = [KiwiEmbedding.load(str(folder)), Normalize()]
        return SentenceTransformer(modules=modules, device="cpu")
    return SentenceTransformer(
        str(folder),
        trust_remote_code=False,
        local_files_only=True,
        model_kwargs={"use_safetensors": True},
    )


def unit(vectors: Any) -> Vectors:
    """Scale rows to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
