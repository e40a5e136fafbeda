"""The coarse map made coarser still, so that the coarse cells stand for the pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from affine import Affine

from ..errors import InputError
from ..legends.legend import generic
from ..rasters.grid import Grid
from .cell_labels import CellLabels
from .coarse import NO_CLASS, CellPositions, CoarseMap
from .prior import CELL_REACH, local_shares

FACTOR = 3  # cells along one side of a degraded cell
REACH = FACTOR * (CELL_REACH + 1)  # cells; those farther away change nothing for a cell
_WELL_KNOWN = FACTOR * FACTOR // 2 + 1  # cells; a block of fewer is no mixture, its copy too good
_WIDEST_GAP = 8  # degraded cells; smoothing and interpolation reach less far
_BAND_VALUES = 4_000_000  # shares held at once while they are smoothed
_BAND_VOTES = 1_000_000  # votes held at once while blocks are given their class
# where two classes have as many cells of a block, that of the middle or next to it counts; sums of
# such votes are exact, and no two are equal
_VOTES = 1 + 0.5 ** np.array([[15, 11, 17], [13, 10, 12], [18, 14, 16]])


@dataclass(frozen=True, eq=False)
class CellSamples:
    """Samples and the coarse cells they lie in.

    Cells without samples are of use too: they belong to the degraded map. They may be in the
    table, or in ``around``, which takes two bytes a cell.

    Attributes:
        probabilities: of forests that have not seen the sample's cell, float64 (sample, class);
            a row with NaN does not count.
        sample_cell: position of each sample's cell in the table of cells, integers (sample,).
        cells: row and column of each cell, distinct, int64 (cell, 2).
        labels: class index of each cell, integers (cell,); -1 = none.
        posterior: from ``judge_cells``, float64 (cell, class).
        judged: which cells may be compared with the result, bool (cell,).
        around: the most probable class of every cell of the coarse map, or of its part as far as
            ``REACH`` around the cells; None = the cells of the table are all there are.

    Raises:
        InputError: the arrays do not fit each other.
    """

    probabilities: np.ndarray
    sample_cell: np.ndarray
    cells: np.ndarray
    labels: np.ndarray
    posterior: np.ndarray
    judged: np.ndarray
    around: CellLabels | None = None

    def __post_init__(self) -> None:
        count, classes = np.shape(self.posterior)
        fits = (
            np.shape(self.probabilities) == (len(self.sample_cell), classes)
            and np.shape(self.cells) == (count, 2)
            and np.shape(self.labels) == np.shape(self.judged) == (count,)
        )
        if not fits:
            raise InputError(
                f"{len(self.sample_cell)} samples, {count} cells and {classes} classes do not fit "
                "the arrays given with them; give a row per sample or cell, a column per class."
            )

    @property
    def n_classes(self) -> int:
        """Number of classes."""
        return int(self.posterior.shape[1])

    @property
    def known(self) -> np.ndarray:
        """Samples that count, bool (sample,)."""
        return np.isfinite(self.probabilities).all(axis=1)

    @property
    def compared(self) -> np.ndarray:
        """Cells whose label can be compared with what their samples tell, bool (cell,)."""
        held = np.zeros(len(self.cells), dtype=bool)
        held[self.sample_cell[self.known]] = True
        return held & self.judged & (self.labels >= 0)


class DegradedMap:
    """The coarse map at a coarser resolution: in each block the class most cells have.

    Attributes:
        labels: class of each block, int64 (block,); -1 = none.
        block_of: block of each cell of the table, int64 (cell,); -1 for cells without a label or
            outside the coarse map.
        well_known: whether most cells of a cell's block have a label, bool (cell,).
    """

    def __init__(self, samples: CellSamples, shift: tuple[int, int]) -> None:
        """Begin the first block ``shift`` cells above and left of the first cell."""
        use = samples.labels >= 0
        if samples.around is not None:
            use = use & samples.around.inside(samples.cells)
        shifted = np.asarray(samples.cells, dtype=np.int64) + shift
        place = shifted[use] // FACTOR
        self._map: np.ndarray | None = None  # of the blocks, int16 (row, col), where all are known
        if samples.around is None:
            place = _closed_up(place)
            width = int(place[:, 1].max(initial=0)) + 1
        else:
            self._map, cells = _degraded_map(samples.around, shift, n_classes=samples.n_classes)
            place -= np.add(samples.around.first_cell, shift) // FACTOR
            width = self._map.shape[1]
        blocks, index = np.unique(place[:, 0] * width + place[:, 1], return_inverse=True)
        index = index.reshape(-1)
        if self._map is None:
            believed = column_sums(samples.posterior[use].T, index, count=len(blocks))
            self.labels, known = believed.argmax(axis=0), np.bincount(index)
        else:
            self.labels, known = self._map.ravel()[blocks].astype(np.int64), cells.ravel()[blocks]
        self.block_of = np.full(len(shifted), -1)
        self.block_of[use] = index
        self.well_known = np.zeros(len(shifted), dtype=bool)
        self.well_known[use] = (known >= _WELL_KNOWN)[index]
        self._blocks = np.stack(np.divmod(blocks, width), axis=1)
        self._within = (shifted % FACTOR + 0.5) / FACTOR  # where in its block a cell's centre lies

    def shares(self, cells: np.ndarray, n_classes: int) -> np.ndarray:
        """Return how common each class is around cells with a label, float64 (class, cell)."""
        labels = self._map
        if labels is None:
            labels = np.full(self._blocks.max(axis=0) + 1, NO_CLASS, dtype=np.int16)
            labels[self._blocks[:, 0], self._blocks[:, 1]] = self.labels
        coarse = _bare_map(labels, n_classes)
        found = np.empty((n_classes, len(cells)))
        block = self._blocks[self.block_of[cells]]
        place = block + self._within[cells]
        band = block[:, 0] // max(_BAND_VALUES // (labels.shape[1] * n_classes), 1)
        for one in np.unique(band):
            at = np.flatnonzero(band == one)
            row, col = np.ascontiguousarray(place[at].T)[:, None, :]
            held = np.ascontiguousarray(block[at].T)[:, None, :]
            found[:, at] = local_shares(
                coarse,
                CellPositions(row, col, held[0], held[1]),
                columns=np.arange(n_classes, dtype=np.int16),
                n_classes=n_classes,
            )[:, 0]
        return found


def _degraded_map(
    around: CellLabels, shift: tuple[int, int], *, n_classes: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the class most cells of each block have, and how many of its cells have a class.

    Returns:
        Two arrays, int16 and uint8 (block row, block col); the first -1 where there is no class.
    """
    height, width = around.labels.shape
    top, left = (int(one) % FACTOR for one in np.add(around.first_cell, shift))
    shape = (-(-(height + top) // FACTOR), -(-(width + left) // FACTOR))
    found, known = np.full(shape, NO_CLASS, np.int16), np.zeros(shape, np.uint8)
    across, col_vote = np.divmod(np.arange(width) + left, FACTOR)
    step = max(_BAND_VOTES // max(shape[1] * max(n_classes, FACTOR**2), 1), 1)
    for first in range(0, shape[0], step):
        count = min(step, shape[0] - first) * shape[1]
        start, stop = first * FACTOR - top, (first + step) * FACTOR - top
        band = around.labels[max(start, 0) : stop]
        down, row_vote = np.divmod(np.arange(len(band)) + max(-start, 0), FACTOR)
        told = band >= 0
        block = (down[:, None] * shape[1] + across)[told]
        votes = np.bincount(
            block * n_classes + band[told],
            weights=_VOTES[row_vote[:, None], col_vote][told],
            minlength=count * n_classes,
        ).reshape(-1, shape[1], n_classes)
        best = np.where(votes.any(axis=2), votes.argmax(axis=2), NO_CLASS)
        found[first : first + step] = best
        known[first : first + step] = np.bincount(block, minlength=count).reshape(best.shape)
    return found, known


def _bare_map(labels: np.ndarray, n_classes: int) -> CoarseMap:
    """Return a map of class indices that lies nowhere on the ground."""
    height, width = labels.shape
    grid = Grid("no place", Affine.identity(), (height, width))
    return CoarseMap(labels, grid, generic(np.arange(n_classes)), (0, 0), width)


def _closed_up(blocks: np.ndarray) -> np.ndarray:
    """Move blocks together across wide empty stripes, which tell nothing, and start at 0."""
    closed = np.zeros_like(blocks)
    for axis in range(2):
        lines, place = np.unique(blocks[:, axis], return_inverse=True)
        steps = np.minimum(np.diff(lines, prepend=lines[:1]), _WIDEST_GAP)
        closed[:, axis] = np.cumsum(steps)[place.reshape(-1)]
    return closed


def column_sums(values: np.ndarray, groups: np.ndarray, *, count: int) -> np.ndarray:
    """Sum the columns of each group, in their order; float64 (class, group)."""
    return np.stack([np.bincount(groups, weights=one, minlength=count) for one in values])
