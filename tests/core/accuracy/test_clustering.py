"""Points that stand too close to one another."""

from __future__ import annotations

import math

import numpy as np
import pytest
from finecover.core.accuracy.clustering import clustering
from finecover.core.errors import InputError


def test_a_square_by_hand():
    found = clustering(np.array([0, 0, 3, 3.0]), np.array([0, 3, 0, 3.0]), area=36.0)
    assert (found.points, found.nearest, found.expected, found.close) == (4, 3, 1.5, 0)
    assert found.index == 2
    assert not found.clustered
    assert found.warning == ""


def test_chance_is_not_called_a_cluster_and_heaps_are():
    rng = np.random.default_rng(1954)
    x, y = rng.uniform(0, 1000, 300), rng.uniform(0, 1000, 300)
    found = clustering(x, y, distance=1.0, area=1e6)
    assert found.index == pytest.approx(1, abs=0.15)
    assert not found.clustered
    heaps = clustering(
        np.repeat(x[:30], 10) + rng.uniform(0, 5, 300),
        np.repeat(y[:30], 10) + rng.uniform(0, 5, 300),
        distance=10,
        area=1e6,
    )
    assert heaps.close == 300
    assert heaps.index < 0.2
    assert heaps.warning.startswith("The points stand in clusters: 300 of 300 lie within 10")


def test_points_in_the_same_pixel_count_without_an_area():
    found = clustering(np.array([0, 0, 0, 9, 99.0]), np.array([0, 0, 5, 9, 99.0]))
    assert found.close == 2
    assert math.isnan(found.index)
    assert found.clustered


def test_one_point_is_no_cluster():
    assert not clustering(np.zeros(1), np.zeros(1)).clustered


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: clustering(np.zeros(2), np.zeros(3)), "there are 2 and 3"),
        (lambda: clustering(np.array([math.nan]), np.zeros(1)), "finite coordinates"),
        (lambda: clustering(np.zeros(2), np.zeros(2), area=0.0), "area 0.0"),
    ],
)
def test_errors_name_the_remedy(call, match):
    with pytest.raises(InputError, match=match):
        call()
