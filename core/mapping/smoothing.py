"""Smoothing of class probabilities: over neighbours that look alike, or over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import numpy as np

from ..features.focal import convolve_inside, gaussian_kernel
from ..features.recipe import spectral_count
from ..learning.model import Model
from .edge_smoothing import bilateral_margin, joint_bilateral, standardise
from .pixel_rows import as_columns


@dataclass(frozen=True, eq=False)
class Smoother:
    """Smooths the probabilities of a window; safe to call from many threads.

    Attributes:
        sigma: standard deviation of the Gaussian, in pixels; 0 = nothing is smoothed.
        spectral: bool (feature,): the model's features that tell what a pixel looks like; None
            averages over all neighbours alike.
        means, scales: of the training samples, float64 (feature,).
    """

    sigma: float
    spectral: np.ndarray | None = None
    means: np.ndarray | None = None
    scales: np.ndarray | None = None

    @classmethod
    def of(cls, model: Model, *, sigma: float, edges: bool) -> Smoother:
        """Return the smoother for a model.

        Args:
            model: tells the training samples' means and scales; without them edges do not count.
            sigma: pixels.
            edges: stop at the edges of the image.
        """
        domain = model.domain
        if sigma == 0 or not edges or domain is None:
            return cls(sigma)
        names = model.feature_names
        spectral = np.arange(len(names)) < spectral_count(model.recipe, len(names))
        return cls(sigma, spectral, domain.means, domain.scales)

    @property
    def margin(self) -> int:
        """Pixels around a window that are looked at."""
        if self.sigma == 0:
            return 0
        if self.spectral is not None:
            return bilateral_margin(self.sigma)
        return gaussian_kernel(self.sigma).size // 2

    def smooth(
        self,
        probabilities: np.ndarray,
        features: np.ndarray,
        valid: np.ndarray,
        *,
        check: Callable[[], None] | None = None,
    ) -> np.ndarray:
        """Return smoothed probabilities, (class, row, col) of the same type, summing to 1 or 0.

        Args:
            probabilities: with ``margin`` more pixels on every side, float32 or float64 (class,
                row, col); 0 where not ``valid``.
            features: of the same pixels, in the model's order, float32 (feature, row, col).
            valid: bool (row, col).
            check: called now and then; whatever it raises ends the work.
        """
        if self.sigma == 0:
            return probabilities
        if self.spectral is not None and self.means is not None and self.scales is not None:
            guide = standardise(
                features[as_columns(np.flatnonzero(self.spectral))],
                means=self.means[self.spectral], scales=self.scales[self.spectral],
            )  # fmt: skip
            return joint_bilateral(probabilities, guide, valid, sigma=self.sigma, check=check)
        kernel = gaussian_kernel(self.sigma).astype(probabilities.dtype)
        return _over_known(convolve_inside(probabilities, kernel))


def smoothing_margin(sigma: float) -> int:
    """Return how many pixels around a pixel smoothing looks at at most, in either way of it."""
    if sigma == 0:
        return 0
    return max(gaussian_kernel(sigma).size // 2, bilateral_margin(sigma))


def _over_known(smooth: np.ndarray) -> np.ndarray:
    """Scale to sum 1: pixels without data have no probabilities to give."""
    total = np.zeros(smooth.shape[1:], smooth.dtype)
    for share in smooth:  # class by class: sum() may add in another order in another tile
        total += share
    total[total == 0] = 1
    smooth /= total
    return smooth
