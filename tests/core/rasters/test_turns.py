"""The edges of the world: longitudes beyond 180 degrees, maps from 0 to 360, and the poles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from finecover.core.rasters.area import Area
from finecover.core.rasters.codes import CodeReader, NearestCodes
from finecover.core.rasters.grid import (
    Grid,
    PixelMap,
    Window,
    footprint,
    lies_apart,
    window_under,
)
from finecover.core.rasters.raster_file import RasterSource
from finecover.core.rasters.turns import shortest, turn_of
from hypothesis import given, settings
from hypothesis import strategies as st
from raster_data import SINUSOIDAL, UTM, WGS84, write_raster
from rasterio.crs import CRS

EQUATOR = 2 * np.pi * 6_378_137.0
MERCATOR = CRS.from_epsg(3857).to_wkt()
POLAR = CRS.from_epsg(3413).to_wkt()
FIRST_ZONE, LAST_ZONE = (CRS.from_epsg(code).to_wkt() for code in (32601, 32660))


def degrees(size, *, west=-180.0, north=90.0, shape=None):
    shape = shape or (round(180 / size), round(360 / size))
    return Grid(WGS84, Affine(size, 0, west, 0, -size, north), shape)


def turned(grid, turns):
    t = grid.transform
    return replace(grid, transform=Affine(t.a, t.b, t.c + 360 * turns, t.d, t.e, t.f))


@pytest.mark.parametrize(("wkt", "turn"), [
    (WGS84, 360.0), (MERCATOR, EQUATOR), (CRS.from_epsg(3832).to_wkt(), EQUATOR),
    (CRS.from_epsg(6933).to_wkt(), 2 * 17_367_530.445161372), (CRS.from_epsg(4807).to_wkt(), 400.0),
    (UTM, None), (FIRST_ZONE, None), (SINUSOIDAL, None), (POLAR, None),
    (CRS.from_epsg(3460).to_wkt(), None), (CRS.from_epsg(3035).to_wkt(), None),
    ('LOCAL_CS["a",UNIT["metre",1]]', None),
])  # fmt: skip
def test_how_long_a_turn_is(wkt, turn):
    found = turn_of(wkt)
    assert found is None if turn is None else found == pytest.approx(turn, rel=1e-9)


def test_shortest_steps():
    np.testing.assert_allclose(shortest(np.array([358.0, -359.0, 10.0]), 360.0), [-2, 1, 10])
    np.testing.assert_array_equal(shortest(np.array([358.0]), None), [358])


@settings(max_examples=60)
@given(
    west=st.floats(-180, 179), size=st.sampled_from([0.01, 1 / 120, 0.5]),
    turns=st.integers(-2, 2), fine_turns=st.integers(-2, 2),
    start=st.sampled_from([-180.0, 0.0]), flipped=st.booleans(),
)  # fmt: skip
def test_whole_turns_change_no_cell(west, size, turns, fine_turns, start, flipped):
    fine = degrees(size / 5.3, west=west, north=11.0, shape=(9, 31))
    coarse = degrees(size, west=start)
    if flipped:  # from east to west
        t = coarse.transform
        coarse = replace(coarse, transform=Affine(-size, 0, t.c + 360, 0, t.e, t.f))
    rows, cols = PixelMap(fine, coarse).cells(fine.window)
    assert (rows >= 0).all()
    x, _ = fine.xy(np.zeros(31), np.arange(31) + 0.5)
    x = (start + 360 - x if flipped else x - start) % 360
    np.testing.assert_array_equal(cols[0], np.floor(x / size + 1e-6) % coarse.shape[1])
    moved = PixelMap(turned(fine, fine_turns), turned(coarse, turns)).cells(fine.window)
    np.testing.assert_array_equal(moved, (rows, cols))
    by_axes = PixelMap(turned(fine, fine_turns), turned(coarse, turns)).axes(fine.window)
    np.testing.assert_array_equal(by_axes[1], cols[0])


@pytest.mark.parametrize("start", [-180.0, 0.0])
@pytest.mark.parametrize("x", [-180.0, 180.0, 0.0, 360.0])
def test_pixels_exactly_at_the_edge_lie_in_the_first_column(start, x):
    coarse = degrees(0.25, west=start)
    fine = degrees(0.01, west=x - 0.005, north=90.005, shape=(2, 1))
    rows, cols = PixelMap(fine, coarse).cells(fine.window)
    assert rows.ravel().tolist() == [0, 0]  # the first centre is the pole itself
    assert cols.ravel().tolist() == [round((x - start) * 4) % 1440] * 2


@pytest.mark.parametrize("turns", [-1, 0, 1])
def test_a_part_of_the_world_is_met_from_either_side(turns):
    coarse = turned(degrees(0.25, west=178, north=10, shape=(40, 16)), turns)
    for wkt, x in ((FIRST_ZONE, 2.0e5), (LAST_ZONE, 7.5e5)):
        fine = Grid(wkt, Affine(500, 0, x, 0, -500, 9e5), (50, 200))
        rows, _ = PixelMap(fine, coarse).cells(fine.window)
        assert (rows >= 0).all()
        found = footprint(fine, coarse)
        assert 0 < found.width < 10


def test_mercator_beyond_its_edge():
    size = EQUATOR / 36_000
    coarse = Grid(
        MERCATOR, Affine(size, 0, -EQUATOR / 2, 0, -size, size * 18_000), (36_000, 36_000)
    )
    fine = Grid(MERCATOR, Affine(100, 0, EQUATOR / 2 - 5000, 0, -100, 0), (80, 100))
    _, cols = PixelMap(fine, coarse).cells(fine.window)
    assert set(cols[0].tolist()) == {35_995, 35_996, 35_997, 35_998, 35_999, 0, 1, 2, 3, 4}
    assert window_under(fine, coarse, margin=1).width == 12


@pytest.mark.parametrize("start", [-180.0, 0.0])
@pytest.mark.parametrize(("wkt", "x"), [(FIRST_ZONE, 1.72e5), (LAST_ZONE, 8.1e5), (WGS84, 179.9)])
def test_windows_across_the_antimeridian_are_narrow(start, wkt, x):
    coarse = degrees(1 / 120, west=start)
    step = 0.001 if wkt == WGS84 else 100.0
    fine = Grid(wkt, Affine(step, 0, x, 0, -step, 20 if wkt == WGS84 else 2e6), (200, 200))
    found = window_under(fine, coarse, margin=2)
    assert found.width < 60
    assert (found.col + found.width > coarse.shape[1]) == (start == -180)
    rows, cols = PixelMap(fine, coarse.crop(found)).cells(fine.window)
    assert rows.min() >= 2
    assert cols.min() >= 2
    whole = PixelMap(fine, coarse).cells(fine.window)
    np.testing.assert_array_equal(rows + found.row, whole[0])
    np.testing.assert_array_equal((cols + found.col) % coarse.shape[1], whole[1])


def test_windows_away_from_the_edge_are_the_footprint():
    coarse = degrees(0.01)
    fine = Grid(UTM, Affine(100, 0, 5e5, 0, -100, 5e6), (300, 300))
    assert window_under(fine, coarse, margin=8) == footprint(fine, coarse, margin=8)


@pytest.mark.parametrize(("columns", "circle"), [
    (360, 360), (359, 360), (361, 360), (358, None), (100, None),
])  # fmt: skip
def test_what_goes_all_around(columns, circle):
    assert degrees(1.0, shape=(180, columns)).circle == circle
    assert degrees(1.0 + 1 / 2000, shape=(180, columns)).circle is None
    assert Grid(UTM, Affine(1, 0, 0, 0, -1, 0), (180, columns)).circle is None


@pytest.mark.parametrize("epsg", [3413, 3031])
def test_the_pole_lies_in_the_footprint(epsg):
    north = epsg == 3413
    coarse = degrees(0.05)
    fine = Grid(CRS.from_epsg(epsg).to_wkt(), Affine(1e3, 0, -91_300, 0, -1e3, 67_700), (150, 170))
    found = window_under(fine, coarse)
    assert (found.col, found.width) == (0, 7200)
    assert found.height < 40
    rows, _ = PixelMap(fine, coarse).cells(fine.window)
    assert rows.min() >= found.row
    assert rows.max() < found.row + found.height
    assert (found.row == 0) if north else (found.row + found.height == 3600)
    away = Grid(fine.crs_wkt, Affine(1e3, 0, 2e6, 0, -1e3, 2e6), (150, 170))
    assert window_under(away, coarse).width < 200


def test_ends_of_a_map_that_cuts_the_earth_open():
    cells = Grid(SINUSOIDAL, Affine(1000, 0, -2.002e7, 0, -1000, 1.001e7), (20_020, 40_040))
    across = Grid(FIRST_ZONE, Affine(100, 0, 1.4e5, 0, -100, 2e6), (200, 700))
    beside = Grid(FIRST_ZONE, Affine(100, 0, 4e5, 0, -100, 2e6), (200, 200))
    assert lies_apart(across, cells)
    assert not lies_apart(beside, cells)
    assert not lies_apart(across, degrees(0.01, west=0.0))


@pytest.fixture
def world(tmp_path):
    grid = degrees(30.0)
    values = np.arange(72, dtype=np.uint8).reshape(6, 12)
    return RasterSource(write_raster(tmp_path / "world.tif", values, grid)), values


def test_codes_go_on_around_the_earth(world):
    source, values = world
    with CodeReader(source) as reader:
        for col in (-14, -3, 10, 15):
            found = reader.read(Window(1, col, 2, 7))
            np.testing.assert_array_equal(found, values[1:3, np.arange(col, col + 7) % 12])
        assert (reader.read(Window(-2, 10, 2, 5)) == -1).all()


def test_nearest_codes_beyond_180_degrees(world):
    source, values = world
    grid = degrees(10.0, west=145, north=15, shape=(1, 8))
    with NearestCodes(source, grid) as codes:
        found = codes.read(grid.window)
    np.testing.assert_array_equal(found[0], values[2, [11, 11, 11, 0, 0, 0, 1, 1]])


def box(west, east, south=-18.0, north=-17.0):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def selected(boxes, grid, wkt=WGS84):
    return Area(tuple(boxes), wkt).on(grid).read(grid.window)


@pytest.mark.parametrize("boxes", [
    [(179, 180.8)], [(-181, -179.2)], [(179, 180), (-180, -179.2)], [(539, 540.8)],
])  # fmt: skip
def test_polygons_across_the_antimeridian_select_the_same_everywhere(boxes):
    drawn = [box(*one) for one in boxes]
    for grid in (
        degrees(0.1, west=178, north=-16, shape=(30, 40)),
        degrees(0.1, west=-182, north=-16, shape=(30, 40)),
    ):
        np.testing.assert_array_equal(
            selected(drawn, grid).any(axis=0), [10 <= col < 28 for col in range(40)]
        )
    for wkt, x in ((FIRST_ZONE, 0.0), (LAST_ZONE, 7e5)):
        grid = Grid(wkt, Affine(2000, 0, x, 0, -2000, -1.85e6), (90, 170))
        width = 1.8 * 111_320 * np.cos(np.radians(17.5)) / 2000
        assert selected(drawn, grid).sum(axis=1).max() == pytest.approx(width, abs=2)
    globe = selected(drawn, degrees(0.1))
    assert np.flatnonzero(globe.any(axis=0)).tolist() == [*range(8), *range(3590, 3600)]


def test_a_polygon_reaches_one_side_of_the_antimeridian_from_the_other():
    grid = Grid(FIRST_ZONE, Affine(1000, 0, 2e5, 0, -1000, -1.9e6), (60, 60))  # at 180.2 degrees
    assert selected([box(179, 181)], grid).any()
    assert selected([box(-180, 180, -90, 90)], grid).all()


def test_polygons_of_a_zone_on_a_map_of_the_world():
    x, y = 6.5e5, 2.0e6
    ring = [[x, y], [x + 4e5, y], [x + 4e5, y + 1e5], [x, y + 1e5], [x, y]]
    drawn = [{"type": "Polygon", "coordinates": [ring]}]
    found = selected(drawn, degrees(0.1), LAST_ZONE)
    cols = np.flatnonzero(found.any(axis=0))
    assert 0 in cols
    assert 3599 in cols
    assert cols.size < 60
    assert found.sum() == pytest.approx(
        4e10 / (111_000**2 * np.cos(np.radians(18.5)) * 0.01), rel=0.05
    )


@pytest.mark.parametrize("epsg", [3413, 3031])
def test_polygons_around_a_pole_on_a_map_of_the_world(epsg):
    ring = [[1e6 * np.cos(a), 1e6 * np.sin(a)] for a in np.linspace(0, 2 * np.pi, 200)]
    hole = [[3e5 * np.cos(a), 3e5 * np.sin(a)] for a in np.linspace(0, 2 * np.pi, 50)]
    drawn = [{"type": "Polygon", "coordinates": [ring, hole]}]
    found = selected(drawn, degrees(0.5), CRS.from_epsg(epsg).to_wkt())
    rows = np.flatnonzero(found.any(axis=1))
    assert found[rows[1:-1]].all()
    degrees_away = (rows if epsg == 3413 else 359 - rows) * 0.5
    assert degrees_away.min() == pytest.approx(2.8, abs=0.6)
    assert degrees_away.max() == pytest.approx(8.7, abs=0.6)


def test_the_whole_world_in_another_datum_holds_everything():
    grid = degrees(1.0)
    assert selected([box(-180, 180, -90, 90)], grid, CRS.from_epsg(4258).to_wkt()).all()
    other = Grid(MERCATOR, Affine(4e5, 0, -EQUATOR / 2, 0, -4e5, 1e7), (50, 100))
    assert selected([box(-180, 180, -89, 89)], other)[:, 1:-1].all()
    assert selected([box(177, 183, -89, 89)], other).any(axis=0).sum() == 2
