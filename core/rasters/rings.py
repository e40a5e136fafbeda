"""Rings of polygons: reading their corners, and leaving out those that do not matter somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ..errors import InputError
from .window import Window

Rings = Sequence[np.ndarray]  # of one polygon, float64 (corner, xy), the outer one first

_KINDS = ("Polygon", "MultiPolygon")
_FARTHEST = 1e100  # no coordinate system goes further
_MAX_DEPTH = 8  # collections within each other
_NO_WIDTH = 1e-15  # of the largest coordinate, which is as exact as it can be told


def polygon_rings(geometries: Sequence[Any], *, name: str) -> Iterator[list[np.ndarray]]:
    """Yield the rings (corner, xy) of every polygon; what encloses nothing is left out.

    Args:
        geometries: GeoJSON-like mappings; those that are no polygons are passed over.
        name: the parameter they came by, for messages.

    Raises:
        InputError: the coordinates of a polygon are no pairs of numbers.
    """
    for polygon in _polygons(geometries):
        try:
            rings = [_corners(ring) for ring in polygon]
        except (TypeError, ValueError, IndexError, KeyError) as error:
            raise InputError(
                f"{name} holds a polygon the corners of which are no pairs of numbers; draw it "
                "anew, or repair it with Fix geometries."
            ) from error
        closed = [_closed(ring) for ring in rings if len(ring) >= 4]
        if closed and len(rings[0]) >= 4 and _encloses(closed[0]):
            yield closed


def is_somewhere(ring: np.ndarray) -> bool:
    """Tell whether all corners of a ring are numbers that any coordinate system may have."""
    return bool((np.abs(ring) <= _FARTHEST).all())  # no NaN is


def _closed(ring: np.ndarray) -> np.ndarray:
    return ring if (ring[0] == ring[-1]).all() else np.concatenate([ring, ring[:1]])


def _encloses(ring: np.ndarray) -> bool:
    """Tell whether a closed ring is more than a line, or one that runs there and back again."""
    if not is_somewhere(ring):  # which is told where it is placed
        return True
    largest = float(np.abs(ring).max()) or 1.0
    points = ring / largest
    along = points - points[0]
    lengths = np.hypot(along[:, 0], along[:, 1])
    far = along[int(lengths.argmax())]
    beside = np.abs(along[:, 0] * far[1] - along[:, 1] * far[0])
    if beside.max() <= _NO_WIDTH * lengths.max():
        return False
    twice = float((along[:-1, 0] * along[1:, 1] - along[1:, 0] * along[:-1, 1]).sum())
    if abs(twice) > _NO_WIDTH * lengths.sum():
        return True
    starts, ends = ring[:-1], ring[1:]
    swapped = (starts[:, 0] > ends[:, 0]) | (
        (starts[:, 0] == ends[:, 0]) & (starts[:, 1] > ends[:, 1])
    )
    edges = np.where(swapped[:, None], np.hstack([ends, starts]), np.hstack([starts, ends]))
    edges = edges[(starts != ends).any(axis=1)]
    return bool((np.unique(edges, axis=0, return_counts=True)[1] % 2).any())


def _polygons(geometries: Sequence[Any], depth: int = 0) -> Iterator[Any]:
    """Yield the coordinates of every polygon, of those in collections too."""
    for geometry in geometries:
        if not isinstance(geometry, Mapping):
            continue
        if geometry.get("type") == "GeometryCollection" and depth < _MAX_DEPTH:
            yield from _polygons(geometry.get("geometries") or (), depth + 1)
        elif geometry.get("type") in _KINDS:
            coordinates = geometry.get("coordinates") or ()
            several = geometry["type"] == "MultiPolygon" and isinstance(coordinates, Sequence)
            yield from coordinates if several else [coordinates]


def _corners(ring: Any) -> np.ndarray:
    """Return the corners of a ring told in any way, float64 (corner, xy).

    Raises:
        TypeError, ValueError, IndexError, KeyError: they are no pairs of numbers.
    """
    try:
        alike = np.asarray(ring, np.float64)
    except (TypeError, ValueError):  # some have heights, others none
        alike = np.empty(0)
    if alike.ndim == 2 and alike.shape[1] >= 2:
        return alike[:, :2]
    corners = np.asarray([(point[0], point[1]) for point in ring], np.float64)
    return corners.reshape(-1, 2)


def clip(ring: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """Return the part of a closed ring inside a box, closed; empty where there is none.

    Args:
        ring: float64 (corner, xy).
        frame: float64 (2, xy), the lower and the upper corner of the box.

    Reference:
        Sutherland and Hodgman (1974), Reentrant polygon clipping.
        https://doi.org/10.1145/360767.360802
    """
    points = np.clip(ring[:-1], -_FARTHEST, _FARTHEST)  # what is beyond would overflow
    for axis in (0, 1):
        for bound, sign in ((frame[0, axis], 1.0), (frame[1, axis], -1.0)):
            depth = sign * (points[:, axis] - bound)
            following, next_depth = np.roll(points, -1, axis=0), np.roll(depth, -1)
            crossing = (depth >= 0) != (next_depth >= 0)
            share = depth / np.where(crossing, depth - next_depth, 1.0)
            met = points + share[:, None] * (following - points)
            both = np.stack([points, met], axis=1).reshape(-1, 2)
            points = both[np.stack([depth >= 0, crossing], axis=1).ravel()]
            if len(points) < 3:
                return np.empty((0, 2))
    return np.concatenate([points, points[:1]])


def thinned(rings: Rings, window: Window) -> list[np.ndarray]:
    """Return rings in (column, row) without corners that decide nothing inside a window.

    Of corners in a row that all lie beyond one side of the window only the first and the last are
    kept. Every row of pixels is crossed as often on that side, but for an even number of times, and
    what lies inside is left as it is, to the last digit; so the same pixels are selected.
    """
    kept = [_thinned(ring, window) for ring in rings]
    return [ring for ring in kept if len(ring) >= 4]


def _thinned(ring: np.ndarray, window: Window) -> np.ndarray:
    col, row = ring[:, 0], ring[:, 1]
    side = np.zeros(len(ring), np.int8)
    side[col > window.col + window.width + 1] = 4
    side[col < window.col - 1] = 3
    side[row > window.row + window.height + 1] = 2
    side[row < window.row - 1] = 1
    inner = np.zeros(len(ring), bool)
    inner[1:-1] = (side[1:-1] > 0) & (side[1:-1] == side[:-2]) & (side[1:-1] == side[2:])
    return ring[~inner]
