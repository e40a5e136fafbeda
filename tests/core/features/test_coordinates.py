"""Coordinates as features: units, turned grids, tiles."""

import numpy as np
import pytest
from affine import Affine
from finecover.core.features.coordinates import COORDINATE_NAMES, coordinate_features
from finecover.core.rasters.grid import Grid, Window
from raster_data import ORIGIN, UTM, WGS84, utm_grid
from rasterio.crs import CRS

FEET = CRS.from_epsg(2264).to_wkt()  # North Carolina, US survey feet


def test_projected_ones_are_kilometres_to_the_centres():
    x, y = coordinate_features(utm_grid(4, 5, size=100.0), Window(1, 2, 2, 3))
    assert COORDINATE_NAMES == ("x", "y")
    assert x.dtype == np.float32
    np.testing.assert_allclose(x[1], ORIGIN[0] / 1000 + np.array([0.25, 0.35, 0.45]), rtol=1e-7)
    np.testing.assert_allclose(y[:, 2], ORIGIN[1] / 1000 - np.array([0.15, 0.25]), rtol=1e-7)


def test_feet_are_kilometres_too():
    grid = Grid(FEET, Affine(100, 0, 2e6, 0, -100, 7e5), (2, 2))
    x, y = coordinate_features(grid, grid.window)
    assert x[0, 0] == pytest.approx(2_000_050 * 1200 / 3937 / 1000, rel=1e-6)
    assert y[1, 0] == pytest.approx(699_850 * 1200 / 3937 / 1000, rel=1e-6)


def test_geographic_ones_are_degrees():
    grid = Grid(WGS84, Affine(0.5, 0, -10, 0, -0.25, 40), (4, 4))
    x, y = coordinate_features(grid, Window(0, 0, 1, 2))
    np.testing.assert_allclose(x, [[-9.75, -9.25]], rtol=1e-7)
    np.testing.assert_allclose(y, [[39.875, 39.875]], rtol=1e-7)


@pytest.mark.parametrize("turn", [0, 20])
def test_tiles_change_no_byte(turn):
    grid = Grid(UTM, utm_grid().transform * Affine.rotation(turn), (13, 17))
    whole = coordinate_features(grid, grid.window)
    for tile in grid.tiles(5):
        part = coordinate_features(grid, tile)
        np.testing.assert_array_equal(part, whole[(slice(None), *tile.inside(grid.window))])


def test_pixels_outside_the_grid_have_their_place():
    grid = utm_grid(4, 4)
    beyond = coordinate_features(grid, Window(-2, -2, 8, 8))
    np.testing.assert_array_equal(beyond[:, 2:6, 2:6], coordinate_features(grid, grid.window))
