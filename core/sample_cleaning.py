"""Which training samples are better left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .cell_trust import DOUBTED, CellTrust
from .clusters import find_contaminated
from .fold_forest import FoldForest
from .labelnoise import find_label_issues, spare_small_classes
from .progress import Progress
from .training_set import SampleRows


@dataclass(frozen=True, eq=False)
class Doubts:
    """Doubtful samples, bool (sample,), and the estimated share of wrong labels among all."""

    samples: np.ndarray
    error_rate: float

    @staticmethod
    def none(count: int) -> Doubts:
        """Return no doubts about so many samples."""
        return Doubts(np.zeros(count, bool), float("nan"))


def find_doubtful(
    table: SampleRows,
    forest: FoldForest,
    cells: CellTrust | None,
    *,
    spectral: int,
    progress: Progress,
) -> Doubts:
    """Mark the samples of cells whose label is probably wrong, and contaminated ones.

    Where the samples' cells are known a cell is believed or not as a whole, and samples that
    somebody gave another label than their cell's are believed; where they are not,
    confident learning judges sample by sample. No class disappears, and what is left can still be
    split into the same folds.

    Args:
        table: the samples.
        forest: grown on all of them.
        cells: what is known of their coarse cells.
        spectral: how many leading features are bands and indices.
        progress: may cancel.
    """
    issues = find_label_issues(forest.oob_probabilities, table.label)
    marked, error_rate = issues.issues, issues.error_rate
    if cells is not None:
        wrong = np.where(cells.agrees, 1 - cells.trust[cells.sample_cell], 0.0)
        marked = wrong > 1 - DOUBTED
        known = np.flatnonzero(marked)
        spare_small_classes(marked, table.label, known=known, doubt=wrong[known])
    marked = marked | find_contaminated(
        table.features[:, :spectral], table.label, table.weights,
        seed=table.forest.seed, progress=progress,
    )  # fmt: skip
    if not _learnable(table.label, forest.held_out.fold, ~marked):
        return Doubts(np.zeros(marked.size, bool), error_rate)
    return Doubts(marked, error_rate)


def _learnable(labels: np.ndarray, folds: np.ndarray, kept: np.ndarray) -> bool:
    """Tell whether every fold keeps samples, and leaves two classes to the others."""
    held = np.unique(folds)
    if held.size == 1:
        return np.unique(labels[kept]).size > 1
    whole = np.unique(folds[kept]).size == held.size
    return whole and all(np.unique(labels[kept & (folds != fold)]).size > 1 for fold in held)
