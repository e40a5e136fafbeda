import numpy as np
import pytest
from finecover.core.learning import sample_cleaning
from finecover.core.learning.sample_cleaning import (
    NOT_CLEANED,
    Doubts,
    cleaning_clause,
    doubted_samples,
    find_doubtful,
)
from finecover.core.learning.training import TrainingSettings, train
from scene import ArrayFeatures, Recorder
from test_training import cell_samples, samples_of

WRONG = (1, 17, 30, 45, 62, 77, 91)


def trained(samples, monkeypatch, contaminated=(), **settings):
    """Result, doubts and log of a training in which the clusters mark these samples."""
    found = []

    def clusters(features, labels, weights, **_):
        marked = np.zeros(labels.size, bool)
        marked[list(contaminated)] = True
        return marked

    def finding(*args, **more):
        found.append(find_doubtful(*args, **more))
        return found[-1]

    monkeypatch.setattr(sample_cleaning, "find_contaminated", clusters)
    monkeypatch.setattr("finecover.core.learning.training.find_doubtful", finding)
    recorder = Recorder()
    source = ArrayFeatures(np.zeros((samples.features.shape[1], 3, 3)))
    result = train(
        samples, source, settings=TrainingSettings(trees=20, **settings), progress=recorder
    )
    return result, found[-1], recorder


def test_both_reasons_are_counted_and_told(monkeypatch):
    samples = cell_samples(wrong=WRONG)
    cell = samples.cells @ [12, 1]
    wrong = np.isin(cell, WRONG)
    # some of them in doubted cells already
    contaminated = np.concatenate([np.flatnonzero(wrong)[:4], np.flatnonzero(~wrong)[:3]])
    result, doubts, recorder = trained(samples, monkeypatch, contaminated)
    np.testing.assert_array_equal(doubted_samples(result.cells), wrong)
    np.testing.assert_array_equal(
        doubts.samples, wrong | np.isin(np.arange(cell.size), contaminated)
    )
    np.testing.assert_array_equal(np.flatnonzero(doubts.clustered), contaminated[4:])
    np.testing.assert_array_equal(result.kept, ~doubts.samples)
    said = (
        f"Cleaning left out {wrong.sum() + 3} of the {cell.size} samples: {wrong.sum()} of coarse "
        "cells whose label is more probably wrong than right and 3 in spectral clusters that "
        "belong to other classes."
    )
    assert said in recorder.messages


def test_without_cells_the_labels_are_doubted_one_by_one(monkeypatch):
    samples, _ = samples_of(flipped=0.15)
    _, doubts, recorder = trained(samples, monkeypatch, [0])
    (said,) = (text for text in recorder.messages if text.startswith("Cleaning"))
    assert "with a label that confident learning finds wrong" in said
    assert "coarse cells" not in said
    assert doubts.samples.sum() > 10


def test_nothing_left_out_is_not_told(monkeypatch):
    _, doubts, recorder = trained(cell_samples(), monkeypatch)
    assert not doubts.samples.any()
    assert not [text for text in recorder.messages if text.startswith("Cleaning")]
    assert recorder.warnings == []


def test_cleaning_that_would_leave_too_little_is_told(monkeypatch):
    samples = cell_samples()
    first = np.flatnonzero(samples.codes == samples.codes[0])
    others = np.flatnonzero(samples.codes != samples.codes[0])
    result, doubts, recorder = trained(samples, monkeypatch, others)
    assert first.size
    assert not doubts.samples.any()
    assert doubts.clustered.shape == doubts.samples.shape
    assert recorder.warnings == [NOT_CLEANED]
    assert result.kept.all()


@pytest.mark.parametrize(
    ("doubted", "clustered", "by_cell", "said"),
    [
        (1, 0, True, "left out 1 of the 9 samples, of coarse cells whose"),
        (0, 2, True, "left out 2 of the 9 samples, all in spectral clusters"),
        (2, 1, False, "left out 3 of the 9 samples: 2 with a label that confident learning finds "
                      "wrong and 1 in spectral"),
    ],
)  # fmt: skip
def test_reasons_that_do_not_occur_are_left_out(doubted, clustered, by_cell, said):
    assert said in cleaning_clause(doubted, clustered, 9, by_cell=by_cell)


def test_no_doubts():
    none = Doubts.none(3)
    assert not none.samples.any()
    assert none.clustered.shape == (3,)
    assert np.isnan(none.error_rate)
