"""A whole run whose rasters are many files each, with a VRT over them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import rasterio
from finecover.core.errors import Cancelled, InputError
from finecover.core.mapping import classify as classify_module
from finecover.core.mapping import resuming, tile_writing
from finecover.core.mapping.classify import MapPaths
from finecover.core.outputs import publication
from finecover.core.pipeline import UpsamplePaths, upsample
from finecover.core.progress import Silent
from finecover.core.rasters import mosaic
from open_files import open_in
from scene import Recorder
from test_pipeline import SETTINGS, inputs_of

RASTERS = ("output", "confidence", "probabilities", "applicability", "margin", "entropy")
WHOLE = replace(SETTINGS, mapping=replace(SETTINGS.mapping, min_mapping_unit=0))


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(mosaic, "CHUNK", 32)
    monkeypatch.setattr(classify_module, "TILE", 20)
    monkeypatch.setattr(resuming, "LONG_MAP", 0)


def run(scene, folder, *, ending="vrt", progress=None, settings=WHOLE):
    folder.mkdir(exist_ok=True)
    paths = UpsamplePaths(
        MapPaths(**{name: str(folder / f"{name}.{ending}") for name in RASTERS}),
        str(folder / "model.fcm"), str(folder / "report.html"), str(folder / "metrics.json"),
        str(folder / "cells.tif"),
    )  # fmt: skip
    inputs = inputs_of(scene, reference=scene.source("truth"))
    return upsample(inputs, paths, settings=settings, progress=progress or Silent())


def content(folder):
    """Every file; none of them may be hidden."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    assert not [name for name in files if name.startswith(".") or "/." in name]
    return {name: path.read_bytes() for name, path in files.items() if path.is_file()}


def test_it_is_the_map_of_one_file_and_equal_runs_are_equal(scene, tmp_path, monkeypatch):
    def replaced(file, path):
        if ".finecover" not in str(path):
            ours = open_in(many)
            opened.extend(link for link in ours if "_tiles/" in link or link.endswith(".vrt"))
        replace_file(file, path)

    one, many = tmp_path / "one", tmp_path / "many"
    told = run(scene, one, ending="tif")
    opened, replace_file = [], publication._replace
    monkeypatch.setattr(publication, "_replace", replaced)
    assert digest_of_result(run(scene, many)) == digest_of_result(told)
    assert opened == []  # as Windows wants it
    for name in RASTERS:
        with (
            rasterio.open(one / f"{name}.tif") as first,
            rasterio.open(many / f"{name}.vrt") as new,
        ):
            np.testing.assert_array_equal(first.read(), new.read())
            assert len(new.files) == 1 + 4
        assert (one / f"{name}.qml").read_bytes() == (many / f"{name}.qml").read_bytes()
    assert (one / "cells.tif").read_bytes() == (many / "cells.tif").read_bytes()
    first = content(many)
    assert [name for name, data in first.items() if b".finecover" in data] == []
    run(scene, many)
    assert content(many) == first
    run(scene, tmp_path / "again")
    assert content(tmp_path / "again") == first


def digest_of_result(result):
    return (result.mapped.counts.tolist(), result.assessment.result.overall)


@pytest.mark.parametrize("error", [Cancelled(), InputError("The power went.")])
def test_a_run_that_stopped_goes_on_and_leaves_the_earlier_mosaic(
    scene, tmp_path, monkeypatch, error
):
    def write(*args):
        real(*args)
        left[0] -= 1
        if not left[0]:
            raise error

    left, real = [4], tile_writing._write_tile
    run(scene, tmp_path / "whole")
    folder = tmp_path / "map"
    other = replace(WHOLE, training=replace(WHOLE.training, trees=3))
    run(scene, folder, settings=other)
    before = content(folder)
    with monkeypatch.context() as patch:
        patch.setattr(tile_writing, "_write_tile", write)
        with pytest.raises(type(error)):
            run(scene, folder)
    work = folder / ".output.vrt.finecover"
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == [work.name]
    assert [path.name for path in work.iterdir()] == ["journal"]
    kept = (work / "journal").read_bytes()
    (work / "journal").unlink()
    work.rmdir()
    assert content(folder) == before
    work.mkdir()
    (work / "journal").write_bytes(kept)
    recorder = Recorder()
    run(scene, folder, progress=recorder)
    assert any("4 of 6 tiles had been mapped" in text for text in recorder.messages)
    assert content(folder) == content(tmp_path / "whole")


def test_small_patches_are_refused_before_any_work(scene, tmp_path):
    recorder = Recorder()
    with pytest.raises(InputError, match=r"^MIN_MAPPING_UNIT: small patches cannot be merged"):
        run(scene, tmp_path / "map", settings=SETTINGS, progress=recorder)
    assert recorder.messages == []
    assert not list((tmp_path / "map").iterdir())


def test_an_input_is_not_written_over(scene, tmp_path):
    paths = UpsamplePaths(
        MapPaths(str(tmp_path / "map.tif")), model=str(scene.folder / "image.tif")
    )
    with pytest.raises(InputError, match=r"^MODEL would overwrite '.*image\.tif', which is the"):
        upsample(inputs_of(scene), paths, settings=WHOLE, progress=Silent())
