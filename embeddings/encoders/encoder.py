"""What an encoder is, and loading one by its name: the default, a folder's, or the hub's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from ..errors import ModelError
from .term_encoder import TermEncoder
from .vectors import Vectors
from .vetting import vet

DEFAULT_MODEL = "kiwi"  # the model that this package carries
DEFAULT_FOLDER = Path(__file__).parents[1] / "model"


class Encoder(Protocol):
    """Encodes questions and passages to unit vectors (all zeros for a text without terms).

    `name` is what `load_encoder` finds it by.
    """

    name: str

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over what an index made with it depends on: see `fingerprint_of`."""

    def encode_query(self, question: str, terms: Sequence[str]) -> Vectors:
        """Return a question's vector, (dimensions,), from its text or its analysed terms."""

    def encode_passages(self, texts: Sequence[str], terms: Sequence[Sequence[str]]) -> Vectors:
        """Return the vectors of passages, (passages, dimensions), from their texts or terms."""


def load_encoder(name: str = DEFAULT_MODEL) -> Encoder:
    """Load the default model, a model folder, or a model of the Hugging Face hub by its name.

    Nothing that a model brings is run: what could be code is refused (see `vet`).
    Raises ModelError where there is no such model, or it can't be loaded.
    """
    try:
        folder = DEFAULT_FOLDER if name == DEFAULT_MODEL else _found(name)
        if folder == Path(name):
            name = str(folder.resolve())  # an index is opened from other folders too
        encoder = _loaded(name, folder)
        _try_out(encoder)
    except Exception as error:  # the libraries raise whatever they meet, tokenizers Exception
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise ModelError(
            "cannot load the embedding model {model} ({reason})",
            "give the name of a sentence-transformers model or the path of its folder",
            key="model-unloadable",
            model=repr(name),
            reason=reason,
        ) from error
    return encoder


def _found(name: str) -> Path:
    """Return a model's folder: the one of this name, or the hub's."""
    if Path(name).is_dir():
        return Path(name)
    from .hub import fetched  # the hub's client takes half as long to import as all else

    return fetched(name)


def _loaded(name: str, folder: Path) -> Encoder:
    """Load a model's folder, once it is vetted.

    Of the default embedding's kind only the class is looked at, not the module that it names:
    older versions of this package wrote others.
    """
    if "KiwiEmbedding" in vet(folder):
        return TermEncoder.load(name, folder)
    from .text_encoder import TextEncoder  # torch takes seconds to import

    return TextEncoder.load(name, folder)


def _try_out(encoder: Encoder) -> None:
    """Raise ValueError where a model doesn't turn words into numbers, as many as it says."""
    vector = encoder.encode_query("다리 bridge", ["다리", "bridge"])
    if vector.shape != (encoder.dimensions,) or not np.isfinite(vector).all():
        raise ValueError("its vectors are no numbers, or not as many as it says")
