"""Learn qa/answering/confidence.json: how likely what was read answers, and when that is sure.

Learned on the questions that the reader's training holds out, whose texts lie among Wikipedia's
articles, and on folders of copied pages that were asked in people's own words. Nothing that a
figure is reported on is read.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice, starmap
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

from embeddings import (
    EVERYTHING,
    EvaluationError,
    Overlap,
    build_index,
    evaluation_texts,
    read_articles,
)

from ..answer import Answer
from ..answering.confidence import WEIGHTS, Row, features, meant, probability
from ..assistant import Assistant
from ..question import Question, understand
from ..reader.data import Question as Known, hold_out, read_material
from ..retrieval.ranking import Hit
from ..retrieval.reading import Asked, read
from ..snapshot import SOUGHT, Snapshot, reader
from .measure import SPARE, opened

OTHERS = 4_000  # Wikipedia articles that the texts lie among
QUESTIONS = 600  # that are asked, of those held out
SURE_KEPT, RELATED_KEPT = 0.84, 0.99  # shares of the answerable questions that the grades keep
FOLDS = 5
SHARES = (0.97, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5)  # of the answerable, in the table

Kind = Literal["answerable", "away", "unanswerable"]  # away: without the texts that answer


@dataclass(frozen=True, slots=True)
class Trial:
    """A question, its features, and whether the first sentence that was read holds its answer.

    What is learned is tried on other questions, and other folders: `group` is the folder that it
    was asked of, or the question.
    """

    group: str
    kind: Kind
    row: Row
    is_right: bool
    in_own_words: bool = False


def calibrate(
    sources: Iterable[Path],
    wikipedia: Path,
    target: Path = WEIGHTS,
    *,
    pages: Iterable[Path] = (),
    unseen: Iterable[Path] = (),
    progress: bool = False,
) -> str:
    """Learn the weights of `features`, and the two thresholds, and write them to `target`.

    `sources` and `unseen` are those that the reader was taught with (see `read_material`), of
    `wikipedia`'s articles the first OTHERS are taken. `pages` are folders as `evaluate` reads them;
    where there are some, they alone tell the thresholds. Returns what refusing costs, by
    cross-validation, in lines. Raises SeedError where a file can't be read, EvaluationError where
    too few questions are held out or a folder can't be read, ModelError where the reader can't be
    loaded.
    """
    trials = [trial for folder in pages for trial in page_trials(folder)]
    trials += _held_out_trials(sources, wikipedia, unseen, progress)
    learned = learn(trials)
    target.write_text(json.dumps(learned, indent=1) + "\n", encoding="utf-8")
    return table(trials)


def _held_out_trials(
    sources: Iterable[Path], wikipedia: Path, unseen: Iterable[Path], progress: bool
) -> Iterator[Trial]:
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
        for text, some in tqdm(asked.items(), unit="question", disable=not progress):
            yield from _trials(snapshot, text, some, ids)


def drawn(held_out: Sequence[Known], most: int = QUESTIONS) -> dict[str, list[Known]]:
    """Draw `most` of the questions, the same each time; one may be asked of several texts."""
    asked: dict[str, list[Known]] = defaultdict(list)
    for one in held_out:
        asked[one.question].append(one)
    chosen = asked if len(asked) <= most else Random(0).sample([*asked], most)
    return {question: asked[question] for question in chosen}


def write_seeds(seeds: Path, asked: Sequence[Known], wikipedia: Path) -> dict[str, str]:
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
    snapshot: Snapshot, text: str, asked: Sequence[Known], ids: Mapping[str, str]
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


def page_trials(folder: Path) -> Iterator[Trial]:
    """Yield how those questions fare that ask one fact of a folder of pages, follow-ups too."""
    with opened(folder) as (seeds, cases, _), tempfile.TemporaryDirectory() as index:
        build_index(seeds, index)
        given = Assistant.open(index).snapshot()
        for case in cases:
            snapshot = _Sought(given.store, given.encoder)
            question = snapshot.understand(case.question, case.history)
            snapshot.ask(question, EVERYTHING, date.today())
            kind: Kind = "answerable" if case.is_answerable else "unanswerable"
            for row, sentence in chain.from_iterable(starmap(_read, snapshot.sought)):
                yield Trial(folder.name, kind, row, case.is_held([sentence]), in_own_words=True)


@dataclass(frozen=True)
class _Sought(Snapshot):
    """A snapshot that keeps what a fact is sought with, and in which hits, and leaves it at that.

    So a question is understood and its articles are chosen as when it is answered.
    """

    sought: list[tuple[Asked, Sequence[Hit]]] = field(default_factory=list)

    def answer(
        self, question: Question, hits: Sequence[Hit], meant: frozenset[str] = frozenset()
    ) -> Answer:
        if question.asks == "fact":
            self.sought.append((self.asked(question, meant), hits))
        return Answer((), 0.0)


def _tried(
    snapshot: Snapshot, question: Question, kind: Kind, hits: Sequence[Hit], answers: Iterable[str]
) -> Iterator[Trial]:
    """Yield how a question fares in the best of some hits, if anything is read of them."""
    for row, sentence in _read(snapshot.asked(question), hits[:SOUGHT]):
        yield Trial(question.text, kind, row, _holds(sentence, answers))


def _read(asked: Asked, hits: Sequence[Hit]) -> Iterator[tuple[Row, str]]:
    """Yield the features and the sentence of what an answer would rest on, if there is one."""
    for best in meant(asked, read(reader(), asked, hits))[:1]:
        yield features(asked, hits, best), best.hit.article.text[slice(*best.sentence)]


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
    own = [trial for trial in trials if trial.kind == "answerable"]
    telling = [trial for trial in own if trial.in_own_words] or own
    sure = [probability(learned, trial.row) for trial in telling]
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
    groups = [trial.group for trial in trials]
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    sure = cross_val_predict(
        _model(), matrix, labels, groups=groups, cv=folds, method="predict_proba"
    )[:, 1]
    is_own = np.array([trial.in_own_words for trial in trials])
    kinds = np.array([trial.kind for trial in trials])
    parts = {"of texts held out": ~is_own, "of pages, in people's own words": is_own}
    return "\n\n".join(
        f"{name}: {_costs(sure[some], labels[some], kinds[some])}"
        for name, some in parts.items()
        if some.any()
    )


def _costs(sure: NDArray[np.float64], labels: NDArray[np.bool_], kinds: NDArray[np.str_]) -> str:
    own, away, none = (kinds == kind for kind in ("answerable", "away", "unanswerable"))
    lines = [
        f"{own.sum()} answerable questions, for {_mean(labels[own])} the first sentence holds the "
        f"answer; {away.sum()} without their texts; {none.sum()} unanswerable",
        "",
        "| answerable kept | given and right | refused, texts away | refused, unanswerable |",
        "|---|---|---|---|",
    ]
    for share in SHARES:
        limit = _limit(sure[own], share)
        right = _mean(labels[(sure >= limit) & ~away])
        refused = (_mean(sure[some] < limit) for some in (away, none))
        lines.append(f"| {' | '.join([f'{share:.2f}', right, *refused])} |")
    return "\n".join(lines)


def _mean(values: NDArray[np.bool_]) -> str:
    return f"{values.mean():.2f}" if len(values) else "–"
