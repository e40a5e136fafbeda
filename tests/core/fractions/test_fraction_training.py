"""From a table of shares to a model, and what is told of it."""

import json
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.errors import Cancelled, InputError
from finecover.core.fractions.block_split import Split, ground_blocks, split_blocks
from finecover.core.fractions.fraction_forest import fit_fraction_forest
from finecover.core.fractions.fraction_model import read_fraction_model, write_fraction_model
from finecover.core.fractions.fraction_scores import joint_r2, score_levels
from finecover.core.fractions.held_out import HeldOut
from finecover.core.fractions.leaf_medians import median_leaves
from finecover.core.fractions.table import PixelCounts, ShareTable
from finecover.core.fractions.training import FractionSettings, train_fractions
from finecover.core.learning.forest import ForestSettings
from finecover.core.legends.legend import LandCoverClass, Legend, Level
from finecover.core.progress import Silent
from fraction_scene import Impatient
from raster_data import utm_grid
from scene import Recorder
from scipy.ndimage import gaussian_filter

CODES = (2, 4, 6, 9)
LEGEND = Legend(
    tuple(
        LandCoverClass(code, f"c{code}", "#112233", (Level("level1", parent, f"p{parent}"),))
        for code, parent in zip(CODES, (1, 1, 2, 2))
    )
)
GRID = utm_grid(30, 40, size=500.0)
GROUPS = {"spectral": ("a", "b", "c"), "noise": ("n",), "coordinates": ("x", "y")}
QUICK = FractionSettings(ForestSettings(trees=12, seed=1), block_size=2500.0)


def make_table(samples=500, seed=0):
    """Smooth shares that bands mix linearly, under noise, beside places and a useless band."""
    rng = np.random.default_rng(seed)
    fields = np.exp(4 * gaussian_filter(rng.normal(size=(4, *GRID.shape)), (0, 3, 3)) / 0.1)
    every = (fields / fields.sum(axis=0)).reshape(4, -1).T
    index = np.sort(rng.choice(GRID.shape[0] * GRID.shape[1], samples, replace=False))
    rows, cols = np.divmod(index, GRID.shape[1])
    bands = every[index] @ rng.uniform(0, 1, (4, 3)) + rng.normal(0, 0.08, (samples, 3))
    features = np.column_stack([bands, rng.normal(size=samples), cols, rows])
    return ShareTable(
        features.astype(np.float32), every[index], np.full(samples, 0.75), rows, cols,
        grid=GRID, names=("a", "b", "c", "n", "x", "y"), recipe={"names": ["a"], "context": 0},
        counts=PixelCounts(usable=samples, no_label=3),
    )  # fmt: skip


def train(table=None, *, legend=LEGEND, settings=QUICK, groups=None, progress=None):
    return train_fractions(
        table or make_table(), legend, settings=settings, groups=groups or {},
        progress=progress or Silent(),
    )  # fmt: skip


def learnt_from(features, shares):
    """Return a forest of scikit-learn's trees with the medians of their leaves."""
    means = fit_fraction_forest(features, shares, settings=QUICK.forest, medians=False)
    return median_leaves(means, features, shares)


@pytest.fixture(scope="module")
def trained():
    watched = Recorder()
    return (*train(groups=GROUPS, progress=watched), watched)


def test_the_model_holds_what_it_learnt_from(trained):
    model, _, _ = trained
    table = make_table()
    assert model.class_codes == CODES
    assert model.feature_names == table.names
    assert model.samples == 500
    assert model.covered == 0.75
    np.testing.assert_allclose(model.mean_shares, table.shares.mean(axis=0))
    assert model.settings["block_size"] == 2500
    assert model.settings["leaves"] == "medians"
    plain = learnt_from(table.features, table.shares)
    np.testing.assert_array_equal(model.forest.values, plain.values)
    np.testing.assert_array_equal(model.forest.threshold, plain.threshold)
    assert np.isfinite(model.domain.dissimilarity(table.features)).all()


def test_held_out_blocks_are_predicted_by_a_forest_that_has_not_seen_them(trained):
    _, training, _ = trained
    table, held = make_table(), trained[1].blocks
    blocks = ground_blocks(GRID, table.rows, table.cols, side=2500.0)
    split = split_blocks(table.shares, blocks, seed=1)
    np.testing.assert_array_equal(held.split.test, split.test)
    plain = learnt_from(table.features[~split.test], table.shares[~split.test])
    expected = plain.predict_proba(table.features[split.test])
    np.testing.assert_array_equal(held.predicted, expected)
    np.testing.assert_array_equal(held.observed, table.shares[split.test])
    assert training.random.split.test.sum() == 100
    assert held.pairs.sum() == held.predicted.size
    assert held.reliability.counts.sum() == held.predicted.size


