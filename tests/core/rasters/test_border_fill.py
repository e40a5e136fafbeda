import numpy as np
import pytest
from finecover.core.rasters.border_fill import edges, find_fill, grown, is_fill
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from raster_data import utm_grid
from scipy.ndimage import maximum_filter


def edge(values, share, pixels=1000):
    """Two bands along the frame; ``share`` of the pixels hold ``values``, the others data."""
    data = np.full((2, pixels), 120, np.float32)
    data[:, : int(share * pixels)] = np.reshape(values, (2, 1))
    return data


def test_edges_line_the_frame():
    count = np.zeros((4, 6), int)
    grid = utm_grid(4, 6)
    for side in edges(grid.window):
        count[side.inside(grid.window)] += 1
    assert (count[1:-1, 1:-1] == 0).all()
    assert count[0].min() == count[-1].min() == count[:, 0].min() == count[:, -1].min() == 1


@pytest.mark.parametrize(
    ("value", "dtype"),
    [(0, "uint8"), (255, "uint8"), (65535, "uint16"), (0, "int16"), (32767, "int16"),
     (-32768, "int16"), (-9999, "int16")],
)  # fmt: skip
def test_found(value, dtype):
    assert find_fill(edge([value, value], 0.3), dtype) == (value, pytest.approx(0.3))


@pytest.mark.parametrize(
    ("values", "share", "dtype"),
    [
        ([255, 255], 0.019, "uint8"),  # a few saturated pixels
        ([255, 250], 0.5, "uint8"),  # not in every band
        ([255, 255], 0.5, "uint16"),  # no limit of this type
        ([0, 0], 0.5, "float32"),
        ([1, 1], 0.5, "uint8"),
    ],
)
def test_not_found(values, share, dtype):
    assert find_fill(edge(values, share), dtype) is None


def test_missing_is_no_fill():
    assert find_fill(edge([np.nan, np.nan], 0.5), "uint8") is None


def test_warped_fill_is_known_in_spite_of_rounding():
    near = np.nextafter(np.float32(65535), np.float32(0))
    assert is_fill([np.array([near, 65000], np.float32)], 65535.0).tolist() == [True, False]


@given(hnp.arrays(bool, st.tuples(st.integers(1, 9), st.integers(1, 9))), st.integers(0, 4))
def test_grown_is_a_maximum_filter(mask, pixels):
    before = mask.copy()
    expected = maximum_filter(mask.astype(np.uint8), size=2 * pixels + 1, mode="constant")
    assert (grown(mask, pixels) == expected.astype(bool)).all()
    assert (mask == before).all()
