"""What the points cannot tell of a map: classes it may hold where no point met them."""

from __future__ import annotations

import numpy as np
import pytest
from finecover.core.accuracy_design import olofsson, simple_random, stehman
from finecover.core.intervals import wilson

PIXELS = np.array([9_000_000, 1_000_000])


# --- no interval without a width


def test_a_class_no_point_met_in_the_map_has_no_certain_producers_accuracy():
    found = simple_random(np.array([[60, 12], [0, 0]]))
    assert found.producers[1].value == 0
    assert found.producers[1].interval == pytest.approx(wilson(0, 12 * 71 / 72), abs=1e-6)


def test_a_class_all_points_have_in_the_map_is_not_certain_to_be_found():
    found = simple_random(np.array([[60, 12], [0, 0]]))
    assert found.producers[0].value == 1
    assert found.producers[0].interval == pytest.approx(wilson(1, 60 * 71 / 72), abs=1e-6)


def test_the_same_over_foreign_strata():
    counts = np.zeros((2, 3, 3), dtype=int)
    counts[0] = [[80, 5, 0], [3, 12, 0], [0, 0, 0]]
    counts[1] = [[20, 5, 9], [4, 50, 12], [0, 0, 0]]
    found = stehman(counts, PIXELS)
    low, high = found.producers[2].interval
    assert (found.producers[2].value, low) == (0, 0)
    assert 0.1 < high < 0.9


def test_a_map_known_not_to_hold_a_class_misses_it_for_certain():
    found = olofsson(np.array([[60, 12], [0, 0]]), np.array([1.0, 0.0]))
    assert found.producers[1].interval == (0, 0)
    assert found.producers[0].interval == (1, 1)


def test_so_does_one_that_was_visited_in_full():
    counts = np.zeros((2, 2, 2), dtype=int)
    counts[0] = [[6, 2], [0, 0]]
    counts[1] = [[8, 0], [0, 0]]
    found = stehman(counts, np.array([8, 800]))
    assert found.producers[1].interval[1] < 1e-3
