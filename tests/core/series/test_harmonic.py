import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.series import harmonic
from finecover.core.series.harmonic import (
    MOST_VARIANCE,
    amplitude_phase,
    fit_harmonics,
    harmonic_series,
    supported,
)
from hypothesis import given, settings
from hypothesis import strategies as st

series = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def terms(days, harmonics, period=365.25):
    columns = [np.ones(len(days))]
    for order in range(1, harmonics + 1):
        angle = 2 * np.pi * order * days / period
        columns += [np.cos(angle), np.sin(angle)]
    return np.stack(columns, axis=1)


def draw(rng, dates=30, pixels=12):
    days = np.sort(rng.choice(365, dates, replace=False)) + 17000.0
    values = rng.normal(0.3, 0.2, (dates, pixels))
    weights = rng.choice([0, 0.25, 1, 1], (dates, pixels))
    return values, weights, days


@given(series, st.integers(1, 4))
@settings(max_examples=20, deadline=None)
def test_equals_least_squares(rng, harmonics):
    values, weights, days = draw(rng)
    found = fit_harmonics(values, weights, days, harmonics=harmonics)
    basis = terms(days, harmonics)
    for pixel in range(values.shape[1]):
        root = np.sqrt(weights[:, pixel])
        system = basis * root[:, np.newaxis]
        if np.linalg.cond(system) < 1e3 and (root > 0).sum() > 2 * harmonics:
            expected = np.linalg.lstsq(system, values[:, pixel] * root, rcond=None)[0]
            np.testing.assert_allclose(found[:, pixel], expected, atol=1e-8)


def test_full_weights_equal_least_squares():
    values, _, days = draw(np.random.default_rng(1))
    found = fit_harmonics(values, None, days, harmonics=3)
    expected = np.linalg.lstsq(terms(days, 3), values, rcond=None)[0]
    np.testing.assert_allclose(found, expected, atol=1e-10)
    np.testing.assert_allclose(harmonic_series(found, days), terms(days, 3) @ expected, atol=1e-10)
    narrow = fit_harmonics(values.astype(np.float32), None, days, harmonics=3)
    assert narrow.dtype == np.float32
    np.testing.assert_allclose(narrow, expected, atol=1e-5)


def test_wave_with_holes_comes_back():
    days = np.arange(0.0, 730, 9)
    wave = 0.4 + 0.3 * np.cos(2 * np.pi * (days - 200) / 365.25)
    wave += 0.1 * np.cos(4 * np.pi * (days - 50) / 365.25)
    holes = np.where(np.random.default_rng(0).random(days.size) < 0.5, np.nan, wave)
    found = fit_harmonics(holes[:, np.newaxis], None, days, harmonics=3)
    np.testing.assert_allclose(harmonic_series(found, days)[:, 0], wave, atol=1e-10)
    amplitude, phase = amplitude_phase(found)
    np.testing.assert_allclose(amplitude[:, 0], [0.3, 0.1, 0], atol=1e-10)
    np.testing.assert_allclose(phase[:2, 0], [200, 50], atol=1e-6)


@pytest.mark.parametrize("peak", [0, 0.001, 90, 182.6, 300, 365.2])
def test_phase_is_the_day_of_the_maximum(peak):
    angle = 2 * np.pi * peak / 365.25
    wave = np.array([[0.5], [0.2 * np.cos(angle)], [0.2 * np.sin(angle)]])
    amplitude, phase = amplitude_phase(wave)
    assert amplitude[0, 0] == pytest.approx(0.2)
    assert phase[0, 0] == pytest.approx(peak, abs=1e-9)
    fine = np.arange(0, 365.25, 0.05)
    curve = harmonic_series(wave, fine)[:, 0]
    assert abs(fine[curve.argmax()] - peak) <= 0.1


def test_phase_stays_below_the_period():
    wave = np.array([[0, 0], [1, 0], [-1e-20, 0]], np.float32)
    amplitude, phase = amplitude_phase(wave)
    assert phase[0, 0] == 0
    assert np.isnan(phase[0, 1])
    assert amplitude[0, 1] == 0


def test_few_observations():
    values = np.full((6, 5), np.nan)
    values[0, 1:] = 2
    values[1, 2:] = 4
    values[2, 3:] = 3
    values[3:5, 4] = 5, 7
    days = np.array([0.0, 60, 140, 200, 270, 340])
    found = fit_harmonics(values, None, days, harmonics=2)
    assert np.isnan(found[:, 0]).all()
    assert found[:, 1].tolist() == [2, 0, 0, 0, 0]
    assert found[:, 2].tolist() == [3, 0, 0, 0, 0]
    assert (found[3:, 3] == 0).all()
    curves = harmonic_series(found, days)
    np.testing.assert_allclose(curves[:3, 3], [2, 4, 3], atol=1e-9)
    np.testing.assert_allclose(curves[:5, 4], [2, 4, 3, 5, 7], atol=1e-6)


