"""Measures of rankings and answers, against values worked out by hand."""

import math

import numpy as np
import pytest

from qa.metrics import Figure, exact_match, f1, figure, ndcg, recall, reciprocal_rank


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    assert ndcg(["a", "b"], {"a"}) == 1.0
    assert ndcg(["b", "a"], {"a"}) == pytest.approx(1 / math.log2(3))
    both = (1 + 1 / math.log2(4)) / (1 + 1 / math.log2(3))
    assert ndcg(["a", "x", "b"], {"a", "b"}) == pytest.approx(both)
    assert ndcg(["x"] * 10 + ["a"], {"a"}) == 0.0


def test_recall_and_reciprocal_rank() -> None:
    assert recall(["a", "x", "b"], {"a", "b"}, 1) == 0.5
    assert recall(["a", "x", "b"], {"a", "b"}, 3) == 1.0
    assert reciprocal_rank(["x", "y", "a"], {"a", "b"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"], {"a"}) == 0.0


def test_answers_are_compared_without_case_and_punctuation() -> None:
    assert exact_match("‘700개’", ["700개"]) == 1.0
    assert exact_match("700개 기업", ["700개"]) == 0.0
    assert f1("700개 기업", ["700개"]) == pytest.approx(2 * 4 / (6 + 4))
    assert f1("", ["700개"]) == 0.0
    assert f1("Lee Hae-chan", ["lee haechan", "김"]) == 1.0


def test_a_figure_is_a_mean_with_its_bootstrap_interval() -> None:
    values = [0.0, 0.0, 1.0, 1.0, 1.0]
    rng = np.random.default_rng(0)
    means = sorted(rng.choice(values, 5).mean() for _ in range(1000))
    low, high = np.quantile(means, [0.025, 0.975])
    assert figure(values) == Figure(0.6, low, high)
    assert figure([0.5, 0.5]) == Figure(0.5, 0.5, 0.5)
    with pytest.raises(ValueError, match="at least one value"):
        figure([])
