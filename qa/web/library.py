"""The articles that the page answers from: opened, then brought up to date in a thread of its own.

The page is up before the libraries of search are loaded: they are imported in that thread.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from typing import TYPE_CHECKING

from embeddings import ArticlesError, Failure

if TYPE_CHECKING:
    from ..assistant import Assistant


class Library:
    """The assistant, made ready in a thread of its own, and how far that is."""

    def __init__(self, seeds: str = "seeds", index: str = "index", model: str = "") -> None:
        """Note the folders; `start` opens the index and brings it up to date."""
        self._seeds, self._index, self._model = seeds, index, model
        self.assistant: Assistant | None = None
        self.done = False
        self.error: ArticlesError | None = None  # what kept it from being brought up to date
        self.failures: list[Failure] = []
        self.counts: Counter[str] = Counter()
        self.examples: list[str] = []
        self.settled = threading.Event()  # there is an assistant, or there won't be one

    def start(self) -> None:
        """Begin to make the assistant ready, and return at once."""
        threading.Thread(target=self._load, daemon=True).start()

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
        self.done = True
        self.settled.set()

    def _update(self) -> None:
        from embeddings import build_index

        try:
            self._open()  # an earlier index answers while the new one is made
        except (ArticlesError, OSError):
            logging.info("there is no index to begin with in %s", self._index)
        try:
            report = build_index(self._seeds, self._index, model=self._model or None)
            self.failures = report.failures
            self._open()
            self._read()
        except ArticlesError as error:
            self.error = error
        except OSError as error:
            self.error = ArticlesError(
                "the articles can't be read ({reason})",
                "check the folders' rights, then start again",
                key="library-unreadable",
                reason=error,
            )

    def _read(self) -> None:
        """Load the reader before somebody waits for it."""
        from ..snapshot import reader

        reader()

    def _open(self) -> None:
        from ..assistant import Assistant
        from .examples import example_questions

        assistant = self.assistant or Assistant.open(self._index)
        articles = assistant.articles()
        self.counts = Counter(article.kind for article in articles)
        self.assistant = assistant
        self.settled.set()
        self.examples = example_questions(articles, assistant.ask)
