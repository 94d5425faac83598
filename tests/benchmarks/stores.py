"""Measure how often an index in Milvus gives the ten hits that the folder it was copied from does.

    python tests/benchmarks/stores.py DIR [--questions N]   # DIR: articles.jsonl, questions.jsonl

A milvus-lite server is started, or MILVUS_URI's is used. Times are of one process at a time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from milvus_server import milvus

from embeddings import build_index, copy_index, query_terms
from qa import Assistant

HITS = 10


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int)
    options = parser.parse_args()
    lines = (options.folder / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines][: options.questions]
    with tempfile.TemporaryDirectory() as work, milvus(Path(work, "milvus")) as address:
        seeds, index = Path(work, "seeds"), Path(work, "index")
        seeds.mkdir()
        shutil.copy(options.folder / "articles.jsonl", seeds)
        report = build_index(seeds, index)
        started = time.perf_counter()
        copy_index(index, address)
        copied = time.perf_counter() - started
        print(f"{report.passages} passages built in {report.seconds:.0f} s, copied in {copied:.0f}")
        compare(Assistant.open(index), Assistant.open(str(address)), questions)


def compare(one: Assistant, other: Assistant, questions: Sequence[str]) -> None:
    """Print for how many questions both give the same, of each leg and of both together."""
    same = {"BM25": 0, "dense": 0, "hits": 0, "hits in their order": 0}
    seconds: list[list[float]] = [[], []]
    for question in questions:
        legs, hits = [], []
        for at, assistant in enumerate((one, other)):
            legs.append(found_by_legs(assistant, question))
            started = time.perf_counter()
            found = assistant.search(question, HITS)
            seconds[at].append(time.perf_counter() - started)
            hits.append([(hit.article.id, hit.start) for hit in found])
        for name, pair in zip(("BM25", "dense"), zip(*legs, strict=True), strict=True):
            same[name] += pair[0] == pair[1]
        same["hits"] += set(hits[0]) == set(hits[1])
        same["hits in their order"] += hits[0] == hits[1]
    for name, count in same.items():
        print(f"the same {name}: {count} of {len(questions)} ({count / len(questions):.1%})")
    here, there = (1000 * statistics.median(some) for some in seconds)
    print(f"a search takes {here:.1f} ms in the folder, {there:.1f} ms in the store (medians)")


def found_by_legs(assistant: Assistant, question: str) -> tuple[set[int], set[int]]:
    """Return the numbers of the ten best passages of each leg."""
    snapshot, terms = assistant.snapshot(), query_terms(question)
    vector = snapshot.encoder.encode_query(question, terms)
    store = snapshot.store
    return {*store.search_lexical(terms, HITS)}, {*store.search_dense(vector, HITS)}


if __name__ == "__main__":
    main()