def test_what_another_draw_might_change_is_told_from_the_blocks():
    split = Split(np.arange(6) < 4, 1, 2, (), (), 0.0, np.array([7, 7, 9, 9, 3, 3]))
    observed = np.array([[1.0, 0.0]] * 3 + [[0.5, 0.5]])
    predicted = np.array([[0.9, 0.1], [0.8, 0.2], [1.0, 0.0], [0.4, 0.6]])
    legend = LEGEND.subset({2, 4})
    held = HeldOut(
        split, observed, predicted,
        score_levels(observed, predicted, mean=np.array([0.8, 0.2]), legend=legend),
    )  # fmt: skip
    # errors 0.1, 0.2, 0 and 0.1 around 0.1: blocks of +0.1 and -0.1
    assert held.scores.mean_mae == pytest.approx(0.1)
    assert held.mae_error == pytest.approx(np.sqrt(0.02 * 2) / 4)
    assert held.to_json()["mae_error"] == held.mae_error
    assert held.to_json()["r2"] == held.r2 == joint_r2(observed, predicted)
    alone = replace(held, split=replace(split, blocks=None))
    assert np.isnan(alone.mae_error)
    assert alone.to_json()["mae_error"] is None


def test_it_is_better_than_the_mean_in_blocks_and_at_random(trained):
    _, training, _ = trained
    classes, level = training.blocks.levels
    assert classes.scores.mean_mae < 0.8 * classes.baseline.mean_mae
    assert level.scores.mean_mae < level.baseline.mean_mae
    assert level.legend.codes.tolist() == [1, 2]
    assert training.random.scores.mean_mae < 0.8 * training.random.levels[0].baseline.mean_mae
    assert training.counts.no_label == 3


def test_groups_are_worth_what_the_error_rises_without_them(trained):
    _, training, _ = trained
    spectral, noise, places = training.contributions
    assert (spectral.group, noise.group, places.group) == tuple(GROUPS)
    assert spectral.mean_gain > 0.01
    assert spectral.mean_gain > places.mean_gain
    assert abs(noise.mean_gain) < 0.01
    np.testing.assert_allclose(
        noise.gain, noise.without.mae - training.blocks.scores.mae, atol=1e-15
    )
    alone = train(groups={"all": make_table().names})[1]
    assert alone.contributions == ()


def test_scores_travel_with_the_model(trained, tmp_path):
    model, training, _ = trained
    write_fraction_model(model, tmp_path / "a.fcm")
    again = read_fraction_model(tmp_path / "a.fcm")
    assert again.scores == json.loads(json.dumps(training.to_json(), allow_nan=False))
    mae = again.scores["blocks"]["levels"][0]["scores"]["mean_mae"]
    assert mae == training.blocks.scores.mean_mae
    assert [each["group"] for each in again.scores["contributions"]] == list(GROUPS)


def test_what_was_done_is_told(trained):
    _, _, watched = trained
    assert watched.messages[0].startswith("Blocks of 2500 m: ")
    assert watched.messages[-1].startswith("Mean absolute error of a class's share: ")
    assert not watched.warnings
    assert watched.fractions == sorted(watched.fractions)
    assert watched.fractions[-1] == 1


def test_threads_change_no_byte(tmp_path, monkeypatch):
    for threads in ("1", "3"):
        monkeypatch.setenv("FINECOVER_THREADS", threads)
        write_fraction_model(train(groups=GROUPS)[0], tmp_path / f"{threads}.fcm")
    assert (tmp_path / "1.fcm").read_bytes() == (tmp_path / "3.fcm").read_bytes()


def test_both_levels_are_consistent_for_every_pixel(trained):
    _, training, _ = trained
    classes, level = training.blocks.levels
    children = training.blocks.predicted
    parents = np.stack([children[:, :2].sum(axis=1), children[:, 2:].sum(axis=1)], axis=1)
    np.testing.assert_allclose(parents.sum(axis=1), 1, atol=1e-12)
    observed = training.blocks.observed
    joined = np.stack([observed[:, :2].sum(axis=1), observed[:, 2:].sum(axis=1)], axis=1)
    np.testing.assert_allclose(level.scores.mae, np.abs(parents - joined).mean(axis=0))
    assert level.scores.mae.max() <= 2 * classes.scores.mae.max() + 1e-12


