"""Features of coarse cells: the means of those of their fine pixels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ..features.features import FeatureSource
from ..rasters.blocks import Blocks, cut
from ..rasters.grid import Grid, Window
from .whole_cells import CellPixels, WholeCells

_PIXELS = 1 << 17  # fine ones looked at at once; more where a cell holds more
_LEAST_SEEN = 0.5  # part of a cell's area that must have a feature


class CellMeans:
    """Means over coarse cells of the features of fine pixels, for a model that learns from cells.

    A pixel belongs to the cell that holds its centre, and counts by its area on the ground. Where
    less than half of a cell has a feature, that is missing.

    The features keep their names, and the recipe is that of the pixels, so that a model trained
    with cells can be used on pixels.
    """

    def __init__(self, features: FeatureSource, cells: Grid) -> None:
        """Place the cells on the pixels.

        Args:
            features: of fine pixels; closed together with this.
            cells: the coarse grid, in any coordinate system; only the part of it under the pixels
                is kept.

        Raises:
            GridError: the cells do not overlap the pixels, or their size does not fit.
        """
        fine = features.grid
        label = "COARSE_FRACTIONS"
        under = WholeCells(fine, cells, frame=fine.window, label=label).under
        self.grid = cells.crop(under)
        self.names: tuple[str, ...] = features.names
        self.recipe: Mapping[str, Any] = features.recipe
        self._features = features
        self._cells = WholeCells(fine, self.grid, frame=fine.window, label=label)

    def close(self) -> None:
        """Close the files."""
        self._features.close()

    def tiles(self, frame: Window, *, side: int) -> list[Window]:
        """Return the windows of cells in which all of a frame is best read, each once."""
        return self._parts(frame, min(side * side, self._cells_at_once * 4))

    def read(self, window: Window) -> np.ndarray:
        """Return float32 (feature, row, col), NaN as in ``FeatureSource``.

        Raises:
            InputError: a file cannot be read.
        """
        shape = (len(self.names), window.height, window.width)
        result = np.full(shape, np.nan, np.float32)
        inside = window.intersect(self.grid.window)
        for part in self._parts(inside, self._cells_at_once) if inside else ():
            means = self._means(self._cells.of(part))
            result[(slice(None), *part.inside(window))] = means.reshape(
                len(self.names), part.height, part.width
            )
        return result

    @property
    def _cells_at_once(self) -> int:
        return max(1, int(_PIXELS / self._cells.pixels))

    def _parts(self, window: Window, cells: int) -> list[Window]:
        side = max(1, int(cells**0.5))
        return cut(window, Blocks(0, 0, side, side), pixels=cells)

    def _means(self, cells: CellPixels) -> np.ndarray:
        """Return float32 (feature, cell)."""
        count = cells.rows.size
        result = np.full((len(self.names), count), np.nan, np.float32)
        frame = cells.window.intersect(self._features.grid.window)
        if frame is None:
            return result
        rows = self._features.grid.area_hectares(cells.window)
        areas = np.broadcast_to(rows[:, None], cells.place.shape)
        of_cells = cells.place >= 0
        whole = np.bincount(cells.place[of_cells], weights=areas[of_cells], minlength=count)
        inside = frame.inside(cells.window)
        values = self._features.read(frame)
        for at, (mean, seen) in enumerate(_sums(values, cells.place[inside], areas[inside], count)):
            told = (seen > 0) & (seen >= _LEAST_SEEN * whole)
            result[at, told] = (mean[told] / seen[told]).astype(np.float32)
        return result


def _sums(
    values: np.ndarray, place: np.ndarray, areas: np.ndarray, count: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield, for each feature, its sum times area in each cell and the area that has it.

    Pixels are added in their order, which is the same for a cell whatever cells are beside.
    """
    for feature in values:
        known = (place >= 0) & np.isfinite(feature)
        cells, weights = place[known], areas[known]
        total = np.bincount(cells, weights=weights * feature[known], minlength=count)
        yield total, np.bincount(cells, weights=weights, minlength=count)
