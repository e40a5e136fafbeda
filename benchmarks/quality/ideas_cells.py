"""The judged cells of training as a map, for ideas that look around in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from affine import Affine

from ...core.cells.coarse import NO_CLASS, CellPositions, CoarseMap
from ...core.cells.prior import local_shares
from ...core.learning.cell_trust import CellTrust
from ...core.legends.legend import generic
from ...core.rasters.grid import Grid


@dataclass(frozen=True, eq=False)
class CellMap:
    """Judged cells, and where in the map each lies: ``row`` and ``col``, int64 (cell,)."""

    coarse: CoarseMap
    row: np.ndarray
    col: np.ndarray

    def present(self, n_classes: int) -> np.ndarray:
        """Return the classes of each cell and the eight around it, bool (cell, class)."""
        padded = np.pad(self.coarse.labels, 1, constant_values=NO_CLASS)
        found = np.zeros((self.row.size, n_classes + 1), bool)
        for down in range(3):
            for across in range(3):
                # no class is the last column, which is cut off
                found[np.arange(self.row.size), padded[self.row + down, self.col + across]] = True
        return found[:, :-1]


def cell_map(cells: CellTrust) -> CellMap:
    """Return the cells of the samples as a map, with the trust in them."""
    row, col = (cells.cells - cells.cells.min(axis=0)).T
    shape, classes = (int(row.max()) + 1, int(col.max()) + 1), cells.overall.size
    labels = np.full(shape, NO_CLASS, np.int16)
    trust, other = np.ones(shape, np.float32), labels.copy()
    labels[row, col], trust[row, col] = cells.labels, cells.trust
    rest = cells.posterior.copy()
    rest[np.arange(row.size), cells.labels] = -1.0
    other[row, col] = rest.argmax(axis=1)
    grid = Grid("no place", Affine.identity(), shape)
    legend = generic(np.arange(classes))
    return CellMap(CoarseMap(labels, grid, legend, (0, 0), shape[1], trust, other), row, col)


def shares_of_cells(cells: CellMap, n_classes: int) -> np.ndarray:
    """Return the local shares at each cell's centre, float64 (cell, class)."""
    return shares_at_centres(
        cells.coarse, cells.row, cells.col, columns=np.arange(n_classes), n_classes=n_classes
    )


def shares_at_centres(
    coarse: CoarseMap, row: np.ndarray, col: np.ndarray, *, columns: np.ndarray, n_classes: int
) -> np.ndarray:
    """Return the local shares at the centres of cells, float64 (cell, class)."""
    row, col = row[None, :], col[None, :]
    centres = CellPositions(row + 0.5, col + 0.5, row, col)
    return local_shares(coarse, centres, columns=columns, n_classes=n_classes)[:, 0].T
