"""COARSE of trainclassifier: the cells of the coarse map that hold no sample."""

from __future__ import annotations

from pathlib import Path

import pytest
import tiny_scene

FEW = {"SAMPLES": 50, "MIN_PER_CLASS": 12}  # in 180 cells


@pytest.fixture(scope="module")
def steps(processing, provider, scene, tmp_path_factory):
    """Paths of labels, features and samples, few of them and inside GEO."""
    folder = tmp_path_factory.mktemp("few")
    made = {name: str(folder / name) for name in ("labels.tif", "features.tif", "samples.gpkg")}
    labels, features, samples = made.values()
    legend = {"LEGEND": "file", "LEGEND_FILE": str(scene.legend)}
    runs = (
        ("preparelabels", {"COARSE": str(scene.coarse), **legend, "OUTPUT": labels}),
        ("computefeatures", {"IMAGES": [str(scene.image)], "OUTPUT": features}),
        ("samplecoarsemap", {"COARSE": labels, "FEATURES": features, "GEO": str(scene.geo),
                             "OUTPUT": samples, **FEW}),
    )  # fmt: skip
    for name, parameters in runs:
        processing.run(f"finecover:{name}", parameters)
    return {"labels": labels, "features": features, "samples": samples}


@pytest.fixture
def learn(run, steps, tmp_path):
    """Train; return the results, the model's bytes and the log."""
    from qgis.core import QgsProcessingFeedback

    def learner(**more):
        feedback, model = QgsProcessingFeedback(False), tmp_path / "model.fcm"
        result = run(
            "trainclassifier",
            {"SAMPLES": steps["samples"], "FEATURES": steps["features"], "MODEL": str(model),
             **tiny_scene.QUICK_TRAINING, **more},
            feedback=feedback,
        )  # fmt: skip
        return result, model.read_bytes(), feedback.textLog()

    return learner


def test_the_prior_is_chosen_although_most_cells_hold_no_sample(learn, run, steps, scene, tmp_path):
    without, _, log = learn()
    assert "PRIOR_WEIGHT_CHOSEN" not in without
    assert "most coarse cells around those with samples hold no sample themselves; give" in log
    found, model, log = learn(COARSE=steps["labels"], GEO=str(scene.geo))
    assert 0 <= found["PRIOR_WEIGHT_CHOSEN"] <= 1
    assert "could not be tried out" not in log
    whole = run(
        "upsample",
        {**scene.inputs, **FEW, "GEO": str(scene.geo), "OUTPUT": str(tmp_path / "u.tif"),
         "MODEL": str(tmp_path / "u.fcm")},
    )  # fmt: skip
    assert Path(whole["MODEL"]).read_bytes() == model
    for name in ("PRIOR_WEIGHT_CHOSEN", "COARSE_ERROR_RATE"):
        assert whole[name] == found[name]
    assert {"EXPECTED_GAIN", "EXPECTED_GAIN_SPREAD"} <= set(whole) & set(found)


def test_cells_outside_geo_are_not_looked_at(learn, steps, scene, tmp_path):
    codes = tiny_scene.read(steps["labels"])
    codes[:, 96 // tiny_scene.FACTOR :] = 1
    size = tiny_scene.PIXEL * tiny_scene.FACTOR
    other = tiny_scene.write_raster(tmp_path / "other.tif", codes, pixel=size, nodata=0)
    inside = {"GEO": str(scene.geo)}
    assert learn(COARSE=str(other), **inside)[1] == learn(COARSE=steps["labels"], **inside)[1]
    assert learn(COARSE=str(other))[1] != learn(COARSE=steps["labels"])[1]


def test_another_map_is_refused(learn, steps, tmp_path):
    from qgis.core import QgsProcessingException

    codes = tiny_scene.read(steps["labels"])[::-1, ::-1].copy()
    size = tiny_scene.PIXEL * tiny_scene.FACTOR
    other = tiny_scene.write_raster(tmp_path / "other.tif", codes, pixel=size, nodata=0)
    with pytest.raises(QgsProcessingException, match="COARSE has the class of the samples in "):
        learn(COARSE=str(other))
    far = tiny_scene.write_raster(tmp_path / "far.tif", codes, pixel=size, corner=(0.0, 0.0))
    with pytest.raises(QgsProcessingException, match=r"COARSE 'far.tif' does not overlap"):
        learn(COARSE=str(far))


def test_samples_that_name_no_cell_leave_it_unused(learn, run, steps, tmp_path):
    from qgis.core import QgsFeature, QgsVectorLayer

    source = QgsVectorLayer(steps["samples"], "samples", "ogr")
    layer = QgsVectorLayer("Point?crs=EPSG:32632&field=class:integer", "s", "memory")
    for sample in source.getFeatures():
        feature = QgsFeature(layer.fields())
        feature.setGeometry(sample.geometry())
        feature.setAttributes([sample["class"]])
        layer.dataProvider().addFeature(feature)
    _, model, log = learn(SAMPLES=layer, COARSE=steps["labels"])
    assert "COARSE is not used, because most samples do not name their coarse cell" in log
    assert learn(SAMPLES=layer)[1] == model


def test_one_sample_without_a_cell_costs_no_other_its_cell(learn, steps):
    from qgis.core import QgsFeatureRequest, QgsVectorLayer, edit

    layer = QgsVectorLayer(steps["samples"], "samples", "ogr").materialize(QgsFeatureRequest())
    with edit(layer):
        first = next(layer.getFeatures())
        layer.changeAttributeValue(first.id(), layer.fields().indexOf("cell_row"), None)
    result, _, log = learn(SAMPLES=layer, COARSE=steps["labels"])
    assert f"1 of {layer.featureCount()} samples without cell_row or cell_col: learnt from" in log
    assert "PRIOR_WEIGHT_CHOSEN" in result
    assert "COARSE_ERROR_RATE" in result


def test_geo_without_a_coarse_map_is_told_of(learn, steps, scene):
    _, model, log = learn(GEO=str(scene.geo))
    assert "GEO is not used, because COARSE is not given" in log
    _, plain, quiet = learn()
    assert model == plain
    assert "GEO is not used" not in quiet


def test_a_cell_no_raster_has_is_refused(learn, steps):
    from qgis.core import QgsFeatureRequest, QgsProcessingException, QgsVectorLayer, edit

    source = QgsVectorLayer(steps["samples"], "samples", "ogr")
    layer = source.materialize(QgsFeatureRequest())
    with edit(layer):
        first = next(layer.getFeatures())
        layer.changeAttributeValue(first.id(), layer.fields().indexOf("cell_col"), -5)
    with pytest.raises(QgsProcessingException, match="SAMPLES: cell_col -5 is in no raster"):
        learn(SAMPLES=layer)


def test_a_single_tree_is_told_apart_from_a_single_block(learn, steps):
    _, _, log = learn(COARSE=steps["labels"], TREES=1)
    assert "because TREES is 1 and every fold needs a tree of its own; choose more TREES." in log
    assert "one block" not in log
