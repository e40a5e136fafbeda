"""The inner loops of the bilateral filter, compiled by numba where it is installed.

The innermost ones stand in functions of their own: only of arrays that are known to have no gaps,
and of which none is a slice of another's loop, does the compiler make code for several pixels at
once.
"""

from __future__ import annotations

import numpy as np

from ..compiled import compiled


@compiled
def _add_squares(here, there, sums):  # type: ignore[no-untyped-def]
    for col in range(sums.shape[0]):
        difference = here[col] - there[col]
        sums[col] += difference * difference


@compiled
def _finish(here, there, scale, sums):  # type: ignore[no-untyped-def]
    for col in range(sums.shape[0]):
        sums[col] = sums[col] * scale if here[col] & there[col] else -np.float32(np.inf)


@compiled
def _multiply(values, factor):  # type: ignore[no-untyped-def]
    for col in range(values.shape[0]):
        values[col] *= factor


@compiled
def _add_weights(ahead, behind, sums):  # type: ignore[no-untyped-def]
    for col in range(sums.shape[0]):
        sums[col] = (sums[col] + ahead[col]) + behind[col]


@compiled
def _add_pair(ahead, next_, behind, last, sums):  # type: ignore[no-untyped-def]
    for col in range(sums.shape[0]):
        sums[col] = (sums[col] + ahead[col] * next_[col]) + behind[col] * last[col]


@compiled
def exponents(looks, valid, row, steps, scale, found):  # type: ignore[no-untyped-def]
    """Find how unlike the pixels of each pair are of which the first lies in a row.

    Args:
        looks: float32 (feature, row, col), with the filter's margin, the last row of ``steps``.
        valid: bool (row, col).
        row: of the first pixels.
        steps: rows and cols from the first to the second pixel of a pair, int64 (step, 2).
        scale: float32 that sums of squared differences are multiplied by.
        found: float32 (step, col) of the pairs; minus infinity where a pixel is not valid, and
            beyond the last pair.
    """
    margin = steps[-1, 0]
    cols = looks.shape[2] - 2 * margin
    for place in range(steps.shape[0]):
        across = steps[place, 1]
        other, size = row + steps[place, 0], cols + abs(across)
        if other < margin:  # neither pixel lies inside
            continue
        here = margin - max(across, 0)
        there = here + across
        sums = found[place, :size]
        sums[:] = np.float32(0)
        for layer in range(looks.shape[0]):
            _add_squares(
                looks[layer, row, here : here + size],
                looks[layer, other, there : there + size],
                sums,
            )
        _finish(valid[row, here : here + size], valid[other, there : there + size], scale, sums)
        found[place, size:] = -np.float32(np.inf)


@compiled
def add_row(result, total, weights, near, probabilities, row, steps):  # type: ignore[no-untyped-def]
    """Finish the weights of a row, and add to each of its pixels what those around it weigh.

    Args:
        result: float32 or float64 (class, row, col), added to.
        total: of the same type (row, col), added to.
        weights: how alike the pixels of each pair are, float32 (row, step, col): of the pairs
            whose first pixel lies in this row, or in one of the rows before, in turn.
        near: float32 (step,) that weights are multiplied by.
        probabilities: as ``result``, with a margin as wide as the filter's.
        row: counted with the margin.
        steps: as in ``exponents``.
    """
    margin, slots, cols = steps[-1, 0], weights.shape[0], total.shape[1]
    these = weights[row % slots]
    for place in range(steps.shape[0]):
        if row + steps[place, 0] >= margin:
            _multiply(these[place], near[place])
    if row < margin:
        return
    for place in range(steps.shape[0]):
        down, across = steps[place, 0], steps[place, 1]
        right, left = max(across, 0), max(-across, 0)
        ahead = these[place, right : right + cols]
        behind = weights[(row - down) % slots, place, left : left + cols]
        _add_weights(ahead, behind, total[row - margin])
        next_, last = margin + across, margin - across
        for one in range(probabilities.shape[0]):
            _add_pair(
                ahead,
                probabilities[one, row + down, next_ : next_ + cols],
                behind,
                probabilities[one, row - down, last : last + cols],
                result[one, row - margin],
            )
