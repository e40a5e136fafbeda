"""Synthetic mixtures: exact sums, shares, balance, seeds, and learning shares from pure labels."""

from dataclasses import replace

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.features.recipe import FeatureRecipe
from finecover.core.fractions.fraction_forest import fit_fraction_forest
from finecover.core.fractions.mixing import (
    FREQUENCIES,
    MixingSettings,
    PureLibrary,
    additive_columns,
    mix_library,
    pure_library,
)
from finecover.core.fractions.table import ShareTable
from finecover.core.learning.forest import ForestSettings
from finecover.core.rasters.bands import Band
from hypothesis import given, settings
from hypothesis import strategies as st

CENTRES = np.array([[0.0, 0, 100], [100, 0, 0], [0, 100, 0], [60, 60, 60]])


def library(*, noise=0.0, each=20, classes=4, seed=0, order=None):
    """Samples of each class around its centre, shuffled."""
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.repeat(np.arange(classes), each))
    features = (
        CENTRES[labels] + rng.normal(0, noise, (labels.size, 3)) if noise else CENTRES[labels]
    )
    if order is not None:
        labels = np.asarray(order)[labels]
    return PureLibrary(features.astype(np.float32), labels, classes, names=("r", "g", "b"))


def present(table):
    """How many classes each mixture holds."""
    return (table.shares > 0).sum(axis=1)


def test_features_are_the_sum_of_parts_by_their_shares():
    table = mix_library(library(), settings=MixingSettings(mixtures=300))
    np.testing.assert_allclose(table.features, table.shares @ CENTRES, rtol=1e-6, atol=1e-4)
    assert table.features.dtype == np.float32
    assert table.grid is None
    assert (table.rows == -1).all()
    assert table.names == ("r", "g", "b")


