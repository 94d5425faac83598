"""Measure what passages cost, from thousands to a million: building, adding, opening, searching.

    python tests/benchmarks/scale.py kowiki.jsonl.xz [--passages 10000 100000] [--results FILE]
        [--questions FILE.jsonl] [--keep DIR]
    python tests/benchmarks/scale.py --plot scale.svg [--results FILE]    (needs matplotlib)

Each paragraph of the articles is an article of its own, of one passage as a rule; past the end of
the file they are repeated with other ids, and a word that tells them apart. A build, and the adding
of 100 articles to it, run in processes of their own; a search runs on one core. Questions are the
first words of the paragraphs themselves, or given, a "question" a line: on these the dense leg is
compared with exact search. Figures are added to the results, a line of JSON for each size.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

SHORTEST = 40  # characters of a paragraph
ADDED, QUESTIONS, CLOSE = 100, 300, 10


def paragraphs(articles: Path) -> Iterator[dict[str, str]]:
    """Yield the paragraphs as articles, again and again."""
    for round_ in range(1000):
        with lzma.open(articles, "rt", encoding="utf-8") as lines:
            for line in lines:
                article = json.loads(line)
                for number, text in enumerate(article["text"].split("\n")):
                    if len(text) >= SHORTEST:
                        again = f" {round_}회차" if round_ else ""
                        id_ = f"{article['id']}-{number}-{round_}"
                        yield {"id": id_, "title": article["title"], "text": text + again}


def measure(articles: Path, passages: int, place: Path, questions: list[str]) -> dict[str, float]:
    """Build an index of so many paragraphs in a folder; return the figures."""
    seeds, index = place / "seeds", place / "index"
    seeds.mkdir(parents=True)
    rows = paragraphs(articles)
    with (seeds / "articles.jsonl").open("w", encoding="utf-8") as file:
        for row in islice(rows, passages):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    built = in_process("build", seeds, index)
    added = [json.dumps(row, ensure_ascii=False) for row in islice(rows, ADDED)]
    (seeds / "more.jsonl").write_text("\n".join(added), encoding="utf-8")
    more = in_process("add", seeds, index)
    (place / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
    found = in_process("search", place / "questions.json", index)
    files = [path for path in index.glob("gen-*/**/*") if path.is_file()]
    size = {path.stat().st_ino: path.stat().st_size for path in files}
    return {"passages": passages, **built, **more, **found, "bytes": sum(size.values())}


def in_process(*command: object) -> dict[str, float]:
    """Run one of the steps below in a process of its own, and return its figures."""
    run = [sys.executable, __file__, "--step", *map(str, command)]
    out = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True).stdout
    return dict(json.loads(out.splitlines()[-1]))


def build(seeds: Path, index: Path) -> dict[str, float]:
    """Build; return the seconds and the peak memory."""
    from embeddings import build_index

    report = build_index(seeds, index)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    each = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    return {"build_s": report.seconds, "peak_gib": own, "largest_child_gib": each}


def add(seeds: Path, index: Path) -> dict[str, float]:
    """Add articles; return the seconds, and how many of them their own analysis takes."""
    from embeddings import analyse, build_index, load_encoder

    texts = [json.loads(line) for line in (seeds / "more.jsonl").read_text("utf-8").splitlines()]
    started = time.perf_counter()
    encoder = load_encoder()
    [*analyse(["준비"])]
    loaded = time.perf_counter()
    bodies = [*analyse(text["text"] for text in texts)]
    titles = [*analyse(text["title"] for text in texts)]
    terms = [[t for s in both for t in s.terms] for both in map(chain, titles, bodies)]
    encoder.encode_passages([text["text"] for text in texts], terms)
    analysis = time.perf_counter() - loaded
    report = build_index(seeds, index)
    assert report.added == ADDED
    whole = loaded - started + report.seconds  # the analyser was loaded when the build began
    return {"add_s": whole, "add_rest_s": report.seconds - analysis}


def search(file: Path, index: Path) -> dict[str, float]:
    """Open and search on one core; return the times, and recall@10 against exact search."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    from embeddings import Generation, query_terms
    from qa import Assistant

    started = time.perf_counter()
    generation = Generation.open(index)
    opened = time.perf_counter() - started
    assistant = Assistant.open(index)
    assistant.snapshot().store.check.wait()
    drawn = random.Random(0).sample([*map(int, generation.numbers())], QUESTIONS)
    own = [" ".join(excerpt.text.split()[:6]) for excerpt in generation.passages(drawn).values()]
    times = [timed(assistant, question) for question in [*own[:50], *own]][50:]
    found = {
        "open_s": opened,
        "search_ms": 1000 * statistics.median(times),
        "search_p99_ms": 1000 * sorted(times)[len(times) * 99 // 100],
    }
    questions = json.loads(file.read_text(encoding="utf-8"))
    if questions:
        encoder = assistant.snapshot().encoder
        vectors = [encoder.encode_query(text, query_terms(text)) for text in questions]
        found["recall"] = recall(generation, vectors)
    return found


def timed(assistant: object, question: str) -> float:
    """Return how long a search takes."""
    started = time.perf_counter()
    assistant.search(question)  # type: ignore[attr-defined]
    return time.perf_counter() - started


def recall(generation: object, vectors: list) -> float:
    """Return the share of the exactly nearest passages that the dense leg finds."""
    import numpy as np

    from embeddings.index.dense import nearest

    numbers = np.array(generation.numbers())  # type: ignore[attr-defined]

    def blocks() -> Iterator:
        for at in range(0, len(numbers), 50_000):
            yield generation.vectors(numbers[at : at + 50_000])  # type: ignore[attr-defined]

    exact = numbers[nearest(blocks, np.stack(vectors), CLOSE)]
    hits = sum(
        len({*row.tolist()} & generation.search_dense(vector, CLOSE).keys())  # type: ignore[attr-defined]
        for row, vector in zip(exact, vectors, strict=True)
    )
    return hits / exact.size


CURVES = {  # what is drawn: its name, its figure, and the figure's scale
    "build (s)": ("build_s", 1.0),
    "memory of the build (GiB)": ("peak_gib", 1.0),
    "adding 100 articles (s)": ("add_s", 1.0),
    "search, median (ms)": ("search_ms", 1.0),
    "search, p99 (ms)": ("search_p99_ms", 1.0),
    "index (GiB)": ("bytes", 1 / 2**30),
}


def plot(results: Path, target: Path) -> None:
    """Draw each size's last figures against the passages, on logarithmic scales."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "scale"  # the same figures make the same file
    from matplotlib import pyplot

    rows = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    sizes = sorted({row["passages"]: row for row in rows}.items())
    figure, axes = pyplot.subplots(2, 3, figsize=(9, 4.5), layout="constrained")
    for axis, (title, (name, factor)) in zip(axes.flat, CURVES.items(), strict=True):
        points = [(passages, row[name] * factor) for passages, row in sizes]
        axis.loglog(*zip(*points, strict=True), marker="o")
        for point in points:
            axis.annotate(f"{point[1]:,.0f}" if point[1] >= 100 else f"{point[1]:.2g}", point)
        axis.set(title=title, xlabel="passages")
        axis.margins(0.2)
    figure.savefig(target, metadata={"Date": None})


STEPS = {"build": build, "add": add, "search": search}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles_file", type=Path, nargs="?")
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--results", type=Path, default=Path("scale.jsonl"))
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--step", nargs=3)
    options = parser.parse_args()
    if options.step:
        name, *paths = options.step
        print(json.dumps(STEPS[name](*map(Path, paths))))
        return
    if options.plot:
        plot(options.results, options.plot)
        return
    lines = options.questions.read_text("utf-8").splitlines() if options.questions else []
    questions = [json.loads(line)["question"] for line in lines][:QUESTIONS]
    for passages in options.passages:
        with tempfile.TemporaryDirectory() as temporary:
            place = (options.keep or Path(temporary)) / str(passages)
            figures = measure(options.articles_file, passages, place, questions)
        with options.results.open("a", encoding="utf-8") as file:
            print(json.dumps(figures), file=file)
        print(figures, flush=True)


if __name__ == "__main__":
    main()
