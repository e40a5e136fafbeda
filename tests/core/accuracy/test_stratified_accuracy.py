"""What the points cannot tell of a map: classes it may hold where no point met them."""

from __future__ import annotations

import numpy as np
import pytest
from finecover.core.accuracy.accuracy_design import olofsson, simple_random, stehman
from finecover.core.accuracy.estimates import StratifiedSample
from finecover.core.accuracy.intervals import wilson
from finecover.core.accuracy.stratified_accuracy import _sets

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


# --- map classes of which it is not known where they lie

EACH = 100
# Truth of a map over the strata of another: (stratum, map class, reference class). The large
# stratum holds a little of class 2, which many samples miss.
TRUTH = np.array([
    [[0.750, 0.100, 0.001], [0.050, 0.090, 0.001], [0.003, 0.003, 0.002]],
    [[0.200, 0.150, 0.010], [0.090, 0.500, 0.010], [0.010, 0.015, 0.015]],
    [[0.100, 0.050, 0.050], [0.050, 0.150, 0.150], [0.020, 0.080, 0.350]],
])  # fmt: skip
LARGE = np.array([70_000_000, 28_000_000, 2_000_000])
SEEN = (TRUTH * 200).round().astype(int)
SEEN[0, 0, 2] = 1


def drawn(n_draws):
    rng = np.random.default_rng(2014)
    draws = [rng.multinomial(EACH, cells.ravel(), size=n_draws) for cells in TRUTH]
    return np.stack(draws, axis=1).reshape(n_draws, 3, 3, 3)


def test_users_and_producers_accuracy_over_foreign_strata_are_covered():
    matrix = np.tensordot(LARGE / LARGE.sum(), TRUTH, axes=1)
    truth = {"users": np.diag(matrix) / matrix.sum(axis=1)}
    truth["producers"] = np.diag(matrix) / matrix.sum(axis=0)
    points, draws = np.full(3, EACH), drawn(300)
    sample = StratifiedSample(points, LARGE / LARGE.sum(), np.ones(3))
    # All draws in one search: one by one they take a minute.
    sets = [_sets(counts, points, None, known=np.zeros(3, dtype=bool)) for counts in draws]
    for name, place in (("users", 1), ("producers", 2)):
        found = list(sample.ratios(*[one[place] for one in sets]))
        limits = np.array([[one.interval for one in figures] for figures in found])
        inside = (limits[..., 0] <= truth[name]) & (truth[name] <= limits[..., 1])
        assert inside.mean(axis=0).min() >= 0.92, name
        for one, other in zip(found[0], getattr(stehman(draws[0], LARGE * 1000), name)):
            assert one.interval == pytest.approx(other.interval, abs=1e-6)


def test_a_figure_that_strata_without_a_point_may_overturn_is_starred():
    counts = SEEN.copy()
    assert all(one.trusted for one in stehman(counts, LARGE).users)
    counts[0, 2] = 0
    found = stehman(counts, LARGE)
    assert [one.trusted for one in found.users] == [True, True, False]
    low, high = found.users[2].interval
    whole = wilson(found.users[2].value, counts[:, 2].sum())
    assert low < whole[0]
    assert high - low > whole[1] - whole[0]
    assert all(one.trusted for one in found.producers), "the reference was met there"


def test_a_small_stratum_without_a_point_stars_nothing():
    counts = SEEN.copy()
    counts[2, 0] = 0
    assert stehman(counts, LARGE).users[0].trusted


def test_strata_visited_in_full_hide_no_class():
    counts = np.array([[[38, 2], [0, 0]], [[50, 4], [1, 5]]])
    assert stehman(counts, np.array([40, 80])).users[1].trusted
    assert not stehman(counts, np.array([41, 80])).users[1].trusted


def test_a_class_with_a_stratum_of_its_own_is_met_where_it_lies():
    found = olofsson(np.array([[90, 10, 0], [5, 90, 5], [0, 6, 94]]), LARGE)
    assert all(one.trusted for one in (*found.users, *found.producers))
