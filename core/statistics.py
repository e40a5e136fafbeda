"""Statistics of a pixel's series over the scenes."""

from __future__ import annotations

import re

import numpy as np

from .errors import InputError

_PLAIN = ("mean", "median", "min", "max", "std")
STATISTICS = (*_PLAIN, "range", "p10", "p90")


def parse_statistics(text: str) -> tuple[str, ...]:
    """Read ``mean,std,p10`` into statistic names.

    Raises:
        InputError: a name is none of mean, median, min, max, std, range, p0..p100.
    """
    names = tuple(dict.fromkeys(filter(None, (part.strip().lower() for part in text.split(",")))))
    for name in names:
        known = name in _PLAIN or name == "range" or re.fullmatch(r"p(\d{1,2}|100)", name)
        if not known:
            raise InputError(
                f"STATISTICS: '{name}' is unknown; choose from {', '.join(_PLAIN)}, range and "
                "percentiles such as p10."
            )
    return names


def series_statistic(values: np.ndarray, name: str) -> np.ndarray:
    """Return one statistic over the scenes.

    Args:
        values: float32 (scene, row, col); NaN = not observed.
        name: as returned by ``parse_statistics``.

    Returns:
        float32 (row, col); NaN where no scene observed the pixel.
    """
    observed = np.isfinite(values)
    count = observed.sum(axis=0)
    if name in ("mean", "std"):
        result = _moment(values, observed, count, name)
    elif name in ("min", "max", "range"):
        low = np.where(observed, values, np.inf).min(axis=0)
        high = np.where(observed, values, -np.inf).max(axis=0)
        with np.errstate(invalid="ignore"):  # inf - inf where nothing was observed
            result = {"min": low, "max": high, "range": high - low}[name]
    else:
        percent = 50.0 if name == "median" else float(name[1:])
        result = _percentile(values, observed, count, percent)
    return np.where(count > 0, result, np.nan).astype(np.float32)


def _moment(values: np.ndarray, observed: np.ndarray, count: np.ndarray, name: str) -> np.ndarray:
    """Return mean or population deviation, float64; added scene by scene, in one order always."""
    safe = np.maximum(count, 1)
    total = np.zeros(values.shape[1:])
    for layer, seen in zip(values, observed):
        total += np.where(seen, layer, 0)
    mean = total / safe
    if name == "mean":
        return mean
    squares = np.zeros(values.shape[1:])
    for layer, seen in zip(values, observed):
        squares += np.where(seen, layer - mean, 0) ** 2
    return np.sqrt(squares / safe)


def _percentile(
    values: np.ndarray, observed: np.ndarray, count: np.ndarray, percent: float
) -> np.ndarray:
    """Return a percentile with linear interpolation between neighbours, float64.

    numpy's nanpercentile gives the same, one pixel at a time.
    """
    ordered = np.sort(np.where(observed, values, np.inf), axis=0)  # what is missing comes last
    ordered[~np.isfinite(ordered)] = 0
    position = percent / 100 * np.maximum(count - 1, 0)
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    low = np.take_along_axis(ordered, below[None], axis=0)[0].astype(np.float64)
    high = np.take_along_axis(ordered, above[None], axis=0)[0].astype(np.float64)
    return low + (high - low) * (position - below)
