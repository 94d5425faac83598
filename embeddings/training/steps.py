"""Train the default embedding on how articles are built: no labels are needed.

A question is made of an article's title and some words of a sentence; the passage that it must
find is the sentence's paragraph, with or without the sentence. The other passages of its batch are
the wrong ones, some of them of the same article.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from tqdm import tqdm

from ..encoders.kiwi_embedding import KiwiEmbedding
from ..encoders.vectors import Vectors
from .corpus import Corpus, Numbers

ROWS = 90_000
HASHED_ROWS = 16_000  # of these, those that terms without a row of their own share
STEPS = 3_000
BATCH = 1536  # pairs a step
LEARNING_RATE = 0.003
TEMPERATURE = 0.07  # of the softmax over cosines
SIBLINGS = 3  # passages of one article in a batch, at most
QUESTIONS = (0.1, 0.54, 0.18, 0.18)  # of a title, title and words, a sentence, words alone
TITLED = 0.5  # share of the passages that have the title before them
WITHOUT = 0.4  # share of the passages that lack the sentence that the question was made of
FEWEST_TERMS, MOST_TERMS = 8, 130  # of a passage, but for its last sentence
WARM_UP = 50  # steps, or a tenth of fewer
EVENNESS = 0.75  # of Kiwi's vectors before training: 0 leaves them, 1 whitens them
CHECKPOINT_EVERY = 200  # steps
_UNKNOWN_LENGTH = 0.3  # of the vector that a term unknown to Kiwi starts from; Kiwi's have 0.5
_KNOWN_BONUS = 3  # articles that a term known to Kiwi counts as seen in, beside its own

Pair = tuple[Numbers, Numbers]


def new_model(corpus: Corpus, known: Mapping[str, Vectors], *, seed: int = 0) -> KiwiEmbedding:
    """Return a model to be trained: Kiwi's vectors where there are any, random ones elsewhere.

    The corpus' commonest terms get a row each. Rows are as long as their terms' inverse document
    frequency says, so that a sum of rows is a weighted one from the start.
    """
    frequencies = corpus.frequencies()
    in_kiwi = np.fromiter((term in known for term in corpus.vocabulary), bool)
    kept = np.argsort(-(frequencies + _KNOWN_BONUS * in_kiwi), kind="stable")
    kept = kept[: ROWS - HASHED_ROWS]
    idf = np.log((len(corpus) + 1) / np.maximum(frequencies[kept], 1)).astype(np.float32)
    vocabulary = [corpus.vocabulary[number] for number in kept]
    dimensions = len(next(iter(known.values())))
    rng = np.random.default_rng(seed)
    rows = rng.standard_normal((len(vocabulary) + HASHED_ROWS, dimensions)).astype(np.float32)
    rows *= _UNKNOWN_LENGTH / np.linalg.norm(rows, axis=1, keepdims=True)
    found = np.flatnonzero(in_kiwi[kept])
    vectors = np.stack([known[vocabulary[row]] for row in found])
    rows[found] = _evened(vectors, idf[found], frequencies[kept][found])
    rows[: len(kept)] *= idf[:, None] / 10
    rows[len(kept) :] *= math.log(len(corpus) / 5) / 10  # as of a term seen five times
    return KiwiEmbedding(vocabulary, torch.from_numpy(rows))


def _evened(vectors: Vectors, idf: Vectors, frequencies: NDArray[np.int64]) -> Vectors:
    """Shrink the directions in which a text's terms are all alike; each vector keeps its length.

    With C the second moments of the weighted vectors over the texts' terms, each is multiplied by
    C to the power of -EVENNESS / 2: whitening, stopped short.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = vectors / lengths
    weighted = units * idf[:, None]
    values, axes = np.linalg.eigh((weighted.T * frequencies) @ weighted)
    values = np.maximum(values, values.max() * 1e-4)
    turned = units @ (axes * values ** (-EVENNESS / 2))
    turned *= lengths / np.linalg.norm(turned, axis=1, keepdims=True)
    return np.asarray(turned, dtype=np.float32)


def train(
    module: KiwiEmbedding,
    corpus: Corpus,
    *,
    steps: int = STEPS,
    batch: int = BATCH,
    learning_rate: float = LEARNING_RATE,
    checkpoint: Path | None = None,
    seed: int = 0,
    progress: bool = False,
) -> Iterator[tuple[int, float]]:
    """Train a module in place, yielding (step, mean loss) every CHECKPOINT_EVERY steps and at last.

    With `checkpoint`, a file, a stopped run goes on where it was last written. Same seed, corpus
    and steps draw the same pairs in the same order, stopped or not. It runs on the module's device.
    """
    rows = _Rows(module, corpus.vocabulary)
    module.embedding.sparse = True  # a step touches a third of the rows
    loss_of = _loss(module)
    optimiser = torch.optim.SparseAdam(module.embedding.parameters(), lr=learning_rate)
    done = _resume(checkpoint, module, optimiser)
    losses: list[float] = []
    left = range(done + 1, steps + 1)
    for step in tqdm(left, "train", initial=done, total=steps, unit="step", disable=not progress):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate * _share_of_rate(step, steps)
        pairs = sample_pairs(corpus, batch, np.random.default_rng([seed, step]))
        sides = [rows.features(side) for side in zip(*pairs, strict=True)]
        loss = loss_of(sides, torch.empty(0))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
        if step % CHECKPOINT_EVERY == 0 or step == steps:
            _save(checkpoint, module, optimiser, step)
            yield step, float(np.mean(losses))
            losses.clear()
    module.embedding.sparse = False


