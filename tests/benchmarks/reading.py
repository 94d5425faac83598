"""Measure how long a thousand copied pages take to be read, and Kiwi to analyse what they say.

    python tests/benchmarks/reading.py seeds      # its files are taken again and again

Both are times of the processor: Kiwi uses all cores, and other work doesn't count.
"""

from __future__ import annotations

import argparse
import time
from itertools import cycle, islice
from pathlib import Path

from embeddings.sources.reading import read_document
from embeddings.sources.seeds import find_seeds
from embeddings.text.analysis import analyse

PAGES = 1000


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    files = [(seed.name, (folder / seed.path).read_bytes()) for seed in find_seeds(folder)]
    for name, data in files:
        read_document(data, name)  # what it needs is imported
    [*analyse(["준비"])]
    started = time.process_time()
    read = [read_document(data, name) for name, data in islice(cycle(files), PAGES)]
    reading = time.process_time() - started
    articles = [article for found in read for article in found.articles]
    started = time.process_time()
    for _ in analyse(text for article in articles for text in (article.title, article.text)):
        pass
    kiwi = time.process_time() - started
    print(f"{PAGES} pages, {len(articles)} articles and headlines")
    print(f"reading {reading:.1f} s, Kiwi {kiwi:.1f} s: {reading / kiwi:.2f} of its time")


if __name__ == "__main__":
    main()
