"""What the fine map holds in each coarse cell, summed up tile by tile while the map is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Literal

import numpy as np

from ..errors import InputError
from ..legends.legend import Legend
from ..outputs.scratch import scratch_folder
from ..rasters.grid import Grid, PixelMap, Window, footprint
from .cell_measure import QUANTUM, CellMeasure
from .coarse import CoarseMap

__all__ = ["QUANTUM", "CellCounts", "CellSums", "can_compare"]

_FEWEST_PIXELS = 4.0  # below, a cell's commonest class is little more than one pixel's class
_MARGIN = 2  # cells; the footprint of another coordinate system is known at some points only
_FILL_BYTES = 1 << 22
_STRIP_NUMBERS = 300_000


@dataclass(frozen=True, eq=False)
class CellCounts:
    """Sums of some rows of coarse cells.

    Attributes:
        window: the cells, on the coarse grid.
        seen: fine pixels whose centre lies in the cell, mapped or not, int64 (row, col).
        hard: mapped pixels of each class, int64 (row, col, class).
        soft: probability of each class in 1 / QUANTUM, int64 (row, col, class); None = not summed.
    """

    window: Window
    seen: np.ndarray
    hard: np.ndarray
    soft: np.ndarray | None


def can_compare(coarse: CoarseMap, fine: Grid) -> bool:
    """Tell whether coarse cells hold enough fine pixels, 4 or more, to be compared with them."""
    cell, pixel = (
        float(grid.area_hectares(Window(grid.shape[0] // 2, 0, 1, 1))[0])
        for grid in (coarse.grid, fine)
    )
    return cell >= _FEWEST_PIXELS * pixel * (1 - 1e-6)


class CellSums:
    """Sums per coarse cell of a fine map's classes and of its class probabilities.

    The sums live in a file of 8 * (1 + classes) bytes per cell, 8 * (1 + 2 * classes) with
    probabilities, in a temporary folder that goes when the context is left; memory holds the rows
    of one tile only. All sums are of whole numbers, so neither the tiles nor their order matter.
    Many threads may ``measure``, and one at a time ``take`` what was measured.
    """

    def __init__(
        self, coarse: CoarseMap, fine: Grid, legend: Legend, *, frame: Window, soft: bool = True
    ) -> None:
        """Prepare sums over the cells under ``frame``.

        Args:
            coarse: the coarse map; only its grid matters here.
            fine: the whole grid the windows count on.
            legend: the classes the fine map's labels are positions in.
            frame: what is mapped; the tiles added together must cover it.
            soft: sum up probabilities too.
        """
        self.coarse_grid, self.fine, self.legend, self.frame = coarse.grid, fine, legend, frame
        self.soft = soft
        under = footprint(fine.crop(frame), coarse.grid, margin=_MARGIN)
        self.box = under or Window(0, 0, 1, 1)  # nothing falls into that one cell
        self.measure = CellMeasure(PixelMap(fine, coarse.grid), self.box, frame, len(legend), soft)
        self._classes, self._columns = len(legend), self.measure.columns
        self._folder: Path | None = None
        self._opened = ExitStack()

    def __enter__(self) -> CellSums:
        """Create the file, full of zeros.

        Raises:
            InputError: the temporary folder has no room for it.
        """
        size = self.box.height * self.box.width * self._columns * 8
        try:
            with ExitStack() as stack:
                folder = stack.enter_context(scratch_folder("cells"))
                _fill(folder / "sums", size)
                self._opened = stack.pop_all()
        except OSError as error:
            raise InputError(
                f"The sums per coarse cell need {size / 1e6:.1f} MB in the temporary folder "
                f"'{gettempdir()}' ({error.strerror}); make room there, or name another folder in "
                "the environment variable TMPDIR."
            ) from error
        self._folder = folder
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the file."""
        self._folder = None
        self._opened.close()

    def add(
        self,
        window: Window,
        labels: np.ndarray | None,
        probabilities: np.ndarray | None = None,
    ) -> None:
        """Add a tile of the map; labels and probabilities may come in passes of their own.

        Args:
            window: the tile on the fine grid, within the frame; no pixel may come twice.
            labels: positions in the legend, integers (row, col); -1 = not mapped.
            probabilities: float (class, row, col); a pixel with NaN or only zeros adds nothing.

        Raises:
            InputError: somebody removed the file.
            ValueError: the arrays or the window do not fit, or the context is not entered.
        """
        self.take(self.measure(window, labels, probabilities))

    def take(self, measured: np.ndarray) -> None:
        """Add what ``measure`` told of a tile, int64 (cell, 1 + number).

        Raises:
            ValueError: it was not measured for these cells, or the context is not entered.
        """
        self.measure.check(measured)
        if not len(measured):
            return
        width = self.box.width
        first, last = (int(place) // width for place in measured[[0, -1], 0])
        # mapped anew each time: what stays mapped counts as memory of the process
        table = self._map("r+", first, last + 1 - first).reshape(-1, self._columns)
        table[measured[:, 0] - first * width] += measured[:, 1:]

    def strips(self) -> Iterator[CellCounts]:
        """Yield the sums of all cells of the box, a few rows of cells at a time.

        Raises:
            ValueError: the context is not entered.
        """
        box = self.box
        height = max(1, _STRIP_NUMBERS // (box.width * self._columns))
        for first in range(0, box.height, height):
            values = np.array(self._map("r", first, min(height, box.height - first)))
            split = 1 + self._classes
            yield CellCounts(
                window=Window(box.row + first, box.col, len(values), box.width),
                seen=values[..., 0],
                hard=values[..., 1:split],
                soft=values[..., split:] if self.soft else None,
            )

    def _map(self, mode: Literal["r", "r+"], first: int, height: int) -> np.ndarray:
        """Return rows of cells of the file, int64 (row, col, number)."""
        if self._folder is None:
            raise ValueError("the sums are not open")
        try:
            return np.memmap(
                self._folder / "sums",
                np.int64,
                mode=mode,
                offset=first * self.box.width * self._columns * 8,
                shape=(height, self.box.width, self._columns),
            )
        except (OSError, ValueError) as error:  # removed, or cut short, by somebody else
            raise InputError(
                f"The sums per coarse cell were removed from '{self._folder}' during the run; run "
                "again, and let temporary files be while it lasts."
            ) from error


def _fill(path: Path, size: int) -> None:
    """Write zeros: writing to a mapped file that has no blocks yet kills us on a full disk."""
    zeros = bytes(min(size, _FILL_BYTES))
    with path.open("wb") as file:
        for start in range(0, size, _FILL_BYTES):
            file.write(zeros[: size - start])
