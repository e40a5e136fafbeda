"""Whittaker smoothing: a series close to its observations whose second differences are small.

The smoothed series z minimises ``sum(w * (y - z)**2) + lam * sum(diff(z, 2)**2)``. The system has
five diagonals; it is factorised and solved step by step, each step for a whole row of pixels, in
float64 whatever the series is held in, so a large ``lam`` loses nothing.

Reference:
    Eilers (2003), A perfect smoother, Analytical Chemistry 75, 3631-3636.
    https://doi.org/10.1021/ac034173t
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..errors import InputError
from .pentadiagonal import Factor, clean, factorise, solve, substitute

# rows of this many pixels keep the series of a block in the processor's second-level cache
BLOCK_PIXELS = 4096
# up to here one product with the solved matrix is faster than two sweeps over the steps
_PRODUCT_STEPS = 36


def whittaker(
    values: np.ndarray, weights: np.ndarray | None, lam: float | np.ndarray
) -> np.ndarray:
    """Return the smoothed series of every pixel.

    Args:
        values: (time, pixel), or (band, time, pixel) where the bands share ``weights``, at
            regular steps; NaN counts as weight 0. float64 is returned in float64, all else in
            float32.
        weights: (time, pixel), >= 0; None = 1 wherever there is a value, the fastest case.
        lam: smoothness > 0, one number or one for each pixel (pixel,).

    Returns:
        The shape of ``values``. Steps without weight are filled by the smooth curve, a line
        beyond the first and last weight. A pixel with one weight keeps that value throughout,
        one without any is NaN, as is one whose ``lam`` is NaN.

    Raises:
        InputError: the shapes do not fit, a weight is negative or ``lam`` is not above 0.
    """
    strength = _check(values, weights, lam)
    work = np.float64 if values.dtype == np.float64 else np.float32
    bands = np.asarray(values, work).reshape(-1, *values.shape[-2:])
    result = np.empty(bands.shape, work)
    shared = None
    if not strength.ndim and bands.shape[1] > 2:
        shared = _shared(float(strength), bands.shape[1], np.dtype(work))
    for start in range(0, bands.shape[2], BLOCK_PIXELS):
        part = slice(start, start + BLOCK_PIXELS)
        given = None if weights is None else weights[:, part]
        own = _Own(given, strength[part] if strength.ndim else strength)
        _smooth_block(bands[..., part], own, shared, result[..., part])
    return result.reshape(values.shape)


def _check(values: np.ndarray, weights: np.ndarray | None, lam: float | np.ndarray) -> np.ndarray:
    """Return lambda as float64, a number or one for each pixel."""
    if values.ndim not in (2, 3) or (weights is not None and weights.shape != values.shape[-2:]):
        shape = None if weights is None else weights.shape
        raise InputError(
            f"The series has the shape {values.shape} and its weights {shape}; give one weight "
            "for each step and pixel."
        )
    if weights is not None and not (weights >= 0).all():
        raise InputError("A weight of the series is negative or NaN; give weights of 0 or more.")
    strength = np.asarray(lam, np.float64)
    if strength.ndim and strength.shape != values.shape[-1:]:
        raise InputError(
            f"lambda has the shape {strength.shape} for {values.shape[-1]} pixels; give one "
            "number, or one for each pixel."
        )
    if (strength <= 0).any() or np.isinf(strength).any() or (not strength.ndim and lam != lam):
        raise InputError(f"lambda is {lam}; give a finite number above 0, for example 10.")
    return strength


def _smooth_block(bands: np.ndarray, own: _Own, shared: _Shared | None, out: np.ndarray) -> None:
    """Smooth a block: pixels with weights of 1 throughout share one factor, others have own."""
    plain = own.plain(bands.shape[-1]) & (shared is not None)
    for values, smooth in zip(bands, out):
        alike = plain
        if shared is not None and plain.any():
            shared.smooth(values, smooth)
            # a missing value makes its pixel NaN at every step, so one step tells
            alike = plain & np.isfinite(smooth[0])
        if not alike.all():
            own.smooth(values, np.flatnonzero(~alike), smooth)


class _Shared:
    """Smooths pixels whose weights are 1 at every step: one system for all of them."""

    def __init__(self, lam: np.float64, steps: int, work: np.dtype) -> None:
        self._factor = factorise(None, lam, steps)
        self._matrix = np.zeros((0, 0), work)
        if work == np.float32 and steps <= _PRODUCT_STEPS:
            self._matrix = np.empty((steps, steps), work)
            substitute(np.eye(steps), None, self._factor, self._matrix)

    def smooth(self, values: np.ndarray, out: np.ndarray) -> None:
        """Write the smoothed series; NaN at every step where one value is missing."""
        if not self._matrix.size:
            substitute(values, None, self._factor, out)
            return
        # not matmul: its rounding may depend on where in the block a pixel stands; einsum adds
        # the steps in their order as long as pixels are its inner loop, so never a single one
        rows = np.ascontiguousarray(values) if values.strides[1] != values.itemsize else values
        if rows.shape[1] == 1:
            out[...] = np.einsum("st,tp->sp", self._matrix, rows.repeat(2, axis=1))[:, :1]
        else:
            np.einsum("st,tp->sp", self._matrix, rows, out=out)


@lru_cache(maxsize=64)
def _shared(lam: float, steps: int, work: np.dtype) -> _Shared:
    """Return the shared system, once for all tiles."""
    return _Shared(np.float64(lam), steps, work)


class _Own:
    """Smooths pixels by their own weights; bands that miss the same values share the factor."""

    def __init__(self, weights: np.ndarray | None, lam: np.ndarray) -> None:
        self._given, self._lam = weights, lam
        self._pixels = np.zeros(0, np.intp)
        self._weights = np.zeros((0, 0))
        self._factor: Factor | None = None

    def plain(self, size: int) -> np.ndarray:
        """Tell which of the block's pixels have a weight of 1 at every step."""
        return np.ones(size, bool) if self._given is None else (self._given == 1).all(axis=0)

    def smooth(self, values: np.ndarray, pixels: np.ndarray, out: np.ndarray) -> None:
        """Write the smoothed series of these pixels."""
        whole = pixels.size == values.shape[1]
        chosen = slice(None) if whole else pixels
        exact, weights = clean(
            values[:, chosen], None if self._given is None else self._given[:, chosen]
        )
        same = np.array_equal(pixels, self._pixels) and np.array_equal(weights, self._weights)
        if self._factor is None or not same:
            lam = self._lam[chosen] if self._lam.ndim else self._lam
            self._pixels, self._weights = pixels, weights
            self._factor = factorise(weights, lam, len(values))
        if whole:
            solve(exact, weights, self._factor, out)
        else:
            out[:, pixels] = solve(exact, weights, self._factor, np.empty(exact.shape))


