"""Whole blocks of ground to learn from and to test on."""

import numpy as np
import pytest
from affine import Affine
from finecover.core.errors import InputError
from finecover.core.fractions.block_split import ground_blocks, split_blocks, split_randomly
from finecover.core.legends.legend import generic
from finecover.core.rasters.grid import Grid
from hypothesis import given, settings
from hypothesis import strategies as st
from raster_data import WGS84, utm_grid


def all_pixels(grid):
    rows, cols = np.indices(grid.shape)
    return rows.ravel(), cols.ravel()


def test_blocks_have_the_side_asked_for():
    grid = utm_grid(20, 30, size=50.0)
    rows, cols = all_pixels(grid)
    blocks = ground_blocks(grid, rows, cols, side=500.0).reshape(grid.shape)
    assert len(np.unique(blocks)) == 2 * 3
    for row in (0, 10):
        for col in (0, 10, 20):
            assert len(np.unique(blocks[row : row + 10, col : col + 10])) == 1
    np.testing.assert_array_equal(np.unique(blocks), np.arange(6))


def test_the_samples_move_no_border():
    grid = utm_grid(20, 30, size=50.0)
    rows, cols = all_pixels(grid)
    whole = ground_blocks(grid, rows, cols, side=430.0)
    some = np.random.default_rng(0).random(rows.size) < 0.1
    part = ground_blocks(grid, rows[some], cols[some], side=430.0)
    for block in np.unique(part):
        assert len(np.unique(whole[some][part == block])) == 1
    assert len(np.unique(part)) == len(np.unique(whole[some]))


def test_in_degrees_blocks_span_more_columns_near_the_pole():
    grid = Grid(WGS84, Affine(0.01, 0, 10, 0, -0.01, 70), (2000, 300))
    rows, cols = all_pixels(grid)
    blocks = ground_blocks(grid, rows, cols, side=20_000.0).reshape(grid.shape)
    for row, latitude in ((5, 70.0), (1990, 50.1)):
        _, columns = np.unique(blocks[row, :], return_counts=True)
        metres = columns[:-1] * 0.01 * 111_320 * np.cos(np.radians(latitude))
        assert metres.min() == pytest.approx(20_000, rel=0.06)
    _, down = np.unique(blocks[:, 0] - blocks[:, 0].min(), return_counts=True)
    assert np.median(down) == 18  # 20 km of 1.1 km rows


@pytest.mark.parametrize("side", [0.0, -5.0, np.nan, np.inf])
def test_sides_that_are_no_length_are_refused(side):
    with pytest.raises(InputError, match="greater than 0"):
        ground_blocks(utm_grid(), np.array([0]), np.array([0]), side=side)


@settings(max_examples=25, deadline=None)
@given(st.integers(10, 40), st.integers(0, 999))
def test_blocks_stay_whole_and_a_fifth_is_tested(n_blocks, seed):
    rng = np.random.default_rng(seed)
    blocks = rng.integers(0, n_blocks, 400)
    shares = rng.dirichlet(np.ones(4), 400)
    split = split_blocks(shares, blocks, seed=seed, draws=50)
    for block in np.unique(blocks):
        assert len(np.unique(split.test[blocks == block])) == 1
    largest = np.bincount(blocks).max() / 400
    assert abs(split.test_share - 0.2) <= largest / 2 + 1e-12
    assert split.learnt_blocks + split.tested_blocks == len(np.unique(blocks))
    again = split_blocks(shares, blocks, seed=seed, draws=50)
    np.testing.assert_array_equal(again.test, split.test)


def test_more_draws_make_the_sides_more_alike():
    rng = np.random.default_rng(4)
    blocks = np.repeat(np.arange(30), 20)
    shares = rng.dirichlet(np.ones(5) * 0.3, 30)[blocks]
    one = split_blocks(shares, blocks, seed=0, draws=1)
    many = split_blocks(shares, blocks, seed=0)
    assert many.deviation < one.deviation
    assert many.deviation == pytest.approx(
        np.abs(shares[many.test].mean(axis=0) - shares[~many.test].mean(axis=0)).sum() / 2
    )


def test_a_rare_class_is_on_both_sides_where_it_can_be():
    blocks = np.repeat(np.arange(20), 10)
    shares = np.tile([0.6, 0.4, 0.0], (200, 1))
    for block in (3, 11):
        shares[block * 10] = [0.5, 0.4, 0.1]
    split = split_blocks(shares, blocks, seed=1)
    assert split.unlearnt == split.untested == ()
    shares[30] = [0.6, 0.4, 0.0]
    alone = split_blocks(shares, blocks, seed=1)
    assert (len(alone.unlearnt), len(alone.untested)) in ((1, 0), (0, 1))
    told = alone.sentence(generic(np.array([1, 2, 7])))
    assert "never learnt: Class 7" in told or "never tested: Class 7" in told


def test_what_was_split_is_told():
    blocks = np.repeat(np.arange(10), 10)
    shares = np.full((100, 2), 0.5)
    split = split_blocks(shares, blocks, seed=0)
    assert split.sentence(generic(np.array([1, 2]))) == (
        "80 samples in 8 blocks are learnt from, 20 in 2 blocks are tested on (20 %), whose mean "
        "shares lie 0 points apart."
    ).replace("0 points", "0.0 points")


def test_one_block_cannot_be_split():
    with pytest.raises(InputError, match="All 7 samples lie in one block; choose smaller"):
        split_blocks(np.full((7, 2), 0.5), np.zeros(7, int), seed=0)


def test_two_blocks_are_one_on_each_side():
    split = split_blocks(np.full((10, 2), 0.5), np.repeat([4, 9], [8, 2]), seed=0)
    np.testing.assert_array_equal(split.test, np.repeat([False, True], [8, 2]))


def test_the_random_split_takes_single_samples():
    shares = np.random.default_rng(0).dirichlet(np.ones(3), 1000)
    split = split_randomly(shares, seed=3)
    assert split.test.sum() == 200
    assert (split.learnt_blocks, split.tested_blocks) == (800, 200)
    assert not np.array_equal(split.test, split_randomly(shares, seed=4).test)
