"""The reader as a file that ONNX Runtime reads, in 8 bits."""

from __future__ import annotations

from pathlib import Path

from tokenizers import Tokenizer

from .reader_data import Material
from .reader_model import Reader


def export(model: Reader, tokenizer: Tokenizer, target: Path, held_out: Material) -> None:
    """Write."""
    raise NotImplementedError
