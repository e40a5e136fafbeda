"""The place of a pixel as features."""

from __future__ import annotations

import math

import numpy as np

from ..rasters.grid import Grid, Window

COORDINATE_NAMES = ("x", "y")
_METRES = 1000.0  # in a kilometre


def coordinate_features(grid: Grid, window: Window) -> np.ndarray:
    """Return the coordinates of pixel centres, in the coordinate system of the grid.

    They tell a forest what differs from place to place and no other feature shows, between the
    samples; beyond them, or on another image, they tell it nothing.

    Args:
        grid: of the features.
        window: the pixels, which may reach outside the grid.

    Returns:
        float32 (2, row, col): x and y in kilometres, or longitude and latitude in degrees where
        the coordinate system is geographic; each pixel's are the same in whatever window. At
        10 000 km float32 tells 1 m apart.
    """
    rows = np.arange(window.row, window.row + window.height) + 0.5
    cols = np.arange(window.col, window.col + window.width) + 0.5
    x, y = grid.xy(rows[:, None], cols[None, :])
    factor = _unit(grid)
    shape = (window.height, window.width)
    return np.stack([np.broadcast_to(part * factor, shape) for part in (x, y)]).astype(np.float32)


def _unit(grid: Grid) -> float:
    """Return what a unit of the coordinate system is in degrees, or in kilometres."""
    crs = grid.crs
    if crs.is_geographic:
        return math.degrees(float(crs.units_factor[1]))
    return (float(crs.linear_units_factor[1]) if crs.is_projected else 1.0) / _METRES
