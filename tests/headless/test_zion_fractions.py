"""Soft maps of Zion through qgis_process: shares of NLCD at 480 m, and from there at 30 m."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.windows import Window
from tiny_scene import write_raster

FOLDER = "zion_l8_nlcd"
FACTOR = 16  # 30 m pixels along a side of one of 480 m
WINDOW = Window(300, 400, 640, 640)  # forest, rock, a valley with fields
LEGEND = Path(__file__).resolve().parents[2] / "benchmarks" / "fractions" / "zion_level1.csv"
BANDS = "blue=1,green=2,red=3,nir=4"


@pytest.fixture(scope="module")
def zion(data_dir, tmp_path_factory):
    """The scene's window at 30 m, labels and elevation, in a folder of their own."""
    folder = tmp_path_factory.mktemp("zion")
    for name in ("nlcd.tif", "srtm.tif"):
        (folder / name).symlink_to(data_dir / FOLDER / name)
    with rasterio.open(data_dir / FOLDER / "landsat8_zion_b2345.tif") as raster:
        image = raster.read(window=WINDOW)
        place, crs = raster.window_transform(WINDOW), raster.crs
    assert (image != 65535).all()
    corner = (place.c, place.f)
    write_raster(folder / "fine.tif", image, pixel=30.0, corner=corner, crs=crs)
    return folder


@pytest.fixture(scope="module")
def chain(qgis, zion):
    """Results of the steps at 480 m."""
    features = qgis.run("finecover:computefeatures", {
        "IMAGES": [zion / "fine.tif"], "BANDS": BANDS, "DEM": zion / "srtm.tif",
        "COORDINATES": "true", "CELL": FACTOR, "OUTPUT": zion / "features.tif",
    })  # fmt: skip
    trained = qgis.run("finecover:trainfractions", {
        "FINE_LABELS": zion / "nlcd.tif", "LEGEND": "file", "LEGEND_FILE": LEGEND,
        "FEATURES": features["OUTPUT"], "TREES": 50, "BLOCK_SIZE": 2400,
        "MODEL": zion / "shares.fcm", "REPORT": zion / "shares.html",
    })  # fmt: skip
    mapped = qgis.run("finecover:mapfractions", {
        "FEATURES": features["OUTPUT"], "MODEL": trained["MODEL"], "OUTPUT": zion / "shares.tif",
        "HARD_MAP": zion / "hard.tif", "LEVEL_MAP": zion / "n1.tif",
        "LEVEL_FRACTIONS": zion / "n1_shares.tif", "ENTROPY": zion / "entropy.tif",
    })  # fmt: skip
    return trained, mapped


def test_features_of_cells_are_means_and_spreads_of_their_pixels(chain, zion):
    with rasterio.open(zion / "features.tif") as raster:
        names, found = raster.descriptions, raster.read()
        assert raster.res == (480.0, 480.0)
    cells = read(zion / "fine.tif").astype(np.float64).reshape(4, 40, FACTOR, 40, FACTOR)
    for at, band in enumerate(("blue", "green", "red", "nir")):
        mean, spread = found[names.index(band)], found[names.index(f"{band}_spread")]
        np.testing.assert_allclose(mean, cells[at].mean(axis=(1, 3)), rtol=1e-6)
        np.testing.assert_allclose(spread, cells[at].std(axis=(1, 3)), rtol=1e-5)
    assert {"elevation", "x", "y"} <= set(names)
    assert "elevation_spread" not in names


def read(path):
    with rasterio.open(path) as raster:
        return raster.read()


def test_shares_are_learnt_better_than_the_mean(chain):
    trained, _ = chain
    figures = {name: float(value) for name, value in trained.items() if value[:1] != "/"}
    assert figures["MAE"] <= 0.6 * figures["BASELINE_MAE"], "1600 cells; make bench-fractions: 6087"
    assert figures["RANDOM_MAE"] < figures["BASELINE_MAE"]
    assert figures["SAMPLE_COUNT"] == 1600
    page = Path(trained["REPORT"]).read_text(encoding="utf-8")
    assert "Herbaceous" in page
    assert "finecover:trainfractions" in page
    assert all(kind in page for kind in ("Spectral", "Terrain", "Coordinates"))


