# ruff: noqa: N802, N803 - the names of QGIS
"""The preflight: everything wrong is told at once, nothing wrong is raised."""

from __future__ import annotations

import json

import pytest
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import QgsProcessingFeedback


class Log(QgsProcessingFeedback):
    """Keeps what is told, by kind."""

    def __init__(self):
        super().__init__(False)
        self.told = {"error": [], "warning": [], "info": [], "table": []}

    def reportError(self, text, fatalError=False):
        self.told["error"].append(text)

    def pushWarning(self, text):
        self.told["warning"].append(text)

    def pushInfo(self, text):
        self.told["info"].append(text)

    def pushConsoleInfo(self, text):
        self.told["table"].append(text)


@pytest.fixture
def check(run):
    def checked(parameters):
        log = Log()
        results = run("preflight", parameters, feedback=log)
        return results, json.loads(results["FINDINGS"]), log.told

    return checked


def areas(scene):
    return {"GEO": str(scene.geo), "GEO_SMALL": str(scene.geo_small)}


def test_a_sound_run_is_told_to_be_one(check, scene, tmp_path):
    report, file = tmp_path / "report.html", tmp_path / "found.json"
    results, found, told = check(
        {**scene.inputs, **areas(scene), "REPORT": str(report), "JSON": str(file),
         "FOLDER": str(tmp_path), "OUTPUTS": "OUTPUT, CONFIDENCE"},
    )  # fmt: skip
    assert results["PROBLEM_COUNT"] == found["problems"] == 0, found
    assert results["PIXELS"] == pytest.approx(48 * 76)
    assert results["FEATURE_COUNT"] == 6
    assert 0.1 < results["MEMORY_GB"] < 4
    assert 0 <= results["DISK_GB"] < 0.1
    assert json.loads(file.read_text(encoding="utf-8")) == found
    assert "Classes of the coarse map" in report.read_text(encoding="utf-8")
    assert told["error"] == []
    (table,) = told["table"]
    assert "Forest" in table
    assert " " not in table  # a page draws spaces in a row together
    assert any(text.startswith("The run can start") for text in told["info"])


def test_a_run_is_measured_on_request(check, scene, tmp_path, monkeypatch):
    from finecover.core.preflight import stand_in, trial

    monkeypatch.setattr(trial, "_MAPPING", 1.0)
    monkeypatch.setattr(stand_in, "_GROWING", 0.5)
    results, found, told = check({**scene.inputs, **areas(scene), "TREES": 10, "MEASURE": True})
    assert results["PROBLEM_COUNT"] == 0, found
    assert results["TILES"] == found["size"]["tiles"] >= 1
    assert 0 < results["HOURS"] < 0.1
    assert 0 < results["MEASURED_SECONDS"] < 60
    assert found["measured"]["hours_by_workers"].keys() == {"2", "4", "8", "16"}
    assert any(text.startswith("Measured here within") for text in told["info"])
    results, found, told = check({**scene.inputs, **areas(scene)})
    assert "MEASURED_SECONDS" not in results
    assert results["HOURS"] >= 0
    assert found["measured"] is None


def test_nothing_given_is_told_not_raised(check):
    results, found, told = check({})
    assert results["PROBLEM_COUNT"] == 2
    assert [one["parameter"] for one in found["findings"]] == ["IMAGES", "COARSE"]
    assert len(told["error"]) == 2
    assert "PIXELS" not in results


def test_every_wrong_parameter_is_told_at_once(check, scene, tmp_path):
    away = tiny_scene.write_polygons(tmp_path / "away.geojson", [(0, 0, 10, 10)])
    results, found, _ = check(
        {
            **scene.inputs,
            "IMAGES": [str(scene.image), str(tmp_path / "none.tif")],
            "LEGEND_FILE": str(tmp_path / "none.csv"),
            "GEO": str(away),
            "GEO_SMALL": str(tmp_path / "none.gpkg"),
            "DEM": str(scene.legend),
            "TREES": 0,
            "CONTEXT": 4,
            "OUTPUTS": "OUTPUT,NONSENSE",
            "INDICES": "NDMI,NBR",
            "START": "yesterday",
        }
    )
    problems = [one["parameter"] for one in found["findings"] if one["kind"] == "problem"]
    assert set(problems) == {
        "IMAGES", "LEGEND_FILE", "GEO", "GEO_SMALL", "DEM", "TREES", "CONTEXT", "OUTPUTS",
        "START",
    }  # fmt: skip
    assert results["PROBLEM_COUNT"] == len(problems) == 9
    for one in found["findings"]:
        assert "Traceback" not in one["text"]


