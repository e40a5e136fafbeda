"""Which coarse cells a map covers, noted tile by tile, and how many of them are doubted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..cells.coarse import NO_CLASS, CoarseMap, CoarseOnFine
from ..phrases import counted, error_share, grouped
from ..rasters.grid import Grid, Window
from .survey import count_doubted


class MappedCells:
    """Coarse cells with a mapped pixel; one thread at a time may add."""

    def __init__(self, coarse: CoarseMap, fine: Grid) -> None:
        """Begin with none; ``fine`` is the grid the tiles count on."""
        self._coarse, self._fine = coarse, CoarseOnFine(coarse, fine)
        self._grid = fine
        self.held = np.zeros(coarse.labels.shape, bool)

    def add(self, window: Window, labels: np.ndarray) -> None:
        """Note the cells of a tile; ``labels`` are integers (row, col), -1 = not mapped."""
        where = self._fine.positions(window)
        found = where.inside & (labels >= 0)
        self.held[where.cell_row[found], where.cell_col[found]] = True

    def doubted(self) -> tuple[int, int]:
        """Return how many of the cells were judged, and how many are probably wrong."""
        coarse = self._coarse
        if coarse.trust is None or coarse.other is None:
            return 0, 0
        trust = np.where(self.held, coarse.trust, np.float32(1))
        other = np.where(self.held, coarse.other, np.int16(NO_CLASS))
        return count_doubted(replace(coarse, trust=trust, other=other), self._grid)


def doubted_sentence(surveyed: int, doubted: int, *, error_rate: float) -> str:
    """Return what the log says of the cells under a map."""
    verbs = ("contradicts", "counts") if doubted == 1 else ("contradict", "count")
    return (
        f"{grouped(doubted)} of {counted(surveyed, 'coarse cell')} under the map {verbs[0]} the "
        f"image and {verbs[1]} less as prior (estimated share of wrong cells: "
        f"{error_share(error_rate)})."
    )
