import contextlib
import gc
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from finecover.core.errors import GridError, InputError
from finecover.core.progress import Silent
from finecover.core.rasters import codes as codes_module
from finecover.core.rasters import handles
from finecover.core.rasters.grid import Grid, PixelMap, Window
from finecover.core.rasters.raster import (
    NO_CODE,
    CodeReader,
    NearestCodes,
    RasterReader,
    RasterSource,
    blend_reach,
    check_bands,
    describe,
    raster_environment,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from raster_data import (
    CELL,
    SINUSOIDAL,
    UTM,
    WGS84,
    Extras,
    around,
    assert_same,
    folder_state,
    texture,
    utm_grid,
    vrt_of,
    write_raster,
)
from rasterio._env import get_gdal_config
from rasterio.crs import CRS

GRID = utm_grid()
WHOLE = GRID.window


def read(path, grid=GRID, window=None, **options):
    with RasterReader(RasterSource(path, **options), grid) as reader:
        return reader.read(window or grid.window)


class TestDescribe:
    def test_header(self, tmp_path):
        path = write_raster(
            tmp_path / "a.tif", texture((2, 20, 30)), GRID, Extras(0, ("red", "nir"))
        )
        info = describe(RasterSource(path))
        assert info.grid.aligned_with(GRID)
        assert info.grid.shape == GRID.shape
        assert info.dtypes == ("uint16", "uint16")
        assert info.nodata == (0, 0)
        assert info.masked
        assert info.descriptions == ("red", "nir")
        assert info.data_bands == (1, 2)
        assert info.colormap is None

    def test_no_nodata(self, tmp_path):
        info = describe(RasterSource(write_raster(tmp_path / "a.tif", texture((1, 20, 30)), GRID)))
        assert not info.masked
        assert info.nodata == (None,)
        assert info.descriptions == ("",)

    def test_crs_handed_in_wins(self, tmp_path):
        path = write_raster(tmp_path / "a.tif", texture((1, 20, 30)), GRID)
        other = CRS.from_epsg(32633).to_wkt()
        assert describe(RasterSource(path, crs_wkt=other)).grid.crs_wkt == other

    def test_missing_file(self, tmp_path):
        with pytest.raises(InputError, match=r"^COARSE 'no\.tif' cannot be opened as a raster"):
            describe(RasterSource(str(tmp_path / "no.tif"), name="COARSE"))

    def test_not_a_raster(self, tmp_path):
        path = tmp_path / "table.csv"
        path.write_text("from,to\n1,2\n")
        with pytest.raises(InputError, match=r"DEM 'table\.csv' cannot be opened as a raster") as e:
            describe(RasterSource(str(path), name="DEM"))
        assert "\n" not in str(e.value)

    def test_no_crs(self, tmp_path):
        path = tmp_path / "a.tif"
        with rasterio.open(path, "w", driver="GTiff", count=1, height=2, width=2, dtype="uint8",
                           transform=GRID.transform) as out:  # fmt: skip
            out.write(np.ones((1, 2, 2), "uint8"))
        with pytest.raises(GridError, match=r"IMAGES 'a\.tif' has no coordinate system; assign"):
            describe(RasterSource(str(path), name="IMAGES"))

    @pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
    def test_no_position(self, tmp_path):
        path = tmp_path / "photo.png"
        with rasterio.open(path, "w", driver="PNG", count=1, height=2, width=2, dtype="uint8") as o:
            o.write(np.ones((1, 2, 2), "uint8"))
        with pytest.raises(GridError, match=r"IMAGES 'photo\.png' says nowhere where it lies"):
            describe(RasterSource(str(path), crs_wkt=UTM, name="IMAGES"))

    @pytest.mark.parametrize(("count", "band", "remedy"), [(1, 2, "1"), (3, 4, "1 to 3"),
                                                          (3, 0, "1 to 3")])  # fmt: skip
    def test_wrong_band(self, tmp_path, count, band, remedy):
        path = write_raster(tmp_path / "a.tif", texture((count, 20, 30)), GRID)
        with pytest.raises(InputError, match=f"band {band} is asked for, the file has {count}; "
                                             f"choose {remedy}"):  # fmt: skip
            describe(RasterSource(path, bands=(band,)))

    def test_no_bands(self):
        with pytest.raises(InputError, match=r"DEM 'box\.nc' holds no bands; choose one"):
            check_bands(RasterSource("box.nc", name="DEM"), 0)


class TestAlignedReading:
    def test_values_and_what_lies_outside(self, tmp_path):
        values = texture((2, 20, 30))
        path = write_raster(tmp_path / "a.tif", values, GRID)
        found = read(path, window=Window(-1, 28, 3, 4))
        assert found.dtype == np.float32
        assert np.isnan(found[:, 0]).all()
        assert np.isnan(found[:, :, 2:]).all()
        assert (found[:, 1:, :2] == values[:, :2, 28:]).all()

    def test_wholly_outside(self, tmp_path):
        path = write_raster(tmp_path / "a.tif", texture((1, 20, 30)), GRID)
        assert np.isnan(read(path, window=Window(100, 100, 2, 2))).all()

    def test_shifted_frame(self, tmp_path):
        values = texture((1, 20, 30))
        path = write_raster(tmp_path / "a.tif", values, GRID)
        found = read(path, grid=utm_grid(5, 5, shift=(18, -2)))
        assert (found[0, :2, 2:] == values[0, 18:, :3]).all()
        assert np.isnan(found).sum() == 25 - 6

    @pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "float32", "float64"])
    def test_nodata_tag(self, tmp_path, dtype):
        values = np.arange(6).reshape(2, 3).astype(dtype)
        path = write_raster(tmp_path / "a.tif", values, utm_grid(2, 3), Extras(4))
        expected = np.array([[0, 1, 2], [3, np.nan, 5]], np.float32)
        assert_same(read(path, utm_grid(2, 3))[0], expected)

    def test_zero_is_a_value_without_a_tag(self, tmp_path):
        path = write_raster(tmp_path / "a.tif", np.zeros((2, 3), "uint8"), utm_grid(2, 3))
        assert (read(path, utm_grid(2, 3)) == 0).all()

    def test_nan(self, tmp_path):
        values = np.array([[1, np.nan]], np.float32)
        path = write_raster(tmp_path / "a.tif", values, utm_grid(1, 2))
        assert_same(read(path, utm_grid(1, 2))[0], values)

    def test_mask_inside_the_file(self, tmp_path):
        mask = np.array([[True, False]])
        path = write_raster(
            tmp_path / "a.tif", np.ones((2, 1, 2), "uint8"), utm_grid(1, 2), Extras(mask=mask)
        )
        assert describe(RasterSource(path)).masked
        assert np.isnan(read(path, utm_grid(1, 2))[:, 0]).tolist() == [[False, True]] * 2

    def test_alpha_is_no_data_band(self, tmp_path):
        values = np.full((4, 1, 2), 9, "uint8")
        values[3] = [255, 0]
        path = write_raster(tmp_path / "a.tif", values, utm_grid(1, 2), Extras(alpha=True))
        info = describe(RasterSource(path))
        assert info.data_bands == (1, 2, 3)
        assert info.masked
        found = read(path, utm_grid(1, 2))
        assert found.shape == (3, 1, 2)
        assert np.isnan(found[:, 0]).tolist() == [[False, True]] * 3

    @pytest.mark.parametrize("descriptions", [(), ("blue", "green", "red", "nir")])
    @pytest.mark.parametrize("size", [10.0, 20.0])
    def test_near_infrared_that_gdal_calls_alpha(self, tmp_path, size, descriptions):
        grid = utm_grid(10, 10, size=size)
        values = np.full((4, 10, 10), 100, "uint8")
        values[3] = 40
        values[3, 2:6, 2:6], values[0, 8, 8] = 0, 7
        path = write_raster(tmp_path / "a&b.tif", values, grid, Extras(7, descriptions))
        with rasterio.open(path) as file:
            assert file.colorinterp[3].name == "alpha"
        info = describe(RasterSource(path))
        assert info.data_bands == (1, 2, 3, 4)
        assert info.descriptions == (descriptions or ("",) * 4)
        assert info.nodata == (7,) * 4
        found = read(path, utm_grid(10, 10))
        assert set(np.unique(found[3])) >= {0, 40} if size == 10 else np.nanmax(found[3]) == 40
        assert np.isnan(found[0]).sum() == (1 if size == 10 else 0)
        assert (found[1:3] == 100).all()

    def test_bands_in_the_order_asked_for(self, tmp_path):
        values = texture((3, 20, 30))
        path = write_raster(tmp_path / "a.tif", values, GRID)
        assert (read(path, bands=(3, 1)) == values[[2, 0]]).all()

    def test_complex(self, tmp_path):
        path = write_raster(tmp_path / "a.tif", np.ones((2, 2), "complex64"), utm_grid(2, 2))
        with pytest.raises(InputError, match="complex numbers"):
            read(path, utm_grid(2, 2))

    def test_truncated(self, tmp_path):
        path = Path(write_raster(tmp_path / "a.tif", texture((1, 400, 400)), utm_grid(400, 400)))
        path.write_bytes(path.read_bytes()[:100_000])
        with pytest.raises(InputError, match=r"^IMAGES 'a\.tif' cannot be read: ") as error:
            read(str(path), utm_grid(400, 400), name="IMAGES")
        assert "\n" not in str(error.value)
        assert "previous exception" not in str(error.value)


