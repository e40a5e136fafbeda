import numpy as np
import pytest
from finecover.core.mapping.trust import (
    confidence_counts,
    normalised_entropy,
    probability_margin,
    to_percent,
    top_probability,
)


def pixels(*shares):
    """Probabilities of pixels in one row, float64 (class, 1, pixel)."""
    return np.array(shares, np.float64).T[:, None, :]


def test_hand_computed_pixels():
    found = pixels([0.5, 0.25, 0.25], [1, 0, 0], [0.2, 0.5, 0.3])
    np.testing.assert_allclose(top_probability(found), [[0.5, 1, 0.5]])
    np.testing.assert_allclose(probability_margin(found), [[0.25, 1, 0.2]])
    # in bits 1.5 and 0; the third from its definition; over log2(3)
    third = -(0.2 * np.log2(0.2) + 0.5 * np.log2(0.5) + 0.3 * np.log2(0.3))
    np.testing.assert_allclose(normalised_entropy(found), [np.array([1.5, 0, third]) / np.log2(3)])


@pytest.mark.parametrize("classes", [2, 3, 7, 40])
def test_the_ends_of_the_scales(classes):
    equal = np.full((classes, 2, 3), 1 / classes)
    sure = np.zeros((classes, 2, 3))
    sure[-1] = 1
    np.testing.assert_allclose(normalised_entropy(equal), 1)
    np.testing.assert_allclose(probability_margin(equal), 0, atol=1e-15)
    np.testing.assert_array_equal(normalised_entropy(sure), 0)
    np.testing.assert_array_equal(probability_margin(sure), 1)


def test_one_class_is_always_sure():
    sure = np.ones((1, 2, 2))
    np.testing.assert_array_equal(probability_margin(sure), 1)
    np.testing.assert_array_equal(normalised_entropy(sure), 0)


def test_margin_and_entropy_stay_within_their_bounds():
    rng = np.random.default_rng(3)
    found = rng.dirichlet([0.3] * 6, (50, 40)).transpose(2, 0, 1)
    margin, entropy, top = (
        of(found) for of in (probability_margin, normalised_entropy, top_probability)
    )
    assert (margin >= 0).all()
    assert (margin <= top).all()
    ordered = np.sort(found, axis=0)
    np.testing.assert_array_equal(margin, ordered[-1] - ordered[-2])
    assert (entropy >= 0).all()
    assert (entropy <= 1 + 1e-12).all()
    # the order of the classes does not matter to the margin, nor more than rounding to the entropy
    np.testing.assert_array_equal(probability_margin(found[::-1]), margin)
    np.testing.assert_allclose(normalised_entropy(found[::-1]), entropy, rtol=1e-12)


def test_the_value_of_a_pixel_does_not_depend_on_its_neighbours():
    """Vectorised logarithms may differ from the plain one in the last digit."""
    rng = np.random.default_rng(4)
    found = rng.dirichlet([0.5] * 5, (37, 41)).transpose(2, 0, 1)
    whole = normalised_entropy(found)
    for row, col, height, width in ((0, 0, 1, 1), (3, 5, 7, 11), (20, 13, 17, 3), (36, 0, 1, 41)):
        part = np.s_[row : row + height, col : col + width]
        np.testing.assert_array_equal(normalised_entropy(found[(slice(None), *part)]), whole[part])


def test_percent_and_no_data():
    known = np.array([[True, True, False, True]])
    found = to_percent(np.array([[0.004, 0.995001, 0.5, 1 + 1e-15]]), known)
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, [[0, 100, 255, 100]])


def test_counts_of_confidence():
    labels = np.array([[0, 2, 2], [-1, 2, 0]], np.int16)
    percent = np.array([[100, 40, 40], [255, 0, 99]], np.uint8)
    counts = confidence_counts(labels, percent, n_classes=3)
    assert counts.shape == (3, 101)
    assert counts.dtype == np.int64
    assert counts.sum() == 5
    assert (counts[0, 100], counts[0, 99], counts[2, 40], counts[2, 0]) == (1, 1, 2, 1)
