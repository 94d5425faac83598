"""Cosine search: exact where it is flat, near enough where it is not."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from numpy.typing import NDArray

from embeddings.index.dense import TARGET_RECALL, DenseIndex

Vectors = NDArray[np.float32]


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
    index = DenseIndex.build(FEW)

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

    def test_round_trip(self) -> None:
        data = self.index.serialise()
        parsed = DenseIndex.parse(data)
        assert parsed.serialise() == data
        assert parsed.search(FEW[1], 10) == self.index.search(FEW[1], 10)

    def test_a_passage_without_terms_is_all_zeros(self) -> None:
        index = DenseIndex.build(np.vstack([np.zeros((1, 8), np.float32), FEW[:1]]))
        assert index.search(FEW[0], 2) == {1: pytest.approx(1), 0: 0}


MANY = clustered(6_000, seed=1)


@pytest.fixture(scope="module")
def index() -> DenseIndex:
    return DenseIndex.build(MANY, flat_limit=len(MANY) - 1)


class TestInvertedLists:
    def test_up_to_the_limit_search_is_exact(self) -> None:
        index = DenseIndex.build(MANY, flat_limit=len(MANY))
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

    def test_round_trip(self, index: DenseIndex) -> None:
        data = index.serialise()
        parsed = DenseIndex.parse(data)
        assert parsed.serialise() == data
        np.testing.assert_array_equal(parsed.vectors(range(9)), index.vectors(range(9)))
        for query in clustered(20, seed=3):
            assert parsed.search(query, 10) == index.search(query, 10)
