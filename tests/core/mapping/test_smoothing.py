"""Smoothing of probabilities, with and without the image."""

import numpy as np
import pytest
from finecover.core.mapping.smoothing import Smoother, smoothing_margin

SIDE = 12


def window(margin):
    """Two halves that look different, and random probabilities, with a margin."""
    side = SIDE + 2 * margin
    rng = np.random.default_rng(3)
    probabilities = rng.dirichlet([1, 1, 1], size=(side, side)).transpose(2, 0, 1)
    features = np.zeros((2, side, side), np.float32)
    features[0, :, side // 2 :] = 100
    features[1] = rng.normal(size=(side, side))
    return probabilities, features, np.ones((side, side), bool)


def smoother(sigma, *, edges):
    spectral = np.array([True, False]) if edges else None
    return Smoother(sigma, spectral, np.zeros(2), np.ones(2))


@pytest.mark.parametrize(("sigma", "margin"), [(0, 0), (0.4, 2), (1.0, 3), (2.5, 8)])
def test_the_margin_is_wide_enough_for_both_ways(sigma, margin):
    assert smoothing_margin(sigma) == margin


@pytest.mark.parametrize("edges", [True, False])
@pytest.mark.parametrize("sigma", [0.3, 1.0, 2.0])
def test_what_is_smoothed_sums_to_one_and_loses_the_margin(sigma, edges):
    smooth = smoother(sigma, edges=edges)
    found = smooth.smooth(*window(smooth.margin))
    assert found.shape == (3, SIDE, SIDE)
    np.testing.assert_allclose(found.sum(axis=0), 1)


def test_without_sigma_nothing_changes():
    probabilities, features, valid = window(0)
    found = smoother(0, edges=True).smooth(probabilities, features, valid)
    np.testing.assert_array_equal(found, probabilities)


def test_only_the_way_that_keeps_edges_stops_at_them():
    for edges in (True, False):
        smooth = smoother(1.0, edges=edges)
        probabilities, features, valid = window(smooth.margin)
        first = smooth.smooth(probabilities, features, valid)
        probabilities[:, :, features.shape[2] // 2 :] = np.array([1, 0, 0])[:, None, None]
        second = smooth.smooth(probabilities, features, valid)
        same = np.array_equal(first[:, :, : SIDE // 2], second[:, :, : SIDE // 2])
        assert same == edges


@pytest.mark.parametrize("edges", [True, False])
def test_pixels_without_data_give_nothing(edges):
    smooth = smoother(1.0, edges=edges)
    probabilities, features, valid = window(smooth.margin)
    valid[5:7] = False
    probabilities[:, ~valid] = 0
    first = smooth.smooth(probabilities, features, valid)
    features[:, ~valid] = np.nan
    np.testing.assert_array_equal(first, smooth.smooth(probabilities, features, valid))
    here = valid[smooth.margin : -smooth.margin, smooth.margin : -smooth.margin]
    np.testing.assert_allclose(first.sum(axis=0)[here], 1)
