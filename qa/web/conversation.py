"""A conversation on the page: what is said at each event, and all that is kept of it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import gradio as gr
from starlette.requests import HTTPConnection

from embeddings import ArticlesError

from ..answer import Answer
from .library import Library
from .page import (
    View,
    answer_html,
    article_html,
    examples_html,
    notice_html,
    question_html,
    said,
    status_html,
)
from .rates import Questions, client_of

Texts = dict[str, str]

TEXTS: dict[str, Texts] = json.loads(Path(__file__).with_name("page.json").read_text("utf-8"))
_PAUSE = 0.1  # seconds between two looks whether the articles are read
_KEPT = 50  # questions that a conversation goes back


@dataclass
class Session:
    """One visitor's conversation: what was said, how it is shown, and what can be opened."""

    history: list[Answer] = field(default_factory=list)
    turns: list[tuple[str, str]] = field(default_factory=list)  # question, answer as HTML
    views: list[View] = field(default_factory=list)


def texts_for(request: gr.Request) -> Texts:
    """Return the page's own words in the browser's first language: Korean, else English."""
    language = request.headers.get("accept-language", "ko")
    return TEXTS["ko" if language.lower().startswith("ko") else "en"]


def status(library: Library, texts: Texts) -> str:
    """Say how far the articles are read, and what went wrong."""
    states = []
    if library.assistant:
        counts = (f"{library.counts[kind]:,}" for kind in ("article", "headline"))
        states.append(texts["counts"].format(*counts))
    if not library.done:
        states.append(texts["updating" if library.assistant else "loading"])
    return status_html(states, library.failures, library.damage, library.error, texts)


def messages(turns: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return a conversation as the chat takes it, each as HTML: it would parse text."""
    shown: list[dict[str, Any]] = []
    for question, answered in turns:
        asked = html(question_html(question), js_on_load=None)
        answer = html(f'<div class="answer">{answered}</div>', js_on_load=None)
        shown.append({"role": "user", "content": asked})
        shown.append({"role": "assistant", "content": answer})
    return shown


def html(value: Any = "", **given: Any) -> gr.HTML:
    """Return an element that shows HTML as it is."""
    return gr.HTML(value, apply_default_css=False, **given)


async def reply(library: Library, question: str, session: Session, texts: Texts) -> str:
    """Return the answer to a question, as HTML; what it cites joins `session.views`.

    It waits for the articles to be read.
    """
    while not library.settled.is_set():
        await asyncio.sleep(_PAUSE)
    if library.assistant is None:
        return notice_html(said(library.error, texts) if library.error else texts["problem"])
    try:
        answer = await asyncio.to_thread(library.assistant.ask, question, session.history)
    except ArticlesError as error:
        return notice_html(said(error, texts))
    except Exception:
        logging.exception("a question was not answered")
        return notice_html(texts["problem"])
    shown, views = answer_html(answer, len(session.views), texts)
    session.views += views
    session.history.append(answer)
    return shown


class Handlers:
    """What the page does at each event. All of a conversation is in the session handed in."""

    def __init__(self, library: Library, questions: Questions) -> None:
        """Answer from a library, ready or not yet, the questions that are let in."""
        self._library, self._questions = library, questions

    def follow(self, request: gr.Request) -> tuple[Any, ...]:
        """Say how far the library is; the timer stops where it is done."""
        done, texts = self._library.done, texts_for(request)
        examples = examples_html(self._library.examples, texts)
        return status(self._library, texts), examples, gr.Timer(active=not done)

    async def ask(
        self, typed: str, session: Session, request: gr.Request, event: gr.EventData
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Answer what was typed, or the example that was clicked; say so where that takes a while.

        What is answered is shown at once, with the article of its first citation.
        """
        question = str(_sent(event).get("ask", typed)).strip()
        if not question:
            yield gr.skip(), gr.skip(), gr.skip(), session
            return
        texts, known = texts_for(request), len(session.views)
        box = "" if question == typed.strip() else typed
        session.turns.append((question, ""))
        del session.turns[:-_KEPT], session.history[:-_KEPT]
        if not self._library.settled.is_set():
            session.turns[-1] = (question, notice_html(texts["early"]))
            yield box, messages(session.turns), gr.skip(), session
            box = gr.skip()
        session.turns[-1] = (question, await self._answer(question, session, request, texts))
        panel = gr.skip()
        if len(session.views) > known and session.views[known].quote:
            panel = article_html(session.views[known], known, texts)
        yield box, messages(session.turns), panel, session

    async def _answer(
        self, question: str, session: Session, request: gr.Request, texts: Texts
    ) -> str:
        # Gradio's request hands on what Starlette's has.
        client = client_of(cast(HTTPConnection, request))
        async with self._questions.turn(client) as refused:
            if refused:
                return notice_html(texts[refused])
            return await reply(self._library, question, session, texts)

    def show(self, session: Session, request: gr.Request, event: gr.EventData) -> Any:
        """Show the article of a citation that was clicked."""
        at = _sent(event).get("view")
        if not isinstance(at, int) or not 0 <= at < len(session.views):
            return gr.skip()
        return article_html(session.views[at], at, texts_for(request))

    def clear(self, request: gr.Request) -> tuple[str, Session]:
        """Begin another conversation."""
        return texts_for(request)["empty"], Session()


def _sent(event: gr.EventData) -> dict[str, Any]:
    """Return what the page's script sent along with an event."""
    sent = getattr(event, "_data", None)
    return sent if isinstance(sent, dict) else {}
