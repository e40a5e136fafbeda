"""Labels finer than the pixels of a grid, as the share of each class in every pixel."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from ..legends.labels import LabelRule
from ..progress import Progress
from ..rasters.codes import NO_CODE, CodeReader
from ..rasters.grid import Grid, PixelMap, Window, same_crs, shifted, window_under
from .overlap import AxisOverlap, box_areas, quad_areas

_BLOCK = 128  # rows of the labels taken at once; sums are grouped by them, wherever a tile begins
_MOST = 4_000_000  # labels read at once
_TOLD = 10  # codes in a sentence
_FULL = 1 - 1e-9  # of a pixel: rounding of positions, no missing label


@dataclass(frozen=True, eq=False)
class Shares:
    """What part of each pixel belongs to each class.

    Attributes:
        shares: float64 (class, row, col), each at least 0; they sum to 1, or are 0 where no label
            of a class lies in the pixel.
        covered: part of the pixel's area with such a label, float64 (row, col), 0..1.
    """

    shares: np.ndarray
    covered: np.ndarray


class FractionReader(Protocol):
    """Shares of classes at the pixels of a grid; ``ShareReader`` and ``FractionBands`` are.

    Attributes:
        grid: of the pixels.
        classes: how many there are.
    """

    grid: Grid
    classes: int

    def read(self, window: Window) -> Shares:
        """Return the shares of a window, the same in whatever window they are asked."""


def tell_unknown(codes: Sequence[int], progress: Progress) -> None:
    """Tell which codes of the labels count as no label, because the legend lacks them."""
    if codes:
        more = ", …" if len(codes) > _TOLD else ""
        progress.message(
            "FINE_LABELS hold codes that are not in the legend "
            f"({', '.join(map(str, codes[:_TOLD]))}{more}). They count as no label, so that the "
            "other classes share their pixels; name them in the legend where they are classes.",
            warning=True,
        )


class ShareReader:
    """Shares of classes at the pixels of a grid, weighted by exact area.

    Labels on axes parallel to the grid's are cut along its lines. From another coordinate system,
    or where a grid is turned, each label is the quadrangle of its corners, and the area it has in
    common with each pixel is counted; areas are those of the grid's own plane. Positions between
    coordinate systems are those of ``PixelMap``. Safe to call from many threads.
    """

    def __init__(self, labels: CodeReader, rule: LabelRule, grid: Grid) -> None:
        """Prepare to aggregate ``labels``, whose codes ``rule`` makes classes, to ``grid``."""
        self.grid, self.classes = grid, len(rule.legend)
        self._labels, self._rule = labels, rule
        self._strange: set[int] = set()
        same = same_crs(labels.grid.crs_wkt, grid.crs_wkt)
        self._from = labels.grid.turned_to(grid) if same else labels.grid
        shape = (self._from.shape[0] + 1, self._from.shape[1] + 1)
        # centres of this grid are corners of the labels
        corners = Grid(self._from.crs_wkt, shifted(self._from.transform, -0.5, -0.5), shape)
        self._corners = PixelMap(corners, grid)

    def read(self, window: Window) -> Shares:
        """Return the shares of a window of the grid, the same in whatever window they are asked.

        Raises:
            InputError: the labels cannot be read, or hold values that are no class codes.
        """
        overlap = self._axes(window)
        if overlap is None:
            around = window_under(self.grid.crop(window), self._from, margin=2)
            size = 0 if around is None else around.height * around.width
        else:
            (top, bottom), (left, right) = overlap[0].reach, overlap[1].reach
            size = (bottom - top) * (right - left)
        if size > _MOST and window.height * window.width > 1:
            return self._halves(window)
        areas = np.zeros((self.classes, window.height, window.width))
        if overlap is not None:
            self._add_boxes(areas, *overlap)
        elif around is not None:
            for block in _blocks(around):
                self._add_quads(areas, block, window)
        return _normalised(areas)

    @property
    def unknown_codes(self) -> tuple[int, ...]:
        """Codes met so far that the legend lacks, in order; they count as no label."""
        return tuple(sorted(self._strange))

    def _positions(self, window: Window) -> np.ndarray:
        """Return the classes of a window of the labels, int16 (row, col); -1 = none."""
        codes = self._rule.translate(self._labels.read(window))
        positions = self._rule.legend.index_of(codes).astype(np.int16)
        strange = codes[(positions < 0) & (codes != NO_CODE)]
        if strange.size:
            self._strange.update(np.unique(strange).tolist())  # whatever the thread
        return positions

    def _halves(self, window: Window) -> Shares:
        down = window.height >= window.width
        half = (window.height if down else window.width) // 2
        if down:
            rest = replace(window, row=window.row + half, height=window.height - half)
            parts = self.read(replace(window, height=half)), self.read(rest)
        else:
            rest = replace(window, col=window.col + half, width=window.width - half)
            parts = self.read(replace(window, width=half)), self.read(rest)
        axis = 0 if down else 1
        return Shares(
            np.concatenate([part.shares for part in parts], axis=axis + 1),
            np.concatenate([part.covered for part in parts], axis=axis),
        )

    def _axes(self, window: Window) -> tuple[AxisOverlap, AxisOverlap] | None:
        """Return the window's pixels as boxes of labels; None where they are none."""
        to = self._from.inverse * self.grid.transform
        if to.b or to.d or not same_crs(self.grid.crs_wkt, self._from.crs_wkt):
            return None
        rows = np.arange(window.row, window.row + window.height + 1) * to.e + to.f
        cols = np.arange(window.col, window.col + window.width + 1) * to.a + to.c
        return AxisOverlap.of(rows), AxisOverlap.of(cols)

    def _add_boxes(self, areas: np.ndarray, rows: AxisOverlap, cols: AxisOverlap) -> None:
        (top, bottom), (left, right) = rows.reach, cols.reach
        found = Window(top, left, bottom - top, right - left)
        turns = found.turns(self._from.circle)
        if all(one.intersect(self._from.window) is None for one in turns):
            return
        positions = self._positions(found)
        scale = abs((self._from.inverse * self.grid.transform).determinant)
        for place in np.unique(positions[positions >= 0]):
            areas[place] = box_areas(positions == place, rows, cols) / scale

    def _add_quads(self, areas: np.ndarray, block: Window, window: Window) -> None:
        """Add what labels of a block have in common with the window's pixels."""
        positions = self._positions(block).ravel()
        nodes = replace(block, height=block.height + 1, width=block.width + 1)
        row, col = self._corners.positions(nodes)
        turns = ((0, 0), (0, 1), (1, 1), (1, 0))
        size = (block.height, block.width)
        rows, cols = (
            np.stack([part[down : down + size[0], across : across + size[1]].ravel()
                      for down, across in turns])
            for part in (row, col)
        )  # fmt: skip
        with np.errstate(invalid="ignore"):
            near = (rows.max(axis=0) > window.row) & (cols.max(axis=0) > window.col)
            near &= rows.min(axis=0) < window.row + window.height
            near &= cols.min(axis=0) < window.col + window.width
        wanted = np.flatnonzero(near & (positions >= 0))
        if wanted.size:
            corners = rows[:, wanted], cols[:, wanted]
            _add(areas, corners, positions[wanted].astype(np.int64), (window.row, window.col))


