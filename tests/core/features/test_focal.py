import numpy as np
import pytest
from finecover.core.features.focal import (
    convolve_inside,
    focal_mean,
    focal_mean_std,
    gaussian_kernel,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

FIVE = np.arange(25, dtype=np.float32).reshape(5, 5)


def brute(values, size):
    margin = size // 2
    rows, cols = (side - 2 * margin for side in values.shape)
    mean, std = np.full((2, rows, cols), np.nan)
    for r in range(rows):
        for c in range(cols):
            block = values[r : r + size, c : c + size].astype(np.float64)
            if np.isfinite(block[margin, margin]):
                mean[r, c], std[r, c] = np.nanmean(block), np.nanstd(block)
    return mean, std


def test_by_hand():
    mean, std = focal_mean_std(FIVE, size=3)
    assert mean.tolist() == [[6, 7, 8], [11, 12, 13], [16, 17, 18]]
    # squared distances to the centre: 6, 5, 4, 1 on either side
    np.testing.assert_allclose(std, np.sqrt(2 * (36 + 25 + 16 + 1) / 9), rtol=1e-6)
    assert mean.dtype == std.dtype == np.float32


def test_whole_window():
    mean, std = focal_mean_std(FIVE, size=5)
    assert mean.tolist() == [[12]]
    assert std[0, 0] == pytest.approx(np.sqrt(52))


def test_missing():
    values = FIVE.copy()
    values[0, 0] = values[2, 2] = np.nan
    mean, std = focal_mean_std(values, size=3)
    assert np.isnan(mean).tolist() == np.isnan(std).tolist() == [
        [False] * 3, [False, True, False], [False] * 3]  # fmt: skip
    assert mean[0, 0] == np.float32((1 + 2 + 5 + 6 + 7 + 10 + 11) / 7)


def test_lonely_pixel():
    values = np.full((3, 3), np.nan, np.float32)
    values[1, 1] = 4
    mean, std = focal_mean_std(values, size=3)
    assert (mean[0, 0], std[0, 0]) == (4, 0)


@pytest.mark.parametrize("value", [0.1, 30001, 65535, 1e7 + 1])
def test_constant_deviates_by_nothing(value):
    mean, std = focal_mean_std(np.full((25, 25), value, np.float32), size=21)
    assert (mean == np.float32(value)).all()
    assert (std <= abs(value) * 1e-7).all()
    if value == int(value) and value < 65536:
        assert (std == 0).all()


def test_sixteen_bit_numbers_are_exact():
    values = (60000 + (np.indices((7, 7)).sum(axis=0) % 2)).astype(np.float32)
    _, std = focal_mean_std(values, size=5)
    np.testing.assert_allclose(std, np.sqrt(12 * 13) / 25, rtol=1e-7)


def test_large_numbers_keep_precision():
    values = (10_000_000 + np.arange(49).reshape(7, 7) % 10).astype(np.float32)
    _, std = focal_mean_std(values, size=5)
    np.testing.assert_allclose(std, brute(values, 5)[1], atol=0.02)


grids = hnp.arrays(
    np.float32,
    st.tuples(st.integers(9, 16), st.integers(9, 16)),
    elements=st.floats(-1e4, 1e4, width=32) | st.just(np.nan),
)


@settings(max_examples=40, deadline=None)
@given(grids, st.sampled_from([3, 5, 7]))
def test_brute_force(values, size):
    mean, std = focal_mean_std(values, size=size)
    expected = brute(values, size)
    np.testing.assert_allclose(mean, expected[0], rtol=1e-5, atol=1e-2)
    np.testing.assert_allclose(std, expected[1], rtol=1e-4, atol=1e-2)
    np.testing.assert_array_equal(focal_mean(values, size=size).astype(np.float32), mean)


@settings(max_examples=40, deadline=None)
@given(grids, st.sampled_from([3, 5, 7]), st.integers(0, 2), st.integers(0, 2))
def test_tiles_do_not_matter(values, size, row, col):
    whole = focal_mean_std(values, size=size)
    part = focal_mean_std(values[row : row + size, col : col + size + 1], size=size)
    for a, b in zip(whole, part):
        np.testing.assert_array_equal(a[row : row + 1, col : col + 2][:, : b.shape[1]], b)


def test_gaussian():
    kernel = gaussian_kernel(1.0)
    assert kernel.size == 7
    assert kernel.sum() == pytest.approx(1)
    assert kernel[3] / kernel[2] == pytest.approx(np.exp(0.5))
    assert kernel.tolist() == kernel[::-1].tolist()


def test_convolution():
    point = np.zeros((1, 7, 7))
    point[0, 3, 3] = 1
    kernel = np.array([0.25, 0.5, 0.25])
    found = convolve_inside(point, kernel)
    assert found.shape == (1, 5, 5)
    np.testing.assert_array_equal(found[0, 1:4, 1:4], np.outer(kernel, kernel))
    assert found.sum() == 1
