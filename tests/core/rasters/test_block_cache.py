import gc
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import rasterio
from finecover.core.rasters import band_parts, handles, raster_file
from finecover.core.rasters.band_parts import BandPart, stored_nodata
from finecover.core.rasters.block_cache import CACHE, BlockCache, SharedBlocks
from finecover.core.rasters.grid import Window
from finecover.core.rasters.raster import RasterReader, RasterSource
from raster_data import Extras, assert_same, texture, utm_grid, vrt_of, write_raster

SHAPE = (700, 1000)
VALUES = np.arange(SHAPE[0] * SHAPE[1], dtype=np.int32).reshape(1, *SHAPE)
FRAME = Window(0, 0, *SHAPE)


class Source:
    """A file in memory that counts what is loaded of it."""

    def __init__(self, block, *, limit=2**30, pixel_bytes=4):
        self.loaded, self.lock = Counter(), threading.Lock()
        self.cache = BlockCache(limit)
        self.shared = SharedBlocks(
            self.load, block=block, frame=FRAME, pixel_bytes=pixel_bytes, cache=self.cache
        )

    def load(self, windows):
        with self.lock:
            self.loaded.update(windows)
        assert all(window.intersect(FRAME) == window for window in windows)
        return [VALUES[(slice(None), *window.inside(FRAME))].copy() for window in windows]

    def read(self, window):
        found = np.full((1, window.height, window.width), -1, np.int32)
        for common, values in self.shared.read(window):
            part = found[(slice(None), *common.inside(window))]
            assert (part == -1).all()
            part[:] = values
        return found


def windows(side, halo):
    return [
        Window(row, col, side, side).expand(halo).intersect(FRAME)
        for row in range(0, SHAPE[0], side)
        for col in range(0, SHAPE[1], side)
    ]


class TestSharedBlocks:
    @pytest.mark.parametrize("block", [(1, 1000), (3, 1000), (16, 16), (256, 256), (512, 512),
                                       (700, 1000)])  # fmt: skip
    def test_every_pixel_is_loaded_once_by_many_threads(self, block):
        source = Source(block)
        with ThreadPoolExecutor(8) as pool:
            parts = list(pool.map(source.read, windows(100, 7)))
        for window, part in zip(windows(100, 7), parts):
            assert (part == VALUES[(slice(None), *window.inside(FRAME))]).all()
        assert set(source.loaded.values()) == {1}
        assert sum(w.height * w.width for w in source.loaded) == SHAPE[0] * SHAPE[1]

    def test_units_hold_whole_blocks(self):
        source = Source((10, 1000))
        source.read(Window(5, 5, 1, 1))
        assert source.loaded == {Window(0, 0, 60, 1000): 1}
        source = Source((300, 200))
        source.read(Window(299, 199, 1, 1))
        assert set(source.loaded) == {
            Window(0, 0, 128, 200), Window(128, 0, 128, 200), Window(256, 0, 44, 200)
        }  # fmt: skip

    def test_blocks_beyond_the_memory_are_read_as_asked_for(self):
        source = Source((512, 512), limit=2**18)
        asked = Window(3, 4, 100, 6)
        assert (source.read(asked) == VALUES[:, 3:103, 4:10]).all()
        assert source.loaded == {asked: 1}

    @pytest.mark.parametrize("limit", [2**14, 2**17, 2**20, 2**22])
    @pytest.mark.parametrize("block", [(16, 16), (256, 256), (512, 512), (700, 1000), (700, 300)])
    def test_the_memory_does_not_change_what_is_read(self, block, limit):
        source = Source(block, limit=limit)
        with ThreadPoolExecutor(4) as pool:
            parts = list(pool.map(source.read, windows(100, 7)))
        for window, part in zip(windows(100, 7), parts):
            assert (part == VALUES[(slice(None), *window.inside(FRAME))]).all()
        assert source.cache._bytes <= limit

    @pytest.mark.parametrize(
        ("columns", "side", "halo", "most"),
        [(2, 512, 0, 1), (2, 256, 4, 1.5), (2, 128, 4, 1.5), (2, 512, 4, 3),  # a row of blocks fits
         (10, 512, 0, 1), (10, 512, 4, 2.5), (10, 256, 0, 2), (10, 256, 4, 3.5)],
    )  # fmt: skip
    def test_large_blocks_are_seldom_decoded_again(self, columns, side, halo, most):
        frame, decoded, last = Window(0, 0, 2048, 512 * columns), [], [None]

        def load(windows):
            for window in windows:
                place = window.row // 512, window.col // 512
                assert Window(*(512 * at for at in place), 512, 512).intersect(window) == window
                if place != last[0]:  # GDAL keeps the last one
                    decoded.append(place)
                last[0] = place
            return [np.zeros((1, window.height, window.width), np.uint8) for window in windows]

        cache = BlockCache(int(3.3 * 512 * 512))
        shared = SharedBlocks(load, block=(512, 512), frame=frame, pixel_bytes=1, cache=cache)
        for row in range(0, frame.height, side):
            for col in range(0, frame.width, side):
                tile = Window(row, col, side, side).expand(halo).intersect(frame)
                list(shared.read(tile))
                assert cache._bytes <= cache.limit
        assert len(decoded) <= most * 4 * columns

    def test_few_bytes_are_decoded_at_a_time(self):
        cache = BlockCache(200)
        begun, proceed = threading.Event(), threading.Event()

        def decode(size):
            with cache.decoding(size):
                begun.set()
                assert proceed.wait(10)

        with ThreadPoolExecutor(3) as pool:
            first = pool.submit(decode, 1000)  # more than there is room for, but alone
            assert begun.wait(10)
            begun.clear()
            others = [pool.submit(decode, 50) for _ in range(2)]
            assert not begun.wait(0.2)
            assert cache._decoding == 1000
            proceed.set()
            for each in (first, *others):
                each.result()
        assert cache._decoding == 0
        with cache.decoding(50), cache.decoding(50):
            assert cache._decoding == 100

    def test_errors_give_the_room_for_decoding_back(self):
        cache = BlockCache(8)
        with pytest.raises(OSError, match="broken"), cache.decoding(100):
            raise OSError("broken")
        assert cache._decoding == 0

    def test_memory_is_bounded_and_given_back(self):
        source = Source((64, 64), limit=300_000)
        for window in windows(100, 0):
            source.read(window)
            assert source.cache._bytes <= 300_000
            assert source.cache._bytes == sum(a.nbytes for a in source.cache._arrays.values())
        source.shared.forget()
        assert source.cache._bytes == 0
        source.read(Window(0, 0, 9, 9))
        cache = source.cache
        del source
        gc.collect()
        assert not cache._arrays

    def test_what_was_used_last_stays(self):
        cache = BlockCache(8)
        owner, other = object(), object()
        a, b, c = (Window(0, at, 1, 1) for at in range(3))
        cache.put(owner, a, np.zeros(4, np.uint8))
        cache.put(other, a, np.ones(4, np.uint8))
        assert cache.get(owner, a) is not None
        cache.put(owner, b, np.zeros(4, np.uint8))
        assert cache.get(other, a) is None
        assert cache.get(owner, a) is not None
        cache.put(owner, c, np.zeros(100, np.uint8))  # too large for anything beside it
        assert len(cache._arrays) == 1

    def test_an_error_is_the_readers_and_nothing_is_kept(self):
        source = Source((64, 64))

        def refuse(_):
            raise OSError("broken")

        source.shared._load = refuse
        for _ in range(2):
            with pytest.raises(OSError, match="broken"):
                source.read(Window(0, 0, 9, 9))
        assert not source.cache._arrays


