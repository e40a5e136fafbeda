"""Savitzky-Golay smoothing: each step from a polynomial fitted to the weighted steps around it.

Reference:
    Savitzky and Golay (1964), Smoothing and differentiation of data by simplified least squares
    procedures, Analytical Chemistry 36, 1627-1639. https://doi.org/10.1021/ac60214a047
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import InputError

# rows of this many pixels keep the series of a block in the processor's second-level cache
BLOCK_PIXELS = 2048
# a polynomial smaller than this on the window's weighted steps, as a share, is told by them alone
_VANISHED = 1e-12


def savitzky_golay(
    values: np.ndarray, weights: np.ndarray | None, *, window: int, polyorder: int
) -> np.ndarray:
    """Return every pixel's series smoothed by weighted local polynomials.

    The window is centred on its step, and moved inward where it would leave the series, as
    ``scipy.signal.savgol_filter`` does with ``mode="interp"``; a series shorter than the window
    is one window. Where it holds fewer than ``polyorder + 1`` weighted steps, or all of them lie
    on one side of a step that has weighted ones on both, it grows by a step at either end until
    that is mended or it holds the whole series. Where the whole series has too few, the degree
    falls to what they allow. Beyond the first and last weight the polynomial is extrapolated.

    Args:
        values: (time, pixel), or (band, time, pixel) where the bands share ``weights``, at
            regular steps; NaN counts as weight 0. float64 is returned in float64, all else in
            float32; the work is float64 either way.
        weights: (time, pixel), >= 0; None = 1 wherever there is a value, the fastest case.
        window: odd number of steps, above ``polyorder``.
        polyorder: degree of the polynomial, >= 0.

    Returns:
        The shape of ``values``; NaN throughout for a pixel without any weight.

    Raises:
        InputError: the shapes do not fit, a weight is negative, ``window`` is even or not above
            ``polyorder``, or ``polyorder`` is negative.
    """
    _check(values, weights, window, polyorder)
    work = np.float64 if values.dtype == np.float64 else np.float32
    bands = values.reshape(-1, *values.shape[-2:])
    result = np.empty(bands.shape, work)
    plans = [_plan(step, bands.shape[1], window, polyorder) for step in range(bands.shape[1])]
    for start in range(0, bands.shape[2], BLOCK_PIXELS):
        part = slice(start, start + BLOCK_PIXELS)
        own = None if weights is None else weights[:, part]
        for band, smooth in zip(bands, result):
            _smooth_block(band[:, part], own, plans, smooth[:, part])
    return result.reshape(values.shape)


def _check(values: np.ndarray, weights: np.ndarray | None, window: int, polyorder: int) -> None:
    if values.ndim not in (2, 3) or (weights is not None and weights.shape != values.shape[-2:]):
        shape = None if weights is None else weights.shape
        raise InputError(
            f"The series has the shape {values.shape} and its weights {shape}; give one weight "
            "for each step and pixel."
        )
    if weights is not None and not (weights >= 0).all():
        raise InputError("A weight of the series is negative or NaN; give weights of 0 or more.")
    if polyorder < 0:
        raise InputError(f"The degree of the polynomial is {polyorder}; give 0 or more.")
    if window % 2 == 0 or window <= polyorder:
        raise InputError(
            f"The window is {window} steps for a polynomial of degree {polyorder}; give an odd "
            f"number above {polyorder}."
        )


@dataclass(frozen=True)
class _Plan:
    """A step, its window first <= step < end, and what each value of a full window counts."""

    step: int
    first: int
    end: int
    degree: int
    taps: np.ndarray

    def grown(self, by: int, steps: int) -> tuple[int, int]:
        """Return the window with so many steps more at either end."""
        return max(self.first - by, 0), min(self.end + by, steps)


def _plan(step: int, steps: int, window: int, polyorder: int) -> _Plan:
    """Return the window of a step and its weights, from a least-squares fit."""
    width = min(window, steps)
    first = min(max(step - window // 2, 0), steps - width)
    degree = min(polyorder, width - 1)
    reach = max(width - 1, 1)
    places = (2.0 * np.arange(width) - (width - 1)) / reach
    basis = np.polynomial.legendre.legvander(places, degree)
    taps = np.linalg.pinv(basis).T @ basis[step - first]
    return _Plan(step, first, first + width, polyorder, taps)


def _smooth_block(
    values: np.ndarray, weights: np.ndarray | None, plans: list[_Plan], out: np.ndarray
) -> None:
    """Smooth a block: full windows by their taps, pixels with holes by fits of their own."""
    exact = values.astype(np.float64)
    known = np.isfinite(exact)
    own = known.astype(np.float64) if weights is None else np.where(known, weights, 0.0)
    exact[own == 0] = 0
    full = (own == 1).all(axis=0)
    if full.any():
        _convolve(exact, plans, out)
    rest = np.flatnonzero(~full)
    if rest.size:
        out[:, rest] = _fit(exact[:, rest], own[:, rest], plans)


def _convolve(values: np.ndarray, plans: list[_Plan], out: np.ndarray) -> None:
    """Write the smoothed series where every weight is 1."""
    total, move = np.empty((2, values.shape[1]))
    for plan in plans:
        total.fill(0)
        for row, tap in zip(values[plan.first : plan.end], plan.taps):
            np.multiply(row, tap, move)
            np.add(total, move, total)
        out[plan.step] = total


def _fit(values: np.ndarray, weights: np.ndarray, plans: list[_Plan]) -> np.ndarray:
    """Return the smoothed series of pixels with holes, float64 (time, pixel)."""
    smooth = np.full(values.shape, np.nan)
    seen = np.zeros((len(values) + 1, values.shape[1]), np.int32)
    np.cumsum(weights > 0, axis=0, out=seen[1:])
    for plan in plans:
        pending = np.flatnonzero(seen[-1] > 0)
        grown = 0
        while pending.size:
            first, end = plan.grown(grown, len(values))
            ready = _suffices(seen[:, pending], plan, first, end)
            pixels = pending[ready]
            if pixels.size:
                inside = values[first:end, pixels], weights[first:end, pixels]
                smooth[plan.step, pixels] = _polynomial(*inside, plan.step - first, plan.degree)
            pending = pending[~ready]
            grown += 1
    return smooth


def _suffices(seen: np.ndarray, plan: _Plan, first: int, end: int) -> np.ndarray:
    """Tell for which pixels a window holds enough weighted steps, or all there are."""
    if first == 0 and end == len(seen) - 1:
        return np.ones(seen.shape[1], bool)
    enough = seen[end] - seen[first] > plan.degree
    until, since = seen[plan.step + 1], seen[-1] - seen[plan.step]
    before = (until > seen[first]) | (until == 0)
    after = (seen[end] > seen[plan.step]) | (since == 0)
    return enough & before & after


def _polynomial(values: np.ndarray, weights: np.ndarray, step: int, degree: int) -> np.ndarray:
    """Return the weighted fit of a window at one of its steps, float64 (pixel,).

    The polynomials are made orthogonal on each pixel's own weighted steps, so that no system is
    solved and the degree can stop where those steps tell no more.

    Reference:
        Forsythe (1957), Generation and use of orthogonal polynomials for data-fitting with a
        digital computer, J. SIAM 5, 74-88. https://doi.org/10.1137/0105007
    """
    reach = max(len(values) - 1, 1)
    places = ((2.0 * np.arange(len(values)) - (len(values) - 1)) / reach)[:, np.newaxis]
    basis, before = np.ones(values.shape), np.zeros(values.shape)
    rest, fitted = values.copy(), np.zeros(values.shape[1])
    size = last = _total(weights)
    scale = size
    for order in range(degree + 1):
        usable = (size > _VANISHED * scale) & ((weights > 0).sum(axis=0) > order)
        safe = np.where(usable, size, 1)
        share = np.where(usable, _total(weights * rest * basis) / safe, 0)
        fitted += share * basis[step]
        rest -= share * basis
        centre = _total(weights * places * basis * basis) / safe
        follow = size / np.where(last > 0, last, 1) if order else np.zeros(values.shape[1])
        before, basis = basis, (places - centre) * basis - follow * before
        last, size = size, _total(weights * basis * basis)
    return fitted


def _total(rows: np.ndarray) -> np.ndarray:
    """Return the sum over the steps in their order, (pixel,)."""
    total = np.zeros(rows.shape[1:])
    for row in rows:
        total += row
    return total
