from __future__ import annotations

import os
import signal
from contextlib import closing

import numpy as np
import pytest
from finecover.core.cells import candidates
from finecover.core.cluster.choice import on_cluster
from finecover.core.cluster.engine import Cluster
from finecover.core.cluster.job import Job
from finecover.core.errors import InputError
from finecover.core.features import feature_file
from finecover.core.features.features import FeatureFile, FeatureStack, write_features
from finecover.core.features.portable import PortableFeatures, ReadSpec, read_windows
from finecover.core.learning import sampling
from finecover.core.learning.sampling import SamplingSettings, extract_features
from finecover.core.learning.training import TrainingSettings
from finecover.core.mapping import classify as classify_module
from finecover.core.mapping.classify import MapPaths, MapSettings, classify
from finecover.core.pipeline import UpsampleInputs, UpsamplePaths, UpsampleSettings, upsample
from finecover.core.progress import Silent
from finecover.core.rasters import mosaic
from finecover.core.rasters.raster import RasterSource
from finecover.core.rasters.raster_file import raster_environment
from scene import box, build_scene
from web_server import serving


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    return build_scene(tmp_path_factory.mktemp("scene"), size=160)


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch):
    """Give both workers something to do."""
    for module in (candidates, feature_file, sampling, classify_module):
        monkeypatch.setattr(module, "TILE", 40)


class Killer(Silent):
    """Kills a worker once so much of a run is done."""

    def __init__(self, cluster, at):
        self.cluster, self.at = cluster, at

    def set(self, fraction):
        if self.cluster is not None and fraction >= self.at:
            victim = next(iter(self.cluster.workers.values()))
            self.cluster = None
            os.kill(victim.process.process.pid, signal.SIGKILL)


