"""How many points, shared out how, and the standard error to expect."""

from __future__ import annotations

import math

import pytest
from finecover.core.accuracy.expected_accuracy import ExpectedAccuracy
from finecover.core.accuracy.validation_plan import (
    ALLOCATIONS,
    WITH_MINIMUM,
    PointSettings,
    Stratum,
    expected_standard_error,
    fewest_points,
    points_per_stratum,
    required_points,
    total_to_reach,
)
from finecover.core.errors import InputError
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

# Olofsson et al. (2014), section 5.1: mapped areas and expected user's accuracies
PIXELS = (200_000, 150_000, 3_200_000, 6_450_000)
EXPECTED = (0.7, 0.6, 0.9, 0.95)


def strata(pixels=PIXELS, expected=EXPECTED, points=None):
    points = points or [0] * len(pixels)
    return [
        Stratum(at, f"Class {at}", n, n * 0.09, k, p)
        for at, (n, p, k) in enumerate(zip(pixels, expected, points), start=1)
    ]


def settings(**values):
    return PointSettings(expected=ExpectedAccuracy(0.8), **values)


def test_the_example_of_olofsson_2014():
    assert required_points(strata(), settings(standard_error=0.01)) == pytest.approx(641, abs=1)


def test_a_single_stratum_is_a_simple_random_sample():
    one = strata(pixels=(10**6,), expected=(0.8,))
    assert required_points(one, settings(standard_error=0.02)) == 400
    assert points_per_stratum(one, settings(standard_error=0.02)) == [400]
    one = strata(pixels=(10**6,), expected=(0.8,), points=[400])
    assert expected_standard_error(one) == pytest.approx(0.02, rel=1e-3)


def test_expected_standard_errors_of_olofsson_2014():
    """Their table 5: allocations of 641 points, with n in place of n - 1 as eq. 13 has it."""
    equal = expected_standard_error(strata(points=[160, 160, 160, 161]))
    proportional = expected_standard_error(strata(points=[13, 10, 209, 409]))
    assert proportional == pytest.approx(0.0102, abs=2e-4)
    assert equal > proportional


@pytest.mark.parametrize("allocation", ["compromise", "proportional", "equal", "neyman"])
def test_all_points_are_shared_out(allocation):
    found = points_per_stratum(strata(), settings(total=641, allocation=allocation))
    assert sum(found) == 641
    assert min(found) >= 2


def test_a_compromise_gives_rare_classes_their_share():
    found = points_per_stratum(strata(), settings(total=641, min_per_class=75))
    assert found[0] == found[1] == 75
    assert found[3] > found[2] > 75
    proportional = points_per_stratum(strata(), settings(total=641, allocation="proportional"))
    assert proportional[0] < 20


def test_many_classes_take_more_than_eq_13():
    many = strata(pixels=(10_000,) * 44, expected=(0.8,) * 44)
    found = points_per_stratum(many, settings(min_per_class=50))
    assert found == [50] * 44
    assert required_points(many, settings()) == 400


def test_neyman_gives_more_to_doubtful_classes():
    two = strata(pixels=(50_000, 50_000), expected=(0.5, 0.95))
    found = points_per_stratum(two, settings(total=400, allocation="neyman"))
    assert sum(found) == 400
    assert found[0] / found[1] == pytest.approx(0.5 / math.sqrt(0.95 * 0.05), rel=0.02)


def test_a_total_is_kept_though_it_leaves_less_for_each_class():
    many = strata(pixels=(10_000,) * 44, expected=(0.8,) * 44)
    found = points_per_stratum(many, settings(total=300, min_per_class=50))
    assert sum(found) == 300
    assert fewest_points(many, settings(total=300, min_per_class=50)) == 6
    assert min(found) >= 6


