"""Errors of predicted shares, by hand and by scikit-learn."""

import json

import numpy as np
import pytest
from finecover.core.fractions.fraction_scores import (
    dominant_counts,
    joint_r2,
    pair_counts,
    score_fractions,
    score_levels,
    share_reliability,
)
from finecover.core.fractions.levels import share_levels
from finecover.core.legends.legend import LandCoverClass, Legend, Level
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

LEGEND = Legend(
    tuple(
        LandCoverClass(code, f"c{code}", "#112233", (Level("level1", parent, f"p{parent}"),))
        for code, parent in ((1, 7), (2, 7), (3, 8))
    )
)


def shares(samples=50, classes=3, seed=0):
    return np.random.default_rng(seed).dirichlet(np.ones(classes), samples)


def test_scores_by_hand():
    observed = np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0], [0.5, 0.5]])
    predicted = np.array([[0.75, 0.25], [0.25, 0.75], [0.25, 0.75], [0.5, 0.5]])
    found = score_fractions(observed, predicted)
    np.testing.assert_allclose(found.mae, [0.1875, 0.1875])
    np.testing.assert_allclose(found.rmse, np.sqrt([3 / 64, 3 / 64]))
    np.testing.assert_allclose(found.r2, 1 - np.array([3 / 16, 3 / 16]) / 0.5)
    np.testing.assert_allclose(found.bias, [-0.0625, 0.0625])
    assert found.dominant == 0.75  # the second sample leans the wrong way
    assert found.samples == 4
    assert found.mean_mae == 0.1875


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 80), st.integers(2, 6), st.integers(0, 999))
def test_scores_equal_scikit_learn(samples, classes, seed):
    observed, predicted = shares(samples, classes, seed), shares(samples, classes, seed + 1)
    found = score_fractions(observed, predicted)
    pair = {"multioutput": "raw_values"}
    np.testing.assert_allclose(found.mae, mean_absolute_error(observed, predicted, **pair))
    np.testing.assert_allclose(found.rmse, np.sqrt(mean_squared_error(observed, predicted, **pair)))
    np.testing.assert_allclose(found.r2, r2_score(observed, predicted, **pair))
    assert found.bias.sum() == pytest.approx(0, abs=1e-12)  # shares sum to 1 on both sides
    assert (found.mae <= found.rmse + 1e-12).all()


def test_a_class_of_one_share_everywhere_has_no_r2():
    observed = np.array([[0.0, 0.25, 0.75], [0.0, 0.5, 0.5]])
    found = score_fractions(observed, observed)
    np.testing.assert_array_equal(found.r2, [np.nan, 1, 1])
    assert found.mean_r2 == 1
    none = score_fractions(observed[:1], observed[:1])
    assert np.isnan(none.mean_r2)
    told = json.loads(json.dumps(none.to_json(), allow_nan=False))
    assert told["r2"] == [None, None, None]
    assert told["mean_r2"] is None
    assert told["mae"] == [0, 0, 0]


def test_a_class_that_no_sample_holds_does_not_count_in_the_means():
    observed = np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0]])
    predicted = np.array([[0.8, 0.2, 0.0], [0.5, 0.4, 0.1]])
    found = score_fractions(observed, predicted)
    np.testing.assert_array_equal(found.held, [True, True, False])
    np.testing.assert_allclose(found.mae, [0.1, 0.15, 0.05])
    assert found.mean_mae == pytest.approx(0.125)
    assert found.mean_rmse == pytest.approx(found.rmse[:2].mean())


def test_r2_of_all_classes_weighs_them_by_how_they_vary():
    observed = np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0], [0.5, 0.49, 0.01]])
    predicted = observed.copy()
    predicted[:, 2] += [0.02, 0.0, 0.0, -0.01]
    assert score_fractions(observed, predicted).r2[2] < -5
    assert joint_r2(observed, predicted) > 0.99
    pair = observed[:, :2], np.array([[0.75, 0.25], [0.25, 0.75], [0.25, 0.75], [0.5, 0.49]])
    around = np.square(pair[0] - pair[0].mean(axis=0)).sum()
    assert joint_r2(*pair) == pytest.approx(1 - 6 * 0.25**2 / around)
    expected = r2_score(observed, predicted, multioutput="variance_weighted")
    assert joint_r2(observed, predicted) == pytest.approx(expected)
    assert np.isnan(joint_r2(observed[:1], predicted[:1]))


