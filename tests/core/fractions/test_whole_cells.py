"""Coarse cells as wholes of fine pixels: none missing, none foreign, and tiles that cut few."""

import numpy as np
import pytest
from finecover.core.errors import GridError
from finecover.core.fractions.whole_cells import WholeCells
from finecover.core.rasters.grid import PixelMap, Window
from fraction_scene import cell_grid
from scene import pixel_grid

FINE = pixel_grid(96, 96)
KINDS = ("parallel", "shifted", "turned", "degrees")


def cells_of(kind, frame=None):
    return WholeCells(FINE, cell_grid(kind, FINE), frame=frame or FINE.window, label="Cells")


def numbers(kind, window):
    """Return the number of each pixel's cell, -1 = none."""
    coarse = cell_grid(kind, FINE)
    row, col = PixelMap(FINE, coarse).cells(window)
    return np.where(row >= 0, row * coarse.shape[1] + col, -1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "window",
    [Window(0, 0, 96, 96), Window(40, 41, 1, 1), Window(5, 60, 30, 36), Window(90, 0, 6, 9)],
)
def test_cells_come_with_all_their_pixels(kind, window):
    found = cells_of(kind).around(window)
    assert window.intersect(found.window) == window
    wide = Window(-60, -60, 216, 216)
    every = numbers(kind, wide)
    wanted = np.unique(every[window.inside(wide)])
    wanted = wanted[wanted >= 0]
    width = cell_grid(kind, FINE).shape[1]
    np.testing.assert_array_equal(found.rows * width + found.cols, wanted)
    expected = np.where(np.isin(every, wanted), every, -1)
    placed = np.full(every.shape, -1)
    placed[found.window.inside(wide)] = np.append(wanted, -1)[found.place]
    np.testing.assert_array_equal(placed, expected)


@pytest.mark.parametrize("kind", KINDS)
def test_cells_of_a_coarse_window(kind):
    cells = Window(3, 4, 5, 2)
    found = cells_of(kind).of(cells)
    wide = Window(-60, -60, 216, 216)
    every = numbers(kind, wide)
    width = cell_grid(kind, FINE).shape[1]
    wanted = (np.arange(3, 8)[:, None] * width + [4, 5]).ravel()
    np.testing.assert_array_equal(found.rows * width + found.cols, wanted)
    placed = np.full(every.shape, -1)
    placed[found.window.inside(wide)] = np.append(wanted, -1)[found.place]
    np.testing.assert_array_equal(placed, np.where(np.isin(every, wanted), every, -1))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("side", [1, 20, 500])
def test_tiles_cover_a_frame_once(kind, side):
    frame = Window(7, 11, 80, 70)
    count = np.zeros(FINE.shape, int)
    for tile in cells_of(kind).tiles(frame, side=side):
        count[tile.inside(FINE.window)] += 1
    expected = np.zeros(FINE.shape, int)
    expected[frame.inside(FINE.window)] = 1
    np.testing.assert_array_equal(count, expected)


@pytest.mark.parametrize("kind", ["parallel", "shifted"])
def test_tiles_hold_whole_cells_where_grids_are_parallel(kind):
    every = numbers(kind, FINE.window)
    tiles = cells_of(kind).tiles(FINE.window, side=30)
    met = np.concatenate([
        np.unique(part[part >= 0]) for part in (every[tile.inside(FINE.window)] for tile in tiles)
    ])  # fmt: skip
    assert len(np.unique(met)) == len(met)
    assert max(max(tile.height, tile.width) for tile in tiles) <= 30
    assert len(tiles) < 40


def test_beyond_the_cells_lines_are_cut_as_well():
    coarse = pixel_grid(2, 2, pixel=80.0)
    tiles = WholeCells(FINE, coarse, frame=FINE.window, label="Cells").tiles(FINE.window, side=20)
    assert max(max(tile.height, tile.width) for tile in tiles) <= 20
    assert sum(tile.height * tile.width for tile in tiles) == 96 * 96


def test_cells_of_no_use_are_refused():
    for pixel, message in ((15.0, "at least 4"), (10_000.0, "at most 250000")):
        with pytest.raises(GridError, match=message):
            WholeCells(FINE, pixel_grid(9, 9, pixel=pixel), frame=FINE.window, label="Cells")
    away = pixel_grid(9, 9, pixel=80.0).crop(Window(100, 100, 9, 9))
    with pytest.raises(GridError, match="Cells do not overlap"):
        WholeCells(FINE, away, frame=FINE.window, label="Cells")
