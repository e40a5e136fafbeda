import numpy as np
import pytest
from finecover.core.cell_labels import CellLabels
from finecover.core.cell_neighbours import grid_neighbours, neighbour_shares
from finecover.core.cell_trust import SampledCells
from finecover.core.errors import InputError
from finecover.core.legend import generic
from scene import coarse_map

FIRST = (100, 2000)
MAP = np.array([[0, 0, 1, 1], [0, 2, 1, -1], [2, 2, 2, 1]], np.int16)
EVERY = np.argwhere(np.ones(MAP.shape, bool)) + FIRST


def labels(codes=(1, 5, 9)):
    """The map of codes 1, 5 and 9, seen by a model of other classes."""
    positions = np.pad(MAP, ((100, 0), (2000, 0)), constant_values=-1)
    coarse = coarse_map(positions)
    return CellLabels.of(coarse, generic(np.array(codes))).near(EVERY, reach=0)


def test_classes_are_those_of_the_model():
    found = labels((3, 5, 9))
    assert (found.first_cell, found.labels.dtype) == (FIRST, np.int16)
    expected = [[-1, -1, 1, 1], [-1, 2, 1, -1], [2, 2, 2, 1]]
    np.testing.assert_array_equal(found.labels, expected)
    np.testing.assert_array_equal(found.at(EVERY), np.ravel(expected))


def test_cells_outside_have_none():
    far = np.array([[99, 2000], [100, 1999], [103, 2000], [100, 2004], [0, 0], [2**31 - 1, 0]])
    assert not labels().inside(far).any()
    np.testing.assert_array_equal(labels().at(far), -1)
    assert labels().with_labels(far, np.zeros(6, int)).labels.tolist() == MAP.tolist()
    assert labels().near(far, reach=3).labels.size == 0


@pytest.mark.parametrize("reach", [0, 1, 9])
def test_the_box_around_cells(reach):
    box = labels().near(np.array([[101, 2002], [50, 50]]), reach=reach)
    rows, cols = slice(max(1 - reach, 0), 2 + reach), slice(max(2 - reach, 0), 3 + reach)
    np.testing.assert_array_equal(box.labels, MAP[rows, cols])
    assert box.first_cell == (100 + rows.start, 2000 + cols.start)


def test_other_labels_take_the_place_of_the_maps():
    changed = labels().with_labels(np.array([[102, 2003], [100, 2000]]), np.array([0, 2]))
    assert changed.labels.tolist() == [[2, 0, 1, 1], [0, 2, 1, -1], [2, 2, 2, 0]]
    assert labels().labels.tolist() == MAP.tolist()


def test_samples_may_disagree_somewhat():
    known = EVERY[MAP.ravel() >= 0][:10]
    own = labels().at(known)
    edited = np.where(np.arange(10) < 2, (own + 1) % 3, own)
    labels().check_own(known, own)
    labels().check_own(known, edited)
    with pytest.raises(InputError, match=r"^COARSE has the class of the samples in 70 % of"):
        labels().check_own(known, np.where(np.arange(10) < 3, (own + 1) % 3, own))
    with pytest.raises(InputError, match="in 0 % of the 10 coarse cells that SAMPLES name; give"):
        labels().check_own(known + 50, own)


def test_cells_are_judged_by_all_their_neighbours():
    """Those the survey of a map will see, whether they hold samples or not."""
    rng = np.random.default_rng(0)
    whole = CellLabels(rng.integers(-1, 3, (30, 40)).astype(np.int16), FIRST)
    cells = np.argwhere((rng.random((30, 40)) < 0.1) & (whole.labels >= 0)) + FIRST
    samples = np.repeat(np.arange(len(cells)), 2)
    sampled = SampledCells.of(whole.at(cells)[samples], cells[samples], n_classes=3, around=whole)
    np.testing.assert_array_equal(sampled.cells, cells)
    np.testing.assert_array_equal(sampled.sample_cell, samples)
    np.testing.assert_array_equal(sampled.labels, whole.at(cells))
    overall = np.array([0.2, 0.3, 0.5])
    expected = neighbour_shares(grid_neighbours(whole.labels, *(cells - FIRST).T), overall)
    np.testing.assert_array_equal(sampled.neighbour_shares(overall), expected)
