"""Score intervals: Wilson's for one stratum, and coverage over repeated stratified samples."""

from __future__ import annotations

import numpy as np
import pytest
from finecover.core.accuracy.accuracy_design import olofsson, post_stratified, simple_random
from finecover.core.accuracy.intervals import StratifiedCounts, score_intervals, wilson

T8 = np.array([[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]], dtype=float)
E1 = np.array([[97, 0, 3], [3, 279, 18], [2, 1, 97]], dtype=float)
MIXED = np.array([[0.85, 0.10, 0.05], [0.08, 0.80, 0.12], [0.05, 0.15, 0.80]])
E1_AREA = np.array([22353, 1122543, 610228]) / 1755124

# Truth (map class, reference class), area shares, points per stratum.
DESIGNS = {
    "ordinary, 150 points": (MIXED, [0.15, 0.35, 0.50], [150, 150, 150]),
    "ordinary, 100 points": (MIXED, [0.15, 0.35, 0.50], [100, 100, 100]),
    "Olofsson 2014": (
        T8 / T8.sum(axis=1, keepdims=True),
        [0.02, 0.015, 0.32, 0.645],
        [100, 100, 165, 325],
    ),
    "Olofsson 2013": (E1 / E1.sum(axis=1, keepdims=True), E1_AREA, [100, 300, 100]),
}
THIN = {
    "ordinary, 30 points": (MIXED, [0.15, 0.35, 0.50], [30, 30, 30]),
    "Olofsson 2013, 30 points": (DESIGNS["Olofsson 2013"][0], E1_AREA, [30, 30, 30]),
}
# A simple random sample of so many points, stratified afterwards by the map's classes.
AFTERWARDS = {
    "ordinary, 300 points": (MIXED, [0.15, 0.35, 0.50], 300),
    "Olofsson 2014, 1 000 points": (DESIGNS["Olofsson 2014"][0], DESIGNS["Olofsson 2014"][1], 1000),
}
# User's accuracies so close to 1 that most samples hold no error, or a single one, of a class.
CLOSE = {
    "0.99 and more, 100 points": (
        np.array([[0.99, 0.005, 0.005], [0.003, 0.994, 0.003], [0.001, 0.002, 0.997]]),
        [0.05, 0.25, 0.70],
        [100, 100, 100],
    ),
    "0.998 and 0.999, 150 points": (
        np.array([[0.998, 0.002], [0.001, 0.999]]),
        [0.3, 0.7],
        [150, 150],
    ),
}
PRINTED = {
    "0.99 and more, 100 points": {"user's 0": 0.925, "user's 1": 0.975, "area 1": 0.988},
    "0.998 and 0.999, 150 points": {"user's 0": 0.971, "user's 1": 0.855, "area 0": 0.992},
}


def draw(design, n_draws, seed=20140515):
    """Counts (draw, stratum, reference class) whose strata are the map classes."""
    shares, area, points = design
    rng = np.random.default_rng(seed)
    rows = [rng.multinomial(n, row, size=n_draws) for n, row in zip(points, shares)]
    return np.stack(rows, axis=1), np.asarray(area), np.asarray(points)


def sample_of(hits, outer, points, area, *, kinds):
    """Intervals of one figure in all draws; ``kinds``: bool (kind, stratum)."""
    # The design's variance divides by n - 1.
    counts = np.stack([hits, outer - hits, points - outer]) * ((points - 1) / points)
    possible = np.broadcast_to(np.asarray(kinds)[:, np.newaxis], counts.shape)
    return score_intervals(StratifiedCounts(counts, possible, area))


def figures(counts, shares, points, area):
    """Yield the name, truth and limits of every figure of the draws."""
    size = len(area)
    yes, no = np.ones(size, dtype=bool), np.zeros(size, dtype=bool)
    whole = np.broadcast_to(points, counts.shape[:2])
    right = np.diagonal(counts, axis1=1, axis2=2)
    agreed = area * np.diag(shares)
    yield "overall", agreed.sum(), sample_of(right, whole, points, area, kinds=[yes, yes, no])
    for i in range(size):
        seen, own = counts[:, :, i], np.arange(size) == i
        cover = area @ shares[:, i]
        yield f"area {i}", cover, sample_of(seen, whole, points, area, kinds=[yes, yes, no])
        hits = seen * own
        limits = sample_of(hits, seen, points, area, kinds=[own, ~own, yes])
        yield f"producer's {i}", agreed[i] / cover, limits
        limits = sample_of(hits, whole * own, points, area, kinds=[own, own, ~own])
        yield f"user's {i}", shares[i, i], limits


