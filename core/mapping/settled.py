"""Pixels that no average over their neighbours can change, because these all say the same."""

from __future__ import annotations

import numpy as np

_OPEN = 32_767  # no class: not all probability is on one


def unsettled(probabilities: np.ndarray, valid: np.ndarray, *, reach: int) -> np.ndarray:
    """Return where the pixels around a pixel differ, or one of them is not sure of its class.

    Elsewhere every valid pixel has the probability 1 for one and the same class and 0 for all
    others, so that any weighted average of them has, to the last bit.

    Args:
        probabilities: float32 or float64 (class, row + 2 reach, col + 2 reach), 0 where not valid.
        valid: bool (row + 2 reach, col + 2 reach).
        reach: pixels along rows and columns that count as around, itself included.

    Returns:
        bool (row, col).
    """
    classes = np.zeros(valid.shape, np.int16)
    possible = np.zeros(valid.shape, np.int16)
    for place, share in enumerate(probabilities):
        possible += share != 0
        classes += np.multiply(share == 1, np.int16(place), dtype=np.int16)
    sure = (possible == 1) & (probabilities.max(axis=0) == 1)
    highest = np.where(valid, np.where(sure, classes, np.int16(_OPEN)), np.int16(-1))
    lowest = np.where(valid, np.where(sure, classes, np.int16(-1)), np.int16(_OPEN))
    most, least = _around(np.maximum, highest, reach), _around(np.minimum, lowest, reach)
    return (most != least) & (most != -1)  # -1 = none of them is valid


def _around(extreme: np.ufunc, values: np.ndarray, reach: int) -> np.ndarray:
    """Return the extreme values in a square around each pixel, without the margin."""
    rows, cols = (side - 2 * reach for side in values.shape)
    down = values[:rows].copy()
    for shift in range(1, 2 * reach + 1):
        extreme(down, values[shift : shift + rows], out=down)
    across = down[:, :cols].copy()
    for shift in range(1, 2 * reach + 1):
        extreme(across, down[:, shift : shift + cols], out=across)
    return across


def row_spans(wanted: np.ndarray) -> np.ndarray:
    """Return the first and one beyond the last column wanted in each row, int64 (row, 2).

    Where a row wants none, the first is the number of columns and the last is 0.
    """
    cols = wanted.shape[1]
    some = wanted.any(axis=1)
    first = np.where(some, wanted.argmax(axis=1), cols)
    last = np.where(some, cols - wanted[:, ::-1].argmax(axis=1), 0)
    return np.stack([first, last], axis=1)


def joined_spans(spans: np.ndarray, *, rows: int) -> np.ndarray:
    """Return what each row and so many rows before it span together, int64 (row + rows, 2)."""
    count = len(spans)
    joined = np.empty((count + rows, 2), np.int64)
    joined[:, 0], joined[:, 1] = spans[:, 0].max(initial=0), 0
    for shift in range(rows + 1):
        part = joined[shift : shift + count]
        np.minimum(part[:, 0], spans[:, 0], out=part[:, 0])
        np.maximum(part[:, 1], spans[:, 1], out=part[:, 1])
    return joined
