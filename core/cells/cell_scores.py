"""Coarse cells one by one: how much of each cell's own class the fine map finds in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..errors import GridError
from ..legends.legend import Legend
from ..progress import Progress, check
from ..rasters.grid import Grid, Window
from ..rasters.turns import shortest
from .cell_sums import CellCounts, CellSums
from .coarse import NO_CLASS, CoarseMap
from .prior import class_columns

LEAST_COVERED = 0.5
"""Share of a cell's fine pixels that must be mapped for the cell to count."""

_ROUNDING = 1e-6  # of an area worked out from corners
_EDGE = 0.01  # fine pixels of rounding that do not put a cell across the frame


@dataclass(frozen=True, eq=False)
class CellScores:
    """Some rows of coarse cells beside what the fine map holds in them.

    All classes are positions in the joint legend, -1 = none. Between equally common classes the
    cell's own is taken, else the one with the lowest code.

    Attributes:
        window: the cells, on the coarse grid.
        labels: class of the coarse cell, int16 (row, col).
        covered: share of the cell's fine pixels that are mapped, float64 (row, col), 0..1.
        counted: the cell has a class and at least half of it is mapped, bool (row, col).
        hard, soft: pixels, and probability in 1 / QUANTUM, int64 (row, col, class); ``soft`` is
            all 0 where no probabilities were summed.
        majority: the fine map's commonest class, int16 (row, col).
        soft_majority: the class with the largest sum of probability, int16 (row, col).
        hard_share: share of the mapped pixels that have the cell's own class, float64 (row, col);
            NaN where there is no such pixel or the cell has no class.
        soft_share: share of the probability that is the own class's, likewise.
    """

    window: Window
    labels: np.ndarray
    covered: np.ndarray
    counted: np.ndarray
    hard: np.ndarray
    soft: np.ndarray
    majority: np.ndarray
    soft_majority: np.ndarray
    hard_share: np.ndarray
    soft_share: np.ndarray


def joint_legend(coarse: Legend, fine: Legend) -> Legend:
    """Return the classes of both legends by code; names and colours are the coarse map's."""
    classes = {entry.code: entry for entry in (*fine.classes, *coarse.classes)}
    return Legend(tuple(classes.values()), name=coarse.name)


def score_cells(sums: CellSums, coarse: CoarseMap, *, progress: Progress) -> Iterator[CellScores]:
    """Yield the scores of every cell under the mapped frame, a few rows of cells at a time.

    Raises:
        GridError: ``coarse`` does not have the cells the sums were made for.
        ValueError: the sums' context is not entered.
        Cancelled: the user asked to stop.
    """
    if coarse.grid != sums.coarse_grid:
        raise GridError(
            f"The coarse map of {coarse.grid.shape[0]} x {coarse.grid.shape[1]} cells is not the "
            "one the fine map was summed up for; hand in that one."
        )
    legend = joint_legend(coarse.legend, sums.legend)
    from_coarse = np.append(class_columns(coarse.legend, legend), np.int16(NO_CLASS))
    from_fine = class_columns(sums.legend, legend)
    for counts in sums.strips():
        check(progress)
        rows, cols = counts.window.inside(coarse.grid.window)
        labels = from_coarse[coarse.labels[rows, cols]]
        hard = _in_legend(counts.hard, from_fine, len(legend))
        soft = np.zeros_like(hard)
        if counts.soft is not None:
            soft = _in_legend(counts.soft, from_fine, len(legend))
        covered = _covered(counts, sums)
        yield CellScores(
            window=counts.window,
            labels=labels,
            covered=covered,
            counted=(labels != NO_CLASS) & (covered >= LEAST_COVERED - _ROUNDING),
            hard=hard,
            soft=soft,
            majority=_commonest(hard, labels),
            soft_majority=_commonest(soft, labels),
            hard_share=_own_share(hard, labels),
            soft_share=_own_share(soft, labels),
        )


def _in_legend(values: np.ndarray, columns: np.ndarray, classes: int) -> np.ndarray:
    result = np.zeros((*values.shape[:2], classes), np.int64)
    result[..., columns] = values
    return result


def _covered(counts: CellCounts, sums: CellSums) -> np.ndarray:
    """Return the mapped share of each cell, also of the part beyond the frame.

    Within the frame the pixels of a cell were counted; of a cell that reaches beyond it, the
    number of pixels follows from its area.
    """
    pixels, whole = _pixels(sums.coarse_grid, counts.window, fine=sums.fine, frame=sums.frame)
    total = np.where(whole, counts.seen, np.fmax(pixels, counts.seen))
    return counts.hard.sum(axis=2) / np.maximum(total, 1)


def _pixels(
    cells: Grid, window: Window, *, fine: Grid, frame: Window
) -> tuple[np.ndarray, np.ndarray]:
    """Return the area of each cell in fine pixels, and whether it lies within the frame.

    Returns:
        float64 (row, col), NaN where a corner has no place on the fine grid; bool (row, col).
    """
    rows = np.arange(window.row, window.row + window.height + 1, dtype=np.float64)
    cols = np.arange(window.col, window.col + window.width + 1, dtype=np.float64)
    x, y = cells.xy(rows[:, None], cols[None, :])
    row, col = fine.place(x, y, from_wkt=cells.crs_wkt)
    with np.errstate(invalid="ignore"):  # NaN is outside
        inside = (row >= frame.row - _EDGE) & (row <= frame.row + frame.height + _EDGE)
        inside &= (col >= frame.col - _EDGE) & (col <= frame.col + frame.width + _EDGE)
    whole = inside[:-1, :-1] & inside[1:, :-1] & inside[:-1, 1:] & inside[1:, 1:]
    # half the cross product of the diagonals is the area of any quadrangle
    row_down, row_up = row[1:, 1:] - row[:-1, :-1], row[:-1, 1:] - row[1:, :-1]
    col_down = shortest(col[1:, 1:] - col[:-1, :-1], fine.turn)
    col_up = shortest(col[:-1, 1:] - col[1:, :-1], fine.turn)
    return np.abs(row_down * col_up - col_down * row_up) / 2, whole


def _own(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return each cell's sum for its own class; that of any class where it has none."""
    place = np.maximum(labels, 0).astype(np.intp)[..., None]
    return np.take_along_axis(values, place, axis=2)[..., 0]


def _commonest(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    top = values.max(axis=2)
    tied = (labels != NO_CLASS) & (_own(values, labels) == top)
    best = np.where(tied, labels, values.argmax(axis=2))
    return np.where(top > 0, best, NO_CLASS).astype(np.int16)


def _own_share(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    total = values.sum(axis=2)
    known = (labels != NO_CLASS) & (total > 0)
    return np.where(known, _own(values, labels) / np.maximum(total, 1), np.nan)
