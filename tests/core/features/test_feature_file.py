"""A file of features whose blocks are larger than the budget: memory, threads, the same map."""

import threading
from contextlib import closing

import numpy as np
import pytest
import rasterio
from finecover.core.features.feature_file import FeatureFile
from finecover.core.features.feature_memory import MEMORY, block_bytes, file_bytes
from finecover.core.learning.training import TrainingSet, TrainingSettings, train
from finecover.core.legends.legend import generic
from finecover.core.mapping.classify import MapPaths, MapSettings, classify
from finecover.core.progress import Silent
from finecover.core.rasters import band_parts
from finecover.core.rasters.grid import Window
from finecover.core.rasters.raster import RasterSource
from raster_data import utm_grid

BANDS, SIDE = 30, 256
GRID = utm_grid(SIDE, SIDE)
NAMES = tuple(f"f{at}" for at in range(BANDS))
SMALL = 2**22  # bytes; a block of the file is 3.75 MB, and the share of blocks 0.75 MB


@pytest.fixture(scope="module")
def values():
    rng = np.random.default_rng(0)
    classes = np.kron(rng.integers(0, 3, (16, 16)), np.ones((16, 16), int))
    found = rng.integers(100, 2000, (BANDS, 3))[:, classes] + rng.integers(0, 900, (SIDE, SIDE))
    return found.astype(np.uint16), classes


@pytest.fixture(scope="module")
def path(values, tmp_path_factory):
    path = str(tmp_path_factory.mktemp("features") / "features.tif")
    with rasterio.open(path, "w", driver="GTiff", height=SIDE, width=SIDE, count=BANDS,
                       dtype="uint16", crs=GRID.crs, transform=GRID.transform, tiled=True,
                       blockxsize=256, blockysize=256, interleave="pixel", compress="lzw",
                       nodata=0) as out:  # fmt: skip
        out.write(values[0])
        for at, name in enumerate(NAMES, start=1):
            out.set_band_description(at, name)
    return path


@pytest.fixture(scope="module")
def model(values):
    rows, cols = np.divmod(np.arange(0, SIDE * SIDE, 97), SIDE)
    samples = TrainingSet(
        features=values[0][:, rows, cols].T.astype(np.float32),
        codes=values[1][rows, cols].astype(np.int64) + 1,
        blocks=(rows // 64) * 4 + cols // 64,
        legend=generic(np.array((1, 2, 3))),
    )

    class Source:
        grid, names, recipe = GRID, NAMES, {"names": list(NAMES)}

    settings = TrainingSettings(trees=5, clean=False)
    return train(samples, Source(), settings=settings, progress=Silent()).model


def test_shares_of_a_budget():
    assert file_bytes(MEMORY) == block_bytes(MEMORY) == 192 * 2**20
    assert file_bytes(64 * MEMORY) == 64 * 192 * 2**20  # raising MEMORY helps
    assert block_bytes(64 * MEMORY) == 2**28


@pytest.mark.parametrize("memory", [2**10, SMALL, MEMORY])
def test_the_budget_does_not_change_what_is_read(path, values, memory):
    with closing(FeatureFile(RasterSource(path), memory=memory)) as features:
        for tile in GRID.tiles(100):
            wide = tile.expand(3).intersect(GRID.window)
            found = features.read(wide)
            assert (found == values[0][(slice(None), *wide.inside(GRID.window))]).all()
        assert features._reader._cache._bytes <= features.block_bytes


def test_files_keep_their_blocks_apart(path):
    with closing(FeatureFile(RasterSource(path))) as one:
        one.read(Window(0, 0, 9, 9))
        with closing(FeatureFile(RasterSource(path))) as other:
            other.read(Window(0, 0, 9, 9))
            assert other._reader._cache is not one._reader._cache
        assert one._reader._cache._bytes > 0


def test_the_map_does_not_depend_on_the_budget(path, model, tmp_path, monkeypatch):
    monkeypatch.setenv("FINECOVER_THREADS", "3")
    reading, most, lock, plain = [0], [0], threading.Lock(), band_parts.read_bands

    def watch(*arguments, **more):
        with lock:
            reading[0] += 1
            most[0] = max(most[0], reading[0])
        try:
            return plain(*arguments, **more)
        finally:
            with lock:
                reading[0] -= 1

    monkeypatch.setattr(band_parts, "read_bands", watch)
    maps = set()
    for memory in (SMALL, MEMORY):
        output = tmp_path / f"{memory}.tif"
        with closing(FeatureFile(RasterSource(path), memory=memory)) as features:
            classify(
                model, features, MapPaths(output=str(output)), area=None, coarse=None,
                settings=MapSettings(smoothing=1.0), progress=Silent(), sure=False,
                memory=memory - features.block_bytes,
            )  # fmt: skip
        maps.add(output.read_bytes())
        if memory == SMALL:
            assert most[0] == 1  # such a block is decoded by one thread at a time
    assert len(maps) == 1