class TestWarpedReading:
    def test_half_pixel_offset_is_the_mean_of_neighbours(self, tmp_path):
        values = np.tile(np.arange(30.0, dtype=np.float32), (20, 1))
        path = write_raster(tmp_path / "a.tif", values, GRID)
        found = read(path, utm_grid(10, 10, shift=(5, 5.5)))[0]
        np.testing.assert_allclose(found, np.tile(np.arange(10) + 5.5, (10, 1)), atol=0.01)

    def test_twenty_metres_on_ten(self, tmp_path):
        values = np.tile(np.arange(15.0, dtype=np.float32) * 20, (10, 1))
        path = write_raster(tmp_path / "a.tif", values, utm_grid(10, 15, size=20.0))
        found = read(path)[0]
        expected = 10 * (np.arange(30) + 0.5) - 10  # linear in between
        np.testing.assert_allclose(found[5, 2:-2], expected[2:-2], atol=0.02)

    def test_finer_is_averaged(self, tmp_path):
        values = texture((1, 40, 60), dtype="float32")
        path = write_raster(tmp_path / "a.tif", values, utm_grid(40, 60, size=5.0))
        found = read(path)[0]
        expected = values[0].reshape(20, 2, 30, 2).mean(axis=(1, 3))
        np.testing.assert_allclose(found, expected, rtol=1e-4)

    @pytest.mark.parametrize("nodata", [None, -9999])
    def test_nothing_is_invented_outside(self, tmp_path, nodata):
        small = utm_grid(3, 3, size=20.0, shift=(1, 1))
        path = write_raster(tmp_path / "a.tif", np.full((3, 3), 7, "int16"), small, Extras(nodata))
        found = read(path)[0]
        assert np.isnan(found[:, 12:]).all()
        assert np.nanmin(found) == pytest.approx(7)
        assert np.isfinite(found[2:8, 2:8]).all()

    @pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
    def test_zero_without_a_tag_stays_zero(self, tmp_path, dtype):
        path = write_raster(
            tmp_path / "a.tif", np.zeros((10, 15), dtype), utm_grid(10, 15, size=20.0)
        )
        assert (read(path) == 0).all()

    def test_nodata_of_one_band_does_not_leak(self, tmp_path):
        values = np.full((2, 10, 15), 100, "int16")
        values[0, 3:6, 3:6] = -9999
        path = write_raster(tmp_path / "a.tif", values, utm_grid(10, 15, size=20.0), Extras(-9999))
        found = read(path)
        assert np.nanmin(found) == pytest.approx(100)
        assert np.isnan(found[0, 8:10, 8:10]).all()
        assert np.isfinite(found[1]).all()

    def test_each_band_has_its_own_nodata(self, tmp_path):
        coarse = utm_grid(10, 15, size=20.0)
        values = np.full((2, 10, 15), 100, "int16")
        values[0, 3:6, 3:6], values[1, 3:6, 3:6] = -1, 0
        file = write_raster(tmp_path / "a.tif", values, coarse)
        path = vrt_of(tmp_path / "a.vrt", [(file, 1, -1), (file, 2, 0), (file, 1, 77)], coarse)
        found = read(path, bands=(3, 2, 1))
        assert np.isnan(found[1, 8:10, 8:10]).all()
        assert np.isnan(found[2, 8:10, 8:10]).all()
        assert np.nanmin(found[1:]) == pytest.approx(100)
        assert found[0, 9, 9] == -1

    def test_nan_without_a_tag_does_not_spread_beyond_its_reach(self, tmp_path):
        values = np.full((10, 15), 5, np.float32)
        values[4, 4] = np.nan
        path = write_raster(tmp_path / "a.tif", values, utm_grid(10, 15, size=20.0))
        found = read(path)[0]
        assert np.isnan(found[8:10, 8:10]).all()
        assert np.isnan(found).sum() <= 16

    def test_mask_inside_the_file(self, tmp_path):
        coarse, mask = utm_grid(10, 15, size=20.0), np.ones((10, 15), bool)
        values = np.full((10, 15), 100, "uint8")
        mask[3:6, 3:6], values[3:6, 3:6] = False, 255
        path = write_raster(tmp_path / "a.tif", values, coarse, Extras(mask=mask))
        found = read(path)[0]
        assert np.isnan(found[8:10, 8:10]).all()
        assert np.nanmax(found) == pytest.approx(100)

    def test_alpha(self, tmp_path):
        coarse = utm_grid(10, 15, size=20.0)
        values = np.full((4, 10, 15), 100, "uint8")
        values[3] = 255
        values[:, 3:6, 3:6] = 0
        path = write_raster(tmp_path / "a.tif", values, coarse, Extras(alpha=True))
        found = read(path)
        assert found.shape == (3, 20, 30)
        assert np.isnan(found[:, 8:10, 8:10]).all()
        assert np.nanmin(found) >= 99

    def test_south_up_source(self, tmp_path):
        values = texture((1, 20, 30), dtype="float32")
        flipped = Grid(UTM, Affine(10, 0, 500_000, 0, 10, 4_999_800), (20, 30))
        path = write_raster(tmp_path / "a.tif", values[:, ::-1], flipped)
        np.testing.assert_allclose(read(path), values, rtol=1e-4)

    def test_other_system_keeps_places(self, tmp_path):
        """A field linear in UTM, sampled on degrees, comes back linear."""
        other = around(GRID, wkt=WGS84, size=5e-5)
        rows, cols = PixelMap(other, GRID).positions(other.window)
        path = write_raster(tmp_path / "a.tif", (rows * 3 + cols).astype(np.float32), other)
        found = read(path)[0]
        expected = (np.arange(20)[:, None] + 0.5) * 3 + np.arange(30) + 0.5
        np.testing.assert_allclose(found, expected, atol=0.15)  # a twentieth of a pixel

    def test_reach_gives_the_neighbourhood(self, tmp_path):
        large = utm_grid(30, 40, size=20.0, shift=(-5, -5))
        path = write_raster(tmp_path / "a.tif", texture((1, 30, 40), dtype="float32"), large)
        with RasterReader(RasterSource(path), GRID, reach=3) as reader:
            wide = reader.read(WHOLE.expand(3))
            beyond = reader.read(WHOLE.expand(5))
        assert np.isfinite(wide).all()
        assert np.isnan(beyond[:, :2]).all()
        assert_same(beyond[:, 2:-2, 2:-2], wide)

    def test_blend_reach(self):
        assert blend_reach(utm_grid(shift=(3, 2)), GRID) == 0
        assert blend_reach(utm_grid(shift=(0.5, 0)), GRID) == 1
        assert blend_reach(utm_grid(size=20.0), GRID) == 2
        assert blend_reach(utm_grid(size=60.0), GRID) == 6
        assert blend_reach(utm_grid(size=5.0), GRID) == 1


