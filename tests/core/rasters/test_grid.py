import math
import warnings

import numpy as np
import pytest
from affine import Affine
from finecover.core.errors import GridError
from finecover.core.rasters.crs import crs_from_wkt, same_crs, transform_points
from finecover.core.rasters.grid import (
    Grid,
    PixelMap,
    cells_at,
    composed,
    footprint,
    scaled,
    shifted,
)
from finecover.core.rasters.window import Window
from hypothesis import given, settings
from hypothesis import strategies as st
from raster_data import CELL, SINUSOIDAL, UTM, WGS84, around, utm_grid
from rasterio.crs import CRS

windows = st.builds(
    Window,
    st.integers(-40, 40),
    st.integers(-40, 40),
    st.integers(1, 60),
    st.integers(1, 60),
)


def epsg(code):
    return CRS.from_epsg(code).to_wkt()


class TestWindow:
    def test_expand_and_cut(self):
        outer = Window(2, 3, 4, 5).expand(2)
        assert outer == Window(0, 1, 8, 9)
        array = np.arange(72).reshape(8, 9)
        part = array[Window(2, 3, 4, 5).inside(outer)]
        assert part.shape == (4, 5)
        assert part[0, 0] == array[2, 2]

    def test_touching_windows_share_nothing(self):
        assert Window(0, 0, 2, 2).intersect(Window(2, 0, 2, 2)) is None

    @given(windows, windows)
    def test_intersection_holds_the_pixels_of_both(self, a, b):
        def pixels(w):
            return {(r, c) for r in range(w.row, w.row + w.height)
                    for c in range(w.col, w.col + w.width)}  # fmt: skip

        common = a.intersect(b)
        assert (pixels(common) if common else set()) == pixels(a) & pixels(b)
        assert common == b.intersect(a)


class TestGridItself:
    def test_no_crs(self):
        with pytest.raises(GridError, match="no coordinate system"):
            Grid("", Affine.identity(), (1, 1))

    def test_empty(self):
        with pytest.raises(GridError, match="0 x 5 pixels is empty"):
            Grid(UTM, Affine.identity(), (0, 5))

    @pytest.mark.parametrize(
        "transform", [Affine(0, 0, 1, 0, 0, 1), Affine(math.nan, 0, 0, 0, 1, 0)]
    )
    def test_unusable_transform(self, transform):
        with pytest.raises(GridError, match="cannot place pixels"):
            Grid(UTM, transform, (1, 1))

    def test_unreadable_crs(self):
        with pytest.raises(GridError, match="'nonsense' is not readable"):
            crs_from_wkt("nonsense")

    @pytest.mark.parametrize(
        "transform",
        [
            Affine(10, 0, 500, 0, -10, 900),  # north-up
            Affine(10, 0, 500, 0, 10, 900),  # south-up
            Affine.translation(500, 900) * Affine.rotation(30) * Affine.scale(10, -10),
        ],
    )
    def test_there_and_back(self, transform):
        grid = Grid(UTM, transform, (7, 9))
        rows, cols = np.meshgrid(np.arange(7) + 0.5, np.arange(9) + 0.25, indexing="ij")
        x, y = grid.xy(rows, cols)
        expected = transform * (0.25, 0.5)
        assert (x[0, 0], y[0, 0]) == pytest.approx(expected)
        back = grid.rowcol(x, y)
        np.testing.assert_allclose(back[0], rows, atol=1e-9)
        np.testing.assert_allclose(back[1], cols, atol=1e-9)

    def test_crop_keeps_places(self):
        grid = utm_grid()
        part = grid.crop(Window(-2, 3, 4, 5))
        assert part.shape == (4, 5)
        x, y = part.xy(np.array([0.5]), np.array([0.5]))
        assert (x[0], y[0]) == (500_035.0, 5_000_015.0)


