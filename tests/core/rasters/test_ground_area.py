"""Areas on the ground, in many coordinate systems."""

from __future__ import annotations

import numpy as np
import pytest
from affine import Affine
from finecover.core.rasters.grid import Grid
from finecover.core.rasters.ground_area import ground_area, pixel_hectares
from finecover.core.rasters.window import Window
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


# --- hectares of a report


def test_projected_systems_that_are_true_keep_their_own_hectares():
    grid = utm_grid(50, 60)
    assert (pixel_hectares(grid, grid.window) == 0.01).all()
    laea = Grid(CRS.from_epsg(3035).to_wkt(), Affine(1000, 0, 4e6, 0, -1000, 3e6), (500, 400))
    assert (pixel_hectares(laea, laea.window) == 100).all()
    local = Grid(LOCAL, Affine(10, 0, 0, 0, -10, 0), (3, 4))
    assert (pixel_hectares(local, local.window) == 0.01).all()


@pytest.mark.parametrize("code", [3857, 3395])
def test_mercator_has_the_hectares_of_the_ellipsoid(code):
    """A pixel of 10 m at 60 N covers a quarter of that on the ground, whichever Mercator it is."""
    from rasterio.warp import transform

    x, y = (one[0] for one in transform(CRS.from_epsg(4326), CRS.from_epsg(code), [10], [60]))
    grid = Grid(CRS.from_epsg(code).to_wkt(), Affine(10, 0, x, 0, -10, y + 500), (100, 80))
    found = pixel_hectares(grid, grid.window)
    sine = np.sin(np.radians(60))
    # Scale 1 / (nu cos) across for both, down too for the ellipsoid's; Web Mercator's is a sphere.
    flattened = 1 - 0.00669437999 * sine**2
    scale = {3857: flattened**2 / (1 - 0.00669437999), 3395: flattened}[code]
    assert found[50] == pytest.approx(0.01 * np.cos(np.radians(60)) ** 2 / scale, rel=2e-4)
    assert found[0] < found[-1], "the north is stretched more"
    part = pixel_hectares(grid, Window(20, 0, 30, 80))
    np.testing.assert_array_equal(part, found[20:50])


def test_degrees_have_the_hectares_of_the_ellipsoid():
    """The exact area of the zones, Snyder (1987), eq. 3-12: up to 0.7 % off a sphere's."""
    grid = Grid(WGS84, Affine(0.5, 0, -180, 0, -0.5, 90), (360, 720))
    found = pixel_hectares(grid, grid.window)
    squared = 0.0066943799901413165
    sine = np.sin(np.radians(90 - 0.5 * np.arange(361)))
    ends = sine / (1 - squared * sine**2) + np.arctanh(np.sqrt(squared) * sine) / np.sqrt(squared)
    exact = -np.diff(ends) * 6_378_137.0**2 * (1 - squared) / 2 * np.radians(0.5) / 10_000
    np.testing.assert_allclose(found, exact, rtol=1e-4)
    assert found.sum() * 720 == pytest.approx(510_065_621.7 * 100, rel=1e-5)
    sphere = grid.area_hectares(grid.window)
    assert abs(found / sphere - 1).max() > 0.005
