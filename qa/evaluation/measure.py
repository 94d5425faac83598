"""Measure retrieval and answers on articles with questions whose answers are known."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from embeddings import (
    DEFAULT_MODEL,
    Article,
    EvaluationError,
    Figure,
    LexicalIndex,
    build_index,
    figure,
    ndcg,
    recall,
    reciprocal_rank,
)

from ..assistant import Assistant, Writer
from ..question import Question
from ..retrieval.ranking import rank_passages
from ..snapshot import SOUGHT, Snapshot
from .cases import Case, read_cases
from .grading import figures_of, graded
from .written import borne_out

DEPTH = 300  # passages a leg; of a hundred articles, mostly
RANKED = 100  # hits that are ranked where they are reranked
SPARE = 20  # more hits than are sought in, so that enough stay when articles are taken away

Name = Callable[[Article], str]  # by which questions name an article


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
    folder: str | Path,
    *,
    model: str = DEFAULT_MODEL,
    rerank: bool = False,
    writer: Writer | None = None,
    progress: bool = False,
) -> Evaluation:
    """Measure a folder of articles and `questions.jsonl`.

    The articles stand in `articles.jsonl` (`id`, `title`, `text`) and are named by their ids, as
    BEIR has them, or else in folders of seeds, and are named by their files' names. A question is a
    line of `question`, `relevant` (names) and, where answers are measured, `answers`; or of
    `question` and `must_quote`, null where nothing answers, perhaps with `file` or `files` (names),
    `answer`, `history`, `type` and `corrective_quote`. Raises EvaluationError where one is missing
    or not of this form, ModelError where the model or the reader can't be loaded. A writer's
    answers are measured beside those in the articles' own words.
    """
    with opened(Path(folder)) as (seeds, cases, name):
        told = {"rerank": rerank, "progress": progress}
        return measure(seeds, cases, name, model=model, writer=writer, **told)


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Path, list[Case], Name]]:
    """Yield a folder's seeds, by themselves, its questions, and what these name an article by.

    See `evaluate`, of which it raises what EvaluationError there is.
    """
    is_bulk = (folder / "articles.jsonl").is_file()
    inside = sorted(path for path in folder.glob("*") if path.is_dir())
    if not is_bulk and not inside:
        raise EvaluationError(
            "there is no articles.jsonl and no folder of seeds in {folder}",
            "see --help for what it holds",
            key="no-articles-file",
            folder=folder,
        )
    cases = list(read_cases(folder / "questions.jsonl"))
    with tempfile.TemporaryDirectory() as work:
        if is_bulk:
            shutil.copy(folder / "articles.jsonl", work)
        for path in () if is_bulk else inside:
            shutil.copytree(path, Path(work, path.name), symlinks=True)
        yield Path(work), cases, _id if is_bulk else _file


def _id(article: Article) -> str:
    return article.id


def _file(article: Article) -> str:
    return Path(article.source).name


def measure(
    seeds: Path,
    cases: Sequence[Case],
    name: Name = _id,
    *,
    model: str = DEFAULT_MODEL,
    rerank: bool = False,
    writer: Writer | None = None,
    progress: bool = False,
) -> Evaluation:
    """Build an index of a folder of seeds, ask it the questions, and measure what comes."""
    with tempfile.TemporaryDirectory() as work:
        index = Path(work, "index")
        report = build_index(seeds, index, model=model, progress=progress)
        snapshot = Assistant.open(index).snapshot()
        articles = snapshot.store.articles()
        titles: dict[str, set[str]] = defaultdict(set)
        for article in articles:
            titles[name(article)].add(article.title)
        _check(cases, titles.keys())
        references = _references(Path(work), snapshot)
        wanted: list[frozenset[str]] = []
        ranked: dict[str, list[list[str]]] = defaultdict(list)
        answers: dict[str, list[float]] = defaultdict(list)
        for case in tqdm(cases, unit="question", disable=not progress):
            question = snapshot.understand(case.question, case.history)
            if case.relevant and not case.history:
                wanted.append(case.relevant)
                for leg, found in _rankings(snapshot, references, question, rerank).items():
                    ranked[leg].append(list(dict.fromkeys(map(name, found))))
            if case.is_answer_known or not case.is_answerable:
                for measured, value in _answered(snapshot, question, case, name, titles, writer):
                    answers[measured].append(value)
    retrieval = {leg: _retrieval(rankings, wanted) for leg, rankings in ranked.items()}
    return Evaluation(len(articles), report.passages, len(cases), retrieval, figures_of(answers))


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
    excerpts = snapshot.store.passages(snapshot.store.numbers()).items()
    LexicalIndex.write(work / "words", ((n, excerpt.titled_text) for n, excerpt in excerpts))
    terms = ((n, " ".join([*e.title_terms, *e.passage.terms])) for n, e in excerpts)
    LexicalIndex.write(work / "morphemes", terms)
    return {f"BM25, {name}": LexicalIndex(work / name) for name in ("words", "morphemes")}


def _rankings(
    snapshot: Snapshot, references: Mapping[str, LexicalIndex], question: Question, rerank: bool
) -> dict[str, list[Article]]:
    """Return the articles of what each leg ranks, best first."""
    store, encoder = snapshot.store, snapshot.encoder
    vector = encoder.encode_query(question.text, question.terms)
    ranking = rank_passages(store, encoder, question.terms, vector, DEPTH)
    asked = {"BM25, words": question.text.split(), "BM25, morphemes": question.terms}
    numbers: dict[str, Iterable[int]] = {
        name: index.search(asked[name], DEPTH, pair_weight=0) for name, index in references.items()
    }
    numbers |= {
        "lexical": ranking.lexical,
        "dense": rank_passages(store, encoder, (), vector, DEPTH).refined,
        "hybrid": ranking.refined,
    }
    excerpts = store.passages(list(set().union(*numbers.values())))
    found = {leg: [excerpts[number].article for number in ns] for leg, ns in numbers.items()}
    if rerank:
        hits = snapshot.reranked(question, snapshot.search(question, RANKED))
        found["reranked"] = [one for hit in hits for one in (hit.article, *hit.copies)]
    return found


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
    snapshot: Snapshot,
    question: Question,
    case: Case,
    name: Name,
    titles: Mapping[str, Set[str]],
    writer: Writer | None,
) -> Iterator[tuple[str, float]]:
    """Yield what one question measures: asked of all, of all but its articles, but its subject."""
    hits = snapshot.search(question, SOUGHT + SPARE)
    answer = snapshot.answer(question, hits[:SOUGHT])
    yield from graded(answer, case)
    if writer:
        yield from borne_out(writer, question, answer)
    if not case.relevant:
        return
    for citation in answer.citations:
        yield "citation precision", float(name(citation.article) in case.relevant)
    without = [hit for hit in hits if name(hit.article) not in case.relevant]
    subjects = {title for relevant in case.relevant for title in titles[relevant] if title}
    strangers = [hit for hit in without if hit.article.title not in subjects]
    for gone, left in (("article", without), ("subject", strangers)):
        refusal = snapshot.answer(question, left[:SOUGHT])
        yield f"refused, its {gone} removed", float(not refusal.found)
        yield f"confidence, its {gone} removed", refusal.confidence


def table(result: Evaluation) -> str:
    """Write an evaluation out: a line a leg, a column a metric; then a line a measure of answers.

    After each mean stand its 95 % interval's bounds.
    """
    lines = [
        f"{result.articles} articles, {result.passages} passages, {result.questions} questions"
    ]
    if result.retrieval:
        metrics = (f"{metric:<18}" for metric in next(iter(result.retrieval.values())))
        lines += ["", f"{'':<16}{''.join(metrics)}"]
    for leg, figures in result.retrieval.items():
        cells = "".join(f"{_cell(value):<18}" for value in figures.values())
        lines.append(f"{leg:<16}{cells}".rstrip())
    width = max(map(len, result.answers), default=0) + 2
    answers = [f"{name:<{width}}{_cell(value)}" for name, value in result.answers.items()]
    return "\n".join([*lines, *([""] if answers else []), *answers])


def _cell(value: Figure) -> str:
    return f"{value.mean:.3f} {value.low:.3f}–{value.high:.3f}"
