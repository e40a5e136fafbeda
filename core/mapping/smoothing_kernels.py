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
def _add_weights(ahead, behind, sums):  # type: ignore[no-untyped-def]
    for col in range(sums.shape[0]):
        sums[col] = (sums[col] + ahead[col]) + behind[col]


@compiled
def _add_pair(ahead, next_, behind, last, sums):  # type: ignore[no-untyped-def]
    for col in range(sums.shape[0]):
        sums[col] = (sums[col] + ahead[col] * next_[col]) + behind[col] * last[col]


@compiled
def exponents(looks, valid, row, steps, scale, span, found):  # type: ignore[no-untyped-def]
    """Find how unlike the pixels of each pair are of which the first lies in a row.

    Args:
        looks: float32 (feature, row, col), with the filter's margin, the last row of ``steps``.
        valid: bool (row, col).
        row: of the first pixels.
        steps: rows and cols from the first to the second pixel of a pair, int64 (step, 2).
        scale: float32 that sums of squared differences are multiplied by.
        span: first column, and one beyond the last, of the pixels whose pairs are wanted, counted
            without the margin.
        found: float32 (step, col) of the pairs; minus infinity where a pixel is not valid, and
            beyond the last pair.
    """
    margin = steps[-1, 0]
    first, last = span
    for place in range(steps.shape[0]):
        across = steps[place, 1]
        other, size = row + steps[place, 0], last - first + abs(across)
        if other < margin:  # neither pixel lies inside
            continue
        here = margin - max(across, 0) + first
        there = here + across
        sums = found[place, first : first + size]
        sums[:] = np.float32(0)
        for layer in range(looks.shape[0]):
            _add_squares(
                looks[layer, row, here : here + size],
                looks[layer, other, there : there + size],
                sums,
            )
        _finish(valid[row, here : here + size], valid[other, there : there + size], scale, sums)
        found[place, first + size : last + margin] = -np.float32(np.inf)


@compiled
def add_row(result, total, weights, probabilities, row, steps, span):  # type: ignore[no-untyped-def]
    """Add to each pixel of a row what those around it weigh.

    Args:
        result: float32 or float64 (class, row, col), added to.
        total: of the same type (row, col), added to.
        weights: of each pair, float32 (row, step, col): of the pairs whose first pixel lies in
            this row, or in one of the rows before, in turn.
        probabilities: as ``result``, with a margin as wide as the filter's.
        row: counted with the margin.
        steps: as in ``exponents``.
        span: as in ``exponents``, of the pixels that are added to.
    """
    margin, slots = steps[-1, 0], weights.shape[0]
    first, last = span
    for place in range(steps.shape[0]):
        down, across = steps[place, 0], steps[place, 1]
        right, left = max(across, 0), max(-across, 0)
        ahead = weights[row % slots, place, first + right : last + right]
        behind = weights[(row - down) % slots, place, first + left : last + left]
        _add_weights(ahead, behind, total[row - margin, first:last])
        next_, before = margin + across, margin - across
        for one in range(probabilities.shape[0]):
            _add_pair(
                ahead,
                probabilities[one, row + down, first + next_ : last + next_],
                behind,
                probabilities[one, row - down, first + before : last + before],
                result[one, row - margin, first:last],
            )


def try_out() -> None:
    """Smooth one pixel among eight others."""
    steps = np.array([(0, 1), (1, -1), (1, 0), (1, 1)], np.int64)
    looks, valid = np.zeros((1, 3, 3), np.float32), np.ones((3, 3), np.bool_)
    weights = np.zeros((2, len(steps), 2), np.float32)
    exponents(looks, valid, 1, steps, np.float32(-1), (0, 1), weights[1])
    for kind in (np.float32, np.float64):
        result, total = np.zeros((1, 1, 1), kind), np.zeros((1, 1), kind)
        add_row(result, total, weights, np.zeros((1, 3, 3), kind), 1, steps, (0, 1))
