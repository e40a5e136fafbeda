"""The benchmark of memory: the raster it repeats, its figures and its words."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest
import rasterio
from finecover.benchmarks.memory import command
from finecover.benchmarks.memory.repeated import Repeated, SceneMissing
from finecover.benchmarks.speed.processes import Taken
from finecover.core.features.feature_file import FeatureFile
from finecover.core.features.features import write_features
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Window
from finecover.core.rasters.raster import RasterSource
from scene import build_scene


@pytest.fixture
def repeated(tmp_path):
    stack = build_scene(tmp_path, size=64).stack()
    write_features(stack, tmp_path / "features.tif", area=None, progress=Silent())
    stack.close()
    return Repeated(tmp_path, tmp_path / "features.tif", tmp_path / "model.fcm")


def test_the_vrt_repeats_the_features(repeated):
    path, pixels = repeated.vrt(40_000)
    with rasterio.open(path) as many, rasterio.open(repeated.features) as one:
        assert many.width * many.height == pixels >= 40_000
        assert many.shape == (192, 256)
        np.testing.assert_array_equal(many.read(), np.tile(one.read(), (1, 3, 4)))
    features, once = (FeatureFile(RasterSource(str(name))) for name in (path, repeated.features))
    assert features.names == once.names
    assert features.recipe == once.recipe, "the model knows them again"
    assert features.grid.crs_wkt == once.grid.crs_wkt
    np.testing.assert_array_equal(
        features.read(Window(64, 128, 64, 64)), once.read(Window(0, 0, 64, 64))
    )


def test_a_vrt_of_larger_parts(repeated):
    merged = repeated.merged(40_000)
    (path, pixels), (same, as_many) = merged.vrt(150_001), repeated.vrt(150_000)
    assert (pixels, as_many) == (4 * 192 * 256, 6 * 7 * 64 * 64)
    with rasterio.open(merged.features) as one, rasterio.open(path) as many:
        assert one.shape == (192, 256)
        assert many.shape == (384, 512)
        with rasterio.open(same) as other:
            both = [opened.read()[:, :384, :384] for opened in (many, other)]
        np.testing.assert_array_equal(*both)
    assert path.read_text().count("<SimpleSource>") < same.read_text().count("<SimpleSource>") / 9
    features, once = (FeatureFile(RasterSource(str(name))) for name in (path, repeated.features))
    assert (features.names, features.recipe) == (once.names, once.recipe)


def test_a_pixel_more_is_enough(repeated):
    path, pixels = repeated.vrt(1)
    assert pixels == 64 * 64
    with rasterio.open(path) as dataset:
        assert dataset.shape == (64, 64)


def runs(peak, cpu_seconds):
    small, large = Taken(10, 20, 0.5), Taken(1000, cpu_seconds, peak)
    return {command.ALONE: {10_000_000: small, 1_000_000_000: large}}


@pytest.mark.parametrize(("peak", "cpu_seconds", "met"), [
    (0.52, 2100, [True, True, True]), (0.93, 2000, [True, False, True]),
    (0.94, 2000, [False, False, True]), (0.5, 2300, [True, True, False]),
])  # fmt: skip
def test_what_is_judged(peak, cpu_seconds, met):
    found = command.figures_of(runs(peak, cpu_seconds))
    assert [one.met for one in found if one.target is not None] == met


def record(found):
    return {
        "load": 0.1, "context": 5, "trees": 100, "versions": {"numpy": "1.24"},
        "runs": {way: {str(size): asdict(one) for size, one in sizes.items()}
                 for way, sizes in found.items()},
        "written_bytes": {way: {str(size): 12_000_000 for size in sizes}
                          for way, sizes in found.items()},
    }  # fmt: skip


def test_the_report_tells_every_size():
    found = runs(0.5, 2000)
    assert command.runs_of(record(found)) == found
    text = command.report(found, record(found))
    assert "| classes alone, 10 M | 10 | 20 | 1.00 | 2000 | 0.537 | 12 |" in text
    assert "| classes alone, 1000 M | 1000 | 2000 | 1.00 | 2000 | 0.537 | 12 |" in text
    assert "All targets are met." in text


@pytest.mark.parametrize(("pixels", "sizes"), [
    (5_000_000, (5_000_000,)), (10**8, (10**7, 10**8)), (10**9, (10**7, 10**8, 10**9)),
])  # fmt: skip
def test_the_sizes(pixels, sizes):
    plan = command.read_arguments(["--pixels", str(pixels)])
    assert plan.sizes == sizes
    assert plan.kept == (pixels == 10**9)


def test_what_was_measured_is_not_measured_again(repeated, tmp_path, monkeypatch, capsys):
    taken = iter([Taken(1, 2, 0.5), Taken(3, 4, 0.6), Taken(5, 6, 0.7)])
    monkeypatch.setattr(Repeated, "of", lambda folder, context, trees: repeated)
    monkeypatch.setattr(command, "_WARM", 1)
    monkeypatch.setattr(command, "SIZES", (10_000, 20_000))
    monkeypatch.setattr(command, "_map", lambda *_: (next(taken), 12))
    out = ["--only", command.ALONE, "--out", str(tmp_path / "kept"), "--pixels"]
    assert command.main([*out, "10000"]) == 0
    kept = json.loads((tmp_path / "kept" / "results.json").read_text())
    assert list(kept["runs"][command.ALONE].values()) == [asdict(Taken(3, 4, 0.6))]
    assert (tmp_path / "kept" / "results.md").read_text().startswith("# Memory")
    assert command.main([*out, "10000", "--go-on"]) == 0
    assert next(taken) == Taken(5, 6, 0.7), "nobody took it"


def test_without_the_scene(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FINECOVER_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(SceneMissing, match="does not exist; set FINECOVER_DATA"):
        Repeated.of(tmp_path)
    assert command.main(["--pixels", "1000"]) == 2
    assert "set FINECOVER_DATA" in capsys.readouterr().err