def test_upsample_tells_all_problems_of_a_run_at_once(provider, scene, tmp_path):
    from qgis.core import QgsProcessingContext

    away = tiny_scene.write_polygons(tmp_path / "away.geojson", [(0, 0, 10, 10)])
    fine, text = provider.algorithm("upsample").create().checkParameterValues(
        {**scene.inputs, "GEO": str(away), "INDICES": "NDMI,NBR",
         "OUTPUT": str(tmp_path / "map.tif")}, QgsProcessingContext(),
    )  # fmt: skip
    assert not fine
    lines = text.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("INDICES: NDMI")
    assert lines[1].startswith("INDICES: NBR")
    assert lines[2].startswith("GEO ")


def test_a_report_that_cannot_be_written_is_an_error(run, scene, tmp_path):
    with pytest.raises(Exception, match="does not exist; create it first"):
        run("preflight", {**scene.inputs, "REPORT": str(tmp_path / "no" / "report.html")})


def test_a_series_is_looked_at_too(check, tmp_path):
    paths = []
    truth = tiny_scene.truth_array()
    for at, day in enumerate(("20190105", "20190204", "20190306")):
        image = tiny_scene.SPECTRA[truth - 1].transpose(2, 0, 1).astype("uint16")
        image[:, at * 30 : at * 30 + 30] = 0
        path = tmp_path / f"scene_{day}.tif"
        paths.append(
            str(tiny_scene.write_raster(path, image, nodata=0, names=("B02", "B03", "B04", "B08")))
        )
    scene = tiny_scene.build(tmp_path)
    parameters = {**scene.inputs, "IMAGES": paths, "STEP_DAYS": 30, "STATISTICS": "median,std"}
    results, found, _ = check(parameters)
    assert results["PROBLEM_COUNT"] == 0, found
    assert results["FEATURE_COUNT"] == 12
    (look,) = found["looks"]
    assert 0.5 < look["observed"] < 1
    assert "Series" in found["size"]["seconds"]
    results, found, _ = check({**parameters, "STEP_DAYS": None, "END": "2019-03-01"})
    assert [one["parameter"] for one in found["findings"] if one["kind"] == "problem"] == [
        "END"  # it means nothing without STEP_DAYS
    ]


def test_it_asks_for_what_upsample_asks_for(provider):
    def names(algorithm):
        found = provider.algorithm(algorithm).parameterDefinitions()
        return [one.name() for one in found if not one.isDestination()]

    assert names("preflight") == [*names("upsample"), "OUTPUTS", "FOLDER", "MEASURE"]


def test_outputs_that_cannot_be_written_are_told_all_at_once(check, scene, tmp_path):
    same = tmp_path / "a, b.tif"
    files = {
        "OUTPUT": same, "CONFIDENCE": same, "MARGIN": scene.image, "REPORT": "/nonexist/r.html",
        "ENTROPY": "/nonexist/e.tif", "PROBABILITIES": tmp_path / "p.jpg",
    }  # fmt: skip
    outputs = ",".join(f"{name}={path}" for name, path in files.items())
    _, found, _ = check({**scene.inputs, "OUTPUTS": outputs, "REPORT": str(tmp_path / "own.html")})
    problems = {
        one["parameter"]: one["text"] for one in found["findings"] if one["kind"] == "problem"
    }
    assert set(problems) == {"CONFIDENCE", "MARGIN", "REPORT", "ENTROPY", "PROBABILITIES"}
    assert "OUTPUT would both write" in problems["CONFIDENCE"]
    assert "is the input IMAGES" in problems["MARGIN"]
    assert "'/nonexist' does not exist" in problems["ENTROPY"]
    assert "GeoTIFF" in problems["PROBABILITIES"]


