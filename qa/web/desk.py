"""What is done for the page's scripts, once there is an assistant."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from embeddings import Article, Filters

from ..answer import Answer
from ..assistant import Assistant, Writer
from .answers import answer_html
from .examples import follow_ups
from .feedback import note
from .kept import Asked, Conversation, Opened, Rated, Reply, Turn
from .page import Texts, examples_html, language_of, notice_html
from .quoting import markdown
from .reading import article_html
from .records import Find, keep, recall

FEEDBACK = "feedback.jsonl"  # its name
PAUSE = 0.1  # seconds between two looks at an answer that is being written


def answers(
    asked: Asked, assistant: Assistant, texts: Texts, writer: Writer | None
) -> Generator[Reply, None, None]:
    """Answer a question: where a writer does, again and again as the answer grows.

    The last one is whole. Raises QuestionError and ModelError as `Assistant.ask` does.
    """
    history = [_recalled(turn, assistant, texts) or turn.question for turn in asked.history]
    given = asked.question, history, asked.filters.filters
    today, language = date.today(), language_of(texts)
    if writer:
        found, shown = None, 0.0
        written = assistant.write(writer, *given, today=today, language=language, spent=asked.spent)
        for found in written:
            if time.monotonic() > shown + PAUSE:
                yield Reply(html=answer_html(asked.question, found, texts))
                shown = time.monotonic()
    else:
        found = assistant.ask(*given, today, language)
    assert found is not None  # there always is a last one
    kept = keep(found).model_copy(update={"day": today})
    yield Reply(html=answer_html(asked.question, found, texts), answer=kept)


def again(turn: Turn, assistant: Assistant, texts: Texts) -> Reply:
    """Show an answer again, in the page's language; or a notice where what it cites is gone."""
    found = _recalled(turn, assistant, texts)
    if not found:
        return Reply(html=notice_html(texts["changed"]))
    if turn.answer and turn.answer.day:
        wanted = assistant.conditions(turn.question, turn.answer.day, language_of(texts))
        found = replace(found, conditions=wanted)
    return Reply(html=answer_html(turn.question, found, texts), answer=turn.answer)


def article(opened: Opened, assistant: Assistant, texts: Texts) -> Reply:
    """Show an article, with the places that are cited of it."""
    found = _finder(assistant)([opened.article]).get(opened.article)
    if not found:
        return Reply(html=notice_html(texts["gone"]))
    copies = assistant.copies(found.id)
    newer = assistant.snapshot().store.versions().get(found.id, "")
    html = article_html(found, opened.places, opened.shorts, texts, copies, newer)
    return Reply(html=html)


def more(turn: Turn, assistant: Assistant, texts: Texts) -> Reply:
    """Propose questions on what else the articles that an answer cites say."""
    found, language = _recalled(turn, assistant, texts), language_of(texts)
    questions = follow_ups(turn.question, found, assistant.search, language) if found else []
    return Reply(html=examples_html(questions, texts["more questions"]))


def export(conversation: Conversation, assistant: Assistant, texts: Texts) -> Reply:
    """Write a conversation down as Markdown."""
    turns = [(turn.question, _recalled(turn, assistant, texts)) for turn in conversation.turns]
    return Reply(text=markdown(conversation.title, turns, texts))


def rate(rated: Rated, assistant: Assistant, texts: Texts) -> Reply:
    """Note what is said of an answer, in the file beside the index."""
    found = _recalled(rated, assistant, texts)
    if not found:
        return Reply(html=notice_html(texts["changed"]))
    note(assistant.folder.with_name(FEEDBACK), rated.question, found, rated.good)
    return Reply()


def _recalled(turn: Turn, assistant: Assistant, texts: Texts) -> Answer | None:
    """Return an answer again with its phrases in the page's language."""
    found = recall(turn.question, turn.answer, _finder(assistant)) if turn.answer else None
    return found and found.said_in(language_of(texts))


def _finder(assistant: Assistant) -> Find:
    """Return what finds articles of the live generation by their ids."""

    def find(ids: Sequence[str]) -> Mapping[str, Article]:
        return {found.id: found for found in assistant.articles(Filters(ids=tuple(ids)))}

    return find
