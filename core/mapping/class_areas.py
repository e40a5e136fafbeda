"""How much ground and how many pixels each class of a map covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..legends.known_legends import legend_of
from ..parallel import ordered_map
from ..progress import Progress
from ..rasters.grid import Area, Window
from ..rasters.ground_area import pixel_hectares
from ..rasters.raster import MAX_CODE, NO_CODE, CodeReader, RasterSource

_TILE = 1024


@dataclass(frozen=True)
class ClassExtents:
    """Pixels and hectares of the classes of a map, by raw code."""

    pixels: Mapping[int, int]
    hectares: Mapping[int, float]


def class_extents(source: RasterSource, *, area: Area | None, progress: Progress) -> ClassExtents:
    """Return how much every class of a map covers, inside ``area`` where it is given.

    Hectares are those on the ground, whatever the coordinate system says of its pixels.
    """
    with CodeReader(source) as reader:
        legend = legend_of(reader)
        mask = area.on(reader.grid) if area else None
        frame = mask.window if mask else reader.grid.window
        tiles = list(reader.grid.tiles(_TILE, within=frame))
        per_row = pixel_hectares(reader.grid, frame)
        even = float(per_row[0]) if (per_row == per_row[0]).all() else None

        def measure(tile: Window) -> tuple[np.ndarray, np.ndarray]:
            codes = reader.read(tile)
            if mask is not None:
                codes[~mask.read(tile)] = NO_CODE
            places = (codes + 1).ravel()  # bincount takes no negative numbers
            pixels = np.bincount(places, minlength=MAX_CODE + 2)
            if even is not None:
                return pixels, pixels * even
            first = tile.row - frame.row
            rows = per_row[first : first + tile.height]
            hectares = np.broadcast_to(rows[:, None], codes.shape)
            return pixels, np.bincount(places, weights=hectares.ravel(), minlength=MAX_CODE + 2)

        pixels, total = np.zeros(MAX_CODE + 2, np.int64), np.zeros(MAX_CODE + 2)
        for count, part in ordered_map(measure, tiles, progress=progress):
            pixels += count
            total += part
    if even is not None:
        total = pixels * even  # exact whatever the tiles
    pixels, total = pixels[1:], total[1:]
    nodata = set(legend.nodata_codes if legend is not None else ())
    used = [int(code) for code in np.flatnonzero(pixels) if int(code) not in nodata]
    return ClassExtents(
        {code: int(pixels[code]) for code in used}, {code: float(total[code]) for code in used}
    )


def class_areas(source: RasterSource, *, area: Area | None, progress: Progress) -> dict[int, float]:
    """Return the ground area of every class of a map, in hectares, by code."""
    return dict(class_extents(source, area=area, progress=progress).hectares)
