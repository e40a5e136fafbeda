"""How large the pixels of a grid are on the ground, whatever their coordinate system says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import GridError
from .crs import transform_points
from .grid import Grid, Window
from .turns import DEGREES

_LATTICE = 15  # places along a side
_TRUE = 0.005  # share by which a system's own measure may stray from the ground anywhere
_ROWS = 4096  # looked at at once
_POLE = 89.9  # degrees; beyond, longitudes are no direction
_RADIUS, _SQUARED_ECCENTRICITY = 6_378_137.0, 0.0066943799901413165  # WGS 84


@dataclass(frozen=True)
class GroundArea:
    """Ground areas of the pixels of a part of a grid.

    Attributes:
        smallest, largest: pixel, in hectares.
        stated: the mean area by the coordinate system over that on the ground.
    """

    smallest: float
    largest: float
    stated: float

    @property
    def spread(self) -> float:
        """Share by which the largest pixel exceeds the smallest."""
        return self.largest / self.smallest - 1


def ground_area(grid: Grid, window: Window) -> GroundArea | None:
    """Return ground areas at a lattice of pixels, None where they cannot be known.

    The system's own measure is ``grid.area_hectares``; this one is the area of the WGS 84
    ellipsoid under each pixel, by the differences of longitude and latitude across it. For the
    hectares of a report see ``pixel_hectares``.
    """
    rows = _spread(window.row, window.height)
    cols = _spread(window.col, window.width)
    try:
        hectares = _hectares(grid, *np.meshgrid(rows, cols, indexing="ij"))
    except GridError:
        return None
    known = np.isfinite(hectares) & (hectares > 0)
    if not known.any():
        return None
    stated = grid.area_hectares(window)[rows - window.row]
    stated = np.broadcast_to(stated[:, None], hectares.shape)[known]
    found = hectares[known]
    return GroundArea(float(found.min()), float(found.max()), float(stated.sum() / found.sum()))


def pixel_hectares(grid: Grid, window: Window) -> np.ndarray:
    """Return the ground area of one pixel of each row, in hectares, float64 (row,).

    In degrees it is the area of the WGS 84 ellipsoid at the middle column of the grid. In
    projected systems it is the system's own measure where that is true to 0.5 % over the whole
    grid, as in UTM and in equal-area systems; elsewhere, as in Web Mercator, the mean area of the
    ellipsoid under the pixels of the row.
    """
    own = grid.area_hectares(window)
    if grid.crs.is_geographic:
        radians, t = float(grid.crs.units_factor[1]), grid.transform
        rows = np.arange(window.row, window.row + window.height) + 0.5
        _, latitude = grid.xy(rows, np.full(rows.shape, grid.shape[1] / 2))
        angle = np.clip(latitude * radians, -np.pi / 2, np.pi / 2)
        square = abs(t.a * t.e - t.b * t.d) * radians**2
        return _square_radian(angle) * square / 10_000.0
    found = ground_area(grid, grid.window)
    if found is None or _is_true(float(own[0]), found):
        return own
    cols = _spread(window.col, window.width)
    parts = []
    for first in range(0, window.height, _ROWS):
        some = window.row + np.arange(first, min(first + _ROWS, window.height))
        parts.append(_mean_known(_hectares(grid, *np.meshgrid(some, cols, indexing="ij"))))
    ground = np.concatenate(parts)
    return np.where(np.isfinite(ground), ground, own)  # rows off the Earth hold nothing


def largest_stretch(grid: Grid, window: Window) -> float:
    """Return how many times as large a pixel may be here as another, in any usual system; >= 1.

    In degrees pixels shrink with the cosine of the latitude, in Mercator with its square.
    """
    found = ground_area(grid, window)
    rows, cols = np.meshgrid(
        _spread(window.row, window.height), _spread(window.col, window.width), indexing="ij"
    )
    x, y = grid.xy(rows + 0.5, cols + 0.5)
    try:
        _, latitude = transform_points(x, y, from_wkt=grid.crs_wkt, to_wkt=DEGREES)
    except GridError:
        return np.inf
    latitude = latitude[np.abs(latitude) < _POLE]
    if found is None or not latitude.size:
        return np.inf
    cosine = np.cos(np.radians(latitude))
    return max(1 + found.spread, float(cosine.max() / cosine.min()) ** 2)


def _is_true(own: float, found: GroundArea) -> bool:
    return own >= (1 - _TRUE) * found.largest and own <= (1 + _TRUE) * found.smallest


def _mean_known(values: np.ndarray) -> np.ndarray:
    """Return the mean of the finite values above 0 of each row; NaN where there is none."""
    known = np.isfinite(values) & (values > 0)
    total, number = np.where(known, values, 0.0).sum(axis=1), known.sum(axis=1)
    return np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)


def _square_radian(latitude: np.ndarray) -> np.ndarray:
    """Return square metres per square radian of longitude and latitude; latitude in radians.

    Reference:
        Snyder (1987), Map projections, p. 25, eq. 4-19 and 4-20: the ellipsoid's radii.
    """
    flattened = 1 - _SQUARED_ECCENTRICITY * np.sin(latitude) ** 2
    radii = _RADIUS**2 * (1 - _SQUARED_ECCENTRICITY) / flattened**2
    return radii * np.maximum(np.cos(latitude), 0.0)


def _spread(first: int, count: int) -> np.ndarray:
    """Return pixels from the first to the last, int64."""
    return np.unique(np.linspace(first, first + count - 1, _LATTICE).astype(np.int64))


def _hectares(grid: Grid, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Return the area under each pixel, float64 like ``rows``; NaN off the Earth."""
    down = (np.array([0.0, 1.0, 0.5, 0.5]), np.array([0.5, 0.5, 0.0, 1.0]))
    x, y = grid.xy(rows[..., None] + down[0], cols[..., None] + down[1])
    longitude, latitude = transform_points(x, y, from_wkt=grid.crs_wkt, to_wkt=DEGREES)
    east = (np.diff(longitude)[..., ::2] + 180) % 360 - 180  # across the antimeridian too
    north = np.diff(latitude)[..., ::2]
    middle = np.radians(latitude.mean(axis=-1))
    middle[np.abs(middle) > np.radians(_POLE)] = np.nan
    square_degrees = np.abs(east[..., 0] * north[..., 1] - east[..., 1] * north[..., 0])
    return square_degrees * np.radians(1) ** 2 * _square_radian(middle) / 10_000.0
