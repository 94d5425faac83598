"""Measure what a second worker of a Ray cluster is worth to a build.

    python tests/benchmarks/workers.py kowiki.jsonl.xz [--articles 1000] [--rounds 2]

A cluster is started on this machine, of one node with one core to work, and then of two; the same
articles are built with each, time after time, into stores of their own in a milvus-lite server (or
MILVUS_URI's). "work" is the map on the cluster, the start of its actors included; "build" is that
and the writing of the index; "all" is the copy to the store, too. Figures are medians, in seconds.
"""

from __future__ import annotations

import argparse
import lzma
import os
import statistics
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from milvus_server import milvus
from ray_cluster import add_node, cluster

from embeddings import Address, Workers, build_index, copy_index


class Timed(Workers):
    """Workers that are timed."""

    seconds = 0.0

    def work(self, *given: Any) -> None:
        """Work; see `Workers`."""
        started = time.perf_counter()
        super().work(*given)
        self.seconds = time.perf_counter() - started


def measure(ray: str, store: Address, seeds: Path, index: Path) -> dict[str, float]:
    """Build with the workers that there are; return the seconds."""
    started = time.perf_counter()
    with Timed(ray, store) as workers:
        build_index(seeds, index, workers=workers)
        built = time.perf_counter() - started
        copy_index(index, store)
    return {"work": workers.seconds, "build": built, "all": time.perf_counter() - started}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles_file", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    found: dict[int, list[dict[str, float]]] = {1: [], 2: []}
    with (
        tempfile.TemporaryDirectory() as place,
        milvus(Path(place, "milvus")) as address,
        cluster(workers=1) as nodes,
    ):
        seeds = Path(place, "seeds")
        seeds.mkdir()
        with lzma.open(options.articles_file, "rt", encoding="utf-8") as lines:
            (seeds / "articles.jsonl").write_text("".join(islice(lines, options.articles)), "utf-8")
        for number in range(2 * options.rounds):
            count = len(nodes.worker_nodes)
            store = Address(address.server, f"{address.name}_{number}")
            figures = measure(nodes.address, store, seeds, Path(place, f"index{number}"))
            found[count].append(figures)
            print(f"{count} worker{'s' * (count > 1)}:", figures, flush=True)
            if count == 1:
                add_node(nodes, 1)
            else:
                nodes.remove_node(next(iter(nodes.worker_nodes)))
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for name in found[1][0]:
        one, two = (statistics.median(run[name] for run in found[count]) for count in (1, 2))
        print(f"{name}: {one:.1f} s with one, {two:.1f} s with two: {one / two:.2f} times as fast")


if __name__ == "__main__":
    main()
