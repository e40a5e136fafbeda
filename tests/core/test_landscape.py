"""The demo's landscape: repeatable, plausible, and neither trivial nor hopeless to map."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.warp import Resampling, reproject

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

import landscape as land
from cover import CLASS_CODES, rough_field
from reflectance import BAND_NAMES

SIZE = 400


@pytest.fixture(scope="module")
def scene():
    return land.build_landscape(seed=0, size=SIZE)


def coarse_on_image(scene):
    copied = np.zeros_like(scene.truth)
    reproject(
        scene.coarse,
        copied,
        src_transform=scene.coarse_transform,
        src_crs=land.COARSE_CRS,
        dst_transform=scene.transform,
        dst_crs=land.IMAGE_CRS,
        resampling=Resampling.nearest,
        src_nodata=0,
        dst_nodata=0,
    )
    return copied


def test_equal_seeds_make_equal_landscapes_and_others_do_not(scene):
    again = land.build_landscape(seed=0, size=SIZE)
    other = land.build_landscape(seed=1, size=SIZE)
    for name in ("image", "truth", "elevation", "coarse"):
        assert np.array_equal(getattr(scene, name), getattr(again, name)), name
    assert not np.array_equal(scene.truth, other.truth)


def test_every_class_of_the_legend_occurs_and_none_fills_the_scene(scene):
    codes, counts = np.unique(scene.truth, return_counts=True)
    assert set(codes) == set(CLASS_CODES)
    assert counts.max() / scene.truth.size < 0.6


def test_nodata_is_the_same_corner_in_all_bands_and_nowhere_else(scene):
    empty = scene.image == land.NODATA
    assert np.all(empty == empty[0])
    assert 0.005 < empty[0].mean() < 0.1
    assert empty[0, -1, -1]
    assert not empty[0, :, : SIZE // 2].any()


def test_vegetation_is_green_and_water_is_dark(scene):
    image = scene.image.astype(float)
    red, nir = image[BAND_NAMES.index("B04")], image[BAND_NAMES.index("B08")]
    valid = red > 0
    ndvi = (nir - red) / np.maximum(nir + red, 1)
    assert np.median(ndvi[valid & (scene.truth == 60)]) > 0.7
    assert np.median(ndvi[valid & (scene.truth == 210)]) < 0.1
    assert np.median(nir[valid & (scene.truth == 210)]) < np.median(
        nir[valid & (scene.truth == 190)]
    )


def test_copying_the_coarse_map_is_a_fair_baseline(scene):
    copied = coarse_on_image(scene)
    mapped = copied != 0
    assert mapped.mean() > 0.95
    assert 0.45 < np.mean(copied[mapped] == scene.truth[mapped]) < 0.8


def test_a_tenth_of_the_coarse_cells_is_wrong():
    rng = np.random.default_rng(5)
    right = rng.choice(np.array(CLASS_CODES), 1000)
    right[:100] = land.NODATA
    wrong = land._with_wrong_cells(rng, right)
    assert np.sum(wrong != right) == 90
    assert np.all(wrong[:100] == land.NODATA)
    assert set(wrong[100:]) <= set(CLASS_CODES)


def test_a_forest_trained_on_the_truth_maps_it_well_but_not_perfectly():
    ensemble = pytest.importorskip("sklearn.ensemble")
    scene = land.build_landscape(seed=0, size=600)
    features = scene.image.reshape(len(BAND_NAMES), -1).T.astype(np.float32)
    chosen = np.random.default_rng(0).permutation(np.flatnonzero(features[:, 0] > 0))
    train, check = chosen[:6000], chosen[6000:18000]
    forest = ensemble.RandomForestClassifier(30, min_samples_leaf=3, random_state=0)
    forest.fit(features[train], scene.truth.ravel()[train])
    accuracy = forest.score(features[check], scene.truth.ravel()[check])
    assert 0.85 < accuracy < 0.96


def test_a_rough_field_is_standardised_and_smoother_when_asked():
    fields = [
        rough_field(np.random.default_rng(0), (80, 90), roughness=r, top=40) for r in (1.5, 3.5)
    ]
    steps = [np.abs(np.diff(field, axis=0)).mean() for field in fields]
    assert all(field.shape == (80, 90) for field in fields)
    assert all(abs(field.mean()) < 1e-4 for field in fields)
    assert all(abs(field.std() - 1) < 1e-4 for field in fields)
    assert steps[1] < 0.5 * steps[0]


def test_the_files_hold_what_was_built(scene, tmp_path):
    land.write_landscape(scene, tmp_path)
    with rasterio.open(tmp_path / "image.tif") as image:
        assert image.descriptions == BAND_NAMES
        assert image.nodata == 0
        assert image.crs.to_epsg() == 32632
        assert image.res == (10.0, 10.0)
        assert np.array_equal(image.read(), scene.image)
    with rasterio.open(tmp_path / "coarse.tif") as coarse:
        assert coarse.crs.to_epsg() == 4326
        assert coarse.res == pytest.approx((1 / 360, 1 / 360))
        assert np.array_equal(coarse.read(1), scene.coarse)
    with rasterio.open(tmp_path / "truth.tif") as truth, rasterio.open(tmp_path / "dem.tif") as dem:
        assert np.array_equal(truth.read(1), scene.truth)
        assert np.array_equal(dem.read(1), scene.elevation)


def test_the_small_polygon_lies_inside_the_large_one_and_both_inside_the_image(scene, tmp_path):
    land.write_landscape(scene, tmp_path)
    boxes = {}
    for name in ("geo", "geo_small"):
        document = json.loads((tmp_path / f"{name}.geojson").read_text(encoding="utf-8"))
        ring = np.array(document["features"][0]["geometry"]["coordinates"][0])
        assert np.array_equal(ring[0], ring[-1])
        x, y = land.transform_points(land.COARSE_CRS, land.IMAGE_CRS, *ring.T)
        boxes[name] = np.array([*land._place(~scene.transform, np.array(x), np.array(y))])
    for box in boxes.values():
        assert box.min() >= 0
        assert box.max() <= SIZE
    assert np.all(boxes["geo_small"].min(axis=1) > boxes["geo"].min(axis=1))
    assert np.all(boxes["geo_small"].max(axis=1) < boxes["geo"].max(axis=1))
