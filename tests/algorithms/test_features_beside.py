# ruff: noqa: N802 - the names of QGIS
"""Coordinates and several ancillary rasters as features: computed, learnt, mapped and refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import QgsProcessingException, QgsProcessingFeedback
from rasterio.crs import CRS
from rasterio.warp import Resampling, calculate_default_transform, reproject


class Log(QgsProcessingFeedback):
    """Keeps what is told."""

    def __init__(self):
        super().__init__(False)
        self.told = []

    def pushInfo(self, text):
        self.told.append(text)


@pytest.fixture(scope="module")
def climate(scene, tmp_path_factory):
    """Rain in degrees, heat on coarse pixels without data in the north, and snow in two bands."""
    folder = tmp_path_factory.mktemp("climate")
    rain = np.linspace(300, 900, 12 * 15, dtype=np.float32).reshape(12, 15)
    heat = np.full((6, 8), 15, np.int16)
    heat[0] = -99
    snow = np.arange(2 * 30 * 40, dtype=np.uint16).reshape(2, 30, 40)
    degrees = folder / "rain.tif"
    metres = tiny_scene.write_raster(folder / "metres.tif", rain, pixel=100.0)
    with rasterio.open(metres) as raster:
        place, cols, rows = calculate_default_transform(
            raster.crs, CRS.from_epsg(4326), raster.width, raster.height, *raster.bounds
        )
        with rasterio.open(
            degrees, "w", driver="GTiff", count=1, dtype="float32", height=rows, width=cols,
            crs=CRS.from_epsg(4326), transform=place, nodata=-1,
        ) as written:  # fmt: skip
            reproject(
                rasterio.band(raster, 1), rasterio.band(written, 1), init_dest_nodata=True,
                resampling=Resampling.nearest,
            )  # fmt: skip
    return [
        degrees,
        tiny_scene.write_raster(folder / "heat.tif", heat, pixel=160.0, nodata=-99),
        tiny_scene.write_raster(folder / "snow.tif", snow, pixel=40.0, names=("winter", "spring")),
    ]


@pytest.fixture(scope="module")
def features(processing, provider, scene, climate, tmp_path_factory):
    """Features with all that may lie beside the image, and what the log told of them."""
    log, file = Log(), tmp_path_factory.mktemp("features") / "f.tif"
    result = processing.run(
        "finecover:computefeatures",
        {"IMAGES": [str(scene.image)], "ANCILLARY": [str(one) for one in climate],
         "COORDINATES": True, "OUTPUT": str(file)},
        feedback=log,
    )  # fmt: skip
    return result, log.told


def test_they_are_called_by_files_and_bands(features):
    result, told = features
    with rasterio.open(result["OUTPUT"]) as raster:
        names, values = raster.descriptions, dict(zip(raster.descriptions, raster.read()))
    assert names[6:] == ("rain", "heat", "winter", "spring", "x", "y")
    assert result["FEATURE_COUNT"] == 12
    x = tiny_scene.WEST + tiny_scene.PIXEL * (np.arange(tiny_scene.COLS) + 0.5)
    y = tiny_scene.NORTH - tiny_scene.PIXEL * (np.arange(tiny_scene.ROWS) + 0.5)
    np.testing.assert_allclose(values["x"], np.broadcast_to(x / 1000, values["x"].shape), rtol=1e-7)
    np.testing.assert_allclose(values["y"], np.broadcast_to(y[:, None] / 1000, values["y"].shape))
    assert np.isnan(values["heat"][:15]).all()
    np.testing.assert_allclose(values["heat"][17:], 15, rtol=1e-6)
    assert any("pixels of the image (heat 1" in text for text in told), told
    assert any(text.startswith("COORDINATES: the place of each pixel") for text in told)


def test_the_steps_give_what_upsample_gives(run, scene, climate, features, tmp_path):
    beside = {"ANCILLARY": [str(one) for one in climate], "COORDINATES": True}
    whole = run(
        "upsample",
        {**scene.inputs, **beside, "OUTPUT": str(tmp_path / "u.tif"),
         "MODEL": str(tmp_path / "u.fcm")},
    )  # fmt: skip
    assert whole["FEATURE_COUNT"] == 12
    legend = {"LEGEND": "file", "LEGEND_FILE": str(scene.legend)}
    labels = str(tmp_path / "l.tif")
    made = {"FEATURES": features[0]["OUTPUT"], "COARSE": labels}
    run("preparelabels", {"COARSE": str(scene.coarse), **legend, "OUTPUT": labels})
    points = str(tmp_path / "s.gpkg")
    run("samplecoarsemap", {**made, **tiny_scene.QUICK_SAMPLING, "OUTPUT": points})
    model, output = str(tmp_path / "s.fcm"), str(tmp_path / "s.tif")
    run("trainclassifier", {**made, **tiny_scene.QUICK_TRAINING, "SAMPLES": points, "MODEL": model})
    run("classify", {**made, "MODEL": model, "OUTPUT": output})
    assert Path(model).read_bytes() == Path(whole["MODEL"]).read_bytes()
    assert Path(output).read_bytes() == Path(whole["OUTPUT"]).read_bytes()
    other = _in_another_system(scene.image, tmp_path / "zone33.tif")
    far = run(
        "computefeatures",
        {"IMAGES": [str(other)], **beside, "OUTPUT": str(tmp_path / "far.tif")},
    )
    with pytest.raises(QgsProcessingException, match="learnt coordinates in WGS 84 "):
        run("classify", {"FEATURES": far["OUTPUT"], "MODEL": model, "OUTPUT": output})


def _in_another_system(image, path):
    """Write an image in the zone beside its own."""
    system = CRS.from_epsg(32633)
    with rasterio.open(image) as raster:
        place, cols, rows = calculate_default_transform(
            raster.crs, system, raster.width, raster.height, *raster.bounds
        )
        profile = {**raster.profile, "crs": system, "transform": place, "height": rows,
                   "width": cols, "nodata": 0}  # fmt: skip
        with rasterio.open(path, "w", **profile) as written:
            for band in range(1, raster.count + 1):
                reproject(rasterio.band(raster, band), rasterio.band(written, band))
            written.descriptions = raster.descriptions
    return path
