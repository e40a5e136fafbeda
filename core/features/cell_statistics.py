"""Features of cells of several pixels: their means, and how much the pixels of a cell differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import GridError, InputError
from ..progress import Progress
from ..rasters.blocks import Blocks, cut
from ..rasters.grid import Grid, Window, scaled
from .feature_file import TILE, FeatureSource, Watched
from .missing import blank_incomplete, image_features
from .portable import Origin, Portable
from .recipe import check_unique, spectral_count

MOST_ALONG = 500
"""Pixels along the side of a cell, which must all be in memory at once."""

_LEAST_SEEN = 0.5  # part of a cell's pixels that must have a feature


@dataclass(frozen=True)
class CellOrigin:
    """The features of pixels, and the pixels along a cell."""

    features: Origin
    side: int

    def open(self, progress: Progress) -> CellStatistics:
        """Open the features of the pixels."""
        return CellStatistics(self.features.open(progress), side=self.side)


class CellStatistics:
    """Square cells of the pixels of features: a mean of each, and the spread of bands and indices.

    The spread is the standard deviation among the pixels of a cell, under the feature's name with
    ``_spread``. Where less than half of a cell's pixels have a feature, that is missing. Cells
    begin at the first pixel of the grid; pixels that fill none at its end are left out.
    """

    def __init__(self, features: FeatureSource, *, side: int) -> None:
        """Place the cells.

        Args:
            features: of the pixels; closed together with this.
            side: pixels along a cell, 2 .. ``MOST_ALONG``.

        Raises:
            InputError: ``side`` is out of range, or two features would share a name.
            GridError: no cell fits into the grid.
        """
        if not 2 <= side <= MOST_ALONG:
            raise InputError(
                f"CELL is {side} pixels; choose 2 to {MOST_ALONG}, or 1 for the pixels themselves."
            )
        fine = features.grid
        shape = fine.shape[0] // side, fine.shape[1] // side
        if not min(shape):
            raise GridError(
                f"CELL: the features have {fine.shape[1]} x {fine.shape[0]} pixels, which is less "
                f"than a cell of {side} x {side}; choose smaller cells."
            )
        spectral = spectral_count(features.recipe, len(features.names))
        images = image_features(features.recipe, features.names)
        spread = tuple(f"{name}_spread" for name in features.names[:spectral])
        self.grid = Grid(fine.crs_wkt, scaled(fine.transform, side), shape)
        self.names = (*features.names[:images], *spread, *features.names[images:])
        check_unique(self.names)
        self.recipe: Mapping[str, Any] = {
            **features.recipe, "names": list(self.names), "cell": side,
        }  # fmt: skip
        self._features, self._side = features, side
        if isinstance(features, Portable):
            self.origin = CellOrigin(features.origin, side)
        self._spectral, self._images = spectral, images

    @property
    def empty(self) -> tuple[str, ...]:
        """Features that had no value in anything that was read."""
        return self._features.empty if isinstance(self._features, Watched) else ()

    def close(self) -> None:
        """Close the files."""
        self._features.close()

    def tiles(self, frame: Window, *, side: int) -> list[Window]:
        """Return the windows of cells in which all of a frame is best read, each once."""
        along = max(1, min(side, TILE // self._side))
        return cut(frame, Blocks(0, 0, along, along), pixels=along * along)

    def read(self, window: Window) -> np.ndarray:
        """Return float32 (feature, row, col), NaN as in ``FeatureSource``.

        Raises:
            InputError: a file cannot be read.
        """
        result = np.empty((len(self.names), window.height, window.width), np.float32)
        for part in self.tiles(window, side=TILE):
            result[(slice(None), *part.inside(window))] = self._read(part)
        return result

    def _read(self, window: Window) -> np.ndarray:
        side = self._side
        values = self._features.read(
            Window(window.row * side, window.col * side, window.height * side, window.width * side)
        )
        shape = window.height, window.width
        result = np.empty((len(self.names), *shape), np.float32)
        for at, layer in enumerate(values):
            mean, spread = _statistics(layer, side)
            spreads = len(self.names) - len(values)
            result[at if at < self._images else at + spreads] = mean
            if at < self._spectral:
                result[self._images + at] = spread
        blank_incomplete(result, images=self._images + self._spectral)
        return result


def _statistics(layer: np.ndarray, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation of the cells of float32 (row, col), float64."""
    rows, cols = layer.shape[0] // side, layer.shape[1] // side
    cells = layer.reshape(rows, side, cols, side).transpose(0, 2, 1, 3)
    # each cell's pixels in a row of their own, so that they are added alike whatever is beside
    cells = np.ascontiguousarray(cells, dtype=np.float64).reshape(rows, cols, side * side)
    known = np.isfinite(cells)
    seen = known.sum(axis=2)
    enough = seen >= _LEAST_SEEN * side * side
    count = np.where(enough, seen, 1)
    mean = np.where(known, cells, 0.0).sum(axis=2) / count
    squares = np.where(known, np.square(np.where(known, cells, 0.0) - mean[..., None]), 0.0)
    spread = np.sqrt(squares.sum(axis=2) / count)
    return np.where(enough, mean, np.nan), np.where(enough, spread, np.nan)
