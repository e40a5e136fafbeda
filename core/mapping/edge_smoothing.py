"""Smoothing of class probabilities that stops where the image changes."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Callable

import numpy as np

from ..compiled import kernels
from ..errors import GridError, InputError
from .pixel_rows import row_slices
from .settled import joined_spans, row_spans, unsettled

TOLERANCE = 0.5
_MAX_SIGMA = 100.0
_PIXELS = 32_768  # smoothed at once by NumPy
_ROWS_UNASKED = 64
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
    found = np.empty(features.shape, np.float32)
    for layer, values, mean, scale in zip(found, features, means, scales):
        np.subtract(values, np.float32(mean), out=layer)
        layer /= np.float32(scale)
    return found


def joint_bilateral(
    probabilities: np.ndarray,
    guide: np.ndarray,
    valid: np.ndarray,
    *,
    sigma: float,
    tolerance: float = TOLERANCE,
    check: Callable[[], None] | None = None,
) -> np.ndarray:
    """Average each pixel's probabilities over near pixels that look like it.

    The weight of pixel j for pixel i is exp(-d^2 / (2 sigma^2)) exp(-D^2 / (2 tolerance^2)): d is
    their distance in pixels, at most ceil(2 sigma) along rows and columns, and D^2 the mean over
    the guide's features of their squared difference. Each result is the same few additions in the
    same order, wherever a tile begins. All arrays have a margin of m = ceil(2 sigma) pixels.

    Args:
        probabilities: float32 or float64 (class, row + 2 m, col + 2 m), 0 where not ``valid``.
        guide: what pixels look like, in standard deviations, float32 (feature, row + 2 m,
            col + 2 m); anything where not ``valid``. Without features this is a Gaussian.
        valid: bool (row + 2 m, col + 2 m).
        sigma: pixels, > 0.
        tolerance: standard deviations, > 0; large ones make this a Gaussian, too.
        check: called now and then; whatever it raises ends the work.

    Returns:
        The same type (class, row, col), sums to 1 where the probabilities do; 0 where not
        ``valid``.

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
    inner = tuple(slice(margin, side - margin) for side in valid.shape)
    kind = np.result_type(probabilities.dtype, np.float32)
    result = np.array(probabilities[(slice(None), *inner)], kind, order="C")
    total = np.array(valid[inner], kind, order="C")  # a pixel counts 1 for itself
    steps = _half_of_the_offsets(margin)
    pairs = _Pairs(
        looks=np.ascontiguousarray(guide, np.float32),
        valid=np.ascontiguousarray(valid),
        probabilities=np.ascontiguousarray(probabilities, kind),
        steps=np.array(steps, np.int64),
        near=np.array([_nearness(step, sigma) for step in steps], np.float32),
        scale=np.float32(-1 / (2 * tolerance * tolerance * max(len(guide), 1))),
    )
    wanted = unsettled(pairs.probabilities, pairs.valid, reach=margin)
    additions = int(wanted.sum()) * len(result) * (2 * margin + 1) ** 2
    # the code gives the same bytes
    worth = additions >= _WORTH_COMPILING
    code = kernels("mapping.smoothing_kernels", worth=worth, check=check)
    if code is None:
        _add_in_parts(pairs, wanted, result, total, check or _go_on)
    else:
        _add_by_rows(code, pairs, wanted, result, total, check or _go_on)
    total[total == 0] = 1
    result /= total
    return result


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Pixels, and what pairs of them weigh.

    Attributes:
        looks: float32 (feature, row, col); no pair with a pixel that is not valid has a weight.
        valid: bool (row, col).
        probabilities: float32 or float64 (class, row, col).
        steps: from the first to the second pixel of a pair, int64 (step, 2); the rows do not fall.
        near: weight of the step alone, float32 (step,).
        scale: what sums of squared differences are multiplied by.
    """

    looks: np.ndarray
    valid: np.ndarray
    probabilities: np.ndarray
    steps: np.ndarray
    near: np.ndarray
    scale: np.float32

    def around(self, rows: slice, cols: slice) -> _Pairs:
        """Return what a part of the result needs."""
        margin = 2 * int(self.steps[-1, 0])
        part = (..., slice(rows.start, rows.stop + margin), slice(cols.start, cols.stop + margin))
        return replace(
            self,
            looks=self.looks[part],
            valid=self.valid[part],
            probabilities=self.probabilities[part],
        )


def _add_by_rows(
    code: ModuleType,
    pairs: _Pairs,
    wanted: np.ndarray,
    result: np.ndarray,
    total: np.ndarray,
    check: Callable[[], None],
) -> None:
    """Add to ``result`` and ``total`` with numba, row by row, while its numbers are at hand."""
    steps = pairs.steps
    margin = int(steps[-1, 0])
    shape = (margin + 1, len(steps), total.shape[1] + margin)
    weights = np.full(shape, -np.inf, np.float32)
    own = row_spans(wanted)
    for row, (first, last) in enumerate(joined_spans(own, rows=margin).tolist()):
        if row % _ROWS_UNASKED == 0:
            check()
        if first >= last:
            continue
        these = weights[row % len(weights)]
        code.exponents(pairs.looks, pairs.valid, row, steps, pairs.scale, (first, last), these)
        begin = int(np.searchsorted(steps[:, 0], margin - row))  # before, no pixel lies inside
        part = these[begin:, first : last + margin]
        np.exp(part, out=part)
        part *= pairs.near[begin:, None]
        if row >= margin and own[row - margin, 0] < own[row - margin, 1]:
            span = (int(own[row - margin, 0]), int(own[row - margin, 1]))
            code.add_row(result, total, weights, pairs.probabilities, row, steps, span)


def _add_in_parts(
    pairs: _Pairs,
    wanted: np.ndarray,
    result: np.ndarray,
    total: np.ndarray,
    check: Callable[[], None],
) -> None:
    """Add the same with NumPy, where there is no numba, or too little to do for it."""
    for rows in row_slices(total.shape, pixels=_PIXELS):
        first, last = row_spans(wanted[rows].any(axis=0)[None])[0].tolist()
        if first < last:
            cols = slice(first, last)
            part = pairs.around(rows, cols)
            _add_by_steps(part, result[:, rows, cols], total[rows, cols], check)


def _add_by_steps(
    pairs: _Pairs, result: np.ndarray, total: np.ndarray, check: Callable[[], None]
) -> None:
    """Add the same to a part, one step after the other."""
    rows, cols = total.shape
    margin = int(pairs.steps[-1, 0])
    for (row, col), near in zip(pairs.steps.tolist(), pairs.near):
        check()
        # all pairs one step apart of which at least one pixel lies inside
        weights = np.empty((rows + row, cols + abs(col)), np.float32)
        _exponents(pairs, (margin - row, margin - max(col, 0)), (row, col), weights)
        np.exp(weights, out=weights)
        weights *= near
        right, left = max(col, 0), max(-col, 0)
        ahead = weights[row : row + rows, right : right + cols]
        behind = weights[:rows, left : left + cols]
        for weight, (down, across) in ((ahead, (row, col)), (behind, (-row, -col))):
            total += weight
            top, start = margin + down, margin + across
            moved = pairs.probabilities[:, top : top + rows, start : start + cols]
            for share, probability in zip(result, moved):
                share += weight * probability


def _exponents(
    pairs: _Pairs, first: tuple[int, int], step: tuple[int, int], found: np.ndarray
) -> None:
    """Find how unlike the pixels of each pair one step apart are, float32 (row, col)."""
    here = tuple(slice(start, start + size) for start, size in zip(first, found.shape))
    there = tuple(slice(one.start + by, one.stop + by) for one, by in zip(here, step))
    found[:] = 0
    with np.errstate(over="ignore", invalid="ignore"):  # where pixels are not valid
        for layer in pairs.looks:  # one by one: sum() may add in another order in another tile
            difference = layer[here] - layer[there]
            difference *= difference
            found += difference
        found *= pairs.scale
    found[~(pairs.valid[here] & pairs.valid[there])] = -np.inf


def _go_on() -> None:
    """Do not end the work."""


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


def _half_of_the_offsets(reach: int) -> list[tuple[int, int]]:
    """Return one of each two opposite steps (row, col): a pair weighs the same both ways."""
    rows = range(reach + 1)
    return [(row, col) for row in rows for col in range(-reach if row else 1, reach + 1)]


def _nearness(step: tuple[int, int], sigma: float) -> float:
    return math.exp(-(step[0] * step[0] + step[1] * step[1]) / (2 * sigma * sigma))
