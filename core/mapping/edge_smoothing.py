"""Smoothing of class probabilities that stops where the image changes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Callable, Protocol

import numpy as np

from ..compiled import kernels
from ..errors import GridError, InputError

TOLERANCE = 0.5
_MAX_SIGMA = 100.0
_WORTH_COMPILING = 20_000_000  # additions, a fifth of a second with NumPy


def bilateral_margin(sigma: float) -> int:
    """Return how many pixels beyond a pixel ``joint_bilateral`` looks at."""
    return math.ceil(2 * sigma)


def standardise(features: np.ndarray, *, means: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """Return features in standard deviations from the mean of the training samples.

    Args:
        features: float32 (feature, row, col); NaN stays.
        means, scales: float64 (feature,), ``scales`` > 0.

    Returns:
        float32 (feature, row, col), a guide for ``joint_bilateral``.
    """
    centre, scale = (part.astype(np.float32)[:, None, None] for part in (means, scales))
    return (features - centre) / scale


def joint_bilateral(
    probabilities: np.ndarray,
    guide: np.ndarray,
    valid: np.ndarray,
    *,
    sigma: float,
    tolerance: float = TOLERANCE,
) -> np.ndarray:
    """Average each pixel's probabilities over near pixels that look like it.

    The weight of pixel j for pixel i is exp(-d^2 / (2 sigma^2)) exp(-D^2 / (2 tolerance^2)): d is
    their distance in pixels, at most ceil(2 sigma) along rows and columns, and D^2 the mean over
    the guide's features of their squared difference. Each result is the same few additions in the
    same order, wherever a tile begins. All arrays have a margin of m = ceil(2 sigma) pixels.

    Args:
        probabilities: float64 (class, row + 2 m, col + 2 m), 0 where not ``valid``.
        guide: what pixels look like, in standard deviations, float32 (feature, row + 2 m,
            col + 2 m); anything where not ``valid``. Without features this is a Gaussian.
        valid: bool (row + 2 m, col + 2 m).
        sigma: pixels, > 0.
        tolerance: standard deviations, > 0; large ones make this a Gaussian, too.

    Returns:
        float64 (class, row, col), sums to 1 where the probabilities do; 0 where not ``valid``.

    Raises:
        InputError: ``sigma`` or ``tolerance`` is out of range.
        GridError: the arrays do not fit each other, or are smaller than the margin.

    Reference:
        Tomasi, Manduchi (1998), Bilateral filtering for gray and color images.
        https://doi.org/10.1109/ICCV.1998.710815
        Schindler (2012), An overview and comparison of smooth labeling methods for land-cover
        classification. https://doi.org/10.1109/TGRS.2012.2192741
    """
    margin = _check(probabilities, guide, valid, sigma, tolerance)
    rows, cols = valid.shape[0] - 2 * margin, valid.shape[1] - 2 * margin
    looks = np.where(valid, guide, np.float32(0))
    inner = (slice(margin, margin + rows), slice(margin, margin + cols))
    total = valid[inner].astype(np.float64)  # a pixel counts 1 for itself
    result = probabilities[(slice(None), *inner)].astype(np.float64)
    loops = _loops(result.size * (2 * margin + 1) ** 2)
    scale = np.float32(-1 / (2 * tolerance * tolerance * max(len(looks), 1)))
    for row, col in _half_of_the_offsets(margin):
        # all pairs one step apart of which at least one pixel lies inside
        first = (margin - row, margin - max(col, 0))
        weights = np.empty((rows + row, cols + abs(col)), np.float32)
        loops.exponents(looks, valid, first, (row, col), scale, weights)
        np.exp(weights, out=weights)
        weights *= np.float32(math.exp(-(row * row + col * col) / (2 * sigma * sigma)))
        loops.add_pairs(result, total, weights, probabilities, (row, col, margin))
    return result / np.where(total > 0, total, 1.0)


class _Loops(Protocol):
    """The inner loops, see ``smoothing_kernels``; all kinds give the same bytes."""

    exponents: Callable[..., None]
    add_pairs: Callable[..., None]


class _NumpyLoops:
    """The inner loops where there is no numba, or too little to do for it."""

    @staticmethod
    def exponents(
        looks: np.ndarray,
        valid: np.ndarray,
        first: tuple[int, int],
        step: tuple[int, int],
        scale: np.float32,
        found: np.ndarray,
    ) -> None:
        """Find how unlike the pixels of each pair one step apart are."""
        here = tuple(slice(start, start + size) for start, size in zip(first, found.shape))
        there = tuple(slice(one.start + by, one.stop + by) for one, by in zip(here, step))
        found[:] = 0
        for layer in looks:  # one by one: sum() may add in another order in another tile
            difference = layer[here] - layer[there]
            difference *= difference
            found += difference
        found *= scale
        found[~(valid[here] & valid[there])] = -np.inf

    @staticmethod
    def add_pairs(
        result: np.ndarray,
        total: np.ndarray,
        weights: np.ndarray,
        probabilities: np.ndarray,
        step: tuple[int, int, int],
    ) -> None:
        """Add to each pixel what the pixels one step ahead and one step behind weigh."""
        row, col, margin = step
        rows, cols = total.shape
        right, left = max(col, 0), max(-col, 0)
        ahead = weights[row : row + rows, right : right + cols]
        behind = weights[:rows, left : left + cols]
        for weight, (down, across) in ((ahead, (row, col)), (behind, (-row, -col))):
            total += weight
            top, start = margin + down, margin + across
            moved = probabilities[:, top : top + rows, start : start + cols]
            for share, probability in zip(result, moved):
                share += weight * probability


def _loops(additions: int) -> _Loops:
    """Return numba's code where that pays and there is numba, else NumPy's."""
    code = kernels("mapping.smoothing_kernels") if additions >= _WORTH_COMPILING else None
    return _NumpyLoops if code is None else code  # type: ignore[return-value]


def _check(
    probabilities: np.ndarray, guide: np.ndarray, valid: np.ndarray, sigma: float, tolerance: float
) -> int:
    """Return the margin after making sure that everything fits."""
    if not (0 < sigma <= _MAX_SIGMA and 0 < tolerance < math.inf):
        raise InputError(
            f"SMOOTHING: {sigma:g} pixels and a tolerance of {tolerance:g} cannot be used; give "
            f"0 to {_MAX_SIGMA:g} pixels and a positive tolerance."
        )
    margin = bilateral_margin(sigma)
    shapes = {probabilities.shape[1:], guide.shape[1:], valid.shape}
    if len(shapes) > 1 or valid.ndim != 2 or min(valid.shape) <= 2 * margin:
        raise GridError(
            f"Probabilities {probabilities.shape}, guide {guide.shape} and valid pixels "
            f"{valid.shape} must cover the same rows and columns, more than {2 * margin} of each."
        )
    return margin


def _half_of_the_offsets(reach: int) -> Iterator[tuple[int, int]]:
    """Yield one of each two opposite steps (row, col): what a pair's weight is, it is both ways."""
    for row in range(reach + 1):
        for col in range(-reach if row else 1, reach + 1):
            yield row, col