FRAME = utm_grid(300, 700)  # more than one of GDAL's warping blocks
KINDS = ("aligned", "half pixel", "twenty metres", "degrees", "sinusoidal")


@pytest.fixture(scope="module")
def readers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sources")
    grids = {
        "aligned": FRAME,
        "half pixel": utm_grid(300, 700, shift=(0.5, 0.5)),
        "twenty metres": utm_grid(150, 350, size=20.0),
        "degrees": around(FRAME, wkt=WGS84, size=1e-4),
        "sinusoidal": around(FRAME, wkt=SINUSOIDAL, size=CELL),
    }
    opened = {}
    for kind, grid in grids.items():
        path = write_raster(folder / f"{kind}.tif", texture((2, *grid.shape)), grid, Extras(0))
        opened[kind] = RasterReader(RasterSource(path), FRAME, reach=2)
    yield opened
    for reader in opened.values():
        reader.close()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(KINDS), st.integers(-2, 290), st.integers(-2, 690), st.integers(1, 200),
       st.integers(1, 600))  # fmt: skip
def test_window_does_not_matter(readers, kind, row, col, height, width):
    window = Window(row, col, min(height, 302 - row), min(width, 702 - col))
    frame = FRAME.window.expand(2)
    whole = readers[kind].read(frame)
    assert_same(readers[kind].read(window), whole[(slice(None), *window.inside(frame))])


