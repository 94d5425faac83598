"""The same for programs: search, ask and articles, as plain routes with JSON and as an MCP server.

Both give what `to_dict` gives, under the limits of the page, and outside Gradio's queue.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import APIRouter, FastAPI, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from embeddings import ArticlesError, Filters, ServerError

from .articles import ROWS, Chosen, Order, page_of
from .library import Library
from .rates import Questions, client_of
from .told import AnswerTold, ArticlesTold, HitTold, Problem, WholeArticleTold

if TYPE_CHECKING:
    from ..assistant import Assistant

_MOST_HITS = 100
_STATUS = {"questions-many": 503, "questions-often": 429, "article-unknown": 404}

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (400, 404, 429, 503)
}

Result = TypeVar("Result")
TopK = Annotated[int, Field(ge=1, le=_MOST_HITS, description="how many hits at most")]
First = Annotated[int, Field(ge=0, description="how many to leave out")]
Most = Annotated[int, Field(ge=1, le=ROWS)]
Earlier = Annotated[list[str], Field(max_length=50, description="earlier questions, oldest first")]


class Question(BaseModel):
    """A question, the earlier ones that it may follow up on, and what it is asked of."""

    question: str
    history: Earlier = []
    filters: Chosen = Chosen()


class Programs:
    """Answers programs, from a library, ready or not yet, as often as a client may ask."""

    def __init__(self, library: Library, questions: Questions) -> None:
        """Answer from a library the questions that are let in."""
        self._library, self._questions = library, questions

    async def search(
        self, client: str, question: str, top_k: int, filters: Filters, rerank: bool
    ) -> list[dict[str, Any]]:
        """Return hits. Raises ArticlesError as `Assistant.search` does, and where it is refused."""
        found = await self._asked(
            client, lambda to: to.search(question, top_k, filters, rerank=rerank)
        )
        return [hit.to_dict() for hit in found]

    async def ask(
        self, client: str, question: str, history: Sequence[str], filters: Filters
    ) -> dict[str, Any]:
        """Return an answer. Raises ArticlesError as `Assistant.ask` does, and as `search`."""
        return (await self._asked(client, lambda to: to.ask(question, history, filters))).to_dict()

    async def articles(
        self, filters: Filters, order: Order, first: int, most: int
    ) -> dict[str, Any]:
        """Return some of the articles, without their texts."""
        assistant = await self._library.ready()
        store = assistant.snapshot().store
        found, total = await asyncio.to_thread(page_of, store, filters, order, first, most)
        return {"articles": [article.about() for article in found], "total": total}

    async def article(self, id_: str) -> dict[str, Any]:
        """Return an article with its text. Raises ServerError where there is none of this id."""
        assistant = await self._library.ready()
        found = await asyncio.to_thread(assistant.articles, Filters(ids=(id_,)))
        if not found:
            raise ServerError("there is no such article", "list them", key="article-unknown")
        return found[0].to_dict()

    async def _asked(self, client: str, ask: Callable[[Assistant], Result]) -> Result:
        async with self._questions.turn(client) as refused:
            if refused == "busy":
                raise ServerError(
                    "too many questions are being answered",
                    "ask again in a moment",
                    key="questions-many",
                )
            if refused:
                raise ServerError(
                    "there were too many questions in a short time",
                    "ask again in a minute",
                    key="questions-often",
                )
            return await asyncio.to_thread(ask, await self._library.ready())


def api_routes(programs: Programs) -> APIRouter:
    """Return the routes for programs, under /api."""
    router = APIRouter(prefix="/api", responses=_PROBLEMS)

    @router.get("/search", response_model=list[HitTold])
    async def search(
        request: Request,
        question: str,
        chosen: Annotated[Chosen, Query()],
        top_k: TopK = 10,
        rerank: bool = False,
    ) -> Any:
        """Find the passages that fit a question best, best first; reranked, by the reader."""
        client = client_of(request)
        return await programs.search(client, question, top_k, chosen.filters, rerank)

    @router.post("/ask", response_model=AnswerTold)
    async def ask(request: Request, asked: Question) -> Any:
        """Answer a question in sentences of the articles, each cited; or say that none does."""
        client, filters = client_of(request), asked.filters.filters
        return await programs.ask(client, asked.question, asked.history, filters)

    @router.get("/articles", response_model=ArticlesTold)
    async def articles(
        chosen: Annotated[Chosen, Query()],
        order: Order = "newest",
        first: First = 0,
        most: Most = ROWS,
    ) -> Any:
        """List the articles that fit, headlines included, without their texts."""
        return await programs.articles(chosen.filters, order, first, most)

    @router.get("/article", response_model=WholeArticleTold)
    async def article(id: str) -> Any:
        """Give an article with its text."""
        return await programs.article(id)

    return router


def add_programs(app: FastAPI, programs: Programs, api: bool, mcp: bool) -> None:
    """Have an application answer programs: by routes, described if `api`, and tools if `mcp`."""
    router = api_routes(programs)
    app.include_router(router)
    app.add_exception_handler(ArticlesError, _problem)
    if api:
        from .manual import describe

        app.include_router(describe(router))
    if mcp:
        from .tools import add_tools

        add_tools(app, programs)


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, ArticlesError)
    said = {"problem": error.problem, "remedy": error.remedy, "key": error.key}
    return JSONResponse(said, _STATUS.get(error.key, 400))
