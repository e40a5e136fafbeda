import importlib.util
import os
import threading

import numpy as np
import pytest
from finecover.core.compiled import kernels
from finecover.core.errors import GridError, InputError
from finecover.core.mapping import edge_smoothing
from finecover.core.mapping.edge_smoothing import bilateral_margin, joint_bilateral, standardise
from hypothesis import given, settings
from hypothesis import strategies as st


def scene(rows=40, cols=50, *, classes=3, features=4, seed=0):
    """Probabilities, guide and valid pixels with a step edge and some holes."""
    rng = np.random.default_rng(seed)
    valid = rng.random((rows, cols)) > 0.1
    chances = rng.dirichlet(np.ones(classes), (rows, cols)).transpose(2, 0, 1) * valid
    guide = rng.normal(0, 0.4, (features, rows, cols)).astype(np.float32)
    guide[:, :, cols // 2 :] += 2
    guide[:, ~valid] = np.nan
    return chances, guide, valid


def plain(chances, guide, valid, *, sigma, tolerance):
    """The definition, pixel by pixel."""
    m = bilateral_margin(sigma)
    rows, cols = valid.shape[0] - 2 * m, valid.shape[1] - 2 * m
    found = np.zeros((len(chances), rows, cols))
    for r in range(m, m + rows):
        for c in range(m, m + cols):
            if not valid[r, c]:
                continue
            near = (slice(r - m, r + m + 1), slice(c - m, c + m + 1))
            apart = ((guide[(slice(None), *near)] - guide[:, r, c, None, None]) ** 2).mean(axis=0)
            down, across = np.mgrid[-m : m + 1, -m : m + 1]
            weight = np.exp(-(down**2 + across**2) / (2 * sigma**2) - apart / (2 * tolerance**2))
            weight = np.where(valid[near], weight, 0)
            share = (chances[(slice(None), *near)] * weight).sum(axis=(1, 2))
            found[:, r - m, c - m] = share / weight.sum()
    return found


@pytest.mark.parametrize("sigma", [0.4, 0.5, 1.0, 1.3])
@pytest.mark.parametrize("tolerance", [0.3, 1.0])
def test_it_is_what_it_says(sigma, tolerance):
    chances, guide, valid = scene(20, 24)
    found = joint_bilateral(chances, guide, valid, sigma=sigma, tolerance=tolerance)
    expected = plain(chances, guide, valid, sigma=sigma, tolerance=tolerance)
    np.testing.assert_allclose(found, expected, rtol=2e-5, atol=1e-7)
    m = bilateral_margin(sigma)
    inner = valid[m:-m, m:-m]
    np.testing.assert_allclose(found.sum(axis=0), inner, atol=1e-12)
    assert not found[:, ~inner].any()


def test_edges_stay_and_noise_goes():
    rng = np.random.default_rng(3)
    truth = np.zeros((44, 44), int)
    truth[:, 22:] = 1
    first = np.clip(np.where(truth == 0, 0.7, 0.3) + rng.normal(0, 0.25, truth.shape), 0, 1)
    chances, valid = np.stack([first, 1 - first]), np.ones(truth.shape, bool)
    guide = (truth[None] * 3 + rng.normal(0, 0.1, (1, 44, 44))).astype(np.float32)
    inner = (slice(None), slice(2, -2), slice(2, -2))
    sharp = joint_bilateral(chances, guide, valid, sigma=1.0)
    blurred = joint_bilateral(chances, guide[:0], valid, sigma=1.0)
    wrong = [
        (part.argmax(axis=0) != truth[2:-2, 2:-2]) for part in (chances[inner], sharp, blurred)
    ]
    assert wrong[0].sum() > 150
    assert wrong[1].sum() < 20
    assert wrong[1][:, 19:21].sum() < wrong[2][:, 19:21].sum()


def test_without_guide_it_is_a_gaussian():
    chances, guide, valid = scene()
    valid[:] = True
    chances = np.random.default_rng(1).dirichlet(np.ones(3), valid.shape).transpose(2, 0, 1)
    found = joint_bilateral(chances, guide[:0], valid, sigma=1.0)
    kernel = np.exp(-0.5 * np.arange(-2, 3) ** 2)
    kernel /= kernel.sum()
    expected = sum(
        kernel[r] * kernel[c] * chances[:, r : r + 36, c : c + 46]
        for r in range(5) for c in range(5)
    )  # fmt: skip
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    guide = np.nan_to_num(guide)
    loose = joint_bilateral(chances, guide, valid, sigma=1.0, tolerance=1e6)
    np.testing.assert_allclose(loose, expected, rtol=1e-5)


BIG = scene(60, 70, seed=5)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([0.5, 1.0, 1.6]), st.integers(0, 40), st.integers(0, 50),
    st.integers(1, 60), st.integers(1, 70),
)  # fmt: skip
def test_tiles_do_not_matter(sigma, row, col, height, width):
    m = bilateral_margin(sigma)
    whole = joint_bilateral(*BIG, sigma=sigma)
    bottom, right = min(row + height, whole.shape[1]), min(col + width, whole.shape[2])
    cut = (Ellipsis, slice(row, bottom + 2 * m), slice(col, right + 2 * m))
    part = joint_bilateral(*(array[cut] for array in BIG), sigma=sigma)
    np.testing.assert_array_equal(part, whole[:, row:bottom, col:right])