@pytest.mark.parametrize("kind", KINDS)
def test_threads_do_not_matter(readers, kind):
    tiles = list(FRAME.tiles(96))
    alone = [readers[kind].read(tile) for tile in tiles]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(readers[kind].read, tiles))
    for first, second in zip(alone, together):
        assert_same(first, second)


class TestOpenFiles:
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path):
        self.inside = str(tmp_path)

    def count(self):
        """Files of the test that are open; other tests' servers come and go meanwhile."""
        count = 0
        for number in os.listdir("/proc/self/fd"):
            with contextlib.suppress(OSError):  # what listed them is closed already
                count += os.readlink(f"/proc/self/fd/{number}").startswith(self.inside)
        return count

    @pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts files as Linux shows")
    def test_files_of_dead_threads_do_not_pile_up(self, tmp_path):
        path = write_raster(tmp_path / "a.tif", texture((1, 20, 30)), GRID)
        before = self.count()
        with RasterReader(RasterSource(path), utm_grid(shift=(0.5, 0))) as reader:
            for _ in range(30):
                thread = threading.Thread(target=reader.read, args=(WHOLE,))
                thread.start()
                thread.join()
            assert self.count() <= before + 2
        assert self.count() == before

    @pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts files as Linux shows")
    def test_long_series_stay_below_the_limit(self, tmp_path, monkeypatch):
        monkeypatch.setattr(handles, "_IDLE", handles._Idle(5))
        before = self.count()
        paths = [write_raster(tmp_path / f"{n}.tif", texture((1, 20, 30), seed=n), GRID)
                 for n in range(12)]  # fmt: skip
        readers = [RasterReader(RasterSource(path), GRID) for path in paths]
        for _ in range(2):
            for n, reader in enumerate(readers):
                assert (reader.read(WHOLE) == texture((1, 20, 30), seed=n)).all()
        assert self.count() <= before + 5
        for reader in readers:
            reader.close()
        assert self.count() == before

    @pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts files as Linux shows")
    def test_a_forgotten_reader_is_closed(self, tmp_path):
        path = write_raster(tmp_path / "a.tif", texture((1, 20, 30)), GRID)
        before = self.count()
        reader = RasterReader(RasterSource(path), utm_grid(shift=(0.5, 0)))
        reader.read(WHOLE)
        assert self.count() > before
        del reader
        gc.collect()
        assert self.count() == before

    @pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts files as Linux shows")
    def test_closing_while_a_thread_reads(self, tmp_path):
        path = write_raster(tmp_path / "a.tif", texture((1, 20, 30)), GRID)
        before = self.count()
        reader = RasterReader(RasterSource(path), GRID)
        with reader._handles.borrow() as datasets:
            reader.close()
            assert datasets[0].read(1).shape == (20, 30)  # still open
        assert self.count() == before

    def test_nothing_is_written_beside_the_inputs(self, tmp_path):
        path = write_raster(tmp_path / "a.tif", texture((2, 20, 30)), GRID, Extras(0))
        before = folder_state(tmp_path)
        describe(RasterSource(path))
        read(path)
        read(path, utm_grid(shift=(0.5, 0.5)))
        with CodeReader(RasterSource(path)) as reader:
            reader.used_codes(Silent())
        assert folder_state(tmp_path) == before

    def test_cache_is_bounded_in_every_thread_and_given_back(self, tmp_path):
        path = write_raster(tmp_path / "a.tif", texture((1, 20, 30)), GRID)
        before = get_gdal_config("GDAL_CACHEMAX")
        found = []

        def work():
            read(path)
            found.append(get_gdal_config("GDAL_CACHEMAX"))

        with raster_environment():
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
            work()
        assert found == [64 * 2**20] * 2
        assert get_gdal_config("GDAL_CACHEMAX") == before


