"""Every algorithm by processing.run on the tiny scene, its results compared by value."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
import tiny_scene

CODES, NAMES, _ = zip(*tiny_scene.CLASSES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("steps")


@pytest.fixture(scope="module")
def steps(processing, provider, scene, folder):
    """Results of the six steps, each fed with what the one before wrote."""

    def run(name, **parameters):
        return processing.run(f"finecover:{name}", parameters)

    legend = {"LEGEND": "file", "LEGEND_FILE": str(scene.legend)}
    labels = run("preparelabels", COARSE=str(scene.coarse), **legend, OUTPUT=path(folder, "l.tif"))
    features = run("computefeatures", IMAGES=[str(scene.image)], OUTPUT=path(folder, "f.tif"))
    samples = run(
        "samplecoarsemap", COARSE=labels["OUTPUT"], FEATURES=features["OUTPUT"],
        OUTPUT=path(folder, "s.gpkg"), COUNTS=path(folder, "s.html"), **tiny_scene.QUICK_SAMPLING,
    )  # fmt: skip
    model = run(
        "trainclassifier", SAMPLES=samples["OUTPUT"], FEATURES=features["OUTPUT"],
        COARSE=labels["OUTPUT"], MODEL=path(folder, "m.fcm"), REPORT=path(folder, "m.html"),
        SAMPLE_TRUST=path(folder, "t.gpkg"), **tiny_scene.QUICK_TRAINING,
    )  # fmt: skip
    mapped = run(
        "classify", FEATURES=features["OUTPUT"], MODEL=model["MODEL"], COARSE=labels["OUTPUT"],
        OUTPUT=path(folder, "map.tif"), CONFIDENCE=path(folder, "c.tif"),
        PROBABILITIES=path(folder, "p.tif"), APPLICABILITY=path(folder, "a.tif"),
    )  # fmt: skip
    report = run(
        "accuracyreport", MAP=mapped["OUTPUT"], REFERENCE=str(scene.truth),
        BASELINE=labels["OUTPUT"], REPORT=path(folder, "r.html"), MATRIX=path(folder, "r.csv"),
        METRICS=path(folder, "r.json"),
    )  # fmt: skip
    return {
        "labels": labels, "features": features, "samples": samples, "model": model,
        "map": mapped, "report": report,
    }  # fmt: skip


def path(folder, name):
    return str(folder / name)


def test_labels_keep_the_codes_and_carry_names_and_colours(steps, scene):
    result = steps["labels"]
    assert (result["CLASS_COUNT"], result["UNKNOWN_PIXELS"]) == (3, 0)
    np.testing.assert_array_equal(tiny_scene.read(result["OUTPUT"]), tiny_scene.read(scene.coarse))
    with rasterio.open(result["OUTPUT"]) as raster:
        colours = raster.colormap(1)
    assert [colours[code][:3] for code in CODES] == [(31, 120, 180), (51, 160, 44), (255, 217, 47)]
    for sidecar in (Path(result["OUTPUT"]).with_suffix(".qml"), f"{result['OUTPUT']}.aux.xml"):
        text = Path(sidecar).read_text(encoding="utf-8")
        assert all(name in text for name in NAMES)


def test_unknown_codes_are_counted_and_become_nodata(run, scene, tmp_path):
    (tmp_path / "two.csv").write_text("code,name,color\n1,A,#010203\n2,B,#040506\n", "utf-8")
    result = run(
        "preparelabels",
        {"COARSE": str(scene.coarse), "LEGEND": "file", "LEGEND_FILE": str(tmp_path / "two.csv"),
         "OUTPUT": str(tmp_path / "l.tif")},
    )  # fmt: skip
    codes = tiny_scene.read(scene.coarse)
    assert result["CLASS_COUNT"] == 2
    assert result["UNKNOWN_PIXELS"] == (codes == 3).sum() > 0
    with rasterio.open(result["OUTPUT"]) as raster:
        np.testing.assert_array_equal(raster.read_masks(1) > 0, codes != 3)


def test_a_crosswalk_merges_classes(run, scene, tmp_path):
    (tmp_path / "walk.csv").write_text("from,to\n3,2\n", encoding="utf-8")
    result = run(
        "preparelabels",
        {"COARSE": str(scene.coarse), "CROSSWALK": str(tmp_path / "walk.csv"),
         "OUTPUT": str(tmp_path / "l.tif")},
    )  # fmt: skip
    codes = tiny_scene.read(scene.coarse)
    np.testing.assert_array_equal(tiny_scene.read(result["OUTPUT"]), np.where(codes == 3, 2, codes))


def test_features_are_the_bands_the_indices_and_the_context(run, steps, scene, tmp_path):
    assert steps["features"]["FEATURE_COUNT"] == 6, "no context by default"
    result = run(
        "computefeatures",
        {"IMAGES": [str(scene.image)], "CONTEXT": 5, "OUTPUT": str(tmp_path / "f.tif")},
    )
    with rasterio.open(result["OUTPUT"]) as raster:
        names, values = raster.descriptions, dict(zip(raster.descriptions, raster.read()))
    assert result["FEATURE_COUNT"] == len(names) == 14
    assert names[:6] == ("B02", "B03", "B04", "B08", "NDVI", "NDWI")
    red, nir = (tiny_scene.read(scene.image, band).astype(np.float64) for band in (3, 4))
    np.testing.assert_array_equal(values["B08"], nir)
    np.testing.assert_allclose(values["NDVI"], (nir - red) / (nir + red), rtol=1e-5)
    window = nir[10:15, 20:25]
    assert values["B08_mean5"][12, 22] == pytest.approx(window.mean(), rel=1e-5)
    assert values["B08_std5"][12, 22] == pytest.approx(window.std(), rel=1e-4)


def test_an_elevation_model_on_its_own_grid_adds_terrain(run, scene, tmp_path):
    result = run(
        "computefeatures",
        {"IMAGES": [str(scene.image)], "DEM": str(scene.dem), "BANDS": "red=3,nir=4", "CONTEXT": 0,
         "INDICES": "NDVI", "SCALE": 0.0001, "OUTPUT": str(tmp_path / "f.tif")},
    )  # fmt: skip
    with rasterio.open(result["OUTPUT"]) as raster:
        names, values = raster.descriptions, dict(zip(raster.descriptions, raster.read()))
    assert len(names) == result["FEATURE_COUNT"] == 3 + 5
    # the plane rises 3 m per 30 m pixel both ways: slope = atan(0.1 * sqrt(2))
    slope = values["slope"][30:60, 30:60]
    np.testing.assert_allclose(slope, np.degrees(np.arctan(0.1 * np.sqrt(2))), atol=0.05)


def test_samples_have_the_class_of_the_cell_below(steps, scene, processing):
    from qgis.core import QgsVectorLayer

    result = steps["samples"]
    layer = QgsVectorLayer(result["OUTPUT"], "samples", "ogr")
    assert layer.crs().authid() == "EPSG:32632"
    assert result["SAMPLE_COUNT"] == layer.featureCount() > 100
    codes = tiny_scene.read(scene.coarse)
    size = tiny_scene.PIXEL * tiny_scene.FACTOR
    for feature in layer.getFeatures():
        point = feature.geometry().asPoint()
        row = int((tiny_scene.NORTH - point.y()) / size)
        col = int((point.x() - tiny_scene.WEST) / size)
        assert feature["class"] == codes[row, col]
        assert feature["class_name"] == NAMES[feature["class"] - 1]
        assert feature["cell"] == row * codes.shape[1] + col
        assert (feature["cell_row"], feature["cell_col"]) == (row, col)
        assert 0 <= feature["purity"] <= 1
    page = Path(result["COUNTS"]).read_text(encoding="utf-8")
    assert all(name in page for name in NAMES)


def test_training_reports_numbers_between_0_and_1(steps):
    result = steps["model"]
    for name in ("OOB_ACCURACY", "OOB_KAPPA", "BLOCK_CV_ACCURACY", "BLOCK_CV_KAPPA"):
        assert 0.8 < result[name] <= 1
    assert result["EXPECTED_GAIN"] > 0
    assert 0 <= result["EXPECTED_GAIN_SPREAD"] < 0.1
    assert 0 < result["COARSE_ERROR_RATE"] < 0.1, "two of 180 cells are wrong"
    assert result["PRIOR_WEIGHT_CHOSEN"] in (0, 0.25, 0.5, 0.75, 1)
    assert Path(result["MODEL"]).read_bytes()[:2] == b"PK"
    page = Path(result["REPORT"]).read_text(encoding="utf-8")
    assert "Water" in page
    assert "Confidence and held-out agreement with the coarse map" in page
    assert "Random pixels" in page
    assert "What to expect" in page


def rows_of(path):
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(str(path), "points", "ogr")
    assert layer.isValid()
    return [
        (feature.geometry().asPoint(), dict(zip(layer.fields().names(), feature.attributes())))
        for feature in layer.getFeatures()
    ]


def test_trust_is_written_beside_each_sample(steps):
    samples, judged = (rows_of(steps[step][name]) for step, name in
                       (("samples", "OUTPUT"), ("model", "SAMPLE_TRUST")))  # fmt: skip
    assert len(samples) == len(judged)
    wrong = {True: [], False: []}
    for (place, sample), (again, row) in zip(samples, judged):
        assert place == again
        assert sample["class"] == row["class"]
        assert sample["class_name"] == row["class_name"]
        assert row["suggested_name"] == NAMES[row["suggested"] - 1]
        assert 0 <= row["trust"] <= 1
        if abs(row["trust"] - 0.5) > 0.01:
            assert (row["trust"] > 0.5) == (row["suggested"] == row["class"])
        assert row["kept"] in (0, 1)
        cell = sample["cell_row"], sample["cell_col"]
        wrong[cell in tiny_scene.WRONG_CELLS].append(row["trust"])
    assert np.mean(wrong[False]) > 0.9
    assert wrong[True]
    assert min(wrong[True]) < 0.1, "the cell that is all Cropland but called Water"


def test_what_is_written_of_the_trust_can_be_learnt_from(run, steps, tmp_path):
    """It names the same cells, so the model is the same."""
    result = run(
        "trainclassifier",
        {"SAMPLES": steps["model"]["SAMPLE_TRUST"], "FEATURES": steps["features"]["OUTPUT"],
         "COARSE": steps["labels"]["OUTPUT"], "MODEL": str(tmp_path / "again.fcm"),
         **tiny_scene.QUICK_TRAINING},
    )  # fmt: skip
    assert Path(result["MODEL"]).read_bytes() == Path(steps["model"]["MODEL"]).read_bytes()
    (_, sample), (_, row) = (
        rows_of(steps[step][name])[0] for step, name in (("samples", "OUTPUT"),
                                                         ("model", "SAMPLE_TRUST"))
    )  # fmt: skip
    for field in ("cell", "cell_row", "cell_col", "purity", "weight"):
        assert row[field] == sample[field]


def test_settings_in_a_report_are_parameters(provider):
    """Somebody who reads them can type them."""
    from finecover.core.learning.training_set import TrainingSettings
    from finecover.core.summaries import plain_settings
    from finecover.core.upsample_data import UpsampleSettings

    for name, settings in (
        ("upsample", UpsampleSettings()),
        ("trainclassifier", TrainingSettings()),
    ):
        definitions = provider.algorithm(name).parameterDefinitions()
        assert set(plain_settings(settings)) <= {one.name() for one in definitions}


def test_blocks_have_the_size_asked_for(run, steps, scene, tmp_path):
    """One block for all leaves nothing to test, and says so; the map is the same whatever."""
    inputs = {
        "SAMPLES": steps["samples"]["OUTPUT"], "FEATURES": steps["features"]["OUTPUT"],
        "COARSE": steps["labels"]["OUTPUT"], **tiny_scene.QUICK_TRAINING,
    }  # fmt: skip
    whole = run(
        "trainclassifier",
        {**inputs, "BLOCK_SIZE": 1000, "MODEL": str(tmp_path / "a.fcm"),
         "SAMPLE_TRUST": str(tmp_path / "t.gpkg")},
    )  # fmt: skip
    assert "BLOCK_CV_ACCURACY" not in whole
    assert "OOB_KAPPA" in whole
    assert all(not row["trust"] and not row["suggested"] for _, row in rows_of(tmp_path / "t.gpkg"))
    cells = run("trainclassifier", {**inputs, "BLOCK_SIZE": 1, "MODEL": str(tmp_path / "b.fcm")})
    assert Path(cells["MODEL"]).read_bytes() != Path(steps["model"]["MODEL"]).read_bytes()
    assert "SAMPLE_TRUST" not in cells
    both = run(
        "upsample",
        {**scene.inputs, "BLOCK_SIZE": 1, "OUTPUT": str(tmp_path / "u.tif"),
         "MODEL": str(tmp_path / "u.fcm")},
    )  # fmt: skip
    assert both["BLOCK_CV_KAPPA"] == cells["BLOCK_CV_KAPPA"]
    assert Path(both["MODEL"]).read_bytes() == Path(cells["MODEL"]).read_bytes()


@pytest.mark.parametrize("field", ["block", "nothing"])
def test_samples_of_a_stranger_bring_their_own_blocks_or_get_squares(run, steps, tmp_path, field):
    from qgis.core import QgsFeature, QgsGeometry, QgsProcessingFeedback, QgsVectorLayer

    layer = QgsVectorLayer(f"Point?crs=EPSG:32632&field=kind:string&field={field}:integer", "s",
                           "memory")  # fmt: skip
    for place, sample in rows_of(steps["samples"]["OUTPUT"]):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromPointXY(place))
        feature.setAttributes([sample["class_name"], sample["cell_row"] // 3])
        layer.dataProvider().addFeature(feature)
    feedback = QgsProcessingFeedback(False)
    result = run(
        "trainclassifier",
        {"SAMPLES": layer, "CLASS_FIELD": "kind", "FEATURES": steps["features"]["OUTPUT"],
         "MODEL": str(tmp_path / "m.fcm"), "BLOCK_SIZE": 1000,
         "SAMPLE_TRUST": str(tmp_path / "t.gpkg"), **tiny_scene.QUICK_TRAINING},
        feedback=feedback,
    )  # fmt: skip
    assert "so BLOCK_SIZE does not apply" in feedback.textLog()
    assert "Random pixels" in feedback.textLog()
    assert result["BLOCK_CV_ACCURACY"] > 0.8
    names = {row["class_name"] for _, row in rows_of(result["SAMPLE_TRUST"])}
    assert names == set(NAMES)


def test_the_map_is_near_the_truth_and_its_rasters_agree(steps, scene):
    result = steps["map"]
    codes, percent = tiny_scene.read(result["OUTPUT"]), tiny_scene.read(result["CONFIDENCE"])
    assert (codes == tiny_scene.truth_array()).mean() > 0.97
    with rasterio.open(result["PROBABILITIES"]) as raster:
        assert raster.descriptions == NAMES
        shares = raster.read()
    np.testing.assert_allclose(shares.sum(axis=0), 1, atol=1e-5)
    np.testing.assert_array_equal(np.array(CODES)[shares.argmax(axis=0)], codes)
    np.testing.assert_allclose(percent, shares.max(axis=0) * 100, atol=0.51)
    with rasterio.open(result["APPLICABILITY"]) as raster:
        threshold = float(raster.tags()["AOA_THRESHOLD"])
        assert (raster.read(1) <= threshold).mean() > 0.7


def test_geo_small_cuts_the_map(run, steps, scene, tmp_path):
    result = run(
        "classify",
        {"FEATURES": steps["features"]["OUTPUT"], "MODEL": steps["model"]["MODEL"],
         "GEO_SMALL": str(scene.geo_small), "SMOOTHING": 0, "OUTPUT": str(tmp_path / "cut.tif")},
    )  # fmt: skip
    with rasterio.open(result["OUTPUT"]) as raster:
        assert raster.shape == (48, 76)
        assert (raster.transform.c, raster.transform.f) == (500_240.0, 4_999_840.0)
    assert result["PRIOR_WEIGHT_USED"] == 0, "no COARSE, no prior"
    assert set(result) == {"OUTPUT", "PRIOR_WEIGHT_USED", "PRIOR_CORRECTION_USED"}


def test_the_report_counts_what_the_rasters_hold(steps, scene):
    result = steps["report"]
    truth, mapped = tiny_scene.truth_array(), tiny_scene.read(steps["map"]["OUTPUT"])
    baseline = np.kron(tiny_scene.read(scene.coarse), np.ones((tiny_scene.FACTOR,) * 2, int))
    assert result["OVERALL_ACCURACY"] == pytest.approx((mapped == truth).mean())
    assert result["BASELINE_OVERALL_ACCURACY"] == pytest.approx((baseline == truth).mean())
    assert result["OVERALL_ACCURACY"] > result["BASELINE_OVERALL_ACCURACY"]
    with open(result["MATRIX"], encoding="utf-8-sig", newline="") as stream:
        table = "\n".join(",".join(row) for row in csv.reader(stream))
    assert f"{((mapped == 1) & (truth == 1)).sum()}" in table
    metrics = json.loads(Path(result["METRICS"]).read_text(encoding="utf-8"))
    assert metrics["result"]["kappa"] == result["KAPPA"]
    page = Path(result["REPORT"]).read_text(encoding="utf-8")
    assert all(name in page for name in NAMES)


def test_points_can_be_the_reference(run, steps, tmp_path):
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

    truth, mapped = tiny_scene.truth_array(), tiny_scene.read(steps["map"]["OUTPUT"])
    layer = QgsVectorLayer("Point?crs=EPSG:32632&field=seen:integer", "points", "memory")
    places = [(row, col) for row in range(5, 96, 9) for col in range(4, 120, 11)]
    for row, col in places:
        feature = QgsFeature(layer.fields())
        x = tiny_scene.WEST + (col + 0.5) * tiny_scene.PIXEL
        feature.setGeometry(
            QgsGeometry.fromPointXY(QgsPointXY(x, tiny_scene.NORTH - (row + 0.5) * 10))
        )
        feature.setAttributes([int(truth[row, col])])
        layer.dataProvider().addFeature(feature)
    result = run(
        "accuracyreport",
        {"MAP": steps["map"]["OUTPUT"], "POINTS": layer, "FIELD": "seen",
         "REPORT": str(tmp_path / "r.html")},
    )  # fmt: skip
    agree = np.mean([truth[place] == mapped[place] for place in places])
    assert result["OVERALL_ACCURACY"] == pytest.approx(agree)


def test_the_steps_give_what_upsample_gives(run, steps, scene, tmp_path):
    result = run(
        "upsample",
        {**scene.inputs, "OUTPUT": str(tmp_path / "map.tif"), "REFERENCE": str(scene.truth),
         "CONFIDENCE": str(tmp_path / "c.tif"), "MODEL": str(tmp_path / "m.fcm"),
         "REPORT": str(tmp_path / "u.html"), "METRICS": str(tmp_path / "u.json")},
    )  # fmt: skip
    for mine, theirs in (
        ("OUTPUT", steps["map"]["OUTPUT"]),
        ("CONFIDENCE", steps["map"]["CONFIDENCE"]),
        ("MODEL", steps["model"]["MODEL"]),
    ):
        assert Path(result[mine]).read_bytes() == Path(theirs).read_bytes(), mine
    for name in ("KAPPA", "BASELINE_KAPPA", "MEAN_IOU", "MACRO_F1"):
        assert result[name] == steps["report"][name]
    for name in (
        "OOB_ACCURACY", "OOB_KAPPA", "BLOCK_CV_KAPPA", "COARSE_ERROR_RATE", "PRIOR_WEIGHT_CHOSEN",
    ):  # fmt: skip
        assert result[name] == steps["model"][name]
    for name in ("EXPECTED_GAIN", "EXPECTED_GAIN_SPREAD"):  # of the map, not one step coarser
        assert result[name] == steps["map"][name]
    assert result["PRIOR_WEIGHT_USED"] == steps["map"]["PRIOR_WEIGHT_USED"]
    assert result["PRIOR_WEIGHT_USED"] == result["PRIOR_WEIGHT_CHOSEN"]
    assert result["PRIOR_CORRECTION_USED"] == steps["map"]["PRIOR_CORRECTION_USED"]
    figures = json.loads(Path(result["METRICS"]).read_text(encoding="utf-8"))
    assert figures["expectation"]["gain"] == result["EXPECTED_GAIN"]
    assert figures["expectation"]["validation"]["gain"] == steps["model"]["EXPECTED_GAIN"]
    assert figures["expectation"]["prior_correction_used"] == result["PRIOR_CORRECTION_USED"]
    assert figures["coarse_consistency"]["agreement_hard"] == result["COARSE_AGREEMENT"] > 0.9
    assert figures["accuracy"]["result"]["kappa"] == result["KAPPA"]
    assert result["SAMPLE_COUNT"] == steps["samples"]["SAMPLE_COUNT"]
    assert (result["FEATURE_COUNT"], result["CLASS_COUNT"]) == (6, 3)


def test_temporary_outputs_and_defaults_work(run, scene):
    result = run("computefeatures", {"IMAGES": [str(scene.image)], "OUTPUT": "TEMPORARY_OUTPUT"})
    assert Path(result["OUTPUT"]).is_file()


def test_images_on_other_grids_and_in_another_system_agree(run, scene, tmp_path):
    """A coarse map warped to another system beforehand gives nearly the same labels below."""
    from rasterio.warp import Resampling, calculate_default_transform, reproject

    with rasterio.open(scene.coarse) as raster:
        crs = "EPSG:3035"
        transform, width, height = calculate_default_transform(
            raster.crs, crs, raster.width, raster.height, *raster.bounds, resolution=20
        )
        moved = np.zeros((height, width), np.uint8)
        reproject(
            raster.read(1), moved, src_transform=raster.transform, src_crs=raster.crs,
            dst_transform=transform, dst_crs=crs, resampling=Resampling.nearest,
        )  # fmt: skip
    corner = (transform.c, transform.f)
    path = tiny_scene.write_raster(
        tmp_path / "laea.tif", moved, pixel=20, corner=corner, crs=crs, nodata=0
    )
    result = run(
        "upsample", {**scene.inputs, "COARSE": str(path), "OUTPUT": str(tmp_path / "map.tif")}
    )
    codes = tiny_scene.read(result["OUTPUT"])
    assert (codes == tiny_scene.truth_array()).mean() > 0.95


def test_a_model_may_be_temporary(run, steps):
    trained = run(
        "trainclassifier",
        {"SAMPLES": steps["samples"]["OUTPUT"], "FEATURES": steps["features"]["OUTPUT"],
         "COARSE": steps["labels"]["OUTPUT"], "MODEL": "TEMPORARY_OUTPUT",
         **tiny_scene.QUICK_TRAINING},
    )  # fmt: skip
    mapped = run(
        "classify",
        {"FEATURES": steps["features"]["OUTPUT"], "MODEL": trained["MODEL"],
         "COARSE": steps["labels"]["OUTPUT"], "OUTPUT": "TEMPORARY_OUTPUT"},
    )  # fmt: skip
    expected = tiny_scene.read(steps["map"]["OUTPUT"])
    np.testing.assert_array_equal(tiny_scene.read(mapped["OUTPUT"]), expected)


@pytest.mark.parametrize("tag", [None, "EPSG:6367"])
def test_the_system_assigned_in_qgis_counts_not_the_files(run, scene, tmp_path, tag):
    """A file without a system, or with a wrong one, is put right in the layer's properties."""
    from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer

    size = tiny_scene.PIXEL * tiny_scene.FACTOR
    codes = tiny_scene.read(scene.coarse)
    path = tiny_scene.write_raster(tmp_path / "coarse.tif", codes, pixel=size, crs=tag)
    layer = QgsRasterLayer(str(path), "coarse")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32632"))
    results = [
        run("upsample", {**scene.inputs, "COARSE": coarse, "OUTPUT": str(tmp_path / name)})
        for coarse, name in ((layer, "a.tif"), (str(scene.coarse), "b.tif"))
    ]
    first, second = (Path(result["OUTPUT"]).read_bytes() for result in results)
    assert first == second