def _loss(module: KiwiEmbedding) -> MultipleNegativesRankingLoss:
    """Return the softmax over a batch's cosines, from questions to passages and back."""
    return MultipleNegativesRankingLoss(
        module.as_model(),
        scale=1 / TEMPERATURE,
        directions=("query_to_doc", "doc_to_query"),
        partition_mode="per_direction",
    )


def _share_of_rate(step: int, steps: int) -> float:
    """Return how much of the learning rate a step has: it rises, then falls to a fiftieth."""
    warm_up = min(WARM_UP, 1 + steps // 10)
    return min(1.0, step / warm_up) * max(0.02, 1 - step / steps)


class _Rows:
    """The rows of each term of a corpus, looked up once."""

    def __init__(self, module: KiwiEmbedding, vocabulary: Sequence[str]) -> None:
        lists = [module.vocabulary.rows(term) for term in vocabulary]
        self._counts = np.fromiter(map(len, lists), np.int64)
        self._starts = np.cumsum(self._counts) - self._counts
        self._flat = np.fromiter(chain.from_iterable(lists), np.int64)

    def features(self, texts: Sequence[Numbers]) -> dict[str, torch.Tensor]:
        """Return the model's input for texts given as the corpus' numbers."""
        terms = np.concatenate(texts)
        counts = self._counts[terms]
        ends = np.cumsum(counts)
        at = np.arange(ends[-1]) + np.repeat(self._starts[terms] - ends + counts, counts)
        lengths = np.array([len(text) for text in texts])
        offsets = np.concatenate([[0], ends])[np.cumsum(lengths) - lengths]
        return {
            "input_ids": torch.from_numpy(self._flat[at]),
            "offsets": torch.from_numpy(offsets),
        }


def sample_pairs(corpus: Corpus, count: int, rng: np.random.Generator) -> list[Pair]:
    """Draw `count` pairs of a made question and its passage, as numbers of the corpus.

    Raises ValueError where no paragraph of the corpus is long enough.
    """
    pairs: list[Pair] = []
    drawn = 0
    while len(pairs) < count:
        article = int(rng.integers(len(corpus)))
        paragraphs = corpus.body(article)
        for at in rng.permutation(len(paragraphs))[:SIBLINGS]:
            pairs += _pair(corpus, article, paragraphs[at], rng)
        drawn += 1
        if drawn > 1000 and not pairs:
            raise ValueError(f"no paragraph has {FEWEST_TERMS} terms or more")
    return pairs[:count]


def _pair(
    corpus: Corpus, article: int, paragraph: tuple[int, int], rng: np.random.Generator
) -> Iterator[Pair]:
    """Yield a paragraph's question and passage, unless it is too short for one."""
    first, last = _window(corpus, paragraph, rng)
    passage = corpus.between(first, last)
    if len(passage) < FEWEST_TERMS:
        return
    title = corpus.title(article)
    chosen = int(rng.integers(first, last))
    question = _question(title, corpus.between(chosen, chosen + 1), rng)
    if last - first > 1 and rng.random() < WITHOUT:
        rest = corpus.between(first, chosen), corpus.between(chosen + 1, last)
        passage = np.concatenate(rest)
    if rng.random() < TITLED:
        passage = np.concatenate([title, passage])
    if len(question) and len(passage):
        yield question, passage


def _question(title: Numbers, sentence: Numbers, rng: np.random.Generator) -> Numbers:
    """Make a question: the title, title and words, the whole sentence, or its words alone."""
    few = sentence[np.sort(rng.permutation(len(sentence))[: rng.integers(2, 7)])]
    kind = rng.choice(4, p=QUESTIONS)
    return (title, np.concatenate([title, few]), sentence, few)[kind]


def _window(
    corpus: Corpus, paragraph: tuple[int, int], rng: np.random.Generator
) -> tuple[int, int]:
    """Return a paragraph's sentences, or of a long one as many from some sentence on as fit."""
    first, last = paragraph
    ends = corpus.sentences
    if ends[last] - ends[first] <= MOST_TERMS:
        return paragraph
    first = int(rng.integers(first, last))
    fitting = int(np.searchsorted(ends[first : last + 1], ends[first] + MOST_TERMS))
    return first, min(last, first + max(1, fitting))


def _resume(
    checkpoint: Path | None, module: KiwiEmbedding, optimiser: torch.optim.Optimizer
) -> int:
    if checkpoint is None or not checkpoint.exists():
        return 0
    state = torch.load(checkpoint, weights_only=True)
    module.load_state_dict(state["model"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["step"])


def _save(
    checkpoint: Path | None, module: KiwiEmbedding, optimiser: torch.optim.Optimizer, step: int
) -> None:
    """Write the state to go on from; the file is always a whole one."""
    if checkpoint is None:
        return
    part = checkpoint.with_suffix(".part")
    state = {"model": module.state_dict(), "optimiser": optimiser.state_dict(), "step": step}
    torch.save(state, part)
    part.replace(checkpoint)
