import json

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.series import whittaker as smoother
from finecover.core.series.whittaker import vcurve_lambda, whittaker, whittaker_envelope
from hypothesis import given, settings
from hypothesis import strategies as st


def dense(values, weights, lam):
    """The system as it stands in the paper, one pixel."""
    second = np.diff(np.eye(len(values)), 2, axis=0)
    known = np.where(weights > 0, values, 0)
    return np.linalg.solve(np.diag(weights) + lam * second.T @ second, weights * known)


@pytest.fixture(scope="module")
def vectors(data_dir):
    path = data_dir.parent / "vectors" / "whittaker.json"
    if not path.is_file():
        pytest.skip(f"the published series is not at {path}")
    found = json.loads(path.read_text())
    return {key: np.array(value) if isinstance(value, list) else value
            for key, value in found.items()}  # fmt: skip


def as_pixel(vectors):
    return vectors["y"][:, np.newaxis], vectors["w"][:, np.newaxis]


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_published_fixed(vectors, kind):
    values, weights = as_pixel(vectors)
    for own in (weights, None):
        smooth = whittaker(values.astype(kind), own, vectors["lambda_ws2d"])
        assert smooth.dtype == kind
        np.testing.assert_allclose(smooth[:, 0], vectors["z_ws2d"], atol=1e-6)


def test_published_vcurve(vectors):
    values, weights = as_pixel(vectors)
    lam = vcurve_lambda(values, weights, vectors["vcurve_log10_lambda"])
    assert lam[0] == pytest.approx(vectors["sopt_ws2dvc"], abs=1e-9)
    smooth = whittaker(values, weights, lam)
    np.testing.assert_allclose(smooth[:, 0], vectors["z_ws2dvc"], atol=1e-7)


def test_published_envelope(vectors):
    values, weights = as_pixel(vectors)
    lam, p = vectors["sopt_ws2dvcp"], vectors["p"]
    smooth = whittaker_envelope(values, weights, lam, p)
    np.testing.assert_allclose(smooth[:, 0], vectors["z_ws2dp"], atol=1e-7)


def test_published_envelope_with_vcurve(vectors):
    values, weights = as_pixel(vectors)
    p = vectors["p"]
    lam = vcurve_lambda(values, weights, vectors["vcurve_log10_lambda"], p=p)
    assert lam[0] == pytest.approx(vectors["sopt_ws2dvcp"], abs=1e-9)
    smooth = whittaker_envelope(values, weights, lam, p)
    np.testing.assert_allclose(smooth[:, 0], vectors["z_ws2dvcp"], atol=1e-7)


series = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def draw(rng, steps=15, pixels=20):
    values = rng.normal(0.3, 0.2, (steps, pixels))
    weights = rng.choice([0, 0.25, 1], (steps, pixels))
    weights[:, rng.random(pixels) < 0.3] = 1
    weights[:2] = 1
    return values, weights


@given(series, st.integers(3, 40), st.floats(-2, 6))
@settings(max_examples=10, deadline=None)
def test_equals_the_dense_system(rng, steps, power):
    values, weights = draw(rng, steps)
    lam = 10.0**power
    expected = np.stack([dense(v, w, lam) for v, w in zip(values.T, weights.T)], axis=1)
    scale = np.abs(expected).max()
    np.testing.assert_allclose(whittaker(values, weights, lam), expected, atol=1e-7 * scale)
    narrow = whittaker(values.astype(np.float32), weights, lam)
    np.testing.assert_allclose(narrow, expected, atol=2e-6 * max(scale, 1))


def test_dense_and_swept_agree(monkeypatch):
    values = np.random.default_rng(0).normal(size=(24, 50)).astype(np.float32)
    fast = whittaker(values, None, 1000.0)
    monkeypatch.setattr(smoother, "_PRODUCT_STEPS", 0)
    smoother._shared.cache_clear()
    np.testing.assert_allclose(whittaker(values, None, 1000.0), fast, atol=1e-6)
    smoother._shared.cache_clear()


