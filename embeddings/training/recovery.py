"""Recover the morpheme vectors that Kiwi's language model was trained with.

Kiwi tells the cosine of one morpheme to all others. The cosines to a few hundred anchors, more
than the vectors have dimensions, fix all vectors up to a rotation, which no cosine depends on.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from kiwipiepy import Kiwi
from numpy.typing import NDArray
from tqdm import tqdm

from ..encoders.vectors import Vectors
from ..text.analysis import CONTENT_TAGS, lemma

DIMENSIONS = 256  # of the vectors in Kiwi's `cong` models
ANCHORS = 320
_EVERYTHING = 10**6  # more than there are morphemes
_PREFERRED = ["NNG", "NNP", "VV", "VA", "MAG", "XR", "NNB", "NR", "MM"]  # where forms are the same


def recover(
    kiwi: Kiwi, *, anchors: int = ANCHORS, seed: int = 0, progress: bool = False
) -> dict[str, Vectors]:
    """Return the vector of each term that Kiwi has one for, (DIMENSIONS,), the mean taken off.

    Where a form has several content morphemes, one stands for all: the most nounlike. Takes about
    a minute; fewer anchors than DIMENSIONS give as many dimensions as there are anchors.
    """
    # Any morpheme tells the ids and forms of all others; itself it lists last.
    listed = sorted(kiwi.most_similar_morphemes(1, top_n=_EVERYTHING), key=lambda found: found.id)
    place = {found.id: row for row, found in enumerate(listed)}
    content = [found.id for found in listed if found.tag.split("-")[0] in CONTENT_TAGS]
    chosen = np.random.default_rng(seed).choice(content, anchors, replace=False).tolist()
    cosines = np.empty((len(listed), anchors), dtype=np.float32)
    bar = tqdm(chosen, desc="recover", unit="anchor", disable=not progress)
    for column, anchor in enumerate(bar):
        for found in kiwi.most_similar_morphemes(anchor, top_n=_EVERYTHING):
            cosines[place[found.id], column] = found.score
        cosines[place[anchor], column] = 1.0  # Kiwi scores a morpheme -1e5 to itself
    vectors = factor(cosines, [place[anchor] for anchor in chosen])
    vectors -= vectors.mean(axis=0)  # it holds half of the variance and tells nothing apart
    return _by_term([(found.form, found.tag) for found in listed], vectors)


def factor(cosines: Vectors, anchors: Sequence[int]) -> Vectors:
    """Return unit vectors, (rows, dimensions), of which `cosines` are those to some of the rows.

    With S the cosines, (rows, anchors), and G those among the anchors themselves, G = U w U' and
    E = S U w^(-1/2) give E E' = S G^-1 S' (the Nyström approximation, exact where the anchors span
    the vectors' space).
    """
    among = cosines[list(anchors)].astype(np.float64)
    values, axes = np.linalg.eigh((among + among.T) / 2)
    kept = slice(-1, -DIMENSIONS - 1, -1)  # eigenvalues ascend
    scaled: NDArray[np.float64] = axes[:, kept] / np.sqrt(np.maximum(values[kept], 1e-6))
    return np.asarray(cosines @ scaled, dtype=np.float32)


def _by_term(morphemes: Sequence[tuple[str, str]], vectors: Vectors) -> dict[str, Vectors]:
    ranked = [
        (_PREFERRED.index(tag), row, lemma(form, tag).lower())
        for row, (form, full_tag) in enumerate(morphemes)
        if (tag := full_tag.split("-")[0]) in _PREFERRED
    ]
    found: dict[str, Vectors] = {}
    for _, row, term in sorted(ranked):
        found.setdefault(term, vectors[row])
    return found