def test_rows_that_numpy_smooths_at_once_do_not_matter(monkeypatch):
    monkeypatch.setenv("FINECOVER_NUMBA", "0")
    whole = joint_bilateral(*BIG, sigma=1.6)
    for pixels in (1, 200, 3000):
        monkeypatch.setattr(edge_smoothing, "_PIXELS", pixels)
        np.testing.assert_array_equal(joint_bilateral(*BIG, sigma=1.6), whole)


def test_one_who_cancels_is_heard(monkeypatch):
    monkeypatch.setattr(edge_smoothing, "_WORTH_COMPILING", 0)
    for numba in "01":
        monkeypatch.setenv("FINECOVER_NUMBA", numba)
        with pytest.raises(KeyError):
            joint_bilateral(*BIG, sigma=1.0, check={}.popitem)


def test_threads_do_not_matter():
    whole, found = joint_bilateral(*BIG, sigma=1.0), {}
    threads = [
        threading.Thread(target=lambda at=at: found.update({at: joint_bilateral(*BIG, sigma=1.0)}))
        for at in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(np.array_equal(part, whole) for part in found.values())


def test_what_comes_in_stays_as_it_was():
    arrays = scene()
    before = [array.copy() for array in arrays]
    joint_bilateral(*arrays, sigma=1.0)
    for one, other in zip(arrays, before):
        np.testing.assert_array_equal(one, other)


@pytest.mark.skipif(
    importlib.util.find_spec("numba") is None and not os.environ.get("CI"),
    reason="numba is not installed",
)
def test_compiled_additions_give_the_same_bytes(monkeypatch):
    chances, guide, valid = scene(classes=5)
    monkeypatch.setattr(edge_smoothing, "_WORTH_COMPILING", 0)
    assert kernels("mapping.smoothing_kernels") is not None
    for sigma in (0.5, 2.0):
        monkeypatch.setenv("FINECOVER_NUMBA", "0")
        expected = joint_bilateral(chances, guide, valid, sigma=sigma)
        monkeypatch.setenv("FINECOVER_NUMBA", "1")
        found = joint_bilateral(chances, guide, valid, sigma=sigma)
        np.testing.assert_array_equal(found, expected)


def test_standardise():
    values = np.array([[[1.0, 5.0]], [[np.nan, -2.0]]], np.float32)
    found = standardise(values, means=np.array([3.0, 0.0]), scales=np.array([2.0, 4.0]))
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, np.float32([[[-1, 1]], [[np.nan, -0.5]]]))


@pytest.mark.parametrize(
    "bad", [{"sigma": 0.0}, {"sigma": np.nan}, {"sigma": 101.0}, {"tolerance": 0.0},
            {"tolerance": np.inf}],
)  # fmt: skip
def test_what_cannot_be_used(bad):
    with pytest.raises(InputError, match=r"SMOOTHING: .* cannot be used; give"):
        joint_bilateral(*scene(), **{"sigma": 1.0, **bad})


def test_what_does_not_fit():
    chances, guide, valid = scene()
    for arrays in ((chances[:, 1:], guide, valid), (chances, guide[..., 1:], valid)):
        with pytest.raises(GridError, match="must cover the same rows and columns"):
            joint_bilateral(*arrays, sigma=1.0)
    small = (chances[:, :4], guide[:, :4], valid[:4])
    with pytest.raises(GridError, match="more than 4 of each"):
        joint_bilateral(*small, sigma=1.0)
