import numpy as np
import pytest
from finecover.core.accuracy.accuracy import assess
from finecover.core.errors import InputError
from finecover.core.learning.forest import ForestSettings
from finecover.core.learning.validation import (
    HeldOut,
    agreement,
    block_folds,
    cell_blocks,
    cell_numbers,
    compare_splits,
    location_blocks,
)
from hypothesis import given, settings
from hypothesis import strategies as st

FEW_TREES = ForestSettings(trees=10, min_leaf=1)


def test_cells_to_blocks_by_hand():
    # two blocks of 3 x 3 cells beside each other, two below them
    cells = np.array([[0, 0], [0, 2], [0, 3], [2, 0], [2, 3], [3, 0], [3, 3]])
    np.testing.assert_array_equal(cell_blocks(cells), [0, 0, 1, 0, 1, 2, 3])
    np.testing.assert_array_equal(cell_blocks(cells, size=1), np.arange(7))
    np.testing.assert_array_equal(cell_blocks(cells, size=1000), np.zeros(7))


@given(st.lists(st.tuples(*[st.integers(-9, 2**31 - 1)] * 2), max_size=30))
def test_cells_are_numbered_in_the_order_of_rows_and_columns(pairs):
    cells = np.array(pairs, np.int64).reshape(-1, 2)
    expected = np.unique(cells, axis=0, return_inverse=True)[1].reshape(-1)
    found = np.unique(cell_numbers(cells), return_inverse=True)[1].reshape(-1)
    np.testing.assert_array_equal(found, expected)


