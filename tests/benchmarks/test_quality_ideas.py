"""Variants and ideas: each makes a map of a made scene, changes it, and leaves no trace."""

from contextlib import ExitStack
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import tiny_scene
from finecover.benchmarks.quality import (
    ablation,
    ideas,
    ideas_labels,
    ideas_learners,
    ideas_prior,
    ideas_segments,
    methods,
    variants,
)
from finecover.benchmarks.quality.coarse_maps import block_majority, with_wrong_cells
from finecover.benchmarks.quality.ideas_cells import cell_map, shares_of_cells
from finecover.benchmarks.quality.scenes import SceneInputs, read_reference
from finecover.core.cells.coarse import CellPositions
from finecover.core.learning import (
    fold_forest,
    forest,
    prior_choice,
    sample_cleaning,
    training,
    training_set,
)
from finecover.core.learning.forest import ForestSettings
from finecover.core.mapping import classify, posterior
from finecover.core.pipeline import UpsampleSettings
from finecover.core.rasters.raster import RasterSource, describe

QUICK = {"sampling": {"samples": 600, "min_per_class": 50}, "training": {"trees": 10}}
EVERY = {**ablation.VARIANTS, **ideas.VARIANTS}
HOOKED = [name for name, one in EVERY.items() if one.told]
STAGES = (
    (classify, "survey_cells"),
    (fold_forest, "Forest"),
    (fold_forest, "fit_forest"),
    (forest, "RandomForestClassifier"),
    (posterior, "LocalShares"),
    (posterior, "Smoother"),
    (posterior, "combine_planes"),
    (sample_cleaning, "DOUBTED"),
    (sample_cleaning, "find_contaminated"),
    (prior_choice, "CellSamples"),
    (training, "find_doubtful"),
    (training_set.SampleRows, "take"),
)


@pytest.fixture(scope="module")
def task(tmp_path_factory):
    files = tiny_scene.build(tmp_path_factory.mktemp("scene"))
    grid = describe(RasterSource(str(files.image))).grid
    inputs = SceneInputs("tiny", (files.image,), tiny_scene.FACTOR, grid, files.dem)
    truth = read_reference(files.truth, grid)
    cells = with_wrong_cells(block_majority(truth, factor=tiny_scene.FACTOR), share=0.25, seed=0)
    return methods.Task(inputs, cells, 0, tmp_path_factory.mktemp("maps"), truth)


def mapped(task, variant, folder):
    folder.mkdir(exist_ok=True)
    quick = replace(variant, change=lambda s: variant.change(methods.changed(s, **QUICK)))
    return quick.method("x").make(replace(task, folder=folder, truth=None))


@pytest.fixture(scope="module")
def plain(task):
    return mapped(task, variants.Variant(), task.folder / "plain")


@pytest.mark.parametrize("name", HOOKED)
def test_each_hook_makes_a_map_and_is_gone_afterwards(task, plain, name, tmp_path):
    before = [getattr(owner, stage) for owner, stage in STAGES]
    made = mapped(task, EVERY[name], tmp_path / "map")
    assert [getattr(owner, stage) for owner, stage in STAGES] == before
    agreed = (made == task.truth).mean()
    assert agreed > 0.6, agreed
    if name != "clusters off":  # there may be no pure cluster
        assert (made != plain).any()


def test_every_hook_replaces_a_known_stage():
    for name in HOOKED:
        before = [getattr(owner, stage) for owner, stage in STAGES]
        with ExitStack() as stack:
            stack.enter_context(EVERY[name].hook())
            assert [getattr(owner, stage) for owner, stage in STAGES] != before, name


def test_settings_of_the_ablation_differ_from_the_defaults():
    settings = UpsampleSettings()
    for name, one in ablation.VARIANTS.items():
        assert (one.change(settings) == settings) is bool(one.told), name


def test_a_map_is_the_same_with_an_idea_made_before_it(task, plain):
    again = mapped(task, variants.Variant(), task.folder / "again")
    assert (again == plain).all()


def test_boosted_groups_are_told_apart_by_the_trees_they_count_as():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(200, 2)).astype(np.float32)
    labels = (features[:, 0] > 0).astype(np.int64)
    one = ideas_learners._fit_boosted(features, labels, settings=ForestSettings(trees=7))
    other = ideas_learners._fit_boosted(features, labels + 1, settings=ForestSettings(trees=5))
    joined = ideas_learners.Boosted.join(
        [one.forest, other.forest], [np.array([0, 1]), np.array([1, 2])]
    )
    assert (joined.n_trees, joined.n_classes) == (12, 3)
    first, last = joined.part(0, 7).predict_proba(features), joined.part(7, 12)
    assert (first[:, 2] == 0).all()
    assert np.allclose(joined.predict_proba(features), (first + last.predict_proba(features)) / 2)
    assert joined.predict_proba(features[:0]).shape == (0, 3)


