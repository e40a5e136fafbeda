"""How far the label of each training cell may be believed, and what follows for its samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..cells.cell_judge import CellJudge
from ..cells.cell_labels import CellLabels
from ..cells.cell_noise import (
    CellNoise,
    fit_cell_noise,
    judge_cells,
    neighbour_shares,
    table_neighbours,
)
from ..cells.degraded import REACH
from ..legends.legend import Legend
from .fold_forest import FoldForest

DOUBTED = 0.5  # a label less probable than this is taken for wrong


@dataclass(frozen=True, eq=False)
class CellTrust:
    """The coarse cells of the samples, in the order of their rows and columns.

    Attributes:
        cells: row and column in the coarse raster, int64 (cell, 2).
        sample_cell: position in ``cells`` of each sample's cell, int64 (sample,); -1 = unknown.
        agrees: True where a sample has the label of its cell, bool (sample,); samples edited by
            hand may have another, of which the cell tells nothing, or name no cell.
        labels: class index most samples of each cell carry, int64 (cell,).
        folds: fold of each cell, int64 (cell,).
        judged: False where nothing can be said of a cell's label, bool (cell,).
        posterior: probability of each class given label, image and neighbours, float64
            (cell, class); 1 for the label where not judged.
        noise: the model of the labels' errors.
        overall: share of each class among the cells, float64 (class,).
        around: the classes of all cells of the coarse map; None = not known.
    """

    cells: np.ndarray
    sample_cell: np.ndarray
    agrees: np.ndarray
    labels: np.ndarray
    folds: np.ndarray
    judged: np.ndarray
    posterior: np.ndarray
    noise: CellNoise
    overall: np.ndarray
    around: CellLabels | None = None

    @property
    def trust(self) -> np.ndarray:
        """Probability that each cell's label is right, float64 (cell,)."""
        return self.posterior[np.arange(len(self.labels)), self.labels]

    @property
    def believed_map(self) -> CellLabels | None:
        """The coarse map with the most probable class of judged cells, as far as the cells tell."""
        if self.around is None:
            return None
        near = self.around.near(self.cells, reach=REACH)
        return near.with_labels(self.cells, self.posterior.argmax(axis=1))

    def judge(self, forest: FoldForest, legend: Legend) -> CellJudge:
        """Return what a map-maker needs to judge cells as they were judged here."""
        others = self.posterior.copy()
        others[np.arange(len(self.labels)), self.labels] = -1.0
        return CellJudge(
            noise=self.noise,
            overall=self.overall,
            cells=self.cells.astype(np.int32),
            codes=legend.codes[self.labels].astype(np.int32),
            folds=self.folds.astype(np.int32),
            trust=np.clip(self.trust, 0.0, 1.0),  # sums of shares may be off by a rounding
            others=legend.codes[others.argmax(axis=1)].astype(np.int32),
            tree_groups=forest.tree_groups,
            known=forest.known,
        )


@dataclass(frozen=True, eq=False)
class SampledCells:
    """The coarse cells that hold samples, in the order of their rows and columns.

    Attributes:
        cells: row and column in the coarse raster, int64 (cell, 2).
        labels: class index most samples of each cell carry, int64 (cell,).
        first: one sample of each cell, int64 (cell,).
        sample_cell: position in ``cells`` of each sample's cell, int64 (sample,); -1 = unknown.
        around: the classes of all cells of the coarse map; None = not known.
    """

    cells: np.ndarray
    labels: np.ndarray
    first: np.ndarray
    sample_cell: np.ndarray
    around: CellLabels | None = None

    @classmethod
    def of(
        cls,
        labels: np.ndarray,
        cells: np.ndarray,
        *,
        own: np.ndarray,
        n_classes: int,
        around: CellLabels | None,
    ) -> SampledCells:
        """Find the cells and their labels.

        Args:
            labels: class index of each sample, int64 (sample,).
            cells: row and column of each sample's cell, int64 (sample, 2).
            own: which samples know theirs, at least one, bool (sample,).
            n_classes: number of classes.
            around: the coarse map, or None.

        Raises:
            InputError: the samples do not come from that map.
        """
        known = np.flatnonzero(own)
        places, first, of = np.unique(cells[known], axis=0, return_index=True, return_inverse=True)
        sample_cell = np.full(len(labels), -1, np.int64)
        sample_cell[known] = of.reshape(-1)
        votes = np.zeros((len(places), n_classes), np.int64)
        np.add.at(votes, (sample_cell[known], labels[known]), 1)
        found = cls(
            places.astype(np.int64), votes.argmax(axis=1), known[first], sample_cell, around
        )
        if around is not None:
            around.check_own(found.cells, found.labels)
        return found

    def neighbour_shares(self, overall: np.ndarray) -> np.ndarray:
        """Return how common each class is around each cell, float64 (cell, class)."""
        if self.around is None:
            return neighbour_shares(table_neighbours(self.cells, self.labels), overall)
        return neighbour_shares(self.around.around(self.cells), overall)


def trust_cells(
    forest: FoldForest,
    labels: np.ndarray,
    sampled: SampledCells,
    *,
    training_shares: np.ndarray,
) -> CellTrust:
    """Judge the label of every cell that has samples, by trees that have not seen it.

    Args:
        forest: with held-out probabilities of every sample.
        labels: class index of each sample, int64 (sample,).
        sampled: the cells of these samples.
        training_shares: class shares of the samples, float64 (class,).
    """
    label, sample_cell = sampled.labels, sampled.sample_cell
    count, classes = len(label), training_shares.size
    fold = forest.held_out.fold[sampled.first]
    evidence = np.zeros((count, classes))
    known = sample_cell >= 0
    for column in range(classes):
        evidence[:, column] = np.bincount(
            sample_cell[known], forest.held_out.probabilities[known, column], minlength=count
        )
    evidence /= np.bincount(sample_cell[known], minlength=count)[:, None]
    judged = np.isfinite(evidence).all(axis=1) & (forest.known[fold, label] == 1)
    overall = np.bincount(label, minlength=classes) / count
    neighbours = sampled.neighbour_shares(overall)
    safe = np.where(judged[:, None], evidence, 1.0 / classes)
    asked = np.where(judged, label, -1)
    noise = fit_cell_noise(safe, neighbours, asked, training_shares=training_shares)
    posterior = judge_cells(noise, safe, neighbours, label, training_shares=training_shares)
    believed = np.eye(classes)[label]
    return CellTrust(
        cells=sampled.cells,
        sample_cell=sample_cell,
        agrees=known & (labels == label[sample_cell]),
        labels=label,
        folds=fold,
        judged=judged,
        posterior=np.where(judged[:, None], posterior, believed),
        noise=noise,
        overall=overall,
        around=sampled.around,
    )
