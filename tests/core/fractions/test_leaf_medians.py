"""Leaves of medians: against plain medians, still shares, permuted classes, cancelling."""

from dataclasses import replace

import numpy as np
import pytest
from finecover.core.errors import Cancelled, InputError
from finecover.core.fractions.fraction_forest import fit_fraction_forest
from finecover.core.fractions.leaf_medians import GroupMedians, median_leaves
from finecover.core.learning.forest import ForestSettings
from finecover.core.learning.tree_walks import fastest_trees
from finecover.core.progress import Silent
from hypothesis import given, settings
from hypothesis import strategies as st
from raster_data import Recorder


def samples(seed=0, count=300, classes=4):
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(count, 3)).astype(np.float32)
    heights = np.exp(2 * features @ rng.normal(size=(3, classes)) + rng.normal(size=(count, 1)))
    shares = np.where(heights > heights.mean(axis=1, keepdims=True) / 4, heights, 0)
    return features, shares / shares.sum(axis=1, keepdims=True)


def grown(features, shares, trees=12):
    chosen = ForestSettings(trees=trees, min_leaf=5, seed=3)
    return fit_fraction_forest(features, shares, settings=chosen, medians=False)


@given(st.integers(0, 2**32 - 1), st.integers(1, 9))
@settings(max_examples=30, deadline=None)
def test_medians_of_groups_are_numpys(seed, groups):
    rng = np.random.default_rng(seed)
    groups_of = rng.permutation(np.concatenate([np.arange(groups), rng.integers(0, groups, 40)]))
    values = rng.random((groups_of.size, 3)).round(1)
    medians_of = GroupMedians(values, Silent())
    found = medians_of(groups_of, groups=groups)
    expected = [np.median(values[groups_of == group], axis=0) for group in range(groups)]
    np.testing.assert_array_equal(found, expected)


def test_every_leaf_holds_the_median_of_its_samples_made_to_sum_to_1():
    features, shares = samples()
    plain = grown(features, shares)
    forest = median_leaves(plain, features, shares)
    walks = fastest_trees(plain)
    for tree in range(plain.n_trees):
        leaf = walks.value_rows[walks.leaves(tree, features) + plain.tree_starts[tree]]
        for at in np.unique(leaf):
            medians = np.median(shares[leaf == at], axis=0)
            expected = medians / medians.sum() if medians.sum() else plain.values[at]
            np.testing.assert_allclose(forest.values[at], expected, atol=1e-12)


def test_predictions_are_shares_with_smaller_absolute_error():
    features, shares = samples(count=600)
    plain = grown(features[:400], shares[:400])
    found = median_leaves(plain, features[:400], shares[:400]).predict_proba(features[400:])
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-9)
    mean = plain.predict_proba(features[400:])
    assert np.abs(found - shares[400:]).mean() < np.abs(mean - shares[400:]).mean()


def test_permuting_the_classes_permutes_the_columns():
    features, shares = samples()
    order = np.array([2, 0, 3, 1])
    plain = grown(features, shares)
    permuted = replace(plain, values=plain.values[:, order])
    found = median_leaves(permuted, features, shares[:, order])
    expected = median_leaves(plain, features, shares).values[:, order]
    np.testing.assert_allclose(found.values, expected, atol=1e-14)


def test_leaves_without_samples_keep_their_means():
    features, shares = samples()
    plain = grown(features, shares)
    forest = median_leaves(plain, features[:1], shares[:1])
    changed = (forest.values != plain.values).any(axis=1)
    assert changed.sum() <= plain.n_trees


def test_tables_that_do_not_fit_are_refused_and_the_user_may_stop():
    features, shares = samples()
    plain = grown(features, shares)
    with pytest.raises(InputError, match="give 3 features and 4 shares"):
        median_leaves(plain, features[:, :2], shares)
    with pytest.raises(InputError, match="give 3 features and 4 shares"):
        median_leaves(plain, features, shares[:, :3])
    with pytest.raises(Cancelled):
        median_leaves(plain, features, shares, progress=Recorder(cancel_after=2))
