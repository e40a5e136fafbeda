"""A run that is measured before it starts, and made afterwards."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.cells.coarse import read_coarse
from finecover.core.errors import Cancelled, InputError
from finecover.core.features.features import FeatureInputs, FeatureSettings, FeatureStack
from finecover.core.learning.training_set import TrainingSettings
from finecover.core.legends.labels import LegendChoice
from finecover.core.legends.legend import LandCoverClass, Legend
from finecover.core.mapping.posterior import MapSettings
from finecover.core.pipeline import upsample
from finecover.core.preflight import plan as plans
from finecover.core.preflight import stand_in as stand_ins
from finecover.core.preflight import trial as trials
from finecover.core.preflight.findings import NOTE, WARNING
from finecover.core.preflight.preflight import Job, preflight
from finecover.core.preflight.report import measured_sentence, preflight_page, summary_lines
from finecover.core.preflight.room import measured_time
from finecover.core.preflight.stand_in import make_stand_in
from finecover.core.preflight.timing import working_time
from finecover.core.preflight.trial_tiles import TileGrid, spread_order
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Window
from finecover.core.rasters.output import RasterSpec
from finecover.core.rasters.raster import RasterSource
from finecover.core.rasters.write_trial import seconds_to_write
from finecover.core.series.filled_images import ImageSeries
from finecover.core.upsample_data import (
    MapPaths,
    UpsampleInputs,
    UpsamplePaths,
    UpsampleSettings,
)
from scene import CODES, box, build_scene, pixel_grid

LEGEND = Legend(
    tuple(
        LandCoverClass(code, name, "#123456")
        for code, name in zip(CODES, ("Water", "Wood", "Sand"))
    )
)
OWN = LegendChoice("layer", layer_legend=LEGEND)
SETTINGS = UpsampleSettings(training=TrainingSettings(trees=40), mapping=MapSettings())


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    return build_scene(tmp_path_factory.mktemp("scene"), size=480)


@pytest.fixture
def short(monkeypatch):
    """Spend two seconds, not twenty."""
    monkeypatch.setattr(trials, "_MAPPING", 1.5)
    monkeypatch.setattr(stand_ins, "_GROWING", 1.0)


def job(scene, **changes):
    images = (replace(scene.source("image"), name="IMAGES"),)
    parts = {"images": images, "coarse": scene.source("coarse"), "choice": OWN}
    return Job(**{**parts, "settings": SETTINGS, **changes})


def look(scene, **changes):
    return preflight(job(scene, **changes), measured=True, progress=Silent())


@pytest.fixture
def alone(monkeypatch):
    """Work in one thread, whose time tells nothing of what else the machine does."""
    monkeypatch.setenv("FINECOVER_THREADS", "1")


@pytest.mark.parametrize("part", [None, box(0, 0, 300, 260, name="GEO_SMALL")])
def test_the_time_is_of_the_order_of_that_of_the_run(scene, short, alone, tmp_path, part):
    inputs = UpsampleInputs(
        FeatureInputs((scene.source("image"),)), scene.source("coarse"), OWN, geo_small=part
    )
    paths = UpsamplePaths(MapPaths(str(tmp_path / "map.tif")))
    planned = look(scene, geo_small=part, outputs={"OUTPUT": str(tmp_path)}).size.total_seconds
    start = time.process_time()
    upsample(inputs, paths, settings=SETTINGS, progress=Silent())
    # a factor of two on a quiet machine; what others do to caches must not fail a test
    assert 0.1 < planned / (time.process_time() - start) < 10


def test_what_was_measured_is_told(scene, short):
    found = look(scene)
    assert found.fine, found.findings
    plan = found.plan
    assert 0 < plan.took < 60
    assert plan.trial.pixels > 0
    assert plan.trial.shown == pytest.approx(1)
    assert len(plan.trial.each) * plan.trial.side**2 >= plan.trial.pixels
    assert plan.trial.reading + plan.trial.forest + plan.trial.rest == pytest.approx(
        sum(plan.trial.each), rel=0.1
    )
    assert found.size.seconds == plan.seconds
    assert found.size.measured
    hours = list(plan.workers.values())
    assert list(plan.workers) == [2, 4, 8, 16]
    assert hours == sorted(hours, reverse=True)
    measured = found.to_json()["measured"]
    assert measured["tiles"] == len(plan.trial.each)
    assert list(measured["hours_by_workers"]) == ["2", "4", "8", "16"]
    _, sentence, workers = summary_lines(found)
    assert sentence.startswith("Measured here within ")
    assert "16: " in workers
    assert "Time, 8 workers" in preflight_page(found)


def test_what_other_programs_took_is_told():
    trial = trials.Trial(64, 2, (1.0, 1.0), 8192, 1.0, 0.5, 1.0, 0.5, 1e-7, 1e-7, 2.0, 0.0)
    plan = plans.Plan(20.0, trial, {"Mapping": 7200.0}, {2: 7200.0})
    told = measured_sentence(plan)
    assert "2 tiles of 64 x 64 pixels with 2 threads, 1 s each" in told
    assert "(reading and features 25 %, forest 50 %, the rest 25 %)" in told
    assert "mapping 2.0 hours" in told
    assert "Other programs" not in told
    busy = replace(plan, trial=replace(trial, waited=2.0))
    assert "Other programs had the processors for 50 % of the time" in measured_sentence(busy)


def test_the_queue_for_a_processor_is_no_work():
    start, worked = time.perf_counter(), working_time()
    np.sort(np.random.default_rng(0).random(500_000))
    assert 0 < working_time() - worked <= time.perf_counter() - start


def test_nothing_is_measured_unasked(scene):
    found = preflight(job(scene), progress=Silent())
    assert found.plan is None
    assert not found.size.measured
    assert found.to_json()["measured"] is None


def test_no_file_is_written(scene, short, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = sorted(os.listdir(scene.folder))
    outputs = {name: str(tmp_path) for name in ("OUTPUT", "CONFIDENCE", "PROBABILITIES")}
    assert look(scene, outputs=outputs).plan
    assert sorted(os.listdir(scene.folder)) == before
    assert os.listdir(tmp_path) == []


class Impatient(Silent):
    """Cancels as soon as so much is done."""

    def __init__(self, limit: float) -> None:
        self._limit, self.reached = limit, 0.0

    def set(self, fraction: float) -> None:
        self.reached = max(self.reached, fraction)

    def cancelled(self) -> bool:
        return self.reached >= self._limit


@pytest.mark.parametrize("limit", [0.2, 0.4, 0.45, 0.72])
def test_it_can_be_cancelled_while_it_looks_trains_and_maps(scene, short, limit):
    progress = Impatient(limit)
    with pytest.raises(Cancelled):
        preflight(job(scene), measured=True, progress=progress)
    assert progress.reached < 1


def test_a_run_that_cannot_start_is_not_measured(scene):
    found = look(scene, geo=box(5000, 5000, 10, 10))
    assert not found.fine
    assert found.plan is None
    (text,) = (one.text for one in found.findings if one.parameter == "MEASURE")
    assert text.startswith("MEASURE: nothing was measured, because the run cannot start")
    assert [one.kind for one in found.findings if one.parameter == "MEASURE"] == [NOTE]


def test_what_cannot_be_measured_is_told_and_the_rest_stands(scene, monkeypatch):
    monkeypatch.setattr(stand_ins, "_FEWEST", 10**9)
    found = look(scene)
    assert found.plan is None
    (one,) = (one for one in found.findings if one.parameter == "MEASURE")
    assert one.kind == WARNING
    assert one.text.endswith("the time is told by constants.")
    assert found.size.total_seconds > 0
    assert not found.size.measured


def test_statistics_of_a_series_are_measured_and_not_kept(scene, short, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    images = []
    for day in ("20190105", "20190204", "20190306"):
        link = scene.folder / f"image_{day}.tif"
        link.symlink_to(scene.folder / "image.tif")
        images.append(RasterSource(str(link), name="IMAGES"))
    features = FeatureSettings(indices="none", statistics="mean,min")
    found = look(scene, images=tuple(images), settings=replace(SETTINGS, features=features))
    assert found.plan, found.findings
    assert os.listdir(tmp_path) == []


def test_a_series_to_be_filled_is_refused(scene):
    series = ImageSeries.__new__(ImageSeries)  # is not looked into
    with pytest.raises(InputError, match="run fillgaps"):
        plans.make_plan(
            job(scene, series=series), None, None, lacking={}, progress=Silent()
        )  # fmt: skip


def test_a_small_area_takes_less_time(scene, short):
    small = box(100, 100, 120, 120, name="GEO_SMALL")
    assert (
        look(scene, geo_small=small).plan.seconds["Mapping"] < look(scene).plan.seconds["Mapping"]
    )


def test_the_stand_in_has_the_classes_and_trees_of_the_run(scene, monkeypatch):
    monkeypatch.setattr(stand_ins, "_GROWING", 0.5)
    one = job(scene)
    classes = preflight(one, progress=Silent()).classes
    stack = FeatureStack(one.inputs, FeatureSettings(), progress=Silent(), keep=False)
    try:
        made = make_stand_in(one, classes, stack, Silent())
    finally:
        stack.close()
    assert made.model.forest.n_trees == 40
    assert made.model.class_codes == CODES
    assert made.model.training_shares.min() > 0
    assert made.growing > 0
    coarse = read_coarse(one.coarse, classes.rule, stack.grid)
    assert np.array_equal(made.coarse.labels, coarse.labels)


def test_classes_that_no_window_shows_have_samples_too():
    label = stand_ins._with_all(np.zeros(100, np.int64), 4)
    assert np.bincount(label).tolist() == [52, 16, 16, 16]
    label = stand_ins._with_all(np.array([0, 1, 2, 3, 3, 3]), 6)
    assert np.unique(label).tolist() == list(range(6))


@pytest.mark.parametrize("count", [0, 1, 2, 7, 64, 1000])
def test_spread_order_names_each_once_and_leaves_no_gap(count):
    order = list(spread_order(count))
    assert sorted(order) == list(range(count))
    if count >= 64:
        assert np.diff(sorted(order[:16])).max() < 0.25 * count


def test_tiles_are_those_of_the_map():
    grid = pixel_grid(300, 500)
    frame = Window(20, 30, 250, 410)
    tiles = TileGrid(frame, 64, None)
    expected = set(grid.tiles(64, within=frame))
    assert set(tiles.spread(1)) == set(tiles.spread(4)) == expected
    rows, cols = tiles.shape
    assert rows * cols == len(expected)
    first = list(tiles.spread(2))[:4]
    assert max(one.row for one in first) - min(one.row for one in first) == 64


def test_tiles_without_anything_to_map_are_left_out():
    grid = pixel_grid(256, 256)
    mask = box(0, 0, 256, 60).on(grid)
    tiles = TileGrid(Window(0, 0, 256, 256), 64, mask)
    assert {one.col for one in tiles.spread(1)} == {0}
    assert tiles.busy_share() == pytest.approx(0.25)


def test_writing_is_tried_in_memory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    spec = RasterSpec(pixel_grid(64, 64), "uint8", 0, ("class",), legend=LEGEND)
    seconds = seconds_to_write(spec, np.ones((64, 64), np.uint8))
    assert min(seconds) > 0
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.2, "1 second"), (47.4, "47 seconds"), (600, "10 minutes"), (7920, "2.2 hours"),
     (90_000, "25 hours")],
)  # fmt: skip
def test_times_have_two_digits(seconds, told):
    assert measured_time(seconds) == told
