"""Two maps at the same points: McNemar's test and the stratified difference."""

from __future__ import annotations

import math

import numpy as np
import pytest
from finecover.core.accuracy.paired import PairStrata, pair_counts, paired_difference
from finecover.core.errors import InputError


def test_pairs_are_counted_by_stratum():
    first = np.array([True, True, False, False, True])
    second = np.array([True, False, True, False, False])
    found = pair_counts(first, second, stratum=np.array([0, 0, 1, 1, -1]), n_strata=2)
    assert found.tolist() == [[[0, 0], [1, 1]], [[1, 1], [0, 0]]]
    assert pair_counts(first, second).tolist() == [[[1, 1], [2, 1]]]


def test_a_simple_random_sample_by_hand():
    found = paired_difference(np.array([[10, 20], [40, 130]]))
    assert found.value == pytest.approx(0.1)
    assert found.standard_error == pytest.approx(math.sqrt((0.3 - 0.01) / 199))
    assert (found.only_first, found.only_second, found.points) == (40, 20, 200)
    assert found.method == "McNemar, score test"
    chi_square = (40 - 20) ** 2 / (40 + 20)
    assert found.p_value == pytest.approx(math.erfc(math.sqrt(chi_square / 2)), rel=1e-9)
    assert found.interval[0] < 0.1 < found.interval[1]


def test_strata_by_hand():
    counts = np.array([[[5, 5], [15, 25]], [[10, 10], [5, 75]]])
    found = paired_difference(counts, PairStrata(np.array([300, 700])))
    assert found.value == pytest.approx(0.3 * 0.2 - 0.7 * 0.05)
    variance = 0.09 * (0.4 - 0.04) / 49 + 0.49 * (0.15 - 0.0025) / 99
    assert found.standard_error == pytest.approx(math.sqrt(variance))
    assert 0.5 < found.p_value < 1
    assert found.method == "stratified score test"
    swapped = paired_difference(counts.transpose(0, 2, 1), PairStrata(np.array([300, 700])))
    assert swapped.value == pytest.approx(-found.value)
    assert swapped.interval == pytest.approx((-found.interval[1], -found.interval[0]))
    assert swapped.p_value == pytest.approx(found.p_value)


def test_a_part_of_the_pixels_sampled_leaves_less_doubt():
    counts = np.array([[[5, 5], [15, 25]], [[10, 10], [5, 75]]])
    all_but = paired_difference(
        counts, PairStrata(np.array([100, 200]), pixels=np.array([100, 200]))
    )
    free = paired_difference(counts, PairStrata(np.array([100, 200])))
    assert all_but.standard_error == pytest.approx(free.standard_error * math.sqrt(0.5))


def test_maps_that_agree_everywhere_are_not_certainly_alike():
    found = paired_difference(np.array([[10, 0], [0, 90]]))
    assert (found.value, found.standard_error, found.p_value) == (0, 0, 1)
    low, high = found.interval
    assert -0.05 < low < 0 < high < 0.05


def test_a_single_point_in_a_stratum_leaves_the_difference_alone():
    found = paired_difference(
        np.array([[[0, 0], [1, 0]], [[4, 3], [5, 40]]]), PairStrata(np.array([1, 9]))
    )
    assert math.isnan(found.standard_error)
    assert math.isnan(found.p_value)
    assert all(math.isnan(end) for end in found.interval)


def test_a_few_points_prove_nothing():
    every = np.array([[0, 0], [2, 0]])
    found = paired_difference(np.array([every, every]), PairStrata(np.array([10, 20])))
    assert found.standard_error == 0
    assert 0.05 < found.p_value < 0.1
    assert found.interval[0] < 0
    thin = np.array([[[0, 0], [0, 50]], [[0, 0], [5, 0]]])
    found = paired_difference(thin, PairStrata(np.array([1000, 20])))
    assert found.p_value > 0.1
    assert found.interval[0] < 0 < found.value


def test_the_interval_by_tango():
    # 44 pairs of which 4 and 1 differ; his quadratic for the share under the candidate.
    low, high = paired_difference(np.array([[0, 1], [4, 39]])).interval
    for end in (low, high):
        root = np.roots([88, -5 + (88 - 3) * end, -end * (1 - end)]).max()
        distance = (3 - 44 * end) / math.sqrt(44 * (2 * root + end * (1 - end)))
        assert abs(distance) == pytest.approx(1.959964, abs=1e-5)
    assert low < 0 < high


