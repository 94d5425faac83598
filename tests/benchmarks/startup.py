"""Measure how long the commands take to start, each in new processes, against importing NumPy.

    python tests/benchmarks/startup.py [--index DIR] [--times 9]

The index is one that was built before: an absolute path, or one below the project's folder. Rounds
of all commands are run, so that what else the machine does falls on all alike; the processor's time
is what is compared.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
QUESTION = "오물 풍선 신고는 몇 건이었나?"


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", default="index")
    parser.add_argument("--times", type=int, default=9)
    options = parser.parse_args()
    commands = {
        "import numpy": ["-c", "import numpy"],
        "from qa import Assistant": ["-c", "from qa import Assistant"],
        "python -m qa --help": ["-m", "qa", "--help"],
        "python -m embeddings --help": ["-m", "embeddings", "--help"],
        "python -m qa ask": ["-m", "qa", "ask", QUESTION, "--index", options.index],
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(options.times + 1):
        for name, command in commands.items():
            taken[name].append(run(command))
    medians = {
        name: [statistics.median(column) for column in zip(*times[1:], strict=True)]
        for name, times in taken.items()  # the first round reads the disk
    }
    least = medians["import numpy"][1]
    print(f"{'':30}{'wall s':>8}{'CPU s':>8}{'of NumPy':>10}")
    for name, (wall, cpu) in medians.items():
        print(f"{name:30}{wall:8.2f}{cpu:8.2f}{cpu / least:9.1f}x")


def run(arguments: list[str]) -> tuple[float, float]:
    """Return how long Python takes with these arguments: seconds of wall and of processor time."""
    before, started = os.times(), time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    return time.perf_counter() - started, used


if __name__ == "__main__":
    main()
