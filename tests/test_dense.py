"""Cosine search: exact where it is flat, near enough where it is not."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from numpy.typing import NDArray

from embeddings.index.dense import FLAT_LIMIT, TARGET_RECALL, DenseIndex, write

Vectors = NDArray[np.float32]


def parted(vectors: Vectors, at: list[int], flat_limit: int = FLAT_LIMIT) -> DenseIndex:
    """An index of these vectors, in files that begin at these numbers."""
    with TemporaryDirectory() as folder:
        paths = {first: Path(folder, str(first)) for first in at}
        for (first, path), end in zip(paths.items(), [*at[1:], len(vectors)], strict=True):
            part = vectors[first:end]
            halves = partial(np.array_split, part, 2)  # in blocks
            write(path, halves, len(part), vectors[:50], flat_limit)
        return DenseIndex.open(paths)


def unit(vectors: NDArray[np.floating]) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / lengths, dtype=np.float32)


def nearest(vectors: Vectors, query: Vectors, top_k: int) -> dict[int, float]:
    """The same in plain numpy."""
    scores = vectors @ query
    return {int(n): float(scores[n]) for n in np.argsort(-scores, kind="stable")[:top_k]}


def clustered(count: int, seed: int) -> Vectors:
    """Unit vectors around 60 centres, which are the same whatever the seed."""
    centres = np.random.default_rng(0).standard_normal((60, 32))
    rng = np.random.default_rng(seed)
    return unit(centres[rng.integers(0, 60, count)] + 0.4 * rng.standard_normal((count, 32)))


FEW = unit(np.random.default_rng(3).standard_normal((40, 8)))


class TestFlat:
    index = parted(FEW, [0])

    def test_what_it_holds(self) -> None:
        assert (len(self.index), self.index.dimensions) == (40, 8)
        np.testing.assert_array_equal(self.index.vectors([7, 0, 39]), FEW[[7, 0, 39]])
        assert self.index.vectors([]).shape == (0, 8)

    @settings(deadline=None)
    @given(st.integers(0, 2**32 - 1), st.integers(1, 50))
    def test_search_is_exact(self, seed: int, top_k: int) -> None:
        [query] = unit(np.random.default_rng(seed).standard_normal((1, 8)))
        found = self.index.search(query, top_k)
        assert found == pytest.approx(nearest(FEW, query, top_k), abs=1e-6)
        assert list(found.values()) == sorted(found.values(), reverse=True)

    @settings(deadline=None)
    @given(st.lists(st.integers(0, 39), unique=True), st.integers(1, 50))
    def test_search_among_some(self, among: list[int], top_k: int) -> None:
        scores = {n: float(FEW[n] @ FEW[5]) for n in among}
        best = sorted(among, key=scores.__getitem__, reverse=True)[:top_k]
        found = self.index.search(FEW[5], top_k, among)
        assert list(found) == best
        assert found == pytest.approx({n: scores[n] for n in best}, abs=1e-6)

    def test_a_passage_without_terms_is_all_zeros(self) -> None:
        index = parted(np.vstack([np.zeros((1, 8), np.float32), FEW[:1]]), [0])
        assert index.search(FEW[0], 2) == {1: pytest.approx(1), 0: 0}


class TestParts:
    """Several files answer as one."""

    index = parted(FEW, [0, 1, 30])

    def test_what_they_hold(self) -> None:
        assert (len(self.index), self.index.end, self.index.dimensions) == (40, 40, 8)
        np.testing.assert_array_equal(self.index.vectors([31, 0, 29]), FEW[[31, 0, 29]])

    @settings(deadline=None)
    @given(st.integers(0, 2**32 - 1), st.integers(1, 50), st.none() | st.sets(st.integers(0, 39)))
    def test_search(self, seed: int, top_k: int, among: set[int] | None) -> None:
        [query] = unit(np.random.default_rng(seed).standard_normal((1, 8)))
        kept = range(40) if among is None else sorted(among)
        scores = {n: float(FEW[n] @ query) for n in kept}
        best = sorted(scores, key=scores.__getitem__, reverse=True)[:top_k]
        found = self.index.search(query, top_k, None if among is None else kept)
        assert list(found) == best
        assert found == pytest.approx({n: scores[n] for n in best}, abs=1e-6)


@pytest.mark.parametrize("flat_limit", [100, 10])
def test_what_is_gone_is_never_found(tmp_path: Path, flat_limit: int) -> None:
    write(tmp_path / "0", lambda: [FEW], 40, FEW, flat_limit)
    index = DenseIndex.open({0: tmp_path / "0"}, gone=[range(2, 5), range(7, 7), range(39, 40)])
    left = [n for n in range(40) if n not in (2, 3, 4, 39)]
    assert (len(index), index.end, [*index.numbers()]) == (36, 40, left)
    found = [number for row in FEW for number in index.search(row, 40)]
    assert found and not {2, 3, 4, 39} & {*found}


def test_a_full_disk_is_told() -> None:
    with pytest.raises(OSError, match="No space left"):
        write(Path("/dev/full"), lambda: [FEW], 40, FEW)


MANY = clustered(6_000, seed=1)


@pytest.fixture(scope="module")
def index() -> DenseIndex:
    return parted(MANY, [0], flat_limit=len(MANY) - 1)


class TestInvertedLists:
    def test_up_to_the_limit_search_is_exact(self) -> None:
        index = parted(MANY, [0], flat_limit=len(MANY))
        np.testing.assert_array_equal(index.vectors(range(6_000)), MANY)

    def test_vectors_are_held_in_half_precision(self, index: DenseIndex) -> None:
        assert (len(index), index.dimensions) == (6_000, 32)
        some = [5, 0, 5_999]
        np.testing.assert_allclose(index.vectors(some), MANY[some], atol=2**-12)

    def test_recall_of_new_questions(self, index: DenseIndex) -> None:
        queries = clustered(300, seed=2)
        hits = sum(
            len(index.search(query, 10).keys() & nearest(MANY, query, 10).keys())
            for query in queries
        )
        assert hits / 3_000 >= TARGET_RECALL

    def test_search_among_some_misses_none_of_them(self, index: DenseIndex) -> None:
        far = np.argsort(MANY @ MANY[0])[:12].tolist()
        assert index.search(MANY[0], 12, far).keys() == set(far)
