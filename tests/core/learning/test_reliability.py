"""Confidence against agreement: toy numbers by hand, and what a temperature may never do."""

from __future__ import annotations

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.learning.reliability import (
    apply_temperature,
    fit_temperature,
    label_trust,
    reliability,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

# two samples at 0.95 of which one is right, two at 0.55 that are right, one nobody tested
SHARES = np.array([[0.95, 0.05], [0.05, 0.95], [0.55, 0.45], [0.45, 0.55], [np.nan, np.nan]])
LABELS = np.array([0, 0, 0, 1, 1])


def test_bins_by_hand():
    found = reliability(SHARES, LABELS)
    assert found.count.tolist() == [0, 0, 0, 0, 0, 2, 0, 0, 0, 2]
    np.testing.assert_allclose(found.confidence[[5, 9]], [0.55, 0.95])
    np.testing.assert_allclose(found.agreement[[5, 9]], [1.0, 0.5])
    assert np.isnan(found.confidence[:5]).all()
    assert np.isnan(found.agreement[6:9]).all()
    np.testing.assert_allclose(found.edges, np.arange(11) / 10)
    assert found.calibration_error == pytest.approx(0.45)  # both bins are off by 0.45
    expected = np.mean([2 * 0.05**2, 2 * 0.95**2, 2 * 0.45**2, 2 * 0.45**2])
    assert found.brier == pytest.approx(expected)


def test_weights_count_samples_many_times():
    weights = np.array([1, 3, 2, 0, 5])
    plain = np.repeat(np.arange(5), weights)
    one, other = reliability(SHARES, LABELS, weights), reliability(SHARES[plain], LABELS[plain])
    np.testing.assert_allclose(one.confidence, other.confidence)
    np.testing.assert_allclose(one.agreement, other.agreement)
    assert one.calibration_error == pytest.approx(other.calibration_error)
    assert one.brier == pytest.approx(other.brier)
    assert fit_temperature(SHARES, LABELS, weights) == pytest.approx(
        fit_temperature(SHARES[plain], LABELS[plain])
    )
    assert one.count.sum() == 3, "a sample of weight 0 is none"


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_bin_holds_its_upper_border(kind):
    top = np.arange(5, 11) / 10
    found = reliability(np.stack([top, 1 - top], axis=1).astype(kind), np.zeros(6, int))
    assert found.count.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 1, 1]


def test_probabilities_that_keep_their_word():
    rng = np.random.default_rng(0)
    shares = rng.dirichlet([1, 1, 1], 20_000)
    labels = (rng.random(20_000)[:, None] > shares.cumsum(axis=1)).sum(axis=1)
    found = reliability(shares, labels)
    assert found.calibration_error < 0.02
    assert fit_temperature(shares, labels) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("true", [0.5, 2.0, 4.0])
def test_the_temperature_is_found_again(true):
    rng = np.random.default_rng(1)
    shares = rng.dirichlet([6, 6, 6, 6], 20_000)
    labels = (rng.random(20_000)[:, None] > shares.cumsum(axis=1)).sum(axis=1)
    labels = np.minimum(labels, 3)
    spoilt = apply_temperature(shares, 1 / true)
    assert fit_temperature(spoilt, labels) == pytest.approx(true, rel=0.06)
    mended = apply_temperature(spoilt, true)
    np.testing.assert_allclose(mended, shares, atol=2e-4)
    assert reliability(mended, labels).calibration_error < 0.02
    assert reliability(spoilt, labels).calibration_error > 0.05


def rows():
    kinds = st.sampled_from([np.float32, np.float64])
    values = kinds.flatmap(
        lambda kind: hnp.arrays(
            kind, st.tuples(st.integers(1, 12), st.integers(2, 5)),
            elements=st.sampled_from([0.0, 1 / 128, 0.25, 0.5, 1.0, 3.0]),
        )
    )  # fmt: skip
    return values.filter(lambda a: (a.sum(axis=1) > 0).all()).map(
        lambda a: a / a.sum(axis=1, keepdims=True)
    )


