"""The recipe of the model that this package carries: from Wikipedia's articles to its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, islice
from pathlib import Path

import torch
from tqdm import tqdm

from ..encoders.frequencies import FREQUENCIES
from ..encoders.kiwi_embedding import KiwiEmbedding
from ..errors import SeedError
from ..text.analysis import kiwi
from .corpus import Corpus, Overlap, analysed, evaluation_texts
from .recovery import ANCHORS, recover
from .steps import STEPS, new_model, train
from .trial import FEWEST_SENTENCES, hold_out

HELD_OUT = 2_000  # articles, each with a sentence that isn't trained on


def make_model(
    source: Path,
    target: Path,
    work: Path,
    *,
    unseen: Iterable[Path] = (),
    steps: int = STEPS,
    limit: int | None = None,
    anchors: int = ANCHORS,
    seed: int = 0,
    progress: bool = False,
    say: Callable[[str], object] = tqdm.write,
) -> None:
    """Train a model on a `.jsonl` or `.jsonl.xz` of articles and write it into the folder `target`.

    Lines that share 13 words in a row with a text of the `unseen` folders are left out. All that
    took long is kept in `work`, and a run with the same arguments that was stopped goes on there.
    `limit` reads only the first articles; `anchors` is `recover`'s. Raises SeedError where a file
    can't be read, or its first articles are all too short.
    """
    overlap = Overlap(chain.from_iterable(map(evaluation_texts, unseen)))
    documents = analysed(source, work, overlap, limit=limit, progress=progress)
    asked, trial = hold_out(list(islice(documents, HELD_OUT)), HELD_OUT, seed=seed)
    if not trial.questions:
        raise _too_short(source)
    corpus = Corpus(chain(asked, documents))
    say(f"{overlap.shared} of {overlap.lines} lines left out: they overlap with evaluation texts")
    model = new_model(
        corpus, recover(kiwi(), anchors=anchors, seed=seed, progress=progress), seed=seed
    )
    model.to("cuda" if torch.cuda.is_available() else "cpu")
    checkpoint = work / f"checkpoint-{len(corpus)}-{steps}-{seed}.pt"
    say(f"step 0: held-out MRR {trial.reciprocal_ranks(model.quantised()).mean():.4f}")
    course = train(model, corpus, steps=steps, checkpoint=checkpoint, seed=seed, progress=progress)
    for step, loss in course:
        score = trial.reciprocal_ranks(model.quantised()).mean()
        say(f"step {step}: loss {loss:.4f}, held-out MRR {score:.4f}")
    save(model, target)
    _write_frequencies(target, model, corpus)


def _too_short(source: Path) -> SeedError:
    return SeedError(
        "no article in {source} has {sentences} whole sentences",
        "add longer ones",
        key="articles-too-short",
        source=source,
        sentences=FEWEST_SENTENCES,
    )


def save(model: KiwiEmbedding, target: Path) -> None:
    """Write a model into a folder that `SentenceTransformer` loads."""
    target.mkdir(parents=True, exist_ok=True)
    model.as_model().save(str(target), create_model_card=False)


def _write_frequencies(target: Path, model: KiwiEmbedding, corpus: Corpus) -> None:
    counts = dict(zip(corpus.vocabulary, corpus.frequencies().tolist(), strict=True))
    lines = [len(corpus), *(counts[term] for term in model.vocabulary.own)]
    (target / FREQUENCIES).write_text("\n".join(map(str, lines)) + "\n", encoding="utf-8")
