import json
import math
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.cells.degraded import DegradedMap
from finecover.core.cells.prior import combine
from finecover.core.errors import Cancelled, InputError, ModelError
from finecover.core.learning.degraded_trial import GROUP, Groups, Tables, Trial
from finecover.core.learning.self_validation import (
    CORRECTIONS,
    FACTOR,
    WEIGHTS,
    CellSamples,
    SelfValidation,
    SettingScore,
    self_validate,
)
from finecover.core.progress import Silent
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

CLASSES = 3
EVEN = np.full(CLASSES, 1 / CLASSES)


def landscape(*, told=2.0, side=24, patch=1.5, per_cell=4, seed=0):
    """Patchy cells, and samples whose probabilities tell of their class by ``told``."""
    rng = np.random.default_rng(seed)
    fields = [gaussian_filter(rng.normal(size=(side, side)), patch) for _ in range(CLASSES)]
    labels = np.argmax(fields, axis=0).ravel()
    sample_cell = np.repeat(np.arange(side * side), per_cell)
    own = labels[sample_cell][:, None] == np.arange(CLASSES)
    odds = np.exp(rng.normal(size=own.shape) + told * own)
    return CellSamples(
        probabilities=odds / odds.sum(axis=1, keepdims=True),
        sample_cell=sample_cell,
        cells=np.stack(np.divmod(np.arange(side * side), side), axis=1),
        labels=labels,
        posterior=np.eye(CLASSES)[labels],
        judged=np.ones(side * side, bool),
    )


def validate(samples, *, shares=EVEN, error_rate=0.0, progress=None):
    return self_validate(
        samples, training_shares=shares, error_rate=error_rate, progress=progress or Silent()
    )


def test_an_image_that_tells_much_needs_no_coarse_map():
    found = validate(landscape(told=5.0))
    assert found.weight <= 0.25
    assert found.gain > 0.2


def test_an_image_that_tells_nothing_leaves_it_to_the_coarse_map():
    found = validate(landscape(told=0.0, patch=4))
    assert found.weight == 1.0
    assert found.gain < 0.05


def test_every_setting_is_scored():
    found = validate(landscape())
    assert [(s.weight, s.correction) for s in found.scores] == [
        (weight, correction) for weight in WEIGHTS for correction in CORRECTIONS
    ]
    assert (found.cells, found.factor) == (576, FACTOR)
    best = max(score.total for score in found.scores)
    chosen = [
        s for s in found.scores if (s.weight, s.correction) == (found.weight, found.correction)
    ]
    assert chosen[0].total == pytest.approx(best, abs=1e-9)


def test_equal_scores_choose_the_smallest_weight_and_correction():
    samples = landscape()
    sure = np.eye(CLASSES)[samples.labels[samples.sample_cell]]
    found = validate(replace(samples, probabilities=sure))
    assert (found.weight, found.correction) == (0.0, 0.5)
    assert found.gain == pytest.approx(1 - found.copy_kappa)
    assert found.changed == pytest.approx(found.gain, abs=0.02)  # all it changed was a gain
    assert found.gain_of_map(0.0) == (0.0, 0.0)  # a copy
    gain, spread = found.gain_of_map(found.changed / 2)
    assert gain == pytest.approx(found.gain / 2, abs=0.02)
    assert spread == pytest.approx(math.hypot(found.gain_spread, gain) / 2, abs=0.02)


def test_errors_of_the_map_add_to_the_gain():
    clean, noisy = (validate(landscape(), error_rate=rate) for rate in (0.0, 0.2))
    assert noisy.gain == pytest.approx(clean.gain + 0.2 * 3 / 2 * clean.copy_kappa)
    assert noisy.gain_spread == clean.gain_spread > 0
    assert noisy.own_errors == pytest.approx(noisy.gain - clean.gain)
    assert noisy.changed == clean.changed > clean.gain


def test_the_degraded_map_has_the_class_of_most_cells():
    samples = landscape(side=4)
    labels = np.array([0, 1, 1, 2, 1, 1, 1, 2, 1, 1, 1, 2, -1, 2, 2, 2])
    samples = replace(samples, labels=labels, posterior=np.eye(CLASSES)[labels.clip(0)])
    degraded = DegradedMap(samples, (0, 0))
    np.testing.assert_array_equal(degraded.labels, [1, 2, 2, 2])
    blocks = [[0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 1], [-1, 2, 2, 3]]
    np.testing.assert_array_equal(degraded.block_of.reshape(4, 4), blocks)
    shifted = DegradedMap(samples, (2, 2))
    np.testing.assert_array_equal(shifted.labels, [0, 1, 1, 2])
    blocks = [[0, 1, 1, 1], [2, 3, 3, 3], [2, 3, 3, 3], [-1, 3, 3, 3]]
    np.testing.assert_array_equal(shifted.block_of.reshape(4, 4), blocks)


