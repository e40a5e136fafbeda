"""Turns around the Earth: where a coordinate system begins again after 360 degrees."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from .crs import crs_from_wkt, transform_points

DEGREES = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)
_STEP = 15.0  # degrees of longitude between places that are looked at
_LATITUDES = (-50.0, 0.0, 50.0)
_SAME = 1e-9  # of a turn


@lru_cache(maxsize=256)
def turn_of(wkt: str) -> float | None:
    """Return by how much x grows on the way once around the Earth, > 0.

    That is 360 degrees in geographic systems, and the length of the equator in cylindrical ones,
    such as Web Mercator and EASE-Grid. None in all others, where x is not the longitude alone.

    Raises:
        GridError: the text is no coordinate system.
    """
    crs = crs_from_wkt(wkt)
    if crs.is_geographic:
        return 2 * math.pi / float(crs.units_factor[1])
    return _cylinder(wkt) if crs.is_projected else None


def _cylinder(wkt: str) -> float | None:
    longitude = np.arange(-180 + _STEP / 2, 180, _STEP)
    places = np.meshgrid(longitude, np.array(_LATITUDES))
    x, _ = transform_points(*places, from_wkt=DEGREES, to_wkt=wkt)
    steps = np.diff(x, axis=1)
    turn = float(np.median(steps)) * 360 / _STEP
    if not (np.isfinite(x).all() and turn > 0):
        return None
    straight = np.abs(steps - turn * _STEP / 360) <= _SAME * turn
    begins_again = np.abs(steps - turn * (_STEP / 360 - 1)) <= _SAME * turn
    alike = (np.abs(x - x[0]) <= _SAME * turn).all()
    return turn if alike and (straight | begins_again).all() else None


def shortest(steps: np.ndarray, turn: float | None) -> np.ndarray:
    """Return steps from place to place without whole turns, within half a one on either side."""
    return steps if turn is None else steps - turn * np.rint(steps / turn)
