"""Learn qa/answering/confidence.json: how likely what was read answers, and when that is sure.

Learned on the questions that the reader's training holds out, whose texts lie among Wikipedia's
articles. Nothing that a figure is reported on is read.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from random import Random
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from embeddings import EvaluationError, Overlap, build_index, evaluation_texts, read_articles

from ..answering.confidence import WEIGHTS, Row, features, probability
from ..assistant import Assistant
from ..question import Question, understand
from ..reader.data import Question as Asked, hold_out, read_material
from ..retrieval.ranking import Hit
from ..retrieval.reading import read
from ..snapshot import SOUGHT, Snapshot, reader
from .measure import SPARE

OTHERS = 4_000  # Wikipedia articles that the texts lie among
QUESTIONS = 1_500  # that are asked, of those held out
SURE_KEPT, RELATED_KEPT = 0.9, 0.99  # shares of the answerable questions that the grades keep
FOLDS = 5
SHARES = (0.97, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5)  # of the answerable, in the table

Kind = Literal["answerable", "away", "unanswerable"]  # away: without the texts that answer


@dataclass(frozen=True, slots=True)
class Trial:
    """A question, its features, and whether the first sentence that was read holds its answer."""

    question: str
    kind: Kind
    row: Row
    is_right: bool


def calibrate(
    sources: Iterable[Path],
    wikipedia: Path,
    target: Path = WEIGHTS,
    *,
    unseen: Iterable[Path] = (),
    progress: bool = False,
) -> str:
    """Learn the weights of `features`, and the two thresholds, and write them to `target`.

    `sources` and `unseen` are those that the reader was taught with (see `read_material`), of
    `wikipedia`'s articles the first OTHERS are taken. Returns what refusing costs, by
    cross-validation, in lines. Raises SeedError where a file can't be read, EvaluationError where
    too few questions are held out, ModelError where the reader can't be loaded.
    """
    with tempfile.TemporaryDirectory() as folder:
        work, seeds, index = (Path(folder, name) for name in ("work", "seeds", "index"))
        work.mkdir()
        seeds.mkdir()
        overlap = Overlap(chain.from_iterable(map(evaluation_texts, unseen)))
        _, held_out = hold_out(read_material(sources, work, overlap, articles=0))
        asked = drawn(held_out.questions)
        ids = write_seeds(seeds, [*chain.from_iterable(asked.values())], wikipedia)
        build_index(seeds, index, progress=progress)
        snapshot = Assistant.open(index).snapshot()
        every = tqdm(asked.items(), unit="question", disable=not progress)
        trials = [trial for text, some in every for trial in _trials(snapshot, text, some, ids)]
    learned = learn(trials)
    target.write_text(json.dumps(learned, indent=1) + "\n", encoding="utf-8")
    return table(trials)


def drawn(held_out: Sequence[Asked], most: int = QUESTIONS) -> dict[str, list[Asked]]:
    """Draw `most` of the questions, the same each time; one may be asked of several texts."""
    asked: dict[str, list[Asked]] = defaultdict(list)
    for one in held_out:
        asked[one.question].append(one)
    chosen = asked if len(asked) <= most else Random(0).sample([*asked], most)
    return {question: asked[question] for question in chosen}


def write_seeds(seeds: Path, asked: Sequence[Asked], wikipedia: Path) -> dict[str, str]:
    """Write a seed file of the texts asked about among others; return their ids by their text."""
    titles: dict[str, str] = {}
    for one in asked:
        titles[one.text.text] = titles.get(one.text.text) or one.text.title
    own = [(f"own-{at}", title, text) for at, (text, title) in enumerate(titles.items())]
    others = enumerate(islice(read_articles(wikipedia), OTHERS))
    with (seeds / "articles.jsonl").open("w", encoding="utf-8") as out:
        for id_, title, text in [*own, *((str(at), *other) for at, other in others)]:
            out.write(json.dumps({"id": id_, "title": title, "text": text}) + "\n")
    return {text: id_ for id_, _, text in own}


def _trials(
    snapshot: Snapshot, text: str, asked: Sequence[Asked], ids: Mapping[str, str]
) -> Iterator[Trial]:
    """Ask a question as it is and, where texts answer it, without them and their like.

    One whose texts aren't found at all (it may mean little without them) is none of the answerable.
    """
    question = understand(text)
    hits = snapshot.search(question, SOUGHT + SPARE)
    answered = [one.text for one in asked if one.answer]
    answers = {one.text.text[slice(*one.answer)] for one in asked if one.answer}
    own = {ids[text.text] for text in answered}
    if not answers:
        yield from _tried(snapshot, question, "unanswerable", hits, answers)
    elif not own.isdisjoint(hit.article.id for hit in hits[:SOUGHT]):
        yield from _tried(snapshot, question, "answerable", hits, answers)
    if answers:
        titles = {text.title for text in answered} - {""}
        left = [
            hit
            for hit in hits
            if own.isdisjoint(article.id for article in (hit.article, *hit.copies))
            and not (hit.article.title in titles and _holds(hit.article.text, answers))
        ]
        yield from _tried(snapshot, question, "away", left, ())


def _holds(text: str, answers: Iterable[str]) -> bool:
    return any(answer in text for answer in answers)


def _tried(
    snapshot: Snapshot, question: Question, kind: Kind, hits: Sequence[Hit], answers: Iterable[str]
) -> Iterator[Trial]:
    """Yield how a question fares in the best of some hits, if anything is read of them."""
    hits = hits[:SOUGHT]
    if reads := read(reader(), snapshot.asked(question), hits):
        best = reads[0]
        sentence = best.hit.article.text[slice(*best.sentence)]
        row = features(hits, reads)
        yield Trial(question.text, kind, row, _holds(sentence, answers))


def learn(trials: Sequence[Trial]) -> Row:
    """Return the weights by feature, and the thresholds "sure" and "related".

    A logistic regression of standardised features, with L2; its weights are told for the plain
    ones. Raises EvaluationError where too few trials are right, or wrong.
    """
    right = sum(trial.is_right for trial in trials)
    if min(right, len(trials) - right) < FOLDS:
        raise EvaluationError(
            "of what was read for the held-out questions, {right} of {all} hold the answer",
            "give more questions: {fewest} must, and {fewest} mustn't",
            key="questions-few",
            right=right,
            all=len(trials),
            fewest=FOLDS,
        )
    matrix, labels, names = _matrix(trials)
    scaler, regression = (step for _, step in _model().fit(matrix, labels).steps)
    plain = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - plain @ scaler.mean_)
    learned = {"bias": bias, **dict(zip(names, plain.tolist(), strict=True))}
    learned = {name: round(weight, 3) for name, weight in learned.items()}
    sure = [probability(learned, t.row) for t in trials if t.kind == "answerable"]
    kept = {"sure": SURE_KEPT, "related": RELATED_KEPT}
    return learned | {grade: _limit(sure, share) for grade, share in kept.items()}


def _matrix(trials: Sequence[Trial]) -> tuple[NDArray[np.float64], NDArray[np.bool_], list[str]]:
    """Return the features, (trials, features), whether each is right, and the features' names."""
    names = [name for name in trials[0].row if name != "bias"]  # which is the intercept
    matrix = np.array([[trial.row[name] for name in names] for trial in trials])
    return matrix, np.array([trial.is_right for trial in trials]), names