@given(
    st.integers(1, 60), st.integers(2, 9), st.floats(0, 1), st.sampled_from(FREQUENCIES),
    st.integers(0, 2**32 - 1),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_shares_are_compositions_of_few_classes(mixtures, most, pure, partners, seed):
    chosen = MixingSettings(mixtures, most, pure, partners=partners, seed=seed)
    table = mix_library(library(noise=5.0), settings=chosen)
    assert len(table) == 4 * mixtures
    assert (table.shares >= 0).all()
    np.testing.assert_allclose(table.shares.sum(axis=1), 1, atol=1e-12)
    assert present(table).max() <= min(most, 4)
    assert np.isfinite(table.features).all()


def test_each_class_is_the_target_as_often_and_sizes_are_balanced():
    table = mix_library(library(), settings=MixingSettings(mixtures=100, pure=0.2, most_parts=3))
    pure = table.shares == 1
    np.testing.assert_array_equal(pure.sum(axis=0), [20] * 4)
    np.testing.assert_array_equal(np.bincount(present(table)), [0, 80, 160, 160])
    np.testing.assert_allclose(table.shares.mean(axis=0), [0.25] * 4, atol=0.03)


def test_pure_ones_are_samples_as_they_were_observed():
    pure = library(noise=5.0)
    table = mix_library(pure, settings=MixingSettings(mixtures=50, pure=1.0))
    for features, shares in zip(table.features, table.shares):
        same = (pure.features == features).all(axis=1)
        assert pure.labels[same].tolist() == [shares.argmax()]


def test_what_varies_within_a_class_is_kept():
    chosen = MixingSettings(mixtures=400, pure=1.0)
    table = mix_library(library(noise=5.0, each=400), settings=chosen)
    assert (table.features - table.shares @ CENTRES).std() == pytest.approx(5, rel=0.1)


def test_partners_follow_the_numbers_of_samples_where_asked():
    few = library(each=40)
    kept = np.flatnonzero((few.labels != 3) | (np.cumsum(few.labels == 3) <= 2))
    few = replace(few, features=few.features[kept], labels=few.labels[kept])
    found = {}
    for partners in ("equal", "proportional"):
        chosen = MixingSettings(mixtures=500, pure=0.0, most_parts=2, partners=partners)
        held = mix_library(few, settings=chosen).shares[:, 3].reshape(4, 500) > 0
        held = held[~held.all(axis=1)]  # where it is a partner, not the target
        found[partners] = held.mean()
    assert found["equal"] == pytest.approx(1 / 3, abs=0.04)
    assert found["proportional"] == pytest.approx(2 / 82, abs=0.02)


def test_targets_follow_the_numbers_of_samples_where_asked():
    many = library(each=10)
    kept = np.flatnonzero((many.labels != 3) | (np.cumsum(many.labels == 3) <= 2))
    many = replace(many, features=many.features[kept], labels=many.labels[kept])
    chosen = MixingSettings(mixtures=40, pure=1.0, targets="proportional")
    shares = mix_library(many, settings=chosen).shares
    np.testing.assert_array_equal(shares.sum(axis=0), [50, 50, 50, 10])


def test_the_seed_alone_decides():
    pure = library(noise=5.0)
    one, same, other = (
        mix_library(pure, settings=MixingSettings(mixtures=30, seed=seed)) for seed in (4, 4, 5)
    )
    np.testing.assert_array_equal(one.features, same.features)
    np.testing.assert_array_equal(one.shares, same.shares)
    assert (one.features != other.features).any()


@given(st.permutations(range(4)))
@settings(max_examples=10, deadline=None)
def test_permuting_the_classes_permutes_the_columns(order):
    chosen = MixingSettings(mixtures=20)
    plain = mix_library(library(noise=3.0), settings=chosen)
    permuted = mix_library(library(noise=3.0, order=order), settings=chosen)
    np.testing.assert_array_equal(permuted.features, plain.features)
    np.testing.assert_array_equal(permuted.shares[:, list(order)], plain.shares)


def test_classes_without_samples_have_no_share():
    pure = replace(library(classes=3), classes=6)
    table = mix_library(pure, settings=MixingSettings(mixtures=10))
    assert table.shares.shape == (30, 6)
    assert not table.shares[:, 3:].any()


def test_a_forest_of_mixtures_learns_shares():
    table = mix_library(library(noise=3.0), settings=MixingSettings(mixtures=500))
    forest = fit_fraction_forest(
        table.features, table.shares, settings=ForestSettings(trees=40, min_leaf=2)
    )
    shares = np.random.default_rng(9).dirichlet(np.ones(3), 200)
    shares = np.column_stack([shares, np.zeros(200)])
    found = forest.predict_proba((shares @ CENTRES).astype(np.float32))
    mean = np.abs(shares - 0.25).mean()
    assert np.abs(found - shares).mean() < 0.5 * mean


def test_pure_samples_are_taken_from_a_table_of_shares():
    shares = np.array([[1, 0, 0], [0.5, 0.5, 0], [0, 1 - 1e-12, 1e-12], [0, 0.1, 0.9]])
    nowhere = np.zeros(4, np.int64)
    table = ShareTable(
        np.arange(8, dtype=np.float32).reshape(4, 2), shares, np.ones(4), nowhere, nowhere,
        names=("a", "b"), recipe={"scale": 1},
    )  # fmt: skip
    pure = pure_library(table)
    assert pure.labels.tolist() == [0, 1]
    np.testing.assert_array_equal(pure.features, table.features[[0, 2]])
    assert (pure.classes, pure.names, pure.recipe) == (3, ("a", "b"), {"scale": 1})
    assert pure_library(table, purity=0.9).labels.tolist() == [0, 1, 2]


def recipe(statistics=()):
    bands = (Band(0, 1, "red", "red", "2020"), Band(0, 2, "nir", "nir", "2020"))
    return FeatureRecipe(bands, 1, 0, (), statistics, 5, True, ("rain",))


def test_only_bands_and_their_means_add_up():
    made = recipe()
    columns = additive_columns(made.to_json(), made.names)
    assert [made.names[column] for column in columns] == ["red_2020", "nir_2020"]
    made = recipe(("median", "mean"))
    columns = additive_columns(made.to_json(), made.names)
    assert [made.names[column] for column in columns] == ["red_mean", "nir_mean"]
    assert additive_columns({"names": ["a", "b"]}, ("a", "b")).tolist() == [0, 1]
    with pytest.raises(InputError, match="None of the features adds up"):
        additive_columns(recipe(("median",)).to_json(), recipe(("median",)).names)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"mixtures": 0}, "mixtures is 0"),
        ({"mixtures": 1.5}, "mixtures is 1.5"),
        ({"most_parts": 1}, "most_parts is 1"),
        ({"pure": 1.5}, "pure is 1.5"),
        ({"pure": float("nan")}, "pure is nan"),
        ({"partners": "all"}, "partners is 'all'"),
        ({"targets": "some"}, "targets is 'some'"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_settings_out_of_range_are_refused(changed, message):
    with pytest.raises(InputError, match=message):
        MixingSettings(**changed)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"labels": np.zeros(3, np.int64)}, "a label for each"),
        ({"labels": np.zeros(80)}, "whole numbers"),
        ({"labels": np.full(80, 7)}, "reach from 7 to 7"),
        ({"labels": np.zeros(80, np.int64)}, "are of 1 class;"),
        ({"features": np.full((80, 3), np.nan, np.float32)}, "Feature column 1"),
    ],
)
def test_libraries_that_cannot_be_mixed_are_refused(changed, message):
    with pytest.raises(InputError, match=message):
        replace(library(), **changed)


@pytest.mark.parametrize("purity", [0.5, 1.1, float("nan")])
def test_purity_must_tell_one_class(purity):
    nothing = np.zeros(0, np.int64)
    table = ShareTable(np.zeros((0, 1)), np.zeros((0, 2)), np.zeros(0), nothing, nothing)
    with pytest.raises(InputError, match="purity is"):
        pure_library(table, purity=purity)
