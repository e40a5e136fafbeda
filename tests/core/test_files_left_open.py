"""Runs that fail or are cancelled leave no file open, though QGIS goes on."""

import pytest
from finecover.core import pipeline
from finecover.core.errors import Cancelled, InputError
from finecover.core.mapping import classify as classify_module
from finecover.core.mapping import resuming, tile_writing
from finecover.core.mapping.classify import MapPaths
from finecover.core.pipeline import UpsamplePaths
from finecover.core.progress import Silent
from finecover.core.rasters import band_parts
from open_files import open_in, where_told
from scene import Recorder
from test_pipeline import SETTINGS, inputs_of

pytestmark = where_told


@pytest.fixture(autouse=True)
def _long(monkeypatch):
    monkeypatch.setattr(resuming, "LONG_MAP", 0)
    monkeypatch.setattr(classify_module, "TILE", 20)


def run(scene, folder, *, progress=None):
    paths = UpsamplePaths(
        MapPaths(str(folder / "map.tif"), str(folder / "confidence.tif")),
        str(folder / "model.fcm"), str(folder / "report.html"),
    )  # fmt: skip
    pipeline.upsample(inputs_of(scene), paths, settings=SETTINGS, progress=progress or Silent())


@pytest.mark.parametrize("questions", [1, 100, 300, 500])
def test_of_a_cancelled_run_no_file_is_open(scene, tmp_path, questions):
    with pytest.raises(Cancelled):
        run(scene, tmp_path, progress=Recorder(cancel_after=questions))
    assert open_in(scene.folder, tmp_path) == []


@pytest.mark.parametrize(("module", "name", "number"), [
    (band_parts, "read_bands", 0), (tile_writing, "_write_tile", 2),
    (pipeline, "write_model", 0), (pipeline, "write_text", 0),
])  # fmt: skip
def test_of_a_failed_run_no_file_is_open(scene, tmp_path, monkeypatch, module, name, number):
    left, real = [number], getattr(module, name)

    def call(*args, **more):
        left[0] -= 1
        if left[0] < 0:
            raise InputError("The power went.")
        return real(*args, **more)

    monkeypatch.setattr(module, name, call)
    with pytest.raises(InputError, match="The power went"):
        run(scene, tmp_path)
    assert open_in(scene.folder, tmp_path) == []
