"""The class every cell of a coarse map has, whether it holds samples or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..errors import InputError
from ..legends.legend import Legend
from .cell_neighbours import NO_LABEL, grid_neighbours
from .coarse import CoarseMap
from .prior import class_columns

_SAME_KAPPA = 0.6  # less is no sign that two labellings are of the same cells
_SAME_CELLS = 0.8  # of the cells have a class, and agree where kappa cannot tell


def same_labelling(given: np.ndarray, found: np.ndarray) -> bool:
    """Tell whether two labellings are of the same cells, some labels changed by hand.

    Agreement is held against chance: where one class covers nearly everything, a shifted map
    agrees nearly everywhere too.

    Args:
        given: class of each cell, integers (cell,).
        found: the same of another labelling; -1 = none, which tells nothing.

    Returns:
        False where fewer than four fifths of the cells have a class in both, or Cohen's kappa of
        those that have is below 0.6; where one of the two knows only one class, so that kappa is
        not defined or 0, where they agree in fewer than four fifths.

    Reference:
        Cohen (1960), A coefficient of agreement for nominal scales.
        https://doi.org/10.1177/001316446002000104
    """
    known = found != NO_LABEL
    if not known.any() or float(known.mean()) < _SAME_CELLS:
        return False
    return _alike(given[known], found[known])


def _alike(given: np.ndarray, found: np.ndarray) -> bool:
    agreed = float((given == found).mean())
    _, places = np.unique(np.concatenate([given, found]), return_inverse=True)
    halves = places.reshape(2, -1)
    first, second = (np.bincount(half, minlength=places.max() + 1) for half in halves)
    if min(np.count_nonzero(first), np.count_nonzero(second)) < 2:
        return agreed >= _SAME_CELLS
    chance = float((first * second).sum()) / given.size**2
    return agreed - chance >= _SAME_KAPPA * (1 - chance)


@dataclass(frozen=True, eq=False)
class CellLabels:
    """Classes of the cells in a part of a coarse map; two bytes a cell, for maps may be large.

    Attributes:
        labels: class index of each cell, int16 (row, col); -1 = none.
        first_cell: (row, col) of the first one in the whole coarse raster.
    """

    labels: np.ndarray
    first_cell: tuple[int, int]

    @classmethod
    def of(cls, coarse: CoarseMap, classes: Legend) -> CellLabels:
        """Return the positions in ``classes`` of the map's classes; -1 where they are not there."""
        # a cell without a class, -1, takes the last one
        columns = np.append(class_columns(coarse.legend, classes), np.int16(NO_LABEL))
        labels = np.empty(coarse.labels.shape, np.int16)
        for row, found in zip(labels, coarse.labels):  # indexing takes eight bytes a cell
            row[:] = columns[found]
        return cls(labels, coarse.first_cell)

    def inside(self, cells: np.ndarray) -> np.ndarray:
        """Tell which cells the part holds, bool (cell,).

        Args:
            cells: row and column in the whole coarse raster, int64 (cell, 2).
        """
        place = cells - self.first_cell
        return np.asarray(((place >= 0) & (place < self.labels.shape)).all(axis=1))

    def at(self, cells: np.ndarray) -> np.ndarray:
        """Return the class index of cells, int64 (cell,); -1 = none, and outside."""
        inside = self.inside(cells)
        found = np.full(len(cells), NO_LABEL, np.int64)
        row, col = (cells[inside] - self.first_cell).T
        found[inside] = self.labels[row, col]
        return found

    def around(self, cells: np.ndarray) -> Iterator[tuple[float, np.ndarray]]:
        """Yield what lies around cells, for ``neighbour_shares``."""
        return grid_neighbours(self.labels, *(cells - self.first_cell).T)

    def near(self, cells: np.ndarray, *, reach: int) -> CellLabels:
        """Return the box of the cells that are inside, and ``reach`` cells more on every side."""
        place = (cells - self.first_cell)[self.inside(cells)]
        if not len(place):
            return replace(self, labels=self.labels[:0, :0])
        top, left = (max(int(one), 0) for one in place.min(axis=0) - reach)
        bottom, right = (int(one) + 1 for one in place.max(axis=0) + reach)
        row, col = self.first_cell
        return CellLabels(self.labels[top:bottom, left:right], (row + top, col + left))

    def with_labels(self, cells: np.ndarray, labels: np.ndarray) -> CellLabels:
        """Return the same with other class indices, (cell,), where cells are inside."""
        inside, changed = self.inside(cells), self.labels.copy()
        row, col = (cells[inside] - self.first_cell).T
        changed[row, col] = labels[inside]
        return replace(self, labels=changed)

    def check_own(self, cells: np.ndarray, labels: np.ndarray) -> None:
        """Make sure that samples come from this map.

        Labels edited by hand may differ.

        Args:
            cells: row and column of the cells that hold samples, int64 (cell, 2).
            labels: class index most samples of each carry, int64 (cell,).

        Raises:
            InputError: ``same_labelling`` finds another map, or the map left out by its area.
        """
        found = self.at(cells)
        if same_labelling(labels, found):
            return
        known = found != NO_LABEL
        if known.mean() < _SAME_CELLS:
            told = (
                f"{100 * (1 - known.mean()):.0f} % of the {len(cells)} sampled cells lie outside "
                "GEO or have no class in COARSE that SAMPLES hold"
            )
        else:
            share = float((found[known] == labels[known]).mean())
            told = (
                f"COARSE has the class of the samples in {100 * share:.0f} % of the "
                f"{int(known.sum())} coarse cells that SAMPLES name, too near to what chance gives"
            )
            if not known.all():
                told += f" ({int((~known).sum())} further sampled cells lie outside GEO)"
        raise InputError(
            f"{told}; give the raster they were drawn from and the GEO they were drawn in, or "
            "leave COARSE or GEO empty."
        )
