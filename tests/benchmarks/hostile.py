"""Measure what reading documents in a process of its own costs, and what hostile files take.

    python tests/benchmarks/hostile.py [--documents 1000]

The limits are those in force: 30 s, 1 GB, 20 MB. Each hostile file ends as an article or a failure.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from test_documents import HTML
from test_worker import DOCUMENTS, LINES, SHORT_LINES

from embeddings.sources.reading import read_document
from embeddings.sources.result import MOST_BYTES
from embeddings.sources.worker import Worker

BIG = {
    "20 MB of prose": "가람시는 새 다리를 놓는다고 밝혔다. ".encode(),
    "20 MB of one letter": "가".encode(),
    "20 MB of short lines": "가\n".encode(),
    "20 MB of open tags": b"<b>",
    "20 MB of cells": "<tr><td>가</td></tr>".encode(),
}
NAMES = ("a.txt", "a.md", "a.html")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    options = parser.parse_args()
    pages = [HTML.replace("{head}", f"<!-- {n} -->").encode() for n in range(options.documents)]
    read_document(pages[0], "a.html")  # what it needs is imported
    here = seconds(lambda: [read_document(page, "a.html") for page in pages])
    with Worker() as worker:
        there = seconds(lambda: [worker.read(page, "a.html") for page in pages])
        print(f"{len(pages)} pages: here {here:.2f} s, in the worker {there:.2f} s with its start")
        hostile = {f"{name} {make.__name__}": (make(), name) for name, make in DOCUMENTS}
        lines = {f"a.md {kind}": (text.encode(), "a.md") for kind, text in LINES.items()}
        short = {f"a.md lines of {k}": (t.encode(), "a.md") for k, t in SHORT_LINES.items()}
        big = {
            f"{name} {kind}": sized(block, name) for kind, block in BIG.items() for name in NAMES
        }
        for label, (data, name) in (hostile | lines | short | big).items():
            started = time.perf_counter()
            reading = worker.read(data, name)
            said = reading.failed[0][1] if reading.failed else f"{len(reading.articles)} articles"
            print(f"{time.perf_counter() - started:6.2f} s  {label}: {said}", flush=True)


def sized(block: bytes, name: str) -> tuple[bytes, str]:
    """Return as much of a repeated block as may be read."""
    return block * (MOST_BYTES // len(block)), name


def seconds(work: Callable[[], object]) -> float:
    """Return how long a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
