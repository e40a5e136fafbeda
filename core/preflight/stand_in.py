"""A model like the one a run would train, within seconds, to time a map with.

Its trees learn as many samples as those of the run, of the classes of the coarse cells they lie in,
so that they are as deep; but they are few, and the forest holds each of them again and again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from ..cells.coarse import CoarseMap, CoarseOnFine, read_coarse
from ..errors import InputError
from ..features.features import FeatureSource
from ..learning.applicability import TrainingDomain
from ..learning.forest import (
    MOST_PER_TREE,
    Forest,
    ForestSettings,
    TrainedForest,
    fit_forest,
)
from ..learning.model import Model
from ..legends.legend import Legend
from ..parallel import thread_count
from ..progress import Progress
from .classes import CoarseClasses
from .job import Job, area_name
from .spread import Spread, spread_windows

_SPREAD = Spread(places=6, side=64, seconds=5.0)
_GROWING = 3.0  # seconds for a second, longer look at how trees grow
_EACH = 20  # samples of a class that no window shows
_FEWEST = 50  # samples


@dataclass(frozen=True, eq=False)
class StandIn:
    """A model to time a map with, and what its forest took.

    Attributes:
        model: of the run's classes and features, with as many trees.
        coarse: the coarse map around the image.
        growing: seconds for a tree, all threads at work, on this machine if it did nothing else.
    """

    model: Model
    coarse: CoarseMap
    growing: float


def make_stand_in(
    job: Job, classes: CoarseClasses, source: FeatureSource, progress: Progress
) -> StandIn:
    """Train a stand-in on pixels of windows spread over the area to learn from.

    Args:
        job: with images and a coarse map that lie on each other.
        classes: of the coarse map.
        source: the features.
        progress: may cancel.

    Raises:
        InputError: the windows show too few pixels with a class, or a file cannot be read.
        Cancelled: the user asked to stop.
    """
    if job.coarse is None:
        raise InputError("COARSE is empty; choose the coarse land-cover map.")
    learnt = classes.cells.trained > 0
    codes = np.sort(classes.cells.legend.codes[learnt])
    coarse = read_coarse(job.coarse, classes.rule, source.grid)
    table, label = _samples(job, codes, coarse, source, progress)
    cells = min(int(classes.cells.trained.sum()), len(table))
    settings = job.settings.training.forest(len(table), cells)
    trained, growing = _grow(table, label, settings, progress)
    forest = _repeated(trained.forest, settings.trees)
    counts = np.bincount(label, minlength=codes.size)
    legend: Legend = classes.cells.legend.subset(codes.tolist())
    model = Model(
        forest=forest,
        legend=legend,
        class_codes=tuple(codes.tolist()),
        feature_names=tuple(source.names),
        recipe=source.recipe,
        training_shares=counts / counts.sum(),
        counts=counts,
        domain=TrainingDomain.fit(table, trained.importances, seed=settings.seed),
    )
    return StandIn(model, coarse, growing)


def _samples(
    job: Job, codes: np.ndarray, coarse: CoarseMap, source: FeatureSource, progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """Return features float32 (sample, feature), and positions in ``codes`` int64 (sample,)."""
    fine = CoarseOnFine(coarse, source.grid)
    position = np.searchsorted(codes, coarse.legend.codes).clip(max=codes.size - 1)
    position = np.where(codes[position] == coarse.legend.codes, position, -1)
    position = np.append(position, -1)  # of cells without a class
    tables, labels = [], []
    for window, inside in spread_windows(source.grid, job.geo, _SPREAD, progress):
        values = source.read(window)
        label = position[fine.labels(fine.positions(window))]
        known = inside & (label >= 0) & np.isfinite(values).all(axis=0)
        tables.append(values[:, known].T)
        labels.append(label[known])
    found = sum(map(len, labels))
    if found < max(_FEWEST, 2 * codes.size):
        raise InputError(
            f"MEASURE: of the pixels looked at in {area_name(job.geo)} only {found} have a class "
            "and data, too few to time the forest; the time is told by constants."
        )
    wanted = min(found, job.settings.sampling.samples, MOST_PER_TREE)
    some = np.random.default_rng(0).permutation(found)[: max(wanted, min(found, 2 * codes.size))]
    label = np.concatenate(labels)[some].astype(np.int64)
    return np.ascontiguousarray(np.concatenate(tables)[some]), _with_all(label, codes.size)


def _with_all(label: np.ndarray, classes: int) -> np.ndarray:
    """Return labels in random order with some of every class, as the run's samples have them."""
    missing = np.setdiff1d(np.arange(classes), label)
    each = max(1, min(_EACH, label.size // (2 * max(missing.size, 1))))
    label = label.copy()
    label[: each * missing.size] = np.repeat(missing, each)
    lost = np.setdiff1d(np.arange(classes), label)  # a rare one that was overwritten
    if lost.size:
        label[-lost.size :] = lost
    return label


def _grow(
    table: np.ndarray, label: np.ndarray, settings: ForestSettings, progress: Progress
) -> tuple[TrainedForest, float]:
    """Return some trees, and the seconds that one takes while every thread grows one."""
    trees = min(settings.trees, thread_count())
    trained, seconds = _timed(table, label, replace(settings, trees=trees), progress)
    more = min(settings.trees, int(trees * _GROWING / max(seconds, 1e-3)))
    if more >= 2 * trees:
        trees = more
        trained, seconds = _timed(table, label, replace(settings, trees=trees), progress)
    return trained, seconds / trees


def _timed(
    table: np.ndarray, label: np.ndarray, settings: ForestSettings, progress: Progress
) -> tuple[TrainedForest, float]:
    start, worked = time.perf_counter(), time.process_time()
    trained = fit_forest(table, label, settings=settings, progress=progress, out_of_bag=False)
    worked = (time.process_time() - worked) / min(thread_count(), settings.trees)
    return trained, min(worked, time.perf_counter() - start)  # others may have the processors


def _repeated(forest: Forest, trees: int) -> Forest:
    """Return a forest of so many trees, each with nodes of its own as those of a real one."""
    times = -(-trees // forest.n_trees)
    columns = [np.arange(forest.n_classes)] * times
    return Forest.join([forest] * times, columns).part(0, trees)
