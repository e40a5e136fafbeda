import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.series import savitzky_golay as smoother
from finecover.core.series.savitzky_golay import savitzky_golay
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import savgol_filter

series = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def draw(rng, steps=24, pixels=20):
    values = rng.normal(0.3, 0.2, (steps, pixels))
    weights = rng.choice([0, 0.25, 1, 1], (steps, pixels))
    weights[:, rng.random(pixels) < 0.3] = 1
    return values, weights


@pytest.mark.parametrize(
    ("window", "polyorder"), [(3, 0), (3, 1), (5, 2), (5, 4), (7, 2), (9, 3), (11, 5), (23, 6)]
)
def test_equals_scipy_on_full_series(window, polyorder):
    values = np.random.default_rng(window).normal(0.3, 0.2, (24, 30))
    expected = savgol_filter(values, window, polyorder, axis=0, mode="interp")
    for weights in (None, np.ones(values.shape), np.full(values.shape, 0.7)):
        smooth = savitzky_golay(values, weights, window=window, polyorder=polyorder)
        np.testing.assert_allclose(smooth, expected, rtol=0, atol=1e-10)
    narrow = savitzky_golay(values.astype(np.float32), None, window=window, polyorder=polyorder)
    assert narrow.dtype == np.float32
    np.testing.assert_allclose(narrow, expected, atol=1e-6)


def test_weighted_fit_by_hand():
    values, weights = draw(np.random.default_rng(1))
    weights = weights + 0.1
    smooth = savitzky_golay(values, weights, window=7, polyorder=2)
    for step in range(24):
        first = min(max(step - 3, 0), 17)
        places = np.arange(first, first + 7) - step
        for pixel in range(values.shape[1]):
            fit = np.polyfit(
                places,
                values[first : first + 7, pixel],
                2,
                w=np.sqrt(weights[first : first + 7, pixel]),
            )
            assert smooth[step, pixel] == pytest.approx(fit[-1], abs=1e-10)


@given(series, st.integers(0, 3), st.sampled_from([5, 7, 11]), st.floats(0.1, 0.8))
@settings(max_examples=20, deadline=None)
def test_polynomial_with_holes_comes_back(rng, degree, window, missing):
    places = np.linspace(-1, 1, 30)
    curves = np.polynomial.polynomial.polyval(places, rng.normal(size=(degree + 1, 20))).T
    holes = np.where(rng.random(curves.shape) < missing, np.nan, curves)
    known = np.isfinite(holes)
    enough = known.sum(axis=0) > degree
    smooth = savitzky_golay(holes, None, window=window, polyorder=degree)
    within = np.maximum.accumulate(known) & np.maximum.accumulate(known[::-1])[::-1] & enough
    np.testing.assert_allclose(smooth[within], curves[within], rtol=0, atol=1e-8)


def test_line_with_long_gap_and_ends():
    line = np.linspace(2, 5, 40)[:, np.newaxis]
    weights = np.ones((40, 1))
    weights[:4] = weights[10:30] = weights[-1] = 0
    smooth = savitzky_golay(line, weights, window=5, polyorder=2)
    np.testing.assert_allclose(smooth, line, rtol=1e-10)


def test_few_weights():
    values = np.arange(12.0)[:, np.newaxis] ** 2 * np.ones((1, 4))
    weights = np.zeros(values.shape)
    weights[3, 1:] = weights[9, 2:] = weights[5, 3] = 1
    smooth = savitzky_golay(values, weights, window=5, polyorder=2)
    assert np.isnan(smooth[:, 0]).all()
    assert (smooth[:, 1] == 9).all()
    np.testing.assert_allclose(smooth[:, 2], 9 + 12 * (np.arange(12) - 3), atol=1e-9)
    np.testing.assert_allclose(smooth[:, 3], values[:, 3], atol=1e-9)


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_shorter_than_the_window(steps):
    values = np.random.default_rng(0).normal(size=(steps, 3))
    smooth = savitzky_golay(values, None, window=7, polyorder=2)
    fit = np.polynomial.polynomial.polyfit(np.arange(steps), values, min(2, steps - 1))
    expected = np.polynomial.polynomial.polyval(np.arange(steps), fit).T
    np.testing.assert_allclose(smooth, expected, atol=1e-10)


@given(series, st.floats(-1e4, 1e4, width=32))
@settings(max_examples=10, deadline=None)
def test_constant_stays(rng, level):
    values, weights = draw(rng)
    constant = np.full(values.shape, level, np.float32)
    for own in (weights + 0.1, None, weights):
        smooth = savitzky_golay(constant, own, window=7, polyorder=2)
        if own is not None:
            smooth, constant = smooth[:, own.any(axis=0)], constant[:, own.any(axis=0)]
        np.testing.assert_allclose(smooth, constant, rtol=1e-6)


@given(series, st.integers(-10, 10))
@settings(max_examples=10, deadline=None)
def test_outliers_and_scale(rng, power):
    values, weights = draw(rng)
    found = savitzky_golay(values, weights, window=7, polyorder=2)
    wild = np.where(weights > 0, values, rng.choice([np.nan, 1e9, np.inf], values.shape))
    assert savitzky_golay(wild, weights, window=7, polyorder=2).tobytes() == found.tobytes()
    scaled = savitzky_golay(values * 2.0**power, weights, window=7, polyorder=2)
    np.testing.assert_array_equal(scaled, found * 2.0**power)


@given(series, st.sampled_from([1, 7, 16]), st.integers(0, 15))
@settings(max_examples=10, deadline=None)
def test_cut_block_and_bands_change_no_byte(rng, block, cut):
    values, weights = draw(rng, steps=16)
    bands = np.stack([values, values[::-1]]).astype(np.float32)
    whole = savitzky_golay(bands, weights, window=5, polyorder=2)
    alone = savitzky_golay(bands[1], weights, window=5, polyorder=2)
    assert whole[1].tobytes() == alone.tobytes()
    before = smoother.BLOCK_PIXELS
    try:
        smoother.BLOCK_PIXELS = block
        part = savitzky_golay(bands[..., cut:], weights[:, cut:], window=5, polyorder=2)
    finally:
        smoother.BLOCK_PIXELS = before
    assert part.tobytes() == np.ascontiguousarray(whole[..., cut:]).tobytes()


VALUES = np.ones((8, 3))


@pytest.mark.parametrize(
    ("weights", "window", "polyorder", "match"),
    [
        (np.ones((8, 2)), 5, 2, "weights"),
        (-VALUES, 5, 2, "negative"),
        (None, 4, 2, "window is 4"),
        (None, 3, 3, "odd number above 3"),
        (None, 5, -1, "degree of the polynomial is -1"),
    ],
)
def test_errors(weights, window, polyorder, match):
    with pytest.raises(InputError, match=match):
        savitzky_golay(VALUES, weights, window=window, polyorder=polyorder)
