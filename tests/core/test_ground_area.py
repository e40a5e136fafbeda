"""Areas on the ground, in many coordinate systems."""

from __future__ import annotations

import numpy as np
import pytest
from affine import Affine
from finecover.core.grid import Grid
from finecover.core.ground_area import ground_area
from raster_data import SINUSOIDAL, WGS84, utm_grid
from rasterio.crs import CRS

LOCAL = 'LOCAL_CS["site",UNIT["metre",1]]'


def area_of(wkt, pixel, corner, shape=(100, 100), turn=0.0):
    transform = Affine.translation(*corner) * Affine.rotation(turn) * Affine.scale(pixel, -pixel)
    grid = Grid(wkt, transform, shape)
    return ground_area(grid, grid.window)


def test_utm_is_true_and_even():
    grid = utm_grid(100, 100)
    found = ground_area(grid, grid.window)
    assert found.stated == pytest.approx(0.9996**2, abs=1e-5)
    assert found.spread < 1e-4
    assert found.largest == pytest.approx(0.01 / 0.9996**2, rel=1e-5)


def test_degrees_shrink_towards_the_poles():
    """A square degree at the equator is 1.2309 million hectares."""
    grid = Grid(WGS84, Affine(1, 0, -180, 0, -1, 90), (180, 360))
    found = ground_area(grid, grid.window)
    assert found.largest == pytest.approx(1_230_915, rel=1e-3)
    assert found.spread > 100
    equator = area_of(WGS84, 0.001, (10, 0.05))
    assert equator.largest == pytest.approx(1.2309, rel=1e-4)


@pytest.mark.parametrize("turn", [0, 30, 90])
def test_an_equal_area_system_is_even_however_it_is_turned(turn):
    laea = CRS.from_epsg(3035).to_wkt()
    found = area_of(laea, 1000, (3_000_000, 3_500_000), shape=(1500, 1500), turn=turn)
    assert found.stated == pytest.approx(1, abs=1e-4)
    assert found.spread < 1e-3


def test_mercator_is_neither_true_nor_even():
    mercator = CRS.from_epsg(3857).to_wkt()
    found = area_of(mercator, 100, (1_000_000, 8_500_000), shape=(10_000, 100))
    assert found.stated > 3
    assert found.spread > 0.3


def test_places_off_the_earth_are_left_out():
    side = 20_015_109
    found = area_of(SINUSOIDAL, side / 500, (-side, side / 2), shape=(500, 1000))
    assert np.isfinite(found.largest)
    assert found.stated == pytest.approx(1, abs=0.01)


def test_across_the_antimeridian():
    found = area_of(WGS84, 0.01, (179.5, 10), shape=(10, 100))
    assert found.spread < 0.01


def test_a_system_of_no_place_on_earth_is_not_known():
    assert area_of(LOCAL, 10, (0, 0)) is None
