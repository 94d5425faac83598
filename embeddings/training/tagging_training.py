"""Learns the weights that tell the kinds of lines, on pages that are made of given texts.

Run it as `python -m embeddings.training.tagging_training ARTICLES.jsonl.xz`:
it writes `pages/line_weights.json`.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from embeddings.pages.line_features import features
from embeddings.pages.tagging import KINDS, WEIGHTS, best_path
from embeddings.training.corpus import read_articles
from embeddings.training.made_pages import PageMaker
from embeddings.training.page_shapes import Block

TEXTS = 6_000  # that pages are made of
PAGES = 24_000
EPOCHS = 5
FEWEST = 20  # lines that a feature must be true of
KEPT = 4_000  # features: the ones with the largest weights
_SHORTEST_TEXT, _LONGEST_TEXT = 500, 4_000  # characters
_WORDLESS_PAGES, _WORDLESS_LINES = 0.15, 0.25  # shares that are learned without their words
_WORDS = ("=", "-1=")  # what the names of features of words begin with
_MARGIN = 1.0  # by which the right path must win

Scores = NDArray[np.float32]
Example = tuple[list[list[str]], list[int]]


@dataclass
class _Weights:
    """Weights, and their averages over the steps of training so far."""

    now: Scores
    mean: Scores

    @classmethod
    def zeros(cls, *shape: int) -> _Weights:
        return cls(np.zeros(shape, np.float32), np.zeros(shape, np.float32))

    def add(self, at: tuple[NDArray[np.int64] | int, int], change: float, left: float) -> None:
        """Add to the weights, and to their mean as much as the share of steps that is `left`."""
        self.now[at] += change
        self.mean[at] += change * left


def read_example(block: Block) -> Example:
    """Return what is true of a page's lines, and the numbers of their kinds."""
    lines, gaps, kinds, gap = [], [], [], True
    for kind, text in block:
        if kind:
            lines.append(text)
            gaps.append(gap)
            kinds.append(KINDS.index(kind))
        gap = not kind
    return [[*map(sys.intern, names)] for names in features(lines, gaps)], kinds


def without_words(example: Example, chance: random.Random) -> Example:
    """Return a page with the words of some of its lines, or of all, left out of what is true.

    Sites have words that no made page has; the look and the place of a line must do there.
    """
    found, kinds = example
    share = 1.0 if chance.random() < _WORDLESS_PAGES else _WORDLESS_LINES
    return [
        [name for name in names if not name.startswith(_WORDS)]
        if chance.random() < share
        else names
        for names in found
    ], kinds


def learn(
    examples: Sequence[Example], *, epochs: int = EPOCHS, fewest: int = FEWEST, seed: int = 0
) -> tuple[dict[str, Scores], Scores]:
    """Return each feature's weights for the kinds, and those of the steps between kinds.

    An averaged structured perceptron (Collins, 2002) whose right path must win by a margin.
    """
    counts = Counter(name for found, _ in examples for names in found for name in names)
    rows = {
        name: row for row, name in enumerate(sorted(n for n, c in counts.items() if c >= fewest))
    }
    pages = [
        ([np.array([rows[n] for n in own if n in rows]) for own in found], np.array(kinds))
        for found, kinds in examples
        if kinds
    ]
    lines, steps = _Weights.zeros(len(rows), len(KINDS)), _Weights.zeros(len(KINDS), len(KINDS))
    order, pick = list(range(len(pages))) * epochs, random.Random(seed)
    for start in range(0, len(order), len(pages)):
        order[start : start + len(pages)] = pick.sample(range(len(pages)), len(pages))
    for turn, at in enumerate(order):
        _step(*pages[at], lines, steps, 1 - turn / len(order))
    return {name: lines.mean[row] for name, row in rows.items()}, steps.mean


def _step(
    found: list[NDArray[np.int64]],
    kinds: NDArray[np.int64],
    lines: _Weights,
    steps: _Weights,
    left: float,
) -> None:
    """Move the weights from the best path to the right one, where these differ."""
    scores = np.stack([lines.now[own].sum(axis=0) for own in found]) + np.float32(_MARGIN)
    scores[np.arange(len(kinds)), kinds] -= _MARGIN
    path = best_path(scores.tolist(), steps.now.tolist())
    for own, right, wrong in zip(found, kinds.tolist(), path, strict=True):
        if right != wrong:
            lines.add((own, right), 1, left)
            lines.add((own, wrong), -1, left)
    for right_step, wrong_step in zip(pairwise(kinds.tolist()), pairwise(path), strict=True):
        if right_step != wrong_step:
            steps.add(right_step, 1, left)
            steps.add(wrong_step, -1, left)


def write_weights(weights: dict[str, Scores], steps: Scores, path: Path, kept: int = KEPT) -> None:
    """Write the features with the largest weights, to one decimal, and the steps' weights."""
    largest = sorted(weights, key=lambda name: -float(np.abs(weights[name]).max()))[:kept]
    data = {
        "features": {
            name: np.round(weights[name].astype(float), 1).tolist() for name in sorted(largest)
        },
        "steps": np.round(steps.astype(float), 1).tolist(),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text.replace("],", "],\n") + "\n", "utf-8")


def make_examples(maker: PageMaker, pages: int, seed: int = 1) -> list[Example]:
    """Return so many made pages to learn from."""
    chance = random.Random(seed)
    return [without_words(read_example(maker.page()), chance) for _ in range(pages)]


def page_texts(source: Path) -> Iterator[str]:
    """Return the texts that pages are made of: the first TEXTS that are long enough, each cut."""
    long = (text for _, text in read_articles(source) if len(text) >= _SHORTEST_TEXT)
    return (text[:_LONGEST_TEXT] for text in islice(long, TEXTS))


@click.command()
@click.argument("articles", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--pages", default=PAGES, show_default=True, help="how many pages to make")
@click.option("--out", default=WEIGHTS, type=click.Path(path_type=Path), help="the file to write")
def main(articles: Path, pages: int, out: Path) -> None:
    """Learn the kinds of lines on pages made of a .jsonl or .jsonl.xz of ARTICLES."""
    maker = PageMaker([*page_texts(articles)], seed=1)
    write_weights(*learn(make_examples(maker, pages)), out)


if __name__ == "__main__":
    main()
