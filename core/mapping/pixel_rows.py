"""Rows of a tile that are worked on at once, so that their numbers stay in the processor's cache.

Every pixel's result is the same whatever rows it is worked on with.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Union

import numpy as np

Columns = Union[slice, np.ndarray]

_PIXELS = 8192


def row_slices(shape: tuple[int, ...], *, pixels: int) -> Iterator[slice]:
    """Yield slices of rows that hold at most ``pixels`` together, or one row each."""
    rows, cols = shape[-2:]
    step = max(1, pixels // max(cols, 1))
    for first in range(0, rows, step):
        yield slice(first, min(first + step, rows))


def as_columns(places: np.ndarray) -> Columns:
    """Return positions, int (feature,), as a slice where they follow one another.

    A slice takes a view where positions would copy.
    """
    if places.size and np.array_equal(places, np.arange(places[0], places[0] + places.size)):
        return slice(int(places[0]), int(places[-1]) + 1)
    return places


def finite_pixels(stack: np.ndarray) -> np.ndarray:
    """Return where every feature, float32 (feature, row, col), is finite; bool (row, col)."""
    valid = np.ones(stack.shape[1:], bool)
    for layer in stack:
        valid &= np.isfinite(layer)
    return valid


def to_table(stack: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Return the features of valid pixels, float32 (pixel, feature), from (feature, row, col)."""
    table = np.empty((int(valid.sum()), len(stack)), np.float32)
    place = 0
    for rows in row_slices(valid.shape, pixels=_PIXELS):
        chosen = valid[rows]
        whole = bool(chosen.all())
        values = stack[:, rows].reshape(len(stack), -1) if whole else stack[:, rows][:, chosen]
        table[place : place + values.shape[1]] = values.T
        place += values.shape[1]
    return table


def to_planes(table: np.ndarray, valid: np.ndarray, planes: np.ndarray) -> None:
    """Write values of valid pixels, (pixel, class), into (class, row, col); 0 elsewhere."""
    place = 0
    for rows in row_slices(valid.shape, pixels=_PIXELS):
        chosen, part = valid[rows], planes[:, rows]
        count = int(chosen.sum())
        values = table[place : place + count].T
        if count == chosen.size:
            part[:] = values.reshape(part.shape)
        else:
            part[:] = 0
            part[:, chosen] = values
        place += count


def most_probable(planes: np.ndarray) -> np.ndarray:
    """Return the class of the largest of (class, row, col), int16; ties go to the lower index."""
    found = np.zeros(planes.shape[1:], np.int16)
    for rows in row_slices(planes.shape, pixels=_PIXELS):
        labels, highest = found[rows], planes[0, rows].copy()
        for place, plane in enumerate(planes[1:, rows], start=1):
            higher = np.multiply(plane > highest, np.int16(place), dtype=np.int16)
            np.maximum(labels, higher, out=labels)
            np.maximum(highest, plane, out=highest)
    return found
