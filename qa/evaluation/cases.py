"""What the ranking of sentences is learned on: questions with their hits and known answers.

People's own questions stand in a file; others are made of paragraphs that nobody asked about. All
are asked of one index, of the questions' paragraphs among Wikipedia's articles.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embeddings import (
    Article,
    EvaluationError,
    Sentence,
    Vectors,
    analyse_one,
    kiwi,
    query_terms,
    read_articles,
    telling,
    terms,
)

from ..assistant import Snapshot
from ..question import Query, Question, understand
from ..retrieval.ranking import Hit
from .made_questions import askable

OTHERS = 4000  # Wikipedia articles of other subjects
HITS = 20  # a question, so that enough stay when some are left out
SHORTEST = 80  # characters of a paragraph that is no heading or list
DROPPED, REPHRASED = 0.4, 0.15  # shares of a made question's terms
TITLED = 0.5  # share of the made questions that name the article too
NEIGHBOURS = 8  # terms nearest to one, of which one stands for it (itself among them)
_OWN = "own-"  # begins the id of a paragraph that people asked about


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a person put it, the paragraph that answers it, and the accepted answers."""

    question: str
    title: str
    context: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its hits, best first, and where and what its answer is.

    `own` is the id of the paragraph that answers it, `subject` the title of that one's article.
    """

    query: Query
    answers: tuple[str, ...]
    own: str
    subject: str
    hits: list[Hit]


def read_asked(path: Path) -> list[Asked]:
    """Read a file of questions, a JSON object a line, as SQuAD's are.

    Raises EvaluationError where it can't be read, holds none, or a line is not of the form.
    """
    try:
        asked = [_asked(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _not_of_the_form(path, " ".join(str(error).split())) from error
    if not asked:
        raise _not_of_the_form(path, "it is empty")
    return asked


def _asked(line: str) -> Asked:
    """Return a line's question. Raises ValueError, KeyError or TypeError for what is none."""
    row = json.loads(line)
    answers = tuple(answer["text"] for answer in row["answers"])
    texts = (row["question"], row["title"], row["context"], *answers)
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError(f"{line[:60]!r} lacks a text")
    return Asked(row["question"], row["title"].strip(), row["context"], answers)


def _not_of_the_form(path: Path, reason: str) -> EvaluationError:
    return EvaluationError(
        "{path} is no file of questions ({reason})",
        "write each line as {form}",
        key="questions-form",
        path=path,
        reason=reason,
        form='{"question": "…", "title": "…", "context": "…", "answers": [{"text": "…"}]}',
    )


def write_seeds(seeds: Path, asked: Sequence[Asked], wikipedia: Path) -> None:
    """Write a seed file of the questions' paragraphs, their articles' others, and other articles.

    Another paragraph of the same article finds the same subject without answering, which is what
    makes refusing hard. Raises SeedError where Wikipedia's file is not of `read_articles`' form.
    """
    with (seeds / "articles.jsonl").open("w", encoding="utf-8") as out:
        for id_, title, text in [*_own_paragraphs(asked), *_other_paragraphs(asked, wikipedia)]:
            out.write(json.dumps({"id": id_, "title": title, "text": text}) + "\n")


def _own_paragraphs(asked: Sequence[Asked]) -> Iterator[tuple[str, str, str]]:
    """Yield the (id, title, text) of each paragraph that was asked about, once."""
    titles = {one.context: one.title for one in asked}
    for text, id_ in own_ids(asked).items():
        yield id_, titles[text], text


def own_ids(asked: Sequence[Asked]) -> dict[str, str]:
    """Return the ids of the paragraphs that were asked about, by their text."""
    contexts = dict.fromkeys(one.context for one in asked)
    return {text: f"{_OWN}{number}" for number, text in enumerate(contexts)}


def _other_paragraphs(asked: Sequence[Asked], wikipedia: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the paragraphs of the same subjects that hold no answer, and whole other articles."""
    answers: dict[str, set[str]] = {}
    for one in asked:
        answers.setdefault(one.title, set()).update(one.answers)
    others = 0
    for place, (title, text) in enumerate(read_articles(wikipedia)):
        if title in answers:
            paragraphs = [
                line
                for line in text.split("\n")
                if len(line) > SHORTEST and not holds(line, answers[title])
            ]
        elif others < OTHERS:
            others += 1
            paragraphs = [text]
        else:
            continue
        for number, paragraph in enumerate(paragraphs):
            yield f"{place}-{number}", title, paragraph


def holds(text: str, answers: Iterable[str]) -> bool:
    """Say whether a text holds an accepted answer."""
    return any(answer in text for answer in answers)


def human_cases(asked: Sequence[Asked], snapshot: Snapshot) -> Iterator[Case]:
    """Yield people's questions with their hits."""
    own = own_ids(asked)
    for one in asked:
        question = understand(one.question)
        hits = snapshot.search(question, HITS)
        query = Query.of(question, snapshot.idf)
        yield Case(query, one.answers, own[one.context], one.title, hits)


def made_cases(snapshot: Snapshot, subjects: set[str], nearest: Neighbours) -> Iterator[Case]:
    """Yield questions made of other paragraphs of the same articles, of every second one.

    People's questions are put by those who hadn't read the paragraph; these stand for those of
    people who had: a date, a quantity or a name is taken out of a sentence and asked for, some of
    the other words are left out, and some are put as their nearest neighbours in meaning.
    """
    rng = random.Random(0)
    for article in snapshot.store.articles()[::2]:
        if article.title not in subjects or article.id.startswith(_OWN):
            continue
        made = _made(article, rng.choice(analyse_one(article.text)), nearest, rng)
        if made:
            question, answer = made
            hits = snapshot.search(question, HITS)
            query = Query.of(question, snapshot.idf)
            yield Case(query, (answer,), article.id, article.title, hits)


def _made(
    article: Article, sentence: Sentence, nearest: Neighbours, rng: random.Random
) -> tuple[Question, str] | None:
    """Return the question made of a sentence, and its answer; None where it holds none."""
    text = article.text[sentence.start : sentence.end]
    tokens = kiwi().tokenize(text)
    spans = askable(text, tokens)
    if not spans or not telling([sentence.terms]):
        return None
    span, asks = rng.choice(spans)
    inside = tokens[span.first : span.last + 1]
    answer = terms(text, inside)
    kept = [term for term in sentence.terms if term not in answer and rng.random() > DROPPED]
    said = [nearest.draw(term, rng) if rng.random() < REPHRASED else term for term in kept]
    if rng.random() < TITLED:
        said = [*query_terms(article.title), *said]
    if not said:
        return None
    unit = str(inside[-1].form) if asks == "quantity" else ""
    question = Question(" ".join(said), tuple(said), tuple(said), (), asks, "", unit)
    return question, text[span.start : span.end]


class Neighbours:
    """The terms nearest in meaning to a term, by the cosine of their vectors."""

    def __init__(self, vocabulary: Sequence[str], vectors: Vectors) -> None:
        """Take the terms to choose among, and a unit vector for each, (terms, dimensions)."""
        self._names = vocabulary
        self._rows = {term: row for row, term in enumerate(vocabulary)}
        self._vectors = vectors

    def draw(self, term: str, rng: random.Random) -> str:
        """Return one of a term's NEIGHBOURS nearest; a term not in the vocabulary stays."""
        row = self._rows.get(term)
        if row is None:
            return term
        nearness = self._vectors @ self._vectors[row]
        nearest: list[int] = np.argsort(-nearness)[:NEIGHBOURS].tolist()
        return self._names[rng.choice(nearest)]
