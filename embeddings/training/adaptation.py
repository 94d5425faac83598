"""Adapt the model that this package carries to a reader's own articles: its training, gone on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ..build import build_index
from ..encoders.encoder import DEFAULT_FOLDER, DEFAULT_MODEL, load_encoder
from ..encoders.kiwi_embedding import KiwiEmbedding
from ..encoders.term_encoder import TermEncoder
from ..errors import IndexFolderError, SeedError
from ..index.generation import Generation
from ..index.publishing import adopt_model, workplace, writing
from ..metrics import paired
from .corpus import Corpus, Document
from .recipe import save
from .steps import train
from .trial import FEWEST_SENTENCES, hold_out

FEWEST_ARTICLES = 50  # of which a sentence each is held out: fewer can't tell a model from another
MOST_HELD_OUT = 1_000
EPOCHS = 30  # times that each article's paragraphs are drawn, about
LEARNING_RATE = 0.002
BATCH = 256  # pairs, or an article each where there are fewer
SEEN = 2  # articles that a term must stand in to get a row of its own


@dataclass(frozen=True)
class AdaptReport:
    """How well held-out sentences found their articles, by the mean reciprocal rank (0 to 1).

    `model` is the adapted model's folder, "" where it was not surely better and so was not kept.
    """

    articles: int
    held_out: int
    before: float
    after: float
    model: str


def adapt(
    seeds: str | Path = "seeds",
    index: str | Path = "index",
    *,
    seed: int = 0,
    progress: bool = False,
) -> AdaptReport:
    """Train the carried model on the articles of `seeds`; keep it beside the index if it is better.

    The index is brought up to date first, and stays as it is: the next build uses the new model.
    Raises SeedError where fewer than FEWEST_ARTICLES articles are long enough, and what
    `build_index` raises.
    """
    index = Path(index)
    build_index(seeds, index, model=_live_model(index), progress=progress)
    left, trial = hold_out(_documents(Generation.open(index)), MOST_HELD_OUT, seed=seed)
    if len(trial.questions) < FEWEST_ARTICLES:
        raise _too_few(len(trial.questions))
    corpus = Corpus(left)
    carried = TermEncoder.load(DEFAULT_MODEL, DEFAULT_FOLDER)
    model = _grown(carried, corpus)
    before = trial.reciprocal_ranks(carried)
    batch = min(BATCH, len(corpus))
    steps = max(1, EPOCHS * (len(corpus.paragraphs) - len(corpus)) // batch)
    rate = LEARNING_RATE
    for _ in train(
        model, corpus, steps=steps, batch=batch, learning_rate=rate, seed=seed, progress=progress
    ):
        pass  # the losses of so short a run tell nothing
    after = trial.reciprocal_ranks(model.quantised())
    surely_better = paired(before, after).low > 0  # not by the luck of the sentences drawn
    kept = _keep(index, model) if surely_better else ""
    means = float(before.mean()), float(after.mean())
    return AdaptReport(len(corpus), len(trial.questions), *means, kept)


def _too_few(articles: int) -> SeedError:
    return SeedError(
        "{found} articles have {sentences} whole sentences; adapting takes {fewest} such",
        "add articles",
        key="articles-few",
        found=articles,
        sentences=FEWEST_SENTENCES,
        fewest=FEWEST_ARTICLES,
    )


def _live_model(index: Path) -> str | None:
    """Return the model that the live generation was made by, if there is one."""
    try:
        return Generation.open(index).model
    except IndexFolderError:
        return None


def _documents(generation: Generation) -> list[Document]:
    """Return the terms of an index's articles, as its build analysed them; no headlines."""
    documents: dict[str, Document] = {}
    for excerpt in generation.passages(generation.numbers()).values():
        if excerpt.article.kind == "article":
            new = Document(list(excerpt.title_terms), [])
            paragraph = [list(sentence.terms) for sentence in excerpt.passage.sentences]
            documents.setdefault(excerpt.article.id, new).paragraphs.append(paragraph)
    return list(documents.values())


def _grown(carried: TermEncoder, corpus: Corpus) -> KiwiEmbedding:
    """Return a model with a row more for each term that the articles use and that has none.

    Such a row starts as what stood for the term before: a shared row, and the rows of its parts.
    """
    old = carried.vocabulary
    counts = Counter(dict(zip(corpus.vocabulary, corpus.frequencies().tolist(), strict=True)))
    new = [t for t, n in counts.most_common() if n >= SEEN and t not in old.own]
    own, shared = np.split(carried.weight, [len(old.own)])
    rows = np.concatenate([own, carried.sum_terms([[term] for term in new]), shared])
    return KiwiEmbedding([*old.own, *new], torch.from_numpy(rows))


def _keep(index: Path, model: KiwiEmbedding) -> str:
    """Save the model inside the index's folder, for the next build; return its path."""
    with writing(index), workplace(index) as work:
        save(model, work)
        return adopt_model(index, work, load_encoder(str(work)).fingerprint)
