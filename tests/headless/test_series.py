"""Genuine series through qgis_process: NDVI of Slovenia and its clouds, a field in Spain."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import rasterio
import tiny_scene
from affine import Affine
from finecover.core.learning.model import read_model
from qgis_run import QgisError

SLOVENIA, SPAIN = "eolearn_s2_slovenia", "s2_field_spain_scl"
FACTOR = 10
NAMES = ["ndvi_median", "ndvi_std", "ndvi_p10", "ndvi_p90", "ndvi_median_q3", "ndvi_amplitude"]
FEATURES = {"STATISTICS": "median,std,p10,p90,median_q3,amplitude", "COORDINATES": "true"}
YEAR = {"MASK_TYPE": "invalid_nonzero", "START": "2017-01-01", "END": "2017-12-31",
        "STEP_DAYS": 15}  # fmt: skip
QUICK = {"SAMPLES": 1500, "MIN_PER_CLASS": 100, "SEED": 1}


@pytest.fixture(scope="module")
def near(data_dir, tmp_path_factory):
    """Link files of a scene into a folder of their own: QGIS leaves statistics beside rasters."""
    folder = tmp_path_factory.mktemp("scenes")

    def link(scene, *names):
        (folder / scene).mkdir(exist_ok=True)
        paths = [folder / scene / name for name in names]
        for path in paths:
            if not path.exists():
                path.symlink_to(data_dir / scene / path.name)
        return paths if len(paths) > 1 else paths[0]

    return link


@pytest.fixture(scope="module")
def slovenia(near, tmp_path_factory):
    """Parameters of a run of upsample over the year 2017, coarse labels included."""
    images, masks, dem, truth = near(SLOVENIA, "ndvi.tif", "clm.tif", "dem.tif", "lulc.tif")
    folder = tmp_path_factory.mktemp("slovenia")
    with rasterio.open(truth) as raster:
        place, codes = raster.transform, raster.read(1)
        coarse = tiny_scene.block_majority(codes, FACTOR)
        with rasterio.open(
            folder / "coarse.tif", "w", driver="GTiff", count=1, dtype="uint8", nodata=0,
            height=coarse.shape[0], width=coarse.shape[1], crs=raster.crs,
            transform=Affine(place.a * FACTOR, 0, place.c, 0, place.e * FACTOR, place.f),
        ) as written:  # fmt: skip
            written.write(coarse, 1)
    return folder, {"IMAGES": [images], "MASKS": [masks], "DEM": dem, "REFERENCE": truth,
                    "COARSE": folder / "coarse.tif"}  # fmt: skip


@pytest.fixture(scope="module")
def whole(qgis, slovenia):
    folder, inputs = slovenia
    return qgis.run(
        "finecover:upsample",
        {**inputs, **YEAR, **FEATURES, **QUICK, "OUTPUT": folder / "u.tif",
         "MODEL": folder / "u.fcm", "REPORT": folder / "u.html"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def steps(qgis, slovenia):
    folder, inputs = slovenia

    def run(name, **parameters):
        return qgis.run(f"finecover:{name}", parameters)

    filled = run("fillgaps", IMAGES=inputs["IMAGES"], MASKS=inputs["MASKS"], **YEAR,
                 OUTPUT=folder / "series.tif", OBSERVATIONS=folder / "n.tif")  # fmt: skip
    features = run("computefeatures", IMAGES=[folder / "series.tif"], DEM=inputs["DEM"],
                   **FEATURES, OUTPUT=folder / "f.tif")  # fmt: skip
    run("preparelabels", COARSE=inputs["COARSE"], OUTPUT=folder / "l.tif")
    run("samplecoarsemap", COARSE=folder / "l.tif", FEATURES=folder / "f.tif", **QUICK,
        OUTPUT=folder / "s.gpkg")  # fmt: skip
    run("trainclassifier", SAMPLES=folder / "s.gpkg", FEATURES=folder / "f.tif",
        COARSE=folder / "l.tif", SEED=QUICK["SEED"], MODEL=folder / "s.fcm")  # fmt: skip
    run("classify", FEATURES=folder / "f.tif", MODEL=folder / "s.fcm", COARSE=folder / "l.tif",
        OUTPUT=folder / "s.tif")  # fmt: skip
    return filled, features


def test_a_year_of_slovenia_is_filled(steps, slovenia):
    filled, _ = steps
    assert (filled["DATE_COUNT"], float(filled["MEAN_OBSERVATIONS"]) > 10) == ("25", True)
    with rasterio.open(filled["OUTPUT"]) as raster:
        assert raster.descriptions[0] == "ndvi_2017-01-01"
        assert raster.descriptions[-1] == "ndvi_2017-12-27"
        values = raster.read()
    with rasterio.open(slovenia[1]["MASKS"][0]) as raster:
        dates = [date.fromisoformat(text) for text in raster.descriptions]
        clear = raster.read() == 0
    counts = tiny_scene.read(filled["OBSERVATIONS"])
    within = [date(2017, 1, 1) <= day <= date(2017, 12, 27) for day in dates]
    np.testing.assert_array_equal(counts, clear[within].sum(axis=0))
    assert np.isfinite(values).all()
    assert np.nanmax(values) <= 10_000


def test_dates_and_names_reach_features_and_model(whole, steps, slovenia):
    folder, _ = slovenia
    with rasterio.open(steps[1]["OUTPUT"]) as raster:
        assert list(raster.descriptions[: len(NAMES)]) == NAMES
        every = list(raster.descriptions)
    assert every[-2:] == ["x", "y"]
    assert list(read_model(folder / "u.fcm").feature_names) == every
    assert whole["FEATURE_COUNT"] == steps[1]["FEATURE_COUNT"] == str(len(every))


def test_upsample_gives_the_bytes_of_the_steps(whole, steps, slovenia):
    folder, _ = slovenia
    for ending in ("tif", "fcm"):
        assert (folder / f"u.{ending}").read_bytes() == (folder / f"s.{ending}").read_bytes()


def test_the_report_names_the_users_files(whole):
    page = Path(whole["REPORT"]).read_text(encoding="utf-8")
    assert "ndvi.tif" in page
    assert "clm.tif" in page
    assert "finecover-" not in page
    assert "STEP_DAYS=15" in page


def test_the_map_beats_a_copy_of_the_coarse_map(whole):
    assert float(whole["KAPPA"]) > float(whole["BASELINE_KAPPA"]), whole


def test_a_field_in_spain_by_its_scene_classes(qgis, near, tmp_path):
    red, nir, classes = near(SPAIN, "b04.tif", "b08.tif", "scl.tif")
    filled = qgis.run(
        "finecover:fillgaps",
        {"IMAGES": [red, nir], "MASKS": [classes], "MASK_TYPE": "sentinel2_scl",
         "START": "2019-02-01", "END": "2019-12-01", "STEP_DAYS": 20, "SMOOTHING": "whittaker",
         "OUTPUT": tmp_path / "s.tif"},
    )  # fmt: skip
    with rasterio.open(filled["OUTPUT"]) as raster:
        assert raster.descriptions[:4] == (
            "b04_2019-02-01", "b08_2019-02-01", "b04_2019-02-21", "b08_2019-02-21")  # fmt: skip
        bands = raster.read()
    field = np.isfinite(bands).all(axis=0)
    assert field.sum() == 2322  # every pixel ever observed
    result = qgis.run(
        "finecover:computefeatures",
        {"IMAGES": [filled["OUTPUT"]], "BANDS": "red=1,nir=2", "INDICES": "NDVI",
         "STATISTICS": "max,date_max", "OUTPUT": tmp_path / "f.tif"},
    )  # fmt: skip
    with rasterio.open(result["OUTPUT"]) as raster:
        assert raster.descriptions == (
            "red_max", "red_date_max", "nir_max", "nir_date_max", "NDVI_max", "NDVI_date_max",
        )  # fmt: skip
        peak = raster.read(5)[field]
    assert 0.6 < np.median(peak) < 1


def test_a_bad_series_is_one_sentence(qgis, near, tmp_path):
    with pytest.raises(QgisError, match="lies from 2020-11-02") as told:
        qgis.run(
            "finecover:fillgaps",
            {"IMAGES": [near(SPAIN, "ndvi.tif")], "START": "2021-06-01", "MAX_GAP_DAYS": 151,
             "OUTPUT": tmp_path / "s.tif"},
        )  # fmt: skip
    assert "Traceback" not in str(told.value)
    assert not (tmp_path / "s.tif").exists()
