"""Reads documents in a process of its own, which can be killed: no file may stop a build."""

from __future__ import annotations

import json
import os
import resource
import shlex
import subprocess
import sys
from dataclasses import asdict
from functools import partial
from multiprocessing.connection import Connection, Pipe

from embeddings.article import Article
from embeddings.errors import ArticlesError, Failure, SeedError
from embeddings.pages.tagging import PageLine
from embeddings.sources.reading import read_document
from embeddings.sources.result import Reading

SECONDS = 30.0  # to read one document
MEMORY = 1_000_000_000  # bytes of address space, the program's own 70 MB among them
_MOST_REPLY = 200_000_000  # bytes
_SPARE = 5  # seconds of processor time, until a worker whose parent is gone ends itself

_SLOW = partial(
    SeedError,
    "reading it took longer than {seconds} s",
    "split it, or save only the article's text",
    key="reading-slow",
)
_BROKE = partial(
    SeedError,
    "reading it needs too much memory, or breaks the reader",
    "save only the article's text",
    key="reading-broke",
)


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

    def read(self, data: bytes, name: str, *, lines: bool = False) -> Reading:
        """Return what `reading.read_document` does, or why it didn't get that far.

        Raises ArticlesError where the process doesn't start.
        """
        connection = self._started()
        try:
            connection.send_bytes(json.dumps([name, lines]).encode())
            connection.send_bytes(data)
            if connection.poll(self._seconds):
                return unpack(connection.recv_bytes(_MOST_REPLY))
            error = _SLOW(seconds=f"{self._seconds:g}")
        except (EOFError, OSError):
            error = _BROKE()
        self._kill()
        return Reading.failure(name, error)

    def _started(self) -> Connection:
        if self._running:
            return self._running[1]
        own, other = Pipe()
        # -P: the working directory is no place for its modules.
        command = [sys.executable, "-P", "-m", "embeddings.sources.worker"]
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
                "{command} ended at once",
                "run it to see why",
                key="worker-dead",
                command=shlex.join(command),
            ) from error
        return own

    def _kill(self) -> None:
        if self._running:
            process, connection = self._running
            self._running = None
            connection.close()
            process.kill()
            process.wait()


def pack(reading: Reading) -> bytes:
    """Return a reading as it is sent: JSON; without its SHA-256."""
    reply = {
        "kind": reading.kind,
        "articles": [article.to_dict() for article in reading.articles],
        "failed": [asdict(failure) for failure in reading.failed],
        "lines": [asdict(line) for line in reading.lines],
    }
    return json.dumps(reply, ensure_ascii=False).encode()


def unpack(reply: bytes) -> Reading:
    """Return the reading that `pack` wrote."""
    found = json.loads(reply)
    return Reading(
        [Article.from_dict(values) for values in found["articles"]],
        [Failure(**values) for values in found["failed"]],
        kind=found["kind"],
        lines=[PageLine(**values) for values in found["lines"]],
    )


def _serve(connection: Connection, seconds: float, memory: int) -> None:
    """Read documents until the other end of the connection is closed."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    connection.send_bytes(b"started")
    while True:
        try:
            (name, lines), data = json.loads(connection.recv_bytes()), connection.recv_bytes()
        except EOFError:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime + seconds) + _SPARE
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
        connection.send_bytes(pack(read_document(data, name, lines=lines)))


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])), float(sys.argv[2]), int(sys.argv[3]))