def test_probabilities_of_a_map_of_the_pixels_tell_more(qgis, zion, chain):
    fine = {"IMAGES": [zion / "fine.tif"], "BANDS": BANDS, "DEM": zion / "srtm.tif"}
    features = qgis.run("finecover:computefeatures", {**fine, "OUTPUT": zion / "pixels.tif"})
    samples = qgis.run("finecover:samplecoarsemap", {
        "COARSE": zion / "nlcd.tif", "FEATURES": features["OUTPUT"], "SAMPLES": 4000,
        "ALLOCATION": "proportional", "OUTPUT": zion / "samples.gpkg",
    })  # fmt: skip
    model = qgis.run("finecover:trainclassifier", {
        "SAMPLES": samples["OUTPUT"], "FEATURES": features["OUTPUT"], "CLEAN": "false",
        "TREES": 50, "MODEL": zion / "pixels.fcm",
    })  # fmt: skip
    qgis.run("finecover:classify", {
        "FEATURES": features["OUTPUT"], "MODEL": model["MODEL"], "OUTPUT": zion / "map.tif",
        "PROBABILITIES": zion / "probabilities.tif",
    })  # fmt: skip
    cells = qgis.run("finecover:computefeatures", {
        **fine, "COORDINATES": "true", "ANCILLARY": [zion / "probabilities.tif"],
        "CELL": FACTOR, "OUTPUT": zion / "told.tif",
    })  # fmt: skip
    trained = qgis.run("finecover:trainfractions", {
        "FINE_LABELS": zion / "nlcd.tif", "LEGEND": "file", "LEGEND_FILE": LEGEND,
        "FEATURES": cells["OUTPUT"], "TREES": 50, "BLOCK_SIZE": 2400, "MODEL": zion / "told.fcm",
    })  # fmt: skip
    assert trained["SAMPLE_COUNT"] == chain[0]["SAMPLE_COUNT"]
    assert float(trained["MAE"]) < float(chain[0]["MAE"])


def test_both_levels_agree_in_every_pixel(chain):
    _, mapped = chain
    shares, levels = read(mapped["OUTPUT"]), read(mapped["LEVEL_FRACTIONS"])
    assert int(mapped["PIXELS"]) == 1600
    assert shares.min() >= 0
    np.testing.assert_allclose(shares.sum(axis=0, dtype=np.float64), 1, atol=1e-6)
    np.testing.assert_allclose(levels.sum(axis=0, dtype=np.float64), 1, atol=1e-6)
    with rasterio.open(mapped["OUTPUT"]) as raster, rasterio.open(mapped["LEVEL_FRACTIONS"]) as n1:
        names, coarser = raster.descriptions, n1.descriptions
    natural = [names.index(name) for name in ("Forest", "Shrubland", "Herbaceous")]
    found = levels[coarser.index("Natural vegetation")]
    np.testing.assert_allclose(shares[natural].sum(axis=0), found, atol=1e-6)


def test_shares_of_cells_come_down_to_pixels(qgis, zion, chain):
    _, coarse = chain
    features = qgis.run("finecover:computefeatures", {
        "IMAGES": [zion / "fine.tif"], "BANDS": BANDS, "OUTPUT": zion / "fine_features.tif",
    })["OUTPUT"]  # fmt: skip
    trained = qgis.run("finecover:trainfractions", {
        "COARSE_FRACTIONS": coarse["OUTPUT"], "FEATURES": features, "TREES": 10, "REFITS": 1,
        "SAMPLES": 2000, "MODEL": zion / "cells.fcm",
    })  # fmt: skip
    assert int(trained["SAMPLE_COUNT"]) == 1600
    mapped = qgis.run("finecover:mapfractions", {
        "FEATURES": features, "MODEL": trained["MODEL"], "COARSE_FRACTIONS": coarse["OUTPUT"],
        "OUTPUT": zion / "down.tif",
    })  # fmt: skip
    agreed, left = int(mapped["CELLS_AGREED"]), int(mapped["CELLS_OPEN"])
    assert agreed + left == 1600
    assert agreed > 1500
    with rasterio.open(mapped["OUTPUT"]) as raster, rasterio.open(coarse["OUTPUT"]) as above:
        assert raster.descriptions == above.descriptions
    down = read(mapped["OUTPUT"]).astype(np.float64)
    means = down.reshape(len(down), 40, FACTOR, 40, FACTOR).mean(axis=(2, 4))
    off = np.abs(means - read(coarse["OUTPUT"])).max(axis=0)
    assert (off < 2e-6).sum() >= agreed
