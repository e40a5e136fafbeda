"""Features of a long series in little memory: the bound, the same bytes, few blocks read twice."""

import tracemalloc
from datetime import date, timedelta

import numpy as np
import pytest
from finecover.core.errors import Cancelled, InputError
from finecover.core.features import feature_memory
from finecover.core.features.feature_file import write_features
from finecover.core.features.features import FeatureInputs, FeatureSettings, FeatureStack
from finecover.core.features.kept_features import KeptFeatures
from finecover.core.progress import Silent
from finecover.core.rasters.blocks import Blocks
from finecover.core.rasters.grid import Window
from finecover.core.rasters.raster import RasterReader, RasterSource
from raster_data import Extras, Recorder, assert_same, utm_grid, write_raster

SIDE, DATES = 256, 40
GRID = utm_grid(SIDE, SIDE)
DAYS = [date(2019, 1, 1) + timedelta(days=9 * at) for at in range(DATES)]
NAMES = ("red", "nir")
TILED = (("tiled", True), ("blockxsize", 128), ("blockysize", 128), ("interleave", "band"))
SETTINGS = FeatureSettings(statistics="median,p90,std", indices="NDVI", context=3)
SMALL, LARGE = 2**25, 2**29


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    """One raster with a band per date and name, as fillgaps writes it."""
    values = np.random.default_rng(0).random((DATES * 2, SIDE, SIDE), np.float32)
    values[:, 100:110, 30:70] = np.nan
    names = tuple(f"{name}_{day}" for day in DAYS for name in NAMES)
    path = tmp_path_factory.mktemp("series") / "series.tif"
    extras = Extras(nodata=float("nan"), descriptions=names, options=TILED)
    return (RasterSource(write_raster(path, values, GRID, extras), name="IMAGES"),)


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch):
    monkeypatch.setenv("FINECOVER_THREADS", "2")
    monkeypatch.setattr(feature_memory, "STATISTIC_PIXELS", 512)
    monkeypatch.setattr("finecover.core.features.temporal.BLOCK", 512)


def stack_of(images, memory, *, settings=SETTINGS, keep=False, progress=None):
    inputs = FeatureInputs(images, memory=memory)
    return FeatureStack(inputs, settings, progress=progress or Silent(), keep=keep)


def read(images, memory, **more):
    stack = stack_of(images, memory, **more)
    try:
        return stack.read(GRID.window)
    finally:
        stack.close()


def peak_of(images, memory, settings=SETTINGS):
    stack = stack_of(images, memory, settings=settings)
    stack.read(Window(0, 0, 4, 4))  # what is opened once
    tracemalloc.start()
    try:
        found = stack.read(GRID.window)
        shared = stack._blocks.limit  # by all threads
        peak = tracemalloc.get_traced_memory()[1] - found.nbytes - shared
        return max(peak, 0) * stack._memory.slots + shared
    finally:
        tracemalloc.stop()
        stack.close()


@pytest.mark.parametrize("memory", [SMALL, 2 * SMALL])
@pytest.mark.parametrize(
    "settings", [SETTINGS, FeatureSettings(statistics="median,amplitude2", indices="none")]
)
def test_threads_keep_within_the_budget_together(images, memory, settings):
    assert peak_of(images, LARGE, settings) > SMALL  # the bound is one
    assert peak_of(images, memory, settings) < memory


def test_the_budget_changes_no_byte(images):
    expected = read(images, LARGE)
    assert np.isfinite(expected).any()
    for memory in (0, SMALL, 2 * SMALL):
        assert_same(read(images, memory), expected)
        assert_same(read(images, memory, keep=True), expected)


def test_files_of_any_budget_are_the_same(images, tmp_path):
    written = []
    for memory in (SMALL, LARGE):
        stack = stack_of(images, memory)
        path = tmp_path / f"{memory}.tif"
        write_features(stack, path, area=None, progress=Silent())
        stack.close()
        written.append(path.read_bytes())
    assert written[0] == written[1]


def test_blocks_are_read_about_twice(images, monkeypatch):
    touched = 0
    plain = RasterReader.read

    def counted(reader, window, **more):
        nonlocal touched
        touched += reader.blocks.touched(window.intersect(GRID.window))
        return plain(reader, window, **more)

    settings = FeatureSettings(statistics="median", indices="NDVI")
    stack = stack_of(images, SMALL, settings=settings)
    monkeypatch.setattr(RasterReader, "read", counted)
    stack.read(GRID.window)
    stack.close()
    assert touched <= 2 * 4


def test_what_is_kept_is_computed_once(images, monkeypatch):
    calls = []
    compute = FeatureStack._compute
    monkeypatch.setattr(FeatureStack, "_compute", lambda s, w: calls.append(w) or compute(s, w))
    stack = stack_of(images, LARGE, keep=True)
    first = stack.read(Window(10, 20, 40, 30))
    assert_same(stack.read(Window(10, 20, 40, 30)), first)
    assert_same(stack.read(GRID.window)[:, 10:50, 20:50], first)
    assert len(calls) == 1
    stack.close()


def test_one_who_cancels_is_heard(images):
    with pytest.raises(Cancelled):
        read(images, SMALL, progress=Recorder(cancel_after=1))


class TestKept:
    def test_windows_over_several_blocks(self):
        values = np.random.default_rng(1).random((3, 150, 170), np.float32)
        values[0, 3, 4] = np.nan
        frame = Window(0, 0, 150, 170)
        kept = KeptFeatures(
            lambda w: values[(..., *w.inside(frame))], names=3, folder=None, memory=0
        )
        for window in (frame, Window(60, 60, 10, 70), Window(149, 169, 1, 1)):
            assert_same(kept.read(window, within=frame), values[(..., *window.inside(frame))])
        kept.close()

    def test_a_folder_that_is_not_there(self, tmp_path):
        kept = KeptFeatures(
            lambda w: np.zeros((1, w.height, w.width), np.float32),
            names=1, folder=str(tmp_path / "none"), memory=0,
        )  # fmt: skip
        with pytest.raises(InputError, match=r"features cannot be kept in .* make room there"):
            kept.read(Window(0, 0, 2, 2), within=Window(0, 0, 2, 2))


def test_blocks_of_a_reader(images, tmp_path):
    with RasterReader(images[0], utm_grid(50, 60, shift=(3, 5))) as reader:
        assert reader.blocks == Blocks(-3, -5, 128, 128)
    with RasterReader(images[0], utm_grid(50, 60, size=7), reach=2) as reader:
        assert (reader.blocks.row, reader.blocks.col) == (-2, -2)
