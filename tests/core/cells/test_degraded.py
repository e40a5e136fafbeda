"""The degraded map of a coarse map of which few cells hold samples."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.cells import degraded
from finecover.core.cells.cell_labels import CellLabels
from finecover.core.cells.degraded import REACH, CellSamples, DegradedMap
from finecover.core.learning.self_validation import self_validate
from finecover.core.progress import Silent
from scipy.ndimage import gaussian_filter

FIRST = (31, 47)
SHIFTS = [(row, col) for row in range(3) for col in range(3)]


def patches(shape, *, classes=2, patch=2.0, seed=0):
    rng = np.random.default_rng(seed)
    fields = [gaussian_filter(rng.normal(size=shape), patch) for _ in range(classes)]
    return CellLabels(np.argmax(fields, axis=0).astype(np.int16), FIRST)


def samples_in(around, *, every=10, classes=2, told=2.0, seed=0):
    """One sample in every so many cells, the others known from the map."""
    rng = np.random.default_rng(seed)
    cells = np.argwhere(around.labels >= 0) + around.first_cell
    cells = cells[np.sort(rng.choice(len(cells), len(cells) // every, replace=False))]
    labels = around.at(cells)
    odds = np.exp(rng.normal(size=(len(cells), classes)) + told * np.eye(classes)[labels])
    return CellSamples(
        probabilities=odds / odds.sum(axis=1, keepdims=True),
        sample_cell=np.arange(len(cells)),
        cells=cells,
        labels=labels,
        posterior=np.eye(classes)[labels],
        judged=np.ones(len(cells), bool),
        around=around,
    )


def validate(samples):
    shares = np.full(samples.n_classes, 1 / samples.n_classes)
    return self_validate(samples, training_shares=shares, error_rate=0.0, progress=Silent())


def holes(around, share=0.1):
    empty = np.random.default_rng(1).random(around.labels.shape) < share
    return replace(around, labels=np.where(empty, -1, around.labels).astype(np.int16))


def whole_table(around, classes):
    """All cells of a map, as a table."""
    rows = samples_in(around, every=1, classes=classes)
    return replace(rows, around=None)


@pytest.mark.parametrize("shift", SHIFTS)
def test_a_map_is_degraded_like_a_table_of_all_its_cells(shift):
    around = patches((25, 33))  # of two classes, nine cells are never even
    table = whole_table(around, 2)
    one, two = DegradedMap(table, shift), DegradedMap(replace(table, around=around), shift)
    np.testing.assert_array_equal(one.well_known, two.well_known)
    full = np.flatnonzero(np.bincount(one.block_of)[one.block_of] == 9)
    np.testing.assert_array_equal(one.labels[one.block_of[full]], two.labels[two.block_of[full]])
    inner = (abs(table.cells - FIRST - (12, 16)) < (4, 6)).all(axis=1)
    cells = np.flatnonzero(inner)
    np.testing.assert_allclose(one.shares(cells, 2), two.shares(cells, 2), rtol=1e-12)


@pytest.mark.parametrize("shift", SHIFTS)
def test_what_lies_farther_than_the_reach_changes_nothing(shift):
    around = holes(patches((80, 90), classes=5))
    samples = samples_in(around, classes=5)
    some = (abs(samples.cells - FIRST - (40, 45)) < (6, 4)).all(axis=1)
    near = around.near(samples.cells[some], reach=REACH)
    assert near.labels.size < around.labels.size / 3
    cells = np.flatnonzero(some)
    one, two = (DegradedMap(replace(samples, around=part), shift) for part in (around, near))
    np.testing.assert_allclose(one.shares(cells, 5), two.shares(cells, 5), rtol=1e-12)
    np.testing.assert_array_equal(one.well_known[some], two.well_known[some])
    np.testing.assert_array_equal(one.labels[one.block_of[some]], two.labels[two.block_of[some]])


def test_bands_change_nothing(monkeypatch):
    samples = samples_in(holes(patches((60, 70), classes=4)), classes=4)
    expected = validate(samples)
    monkeypatch.setattr(degraded, "_BAND_VOTES", 1)
    monkeypatch.setattr(degraded, "_BAND_VALUES", 1)
    assert validate(samples) == expected


def test_where_classes_are_even_their_order_decides_nothing():
    around = holes(patches((90, 90), classes=6, patch=0.7), 0.3)
    turn = np.array([3, 5, 0, 1, 4, 2], np.int16)
    other = replace(around, labels=np.where(around.labels >= 0, turn[around.labels], -1))
    for shift in SHIFTS:
        one, two = (DegradedMap(samples_in(part, classes=6), shift) for part in (around, other))
        np.testing.assert_array_equal(turn[one.labels], two.labels)


def test_votes_of_a_block_are_never_even():
    picks = np.arange(2**9)[:, None] >> np.arange(9) & 1
    sums = picks @ degraded._VOTES.ravel()
    assert len(np.unique(sums)) == 2**9
    assert (np.diff(sums[np.argsort(picks.sum(axis=1), kind="stable")].round()) >= 0).all()


def test_a_sample_in_every_tenth_cell_is_enough_to_choose():
    around = patches((100, 110), classes=3)
    blind = validate(samples_in(around, classes=3, told=0.0))
    seeing = validate(samples_in(around, classes=3, told=6.0))
    assert blind.cells == seeing.cells == 1100
    assert blind.weight == 1.0
    assert seeing.weight <= 0.5
    assert seeing.gain > 0.1 > blind.gain
    assert validate(replace(samples_in(around, classes=3), around=None)) is None
    every = validate(samples_in(around, every=1, classes=3))
    tenth = validate(samples_in(around, classes=3))
    assert tenth.gain == pytest.approx(every.gain, abs=0.05)
    assert tenth.copy_kappa == pytest.approx(every.copy_kappa, abs=0.05)


def test_cells_outside_the_map_are_not_compared():
    around = patches((30, 30))
    samples = samples_in(around, every=2)
    samples.cells[:5] += 1000
    found = DegradedMap(samples, (1, 1))
    assert (found.block_of[:5] == -1).all()
    assert not found.well_known[:5].any()
    assert found.well_known[5:].mean() > 0.9
    lost = replace(samples, cells=samples.cells + 5000)
    assert validate(lost) is None


def test_a_large_map_takes_little_memory():
    side, classes = 1500, 20
    tiles = np.tile(patches((60, 60), classes=classes, patch=1.0).labels, (25, 25))
    around = CellLabels(tiles, FIRST)
    cells = np.random.default_rng(0).integers(0, side, (2000, 2)) + FIRST
    samples = samples_in(replace(around, labels=tiles[:60, :60]), every=1, classes=classes)
    cells = np.unique(cells, axis=0)[:1900]
    labels = around.at(cells)
    samples = replace(
        samples,
        probabilities=np.full((1900, classes), 1 / classes), sample_cell=np.arange(1900),
        cells=cells, labels=labels, posterior=np.eye(classes)[labels],
        judged=np.ones(1900, bool), around=around,
    )  # fmt: skip
    tracemalloc.start()
    found = DegradedMap(samples, (1, 2))
    found.shares(np.arange(1900), classes)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < side * side * classes * 8 / 2, "no number per cell and class"
    assert peak < 150e6
