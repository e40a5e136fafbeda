import math
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from finecover.core.accuracy.accuracy import assess
from finecover.core.accuracy.accuracy_summary import accuracy_numbers, accuracy_summary
from finecover.core.accuracy.assessment import Assessment, Comparison, ReferencePoints
from finecover.core.features.features import FeatureSettings
from finecover.core.learning.importance import PermutationImportance
from finecover.core.learning.sample_cleaning import cleaning_clause
from finecover.core.learning.sampling import ClassCount, SamplingSettings
from finecover.core.learning.training import TrainingSet, TrainingSettings, train
from finecover.core.learning.validation import compare_splits
from finecover.core.legends.legend import LandCoverClass, Legend
from finecover.core.mapping.classify import MapSummary
from finecover.core.mapping.outside import OutsideCounts
from finecover.core.mapping.posterior import MapSettings
from finecover.core.pipeline import UpsampleSettings
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Window
from finecover.core.rasters.raster import RasterSource
from finecover.core.reports.report import accuracy_headline
from finecover.core.summaries import (
    class_keys,
    coarse_error_rate,
    expectation,
    expectation_cautions,
    gain_numbers,
    map_expectation,
    plain_settings,
    sampling_notes,
    training_numbers,
    training_summary,
    trust_summary,
    versions,
)
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
    assert found["SEED"] == 7, "the last one wins"
    assert found["CONTEXT"] == FeatureSettings().context
    assert found["PRIOR_WEIGHT"] is None
    assert found["MIN_LEAF"] is None
    assert found["ALLOCATION"] == "proportional_clipped"
    assert found["CLEAN"] is True
    plain = (int, float, str, bool, type(None))
    assert all(isinstance(value, plain) for value in found.values())


def test_sampling_notes():
    counts = [ClassCount(2, 900, 10, 100, 90), ClassCount(9, 40, 40, 40, 0)]
    relaxed, few, easier = sampling_notes(counts, LEGEND)
    assert easier.startswith("Samples keep to a part of the pixels")
    assert relaxed.startswith("90 of the 100 samples of Grass lie nearer")
    assert few.startswith("Sand has only 40 samples")
    assert "BUFFER, in cells below PURITY or in cells that HOMOGENEITY leaves out" in relaxed
    assert sampling_notes([ClassCount(2, 900, 900, 100, 0)], LEGEND) == []
    relaxed, few, _ = sampling_notes([ClassCount(9, 1, 0, 1, 1)], LEGEND)
    assert relaxed.startswith("The only sample of Sand lies nearer")
    assert few.startswith("Sand has only 1 sample;")
    relaxed, _ = sampling_notes([ClassCount(2, 900, 99, 100, 1)], LEGEND)
    assert relaxed.startswith("1 of the 100 samples of Grass lies nearer")


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
    assert report.provenance.settings["TREES"] == 6
    numbers = training_numbers(trained)
    assert numbers["OOB_ACCURACY"] == trained.oob.overall
    assert numbers["OOB_KAPPA"] == trained.oob.kappa
    assert numbers["BLOCK_CV_ACCURACY"] == trained.block_cv.overall
    assert numbers["BLOCK_CV_KAPPA"] == trained.block_cv.kappa


def test_features_are_told_by_what_held_out_agreement_loses(trained):
    found = PermutationImportance(np.array([0.25, 0.0]), np.array([0.01, 0.02]), 0.8, 2001, 5)
    report = training_summary(replace(trained, permutation=found), title="T", facts={})
    assert dict(report.importance) == {"f0": 0.25, "f1": 0.0}
    assert report.importance_spread == (0.01, 0.02)
    assert report.importance_kind == "fall in held-out kappa"
    assert "(kappa 0.800)" in report.importance_note
    assert "the mean of 5 shufflings of 2\u202f001 samples" in report.importance_note
    lone = replace(trained, block_cv=None, untried="all samples lie in one block")
    report = training_summary(lone, title="T", facts={})
    assert report.importance_kind == "mean decrease in impurity"
    assert report.importance_note.endswith(
        "could not be measured, because all samples lie in one block."
    )


def test_numbers_without_cross_validation(trained):
    without = training_numbers(replace(trained, block_cv=None))
    assert set(without) == {"OOB_ACCURACY", "OOB_KAPPA"}
    assert training_numbers(replace(trained, block_cv=None, oob=None)) == {}


