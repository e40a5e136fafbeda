"""Values of rasters by longitude where they are read on another turn, or across their edge."""

from __future__ import annotations

import numpy as np
import pytest
from affine import Affine
from finecover.core.errors import GridError
from finecover.core.rasters.grid import Grid, Window, transform_points
from finecover.core.rasters.raster import RasterReader, RasterSource, blend_reach
from finecover.core.rasters.turned_raster import turned_raster
from raster_data import UTM, WGS84, Extras, vrt_of, write_raster
from rasterio.crs import CRS

FIRST_ZONE, LAST_ZONE, GREENWICH = (CRS.from_epsg(code).to_wkt() for code in (32601, 32660, 32631))
MERCATOR = CRS.from_epsg(3857).to_wkt()


def degrees(west, *, size=0.05, cols=7200, rows=40, north=11.0):
    return Grid(WGS84, Affine(size, 0, west, 0, -size, north), (rows, cols))


def metres(wkt, x, size=200.0):
    return Grid(wkt, Affine(size, 0, x, 0, -size, 1.15e6), (50, 150))


def in_system(grid, code):
    return Grid(CRS.from_epsg(code).to_wkt(), grid.transform, grid.shape)


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
    **{
        f"{west} in {code}": in_system(degrees(west, size=0.01, rows=20, cols=20, north=10.0), code)
        for code in (4269, 4322, 4272) for west in (179.9, -180.1)
    },
}  # fmt: skip


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


