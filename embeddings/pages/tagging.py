"""The kind of each line of a copied page, by what all its lines say together.

A linear chain: the best sequence of kinds, by the weights of what is true of each line and of each
step from one kind to the next (Collins, 2002). Its weights are made by `training.tagging_training`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import add
from pathlib import Path
from typing import Literal, get_args

from embeddings.pages.line_features import features

Kind = Literal[
    "site",  # the name of the outlet, above or beside its articles
    "title",
    "subtitle",
    "meta",  # bylines and dates
    "body",
    "caption",
    "heading",  # inside an article
    "related",  # the title of another article
    "row",  # the same, with a number or a date
    "list",  # the name of a list of others
    "menu",  # navigation, buttons, tags
    "ad",
    "comment",  # readers' and reporters' boxes, appeals
    "rights",  # copyright, imprint
    "summary",  # of the article, beside it
]
KINDS: tuple[Kind, ...] = get_args(Kind)
WEIGHTS = Path(__file__).with_name("line_weights.json")

Table = Sequence[Sequence[float]]  # in plain Python: what reads documents loads no NumPy


@dataclass(frozen=True)
class PageLine:
    """A line of a page that isn't blank, and its kind."""

    text: str
    kind: Kind
    gap: bool  # whether a blank line is before it


def tag(lines: Sequence[str], gaps: Sequence[bool]) -> list[Kind]:
    """Return the kind of each line; none is blank, and `gaps` tells where a blank one is before."""
    if not lines:
        return []
    weights, steps = _model(WEIGHTS)
    nothing = [0.0] * len(KINDS)
    scores = []
    for names in features(lines, gaps):
        rows = [nothing, *filter(None, map(weights.get, names))]
        scores.append([*map(sum, zip(*rows, strict=True))])
    return [KINDS[number] for number in best_path(scores, steps)]


def best_path(scores: Table, steps: Table) -> list[int]:
    """Return the path through (lines, kinds) scores with the largest sum (Viterbi's algorithm).

    `steps` are scores too, of shape (kinds, kinds): from the row's kind to the column's.
    """
    columns = list(zip(*steps, strict=True))
    total, back = scores[0], []
    for row in scores[1:]:
        sums = [[*map(add, total, column)] for column in columns]
        best = [*map(max, sums)]
        back.append([*map(list.index, sums, best)])
        total = [*map(add, best, row)]
    path = [max(range(len(total)), key=total.__getitem__)]
    for choice in reversed(back):
        path.append(choice[path[-1]])
    return path[::-1]


@cache
def _model(path: Path) -> tuple[dict[str, list[float]], Table]:
    """Return the weights of each feature for the kinds, and those of steps between kinds."""
    data = json.loads(path.read_text("utf-8"))
    return data["features"], data["steps"]
