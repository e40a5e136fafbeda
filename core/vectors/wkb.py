"""Polygons in well-known binary, without a step per corner."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

_POLYGON, _MULTIPOLYGON = 3, 6
_FLAG_Z, _FLAG_M = 0x8000_0000, 0x4000_0000  # of older writers; newer ones add 1000 and 2000


def polygon_from_wkb(data: bytes) -> dict[str, Any]:
    """Return a Polygon or MultiPolygon as a GeoJSON-like mapping.

    Returns:
        The mapping; each of its rings is one array, float64 (corner, xy).

    Raises:
        ValueError: the bytes are of another kind of geometry.
    """
    order, kind, _ = _header(data, 0)
    if kind == _POLYGON:
        return {"type": "Polygon", "coordinates": _rings(data, 0)[0]}
    if kind != _MULTIPOLYGON:
        raise ValueError(f"geometry {kind} is no polygon")
    (count,) = struct.unpack_from(f"{order}I", data, 5)
    parts, at = [], 9
    for _ in range(count):
        rings, at = _rings(data, at)
        parts.append(rings)
    return {"type": "MultiPolygon", "coordinates": parts}


def _header(data: bytes, at: int) -> tuple[str, int, int]:
    """Return the byte order of a geometry, its kind, and the numbers of each corner."""
    order = "<" if data[at] else ">"
    (code,) = struct.unpack_from(f"{order}I", data, at + 1)
    thousands, kind = divmod(code & ~(_FLAG_Z | _FLAG_M), 1000)
    has_z = bool(code & _FLAG_Z) or thousands in (1, 3)
    has_m = bool(code & _FLAG_M) or thousands in (2, 3)
    return order, kind, 2 + has_z + has_m


def _rings(data: bytes, at: int) -> tuple[list[np.ndarray], int]:
    """Return the rings of the polygon that begins at a byte, and where it ends."""
    order, _, numbers = _header(data, at)
    (count,) = struct.unpack_from(f"{order}I", data, at + 5)
    rings, at = [], at + 9
    for _ in range(count):
        (corners,) = struct.unpack_from(f"{order}I", data, at)
        told = np.frombuffer(data, f"{order}f8", corners * numbers, at + 4)
        rings.append(told.reshape(corners, numbers)[:, :2].astype(np.float64))
        at += 4 + told.nbytes
    return rings, at
