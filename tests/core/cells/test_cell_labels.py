import numpy as np
import pytest
from finecover.core.cells.cell_labels import CellLabels, same_labelling
from finecover.core.cells.cell_neighbours import grid_neighbours, neighbour_shares
from finecover.core.errors import InputError
from finecover.core.learning.cell_trust import SampledCells
from finecover.core.legends.legend import generic
from scene import coarse_map
from scipy.ndimage import gaussian_filter

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

    def edited(count):
        return np.where(np.arange(10) < count, (own + 1) % 3, own)

    for count in (0, 1, 2):
        labels().check_own(known, edited(count))
    with pytest.raises(InputError, match=r"^COARSE has the class of the samples in 60 % of the 10"):
        labels().check_own(known, edited(4))


def test_sampled_cells_outside_are_told_apart():
    known = EVERY[MAP.ravel() >= 0]
    own = labels().at(known)
    told = "^100 % of the 11 sampled cells lie outside GEO or have no class in COARSE"
    with pytest.raises(InputError, match=told):
        labels().check_own(known + 50, own)
    few = np.concatenate([known, known[:2] + 50])
    labels().check_own(few, np.concatenate([own, own[:2]]))
    told = r"0 % of the 11 coarse.*chance gives \(2 further sampled cells lie outside GEO\); give"
    with pytest.raises(InputError, match=told):
        labels().check_own(few, (np.concatenate([own, own[:2]]) + 1) % 3)


def patchy(rng, shares):
    """Classes of 60 x 60 cells in patches of about five cells."""
    height = gaussian_filter(rng.normal(size=(60, 60)), 3, mode="wrap")
    return np.searchsorted(np.quantile(height, np.cumsum(shares)[:-1]), height)


@pytest.mark.parametrize("shares", [(0.93, 0.07), (0.5, 0.5), (0.8, 0.1, 0.1), (0.25,) * 4])
def test_a_shifted_map_is_another_one(shares):
    """Though it agrees in most cells where one class covers nearly everything."""
    cells = patchy(np.random.default_rng(3), shares)
    shifted = np.roll(cells, 10, axis=1)
    if shares[0] > 0.9:
        assert (cells == shifted).mean() > 0.85
    assert same_labelling(cells.ravel(), cells.ravel())
    assert not same_labelling(cells.ravel(), shifted.ravel())


def test_a_quarter_of_the_labels_edited_by_hand():
    rng = np.random.default_rng(3)
    cells = patchy(rng, (0.25,) * 4).ravel()
    moved = (cells + rng.integers(1, 4, cells.size)) % 4
    edited = np.where(rng.random(cells.size) < 0.25, moved, cells)
    assert (edited == cells).mean() < 0.78
    assert same_labelling(edited, cells)


def test_cells_of_one_class():
    """Chance alone agrees everywhere, so agreement has to do."""
    one = np.zeros(10, int)
    assert same_labelling(one, one)
    assert same_labelling(np.where(np.arange(10) < 2, 3, one), one)
    assert not same_labelling(np.where(np.arange(10) < 3, 3, one), one)
    assert not same_labelling(one, one - 1)
    assert not same_labelling(one[:0], one[:0])


def test_cells_are_judged_by_all_their_neighbours():
    """Those the survey of a map will see, whether they hold samples or not."""
    rng = np.random.default_rng(0)
    whole = CellLabels(rng.integers(-1, 3, (30, 40)).astype(np.int16), FIRST)
    cells = np.argwhere((rng.random((30, 40)) < 0.1) & (whole.labels >= 0)) + FIRST
    samples = np.repeat(np.arange(len(cells)), 2)
    sampled = SampledCells.of(
        whole.at(cells)[samples], cells[samples],
        own=np.ones(samples.size, bool), n_classes=3, around=whole,
    )  # fmt: skip
    np.testing.assert_array_equal(sampled.cells, cells)
    np.testing.assert_array_equal(sampled.sample_cell, samples)
    np.testing.assert_array_equal(sampled.labels, whole.at(cells))
    overall = np.array([0.2, 0.3, 0.5])
    expected = neighbour_shares(grid_neighbours(whole.labels, *(cells - FIRST).T), overall)
    np.testing.assert_array_equal(sampled.neighbour_shares(overall), expected)
