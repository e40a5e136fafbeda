"""Polygons nobody drew: broken, endless, of millions of corners, at the ends of the world."""

from __future__ import annotations

import time

import numpy as np
import pytest
from affine import Affine
from finecover.core.errors import FineCoverError, GridError, InputError
from finecover.core.rasters import area as area_module
from finecover.core.rasters.area import Area, AreaMask
from finecover.core.rasters.crs import transform_points
from finecover.core.rasters.grid import Grid
from finecover.core.rasters.rings import thinned
from finecover.core.rasters.window import Window
from hypothesis import given, settings
from hypothesis import strategies as st
from raster_data import UTM, WGS84, square, utm_grid
from rasterio.crs import CRS
from rasterio.features import rasterize

GRID = utm_grid(12, 16)
NAN, INFINITE = float("nan"), float("inf")
HALF = {"type": "Polygon", "coordinates": square(GRID, 0, 0, 12, 8)["coordinates"]}


def triangle(size):
    return through([-size, -size], [size, -size], [0, size], [-size, -size])


def through(*corners):
    return {"type": "Polygon", "coordinates": [list(corners)]}


@pytest.mark.parametrize("size", [1e8, 1e12, 1e100])
def test_polygons_far_larger_than_the_world_select_what_they_hold(size):
    mask = Area((triangle(size),), UTM).on(GRID)
    assert mask.window == GRID.window
    assert mask.read(GRID.window).all()


@pytest.mark.parametrize(("geometry", "said"), [
    (through([0, 0], [NAN, 1], [2, 2], [0, 0]), "not defined; draw it around the image only"),
    (through([0, 0], [INFINITE, 1], [2, 2], [0, 0]), "not defined; draw it around the image only"),
    (through([0, 0], [None, 1], [2, 2], [0, 0]), "not defined; draw it around the image only"),
    (through([0], [1], [2], [0]), "are no pairs of numbers; draw it anew"),
    (through(["a", "b"], ["c", "d"], ["e", "f"], ["a", "b"]), "are no pairs of numbers; draw it"),
    ({"type": "Polygon", "coordinates": "words"}, "are no pairs of numbers; draw it anew"),
    ({"type": "Polygon", "coordinates": 5}, "are no pairs of numbers; draw it anew"),
    ({"type": "MultiPolygon", "coordinates": 5}, "are no pairs of numbers; draw it anew"),
    ({"type": "Polygon"}, "holds no polygon; draw one"),
    ({"type": "Polygon", "coordinates": None}, "holds no polygon; draw one"),
    ({"type": "MultiPolygon", "coordinates": []}, "holds no polygon; draw one"),
    ({"type": "Polygon", "coordinates": [[], [[0, 0], [1, 0], [1, 1], [0, 0]]]}, "no polygon"),
    ({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, "holds no polygon; draw one"),
    (None, "holds no polygon; draw one"),
])  # fmt: skip
def test_what_is_no_polygon_is_told(geometry, said):
    with pytest.raises(FineCoverError, match=rf"^GEO .*{said}"):
        Area((geometry,), UTM).on(GRID)


@pytest.mark.parametrize("far", [NAN, INFINITE, -INFINITE, 1e300, -1e308])
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("wkt", [WGS84, UTM])
def test_corners_that_are_no_place_are_told_whichever_they_are(far, axis, at, wkt):
    rows, cols = np.array([0.0, 0.0, 12.0, 12.0]), np.array([0.0, 16.0, 16.0, 0.0])
    ring = np.column_stack(transform_points(*GRID.xy(rows, cols), from_wkt=UTM, to_wkt=wkt))
    ring[at, axis] = far
    with pytest.raises(GridError, match=r"^GEO_SMALL reaches where .*; draw it around the image"):
        Area((through(*ring.tolist(), ring[0].tolist()),), wkt, "GEO_SMALL").on(GRID)


@pytest.mark.parametrize("wkt", ["", "nonsense", 'PROJCS["a"'])
def test_polygons_without_a_known_system_are_told(wkt):
    with pytest.raises(GridError, match=r"^GEO: the coordinate system of .* not known"):
        Area((HALF,), wkt)


def test_polygons_in_collections_count():
    bag = {"type": "GeometryCollection", "geometries": [HALF, {"type": "Point"}]}
    inner = {"type": "GeometryCollection", "geometries": [bag]}
    assert Area((inner,), UTM).on(GRID).read(GRID.window).sum() == 12 * 8
    for _ in range(3000):
        inner = {"type": "GeometryCollection", "geometries": [inner]}
    with pytest.raises(InputError, match="holds no polygon"):
        Area((inner,), UTM)


def test_rings_that_are_not_closed_are_closed():
    open_ring = through([5, 5], [10, 5], [10, 10], [5, 90_000])["coordinates"][0]
    x, y = GRID.xy(*np.array(open_ring, float).T[::-1])
    mask = Area((through(*zip(x.tolist(), y.tolist())),), UTM).on(GRID)
    whole = mask.read(GRID.window)
    assert whole.any()
    for tile in GRID.tiles(5):
        np.testing.assert_array_equal(mask.read(tile), whole[tile.inside(GRID.window)])


def test_heights_and_measures_are_passed_over():
    ring = [[x, y, 7.0, 9.0] for x, y in HALF["coordinates"][0]]
    found = Area((through(*ring),), UTM).on(GRID).read(GRID.window)
    assert found.sum() == 12 * 8


def test_touching_holes_stay_holes():
    rings = [square(GRID, *place)["coordinates"][0]
             for place in ((0, 0, 12, 12), (2, 2, 3, 3), (5, 5, 3, 3))]  # fmt: skip
    found = Area(({"type": "Polygon", "coordinates": rings},), UTM).on(GRID).read(GRID.window)
    assert found.sum() == 144 - 18
    assert not found[2:5, 2:5].any()
    assert not found[5:8, 5:8].any()


def test_the_pole_lies_within_a_polygon_around_it():
    polar = Grid(CRS.from_epsg(3031).to_wkt(), Affine(1e4, 0, -5e5, 0, -1e4, 5e5), (100, 100))
    cap = through([-180, -90], [180, -90], [180, -87], [-180, -87], [-180, -90])
    found = Area((cap,), WGS84).on(polar).read(polar.window)
    row, col = np.mgrid[:100, :100] + 0.5
    away = np.hypot(row - 50, col - 50)
    assert found[(away > 1.5) & (away < 31)].all()
    assert not found[away > 34].any()


@pytest.mark.parametrize("parts", [
    ([(179, 180.8)],), ([(179, 180), (-180, -179.2)],),
])  # fmt: skip
def test_polygons_go_on_beyond_the_antimeridian(parts):
    grid = Grid(CRS.from_epsg(32760).to_wkt(), Affine(500, 0, 7e5, 0, -500, 8.2e6), (600, 700))
    boxes = [through([w, -18], [e, -18], [e, -17], [w, -17], [w, -18]) for w, e in parts[0]]
    mask = Area(tuple(boxes), WGS84).on(grid)
    width = 1.8 * 111_320 * np.cos(np.radians(17.5)) / 500
    assert mask.read(grid.window)[300:400].sum(axis=1).max() == pytest.approx(width, abs=3)


coordinates = st.integers(-40, 60).map(lambda n: n / 2) | st.floats(-30, 50)
rings = st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=40)