class TestAlignment:
    def test_shifted_frame_is_aligned(self):
        grid, other = utm_grid(), utm_grid(5, 6, shift=(3, -4))
        assert grid.aligned_with(other)
        assert grid.offset_of(other) == (3, -4)
        assert other.offset_of(grid) == (-3, 4)

    def test_south_up_frame_is_not_aligned_with_north_up(self):
        grid = utm_grid()
        flipped = Grid(UTM, Affine(10, 0, 500_000, 0, 10, 4_999_800), grid.shape)
        assert not grid.aligned_with(flipped)

    def test_rotated_grids_align_with_their_crops(self):
        turned = Grid(UTM, Affine.rotation(17) * Affine.scale(10, -10), (9, 9))
        assert turned.offset_of(turned.crop(Window(4, -2, 3, 3))) == (4, -2)

    @pytest.mark.parametrize("shift", [(0.5, 0), (0, 0.5), (0.01, 0), (0, 0.002)])
    def test_sub_pixel_shift_is_not_aligned(self, shift):
        grid, other = utm_grid(), utm_grid(shift=shift)
        assert not grid.aligned_with(other)
        with pytest.raises(GridError, match="do not share one pixel grid"):
            grid.offset_of(other)

    def test_rounding_in_the_file_is_no_shift(self):
        assert utm_grid().aligned_with(utm_grid(shift=(2.0002, 1)))

    def test_other_pixel_size_over_a_large_frame(self):
        grid = utm_grid(5000, 5000)
        other = Grid(UTM, Affine(10.00001, 0, 500_000, 0, -10, 5_000_000), (5000, 5000))
        assert not grid.aligned_with(other)

    def test_other_system_is_not_aligned(self):
        grid = utm_grid()
        other = Grid(epsg(32633), grid.transform, grid.shape)
        assert not grid.aligned_with(other)
        with pytest.raises(GridError, match="do not share"):
            grid.offset_of(other)

    def test_one_system_in_two_dialects(self):
        assert same_crs(UTM, CRS.from_wkt(UTM).to_wkt(version="WKT2_2019"))


class TestTiles:
    @given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 17), windows | st.none())
    def test_every_pixel_once(self, rows, cols, size, within):
        area = within or Window(0, 0, rows, cols)
        count = np.zeros((area.height, area.width), int)
        for tile in utm_grid(rows, cols).tiles(size, within=within):
            assert 1 <= tile.height <= size
            assert 1 <= tile.width <= size
            assert tile.intersect(area) == tile
            count[tile.inside(area)] += 1
        assert (count == 1).all()


class TestGroundSize:
    def test_metres(self):
        width, height = utm_grid().pixel_metres(Window(3, 0, 2, 5))
        assert width.tolist() == [10, 10]
        assert height.tolist() == [10, 10]
        assert utm_grid().area_hectares(Window(0, 0, 1, 1)).tolist() == [0.01]

    def test_feet(self):
        grid = Grid(epsg(2264), Affine(100, 0, 2e6, 0, -50, 7e5), (4, 4))  # US survey feet
        width, height = grid.pixel_metres(Window(0, 0, 1, 1))
        assert width[0] == pytest.approx(100 * 1200 / 3937)
        assert height[0] == pytest.approx(50 * 1200 / 3937)

    def test_degrees_shrink_towards_the_pole(self):
        grid = Grid(WGS84, Affine(0.01, 0, 10, 0, -0.01, 60.005), (3, 4))
        width, height = grid.pixel_metres(Window(0, 0, 1, 4))
        assert height[0] == pytest.approx(1113.19, abs=0.01)
        assert width[0] == pytest.approx(1113.19 * 0.5, abs=0.01)
        assert grid.area_hectares(Window(0, 0, 1, 1))[0] == pytest.approx(61.96, abs=0.01)

    def test_grads(self):
        grid = Grid(epsg(4807), Affine(0.01, 0, 5, 0, -0.01, 50.005), (3, 4))  # 50 gon = 45 deg
        width, height = grid.pixel_metres(Window(0, 0, 1, 4))
        assert height[0] == pytest.approx(1001.87, abs=0.01)
        assert width[0] == pytest.approx(1001.87 * math.sqrt(0.5), abs=0.01)

    def test_rotated(self):
        grid = Grid(UTM, Affine.rotation(40) * Affine.scale(20, -10), (4, 4))
        width, height = grid.pixel_metres(Window(0, 0, 1, 1))
        assert (width[0], height[0]) == (pytest.approx(20), pytest.approx(10))

    def test_quarter_turn_in_degrees(self):
        grid = Grid(WGS84, Affine(0, 0.01, 10, 0.01, 0, 60), (1, 1))
        width, height = grid.pixel_metres(Window(0, 0, 1, 1))
        assert width[0] == pytest.approx(1113.19, abs=0.01)  # along the meridian
        assert height[0] == pytest.approx(556.6, abs=0.2)

    def test_rotated_degrees_do_not_depend_on_the_window(self):
        grid = Grid(WGS84, Affine.translation(10, 50) * Affine.rotation(30), (8, 8))
        whole = grid.pixel_metres(grid.window)[0]
        assert (grid.pixel_metres(Window(2, 5, 3, 2))[0] == whole[2:5]).all()


