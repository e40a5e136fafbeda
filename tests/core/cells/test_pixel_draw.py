import numpy as np
import pytest
from finecover.core.cells.pixel_draw import random_keys, thin
from finecover.core.errors import Cancelled
from hypothesis import given
from hypothesis import strategies as st
from scene import Recorder


@given(st.integers(-(2**40), 2**40), st.integers(0, 2**45))
def test_random_keys_are_unique_and_uniform(seed, start):
    keys = random_keys(np.arange(start, start + 4096), seed=seed)
    assert keys.dtype == np.uint64
    assert np.unique(keys).size == 4096
    counts = np.bincount((keys >> np.uint64(60)).astype(int), minlength=16)
    assert ((counts - 256.0) ** 2 / 256).sum() < 75  # chi-square, 15 degrees of freedom: p 1e-9


def test_random_keys_of_neighbouring_seeds_differ():
    index = np.arange(100)
    assert not np.intersect1d(random_keys(index, seed=0), random_keys(index, seed=1)).size


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=60),
    st.integers(1, 60).map(lambda quarters: quarters / 4),
)
def test_thinning_is_greedy(points, distance):
    rows, cols = np.array(points).T
    expected = []
    for at, (row, col) in enumerate(points):
        if all(np.hypot(row - rows[k], col - cols[k]) >= distance for k in expected):
            expected.append(at)
    np.testing.assert_array_equal(thin(rows, cols, distance=distance), expected)


def test_thinning_can_be_cancelled():
    with pytest.raises(Cancelled):
        thin(np.arange(5), np.arange(5), distance=2, progress=Recorder(cancel_after=0))
