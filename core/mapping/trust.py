"""How sure a map is of each pixel: confidence, margin and entropy, and counts of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import entr

from ..rasters.raster_style import SURE, UNSURE, RampStyle

NO_PERCENT = 255
PERCENTS = 101  # 0 to 100


def top_probability(probabilities: np.ndarray) -> np.ndarray:
    """Return the probability of the likeliest class.

    Args:
        probabilities: float32 or float64 (class, row, col), summing to 1; so also for the others
            below.

    Returns:
        The same type (row, col), 0..1; so also from the others below.
    """
    return probabilities.max(axis=0)


def probability_margin(probabilities: np.ndarray) -> np.ndarray:
    """Return by how much the likeliest class is likelier than the second, 0..1."""
    first, second = np.zeros((2, *probabilities.shape[1:]), probabilities.dtype)
    for share in probabilities:  # six times as fast as sorting
        np.maximum(second, np.minimum(first, share), out=second)
        np.maximum(first, share, out=first)
    return first - second


def normalised_entropy(probabilities: np.ndarray) -> np.ndarray:
    """Return the entropy over that of equal probabilities, 0 (sure) .. 1 (no idea).

    Reference:
        Shannon (1948), A mathematical theory of communication, section 6.
        https://doi.org/10.1002/j.1538-7305.1948.tb01338.x
    """
    entropy = np.zeros(probabilities.shape[1:], probabilities.dtype)
    for share in probabilities:  # class by class: sum() may add in another order in another tile
        entropy += entr(share)
    return entropy / entropy.dtype.type(np.log(max(len(probabilities), 2)))


@dataclass(frozen=True)
class PercentLayer:
    """A raster of percentages.

    Attributes:
        description: what its band is called.
        shares: how its shares, 0..1, are found.
        style: how it is drawn, the doubtful dark.
    """

    description: str
    shares: Callable[[np.ndarray], np.ndarray]
    style: RampStyle


PERCENT_LAYERS = {
    "confidence": PercentLayer("probability, percent", top_probability, SURE),
    "margin": PercentLayer(
        "probability minus that of the second class, percent",
        probability_margin,
        SURE,
    ),
    "entropy": PercentLayer(
        "entropy of the class probabilities, percent of the largest possible",
        normalised_entropy,
        UNSURE,
    ),
}


def to_percent(shares: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return shares 0..1 as whole percent, uint8; 255 where not ``known``."""
    return np.where(known, np.rint(shares * 100), NO_PERCENT).astype(np.uint8)


def confidence_counts(labels: np.ndarray, percent: np.ndarray, *, n_classes: int) -> np.ndarray:
    """Count the pixels of each class and each percent of confidence.

    Args:
        labels: class positions (row, col); -1 = none, not counted.
        percent: confidence, uint8 (row, col).
        n_classes: number of classes.

    Returns:
        int64 (class, 101).
    """
    mapped = labels >= 0
    places = labels[mapped].astype(np.int64) * PERCENTS + percent[mapped]
    return np.bincount(places, minlength=n_classes * PERCENTS).reshape(n_classes, PERCENTS)
