"""Measure a build and the embedding against Kiwi alone, the memory, and the time of a question.

    python tests/benchmarks/speed.py kowiki.jsonl.xz [--articles 10000]
    taskset -c 0 python tests/benchmarks/speed.py kowiki.jsonl.xz   # questions on one core

Kiwi alone analyses the same texts on the same cores in the same process, just before the build.
The questions are sentences' beginnings and titles of the articles themselves.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from embeddings import build_index
from embeddings.text.analysis import kiwi
from qa import Assistant
from qa.retrieval.reading import read
from qa.snapshot import SOUGHT, Snapshot, reader

QUESTIONS = 300


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles_file", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    options = parser.parse_args()
    with lzma.open(options.articles_file, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in islice(lines, options.articles)]
    texts = [text for article in articles for text in (article["title"], article["text"])]
    kiwi().tokenize("준비")
    started = time.perf_counter()
    for _ in kiwi().tokenize(texts):
        pass
    alone = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder:
        seeds, index = Path(folder, "seeds"), Path(folder, "index")
        seeds.mkdir()
        rows = [json.dumps(article, ensure_ascii=False) for article in articles]
        (seeds / "articles.jsonl").write_text("\n".join(rows), encoding="utf-8")
        report = build_index(seeds, index)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(f"{len(articles)} articles, {report.passages} passages, {sum(map(len, texts))} chars")
        print(
            f"Kiwi alone {alone:.1f} s, build {report.seconds:.1f} s: {report.seconds / alone:.2f}x"
        )
        print(f"peak memory {peak:.2f} GiB")
        assistant = Assistant.open(index)
        encoding = encoding_seconds(assistant.snapshot())
        print(f"encoding alone {encoding:.2f} s: {alone / encoding:.0f} times as fast as Kiwi")
        questions = make_questions(articles)
        for name, call in (("search", assistant.search), ("ask", assistant.ask)):
            times = milliseconds(call, questions)
            middle, late = statistics.median(times), times[len(times) * 95 // 100]
            print(f"{name}: median {middle:.1f} ms, p95 {late:.1f} ms")
        print(f"an answer takes {over_reader(assistant, questions):.2f}x the reader's time alone")


def encoding_seconds(snapshot: Snapshot) -> float:
    """Return how long the embedding takes for all passages, given their texts and terms."""
    excerpts = snapshot.store.passages(snapshot.store.numbers()).values()
    texts = [excerpt.titled_text for excerpt in excerpts]
    terms = [excerpt.terms for excerpt in excerpts]
    started = time.perf_counter()
    for at in range(0, len(terms), 1000):
        snapshot.encoder.encode_passages(texts[at : at + 1000], terms[at : at + 1000])
    return time.perf_counter() - started


def over_reader(assistant: Assistant, questions: list[str]) -> float:
    """Return the median ratio of an answer's time to that of reading its hits, one by the other."""
    snapshot, ratios = assistant.snapshot(), []
    for question in questions[: QUESTIONS // 3]:
        understood = snapshot.understand(question)
        hits, asked = snapshot.search(understood, SOUGHT), snapshot.asked(understood)
        started = time.perf_counter()
        read(reader(), asked, hits)
        between = time.perf_counter()
        assistant.ask(question)
        ratios.append((time.perf_counter() - between) / (between - started))
    return statistics.median(ratios)


def make_questions(articles: list[dict]) -> list[str]:
    """Return questions in the articles' own words, in three lengths."""
    rng = random.Random(0)
    chosen = rng.sample(articles, min(QUESTIONS, len(articles)))
    endings = ("은 언제인가요?", "의 이름은 무엇인가?", "은 몇 명인가요?")
    return [
        article["title"] + " " + " ".join(article["text"].split()[1 : 1 + rng.randint(2, 6)]) + end
        for article, end in zip(chosen, endings * QUESTIONS, strict=False)
    ]


def milliseconds(call: Callable[[str], object], questions: list[str]) -> list[float]:
    """Return the times of a call, shortest first, after one round of warming up."""
    times = []
    for round_ in range(2):
        for question in questions if round_ else questions[:20]:
            started = time.perf_counter()
            call(question)
            times.append((round_, time.perf_counter() - started))
    return sorted(1000 * seconds for round_, seconds in times if round_)


if __name__ == "__main__":
    main()
