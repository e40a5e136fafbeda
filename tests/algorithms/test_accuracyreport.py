"""The accuracy report through Processing: several maps, crosswalks, drawn points, its command."""

import csv
import json
import shlex
from pathlib import Path

import numpy as np
import pytest
import tiny_scene

pytest.importorskip("qgis.core")


@pytest.fixture(scope="module")
def maps(tmp_path_factory, scene):
    """The truth with a fifth of its pixels wrong, and the coarse map under other codes."""
    folder = tmp_path_factory.mktemp("maps")
    truth = tiny_scene.read(scene.truth)
    rng = np.random.default_rng(0)
    good = np.where(rng.random(truth.shape) < 0.2, rng.integers(1, 4, truth.shape), truth)
    coarse = tiny_scene.read(scene.coarse)
    made = {}
    for name, values, pixel in (("good", good, 10.0), ("other", coarse + 10, 80.0)):
        path = folder / f"{name}.tif"
        tiny_scene.write_raster(path, values[None].astype(np.uint8), pixel=pixel, nodata=0)
        made[name] = str(path)
    return made


def outputs(folder):
    names = {"REPORT": "r.html", "MATRIX": "r.csv", "TABLE": "t.csv", "METRICS": "r.json"}
    return {key: str(folder / name) for key, name in names.items()}


