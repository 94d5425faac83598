"""Kiwi's own vectors, from the cosines that it tells."""

import numpy as np

from embeddings.text.analysis import kiwi
from embeddings.training.recovery import factor, recover


def test_vectors_follow_from_their_cosines_to_enough_anchors() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((60, 7)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    anchors = list(range(20, 35))
    found = factor(vectors @ vectors[anchors].T, anchors)
    np.testing.assert_allclose(found @ found.T, vectors @ vectors.T, atol=1e-3)


def test_terms_of_kiwi_get_a_vector_each() -> None:
    found = recover(kiwi(), anchors=4)
    assert len(found) > 50_000
    assert {vector.shape for vector in found.values()} == {(4,)}
    assert {"기자", "먹다", "예쁘다", "서울"} <= found.keys()