def test_classes_without_shares_are_not_learnt():
    table = make_table()
    wide = replace(table, shares=np.insert(table.shares, 2, 0.0, axis=1))
    flat = Legend(tuple(LandCoverClass(code, f"c{code}", "#112233") for code in (2, 4, 5, 6, 9)))
    watched = Recorder()
    model, training = train(wide, legend=flat, progress=watched)
    assert model.class_codes == CODES
    assert training.legend.codes.tolist() == list(CODES)
    assert len(training.blocks.levels) == 1
    assert "Not learnt, because no sample holds any: c5." in watched.messages


def test_levels_some_classes_lack_are_left_out():
    legend = Legend((*LEGEND.classes[:3], LandCoverClass(9, "c9", "#112233")))
    watched = Recorder()
    _, training = train(legend=legend, progress=watched)
    assert len(training.blocks.levels) == 1
    assert "has no level1" in training.level_doubts[0]
    assert watched.warnings == list(training.level_doubts)


def test_samples_without_place_are_split_at_random_only():
    _, training = train(replace(make_table(), grid=None), groups={"noise": ("n",)})
    assert training.blocks is None
    assert training.block_size is None
    assert training.untried == "the samples have no place"
    assert len(training.contributions) == 1
    assert "at random pixels" in training.sentence()
    assert "whole blocks" not in training.sentence()
    assert json.loads(json.dumps(training.to_json()))["blocks"] is None


def test_one_block_is_no_test():
    watched = Recorder()
    _, training = train(settings=replace(QUICK, block_size=1e6), progress=watched)
    assert training.blocks is None
    assert training.untried == "all samples lie in one block"
    assert "because all samples lie in one block; draw samples" in watched.warnings[0]


def test_blocks_are_a_hundredth_of_the_frame_unless_told():
    _, training = train(settings=replace(QUICK, block_size=None))
    assert training.block_size == 4 * 500  # a hundredth of the frame would be 1732 m wide
    held = training.blocks.split
    assert 60 < held.learnt_blocks + held.tested_blocks < 160


def test_blocks_of_single_pixels_are_refused():
    """They would tell the same as pixels at random, and be taken for more."""
    with pytest.raises(InputError, match=r"blocks of 900 m hold hardly more .* at least 1000 m"):
        train(settings=replace(QUICK, block_size=900.0))


def test_permuting_classes_permutes_what_is_learnt():
    table = make_table()
    counts = np.round(table.shares * 64)
    counts[:, 0] += 64 - counts.sum(axis=1)
    kept = (counts >= 0).all(axis=1)
    table = replace(table.take(kept), shares=counts[kept] / 64)  # sums of 64ths are exact
    order = [3, 0, 2, 1]
    turned = Legend(tuple(LandCoverClass(code, f"c{code}", "#112233") for code in (10, 20, 30, 40)))
    straight = train(table, legend=turned)[0].forest.predict_proba(table.features)
    other = train(replace(table, shares=table.shares[:, order]), legend=turned)[0]
    found = other.forest.predict_proba(table.features)
    np.testing.assert_allclose(found, straight[:, order], atol=1e-12)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda t: replace(t, shares=t.shares[:, :3]), "3 columns and the legend 4 classes"),
        (lambda t: replace(t, names=("a",)), "6 features and 1 names"),
        (lambda t: t.take(np.arange(9)), "9 samples are too few"),
        (lambda t: replace(t, shares=np.eye(4)[np.zeros(500, int)]), "hold 1 class; at least two"),
        (lambda t: replace(t, features=t.features * 0), "same feature values"),
    ],
)
def test_tables_that_do_not_fit_are_refused(change, match):
    with pytest.raises(InputError, match=match):
        train(change(make_table()))


def test_wrong_settings_and_groups_are_refused():
    with pytest.raises(InputError, match="Blocks of -1 m"):
        FractionSettings(block_size=-1)
    with pytest.raises(InputError, match="group new has the feature z"):
        train(groups={"new": ("z",)})


def test_training_can_be_cancelled():
    with pytest.raises(Cancelled):
        train(progress=Recorder(cancel_after=6))


def test_no_cancelled_user_waits_for_many_samples():
    rng = np.random.default_rng(0)
    table = ShareTable(
        rng.normal(size=(150_000, 12)).astype(np.float32), rng.dirichlet(np.ones(8), 150_000),
        np.ones(150_000), *np.divmod(np.arange(150_000), 500),
        grid=utm_grid(300, 500), names=tuple("abcdefghijkl"),
    )  # fmt: skip
    legend = Legend(tuple(LandCoverClass(code, f"c{code}", "#112233") for code in range(8)))
    stopped = Impatient(after=3.0)
    with pytest.raises(Cancelled):
        train(table, legend=legend, settings=FractionSettings(), progress=stopped)
    assert stopped.waited < 2