def test_samples_of_a_cluster_named_after_another_class_disagree(monkeypatch):
    monkeypatch.setattr(ideas_labels, "CLUSTERS", 2)
    features = np.repeat([[0.0], [9.0]], 100, axis=0).astype(np.float32)
    labels = np.repeat([0, 1], 100)
    labels[:30] = 1  # half of class 1's 130 would be 65
    marked = ideas_labels.disagreeing(features, labels, np.ones(200), seed=0)
    assert marked[:30].all()
    assert not marked[30:].any()


def test_inversion_undoes_the_noise_it_was_told_of():
    given_true = np.array([[0.8, 0.1], [0.2, 0.9]])
    inverse = ideas_prior.inverted(given_true * [0.4, 0.6])
    true = np.array([[0.3, 0.7], [1.0, 0.0]])
    assert np.allclose(ideas_prior.unmixed(true @ given_true.T, inverse), true)
    assert np.allclose(ideas_prior.unmixed(np.array([[0.0, 1.0]]), inverse), [[0.0, 1.0]])


def test_shares_move_from_what_is_expected_to_what_the_pixels_tell():
    freed = np.array([[1.0, 0.0]] * 4 + [[0.5, 0.5]] * 2)
    prior = np.full((3, 2), 0.5)
    found = ideas_prior.maximised(freed, np.array([0, 0, 0, 0, 1, 1]), prior)
    assert np.allclose(found[0], [0.75, 0.25])  # as much expected as seen
    assert np.allclose(found[1:], 0.5)


def test_interpolated_shares_are_those_of_the_cell_at_its_centre():
    shares = np.zeros((2, 1, 2))
    shares[0, 0, 0] = shares[1, 0, 1] = 1
    where = CellPositions(np.full((1, 3), 0.5), np.array([[0.5, 1.0, 1.5]]), None, None)
    found = ideas_prior.interpolated(shares, where)
    assert np.allclose(found[0, 0], [0.99, 0.5, 0.01])


def test_segments_keep_to_the_edges_of_the_image():
    guide = np.zeros((1, 12, 12), np.float32)
    guide[:, :, 7:] = 5
    segment = ideas_segments.find_segments(guide)
    assert not set(segment[:, :7].ravel()) & set(segment[:, 7:].ravel())
    values = np.where(guide[0] > 0, 1.0, 0.25)[None]
    valid = np.ones((12, 12), bool)
    valid[0, 0] = False
    means = ideas_segments.segment_means(values, segment, valid)
    assert np.allclose(means[0][valid], values[0][valid])
    assert means[0, 0, 0] == 0


def trusted_cells():
    """Three cells in a row, the last far away and doubted."""
    return SimpleNamespace(
        cells=np.array([[5, 2], [5, 3], [5, 9]]), sample_cell=np.array([0, 1, 2, 2]),
        labels=np.array([0, 1, 2]), trust=np.array([0.9, 0.8, 0.3]), overall=np.full(3, 1 / 3),
        posterior=np.array([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0], [0.7, 0.0, 0.3]]),
    )  # fmt: skip


def test_cells_become_a_map_with_the_classes_around_each():
    cells = cell_map(trusted_cells())
    assert cells.coarse.labels.tolist() == [[0, 1, -1, -1, -1, -1, -1, 2]]
    assert cells.present(3).tolist() == [
        [True, True, False],
        [True, True, False],
        [False, False, True],
    ]
    shares = shares_of_cells(cells, 3)
    assert np.allclose(shares.sum(axis=1), 1)
    assert shares[2].argmax() == 0  # the doubted cell is probably of class 0


def test_doubted_cells_give_their_samples_the_most_probable_class():
    rows = SimpleNamespace(label=np.array([0, 1, 2, 2]))
    found = ideas_labels.labels_of_cells(rows, None, trusted_cells())
    assert found.tolist() == [0, 1, 0, 0]


def test_no_class_disappears_when_samples_are_relabelled():
    given = np.repeat([0, 1, 2], 30)
    label, dropped = given.copy(), np.zeros(90, bool)
    label[30:60] = 0
    dropped[70:] = True
    ideas_labels.keep_classes(given, label, dropped)
    assert (label == given).all()
    assert not dropped.any()
