"""Maps in few pixels, with labelled points on them, for a comparison that has no raster to show."""

from __future__ import annotations

import numpy as np

from ..legends.legend import Legend
from ..parallel import ordered_map
from ..progress import Progress
from ..rasters.grid import Window
from ..rasters.raster import NO_CODE
from ..rasters.thumbnails import Lattice
from .compared_places import Places
from .comparison_points import PointCodes
from .legend_levels import class_keys
from .report_data import ClassMap, MapPoints

_TILE = 1024


def picture_codes(places: Places, *, side: int, progress: Progress) -> np.ndarray:
    """Return the codes to compare of every map in few pixels, int32 (map, row, col); -1 = none.

    Args:
        places: opened.
        side: pixels of the longer side.
        progress: told of each tile.

    Raises:
        InputError: a file cannot be read.
    """
    frame = places.frame or places.grid.window
    lattice = Lattice.over(places.grid, frame, side=side)
    pictures = np.full((len(places.others) + 1, *lattice.shape), NO_CODE, np.int32)

    def draw(tile: Window) -> None:  # every tile has pixels of its own
        inside = None if places.mask is None else places.mask.read(tile)
        if not lattice.meets(tile) or (inside is not None and not inside.any()):
            return
        layers = places.read(tile)
        if inside is not None:
            for codes in layers:
                codes[~inside] = NO_CODE
        lattice.take(tile, layers, pictures)

    tiles = list(places.grid.tiles(_TILE, within=places.frame))
    for done, _ in enumerate(ordered_map(draw, tiles, progress=progress)):
        progress.set((done + 1) / len(tiles))
    return pictures


def class_maps(codes: np.ndarray, legend: Legend, titles: list[str]) -> tuple[ClassMap, ...]:
    """Return pictures of codes (map, row, col) as positions in a legend."""
    positions = legend.index_of(codes).astype(np.int16)
    return tuple(map(ClassMap, titles, positions))


def compared_points(places: Places, found: PointCodes, legend: Legend, known: int) -> MapPoints:
    """Return the points that have a class in every map, as the pictures of the maps show them.

    Args:
        places: opened.
        found: codes at the points.
        legend: the classes of the pictures.
        known: how many of these, the first ones, are those of the report.
    """
    frame, used = places.frame or places.grid.window, found.counted
    return MapPoints(
        x=(found.col[used] + 0.5 - frame.col) / frame.width,
        y=(found.row[used] + 0.5 - frame.row) / frame.height,
        maps=np.array([legend.index_of(codes[used]) for codes in found.maps], np.int16),
        reference=legend.index_of(found.truth[used]).astype(np.int16),
        more_classes=class_keys(legend)[known:],
    )