def test_bands_in_files_of_their_own_with_other_pixels(run, scene, tmp_path):
    """Near infrared at 20 m beside the bands at 10 m: the finer grid is the target."""
    nir = tiny_scene.read(scene.image, 4)
    coarser = nir.reshape(48, 2, 60, 2).mean(axis=(1, 3)).astype(np.uint16)
    paths = [
        tiny_scene.write_raster(tmp_path / f"scene_{name}.tif", tiny_scene.read(scene.image, at))
        for at, name in enumerate(("B02", "B03", "B04"), start=1)
    ]
    paths.insert(0, tiny_scene.write_raster(tmp_path / "scene_B08.tif", coarser, pixel=20))
    result = run(
        "computefeatures",
        {"IMAGES": [str(path) for path in paths], "CONTEXT": 0, "OUTPUT": str(tmp_path / "f.tif")},
    )
    with rasterio.open(result["OUTPUT"]) as raster:
        assert raster.shape == (tiny_scene.ROWS, tiny_scene.COLS)
        values = dict(zip(raster.descriptions, raster.read()))
    assert {"B02", "B03", "B04", "B08", "NDVI", "NDWI"} == set(values)
    np.testing.assert_array_equal(values["B03"], tiny_scene.read(scene.image, 2))
    inner = values["B08"][10:20, 10:20]
    np.testing.assert_allclose(inner.mean(), coarser[5:10, 5:10].mean(), rtol=0.1)