class TestTransformPoints:
    def test_one_impossible_point_spoils_no_other(self):
        x, y = transform_points(
            np.array([[0.0, 0.0], [1e5, 0.0]]), np.array([[1e6, 1.1e7], [2e6, np.nan]]),
            from_wkt=SINUSOIDAL, to_wkt=WGS84,
        )  # fmt: skip
        assert np.isnan(x).tolist() == [[False, True], [False, True]]
        assert y[0, 0] == pytest.approx(8.9932, abs=1e-4)

    def test_same_system_is_untouched(self):
        x, y = transform_points(np.array([1.0]), np.array([2.0]), from_wkt=UTM, to_wkt=UTM)
        assert (x[0], y[0]) == (1.0, 2.0)

    def test_known_point(self):
        x, y = transform_points(np.array([9.0]), np.array([0.0]), from_wkt=WGS84, to_wkt=UTM)
        assert x[0] == pytest.approx(500_000)
        assert y[0] == pytest.approx(0, abs=1e-6)

    def test_nowhere_is_nan_in_both(self):
        x, y = transform_points(
            np.array([2e7, 0.0]), np.array([0.0, 0.0]), from_wkt=SINUSOIDAL, to_wkt=UTM
        )
        assert np.isnan(x).tolist() == np.isnan(y).tolist()


FAR_NORTH = Grid(WGS84, Affine(0.05, 0, -30, 0, -0.05, 89.9), (200, 300))
DATE_LINE = Grid(epsg(32601), Affine(500, 0, 200_000, 0, -500, 7_000_000), (200, 300))
PAIRS = {
    "utm to sinusoidal": (utm_grid(400, 300), SINUSOIDAL, CELL),
    "degrees to sinusoidal": (
        Grid(WGS84, Affine(8e-5, 0, -76.6, 0, -8e-5, 34.8), (300, 400)), SINUSOIDAL, CELL,
    ),
    "coarse degrees to sinusoidal": (
        Grid(WGS84, Affine(0.02, 0, -76.6, 0, -0.02, 64.8), (300, 400)), SINUSOIDAL, CELL,
    ),
    "near the pole": (FAR_NORTH, epsg(3995), 2000.0),
    "across the date line": (DATE_LINE, WGS84, 0.01),
}  # fmt: skip


def exact_positions(source, target, window):
    rows = np.arange(window.row, window.row + window.height)[:, None] + 0.5
    cols = np.arange(window.col, window.col + window.width)[None, :] + 0.5
    x, y = source.xy(*np.broadcast_arrays(rows, cols))
    return target.place(x, y, from_wkt=source.crs_wkt)


