"""Border fill: pixels without data where the files forgot to say so.

A pixel that is 0, or the largest or smallest value of an integer type, in every band of a scene
carries no information; when such pixels line the frame they are border fill. A few bright or dark
ones inside the scene are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from .grid import Window

_SHARE = 0.02  # of the frame's edge; fewer pixels are bright sand or deep shadow
_TURN = 512  # pixels
_CUSTOMARY = -9999  # by habit, in signed types
_ROUNDING = 1e-6  # of the value, left by warping


def edges(frame: Window) -> Iterator[Window]:
    """Yield windows that line a frame, left and right by turns: blocks may reach from side to side.

    Pixels at the corners are in two of them.
    """
    yield replace(frame, height=1)
    yield replace(frame, row=frame.row + frame.height - 1, height=1)
    for row in range(frame.row, frame.row + frame.height, _TURN):
        height = min(_TURN, frame.row + frame.height - row)
        yield Window(row, frame.col, height, 1)
        yield Window(row, frame.col + frame.width - 1, height, 1)


def find_fill(edge: np.ndarray, dtype: str) -> tuple[float, float] | None:
    """Return the value that fills the frame and its share of the edge, or None.

    Args:
        edge: values along the frame, float32 (band, pixel).
        dtype: numpy name of the type all bands have in their files.
    """
    kind = np.dtype(dtype).kind
    if kind not in "ui":
        return None
    limits = np.iinfo(dtype)
    values = (0, limits.max) if kind == "u" else (0, limits.max, limits.min, _CUSTOMARY)
    for value in map(float, values):
        share = float(is_fill(edge, value).mean())
        if share >= _SHARE:
            return value, share
    return None


def is_fill(bands: Sequence[np.ndarray] | np.ndarray, value: float) -> np.ndarray:
    """Return True where every band has the fill value, bool of a band's shape."""
    near = _ROUNDING * abs(value)
    filled = np.ones(bands[0].shape, bool)
    for band in bands:
        filled &= np.abs(band - np.float32(value)) <= near
        if not filled.any():
            break
    return filled


def grown(mask: np.ndarray, pixels: int) -> np.ndarray:
    """Return a mask, bool (row, col), grown by ``pixels`` on every side, corners included."""
    result = mask
    for axis in (0, 1):
        near = result.copy()
        for shift in range(1, pixels + 1):
            ahead = [slice(None)] * 2
            behind = [slice(None)] * 2
            ahead[axis], behind[axis] = slice(shift, None), slice(None, -shift)
            near[tuple(ahead)] |= result[tuple(behind)]
            near[tuple(behind)] |= result[tuple(ahead)]
        result = near
    return result