def vcurve_lambda(
    values: np.ndarray,
    weights: np.ndarray | None,
    log10_lambdas: np.ndarray,
    *,
    p: float | None = None,
) -> np.ndarray:
    """Return each pixel's lambda by the V-curve: where fit and roughness change least.

    Args:
        values: (time, pixel), as for ``whittaker``.
        weights: (time, pixel) or None, as for ``whittaker``.
        log10_lambdas: at least 2, ascending; the result lies midway between two neighbours.
        p: asymmetry, where the curve to choose is that of ``whittaker_envelope``.

    Returns:
        float64 (pixel,); NaN for a pixel without any weight. The smallest lambda wins a tie.

    Raises:
        InputError: fewer than 2 lambdas or not ascending, or as for ``whittaker``.

    Reference:
        Eilers, Pesendorfer and Bonifacio (2017), Automatic smoothing of remote sensing data,
        MultiTemp, 1-3. https://doi.org/10.1109/Multi-Temp.2017.8076705
    """
    grid = np.asarray(log10_lambdas, np.float64)
    if grid.size < 2 or not (np.diff(grid) > 0).all():
        raise InputError(f"The lambdas {grid.tolist()} are too few; give 2 or more, ascending.")
    _check(values, weights, 1.0)
    chosen = np.empty(values.shape[1])
    for start in range(0, values.shape[1], BLOCK_PIXELS):
        part = slice(start, start + BLOCK_PIXELS)
        exact, own = clean(values[:, part], None if weights is None else weights[:, part])
        chosen[part] = _vcurve(exact, own, grid, p)
    return chosen


