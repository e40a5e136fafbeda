"""Shares at a coarser level, and which level a model's classes are of."""

import numpy as np
import pytest
from finecover.core.fractions.level_shares import LevelShares, fractions_for
from finecover.core.fractions.levels import ShareLevel
from finecover.core.rasters.grid import Window
from fraction_scene import LEGEND, KnownFractions
from scene import pixel_grid

GRID = pixel_grid(4, 5)
SHARES = np.random.default_rng(2).dirichlet(np.ones(3), GRID.shape).transpose(2, 0, 1)
LEVEL = ShareLevel.of(LEGEND, 1)


@pytest.fixture
def known():
    return KnownFractions(SHARES, GRID, np.full(GRID.shape, 0.75))


def test_shares_of_a_level_are_sums(known):
    reader = LevelShares(known, LEVEL)
    assert (reader.classes, reader.grid) == (2, GRID)
    found = reader.read(Window(1, 2, 2, 3))
    part = SHARES[:, 1:3, 2:5]
    np.testing.assert_array_equal(found.shares, [part[0], part[1] + part[2]])
    assert (found.covered == 0.75).all()


def test_a_pixel_of_one_class_is_exactly_one_at_its_level():
    pure = KnownFractions(np.eye(3)[:, :, None], pixel_grid(3, 1))
    found = LevelShares(pure, LEVEL).read(Window(0, 0, 3, 1)).shares
    np.testing.assert_array_equal(found[:, :, 0], [[1, 0, 0], [0, 1, 1]])


def test_a_model_of_the_classes_gets_them_as_they_are(known):
    found = fractions_for(LEGEND.subset([1, 5]), known, LEGEND)
    assert found.reader is known
    assert found.legend is LEGEND


def test_a_model_of_a_level_gets_its_sums_though_codes_are_alike(known):
    found = fractions_for(LEVEL.legend, known, LEGEND)
    assert found.legend == LEVEL.legend
    assert found.reader.classes == 2


def test_names_of_ones_own_are_left_to_codes(known):
    from finecover.core.legends.legend import generic

    found = fractions_for(generic(LEGEND.codes), known, LEGEND)
    assert found.legend is LEGEND
