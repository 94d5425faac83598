"""Questions of a reader's own: made of the articles, or asked on the page and answered well."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from embeddings import Article, EvaluationError, analyse_one, telling

from ..assistant import Assistant
from ..reader.cloze import make_question
from ..reader.wording import reworded
from .cases import Case, read_cases
from .measure import Evaluation, measure
from .near_words import in_near_words

MOST_ARTICLES = 300  # that questions are made of
WHAT_IT_TELLS = (
    "Half of the questions are sentences taken out of the articles, half are made of their "
    "sentences by rules, some clumsily. They compare builds, models and corrections of the same "
    "articles. They don't tell how people's own questions fare, which are put in words that no "
    "article has, or ask for what none says. For that, rate answers on the page (--rated), or "
    "write questions (a folder)."
)
FEWEST_SENTENCES = 4  # of such an article: one is held out, one asked about, and it stays one


def evaluate_own(
    index: str | Path = "index", *, rerank: bool = False, progress: bool = False
) -> Evaluation:
    """Measure the articles of an index, with its model, on questions made of them.

    Raises IndexFolderError or ModelError as `Assistant.open` does, EvaluationError where no article
    is long enough to be asked about.
    """
    assistant = Assistant.open(index)
    articles, cases = make_questions(assistant.articles())
    if not cases:
        raise EvaluationError(
            "no article in {index} has {sentences} whole sentences",
            "add longer ones",
            key="index-too-short",
            index=index,
            sentences=FEWEST_SENTENCES,
        )
    return measure_own(assistant, articles, cases, rerank=rerank, progress=progress)


def evaluate_rated(
    rated: Path, index: str | Path = "index", *, rerank: bool = False, progress: bool = False
) -> Evaluation:
    """Measure the articles of an index on the questions whose answers were said to be good.

    `rated` is the file that the page writes; what was said last of a question counts. Raises
    IndexFolderError or ModelError as `Assistant.open` does, EvaluationError where there is none.
    """
    assistant = Assistant.open(index)
    articles = assistant.articles()
    there = {article.id for article in articles}
    said = {case.question: case for case in read_cases(rated)}
    cases = [case for case in said.values() if case.good and case.relevant <= there]
    if not cases:
        raise EvaluationError(
            "{path} has no answer that was said to be good, of the articles that are there",
            "say so of some on the page",
            key="nothing-rated",
            path=rated,
        )
    return measure_own(assistant, articles, cases, rerank=rerank, progress=progress)


def measure_own(
    assistant: Assistant,
    articles: Iterable[Article],
    cases: Sequence[Case],
    *,
    rerank: bool,
    progress: bool,
) -> Evaluation:
    """Measure questions on some articles, with an assistant's model."""
    with tempfile.TemporaryDirectory() as work:
        with Path(work, "articles.jsonl").open("w", encoding="utf-8") as out:
            for article in articles:
                record = {"id": article.id, "title": article.title, "text": article.text}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
        model = assistant.snapshot().encoder.name
        return measure(Path(work), cases, model=model, rerank=rerank, progress=progress)


def make_questions(
    articles: Sequence[Article], *, seed: int = 0
) -> tuple[list[Article], list[Case]]:
    """Return the articles, some with a sentence taken out, and questions about these.

    Of each of MOST_ARTICLES two questions are made, as far as it has the sentences: one is the
    sentence that was taken out (of copies too), which must find the article that it came from; one
    asks for what a sentence says that stays, a date, a number or a name, say: in other words, near
    nouns and another ending. Same articles and seed, same questions.
    """
    rng = random.Random(seed)
    left = {article.id: article for article in articles}
    cases: list[Case] = []
    bodies = [article for article in articles if article.kind == "article"]
    for article in rng.sample(bodies, len(bodies)):
        sentences = analyse_one(article.text)
        chosen = telling((sentence.terms for sentence in sentences), FEWEST_SENTENCES)
        if not chosen or left[article.id] != article:
            continue  # too short; or a copy of one that is asked about already
        held, *rest = (sentences[at] for at in rng.sample(chosen, len(chosen)))
        quote = article.text[held.start : held.end]
        copies = [other for other in left.values() if quote in other.text]
        for copy in copies:
            left[copy.id] = replace(copy, text=copy.text.replace(quote, ""), captions=(), pages=())
        own = frozenset(copy.id for copy in copies if left[copy.id].text.strip())
        cases.append(Case(quote, own))
        quotes = (article.text[sentence.start : sentence.end] for sentence in rest)
        cases += islice(_asked(quotes, article.title, own, rng), 1)
        if sum(not case.answers for case in cases) == MOST_ARTICLES:
            break
    return [article for article in left.values() if article.text.strip()], cases


def _asked(
    sentences: Iterable[str], title: str, relevant: frozenset[str], rng: random.Random
) -> Iterator[Case]:
    """Yield a question on each sentence that says something that can be asked for."""
    for sentence in sentences:
        if made := make_question(sentence, title, rng):
            question = in_near_words(reworded(made.question, rng), rng)
            yield Case(question, relevant, (sentence[slice(*made.answer)],))