def test_a_stratum_never_gives_more_than_it_has_and_others_make_up_for_it():
    small = strata(pixels=(20, 150_000, 3_200_000, 6_450_000))
    found = points_per_stratum(small, settings(total=640, allocation="equal"))
    assert found[0] == 20
    assert sum(found) == 640
    assert sorted(found[1:]) == [206, 207, 207]
    found = points_per_stratum(small, settings(total=640, min_per_class=50))
    assert found[:2] == [20, 50]
    assert found[3] / found[2] == pytest.approx(6_450_000 / 3_200_000, rel=0.01)


def test_a_tiny_map_is_taken_whole():
    tiny = strata(pixels=(5, 7), expected=(0.8, 0.8))
    found = points_per_stratum(tiny, settings(total=500))
    assert found == [5, 7]
    assert expected_standard_error(strata((5, 7), (0.8, 0.8), found)) == 0


def test_strata_of_one_pixel_are_possible():
    found = points_per_stratum(strata(pixels=(1, 10_000), expected=(0.8, 0.8)), settings(total=100))
    assert found == [1, 99]


def sizes():
    small, large = st.integers(1, 12), st.integers(1, 10**8)
    return st.lists(st.one_of(small, large), min_size=1, max_size=44)


@examples(deadline=None)
@given(sizes(), st.integers(2, 3000), st.integers(0, 120), st.sampled_from(ALLOCATIONS), st.data())
def test_every_total_is_met_and_no_class_is_forgotten_or_emptied(
    pixels, total, minimum, allocation, data
):
    accuracy = st.sampled_from((0.5, 0.8, 0.97))
    expected = data.draw(st.lists(accuracy, min_size=len(pixels), max_size=len(pixels)))
    planned = strata(tuple(pixels), expected)
    wanted = settings(total=total, min_per_class=minimum, allocation=allocation)
    found = points_per_stratum(planned, wanted)
    assert sum(found) == min(total, sum(pixels))
    assert all(0 <= n <= size for n, size in zip(found, pixels))
    if total >= len(pixels):
        assert min(found) >= 1
    least = fewest_points(planned, wanted)
    assert all(n >= min(size, least) for n, size in zip(found, pixels))
    if len(pixels) > 1 and allocation in WITH_MINIMUM:
        held = sum(min(size, max(minimum, 2)) for size in pixels) <= total
        assert not held or least == max(minimum, 2)  # honoured when it can be


@examples(deadline=None)
@given(sizes(), st.integers(2, 3000))
def test_equal_is_equal_where_the_pixels_allow(pixels, total):
    found = points_per_stratum(strata(tuple(pixels), [0.8] * len(pixels)),
                               settings(total=total, allocation="equal"))  # fmt: skip
    free = [n for n, size in zip(found, pixels) if n < size]
    if free:
        assert max(found) - min(free) <= 1


@examples(deadline=None)
@given(sizes(), st.integers(200, 3000))
def test_proportional_is_within_one_point_of_its_share(pixels, total):
    """Where nobody is held at two points or at all pixels (the quota rule of Hamilton)."""
    shares = [total * size / sum(pixels) for size in pixels]
    found = points_per_stratum(strata(tuple(pixels), [0.8] * len(pixels)),
                               settings(total=total, allocation="proportional"))  # fmt: skip
    if all(2 <= share <= size for share, size in zip(shares, pixels)):
        assert all(abs(n - share) < 1 for n, share in zip(found, shares))


@examples(deadline=None)
@given(sizes(), st.floats(0.01, 0.2), st.sampled_from(ALLOCATIONS))
def test_without_a_total_the_points_are_those_that_reach_the_standard_error(
    pixels, standard_error, allocation
):
    planned = strata(tuple(pixels), [0.8] * len(pixels))
    wanted = settings(standard_error=standard_error, allocation=allocation, min_per_class=5)
    found = points_per_stratum(planned, wanted)
    assert sum(found) == total_to_reach(planned, wanted)
    reached = expected_standard_error(strata(tuple(pixels), [0.8] * len(pixels), found))
    assert reached <= standard_error * (1 + 1e-6)
    least = fewest_points(planned, wanted)
    assert all(n >= min(size, least) for n, size in zip(found, pixels))


