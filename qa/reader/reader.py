"""The reader at work: where a window of an article answers a question, if it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embeddings import TRANSFORMER_FOLDER, Transformer

from .windows import Found, Window, cut, likeliest, sentence_scores, tokens

SOUGHT = 8  # answers in a window, of which the first is taken that is of the kind asked for

Fits = Callable[[str], bool]  # says of a short answer whether it is of the kind asked for


@dataclass(frozen=True, slots=True)
class Sight:
    """What is given to read: a window of a text, under a title (perhaps an empty one)."""

    title: str
    text: str
    window: Window


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a window.

    `found` is the likeliest answer in it, None where it has no token that is read; `fits` says
    whether it is of the kind that is asked for. `sentences` are the log odds that each of its
    sentences answers, of those that are read.
    """

    found: Found | None
    fits: bool
    sentences: tuple[float, ...]


class Reader:
    """Reads questions and windows. Any number of threads may use one."""

    def __init__(self, transformer: Transformer) -> None:
        """Read with a transformer that `qa.reader.recipe.train` made."""
        self._transformer = transformer

    @classmethod
    def load(cls, folder: Path = TRANSFORMER_FOLDER) -> Reader:
        """Load a reader's folder. Raises ModelError where it isn't whole, or none."""
        return cls(Transformer.load(folder))

    def read(self, question: str, sights: Sequence[Sight], fits: Fits) -> list[Reading]:
        """Read each window with the question in mind.

        The first of the SOUGHT likeliest answers that fits is taken; where none does, the first.
        """
        tokenizer = self._transformer.tokenizer
        given = [tokens(tokenizer, question, s.title, s.text, s.window) for s in sights]
        outputs = self._transformer.run([read.ids for read in given])
        readings = []
        for sight, read, output in zip(sights, given, outputs, strict=True):
            every = likeliest(output.tokens, read, sight.text, SOUGHT)
            fitting = [one for one in every if fits(sight.text[one.start : one.end])]
            found = next(iter([*fitting, *every]), None)
            sentences = sentence_scores(output.tokens, read)
            readings.append(Reading(found, bool(fitting), tuple(sentences)))
        return readings

    def entailed(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return of each statement and the text beside it the log odds that it follows from that.

        What is too long for the reader, at the text's end, isn't read.
        """
        tokenizer = self._transformer.tokenizer
        given = [cut(tokenizer.encode(statement, text).ids) for statement, text in pairs]
        return [
            float(output.relation[0] - np.logaddexp.reduce(output.relation[1:]))
            for output in self._transformer.run(given)
        ]
