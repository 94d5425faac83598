"""Measure retrieval and answers on articles with questions whose answers are known."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from embeddings import (
    DEFAULT_MODEL,
    EvaluationError,
    Figure,
    LexicalIndex,
    build_index,
    exact_match,
    f1,
    figure,
    ndcg,
    recall,
    reciprocal_rank,
)

from ..answering.compose import compose
from ..assistant import Assistant, Snapshot
from ..question import Question, understand
from ..retrieval.ranking import rank_passages

DEPTH = 300  # passages a leg; of a hundred articles, mostly
REFUSED_SHARE = 0.1  # of the answerable questions, where refusals are compared
_HITS = 10  # that an answer is sought in
_FORM = '{"question": "…", "relevant": ["article id"], "answers": ["…"]}'
_SPARE = 20  # more hits, so that enough are left when some articles are taken away


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the ids of the articles that answer it, and the accepted short answers.

    Without an accepted answer it measures retrieval alone.
    """

    question: str
    relevant: frozenset[str]
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured: of each leg of retrieval, metric by metric, and of answers.

    `answers` is empty where no question has an accepted answer.
    """

    articles: int
    passages: int
    questions: int
    retrieval: Mapping[str, Mapping[str, Figure]]
    answers: Mapping[str, Figure]


def evaluate(
    folder: str | Path, *, model: str = DEFAULT_MODEL, progress: bool = False
) -> Evaluation:
    """Measure a folder of `articles.jsonl` and `questions.jsonl`, as BEIR has them.

    An article is a line with `id`, `title` and `text`; a question one with `question`, `relevant`
    (ids) and, where answers are measured, `answers`. Raises EvaluationError where one is
    missing or not of this form, ModelError where the model can't be loaded.
    """
    folder = Path(folder)
    if not (folder / "articles.jsonl").is_file():
        raise EvaluationError(
            "there is no articles.jsonl in {folder}",
            "see --help for what it holds",
            key="no-articles-file",
            folder=folder,
        )
    cases = list(read_cases(folder / "questions.jsonl"))
    with tempfile.TemporaryDirectory() as work:
        seeds = Path(work, "seeds")
        seeds.mkdir()
        shutil.copy(folder / "articles.jsonl", seeds)
        return measure(seeds, cases, model=model, progress=progress)


def read_cases(path: Path) -> Iterator[Case]:
    """Yield the questions of a file. Raises EvaluationError where it isn't one of questions."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(
            "{path} can't be read ({reason})",
            "write lines of {form}",
            key="questions-unreadable",
            path=path,
            reason=error,
            form=_FORM,
        ) from error
    for number, line in enumerate(lines, start=1):
        try:
            case = _case(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(
                "{path}, line {number} is no question",
                "write it as {form}",
                key="question-form",
                path=path,
                number=number,
                form=_FORM,
            ) from error
        if not case.relevant:
            raise EvaluationError(
                "{path}, line {number} has no relevant article",
                "name at least one",
                key="question-without-article",
                path=path,
                number=number,
            )
        yield case
    if not lines:
        raise EvaluationError(
            "{path} is empty", "write lines of {form}", key="questions-empty", path=path, form=_FORM
        )


def _case(row: dict[str, Any]) -> Case:
    """Return a line's question. Raises KeyError or TypeError for what isn't one."""
    question, relevant, answers = row["question"], row["relevant"], row.get("answers", [])
    lists = isinstance(relevant, list) and isinstance(answers, list)
    if not lists or not all(isinstance(text, str) for text in (question, *relevant, *answers)):
        raise TypeError("not of the form")
    return Case(question, frozenset(relevant), tuple(answers))


def measure(
    seeds: Path, cases: Sequence[Case], *, model: str = DEFAULT_MODEL, progress: bool = False
) -> Evaluation:
    """Build an index of a folder of seeds, ask it the questions, and measure what comes."""
    with tempfile.TemporaryDirectory() as work:
        index = Path(work, "index")
        report = build_index(seeds, index, model=model, progress=progress)
        snapshot = Assistant.open(index).snapshot()
        articles = snapshot.store.articles()
        titles = {article.id: article.title for article in articles}
        _check(cases, titles.keys())
        references = _references(Path(work), snapshot)
        ranked: dict[str, list[list[str]]] = defaultdict(list)
        answers: dict[str, list[float]] = defaultdict(list)
        for case in tqdm(cases, unit="question", disable=not progress):
            question = understand(case.question)
            for leg, ids in _rankings(snapshot, references, question).items():
                ranked[leg].append(ids)
            if case.answers:
                for name, value in _answered(snapshot, question, case, titles):
                    answers[name].append(value)
    wanted = [case.relevant for case in cases]
    retrieval = {leg: _retrieval(rankings, wanted) for leg, rankings in ranked.items()}
    return Evaluation(len(articles), report.passages, len(cases), retrieval, _answers(answers))


def _check(cases: Sequence[Case], known: Set[str]) -> None:
    """Raise EvaluationError where a question's relevant article isn't among those indexed."""
    for case in cases:
        if missing := sorted(case.relevant - known):
            raise EvaluationError(
                "the question {question} names the article {article}, which can't be read or "
                "isn't there",
                "mend the articles or the question",
                key="question-without-its-article",
                question=repr(case.question),
                article=repr(missing[0]),
            )


def _references(work: Path, snapshot: Snapshot) -> dict[str, LexicalIndex]:
    """Index passages for plain BM25: by the words between spaces, and by Kiwi's morphemes.

    Nothing of our own is in these: a title counts once, and neighbouring pairs count nothing.
    """
    excerpts = snapshot.store.passages(range(len(snapshot.store))).items()
    LexicalIndex.write(work / "words", ((n, excerpt.titled_text) for n, excerpt in excerpts))
    terms = ((n, " ".join([*e.title_terms, *e.passage.terms])) for n, e in excerpts)
    LexicalIndex.write(work / "morphemes", terms)
    return {f"BM25, {name}": LexicalIndex(work / name) for name in ("words", "morphemes")}


def _rankings(
    snapshot: Snapshot, references: Mapping[str, LexicalIndex], question: Question
) -> dict[str, list[str]]:
    """Return the ids of the articles that each leg ranks first; an article by its best passage."""
    store, encoder = snapshot.store, snapshot.encoder
    vector = encoder.encode_query(question.text, question.terms)
    ranking = rank_passages(store, encoder, question.terms, vector, DEPTH)
    asked = {"BM25, words": question.text.split(), "BM25, morphemes": question.terms}
    found: dict[str, Iterable[int]] = {
        name: index.search(asked[name], DEPTH, pair_weight=0) for name, index in references.items()
    }
    found |= {
        "lexical": ranking.lexical,
        "dense": rank_passages(store, encoder, (), vector, DEPTH).refined,
        "hybrid": ranking.refined,
    }
    excerpts = store.passages(list(set().union(*found.values())))
    return {
        leg: list(dict.fromkeys(excerpts[number].article.id for number in numbers))
        for leg, numbers in found.items()
    }


def _retrieval(
    rankings: Sequence[Sequence[str]], wanted: Sequence[frozenset[str]]
) -> dict[str, Figure]:
    pairs = list(zip(rankings, wanted, strict=True))
    return {
        "nDCG@10": figure([ndcg(ranked, relevant) for ranked, relevant in pairs]),
        **{
            f"recall@{k}": figure([recall(ranked, relevant, k) for ranked, relevant in pairs])
            for k in (1, 5, 10, 100)
        },
        "MRR": figure([reciprocal_rank(ranked, relevant) for ranked, relevant in pairs]),
    }


def _answered(
    snapshot: Snapshot, question: Question, case: Case, titles: Mapping[str, str]
) -> Iterator[tuple[str, float]]:
    """Yield what one question measures: asked of all, of all but its articles, but its subject."""
    hits = snapshot.search(question, _HITS + _SPARE)
    answer = compose(question, hits[:_HITS], snapshot.idf)
    quote = answer.citations[0].quote if answer.found else ""
    yield "first citation holds the answer", float(any(text in quote for text in case.answers))
    yield "short answer, exact match", exact_match(answer.short, case.answers)
    yield "short answer, F1", f1(answer.short, case.answers)
    for citation in answer.citations:
        yield "citation precision", float(citation.article.id in case.relevant)
    yield "refused", float(not answer.found)
    yield "confidence", answer.confidence
    without = [hit for hit in hits if hit.article.id not in case.relevant]
    subjects = {titles.get(id_) for id_ in case.relevant} - {""}
    strangers = [hit for hit in without if hit.article.title not in subjects]
    for name, left in (("its article removed", without), ("its subject removed", strangers)):
        refusal = compose(question, left[:_HITS], snapshot.idf)
        yield f"refused, {name}", float(not refusal.found)
        yield f"confidence, {name}", refusal.confidence


def _answers(values: Mapping[str, Sequence[float]]) -> dict[str, Figure]:
    """Return each measure's figure, and the refusals where REFUSED_SHARE of the answerable are."""
    if not values:
        return {}
    found = {name: figure(row) for name, row in values.items() if "confidence" not in name}
    limit = np.quantile(values["confidence"], REFUSED_SHARE)
    for name, row in values.items():
        if name.startswith("confidence, "):
            of = name.removeprefix("confidence, ")
            at = f"refused, {of} (at {REFUSED_SHARE:.0%} of the answerable)"
            found[at] = figure([float(confidence < limit) for confidence in row])
    return found


def table(result: Evaluation) -> str:
    """Write an evaluation out: a line a leg, a column a metric; then a line a measure of answers.

    After each mean stand its 95 % interval's bounds.
    """
    metrics = list(next(iter(result.retrieval.values())))
    lines = [
        f"{result.articles} articles, {result.passages} passages, {result.questions} questions",
        "",
        f"{'':<16}" + "".join(f"{metric:<18}" for metric in metrics),
    ]
    for leg, figures in result.retrieval.items():
        cells = "".join(f"{_cell(figures[metric]):<18}" for metric in metrics)
        lines.append(f"{leg:<16}{cells}".rstrip())
    width = max(map(len, result.answers), default=0) + 2
    answers = [f"{name:<{width}}{_cell(value)}" for name, value in result.answers.items()]
    return "\n".join([*lines, *([""] if answers else []), *answers])


def _cell(value: Figure) -> str:
    return f"{value.mean:.3f} {value.low:.3f}–{value.high:.3f}"
