"""Harmonic regression: a mean and a few yearly waves fitted to each pixel's observations.

The normal equations are set up and solved for rows of pixels. Products of two waves are waves of
the sum and difference of their frequencies, so the system of h harmonics needs 4 h + 1 sums.

Reference:
    Jakubauskas, Legates and Kastens (2001), Harmonic analysis of time-series AVHRR NDVI data,
    Photogrammetric Engineering and Remote Sensing 67, 461-470.
"""

from __future__ import annotations

import numpy as np

from ..errors import InputError

PERIOD = 365.25  # days of a year
# a curve's variance where it is known least, as times that of one observation: a
# standard error 1.4 times as large
MOST_VARIANCE = 2.0
# rows of this many pixels keep the sums of a block in the processor's second-level cache
BLOCK_PIXELS = 4096
Rows = list[list[np.ndarray]]  # the lower half of a matrix, a row of pixels per entry
# a term that differs less than this from those before it, as a share of its square, is left out
_SAME = 1e-10


def fit_harmonics(
    values: np.ndarray,
    weights: np.ndarray | None,
    days: np.ndarray,
    *,
    harmonics: int,
    period: float = PERIOD,
) -> np.ndarray:
    """Return the least-squares coefficients of mean and waves for every pixel.

    A pixel with fewer than ``1 + 2 * harmonics`` observations gets as many of the first
    harmonics as it has observations for, so one or two give their weighted mean; terms that its
    days cannot tell apart from earlier ones are left out. Left-out coefficients are 0.

    Args:
        values: (date, pixel); NaN counts as weight 0. float64 is returned in float64, all else
            in float32; sums are float64 either way.
        weights: (date, pixel), >= 0; None = 1 wherever there is a value.
        days: float64 (date,), in any order, repeated or not.
        harmonics: number of waves >= 1, the first of one ``period``, the second of half of it.
        period: days.

    Returns:
        (1 + 2 * harmonics, pixel): mean, cosine 1, sine 1, cosine 2, ...; NaN throughout for a
        pixel without any weight.

    Raises:
        InputError: the shapes do not fit, a weight is negative, ``harmonics`` is below 1 or
            ``period`` not above 0.
    """
    days = np.asarray(days, np.float64)
    _check(values, weights, days, harmonics, period)
    kind = np.float64 if values.dtype == np.float64 else np.float32
    result = np.empty((1 + 2 * harmonics, values.shape[1]), kind)
    angles = 2 * np.pi / period * days
    for start in range(0, values.shape[1], BLOCK_PIXELS):
        part = slice(start, start + BLOCK_PIXELS)
        own = None if weights is None else weights[:, part]
        result[:, part] = _fit_block(values[:, part], own, angles, harmonics)
    return result


def _check(
    values: np.ndarray,
    weights: np.ndarray | None,
    days: np.ndarray,
    harmonics: int,
    period: float,
) -> None:
    if values.ndim != 2 or days.shape != values.shape[:1] or not days.size:
        raise InputError(
            f"The series has the shape {values.shape} for {days.size} dates; give at least one "
            "date, and a row for each."
        )
    if weights is not None and (weights.shape != values.shape or not (weights >= 0).all()):
        raise InputError("The weights do not fit the series; give one of 0 or more for each value.")
    if harmonics < 1:
        raise InputError(f"The number of harmonics is {harmonics}; give 1 or more.")
    if not (np.isfinite(period) and period > 0):
        raise InputError(f"The period is {period} days; give more than 0, for example 365.25.")