def run_upsample(scene, folder, progress):
    folder.mkdir()
    paths = UpsamplePaths(
        MapPaths(str(folder / "map.tif"), confidence=str(folder / "confidence.tif"),
                 probabilities=str(folder / "shares.tif")),
        model=str(folder / "model.fcm"), metrics=str(folder / "metrics.json"),
        cells=str(folder / "cells.tif"),
    )  # fmt: skip
    settings = UpsampleSettings(
        sampling=SamplingSettings(samples=900, min_per_class=50, homogeneity=0.1),
        training=TrainingSettings(trees=10), mapping=MapSettings(),
    )  # fmt: skip
    inputs = UpsampleInputs(
        scene.inputs, scene.source("coarse"), geo=box(0, 0, 150, 160), geo_small=box(8, 8, 140, 130)
    )
    upsample(inputs, paths, settings=settings, progress=progress)
    assert folder.joinpath("metrics.json").stat().st_size
    folder.joinpath("metrics.json").unlink()  # it tells when it was made
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def alone(scene, tmp_path_factory):
    """Map and model of this process alone."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (candidates, feature_file, sampling, classify_module):
            patch.setattr(module, "TILE", 40)
        return run_upsample(scene, tmp_path_factory.mktemp("alone") / "out", Silent())


@pytest.mark.parametrize("kill_at", [2.0, 0.1, 0.7])
def test_upsample_writes_the_same_bytes_though_a_worker_is_killed(
    scene, alone, cluster, address, tmp_path, kill_at
):
    killer = Killer(cluster, kill_at)
    with on_cluster(address, progress=Silent()):
        found = run_upsample(scene, tmp_path / "out", killer)
    assert (killer.cluster is None) == (kill_at < 1)
    assert sorted(found) == sorted(alone)
    assert found == alone


def test_classify_and_features_of_files_write_the_same_bytes(scene, address, tmp_path, alone):
    from finecover.core.learning.model import read_model

    (tmp_path / "model.fcm").write_bytes(alone["model.fcm"])
    model = read_model(tmp_path / "model.fcm")
    written = {}
    for name, where in (("here", ""), ("there", address)):
        (tmp_path / name).mkdir()
        features = str(tmp_path / name / "features.tif")
        paths = MapPaths(
            str(tmp_path / name / "map.tif"), applicability=str(tmp_path / name / "unlike.tif")
        )
        with raster_environment(), on_cluster(where, progress=Silent()):
            stack = FeatureStack(scene.inputs, _settings(), progress=Silent(), keep=False)
            write_features(stack, features, area=box(0, 0, 160, 100), progress=Silent())
            stack.close()
            source = FeatureFile(RasterSource(features, name="FEATURES"))
            rows = np.arange(0, 160, 7)
            table = extract_features(source, rows, rows % 90, progress=Silent())
            unit = MapSettings(min_mapping_unit=4)
            summary = classify(
                model, source, paths, area=None, coarse=None, settings=unit, progress=Silent()
            )
            source.close()
        files = {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        written[name] = files, table.tobytes(), summary.outside.outside.tolist()
    assert written["here"] == written["there"]


@pytest.mark.parametrize("kill_at", [2.0, 0.6])
def test_maps_of_many_files_are_the_same_bytes(
    scene, address, cluster, tmp_path, alone, monkeypatch, kill_at
):
    from finecover.core.learning.model import read_model

    monkeypatch.setattr(mosaic, "CHUNK", 60)
    (tmp_path / "model.fcm").write_bytes(alone["model.fcm"])
    model = read_model(tmp_path / "model.fcm")
    written = {}
    for name, where, at in (("here", "", 2.0), ("there", address, kill_at)):
        folder, killer = tmp_path / name, Killer(cluster, at)
        folder.mkdir()
        paths = MapPaths(
            str(folder / "map.vrt"), str(folder / "sure.vrt"), str(folder / "shares.vrt")
        )
        with raster_environment(), on_cluster(where, progress=Silent()):
            stack = FeatureStack(scene.inputs, _settings(), progress=Silent(), keep=False)
            classify(
                model, stack, paths, area=None, coarse=None, settings=MapSettings(), progress=killer
            )
            stack.close()
        files = (path for path in folder.rglob("*") if path.is_file())
        written[name] = {path.relative_to(folder): path.read_bytes() for path in files}
        assert (killer.cluster is None) == (at < 1)
    assert written["here"] == written["there"]
    assert len([path for path in written["here"] if path.suffix == ".tif"]) == 3 * 9


def _settings():
    from finecover.core.features.features import FeatureSettings

    return FeatureSettings()


def test_remote_paths_reach_the_workers_as_they_are(scene, address, tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    rows = np.arange(0, 160, 3)
    with serving(scene.folder, tmp_path / "log.txt") as server:
        url = f"/vsicurl/{server.url}/image.tif"
        with raster_environment(), on_cluster(address, progress=Silent()):
            remote = FeatureFile(RasterSource(url, name="FEATURES"))
            assert remote.origin.source.path == url
            found = extract_features(remote, rows, rows, progress=Silent())
            remote.close()
    local = FeatureFile(scene.source("image"))
    np.testing.assert_array_equal(found, extract_features(local, rows, rows, progress=Silent()))
    local.close()


@pytest.mark.parametrize("bucket", ["/vsis3/bucket/key.tif", "/vsigs/bucket/a b.tif"])
def test_paths_of_object_storage_are_not_touched(bucket):
    origin = feature_file.FileOrigin(RasterSource(bucket, name="FEATURES"), 2**20)
    assert origin.source.path == bucket


def test_relative_paths_are_found_by_workers_of_another_folder(scene, address, monkeypatch):
    monkeypatch.chdir(scene.folder)
    here = FeatureFile(RasterSource("image.tif", name="FEATURES"))
    with on_cluster(address, progress=Silent()):
        found = extract_features(here, np.arange(9), np.arange(9), progress=Silent())
    alone = extract_features(here, np.arange(9), np.arange(9), progress=Silent())
    np.testing.assert_array_equal(found, alone)
    here.close()


def away(path):
    path.unlink()


def other(path):
    build_scene(path.parent, size=160, seed=7)


def smaller(path):
    build_scene(path.parent, size=80)


@pytest.mark.parametrize(("change", "told"), [
    (away, r"cannot be opened as a raster: .* \(on the worker tcp://[^)]+\); put it where every"),
    (other, r"is not the file that this run is about: other pixels \(on the worker tcp://[^)]+\); "
            "give every worker the same file"),
    (smaller, r"is not the file that this run is about: 80 x 80 pixels, not 160 x 160 \(on the w"),
])  # fmt: skip
def test_what_lies_only_here_is_told_in_a_sentence(tmp_path, address, change, told):
    scene = build_scene(tmp_path, size=160)
    here = FeatureFile(scene.source("image"))
    portable = PortableFeatures.of(here)
    here.close()
    change(tmp_path / "image.tif")  # as if workers, on another computer, had none, or another one
    with closing(Cluster(address)) as cluster:
        job = Job(read_windows, ReadSpec(portable, None))
        found = cluster.map(job, [here.grid.window], progress=Silent())
        with pytest.raises(InputError, match=f"^IMAGE 'image.tif' {told}"):
            next(found)
