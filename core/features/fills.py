"""The border fill of images whose files forgot to declare it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Callable

import numpy as np

from ..progress import Progress
from ..rasters.bands import Band
from ..rasters.border_fill import edges, find_fill
from ..rasters.grid import Grid, Window, footprint
from ..rasters.raster import RasterReader
from .recipe import FeatureRecipe

ReadRaw = Callable[[Window, Iterable[int]], Mapping[Band, np.ndarray]]
"""Reads the bands of some images as they are, float32 (row, col)."""


def find_fills(
    recipe: FeatureRecipe,
    readers: Mapping[int, RasterReader],
    grid: Grid,
    *,
    read: ReadRaw,
    progress: Progress,
) -> dict[tuple[Band, ...], float | None]:
    """Return the value that fills each scene's frame where files forgot to say so, or None.

    Args:
        recipe: tells the scenes.
        readers: of the images.
        grid: of the features.
        read: reads the frame's edge.
        progress: told of what is found.

    Raises:
        InputError: a file cannot be read.
    """
    fills: dict[tuple[Band, ...], float | None] = {}
    read_last: tuple[set[int], Window] | None = None
    for mine in recipe.layers:
        dtypes = {dtype for band in mine for dtype in readers[band.image].band_dtypes}
        fills[mine] = None
        if len(mine) < 2 or any(readers[b.image].info.masked for b in mine) or len(dtypes) != 1:
            continue
        wanted = {band.image for band in mine}, _frame(recipe, mine[0], readers, grid)
        if wanted != read_last:  # many scenes of one file: read it once
            parts = [read(side, wanted[0]) for side in edges(wanted[1])]
            read_last = wanted
        edge = np.stack([np.concatenate([r[band].ravel() for r in parts]) for band in mine])
        found = find_fill(edge, dtypes.pop())
        if found is not None:
            fills[mine], share = found
            scene = mine[0].scene
            progress.message(
                f"IMAGES{f' of {scene}' if scene else ''}: the files name no nodata value; "
                f"pixels that are {found[0]:g} in every band ({100 * share:.0f} % of the frame's "
                "edge) are left out as border fill."
            )
    return fills


def _frame(
    recipe: FeatureRecipe, band: Band, readers: Mapping[int, RasterReader], grid: Grid
) -> Window:
    """Return the frame of the scenes, or of one of several that are joined."""
    several = any(band in scene for scenes in recipe.joined for scene in scenes)
    shown = footprint(readers[band.image].info.grid, grid) if several else None
    return shown or grid.window
