"""Genuine scenes through qgis_process: Cape Lookout with MODIS, Rondônia, Zion."""

from __future__ import annotations

import json
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
import rasterio
import tiny_scene
from demo import CAPE_GEO, CAPE_GEO_SMALL
from landscape import write_polygon

CAPE = "s2_capelookout_modis"
CAPE_IMAGE = "s2b_20181013_l1c_B01-B08_uint8.tif"
CAPE_COARSE = "mcd12q1_umd_2018.tif"

MEASURED = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([done.returncode, done.stdout, done.stderr, peak]))
"""


@pytest.fixture
def near(data_dir, tmp_path):
    """Link a file of the scenes into the test's folder: QGIS leaves statistics beside rasters."""

    def link(*parts):
        path = tmp_path / parts[-1]
        path.symlink_to(data_dir.joinpath(*parts))
        return path

    return link


def run_measured(qgis, algorithm, parameters):
    """Return the outputs, and the peak memory of qgis_process in bytes."""
    import subprocess

    from qgis_run import find_qgis_process, parse_results, run_arguments

    command = [find_qgis_process(qgis.environment["PATH"]), *run_arguments(algorithm, parameters)]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *command],
        env=qgis.environment, capture_output=True, text=True, check=True, timeout=600,
    )  # fmt: skip
    status, printed, errors, peak = json.loads(done.stdout)
    assert status == 0, errors
    return parse_results(printed), peak * 1024


@pytest.fixture(scope="module")
def cape(qgis, data_dir, tmp_path_factory):
    """The demo's Cape Lookout scene upsampled with the default settings, and its folder."""
    folder = tmp_path_factory.mktemp("cape")
    for name in (CAPE_IMAGE, CAPE_COARSE):
        (folder / name).symlink_to(data_dir / CAPE / name)
    write_polygon(folder / "geo.geojson", list(CAPE_GEO))
    write_polygon(folder / "geo_small.geojson", list(CAPE_GEO_SMALL))
    started = time.monotonic()
    results, peak = run_measured(
        qgis,
        "finecover:upsample",
        {"IMAGES": [folder / CAPE_IMAGE], "COARSE": folder / CAPE_COARSE,
         "GEO": folder / "geo.geojson", "GEO_SMALL": folder / "geo_small.geojson",
         "OUTPUT": folder / "u.tif", "CONFIDENCE": folder / "u_c.tif", "MODEL": folder / "u.fcm",
         "REPORT": folder / "u.html"},
    )  # fmt: skip
    assert time.monotonic() - started < 600
    assert peak < 2e9
    return folder, results


def water_agreement(image, path):
    """Share of mapped pixels on which water agrees with NDWI > 0, and pixels mapped in the fill."""
    with rasterio.open(path) as raster:
        codes, valid = raster.read(1), raster.read_masks(1) > 0
        bands = read_at(image, raster.bounds, codes.shape)
    green, nir = bands[2].astype(float), bands[7].astype(float)
    agree = (codes == 0) == (green > nir)
    fill = (bands == 255).all(axis=0)
    assert np.array_equal(valid, valid & ~fill)
    return agree[valid].mean(), valid, fill


def test_cape_lookouts_water_is_where_the_image_shows_it(cape):
    folder, _ = cape
    agree, _, _ = water_agreement(folder / CAPE_IMAGE, folder / "u.tif")
    assert agree >= 0.97


