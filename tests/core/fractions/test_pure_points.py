"""Labelled points as a library of pure samples, and mixtures of them."""

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.fractions.fraction_scores import joint_r2
from finecover.core.fractions.levels import ShareLevel
from finecover.core.fractions.mixing import Places
from finecover.core.fractions.pure_points import at_level, mixed_points, pure_points
from finecover.core.fractions.training import FractionSettings, train_fractions
from finecover.core.learning.forest import ForestSettings
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Grid
from fraction_scene import LEGEND
from raster_data import utm_grid
from scene import Recorder

NAMES = ("red", "nir", "NDVI", "elevation")
RECIPE = {"bands": [{"name": "red"}, {"name": "nir"}], "terrain": False}
CODES = np.array([1, 1, 5, 5, 5, 9])


def points(values=None, codes=CODES, progress=None, legend=LEGEND):
    values = np.arange(24, dtype=np.float32).reshape(6, 4) if values is None else values
    return pure_points(
        values, codes, legend, features_of=(NAMES, RECIPE), progress=progress or Silent()
    )


def test_only_features_that_add_up_are_kept():
    recorder = Recorder()
    library = points(progress=recorder)
    assert library.names == ("red", "nir")
    assert library.features.tolist() == [[4 * at, 4 * at + 1] for at in range(6)]
    assert library.labels.tolist() == [0, 0, 1, 1, 1, 2]
    assert library.classes == 3
    assert "Of 4 features 2 are learnt from" in " ".join(recorder.messages)


def test_points_without_data_are_left_out_but_not_for_features_that_are_not_used():
    values = np.zeros((6, 4), np.float32)
    values[0, 1], values[1, 2] = np.nan, np.nan
    recorder = Recorder()
    library = points(values, progress=recorder)
    assert library.labels.tolist() == [0, 1, 1, 1, 2]
    assert recorder.warnings == ["Left out: 1 sample in areas without data."]


def test_a_class_the_legend_lacks_is_an_error():
    with pytest.raises(InputError, match="hold class 9, which the legend lacks"):
        points(legend=LEGEND.subset([1, 5]))


def test_points_of_a_level():
    library = at_level(points(), ShareLevel.of(LEGEND, "level1"))
    assert library.labels.tolist() == [0, 0, 1, 1, 1, 1]
    assert library.classes == 2


@pytest.mark.parametrize(("targets", "parts"), [("equal", [3, 3, 3]), ("proportional", [3, 5, 2])])
def test_about_as_many_mixtures_as_asked_for(targets, parts):
    codes = np.repeat([1, 5, 9], np.array(parts) * 10)
    values = np.random.default_rng(0).normal(size=(codes.size, 4)).astype(np.float32)
    table = mixed_points(points(values, codes), samples=600, targets=targets, seed=3)
    assert len(table) == pytest.approx(600, abs=3)
    assert table.grid is None
    assert table.names == ("red", "nir")
    np.testing.assert_allclose(table.shares.sum(axis=1), 1)
    again = mixed_points(points(values, codes), samples=600, targets=targets, seed=3)
    np.testing.assert_array_equal(table.features, again.features)
    share = table.shares.mean(axis=0)
    assert (share[1] > share[0] + 0.02) == (targets == "proportional")


def noise(count, *, grid=None, same_pixel=False):
    """Points of which the features tell nothing."""
    rng = np.random.default_rng(1)
    values = rng.normal(size=(count, 4)).astype(np.float32)
    codes = rng.choice([1, 5, 9], count)
    places = None
    if grid is not None:
        high = 1 if same_pixel else grid.shape[0]
        places = Places(grid, *rng.integers(0, high, (2, count)))
    return pure_points(
        values, codes, LEGEND, features_of=(NAMES, RECIPE), progress=Silent(), places=places
    )


def trained(library, *, samples=1500, side=None):
    table = mixed_points(library, samples=samples, targets="equal", seed=0, side=side)
    settings = FractionSettings(ForestSettings(trees=20))
    return table, train_fractions(table, LEGEND, settings=settings, groups={}, progress=Silent())[1]


@pytest.mark.parametrize("grid", [None, utm_grid(100, 100)])
def test_points_learnt_from_are_not_tested_on(grid: Grid):
    """Mixtures of the same points would be told apart by them, though they tell nothing."""
    table, training = trained(noise(150, grid=grid))
    held = training.random if grid is None else training.blocks
    assert (training.blocks is None, training.random is None) == (grid is None, grid is not None)
    assert held.split.test.mean() == pytest.approx(0.2, abs=0.01)
    np.testing.assert_array_equal(held.split.test, table.apart.test)
    assert joint_r2(held.observed, held.predicted) < 0.1
    assert held.scores.mean_mae > 0.9 * held.levels[0].baseline.mean_mae


def test_blocks_are_as_wide_as_asked_for():
    grid = utm_grid(100, 100)
    side = 25 * grid.transform.a
    table, training = trained(noise(150, grid=grid), side=side)
    assert training.block_size == side
    assert sum(table.apart.parts) == 16


def test_points_of_one_block_are_set_apart_singly():
    library = noise(60, grid=utm_grid(100, 100))
    table, training = trained(library, side=1e6)
    assert training.blocks is None
    assert "one block" in training.untried
    assert sum(table.apart.parts) <= 60
    assert training.random is not None


def test_where_points_cannot_be_split_nothing_is_tested():
    table, training = trained(noise(60, grid=utm_grid(100, 100), same_pixel=True))
    assert (training.blocks, training.random) == (None, None)
    assert not table.apart.test.any()
