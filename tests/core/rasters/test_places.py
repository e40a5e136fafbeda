"""Whether rasters and polygons overlap is known before any pixel is read."""

from __future__ import annotations

import numpy as np
import pytest
import tiny_scene
from finecover.core.errors import GridError, InputError
from finecover.core.rasters.area import Area
from finecover.core.rasters.places import check_places
from finecover.core.rasters.raster import RasterSource
from tiny_scene import NORTH, WEST


@pytest.fixture
def raster(tmp_path):
    def make(name, *, east=0.0, **more):
        values = np.ones((8, 10), np.uint8)
        path = tmp_path / f"{name}.tif"
        tiny_scene.write_raster(path, values, corner=(WEST + east, NORTH), **more)
        return RasterSource(str(path), name=name)

    return make


def square(x, y, size):
    ring = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return Area((geometry,), tiny_scene.CRS_WKT, "GEO")


def test_what_overlaps_passes_and_the_grid_comes_back(raster):
    grid = check_places(
        raster("MAP"),
        rasters=[None, raster("REFERENCE", east=90.0)],
        areas=[None, square(WEST + 5, NORTH - 50, 20)],
    )
    assert grid.shape == (8, 10)


@pytest.mark.parametrize("east", [100.0, 5000.0, -100.0])
def test_a_raster_beside_is_an_error(raster, east):
    with pytest.raises(GridError, match=r"DEM 'DEM.tif' does not overlap MAP 'MAP.tif'; check"):
        check_places(raster("MAP"), rasters=[raster("DEM", east=east)])


def test_polygons_beside_are_an_error(raster):
    with pytest.raises(GridError, match="GEO does not overlap the image; draw"):
        check_places(raster("MAP"), areas=[square(WEST + 101, NORTH - 50, 20)])


def test_a_raster_without_a_system_is_an_error(raster):
    with pytest.raises(GridError, match=r"DEM 'DEM.tif' has no coordinate system; assign"):
        check_places(raster("MAP"), rasters=[raster("DEM", crs=None)])


def test_a_band_too_many_is_an_error(raster):
    coarse = RasterSource(raster("COARSE").path, (2,), None, "COARSE")
    with pytest.raises(InputError, match="band 2 is asked for"):
        check_places(raster("MAP"), rasters=[coarse])
