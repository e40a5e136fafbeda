"""Scenes laid over each other, and what they hold where there is nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from ..rasters.border_fill import grown

_CUSTOMARY = -9999  # what signed types hold, by habit, where there is nothing
_ROUNDING = 1e-6  # of the value, left by warping


def blank_fill(values: np.ndarray, dtype: np.dtype, *, reach: int = 0) -> None:
    """Make pixels NaN, in place, that hold one and the same filling value in every band.

    A filling value is 0, the greatest value of the type, and of signed types the least or -9999:
    files that name no nodata value hold it around the scene, sensors where they are saturated.

    Args:
        values: float32 (band, row, col).
        dtype: whole-number type the bands have in their files.
        reach: pixels beside them in which resampling has blended them with what was observed.
    """
    limits = np.iinfo(dtype)
    fills = {0, limits.max, limits.min, _CUSTOMARY} if dtype.kind == "i" else {0, limits.max}
    missing = np.isnan(values)
    empty = np.zeros(values.shape[1:], bool)
    for fill in sorted(fills):
        near = np.abs(values - np.float32(fill)) <= _ROUNDING * abs(fill)
        empty |= (near | missing).all(axis=0)
    values[:, grown(empty & ~missing.all(axis=0), reach)] = np.nan


def mosaic(scenes: np.ndarray, days: Sequence[date]) -> np.ndarray:
    """Return (date, band, row, col) of scenes that are sorted by date.

    A pixel takes all its bands from the first scene of a date that holds them all; where none does,
    each band comes from the first scene that holds it.

    Args:
        scenes: float32 (scene, band, row, col); NaN = not observed; may be returned itself.
        days: of the scenes, ascending.
    """
    dates = sorted(set(days))
    if len(dates) == len(days):
        return scenes
    result = np.empty((len(dates), *scenes.shape[1:]), np.float32)
    for position, day in enumerate(dates):
        first = days.index(day)
        mine = scenes[first : first + days.count(day)]
        result[position] = mine[0]
        if len(mine) > 1:
            lay_under(result[position], mine[1:])
    return result


def lay_under(top: np.ndarray, others: Iterable[np.ndarray]) -> None:
    """Fill ``top``, (band, row, col), in place, from those of the scenes that lie below it."""
    complete = np.isfinite(top).all(axis=0)
    below = list(others)
    for part in below:
        if complete.all():
            return
        better = ~complete & np.isfinite(part).all(axis=0)
        np.copyto(top, part, where=better)
        complete |= better
    for part in below:
        np.copyto(top, part, where=~np.isfinite(top))