def test_days_that_tell_nothing_apart():
    values = np.arange(8.0)[:, np.newaxis]
    same = fit_harmonics(values, None, np.full(8, 100.0), harmonics=1)
    assert np.isfinite(same).all()
    np.testing.assert_allclose(harmonic_series(same, np.array([100.0])), [[3.5]])
    yearly = fit_harmonics(values, None, np.arange(8) * 365.25, harmonics=2)
    assert np.abs(yearly).max() < 10


@given(series, st.floats(-1e4, 1e4, width=32))
@settings(max_examples=15, deadline=None)
def test_constant_stays(rng, level):
    values, weights, days = draw(rng)
    found = fit_harmonics(np.full(values.shape, level), weights, days, harmonics=2)
    seen = (weights > 0).sum(axis=0) >= 12
    np.testing.assert_allclose(found[0, seen], level, rtol=1e-6, atol=1e-9)
    assert (np.abs(found[1:, seen]) <= 1e-6 * max(abs(level), 1)).all()


@given(series, st.integers(-10, 10))
@settings(max_examples=15, deadline=None)
def test_outliers_order_and_scale(rng, power):
    values, weights, days = draw(rng)
    found = fit_harmonics(values, weights, days, harmonics=2)
    wild = np.where(weights > 0, values, rng.choice([np.nan, 1e9, np.inf], values.shape))
    assert fit_harmonics(wild, weights, days, harmonics=2).tobytes() == found.tobytes()
    scaled = fit_harmonics(values * 2.0**power, weights, days, harmonics=2)
    np.testing.assert_array_equal(scaled, found * 2.0**power)
    order = rng.permutation(days.size)
    mixed = fit_harmonics(values[order], weights[order], days[order], harmonics=2)
    np.testing.assert_allclose(mixed, found, atol=1e-7 * np.nanmax(np.abs(found)))


@given(series, st.sampled_from([1, 5, 8]), st.integers(0, 11))
@settings(max_examples=15, deadline=None)
def test_cut_and_block_change_no_byte(rng, block, cut):
    values, weights, days = draw(rng)
    whole = fit_harmonics(values, weights, days, harmonics=2)
    before = harmonic.BLOCK_PIXELS
    try:
        harmonic.BLOCK_PIXELS = block
        part = fit_harmonics(values[:, cut:], weights[:, cut:], days, harmonics=2)
    finally:
        harmonic.BLOCK_PIXELS = before
    assert part.tobytes() == np.ascontiguousarray(whole[:, cut:]).tobytes()


VALUES, DAYS = np.ones((4, 3)), np.arange(4.0)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: fit_harmonics(VALUES, None, DAYS[:3], harmonics=1), "3 dates"),
        (lambda: fit_harmonics(VALUES, -VALUES, DAYS, harmonics=1), "weights"),
        (lambda: fit_harmonics(VALUES, VALUES[:2], DAYS, harmonics=1), "weights"),
        (lambda: fit_harmonics(VALUES, None, DAYS, harmonics=0), "harmonics is 0"),
        (lambda: fit_harmonics(VALUES, None, DAYS, harmonics=1, period=0), "period is 0"),
    ],
)
def test_errors(call, match):
    with pytest.raises(InputError, match=match):
        call()


class TestSupported:
    AT = np.arange(36) * 365.25 / 36

    @pytest.mark.parametrize("harmonics", [1, 2, 3])
    def test_as_told_by_the_normal_matrix(self, harmonics):
        rng = np.random.default_rng(harmonics)
        days = np.sort(rng.uniform(0, 700, 30))
        known = rng.random((30, 300)) < rng.random(300)

        def waves(at):
            turns = 2 * np.pi / 365.25 * np.outer(at, np.arange(1, harmonics + 1))
            return np.column_stack([np.ones(len(at)), np.cos(turns), np.sin(turns)])

        found = supported(known, days, self.AT, harmonics=harmonics)
        for pixel, told in enumerate(found):
            model, asked = waves(days[known[:, pixel]]), waves(self.AT)
            if len(model) < 1 + 2 * harmonics:
                assert not told
                continue
            spread = np.linalg.pinv(model.T @ model)
            worst = np.einsum("ij,jk,ik->i", asked, spread, asked).max()
            assert told == (worst <= MOST_VARIANCE) or abs(worst - MOST_VARIANCE) < 1e-6
        assert 0 < found.sum() < 300

    def test_half_a_year_without_observations(self):
        days = np.arange(0, 360, 15.0)
        known = np.ones((24, 2), bool)
        known[6:18, 1] = False
        assert supported(known, days, self.AT, harmonics=2).tolist() == [True, False]
        assert supported(known, days, days[:4], harmonics=2).tolist() == [True, True]