class TestReader:
    @pytest.mark.parametrize("interleave", ["pixel", "band"])
    @pytest.mark.parametrize("tiled", [True, False])
    def test_blocks_are_decoded_once(self, tmp_path, monkeypatch, interleave, tiled):
        grid = utm_grid(600, 700)
        values = texture((10, 600, 700))
        path = str(tmp_path / "a.tif")
        more = {"tiled": True, "blockxsize": 256, "blockysize": 256} if tiled else {}
        with rasterio.open(path, "w", driver="GTiff", height=600, width=700, count=10,
                           dtype=values.dtype, crs=grid.crs, transform=grid.transform,
                           interleave=interleave, nodata=0, **more) as out:  # fmt: skip
            out.write(values)
        pixels = Counter()
        plain_read = raster_file.read_bands

        def count(dataset, source, *, bands, window, plain=None):
            assert plain == values.dtype  # as stored, without a mask
            pixels.update(dict.fromkeys(bands, window.height * window.width))
            return plain_read(dataset, source, bands=bands, window=window, plain=plain)

        monkeypatch.setattr(band_parts, "read_bands", count)
        with RasterReader(RasterSource(path), grid) as reader, ThreadPoolExecutor(4) as pool:
            tiles = [w.expand(5) for w in grid.tiles(200)]
            found = list(pool.map(reader.read, tiles))
        assert set(pixels.values()) == {600 * 700}
        full = np.pad(values.astype(np.float32), ((0, 0), (5, 5), (5, 5)), constant_values=np.nan)
        full[full == 0] = np.nan
        for tile, part in zip(tiles, found):
            rows, cols = tile.inside(grid.window.expand(5))
            assert_same(part, full[:, rows, cols])

    def test_blocks_of_many_bands_are_decoded_once_by_one_thread_at_a_time(self, tmp_path):
        grid = utm_grid(256, 256)
        values = texture((40, 256, 256))
        path = str(tmp_path / "a.tif")
        with rasterio.open(path, "w", driver="GTiff", height=256, width=256, count=40,
                           dtype=values.dtype, crs=grid.crs, transform=grid.transform, tiled=True,
                           blockxsize=256, blockysize=256, interleave="pixel") as out:  # fmt: skip
            out.write(values)
        cache = BlockCache(2**20)  # a fifth of the block
        with RasterReader(RasterSource(path), grid, cache=cache) as reader:
            with ThreadPoolExecutor(4) as pool:
                found = list(pool.map(reader.read, grid.tiles(60)))
            assert len(handles._IDLE.take(reader._handles._key)) == 2
            assert handles._IDLE.take(reader._handles._key) is None  # one handle served all
        for tile, part in zip(grid.tiles(60), found):
            assert (part == values[(slice(None), *tile.inside(grid.window))]).all()
        assert cache._bytes <= 2**20

    def test_what_else_a_block_holds_counts_in_decoding(self, tmp_path):
        grid = utm_grid(20, 30)
        path = write_raster(tmp_path / "a.tif", texture((9, 20, 30)), grid)
        with rasterio.open(path) as dataset:
            pixel = dataset.interleaving.value == "PIXEL"
            rows = dataset.block_shapes[0][0]
        with RasterReader(RasterSource(path, bands=(2,)), grid) as reader:
            (part,) = reader._parts
        height, width = part.shared._unit
        assert part.shared._decoded == height * width * 2 * (9 if pixel else 1)
        assert height % rows == 0

    def test_closing_gives_the_memory_back(self, tmp_path):
        grid = utm_grid(20, 30)
        path = write_raster(tmp_path / "a.tif", texture((2, 20, 30)), grid)
        with RasterReader(RasterSource(path), grid) as reader:
            before = len(CACHE._arrays)
            reader.read(grid.window)
            assert len(CACHE._arrays) > before
        assert len(CACHE._arrays) == before

    def test_virtual_rasters_are_read_as_asked_for(self, tmp_path):
        grid = utm_grid(20, 30)
        values = texture((2, 20, 30))
        file = write_raster(tmp_path / "a.tif", values, grid)
        path = vrt_of(tmp_path / "a.vrt", [(file, 1, -1), (file, 2, -1)], grid)
        with RasterReader(RasterSource(path), grid) as reader:
            assert (reader.read(Window(2, 3, 4, 5)) == values[:, 2:6, 3:8]).all()
            assert all(part.shared is None for part in reader._parts)

    def test_what_is_called_alpha_keeps_its_blocks(self, tmp_path):
        grid = utm_grid(300, 300)
        values = texture((4, 300, 300), low=1, high=200, dtype="uint8")
        path = write_raster(tmp_path / "a.tif", values, grid, Extras(descriptions=tuple("abcd")))
        with rasterio.open(path) as found:
            rows = found.block_shapes[0]
        with RasterReader(RasterSource(path), grid) as reader:
            assert (reader.blocks.height, reader.blocks.width) == rows
            assert (reader.read(grid.window) == values).all()


