"""Questions that stand alone, put after one on another article: how many are taken to follow up.

    python tests/benchmarks/standing_alone.py DIR

DIR holds `articles.jsonl` (`id`, `title`, `text`) and `questions.jsonl` (`question`, `relevant`).
A few of them point back in truth ("이 아파트는"), as questions on a given text do.
"""

import json
import random
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

from embeddings import build_index
from qa import Assistant

MOST, SEED = 400, 0


def main() -> None:
    """Print the questions that are taken to follow up, and how many they are."""
    folder = Path(sys.argv[1])
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = random.Random(SEED).sample([json.loads(line) for line in lines], MOST)
    pairs = [(a, b) for a, b in pairwise(rows) if not {*a["relevant"]} & {*b["relevant"]}]
    with tempfile.TemporaryDirectory() as work:
        seeds = Path(work, "seeds")
        seeds.mkdir()
        texts = (folder / "articles.jsonl").read_text(encoding="utf-8")
        (seeds / "articles.jsonl").write_text(texts, encoding="utf-8")
        build_index(seeds, Path(work, "index"))
        snapshot = Assistant.open(Path(work, "index")).snapshot()
        following = [
            (before["question"], then["question"])
            for before, then in pairs
            if snapshot.understand(then["question"], [before["question"]]).follow_up
        ]
    for before, then in following:
        print(before, "|", then)
    print(f"{len(following)} of {len(pairs)} are taken to follow up")


if __name__ == "__main__":
    main()
