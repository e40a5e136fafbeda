import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.rasters.grid import Window
from finecover.core.rasters.patches import MAX_UNIT, check_unit, dissolve_small, unit_margin
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

RANDOM = hnp.arrays(
    np.int16, st.tuples(st.integers(1, 14), st.integers(1, 14)), elements=st.integers(-1, 3)
)


def patchy(seed, *, side=20):
    """Blocks of 3 x 3 pixels with every third pixel replaced."""
    rng = np.random.default_rng(seed)
    blocks = np.kron(rng.integers(-1, 3, (side, side)), np.ones((3, 3), int))
    return np.where(
        rng.random(blocks.shape) < 0.3, rng.integers(0, 4, blocks.shape), blocks
    ).astype(np.int16)


LABELS = RANDOM | st.integers(0, 10**6).map(lambda seed: patchy(seed, side=5))


def patch_sizes(labels):
    """Size of the 4-connected patch each pixel belongs to; 0 without a class."""
    sizes = np.zeros(labels.shape, int)
    for label in np.unique(labels[labels >= 0]):
        patches, count = ndimage.label(labels == label)
        counted = np.bincount(patches.ravel(), minlength=count + 1)
        counted[0] = 0
        sizes += counted[patches]
    return sizes


def test_a_single_pixel_takes_its_surroundings():
    labels = np.zeros((5, 5), np.int16)
    labels[2, 2] = 1
    np.testing.assert_array_equal(dissolve_small(labels, pixels=2), 0)
    np.testing.assert_array_equal(dissolve_small(labels, pixels=1), labels)
    np.testing.assert_array_equal(dissolve_small(labels, pixels=0), labels)
    assert labels[2, 2] == 1, "the input stays"


def test_the_commonest_neighbour_wins_and_the_lower_between_equals():
    labels = np.array([[0, 0, 1, 1], [0, 2, 1, 1], [0, 0, 1, 1], [0, 0, 1, 1]], np.int16)
    assert dissolve_small(labels, pixels=2)[1, 1] == 0  # five zeros, three ones
    even = np.array([[0, 0, 0], [0, 2, 1], [1, 1, 1]], np.int16)
    assert dissolve_small(even, pixels=2)[1, 1] == 0  # four of each


def test_a_class_only_at_the_corners_is_not_taken():
    labels = np.zeros((7, 7), np.int16)
    labels[3, :3], labels[3, 4:], labels[:3, 3], labels[4:, 3] = 2, 1, 3, 4
    labels[3, 3] = 5
    after = dissolve_small(labels, pixels=3)
    assert after[3, 3] == 1, "0 is at four corners, but would be a patch of one pixel there"
    assert patch_sizes(after).min() >= 3


def test_no_data_neither_gives_nor_takes():
    labels = np.full((5, 5), -1, np.int16)
    labels[2, 2] = 4
    np.testing.assert_array_equal(dissolve_small(labels, pixels=9), labels)


@settings(deadline=None, max_examples=200)
@given(LABELS, st.integers(0, 9))
def test_laws(labels, unit):
    after = dissolve_small(labels, pixels=unit)
    np.testing.assert_array_equal(after < 0, labels < 0)
    sizes, before = patch_sizes(after), patch_sizes(labels)
    large = before >= unit
    np.testing.assert_array_equal(after[large], labels[large])  # large patches stay
    # what is still small was never reached: it keeps its class
    small = (after >= 0) & (sizes < max(unit, 1))
    np.testing.assert_array_equal(after[small], labels[small])
    if unit > 1:  # 2 * unit steps, round the pixels without data, reach all that lies this near
        shown = labels >= 0
        near = ndimage.binary_dilation(large & shown, iterations=2 * unit, mask=shown)
        assert not (small & near).any()
    np.testing.assert_array_equal(dissolve_small(after, pixels=1), after)
    assert set(np.unique(after)) <= set(np.unique(labels))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.integers(2, 6), st.data())
def test_windows_with_the_margin_agree(seed, unit, data):
    labels = patchy(seed)
    row, col = data.draw(st.integers(0, 45)), data.draw(st.integers(0, 45))
    window = Window(row, col, 60 - row if row > 40 else 15, 12)
    whole = Window(0, 0, 60, 60)
    wide = window.expand(unit_margin(unit)).intersect(whole)
    part = dissolve_small(labels[wide.inside(whole)], pixels=unit)
    expected = dissolve_small(labels, pixels=unit)
    np.testing.assert_array_equal(part[window.inside(wide)], expected[window.inside(whole)])


def test_the_margin_is_needed_where_one_change_leads_to_another():
    unit = 5
    labels = np.zeros((12, 60), np.int16)
    labels[:, 30:] = 1
    rng = np.random.default_rng(2)
    labels[:, 22:38] = rng.integers(0, 4, (12, 16))
    whole = dissolve_small(labels, pixels=unit)
    for cut in range(20, 40):
        part = dissolve_small(labels[:, cut - unit_margin(unit) :], pixels=unit)
        np.testing.assert_array_equal(part[:, unit_margin(unit) :], whole[:, cut:])


def test_units_out_of_range():
    assert check_unit(0) == 0
    assert check_unit(MAX_UNIT) == MAX_UNIT
    for pixels in (-1, MAX_UNIT + 1):
        with pytest.raises(InputError, match="MIN_MAPPING_UNIT"):
            check_unit(pixels)