@given(series, st.floats(-1e4, 1e4, width=32, allow_subnormal=False))
@settings(max_examples=10, deadline=None)
def test_constant_stays(rng, level):
    values, weights = draw(rng)
    constant = np.full(values.shape, level, np.float32)
    for own in (weights, None):
        smooth = whittaker(constant, own, 100.0)
        np.testing.assert_allclose(smooth, constant, rtol=1e-6)
        tilted = whittaker_envelope(constant, own, 100.0, 0.9)
        np.testing.assert_allclose(tilted, constant, rtol=1e-6)


@given(series)
@settings(max_examples=10, deadline=None)
def test_weightless_outliers_change_nothing(rng):
    values, weights = draw(rng)
    wild = np.where(weights > 0, values, rng.choice([np.nan, 1e9, np.inf], values.shape))
    holes = np.where(weights > 0, values, np.nan)
    grid = np.arange(-1, 3, 0.5)
    for smooth in (
        lambda v: whittaker(v, weights, 10.0),
        lambda v: whittaker_envelope(v, weights, 10.0, 0.8),
        lambda v: vcurve_lambda(v, weights, grid),
    ):
        assert smooth(values).tobytes() == smooth(wild).tobytes() == smooth(holes).tobytes()


@given(series, st.integers(-10, 10))
@settings(max_examples=10, deadline=None)
def test_scaling_scales(rng, power):
    values, weights = draw(rng)
    scale = 2.0**power
    grid = np.arange(-1, 3, 0.5)
    np.testing.assert_array_equal(
        whittaker(values * scale, weights, 10.0), whittaker(values, weights, 10.0) * scale
    )
    np.testing.assert_array_equal(
        whittaker_envelope(values * scale, weights, 10.0, 0.9),
        whittaker_envelope(values, weights, 10.0, 0.9) * scale,
    )
    np.testing.assert_array_equal(
        vcurve_lambda(values * scale, weights, grid), vcurve_lambda(values, weights, grid)
    )


def test_line_with_holes():
    line = np.linspace(2, 5, 12)[:, np.newaxis]
    weights = np.ones((12, 1))
    weights[[0, 3, 4, 5, 11]] = 0
    np.testing.assert_allclose(whittaker(line, weights, 1e5), line, rtol=1e-9)


def test_few_weights():
    values = np.array([[1.0, 1, 1], [2, 2, 2], [4, 4, 4], [9, 9, 9]])
    weights = np.array([[0, 0, 1], [0, 0, 0], [0, 1, 1], [0, 0, 0]])
    smooth = whittaker(values, weights, 10.0)
    assert np.isnan(smooth[:, 0]).all()
    assert smooth[:, 1].tolist() == [4, 4, 4, 4]
    np.testing.assert_allclose(smooth[:, 2], [1, 2.5, 4, 5.5], rtol=1e-12)


@pytest.mark.parametrize("steps", [1, 2])
def test_short_series_stand(steps):
    values = np.array([[3.0, 5, 7], [4, np.nan, np.nan]])[:steps]
    smooth = whittaker(values, None, 10.0)
    np.testing.assert_array_equal(smooth, [[3, 5, 7], [4, 5, 7]][:steps])
    tilted = whittaker_envelope(values, None, 10.0, 0.9)
    np.testing.assert_array_equal(tilted, smooth)


def test_lambda_per_pixel():
    values, weights = draw(np.random.default_rng(5))
    lams = np.geomspace(0.1, 1000, values.shape[1])
    lams[3] = np.nan
    smooth = whittaker(values, weights, lams)
    for pixel, lam in enumerate(lams):
        if pixel == 3:
            assert np.isnan(smooth[:, pixel]).all()
            continue
        alone = whittaker(values[:, [pixel]], weights[:, [pixel]], lam)
        assert alone[:, 0].tobytes() == np.ascontiguousarray(smooth[:, pixel]).tobytes()


