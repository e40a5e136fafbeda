"""A disk that is full from the start, or before the first tile is kept: what is told is true."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.features.feature_file import FeatureFile, write_features
from finecover.core.mapping import classify as classify_module
from finecover.core.mapping import resuming
from finecover.core.mapping.classify import MapPaths, MapSettings, classify
from finecover.core.mapping.input_stamps import InputStamps
from finecover.core.mapping.journal import Journal
from finecover.core.mapping.resuming import MadeFrom
from finecover.core.mapping.tile_record import TileForm
from finecover.core.progress import Silent
from finecover.core.rasters.output import RasterWriter
from finecover.core.rasters.raster import RasterSource
from scene import ArrayFeatures, Recorder, build_scene
from small_disk import SmallDisk
from trained import train_on


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A model, and the file of its features."""
    folder = tmp_path_factory.mktemp("scene")
    scene = build_scene(folder)
    arrays = ArrayFeatures(np.where(scene.image > 0, scene.image, np.nan).astype(np.float32))
    model = train_on(scene, arrays, trees=5)
    write_features(arrays, folder / "features.tif", area=None, progress=Silent())
    return model, RasterSource(str(folder / "features.tif"), name="FEATURES")


@pytest.fixture
def disk(tmp_path, monkeypatch):
    monkeypatch.setattr(resuming, "LONG_MAP", 0)
    monkeypatch.setattr(classify_module, "TILE", 40)
    monkeypatch.setenv("FINECOVER_THREADS", "1")
    small = SmallDisk(tmp_path / "disk")
    try:
        yield small
    finally:
        small.pull()


def draw(made, folder: Path, **more) -> Recorder:
    """Map, and return what was told; the error is told last."""
    (model, source), recorder = made, Recorder()
    with closing(FeatureFile(source)) as features:
        try:
            classify(
                model, features, MapPaths(str(folder / "map.tif")), area=None, coarse=None,
                settings=MapSettings(), progress=recorder, sure=False,
                made_from=MadeFrom(InputStamps.of([source])),
            )  # fmt: skip
        except InputError as error:
            recorder.messages.append(str(error))
    return recorder


@pytest.mark.skipif(sys.platform == "win32", reason="disks are mounted")
def test_a_disk_that_is_full_from_the_start_is_told_in_one_sentence(made, disk):
    disk.fill(leave=0)
    recorder = draw(made, disk.folder)
    (told,) = recorder.messages + recorder.warnings
    assert "The outputs take 1 MB at least in" in told
    assert "where 0 MB are free; make room there" in told
    assert [path.name for path in disk.folder.iterdir()] == ["filler"]
    disk.empty()
    assert draw(made, disk.folder).warnings == []
    assert sorted(path.name for path in disk.folder.iterdir()) == [
        "map.qml", "map.tif", "map.tif.aux.xml",
    ]  # fmt: skip


@pytest.mark.parametrize("kept", [0, 3])
def test_what_is_said_of_the_finished_tiles_is_so(made, disk, monkeypatch, kept):
    """The disk runs full in the middle of a tile, and then the map cannot be completed either."""

    def append(journal, result):
        if journal._done == kept:
            disk.fill(leave=0)
            patch.setattr(TileForm, "pack", lambda *_: [bytes(50_000)])  # more than a page
        real(journal, result)

    def finish(writer):
        raise InputError("It is full.")

    real = Journal.append
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "append", append)
        patch.setattr(RasterWriter, "_finished", finish)
        recorder = draw(made, disk.folder)
    (warned,) = recorder.warnings
    told = " ".join(recorder.messages)
    assert ("No more finished tiles can be kept beside the map" in warned) == (kept > 0)
    assert ("a run that stops cannot be resumed" in warned) == (kept == 0)
    assert ("goes on from those kept so far" in warned) == (kept > 0)
    assert ("The finished part of the map is kept" in told) == (kept > 0)
    disk.empty()
    again = draw(made, disk.folder)
    assert [text.split()[0] for text in again.messages if "had been mapped" in text] == (
        [str(kept)] if kept else []
    )
