"""Reads documents in a process of its own, which can be killed: no file may stop a build."""

from __future__ import annotations

import json
import os
import resource
import shlex
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from multiprocessing.connection import Connection, Pipe
from typing import Any

from embeddings.article import Article
from embeddings.errors import ArticlesError, SeedError
from embeddings.reading import Failure, Reading, read_document

SECONDS = 30.0  # to read one document
MEMORY = 1_000_000_000  # bytes of address space, the program's own 70 MB among them
_MOST_REPLY = 200_000_000  # bytes
_SPARE = 5  # seconds of processor time, until a worker whose parent is gone ends itself

_SLOW = "reading it took longer than {:g} s; split it, or save only the article's text"
_BROKE = "reading it needs too much memory, or breaks the reader; save only the article's text"


class Worker:
    """A process that reads documents one after the other; a context manager, which ends it.

    It starts when it is first needed, and again after it had to be killed. It sees nothing of its
    parent but one socket, and ends where that closes. What it sends back is data, in JSON.
    """

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        """Allow so many seconds a document, and so many bytes of memory in all."""
        self._seconds, self._memory = seconds, memory
        self._running: tuple[subprocess.Popen[bytes], Connection] | None = None

    def __enter__(self) -> Worker:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, if there is one."""
        self._kill()

    def read(self, data: bytes, name: str) -> Reading:
        """Return what `reading.read_document` does, or why it didn't get that far.

        Raises ArticlesError where the process doesn't start.
        """
        connection = self._started()
        try:
            connection.send_bytes(name.encode())
            connection.send_bytes(data)
            if connection.poll(self._seconds):
                return _unpack(connection.recv_bytes(_MOST_REPLY))
            reason = _SLOW.format(self._seconds)
        except (EOFError, OSError):
            reason = _BROKE
        self._kill()
        return Reading.failure(name, SeedError(reason))

    def _started(self) -> Connection:
        if self._running:
            return self._running[1]
        own, other = Pipe()
        # -P: the working directory is no place for its modules.
        command = [sys.executable, "-P", "-m", "embeddings.worker"]
        command += map(str, (other.fileno(), self._seconds, self._memory))
        with other:
            process = subprocess.Popen(
                command,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
            )
        self._running = process, own
        try:
            own.recv_bytes()  # it has started; only now does the time run
        except EOFError as error:
            self._kill()
            raise ArticlesError(
                f"{shlex.join(command)} ended at once; run it to see why"
            ) from error
        return own

    def _kill(self) -> None:
        if self._running:
            process, connection = self._running
            self._running = None
            connection.close()
            process.kill()
            process.wait()


def _unpack(reply: bytes) -> Reading:
    found = json.loads(reply)
    articles = [_article(values) for values in found["articles"]]
    return Reading(articles, [Failure(**values) for values in found["failed"]])


def _article(values: dict[str, Any]) -> Article:
    day, captions = values.pop("published"), values.pop("captions")
    return Article(
        **values,
        published=date.fromisoformat(day) if day else None,
        captions=tuple((start, end) for start, end in captions),
    )


def _serve(connection: Connection, seconds: float, memory: int) -> None:
    """Read documents until the other end of the connection is closed."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    connection.send_bytes(b"started")
    while True:
        try:
            name, data = connection.recv_bytes().decode(), connection.recv_bytes()
        except EOFError:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime + seconds) + _SPARE
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
        reply = json.dumps(asdict(read_document(data, name)), default=str, ensure_ascii=False)
        connection.send_bytes(reply.encode())


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])), float(sys.argv[2]), int(sys.argv[3]))
