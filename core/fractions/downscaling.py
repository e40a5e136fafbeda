"""Shares of fine pixels that agree with the fractions known of coarse cells."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ..errors import LegendError
from ..legends.legend import Legend
from ..phrases import counted
from ..progress import Progress, check
from ..rasters.grid import Window
from .aggregation import FractionReader
from .cell_agreement import TOLERANCE, agree
from .pixel_shares import (
    AGREED,
    HALF_SEEN,
    LAST_STATE,
    NO_FRACTIONS,
    OPEN,
    CellStates,
    MetCells,
    PixelShares,
    Predictor,
)
from .whole_cells import CellPixels, WholeCells

LEAST_KNOWN = 0.5
"""Part of a cell's area that must have fractions, and part that must have features: what is known
of the smaller part says little of the whole."""

_PIECE = 256  # pixels along the side of what is predicted at once
_MOST = 1 << 18  # pixels of a window in which cells are rescaled together


@dataclass(frozen=True, eq=False)
class CoarseFractions:
    """Shares of classes in coarse cells.

    Attributes:
        reader: of the shares, on the grid of the cells, in any coordinate system.
        legend: their classes, in order.
    """

    reader: FractionReader
    legend: Legend

    def columns(self, legend: Legend, *, progress: Progress) -> np.ndarray:
        """Return the position in ``legend`` of each class, int64 (class,); -1 where it has none.

        Raises:
            LegendError: the legends share no class.
        """
        found = legend.index_of(self.legend.codes).astype(np.int64)
        if (found < 0).all():
            raise LegendError(
                "The model knows none of the classes of the coarse fractions; use fractions of "
                f"the model's classes ({', '.join(legend.names[:5])}, …)."
            )
        lacking = [name for at, name in enumerate(legend.names) if at not in found]
        if lacking:
            progress.message(
                f"The coarse fractions have no {', '.join(lacking)}; these classes get no share.",
                warning=True,
            )
        return found


@dataclass(frozen=True)
class CellCounts:
    """What became of the coarse cells under a map.

    Attributes:
        agreed: cells whose pixels agree with them.
        open: cells whose pixels do not yet agree after the last round.
        no_fractions: cells without fractions of the model's classes over half of their area.
        half_seen: cells of which less than half has features.
        deviation: the largest difference of a class that is left between a cell and its pixels.
        tolerance: the difference that is let pass.
    """

    agreed: int
    open: int
    no_fractions: int
    half_seen: int
    deviation: float
    tolerance: float = TOLERANCE

    @property
    def sentence(self) -> str:
        """What the log says."""
        told = (
            f"The shares agree with the fractions of {counted(self.agreed, 'coarse cell')} "
            f"within {self.tolerance:.0e}"
        )
        if self.open:
            told += f", of {self.open} more within {self.deviation:.1e}"
        rest = self.no_fractions + self.half_seen
        if rest:
            told += (
                f"; {counted(rest, 'cell')} under the map kept the shares as predicted "
                f"({self.no_fractions} without fractions, {self.half_seen} seen by less than half)"
            )
        return f"{told}."


class Downscaler:
    """Shares of fine pixels: predicted, then rescaled cell by cell.

    A pixel belongs to the cell that holds its centre. All pixels of a cell are predicted together,
    whatever window is asked for, so that the answer for a pixel is always the same.

    Attributes:
        grid: of the fine pixels.
        classes: number of classes.
        cell_side_m: about how long the side of a cell is, in metres.
    """

    def __init__(
        self,
        predictor: Predictor,
        fractions: CoarseFractions,
        *,
        frame: Window,
        progress: Progress,
    ) -> None:
        """Place the cells on the fine grid.

        Args:
            predictor: of a model that learnt from the means of cells.
            fractions: of the cells.
            frame: what is mapped, on the fine grid.
            progress: told what is missing; may cancel reading.

        Raises:
            GridError: the cells do not overlap the frame, or their size does not fit.
            LegendError: the model knows none of their classes.
        """
        self._predictor, self._fractions, self._progress = predictor, fractions, progress
        self.grid, self.classes = predictor.grid, len(predictor.model.class_legend)
        self._columns = fractions.columns(predictor.model.class_legend, progress=progress)
        self._cells = WholeCells(
            predictor.grid, fractions.reader.grid, frame=frame, label="COARSE_FRACTIONS"
        )
        hectares = float(np.median(predictor.grid.area_hectares(frame)))
        self.cell_side_m = math.sqrt(self._cells.pixels * hectares * 10_000)

    def tally(self) -> CellTally:
        """Return where to note what became of the cells."""
        return CellTally(self._cells.under)

    def tiles(self, frame: Window, *, side: int) -> list[Window]:
        """Return windows that cover a frame, each pixel once, of whole cells where possible."""
        return self._cells.tiles(frame, side=side)

    def read(self, window: Window) -> PixelShares:
        """Return the shares of a window inside the features' frame.

        Raises:
            InputError: a file cannot be read.
            Cancelled: the user asked to stop.
        """
        cells = self._cells.around(window)
        place = cells.place[window.inside(cells.window)]
        found = self._predict(window, place < 0)
        state = np.zeros(cells.rows.size, np.uint8)
        deviation = np.full(cells.rows.size, np.nan)
        for which, part in cells.parts(pixels=_MOST):
            mine = self._predict(part.window, part.place >= 0)
            state[which], deviation[which] = self._rescale(mine, part)
            _take(found, window, mine, part)
        states = CellStates(cells.rows, cells.cols, state, deviation, place)
        return replace(found, cells=states)

    def _predict(self, window: Window, wanted: np.ndarray) -> PixelShares:
        """Return the predicted shares of some pixels of a window, piece by piece."""
        shape = (window.height, window.width)
        found = PixelShares(
            np.zeros((self.classes, *shape)), np.zeros(shape, bool), np.zeros(shape, bool)
        )
        frame = window.intersect(self.grid.window)
        for piece in self.grid.tiles(_PIECE, within=frame) if frame else ():
            inside = piece.inside(window)
            if wanted[inside].any():
                read = self._predictor.read(piece, wanted=wanted[inside])
                found.shares[(slice(None), *inside)] = read.shares
                found.known[inside], found.no_image[inside] = read.known, read.no_image
        return found

    def _rescale(self, found: PixelShares, cells: CellPixels) -> tuple[np.ndarray, np.ndarray]:
        """Rescale predicted shares in place; return state and deviation of the cells."""
        deviation = np.full(cells.rows.size, np.nan)
        if not cells.rows.size:
            return np.zeros(0, np.uint8), deviation
        targets, told = self._targets(cells)
        inside = cells.place >= 0
        rows = self.grid.area_hectares(cells.window)
        areas = np.broadcast_to(rows[:, None], inside.shape)
        whole, known = (
            np.bincount(cells.place[which], weights=areas[which], minlength=told.size)
            for which in (inside, inside & found.known)
        )
        state = np.where(told, np.uint8(HALF_SEEN), np.uint8(NO_FRACTIONS))
        wanted = told & (known > 0) & (known >= LEAST_KNOWN * whole)
        if not wanted.any():
            return state, deviation
        where = np.nonzero(inside & found.known & wanted[cells.place])  # -1 is not inside
        numbers = np.cumsum(wanted) - 1
        shares, deviation[wanted] = agree(
            found.shares[:, where[0], where[1]], numbers[cells.place[where]], targets[:, wanted],
            weights=areas[where], check=partial(check, self._progress),
        )  # fmt: skip
        found.shares[:, where[0], where[1]] = shares
        state[wanted] = np.where(deviation[wanted] <= TOLERANCE, AGREED, OPEN)
        return state, deviation

    def _targets(self, cells: CellPixels) -> tuple[np.ndarray, np.ndarray]:
        """Return the shares of the model's classes in each cell, and which cells have them."""
        row, col = int(cells.rows.min()), int(cells.cols.min())
        box = Window(row, col, int(cells.rows.max()) - row + 1, int(cells.cols.max()) - col + 1)
        read = self._fractions.reader.read(box)
        at = cells.rows - row, cells.cols - col
        shares = np.zeros((self.classes, cells.rows.size))
        part = np.zeros(cells.rows.size)
        for column, share in zip(self._columns, read.shares):
            if column >= 0:
                shares[column] += share[at]
                part += share[at]
        told = read.covered[at] * part >= LEAST_KNOWN
        return shares / np.where(part > 0, part, 1.0), told


