"""The routes that the page's scripts call: each says what it takes and gives, and who may when.

Nothing is kept here of a conversation: it is the browser's, which sends along what is needed of it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse
from starlette.concurrency import iterate_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from embeddings import ArticlesError

from .conversation import TEXTS, texts_for
from .kept import Asked, Conversation, Opened, Rated, Reply, Turn
from .library import Library
from .page import Texts, notice_html, said
from .rates import Questions, client_of

_FILES = Path(__file__).parent

_TYPES = {"js": "text/javascript", "css": "text/css"}
_STYLES = ("page", "chat", "reading", "conversations", "articles", "files", "print")  # in order


def add_routes(app: FastAPI, library: Library, questions: Questions) -> None:
    """Let an application answer the page's scripts, from a library, ready or not yet."""
    desk, router = Desk(library, questions), APIRouter(prefix="/page")
    router.post("/answer", response_model=None)(desk.answer)
    for handler in (desk.again, desk.article, desk.more, desk.export, desk.rate):
        router.post(f"/{handler.__name__}")(handler)
    router.get("/{name}.{kind}", response_model=None)(_own)
    app.include_router(router)


def _own(name: str, kind: Literal["js", "css"]) -> Response:
    """Hand out a script or a style; the browser asks each time whether it is a new one."""
    path = _FILES / f"{name}.{kind}"
    if not name.isidentifier() or not path.is_file():
        return PlainTextResponse("Not found", status_code=404)
    return FileResponse(path, media_type=_TYPES[kind])


def head() -> str:
    """Return what stands in the page's head: its words, its styles and its scripts."""
    words = json.dumps(TEXTS, ensure_ascii=False).replace("<", "\\u003c")
    early = (_FILES / "early.js").read_text("utf-8")
    styles = "".join(f'<link rel="stylesheet" href="/page/{name}.css">' for name in _STYLES)
    return (
        f'{styles}<script type="application/json" id="words">{words}</script>'
        f'<script>{early}</script><script type="module" src="/page/page.js"></script>'
    )


class Desk:
    """Answers the page's scripts in the page's language, once the articles are read.

    What is done is imported when it is first asked for: the page is up before that.
    """

    def __init__(self, library: Library, questions: Questions) -> None:
        """Answer from a library the questions that are let in."""
        self._library, self._questions = library, questions

    async def answer(self, asked: Asked, request: Request) -> StreamingResponse:
        """Answer a question when its turn has come: a reply a line, the last one is whole."""
        replies = self.answers(asked, request)
        lines = (f"{reply.model_dump_json()}\n" async for reply in replies)
        return StreamingResponse(lines, media_type="application/x-ndjson")

    async def answers(self, asked: Asked, request: Request) -> AsyncIterator[Reply]:
        """Yield the answer to a question as it grows, or a notice."""
        texts = texts_for(request)
        async with self._questions.turn(client_of(request)) as refused:
            if refused:
                yield Reply(html=notice_html(texts[refused]))
                return
            try:
                assistant = await self._library.ready()
                from . import desk

                answers = desk.answers(asked, assistant, texts, self._library.writer)
                with closing(answers):  # who doesn't wait any more lets a language model go
                    async for reply in iterate_in_threadpool(answers):
                        yield reply
            except Exception as error:
                yield _problem(error, texts)

    async def again(self, turn: Turn, request: Request) -> Reply:
        """Show an answer again."""
        return await self._do("again", turn, request)

    async def article(self, opened: Opened, request: Request) -> Reply:
        """Show an article, with the places that are cited of it."""
        return await self._do("article", opened, request)

    async def more(self, turn: Turn, request: Request) -> Reply:
        """Propose questions on what else the cited articles say."""
        return await self._do("more", turn, request)

    async def export(self, conversation: Conversation, request: Request) -> Reply:
        """Write a conversation down as Markdown."""
        return await self._do("export", conversation, request)

    async def rate(self, rated: Rated, request: Request) -> Reply:
        """Note what is said of an answer; as often as questions are answered."""
        async with self._questions.turn(client_of(request)) as refused:
            if refused:
                return Reply(html=notice_html(texts_for(request)[refused]))
            return await self._do("rate", rated, request)

    async def _do(self, name: str, given: Any, request: Request) -> Reply:
        """Do it in a thread; say in one line what goes wrong."""
        texts = texts_for(request)
        try:
            assistant = await self._library.ready()
            from . import desk

            return await asyncio.to_thread(getattr(desk, name), given, assistant, texts)
        except Exception as error:
            return _problem(error, texts)


def _problem(error: Exception, texts: Texts) -> Reply:
    """Say in one line what went wrong, in a reply."""
    if isinstance(error, ArticlesError):
        return Reply(html=notice_html(said(error, texts)))
    logging.error("the page was not answered", exc_info=error)
    return Reply(html=notice_html(texts["problem"]))
