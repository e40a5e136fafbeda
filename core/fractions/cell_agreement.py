"""Shares of pixels made to agree with the shares of the coarse cells they lie in."""

from __future__ import annotations

from typing import Callable

import numpy as np

TOLERANCE = 5e-7
"""Largest difference that is left between a cell and its pixels; as stored, below 1e-6."""

ROUNDS = 300
TRUST = 0.001
"""Weight of the cell's own shares in those the rounds begin with. A class the cell has and the
model gives to none of its pixels could never be placed; in a cell of a single class it leaves
that class everywhere."""


def agree(
    shares: np.ndarray,
    cells: np.ndarray,
    targets: np.ndarray,
    *,
    weights: np.ndarray,
    check: Callable[[], None],
) -> tuple[np.ndarray, np.ndarray]:
    """Return shares whose means over each cell are those of the cell.

    Iterative proportional fitting: every class is multiplied, cell by cell, by what its mean
    lacks; then every pixel is divided by its sum. Both leave shares at least 0, and of all
    answers it finds the one nearest the prediction in relative entropy. Cells do not know of each
    other; each ends as soon as it agrees within ``TOLERANCE``, or after ``ROUNDS`` rounds.

    Args:
        shares: predicted, float64 (class, pixel), each pixel's sum to 1.
        cells: position of each pixel's cell, int64 (pixel,); every cell has a pixel.
        targets: shares of the cells, float64 (class, cell), each cell's sum to 1.
        weights: area of each pixel, float64 (pixel,), > 0.
        check: called before every round; whatever it raises ends the work.

    Returns:
        The shares, and the largest difference of a class in each cell, float64 (cell,). Those of
        a cell do not depend on what other cells there are.

    Reference:
        Tobler (1979), Smooth pycnophylactic interpolation for geographical regions (that the
        whole is kept). https://doi.org/10.1080/01621459.1979.10481647
        Malone, McBratney, Minasny and Wheeler (2012), A general method for downscaling earth
        resource information (that predictions are rescaled to it).
        https://doi.org/10.1016/j.cageo.2011.08.021
        Deming and Stephan (1940), On a least squares adjustment of a sampled frequency table
        when the expected marginal totals are known. https://doi.org/10.1214/aoms/1177731829
    """
    result = (1 - TRUST) * shares + TRUST * targets[:, cells]
    deviation = np.zeros(targets.shape[1])
    open_, part = np.arange(cells.size), result
    total = np.bincount(cells, weights=weights, minlength=deviation.size)
    for turn in range(ROUNDS + 1):
        check()
        means = _means(part, cells, weights, total)
        found = np.abs(means - targets).max(axis=0)
        here = np.zeros(deviation.size, bool)
        here[cells] = True
        deviation[here] = found[here]
        off = here & (found > TOLERANCE)
        if not off.any() or turn == ROUNDS:
            break
        keep = off[cells]
        if not keep.all():
            result[:, open_] = part
            open_, cells, weights, part = open_[keep], cells[keep], weights[keep], part[:, keep]
        factor = np.divide(targets, means, out=np.zeros_like(targets), where=means > 0)
        part = part * factor[:, cells]
        part /= _sum(part)
    result[:, open_] = part
    return result, deviation


def _means(
    shares: np.ndarray, cells: np.ndarray, weights: np.ndarray, total: np.ndarray
) -> np.ndarray:
    """Return the weighted mean of each class over the pixels of each cell, in their order."""
    sums = [np.bincount(cells, weights=share * weights, minlength=total.size) for share in shares]
    return np.stack(sums) / total


def _sum(shares: np.ndarray) -> np.ndarray:
    """Return each pixel's sum, class by class: sum() may add in another order in another tile."""
    total = np.zeros(shares.shape[1])
    for share in shares:
        total += share
    return total
