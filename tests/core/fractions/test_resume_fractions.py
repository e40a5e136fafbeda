"""A long map of shares whose run stopped is gone on with, and comes out byte for byte the same."""

import os
import shutil
import signal
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.errors import Cancelled, InputError
from finecover.core.features.feature_file import FeatureFile, write_features
from finecover.core.fractions import fraction_map
from finecover.core.fractions.downscaling import CoarseFractions
from finecover.core.fractions.fraction_bands import FractionBands
from finecover.core.fractions.fraction_map import (
    FractionMapSettings,
    FractionPaths,
    MadeFrom,
    map_fractions,
)
from finecover.core.mapping import journal as journal_module
from finecover.core.mapping import resuming
from finecover.core.mapping.fingerprint import digest
from finecover.core.mapping.input_stamps import InputStamps
from finecover.core.mapping.resuming import journal_path
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Area
from finecover.core.rasters.raster import RasterSource
from fraction_scene import LEGEND, Ancillary, block_means, one_hot, small_model
from scene import CELL, PIXEL, WKT, Recorder, box, write_raster

NAMES = ("output", "hard", "level", "entropy", "level_shares")
TILES = 9  # of 40 pixels a side, that the scene has
CORNERS = Area((*box(0, 0, 30, 30).geometries, *box(60, 66, 36, 30).geometries), WKT, "GEO_SMALL")


@pytest.fixture(scope="module")
def model(scene):
    return small_model(block_means(scene.image), block_means(one_hot(scene.truth)), trees=4)


@pytest.fixture
def inputs(scene, tmp_path):
    """Features with gaps and fractions of cells, as files of this test's own."""
    folder = tmp_path / "in"
    folder.mkdir()
    holes = Ancillary(scene.image.astype(np.float32))
    holes.values[0, 3:9, 2:50] = holes.values[3, 40:50, :10] = np.nan
    write_features(holes, folder / "features.tif", area=None, progress=Silent())
    cells = block_means(one_hot(scene.truth)).astype(np.float32)
    write_raster(folder / "cells.tif", cells, pixel=PIXEL * CELL, names=LEGEND.names)
    return {name: RasterSource(str(folder / f"{name}.tif"), name=name.upper())
            for name in ("features", "cells")}  # fmt: skip


@pytest.fixture(autouse=True)
def _long(monkeypatch):
    monkeypatch.setattr(resuming, "LONG_MAP", 0)
    monkeypatch.setattr(fraction_map, "TILE", 40)
    monkeypatch.setenv("FINECOVER_THREADS", "1")


class Stopper(Recorder):
    """Stops, by an error or as a user does, once so many tiles are written."""

    def __init__(self, tiles, error=None):
        super().__init__()
        self._left, self._error = tiles, error

    def set(self, fraction):
        super().set(fraction)
        self._left -= 1
        if not self._left and self._error is not None:
            raise self._error

    def cancelled(self):
        return self._error is None and self._left <= 0


class Killer(Silent):
    """Dies as nothing can prepare for, once so many tiles are written."""

    def __init__(self, tiles):
        self._left = tiles

    def set(self, fraction):
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)


def draw(
    model, inputs, folder, *, names=NAMES, area=None, cells=False, level=1, resume=True,
    progress=None, stamps=None,
):  # fmt: skip
    """Map into a folder; return the summary."""
    folder.mkdir(exist_ok=True)
    stamps = stamps or InputStamps.of([inputs["features"], inputs["cells"] if cells else None])
    features = FeatureFile(inputs["features"])
    bands = FractionBands(inputs["cells"], LEGEND)
    settings = FractionMapSettings(
        level, CoarseFractions(bands, LEGEND) if cells else None, MadeFrom(stamps, resume=resume)
    )
    try:
        return map_fractions(
            model, features, FractionPaths(**{name: str(folder / f"{name}.tif") for name in names}),
            area=area, progress=progress or Silent(), settings=settings,
        )  # fmt: skip
    finally:
        features.close()
        bands.close()


def content(folder):
    """Every file of a folder by name; a hidden one is litter."""
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def resumed(messages):
    return [int(text.split()[0]) for text in messages if "had been mapped" in text]


