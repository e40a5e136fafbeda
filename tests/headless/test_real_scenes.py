"""Genuine scenes through qgis_process: Cape Lookout with MODIS, Rondônia, Zion."""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
import rasterio
import tiny_scene

CAPE = "s2_capelookout_modis"
CAPE_IMAGE = "s2b_20181013_l1c_B01-B08_uint8.tif"
GEO = (-76.60, 34.60, -76.50, 34.72)
GEO_SMALL = (-76.56, 34.64, -76.52, 34.70)
BOARD = (-76.716188, 34.567461, -76.65, 34.64)  # the corner with border fill

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


def test_cape_lookout_with_genuine_modis(qgis, near, tmp_path):
    image, coarse = near(CAPE, CAPE_IMAGE), near(CAPE, "mcd12q1_umd_2018.tif")
    geo = tiny_scene.write_polygons(tmp_path / "geo.geojson", [GEO], epsg=4326)
    small = tiny_scene.write_polygons(tmp_path / "small.geojson", [GEO_SMALL], epsg=4326)
    results, peak = run_measured(
        qgis,
        "finecover:upsample",
        {"IMAGES": [image], "COARSE": coarse, "GEO": geo, "GEO_SMALL": small, "TREES": 30,
         "SAMPLES": 5000, "MIN_PER_CLASS": 200, "OUTPUT": tmp_path / "map.tif",
         "REPORT": tmp_path / "report.html"},
    )  # fmt: skip
    assert peak < 2e9
    with rasterio.open(results["OUTPUT"]) as raster:
        codes, valid = raster.read(1), raster.read_masks(1) > 0
        bounds, crs, colours = raster.bounds, raster.crs, raster.colormap(1)
        names = json.loads(raster.tags()["FINECOVER_LEGEND"])
    assert crs.to_epsg() == 4326
    for found, drawn in zip(bounds, GEO_SMALL):
        assert found == pytest.approx(drawn, abs=2e-4)
    bands = read_at(image, bounds, codes.shape)
    assert not valid[(bands == 255).all(axis=0)].any()
    green, nir = bands[2].astype(float), bands[7].astype(float)
    water = (green - nir) / np.maximum(green + nir, 1) > 0
    agree = (codes == 0) == water
    assert agree[valid].mean() > 0.95
    modis = set(np.unique(tiny_scene.read(coarse)).tolist()) - {255}
    assert set(np.unique(codes[valid]).tolist()) <= modis
    assert "Water" in json.dumps(names)
    style = ElementTree.parse(tmp_path / "map.qml").getroot()
    entries = {
        int(entry.get("value")): (entry.get("label"), entry.get("color").lower())
        for entry in style.iter("paletteEntry")
    }
    for code in np.unique(codes[valid]).tolist():
        label, colour = entries[code]
        assert colour == "#{:02x}{:02x}{:02x}".format(*colours[code][:3])
        assert label in (tmp_path / "map.tif.aux.xml").read_text(encoding="utf-8")
        assert label in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_nothing_is_mapped_in_cape_lookouts_border(qgis, near, tmp_path):
    image = near(CAPE, CAPE_IMAGE)
    corner = tiny_scene.write_polygons(tmp_path / "corner.geojson", [BOARD], epsg=4326)
    results = qgis.run(
        "finecover:computefeatures",
        {"IMAGES": [image], "EXTENT_MASK": corner, "CONTEXT": 0, "INDICES": "none",
         "OUTPUT": tmp_path / "f.tif"},
    )  # fmt: skip
    with rasterio.open(results["OUTPUT"]) as raster:
        valid = np.isfinite(raster.read(1))
        bands = read_at(image, raster.bounds, valid.shape)
    fill = (bands == 255).all(axis=0)
    assert fill.any()
    assert valid.any()
    assert not valid[fill].any()


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
    assert int(results["FEATURE_COUNT"]) == 4 + 2 + 2 * 4 + 5
    assert float(results["OVERALL_ACCURACY"]) > 0.5


def check_side_by_side(results, report):
    names = ("OVERALL_ACCURACY", "KAPPA", "MEAN_IOU", "MACRO_F1")
    for name in (*names, *(f"BASELINE_{name}" for name in names), "OOB_ACCURACY"):
        assert 0 < float(results[name]) < 1, name
    page = Path(report).read_text(encoding="utf-8")
    for name in ("OVERALL_ACCURACY", "BASELINE_OVERALL_ACCURACY"):
        assert f"{100 * float(results[name]):.1f}" in page, name
