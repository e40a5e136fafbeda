"""Windows of fine pixels that hold coarse cells as wholes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..errors import GridError
from ..rasters.grid import Grid, PixelMap, Window, footprint

MOST_PIXELS = 250_000
"""Fine pixels in a cell, which must all be in memory at once."""

_FEWEST_PIXELS = 4.0  # below, a cell is little more than one pixel
_RING = 2  # pixels; those of a narrow cell may touch at corners only
_TURNED = 512  # side of a tile that is larger than was asked for, unless a cell is larger still
_PLACES = 5  # along each side of the frame, where the size of a cell is measured


@dataclass(frozen=True, eq=False)
class CellPixels:
    """Coarse cells, each with all the fine pixels whose centre it holds.

    Attributes:
        window: of the fine grid, around all of them; it may reach beyond the grid's frame.
        rows, cols: the cells on the coarse grid, int64 (cell,), row by row.
        place: position among them of each pixel's cell, int64 (row, col); -1 = none of them.
    """

    window: Window
    rows: np.ndarray
    cols: np.ndarray
    place: np.ndarray

    def parts(self, *, pixels: int) -> Iterator[tuple[slice, CellPixels]]:
        """Yield some of the cells after others, where the window of all has too many pixels.

        Args:
            pixels: more than these in a window, and each cell comes by itself.
        """
        if self.place.size <= pixels:
            yield slice(0, self.rows.size), self
            return
        for at in range(self.rows.size):
            mine = self.place == at
            down, across = np.flatnonzero(mine.any(axis=1)), np.flatnonzero(mine.any(axis=0))
            row, col = self.window.row + int(down[0]), self.window.col + int(across[0])
            window = Window(row, col, int(np.ptp(down)) + 1, int(np.ptp(across)) + 1)
            place = np.where(mine[window.inside(self.window)], 0, -1)
            one = slice(at, at + 1)
            yield one, CellPixels(window, self.rows[one], self.cols[one], place)


class WholeCells:
    """Which fine pixels make up each cell of a coarse grid: those whose centre lies in it."""

    def __init__(self, fine: Grid, coarse: Grid, *, frame: Window, label: str) -> None:
        """Measure the cells under a frame.

        Args:
            fine, coarse: the grids, in any coordinate systems.
            frame: what is of interest, on the fine grid.
            label: what the coarse grid is of, for messages.

        Raises:
            GridError: there is no cell under the frame, or cells hold fewer than four pixels, or
                more than ``MOST_PIXELS``.
        """
        self.fine, self.coarse = fine, coarse
        self._map = PixelMap(fine, coarse)
        under = footprint(fine.crop(frame), coarse, margin=2)  # it looks at some points only
        if under is None:
            raise GridError(
                f"{label} do not overlap the image; check the coordinate system and extent of both."
            )
        self.under = under
        pixels = _pixels_per_cell(self._map, frame)
        if not _FEWEST_PIXELS * (1 - 1e-6) <= pixels <= MOST_PIXELS:
            bound = (
                f"at least {_FEWEST_PIXELS:g} are needed, so give larger cells or finer features"
                if pixels < _FEWEST_PIXELS
                else f"at most {MOST_PIXELS} can be held at once; compute features with larger ones"
            )
            raise GridError(
                f"The cells of {label} hold {pixels:.3g} pixels of the image each; {bound}."
            )
        self.pixels = pixels
        self._side = max(round(pixels**0.5), 1)

    def tiles(self, frame: Window, *, side: int) -> list[Window]:
        """Return windows that cover a frame, each pixel once, and cut few cells.

        Where the grids are parallel they hold whole cells, and are larger than ``side`` only
        where one cell is.
        """
        axes = self._map.axes(frame)
        if axes is None:
            # larger ones cut fewer cells, which are then computed once for each part
            side = max(side, self._side, min(2 * self._side, _TURNED))
            return list(self.fine.tiles(side, within=frame))
        rows, cols = axes
        return [
            Window(frame.row + row, frame.col + col, height, width)
            for row, height in _runs(rows, side)
            for col, width in _runs(cols, side)
        ]

    def around(self, window: Window) -> CellPixels:
        """Return the cells that hold a pixel of ``window``, with all their pixels.

        The window found holds ``window`` too.
        """
        found = self._numbers(window)
        return self._complete(np.unique(found[found >= 0]), window)

    def of(self, cells: Window) -> CellPixels:
        """Return the cells of a window of the coarse grid, with all their pixels."""
        numbers = np.arange(cells.row, cells.row + cells.height)[:, None] * self.coarse.shape[1]
        numbers = (numbers + np.arange(cells.col, cells.col + cells.width)).ravel()
        start = footprint(self.coarse.crop(cells), self.fine, margin=1)
        return self._complete(numbers, start or Window(0, 0, 1, 1))

    def _numbers(self, window: Window) -> np.ndarray:
        """Return row * width + column of the cell of each pixel, int64 (row, col); -1 = none."""
        row, col = self._map.cells(window)
        return np.where(row >= 0, row * self.coarse.shape[1] + col, -1)

    def _complete(self, numbers: np.ndarray, window: Window) -> CellPixels:
        wide = self._grown(numbers, window)
        place = _positions(self._numbers(wide), numbers)
        rows, cols = np.divmod(numbers, self.coarse.shape[1])
        some = place >= 0
        if some.any():  # growing overshoots
            down, across = np.flatnonzero(some.any(axis=1)), np.flatnonzero(some.any(axis=0))
            tight = _around(window, wide, (down, across))
            place, wide = place[tight.inside(wide)], tight
        return CellPixels(wide, rows, cols, place)

    def _grown(self, numbers: np.ndarray, window: Window) -> Window:
        """Return a window beside which no pixel lies in one of the cells.

        Seen from the pixels, not from the cells' corners, so that nothing is missed where sides
        are bent from one coordinate system to the other.
        """
        step = self._side // 2 + _RING
        while True:
            beside = [bool(np.isin(self._numbers(ring), numbers).any()) for ring in _rings(window)]
            if not any(beside):
                return window
            top, bottom, left, right = (step * more for more in beside)
            window = Window(
                window.row - top,
                window.col - left,
                window.height + top + bottom,
                window.width + left + right,
            )


def _pixels_per_cell(way: PixelMap, frame: Window) -> float:
    """Return how many pixels a cell holds, from the steps between pixels all over a frame."""
    found = []
    for row in np.linspace(frame.row, frame.row + frame.height - 1, _PLACES).astype(int).tolist():
        for col in np.linspace(frame.col, frame.col + frame.width - 1, _PLACES).astype(int):
            down, across = way.positions(Window(row, int(col), 2, 2))
            area = (down[1, 0] - down[0, 0]) * (across[0, 1] - across[0, 0])
            area -= (down[0, 1] - down[0, 0]) * (across[1, 0] - across[0, 0])
            found.append(abs(float(area)))
    known = [area for area in found if np.isfinite(area) and area > 0]
    return 1 / float(np.median(known)) if known else float("nan")


def _rings(window: Window) -> Iterator[Window]:
    """Yield the strips above, below, left and right of a window, with its corners."""
    wide = window.expand(_RING)
    yield Window(wide.row, wide.col, _RING, wide.width)
    yield Window(window.row + window.height, wide.col, _RING, wide.width)
    yield Window(wide.row, wide.col, wide.height, _RING)
    yield Window(wide.row, window.col + window.width, wide.height, _RING)


def _positions(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return where each value stands among the rising ``known``, int64; -1 = nowhere."""
    if not known.size:
        return np.full(values.shape, -1, np.int64)
    place = np.searchsorted(known, values).clip(0, known.size - 1)
    return np.where(known[place] == values, place, -1)


def _around(window: Window, wide: Window, used: tuple[np.ndarray, np.ndarray]) -> Window:
    """Return the smallest window around ``window`` and the used rows and columns of ``wide``."""
    down, across = used
    row, col = (
        min(at, start + int(part[0]))
        for at, start, part in ((window.row, wide.row, down), (window.col, wide.col, across))
    )
    bottom = max(window.row + window.height, wide.row + int(down[-1]) + 1)
    right = max(window.col + window.width, wide.col + int(across[-1]) + 1)
    return Window(row, col, bottom - row, right - col)


def _runs(cells: np.ndarray, side: int) -> Iterator[tuple[int, int]]:
    """Yield (start, length) of runs of whole cells on a line, of at most ``side`` pixels.

    Args:
        cells: the cell of each pixel of the line, -1 = none; a longer one is a run by itself.
        side: pixels, >= 1.
    """
    ends = [*(np.flatnonzero(np.diff(cells)) + 1).tolist(), cells.size]
    start = last = 0
    for end in ends:
        if end - start > side and last > start:
            yield start, last - start
            start = last
        while cells[end - 1] < 0 and end - start > side:
            yield start, side
            start += side
        last = end
    yield start, cells.size - start
