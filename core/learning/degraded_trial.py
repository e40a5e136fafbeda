"""The held-out samples with the degraded coarse map as prior: what comes back, and how good it is.

Classes are compared with the labels of cells in three ways: those that cells have as a whole,
those of single samples, and those of a few samples together. A cell's mean is surer than any
pixel, a single sample less sure than a pixel whose neighbours smooth it; ``GROUP`` samples
together come nearest to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..cells.degraded import CellSamples, DegradedMap, column_sums

GROUP = 4  # samples of a cell, taken together
_WELL_KNOWN_SHARE = 0.25  # of the cells; fewer in such blocks are a map of holes
MIN_CELLS = 12  # more than one degraded cell holds
_TIE = 1e-9
_TINY = 1e-300  # no division by zero


@dataclass(frozen=True, eq=False)
class Groups:
    """Samples taken together, always of one cell.

    Attributes:
        of_sample: group of each sample, int64 (sample,).
        cell: cell of each group, int64 (group,).
        per_cell: groups of each cell, int64 (cell,).
    """

    of_sample: np.ndarray
    cell: np.ndarray
    per_cell: np.ndarray

    @classmethod
    def deal(cls, cell_of: np.ndarray, *, cells: int, size: int | None) -> Groups:
        """Deal the samples of each cell, in turn, to groups of at least ``size``, or to one.

        A cell of fewer samples is one group.
        """
        held = np.bincount(cell_of, minlength=cells)
        per_cell = np.ones_like(held) if size is None else np.maximum(held // size, 1)
        order = np.argsort(cell_of, kind="stable")
        turn = np.empty(len(cell_of), dtype=np.int64)
        turn[order] = np.arange(len(cell_of)) - (np.cumsum(held) - held)[cell_of[order]]
        first = np.cumsum(per_cell) - per_cell
        return cls(
            first[cell_of] + turn % per_cell[cell_of],
            np.repeat(np.arange(cells), per_cell),
            per_cell,
        )


class Trial:
    """Cells to bring back, and the samples in them.

    Attributes:
        samples: as given.
        n_classes: number of classes.
        cells: positions of the cells in their table.
        labels: class index of each of them, int64 (cell,).
        kinds: number of classes among the labels.
    """

    def __init__(self, samples: CellSamples, training_shares: np.ndarray) -> None:
        use = samples.compared
        self.samples = samples
        self.n_classes = samples.n_classes
        self.cells = np.flatnonzero(use)
        self.labels = samples.labels[self.cells].astype(np.int64)
        self.kinds = len(np.unique(self.labels))
        self._trust = samples.posterior[self.cells, self.labels]
        known = samples.known & use[samples.sample_cell]
        self._cell_of = (np.cumsum(use) - 1)[samples.sample_cell[known]]
        self._probabilities = np.ascontiguousarray(samples.probabilities[known].T, np.float64)
        self._shares = np.maximum(training_shares, 1e-6)[:, None]
        self._corrected: dict[float, np.ndarray] = {}

    def groups(self, size: int | None) -> Groups:
        """Return groups of at least ``size`` samples; None: of all samples of a cell."""
        return Groups.deal(self._cell_of, cells=len(self.cells), size=size)

    def lay(self, shift: tuple[int, int]) -> Laid | None:
        """Degrade the coarse map with a shift; None where that could not tell anything."""
        degraded = DegradedMap(self.samples, shift)
        known = degraded.well_known[self.cells]
        least = max(MIN_CELLS, _WELL_KNOWN_SHARE * len(self.cells))
        counted = self.labels[known & (self._trust > 0)]
        if len(counted) < least or len(np.unique(counted)) < 2:
            return None
        block = degraded.block_of[self.cells]
        return Laid(
            self,
            shares=degraded.shares(self.cells, self.n_classes),
            weights=np.where(known, self._trust, 0.0),
            copy=degraded.labels[block],
            block=block,
        )

    def posterior(self, shares: np.ndarray, weight: float, correction: float) -> np.ndarray:
        """Return what ``combine`` of the prior would, float64 (class, sample); exponents >= 0."""
        if correction not in self._corrected:
            self._corrected[correction] = self._probabilities / self._shares**correction
        found = self._corrected[correction] * (shares**weight)[:, self._cell_of]
        total = np.zeros(found.shape[1])
        for one in found:  # in the order of the classes, whatever NumPy would do
            total += one
        found /= np.maximum(total, _TINY)
        return found


@dataclass(frozen=True, eq=False)
class Laid:
    """A trial with the coarse map degraded in one of the ways to lay its cells.

    Attributes:
        trial: the cells and samples.
        shares: how common each class is around each cell, float64 (class, cell).
        weights: what each cell's label counts, float64 (cell,).
        copy: class of the degraded cell each cell lies in, int64 (cell,).
        block: the degraded cell, int64 (cell,).
    """

    trial: Trial
    shares: np.ndarray
    weights: np.ndarray
    copy: np.ndarray
    block: np.ndarray

    def posterior(self, weight: float, correction: float) -> np.ndarray:
        """Return the samples' probabilities with the degraded map as prior, (class, sample)."""
        return self.trial.posterior(self.shares, weight, correction)

    def copied(self) -> Tables:
        """Compare the degraded map itself with the labels."""
        return self._tables(self.copy, np.arange(len(self.copy)), self.weights, self.trial.labels)

    def compare(self, posterior: np.ndarray, groups: Groups) -> Tables:
        """Compare the most probable class of each group of samples with its cell's label."""
        return self._tables(*self._found(posterior, groups), self.trial.labels)

    def compare_with_copy(self, posterior: np.ndarray, groups: Groups) -> Tables:
        """Compare it with the class of the degraded cell."""
        return self._tables(*self._found(posterior, groups), self.copy)

    def _found(
        self, posterior: np.ndarray, groups: Groups
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return class, cell and weight of each group."""
        sums = column_sums(posterior, groups.of_sample, count=len(groups.cell))
        return sums.argmax(axis=0), groups.cell, (self.weights / groups.per_cell)[groups.cell]

    def _tables(
        self, found: np.ndarray, cell: np.ndarray, weights: np.ndarray, wanted: np.ndarray
    ) -> Tables:
        size = self.trial.n_classes
        return Tables(found * size + wanted[cell], weights, self.block[cell], size)


@dataclass(frozen=True, eq=False)
class Tables:
    """Classes found against others, of the whole map and of each degraded cell.

    Attributes:
        pairs: class found * n_classes + the other, int64 (group,).
        weights: float64 (group,).
        block: degraded cell of each, int64 (group,).
        n_classes: number of classes.
    """

    pairs: np.ndarray
    weights: np.ndarray
    block: np.ndarray
    n_classes: int

    @cached_property
    def whole(self) -> np.ndarray:
        """Sums of weights, float64 (found, label)."""
        count = self.n_classes
        return np.bincount(self.pairs, self.weights, count * count).reshape(count, count)

    def without_each_block(self) -> np.ndarray:
        """Return kappa without each degraded cell that counts, float64 (block,), by its number."""
        blocks, place = np.unique(self.block[self.weights > 0], return_inverse=True)
        size = self.n_classes
        found, label = np.divmod(self.pairs[self.weights > 0], size)
        weights, place = self.weights[self.weights > 0], place.reshape(-1)

        def per_block(values: np.ndarray) -> np.ndarray:
            sums = np.bincount(place * size + values, weights, len(blocks) * size)
            return sums.reshape(-1, size)

        same = found == label
        agreed = np.bincount(place[same], weights[same], len(blocks))
        rows = self.whole.sum(axis=1) - per_block(found)
        cols = self.whole.sum(axis=0) - per_block(label)
        return _kappa(np.trace(self.whole) - agreed, rows, cols)

    @property
    def kappa(self) -> float:
        """Cohen's kappa."""
        whole = self.whole
        return float(_kappa(np.trace(whole), whole.sum(axis=1), whole.sum(axis=0)))

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the classes of the labels."""
        rows, cols, agreed = self.whole.sum(axis=1), self.whole.sum(axis=0), np.diag(self.whole)
        there = cols > 0
        return float((2 * agreed[there] / (rows + cols)[there]).mean())


def _kappa(agreed: np.ndarray, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Return kappa from sums of weights: agreed (...), of the rows and columns (..., class)."""
    total = np.maximum(rows.sum(axis=-1), _TINY)
    chance = (rows * cols).sum(axis=-1) / total**2
    kappa: np.ndarray = (agreed / total - chance) / np.maximum(1 - chance, _TIE)
    return kappa