def _model() -> Any:
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))


def _limit(sure: Sequence[float] | NDArray[np.float64], share: float) -> float:
    """Return the threshold, to three digits, that a share of some probabilities reaches."""
    return math.floor(1000 * np.quantile(sure, 1 - share, method="lower")) / 1000


def table(trials: Sequence[Trial]) -> str:
    """Write out what it costs to keep more of the answerable questions, by cross-validation."""
    matrix, labels, _ = _matrix(trials)
    groups = [trial.question for trial in trials]
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    every = cross_val_predict(
        _model(), matrix, labels, groups=groups, cv=folds, method="predict_proba"
    )[:, 1]
    kinds = np.array([trial.kind for trial in trials])
    own, away, none = (kinds == kind for kind in ("answerable", "away", "unanswerable"))
    lines = [
        f"{own.sum()} answerable questions, for {_mean(labels[own])} the first sentence holds the "
        f"answer; {away.sum()} without their texts; {none.sum()} unanswerable",
        "",
        "| answerable kept | given and right | refused, texts away | refused, unanswerable |",
        "|---|---|---|---|",
    ]
    for share in SHARES:
        limit = _limit(every[own], share)
        right = _mean(labels[(every >= limit) & ~away])
        refused = (_mean(every[some] < limit) for some in (away, none))
        lines.append(f"| {' | '.join([f'{share:.2f}', right, *refused])} |")
    return "\n".join(lines)


def _mean(values: NDArray[np.bool_]) -> str:
    return f"{values.mean():.2f}" if len(values) else "–"