@pytest.mark.parametrize(
    ("dtype", "nodata", "found"),
    [("uint8", None, None), ("uint8", 0, 0), ("int16", -9999, -9999), ("uint16", 65535, 65535),
     ("int32", 2**31 - 1, 2**31 - 1), ("float32", None, None), ("float32", float("nan"), None)],
)  # fmt: skip
def test_stored_nodata(tmp_path, dtype, nodata, found):
    path = write_raster(tmp_path / "a.tif", texture((2, 5, 5)).astype(dtype), utm_grid(5, 5),
                        Extras(nodata))  # fmt: skip
    with rasterio.open(path) as dataset:
        assert stored_nodata(dataset, (1, 2)) == (found, found)


@pytest.mark.parametrize(("dtype", "nodata"), [("float32", -9999.0), ("float64", 0.0)])
def test_a_mask_tells_where_numbers_do_not(tmp_path, dtype, nodata):
    """GDAL takes floating point numbers for nodata that are near it."""
    path = write_raster(tmp_path / "a.tif", texture((1, 5, 5)).astype(dtype), utm_grid(5, 5),
                        Extras(nodata))  # fmt: skip
    with rasterio.open(path) as dataset:
        assert stored_nodata(dataset, (1,)) is None


def test_bands_lack_different_numbers():
    part = BandPart([2, 0], (7, None), None, None)
    result = np.zeros((3, 1, 2), np.float32)
    part.copy(np.array([[[7, 8]], [[7, 9]]], np.uint8), result)
    assert_same(result, np.array([[[7, 9]], [[0, 0]], [[np.nan, 8]]], np.float32))
