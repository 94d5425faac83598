"""The recipe of the reader: from questions, pairs and articles to the folder that answers read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from pathlib import Path

import torch
from filelock import FileLock, Timeout
from tqdm import tqdm

from embeddings import Overlap, SeedError, Transformer, evaluation_texts, seal

from .data import Material, hold_out, read_material
from .examples import Lessons
from .export import export
from .network import BASE, Network, load_base
from .taught import is_taught, load_taught
from .training import LEARNING_RATE, STEPS, Course
from .trial import Score, reading, score
from .windows import tokens, windows

ARTICLES = 6_000  # that questions are made of
TRIAL_EVERY = 400  # steps
AGAIN = 0.5  # of the learning rate, for a reader that was taught before
SAMPLES = 64  # held-out questions that say what goes through the layers
LOG, CARD = "log.jsonl", "README.md"


def train(
    sources: Iterable[Path],
    target: Path,
    work: Path,
    *,
    base: str = BASE,
    unseen: Iterable[Path] = (),
    steps: int = STEPS,
    articles: int = ARTICLES,
    seed: int = 0,
    progress: bool = False,
    say: Callable[[str], object] = tqdm.write,
) -> None:
    """Teach a reader on `.jsonl` files (see `read_material`) and write it into the folder `target`.

    `base` is a BERT model of the hub or in a folder, or a folder that this has written before.
    Lines that share 13 words in a row with a text of the `unseen` folders are left out. Checkpoint
    and log lie in `work`; a run with the same arguments that was stopped goes on there, and more
    `steps` go further. Raises SeedError where a file can't be read, none holds a question with its
    answer, or another run has the same `work`; ModelError where the base can't be used.
    """
    work.mkdir(parents=True, exist_ok=True)
    with _alone(work):
        overlap = Overlap(chain.from_iterable(map(evaluation_texts, unseen)))
        material = read_material(sources, work, overlap, articles=articles)
        say(f"{overlap.shared} of {overlap.lines} lines left out: they are like evaluation texts")
        learned, held_out = hold_out(material)
        course = _course(base, material, Lessons(learned), work / "checkpoint.pt", steps, seed)
        for step, loss in course.run(progress=progress):
            line: dict[str, float] = {"step": step, "loss": loss}
            if step % TRIAL_EVERY == 0:
                line |= asdict(score(reading(course.model), course.tokenizer, held_out))
            _note(line, work / LOG, say)
        exact, shipped = _shipped(course, held_out, target)
        _note({"step": steps, **asdict(exact)}, work / LOG, say)
        (target / CARD).write_text(_card(base, material, steps, exact, shipped), encoding="utf-8")
        seal(target)  # with its card


def _course(
    base: str, material: Material, lessons: Lessons, checkpoint: Path, steps: int, seed: int
) -> Course:
    """Begin with a body and new heads, or go on with a reader that was taught before."""
    torch.manual_seed(seed)
    rate = LEARNING_RATE
    if is_taught(Path(base)):
        model, tokenizer = load_taught(Path(base))
        rate *= AGAIN
    else:
        body, tokenizer = load_base(base, _texts(material))
        model = Network(body)
    model.to("cuda" if torch.cuda.is_available() else "cpu")
    return Course(model, tokenizer, lessons, checkpoint, steps=steps, learning_rate=rate, seed=seed)


@contextmanager
def _alone(work: Path) -> Iterator[None]:
    """Keep other runs out of the folder `work`."""
    try:
        with FileLock(work / "lock", timeout=0):
            yield
    except Timeout as error:
        raise SeedError(
            "another run is teaching in {work}",
            "wait for it, or name another folder with --work",
            key="teaching-already",
            work=work,
        ) from error


def _note(line: dict[str, float], log: Path, say: Callable[[str], object]) -> None:
    """Say a line of the curve, and keep it."""
    rounded = {name: round(value, 4) for name, value in line.items()}
    with log.open("a", encoding="utf-8") as out:
        out.write(json.dumps(rounded) + "\n")
    say(" ".join(f"{name} {value}" for name, value in rounded.items()))


def _shipped(course: Course, held_out: Material, target: Path) -> tuple[Score, Score]:
    """Write the taught reader into `target`; return its score as it was taught, and as written."""
    samples = [
        tokens(course.tokenizer, asked.question, asked.text.title, asked.text.text, window).ids
        for asked in held_out.questions[:SAMPLES]
        for window in windows(asked.text.sentences)[:1]
    ]
    export(course.model, course.tokenizer, target, samples)
    exact = score(reading(course.model), course.tokenizer, held_out)
    return exact, score(Transformer.load(target).run, course.tokenizer, held_out)


def _card(base: str, material: Material, steps: int, exact: Score, shipped: Score) -> str:
    """Return what the model's folder says of it."""
    names = asdict(exact)
    rows = [f"| {name} | {names[name]:.3f} | {asdict(shipped)[name]:.3f} |" for name in names]
    return "\n".join(
        [
            "# The reader",
            "",
            f"Made of {base} in {steps:,} steps, of {len(material.questions):,} questions, "
            f"{len(material.pairs):,} pairs and {len(material.articles):,} articles. "
            "It reads a question and a window of an article, and gives each token the log odds of "
            "an answer's start and end (token 0: not here) and of a sentence that answers.",
            "",
            "| held out | as trained | in 8 bits |",
            "|---|---|---|",
            *rows,
            "",
            "The licences of the base and of the data hold for it.",
            "",
        ]
    )


def _texts(material: Material) -> Iterable[str]:
    yield from (f"{q.question} {q.text.title} {q.text.text}" for q in material.questions)
    yield from (f"{text.title} {text.text}" for text in material.articles)
    yield from (f"{pair.statement} {pair.premise}" for pair in material.pairs)
