"""Scores of coarse cells added up, and the worst of them kept."""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np

from ..rasters.grid import Window
from .cell_scores import CellScores
from .coarse import NO_CLASS

WORST_CELLS = 20


class Candidate(NamedTuple):
    """A cell that may be among the worst; sorts from worst to best, then by place.

    Row and column count on the coarse grid, classes are positions in the joint legend.
    """

    rank: float
    hard_share: float
    row: int
    col: int
    label: int
    majority: int
    soft_share: float


class CellTally:
    """Sums over the cells that count; arrays are int64 by class of the joint legend.

    Attributes:
        cells, partly, unlabelled: cells that count, and those that do not, see ``Consistency``.
        hard_shares, soft_shares: sums of the cells' shares of their own class.
        soft_cells: cells that have probabilities.
        soft_agreed: those whose own class has the largest sum.
        matrix: cells (commonest class, label).
        coarse_pixels: mapped pixels by label of their cell.
        hard, soft: mapped pixels, and probability in 1 / QUANTUM, by class of the fine map.
        worst: the worst cells of learnt classes, the worst first.
        window: cells around all that count, on the coarse grid; None = there are none.
    """

    def __init__(self, learnt: np.ndarray) -> None:
        """Start from nothing; ``learnt`` is bool (class,)."""
        self._learnt = learnt
        classes = learnt.size
        self.cells = self.partly = self.unlabelled = self.soft_cells = self.soft_agreed = 0
        self.hard_shares = self.soft_shares = 0.0
        self.matrix = np.zeros((classes, classes), np.int64)
        self.coarse_pixels, self.hard, self.soft = np.zeros((3, classes), np.int64)
        self.worst: list[Candidate] = []
        self.window: Window | None = None

    def add(self, scores: CellScores) -> None:
        """Add some rows of cells, which lie below those added before."""
        keep, touched = scores.counted, scores.covered > 0
        unlabelled = touched & (scores.labels == NO_CLASS)
        self.unlabelled += int(unlabelled.sum())
        self.partly += int((touched & ~keep & ~unlabelled).sum())
        if not keep.any():
            return
        labels, hard = scores.labels[keep], scores.hard[keep]
        self.cells += labels.size
        np.add.at(self.matrix, (scores.majority[keep], labels), 1)
        np.add.at(self.coarse_pixels, labels, hard.sum(axis=1))
        self.hard += hard.sum(axis=0)
        self.soft += scores.soft[keep].sum(axis=0)
        self.hard_shares += float(scores.hard_share[keep].sum())
        soft_share = scores.soft_share[keep]
        known = np.isfinite(soft_share)
        self.soft_cells += int(known.sum())
        self.soft_agreed += int((scores.soft_majority[keep] == labels)[known].sum())
        self.soft_shares += float(soft_share[known].sum())
        self._keep_worst(scores)
        self._widen(scores)

    def _keep_worst(self, scores: CellScores) -> None:
        rows, cols = np.nonzero(scores.counted & self._learnt[scores.labels])
        hard, soft = scores.hard_share[rows, cols], scores.soft_share[rows, cols]
        rank = np.where(np.isfinite(soft), soft, hard)
        order = np.lexsort((cols, rows, hard, rank))[:WORST_CELLS]
        found = (
            Candidate(
                rank=float(rank[at]),
                hard_share=float(hard[at]),
                row=scores.window.row + int(rows[at]),
                col=scores.window.col + int(cols[at]),
                label=int(scores.labels[rows[at], cols[at]]),
                majority=int(scores.majority[rows[at], cols[at]]),
                soft_share=float(soft[at]),
            )
            for at in order
        )
        self.worst = heapq.nsmallest(WORST_CELLS, [*self.worst, *found])

    def _widen(self, scores: CellScores) -> None:
        rows, cols = (np.flatnonzero(scores.counted.any(axis=axis)) for axis in (1, 0))
        top, left = scores.window.row + int(rows[0]), scores.window.col + int(cols[0])
        bottom, right = scores.window.row + int(rows[-1]) + 1, scores.window.col + int(cols[-1]) + 1
        if self.window is not None:
            top, left = self.window.row, min(left, self.window.col)
            right = max(right, self.window.col + self.window.width)
        self.window = Window(top, left, bottom - top, right - left)
