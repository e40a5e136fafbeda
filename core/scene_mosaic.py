"""Scenes laid over each other, and what they hold where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

_CUSTOMARY = -9999  # what signed types hold, by habit, where there is nothing


def blank_fill(values: np.ndarray, dtype: np.dtype) -> None:
    """Make pixels NaN, in place, that hold one and the same filling value in every band.

    A filling value is 0, the greatest value of the type, and of signed types the least or -9999:
    files that name no nodata value hold it around the scene, sensors where they are saturated.

    Args:
        values: float32 (band, row, col).
        dtype: whole-number type the bands have in their files.
    """
    limits = np.iinfo(dtype)
    fills = {0, limits.max, limits.min, _CUSTOMARY} if dtype.kind == "i" else {0, limits.max}
    for fill in sorted(fills):
        values[:, (values == np.float32(fill)).all(axis=0)] = np.nan


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
            _lay_under(result[position], mine[1:])
    return result


def _lay_under(top: np.ndarray, others: np.ndarray) -> None:
    """Fill ``top``, (band, row, col), in place, from (scene, band, row, col) below it."""
    complete = np.isfinite(top).all(axis=0)
    for part in others:
        better = ~complete & np.isfinite(part).all(axis=0)
        top[:, better] = part[:, better]
        complete |= better
    for part in others:
        gaps = ~np.isfinite(top) & np.isfinite(part)
        top[gaps] = part[gaps]