def test_cape_lookouts_legend_survives(cape):
    folder, results = cape
    with rasterio.open(results["OUTPUT"]) as raster:
        codes, colours = raster.read(1, masked=True), raster.colormap(1)
        assert raster.crs.to_epsg() == 4326
        names = {c["code"]: c["name"] for c in
                 json.loads(raster.tags()["FINECOVER_LEGEND"])["classes"]}  # fmt: skip
    used = np.unique(codes.compressed()).tolist()
    modis = set(np.unique(tiny_scene.read(folder / CAPE_COARSE)).tolist()) - {255}
    assert set(used) <= modis
    style = ElementTree.parse(folder / "u.qml").getroot()
    entries = {
        int(entry.get("value")): (entry.get("label"), entry.get("color").lower())
        for entry in style.iter("paletteEntry")
    }
    for code in used:
        colour = "#{:02x}{:02x}{:02x}".format(*colours[code][:3])
        assert entries[code] == (names[code], colour)
        assert names[code] in (folder / "u.tif.aux.xml").read_text(encoding="utf-8")
        assert names[code] in (folder / "u.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def cape_steps(cape, qgis):
    """The same scene step by step, in the same folder."""
    folder, _ = cape
    steps = (
        ("preparelabels", {"COARSE": folder / CAPE_COARSE, "OUTPUT": folder / "labels.tif"}),
        ("computefeatures", {"IMAGES": [folder / CAPE_IMAGE], "OUTPUT": folder / "features.tif"}),
        ("samplecoarsemap", {"COARSE": folder / "labels.tif", "FEATURES": folder / "features.tif",
                             "GEO": folder / "geo.geojson", "OUTPUT": folder / "samples.gpkg"}),
        ("trainclassifier", {"SAMPLES": folder / "samples.gpkg",
                             "FEATURES": folder / "features.tif", "COARSE": folder / "labels.tif",
                             "GEO": folder / "geo.geojson", "MODEL": folder / "s.fcm"}),
        ("classify", {"FEATURES": folder / "features.tif", "MODEL": folder / "s.fcm",
                      "COARSE": folder / "labels.tif", "GEO_SMALL": folder / "geo_small.geojson",
                      "OUTPUT": folder / "s.tif", "CONFIDENCE": folder / "s_c.tif"}),
    )  # fmt: skip
    for name, parameters in steps:
        qgis.run(f"finecover:{name}", parameters)
    return folder


def test_cape_lookout_step_by_step(cape_steps):
    folder = cape_steps
    for mine, theirs in (("u.fcm", "s.fcm"), ("u.tif", "s.tif"), ("u_c.tif", "s_c.tif")):
        assert (folder / mine).read_bytes() == (folder / theirs).read_bytes(), mine


def test_the_whole_frame_but_its_border_is_mapped(cape_steps, qgis):
    folder = cape_steps
    results = qgis.run(
        "finecover:classify",
        {"FEATURES": folder / "features.tif", "MODEL": folder / "u.fcm",
         "COARSE": folder / CAPE_COARSE, "OUTPUT": folder / "frame.tif"},
    )  # fmt: skip
    agree, valid, fill = water_agreement(folder / CAPE_IMAGE, results["OUTPUT"])
    assert fill.mean() == pytest.approx(0.315, abs=0.001)
    assert np.array_equal(valid, ~fill)
    assert agree >= 0.97


def read_at(path, bounds, shape):
    with rasterio.open(path) as raster:
        window = rasterio.windows.from_bounds(*bounds, raster.transform)
        top, left = round(window.row_off), round(window.col_off)
        return raster.read(window=((top, top + shape[0]), (left, left + shape[1])))


def coarsened(path, factor, target):
    """Write the block majority of a class raster, as a satellite's coarse map would be."""
    with rasterio.open(path) as raster:
        codes, transform = raster.read(1), raster.transform
        crs, nodata = raster.crs, raster.nodata
    rows, cols = (side // factor for side in codes.shape)
    return tiny_scene.write_raster(
        target, tiny_scene.block_majority(codes[: rows * factor, : cols * factor], factor),
        pixel=transform.a * factor, corner=(transform.c, transform.f), crs=crs, nodata=nodata,
    )  # fmt: skip


def test_rondonia_with_two_dates(qgis, near, tmp_path):
    folder = "bayeseo_rondonia_s2"
    truth = near(folder, "class_map_argmax_probs.tif")
    images = [
        near(folder, "s2_20LLQ_20210922_B02_B8A_B11.tif"),
        near(folder, "s2_20LLQ_20210906_B03_B8A_B11.tif"),
    ]
    results = qgis.run(
        "finecover:upsample",
        {"IMAGES": images, "COARSE": coarsened(truth, 25, tmp_path / "coarse.tif"), "TREES": 30,
         "REFERENCE": truth, "SAMPLES": 4000, "MIN_PER_CLASS": 200, "OUTPUT": tmp_path / "map.tif",
         "REPORT": tmp_path / "report.html"},
    )  # fmt: skip
    check_side_by_side(results, tmp_path / "report.html")
    # 25 x 25 pixels of forest and clearings become one cell: the image must tell much more
    assert float(results["OVERALL_ACCURACY"]) > float(results["BASELINE_OVERALL_ACCURACY"])


def test_zion_with_a_reference_in_another_system(qgis, near, tmp_path):
    folder = "zion_l8_nlcd"
    truth = near(folder, "nlcd.tif")
    coarse = coarsened(truth, 16, tmp_path / "coarse.tif")
    area = tiny_scene.write_polygons(
        tmp_path / "area.geojson", [(312_000, 4_124_000, 324_000, 4_136_000)], epsg=26912
    )
    results = qgis.run(
        "finecover:upsample",
        {"IMAGES": [near(folder, "landsat8_zion_b2345.tif")], "DEM": near(folder, "srtm.tif"),
         "BANDS": "blue=1,green=2,red=3,nir=4", "COARSE": coarse, "REFERENCE": truth,
         "GEO": area, "GEO_SMALL": area, "TREES": 30, "SAMPLES": 4000, "MIN_PER_CLASS": 200,
         "OUTPUT": tmp_path / "map.tif", "REPORT": tmp_path / "report.html"},
    )  # fmt: skip
    check_side_by_side(results, tmp_path / "report.html")
    assert int(results["FEATURE_COUNT"]) == 4 + 2 + 5, "bands, indices, terrain"
    assert float(results["OVERALL_ACCURACY"]) > 0.5


def check_side_by_side(results, report):
    names = ("OVERALL_ACCURACY", "KAPPA", "MEAN_IOU", "MACRO_F1")
    for name in (*names, *(f"BASELINE_{name}" for name in names), "OOB_ACCURACY"):
        assert 0 < float(results[name]) < 1, name
    page = Path(report).read_text(encoding="utf-8")
    for name in ("OVERALL_ACCURACY", "BASELINE_OVERALL_ACCURACY"):
        assert f"{100 * float(results[name]):.1f}" in page, name
