"""Coarser levels are sums of their classes, for every pixel."""

import numpy as np
import pytest
from finecover.core.errors import LegendError
from finecover.core.fractions.levels import ShareLevel, share_levels
from finecover.core.legends.legend import LandCoverClass, Legend, Level
from hypothesis import given, settings
from hypothesis import strategies as st


def leveled(pairs, *, more=()):
    """A legend of (code, parent code) with a level above, and classes without one."""
    classes = [
        LandCoverClass(code, f"c{code}", "#112233", (Level("level1", parent, f"p{parent}"),))
        for code, parent in pairs
    ]
    return Legend((*classes, *(LandCoverClass(code, f"c{code}", "#445566") for code in more)))


LEGEND = leveled([(1, 20), (2, 10), (5, 20), (9, 30)])


def test_children_add_up_to_their_parent():
    level = ShareLevel.of(LEGEND, "level1")
    assert level.legend.codes.tolist() == [10, 20, 30]
    np.testing.assert_array_equal(level.parents, [1, 0, 1, 2])
    shares = np.array([[0.25, 0.5, 0.125, 0.125], [0, 0, 1, 0]])
    expected = [[0.5, 0.375, 0.125], [0, 1, 0]]
    np.testing.assert_array_equal(level.sums(shares), expected)
    image = np.moveaxis(shares.reshape(2, 1, 4), -1, 0)
    np.testing.assert_array_equal(level.sums(image, axis=0)[:, :, 0].T, expected)
    assert ShareLevel.of(LEGEND, 1).name == "level1"


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 9), st.integers(1, 4), st.integers(0, 9999))
def test_the_sum_over_classes_stays(classes, parents, seed):
    rng = np.random.default_rng(seed)
    legend = leveled([(code, int(rng.integers(parents))) for code in range(classes)])
    shares = rng.dirichlet(np.ones(classes), 20)
    level = ShareLevel.of(legend, 1)
    found = level.sums(shares)
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-12)
    for parent in range(len(level.legend)):
        children = shares[:, level.parents == parent]
        np.testing.assert_allclose(found[:, parent], children.sum(axis=1), atol=1e-12)


def test_only_levels_that_say_something_are_listed():
    levels, reasons = share_levels(LEGEND)
    assert [level.name for level in levels] == ["level1"]
    assert not reasons
    assert share_levels(leveled([(1, 5), (2, 5)])) == ((), ())
    assert share_levels(leveled([(1, 1), (2, 2)])) == ((), ())
    levels, reasons = share_levels(leveled([(1, 5), (2, 5), (3, 6)], more=(7,)))
    assert levels == ()
    assert "has no level1" in reasons[0]


def test_an_unknown_level_is_refused():
    with pytest.raises(LegendError, match="is not in the legend"):
        ShareLevel.of(LEGEND, "level2")
