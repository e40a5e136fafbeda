"""How large the pixels of a grid are on the ground, whatever their coordinate system says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .crs import transform_points
from .errors import GridError
from .grid import Grid, Window

_LATTICE = 15  # places along a side
_POLE = 89.9  # degrees; beyond, longitudes are no direction
_RADIUS, _SQUARED_ECCENTRICITY = 6_378_137.0, 0.0066943799901413165  # WGS 84
_DEGREES = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)


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
    ellipsoid under each pixel, by the differences of longitude and latitude across it.
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


def _spread(first: int, count: int) -> np.ndarray:
    """Return pixels from the first to the last, int64."""
    return np.unique(np.linspace(first, first + count - 1, _LATTICE).astype(np.int64))


def _hectares(grid: Grid, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Return the area under each pixel, float64 like ``rows``; NaN off the Earth.

    Reference:
        Snyder (1987), Map projections, p. 25, eq. 4-19 and 4-20: the ellipsoid's radii.
    """
    down = (np.array([0.0, 1.0, 0.5, 0.5]), np.array([0.5, 0.5, 0.0, 1.0]))
    x, y = grid.xy(rows[..., None] + down[0], cols[..., None] + down[1])
    longitude, latitude = transform_points(x, y, from_wkt=grid.crs_wkt, to_wkt=_DEGREES)
    east = (np.diff(longitude)[..., ::2] + 180) % 360 - 180  # across the antimeridian too
    north = np.diff(latitude)[..., ::2]
    middle = np.radians(latitude.mean(axis=-1))
    middle[np.abs(middle) > np.radians(_POLE)] = np.nan
    flattened = 1 - _SQUARED_ECCENTRICITY * np.sin(middle) ** 2
    per_degree = np.radians(1) ** 2 * _RADIUS**2 * (1 - _SQUARED_ECCENTRICITY) / flattened**2
    square_degrees = np.abs(east[..., 0] * north[..., 1] - east[..., 1] * north[..., 0])
    return square_degrees * per_degree * np.cos(middle) / 10_000.0
