"""How far a map agrees with a plain copy of the coarse map, pixel by pixel."""

from __future__ import annotations

import math

import numpy as np

from ..accuracy.accuracy import assess
from ..legends.legend import Legend
from ..rasters.grid import Grid, Window
from .coarse import NO_CLASS, CoarseMap, CoarseOnFine
from .prior import class_columns


class CopyAgreement:
    """Pixels by their class in the map and in the coarse map; one thread at a time may add.

    Attributes:
        counts: int64 (map class, coarse class); last come coarse classes the map's legend lacks.
    """

    def __init__(self, coarse: CoarseMap, fine: Grid, legend: Legend) -> None:
        """Begin with none; ``fine`` is the grid the tiles count on, ``legend`` the map's."""
        self._fine = CoarseOnFine(coarse, fine)
        columns = class_columns(coarse.legend, legend)
        other = len(legend)
        # a pixel without a coarse class, -1, takes the last one
        self._columns = np.append(np.where(columns < 0, other, columns), NO_CLASS)
        self.counts = np.zeros((other + 1, other + 1), np.int64)

    def add(self, window: Window, labels: np.ndarray) -> None:
        """Count a tile; ``labels`` are positions in the map's legend (row, col), -1 = none."""
        copied = self._columns[self._fine.labels(self._fine.positions(window))]
        both = (labels >= 0) & (copied >= 0)
        size = len(self.counts)
        pairs = labels[both].astype(np.int64) * size + copied[both]
        self.counts += np.bincount(pairs, minlength=size * size).reshape(size, size)

    @property
    def kappa(self) -> float:
        """Cohen's kappa of map and copy; NaN where nothing can be compared."""
        return assess(self.counts).kappa if self.counts.any() else math.nan