def test_a_folder_that_is_not_there_is_a_problem(check, scene):
    _, found, _ = check({**scene.inputs, "FOLDER": "/nonexist/x"})
    (problem,) = (one for one in found["findings"] if one["kind"] == "problem")
    assert problem["parameter"] == "FOLDER"
    assert "'/nonexist/x' does not exist" in problem["text"]


def test_files_tell_the_folders_that_need_room(check, scene, tmp_path):
    wanted = f"CONFIDENCE,OUTPUT={tmp_path / 'map.tif'}"
    _, found, _ = check({**scene.inputs, "OUTPUTS": wanted})
    assert found["problems"] == 0
    assert found["size"]["disk"][str(tmp_path)] > 0
    assert len(found["size"]["disk"]) == 2


def test_every_setting_that_is_no_use_is_told_not_the_first_alone(check, scene):
    _, found, _ = check(
        {
            **scene.inputs, "BANDS": "zzz=99", "INDICES": "NDVI,FOO,BAR", "STATISTICS": "foo,bar",
            "CONTEXT": 4, "SAMPLES": 5, "MIN_PER_CLASS": 9000,
        }
    )  # fmt: skip
    problems = [one for one in found["findings"] if one["kind"] == "problem"]
    assert {one["parameter"] for one in problems} >= {
        "BANDS", "INDICES", "STATISTICS", "CONTEXT", "MIN_PER_CLASS",
    }  # fmt: skip
    texts = " ".join(one["text"] for one in problems)
    for wrong in ("zzz", "FOO", "BAR", "foo", "bar", "4", "9000"):
        assert wrong in texts


def test_an_address_that_is_none_hides_no_other_problem(check, scene):
    _, found, _ = check({**scene.inputs, "CLUSTER": "nowhere", "TREES": 0})
    told = {one["parameter"]: one["text"] for one in found["findings"]}
    assert "'nowhere' is no address of a Dask scheduler" in told["CLUSTER"]
    assert "TREES" in told


def test_indices_beside_an_unknown_one_are_looked_at(check, scene):
    _, found, _ = check({**scene.inputs, "INDICES": "NBR,FOO"})
    texts = [one["text"] for one in found["findings"] if one["parameter"] == "INDICES"]
    assert any("FOO" in text for text in texts)
    assert any(text.startswith("INDICES: NBR needs") for text in texts)


def test_files_of_outputs_may_have_any_name_as_json(check, scene, tmp_path):
    folder = tmp_path / "a,b=c"
    folder.mkdir()
    files = {"OUTPUT": str(folder / "map.tif"), "CONFIDENCE": "", "report": str(folder / "r.html")}
    results, found, _ = check({**scene.inputs, "OUTPUTS": json.dumps(files)})
    assert results["PROBLEM_COUNT"] == 0, found
    assert str(folder) in found["size"]["disk"]
    files["OUTPUT"] = str(tmp_path / "no, x=y" / "map.tif")
    _, found, _ = check({**scene.inputs, "OUTPUTS": json.dumps(files)})
    assert [one["parameter"] for one in found["findings"] if one["kind"] == "problem"] == ["OUTPUT"]
    _, found, _ = check({**scene.inputs, "OUTPUTS": '{"OUTPUT": '})
    (text,) = [one["text"] for one in found["findings"] if one["kind"] == "problem"]
    assert "is no JSON object" in text


def test_an_unknown_output_hides_no_problem_of_another(check, scene, tmp_path):
    wanted = f"ONE,OUTPUT={tmp_path / 'no' / 'map.tif'},TWO,CONFIDENCE=a.png"
    _, found, _ = check({**scene.inputs, "OUTPUTS": wanted})
    problems = [one["parameter"] for one in found["findings"] if one["kind"] == "problem"]
    assert problems == ["OUTPUTS", "OUTPUTS", "OUTPUT", "CONFIDENCE"]
