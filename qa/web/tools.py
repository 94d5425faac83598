"""An MCP server: the tools by which a language model searches, asks and lists the articles."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI
from mcp.server.fastmcp import Context, FastMCP
from mcp.server.fastmcp.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field
from starlette.requests import Request

from embeddings import ArticlesError

from .api import Earlier, First, Most, Programs, TopK
from .articles import ROWS, Chosen, Order
from .rates import client_of
from .told import AnswerTold, ArticlesTold, HitTold

_READS = ToolAnnotations(readOnlyHint=True, openWorldHint=False)
_ABOUT = "Articles of one folder: every answer is made of their own sentences, each cited."
_WALLED = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # see server.py

_ALL = Chosen()
_NOTHING: list[str] = []

Asker = Context[Any, Any, Request]
Which = Annotated[Chosen, Field(description="only these articles")]


def add_tools(app: FastAPI, programs: Programs) -> None:
    """Have an application serve the tools at /mcp, by streamable HTTP, without sessions."""
    server = FastMCP(
        "articles",
        instructions=_ABOUT,
        stateless_http=True,
        json_response=True,
        transport_security=_WALLED,
    )
    _define(server, programs)
    app.router.routes.extend(server.streamable_http_app().routes)
    before = app.router.lifespan_context

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[Any]:
        async with server.session_manager.run(), before(app) as state:
            yield state

    app.router.lifespan_context = running


def _define(server: FastMCP[Any], programs: Programs) -> None:
    @server.tool(annotations=_READS)
    async def search(
        context: Asker,
        question: str,
        top_k: TopK = 10,
        filters: Which = _ALL,
        rerank: bool = False,
    ) -> list[HitTold]:
        """Find the passages of the articles that fit a question best, best first."""
        client = _client(context)
        hits = await _told(programs.search(client, question, top_k, filters.filters, rerank))
        return [HitTold.model_validate(hit) for hit in hits]

    @server.tool(annotations=_READS)
    async def ask(
        context: Asker,
        question: str,
        history: Earlier = _NOTHING,
        filters: Which = _ALL,
    ) -> AnswerTold:
        """Answer a question in sentences of the articles, each cited, or say that none answers."""
        client = _client(context)
        answer = await _told(programs.ask(client, question, history, filters.filters))
        return AnswerTold.model_validate(answer)

    @server.tool(annotations=_READS)
    async def articles(
        filters: Which = _ALL,
        order: Order = "newest",
        first: First = 0,
        most: Most = ROWS,
    ) -> ArticlesTold:
        """List the articles that fit, headlines included, without their texts."""
        some = await _told(programs.articles(filters.filters, order, first, most))
        return ArticlesTold.model_validate(some)


def _client(context: Asker) -> str:
    request = context.request_context.request
    return client_of(request) if request else ""


async def _told(answer: Awaitable[Any]) -> Any:
    """Return an answer. Raises ToolError, which is told to the model, for what can be put right."""
    try:
        return await answer
    except ArticlesError as error:
        raise ToolError(str(error)) from None
