"""Sample size and allocation, against the example of Olofsson et al. (2014), section 5.1."""

from __future__ import annotations

import numpy as np
import pytest
from finecover.core.accuracy.sample_size import allocate, sample_size
from finecover.core.errors import InputError
from hypothesis import given, settings
from hypothesis import strategies as st

USERS = np.array([0.70, 0.60, 0.90, 0.95])
WEIGHTS = np.array([0.020, 0.015, 0.320, 0.645])


def test_the_2014_example_takes_641_points():
    assert sample_size(USERS, WEIGHTS, 0.01) == 641


def test_a_small_map_takes_fewer():
    # sum W S^2 = 0.0042 + 0.0036 + 0.0288 + 0.0306375; 641 V / (V + 0.0672375 / 1000) = 383.3.
    assert sample_size(USERS, WEIGHTS, 0.01, pixels=1000) == 384


def test_one_accuracy_serves_all_and_a_round_number_stays():
    assert sample_size(np.float64(0.8), np.ones(3), 0.02) == 400
    assert sample_size(np.float64(1.0), np.ones(3), 0.02) == 3


def test_allocations_of_the_2014_example():
    # Table 5 prints 13, 10, 205, 413 and 160 each; 75, 75, 165, 325 with 75 for the rare classes,
    # rounded to fives there.
    assert allocate(641, WEIGHTS, how="proportional").tolist() == [13, 10, 205, 413]
    assert allocate(640, WEIGHTS, how="equal").tolist() == [160] * 4
    assert allocate(641, WEIGHTS, minimum=75).tolist() == [75, 75, 163, 328]


def test_neyman_follows_area_times_doubt():
    found = allocate(641, WEIGHTS, how="neyman", expected_users=USERS)
    doubt = WEIGHTS * np.sqrt(USERS * (1 - USERS))
    assert found == pytest.approx(641 * doubt / doubt.sum(), abs=1)
    sure = allocate(100, np.ones(2), minimum=10, how="neyman", expected_users=np.array([1, 0.5]))
    assert sure.tolist() == [10, 90]


@settings(deadline=None)
@given(
    st.lists(st.just(0.0) | st.floats(1e-6, 10), min_size=1, max_size=8).filter(
        lambda w: sum(w) > 1e-3
    ),
    st.integers(0, 30),
    st.integers(0, 500),
)
def test_points_sum_up_and_the_minimum_holds(weights, minimum, more):
    covered = np.array(weights) > 0
    total = int(minimum * covered.sum() + more)
    found = allocate(total, np.array(weights), minimum=minimum)
    assert found.sum() == total
    assert (found[covered] >= minimum).all()
    assert (found[~covered] == 0).all()


def test_what_a_stratum_cannot_give_the_others_share():
    found = allocate(100, np.array([1, 1, 2]), most=np.array([10, 100, 100]))
    assert found.tolist() == [10, 30, 60]
    sure = allocate(100, np.ones(2), how="neyman", expected_users=np.array([1, 0.5]),
                    most=np.array([90, 20]))  # fmt: skip
    assert sure.tolist() == [80, 20]


def test_equal_remainders_go_to_the_larger_strata():
    assert allocate(5, np.array([1, 3, 2]), how="equal").tolist() == [1, 2, 2]


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: sample_size(USERS, WEIGHTS, 0), "standard error must lie between 0 and 1"),
        (lambda: sample_size(USERS[:2], WEIGHTS, 0.1), "4 strata but 2 expected"),
        (lambda: sample_size(USERS * 2, WEIGHTS, 0.1), "between 0 and 1"),
        (lambda: sample_size(USERS, WEIGHTS * 0, 0.1), "not all 0"),
        (lambda: allocate(100, WEIGHTS, minimum=50), "take 200 points or more"),
        (
            lambda: allocate(100, WEIGHTS, most=np.array([9, 9, 9, 9])),
            "4 strata hold 36 points, not 100",
        ),
        (lambda: allocate(100, WEIGHTS, how="best"), "'best' is unknown; choose compromise"),
        (lambda: allocate(100, WEIGHTS, how="neyman"), "expected are missing"),
    ],
)
def test_errors_name_the_remedy(call, match):
    with pytest.raises(InputError, match=match):
        call()