@pytest.mark.parametrize("strata", [1, 3])
def test_p_and_interval_never_disagree(strata):
    rng = np.random.default_rng(0)
    sizes = np.array([5, 3, 2.0])[:strata]
    draws = rng.multinomial(60, [0.1, 0.08, 0.18, 0.64], size=(500, strata))
    verdicts = set()
    for draw in draws.reshape(-1, strata, 2, 2):
        found = paired_difference(draw, PairStrata(sizes))
        low, high = found.interval
        assert (found.p_value < 0.05) == (not low <= 0 <= high)
        verdicts.add(found.p_value < 0.05)
    assert verdicts == {True, False}


def test_where_every_place_was_visited_the_difference_is_known():
    counts = np.array([[[1, 0], [3, 4]]])
    found = paired_difference(counts, PairStrata(np.array([8]), pixels=np.array([8])))
    assert found.interval == (0.375, 0.375)
    assert math.isnan(found.p_value)
    pixel = np.array([[[0, 0], [1, 0]], [[4, 3], [15, 78]]])
    found = paired_difference(pixel, PairStrata(np.array([1, 9000]), pixels=np.array([1, 9000])))
    assert found.standard_error > 0
    assert 0 < found.p_value < 0.05


def test_points_that_share_pixels_leave_nothing_unseen():
    more = paired_difference(np.ones((1, 2, 2), dtype=int), PairStrata(np.ones(1), np.array([3])))
    assert more.standard_error == 0


def test_a_part_of_the_strata_by_hand():
    counts = np.array([[[1, 2], [6, 11]], [[0, 1], [1, 28]], [[0, 0], [0, 0]]])
    elsewhere, sizes = np.array([20, 0, 40]), np.array([50, 30, 20])
    found = paired_difference(counts, PairStrata(sizes, elsewhere=elsewhere))
    weights, n = sizes / 100, np.array([40, 30, 40])
    part = weights @ (np.array([20, 30, 0]) / n)
    assert found.value == pytest.approx(weights @ (np.array([4, 0, 0]) / n) / part)
    variance = 0.0
    for weight, size, (only_second, only_first), inside in zip(
        weights, n, counts[:, [0, 1], [1, 0]], (20, 30, 0)
    ):
        y = np.repeat([1.0, -1.0, 0.0], [only_first, only_second, size - only_first - only_second])
        # Points inside come first; -1 and 1 are all inside.
        x = (np.arange(size) < inside).astype(float)
        variance += weight**2 * np.var(y - found.value * x, ddof=1) / size
    assert found.standard_error == pytest.approx(math.sqrt(variance) / part)
    assert (found.points, found.only_first, found.only_second) == (50, 7, 3)
    assert found.interval[0] < found.value < found.interval[1]


def test_the_interval_covers_the_difference_of_a_part():
    rng = np.random.default_rng(1998)
    shares = np.array([[0.05, 0.05, 0.15, 0.35, 0.40], [0.30, 0.10, 0.05, 0.45, 0.10]])
    sizes = np.array([0.7, 0.3])
    truth = sizes @ (shares[:, 2] - shares[:, 1]) / (sizes @ shares[:, :4].sum(axis=1))
    draws = np.stack([rng.multinomial(150, row, size=1000) for row in shares], axis=1)
    hits = 0
    for draw in draws:
        strata = PairStrata(sizes, elsewhere=draw[:, 4])
        low, high = paired_difference(draw[:, :4].reshape(2, 2, 2), strata).interval
        hits += low <= truth <= high
    assert 0.93 <= hits / 1000 <= 0.97


def test_the_interval_covers_the_difference():
    rng = np.random.default_rng(1947)
    shares = np.array([[0.10, 0.05, 0.15, 0.70], [0.30, 0.10, 0.05, 0.55]])
    sizes = np.array([0.7, 0.3])
    truth = sizes @ (shares[:, 2] - shares[:, 1])
    draws = np.stack([rng.multinomial(100, row, size=2000) for row in shares], axis=1)
    hits = 0
    for draw in draws.reshape(-1, 2, 2, 2):
        low, high = paired_difference(draw, PairStrata(sizes)).interval
        hits += low <= truth <= high
    assert 0.93 <= hits / 2000 <= 0.97


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: pair_counts(np.ones(2), np.ones(3)), "2, 3 and 2 values"),
        (lambda: pair_counts(np.ones(1), np.ones(1), stratum=np.array([2])), "outside 0 to 0"),
        (lambda: paired_difference(np.ones((2, 3), dtype=int)), "2 by 2 each"),
        (lambda: paired_difference(np.zeros((2, 2), dtype=int)), "some not 0"),
        (lambda: paired_difference(np.ones((2, 2, 2), dtype=int)), "each of the 2 strata a size"),
        (
            lambda: paired_difference(
                np.ones((2, 2, 2), dtype=int), PairStrata(np.array([1.0, 0]))
            ),
            "Stratum 2 has 4 points and the size 0",
        ),
    ],
)
def test_errors_name_the_remedy(call, match):
    with pytest.raises(InputError, match=match):
        call()
