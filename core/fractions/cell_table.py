"""The table that shares are learnt from where they are known of coarse cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.ndimage import minimum_filter

from ..errors import InputError
from ..features.feature_file import FeatureSource
from ..features.recipe import recipe_margin
from ..legends.legend import LandCoverClass, Legend
from ..progress import Progress
from ..rasters.grid import Area, Grid, Window
from ..rasters.raster import RasterSource, describe
from .aggregation import FractionReader, Shares
from .cell_features import CellMeans
from .downscaling import CoarseFractions
from .fraction_bands import numbered_bands
from .table import ShareTable, share_table


def band_legend(source: RasterSource) -> Legend:
    """Return classes named like the bands of a raster, with the codes 1, 2, 3 …

    Raises:
        InputError: the raster cannot be opened, or has a single band.
    """
    info = describe(source)
    bands = source.bands or info.data_bands
    if len(bands) < 2:
        raise InputError(
            f"{source.label} has {len(bands)} band; give a raster with a band for each class."
        )
    plain = numbered_bands(len(bands))
    names = [(info.descriptions[band - 1] or "").strip() for band in bands]
    return Legend(tuple(
        LandCoverClass(entry.code, name or entry.name, entry.color)
        for entry, name in zip(plain.classes, names)
    ))  # fmt: skip


def cell_table(
    features: FeatureSource,
    fractions: CoarseFractions,
    *,
    area: Area | None,
    most: int,
    seed: int,
    progress: Progress,
) -> ShareTable:
    """Draw coarse cells that have fractions, with the means of their pixels' features.

    Args:
        features: of fine pixels; the caller closes them.
        fractions: of the cells.
        area: polygons to draw in; pixels outside do not count in the means, and a cell of which
            less than half lies inside is not drawn.
        most: how many cells to draw, >= 2; all where there are fewer.
        seed: of the draw, >= 0.
        progress: told the share of cells read; may cancel.

    Raises:
        GridError: the cells or polygons do not overlap the features, or their size does not fit.
        InputError: no cell can be used, ``most`` is too small, or a file cannot be read.
        Cancelled: the user asked to stop.
    """
    source = features if area is None else _Inside(features, area)
    means = CellMeans(source, fractions.reader.grid)
    labels = _CellShares(fractions, means.grid)
    return share_table(means, labels, area=area, most=most, seed=seed, progress=progress)


class _CellShares:
    """Fractions on the part of their grid that lies under the features."""

    def __init__(self, fractions: CoarseFractions, grid: Grid) -> None:
        self.grid, self.classes = grid, len(fractions.legend)
        self._reader: FractionReader = fractions.reader
        self._row, self._col = fractions.reader.grid.offset_of(grid)

    def read(self, window: Window) -> Shares:
        return self._reader.read(
            Window(window.row + self._row, window.col + self._col, window.height, window.width)
        )


class _Inside:
    """Features without the pixels that look at what lies outside polygons."""

    def __init__(self, features: FeatureSource, area: Area) -> None:
        self.grid = features.grid
        self.names: tuple[str, ...] = features.names
        self.recipe: Mapping[str, Any] = features.recipe
        self._features, self._mask = features, area.on(features.grid)

    def read(self, window: Window) -> np.ndarray:
        margin = recipe_margin(self.recipe)
        inside = minimum_filter(self._mask.read(window.expand(margin)), size=2 * margin + 1)
        inside = inside[margin : margin + window.height, margin : margin + window.width]
        return np.where(inside, self._features.read(window), np.float32(np.nan))

    def close(self) -> None:
        self._features.close()
