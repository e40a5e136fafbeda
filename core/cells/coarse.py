"""The coarse map around a fine grid: its classes, its cells, and where a pixel lies among them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..errors import GridError
from ..legends.labels import LabelRule
from ..legends.legend import Legend
from ..rasters.grid import Grid, PixelMap, Window, cells_at, lies_apart, window_under
from ..rasters.raster import CodeReader, RasterSource

NO_CLASS = -1
_MARGIN = 8  # cells kept around the image, for neighbours and smoothing
_FEW = 1_000_000  # cells that may be read although most of them lie elsewhere


@dataclass(frozen=True)
class CoarseMap:
    """Part of a coarse map.

    Attributes:
        labels: position in ``legend`` per cell, int16 (row, col); -1 = no class.
        grid: cells of ``labels``.
        legend: the classes.
        first_cell: (row, col) of the first cell in the whole coarse raster.
        full_width: columns of the whole coarse raster; twice as many where the part goes on beyond
            its last column, on the way around the Earth.
        trust: probability that each cell's class is right, float32 (row, col), 1 where the cell
            was not judged; None = every class is believed.
        other: position in ``legend`` of the class a cell most likely has instead, int16
            (row, col); -1 = none. None as ``trust``.
    """

    labels: np.ndarray
    grid: Grid
    legend: Legend
    first_cell: tuple[int, int]
    full_width: int
    trust: np.ndarray | None = None
    other: np.ndarray | None = None

    def cell_ids(self, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
        """Return row * width + column of cells in the whole coarse raster, int64."""
        return (rows + self.first_cell[0]) * self.full_width + cols + self.first_cell[1]

    @cached_property
    def purity(self) -> np.ndarray:
        """Share of the known cells among a cell and its eight neighbours that have its class.

        float32 (row, col); 0 where the cell has no class.
        """
        padded = np.pad(self.labels, 1, constant_values=NO_CLASS)
        rows, cols = self.labels.shape
        same = np.zeros(self.labels.shape, np.float32)
        known = np.zeros(self.labels.shape, np.float32)
        for row in range(3):
            for col in range(3):
                other = padded[row : row + rows, col : col + cols]
                known += other != NO_CLASS
                same += (other == self.labels) & (other != NO_CLASS)
        return np.where(known > 0, same / np.maximum(known, 1), 0).astype(np.float32)

    def restricted(self, keep: np.ndarray) -> CoarseMap:
        """Return the map with only the cells where ``keep``, bool (row, col), is True."""
        labels = np.where(keep, self.labels, NO_CLASS).astype(np.int16)
        return replace(self, labels=labels)


@dataclass(frozen=True)
class CellPositions:
    """Where the pixels of a window lie among coarse cells.

    Attributes:
        row, col: fractional position, float64 (row, col); NaN where there is none.
        cell_row, cell_col: cell that holds the pixel's centre, int64 (row, col); -1 = none.
    """

    row: np.ndarray
    col: np.ndarray
    cell_row: np.ndarray
    cell_col: np.ndarray

    @property
    def inside(self) -> np.ndarray:
        """True where a pixel lies in a cell, bool (row, col)."""
        return self.cell_row >= 0

    def take(self, cells: np.ndarray, *, missing: float) -> np.ndarray:
        """Return each pixel's value from an array of cells; ``missing`` where it has no cell."""
        values = cells[self.cell_row, self.cell_col]  # -1 takes the last one, replaced below
        return np.where(self.inside, values, np.asarray(missing, cells.dtype))


def read_coarse(source: RasterSource, rule: LabelRule, fine: Grid) -> CoarseMap:
    """Read the cells of a coarse map that lie under and around a fine grid.

    Raises:
        GridError: the coarse map does not overlap the fine grid.
        InputError: it cannot be read or holds no class codes.
    """
    with CodeReader(source) as reader:
        window = window_under(fine, reader.grid, margin=_MARGIN)
        if window is None:
            raise GridError(
                f"{source.label} does not overlap the image; check its coordinate system and "
                "extent."
            )
        _check_together(fine, reader.grid, window, label=source.label)
        columns = reader.grid.shape[1]
        beyond = window.col + window.width > columns
        return CoarseMap(
            labels=rule.positions(reader.read(window)),
            grid=reader.grid.crop(window),
            legend=rule.legend,
            first_cell=(window.row, window.col),
            full_width=2 * columns if beyond else columns,
        )


def _check_together(fine: Grid, cells: Grid, window: Window, *, label: str) -> None:
    """Raise GridError where an image lies at both ends of a map too large to be read between."""
    count = window.height * window.width
    if count > _FEW and lies_apart(fine, cells):
        raise GridError(
            f"{label}: the image lies at both its left and its right end, for its coordinate "
            f"system cuts the Earth open there, and {count / 1e6:.1f} million cells lie between; "
            "bring it to the coordinate system of the image with gdalwarp -t_srs and -te first."
        )


class CoarseOnFine:
    """The coarse map seen from the pixels of a fine grid."""

    def __init__(self, coarse: CoarseMap, fine: Grid) -> None:
        """Prepare the way from pixels to cells."""
        self.coarse = coarse
        self._map = PixelMap(fine, coarse.grid)

    def positions(self, window: Window) -> CellPositions:
        """Return where the pixels of ``window`` lie among the cells."""
        row, col = self._map.positions(window)
        return CellPositions(row, col, *cells_at(row, col, shape=self.coarse.grid.shape))

    def labels(self, positions: CellPositions) -> np.ndarray:
        """Return the class position of the cell under each pixel, int16 (row, col); -1 = none."""
        return positions.take(self.coarse.labels, missing=NO_CLASS)