class TestCodes:
    def read(self, tmp_path, values, extras=None, **options):
        grid = utm_grid(*np.shape(values)[-2:])
        path = write_raster(tmp_path / "codes.tif", values, grid, extras)
        with CodeReader(RasterSource(path, **options, name="COARSE")) as reader:
            return reader.read(grid.window.expand(1))[1:-1, 1:-1]

    def test_frame_ends(self, tmp_path):
        path = write_raster(tmp_path / "a.tif", np.array([[3, 4]], "uint8"), utm_grid(1, 2))
        with CodeReader(RasterSource(path)) as reader:
            found = reader.read(Window(-1, 1, 2, 2))
            nothing = reader.read(Window(5, 5, 1, 1))
        assert found.dtype == np.int32
        assert found.tolist() == [[-1, -1], [4, -1]]
        assert nothing.tolist() == [[-1]]

    @pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "float32", "float64"])
    def test_types(self, tmp_path, dtype):
        found = self.read(tmp_path, np.array([[0, 17, 100]], dtype), Extras(100))
        assert found.tolist() == [[0, 17, -1]]

    def test_largest_code(self, tmp_path):
        assert self.read(tmp_path, np.array([[65535]], "uint16")).tolist() == [[65535]]

    def test_nan_is_no_code(self, tmp_path):
        found = self.read(tmp_path, np.array([[1, np.nan, np.inf]], "float32"))
        assert found.tolist() == [[1, NO_CODE, NO_CODE]]

    def test_second_band(self, tmp_path):
        values = np.array([[[1, 2]], [[3, 4]]], "uint8")
        assert self.read(tmp_path, values, bands=(2,)).tolist() == [[3, 4]]

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            (np.array([[0.5]], "float32"), r"COARSE 'codes\.tif' holds fractions such as 0\.5"),
            (np.array([[-3]], "int16"), "holds the value -3; class codes are whole numbers from 0"),
            (np.array([[70123456]], "int32"), "holds the value 70123456; class codes"),
            (np.array([[1e30]], "float32"), r"holds the value 1\.0000000\d+e\+30; class codes"),
            (np.array([[1j]], "complex64"), "holds complex numbers"),
        ],
    )
    def test_no_codes(self, tmp_path, values, message):
        with pytest.raises(InputError, match=message):
            self.read(tmp_path, values)

    def test_negative_nodata_is_fine(self, tmp_path):
        assert self.read(tmp_path, np.array([[-3, 5]], "int16"), Extras(-3)).tolist() == [[-1, 5]]

    def test_used_codes(self, tmp_path, monkeypatch):
        monkeypatch.setattr(codes_module, "_SCAN_TILE", 4)
        values = np.zeros((10, 10), "uint16")
        values[:3] = 400
        values[5, 5] = 9
        path = write_raster(tmp_path / "a.tif", values, utm_grid(10, 10), Extras(0))
        with CodeReader(RasterSource(path)) as reader:
            assert reader.used_codes(Silent()) == {9: 1, 400: 30}


