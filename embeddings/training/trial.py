"""A trial of a model: does a held-out sentence find the article that it was taken from?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count

import numpy as np

from ..encoders.term_encoder import TermEncoder
from ..metrics import Floats, reciprocal_rank_by_score
from ..text.passages import TITLE_WEIGHT
from .corpus import Document, Terms
from .held_out import telling

FEWEST_SENTENCES = 3  # of an article that one is taken from


@dataclass(frozen=True, slots=True)
class Trial:
    """Held-out sentences, and the articles (by their place) that they were taken from."""

    documents: Sequence[Document]
    questions: Sequence[tuple[Terms, int]]

    def reciprocal_ranks(self, encoder: TermEncoder) -> Floats:
        """Return 1 / the rank of each sentence's article, (questions,), by its best paragraph."""
        passages = [
            (place, list(chain(document.title * TITLE_WEIGHT, *paragraph)))
            for place, document in enumerate(self.documents)
            for paragraph in document.paragraphs
        ]
        owners = np.array([place for place, _ in passages])
        vectors = encoder.encode_terms([terms for _, terms in passages])
        questions = encoder.encode_terms([terms for terms, _ in self.questions])
        found = []
        for vector, (_, own) in zip(questions, self.questions, strict=True):
            best = np.full(len(self.documents), -np.inf, dtype=np.float32)
            np.maximum.at(best, owners, vectors @ vector)
            found.append(reciprocal_rank_by_score(best, own))
        return np.array(found, dtype=np.float64)


def hold_out(
    documents: Sequence[Document], most: int, *, seed: int = 0
) -> tuple[list[Document], Trial]:
    """Take a sentence out of each of at most `most` articles; return the rest, and the trial.

    Only articles with FEWEST_SENTENCES telling sentences are asked about; all are
    searched. Same documents and seed, same sentences.
    """
    rng = np.random.default_rng(seed)
    left = list(documents)
    questions: list[tuple[Terms, int]] = []
    for place in rng.permutation(len(left)).tolist():
        sentences = list(chain.from_iterable(left[place].paragraphs))
        chosen = telling(sentences, FEWEST_SENTENCES)
        if len(questions) < most and chosen:
            number = chosen[int(rng.integers(len(chosen)))]
            questions.append((sentences[number], place))
            left[place] = _without(left[place], number)
    return left, Trial(left, questions)


def _without(document: Document, number: int) -> Document:
    """Return a document without one of its sentences, counted through its paragraphs."""
    at = count()
    paragraphs = [
        [sentence for sentence in paragraph if next(at) != number]
        for paragraph in document.paragraphs
    ]
    return Document(document.title, [paragraph for paragraph in paragraphs if paragraph])
