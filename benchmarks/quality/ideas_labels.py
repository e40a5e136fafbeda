"""Ideas: other ways to leave out or change the labels of samples before the second training."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Callable
from unittest import mock

import numpy as np
from sklearn.cluster import KMeans

from ...core.cells.prior import combine
from ...core.learning import sample_cleaning, training
from ...core.learning.cell_trust import DOUBTED, CellTrust
from ...core.learning.fold_forest import FoldForest
from ...core.learning.labelnoise import KEEP_SAMPLES, find_label_issues, spare_small_classes
from ...core.learning.sample_cleaning import Doubts
from ...core.learning.self_validation import CellSamples, self_validate
from ...core.learning.training_set import SampleRows
from ...core.progress import Silent
from .ideas_cells import cell_map, shares_of_cells

CLUSTERS = 50
_PLAIN = 0.5  # weight and correction where self-validation finds none

Relabel = Callable[[SampleRows, FoldForest, CellTrust], np.ndarray]


@contextmanager
def confident_learning() -> Iterator[None]:
    """Leave out, too, the samples of believed cells that confident learning finds wrong.

    Reference:
        Northcutt, Jiang, Chuang (2021), Confident learning: estimating uncertainty in dataset
        labels. https://doi.org/10.1613/jair.1.12125
    """
    find = training.find_doubtful

    def found(table: SampleRows, forest: FoldForest, *args: Any, **more: Any) -> Doubts:
        doubts = find(table, forest, *args, **more)
        believed = forest.held_out.probabilities.copy()
        believed[doubts.samples] = np.nan
        marked = doubts.samples | find_label_issues(believed, table.label).issues
        known = np.flatnonzero(marked)
        shares, own = believed[known], believed[known, table.label[known]]
        doubt = np.nan_to_num(shares.max(axis=1) - own, nan=1.0)
        spare_small_classes(marked, table.label, known=known, doubt=doubt)
        return replace(doubts, samples=marked)

    with mock.patch.object(training, "find_doubtful", found):
        yield


@contextmanager
def naming_by_lift() -> Iterator[None]:
    """Name fifty spectral clusters by lift, and train on the samples that agree, instead of
    leaving out those in pure clusters of another class."""
    with mock.patch.object(sample_cleaning, "find_contaminated", disagreeing):
        yield


def disagreeing(
    features: np.ndarray, labels: np.ndarray, weights: np.ndarray, *, seed: int, **_: Any
) -> np.ndarray:
    """Mark samples whose cluster is named after another class, bool (sample,).

    A cluster bears the name of the class with the largest lift: its share of the cluster over its
    share of everything, by area. No class is lost, see ``spare_small_classes``.
    """
    spread = features.std(axis=0)
    scaled = (features - features.mean(axis=0)) / np.where(spread > 0, spread, 1)
    count = min(CLUSTERS, len(scaled))
    cluster = KMeans(count, n_init=3, random_state=seed).fit(scaled).labels_
    table = np.zeros((count, int(labels.max()) + 1))
    np.add.at(table, (cluster, labels), weights)
    lift = table / np.maximum(table.sum(axis=1, keepdims=True), 1e-12)
    lift /= np.maximum(table.sum(axis=0) / table.sum(), 1e-12)
    marked = lift.argmax(axis=1)[cluster] != labels
    known = np.flatnonzero(marked)
    spare_small_classes(marked, labels, known=known, doubt=-lift[cluster, labels][known])
    return marked


@contextmanager
def _relabelled(relabel: Relabel, *, drop_doubted: bool) -> Iterator[None]:
    """Give the samples other labels between the first and the second training."""
    find, take, state = training.find_doubtful, SampleRows.take, {}

    def found(
        table: SampleRows, forest: FoldForest, cells: CellTrust | None, **more: Any
    ) -> Doubts:
        doubts = find(table, forest, cells, **more)
        state["label"] = table.label
        if cells is None:
            return doubts
        state["label"] = label = relabel(table, forest, cells)
        samples = doubts.samples.copy()
        if not drop_doubted:
            samples &= cells.trust[cells.sample_cell] >= DOUBTED
        keep_classes(table.label, label, samples)
        if not samples.any():
            samples[0] = True  # without a doubt nothing is trained again
        return replace(doubts, samples=samples)

    def taken(table: SampleRows, which: np.ndarray) -> SampleRows:
        return replace(take(table, which), label=state["label"][which])

    with (
        mock.patch.object(training, "find_doubtful", found),
        mock.patch.object(SampleRows, "take", taken),
    ):
        yield


def keep_classes(given: np.ndarray, label: np.ndarray, dropped: np.ndarray) -> None:
    """Undo what was done to the samples of classes that would as good as disappear.

    Args:
        given: class index of each sample, integers (sample,).
        label: what it was changed to; changed in place.
        dropped: bool (sample,); changed in place.
    """
    for one in np.unique(given):
        mine = given == one
        if np.count_nonzero(label[~dropped] == one) < min(KEEP_SAMPLES, np.count_nonzero(mine)):
            label[mine], dropped[mine] = one, False


def relabelling_pass() -> Any:
    """Give each sample the class most probable by held-out forest and judged local shares.

    Only classes of its cell and the eight around it are allowed; weight and correction are those
    self-validation finds with the first forest.
    """
    return _relabelled(constrained_labels, drop_doubted=True)


def doubted_relabelled() -> Any:
    """Give the samples of doubted cells the most probable class of the cell; drop none of them."""
    return _relabelled(labels_of_cells, drop_doubted=False)


def labels_of_cells(table: SampleRows, forest: FoldForest, cells: CellTrust) -> np.ndarray:
    """Return the labels with those of doubted cells replaced, int64 (sample,)."""
    best = cells.posterior.argmax(axis=1)[cells.sample_cell]
    return np.where(cells.trust[cells.sample_cell] < DOUBTED, best, table.label)


def constrained_labels(table: SampleRows, forest: FoldForest, cells: CellTrust) -> np.ndarray:
    """Return the labels after one relabelling pass, int64 (sample,)."""
    held_out, classes = forest.held_out.probabilities.astype(np.float64), len(table.legend)
    samples = CellSamples(
        probabilities=held_out, sample_cell=cells.sample_cell, cells=cells.cells,
        labels=cells.labels, posterior=cells.posterior, judged=cells.judged,
    )  # fmt: skip
    chosen = self_validate(
        samples, training_shares=table.shares, error_rate=cells.noise.error_rate, progress=Silent()
    )
    weight = _PLAIN if chosen is None else chosen.weight
    correction = _PLAIN if chosen is None else chosen.correction
    around = cell_map(cells)
    posterior = combine(
        held_out, shares_of_cells(around, classes)[cells.sample_cell],
        training_shares=table.shares, weight=weight, correction=correction,
    )  # fmt: skip
    posterior[~around.present(classes)[cells.sample_cell]] = -1.0
    label = posterior.argmax(axis=1)
    return np.where(np.isfinite(held_out).all(axis=1), label, table.label)