def _add(
    areas: np.ndarray,
    corners: tuple[np.ndarray, np.ndarray],
    places: np.ndarray,
    offset: tuple[int, int],
) -> None:
    """Add quadrangles' parts, pixel after pixel of each: one step away, two, ...

    Args:
        areas: float64 (class, row, col), added to.
        corners: rows and cols of the quadrangles' corners on the grid, float64 (4, quadrangle).
        places: the quadrangles' classes.
        offset: row and col on the grid of the first pixel of ``areas``.
    """
    height, width = areas.shape[1:]
    rows, cols = corners
    top, left = (np.floor(part.min(axis=0)).astype(np.int64) for part in (rows, cols))
    down, across = (
        np.ceil(part.max(axis=0)).astype(np.int64) - least
        for part, least in ((rows, top), (cols, left))
    )
    for row_step in range(int(down.max())):
        for col_step in range(int(across.max())):
            row, col = top + row_step, left + col_step
            some = (row_step < down) & (col_step < across)
            at_row, at_col = row - offset[0], col - offset[1]
            some &= (at_row >= 0) & (at_row < height) & (at_col >= 0) & (at_col < width)
            part = np.flatnonzero(some)
            common = quad_areas(rows[:, part] - row[part], cols[:, part] - col[part])
            cells = (places[part] * height + at_row[part]) * width + at_col[part]
            areas += np.bincount(cells, weights=common, minlength=areas.size).reshape(areas.shape)


def _blocks(window: Window) -> Iterator[Window]:
    """Yield the parts of a window between the multiples of ``_BLOCK`` rows."""
    end = window.row + window.height
    for start in range(math.floor(window.row / _BLOCK) * _BLOCK, end, _BLOCK):
        first = max(start, window.row)
        yield replace(window, row=first, height=min(start + _BLOCK, end) - first)


def _normalised(areas: np.ndarray) -> Shares:
    covered = np.zeros(areas.shape[1:])
    for area in areas:  # class by class: sum() may add in another order in another tile
        covered += area
    shares = areas / np.where(covered > 0, covered, 1.0)
    return Shares(shares, np.where(covered > _FULL, 1.0, covered))
