"""A trial of a model: does a held-out sentence find the article that it was taken from?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from .catalogue import TITLE_WEIGHT
from .corpus import Document, Terms
from .term_encoder import TermEncoder

FEWEST_TERMS = 5  # of a sentence that tells one article from another
FEWEST_SENTENCES = 3  # of an article that one is taken from
_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Trial:
    """Held-out sentences, and the articles (by their place) that they were taken from."""

    documents: Sequence[Document]
    questions: Sequence[tuple[Terms, int]]

    def reciprocal_ranks(self, encoder: TermEncoder) -> NDArray[np.float64]:
        """Return 1 / the rank of each sentence's article, (questions,), by its best paragraph."""
        passages = [
            (place, list(chain(document.title * TITLE_WEIGHT, *paragraph)))
            for place, document in enumerate(self.documents)
            for paragraph in document.paragraphs
        ]
        owners = np.array([place for place, _ in passages])
        vectors = encoder.encode_terms([terms for _, terms in passages])
        questions = encoder.encode_terms([terms for terms, _ in self.questions])
        ranks = []
        for vector, (_, own) in zip(questions, self.questions, strict=True):
            best = np.full(len(self.documents), -np.inf, dtype=np.float32)
            np.maximum.at(best, owners, vectors @ vector)
            ranks.append(1 + np.count_nonzero(best > best[own]))
        return 1 / np.array(ranks, dtype=np.float64)


def hold_out(
    documents: Sequence[Document], most: int, *, seed: int = 0
) -> tuple[list[Document], Trial]:
    """Take a sentence out of each of at most `most` articles; return the rest, and the trial.

    Only articles with FEWEST_SENTENCES sentences of FEWEST_TERMS terms or more are asked about;
    all are searched. Same documents and seed, same sentences.
    """
    rng = np.random.default_rng(seed)
    left = list(documents)
    questions: list[tuple[Terms, int]] = []
    for place in rng.permutation(len(left)).tolist():
        spots = [
            (at, number)
            for at, paragraph in enumerate(left[place].paragraphs)
            for number, sentence in enumerate(paragraph)
            if len(sentence) >= FEWEST_TERMS
        ]
        if len(questions) < most and len(spots) >= FEWEST_SENTENCES:
            at, number = spots[int(rng.integers(len(spots)))]
            questions.append((left[place].paragraphs[at][number], place))
            left[place] = _without(left[place], at, number)
    return left, Trial(left, questions)


def _without(document: Document, at: int, number: int) -> Document:
    """Return a document without one sentence."""
    paragraphs = [list(paragraph) for paragraph in document.paragraphs]
    del paragraphs[at][number]
    return Document(document.title, [paragraph for paragraph in paragraphs if paragraph])


def surely_better(before: NDArray[np.float64], after: NDArray[np.float64]) -> bool:
    """Say whether the mean rose, and not by the luck of the sentences that were drawn.

    The lower end of the paired differences' 95 % bootstrap interval must be above zero.
    """
    rng = np.random.default_rng(0)
    change = after - before
    means = rng.choice(change, (_RESAMPLES, len(change))).mean(axis=1)
    return bool(np.quantile(means, 0.025) > 0)
