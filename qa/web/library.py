"""The articles that the page answers from: opened, and brought up to date behind the page.

The page is up before the libraries of search are loaded: they are imported in a thread that builds.
While it builds, the generation before answers.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from embeddings import Address, ArticlesError, Failure

if TYPE_CHECKING:
    from embeddings import Article, Fingerprints, Status, Store

    from ..assistant import Assistant, Writer
    from ..phrase import Phrase

_PAUSE = 0.1  # seconds between two looks whether the articles are read
_LOOKED_AT = 16  # newest articles, and as many headlines, that examples are made of


@dataclass(frozen=True)
class Progress:
    """How far a build is: of how many files ("read") or articles ("index") how many are done."""

    stage: str
    done: int
    total: int
    began: float  # of the stage, in seconds of the monotonic clock
    now: float = field(default_factory=time.monotonic)

    @property
    def rate(self) -> float:
        """How many are done a second, 0 where that can't be told yet."""
        return self.done / (self.now - self.began) if self.now > self.began else 0.0

    @property
    def remaining(self) -> float:
        """How many seconds the others take at this rate, 0 where that can't be told yet."""
        return (self.total - self.done) / self.rate if self.rate else 0.0


class Library:
    """The assistant, made ready in a thread of its own, and how far that is."""

    def __init__(
        self,
        seeds: str = "seeds",
        index: str = "index",
        model: str = "",
        writer: Writer | None = None,
        store: str | None = None,
    ) -> None:
        """Note the folders, and who writes answers; `start` brings the index up to date.

        Where a `store` is named, it answers, and nothing is built. Raises StoreError where that is
        no name of one (see `Address.read`).
        """
        self.writer = writer
        self.seeds, self._index, self._model = Path(seeds), index, model
        self._store = Address.read(store) if store else None
        self.assistant: Assistant | None = None
        self.error: ArticlesError | None = None  # what kept it from being brought up to date
        self.failures: list[Failure] = []
        self.examples: list[Phrase] = []
        self.progress: Progress | None = None
        self.settled = threading.Event()  # there is an assistant, or there won't be one
        self._generation = ""  # that the examples are of
        self._building = threading.Lock()

    @property
    def done(self) -> bool:
        """Whether nothing is being built."""
        return not self._building.locked()

    @property
    def counts(self) -> Counter[str]:
        """How many articles and headlines the live generation has, by kind."""
        if self.assistant is None:
            return Counter()
        return Counter(self.assistant.snapshot().store.count_by("kind"))

    def start(self) -> bool:
        """Begin to bring the index up to date, and return at once; False if that is going on."""
        if not self._building.acquire(blocking=False):
            return False
        if self.assistant is None:
            self.settled.clear()
        threading.Thread(target=self._load, daemon=True).start()
        return True

    async def ready(self) -> Assistant:
        """Wait till the articles are read; a store that could not be opened is tried again.

        Raises ArticlesError where they can't be read.
        """
        if self._store and self.settled.is_set() and self.assistant is None:
            self.start()
        while not self.settled.is_set():
            await asyncio.sleep(_PAUSE)
        if self.assistant is None:
            raise self.error or RuntimeError("there is no assistant")
        return self.assistant

    @property
    def generation(self) -> str:
        """The name of the live generation, "" where there is none."""
        return self.assistant.snapshot().store.name if self.assistant else ""

    def status(self) -> Status | None:
        """Compare the live generation, if any, with the seeds; None where that can't be."""
        if self._store or not self.settled.is_set():
            return None  # another store doesn't remember its seeds
        from embeddings import Generation, status_of, unindexed

        store = self.assistant.snapshot().store if self.assistant else None
        try:
            if isinstance(store, Generation):
                return status_of(store, self.seeds, self._fingerprints.of)
            return unindexed(self.seeds)
        except ArticlesError:
            return None  # no folder of seeds: the build has said so

    @cached_property
    def _fingerprints(self) -> Fingerprints:
        from embeddings import Fingerprints

        return Fingerprints()

    @property
    def damage(self) -> ArticlesError | None:
        """What is to be said of the index: that an earlier one answers, or it may not be whole."""
        return self.assistant.snapshot().store.damage if self.assistant else None

    def _load(self) -> None:
        try:
            self._update()
        except Exception:
            logging.exception("the index could not be brought up to date")
            self.error = ArticlesError(
                "something went wrong while reading the articles",
                "see the server's log",
                key="library-broken",
            )
        self.progress = None
        gc.collect()
        gc.freeze()  # what is loaded stays, and of a million passages a collection takes 60 ms
        self.settled.set()
        self._building.release()

    def _update(self) -> None:
        from embeddings import build_index

        if self._store:
            return self._follow()
        try:
            self._open()  # an earlier index answers while the new one is made
        except (ArticlesError, OSError):
            logging.info("there is no index to begin with in %s", self._index)
        try:
            report = build_index(
                self.seeds, self._index, model=self._model or None, progress=self._told
            )
            self.failures, self.error = report.failures, None
            self._read(self._open())
        except ArticlesError as error:
            self.error = error
        except OSError as error:
            self.error = ArticlesError(
                "the articles can't be read ({reason})",
                "check the folders' rights, then start again",
                key="library-unreadable",
                reason=error,
            )

    def _follow(self) -> None:
        """Open the store, which others fill."""
        try:
            self._read(self._open())
            self.error = None
        except ArticlesError as error:
            self.error = error

    def _told(self, stage: str, done: int, total: int) -> None:
        last = self.progress
        began = last.began if last and last.stage == stage else time.monotonic()
        self.progress = Progress(stage, done, total, began)

    def _read(self, store: Store) -> None:
        """Load what somebody would wait for: the reader, and the terms that misspelt words mean."""
        from ..snapshot import reader

        reader()
        store.near_terms("")

    def _open(self) -> Store:
        from ..assistant import Assistant
        from .examples import example_questions

        assistant = self.assistant or Assistant.open(str(self._store or self._index))
        store = assistant.snapshot().store
        self.assistant = assistant
        self.settled.set()
        if store.name != self._generation:
            self._generation = store.name
            self.examples = example_questions(_newest(store), assistant.ask)
        return store


def _newest(store: Store) -> list[Article]:
    """Return the newest articles and headlines, some of each: all have too much text."""
    from embeddings import Filters

    kinds: list[Literal["article", "headline"]] = ["article", "headline"]
    listed = [store.list_by("newest", Filters(kind=kind), most=_LOOKED_AT) for kind in kinds]
    return store.articles(Filters(ids=tuple(id_ for ids in listed for id_ in ids)))
