"""Values of rasters by longitude where they are read on another turn, or across their edge."""

from __future__ import annotations

import numpy as np
import pytest
from affine import Affine
from finecover.core.rasters.grid import Grid, Window, transform_points
from finecover.core.rasters.raster import RasterReader, RasterSource, blend_reach
from finecover.core.rasters.turned_raster import turned_raster
from raster_data import UTM, WGS84, Extras, write_raster
from rasterio.crs import CRS

FIRST_ZONE, LAST_ZONE, GREENWICH = (CRS.from_epsg(code).to_wkt() for code in (32601, 32660, 32631))
MERCATOR = CRS.from_epsg(3857).to_wkt()


def degrees(west, *, size=0.05, cols=7200, rows=40, north=11.0):
    return Grid(WGS84, Affine(size, 0, west, 0, -size, north), (rows, cols))


def metres(wkt, x, size=200.0):
    return Grid(wkt, Affine(size, 0, x, 0, -size, 1.15e6), (50, 150))


def wave(longitude):
    return 100 + 50 * np.sin(np.radians(longitude * 7))


def written(tmp_path, grid, dtype="float32", extras=None):
    x, _ = grid.xy(np.zeros(grid.shape[1]), np.arange(grid.shape[1]) + 0.5)
    values = np.broadcast_to(np.round(wave(x), 3), grid.shape).astype(dtype)
    return RasterSource(write_raster(tmp_path / "wave.tif", values, grid, extras)), values


WANTED = {
    "degrees": degrees(179.9, size=0.01, rows=20, cols=20, north=10.0),
    "beyond -180": degrees(-180.1, size=0.01, rows=20, cols=20, north=10.0),
    "on the pixels": degrees(179.5, rows=10, cols=20, north=10.5),
    "zone 1": metres(FIRST_ZONE, 1.6e5),
    "zone 60": metres(LAST_ZONE, 8.1e5),
    "Mercator": metres(MERCATOR, 20_037_508.34 - 15_000),
}


@pytest.mark.parametrize("file", [
    degrees(-180.0), degrees(0.0), degrees(176.0, cols=160), degrees(-184.0, cols=160),
], ids=["-180", "0", "176", "-184"])  # fmt: skip
@pytest.mark.parametrize("name", WANTED)
def test_values_on_both_sides_of_the_antimeridian(tmp_path, file, name):
    source, _ = written(tmp_path, file)
    grid = WANTED[name]
    with RasterReader(source, grid) as reader:
        found = reader.read(grid.window)[0]
        assert reader.aligned == (name == "on the pixels")
        part = Window(3, 5, 6, 7)
        np.testing.assert_array_equal(reader.read(part)[0], found[part.inside(grid.window)])
    rows, cols = np.mgrid[: grid.shape[0], : grid.shape[1]] + 0.5
    longitude, _ = transform_points(*grid.xy(rows, cols), from_wkt=grid.crs_wkt, to_wkt=WGS84)
    assert np.isfinite(found).all()
    # beyond the edge GDAL takes the nearest pixel instead of what lies between two
    assert np.abs(found - wave(longitude)).max() < 0.2


def test_values_on_both_sides_of_greenwich(tmp_path):
    source, _ = written(tmp_path, degrees(0.0))
    for grid in (degrees(-0.1, size=0.01, rows=20, cols=20, north=10.0), metres(GREENWICH, 1.6e5)):
        with RasterReader(source, grid) as reader:
            assert np.isfinite(reader.read(grid.window)).all()
            assert reader.resampling == "bilinear"


@pytest.mark.parametrize("extras", [
    Extras(nodata=0), Extras(mask=np.arange(7200) % 3 > 0), Extras(nodata=-1.0),
])  # fmt: skip
def test_what_lacks_data_lacks_it_there_too(tmp_path, extras):
    file = degrees(-180.0)
    x = np.arange(7200)
    values = np.where(x % 3 == 0, extras.nodata or 0, x + 1)
    values = np.broadcast_to(values, file.shape).astype("float32" if extras.nodata else "uint16")
    if extras.mask is not None:
        extras = Extras(mask=np.broadcast_to(extras.mask, file.shape))
    source = RasterSource(write_raster(tmp_path / "gaps.tif", values, file, extras))
    grid = WANTED["on the pixels"]
    with RasterReader(source, grid) as reader:
        found = reader.read(grid.window)[0]
    cols = np.arange(7190, 7210) % 7200
    np.testing.assert_array_equal(np.isnan(found), np.broadcast_to(cols % 3 == 0, (10, 20)))
    known = cols % 3 > 0
    np.testing.assert_array_equal(found[0, known], cols[known] + 1)


def test_rasters_away_from_the_edge_are_read_as_they_are():
    for file in (degrees(-180.0), degrees(0.0, cols=3000), metres(UTM, 5e5)):
        for grid in (degrees(9.0, cols=30), metres(UTM, 4e5)):
            assert turned_raster(file, grid, reach=4) is None


def test_a_pixel_at_the_edge_blends_no_further_than_another():
    grid = WANTED["degrees"]
    for west in (-180.0, 0.0):
        assert 5 <= blend_reach(degrees(west), grid) <= 6  # as rounding has it