def test_upper_envelope_lies_above():
    values, weights = draw(np.random.default_rng(6), steps=60)
    middle = whittaker(values, weights, 10.0).mean()
    assert whittaker_envelope(values, weights, 10.0, 0.95).mean() > middle + 0.05
    assert whittaker_envelope(values, weights, 10.0, 0.05).mean() < middle - 0.05
    np.testing.assert_allclose(
        whittaker_envelope(values, weights, 10.0, 0.5), whittaker(values, weights, 20.0), atol=1e-12
    )


def test_bands_share_weights():
    rng = np.random.default_rng(7)
    values, weights = draw(rng)
    bands = np.stack([values, values[::-1], values * 2]).astype(np.float32)
    bands[1, 5, 3:9] = np.nan
    for own in (weights, None):
        together = whittaker(bands, own, 30.0)
        apart = np.stack([whittaker(band, own, 30.0) for band in bands])
        assert together.tobytes() == apart.tobytes()


@pytest.mark.parametrize("steps", [3, 12, 36, 37])
def test_place_in_memory_changes_no_byte(steps):
    values = np.random.default_rng(steps).normal(size=(steps, 4200)).astype(np.float32)
    whole = whittaker(values, None, 50.0)
    for first, end in ((1, 4200), (3, 77), (4095, 4098), (5, 6), (8, 10), (0, 4097)):
        expected = np.ascontiguousarray(whole[:, first:end]).tobytes()
        part = values[:, first:end]
        assert whittaker(part, None, 50.0).tobytes() == expected
        assert whittaker(part.copy(), None, 50.0).tobytes() == expected
        assert whittaker(np.asfortranarray(part), None, 50.0).tobytes() == expected


@given(series, st.sampled_from([7, 16, 33]), st.integers(0, 15))
@settings(max_examples=10, deadline=None)
def test_cut_and_block_change_no_byte(rng, block, cut):
    values, weights = draw(rng, steps=24, pixels=50)
    values = values.astype(np.float32)
    values[3, 10:20] = np.nan

    def results(v, w):
        return [
            whittaker(v, w, 10.0),
            whittaker(v, None, 10.0),
            whittaker_envelope(v, w, 10.0, 0.9),
            vcurve_lambda(v, w, np.arange(-1, 3, 0.5)),
        ]

    whole = results(values, weights)
    before = smoother.BLOCK_PIXELS
    try:
        smoother.BLOCK_PIXELS = block
        part = results(values[:, cut:], weights[:, cut:])
    finally:
        smoother.BLOCK_PIXELS = before
    for a, b in zip(part, whole):
        assert a.tobytes() == np.ascontiguousarray(b[..., cut:]).tobytes()


VALUES = np.ones((4, 3))


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: whittaker(VALUES, np.ones((4, 2)), 1.0), "weights"),
        (lambda: whittaker(VALUES, -VALUES, 1.0), "negative"),
        (lambda: whittaker(VALUES, VALUES * np.nan, 1.0), "NaN"),
        (lambda: whittaker(VALUES, None, 0.0), "lambda is 0.0"),
        (lambda: whittaker(VALUES, None, np.nan), "lambda is nan"),
        (lambda: whittaker(VALUES, None, np.array([1.0, -1, 1])), "above 0"),
        (lambda: whittaker(VALUES, None, np.ones(2)), "3 pixels"),
        (lambda: vcurve_lambda(VALUES, None, np.array([1.0])), "2 or more"),
        (lambda: vcurve_lambda(VALUES, None, np.array([1.0, 0])), "ascending"),
        (lambda: whittaker_envelope(VALUES, None, 1.0, 1.0), "p is 1.0"),
    ],
)
def test_errors(call, match):
    with pytest.raises(InputError, match=match):
        call()