def test_a_doubted_label_counts_less_in_the_degraded_map():
    samples = landscape(side=3)
    labels = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1])
    posterior = np.eye(CLASSES)[labels]
    posterior[:2] = [0.3, 0.7, 0]
    samples = replace(samples, labels=labels, posterior=posterior)
    np.testing.assert_array_equal(DegradedMap(samples, (0, 0)).labels, [1])


def tables(found, labels, weights, block=None):
    pairs = np.array(found) * 3 + np.array(labels)
    block = np.zeros(len(pairs), int) if block is None else np.array(block)
    return Tables(pairs, np.array(weights, float), block, 3)


def test_scores_by_hand():
    found = tables([0, 1, 1, 1], [0, 0, 1, 2], [1, 0.5, 1, 1])
    n, agreed, chance = 3.5, 2, 1 * 1.5 + 2.5 * 1
    assert found.kappa == pytest.approx((agreed / n - chance / n**2) / (1 - chance / n**2))
    assert found.macro_f1 == pytest.approx((2 / 2.5 + 2 / 3.5 + 0) / 3)


def test_kappa_without_each_degraded_cell():
    rng = np.random.default_rng(0)
    found, labels, weights = rng.integers(0, 3, 60), rng.integers(0, 3, 60), rng.random(60)
    block = rng.choice([2, 5, 9, 11], 60)
    weights[block == 9] = 0  # does not count: there is nothing to leave out
    expected = [
        tables(found[block != one], labels[block != one], weights[block != one]).kappa
        for one in (2, 5, 11)
    ]
    left = tables(found, labels, weights, block).without_each_block()
    np.testing.assert_allclose(left, expected, rtol=1e-12)


def test_samples_of_a_cell_are_dealt_in_turn():
    groups = Groups.deal(np.array([1, 0, 1, 1, 2, 1, 1]), cells=3, size=2)
    assert groups.of_sample.tolist() == [1, 0, 2, 1, 3, 2, 1]
    assert groups.cell.tolist() == [0, 1, 1, 2]
    assert groups.per_cell.tolist() == [1, 2, 1]
    whole = Groups.deal(np.array([1, 0, 1, 1, 2, 1, 1]), cells=3, size=None)
    assert whole.of_sample.tolist() == [1, 0, 1, 1, 2, 1, 1]


@pytest.mark.parametrize("size", [1, 2, None])
def test_groups_get_the_likeliest_class_of_the_combined_probabilities(size):
    samples = landscape(side=6, per_cell=4)
    shares = np.array([0.2, 0.3, 0.5])
    trial = Trial(samples, shares)
    laid, groups = trial.lay((0, 0)), trial.groups(size)
    local = np.repeat(laid.shares.T, 4, axis=0)
    for weight in WEIGHTS:
        for correction in CORRECTIONS:
            posterior = combine(
                samples.probabilities, local, training_shares=shares, weight=weight,
                correction=correction,
            )  # fmt: skip
            means = np.zeros((len(groups.cell), CLASSES))
            np.add.at(means, groups.of_sample, posterior)
            found = laid.compare(laid.posterior(weight, correction), groups)
            expected = means.argmax(axis=1) * CLASSES + samples.labels[groups.cell]
            np.testing.assert_array_equal(found.pairs, expected)
            assert found.weights.sum() == pytest.approx(laid.weights.sum())


def test_few_samples_together_are_compared():
    alone, together = (validate(landscape(told=1.0, per_cell=n)) for n in (1, GROUP))
    assert together.scores[0].kappa > alone.scores[0].kappa + 0.1


def test_the_score_is_the_mean_of_few_samples_and_whole_cells():
    samples = landscape(told=1.0, per_cell=3 * GROUP)
    trial = Trial(samples, EVEN)
    laid = [trial.lay((row, col)) for row in range(FACTOR) for col in range(FACTOR)]
    few, whole = (
        np.mean([one.compare(one.posterior(0.5, 1.0), trial.groups(size)).kappa for one in laid])
        for size in (GROUP, None)
    )
    found = validate(samples)
    score = next(one for one in found.scores if (one.weight, one.correction) == (0.5, 1.0))
    assert whole > few + 0.01
    assert score.kappa == pytest.approx((few + whole) / 2)
    assert score.total == 2 * score.kappa + score.macro_f1