def test_other_maps_with_a_crosswalk_of_their_own(run, maps, scene, tmp_path):
    walk = tmp_path / "walk.csv"
    rows = "".join(f"other,{code + 10},{code}\n" for code, _, _ in tiny_scene.CLASSES)
    walk.write_text("map,from,to\n" + rows, encoding="utf-8")
    given = {
        "MAP": maps["good"], "REFERENCE": str(scene.truth), "BASELINE": str(scene.coarse),
        "MAPS": [maps["other"]], "CROSSWALK": str(walk), **outputs(tmp_path),
    }  # fmt: skip
    result = run("accuracyreport", given)
    metrics = json.loads(Path(result["METRICS"]).read_text())
    assert metrics["others"][0]["name"] == "other"
    assert metrics["others"][0]["matrix"] == metrics["baseline"]["matrix"]
    assert metrics["others"][0]["overall_accuracy"] == result["BASELINE_OVERALL_ACCURACY"]
    assert "DIFFERENCE_P" not in result
    with open(result["TABLE"], newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert {line["map"] for line in lines} == {"map", "baseline", "other"}
    assert "other" in Path(result["REPORT"]).read_text(encoding="utf-8")
    words = shlex.split(metrics["command"])
    assert words[:4] == ["qgis_process", "run", "finecover:accuracyreport", "--"]
    assert f"MAPS={maps['other']}" in words
    again = dict(word.split("=", 1) for word in words[4:])
    assert set(again) == set(given)
    again["METRICS"] = str(tmp_path / "again.json")
    repeated = json.loads(Path(run("accuracyreport", again)["METRICS"]).read_text())
    for name in ("result", "baseline", "others", "levels"):
        assert repeated[name] == metrics[name]


def test_a_map_is_not_judged_by_itself(run, maps, tmp_path):
    from qgis.core import QgsProcessingException

    given = {"MAP": maps["good"], "REFERENCE": maps["good"], **outputs(tmp_path)}
    with pytest.raises(QgsProcessingException, match="is the same file and band as MAP"):
        run("accuracyreport", given)
    assert not list(tmp_path.iterdir())


def test_labels_of_points_meet_a_crosswalk_to_a_level(run, maps, scene, tmp_path):
    """Points with codes or names of CORINE against a map of three classes, at CORINE's level 1."""
    from finecover.algorithms.sample_layer import TEXT
    from qgis.core import QgsFeature, QgsField, QgsGeometry, QgsPointXY, QgsVectorLayer

    goals, labels = {1: 5, 2: 3, 3: 2}, {1: 512, 2: 311, 3: "Pastures"}
    walk = tmp_path / "walk.csv"
    rows = "".join(f"{code},{goal}\n" for code, goal in goals.items())
    walk.write_text("from,level1\n" + rows, encoding="utf-8")
    layer = QgsVectorLayer("Point?crs=EPSG:32632", "points", "memory")
    layer.dataProvider().addAttributes([QgsField("class", TEXT)])
    layer.updateFields()
    truth, good = (tiny_scene.read(Path(path)) for path in (scene.truth, maps["good"]))
    rng = np.random.default_rng(0)
    places = list(zip(rng.integers(0, truth.shape[0], 150), rng.integers(0, truth.shape[1], 150)))
    for row, col in places:
        x, y = tiny_scene.WEST + 10 * (col + 0.5), tiny_scene.NORTH - 10 * (row + 0.5)
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
        feature.setAttributes([str(labels[int(truth[row, col])])])
        layer.dataProvider().addFeature(feature)
    result = run(
        "accuracyreport",
        {"MAP": maps["good"], "POINTS": layer, "CROSSWALK": str(walk), **outputs(tmp_path)},
    )
    metrics = json.loads(Path(result["METRICS"]).read_text())
    assert [entry["code"] for entry in metrics["classes"]] == [2, 3, 5]
    agreed = np.mean([good[place] == truth[place] for place in places])
    assert metrics["result"]["overall_accuracy"] == pytest.approx(agreed)
    assert any("brought to its level1" in note for note in metrics["notes"])


def test_a_reference_that_is_not_independent(run, maps, scene, tmp_path):
    given = {"MAP": maps["good"], "REFERENCE": str(scene.truth), **outputs(tmp_path)}
    result = run("accuracyreport", {**given, "INDEPENDENT": False})
    assert not json.loads(Path(result["METRICS"]).read_text())["independent_reference"]
    html = Path(result["REPORT"]).read_text(encoding="utf-8")
    assert "greement with the coarse map" in html


def test_points_drawn_and_labelled(run, maps, scene, tmp_path):
    from qgis.core import QgsVectorLayer

    drawn = run(
        "validationpoints", {"MAP": maps["good"], "TOTAL": 200, "OUTPUT": str(tmp_path / "p.gpkg")}
    )
    layer = QgsVectorLayer(drawn["OUTPUT"], "points")
    truth = tiny_scene.read(scene.truth)
    labels = {}
    for place, feature in enumerate(layer.getFeatures()):
        point = next(feature.geometry().vertices())
        row = int((tiny_scene.NORTH - point.y()) / 10)
        col = int((point.x() - tiny_scene.WEST) / 10)
        if place:  # the first is left without a label
            labels[feature.id()] = {layer.fields().indexOf("class"): int(truth[row, col])}
    layer.dataProvider().changeAttributeValues(labels)
    result = run(
        "accuracyreport",
        {"MAP": maps["good"], "POINTS": layer, "BASELINE": str(scene.coarse), **outputs(tmp_path)},
    )
    metrics = json.loads(Path(result["METRICS"]).read_text())
    assert metrics["compared"]["Points compared"] == layer.featureCount() - 1
    assert "stratified by the map's classes" in metrics["compared"]["Sampling design"]
    assert any("1 point without a label" in note for note in metrics["notes"])
    design = metrics["design"]
    assert result["ESTIMATED_ACCURACY"] == design["overall_accuracy"]["value"]
    for name in ("kappa", "mean_iou", "macro_f1"):
        assert result[f"ESTIMATED_{name.upper()}"] == pytest.approx(design["figures"][name])
    beside = metrics["baseline"]["design"]
    assert result["BASELINE_ESTIMATED_ACCURACY"] == beside["overall_accuracy"]["value"]
    told = result["BASELINE_ESTIMATED_KAPPA"]
    assert told == pytest.approx(beside["figures"]["kappa"])
    assert sum(one["value"] for one in design["area"]) == pytest.approx(truth.size / 100)
    whole = (tiny_scene.read(Path(maps["good"])) == truth).mean()
    error = design["overall_accuracy"]["standard_error"]
    assert abs(result["ESTIMATED_ACCURACY"] - whole) < 4 * error
    assert result["DIFFERENCE"] == metrics["difference"]["value"]
    assert 0 <= result["DIFFERENCE_P"] <= 1


def test_samples_of_the_coarse_map_are_no_reference(run, maps, scene, tmp_path):
    samples = run(
        "samplecoarsemap",
        {"COARSE": str(scene.coarse), "FEATURES": str(scene.image), "SAMPLES": 200,
         "MIN_PER_CLASS": 20, "OUTPUT": str(tmp_path / "s.gpkg")},
    )  # fmt: skip
    result = run(
        "accuracyreport", {"MAP": maps["good"], "POINTS": samples["OUTPUT"], **outputs(tmp_path)}
    )
    metrics = json.loads(Path(result["METRICS"]).read_text())
    assert not metrics["independent_reference"]
    assert metrics["design"] is None
    assert "ESTIMATED_ACCURACY" not in result


def test_upsample_takes_a_crosswalk_to_the_reference(run, scene, tmp_path):
    truth = tiny_scene.read(scene.truth)
    renamed = tmp_path / "renamed.tif"
    tiny_scene.write_raster(renamed, truth[None].astype(np.uint8) + 20, nodata=20)
    walk = tmp_path / "walk.csv"
    walk.write_text("from,to\nWater,21\nForest,22\nCropland,23\n", encoding="utf-8")
    found = {}
    for name, reference in (("plain", scene.truth), ("renamed", renamed)):
        more = {"REFERENCE_CROSSWALK": str(walk)} if name == "renamed" else {}
        folder = tmp_path / name
        folder.mkdir()
        found[name] = run(
            "upsample",
            {**scene.inputs, "REFERENCE": str(reference), "OUTPUT": str(folder / "m.tif"), **more},
        )
    for figure in ("KAPPA", "BASELINE_KAPPA", "MEAN_IOU"):
        assert found["renamed"][figure] == found["plain"][figure]
