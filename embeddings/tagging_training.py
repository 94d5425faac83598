"""Learn the weights that tell lines' kinds, from made pages: an averaged structured perceptron."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from embeddings.made_pages import Block
from embeddings.tagging import KINDS, Weights, best_path, features

FEWEST = 20  # lines that a feature must stand on
Example = tuple[list[list[str]], list[int]]
MARGIN = 1.0


def example(block: Block) -> Example:
    lines, gaps, kinds, gap = [], [], [], True
    for kind, text in block:
        if not kind:
            gap = True
            continue
        lines.append(text)
        gaps.append(gap)
        kinds.append(KINDS.index(kind))
        gap = False
    return features(lines, gaps), kinds


def learn(examples: Sequence[Example], epochs: int = 4, seed: int = 0) -> dict[str, object]:
    counts = Counter(name for found, _ in examples for names in found for name in names)
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    rows = {name: at for at, name in enumerate(names)}
    data = [
        ([np.array([rows[n] for n in own if n in rows]) for own in found], np.array(kinds))
        for found, kinds in examples if kinds
    ]
    shape = (len(rows), len(KINDS))
    weights, summed = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    steps, steps_summed = np.zeros((len(KINDS),) * 2, np.float32), np.zeros((len(KINDS),) * 2, np.float32)
    order, now = list(range(len(data))), 0
    total = len(order) * epochs
    pick = random.Random(seed)
    for epoch in range(epochs):
        pick.shuffle(order)
        wrong = lines = 0
        for at in order:
            found, kinds = data[at]
            scores = np.stack([weights[own].sum(axis=0) for own in found])
            margin = np.full_like(scores, MARGIN)
            margin[np.arange(len(kinds)), kinds] = 0
            path = np.array(best_path(scores + margin, steps))
            left = (total - now) / total  # what an average over all steps makes of a change now
            now += 1
            lines += len(kinds)
            for line in np.flatnonzero(path != kinds):
                own = found[line]
                wrong += 1
                weights[own, kinds[line]] += 1
                weights[own, path[line]] -= 1
                summed[own, kinds[line]] += left
                summed[own, path[line]] -= left
            for a, b, c, d in zip(kinds, kinds[1:], path, path[1:]):
                if (a, b) != (c, d):
                    steps[a, b] += 1
                    steps[c, d] -= 1
                    steps_summed[a, b] += left
                    steps_summed[c, d] -= left
        print(epoch, wrong / lines, flush=True)
    return {"names": names, "weights": summed, "steps": steps_summed}


def write(model: dict[str, object], path: Path, keep: int = 2500) -> None:
    weights: Weights = model["weights"]  # type: ignore[assignment]
    steps: Weights = model["steps"]  # type: ignore[assignment]
    names: list[str] = model["names"]  # type: ignore[assignment]
    best = np.argsort(-np.abs(weights).max(axis=1), kind="stable")[:keep]
    scale = 1.0
    out = {names[at]: [round(float(w) * scale, 1) for w in weights[at]] for at in sorted(best)}
    path.write_text(json.dumps({"features": out, "steps": np.round(steps, 1).tolist()}, ensure_ascii=False, separators=(",", ":")), "utf-8")
