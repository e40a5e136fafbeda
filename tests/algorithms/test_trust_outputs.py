"""The rasters that tell how far to trust a map, from classify and from upsample."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import QgsProcessingFeedback
from qgis.core import QgsProcessingParameterDefinition as Definition

RASTERS = ("OUTPUT", "CONFIDENCE", "PROBABILITIES", "APPLICABILITY", "MARGIN", "ENTROPY")


def files(folder):
    return {name: str(folder / f"{name}.tif") for name in RASTERS}


@pytest.fixture(scope="module")
def runs(processing, provider, scene, tmp_path_factory):
    """Results and log of upsample and of classify, with every raster, and the folder."""
    folder = tmp_path_factory.mktemp("trust")

    def run(name, **parameters):
        feedback = QgsProcessingFeedback(False)
        results = processing.run(f"finecover:{name}", parameters, feedback=feedback)
        return results, feedback.textLog()

    for name in ("whole", "step"):
        (folder / name).mkdir()
    model = str(folder / "m.fcm")
    whole = run("upsample", **scene.inputs, **files(folder / "whole"), MODEL=model)
    labels, features = str(folder / "l.tif"), str(folder / "f.tif")
    legend = {name: scene.inputs[name] for name in ("COARSE", "LEGEND", "LEGEND_FILE")}
    run("preparelabels", **legend, OUTPUT=labels)
    run("computefeatures", IMAGES=[str(scene.image)], OUTPUT=features)
    step = run("classify", FEATURES=features, MODEL=model, COARSE=labels, **files(folder / "step"))
    return {"upsample": whole, "classify": step, "features": features, "model": model}


def test_both_write_the_same_rasters(runs):
    for name in RASTERS:
        one, other = (Path(runs[algorithm][0][name]) for algorithm in ("upsample", "classify"))
        assert one.read_bytes() == other.read_bytes(), name


@pytest.mark.parametrize("algorithm", ["upsample", "classify"])
def test_the_rasters_tell_what_the_probabilities_say(runs, algorithm):
    results, _ = runs[algorithm]
    with rasterio.open(results["PROBABILITIES"]) as raster:
        shares = raster.read().astype(np.float64)
    second, first = np.sort(shares, axis=0)[-2:]
    entropy = -(shares * np.log(np.where(shares > 0, shares, 1))).sum(axis=0) / np.log(3)
    for name, expected in (("CONFIDENCE", first), ("MARGIN", first - second), ("ENTROPY", entropy)):
        with rasterio.open(results[name]) as raster:
            assert (raster.dtypes, raster.nodata) == (("uint8",), 255)
            assert "percent" in raster.descriptions[0]
            np.testing.assert_allclose(raster.read(1), expected * 100, atol=0.51)


@pytest.mark.parametrize("algorithm", ["upsample", "classify"])
def test_the_share_outside_is_that_of_the_raster(runs, algorithm):
    results, log = runs[algorithm]
    with rasterio.open(results["APPLICABILITY"]) as raster:
        share = (raster.read(1) > float(raster.tags()["AOA_THRESHOLD"])).mean()
    assert 0 < results["OUTSIDE_APPLICABILITY_SHARE"] == pytest.approx(share)
    assert f"{100 * share:.1f} % of the mapped pixels lie outside the area of appl" in log
    assert "Estimated" not in log


def test_the_share_is_no_result_without_the_raster(runs, run, tmp_path):
    feedback = QgsProcessingFeedback(False)
    results = run(
        "classify",
        {"FEATURES": runs["features"], "MODEL": runs["model"], "OUTPUT": str(tmp_path / "m.tif")},
        feedback=feedback,
    )
    assert set(results) == {"OUTPUT", "PRIOR_WEIGHT_USED", "PRIOR_CORRECTION_USED"}
    assert "% of the mapped pixels lie outside the area of applicability" in feedback.textLog()
    assert [path.name for path in tmp_path.glob("*.tif")] == ["m.tif"]


def test_the_log_tells_pixels_and_mean_confidence_of_each_class(runs):
    results, log = runs["classify"]
    codes, percent = (tiny_scene.read(results[name]) for name in ("OUTPUT", "CONFIDENCE"))
    for code, name, _ in tiny_scene.CLASSES:
        mean = percent[codes == code].mean()
        line = f"{code} {name}: {(codes == code).sum()}, mean confidence {mean:.0f} %"
        assert line in log


@pytest.mark.parametrize("algorithm", ["upsample", "classify"])
def test_what_is_seldom_wanted_is_optional_advanced_and_off(provider, algorithm):
    found = provider.algorithm(algorithm)
    for name in RASTERS[2:]:
        parameter = found.parameterDefinition(name)
        assert parameter.flags() & Definition.Flag.FlagOptional
        assert parameter.flags() & Definition.Flag.FlagAdvanced
        assert not parameter.createByDefault()
