"""Analyses articles to title terms and passages: here, or many of them in several processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from multiprocessing.connection import Connection, Pipe

from ..article import Article
from ..errors import ArticlesError
from .analysis import Sentence, analyse, analyse_one
from .passages import Passage, split

ALONE = 1_000  # articles that are analysed here before others help: as many as they take to start
PROCESSES = min(os.cpu_count() or 1, 4)  # each takes 0.5 GB

Analysed = tuple[tuple[str, ...], tuple[Passage, ...]]  # an article's title terms and passages


def analyse_articles(articles: Sequence[Article]) -> list[Analysed]:
    """Return the terms of each article's title, and its passages; each text is analysed once."""
    bodies = list(analyse(article.text for article in articles))
    titles = analyse("" if article.kind == "headline" else article.title for article in articles)
    return [
        (tuple(t for s in title for t in s.terms), tuple(split(_whole(article, body))))
        for article, title, body in zip(articles, titles, bodies, strict=True)
    ]


def sentences_of(article: Article) -> list[Sentence]:
    """Return an article's sentences; a headline is one, whatever marks stand in it."""
    return _whole(article, analyse_one(article.text))


def _whole(article: Article, sentences: list[Sentence]) -> list[Sentence]:
    if article.kind == "article" or not sentences:
        return sentences
    return [Sentence(0, len(article.text), tuple(t for one in sentences for t in one.terms))]


class Analysts:
    """Processes that analyse articles, where there are cores for them; a context manager.

    They start when they are needed, and end when this process does, however it does.
    """

    def __init__(self, processes: int = PROCESSES, alone: int = ALONE) -> None:
        """Use so many processes from so many articles on; one is none but this."""
        self._processes, self._alone = processes if processes > 1 else 0, alone
        self._running: list[tuple[subprocess.Popen[bytes], Connection]] = []

    def __enter__(self) -> Analysts:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes, if there are any."""
        for process, connection in self._running:
            connection.close()
            process.kill()
            process.wait()

    def analyse(self, batches: Iterable[Sequence[Article]]) -> Iterator[list[Analysed]]:
        """Yield what each batch is analysed to, in their order; a few are under way at once."""
        waiting = iter(batches)
        for batch in waiting:
            if self._processes and self._alone <= 0:
                yield from self._share(chain([batch], waiting))
                return
            self._alone -= len(batch)
            yield analyse_articles(batch)

    def _share(self, batches: Iterable[Sequence[Article]]) -> Iterator[list[Analysed]]:
        """Yield what batches are analysed to by the processes, one at a time in each."""
        self._running = [_started() for _ in range(self._processes)]
        free = deque(connection for _, connection in self._running)
        busy: deque[Connection] = deque()
        for batch in batches:
            done = None if free else _received(busy[0])
            connection = free.popleft() if free else busy.popleft()
            connection.send(batch)
            busy.append(connection)
            if done is not None:
                yield done
        for connection in busy:
            yield _received(connection)


def _started() -> tuple[subprocess.Popen[bytes], Connection]:
    own, other = Pipe()
    # -P: the working directory is no place for its modules.
    command = [sys.executable, "-P", "-m", "embeddings.text.analysts", str(other.fileno())]
    path = os.pathsep.join(filter(None, sys.path))
    with other:
        process = subprocess.Popen(
            command,
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[other.fileno()],
        )
    return process, own


def _received(connection: Connection) -> list[Analysed]:
    try:
        found: list[Analysed] = connection.recv()
    except (EOFError, OSError) as error:
        raise ArticlesError(
            "a process that analyses articles has ended",
            "see that there is memory left, then build again",
            key="analyst-dead",
        ) from error
    return found


def _serve(connection: Connection) -> None:
    """Analyse batches until the other end of the connection is closed."""
    while True:
        try:
            connection.send(analyse_articles(connection.recv()))
        except (EOFError, OSError):
            return


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])))
