"""A whole run that stopped while it mapped, or after, comes out the same when it is repeated."""

import os
from dataclasses import replace
from datetime import date

import pytest
from finecover.core import pipeline
from finecover.core.errors import InputError
from finecover.core.mapping import classify as classify_module
from finecover.core.mapping import resuming, tile_writing
from finecover.core.mapping.classify import MapPaths
from finecover.core.mapping.fingerprint import digest
from finecover.core.mapping.resuming import journal_path
from finecover.core.pipeline import UpsamplePaths, upsample
from finecover.core.progress import Silent
from finecover.core.series.filled_images import ImageSeries
from finecover.core.series.series_inputs import SeriesInputs
from finecover.core.series.series_settings import FillSettings
from scene import Recorder, build_scene
from test_pipeline import SETTINGS, inputs_of

TILES = 6  # of 20 pixels a side that GEO_SMALL has


@pytest.fixture
def scene(tmp_path):
    (tmp_path / "in").mkdir()
    return build_scene(tmp_path / "in")


@pytest.fixture(autouse=True)
def _long(monkeypatch):
    monkeypatch.setattr(resuming, "LONG_MAP", 0)
    monkeypatch.setattr(classify_module, "TILE", 20)


def run(scene, folder, *, progress=None, settings=SETTINGS, **changes):
    folder.mkdir(exist_ok=True)
    rasters = {name: str(folder / f"{name}.tif") for name in ("output", "confidence", "entropy")}
    paths = UpsamplePaths(
        MapPaths(**rasters), str(folder / "model.fcm"), str(folder / "report.html"),
        str(folder / "metrics.json"), str(folder / "cells.tif"),
    )  # fmt: skip
    inputs = inputs_of(scene, **changes)
    return upsample(inputs, paths, settings=settings, progress=progress or Silent())


def content(folder):
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def stop(scene, folder, patch, tiles, **changes):
    """Let the run fail when so many tiles are written."""
    left, real = [tiles], tile_writing._write_tile

    def write(*args):
        real(*args)
        left[0] -= 1
        if not left[0]:
            raise InputError("The power went.")

    recorder = Recorder()
    with patch.context() as inner:
        inner.setattr(tile_writing, "_write_tile", write)
        with pytest.raises(InputError, match=r"The power went\."):
            run(scene, folder, progress=recorder, **changes)
    return recorder


def kept(recorder):
    return [text for text in recorder.messages if "is kept in" in text]


def resumed(recorder):
    return [int(text.split()[0]) for text in recorder.messages if "had been mapped" in text]


def only_journal(folder):
    path = journal_path(folder / "output.tif")
    return path.is_file() and sorted(folder.iterdir()) == [path.parent]


def test_a_run_that_stopped_goes_on(scene, tmp_path, monkeypatch):
    run(scene, tmp_path / "whole")
    for tiles in (1, 4, TILES):
        folder = tmp_path / f"after {tiles}"
        assert len(kept(stop(scene, folder, monkeypatch, tiles))) == 1
        assert only_journal(folder)
        recorder = Recorder()
        run(scene, folder, progress=recorder)
        assert resumed(recorder) == [tiles]
        assert content(folder) == content(tmp_path / "whole")


def test_what_fails_after_the_map_costs_no_tile(scene, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise InputError("No report.")

    folder, recorder = tmp_path / "map", Recorder()
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "_write_report", fail)
        with pytest.raises(InputError, match=r"No report\."):
            run(scene, folder, progress=recorder)
    assert only_journal(folder)
    assert len(kept(recorder)) == 1
    recorder = Recorder()
    run(scene, folder, progress=recorder)
    assert resumed(recorder) == [TILES]
    run(scene, tmp_path / "whole")
    assert content(folder) == content(tmp_path / "whole")


def test_other_settings_of_any_step_start_afresh(scene, tmp_path, monkeypatch):
    changes = (
        ({"settings": replace(SETTINGS, training=replace(SETTINGS.training, trees=8))}, "model"),
        (
            {"settings": replace(SETTINGS, features=replace(SETTINGS.features, scale=2.0))},
            "setting",
        ),
        ({"geo_small": None}, "a"),
    )
    for at, (changed, what) in enumerate(changes):
        folder, recorder = tmp_path / str(at), Recorder()
        stop(scene, folder, monkeypatch, 2)
        run(scene, folder, progress=recorder, **changed)
        (told,) = (text for text in recorder.messages if "afresh" in text)
        assert what in told
        assert not resumed(recorder)


def test_who_does_not_want_to_resume_does_not(scene, tmp_path, monkeypatch):
    folder, recorder = tmp_path / "map", Recorder()
    stop(scene, folder, monkeypatch, 2)
    run(scene, folder, progress=recorder, settings=replace(SETTINGS, resume=False))
    assert not resumed(recorder)
    content(folder)


def test_an_image_that_changes_meanwhile_is_told(scene, tmp_path, monkeypatch):
    real = pipeline.map_and_check

    def change(*args, **more):
        os.utime(scene.inputs.images[0].path, ns=(0, 1_600_000_000_000_000_000))
        return real(*args, **more)

    monkeypatch.setattr(pipeline, "map_and_check", change)
    with pytest.raises(InputError, match=r"IMAGE .* was changed while this run was reading it"):
        run(scene, tmp_path / "map")
    assert not list((tmp_path / "map").iterdir())


def test_a_filled_series_can_be_gone_on_with(scene, tmp_path, monkeypatch):
    """It lies in a folder of another name each time."""
    images = (scene.inputs.images[0],) * 3
    inputs = SeriesInputs(images, dates=tuple(date(2019, month, 1) for month in (1, 2, 3)))
    series = ImageSeries(inputs, FillSettings(step_days=30), folder=str(tmp_path / "in"))
    folder, recorder = tmp_path / "map", Recorder()
    stop(scene, folder, monkeypatch, 3, series=series)
    assert only_journal(folder)
    run(scene, folder, progress=recorder, series=series)
    assert resumed(recorder) == [3]
    run(scene, tmp_path / "whole", series=series)
    assert content(folder) == content(tmp_path / "whole")
    other = replace(series, settings=FillSettings(step_days=31))
    assert digest((inputs, series.settings)) != digest((inputs, other.settings))
