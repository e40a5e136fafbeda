import numpy as np
import pytest
import rasterio
from finecover.core.accuracy import assess
from finecover.core.assessment import Assessment, Comparison, ReferencePoints
from finecover.core.features import FeatureSettings
from finecover.core.legend import LandCoverClass, Legend
from finecover.core.pipeline import UpsampleSettings
from finecover.core.progress import Silent
from finecover.core.raster import RasterSource
from finecover.core.sampling import ClassCount, SamplingSettings
from finecover.core.summaries import (
    accuracy_numbers,
    accuracy_summary,
    class_keys,
    plain_settings,
    sampling_notes,
    training_numbers,
    training_summary,
    versions,
)
from finecover.core.training import TrainingSet, TrainingSettings, train
from finecover.core.validation import compare_splits
from scene import ArrayFeatures, box

LEGEND = Legend((LandCoverClass(9, "Sand", "#FFDD99"), LandCoverClass(2, "Grass", "#88CC44")))


@pytest.fixture(scope="module")
def trained():
    rng = np.random.default_rng(0)
    codes = np.repeat([2, 9], 60)
    features = (codes[:, None] + rng.normal(0, 1, (120, 2))).astype(np.float32)
    features[:3, 0] = np.nan
    samples = TrainingSet(features, codes, np.arange(120) % 4, LEGEND)
    source = ArrayFeatures(np.zeros((2, 3, 3)))
    return train(samples, source, settings=TrainingSettings(trees=6), progress=Silent())


def test_class_keys_follow_the_codes():
    assert class_keys(LEGEND) == ((2, "Grass", "#88CC44"), (9, "Sand", "#FFDD99"))


def test_versions_name_what_reads_rasters():
    found = versions()
    assert found["rasterio"] == rasterio.__version__
    assert found["GDAL"] == rasterio.__gdal_version__
    assert {"finecover", "python", "numpy", "scikit-learn"} <= set(found)


def test_settings_are_taken_apart():
    found = plain_settings(UpsampleSettings(), SamplingSettings(seed=7))
    assert found["seed"] == 7, "the last one wins"
    assert found["context"] == FeatureSettings().context
    assert found["prior_weight"] is None
    assert found["min_leaf"] is None
    assert found["allocation"] == "proportional_clipped"
    assert found["clean"] is True
    plain = (int, float, str, bool, type(None))
    assert all(isinstance(value, plain) for value in found.values())


def test_sampling_notes():
    counts = [ClassCount(2, 900, 10, 100, 90), ClassCount(9, 40, 40, 40, 0)]
    relaxed, few = sampling_notes(counts, LEGEND)
    assert relaxed.startswith("90 of the 100 samples of Grass lie nearer")
    assert few.startswith("Sand has only 40 samples")
    assert sampling_notes([ClassCount(2, 900, 900, 100, 0)], LEGEND) == []


def test_training_summary(trained):
    report = training_summary(trained, title="T", facts={"Samples": 120}, notes=["A note."])
    assert list(report.drawn) == [60, 60]
    np.testing.assert_array_equal(report.dropped, trained.without_data + trained.doubtful)
    assert report.classes == class_keys(LEGEND)
    assert report.split_note == compare_splits(trained.oob, trained.block_cv) != ""
    assert report.oob is trained.oob
    assert report.block_cv is trained.block_cv
    assert report.reliability is trained.reliability
    assert dict(report.importance) == dict(zip(("f0", "f1"), trained.importances))
    notes = report.provenance.notes
    assert notes[0] == "A note."
    assert notes[1] == "3 samples lie where a feature has no data."
    assert report.provenance.settings["trees"] == 6
    numbers = training_numbers(trained)
    assert numbers["OOB_ACCURACY"] == trained.oob.overall
    assert numbers["OOB_KAPPA"] == trained.oob.kappa
    assert numbers["BLOCK_CV_ACCURACY"] == trained.block_cv.overall
    assert numbers["BLOCK_CV_KAPPA"] == trained.block_cv.kappa


def test_numbers_without_cross_validation(trained):
    from dataclasses import replace

    without = training_numbers(replace(trained, block_cv=None))
    assert set(without) == {"OOB_ACCURACY", "OOB_KAPPA"}
    assert training_numbers(replace(trained, block_cv=None, oob=None)) == {}


def comparison_of(**parts):
    source = RasterSource("/somewhere/map.tif")
    return Comparison(map=source, **parts)


def test_accuracy_summary_and_numbers():
    good, poor = (assess(np.array(m)) for m in ([[8, 1], [0, 7]], [[5, 3], [3, 5]]))
    found = Assessment(LEGEND, good, poor, None, 16, {}, ("A note.",))
    comparison = comparison_of(
        reference=RasterSource("/a/truth.tif"), baseline=RasterSource("/a/coarse.tif"),
        area=box(0, 0, 5, 5, name="GEO_SMALL"),
    )  # fmt: skip
    report = accuracy_summary(found, comparison, title="T")
    assert report.result is good
    assert report.baseline is poor
    facts = report.provenance.facts
    assert facts["Map"] == "map.tif"
    assert facts["Reference"] == "truth.tif"
    assert facts["Pixels compared"] == 16
    assert facts["Baseline"].startswith("coarse.tif, nearest neighbour")
    assert facts["Restricted to"] == "GEO_SMALL"
    numbers = accuracy_numbers(found)
    assert numbers["OVERALL_ACCURACY"] == pytest.approx(15 / 16)
    assert numbers["BASELINE_OVERALL_ACCURACY"] == pytest.approx(10 / 16)
    assert set(numbers) == {
        f"{who}{name}"
        for who in ("", "BASELINE_")
        for name in ("OVERALL_ACCURACY", "KAPPA", "MEAN_IOU", "MACRO_F1")
    }


def test_points_are_called_points():
    points = ReferencePoints(np.zeros(1), np.zeros(1), [2], "")
    found = Assessment(LEGEND, assess(np.eye(2, dtype=int)), None, None, 2, {}, ())
    report = accuracy_summary(found, comparison_of(points=points), title="T")
    assert report.wording.unit == "points"
    assert report.provenance.facts["Points compared"] == 2
    assert report.provenance.facts["Reference"] == "labelled points"
    assert report.baseline is None
    assert report.independent
