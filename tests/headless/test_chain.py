"""Every algorithm alone through the real qgis_process, and the steps against ``upsample``."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
import rasterio
import tiny_scene
from qgis_run import find_qgis_process, run_arguments


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("out")


TRUST = ("PROBABILITIES", "APPLICABILITY", "MARGIN", "ENTROPY")


def trust_rasters(folder, prefix):
    return {name: folder / f"{prefix}_{name.lower()}.tif" for name in TRUST}


@pytest.fixture(scope="module")
def whole(qgis, scene, out):
    """Results of ``upsample``."""
    return qgis.run(
        "finecover:upsample",
        {**scene.inputs, "GEO": scene.geo, "GEO_SMALL": scene.geo_small, "DEM": scene.dem,
         "REFERENCE": scene.truth, "OUTPUT": out / "u.tif", "CONFIDENCE": out / "u_c.tif",
         "MODEL": out / "u.fcm", "REPORT": out / "u.html", "METRICS": out / "u.json",
         **trust_rasters(out, "u")},
    )  # fmt: skip


@pytest.fixture(scope="module")
def steps(qgis, scene, out):
    """Results of the steps one by one, by algorithm."""
    runs = {
        "preparelabels": {
            "COARSE": scene.coarse, "LEGEND": "file", "LEGEND_FILE": scene.legend,
            "OUTPUT": out / "labels.tif"},
        "computefeatures": {
            "IMAGES": [scene.image], "DEM": scene.dem, "OUTPUT": out / "features.tif"},
        "samplecoarsemap": {
            "COARSE": out / "labels.tif", "FEATURES": out / "features.tif", "GEO": scene.geo,
            "OUTPUT": out / "samples.gpkg", "COUNTS": out / "counts.html",
            **tiny_scene.QUICK_SAMPLING},
        "trainclassifier": {
            "SAMPLES": out / "samples.gpkg", "FEATURES": out / "features.tif",
            "COARSE": out / "labels.tif", "GEO": scene.geo, "MODEL": out / "s.fcm",
            "REPORT": out / "training.html", "SAMPLE_TRUST": out / "trust.gpkg",
            **tiny_scene.QUICK_TRAINING},
        "classify": {
            "FEATURES": out / "features.tif", "MODEL": out / "s.fcm", "COARSE": out / "labels.tif",
            "GEO_SMALL": scene.geo_small, "OUTPUT": out / "s.tif", "CONFIDENCE": out / "s_c.tif",
            **trust_rasters(out, "s")},
        "accuracyreport": {
            "MAP": out / "s.tif", "REFERENCE": scene.truth, "BASELINE": out / "labels.tif",
            "REPORT": out / "a.html", "MATRIX": out / "a.csv", "METRICS": out / "a.json"},
    }  # fmt: skip
    return {name: qgis.run(f"finecover:{name}", values) for name, values in runs.items()}


def test_all_algorithms_are_offered(qgis):
    names = "accuracyreport classify computefeatures fillgaps mapfractions preflight preparelabels"
    names += " samplecoarsemap stepbystep timeseries trainclassifier trainfractions upsample"
    names += " validationpoints"
    assert qgis.algorithms() == [f"finecover:{name}" for name in names.split()]


def test_each_step_writes_what_it_promises(steps):
    for name, results in steps.items():
        files = [value for key, value in results.items() if value.startswith("/")]
        assert files, name
        assert all(Path(file).stat().st_size > 0 for file in files)
    assert steps["preparelabels"]["CLASS_COUNT"] == "3"
    assert steps["computefeatures"]["FEATURE_COUNT"] == "11"
    assert float(steps["accuracyreport"]["KAPPA"]) > 0.9


def test_the_steps_give_byte_for_byte_what_upsample_gives(whole, steps, out):
    for mine, theirs in (("u.tif", "s.tif"), ("u_c.tif", "s_c.tif"), ("u.fcm", "s.fcm")):
        assert (out / mine).read_bytes() == (out / theirs).read_bytes(), mine
    rasters = zip(trust_rasters(out, "u").values(), trust_rasters(out, "s").values())
    for mine, theirs in rasters:
        assert mine.read_bytes() == theirs.read_bytes(), mine
    for name in ("qml", "tif.aux.xml"):
        assert (out / f"u.{name}").read_bytes() == (out / f"s.{name}").read_bytes(), name
    numbers = {
        name: value
        for step in ("trainclassifier", "accuracyreport", "computefeatures", "classify")
        for name, value in steps[step].items()
    }
    for name, value in whole.items():
        if name in numbers and not value.startswith("/"):
            assert value == numbers[name], name


def test_the_share_outside_the_area_of_applicability_is_that_of_the_raster(whole, steps):
    with rasterio.open(whole["APPLICABILITY"]) as raster:
        share = (raster.read(1) > float(raster.tags()["AOA_THRESHOLD"])).mean()
    for results in (whole, steps["classify"]):
        assert float(results["OUTSIDE_APPLICABILITY_SHARE"]) == pytest.approx(share)


def test_what_to_expect_and_how_the_cells_agree(whole, out):
    figures = json.loads((out / "u.json").read_text(encoding="utf-8"))
    assert float(whole["COARSE_AGREEMENT"]) == figures["coarse_consistency"]["agreement_hard"]
    expected = figures["expectation"]
    assert float(whole["EXPECTED_GAIN"]) == expected["gain"]
    assert float(whole["EXPECTED_GAIN_SPREAD"]) == expected["gain_spread"]
    assert float(whole["COARSE_ERROR_RATE"]) == expected["coarse_error_rate"]
    assert float(whole["PRIOR_WEIGHT_USED"]) == expected["prior_weight_used"]
    assert float(whole["PRIOR_WEIGHT_CHOSEN"]) == expected["validation"]["weight"]
    page = (out / "u.html").read_text(encoding="utf-8")
    assert "As the map differs from a copy of the coarse map by" in page
    assert "the fine map’s commonest class is the coarse map’s" in page


def test_margin_and_entropy_are_percentages(whole):
    with rasterio.open(whole["PROBABILITIES"]) as raster:
        second, first = np.sort(raster.read(), axis=0)[-2:]
    for name, most_where_sure in (("MARGIN", True), ("ENTROPY", False)):
        with rasterio.open(whole[name]) as raster:
            assert (raster.dtypes, raster.nodata) == (("uint8",), 255)
            percent = raster.read(1)
        assert percent.max() <= 100
        sure = first - second > 0.8
        assert (percent[sure].mean() > percent[~sure].mean()) == most_where_sure


def test_a_second_run_gives_the_same_bytes(qgis, scene, whole, out):
    qgis.run(
        "finecover:upsample",
        {**scene.inputs, "GEO": scene.geo, "GEO_SMALL": scene.geo_small, "DEM": scene.dem,
         "OUTPUT": out / "again.tif", "MODEL": out / "again.fcm"},
    )  # fmt: skip
    assert (out / "again.tif").read_bytes() == (out / "u.tif").read_bytes()
    assert (out / "again.fcm").read_bytes() == (out / "u.fcm").read_bytes()


def test_the_map_covers_geo_small_only_and_beats_the_baseline(whole, scene):
    with rasterio.open(whole["OUTPUT"]) as raster:
        assert raster.shape == (48, 76)
        codes = raster.read(1)
    assert (codes == tiny_scene.truth_array()[16:64, 24:100]).mean() > 0.97
    assert float(whole["OVERALL_ACCURACY"]) > float(whole["BASELINE_OVERALL_ACCURACY"])
    assert "Water" in Path(whole["REPORT"]).read_text(encoding="utf-8")


def test_json_results_hold_numbers(qgis, scene, tmp_path):
    arguments = run_arguments(
        "finecover:preparelabels", {"COARSE": scene.coarse, "OUTPUT": tmp_path / "l.tif"}
    )
    done = subprocess.run(
        [find_qgis_process(qgis.environment["PATH"]), "--json", *arguments],
        env=qgis.environment, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    results = json.loads(done.stdout[done.stdout.index("{") :])["results"]
    assert (results["CLASS_COUNT"], results["UNKNOWN_PIXELS"]) == (3, 0)
    assert results["OUTPUT"] == str(tmp_path / "l.tif")


@pytest.fixture(params=["GPKG", "ESRI Shapefile", "GeoJSON"])
def polygons(request, scene, tmp_path):
    """geo_small in a vector format, in longitude and latitude where the format is GPKG."""
    from osgeo import ogr, osr

    name = {"GPKG": "area.gpkg", "ESRI Shapefile": "area.shp", "GeoJSON": "area.geojson"}
    source = ogr.Open(str(scene.geo_small))
    here, there = osr.SpatialReference(), osr.SpatialReference()
    here.ImportFromEPSG(32632)
    there.ImportFromEPSG(4326 if request.param == "GPKG" else 32632)
    for system in (here, there):
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    turn = osr.CoordinateTransformation(here, there)
    path = tmp_path / name[request.param]
    target = ogr.GetDriverByName(request.param).CreateDataSource(str(path))
    layer = target.CreateLayer("area", srs=there, geom_type=ogr.wkbPolygon)
    for feature in source.GetLayer(0):
        geometry = feature.GetGeometryRef().Clone()
        geometry.Segmentize(20)
        geometry.Transform(turn)
        made = ogr.Feature(layer.GetLayerDefn())
        made.SetGeometry(geometry)
        layer.CreateFeature(made)
    layer = target = made = None  # closes the file
    return path


def test_polygons_come_in_any_format(qgis, scene, polygons, tmp_path):
    result = qgis.run(
        "finecover:computefeatures",
        {"IMAGES": [scene.image], "EXTENT_MASK": polygons, "CONTEXT": 0,
         "OUTPUT": tmp_path / "f.tif"},
    )  # fmt: skip
    with rasterio.open(result["OUTPUT"]) as raster:
        assert np.isfinite(raster.read(1)).sum() == 48 * 76


def test_a_run_changes_no_input(qgis, scene, whole, steps):
    fresh = scene.folder / "fresh"
    fresh.mkdir()
    built = tiny_scene.build(fresh)
    for name in ("image", "coarse", "truth", "legend", "geo", "geo_small", "dem"):
        assert getattr(built, name).read_bytes() == getattr(scene, name).read_bytes(), name


def test_the_help_prints(qgis):
    command = [find_qgis_process(qgis.environment["PATH"]), "help", "finecover:upsample"]
    done = subprocess.run(
        command, env=qgis.environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert "Example: " in done.stdout
    assert "GEO_SMALL" in done.stdout
