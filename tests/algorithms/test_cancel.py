"""Cancel ends any stage within 2 s and leaves the disk as it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import QgsProcessingUtils

REPEAT = 6  # the scene, side by side: work that takes much longer than 2 s
SLOW = {"CONTEXT": 25, "TREES": 2000, "SAMPLES": 8000, "MIN_PER_CLASS": 2000, "CLEAN": False}


@pytest.fixture(scope="module")
def large(scene, tmp_path_factory):
    """Image and coarse map of 36 scenes."""
    folder = tmp_path_factory.mktemp("large")
    with rasterio.open(scene.image) as raster:
        image = np.tile(raster.read(), (1, REPEAT, REPEAT))
    coarse = np.tile(tiny_scene.read(scene.coarse), (REPEAT, REPEAT))
    tiny_scene.write_raster(folder / "image.tif", image, names=tiny_scene.BANDS)
    tiny_scene.write_raster(folder / "coarse.tif", coarse, pixel=tiny_scene.PIXEL * 8)
    return {"IMAGES": [str(folder / "image.tif")], "COARSE": str(folder / "coarse.tif")}


@pytest.mark.parametrize(
    ("stage", "at", "settings"),
    [
        ("legend", 0, {}),
        ("sampling", 2, SLOW),
        ("features of the samples", 20, SLOW),
        ("training", 30, SLOW),
        ("cleaning", 41, {**SLOW, "TREES": 20, "CLEAN": True}),
        ("mapping", 55, {**SLOW, "TREES": 100, "SAMPLES": 2000, "MIN_PER_CLASS": 300}),
    ],
)
def test_upsample_stops_in_every_stage(cancelled, large, tmp_path, stage, at, settings):
    earlier = tmp_path / "map.tif"
    earlier.write_bytes(b"what an earlier run left")
    parameters = {
        **large, **settings, "OUTPUT": str(earlier), "CONFIDENCE": str(tmp_path / "c.tif"),
        "MODEL": str(tmp_path / "m.fcm"), "REPORT": str(tmp_path / "r.html"),
    }  # fmt: skip
    assert cancelled("upsample", parameters, at=at) < 2
    assert [path.name for path in tmp_path.iterdir()] == ["map.tif"]
    assert earlier.read_bytes() == b"what an earlier run left"


@pytest.mark.parametrize("name", ["fillgaps", "upsample"])
def test_filling_a_series_stops_and_leaves_nothing(cancelled, large, tmp_path, name):
    """The series that ``upsample`` keeps meanwhile must be gone, too."""
    smoothing = {"fillgaps": "SMOOTHING", "upsample": "SERIES_SMOOTHING"}[name]
    parameters = {
        "IMAGES": large["IMAGES"] * 3, "DATES": "2019-01-01,2019-02-01,2019-03-01", "STEP_DAYS": 3,
        smoothing: "whittaker", "MEMORY": 0.1, "OUTPUT": str(tmp_path / "s.tif"),
        **({"COARSE": large["COARSE"]} if name == "upsample" else {}),
    }  # fmt: skip
    kept = Path(QgsProcessingUtils.tempFolder())
    before = set(kept.glob("finecover-*"))
    assert cancelled(name, parameters, at=2) < 2
    assert not list(tmp_path.iterdir())
    assert set(kept.glob("finecover-*")) == before


def test_the_steps_stop(cancelled, run, large, tmp_path):
    features, labels = str(tmp_path / "f.tif"), str(tmp_path / "l.tif")
    run("computefeatures", {"IMAGES": large["IMAGES"], "CONTEXT": 0, "OUTPUT": features})
    run("preparelabels", {"COARSE": large["COARSE"], "OUTPUT": labels})
    kept = sorted(path.name for path in tmp_path.iterdir())
    out = {"OUTPUT": str(tmp_path / "out.tif")}
    for name, parameters in (
        ("preparelabels", {"COARSE": large["COARSE"], **out}),
        ("computefeatures", {"IMAGES": large["IMAGES"], "CONTEXT": 25, **out}),
        ("samplecoarsemap", {"COARSE": labels, "FEATURES": features,
                             "OUTPUT": str(tmp_path / "s.gpkg")}),
        ("accuracyreport", {"MAP": labels, "REFERENCE": large["COARSE"],
                            "REPORT": str(tmp_path / "r.html")}),
    ):  # fmt: skip
        assert cancelled(name, parameters, at=0) < 2
        assert sorted(path.name for path in tmp_path.iterdir()) == kept, name
