"""A forest in groups of trees, each without one fold."""

import numpy as np
import pytest
from finecover.core.errors import Cancelled
from finecover.core.learning import fold_forest
from finecover.core.learning.fold_forest import (
    deal_folds,
    fit_fold_forest,
    grow_fold_forest,
    why_undealt,
)
from finecover.core.learning.forest import ForestSettings, TrainedForest, fit_forest
from finecover.core.learning.validation import agreement, block_folds, cell_blocks, compare_splits
from finecover.core.progress import Silent
from hypothesis import assume, given, settings
from hypothesis import strategies as st

FEW_TREES = ForestSettings(trees=25, min_leaf=1)


def grow(features, labels, blocks, *, n_classes=3, seed=0, trees=25, progress=None):
    asked = ForestSettings(trees=trees, min_leaf=1, seed=seed)
    folds = deal_folds(labels, blocks, settings=asked)
    forest = fit_fold_forest(
        features, labels, folds,
        settings=asked, n_classes=n_classes, progress=progress or Silent(),
    )  # fmt: skip
    return forest, folds


def held_out(*table, **more):
    return grow(*table, **more)[0].held_out


def leaking_table(seed=0):
    """Every block has a signature of its own, and its label has nothing else to do with it."""
    rng = np.random.default_rng(seed)
    blocks = np.repeat(np.arange(30), 20)
    signature = rng.normal(size=(30, 4)) * 10
    labels = rng.integers(0, 3, 30)[blocks]
    features = signature[blocks] + rng.normal(size=(600, 4)) * 0.1
    return features.astype(np.float32), labels, blocks


def test_blocks_stop_the_leak_of_a_random_split():
    features, labels, blocks = leaking_table()
    honest = held_out(features, labels, blocks)
    leaking = held_out(features, labels, np.arange(600))
    assert (leaking.predicted == labels).mean() > 0.95
    assert (honest.predicted == labels).mean() < 0.6
    for one in (honest, leaking):
        assert one.probabilities.dtype == np.float32
        np.testing.assert_allclose(one.probabilities.sum(axis=1), 1, atol=1e-5)
        np.testing.assert_array_equal(one.probabilities.argmax(axis=1), one.predicted)
    np.testing.assert_array_equal(honest.fold, block_folds(blocks, seed=0, labels=labels))
    told = compare_splits(agreement(leaking.probabilities, labels),
                          agreement(honest.probabilities, labels))  # fmt: skip
    assert "are what pixels tell of their neighbours" in told


@settings(deadline=None, max_examples=25)
@given(
    cells=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=8),
    size=st.integers(1, 3),
    seed=st.integers(0, 5),
    data=st.data(),
)
def test_no_sample_of_a_training_cell_is_ever_tested(cells, size, seed, data):
    """Each sample's only feature is its number, so that what a forest sees gives it away."""
    at = data.draw(st.lists(st.sampled_from(cells), min_size=8, max_size=60))
    at = np.array(at)
    blocks = cell_blocks(at, size=size)
    assume(np.unique(blocks).size > 1)
    labels = np.arange(len(at)) % 2
    tested = []

    class Spy:
        def __init__(self, learnt):
            self.learnt = learnt

        def predict_proba(self, features, **_):
            asked = features[:, 0].astype(int)
            tested.extend(asked.tolist())
            for kind in (blocks, at[:, 0] * 10 + at[:, 1]):
                assert not np.isin(kind[asked], kind[self.learnt]).any()
            return np.full((len(features), 2), 0.5)

    def fit(features, *_, **__):
        nothing = np.full((len(features), 2), np.nan)
        return TrainedForest(Spy(features[:, 0].astype(int)), np.arange(2), nothing, np.zeros(1))

    features = np.arange(len(at), dtype=np.float32)[:, None]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fold_forest, "fit_forest", fit)
        patch.setattr(fold_forest.Forest, "join", lambda *_: None)
        found = held_out(features, labels, blocks, n_classes=2, seed=seed)
    assert len(tested) == len(set(tested)), "each sample is tested once"
    assert set(np.flatnonzero(found.predicted >= 0)) == set(tested)
    for fold in np.unique(found.fold):
        inside = found.fold == fold
        assert not np.isin(blocks[inside], blocks[~inside]).any()


