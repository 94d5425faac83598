"""The kind of each line of a copied page, by what all its lines say together.

A linear chain: the best sequence of kinds, by the weights of what is true of each line and of each
step from one kind to the next (Collins, 2002). Its weights are made by `tagging_training`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from embeddings.line_features import features

Kind = Literal[
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

Scores = NDArray[np.float32]


def tag(lines: Sequence[str], gaps: Sequence[bool]) -> list[Kind]:
    """Return the kind of each line; none is blank, and `gaps` tells where a blank one is before."""
    if not lines:
        return []
    rows, weights, steps = _model()
    known = ([rows[name] for name in names if name in rows] for names in features(lines, gaps))
    scores = np.stack([weights[numbers].sum(axis=0) for numbers in known])
    return [KINDS[number] for number in best_path(scores, steps)]


def best_path(scores: Scores, steps: Scores) -> list[int]:
    """Return the path through (lines, kinds) scores with the largest sum (Viterbi's algorithm).

    `steps` are scores too, of shape (kinds, kinds): from the row's kind to the column's.
    """
    total, back = scores[0], []
    for row in scores[1:]:
        sums = total[:, None] + steps
        back.append(sums.argmax(axis=0))
        total = sums.max(axis=0) + row
    path = [int(total.argmax())]
    for choice in reversed(back):
        path.append(int(choice[path[-1]]))
    return path[::-1]


@cache
def _model() -> tuple[dict[str, int], Scores, Scores]:
    """Return the row of each feature, the rows' weights for the kinds, and the steps' weights."""
    data = json.loads(WEIGHTS.read_text("utf-8"))
    rows = {name: row for row, name in enumerate(data["features"])}
    weights = np.array([*data["features"].values()], np.float32)
    return rows, weights, np.array(data["steps"], np.float32)