def test_the_gain_is_that_of_few_samples():
    found = validate(landscape(told=1.0, per_cell=3 * GROUP), error_rate=0.1)
    trial = Trial(landscape(told=1.0, per_cell=3 * GROUP), EVEN)
    setting, groups = (found.weight, found.correction), trial.groups(GROUP)
    laid = [trial.lay((row, col)) for row in range(FACTOR) for col in range(FACTOR)]
    few = np.mean([one.compare(one.posterior(*setting), groups).kappa for one in laid])
    assert found.kappa == pytest.approx(few)


def test_the_spread_grows_where_cells_are_few_and_samples_differ_from_cells():
    small, large = (validate(landscape(side=side, told=5.0)) for side in (12, 36))
    assert small.gain_spread > 2 * large.gain_spread
    sure, unsure = (validate(landscape(side=36, told=told)) for told in (6.0, 1.0))
    assert unsure.gain_spread > 2 * sure.gain_spread


def test_doubted_labels_count_less():
    samples = landscape(side=12)
    rng = np.random.default_rng(0)
    wrong = rng.random(144) < 0.3
    labels = np.where(wrong, (samples.labels + 1) % CLASSES, samples.labels)
    blind = replace(samples, labels=labels, posterior=np.eye(CLASSES)[labels])
    seeing = replace(blind, posterior=0.97 * samples.posterior + 0.01)
    assert validate(seeing).scores[0].kappa > validate(blind).scores[0].kappa + 0.1


@settings(deadline=None, max_examples=8)
@given(st.permutations(range(CLASSES)), st.integers(0, 5))
def test_permuted_classes_change_nothing(order, seed):
    samples = landscape(told=1.0, side=10, seed=seed)
    rng = np.random.default_rng(seed)
    posterior = samples.posterior + 0.1 * rng.random(samples.posterior.shape)  # no draws
    samples = replace(samples, posterior=posterior)
    shares = np.array([0.2, 0.3, 0.5])
    turned = np.empty(CLASSES, int)
    turned[order] = np.arange(CLASSES)
    other = replace(
        samples,
        probabilities=samples.probabilities[:, order],
        labels=turned[samples.labels],
        posterior=samples.posterior[:, order],
    )
    one, two = validate(samples, shares=shares), validate(other, shares=shares[order])
    for score, found in zip(one.scores, two.scores):
        assert vars(found) == pytest.approx(vars(score))
    assert two.gain == pytest.approx(one.gain)


def test_moving_the_map_and_empty_stripes_change_nothing():
    samples = landscape(side=12)
    far = samples.cells + FACTOR * np.array([10**7, -(10**8)])
    assert validate(replace(samples, cells=far)) == validate(samples)
    parted = samples.cells + np.where(samples.cells[:, :1] >= 6, [3 * 20, 0], 0)
    wider = samples.cells + np.where(samples.cells[:, :1] >= 6, [3 * 10**8, 0], 0)
    assert validate(replace(samples, cells=wider)) == validate(replace(samples, cells=parted))


def test_bands_change_nothing(monkeypatch):
    expected = validate(landscape(side=30))
    monkeypatch.setattr("finecover.core.cells.degraded._BAND_VALUES", 1)
    assert validate(landscape(side=30)) == expected


def test_cells_without_samples_or_judgement_are_not_compared():
    samples = landscape()
    judged = samples.judged.copy()
    judged[:10] = False
    probabilities = samples.probabilities.copy()
    probabilities[40:60] = np.nan  # five cells
    found = validate(replace(samples, judged=judged, probabilities=probabilities))
    assert found.cells == 576 - 15


def test_cells_at_the_edge_of_what_is_known_are_not_compared():
    """A block of one known cell would be a perfect copy of it."""
    degraded = DegradedMap(landscape(side=4), (0, 0))
    expected = np.zeros((4, 4), bool)
    expected[:3, :3] = True
    np.testing.assert_array_equal(degraded.well_known.reshape(4, 4), expected)


def test_too_little_is_not_validated():
    samples = landscape(side=6)
    few = np.arange(36) < 11
    assert validate(replace(samples, judged=few)) is None
    assert validate(replace(samples, labels=np.ones(36, int))) is None
    assert validate(replace(samples, labels=np.full(36, -1))) is None
    assert validate(replace(samples, posterior=np.zeros((36, 3)))) is None
    assert validate(landscape(side=3)) is None


