"""Learn qa/weights.json: which sentence answers, which span of it, and when to refuse.

Learned on people's questions (TyDi QA, Korean, training part) whose paragraphs lie among Wikipedia
articles, other paragraphs of the same articles first of all. Nothing that a figure is reported on
is read.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embeddings import (
    DEFAULT_FOLDER,
    DEFAULT_MODEL,
    TermEncoder,
    build_index,
    exact_match,
    f1,
    read_terms,
)

from ..answering.evidence import WEIGHTS, dot, rank
from ..assistant import Assistant
from .cases import (
    Case,
    Neighbours,
    holds,
    human_cases,
    made_cases,
    read_asked,
    write_seeds,
)
from .fit import SOUGHT, Learned, learn, left_out, row_of

FOLDS = 3
SHARES = (0.02, 0.05, 0.1, 0.15, 0.2)  # of the answerable questions, where refusals are compared


def calibrate(
    questions: Path, wikipedia: Path, target: Path = WEIGHTS, *, validate: bool = False
) -> str:
    """Learn the weights of `evidence` and write them to `target`.

    `questions` holds JSON lines as `read_asked` reads them, `wikipedia` such as `read_articles`
    does. Returns the figures of cross-validation, in lines, where `validate`; else "". Raises
    EvaluationError or SeedError where one of the files is not of its form or teaches nothing.
    """
    asked = read_asked(questions)
    with tempfile.TemporaryDirectory() as folder:
        seeds, index = Path(folder, "seeds"), Path(folder, "index")
        seeds.mkdir()
        write_seeds(seeds, asked, wikipedia)
        build_index(seeds, index)
        snapshot = Assistant.open(index).snapshot()
        human = list(human_cases(asked, snapshot))
        terms = read_terms(DEFAULT_FOLDER)
        encoder = TermEncoder.load(DEFAULT_MODEL, DEFAULT_FOLDER)
        nearest = Neighbours(terms, encoder.encode_terms([[term] for term in terms]))
        made = list(made_cases(snapshot, {case.subject for case in human}, nearest))
        learned = learn(human, made)
        figures = validation(human, made) if validate else ""
    write(learned, target)
    return figures


def write(learned: Learned, target: Path) -> None:
    """Write the weights, rounded: the fourth digit is noise."""
    rounded = {
        part: {name: round(value, 3) for name, value in sorted(row.items()) if abs(value) >= 0.01}
        for part, row in learned.items()
    }
    target.write_text(json.dumps(rounded, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Judged:
    """How right one question's answer was, and how sure with its hits, and with fewer of them."""

    sentence: float
    exact: float
    near: float
    odds: tuple[float, ...]  # their logarithms, in the order of `left_out`; none without a sentence


def validation(human: Sequence[Case], made: Sequence[Case]) -> str:
    """Return the figures of FOLDS-fold cross-validation on people's questions, in lines."""
    judged = list(_cross_validated(human, made))
    means = [
        np.mean([getattr(one, name) for one in judged]) for name in ("sentence", "exact", "near")
    ]
    lines = ["sentence {:.3f}  exact match {:.3f}  F1 {:.3f}".format(*means)]
    kept, gone, foreign = np.array([one.odds for one in judged if one.odds]).T
    for share in SHARES:
        limit = np.quantile(kept, share)
        lines.append(
            f"refusing {share:.0%}: {np.mean(gone < limit):.3f} without their paragraph, "
            f"{np.mean(foreign < limit):.3f} without their article"
        )
    return "\n".join(lines)


def _cross_validated(human: Sequence[Case], made: Sequence[Case]) -> Iterator[_Judged]:
    """Judge each question by weights learned without it."""
    order = list(human)
    random.Random(0).shuffle(order)
    for fold in range(FOLDS):
        rest = [case for at, case in enumerate(order) if at % FOLDS != fold]
        learned = learn(rest, made)
        for case in order[fold::FOLDS]:
            yield _judge(case, learned)


def _judge(case: Case, learned: Learned) -> _Judged:
    ranked = rank(case.query, case.hits[:SOUGHT], learned)
    if not ranked:
        return _Judged(0.0, 0.0, 0.0, ())
    best = ranked[0]
    text = best.hit.article.text
    quote = text[best.sentence.start : best.sentence.end]
    short = text[slice(*best.short)] if best.short else ""
    rows = (row_of(case.query, hits, learned) for hits in left_out(case))
    odds = tuple(dot(row, learned["confidence"]) for row in rows)
    right = float(holds(quote, case.answers))
    return _Judged(right, exact_match(short, case.answers), f1(short, case.answers), odds)
