"""Measures of rankings and answers, against values worked out by hand."""

import math

import numpy as np
import pytest

from embeddings.metrics import (
    FIGURE_RESAMPLES,
    PAIRED_RESAMPLES,
    Figure,
    exact_match,
    f1,
    figure,
    ndcg,
    paired,
    recall,
    reciprocal_rank,
    reciprocal_rank_by_score,
)


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


def test_a_rank_by_score_counts_those_that_score_higher() -> None:
    scores = np.array([0.1, 0.7, 0.7, 0.9])
    assert [reciprocal_rank_by_score(scores, own) for own in range(4)] == [1 / 4, 1 / 2, 1 / 2, 1]


def test_answers_are_compared_without_case_and_punctuation() -> None:
    assert exact_match("‘700개’", ["700개"]) == 1.0
    assert exact_match("700개 기업", ["700개"]) == 0.0
    assert f1("700개 기업", ["700개"]) == pytest.approx(2 * 4 / (6 + 4))
    assert f1("", ["700개"]) == 0.0
    assert f1("Lee Hae-chan", ["lee haechan", "김"]) == 1.0


def bootstrapped(values: list[float], resamples: int) -> Figure:
    """The percentile bootstrap, written out: draw the places, take the means, cut the tails."""
    rng = np.random.default_rng(0)
    sample = np.array(values)
    means = sample[rng.integers(0, len(values), (resamples, len(values)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Figure(sample.mean(), low, high)


def test_a_figure_is_a_mean_with_its_bootstrap_interval() -> None:
    values = [0.0, 0.0, 1.0, 1.0, 1.0]
    assert figure(values) == bootstrapped(values, FIGURE_RESAMPLES)
    assert figure(values) == Figure(0.6, 0.2, 1.0)
    assert figure([0.5, 0.5]) == Figure(0.5, 0.5, 0.5)


def test_half_right_answers_are_as_unsure_as_the_normal_distribution_says() -> None:
    found = figure([0.0, 1.0] * 200)
    half = 1.96 * math.sqrt(0.25 / 400)
    assert found.mean == 0.5
    assert (found.low, found.high) == pytest.approx((0.5 - half, 0.5 + half), abs=0.005)


def test_a_paired_comparison_is_the_bootstrap_of_each_question_s_change() -> None:
    before, after = [0.0, 0.25, 0.5, 1.0], [0.5, 0.5, 0.25, 1.0]
    assert paired(before, after) == bootstrapped([0.5, 0.25, -0.25, 0.0], PAIRED_RESAMPLES)
    assert paired(after, before).mean == -paired(before, after).mean
    assert paired(before, before) == Figure(0.0, 0.0, 0.0)


def test_better_must_be_more_than_luck() -> None:
    low, high = [0.4] * 100, [0.5] * 100
    assert paired(low, high).low > 0
    assert paired(high, low).high < 0
    lucky = [1.0, *low[1:]]
    assert paired(low, lucky).low == 0.0


def test_a_mean_needs_values_and_a_comparison_as_many_on_both_sides() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        figure([])
    with pytest.raises(ValueError, match="at least one value"):
        paired([], [])
    with pytest.raises(ValueError, match="as many values"):
        paired([1.0], [1.0, 0.0])