def test_permuting_classes_permutes_scores():
    observed, predicted = shares(), shares(seed=1)
    order = [2, 0, 1]
    first = score_fractions(observed, predicted)
    turned = score_fractions(observed[:, order], predicted[:, order])
    for name in ("mae", "rmse", "r2", "bias"):
        np.testing.assert_allclose(getattr(turned, name), getattr(first, name)[order])
    assert turned.dominant == first.dominant


def test_levels_are_scored_beside_the_mean():
    observed, predicted = shares(), shares(seed=1)
    mean = observed.mean(axis=0)
    levels, _ = share_levels(LEGEND)
    classes, coarser = score_levels(observed, predicted, mean=mean, legend=LEGEND, levels=levels)
    assert (classes.level, coarser.level) == ("", "level1")
    assert coarser.legend.codes.tolist() == [7, 8]
    joined = np.stack([observed[:, :2].sum(axis=1), observed[:, 2]], axis=1)
    told = np.stack([predicted[:, :2].sum(axis=1), predicted[:, 2]], axis=1)
    np.testing.assert_allclose(coarser.scores.mae, np.abs(joined - told).mean(axis=0))
    np.testing.assert_allclose(classes.baseline.r2, 0, atol=1e-12)
    np.testing.assert_allclose(coarser.baseline.bias, 0, atol=1e-12)
    assert json.loads(json.dumps(coarser.to_json()))["codes"] == [7, 8]


def test_reliability_by_hand():
    predicted = np.array([[0.05, 0.95], [0.15, 0.85], [0.0, 1.0], [0.5, 0.5]])
    observed = np.array([[0.1, 0.9], [0.2, 0.8], [0.0, 1.0], [0.3, 0.7]])
    found = share_reliability(observed, predicted, bins=10)
    assert found.counts[0].tolist() == [2, 1, 0, 0, 0, 1, 0, 0, 0, 0]
    assert found.counts[1].tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 1, 2]
    assert found.observed[0, 0] == pytest.approx(0.05)
    assert found.predicted[0, 0] == pytest.approx(0.025)
    assert found.observed[1, 9] == pytest.approx(0.95)
    assert np.isnan(found.observed[0, 9])
    assert found.edges[[0, 1, 10]].tolist() == [0, 0.1, 1]
    np.testing.assert_allclose(found.deviation, [(2 * 0.025 + 0.05 + 0.2) / 4] * 2)


def test_pairs_are_counted():
    observed, predicted = shares(300), shares(300, seed=1)
    observed[0], predicted[0] = [1, 0, 0], [0, 1 + 1e-12, -1e-12]
    found = pair_counts(observed, predicted, bins=4)
    assert found.shape == (3, 4, 4)
    for place in range(3):
        expected, *_ = np.histogram2d(
            observed[:, place], predicted[:, place].clip(0, 1), bins=4, range=[[0, 1], [0, 1]]
        )
        np.testing.assert_array_equal(found[place], expected)


def test_dominant_classes_are_counted():
    observed = np.array([[0.6, 0.4, 0.0], [0.4, 0.4, 0.2], [0.1, 0.2, 0.7], [0.3, 0.5, 0.2]])
    predicted = np.array([[0.5, 0.3, 0.2], [0.2, 0.7, 0.1], [0.0, 0.1, 0.9], [0.5, 0.5, 0.0]])
    found = dominant_counts(observed, predicted)
    assert found.dtype == np.int64
    # of equal shares the first counts
    assert found.tolist() == [[1, 1, 0], [1, 0, 0], [0, 0, 1]]
    assert found.trace() / 4 == score_fractions(observed, predicted).dominant
