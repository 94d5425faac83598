"""The seeds folder on the page: what is newer in it, building, files put in and taken out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from embeddings import ArticlesError, correct, remove_seed, store_seed

from .conversation import texts_for
from .library import Library, Progress
from .page import Texts, examples_html, language_of, said, status_html

if TYPE_CHECKING:
    from embeddings import Status

_LOOK = 0.2  # seconds between two looks at a build, while somebody watches it
_SHOWN = 200  # files that are listed
_CORRECTIONS = "corrections.jsonl"


class Correction(BaseModel):
    """What is right of an article; "" is what it doesn't have, None is left as it is."""

    source: str
    id: str
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None

    @property
    def values(self) -> dict[str, str]:
        """The fields that are given."""
        return self.model_dump(exclude={"source", "id"}, exclude_none=True)


class Seeds:
    """What the page's scripts ask of the seeds folder and of the index that is made of it."""

    def __init__(self, library: Library, editable: bool) -> None:
        """Tell of a library, and of the folder that it reads; say whether that is `editable`."""
        self._library, self._editable = library, editable

    async def state(self, request: Request) -> dict[str, Any]:
        """Say what is there, whether it is being built anew, and what is newer in the folder."""
        told = await asyncio.to_thread(state_of, self._library, texts_for(request))
        return told | {"editable": self._editable}

    async def build(self) -> dict[str, Any]:
        """Begin to bring the index up to date, if that isn't going on already."""
        return {"began": self._library.start()}

    async def building(self, request: Request) -> Response:
        """Tell how far a build is, as server-sent events, till it is done."""
        texts = texts_for(request)

        async def told() -> AsyncIterator[str]:
            while not self._library.done:
                yield f"data: {json.dumps(progress_of(self._library.progress, texts))}\n\n"
                await asyncio.sleep(_LOOK)
            yield "event: done\ndata: \n\n"

        return StreamingResponse(told(), media_type="text/event-stream")

    async def files(self, request: Request, words: str = "") -> dict[str, Any]:
        """List the files: those that could not be read first, then those that are newer."""
        return await asyncio.to_thread(files_of, self._library, words, texts_for(request))

    async def store(self, request: Request, name: str) -> dict[str, Any]:
        """Put a file into the folder."""
        return await self._try(request, store_seed, name, await request.body())

    async def remove(self, request: Request, name: str) -> dict[str, Any]:
        """Move a file into the folder's trash."""
        return await self._try(request, remove_seed, name)

    async def correct(self, request: Request, right: Correction) -> dict[str, Any]:
        """Write down what is right of an article, and build with it."""
        told = await self._try(request, correct, right.source, right.values, right.id)
        self._library.start()
        return told

    async def _try(self, request: Request, act: Any, *given: Any) -> dict[str, Any]:
        """Say what was done, or the problem: an answer to the page, which is at no fault."""
        try:
            done = await asyncio.to_thread(act, self._library.seeds, *given)
        except ArticlesError as error:
            return {"problem": said(error, texts_for(request))}
        return {"done": done}


def seed_routes(library: Library, editable: bool) -> APIRouter:
    """Return the routes; files can be put in, taken out and corrected where that is `editable`."""
    seeds, router = Seeds(library, editable), APIRouter(prefix="/page")
    router.get("/library")(seeds.state)
    router.get("/files")(seeds.files)
    router.get("/building", response_model=None)(seeds.building)
    router.post("/build")(seeds.build)
    if editable:
        router.put("/files")(seeds.store)
        router.delete("/files")(seeds.remove)
        router.post("/correct")(seeds.correct)
    return router


def state_of(library: Library, texts: Texts) -> dict[str, Any]:
    """Return what the page shows above the chat, as HTML and lines."""
    status, states = library.status(), []
    if library.assistant:
        counts = library.counts
        states.append(texts["counts"].format(f"{counts['article']:,}", f"{counts['headline']:,}"))
    elif not library.settled.is_set():
        states.append(texts["loading"])
    if library.writer:
        states.append(texts["writes"].format(library.writer.model, library.writer.host))
    failures = status.failures if status and status.generation else library.failures
    examples = [one.said(language_of(texts)) for one in library.examples]
    return {
        "html": status_html(states, failures, library.damage, library.error, texts),
        "newer": newer(status, texts) if library.done else "",
        "building": not library.done,
        "examples": examples_html(examples, texts["examples"]),
        "generation": library.generation,
    }


def newer(status: Status | None, texts: Texts) -> str:
    """Return in words what in the folder is newer than the index, "" where nothing is."""
    if status is None:
        return ""
    said = []
    for key in ("new", "changed", "removed"):
        names = [name for name in getattr(status, key) if name != _CORRECTIONS]
        said += [texts[f"{key} files"].format(f"{len(names):,}")] if names else []
        said += [texts["corrections"]] if len(names) < len(getattr(status, key)) else []
    return ", ".join(said)


def progress_of(progress: Progress | None, texts: Texts) -> dict[str, Any]:
    """Return how far a build is: a line, and the share that is done (None where nothing tells)."""
    if progress is None:
        return {"line": texts["preparing"], "share": None}
    if progress.stage == "index" and progress.done == progress.total:
        return {"line": texts["publishing"], "share": None}
    counts = texts[f"{progress.stage} so far"].format(f"{progress.done:,}", f"{progress.total:,}")
    parts = [counts]
    if progress.rate:
        rate = f"{progress.rate:,.0f}" if progress.rate >= 10 else f"{progress.rate:.1f}"
        parts += [texts["rate"].format(rate), left(progress.remaining, texts)]
    return {"line": " · ".join(parts), "share": progress.done / progress.total}


def left(seconds: float, texts: Texts) -> str:
    """Return in words how long something still takes."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    if minutes >= 60:
        return texts["hours left"].format(*divmod(minutes, 60))
    return (texts["minutes left"] if minutes else texts["seconds left"]).format(
        *((minutes, rest) if minutes else (rest,))
    )


def files_of(library: Library, words: str, texts: Texts) -> dict[str, Any]:
    """Return the files whose names hold the words, at most _SHOWN, and how many there are."""
    status = library.status()
    if status is None:
        return {"files": [], "total": 0}
    problems: dict[str, list[str]] = {}
    for failure in status.failures:
        problems.setdefault(failure.file, []).append(said(failure, texts))
    states = {name: key for key in ("new", "changed", "removed") for name in getattr(status, key)}
    store = library.assistant.snapshot().store if library.assistant else None
    counts = store.count_by("source") if store else {}
    names = sorted(
        counts.keys() | problems.keys() | states.keys(),
        key=lambda name: (name not in problems, name not in states, name),
    )
    fitting = [name for name in names if words.casefold() in name.casefold()]
    rows = [
        {
            "name": name,
            "articles": counts.get(name, 0),
            "problems": problems.get(name, []),
            "state": states.get(name, ""),
        }
        for name in fitting[:_SHOWN]
    ]
    return {"files": rows, "total": len(fitting)}
