"""Vectors of texts: their type, their length, and the fingerprint of what makes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import kiwipiepy
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

ENDS = 4096  # values at either end of a tensor that a fingerprint looks at


def unit(vectors: Any) -> Vectors:
    """Scale rows to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def fingerprint_of(
    prompts: Mapping[str, str | None],
    vocabulary: Sequence[str],
    tensors: Iterable[tuple[str, tuple[int, ...], Vectors]],
) -> str:
    """Return the SHA-256 over what an index made with a model depends on.

    The prompts and the vocabulary, each tensor's name, shape and outermost values (the first and
    last `ENDS`, one after the other), and the version of Kiwi, whose terms both legs index. Where
    the model lies, and what computes it, is left out.
    """
    digest = hashlib.sha256(json.dumps([kiwipiepy.__version__, prompts, vocabulary]).encode())
    for name, shape, ends in tensors:
        digest.update(f"{name}{shape}".encode() + ends.tobytes())
    return digest.hexdigest()