def celled(settings=None, *, wrong=10, cells=144, **changes):
    """Two classes in cells of ten samples, ``wrong`` of the cells with the other's label."""
    rng = np.random.default_rng(3)
    side = int(cells**0.5)
    place = np.stack(np.divmod(np.arange(cells), side), axis=1)
    truth = np.where((place[:, 1] // 2) % 2, 9, 2)
    given = truth.copy()
    given[rng.choice(cells, wrong, replace=False)] = 0
    given = np.where(given == 0, 11 - truth, given)
    sample = np.repeat(np.arange(cells), 10)
    features = (truth[sample][:, None] + rng.normal(0, 1, (sample.size, 2))).astype(np.float32)
    parts = {"blocks": None, "cells": place[sample], **changes}
    samples = TrainingSet(features, given[sample], parts["blocks"], LEGEND, cells=parts["cells"])
    source = ArrayFeatures(np.zeros((2, 3, 3)))
    settings = settings or TrainingSettings(trees=20)
    return train(samples, source, settings=settings, progress=Silent())


def made_map(weight, correction, *, coarse_kappa=math.nan, surveyed=0, outside=None):
    counts = np.full((3, 101), 1, np.int64)
    return MapSummary(
        counts.sum(axis=1), Window(0, 0, 2, 5), weight, correction, counts, outside,
        surveyed=surveyed, coarse_kappa=coarse_kappa,
    )  # fmt: skip


def test_why_a_map_may_gain_less_than_expected():
    assert expectation_cautions(made_map(0.5, 0.5), MapSettings(), []) == []
    counts = np.array([50, 50, 0])
    outside = OutsideCounts(counts, np.array([9, 1, 0]), 0.4, True)
    mapped = made_map(0.5, 0.5, outside=outside)
    settings = MapSettings(smoothing=0.5, min_mapping_unit=30)
    found = expectation_cautions(mapped, settings, ["Sand (9) occurs in GEO only."])
    assert "has other classes" in found[0]
    assert "Nothing is known of the 10 % of the map outside" in found[1]
    assert "for the default SMOOTHING and MIN_MAPPING_UNIT;" in found[2]
    assert len(found) == 3


def test_what_training_lets_one_expect():
    result = celled()
    mapped = made_map(0.5, 1.0, coarse_kappa=0.75)
    found = expectation(result, mapped=mapped, cautions=["Less there."])
    assert found.validation is result.validation is not None
    assert found.missing == ""
    assert sum(found.cells) == sum(found.judged) == 144
    assert 5 <= sum(found.doubted) <= 15
    assert found.error_rate == coarse_error_rate(result) == result.error_rate
    assert 0.02 < found.error_rate < 0.15
    assert found.used == (0.5, 1.0)
    assert found.coarse_kappa == 0.75
    assert found.cautions == ("Less there.",)
    report = training_summary(result, title="T", facts={}, mapped=made_map(0.25, 0.0))
    assert report.expectation.used == (0.25, 0.0)
    assert report.expectation.surveyed is False
    assert f"{100 * result.error_rate:.1f} % of the coarse cells with samples carry" in (
        report.cleaning
    )
    doubted = sum(found.doubted)
    left = int(result.doubtful.sum())
    assert found.left_out <= 10 * doubted
    said = cleaning_clause(found.left_out, left - found.left_out, 1440, by_cell=True)
    assert report.cleaning.startswith(f"{said}. ")
    assert found.cleaned
    assert expectation(result).surveyed is None
    numbers = training_numbers(result)
    assert numbers["EXPECTED_GAIN"] == result.validation.gain
    assert numbers["EXPECTED_GAIN_SPREAD"] == result.validation.gain_spread
    chosen = made_map(result.validation.weight, result.validation.correction, coarse_kappa=0.8)
    told = training_numbers(result, mapped=chosen)
    expected = result.validation.gain_of_map(1 - 0.8)
    assert (told["EXPECTED_GAIN"], told["EXPECTED_GAIN_SPREAD"]) == expected
    assert gain_numbers(map_expectation(result.model, chosen))["EXPECTED_GAIN"] == expected[0]
    assert "EXPECTED_GAIN" not in training_numbers(result, mapped=made_map(2.0, 0.0))
    assert numbers["PRIOR_WEIGHT_CHOSEN"] == result.validation.weight
    assert numbers["COARSE_ERROR_RATE"] == result.error_rate


def test_what_is_told_without_cleaning_or_errors():
    kept = celled(TrainingSettings(trees=20, clean=False))
    report = training_summary(kept, title="T", facts={}, mapped=made_map(0.5, 0.5, surveyed=4))
    assert report.cleaning == ""
    assert not report.expectation.cleaned
    assert report.expectation.left_out == 0
    assert report.expectation.surveyed
    result = replace(celled(), error_rate=0.00055)
    cleaning = training_summary(result, title="T", facts={}).cleaning
    assert cleaning.endswith("No wrong label was found among the coarse cells with samples.")


def test_samples_without_cells_tell_no_single_reason(trained):
    report = training_summary(trained, title="T", facts={})
    given, left = 117, int(trained.doubtful.sum())
    if left:
        assert report.cleaning.startswith(f"Cleaning left out {left} of the {given} samples: those")
    assert report.expectation.left_out is None
    none = replace(trained, doubtful=np.zeros(2, int))
    assert training_summary(none, title="T", facts={}).cleaning == ""


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"cells": 9, "wrong": 1, "settings": TrainingSettings(trees=4, block_size=1)},
            "too few coarse cells",
        ),
        ({"settings": TrainingSettings(trees=4, block_size=1000)}, "lie in one block"),
    ],
)
def test_why_nothing_can_be_expected(changes, reason):
    result = celled(**changes)
    found = expectation(result)
    assert found.validation is None
    assert reason in found.missing
    assert "EXPECTED_GAIN" not in training_numbers(result)


