"""Cells of several pixels: means and spreads, whatever the tiles, with gaps."""

import numpy as np
import pytest
from finecover.core.errors import GridError, InputError
from finecover.core.features.cell_statistics import CellStatistics
from finecover.core.features.missing import blank_incomplete
from finecover.core.features.recipe import recipe_margin
from finecover.core.rasters.grid import Window
from scene import ArrayFeatures

SIDE = 4
RECIPE = {"spectral": 2, "terrain": False, "ancillary": ["rain"], "context": 0}


class HoledFeatures(ArrayFeatures):
    """Features whose last may be missing alone."""

    def read(self, window):
        rows, cols = window.inside(self.grid.window)
        values = self.values[:, rows, cols].copy()
        blank_incomplete(values, images=2)
        return values


@pytest.fixture
def pixels():
    values = np.random.default_rng(3).normal(100, 30, (3, 42, 37)).astype(np.float32)
    features = ArrayFeatures(values)
    features.names, features.recipe = ("red", "ndvi", "rain"), RECIPE
    return features


def by_cell(layer):
    whole = layer[:40, :36].astype(np.float64)
    return whole.reshape(10, SIDE, 9, SIDE).transpose(0, 2, 1, 3).reshape(10, 9, -1)


def test_means_and_spread_stand_between_images_and_the_rest(pixels):
    cells = CellStatistics(pixels, side=SIDE)
    assert cells.names == ("red", "ndvi", "red_spread", "ndvi_spread", "rain")
    assert cells.grid.shape == (10, 9), "what fills no cell is left out"
    assert cells.grid.transform.a == SIDE * pixels.grid.transform.a
    assert (cells.grid.transform.c, cells.grid.transform.f) == (
        pixels.grid.transform.c, pixels.grid.transform.f,
    )  # fmt: skip
    found = cells.read(cells.grid.window)
    assert found.dtype == np.float32
    red, ndvi, rain = map(by_cell, pixels.values)
    expected = [part.mean(axis=2) for part in (red, ndvi)]
    expected += [part.std(axis=2) for part in (red, ndvi)] + [rain.mean(axis=2)]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_a_window_says_the_same_as_the_whole(pixels):
    cells = CellStatistics(pixels, side=SIDE)
    whole = cells.read(cells.grid.window)
    for window in (Window(0, 0, 1, 1), Window(3, 2, 5, 4), Window(9, 8, 1, 1)):
        part = cells.read(window)
        assert part.tobytes() == whole[(slice(None), *window.inside(cells.grid.window))].tobytes()
    tiles = cells.tiles(cells.grid.window, side=3)
    assert sum(tile.height * tile.width for tile in tiles) == 90


def test_a_cell_needs_half_of_its_pixels(pixels):
    values = pixels.values.copy()
    values[:, :2, :4] = np.nan  # half of the first cell
    values[:, :2, 4:8] = np.nan
    values[:, 2, 4] = np.nan  # and one more of the second
    values[2, 4:8, :4] = np.nan  # one without rain alone
    features = HoledFeatures(values)
    features.names, features.recipe = pixels.names, RECIPE
    cells = CellStatistics(features, side=SIDE)
    found = cells.read(Window(0, 0, 2, 2))
    np.testing.assert_allclose(found[0, 0, 0], values[0, 2:4, :4].mean(), rtol=1e-6)
    np.testing.assert_allclose(found[2, 0, 0], values[0, 2:4, :4].std(), rtol=1e-5)
    assert np.isnan(found[:, 0, 1]).all()
    assert np.isfinite(found[:4, 1, 0]).all()
    assert np.isnan(found[4, 1, 0])


def test_cells_look_at_as_many_cells_as_their_pixels_reach(pixels):
    recipe = CellStatistics(pixels, side=SIDE).recipe
    assert recipe["cell"] == SIDE
    assert recipe["names"] == ["red", "ndvi", "red_spread", "ndvi_spread", "rain"]
    assert recipe_margin({**recipe, "context": 5}) == 1
    assert recipe_margin({**recipe, "terrain": True}) == 3  # 10 pixels
    assert recipe_margin({"context": 5}) == 2


def test_cells_that_cannot_be_are_refused(pixels):
    with pytest.raises(InputError, match="CELL is 1 pixels"):
        CellStatistics(pixels, side=1)
    with pytest.raises(GridError, match="less than a cell of 40 x 40"):
        CellStatistics(pixels, side=40)