def _take(found: PixelShares, window: Window, other: PixelShares, cells: CellPixels) -> None:
    """Put what is known of the pixels of cells where they lie in a window."""
    common = window.intersect(cells.window)
    if common is None:
        return
    to, of = common.inside(window), common.inside(cells.window)
    mine = cells.place[of] >= 0
    found.shares[(slice(None), *to)][:, mine] = other.shares[(slice(None), *of)][:, mine]
    for kept, new in ((found.known, other.known), (found.no_image, other.no_image)):
        kept[to][mine] = new[of][mine]


class CellTally:
    """What became of each cell under a map; one thread at a time may add."""

    def __init__(self, box: Window) -> None:
        """Begin with no cell of ``box``, which holds all under the map."""
        self._box = box
        self._state = np.zeros((box.height, box.width), np.uint8)
        self._deviation = 0.0

    def add(self, cells: MetCells) -> None:
        """Note the cells of a tile's mapped pixels."""
        rows, cols = cells.rows - self._box.row, cells.cols - self._box.col
        inside = (rows >= 0) & (rows < self._box.height) & (cols >= 0) & (cols < self._box.width)
        self._state[rows[inside], cols[inside]] = cells.state[inside]
        left = cells.deviation[np.isfinite(cells.deviation)]
        self._deviation = max(self._deviation, float(left.max(initial=0.0)))

    def counts(self) -> CellCounts:
        """Return how many cells there are of each kind."""
        found = np.bincount(self._state.ravel(), minlength=LAST_STATE + 1).tolist()
        return CellCounts(
            agreed=found[AGREED], open=found[OPEN], no_fractions=found[NO_FRACTIONS],
            half_seen=found[HALF_SEEN], deviation=self._deviation,
        )  # fmt: skip
