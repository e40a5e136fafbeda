"""How much memory mapping takes: the bound, and the same bytes whatever it is."""

import tracemalloc

import numpy as np
import pytest
from finecover.core.learning.training import TrainingSet, TrainingSettings, train
from finecover.core.legends.legend import generic
from finecover.core.mapping import classify as classify_module
from finecover.core.mapping import map_memory
from finecover.core.mapping.classify import MapPaths, MapSettings, classify
from finecover.core.mapping.map_memory import MapMemory, TileNumbers
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Window
from scene import ArrayFeatures, Watch, box

BANDS, CLASSES, SHAPE = 16, 20, (512, 1024)
SMALL, LARGE = 2**26, 2**30
WHOLE = Window(0, 0, 3000, 3000)
NUMBERS = TileNumbers(features=16, used=16, classes=20, margin=4, planes=2, layers=6)
RASTERS = ("output", "confidence", "probabilities", "margin")


@pytest.fixture(scope="module")
def features():
    rng = np.random.default_rng(0)
    return ArrayFeatures(rng.normal(size=(BANDS, *SHAPE)).astype(np.float32))


@pytest.fixture(scope="module")
def model(features):
    codes = np.arange(CLASSES * 30) % CLASSES
    rng = np.random.default_rng(1)
    samples = TrainingSet(
        features=rng.normal(size=(codes.size, BANDS)).astype(np.float32) + codes[:, None] % 3,
        codes=codes.astype(np.int64),
        blocks=np.arange(codes.size) // 50,
        legend=generic(np.arange(CLASSES)),
    )
    settings = TrainingSettings(trees=5, clean=False)
    return train(samples, features, settings=settings, progress=Silent()).model


@pytest.fixture(autouse=True)
def _two_threads(monkeypatch):
    monkeypatch.setenv("FINECOVER_THREADS", "2")


def run(model, features, folder, names, *, area=None, **more):
    return classify(
        model, features, MapPaths(**{name: str(folder / f"{name}.tif") for name in names}),
        area=area, coarse=None, settings=MapSettings(), progress=Silent(), **more,
    )  # fmt: skip


def peak_of(*args, **more):
    tracemalloc.start()
    try:
        run(*args, **more)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_mapping_keeps_within_the_budget(model, features, tmp_path, monkeypatch):
    monkeypatch.setattr(map_memory, "_TILES_PER_WORKER", 1)  # two large ones
    names = ("output", "confidence")
    run(model, features, tmp_path, names, area=box(0, 0, 99, 99))  # what is prepared once
    large = peak_of(model, features, tmp_path, names, memory=LARGE, observer=Watch())
    assert 2 * SMALL < large < LARGE  # the bound is one
    small = peak_of(model, features, tmp_path, names, memory=SMALL, observer=Watch())
    assert small < SMALL


def test_one_gigabyte_is_enough_for_large_tiles():
    plan = MapMemory.of(NUMBERS, memory=LARGE, frame=WHOLE, recipe={})
    assert (plan.side, plan.workers) == (512, 2)
    assert SMALL < plan.bytes < LARGE


def test_the_budget_changes_no_byte(model, features, tmp_path):
    some = box(20, 30, 290, 310)
    folders = [tmp_path / str(memory) for memory in (0, SMALL, LARGE)]
    for folder in folders:
        folder.mkdir()
        run(model, features, folder, RASTERS, area=some, memory=int(folder.name))
    for name in RASTERS:
        first, *others = ((folder / f"{name}.tif").read_bytes() for folder in folders)
        assert all(other == first for other in others), name


@pytest.mark.parametrize("memory", [0, 2**24, 2**26, 2**28, 2**30, 2**34])
@pytest.mark.parametrize("threads", [1, 2, 16])
def test_smaller_tiles_come_before_fewer_workers(monkeypatch, memory, threads):
    monkeypatch.setenv("FINECOVER_THREADS", str(threads))
    plan = MapMemory.of(NUMBERS, memory=memory, frame=Window(0, 0, 9000, 9000), recipe={})
    assert plan.side in (64, 128, 256, 512)
    assert plan.workers <= threads
    assert plan.workers == threads or plan.side == 64
    assert plan.threads == plan.workers + (plan.workers > 1)
    assert plan.bytes <= memory or (plan.side, plan.workers) == (64, 1)


def test_every_worker_gets_some_tiles_of_a_small_map(monkeypatch):
    sides = {}
    for threads in ("1", "2", "8"):
        monkeypatch.setenv("FINECOVER_THREADS", threads)
        frame = Window(5, 5, 1000, 1000)
        sides[threads] = MapMemory.of(NUMBERS, memory=LARGE, frame=frame, recipe={}).side
    assert sides == {"1": 512, "2": 256, "8": 128}


def test_a_series_takes_most_of_the_memory():
    series = {"statistics": "median"}
    for memory in (2**26, 2**27, 2**28):
        assert MapMemory.of(NUMBERS, memory=memory, frame=WHOLE, recipe=series) == MapMemory.of(
            NUMBERS, memory=memory // 4, frame=WHOLE, recipe={}
        )


def test_fewer_rasters_take_less():
    few = TileNumbers(features=16, used=16, classes=20, margin=0, planes=0, layers=1)
    assert few.working < NUMBERS.working
    assert few.result < NUMBERS.result


def test_tiles_are_no_larger_than_they_may_be(model, features, tmp_path, monkeypatch):
    reads = []
    watched = ArrayFeatures(features.values)
    watched.read = lambda window: reads.append(window) or features.read(window)
    run(model, watched, tmp_path, ("output",), area=box(99, 99, 300, 300))
    monkeypatch.setattr(classify_module, "TILE", 50)
    run(model, watched, tmp_path, ("output",), area=box(99, 99, 60, 60))
    assert {window.height - 2 * 4 for window in reads} == {128, 300 - 2 * 128, 50, 10}
