"""What training starts from: the samples, how to train, and which samples can be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..legends.legend import LandCoverClass, Legend
from ..phrases import counted
from ..progress import Progress
from .forest import MOST_PER_TREE, ForestSettings
from .validation import BLOCK_SIZE, cell_blocks, cell_numbers, check_block_size

_LEAF_RANGE = (5, 100)  # samples, of a leaf that is chosen
_LEAF_OF_A_CELL = 0.5  # the leaf's share of the samples a coarse cell has


@dataclass(frozen=True)
class TrainingSettings:
    """How to train; ``clean`` leaves out samples whose label the others contradict.

    ``block_size`` is the side, in coarse cells, of the blocks that cross-validation keeps whole.
    ``min_leaf`` None is chosen: half the samples a coarse cell has among those a tree draws, 5 to
    100, because samples of one cell carry one label and are no evidence for each other; 5 where
    cells are unknown.
    """

    trees: int = 100
    min_leaf: int | None = None
    clean: bool = True
    seed: int = 0
    block_size: int = BLOCK_SIZE

    def __post_init__(self) -> None:
        check_block_size(self.block_size)
        self.forest(0, 1)

    def forest(self, samples: int, cells: int) -> ForestSettings:
        """Return what the forest needs for so many samples from so many cells; 0 = unknown."""
        low, high = _LEAF_RANGE
        drawn = min(samples, MOST_PER_TREE)
        leaf = round(_LEAF_OF_A_CELL * drawn / cells) if cells else low
        leaf = min(max(leaf, low), high) if self.min_leaf is None else self.min_leaf
        return ForestSettings(trees=self.trees, min_leaf=leaf, seed=self.seed)


@dataclass(frozen=True)
class TrainingSet:
    """Samples with their features.

    Attributes:
        features: float32 (sample, feature); rows with NaN are dropped.
        codes: class code of each sample, int64 (sample,).
        blocks: place of each sample, int64 (sample,); samples of one block stay together in
            cross-validation. Not used where there are ``cells``, and may then be None.
        legend: names and colours of the codes.
        weights: area each sample stands for, in any unit, float64 (sample,); None = all alike.
        cells: row and column of each sample's cell in the whole coarse raster, int64 (sample, 2);
            None = unknown.
        own_cell: False where ``cells`` has the cell of the nearest sample that names one, which
            only keeps neighbours in one block, bool (sample,); None = all name theirs.

    Raises:
        InputError: there are neither blocks nor cells.
    """

    features: np.ndarray
    codes: np.ndarray
    blocks: np.ndarray | None
    legend: Legend
    weights: np.ndarray | None = None
    cells: np.ndarray | None = None
    own_cell: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.blocks is None and self.cells is None:
            raise InputError("The samples have no place; give their coarse cells or blocks.")

    def blocks_of(self, size: int) -> np.ndarray:
        """Return the block of each sample, int64 (sample,); ``size`` is in coarse cells."""
        if self.cells is not None:
            return cell_blocks(self.cells, size=size)
        return np.asarray(self.blocks)


def plain_legend(codes: Sequence[int], names: Sequence[str], colors: Sequence[str]) -> Legend:
    """Return the legend samples carry with them: codes, names and colours."""
    entries = zip(codes, names, colors)
    return Legend(tuple(LandCoverClass(int(code), name, color) for code, name, color in entries))


@dataclass(frozen=True, eq=False)
class SampleRows:
    """Samples with data in every feature.

    Attributes:
        features: float32 (sample, feature), finite.
        label: position in ``legend``, int64 (sample,).
        blocks: int64 (sample,).
        weights: float64 (sample,).
        legend: the classes that have samples.
        cells: row and column of the coarse cell, int64 (sample, 2), or None.
        own_cell: whether the sample itself names that cell, bool (sample,).
        forest: settings of the forest for these samples.
    """

    features: np.ndarray
    label: np.ndarray
    blocks: np.ndarray
    weights: np.ndarray
    legend: Legend
    cells: np.ndarray | None
    own_cell: np.ndarray
    forest: ForestSettings

    @property
    def counts(self) -> np.ndarray:
        """Samples of each class, int64 (class,)."""
        return np.bincount(self.label, minlength=len(self.legend)).astype(np.int64)

    @property
    def shares(self) -> np.ndarray:
        """Share of each class among the samples, float64 (class,)."""
        return self.counts / self.label.size

    def take(self, which: np.ndarray) -> SampleRows:
        """Return some of the samples, by position or bool (sample,)."""
        cells = None if self.cells is None else self.cells[which]
        return SampleRows(
            self.features[which], self.label[which], self.blocks[which], self.weights[which],
            self.legend, cells, self.own_cell[which], self.forest,
        )  # fmt: skip


def usable_samples(
    samples: TrainingSet, usable: np.ndarray, settings: TrainingSettings, progress: Progress
) -> SampleRows:
    """Return the samples marked in ``usable``, bool (sample,).

    Raises:
        InputError: they are of fewer than two classes.
    """
    present = np.unique(samples.codes[usable])
    if present.size < 2:
        raise InputError(
            f"SAMPLES holds {present.size} class{'' if present.size == 1 else 'es'} with data in "
            "every feature; at least two are needed: check that the samples lie on FEATURES."
        )
    _warn_of_lost(samples, present, progress)
    legend = samples.legend.subset(present.tolist())
    label = legend.index_of(samples.codes[usable]).astype(np.int64)
    weights = np.ones(usable.size) if samples.weights is None else samples.weights
    own = np.full(usable.size, samples.cells is not None)
    own = (own if samples.own_cell is None else samples.own_cell)[usable]
    cells = samples.cells[usable] if samples.cells is not None and own.any() else None
    count = 0 if cells is None else len(np.unique(cell_numbers(cells[own])))
    return SampleRows(
        samples.features[usable], label, samples.blocks_of(settings.block_size)[usable],
        weights[usable], legend, cells, own,
        settings.forest(int(own.sum()) if count else label.size, count),
    )  # fmt: skip


def _warn_of_lost(samples: TrainingSet, present: np.ndarray, progress: Progress) -> None:
    given = samples.codes[samples.legend.index_of(samples.codes) >= 0]
    for code in np.setdiff1d(given, present).tolist():
        progress.message(
            f"{samples.legend.get(code).name} ({code}) is not learnt: none of its "
            f"{counted(int((given == code).sum()), 'sample')} has data in every feature.",
            warning=True,
        )
