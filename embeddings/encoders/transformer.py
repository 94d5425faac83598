"""A transformer in one file, run by ONNX Runtime: what it says of each token, and of all."""

from __future__ import annotations

from collections.abc import Sequence
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
AT_ONCE = 2  # inputs that are run together, of about the same length, so that little is filled up

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

    def __init__(self, folder: Path, session: Any) -> None:
        """Run a session of ONNX Runtime; `load` makes one."""
        self._folder, self._session = folder, session

    @classmethod
    def load(cls, folder: Path = TRANSFORMER_FOLDER) -> Transformer:
        """Load a folder that was sealed when it was written.

        Nothing is parsed that isn't as it was sealed, and the graph is loaded from its own bytes:
        it can name no file beside it. Raises ModelError where the folder isn't whole, or no
        transformer.
        """
        if damaged := first_damaged(folder):
            raise _unloadable(folder, f"{damaged.name} is missing or damaged")
        import onnxruntime  # a tenth of a second, which only those pay who read

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        try:
            graph = (folder / cls.GRAPH).read_bytes()
            session = onnxruntime.InferenceSession(
                graph, options, providers=["CPUExecutionProvider"]
            )
            names = [output.name for output in session.get_outputs()]
            if names != [*Output.__slots__]:
                raise ValueError(f"{cls.GRAPH} gives {names}")
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
        order = sorted(range(len(inputs)), key=lambda at: len(inputs[at]))
        made: dict[int, Output] = {}
        for first in range(0, len(order), AT_ONCE):
            rows = order[first : first + AT_ONCE]
            ids, mask = _padded([inputs[at] for at in rows])
            every = self._session.run(None, {"ids": ids, "mask": mask})
            for row, at in enumerate(rows):
                tokens, relation, mean = (output[row] for output in every)
                made[at] = Output(tokens[: len(inputs[at])], relation, mean)
        return [made[at] for at in range(len(inputs))]


def _padded(inputs: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return inputs as (inputs, tokens), filled up with zeros, and the mask: 1 for a token."""
    ids = np.zeros((len(inputs), max(map(len, inputs))), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, numbers in enumerate(inputs):
        ids[row, : len(numbers)] = numbers
        mask[row, : len(numbers)] = 1
    return ids, mask


def _unloadable(folder: Path, reason: str) -> ModelError:
    return ModelError(
        "the reader in {folder} can't be loaded ({reason})",
        "install this package anew, or make the reader again with: python -m qa train",
        key="reader-unloadable",
        folder=folder,
        reason=reason,
    )
