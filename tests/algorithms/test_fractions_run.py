"""trainfractions and mapfractions by processing.run, their results compared by value."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
import soft_scene
import tiny_scene
from soft_scene import CELL, SIDE, means, true_shares

QUICK = soft_scene.QUICK


@pytest.fixture(scope="module")
def soft(tmp_path_factory, scene):
    """Paths of features of mixed pixels, a legend with levels and coarse fractions."""
    return soft_scene.build(tmp_path_factory.mktemp("soft"), scene)


@pytest.fixture(scope="module")
def trained(processing, provider, scene, soft):
    model = str(soft["folder"] / "labels.fcm")
    return processing.run("finecover:trainfractions", {
        "FINE_LABELS": str(scene.truth), "FEATURES": soft["features"], **soft["legend"], **QUICK,
        "MODEL": model,
    })  # fmt: skip


@pytest.fixture(scope="module")
def mapped(processing, trained, soft):
    names = ("OUTPUT", "HARD_MAP", "LEVEL_MAP", "LEVEL_FRACTIONS", "ENTROPY")
    outputs = {name: str(soft["folder"] / f"{name.lower()}.tif") for name in names}
    return processing.run("finecover:mapfractions", {
        "FEATURES": soft["features"], "MODEL": trained["MODEL"], **outputs,
    })  # fmt: skip


def bands(path):
    with rasterio.open(path) as raster:
        return raster.read()


def test_training_tells_errors_of_both_splits_and_of_the_mean(trained):
    assert trained["CLASS_COUNT"] == 3
    assert trained["SAMPLE_COUNT"] == 24 * 30
    assert 0 < trained["MAE"] < 0.5 * trained["BASELINE_MAE"]
    assert 0 < trained["RANDOM_MAE"] <= trained["RANDOM_RMSE"]
    assert trained["MAE"] <= trained["RMSE"]
    assert trained["R2"] > 0.5


def test_a_band_per_class_sums_to_one_and_is_near_the_truth(mapped):
    shares = bands(mapped["OUTPUT"])
    with rasterio.open(mapped["OUTPUT"]) as raster:
        assert raster.descriptions == ("Water", "Forest", "Cropland")
    assert shares.dtype == np.float32
    np.testing.assert_allclose(shares.sum(axis=0, dtype=np.float64), 1, atol=1e-6)
    assert np.abs(shares - true_shares()).mean() < 0.05
    assert mapped["PIXELS"] == 24 * 30
    assert (mapped["NO_IMAGE_PIXELS"], mapped["NO_ANCILLARY_PIXELS"]) == (0, 0)
    assert "CELLS_AGREED" not in mapped


def test_levels_entropy_and_hard_map_follow_from_the_shares(mapped):
    shares, levels = bands(mapped["OUTPUT"]), bands(mapped["LEVEL_FRACTIONS"])
    np.testing.assert_array_equal(levels, [shares[0], shares[1] + shares[2]])
    np.testing.assert_array_equal(bands(mapped["HARD_MAP"])[0], shares.argmax(axis=0) + 1)
    np.testing.assert_array_equal(bands(mapped["LEVEL_MAP"])[0], levels.argmax(axis=0) + 1)
    entropy = bands(mapped["ENTROPY"])[0]
    assert entropy[shares.max(axis=0) > 0.999].max() <= 1
    assert entropy.mean() == pytest.approx(mapped["MEAN_ENTROPY"])
    for name, first in (("HARD_MAP", "Water"), ("LEVEL_MAP", "Wet")):
        assert first in Path(mapped[name]).with_suffix(".qml").read_text(encoding="utf-8")


def test_the_same_inputs_give_the_same_bytes(processing, trained, mapped, scene, soft, tmp_path):
    again = processing.run("finecover:trainfractions", {
        "FINE_LABELS": str(scene.truth), "FEATURES": soft["features"], **soft["legend"], **QUICK,
        "MODEL": str(tmp_path / "again.fcm"),
    })  # fmt: skip
    assert Path(again["MODEL"]).read_bytes() == Path(trained["MODEL"]).read_bytes()
    other = processing.run("finecover:mapfractions", {
        "FEATURES": soft["features"], "MODEL": again["MODEL"], "OUTPUT": str(tmp_path / "again.tif")
    })  # fmt: skip
    assert Path(other["OUTPUT"]).read_bytes() == Path(mapped["OUTPUT"]).read_bytes()


def test_a_level_can_be_learnt_by_itself(run, scene, soft, tmp_path):
    result = run("trainfractions", {
        "FINE_LABELS": str(scene.truth), "FEATURES": soft["features"], **soft["legend"], **QUICK,
        "LEGEND_LEVEL": "level1", "MODEL": str(tmp_path / "level.fcm"),
    })  # fmt: skip
    assert result["CLASS_COUNT"] == 2
    found = run("mapfractions", {
        "FEATURES": soft["features"], "MODEL": result["MODEL"], "OUTPUT": str(tmp_path / "l.tif"),
    })  # fmt: skip
    with rasterio.open(found["OUTPUT"]) as raster:
        assert raster.descriptions == ("Wet", "Dry")


def test_cells_can_be_learnt_from_and_agreed_with(run, soft, tmp_path):
    trained = run("trainfractions", {
        "COARSE_FRACTIONS": soft["coarse"], "FEATURES": soft["features"], "TREES": 8,
        "MIN_LEAF": 1, "REFITS": 1, "BLOCK_SIZE": 480, "MODEL": str(tmp_path / "cells.fcm"),
    })  # fmt: skip
    assert trained["SAMPLE_COUNT"] == 4 * 5
    mapped = run("mapfractions", {
        "FEATURES": soft["features"], "MODEL": trained["MODEL"], "COARSE_FRACTIONS": soft["coarse"],
        "OUTPUT": str(tmp_path / "agreed.tif"),
    })  # fmt: skip
    assert mapped["CELLS_AGREED"] == 20
    assert (mapped["CELLS_OPEN"], mapped["CELLS_LEFT"]) == (0, 0)
    assert mapped["CELL_DEVIATION"] < 1e-6
    found = means(bands(mapped["OUTPUT"]).astype(float), CELL)
    np.testing.assert_allclose(found, bands(soft["coarse"]), atol=2e-6)


def test_a_model_of_a_level_agrees_with_fractions_of_finer_classes(run, scene, soft, tmp_path):
    """Codes of the level are also codes of classes: they must not be taken for these."""
    known = run("mapfractions", {
        "FEATURES": soft["features"],
        "MODEL": run("trainfractions", {
            "FINE_LABELS": str(scene.truth), "FEATURES": soft["features"], **soft["legend"],
            **QUICK, "MODEL": str(tmp_path / "fine.fcm"),
        })["MODEL"],
        "OUTPUT": str(tmp_path / "fine.tif"),
    })["OUTPUT"]  # fmt: skip
    shares = means(bands(known).astype(float), CELL).astype(np.float32)
    with rasterio.open(known) as raster:
        tags = raster.tags()
    cells = tiny_scene.write_raster(
        tmp_path / "cells.tif",
        shares,
        pixel=tiny_scene.PIXEL * SIDE * CELL,
    )
    with rasterio.open(cells, "r+") as raster:
        raster.update_tags(FINECOVER_FRACTIONS=tags["FINECOVER_FRACTIONS"])
    level = run("trainfractions", {
        "FINE_LABELS": str(scene.truth), "FEATURES": soft["features"], **soft["legend"], **QUICK,
        "LEGEND_LEVEL": "1", "MODEL": str(tmp_path / "level.fcm"),
    })  # fmt: skip
    result = run("mapfractions", {
        "FEATURES": soft["features"], "MODEL": level["MODEL"], "COARSE_FRACTIONS": str(cells),
        "OUTPUT": str(tmp_path / "level.tif"),
    })  # fmt: skip
    found = means(bands(result["OUTPUT"]).astype(float), CELL)
    np.testing.assert_allclose(found, [shares[0], shares[1] + shares[2]], atol=2e-6)


def test_pure_samples_are_mixed(run, scene, soft, tmp_path):
    samples = run("samplecoarsemap", {
        "COARSE": str(scene.truth), "FEATURES": str(scene.image), "SAMPLES": 300,
        "MIN_PER_CLASS": 50, "OUTPUT": str(tmp_path / "pure.gpkg"),
    })["OUTPUT"]  # fmt: skip
    trained = run("trainfractions", {
        "PURE_SAMPLES": samples, "FEATURES": str(scene.image), **soft["legend"], "TREES": 20,
        "SAMPLES": 900, "MODEL": str(tmp_path / "mixed.fcm"),
    })  # fmt: skip
    assert trained["CLASS_COUNT"] == 3
    assert trained["SAMPLE_COUNT"] == pytest.approx(900, abs=5)
    assert "RANDOM_MAE" not in trained  # pixels at random would hold points that were learnt from
    assert trained["MAE"] < 0.5 * trained["BASELINE_MAE"]
    mapped = run("mapfractions", {
        "FEATURES": soft["features"], "MODEL": trained["MODEL"], "OUTPUT": str(tmp_path / "m.tif"),
    })  # fmt: skip
    error = np.abs(bands(mapped["OUTPUT"]) - true_shares()).mean()
    assert error < 0.15


def test_geo_and_geo_small_bound_what_is_read_and_written(run, scene, soft, tmp_path):
    trained = run("trainfractions", {
        "FINE_LABELS": str(scene.truth), "FEATURES": soft["features"], **soft["legend"], **QUICK,
        "GEO": str(scene.geo), "MODEL": str(tmp_path / "geo.fcm"),
    })  # fmt: skip
    assert trained["SAMPLE_COUNT"] == 24 * 24
    mapped = run("mapfractions", {
        "FEATURES": soft["features"], "MODEL": trained["MODEL"], "GEO_SMALL": str(scene.geo_small),
        "OUTPUT": str(tmp_path / "small.tif"),
    })  # fmt: skip
    assert bands(mapped["OUTPUT"]).shape == (3, 12, 19)


@pytest.fixture(scope="module")
def classifier(processing, provider, scene, tmp_path_factory):
    folder = tmp_path_factory.mktemp("classifier")
    run = processing.run
    samples = run("finecover:samplecoarsemap", {
        "COARSE": str(scene.coarse), "FEATURES": str(scene.image),
        "OUTPUT": str(folder / "s.gpkg"), **tiny_scene.QUICK_SAMPLING,
    })["OUTPUT"]  # fmt: skip
    return run("finecover:trainclassifier", {
        "SAMPLES": samples, "FEATURES": str(scene.image), "MODEL": str(folder / "c.fcm"),
        **tiny_scene.QUICK_TRAINING,
    })["MODEL"]  # fmt: skip


def refused(run, name, parameters):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException) as caught:
        run(name, parameters)
    return " ".join(str(caught.value).split())


WRONG = {
    "nothing to learn from": ({"FINE_LABELS": None}, "given: none of them"),
    "two to learn from": ({"COARSE_FRACTIONS": "@coarse"}, "FINE_LABELS + COARSE_FRACTIONS"),
    "labels too coarse": ({"FINE_LABELS": "@coarse_labels"}, "are larger than those of FEATURES"),
    "one band": (
        {"FINE_LABELS": None, "COARSE_FRACTIONS": "@truth", "LEGEND": "auto", "LEGEND_FILE": None},
        "has 1 band; give a raster with a band for each class",
    ),
    "no such level": ({"LEGEND_LEVEL": "n9"}, "LEGEND_LEVEL: level 'n9' is not in the legend"),
    "rounds without cells": ({"REFITS": 2}, "REFITS is 2, but there are no COARSE_FRACTIONS"),
    "a crosswalk of cells": (
        {"FINE_LABELS": None, "COARSE_FRACTIONS": "@coarse", "CROSSWALK": "@legend_file"},
        "CROSSWALK translates the codes of FINE_LABELS",
    ),
    "a layer's legend of cells": (
        {"FINE_LABELS": None, "COARSE_FRACTIONS": "@coarse", "LEGEND": "layer",
         "LEGEND_FILE": None},
        "LEGEND is layer, but COARSE_FRACTIONS shows no classes",
    ),
    "a legend file without LEGEND=file": ({"LEGEND": "auto"}, "LEGEND_FILE is given"),
    "blocks of no length": ({"BLOCK_SIZE": 0}, "BLOCK_SIZE: 0 is out of range"),
    "too few samples": ({"SAMPLES": 5}, "SAMPLES: 5 is out of range"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_learnt_from_is_told_in_a_sentence(run, scene, soft, tmp_path, case):
    files = {
        "@coarse": soft["coarse"], "@coarse_labels": str(scene.coarse), "@truth": str(scene.truth),
        "@legend_file": soft["legend"]["LEGEND_FILE"],
    }  # fmt: skip
    changed, sentence = WRONG[case]
    given = {
        "FINE_LABELS": str(scene.truth), "FEATURES": soft["features"], **soft["legend"], **QUICK,
        "MODEL": str(tmp_path / "m.fcm"),
        **{name: files.get(value, value) for name, value in changed.items()},
    }  # fmt: skip
    assert sentence in refused(run, "trainfractions", given)
    assert list(tmp_path.glob("*.fcm")) == []


def test_models_of_the_other_kind_are_told_apart(run, soft, scene, trained, classifier, tmp_path):
    output = str(tmp_path / "map.tif")
    text = refused(run, "mapfractions", {
        "FEATURES": str(scene.image), "MODEL": classifier, "OUTPUT": output})  # fmt: skip
    assert "it is a model of one class per pixel; give it to classify" in text
    text = refused(run, "classify", {
        "FEATURES": soft["features"], "MODEL": trained["MODEL"], "OUTPUT": output})  # fmt: skip
    assert "it is a model of the shares of classes; give it to mapfractions" in text
    assert not Path(output).exists()


def test_what_cannot_be_mapped_is_told_early(provider, soft, scene, trained, tmp_path):
    from qgis.core import QgsProcessingContext

    algorithm = provider.algorithm("mapfractions").create()
    good = {"FEATURES": soft["features"], "MODEL": trained["MODEL"],
            "OUTPUT": str(tmp_path / "m.tif")}  # fmt: skip
    cases = (
        ({}, ""),
        (
            {"LEVEL": "2"},
            "LEVEL: the model's classes have no such level (level 2 is not in the legend; choose",
        ),
        ({"LEVEL_MAP": str(tmp_path / "level.tif")}, ""),
        ({"FEATURES": str(scene.dem)}, "The features lack B02"),
    )
    for changed, sentence in cases:
        fine, text = algorithm.checkParameterValues({**good, **changed}, QgsProcessingContext())
        assert fine == (not sentence), text
        assert sentence in text


def test_models_say_what_they_hold(trained):
    import zipfile

    with zipfile.ZipFile(trained["MODEL"]) as archive:
        names = archive.namelist()
        document = json.loads(archive.read(next(one for one in names if one.endswith(".json"))))
    assert document["format"] == "finecover-fractions"
    assert document["settings"]["block_size"] == 200
    assert [one["level"] for one in document["scores"]["blocks"]["levels"]] == ["", "level1"]