class TestNearestCodes:
    @pytest.mark.parametrize("wkt", [UTM, WGS84, SINUSOIDAL], ids=["utm", "degrees", "sinusoidal"])
    @pytest.mark.parametrize("limit", [4_000_000, 7])
    def test_brute_force(self, tmp_path, monkeypatch, wkt, limit):
        monkeypatch.setattr(codes_module, "_BLOCK_CELLS", limit)
        coarse = around(GRID, wkt=wkt, size=3e-4 if wkt == WGS84 else 37.0)
        values = np.random.default_rng(0).integers(0, 200, coarse.shape).astype("uint8")
        path = write_raster(tmp_path / "a.tif", values, coarse, Extras(0))
        with NearestCodes(RasterSource(path), GRID) as reader:
            found = reader.read(WHOLE.expand(4))
        expected = np.full((28, 38), NO_CODE)
        for row in range(28):
            for col in range(38):
                one = Window(row - 4, col - 4, 1, 1)
                r, c = (v[0, 0] for v in PixelMap(GRID, coarse).positions(one))
                r, c = int(np.floor(r)), int(np.floor(c))
                if 0 <= r < coarse.shape[0] and 0 <= c < coarse.shape[1] and values[r, c]:
                    expected[row, col] = values[r, c]
        assert (found == expected).all()
        assert (found != NO_CODE).any()

    def test_off_the_map(self, tmp_path):
        path = write_raster(tmp_path / "a.tif", np.ones((2, 2), "uint8"), utm_grid(2, 2))
        with NearestCodes(RasterSource(path), utm_grid(3, 3, shift=(50, 0))) as reader:
            assert (reader.read(Window(0, 0, 3, 3)) == NO_CODE).all()
