"""The way from the pixels of one grid to those of another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .crs import same_crs
from .lattice import bilinear, interpolation_error, lattice
from .pixel_grid import SNAP, Grid
from .window import Window

_LATTICE_TOLERANCE = 0.005  # target pixels of interpolation error that are let pass


@dataclass(frozen=True)
class PixelMap:
    """The way from the pixels of one grid to positions on another.

    Between different coordinate systems only every 32nd pixel is transformed, the others are
    interpolated; a block whose sides bend by more than 0.005 target pixels (a pole, the
    antimeridian) is transformed pixel by pixel. The lattice hangs on the whole grid, so the
    answer for a pixel is the same in whatever window it is asked for. Whole turns around the Earth
    between the longitudes of the two do not matter, see ``Grid.near``.
    """

    source: Grid
    target: Grid

    def positions(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return fractional (row, column) on ``target`` of the pixel centres of ``window``.

        Returns:
            Two float64 arrays (row, col); NaN where there is no such place.
        """
        rows = np.arange(window.row, window.row + window.height) + 0.5
        cols = np.arange(window.col, window.col + window.width) + 0.5
        if same_crs(self.source.crs_wkt, self.target.crs_wkt):
            x, y = self.source.xy(rows[:, None], cols[None, :])
            row, col = self.target.rowcol(x, y)
            corners = col[:: max(len(col) - 1, 1), :: max(col.shape[1] - 1, 1)]
            if (self.target.near(corners) != corners).any():
                col = self.target.near(col)
            return row, col
        return self._interpolated(rows, cols)

    def cells(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return the target pixel (row, column) that holds each pixel centre of ``window``.

        Returns:
            Two int64 arrays (row, col), both -1 where the centre lies off the target grid.
        """
        row, col = self.positions(window)
        return cells_at(row, col, shape=self.target.shape)

    def axes(self, window: Window) -> tuple[np.ndarray, np.ndarray] | None:
        """Return what ``cells`` tells by rows and by columns alone, where they are parallel.

        Returns:
            Two int64 vectors, the target row of each row and the target column of each column of
            ``window``, -1 off the target grid; None where a grid is turned or warped to the other.
        """
        turned = [t.b or t.d for t in (self.source.transform, self.target.transform)]
        if any(turned) or not same_crs(self.source.crs_wkt, self.target.crs_wkt):
            return None
        none = np.zeros(1)
        x, _ = self.source.xy(none, np.arange(window.col, window.col + window.width) + 0.5)
        _, y = self.source.xy(np.arange(window.row, window.row + window.height) + 0.5, none)
        row, col = self.target.rowcol(none, y)[0], self.target.near(self.target.rowcol(x, none)[1])
        rows, _ = cells_at(row, np.zeros_like(row), shape=self.target.shape)
        _, cols = cells_at(np.zeros_like(col), col, shape=self.target.shape)
        return rows, cols

    def _exact(self, rows: np.ndarray, cols: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return self.target.place(*self.source.xy(rows, cols), from_wkt=self.source.crs_wkt)

    def _interpolated(self, rows: np.ndarray, cols: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        row_nodes, row_block, row_share = lattice(rows)
        col_nodes, col_block, col_share = lattice(cols)
        halves = self._exact(*np.broadcast_arrays(row_nodes[:, None], col_nodes[None, :]))
        nodes = [values[::2, ::2] for values in halves]
        error = np.maximum(*(interpolation_error(values) for values in halves))
        rough = ~(error <= _LATTICE_TOLERANCE)  # NaN counts as rough
        result = [
            bilinear(values, (row_block, row_share), (col_block, col_share)) for values in nodes
        ]
        if rough.any():
            self._mend(result, rough[row_block[:, None], col_block[None, :]], rows, cols)
        return result[0], result[1]

    def _mend(
        self, result: list[np.ndarray], rough: np.ndarray, rows: np.ndarray, cols: np.ndarray
    ) -> None:
        at_row, at_col = np.nonzero(rough)
        exact = self._exact(rows[at_row], cols[at_col])
        for values, correct in zip(result, exact):
            values[at_row, at_col] = correct


def cells_at(
    row: np.ndarray, col: np.ndarray, *, shape: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the int64 cells that hold fractional positions; both -1 outside ``shape``."""
    with np.errstate(invalid="ignore"):
        inside = (row >= -SNAP) & (row < shape[0] - SNAP)
        inside &= (col >= -SNAP) & (col < shape[1] - SNAP)
    if inside.all():  # nothing is below 0, so cutting the fraction off is rounding down
        return (row + SNAP).astype(np.int64), (col + SNAP).astype(np.int64)
    rows = np.where(inside, np.floor(np.where(inside, row, 0.0) + SNAP), -1).astype(np.int64)
    cols = np.where(inside, np.floor(np.where(inside, col, 0.0) + SNAP), -1).astype(np.int64)
    return rows, cols
