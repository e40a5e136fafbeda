from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from finecover.core.cells.coarse import CoarseOnFine, read_coarse
from finecover.core.errors import GridError
from finecover.core.legends.labels import LabelRule
from finecover.core.legends.legend import generic
from finecover.core.rasters.grid import Grid, Window
from finecover.core.rasters.raster import CodeReader, RasterSource
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scene import CELL, ORIGIN, PIXEL, WKT, coarse_map, pixel_grid, write_raster

RULE = LabelRule(generic(np.array([1, 5, 9])))


def source_of(folder, values, **more):
    return RasterSource(str(write_raster(folder / "coarse.tif", values, **more)), name="COARSE")


def test_purity_by_hand():
    coarse = coarse_map([[0, 0, 1], [0, -1, 1], [2, 0, 1]])
    expected = np.array(
        [
            [3 / 3, 3 / 5, 2 / 3],  # the corner sees three known cells, all its own class
            [4 / 5, 0, 3 / 5],
            [1 / 3, 2 / 5, 2 / 3],
        ]
    )
    np.testing.assert_allclose(coarse.purity, expected, rtol=1e-6)
    assert coarse.purity.dtype == np.float32


@settings(deadline=None)
@given(hnp.arrays(np.int16, hnp.array_shapes(min_dims=2, max_dims=2), elements=st.integers(-1, 3)))
def test_purity_against_counting(labels):
    purity = coarse_map(labels, codes=(1, 2, 3, 4)).purity
    for row, col in np.ndindex(labels.shape):
        block = labels[max(row - 1, 0) : row + 2, max(col - 1, 0) : col + 2]
        known, own = (block >= 0).sum(), labels[row, col]
        share = (block == own).sum() / known if own >= 0 else 0
        assert purity[row, col] == np.float32(share)


def test_restricted_cells_do_not_speak_for_their_neighbours():
    coarse = coarse_map([[0, 1], [0, 1]])
    keep = np.array([[True, False], [True, False]])
    left = coarse.restricted(keep)
    np.testing.assert_array_equal(left.labels, [[0, -1], [0, -1]])
    np.testing.assert_array_equal(left.purity, [[1, 0], [1, 0]])
    assert coarse.purity[0, 0] == 0.5


def test_restricted_cells_keep_what_was_told_of_them():
    trust, other = np.full((2, 2), 0.5, np.float32), np.array([[1, 0], [-1, -1]], np.int16)
    coarse = replace(coarse_map([[0, 1], [0, 1]]), trust=trust, other=other)
    left = coarse.restricted(np.array([[True, False], [True, False]]))
    assert left.trust is trust
    assert left.other is other
    assert coarse_map([[0]]).trust is None


def test_cells_are_numbered_over_the_whole_raster(tmp_path):
    values = np.full((60, 50), 1, np.uint8)
    values[30, 20] = 9
    source = source_of(tmp_path, values, pixel=CELL * PIXEL)
    at = Affine(PIXEL, 0, ORIGIN[0] + 20 * CELL * PIXEL, 0, -PIXEL, ORIGIN[1] - 30 * CELL * PIXEL)
    coarse = read_coarse(source, RULE, Grid(WKT, at, (CELL, CELL)))
    assert coarse.labels.shape == (17, 17), "the cell of the image and 8 around it"
    row, col = np.argwhere(coarse.labels == 2)[0]
    assert coarse.cell_ids(np.array([row]), np.array([col]))[0] == 30 * 50 + 20
    assert coarse.full_width == 50


def test_only_the_cells_around_the_image_are_read(tmp_path, monkeypatch):
    source = source_of(tmp_path, np.ones((400, 400), np.uint8), pixel=CELL * PIXEL)
    asked = []
    read = CodeReader.read
    monkeypatch.setattr(CodeReader, "read", lambda self, w: asked.append(w) or read(self, w))
    read_coarse(source, RULE, pixel_grid(CELL * 2, CELL * 3))
    assert asked == [Window(0, 0, 2 + 8, 3 + 8)]


def test_no_overlap(tmp_path):
    source = source_of(tmp_path, np.ones((3, 3), np.uint8))
    far = Grid(WKT, Affine(10, 0, 900_000, 0, -10, 5_000_000), (3, 3))
    with pytest.raises(GridError, match=r"COARSE 'coarse\.tif' does not overlap the image"):
        read_coarse(source, RULE, far)


def test_pixels_among_cells():
    coarse = coarse_map([[0, 1], [2, -1]], cell=2)
    fine = CoarseOnFine(coarse, pixel_grid(5, 5))
    where = fine.positions(Window(0, 0, 5, 5))
    np.testing.assert_allclose(where.row[:, 0], [0.25, 0.75, 1.25, 1.75, 2.25])
    np.testing.assert_array_equal(where.cell_col[0], [0, 0, 1, 1, -1])
    expected = np.full((5, 5), -1)
    expected[:2, :2], expected[:2, 2:4], expected[2:4, :2] = 0, 1, 2
    np.testing.assert_array_equal(fine.labels(where), expected)
    assert not where.inside[4].any()
    taken = where.take(np.array([[1.5, 2.5], [3.5, 4.5]], np.float32), missing=-7)
    assert taken[3, 3] == 4.5
    assert taken[4, 4] == -7


def test_windows_agree():
    rng = np.random.default_rng(3)
    coarse = coarse_map(rng.integers(-1, 3, (6, 6)))
    fine = CoarseOnFine(coarse, pixel_grid(50, 40))
    whole = fine.labels(fine.positions(Window(0, 0, 50, 40)))
    part = Window(13, 7, 9, 21)
    rows, cols = part.inside(Window(0, 0, 50, 40))
    np.testing.assert_array_equal(fine.labels(fine.positions(part)), whole[rows, cols])


@pytest.mark.parametrize("angle", [20, 90, 200])
def test_rotated_coarse_maps(tmp_path, angle):
    rng = np.random.default_rng(angle)
    values = np.array([1, 5, 9], np.uint8)[rng.integers(0, 3, (30, 30))]
    turned = (
        Affine.translation(ORIGIN[0] + 200, ORIGIN[1] - 200)
        * Affine.rotation(angle)
        * Affine.scale(80, -80)
        * Affine.translation(-15, -15)
    )
    source = source_of(tmp_path, values, transform=turned)
    grid = pixel_grid(40, 40)
    coarse = read_coarse(source, RULE, grid)
    found = CoarseOnFine(coarse, grid)
    labels = found.labels(found.positions(grid.window))
    for row, col in ((0, 0), (13, 29), (39, 39)):
        x, y = grid.xy(row + 0.5, col + 0.5)
        cell_col, cell_row = ~turned * (x, y)
        assert RULE.legend.codes[labels[row, col]] == values[int(cell_row), int(cell_col)]


def test_cells_smaller_than_pixels(tmp_path):
    values = np.array([1, 5, 9], np.uint8)[np.arange(900).reshape(30, 30) % 3]
    source = source_of(tmp_path, values, pixel=4.0)
    grid = pixel_grid(12, 12)
    coarse = read_coarse(source, RULE, grid)
    found = CoarseOnFine(coarse, grid)
    labels = found.labels(found.positions(grid.window))
    centre = np.floor((np.arange(12) + 0.5) * PIXEL / 4).astype(int)
    expected = RULE.positions(values[np.ix_(centre, centre)].astype(np.int32))
    np.testing.assert_array_equal(labels, expected)
