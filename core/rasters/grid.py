"""Where pixels are: the one door to grids, windows, polygons and the ways between them."""

from __future__ import annotations

from .affines import composed, scaled, shifted
from .area import Area, AreaMask
from .crs import crs_from_wkt, same_crs, transform_points
from .footprint import footprint, lies_apart, window_under
from .pixel_grid import Grid
from .pixel_map import PixelMap, cells_at
from .window import Window

__all__ = [
    "Area",
    "AreaMask",
    "Grid",
    "PixelMap",
    "Window",
    "cells_at",
    "composed",
    "crs_from_wkt",
    "footprint",
    "lies_apart",
    "same_crs",
    "scaled",
    "shifted",
    "transform_points",
    "window_under",
]