def coverages(design, n_draws):
    counts, area, points = draw(design, n_draws)
    found = {}
    for name, truth, (low, high) in figures(counts, design[0], points, area):
        inside = (low - 1e-9 <= truth) & (truth <= high + 1e-9)
        defined = ~np.isnan(low)
        assert (low[defined] >= 0).all()
        assert (high[defined] <= 1).all()
        # Without a point of the class nothing is claimed.
        found[name] = np.where(defined, inside, True).mean()
    return found


@pytest.mark.parametrize("name", DESIGNS)
def test_areas_and_overall_accuracy_are_covered_in_93_to_97_percent(name):
    shares, *_ = DESIGNS[name]
    counts, area, points = draw(DESIGNS[name], 2000)
    size = len(area)
    kinds = [np.ones(size, dtype=bool)] * 2 + [np.zeros(size, dtype=bool)]
    whole = np.broadcast_to(points, counts.shape[:2])
    right = np.diagonal(counts, axis1=1, axis2=2)
    sets = [(right, area @ np.diag(shares))]
    sets += [(counts[:, :, i], area @ shares[:, i]) for i in range(size)]
    for hits, truth in sets:
        low, high = sample_of(hits, whole, points, area, kinds=kinds)
        assert 0.93 <= ((low <= truth) & (truth <= high)).mean() <= 0.97


@pytest.mark.parametrize("name", DESIGNS)
def test_users_and_producers_accuracy_are_covered(name):
    found = coverages(DESIGNS[name], 400)
    # 400 draws: two standard errors are 2.2 percent.
    assert min(found.values()) > 0.91, found
    assert max(found.values()) < 0.99, found


@pytest.mark.parametrize("name", CLOSE)
def test_coverage_leaves_93_to_97_percent_where_accuracy_is_close_to_one(name):
    """What docs/accuracy.md prints: with hardly an error to be met, few values are possible."""
    found = coverages(CLOSE[name], 2000)
    print(name, {figure: round(float(share), 3) for figure, share in found.items()})
    for figure, share in PRINTED[name].items():
        assert found[figure] == pytest.approx(share, abs=0.015)
    assert 0.93 <= found["overall"] <= 0.97


def afterwards(design, n_draws, seed=1982):
    """Counts (draw, map class, reference class) of samples that met every class twice or more."""
    shares, area, points = design
    cells = (np.asarray(area)[:, np.newaxis] * shares).ravel()
    counts = np.random.default_rng(seed).multinomial(points, cells, size=n_draws)
    counts = counts.reshape(n_draws, len(area), len(area))
    return counts[(counts.sum(axis=2) > 1).all(axis=1)]


@pytest.mark.parametrize("name", AFTERWARDS)
def test_post_stratified_estimates_are_covered_in_93_to_97_percent(name):
    """2 000 draws; the points of each class are left to chance (Cochran 1977, eq. 5A.42)."""
    shares, area, total = AFTERWARDS[name]
    counts, area = afterwards(AFTERWARDS[name], 2000), np.asarray(area)
    assert len(counts) > 1990
    points = counts.sum(axis=2)
    left = points * (area / total + (1 - area) / total**2) / area**2
    worth = (points - 1) / (points * left)
    right = np.diagonal(counts, axis1=1, axis2=2)
    sets = [(right, area @ np.diag(shares))]
    sets += [(counts[:, :, i], area @ shares[:, i]) for i in range(len(area))]
    for hits, truth in sets:
        kinds = np.stack([hits, points - hits, 0 * hits]) * worth
        possible = np.broadcast_to(np.array([True, True, False])[:, None, None], kinds.shape)
        low, high = score_intervals(StratifiedCounts(kinds, possible, area))
        assert 0.93 <= ((low <= truth) & (truth <= high)).mean() <= 0.97
    one = post_stratified(counts[0], area)
    assert one.overall.interval == pytest.approx(_first(right, points, worth, area), abs=1e-7)


