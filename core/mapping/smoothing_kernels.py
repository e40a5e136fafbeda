"""The inner loops of the bilateral filter, compiled by numba where it is installed."""

from __future__ import annotations

import numpy as np

from ..compiled import compiled


@compiled
def exponents(looks, valid, first, step, scale, found):  # type: ignore[no-untyped-def]
    """Find how unlike the pixels of each pair one step apart are.

    Args:
        looks: float32 (feature, row, col).
        valid: bool (row, col).
        first: row and col of the first pixel of the first pair.
        step: rows and cols from the first to the second pixel of a pair.
        scale: float32 that sums of squared differences are multiplied by.
        found: float32 (row, col) of the pairs; minus infinity where a pixel is not valid.
    """
    top, start = first
    down, across = step
    rows, cols = found.shape
    for row in range(rows):
        sums = found[row]
        sums[:] = np.float32(0)
        one, other = top + row, top + row + down
        for layer in range(looks.shape[0]):
            here = looks[layer, one, start : start + cols]
            there = looks[layer, other, start + across : start + across + cols]
            for col in range(cols):
                difference = here[col] - there[col]
                sums[col] += difference * difference
        here_valid = valid[one, start : start + cols]
        there_valid = valid[other, start + across : start + across + cols]
        for col in range(cols):
            both = here_valid[col] and there_valid[col]
            sums[col] = sums[col] * scale if both else -np.float32(np.inf)


@compiled
def add_pairs(result, total, weights, probabilities, step):  # type: ignore[no-untyped-def]
    """Add to each pixel what the pixels one step ahead and one step behind weigh.

    Args:
        result: float64 (class, row, col), added to.
        total: float64 (row, col), added to.
        weights: of all pairs one step apart with a pixel inside, float32.
        probabilities: float64 (class, row, col) with a margin as wide as the filter's.
        step: rows >= 0 and cols of the step, and the margin.
    """
    down, across, margin = step
    rows, cols = total.shape
    right, left = max(across, 0), max(-across, 0)
    for row in range(rows):
        ahead = weights[row + down, right : right + cols]
        behind = weights[row, left : left + cols]
        sums = total[row]
        for col in range(cols):
            sums[col] = (sums[col] + ahead[col]) + behind[col]
        for place in range(probabilities.shape[0]):
            found = result[place, row]
            start = margin + across
            next_ = probabilities[place, row + margin + down, start : start + cols]
            start = margin - across
            last = probabilities[place, row + margin - down, start : start + cols]
            for col in range(cols):
                found[col] = (found[col] + ahead[col] * next_[col]) + behind[col] * last[col]