@settings(deadline=None)
@given(
    side=st.integers(1, 6),
    cells=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=40),
)
def test_cells_share_a_block_exactly_when_they_lie_in_one_square(side, cells):
    blocks = cell_blocks(np.array(cells), size=side)
    squares = [(row // side, col // side) for row, col in cells]
    for one in range(len(cells)):
        for other in range(len(cells)):
            assert (blocks[one] == blocks[other]) == (squares[one] == squares[other])


@pytest.mark.parametrize(
    ("cells", "size", "match"),
    [
        ([[0.5, 1]], 3, "whole numbers"),
        ([1], 3, "a row and a column per sample"),
        ([[1, 2, 3]], 3, "a row and a column per sample"),
        ([[1, 2]], 0, "BLOCK_SIZE: 0 is out of range"),
        ([[1, 2]], 1001, "from 1 to 1000"),
        ([[1, 2]], 2.5, "BLOCK_SIZE: 2.5"),
    ],
)
def test_impossible_cells_are_refused(cells, size, match):
    with pytest.raises(InputError, match=match):
        cell_blocks(np.array(cells), size=size)


def test_locations_to_blocks_by_hand():
    x = np.array([0, 9.9, 10, -0.1, 25])
    y = np.array([0, 9.9, 0, 0, 25])
    blocks = location_blocks(x, y, size=10)
    assert blocks[0] == blocks[1]
    assert len(set(blocks.tolist())) == 4
    again = location_blocks(x[:3], y[:3], size=10)  # fewer samples, the same borders
    assert again[0] == again[1] != again[2]


@pytest.mark.parametrize(
    ("x", "size", "match"),
    [([0, np.nan], 10, "finite"), ([0, 1], 0, "size is 0"), ([0, 1], np.inf, "size is inf")],
)
def test_impossible_locations_are_refused(x, size, match):
    with pytest.raises(InputError, match=match):
        location_blocks(np.array(x), np.zeros(2), size=size)


@settings(deadline=None)
@given(
    blocks=st.lists(st.integers(-3, 30), min_size=2, max_size=200).filter(
        lambda ids: len(set(ids)) > 1
    ),
    folds=st.integers(2, 7),
    seed=st.integers(0, 5),
    with_labels=st.booleans(),
)
def test_folds_hold_whole_blocks_of_similar_size(blocks, folds, seed, with_labels):
    blocks = np.array(blocks)
    labels = np.arange(len(blocks)) % 4 if with_labels else None
    dealt = block_folds(blocks, folds=folds, seed=seed, labels=labels)
    for block in np.unique(blocks):
        assert len(np.unique(dealt[blocks == block])) == 1
    used = min(folds, len(np.unique(blocks)))
    sizes = np.bincount(dealt, minlength=used)
    assert len(sizes) == used
    assert sizes.min() > 0
    largest = np.bincount(blocks + 3).max()
    assert sizes.max() - sizes.min() <= 2 * largest
    np.testing.assert_array_equal(dealt, block_folds(blocks, folds=folds, seed=seed, labels=labels))


@settings(deadline=None)
@given(seed=st.integers(0, 200))
def test_a_rare_class_stays_in_every_training_part(seed):
    rng = np.random.default_rng(seed)
    blocks = np.repeat(np.arange(40), 10)
    labels = rng.integers(0, 3, 400)
    rare = rng.choice(40, 2, replace=False)  # class 3 lives in two blocks only
    for block in rare:
        labels[np.flatnonzero(blocks == block)[:4]] = 3
    dealt = block_folds(blocks, seed=seed, labels=labels)
    for fold in range(5):
        assert set(labels[dealt != fold]) == {0, 1, 2, 3}
    assert np.ptp(np.bincount(dealt)) <= 20


def test_sizes_stay_similar_where_classes_pull_all_blocks_together():
    # block 0 holds one sample of each rare class, every other block the second one of its own
    # and 100 of a common class: to spread the rare ones, all blocks would flee block 0
    blocks = np.concatenate([np.zeros(10, int), np.repeat(np.arange(1, 11), 101)])
    labels = np.concatenate([np.arange(10), *([rare, *[99] * 100] for rare in range(10))])
    sizes = np.bincount(block_folds(blocks, folds=2, seed=0, labels=labels))
    assert np.ptp(sizes) <= 2 * 101


def test_seed_decides_between_equal_blocks():
    blocks = np.arange(60)
    assert (block_folds(blocks, seed=0) != block_folds(blocks, seed=1)).any()


@pytest.mark.parametrize(
    ("blocks", "more", "match"),
    [
        ([4, 4, 4], {}, "All 3 samples lie in one block; use smaller blocks"),
        ([], {}, "All 0 samples"),
        ([1, 2], {"folds": 1}, "1 folds"),
        ([1, 2], {"labels": np.zeros(3, int)}, "3 labels do not fit 2 samples"),
    ],
)
def test_impossible_folds_are_refused(blocks, more, match):
    with pytest.raises(InputError, match=match):
        block_folds(np.array(blocks), seed=0, **more)


def accuracy(overall, *, of=1000):
    right = round(overall * of)
    return assess(np.array([[right, of - right], [0, 0]]))


def test_splits_are_compared_in_words():
    told = compare_splits(accuracy(0.91), accuracy(0.78))
    assert told == (
        "Random pixels 91.0 %, whole blocks 78.0 %: the 13.0 points between them are what pixels "
        "tell of their neighbours, often of the same coarse cell. Both are agreement with the "
        "coarse map where the forest has not seen it, not accuracy."
    )
    told = compare_splits(accuracy(0.91), accuracy(0.78), unlearnt=50)
    assert "50 of the 1\u202f000 samples are of a class that lies in one fold alone" in told
    assert "makes up 5.0 of the 13.0 points between them; the others are what pixels tell" in told
    assert "hardly any difference" in compare_splits(accuracy(0.905), accuracy(0.91))
    assert "no sign that pixels tell anything" in compare_splits(accuracy(0.85), accuracy(0.91))
    assert compare_splits(None, accuracy(0.9)) == compare_splits(accuracy(0.9), None) == ""


def test_agreement_by_hand():
    shares = np.array([[0.6, 0.4], [0.1, 0.9], [0.7, 0.3], [np.nan, np.nan]])
    found = agreement(shares, np.array([0, 1, 1, 0]))
    np.testing.assert_array_equal(found.matrix, [[1, 1], [0, 1]])
    assert agreement(shares[3:], np.array([0])) is None
    held_out = HeldOut(shares, np.array([0, 0, 1, 2]))
    assert held_out.predicted.tolist() == [0, 1, 0, -1]
    assert held_out.fold_agreement(np.array([0, 1, 1, 0])) == (1.0, 0.0)