def stop(model, inputs, folder, tiles, error=None, **asked):
    """Run until so many tiles are written; return the journal, which must be all there is."""
    stopper = Stopper(tiles, error)
    with pytest.raises(Cancelled if error is None else type(error)):
        draw(model, inputs, folder, progress=stopper, **asked)
    kept = journal_path(folder / "output.tif")
    assert [path.name for path in folder.iterdir()] == [kept.parent.name]
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]
    assert sum("is kept in" in text for text in stopper.messages) == 1
    return kept


def finish(model, inputs, folder, **asked):
    """Go on; return how many tiles were taken over, and the messages."""
    recorder = Recorder()
    draw(model, inputs, folder, progress=recorder, **asked)
    return sum(resumed(recorder.messages)), recorder.messages


ASKED = {
    "the shares alone": {"names": NAMES[:1]},
    "every raster": {"area": CORNERS},
    "every raster, agreeing with cells": {"cells": True},
}


@pytest.mark.parametrize("error", [None, RuntimeError("the power went")])
@pytest.mark.parametrize("name", list(ASKED))
def test_a_run_that_stopped_goes_on(model, inputs, tmp_path, name, error):
    asked, first = ASKED[name], Recorder()
    whole = draw(model, inputs, tmp_path / "whole", progress=first, **asked)
    for done in (1, TILES - (error is None)):
        folder = tmp_path / f"after {done}"
        stop(model, inputs, folder, done, error, **asked)
        recorder = Recorder()
        again = draw(model, inputs, folder, progress=recorder, **asked)
        assert resumed(recorder.messages) == [done]
        assert recorder.fractions == first.fractions
        assert recorder.warnings == first.warnings
        assert content(folder) == content(tmp_path / "whole")
        assert digest(again) == digest(whole)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not copied here")
@pytest.mark.parametrize("tiles", [1, 5])
def test_a_killed_run_goes_on(model, inputs, tmp_path, tiles):
    draw(model, inputs, tmp_path / "whole", cells=True)
    folder = tmp_path / "map"
    child = os.fork()
    if not child:
        draw(model, inputs, folder, cells=True, progress=Killer(tiles))
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert finish(model, inputs, folder, cells=True)[0] == tiles
    assert content(folder) == content(tmp_path / "whole")


@pytest.fixture
def stopped(model, inputs, tmp_path):
    """A journal of four tiles with every raster, and what the run would have made."""
    draw(model, inputs, tmp_path / "whole", cells=True)
    path = stop(model, inputs, tmp_path / "map", 4, cells=True)
    return path, content(tmp_path / "whole")


def test_a_damaged_journal_costs_what_is_damaged(model, inputs, stopped):
    path, expected = stopped
    folder, whole = path.parent.parent, path.read_bytes()
    for place in (30, *np.random.default_rng(0).integers(25, len(whole), 2).tolist()):
        for cut in (True, False):
            for file in folder.glob("*.*"):
                if file.is_file():
                    file.unlink()
            path.parent.mkdir(exist_ok=True)
            flipped = whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :]
            path.write_bytes(whole[:place] if cut else flipped)
            assert finish(model, inputs, folder, cells=True)[0] < 4
            assert content(folder) == expected


CHANGED = {
    "an input file": {"cells": False},
    "a setting": {"level": 2},
    "the area to map": {"area": CORNERS},
    "what rasters are wanted": {"names": NAMES[:3]},
}


@pytest.mark.parametrize("what", list(CHANGED))
def test_another_map_starts_afresh(model, inputs, tmp_path, what):
    legend = replace(
        LEGEND,
        classes=tuple(
            replace(one, levels=(*one.levels, replace(one.levels[0], name="level2")))
            for one in LEGEND.classes
        ),
    )
    leveled = replace(model, legend=legend)
    first = {"cells": True}
    stop(leveled, inputs, tmp_path / "map", 3, **first)
    asked = {**first, **CHANGED[what]}
    taken, messages = finish(leveled, inputs, tmp_path / "map", **asked)
    assert taken == 0
    (told,) = (text for text in messages if "afresh" in text)
    assert told == (
        f"An earlier run of this map stopped, but {what} has changed; this run starts afresh."
    )
    draw(leveled, inputs, tmp_path / "whole", **asked)
    assert content(tmp_path / "map") == content(tmp_path / "whole")


