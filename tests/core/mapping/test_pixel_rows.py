import numpy as np
import pytest
from finecover.core.mapping import pixel_rows
from finecover.core.mapping.pixel_rows import (
    as_columns,
    finite_pixels,
    most_probable,
    row_slices,
    to_planes,
    to_table,
)


@pytest.fixture(autouse=True)
def _few_pixels(monkeypatch):
    monkeypatch.setattr(pixel_rows, "_PIXELS", 100)


def test_rows_are_cut_into_slices_that_hold_few_pixels():
    assert list(row_slices((3, 7, 40), pixels=100)) == [
        slice(0, 2), slice(2, 4), slice(4, 6), slice(6, 7),
    ]  # fmt: skip
    assert list(row_slices((2, 500), pixels=100)) == [slice(0, 1), slice(1, 2)]
    assert list(row_slices((2, 0), pixels=100)) == [slice(0, 2)]


def test_columns_that_follow_one_another_are_a_slice():
    assert as_columns(np.array([2, 3, 4])) == slice(2, 5)
    for places in ([1, 3], [2, 1], []):
        np.testing.assert_array_equal(as_columns(np.array(places, int)), places)


@pytest.mark.parametrize("share", [0.0, 0.1, 1.0])
def test_to_a_table_and_back(share):
    rng = np.random.default_rng(0)
    stack = rng.random((3, 21, 19), np.float32)
    stack[1, rng.random((21, 19)) < share] = np.inf
    valid = finite_pixels(stack)
    np.testing.assert_array_equal(valid, np.isfinite(stack).all(axis=0))
    table = to_table(stack, valid)
    assert table.flags.c_contiguous
    np.testing.assert_array_equal(table, stack[:, valid].T)
    planes = np.full(stack.shape, 7, np.float32)
    to_planes(table.astype(np.float64), valid, planes)
    np.testing.assert_array_equal(planes, np.where(valid, stack, 0))


def test_the_most_probable_class_and_ties():
    planes = np.random.default_rng(1).integers(0, 4, (6, 30, 40)).astype(np.float32)
    found = most_probable(planes)
    assert found.dtype == np.int16
    np.testing.assert_array_equal(found, planes.argmax(axis=0))
    assert not most_probable(planes[:1]).any()
