"""The place of a pixel as features."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import GridError, ModelError
from ..rasters.crs import same_crs
from ..rasters.grid import Grid, Window

COORDINATE_NAMES = ("x", "y")
COORDINATES_TOLD = (
    "COORDINATES: the place of each pixel, x and y, is learnt, too; what is learnt holds where the "
    "samples lie, and agreement by blocks tells whether it helps."
)
_SYSTEM = "coordinates_crs"  # of a recipe
# whether parts of a system are told with their codes depends on who wrote it
_AUTHORITY = re.compile(r',AUTHORITY\["[^"]*","[^"]*"\]')
_QUOTED = re.compile(r'\["([^"]{1,80})"')
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


def coordinate_recipe(grid: Grid) -> dict[str, str]:
    """Return what a recipe with coordinates tells of the coordinate system they are in."""
    return {_SYSTEM: _AUTHORITY.sub("", grid.crs.to_wkt())}


def check_system(learnt: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Make sure that coordinates are in the system a model learnt them in.

    Recipes that do not tell a system are not compared.

    Args:
        learnt: recipe of the model, as JSON values of any kind.
        given: recipe of the features.

    Raises:
        ModelError: they are in another.
    """
    mine, theirs = learnt.get(_SYSTEM), given.get(_SYSTEM)
    if not isinstance(mine, str) or not isinstance(theirs, str):
        return
    try:
        if same_crs(mine, theirs):
            return
    except GridError:  # a recipe that something else wrote
        return
    raise ModelError(
        f"The model learnt coordinates in {_name(mine)}, and those of the features given are in "
        f"{_name(theirs)}; compute the features of images in the model's coordinate system, or "
        "train a model without COORDINATES."
    )


def _name(wkt: str) -> str:
    """Return what a coordinate system is called."""
    found = _QUOTED.search(wkt)
    return found.group(1) if found else "a coordinate system without name"
