"""What each feature counts for held-out agreement."""

import numpy as np
import pytest
from finecover.core.errors import Cancelled
from finecover.core.learning import importance
from finecover.core.learning.fold_forest import deal_folds, fit_fold_forest
from finecover.core.learning.forest import ForestSettings
from finecover.core.learning.importance import permutation_importance
from finecover.core.learning.validation import agreement
from finecover.core.progress import Silent
from scene import Recorder
from sklearn.inspection import permutation_importance as reference
from sklearn.metrics import cohen_kappa_score

ASKED = ForestSettings(trees=20, min_leaf=3, seed=1)
QUIET = {"seed": 1, "progress": Silent()}


def grown(*, samples=600, seed=0):
    """Feature 0 tells the class, 1 a little of it, 2 nothing, 3 repeats 0 but for some noise."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, samples)
    features = rng.normal(size=(samples, 4))
    features[:, 0] += 3 * labels
    features[:, 1] += labels == 2
    features[:, 3] = features[:, 0] + rng.normal(size=samples)
    features = features.astype(np.float32)
    blocks = rng.integers(0, 20, samples)
    folds = deal_folds(labels, blocks, settings=ASKED)
    forest = fit_fold_forest(
        features, labels, folds, settings=ASKED, n_classes=3, progress=Silent()
    )
    return forest, features, labels, folds


def test_what_tells_the_class_counts_and_noise_does_not():
    forest, features, labels, folds = grown()
    found = permutation_importance(forest, features, labels, folds=folds, **QUIET)
    assert found.drop.argmax() == 0
    assert found.drop[0] > 0.1
    assert found.drop[0] > found.drop[1] > abs(found.drop[2]) - 0.01
    assert abs(found.drop[2]) < 0.03
    assert (found.spread >= 0).all()
    assert found.spread[0] > 0
    assert (found.samples, found.repeats) == (600, 5)
    whole = agreement(forest.held_out.probabilities, labels)
    assert found.kappa == pytest.approx(whole.kappa, abs=1e-12), "all samples, held out"


def test_it_is_what_scikit_learn_measures():
    forest, features, labels, folds = grown()
    found = permutation_importance(forest, features, labels, folds=folds, **QUIET)

    class HeldOut:
        def fit(self, *_):
            return self

        def score(self, table, truth):
            shares = forest.predict_held_out(table, folds, progress=Silent())
            return cohen_kappa_score(shares.argmax(axis=1), truth)

    theirs = reference(HeldOut(), features, labels, n_repeats=30, random_state=0)
    off = np.abs(found.drop - theirs.importances_mean)
    assert (off <= 4 * theirs.importances_std / np.sqrt(5) + 1e-9).all()


def test_trees_are_never_tested_on_what_they_have_seen():
    """Labels that follow nothing but the block: seen trees repeat them, held-out ones cannot."""
    rng = np.random.default_rng(3)
    blocks = np.repeat(np.arange(30), 20)
    labels = rng.integers(0, 3, 30)[blocks]
    features = (rng.normal(size=(30, 3)) * 10)[blocks] + rng.normal(size=(600, 3)) * 0.1
    features = features.astype(np.float32)
    folds = deal_folds(labels, blocks, settings=ASKED)
    forest = fit_fold_forest(
        features, labels, folds, settings=ASKED, n_classes=3, progress=Silent()
    )
    found = permutation_importance(forest, features, labels, folds=folds, **QUIET)
    assert found.kappa < 0.4
    assert (found.drop < 0.2).all()


def test_the_same_seed_gives_the_same_on_any_number_of_threads(monkeypatch):
    table = grown()
    found = []
    for threads in ("1", "4"):
        monkeypatch.setenv("FINECOVER_THREADS", threads)
        found.append(permutation_importance(*table[:3], folds=table[3], **QUIET))
    np.testing.assert_array_equal(found[0].drop, found[1].drop)
    np.testing.assert_array_equal(found[0].spread, found[1].spread)
    other = permutation_importance(*table[:3], folds=table[3], seed=2, progress=Silent())
    assert not np.array_equal(found[0].drop, other.drop)


def test_of_many_samples_a_part_is_tried_and_rare_classes_stay(monkeypatch):
    monkeypatch.setattr(importance, "MOST_SAMPLES", 100)
    labels = np.repeat([0, 1, 2], [900, 90, 10])
    drawn = importance._draw(labels, np.random.default_rng(0))
    assert np.bincount(labels[drawn]).tolist() == [90, 20, 10]
    assert (np.diff(drawn) > 0).all()
    forest, features, labels, folds = grown()
    found = permutation_importance(forest, features, labels, folds=folds, **QUIET)
    assert found.samples <= 102
    whole = agreement(forest.held_out.probabilities, labels).kappa
    assert found.kappa != pytest.approx(whole, abs=1e-12), "drawn anew for each repeat"
    assert found.kappa == pytest.approx(whole, abs=0.1)


def test_it_can_be_cancelled_and_tells_how_far_it_is():
    forest, features, labels, folds = grown(samples=200)
    told = Recorder()
    permutation_importance(forest, features, labels, folds=folds, seed=0, progress=told)
    assert told.fractions[-1] == 1
    stopped = Recorder(cancel_after=9)
    with pytest.raises(Cancelled):
        permutation_importance(forest, features, labels, folds=folds, seed=0, progress=stopped)
