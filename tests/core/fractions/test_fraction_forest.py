"""A forest of shares: the same as scikit-learn's, and a composition whatever is asked."""

import numpy as np
import pytest
from finecover.core.errors import Cancelled, InputError
from finecover.core.fractions.fraction_forest import fit_fraction_forest, grow_fraction_forest
from finecover.core.fractions.leaf_medians import median_leaves
from finecover.core.learning.forest import ForestSettings
from finecover.core.parallel import threads_only
from hypothesis import given, settings
from hypothesis import strategies as st
from scene import Recorder
from sklearn.ensemble import RandomForestRegressor


def table(samples=200, classes=4, n_features=5, seed=0):
    """Shares of 64ths that features tell something of; sums of them are exact."""
    rng = np.random.default_rng(seed)
    alone = rng.dirichlet(np.full(classes, 0.4), samples)
    counts = np.stack([rng.multinomial(64, row) for row in alone])
    mixing = rng.normal(size=(classes, n_features))
    features = counts / 64 @ mixing + rng.normal(0, 0.2, (samples, n_features))
    return features.astype(np.float32), counts / 64.0


def plain_sklearn(features, shares, chosen):
    regressor = RandomForestRegressor(
        n_estimators=chosen.trees,
        min_samples_leaf=chosen.min_leaf,
        max_features=chosen.max_features,
        random_state=chosen.seed,
        n_jobs=1,
    )
    with threads_only():
        return regressor.fit(features, shares)


@pytest.mark.parametrize("trees", [1, 7, 23])
def test_stepwise_growth_equals_one_plain_fit(trees, monkeypatch):
    features, shares = table()
    chosen = ForestSettings(trees=trees, min_leaf=2, seed=5)
    plain = plain_sklearn(features, shares, chosen)
    unseen, _ = table(300, seed=9)
    for threads in ("1", "3"):
        monkeypatch.setenv("FINECOVER_THREADS", threads)
        grown = grow_fraction_forest(features, shares, settings=chosen, medians=False)
        found = grown.forest.predict_proba(unseen)
        np.testing.assert_allclose(found, plain.predict(unseen), atol=1e-12, rtol=0)
        np.testing.assert_array_equal(grown.importances, plain.feature_importances_)


@settings(max_examples=12, deadline=None)
@given(st.integers(2, 6), st.integers(1, 5), st.integers(0, 1000))
def test_predictions_are_compositions_and_means_are_those_of_sklearn(classes, min_leaf, seed):
    features, shares = table(60, classes, 3, seed)
    chosen = ForestSettings(trees=4, min_leaf=min_leaf, seed=seed)
    unseen, _ = table(80, 2, 3, seed + 1)
    for medians in (True, False):
        forest = fit_fraction_forest(features, shares, settings=chosen, medians=medians)
        found = forest.predict_proba(unseen)
        assert (found >= 0).all()
        assert (found <= 1 + 1e-12).all()
        np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-12)
    expected = plain_sklearn(features, shares, chosen).predict(unseen)
    np.testing.assert_allclose(found, expected, atol=1e-12, rtol=0)


@settings(max_examples=12, deadline=None)
@given(st.permutations(range(4)), st.integers(0, 1000))
def test_permuting_classes_permutes_columns(order, seed):
    features, shares = table(80, 4, 3, seed)
    chosen = ForestSettings(trees=4, min_leaf=2, seed=seed)
    straight = fit_fraction_forest(features, shares, settings=chosen).predict_proba(features)
    turned = fit_fraction_forest(features, shares[:, order], settings=chosen)
    np.testing.assert_allclose(turned.predict_proba(features), straight[:, order], atol=1e-14)


def test_leaves_hold_the_medians_of_their_samples_unless_means_are_asked_for(monkeypatch):
    features, shares = table()
    chosen = ForestSettings(trees=9, seed=2)
    means = fit_fraction_forest(features, shares, settings=chosen, medians=False)
    expected = median_leaves(means, features, shares)
    assert (expected.values != means.values).any()
    for threads in ("1", "3"):
        monkeypatch.setenv("FINECOVER_THREADS", threads)
        found = fit_fraction_forest(features, shares, settings=chosen)
        np.testing.assert_array_equal(found.values, expected.values)
        np.testing.assert_array_equal(found.threshold, expected.threshold)


def test_pure_samples_with_leaves_of_one_stay_pure():
    shares = np.eye(3)[np.repeat([0, 1, 2], 20)]
    features = np.repeat([0.0, 10.0, 20.0], 20)[:, None] + np.linspace(0, 1, 60)[:, None]
    forest = fit_fraction_forest(features, shares, settings=ForestSettings(trees=9, min_leaf=1))
    np.testing.assert_array_equal(forest.predict_proba(features), shares)


def test_a_class_without_shares_has_none():
    features, shares = table(60, 3)
    wide = np.insert(shares, 1, 0.0, axis=1)
    found = fit_fraction_forest(features, wide, settings=ForestSettings(trees=3))
    assert not found.predict_proba(features)[:, 1].any()


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda f, s: (f[:, 0], s), "shape .*samples by features"),
        (lambda f, s: (f, s[1:]), "for 30 samples"),
        (lambda f, s: (f, s[:, 0]), "samples by classes"),
        (lambda f, s: (np.where(f == f[3, 1], np.nan, f), s), "column 2 .*NaN"),
        (lambda f, s: (f.astype(float) * 1e39, s), "column 1 .*infinite"),
        (lambda f, s: (f, s * 0.9), "sample 1 are not 0 or more with sum 1"),
        (lambda f, s: (f, np.where(s == s[0, 0], np.nan, s)), "sample 1 are not"),
        (lambda f, s: (f, s + np.array([1, -1, 0])), "sample 1 are not"),
        (lambda f, s: (f, np.eye(3)[np.zeros(30, int)]), "hold 1 class; a forest of shares needs"),
    ],
)
def test_unusable_tables_are_refused(change, match):
    features, shares = change(*table(30, 3, 3))
    with pytest.raises(InputError, match=match):
        fit_fraction_forest(features, shares, settings=ForestSettings(trees=2))


def test_growth_reports_and_can_be_cancelled():
    features, shares = table()
    watched = Recorder()
    fit_fraction_forest(features, shares, settings=ForestSettings(trees=9), progress=watched)
    assert watched.fractions[0] == 0
    assert watched.fractions[-1] == 1
    assert watched.fractions == sorted(watched.fractions)
    with pytest.raises(Cancelled):
        fit_fraction_forest(
            features, shares, settings=ForestSettings(trees=500), progress=Recorder(cancel_after=2)
        )