def test_another_model_starts_afresh(model, inputs, stopped):
    path, expected = stopped
    values = model.forest.values.copy()
    values[:2] = values[1::-1]
    other = replace(model, forest=replace(model.forest, values=values))
    taken, messages = finish(other, inputs, path.parent.parent, cells=True)
    assert taken == 0
    assert any("the model has changed" in text for text in messages)
    assert content(path.parent.parent) != expected


@pytest.mark.parametrize("name", ["features", "cells"])
def test_a_changed_input_starts_afresh(model, inputs, stopped, name):
    path, expected = stopped
    os.utime(inputs[name].path, ns=(0, 1_600_000_000_000_000_000))
    taken, messages = finish(model, inputs, path.parent.parent, cells=True)
    assert taken == 0
    assert any("an input file has changed" in text for text in messages)
    assert content(path.parent.parent) == expected


def test_who_does_not_want_to_resume_does_not(model, inputs, stopped):
    path, expected = stopped
    taken, messages = finish(model, inputs, path.parent.parent, cells=True, resume=False)
    assert taken == 0
    assert not any("afresh" in text for text in messages)
    assert content(path.parent.parent) == expected
    with pytest.raises(Cancelled):
        draw(model, inputs, path.parent.parent, progress=Stopper(4), cells=True, resume=False)
    assert content(path.parent.parent) == expected


def test_a_small_map_leaves_nothing(model, inputs, tmp_path, monkeypatch):
    monkeypatch.setattr(resuming, "LONG_MAP", 96 * 96)
    with pytest.raises(Cancelled):
        draw(model, inputs, tmp_path / "map", progress=Stopper(4))
    assert not list((tmp_path / "map").iterdir())


def test_threads_do_not_matter(model, inputs, stopped, monkeypatch):
    path, expected = stopped
    monkeypatch.setenv("FINECOVER_THREADS", "3")
    assert finish(model, inputs, path.parent.parent, cells=True)[0] == 4
    assert content(path.parent.parent) == expected


@pytest.mark.parametrize("resume", [True, False])
def test_an_input_that_changes_meanwhile_is_told(model, inputs, tmp_path, resume):
    stamps = InputStamps.of(inputs.values())
    os.utime(inputs["cells"].path, ns=(0, 1_600_000_000_000_000_000))
    with pytest.raises(InputError, match=r"CELLS 'cells.tif' was changed while this run"):
        draw(model, inputs, tmp_path / "map", stamps=stamps, cells=True, resume=resume)
    assert not list((tmp_path / "map").iterdir())


def test_nothing_is_kept_of_a_map_without_a_pixel(model, inputs, tmp_path):
    with pytest.raises(InputError, match="No pixel inside GEO"):
        draw(model, inputs, tmp_path / "map", area=box(4, 5, 4, 40))
    assert not list((tmp_path / "map").iterdir())


def test_a_full_disk_costs_resuming_not_the_map(model, inputs, tmp_path, monkeypatch):
    def full(self, result):
        raise OSError(28, "No space left on device")

    draw(model, inputs, tmp_path / "whole")
    monkeypatch.setattr(journal_module.Journal, "append", full)
    recorder = Recorder()
    draw(model, inputs, tmp_path / "map", progress=recorder)
    assert sum("cannot be kept beside the map" in text for text in recorder.warnings) == 1
    assert content(tmp_path / "map") == content(tmp_path / "whole")


def test_a_disk_that_is_full_from_the_start_is_told_in_one_sentence(
    model, inputs, tmp_path, monkeypatch
):
    def full(*_):
        raise OSError(28, "No space left on device")

    usage = shutil._ntuple_diskusage(10**9, 10**9, 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    monkeypatch.setattr(journal_module.Journal, "_begin", full)
    recorder = Recorder()
    with pytest.raises(InputError, match="where 0 MB are free; make room there"):
        draw(model, inputs, tmp_path / "map", progress=recorder)
    assert recorder.messages + recorder.warnings == []
    assert not list((tmp_path / "map").iterdir())