def test_a_table_of_scattered_cells_is_not_validated():
    samples = landscape(side=60, patch=3)
    scattered = np.random.default_rng(0).random(3600) < 0.15
    assert validate(replace(samples, labels=np.where(scattered, samples.labels, -1))) is None
    far = replace(samples, cells=samples.cells * 10**6)
    assert validate(far) is None


def test_no_cells_are_not_validated():
    nothing = CellSamples(
        np.empty((0, 3)), np.empty(0, int), np.empty((0, 2), int), np.empty(0, int),
        np.empty((0, 3)), np.empty(0, bool),
    )  # fmt: skip
    assert validate(nothing) is None


def test_arrays_that_do_not_fit_are_refused():
    with pytest.raises(InputError, match="do not fit"):
        replace(landscape(side=4), labels=np.zeros(5, int))


def test_it_can_be_cancelled_and_tells_how_far_it_is():
    class Watched(Silent):
        told = []

        def set(self, fraction):
            self.told.append(fraction)

        def cancelled(self):
            return len(self.told) == 2

    with pytest.raises(Cancelled):
        validate(landscape(side=6), progress=Watched())
    assert Watched.told == pytest.approx([0.8 / 9, 1.6 / 9])


def result(**other):
    scores = tuple(
        SettingScore(weight, correction, kappa, 0.5, 0.1)
        for weight, correction, kappa in [
            (0.0, 0.0, 0.4), (0.0, 1.0, 0.3), (0.5, 0.0, 0.2), (0.5, 1.0, 0.6), (1.0, 0.0, 0.1),
            (1.0, 0.5, 0.1),
        ]
    )  # fmt: skip
    values = {
        "scores": scores, "copy_kappa": 0.3, "copy_macro_f1": 0.4, "weight": 0.5,
        "correction": 1.0, "gain": 0.3, "gain_spread": 0.05, "error_rate": 0.01, "cells": 40,
        "factor": 3, "own_errors": 0.1, "changed": 0.5,
    }  # fmt: skip
    return SelfValidation(**{**values, **other})


def test_the_gain_of_a_map_is_the_same_part_of_what_it_changes():
    found = result()  # .3 of the .5 + .1 that differ
    assert found.gain_of_map(0.6) == pytest.approx((0.3, 0.05))
    assert found.gain_of_map(0.2) == pytest.approx((0.1, math.hypot(0.05 / 3, 0.1)))
    assert found.gain_of_map(0.4) == pytest.approx((0.2, math.hypot(0.1 / 3, 0.05)))
    assert found.gain_of_map(0.8) == pytest.approx((0.4, math.hypot(0.2 / 3, 0.05)))
    loss = result(gain=-0.3)
    assert loss.gain_of_map(0.4) == pytest.approx((-0.2, math.hypot(0.1 / 3, 0.05)))
    nothing = result(gain=0.0, changed=0.0, own_errors=0.0, gain_spread=0.0)
    assert nothing.gain_of_map(0.2) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("weight", "correction"), [(0, 0), (0.5, 1), (1, 0), (0.25, 0.5), (0.9, 0.2), (-1, 0), (3, 0)]
)
def test_correction_for_a_weight(weight, correction):
    assert result().correction_for(weight) == pytest.approx(correction)


def test_json_brings_back_the_same():
    found = validate(landscape(side=9))
    assert SelfValidation.from_json(json.loads(json.dumps(found.to_json()))) == found


@pytest.mark.parametrize(
    ("name", "value"),
    [("gain", math.nan), ("gain", None), ("copy_kappa", 1.5), ("weight", 0.3), ("cells", 0),
     ("cells", 4.5), ("cells", True), ("factor", 1), ("scores", []), ("scores", "none"),
     ("scores", [1]), ("scores", [{}]), ("error_rate", "0"), ("gain_spread", -1)],
)  # fmt: skip
def test_nonsense_in_a_model_is_refused(name, value):
    with pytest.raises(ModelError, match="train the model again"):
        SelfValidation.from_json({**result().to_json(), name: value})


@pytest.mark.parametrize("data", [None, [], {}, {"gain": 1}, {**result().to_json(), "more": 1}])
def test_other_data_are_refused(data):
    with pytest.raises(ModelError, match="an object of"):
        SelfValidation.from_json(data)


def test_settings_given_twice_are_refused():
    data = result().to_json()
    data["scores"][0] = data["scores"][1]
    with pytest.raises(ModelError, match="all different"):
        SelfValidation.from_json(data)


def test_scores_must_be_scores():
    with pytest.raises(ModelError, match="list of settings"):
        result(scores=(1,))
