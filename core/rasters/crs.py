"""Coordinate systems by their WKT, and points brought from one to another."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.errors import CRSError
from rasterio.warp import transform as warp_points

from ..errors import GridError

_LOCAL = ("LOCAL_CS[", "ENGCRS[", "ENGINEERINGCRS[")


@lru_cache(maxsize=256)
def crs_from_wkt(wkt: str) -> CRS:
    """Return the coordinate system of a WKT text; raise GridError when it is not one."""
    try:
        return CRS.from_wkt(wkt)
    except (CRSError, UnicodeEncodeError) as error:  # half surrogates
        raise GridError(f"The coordinate system '{wkt[:60]}' is not readable: {error}.") from error


@lru_cache(maxsize=256)
def same_crs(first_wkt: str, second_wkt: str) -> bool:
    """Tell whether two WKT texts mean one coordinate system; raise GridError when one is none."""
    return first_wkt == second_wkt or crs_from_wkt(first_wkt) == crs_from_wkt(second_wkt)


def check_ground(wkt: str) -> None:
    """Raise GridError for systems the two coordinates of which are no place on a map."""
    crs = crs_from_wkt(wkt)
    if crs.is_geographic or crs.is_projected or _is_local(wkt):
        return
    raise GridError(f"The coordinate system '{_title(wkt)}' is neither geographic nor projected")


def _title(wkt: str) -> str:
    """Return the name a WKT text gives its system."""
    return [*wkt.split('"'), wkt][1][:60]


def _is_local(wkt: str) -> bool:
    return wkt.lstrip().upper().startswith(_LOCAL)


def transform_points(
    x: np.ndarray, y: np.ndarray, *, from_wkt: str, to_wkt: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return coordinates in another system, float64; NaN where there is no such place.

    Raises:
        GridError: one of the systems is not readable.
    """
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if same_crs(from_wkt, to_wkt):
        return x, y
    for wkt in (from_wkt, to_wkt):
        if _is_local(wkt):  # PROJ would refuse every point of itself
            raise GridError(
                f"The coordinate system '{_title(wkt)}' is a local one, and nothing "
                "tells where it lies on the Earth; assign the true one to every layer."
            )
    columns = np.stack([x.ravel(), y.ravel()])
    possible = np.isfinite(columns).all(axis=0)
    result = np.full(columns.shape, np.nan)
    to_crs = crs_from_wkt(to_wkt)
    result[:, possible] = _warped(columns[:, possible], crs_from_wkt(from_wkt), to_crs)
    if to_crs.is_geographic:  # beyond the pole some projections still give a number
        quarter = math.pi / 2 / to_crs.units_factor[1]
        result[:, np.abs(result[1]) > quarter * (1 + 1e-9)] = np.nan
    result[:, ~np.isfinite(result).all(axis=0)] = np.nan
    return result[0].reshape(x.shape), result[1].reshape(x.shape)


def _warped(points: np.ndarray, from_crs: CRS, to_crs: CRS) -> np.ndarray:
    """Return points (xy, point) in another system; halves are tried apart where PROJ gives up."""
    count = points.shape[1]
    if not count:
        return points
    try:
        return np.asarray(warp_points(from_crs, to_crs, *points)[:2], np.float64)
    except CPLE_BaseError:
        if count == 1:
            return np.full(points.shape, np.nan)
        halves = points[:, : count // 2], points[:, count // 2 :]
        return np.concatenate([_warped(half, from_crs, to_crs) for half in halves], axis=1)