def test_every_sample_is_predicted_and_separable_classes_rightly():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 300)
    features = (np.eye(3)[labels] * 8 + rng.normal(size=(300, 3))).astype(np.float32)
    seen = []

    class Watch:
        def set(self, fraction):
            seen.append(fraction)

        def cancelled(self):
            return False

    found = held_out(features, labels, np.arange(300) // 10, n_classes=5, progress=Watch())
    assert found.predicted.dtype == np.int64
    assert (found.predicted == labels).mean() > 0.97
    assert (found.probabilities[:, 3:] == 0).all()
    assert seen == sorted(seen)
    assert seen[-1] == 1


def test_a_training_part_of_one_class_predicts_nothing():
    features = np.arange(8, dtype=np.float32)[:, None]
    labels = np.array([0, 0, 0, 0, 2, 2, 2, 2])
    found = held_out(features, labels, np.repeat([0, 1], 4))
    np.testing.assert_array_equal(found.predicted, np.full(8, -1))
    assert np.isnan(found.probabilities).all()
    assert found.fold_agreement(labels) == ()


def test_columns_are_classes_also_where_a_fold_lacks_one():
    # class 0 lives in one block: forests trained without it must still say 1 and 2
    labels = np.repeat([0, 1, 1, 2, 2, 1, 2], 10)
    features = (labels[:, None] * 5).astype(np.float32)
    predicted = held_out(features, labels, np.repeat(np.arange(7), 10)).predicted
    np.testing.assert_array_equal(predicted[10:], labels[10:])
    assert set(predicted[:10]) == {1}


def test_cancel_stops_between_folds():
    class Stop:
        def set(self, fraction):
            pass

        def cancelled(self):
            return True

    features, labels, blocks = leaking_table()
    with pytest.raises(Cancelled):
        held_out(features, labels, blocks, progress=Stop())


def test_the_groups_are_plain_forests_of_what_they_may_see():
    features, labels, blocks = leaking_table()
    forest, folds = grow(features, labels, blocks, trees=23)
    np.testing.assert_array_equal(forest.tree_groups, [0, 5, 10, 15, 19, 23])
    assert forest.forest.n_trees == 23
    for group in range(5):
        first, last = forest.tree_groups[group : group + 2]
        seed = np.random.SeedSequence([0, group]).generate_state(1)[0]
        alone = fit_forest(
            features[folds != group], labels[folds != group],
            settings=ForestSettings(trees=int(last - first), min_leaf=1, seed=int(seed)),
        )  # fmt: skip
        trees = forest.forest.part(int(first), int(last))
        np.testing.assert_array_equal(
            trees.predict_proba(features), alone.forest.predict_proba(features)
        )
        mine = folds == group
        np.testing.assert_allclose(
            forest.held_out.probabilities[mine], alone.forest.predict_proba(features[mine]),
            rtol=1e-6,
        )  # fmt: skip
    again = forest.predict_held_out(features, folds, progress=Silent())
    np.testing.assert_allclose(again, forest.held_out.probabilities, rtol=1e-6)


@pytest.mark.parametrize("whole", [False, True])
def test_untested_trees_are_the_same(whole):
    features, labels, blocks = leaking_table()
    settings = ForestSettings(trees=12, min_leaf=1)
    folds = None if whole else deal_folds(labels, blocks, settings=settings)
    asked = {"settings": settings, "n_classes": 3, "progress": Silent()}
    tested = fit_fold_forest(features, labels, folds, **asked)
    grown = grow_fold_forest(features, labels, folds, **asked)
    for name in ("feature", "threshold", "left", "right", "values", "tree_starts"):
        expected = getattr(tested.forest, name)
        np.testing.assert_array_equal(getattr(grown.forest, name), expected)
    for name in ("tree_groups", "known", "importances"):
        np.testing.assert_array_equal(getattr(grown, name), getattr(tested, name))
    np.testing.assert_array_equal(grown.held_out.fold, tested.held_out.fold)
    assert np.isnan(grown.held_out.probabilities).all()
    assert np.isnan(grown.oob_probabilities).all()
    assert np.isfinite(tested.oob_probabilities).any()


def test_the_joint_forest_is_the_mean_of_its_groups():
    features, labels, blocks = leaking_table()
    forest, _ = grow(features, labels, blocks, trees=25)
    parts = [forest.forest.part(at, at + 5).predict_proba(features) for at in range(0, 25, 5)]
    np.testing.assert_allclose(forest.forest.predict_proba(features), np.mean(parts, axis=0))


def test_out_of_bag_comes_from_groups_that_knew_the_block():
    features, labels, blocks = leaking_table()
    forest, _ = grow(features, labels, blocks, trees=60)
    random = agreement(forest.oob_probabilities, labels)
    assert random.overall > 0.95, "neighbours of the same block were seen"
    assert agreement(forest.held_out.probabilities, labels).overall < 0.6


def test_classes_a_group_has_not_seen_are_told():
    labels = np.repeat([0, 1, 1, 2, 2, 1, 2], 10)
    features = (labels[:, None] * 5).astype(np.float32)
    forest, folds = grow(features, labels, np.repeat(np.arange(7), 10))
    unseen = folds[0]
    assert forest.known[unseen].tolist() == [0, 1, 1]
    assert (np.delete(forest.known, unseen, axis=0) == 1).all()


@pytest.mark.parametrize(
    ("labels", "blocks", "trees"),
    [
        ([0, 0, 1, 1], [4, 4, 4, 4], 10),  # one block
        ([0, 0, 1, 1], [0, 0, 1, 1], 10),  # each class in a block of its own
        ([0, 1, 0, 1], [0, 0, 1, 1], 1),  # one tree
    ],
)
def test_what_cannot_be_split_is_learnt_whole(labels, blocks, trees):
    labels = np.array(labels)
    forest, folds = grow(
        labels[:, None].astype(np.float32), labels, np.array(blocks), n_classes=2, trees=trees
    )
    assert folds is None
    np.testing.assert_array_equal(forest.tree_groups, [0, trees])
    assert np.isnan(forest.held_out.probabilities).all()
    assert (forest.known == 1).all()


def test_fewer_trees_than_folds_make_fewer_groups():
    features, labels, blocks = leaking_table()
    forest, folds = grow(features, labels, blocks, trees=3)
    np.testing.assert_array_equal(forest.tree_groups, [0, 1, 2, 3])
    assert set(folds.tolist()) == {0, 1, 2}


@pytest.mark.parametrize(
    ("labels", "blocks", "trees", "reason"),
    [
        ([0, 1, 0, 1], [0, 1, 2, 3], 1, "TREES is 1 and every fold"),
        ([0, 1, 0, 1], [5, 5, 5, 5], 9, "all samples lie in one block"),
        ([0, 0, 1, 2], [0, 1, 2, 2], 9, "the samples of all classes but one lie in one block"),
    ],
)
def test_why_samples_cannot_be_split(labels, blocks, trees, reason):
    asked = ForestSettings(trees=trees, min_leaf=1, seed=0)
    assert deal_folds(np.array(labels), np.array(blocks), settings=asked) is None
    assert why_undealt(np.array(blocks), settings=asked).startswith(reason)
