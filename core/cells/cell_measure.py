"""What one tile of a fine map adds to the sums of the coarse cells under it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..rasters.grid import PixelMap, Window

QUANTUM = 1 << 20
"""Probabilities are summed as whole numbers of 1 / QUANTUM: such sums are the same in any order."""


@dataclass(frozen=True)
class CellMeasure:
    """Sums of a tile by coarse cell: plain numbers, a few per cell; safe to call from many threads.

    Attributes:
        places: the way from the pixels of the fine grid to the coarse cells.
        box: the cells that count, on the coarse grid.
        frame: what is mapped of the fine grid.
        classes: of the map.
        soft: sum up probabilities too.
    """

    places: PixelMap
    box: Window
    frame: Window
    classes: int
    soft: bool

    @property
    def columns(self) -> int:
        """How many numbers a cell has: pixels seen, those of each class, and probabilities."""
        return 1 + self.classes * (2 if self.soft else 1)

    def __call__(
        self,
        window: Window,
        labels: np.ndarray | None,
        probabilities: np.ndarray | None = None,
    ) -> np.ndarray:
        """Return the sums of a tile by cell.

        Args:
            window: the tile on the fine grid, within the frame.
            labels: positions in the legend, integers (row, col); -1 = not mapped; None counts no
                pixel.
            probabilities: float (class, row, col); a pixel with NaN or only zeros adds nothing.

        Returns:
            int64 (cell, 1 + columns), cells rising: the position of each in the box, row by row,
            and its numbers.

        Raises:
            ValueError: the arrays or the window do not fit.
        """
        self._check(window, labels, probabilities)
        rows, cols = self.places.cells(window)  # -1 off the coarse grid
        rows, cols = rows - self.box.row, cols - self.box.col
        inside = (rows >= 0) & (rows < self.box.height) & (cols >= 0) & (cols < self.box.width)
        cells = rows[inside] * self.box.width + cols[inside]
        found, place = np.unique(cells, return_inverse=True)
        sums = np.zeros((found.size, 1 + self.columns), np.int64)
        sums[:, 0] = found
        split = 2 + self.classes
        if labels is not None:
            sums[:, 1] = np.bincount(place, minlength=found.size)
            sums[:, 2:split] = self._hard(place, labels[inside], found.size)
        if probabilities is not None and self.soft:
            sums[:, split:] = _soft(place, probabilities[:, inside], found.size)
        return sums

    def check(self, measured: np.ndarray) -> None:
        """Raise ValueError where an array cannot come from here."""
        cells = self.box.height * self.box.width
        fits = measured.ndim == 2 and measured.shape[1] == 1 + self.columns
        if not fits or measured.dtype != np.int64:
            raise ValueError(f"{measured.dtype} {measured.shape} are no sums by cell")
        places = measured[:, 0]
        if ((places < 0) | (places >= cells)).any() or (np.diff(places) <= 0).any():
            raise ValueError("the sums are of other cells")

    def _check(
        self, window: Window, labels: np.ndarray | None, probabilities: np.ndarray | None
    ) -> None:
        shape = (window.height, window.width)
        if window.intersect(self.frame) != window:
            raise ValueError(f"{window} lies outside the frame {self.frame}")
        if labels is not None and (labels.shape != shape or labels.max() >= self.classes):
            raise ValueError(f"labels {labels.shape} do not fit {window} or the legend")
        if probabilities is not None and probabilities.shape != (self.classes, *shape):
            raise ValueError(f"probabilities {probabilities.shape} do not fit {window}")

    def _hard(self, place: np.ndarray, labels: np.ndarray, cells: int) -> np.ndarray:
        known = labels >= 0
        keys = place[known] * self.classes + labels[known]
        return np.bincount(keys, minlength=cells * self.classes).reshape(cells, self.classes)


def _soft(place: np.ndarray, probabilities: np.ndarray, cells: int) -> np.ndarray:
    """Return int64 (cell, class) sums of (class, pixel) probabilities."""
    known = np.isfinite(probabilities).all(axis=0)
    place, probabilities = place[known], probabilities[:, known]
    sums = np.zeros((cells, len(probabilities)), np.int64)
    for position, share in enumerate(probabilities):
        whole = np.rint(share.astype(np.float64) * QUANTUM)
        # bincount adds as float64, which is exact for whole numbers up to 2 ** 53
        sums[:, position] = np.bincount(place, weights=whole, minlength=cells)
    return sums
