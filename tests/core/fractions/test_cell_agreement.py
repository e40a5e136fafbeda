"""Rescaling to cells: agreement, sums, pure cells, classes the prediction lacks, limits."""

import numpy as np
import pytest
from finecover.core.errors import Cancelled
from finecover.core.fractions import cell_agreement
from finecover.core.fractions.cell_agreement import TOLERANCE, agree
from hypothesis import given, settings
from hypothesis import strategies as st


def never():
    pass


def compositions(rng, classes, count, *, sharp=1.0):
    return rng.dirichlet(np.full(classes, sharp), count).T


def means(shares, cells, weights, count):
    return np.stack([
        np.bincount(cells, weights * share, count) / np.bincount(cells, weights, count)
        for share in shares
    ])  # fmt: skip


def world(seed, *, classes=4, cells=7, pixels=200, sharp=0.5):
    rng = np.random.default_rng(seed)
    of_cell = np.concatenate([np.arange(cells), rng.integers(0, cells, pixels - cells)])
    shares = compositions(rng, classes, pixels, sharp=sharp)
    return shares, of_cell, compositions(rng, classes, cells), rng.uniform(0.5, 2, pixels)


@given(st.integers(0, 2**32 - 1), st.integers(2, 9), st.floats(0.2, 5))
@settings(max_examples=40, deadline=None)
def test_cells_agree_and_shares_stay_shares(seed, classes, sharp):
    shares, cells, targets, weights = world(seed, classes=classes, sharp=sharp)
    found, deviation = agree(shares, cells, targets, weights=weights, check=never)
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=0), 1, atol=1e-12)
    left = np.abs(means(found, cells, weights, 7) - targets).max(axis=0)
    np.testing.assert_allclose(left, deviation, atol=1e-12)
    assert (deviation <= TOLERANCE).mean() > 0.5  # the rest ran out of rounds
    assert deviation.max() < 0.01


def test_agreeing_shares_hardly_change():
    shares, cells, _, weights = world(1)
    targets = means(shares, cells, weights, 7)
    found, deviation = agree(shares, cells, targets, weights=weights, check=never)
    np.testing.assert_allclose(found, shares, atol=2e-3)
    assert deviation.max() <= TOLERANCE


def test_a_pure_cell_stays_pure_whatever_is_predicted():
    shares, cells, targets, weights = world(2)
    targets[:, 3] = [0, 1, 0, 0]
    shares[:, cells == 3] = np.array([[1.0], [0], [0], [0]])
    found, deviation = agree(shares, cells, targets, weights=weights, check=never)
    np.testing.assert_array_equal(found[1, cells == 3], 1.0)
    assert deviation[3] == 0


def test_a_class_that_is_predicted_nowhere_is_placed():
    shares = np.array([[1.0, 1, 0.5, 0], [0, 0, 0.5, 1], [0, 0, 0, 0]])
    targets = np.array([[0.4], [0.3], [0.3]])
    found, deviation = agree(shares, np.zeros(4, int), targets, weights=np.ones(4), check=never)
    assert deviation[0] <= TOLERANCE
    np.testing.assert_allclose(found.mean(axis=1), targets[:, 0], atol=1e-6)


def test_two_pixels_by_hand():
    """Two classes and two pixels of odds 1 : 1 and 3 : 1; both odds grow by the same factor."""
    shares = np.array([[0.5, 0.75], [0.5, 0.25]])
    targets = np.array([[0.8], [0.2]])
    found, _ = agree(shares, np.zeros(2, int), targets, weights=np.ones(2), check=never)
    odds = found[0] / found[1]
    start = 0.999 * shares + 0.001 * targets
    assert odds[1] / odds[0] == pytest.approx((start[0] / start[1])[1] / (start[0] / start[1])[0])
    assert found[0].mean() == pytest.approx(0.8, abs=1e-6)


def test_a_cell_does_not_depend_on_the_others():
    shares, cells, targets, weights = world(3)
    whole, _ = agree(shares, cells, targets, weights=weights, check=never)
    for cell in range(7):
        mine = cells == cell
        alone, _ = agree(
            shares[:, mine], np.zeros(mine.sum(), int), targets[:, [cell]],
            weights=weights[mine], check=never,
        )  # fmt: skip
        np.testing.assert_array_equal(alone, whole[:, mine])


def test_larger_pixels_count_more():
    shares = np.array([[0.9, 0.2], [0.1, 0.8]])
    found, _ = agree(
        shares, np.zeros(2, int), np.array([[0.5], [0.5]]), weights=np.array([3.0, 1]), check=never
    )
    assert (found[0] @ [3, 1]) / 4 == pytest.approx(0.5, abs=1e-6)


def test_rounds_end_and_what_is_left_is_told(monkeypatch):
    monkeypatch.setattr(cell_agreement, "ROUNDS", 2)
    shares, cells, targets, weights = world(4, sharp=0.2)
    found, deviation = agree(shares, cells, targets, weights=weights, check=never)
    assert deviation.max() > TOLERANCE
    np.testing.assert_allclose(found.sum(axis=0), 1, atol=1e-12)


def test_it_can_be_stopped():
    calls = []

    def check():
        calls.append(1)
        if len(calls) > 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        agree(*world(5)[:3], weights=np.ones(200), check=check)
