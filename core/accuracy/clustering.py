"""Whether sample points stand in clusters, which makes standard errors too small."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from ..errors import InputError

_CLOSER = 0.5  # of the distance chance gives, below which points are called clustered
_CLOSE_SHARE = 0.2
_FEWEST = 10


@dataclass(frozen=True)
class Clustering:
    """How close sample points stand to one another.

    Attributes:
        points: number of points.
        nearest: mean distance to the nearest other point, in the unit of the coordinates; NaN
            for fewer than 2 points.
        expected: what chance gives as many points on the area; NaN where that is unknown.
        index: nearest / expected (Clark and Evans): 1 = by chance, 0 = all on a heap, up to 2.15.
        close: points within ``distance`` of another one.
        distance: the distance that counts as close, usually a pixel.
        by_chance: points that lie so close where chance puts as many on the area; 0 where that
            is unknown.
    """

    points: int
    nearest: float
    expected: float
    index: float
    close: int
    distance: float
    by_chance: float = 0.0

    @property
    def clustered(self) -> bool:
        """Whether many points share a pixel, or stand far closer than chance puts them."""
        if self.points < 2:
            return False
        if self.close - self.by_chance > _CLOSE_SHARE * (self.points - self.by_chance):
            return True
        return self.points >= _FEWEST and self.index < _CLOSER

    @property
    def warning(self) -> str:
        """A sentence for the reader where the points are clustered, else an empty one."""
        if not self.clustered:
            return ""
        return (
            f"The points stand in clusters: {self.close} of {self.points} lie within "
            f"{self.distance:g} of another one, and the nearest one is {self.nearest:.4g} away on "
            "average. Standard errors, intervals and tests take the points as independent, so "
            "they are too optimistic."
        )


def clustering(
    x: np.ndarray, y: np.ndarray, *, distance: float = 0.0, area: float | None = None
) -> Clustering:
    """Measure how close sample points stand.

    A stratified sample of rare classes stands closer than chance puts points on the whole map;
    compare within a stratum, or look at ``close`` alone.

    Args:
        x, y: map coordinates, (point,).
        distance: at or below which two points count as close, in the unit of x and y: the pixel
            size, say. 0 = points at the same place.
        area: of the region sampled, in that unit squared; None leaves ``expected`` unknown.

    Raises:
        InputError: lengths differ, a coordinate is not finite, or a size is negative.

    Reference:
        Clark & Evans (1954), Distance to nearest neighbor. https://doi.org/10.2307/1931034
    """
    east, north = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if east.shape != north.shape or east.ndim != 1:
        raise InputError(f"Points need x and y alike; there are {east.size} and {north.size}.")
    if not (np.isfinite(east).all() and np.isfinite(north).all()):
        raise InputError("A point has no finite coordinates; drop points without a place.")
    if not distance >= 0 or (area is not None and not area > 0):
        raise InputError(f"distance {distance} must be >= 0 and area {area} above 0.")
    nan = float("nan")
    if east.size < 2:
        return Clustering(int(east.size), nan, nan, nan, 0, float(distance))
    places = np.column_stack([east, north])
    apart = cKDTree(places).query(places, k=2)[0][:, 1]
    nearest = float(apart.mean())
    expected = nan if area is None else 0.5 * float(np.sqrt(area / east.size))
    close = int((apart <= distance).sum())
    # A square twice the distance wide: on pixel centres exact for a distance of one pixel.
    density = 0.0 if area is None else east.size / area
    by_chance = east.size * (1 - math.exp(-4 * distance**2 * density))
    return Clustering(
        int(east.size), nearest, expected, nearest / expected, close, float(distance), by_chance
    )


def joined(parts: Sequence[Clustering]) -> Clustering:
    """Return what parts of a sample, measured each on its own area, say together.

    Args:
        parts: of one distance and 2 points or more each; at least one.
    """
    points = sum(one.points for one in parts)
    nearest = sum(one.points * one.nearest for one in parts) / points
    expected = sum(one.points * one.expected for one in parts) / points
    return Clustering(
        points, nearest, expected, nearest / expected, sum(one.close for one in parts),
        parts[0].distance, sum(one.by_chance for one in parts),
    )  # fmt: skip
