"""Which training samples are better left out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ..phrases import counted, grouped
from ..progress import Progress
from .cell_trust import DOUBTED, CellTrust
from .clusters import find_contaminated
from .fold_forest import FoldForest
from .labelnoise import find_label_issues, spare_small_classes
from .training_set import SampleRows

NOT_CLEANED = "Cleaning left out no samples, because too few classes or places would remain."


@dataclass(frozen=True, eq=False)
class Doubts:
    """Samples better left out.

    Attributes:
        samples: which ones, bool (sample,).
        error_rate: estimated share of wrong labels among all.
        clustered: those of them only doubted for their spectral cluster, bool (sample,).
    """

    samples: np.ndarray
    error_rate: float
    clustered: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))

    @staticmethod
    def none(count: int) -> Doubts:
        """Return no doubts about so many samples."""
        nobody = np.zeros(count, bool)
        return Doubts(nobody, float("nan"), nobody)


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
        progress: told how many are left out for which reason; may cancel.
    """
    issues = find_label_issues(forest.oob_probabilities, table.label)
    marked, error_rate = issues.issues, issues.error_rate
    if cells is not None:
        wrong = np.where(cells.agrees, 1 - cells.trust[cells.sample_cell], 0.0)
        marked = doubted_samples(cells)
        known = np.flatnonzero(marked)
        spare_small_classes(marked, table.label, known=known, doubt=wrong[known])
    clustered = ~marked & find_contaminated(
        table.features[:, :spectral], table.label, table.weights,
        seed=table.forest.seed, progress=progress,
    )  # fmt: skip
    doubts = Doubts(marked | clustered, error_rate, clustered)
    if not doubts.samples.any():
        return doubts
    if not _learnable(table.label, forest.held_out.fold, ~doubts.samples):
        progress.message(NOT_CLEANED, warning=True)
        return replace(Doubts.none(marked.size), error_rate=error_rate)
    numbers = (int(marked.sum()), int(clustered.sum()), marked.size)
    progress.message(f"{cleaning_clause(*numbers, by_cell=cells is not None)}.")
    return doubts


def doubted_samples(cells: CellTrust) -> np.ndarray:
    """Return the samples of cells whose label is more probably wrong than right, bool (sample,).

    Samples that somebody gave another label than their cell's are none of them.
    """
    wrong = np.where(cells.agrees, 1 - cells.trust[cells.sample_cell], 0.0)
    return np.asarray(wrong > 1 - DOUBTED)


def cleaning_clause(doubted: int, clustered: int, given: int, *, by_cell: bool) -> str:
    """Return how many samples were left out for which reason, without a full stop.

    Args:
        doubted: samples whose label, or that of their cell, is probably wrong.
        clustered: others, left out for their spectral cluster.
        given: all samples.
        by_cell: cells were judged, not single samples.
    """
    doubt = "with a label that confident learning finds wrong"
    if by_cell:
        doubt = "of coarse cells whose label is more probably wrong than right"
    cluster = "in spectral clusters that belong to other classes"
    reasons = [(number, why) for number, why in ((doubted, doubt), (clustered, cluster)) if number]
    told = f": {' and '.join(f'{grouped(number)} {why}' for number, why in reasons)}"
    if len(reasons) == 1:
        told = f", {'all ' if doubted + clustered > 1 else ''}{reasons[0][1]}"
    left_out = grouped(doubted + clustered)
    return f"Cleaning left out {left_out} of the {counted(given, 'sample')}{told}"


def _learnable(labels: np.ndarray, folds: np.ndarray, kept: np.ndarray) -> bool:
    """Tell whether every fold keeps samples, and leaves two classes to the others."""
    held = np.unique(folds)
    if held.size == 1:
        return np.unique(labels[kept]).size > 1
    whole = np.unique(folds[kept]).size == held.size
    return whole and all(np.unique(labels[kept & (folds != fold)]).size > 1 for fold in held)