def test_a_total_that_does_not_hold_the_minima_is_shared_out_alike():
    uneven = strata(pixels=(4, 9_000, 90_000), expected=(0.8,) * 3)
    assert fewest_points(uneven, settings(total=100, min_per_class=50)) == 48
    assert points_per_stratum(uneven, settings(total=100, min_per_class=50)) == [4, 48, 48]
    assert fewest_points(uneven, settings(total=104, min_per_class=50)) == 50
    assert points_per_stratum(uneven, settings(total=104, min_per_class=50)) == [4, 50, 50]


def test_the_expected_standard_error_by_hand():
    two = strata(pixels=(1000, 3000), expected=(0.5, 0.9), points=(10, 20))
    by_hand = 0.25**2 * 0.25 / 10 * 0.99 + 0.75**2 * 0.09 / 20 * (1 - 20 / 3000)
    assert expected_standard_error(two) == pytest.approx(math.sqrt(by_hand), rel=1e-12)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"standard_error": 0}, "STANDARD_ERROR: 0 is not between"),
        ({"standard_error": 0.5}, "STANDARD_ERROR: 0.5 is not between"),
        ({"total": 1}, "TOTAL: 1 is not a number from 2"),
        ({"total": 10**7}, "TOTAL: 10000000"),
        ({"min_per_class": -1}, "MIN_PER_CLASS: -1 is negative"),
        ({"allocation": "fair"}, "ALLOCATION: 'fair' is unknown; choose compromise or"),
        ({"design": "cluster"}, "DESIGN: 'cluster' is unknown; choose stratified or simple"),
    ],
)
def test_settings_that_cannot_be_used(values, told):
    with pytest.raises(InputError, match=told):
        settings(**values)


def test_a_standard_error_nobody_can_reach_is_an_error():
    for one in (0.0001, 0.00025):  # by eq. 13, and shared out equally
        with pytest.raises(
            InputError, match=rf"STANDARD_ERROR: {one} would take more than 1000000"
        ):
            points_per_stratum(strata(), settings(standard_error=one, allocation="equal"))


@pytest.mark.parametrize("allocation", ["compromise", "proportional", "equal", "neyman"])
def test_the_total_that_reaches_the_standard_error_is_the_smallest(allocation):
    wanted = settings(standard_error=0.02, allocation=allocation)
    total = total_to_reach(strata(), wanted)
    assert total >= required_points(strata(), wanted)
    assert points_per_stratum(strata(), wanted) == pytest.approx(
        points_per_stratum(strata(), settings(total=total, allocation=allocation)), abs=1
    )
    errors = []
    for number in (total - 4, total):
        points = points_per_stratum(strata(), settings(total=number, allocation=allocation))
        errors.append(expected_standard_error(strata(points=points)))
    assert errors[1] <= 0.02 * (1 + 1e-9)
    minima = 4 * fewest_points(strata(), wanted)
    if total > max(required_points(strata(), wanted), minima):
        assert errors[0] > 0.02


def test_rare_classes_do_not_cost_the_standard_error():
    """Most of 400 points would go to eight classes' minima; the two that matter get theirs too."""
    many = strata(pixels=(800_000, 150_000, *(10_000,) * 6), expected=(0.8,) * 8)
    assert required_points(many, settings()) == 400
    found = points_per_stratum(many, settings())
    assert min(found) == 50
    assert sum(found) > 600
    assert expected_standard_error(
        strata((800_000, 150_000, *(10_000,) * 6), (0.8,) * 8, found)
    ) == pytest.approx(0.02, rel=2e-3)


def test_eq_13_and_the_minima_are_never_undercut():
    for allocation in ("compromise", "proportional", "equal", "neyman"):
        wanted = settings(standard_error=0.05, min_per_class=90, allocation=allocation)
        found = points_per_stratum(strata(), wanted)
        assert sum(found) >= required_points(strata(), wanted)
        assert min(found) >= fewest_points(strata(), wanted)
