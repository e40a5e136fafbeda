"""The plugin's models through the real qgis_process, against their steps run one by one."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import tiny_scene
from qgis_run import QgisError, find_qgis_process

SAMPLING, TREES = {"SAMPLES": 600, "SEED": 3}, {"TREES": 10, "SEED": 3}
DATES = ("2019-01-05", "2019-03-01", "2019-05-20", "2019-09-11")
SERIES = {"MASK_TYPE": "invalid_nonzero", "STEP_DAYS": 60, "SMOOTHING": "whittaker"}
OUTPUTS = {
    "MODEL": "trainclassifier:MODEL", "OUTPUT": "classify:OUTPUT",
    "CONFIDENCE": "classify:CONFIDENCE", "REPORT": "accuracyreport:REPORT",
    "METRICS": "accuracyreport:METRICS",
}  # fmt: skip


@pytest.fixture(scope="module")
def series(scene, tmp_path_factory):
    """Four images of a year and their masks."""
    folder = tmp_path_factory.mktemp("series")
    bands = np.stack([tiny_scene.read(scene.image, band) for band in (1, 2, 3, 4)])
    rows, cols = bands.shape[1:]
    images, masks = [], []
    for at, day in enumerate(DATES):
        cloud = np.zeros((rows, cols), np.uint8)
        cloud[20 * at : 20 * at + 20, 30:70] = 1
        values = np.where(cloud, 9000, bands * (1 + at / 10)).astype(np.uint16)
        images.append(
            tiny_scene.write_raster(folder / f"image_{day}.tif", values, names=tiny_scene.BANDS)
        )
        masks.append(tiny_scene.write_raster(folder / f"mask_{day}.tif", cloud))
    return images, masks


def run_model(qgis, model, inputs, folder, **outputs):
    """Run a model with every output, or with those named, below ``folder``."""
    files = outputs or {"MODEL": "m.fcm", "OUTPUT": "m.tif", "CONFIDENCE": "m_c.tif",
                        "REPORT": "m.html", "METRICS": "m.json"}  # fmt: skip
    places = {OUTPUTS[name]: folder / file for name, file in files.items()}
    return qgis.run(f"finecover:{model}", {**inputs, **places})


def run_steps(qgis, scene, folder, features, **areas):
    """Run the steps that both chains share, and return the files the models hand back."""
    labels, table, samples = folder / "l.tif", folder / "f.tif", folder / "s.gpkg"
    geo = {"GEO": areas["GEO"]} if "GEO" in areas else {}
    small = {"GEO_SMALL": areas["GEO_SMALL"]} if "GEO_SMALL" in areas else {}
    runs = {
        "preparelabels": {"COARSE": scene.coarse, "LEGEND": "file", "LEGEND_FILE": scene.legend,
                          "OUTPUT": labels},
        "computefeatures": {**features, "OUTPUT": table},
        "samplecoarsemap": {"COARSE": labels, "FEATURES": table, **geo, **SAMPLING,
                            "OUTPUT": samples},
        "trainclassifier": {"SAMPLES": samples, "FEATURES": table, "COARSE": labels, **geo,
                            **TREES, "MODEL": folder / "s.fcm"},
        "classify": {"FEATURES": table, "MODEL": folder / "s.fcm", "COARSE": labels, **small,
                     "OUTPUT": folder / "s.tif", "CONFIDENCE": folder / "s_c.tif"},
    }  # fmt: skip
    for name, values in runs.items():
        qgis.run(f"finecover:{name}", values)


def assert_same(folder):
    for file in (".tif", "_c.tif", ".fcm", ".qml", ".tif.aux.xml"):
        mine, theirs = folder / f"m{file}", folder / f"s{file}"
        assert mine.read_bytes() == theirs.read_bytes(), file


def numbers(value):
    """Return every number in JSON, in order: names of files differ."""
    if isinstance(value, (dict, list)):
        parts = value.values() if isinstance(value, dict) else value
        return [number for part in parts for number in numbers(part)]
    return [value] if isinstance(value, (int, float)) else []


def chain_inputs(scene):
    return {"COARSE": scene.coarse, "LEGEND": "file", "LEGEND_FILE": scene.legend,
            **SAMPLING, **TREES}  # fmt: skip


def test_step_by_step_gives_the_bytes_of_the_steps(qgis, scene, tmp_path):
    features = {"IMAGES": [scene.image], "DEM": scene.dem}
    areas = {"GEO": scene.geo, "GEO_SMALL": scene.geo_small}
    inputs = {**chain_inputs(scene), **features, **areas, "REFERENCE": scene.truth}
    result = run_model(qgis, "stepbystep", inputs, tmp_path)
    run_steps(qgis, scene, tmp_path, features, **areas)
    assert_same(tmp_path)
    assert tiny_scene.read(tmp_path / "m.tif").shape == (48, 76)
    qgis.run("finecover:accuracyreport", {
        "MAP": tmp_path / "s.tif", "REFERENCE": scene.truth, "BASELINE": tmp_path / "l.tif",
        "REPORT": tmp_path / "s.html", "METRICS": tmp_path / "s.json"})  # fmt: skip
    assert "Cropland" in Path(result[OUTPUTS["REPORT"]]).read_text(encoding="utf-8")
    figures = [json.loads((tmp_path / f"{one}.json").read_text("utf-8")) for one in "ms"]
    assert len(numbers(figures[0])) > 20
    assert numbers(figures[0]) == numbers(figures[1])


def test_a_time_series_gives_the_bytes_of_the_steps_without_polygons(qgis, scene, series, tmp_path):
    images, masks = series
    filling = {"IMAGES": images, "MASKS": masks, **SERIES}
    statistics = {"STATISTICS": "median,range"}
    run_model(
        qgis, "timeseries",
        {**chain_inputs(scene), **filling, **statistics, "REFERENCE": scene.truth}, tmp_path,
    )  # fmt: skip
    qgis.run("finecover:fillgaps", {**filling, "OUTPUT": tmp_path / "series.tif"})
    run_steps(qgis, scene, tmp_path, {"IMAGES": [tmp_path / "series.tif"], **statistics})
    assert_same(tmp_path)


def test_without_a_reference_there_is_a_map_and_no_report(qgis, scene, tmp_path):
    result = run_model(
        qgis, "stepbystep", {**chain_inputs(scene), "IMAGES": [scene.image]}, tmp_path,
        MODEL="m.fcm", OUTPUT="m.tif", REPORT="m.html",
    )  # fmt: skip
    assert tiny_scene.read(result[OUTPUTS["OUTPUT"]]).shape == (96, 120)
    run_model(qgis, "stepbystep", {**chain_inputs(scene), "IMAGES": [scene.image]}, tmp_path,
              MODEL="n.fcm", OUTPUT="n.tif")  # fmt: skip
    assert (tmp_path / "n.tif").read_bytes() == (tmp_path / "m.tif").read_bytes()
    assert not (tmp_path / "m.html").exists()


def test_what_a_step_refuses_the_model_refuses_in_its_words(qgis, scene, tmp_path):
    inputs = {**chain_inputs(scene), "IMAGES": [scene.image], "LEGEND_FILE": scene.folder / "no"}
    with pytest.raises(QgisError, match="no") as told:
        run_model(qgis, "stepbystep", inputs, tmp_path)
    assert "Traceback" not in str(told.value)
    assert not (tmp_path / "m.tif").exists()


def test_the_coarse_map_of_a_model_is_never_its_output(qgis, scene, tmp_path):
    """Though the step that would write it reads but the labels made from it."""
    coarse = Path(shutil.copy(scene.coarse, tmp_path / "c.tif"))
    before = coarse.read_bytes()
    inputs = {**chain_inputs(scene), "COARSE": coarse, "IMAGES": [scene.image]}
    with pytest.raises(QgisError, match=r"which the input (COARSE|MODEL) was made from"):
        run_model(qgis, "stepbystep", inputs, tmp_path, MODEL="m.fcm", OUTPUT="c.tif")
    assert coarse.read_bytes() == before
    assert not (tmp_path / "c.qml").exists()


@pytest.mark.parametrize("model", ["stepbystep", "timeseries"])
def test_the_help_names_inputs_and_outputs(qgis, model):
    command = [find_qgis_process(qgis.environment["PATH"]), "help", f"finecover:{model}"]
    printed = subprocess.run(
        command, env=qgis.environment, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    assert "Example: " in printed
    for name in ("GEO_SMALL", "classify:OUTPUT", "accuracyreport:REPORT"):
        assert name in printed
