"""Every so many pixels of a map, taken while its tiles are read for something else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .grid import Grid, Window


@dataclass(frozen=True, eq=False)
class Lattice:
    """Rows and columns of a grid that a small picture shows; int64, rising."""

    rows: np.ndarray
    cols: np.ndarray

    @classmethod
    def over(cls, grid: Grid, frame: Window, *, side: int) -> Lattice:
        """Lay pixels that are square on the ground over a frame, at most ``side`` each way.

        No pixel of the grid is shown larger than it must be: small maps stay small.
        """
        middle = Window(frame.row + frame.height // 2, frame.col, 1, 1)
        width, height = (float(values[0]) for values in grid.pixel_metres(middle))
        size = max(frame.height * height / side, frame.width * width / side, min(width, height))
        shape = [
            max(1, min(side, math.ceil(round(pixels * metres / size, 6))))
            for pixels, metres in ((frame.height, height), (frame.width, width))
        ]
        return cls(
            frame.row + _middles(shape[0], frame.height),
            frame.col + _middles(shape[1], frame.width),
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the picture."""
        return self.rows.size, self.cols.size

    def meets(self, tile: Window) -> bool:
        """Tell whether the picture shows a pixel of a tile."""
        down = np.searchsorted(self.rows, (tile.row, tile.row + tile.height))
        across = np.searchsorted(self.cols, (tile.col, tile.col + tile.width))
        return bool(down[0] < down[1] and across[0] < across[1])

    def take(self, tile: Window, layers: Sequence[np.ndarray], pictures: np.ndarray) -> None:
        """Copy the pixels of a tile into pictures (layer, row, col)."""
        down = np.searchsorted(self.rows, (tile.row, tile.row + tile.height))
        across = np.searchsorted(self.cols, (tile.col, tile.col + tile.width))
        rows = self.rows[slice(*down)] - tile.row
        cols = self.cols[slice(*across)] - tile.col
        for layer, picture in zip(layers, pictures):
            picture[slice(*down), slice(*across)] = layer[np.ix_(rows, cols)]


def _middles(shown: int, pixels: int) -> np.ndarray:
    """Return the pixel under the middle of each pixel shown."""
    return (np.arange(shown) * 2 + 1) * pixels // (2 * shown)