def _first(hits, points, worth, area):
    kinds = (np.stack([hits, points - hits, 0 * hits]) * worth)[:, :1]
    possible = np.broadcast_to(np.array([True, True, False])[:, None, None], kinds.shape)
    return [limit[0] for limit in score_intervals(StratifiedCounts(kinds, possible, area))]


@pytest.mark.parametrize("name", THIN)
def test_thin_strata_are_still_covered(name):
    found = coverages(THIN[name], 400)
    assert min(found.values()) > 0.91, found


def test_the_normal_interval_fails_where_the_class_is_rare():
    """Why half widths are not enough: forest gain of 2014, seen by luck in the large stratum."""
    counts, area, points = draw(DESIGNS["Olofsson 2014"], 2000)
    shares = counts[:, :, 1] / points
    truth = area @ DESIGNS["Olofsson 2014"][0][:, 1]
    error = np.sqrt((area**2 * shares * (1 - shares) / (points - 1)).sum(axis=1))
    assert (np.abs(shares @ area - truth) <= 1.96 * error).mean() < 0.8


@pytest.mark.parametrize("hits", [0, 1, 50, 99, 100])
def test_one_stratum_gives_wilsons_interval(hits):
    counts = np.array([hits, 100 - hits, 0.0]).reshape(3, 1, 1)
    possible = np.array([True, True, False]).reshape(3, 1, 1)
    low, high = score_intervals(StratifiedCounts(counts, possible, np.ones(1)))
    assert (low[0], high[0]) == pytest.approx(wilson(hits / 100, 100), abs=1e-8)


def test_wilson_as_printed():
    # Newcombe (1998), https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E
    # table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    printed = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0000, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (hits, points), limits in printed.items():
        assert wilson(hits / points, points) == pytest.approx(limits, abs=5e-5)


def test_a_ratio_in_a_simple_random_sample_is_wilsons_of_its_own_points():
    found = simple_random(np.array([[30, 10], [20, 40]]))
    # 30 of 50 reference points; the share of the class itself is free.
    assert found.producers[0].interval == pytest.approx(wilson(0.6, 50 * 99 / 100), abs=1e-6)
    assert found.users[0].interval == pytest.approx(wilson(0.75, 40 * 99 / 100), abs=1e-6)


def test_a_split_stratum_of_like_halves_changes_nothing():
    kinds = np.array([True, True, False]).reshape(3, 1, 1)
    whole = StratifiedCounts(np.array([60.0, 140, 0]).reshape(3, 1, 1), kinds, np.ones(1))
    halves = StratifiedCounts(
        np.repeat(np.array([30.0, 70, 0]).reshape(3, 1, 1), 2, axis=2),
        np.repeat(kinds, 2, axis=2),
        np.array([0.5, 0.5]),
    )
    assert np.ravel(score_intervals(whole)) == pytest.approx(np.ravel(score_intervals(halves)))


def test_accuracy_and_error_mirror_each_other():
    counts = np.array([[3.0, 0, 40], [97, 100, 60], [0, 0, 0]])[:, np.newaxis]
    kinds = np.repeat([[[True]], [[True]], [[False]]], 3, axis=2)
    weights = np.array([0.2, 0.5, 0.3])
    low, high = score_intervals(StratifiedCounts(counts, kinds, weights))
    other_low, other_high = score_intervals(StratifiedCounts(counts[[1, 0, 2]], kinds, weights))
    assert (low[0], high[0]) == pytest.approx((1 - other_high[0], 1 - other_low[0]))


def test_the_design_uses_these_intervals():
    counts, area, points = draw(DESIGNS["Olofsson 2014"], 1)
    found = olofsson(counts[0], area)
    limits = {
        n: (low[0], high[0])
        for n, _, (low, high) in figures(counts, DESIGNS["Olofsson 2014"][0], points, area)
    }
    assert found.overall.interval == pytest.approx(limits["overall"], abs=1e-7)
    for i in range(4):
        assert found.users[i].interval == pytest.approx(limits[f"user's {i}"], abs=1e-7)
        assert found.producers[i].interval == pytest.approx(limits[f"producer's {i}"], abs=1e-7)
        assert found.area_shares[i].interval == pytest.approx(limits[f"area {i}"], abs=1e-7)