FAR = metres(UTM, 5e5, size=1000.0)
POLE = Grid(CRS.from_epsg(3031).to_wkt(), Affine(1000, 0, -3e4, 0, -1000, 3e4), (60, 60))
KINDS = {
    "float": ("float32", Extras()),
    "float with nodata": ("float32", Extras(nodata=-9999)),
    "whole": ("uint16", Extras()),
    "whole with nodata": ("int16", Extras(nodata=-1)),
    "nodata no number has": ("int16", Extras(nodata=0.5)),
    "mask": ("uint16", Extras(mask=np.ones((180, 20), bool))),
    "alpha": ("uint8", Extras(alpha=True)),
    "large": ("int32", Extras()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_known_where_a_part_of_the_earth_has_no_data(tmp_path, kind):
    dtype, extras = KINDS[kind]
    region = degrees(170.0, size=1.0, cols=20, rows=180, north=90.0)
    values = np.full((1 + extras.alpha, *region.shape), 200, dtype)
    values[1:] = 255
    path = write_raster(tmp_path / "region.tif", values, region, extras)
    world = degrees(-180.0, size=2.0, cols=180, rows=80, north=80.0)
    counts = {"far": 0, "pole": 188, "world": 800, "aligned": 12, "zone": 7500}
    for name, grid in {
        "far": FAR, "pole": POLE, "world": world, "zone": metres(FIRST_ZONE, 1e4),
        "aligned": degrees(-172.0, size=1.0, cols=352, rows=1),
    }.items():  # fmt: skip
        with RasterReader(RasterSource(path, bands=(1,)), grid) as reader:
            found = reader.read(grid.window)[0]
            assert not reader.gapless
        known = np.isfinite(found)
        assert (found[known] == 200).all(), name
        least = 0.6 if extras.nodata == 0.5 else 1  # without the pixels beside the gaps
        assert counts[name] * least <= known.sum() <= counts[name] * 1.11, name


@pytest.mark.parametrize("cols", [20, 360])
@pytest.mark.parametrize("nodata", [None, -1])
def test_signed_bytes_keep_their_sign(tmp_path, cols, nodata):
    file = degrees(170.0, size=1.0, cols=cols, rows=180, north=90.0)
    values = np.broadcast_to(np.where(np.arange(180) < 85, -56, 7)[:, None], file.shape)
    path = write_raster(tmp_path / "signed.tif", values.astype("int8"), file, Extras(nodata=nodata))
    for grid in (metres(FIRST_ZONE, 1e4), degrees(-179.0, size=1.0, cols=358, rows=1)):
        with RasterReader(RasterSource(path), grid) as reader:
            found = reader.read(grid.window)
        assert set(found[np.isfinite(found)]) <= {-56, 7}
        assert np.isfinite(found).any()


def test_gaps_in_bands_of_which_some_tell_what_lacks_data(tmp_path):
    region = degrees(170.0, size=1.0, cols=20, rows=180, north=90.0)
    values = np.stack([np.full(region.shape, at, "int16") for at in (7, 8)])
    values[1, :, ::2] = -5
    path = write_raster(tmp_path / "region.tif", values, region)
    path = vrt_of(tmp_path / "region.vrt", [(path, 1, 30), (path, 2, -5)], region)
    plain = (tmp_path / "region.vrt").read_text().replace("<NoDataValue>30</NoDataValue>", "")
    (tmp_path / "region.vrt").write_text(plain)
    for grid in (FAR, POLE, degrees(-179.0, size=1.0, cols=358, rows=1)):
        with RasterReader(RasterSource(path), grid) as reader:
            found = reader.read(grid.window)
        assert set(found[0][np.isfinite(found[0])]) <= {7}
        assert set(found[1][np.isfinite(found[1])]) <= {8}
        assert np.isfinite(found[0]).any() == (grid is not FAR)
        assert np.isfinite(found[1]).any() == (grid is not FAR)


def test_a_last_column_that_is_missing_has_no_data(tmp_path):
    file = degrees(-180.0, size=1.0, cols=359, rows=20)
    path = write_raster(tmp_path / "world.tif", np.full(file.shape, 9, "uint8"), file)
    grid = degrees(177.0, size=1.0, cols=6, rows=5)
    with RasterReader(RasterSource(path), grid) as reader:
        assert reader.aligned
        assert not reader.gapless
        found = reader.read(grid.window)[0, 0]
    np.testing.assert_array_equal(found, [9, 9, np.nan, 9, 9, 9])


def test_pixels_that_no_whole_number_of_goes_around_are_read_on_one_side(tmp_path):
    file = degrees(170.0, size=0.7, cols=29, rows=257, north=90.0)
    source, _ = written(tmp_path, file)
    said = (
        r"^raster 'wave.tif' is needed on both sides .*; resample it so that a whole number does\.$"
    )
    for grid in (POLE, WANTED["zone 60"], WANTED["179.9 in 4322"]):
        with pytest.raises(GridError, match=said):
            RasterReader(source, grid)
    for grid, whole in (
        (FAR, False),
        (degrees(-179, rows=9, cols=9), True),
        (metres(LAST_ZONE, 5e5), True),
        (WANTED["degrees"], True),
        (metres(FIRST_ZONE, 4e5), True),
    ):
        with RasterReader(source, grid) as reader:
            assert (np.isfinite(reader.read(grid.window)) == whole).all()


@pytest.mark.parametrize("west", [-180.0, -180.5, 0.0, 90.0, -360.0])
@pytest.mark.parametrize("start", [-180.0, 0.0, 37.0])
def test_a_world_is_read_on_a_world_that_begins_elsewhere(tmp_path, west, start):
    file = degrees(west, size=0.5, cols=720)
    source, _ = written(tmp_path, file)
    grid = degrees(start, size=0.5, cols=720)
    with RasterReader(source, grid) as reader:
        found = reader.read(grid.window)[0]
    x, _ = grid.xy(np.zeros(720), np.arange(720) + 0.5)
    np.testing.assert_allclose(found, np.broadcast_to(wave(x), grid.shape), atol=0.01)


def anywhere(rng):
    """A small grid in some system, with the width of one of its pixels in degrees."""
    west, size = rng.uniform(-360, 360), rng.uniform(0.02, 0.2)
    kind = rng.integers(4)
    if kind == 0:
        return degrees(west, size=size, rows=20, cols=30), size
    if kind == 1:
        code = int(rng.choice([4269, 4322, 4272, 4167]))
        return in_system(degrees(west, size=size, rows=20, cols=30), code), size
    x = rng.uniform(-4e5, 8e5)
    if kind == 2:
        zone = CRS.from_epsg(32601 + int(rng.integers(60))).to_wkt()
        return Grid(zone, Affine(9000, 0, x, 0, -9000, 1.1e6), (20, 30)), 0.1
    polar = CRS.from_epsg(int(rng.choice([3031, 3413]))).to_wkt()
    return Grid(polar, Affine(9000, 0, x, 0, -9000, 3e6), (20, 30)), 0.6


@pytest.mark.parametrize("seed", range(60))
def test_what_is_known_lies_within_the_file_and_all_that_does_is(tmp_path, seed):
    rng = np.random.default_rng(seed)
    grid, size = anywhere(rng)
    x, y = grid.xy(*(np.array(side / 2) for side in grid.shape))
    middle = float(transform_points(x, y, from_wkt=grid.crs_wkt, to_wkt=WGS84)[0])
    cells = float(rng.choice([0.25, 0.5, 1.0]))
    near = middle + rng.uniform(-12, 4) if rng.random() < 0.7 else rng.uniform(-300, 300)
    west = float(np.floor(near)) + 360 * int(rng.integers(-1, 2))
    cols = int(rng.integers(2, 20) / cells)
    file = degrees(west, size=cells, rows=round(180 / cells), cols=cols, north=90.0)
    dtype = str(rng.choice(["float32", "uint8", "int16"]))
    path = write_raster(tmp_path / "part.tif", np.full(file.shape, 50, dtype), file)
    with RasterReader(RasterSource(path), grid) as reader:
        found = reader.read(grid.window)[0]
    known = np.isfinite(found)
    np.testing.assert_allclose(found[known], 50)
    rows, at = np.mgrid[: grid.shape[0], : grid.shape[1]] + 0.5
    longitude, _ = transform_points(*grid.xy(rows, at), from_wkt=grid.crs_wkt, to_wkt=WGS84)
    from_middle = (longitude - west - cols * cells / 2 + 180) % 360 - 180
    inside = cols * cells / 2 - np.abs(from_middle)
    assert known[inside > size].all()
    assert not known[inside < -size].any()
