"""Small pictures of maps for reports."""

from __future__ import annotations

import math
import warnings

import numpy as np
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

from ..legends.labels import LabelRule
from ..legends.legend import Legend
from ..rasters.grid import Grid, Window, composed
from ..rasters.raster import CodeReader, NearestCodes, RasterSource
from .run import Picture

_SIDE = 640
BACKGROUND = (236, 236, 236)
"""Red, green and blue where a picture shows nothing."""


def thumbnail_grid(grid: Grid) -> Grid:
    """Return a grid of at most 640 x 640 pixels, square on the ground, over the same frame."""
    middle = Window(grid.shape[0] // 2, 0, 1, grid.shape[1])
    pixel_width, pixel_height = (float(values[0]) for values in grid.pixel_metres(middle))
    height_m, width_m = grid.shape[0] * pixel_height, grid.shape[1] * pixel_width
    size = max(height_m, width_m) / _SIDE
    rows = max(1, min(math.ceil(height_m / size), _SIDE))
    cols = max(1, min(math.ceil(width_m / size), _SIDE))
    scale = Affine.scale(grid.shape[1] / cols, grid.shape[0] / rows)
    return Grid(grid.crs_wkt, composed(grid.transform, scale), (rows, cols))


def class_picture(source: RasterSource, *, legend: Legend, caption: str) -> Picture:
    """Return a picture of a map in its legend's colours."""
    with CodeReader(source) as reader:
        grid = thumbnail_grid(reader.grid)
    return coarse_picture(source, LabelRule(legend), grid=grid, caption=caption)


def coarse_picture(source: RasterSource, rule: LabelRule, *, grid: Grid, caption: str) -> Picture:
    """Return a picture of a coarse map on another map's frame."""
    with NearestCodes(source, grid) as reader:
        positions = rule.positions(reader.read(grid.window))
    return Picture(caption, encode_png(_colored(positions, rule.legend)))


def percent_picture(source: RasterSource, *, caption: str) -> Picture:
    """Return a picture of percentages, light where low and dark green where high."""
    with CodeReader(source) as reader:
        grid = thumbnail_grid(reader.grid)
    with NearestCodes(source, grid) as nearest:
        percent = nearest.read(grid.window)
    share = np.clip(percent, 0, 100)[None] / 100.0
    low, high = (np.array(c, np.float64)[:, None, None] for c in ((255, 247, 188), (0, 90, 50)))
    picture = np.rint(low + (high - low) * share).astype(np.uint8)
    picture[:, percent < 0] = np.array(BACKGROUND, np.uint8)[:, None]
    return Picture(caption, encode_png(picture))


def _colored(positions: np.ndarray, legend: Legend) -> np.ndarray:
    colors = [tuple(int(color[at : at + 2], 16) for at in (1, 3, 5)) for color in legend.colors]
    table = np.array([*colors, BACKGROUND], np.uint8)
    return np.moveaxis(table[positions], -1, 0)


def encode_png(picture: np.ndarray) -> bytes:
    """Return uint8 (red green blue, row, col) as the bytes of a PNG file."""
    _, height, width = picture.shape
    with MemoryFile() as memory, warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # a picture has no place
        with memory.open(
            driver="PNG", height=height, width=width, count=3, dtype="uint8"
        ) as dataset:
            dataset.write(picture)
        return bytes(memory.read())
