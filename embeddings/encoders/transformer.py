"""A transformer in one file, run by ONNX Runtime: what it says of each token, and of all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from ..sealing import first_damaged

# The one that this distribution carries; it lies with the room that teaches it.
TRANSFORMER_FOLDER = Path(__file__).parents[2] / "qa" / "reader" / "model"
# Processors without VNNI add products of 8 bits up in 16, which cuts large sums off
# (onnxruntime.ai, "Quantize ONNX Models"); with this they say what the others say, more slowly.
_EXACT = "session.x64quantprecision"
_PROCESSOR = Path("/proc/cpuinfo")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Output:
    """What it says of one input: `tokens` (tokens, 3), `relation` (3,) and `mean` (width,)."""

    tokens: Floats
    relation: Floats
    mean: Floats


class Transformer:
    """An exported transformer with its tokenizer. Any number of threads may run it."""

    GRAPH, TOKENIZER = "reader.onnx", "tokenizer.json"  # the files of its folder
    INPUT = "ids"

    def __init__(self, folder: Path, session: Any) -> None:
        """Run a session of ONNX Runtime, an input a thread; `load` makes one."""
        self._folder, self._session = folder, session
        self._threads = ThreadPoolExecutor(os.cpu_count())

    @classmethod
    def load(cls, folder: Path = TRANSFORMER_FOLDER) -> Transformer:
        """Load a folder that was sealed when it was written.

        Nothing is parsed that isn't as it was sealed, and the graph is loaded from its own bytes:
        it can name no file beside it. Raises ModelError where the folder isn't whole, or no
        transformer.
        """
        if damaged := first_damaged(folder):
            raise _unloadable(folder, f"{damaged.name} is missing or damaged")
        try:
            session = _session((folder / cls.GRAPH).read_bytes())
            names = [each.name for each in (*session.get_inputs(), *session.get_outputs())]
            if names != [cls.INPUT, *Output.__slots__]:
                raise ValueError(f"{cls.GRAPH} takes and gives {names}")
        except Exception as error:  # ONNX Runtime raises classes of its own for each reason
            raise _unloadable(folder, " ".join(str(error).split())[:200]) from error
        return cls(folder, session)

    @cached_property
    def tokenizer(self) -> Any:
        """The `tokenizers.Tokenizer`."""
        from tokenizers import Tokenizer

        return Tokenizer.from_file(str(self._folder / self.TOKENIZER))

    def run(self, inputs: Sequence[Sequence[int]]) -> list[Output]:
        """Return what is said of each input, which is given as its tokens' numbers."""
        return [*self._threads.map(self._output, inputs)]

    def _output(self, numbers: Sequence[int]) -> Output:
        said = self._session.run(None, {self.INPUT: np.array([numbers], dtype=np.int64)})
        return Output(*(every[0] for every in said))


def _session(graph: bytes) -> Any:
    """Return a session that runs a graph on the thread that asks it to."""
    import onnxruntime  # a tenth of a second, which only those pay who read

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1  # a core an input is faster than all cores one
    if not _has_vnni():
        options.add_session_config_entry(_EXACT, "1")
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _has_vnni() -> bool:
    """Say whether this processor is known to add products of 8 bits up in 32."""
    return _PROCESSOR.exists() and "vnni" in _PROCESSOR.read_text()


def _unloadable(folder: Path, reason: str) -> ModelError:
    return ModelError(
        "the reader in {folder} can't be loaded ({reason})",
        "install this package anew, or make the reader again with: python -m qa train",
        key="reader-unloadable",
        folder=folder,
        reason=reason,
    )
