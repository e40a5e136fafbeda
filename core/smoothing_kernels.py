"""Additions of the bilateral filter, compiled by numba; imported only where it is installed."""

from __future__ import annotations

from .compiled import compiled


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