def test_samples_without_cells_let_nothing_expect(trained):
    found = expectation(trained)
    assert "most samples do not name the coarse cell" in found.missing
    assert list(found.cells) == list(found.judged) == []
    assert np.isnan(found.error_rate)
    assert not {"EXPECTED_GAIN", "COARSE_ERROR_RATE"} & set(training_numbers(trained))


def test_trust_of_a_map():
    counts = np.zeros((3, 101), np.int64)
    counts[0, [0, 9, 10, 100]] = 1, 1, 2, 4
    counts[1, [89, 90]] = 1, 1
    outside = OutsideCounts(np.array([8, 2, 0]), np.array([2, 0, 0]), 0.5, False)
    mapped = MapSummary(
        counts.sum(axis=1), Window(0, 0, 2, 5), 0.5, 0.5, counts, outside, surveyed=7, doubted=2
    )
    found = trust_summary(mapped, ["A note."])
    assert found.histogram == [0.2, 0.2, 0, 0, 0, 0, 0, 0, 0.1, 0.5]
    assert list(found.class_pixels) == [8, 2, 0]
    assert found.class_confidence[:2] == [(9 + 20 + 400) / 8, 89.5]
    assert np.isnan(found.class_confidence[2])
    assert found.mean_confidence == (9 + 20 + 400 + 179) / 10
    assert (found.surveyed, found.doubted) == (7, 2)
    assert found.outside_share == 0.2
    assert found.outside.startswith("20.0 % of the mapped pixels lie outside")
    assert found.class_outside[:2] == [0.25, 0]
    assert found.absences == ("A note.",)
    bare = trust_summary(replace(mapped, outside=None))
    assert (bare.outside, list(bare.class_outside)) == ("", [])
    assert np.isnan(bare.outside_share)


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
    headline = accuracy_headline(report)
    assert "; coarse.tif on " in headline, "which is any map to beat"
    assert report.wording.baseline_detail == facts["Baseline"]
    own = accuracy_summary(found, comparison, title="T", copies_coarse=True)
    assert own.wording.baseline == "a plain copy of the coarse map"
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


def test_files_are_named_without_what_an_address_is_asked_with():
    from finecover.core.accuracy.accuracy_summary import _file
    from finecover.core.upsample_summary import _file_names

    remote = RasterSource("/vsicurl/https://client.org/a.tif?token=HUSH")
    assert _file(remote) == "a.tif?…"
    assert _file_names([remote, RasterSource("/data/b.tif")]) == "a.tif?…, b.tif"
