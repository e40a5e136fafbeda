"""Terrain features from an elevation model."""

from __future__ import annotations

import math

import numpy as np
from affine import Affine

from .focal import focal_mean

TERRAIN_NAMES = ("elevation", "slope", "aspect_sin", "aspect_cos", "relative_height")
RELATIVE_HEIGHT_SIZE = 21
TERRAIN_MARGIN = RELATIVE_HEIGHT_SIZE // 2


def turn_aspect(features: np.ndarray, transform: Affine) -> np.ndarray:
    """Return terrain features whose aspect refers to the ground, not to rows and columns.

    Args:
        features: from ``terrain_features``, (5, row, col).
        transform: the grid's, with square corners, rotated or mirrored as it may be.
    """
    width = math.hypot(transform.a, transform.d)
    height = math.hypot(transform.b, transform.e)
    turned = features.copy()
    along, up = features[2], features[3]  # downhill along the columns, and against the rows
    turned[2] = along * np.float32(transform.a / width) - up * np.float32(transform.b / height)
    turned[3] = along * np.float32(transform.d / width) - up * np.float32(transform.e / height)
    return turned


def terrain_features(
    elevation: np.ndarray, *, pixel_width_m: np.ndarray, pixel_height_m: np.ndarray
) -> np.ndarray:
    """Return elevation, slope, sine and cosine of aspect, and relative height.

    Args:
        elevation: metres, float32 (row, col), with a margin of 10 pixels on every side; NaN = no
            data.
        pixel_width_m: ground width of a pixel, metres (row,), without the margin.
        pixel_height_m: ground height of a pixel, metres (row,), without the margin.

    Returns:
        float32 (5, row, col): metres; degrees 0..90; -1..1; -1..1 (sine is positive where the
        ground falls towards the last column, cosine where it falls towards the first row, on a
        north-up grid east and north; both 0 on flat ground);
        metres above the mean of the 21 x 21 pixels around. NaN where the elevation is missing; a
        missing neighbour is taken level with the pixel.

    Reference:
        Horn, B. K. P. (1981), Hill shading and the reflectance map, Proc. IEEE 69(1), 14-47.
        https://doi.org/10.1109/PROC.1981.11918
        Relative height: topographic position index of Weiss (2001), Topographic position and
        landforms analysis, ESRI user conference.
    """
    margin = TERRAIN_MARGIN
    near = elevation[margin - 1 : -(margin - 1), margin - 1 : -(margin - 1)].astype(np.float64)
    centre = near[1:-1, 1:-1]

    def at(row: int, col: int) -> np.ndarray:
        part = near[1 + row : near.shape[0] - 1 + row, 1 + col : near.shape[1] - 1 + col]
        return np.where(np.isfinite(part), part, centre)

    east = at(-1, 1) + 2 * at(0, 1) + at(1, 1) - at(-1, -1) - 2 * at(0, -1) - at(1, -1)
    south = at(1, -1) + 2 * at(1, 0) + at(1, 1) - at(-1, -1) - 2 * at(-1, 0) - at(-1, 1)
    east = east / (8 * pixel_width_m[:, None])
    south = south / (8 * pixel_height_m[:, None])
    steepness = np.hypot(east, south)
    flat = steepness == 0
    safe = np.where(flat, 1, steepness)
    mean = focal_mean(elevation, size=RELATIVE_HEIGHT_SIZE)
    result = np.stack(
        [
            centre,
            np.degrees(np.arctan(steepness)),
            np.where(flat, 0, -east / safe),
            np.where(flat, 0, south / safe),
            centre - mean,
        ]
    ).astype(np.float32)
    result[:, ~np.isfinite(centre)] = np.nan
    return result