@settings(deadline=None)
@given(rows(), st.integers(0, 1000))
def test_at_the_fitted_temperature_confidence_is_agreement(shares, seed):
    labels = np.random.default_rng(seed).integers(0, shares.shape[1], len(shares))
    weights = np.random.default_rng(seed).uniform(0.1, 1, len(shares))
    temperature = fit_temperature(shares, labels, weights)
    found = apply_temperature(shares.astype(np.float64), temperature).max(axis=1) @ weights
    wanted = (shares.argmax(axis=1) == labels) @ weights
    if temperature == 0.25:
        assert found <= wanted + 1e-9
    elif temperature == 4:
        assert found >= wanted - 1e-9
    else:
        assert found == pytest.approx(wanted, abs=1e-4)


@settings(deadline=None)
@given(rows(), st.floats(0.1, 10))
def test_temperatures_keep_sums_order_and_type(shares, temperature):
    found = apply_temperature(shares, temperature)
    assert found.dtype == shares.dtype
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)
    order = np.argsort(shares, axis=1, kind="stable")
    assert (np.diff(np.take_along_axis(found, order, axis=1), axis=1) >= 0).all()


@given(rows())
def test_temperature_1_changes_nothing(shares):
    same = apply_temperature(shares, 1.0)
    np.testing.assert_array_equal(same, shares)
    assert same is not shares


def test_temperatures_work_row_by_row_in_any_shape():
    shares = np.random.default_rng(0).dirichlet(np.ones(7), (6, 5)).astype(np.float32)
    shares[2, 3] = np.nan
    whole = apply_temperature(shares, 1.7)
    assert np.isnan(whole[2, 3]).all()
    np.testing.assert_array_equal(whole[1:3, 2:], apply_temperature(shares[1:3, 2:], 1.7))
    np.testing.assert_array_equal(whole[4], apply_temperature(shares[4], 1.7))


def test_temperatures_work_along_any_axis():
    shares = np.random.default_rng(0).dirichlet(np.ones(3), (6, 5))
    first = np.moveaxis(shares, -1, 0)
    expected = np.moveaxis(apply_temperature(shares, 0.6), -1, 0)
    np.testing.assert_array_equal(apply_temperature(first, 0.6, axis=0), expected)
    nothing = np.zeros((3, 2, 2))
    np.testing.assert_array_equal(apply_temperature(nothing, 0.6, axis=0), nothing)


def test_trust_by_hand():
    shares = np.array([[0.5, 0.5, 0], [0.2, 0.6, 0.2], [1, 0, 0], [np.nan] * 3], np.float32)
    found = label_trust(shares, np.array([1, 0, 2, 0]))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [1, 1 / 3, 0, np.nan], rtol=1e-6)


@pytest.mark.parametrize(
    ("shares", "labels", "match"),
    [
        (np.ones((2, 2)), [0], r"\(2, 2\) and labels \(1,\) do not fit"),
        (np.ones(2), [0, 1], "do not fit"),
        (np.ones((1, 2)), [2], "class indices from 0 to 1"),
        (np.ones((1, 2)), [-1], "class indices"),
        (np.ones((1, 2)), [0.5], "class indices"),
    ],
)
@pytest.mark.parametrize("function", [reliability, fit_temperature, label_trust])
def test_wrong_tables_are_refused(function, shares, labels, match):
    with pytest.raises(InputError, match=match):
        function(shares, np.array(labels))


@pytest.mark.parametrize(
    ("weights", "match"),
    [([1, 1], "2 weights do not fit 5"), ([-1, 1, 1, 1, 1], "< 0"), ([0] * 5, "No sample")],
)
def test_wrong_weights_are_refused(weights, match):
    for function in (reliability, fit_temperature):
        with pytest.raises(InputError, match=match):
            function(SHARES, LABELS, np.array(weights))


def test_nothing_tested_is_refused():
    with pytest.raises(InputError, match="No sample has been tested"):
        reliability(SHARES[4:], LABELS[4:])
    with pytest.raises(InputError, match="0 bins"):
        reliability(SHARES, LABELS, bins=0)


@pytest.mark.parametrize("temperature", [0, -1, np.nan, np.inf])
def test_impossible_temperatures_are_refused(temperature):
    with pytest.raises(InputError, match=f"The temperature is {temperature}"):
        apply_temperature(SHARES, temperature)