@settings(max_examples=100)
@given(st.lists(rings, min_size=1, max_size=3), st.booleans(), st.integers(1, 7))
def test_corners_left_out_change_no_pixel_however_tiles_are_cut(drawn, touched, side):
    if touched:  # of an edge exactly between two pixels GDAL says now this, now that
        drawn = [[(col + 0.137, row + 0.119) for col, row in ring] for ring in drawn]
    shape = [np.array([*ring, ring[0]], float) for ring in drawn]
    x, y = zip(*(GRID.xy(ring[:, 1], ring[:, 0]) for ring in shape))
    told = {"type": "Polygon", "coordinates": [np.column_stack(at).tolist() for at in zip(x, y)]}
    try:
        mask = Area((told,), UTM).on(GRID, all_touched=touched)
    except FineCoverError:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(area_module, "thinned", lambda rings, _: list(rings))
        whole = mask.read(GRID.window)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(area_module, "_MANY", 0)
        patch.setattr(area_module, "_BLOCK", 8)
        for tile in GRID.tiles(side):
            np.testing.assert_array_equal(mask.read(tile), whole[tile.inside(GRID.window)])


def test_few_corners_are_left_of_many_elsewhere():
    angle = np.linspace(0, 2 * np.pi, 100_001)
    ring = np.column_stack([50 + 40 * np.cos(angle), 50 + 40 * np.sin(angle)])
    (kept,) = thinned([ring], Window(8, 48, 4, 4))
    assert 4 < len(kept) < 5000
    assert thinned([ring], Window(500, 500, 4, 4)) == []


def test_hundreds_of_thousands_of_corners_are_read_tile_by_tile_in_time():
    grid = utm_grid(1000, 1000)
    angle = np.linspace(0, 2 * np.pi, 300_000, endpoint=False)
    away = 300 + 20 * np.sin(3000 * angle)
    rows, cols = 500 + away * np.sin(angle), 500 + away * np.cos(angle)
    x, y = grid.xy(np.append(rows, rows[0]), np.append(cols, cols[0]))
    started = time.process_time()
    mask = Area((through(*zip(x.tolist(), y.tolist())),), UTM).on(grid)
    whole = mask.read(grid.window)
    for tile in grid.tiles(64):
        np.testing.assert_array_equal(mask.read(tile), whole[tile.inside(grid.window)])
    assert time.process_time() - started < 20
    assert whole[500, 500]
    assert not whole[0].any()


corners = st.tuples(st.integers(-80, 120), st.integers(-80, 120)).map(
    lambda at: (at[0] / 2, at[1] / 2)
)
windows = st.builds(
    Window, st.integers(-5, 20), st.integers(-5, 20), st.integers(1, 18), st.integers(1, 18)
)


@settings(max_examples=150)
@given(st.lists(corners, min_size=3, max_size=40), windows)
def test_gdal_is_asked_to_touch_pixels_well_inside_its_memory_only(ring, window):
    """GDAL 3.6 writes beyond it where an edge leaves the raster at a corner of a pixel."""
    asked = []

    def watched(shapes, **options):
        place, (height, width) = options["transform"], options["out_shape"]
        for ring in (ring for shape in shapes for ring in shape["coordinates"]):
            col, row = (np.array(ring) - (place.c, place.f)).T
            asked.append(
                col.min() > 1 and row.min() > 1 and col.max() < width - 1 and row.max() < height - 1
            )
        return rasterize(shapes, **options)

    mask = AreaMask(([np.array([*ring, ring[0]])],), GRID, True, "GEO")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(area_module, "rasterize", watched)
        mask.read(window)
    assert all(asked)
