import numpy as np
import pytest
from finecover.core.errors import GridError, InputError
from finecover.core.rasters.area import Area
from finecover.core.rasters.crs import transform_points
from finecover.core.rasters.rings import polygon_rings
from finecover.core.rasters.window import Window
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from raster_data import SINUSOIDAL, UTM, WGS84, square, utm_grid

GRID = utm_grid(12, 16)


def mask_of(*geometries, grid=GRID, wkt=UTM, **options):
    return Area(geometries, wkt).on(grid, **options)


def ring_of(grid, corners):
    rows, cols = np.array(corners, float).T
    x, y = grid.xy(rows, cols)
    return list(zip(x.tolist(), y.tolist()))


def in_system(geometry, wkt):
    def moved(ring):
        x, y = np.array(ring).T
        x, y = transform_points(x, y, from_wkt=UTM, to_wkt=wkt)
        return list(zip(x.tolist(), y.tolist()))

    return {**geometry, "coordinates": [moved(ring) for ring in geometry["coordinates"]]}


def test_centres_decide():
    mask = mask_of(square(GRID, 2.4, 3.6, 3, 2)).read(GRID.window)
    expected = np.zeros(GRID.shape, bool)
    expected[2:5, 4:6] = True
    assert (mask == expected).all()


def test_all_touched():
    mask = mask_of(square(GRID, 2.4, 3.6, 3, 2), all_touched=True).read(GRID.window)
    assert np.argwhere(mask).min(axis=0).tolist() == [2, 3]
    assert np.argwhere(mask).max(axis=0).tolist() == [5, 5]


def test_window_is_the_box():
    assert mask_of(square(GRID, 2.4, 3.6, 3, 2)).window == Window(2, 3, 4, 3)


def test_window_is_cut_to_the_grid():
    assert mask_of(square(GRID, -5, 10, 8, 30)).window == Window(0, 10, 3, 6)


def test_hole():
    outer, hole = square(GRID, 1, 1, 8, 8), square(GRID, 3, 3, 2, 2)
    mask = mask_of({"type": "Polygon", "coordinates": outer["coordinates"] + hole["coordinates"]})
    found = mask.read(GRID.window)
    assert found.sum() == 64 - 4
    assert not found[3:5, 3:5].any()


def test_multipolygon_with_overlapping_parts_is_their_union():
    parts = [square(GRID, 1, 1, 4, 4)["coordinates"], square(GRID, 3, 3, 4, 4)["coordinates"]]
    mask = mask_of({"type": "MultiPolygon", "coordinates": parts})
    assert mask.read(GRID.window).sum() == 16 + 16 - 4


def test_overlapping_polygons_are_their_union():
    mask = mask_of(square(GRID, 1, 1, 4, 4), square(GRID, 3, 3, 4, 4))
    assert mask.read(GRID.window).sum() == 28


def test_self_crossing_keeps_both_lobes():
    bow_tie = {"type": "Polygon", "coordinates": [
        ring_of(GRID, [(1, 1), (9, 9), (9, 1), (1, 9), (1, 1)])]}  # fmt: skip
    found = mask_of(bow_tie).read(GRID.window)
    assert found[2, 5]
    assert found[7, 5]
    assert not found[5, 1]


@pytest.mark.parametrize("wkt", [WGS84, SINUSOIDAL])
def test_other_system(wkt):
    polygon = square(GRID, 2.3, 3.2, 5, 6)
    here = mask_of(polygon).read(GRID.window)
    there = mask_of(in_system(polygon, wkt), wkt=wkt).read(GRID.window)
    assert here.sum() == 30
    assert (here == there).all()


def test_long_edges_follow_their_own_system():
    """A parallel drawn in degrees is an arc in UTM; its middle lies 13 km off the chord."""
    wide = utm_grid(100, 100, size=10_000.0, shift=(-50, -50))
    box = {"type": "Polygon", "coordinates": [[(3, 43), (15, 43), (15, 45), (3, 45), (3, 43)]]}
    found = mask_of(box, grid=wide, wkt=WGS84).read(wide.window)
    rows, cols = np.mgrid[:100, :100] + 0.5
    lon, lat = transform_points(*wide.xy(rows, cols), from_wkt=UTM, to_wkt=WGS84)
    expected = (lon > 3) & (lon < 15) & (lat > 43) & (lat < 45)
    assert (found != expected).sum() <= 8  # centres within a tenth of a pixel of an edge


