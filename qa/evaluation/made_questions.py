"""Questions made of a reader's own articles, where nobody has written any."""

from __future__ import annotations

import json
import random
import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kiwipiepy import Token

from embeddings import Article, EvaluationError, Sentence, analyse_one, kiwi, telling

from ..answering.spans import Span, candidates, kind_of
from ..assistant import Assistant
from ..question import Asks
from .measure import Case, Evaluation, measure

MOST_ARTICLES = 300  # that questions are made of
FEWEST_SENTENCES = 4  # of such an article: one is held out, one asked about, and it stays one
ASKS: dict[str, Asks] = {  # what asks for a short answer, by its kind
    "date": "when",
    "quantity": "quantity",
    "short name": "who",
    "person": "who",
    "place": "where",
    "name": "what",
    "quotation": "what",
}
_WORDS: dict[Asks, tuple[str, str]] = {  # that stand in its place, in Korean and in English
    "when": ("언제", "when"),
    "quantity": ("얼마", "how many"),
    "who": ("누구", "who"),
    "where": ("어디", "where"),
    "what": ("무엇", "what"),
}
_HANGUL = re.compile("[가-힣]")


def evaluate_own(index: str | Path = "index", *, progress: bool = False) -> Evaluation:
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
    with tempfile.TemporaryDirectory() as work:
        with Path(work, "articles.jsonl").open("w", encoding="utf-8") as out:
            for article in articles:
                record = {"id": article.id, "title": article.title, "text": article.text}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
        model = assistant.snapshot().encoder.name
        return measure(Path(work), cases, model=model, progress=progress)


def make_questions(
    articles: Sequence[Article], *, seed: int = 0
) -> tuple[list[Article], list[Case]]:
    """Return the articles, some with a sentence taken out, and questions about these.

    Of each of MOST_ARTICLES two questions are made, as far as it has the sentences: one is the
    sentence that was taken out (of copies too), which must find the article that it came from; one
    is a sentence that stays, with a question word for a date, a number or a name, which is the
    accepted answer. Same articles and seed, same questions.
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
        asked = next(filter(None, (_ask(article, sentence, rng) for sentence in rest)), None)
        if asked:
            cases.append(replace(asked, relevant=own))
        if sum(not case.answers for case in cases) == MOST_ARTICLES:
            break
    return [article for article in left.values() if article.text.strip()], cases


def _ask(article: Article, sentence: Sentence, rng: random.Random) -> Case | None:
    """Make a question of a sentence; None where it holds nothing to ask for."""
    text = article.text[sentence.start : sentence.end]
    asked = askable(text, kiwi().tokenize(text))
    if not asked:
        return None
    span, asks = rng.choice(asked)
    answer = text[span.start : span.end]
    return Case(_put(text, span, asks), frozenset([article.id]), (answer,))


def askable(text: str, tokens: Sequence[Token]) -> list[tuple[Span, Asks]]:
    """Return the spans of a sentence that a question word can stand for, and what it asks."""
    kinds = ((span, kind_of(text, tokens, span)) for span in candidates(text, tokens))
    return [(span, ASKS[kind]) for span, kind in kinds if kind in ASKS]


def _put(text: str, span: Span, asks: Asks) -> str:
    """Put the question word of the text's language in the place of the span."""
    korean, english = _WORDS[asks]
    word = korean if _HANGUL.search(text) else english
    return f"{text[: span.start]}{word}{text[span.end :]}".rstrip(' .!?"”') + "?"