class TestPixelMap:
    @pytest.mark.parametrize("pair", PAIRS)
    def test_close_to_exact(self, pair):
        source, wkt, size = PAIRS[pair]
        target = Grid(wkt, Affine(size, 0, 0, 0, -size, 0), (10, 10))
        found = PixelMap(source, target).positions(source.window)
        exact = exact_positions(source, target, source.window)
        for a, b in zip(found, exact):
            assert (np.isnan(a) == np.isnan(b)).all()
            assert np.nanmax(np.abs(a - b)) <= 0.005

    def test_lattice_is_used_at_all(self, monkeypatch):
        source, wkt, size = PAIRS["utm to sinusoidal"]
        target = Grid(wkt, Affine(size, 0, 0, 0, -size, 0), (10, 10))
        asked = []
        exact = PixelMap._exact

        def counted(self, rows, cols):
            asked.append(rows.size)
            return exact(self, rows, cols)

        monkeypatch.setattr(PixelMap, "_exact", counted)
        PixelMap(source, target).positions(source.window)
        assert sum(asked) < source.window.height * source.window.width / 100

    @settings(max_examples=30, deadline=None)
    @given(windows, st.sampled_from(sorted(PAIRS)))
    def test_window_does_not_matter(self, window, pair):
        source, wkt, size = PAIRS[pair]
        target = Grid(wkt, Affine(size, 0, 0, 0, -size, 0), (10, 10))
        window = Window(window.row + 80, window.col + 90, window.height, window.width)
        around_it = window.expand(13)
        pixels = PixelMap(source, target)
        for part, whole in zip(pixels.positions(window), pixels.positions(around_it)):
            np.testing.assert_array_equal(part, whole[window.inside(around_it)])

    def test_same_system_needs_no_lattice(self):
        fine, coarse = utm_grid(6, 6), utm_grid(2, 2, size=30.0)
        row, col = PixelMap(fine, coarse).positions(Window(0, 0, 6, 6))
        np.testing.assert_allclose(row[:, 0], (np.arange(6) + 0.5) / 3)
        np.testing.assert_allclose(col[0], (np.arange(6) + 0.5) / 3)

    def test_cells_hand_computed(self):
        fine, coarse = utm_grid(4, 4), utm_grid(1, 2, size=20.0)
        rows, cols = PixelMap(fine, coarse).cells(fine.window)
        assert rows.tolist() == [[0] * 4, [0] * 4, [-1] * 4, [-1] * 4]
        assert cols.tolist() == [[0, 0, 1, 1], [0, 0, 1, 1], [-1] * 4, [-1] * 4]
        assert rows.dtype == np.int64

    @settings(deadline=None)
    @given(
        st.integers(-100, 100), st.integers(1, 9), st.sampled_from([0.1, 0.3, 10.0, 28.5, 1 / 3])
    )
    def test_centres_on_cell_edges_belong_to_the_next_cell(self, shift, half, size):
        ratio = 2 * half  # an even ratio with half a pixel of offset puts centres on edges
        fine = utm_grid(20, 20, size=size, shift=(shift + 0.5, 0.5))
        coarse = utm_grid(40, 40, size=size * ratio, shift=(-20, -20))
        rows, cols = PixelMap(fine, coarse).cells(fine.window)
        pixel = np.arange(20)
        assert (cols[rows >= 0] >= 0).all()
        expected = (pixel + shift + 1) // ratio + 20
        inside = (expected >= 0) & (expected < 40)
        assert rows[inside, 0].tolist() == expected[inside].tolist()
        assert cols[rows[:, 0] >= 0][:1].tolist() in ([], [((pixel + 1) // ratio + 20).tolist()])

    def test_cells_at_edges(self):
        row = np.array([-1e-3, -1e-9, 0.0, 1 - 1e-9, 2 - 1e-9, 2.0, np.nan])
        rows, cols = cells_at(row, np.full(7, 0.5), shape=(2, 1))
        assert rows.tolist() == [-1, 0, 0, 1, -1, -1, -1]
        assert cols.tolist() == [-1, 0, 0, 0, -1, -1, -1]


class TestFootprint:
    def test_partial_overlap(self):
        target, source = utm_grid(10, 10), utm_grid(6, 6, shift=(7, -2))
        assert footprint(source, target) == Window(7, 0, 3, 4)
        assert footprint(source, target, margin=2) == Window(5, 0, 5, 6)

    def test_none(self):
        assert footprint(utm_grid(5, 5, shift=(30, 0)), utm_grid(10, 10), margin=40) is None

    def test_touching_frames_do_not_overlap(self):
        assert footprint(utm_grid(5, 5, shift=(10, 0)), utm_grid(10, 10)) is None

    def test_half_pixel(self):
        found = footprint(utm_grid(3, 3, shift=(2.5, 2.5)), utm_grid(10, 10))
        assert found == Window(2, 2, 4, 4)

    @pytest.mark.parametrize("wkt", [SINUSOIDAL, WGS84])
    def test_holds_every_cell_under_a_fine_grid(self, wkt):
        fine = utm_grid(300, 200)
        coarse = around(fine, wkt=wkt, size=CELL if wkt == SINUSOIDAL else 0.004)
        rows, cols = PixelMap(fine, coarse).cells(fine.window)
        found = footprint(fine, coarse)
        assert rows.min() >= 0
        assert found.row <= rows.min()
        assert found.col <= cols.min()
        assert rows.max() < found.row + found.height
        assert cols.max() < found.col + found.width

    def test_a_source_that_spans_the_globe(self):
        globe = Grid(SINUSOIDAL, Affine(1e5, 0, -2.002e7, 0, -1e5, 1.001e7), (200, 400))
        fine = utm_grid(100, 100)
        assert footprint(globe, fine) == fine.window

    def test_south_up_source(self):
        source = Grid(UTM, Affine(10, 0, 500_020, 0, 10, 4_999_950), (3, 4))
        assert footprint(source, utm_grid(10, 10)) == Window(2, 2, 3, 4)


@pytest.mark.parametrize("size", [1.0, 0.4, 3.15])
@pytest.mark.parametrize(
    "window", [Window(0, 0, 40, 30), Window(-5, 7, 60, 50), Window(3, 3, 1, 1)]
)
def test_rows_and_columns_of_parallel_grids_tell_every_cell(size, window):
    source = utm_grid(40, 30)
    shift = Affine.translation(0.3, -2.7) * Affine.scale(size)
    target = Grid(source.crs_wkt, source.transform * shift, (25, 20))
    rows, cols = PixelMap(source, target).axes(window)
    every = PixelMap(source, target).cells(window)
    inside = (rows[:, None] >= 0) & (cols >= 0)
    np.testing.assert_array_equal(every[0], np.where(inside, rows[:, None], -1))
    np.testing.assert_array_equal(every[1], np.where(inside, cols, -1))


def test_turned_and_warped_grids_have_no_axes():
    grid = utm_grid(40, 30)
    turned = Grid(grid.crs_wkt, grid.transform * Affine.rotation(10), grid.shape)
    warped = Grid(WGS84, Affine(0.001, 0, -75, 0, -0.001, 40), (9, 9))
    for other in (turned, warped):
        assert PixelMap(grid, other).axes(grid.window) is None
        assert PixelMap(other, grid).axes(other.window) is None


def test_transforms_are_composed_without_the_operator_that_new_versions_warn_of():
    turned, other = Affine(3, 0.5, 100, 0.25, -2, 7), Affine(0.7, 0.1, 11, -0.2, 1.3, 5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = composed(turned, other)
        moved, wide = shifted(turned, 2, 3), scaled(turned, 4)
    grid = Grid(UTM, turned, (9, 9))
    for x, y in ((0.0, 0.0), (4.0, -3.0)):
        inner = (other.a * x + other.b * y + other.c, other.d * x + other.e * y + other.f)
        once = (found.a * x + found.b * y + found.c, found.d * x + found.e * y + found.f)
        assert once == pytest.approx(grid.xy(inner[1], inner[0]))
    assert (moved.c, moved.f) == grid.xy(2, 3)
    assert (wide.a, wide.e, wide.c) == (12, -8, 100)


def test_pixels_at_the_end_of_all_numbers_are_shared_with_none():
    thin = Grid(UTM, Affine(1e-310, 0, 5e5, 0, -10, 5e6), (4, 4))  # met by fuzzing
    near = Grid(UTM, Affine(10, 0, 5e5, 0, -10, 5e6), (4, 4))
    assert not thin.aligned_with(thin)
    assert not thin.aligned_with(near)
    assert not near.aligned_with(thin)