@pytest.mark.parametrize(
    "geometries",
    [
        (),
        ({"type": "Polygon", "coordinates": []},),
        ({"type": "MultiPolygon", "coordinates": [[]]},),
        ({"type": "Polygon", "coordinates": [[(0, 0), (1, 1), (0, 0)]]},),
        ({"type": "Point", "coordinates": (0, 0)},),
    ],
)
def test_no_polygon(geometries):
    with pytest.raises(InputError, match="GEO_SMALL holds no polygon; draw one"):
        Area(geometries, UTM, "GEO_SMALL")


def test_degenerate_rings_are_left_out():
    good = square(GRID, 1, 1, 3, 3)
    sliver = [(0.0, 0.0), (1.0, 1.0), (0.0, 0.0)]
    mask = mask_of({"type": "Polygon", "coordinates": [*good["coordinates"], sliver]},
                   {"type": "Polygon", "coordinates": [sliver]})  # fmt: skip
    assert mask.read(GRID.window).sum() == 9


def test_heights_are_ignored():
    flat = square(GRID, 1, 1, 3, 3)
    high = {"type": "Polygon", "coordinates": [[(x, y, 9.0) for x, y in flat["coordinates"][0]]]}
    assert mask_of(high).read(GRID.window).sum() == 9


def test_off_the_grid():
    with pytest.raises(GridError, match="GEO does not overlap the image"):
        _ = mask_of(square(GRID, 40, 40, 3, 3)).window


def test_polygons_on_both_sides_of_the_grid_do_not_overlap_it():
    with pytest.raises(GridError, match="GEO does not overlap"):
        _ = mask_of(square(GRID, -9, -9, 3, 3), square(GRID, 40, 40, 3, 3)).window


NEAR = utm_grid(20, 30)
NEAR_FRAME = Window(0, 0, 20, 30)


@pytest.mark.parametrize(("west", "south", "east", "north"), [
    (-180, -90, 180, 90), (-60, 0, 99, 89), (-80, -20, 80, 80), (-179, -88, 179, 88),
])  # fmt: skip
def test_polygons_far_larger_than_the_image_select_all_of_it(west, south, east, north):
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    whole = Area(({"type": "Polygon", "coordinates": [ring]},), WGS84).on(NEAR)
    assert whole.window == NEAR_FRAME
    assert whole.read(NEAR_FRAME).all()


def test_a_far_polygon_does_not_overlap():
    far = {"type": "Polygon", "coordinates": [[(-99, 0), (-98, 0), (-98, 1), (-99, 0)]]}
    with pytest.raises(GridError, match="GEO does not overlap"):
        mask_of(far, wkt=WGS84)


def test_a_hole_of_a_far_larger_polygon_stays():
    outer = [(-100, -80), (100, -80), (100, 80), (-100, 80), (-100, -80)]
    x, y = NEAR.xy(np.array([5.0, 5.0, 10.0, 10.0, 5.0]), np.array([11.0, 20.0, 20.0, 11.0, 11.0]))
    lon, lat = transform_points(x, y, from_wkt=UTM, to_wkt=WGS84)
    polygon = {"type": "Polygon", "coordinates": [outer, list(zip(lon, lat))]}
    inside = Area((polygon,), WGS84).on(NEAR).read(NEAR_FRAME)
    expected = np.ones((20, 30), bool)
    expected[5:10, 11:20] = False
    assert np.array_equal(inside, expected)


coordinate = st.floats(-4, 20, allow_nan=False).map(lambda v: round(v, 2))
corners = st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=7)


@settings(max_examples=40, deadline=None)
@given(corners, st.integers(1, 9), st.booleans())
def test_tiles_equal_the_whole(points, size, all_touched):
    if all_touched:  # of an edge exactly between two pixels GDAL says now this, now that
        points = [(row + 0.137, col + 0.119) for row, col in points]
    polygon = {"type": "Polygon", "coordinates": [ring_of(GRID, [*points, points[0]])]}
    assume(any(polygon_rings([polygon], name="GEO")))  # not a line
    mask = mask_of(polygon, all_touched=all_touched)
    whole = mask.read(GRID.window)
    pieces = np.zeros(GRID.shape, bool)
    for tile in GRID.tiles(size):
        pieces[tile.inside(GRID.window)] = mask.read(tile)
    assert (pieces == whole).all()
    if whole.any():  # nothing is selected outside the window
        inside = np.zeros(GRID.shape, bool)
        inside[mask.window.inside(GRID.window)] = True
        assert not (whole & ~inside).any()


def test_polygons_between_the_centres_of_pixels_are_refused():
    mask_of(square(GRID, 2.3, 2.3, 0.3, 0.3)).check_pixels()
    between = (square(GRID, 2.1, 2.1, 0.3, 0.3), square(GRID, 4.6, 4.6, 0.8, 0.8))
    with pytest.raises(InputError, match="GEO is too small: it holds the centre of no pixel"):
        mask_of(*between).check_pixels()