def _vcurve(
    values: np.ndarray, weights: np.ndarray, grid: np.ndarray, p: float | None
) -> np.ndarray:
    """Return the V-curve's lambda of each pixel of a block, float64 (pixel,)."""
    fits, roughs = np.empty((2, grid.size, values.shape[1]))
    # below this only rounding is left, of which no curve can be made
    floor = 1e-24 * _total((weights * values) ** 2) + np.finfo(np.float64).tiny
    for row, power in enumerate(grid):
        lam = np.asarray(10.0**power)
        smooth = solve(
            values, weights, factorise(weights, lam, len(values)), np.empty(values.shape)
        )
        if p is not None:
            smooth = _tilt(values, weights, lam, p, smooth)
        fits[row] = np.log(np.maximum(_total((weights * (values - smooth)) ** 2), floor))
        roughs[row] = np.log(np.maximum(_total(np.diff(smooth, 2, axis=0) ** 2), floor))
    change = np.hypot(np.diff(fits, axis=0), np.diff(roughs, axis=0)) / np.diff(grid)[:, np.newaxis]
    middle = (grid[1:] + grid[:-1]) / 2
    chosen = 10.0 ** middle[np.argmin(change, axis=0)]
    return np.where((weights > 0).any(axis=0), chosen, np.nan)


def _total(rows: np.ndarray) -> np.ndarray:
    """Return the sum over the steps in their order, (pixel,)."""
    total = np.zeros(rows.shape[1:])
    for row in rows:
        total += row
    return total


def whittaker_envelope(
    values: np.ndarray,
    weights: np.ndarray | None,
    lam: float | np.ndarray,
    p: float,
    iterations: int = 10,
) -> np.ndarray:
    """Return an asymmetrically smoothed series: observations above it weigh p, others 1 - p.

    Args:
        values: (time, pixel), as for ``whittaker``.
        weights: (time, pixel) or None, as for ``whittaker``; multiplied by p or 1 - p.
        lam: as for ``whittaker``.
        p: 0 < p < 1; above 0.5 follows the upper envelope, as clouds lower an index.
        iterations: at most so many reweightings, each from the curve before; a pixel whose
            observations all stay on their side is done.

    Raises:
        InputError: ``p`` does not lie between 0 and 1, or as for ``whittaker``.
    """
    if not 0 < p < 1:
        raise InputError(f"The envelope's p is {p}; give a number between 0 and 1, as 0.9.")
    strength = _check(values, weights, lam)
    result = np.empty(values.shape, np.float64 if values.dtype == np.float64 else np.float32)
    for start in range(0, values.shape[1], BLOCK_PIXELS):
        part = slice(start, start + BLOCK_PIXELS)
        exact, own = clean(values[:, part], None if weights is None else weights[:, part])
        own_lam = strength[part] if strength.ndim else strength
        smooth = solve(exact, own, factorise(own, own_lam, len(values)), np.empty(exact.shape))
        result[:, part] = _tilt(exact, own, own_lam, p, smooth, iterations)
    return result


def _tilt(
    values: np.ndarray,
    weights: np.ndarray,
    lam: np.ndarray,
    p: float,
    smooth: np.ndarray,
    iterations: int = 10,
) -> np.ndarray:
    """Return the curve the asymmetric weights settle on, started at the symmetric one."""
    smooth = smooth.copy()
    above = np.zeros(values.shape, bool)
    pending = np.arange(values.shape[1])
    for turn in range(iterations):
        now = values[:, pending] > smooth[:, pending]
        moved = (now != above[:, pending]).any(axis=0) | (turn == 0)
        above[:, pending] = now
        pending, now = pending[moved], now[:, moved]
        if not pending.size:
            break
        tilted = weights[:, pending] * np.where(now, p, 1 - p)
        own_lam = lam[pending] if lam.ndim else lam
        factor = factorise(tilted, own_lam, len(values))
        smooth[:, pending] = solve(values[:, pending], tilted, factor, np.empty(tilted.shape))
    return smooth