def _fit_block(
    values: np.ndarray, weights: np.ndarray | None, angles: np.ndarray, harmonics: int
) -> np.ndarray:
    """Return the coefficients of a block, float64 (term, pixel)."""
    known = np.isfinite(values)
    if weights is not None:
        known &= weights > 0
    own = known.astype(np.float64) if weights is None else np.where(known, weights, 0.0)
    weighted = own * np.where(known, values, 0)
    right = np.zeros((1 + 2 * harmonics, values.shape[1]))
    for product, angle in zip(weighted, angles):
        right[0] += product
        for order in range(1, harmonics + 1):
            right[2 * order - 1] += product * np.cos(order * angle)
            right[2 * order] += product * np.sin(order * angle)
    count = known.sum(axis=0)
    terms = 1 + 2 * np.clip((count - 1) // 2, 0, harmonics)
    found = _solve(_factorise(_system(own, angles, harmonics), terms), right)
    found[:, count == 0] = np.nan
    return found


def supported(
    known: np.ndarray,
    days: np.ndarray,
    at: np.ndarray,
    *,
    harmonics: int,
    period: float = PERIOD,
) -> np.ndarray:
    """Tell whose observations hold the fitted curve on some days.

    The variance of the least-squares curve there must be at most MOST_VARIANCE times that of an
    observation, and each term be told apart from the others. Long gaps and few observations fail.

    Args:
        known: bool (date, pixel), where there is an observation.
        days: float64 (date,), as for ``fit_harmonics``.
        at: float64 (day,), where the curve is wanted, on the same time axis.
        harmonics: number of waves >= 1.
        period: days.

    Returns:
        bool (pixel,); it depends on nothing but the days of a pixel's observations.
    """
    result = np.empty(known.shape[1], bool)
    angles, asked = (2 * np.pi / period * np.asarray(d, np.float64) for d in (days, at))
    for start in range(0, known.shape[1], BLOCK_PIXELS):
        own = known[:, start : start + BLOCK_PIXELS].astype(np.float64)
        every = np.full(own.shape[1], 1 + 2 * harmonics)
        lower, inverses = _factorise(_system(own, angles, harmonics), every)
        least = np.minimum.reduce(inverses)
        worst = np.zeros(own.shape[1])
        for angle in asked:
            np.maximum(worst, _variance(angle, lower, inverses), out=worst)
        result[start : start + BLOCK_PIXELS] = (least > 0) & (worst <= MOST_VARIANCE)
    return result


def gap_too_long(days: np.ndarray, *, harmonics: int, period: float = PERIOD) -> float | None:
    """Return the longest time of the period without any of the days, if waves can swing in it.

    They can where it is longer than half the shortest wave. None where none is.
    """
    phases = np.unique(np.asarray(days, np.float64) % period)
    gap = float(np.diff([*phases, phases[0] + period]).max())
    return gap if gap > period / (2 * harmonics) else None


def _variance(angle: float, lower: Rows, inverses: list[np.ndarray]) -> np.ndarray:
    """Return the curve's variance at an angle, times that of an observation, (pixel,)."""
    wave: list[np.ndarray] = []
    variance = np.zeros(len(inverses[0]))
    for row, inverse in enumerate(inverses):
        order = (row + 1) // 2
        term = np.full(len(inverse), np.cos(order * angle) if row % 2 else np.sin(order * angle))
        if row == 0:
            term.fill(1)
        for column, before in enumerate(wave):
            term -= lower[row][column] * before
        wave.append(term)
        variance += term * term * inverse
    return variance


def _system(weights: np.ndarray, angles: np.ndarray, harmonics: int) -> Rows:
    """Return the lower half of the normal matrix, a row of pixels per entry."""
    terms = 1 + 2 * harmonics
    cosines, sines = np.zeros((2, terms, weights.shape[1]))
    for weight, angle in zip(weights, angles):
        cosines[0] += weight
        for order in range(1, terms):
            cosines[order] += weight * np.cos(order * angle)
            sines[order] += weight * np.sin(order * angle)
    rows: Rows = []
    for row in range(terms):
        rows.append([])
        for column in range(row + 1):
            high, low = (row + 1) // 2, (column + 1) // 2
            more, less = high + low, high - low
            both = (row % 2 == 0 and row > 0, column % 2 == 0 and column > 0)
            if both == (True, True):
                entry = (cosines[less] - cosines[more]) / 2
            elif both == (False, False):
                entry = (cosines[less] + cosines[more]) / 2
            elif both == (True, False):
                entry = (sines[more] + sines[less]) / 2
            else:
                entry = (sines[more] - sines[less]) / 2
            rows[row].append(entry)
    return rows


def _factorise(matrix: Rows, terms: np.ndarray) -> tuple[Rows, list[np.ndarray]]:
    """Return L and 1 / D of L D L', each pixel with its first ``terms``; 0 for those left out."""
    lower: Rows = []
    inverses: list[np.ndarray] = []
    for row, entries in enumerate(matrix):
        scaled: list[np.ndarray] = []  # L D of this row
        for column in range(row):
            entry = entries[column]
            for before in range(column):
                entry = entry - scaled[before] * lower[column][before]
            scaled.append(entry)
        lower.append([entry * inverses[column] for column, entry in enumerate(scaled)])
        pivot = entries[row]
        for column in range(row):
            pivot = pivot - scaled[column] * lower[row][column]
        usable = (pivot > _SAME * entries[row]) & (row < terms)
        inverses.append(np.where(usable, 1 / np.where(usable, pivot, 1), 0))
    return lower, inverses


def _solve(factor: tuple[Rows, list[np.ndarray]], right: np.ndarray) -> np.ndarray:
    """Return the unknowns, float64 (term, pixel); 0 for terms left out."""
    lower, inverses = factor
    found = right.copy()
    for row in range(len(lower)):
        for column in range(row):
            found[row] -= lower[row][column] * found[column]
    for row in range(len(lower) - 1, -1, -1):
        found[row] *= inverses[row]
        for below in range(row + 1, len(lower)):
            found[row] -= lower[below][row] * found[below]
        found[row] = np.where(inverses[row] > 0, found[row], 0)
    return found


def harmonic_series(
    coefficients: np.ndarray, days: np.ndarray, *, period: float = PERIOD
) -> np.ndarray:
    """Return the fitted curve at the given days.

    Args:
        coefficients: (1 + 2 * harmonics, pixel) of ``fit_harmonics``.
        days: float64 (step,), on the same time axis as those of the fit.
        period: days, as in the fit.

    Returns:
        (step, pixel) in the type of ``coefficients``.
    """
    angles = 2 * np.pi / period * np.asarray(days, np.float64)
    result = np.empty((angles.size, coefficients.shape[1]), coefficients.dtype)
    for angle, out in zip(angles, result):
        row = coefficients[0].astype(np.float64)
        for order in range(1, len(coefficients) // 2 + 1):
            row += coefficients[2 * order - 1] * np.cos(order * angle)
            row += coefficients[2 * order] * np.sin(order * angle)
        out[...] = row
    return result


def amplitude_phase(
    coefficients: np.ndarray, *, period: float = PERIOD
) -> tuple[np.ndarray, np.ndarray]:
    """Return the height of each wave above the mean, and the day of its first maximum.

    Args:
        coefficients: (1 + 2 * harmonics, pixel) of ``fit_harmonics``.
        period: days, as in the fit.

    Returns:
        Two arrays (harmonic, pixel) in the type of ``coefficients``. The day counts from day 0
        of the fit's time axis, 0 <= day < period / harmonic; NaN where the wave has no height.
    """
    exact = coefficients.astype(np.float64)
    cosine, sine = exact[1::2], exact[2::2]
    amplitude = np.hypot(cosine, sine)
    length = period / np.arange(1, len(cosine) + 1)[:, np.newaxis]
    share = np.arctan2(sine, cosine) / (2 * np.pi)
    day = np.where(share < 0, share + 1, share) * length
    narrow = np.where(amplitude > 0, day, np.nan).astype(coefficients.dtype)
    # rounding may lift the last moment before the next wave onto it
    narrow[narrow >= length.astype(coefficients.dtype)] = 0
    return amplitude.astype(coefficients.dtype), narrow
