"""From samples to a model: cleaning, training, and how well it repeats the coarse map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .accuracy import Accuracy, assess, confusion_matrix
from .applicability import TrainingDomain
from .errors import InputError
from .features import FeatureSource
from .forest import ForestSettings, TrainedForest, fit_forest
from .labelnoise import find_label_issues
from .legend import LandCoverClass, Legend
from .model import Model
from .progress import Progress, Stage
from .validation import FOLDS, block_folds, cross_validate


@dataclass(frozen=True)
class TrainingSettings:
    """How to train; ``clean`` leaves out samples whose label the others contradict."""

    trees: int = 100
    min_leaf: int = 3
    clean: bool = True
    seed: int = 0

    @property
    def forest(self) -> ForestSettings:
        """The part the forest needs."""
        return ForestSettings(trees=self.trees, min_leaf=self.min_leaf, seed=self.seed)


@dataclass(frozen=True)
class TrainingSet:
    """Samples with their features.

    Attributes:
        features: float32 (sample, feature); rows with NaN are dropped.
        codes: class code of each sample, int64 (sample,).
        blocks: place of each sample, int64 (sample,); samples of one block stay together in
            cross-validation.
        legend: names and colours of the codes.
    """

    features: np.ndarray
    codes: np.ndarray
    blocks: np.ndarray
    legend: Legend


@dataclass(frozen=True)
class TrainingResult:
    """A model and what its training told; per-class arrays follow ``model.legend``.

    Attributes:
        model: the model.
        given: samples per class, int64 (class,).
        without_data: samples dropped because a feature has no data, int64 (class,).
        doubtful: samples dropped by cleaning, int64 (class,).
        error_rate: estimated share of wrong labels among the samples; NaN without cleaning.
        oob_accuracy: share of samples whose coarse label the trees that have not seen them
            repeat, before cleaning.
        block_cv: held-out prediction against coarse label; None when all samples are in one block.
        fold_accuracies: agreement in each fold.
        importances: one per feature, float64 (feature,).
    """

    model: Model
    given: np.ndarray
    without_data: np.ndarray
    doubtful: np.ndarray
    error_rate: float
    oob_accuracy: float
    block_cv: Accuracy | None
    fold_accuracies: tuple[float, ...]
    importances: np.ndarray


def plain_legend(codes: Sequence[int], names: Sequence[str], colors: Sequence[str]) -> Legend:
    """Return the legend samples carry with them: codes, names and colours."""
    entries = zip(codes, names, colors)
    return Legend(tuple(LandCoverClass(int(code), name, color) for code, name, color in entries))


def train(
    samples: TrainingSet,
    source: FeatureSource,
    *,
    settings: TrainingSettings,
    progress: Progress,
) -> TrainingResult:
    """Train a model.

    Args:
        samples: the samples with their features.
        source: where the features came from; its names and recipe go into the model.
        settings: forest and cleaning.
        progress: told of each part, may cancel.

    Raises:
        InputError: fewer than two classes have samples with data.
        Cancelled: the user asked to stop.
    """
    usable = np.isfinite(samples.features).all(axis=1)
    known = samples.legend.index_of(samples.codes) >= 0
    table = samples.features[usable & known]
    present = np.unique(samples.codes[usable & known])
    if present.size < 2:
        raise InputError(
            f"SAMPLES holds {present.size} class{'' if present.size == 1 else 'es'} with data in "
            "every feature; at least two are needed: check that the samples lie on FEATURES."
        )
    legend = samples.legend.subset(present.tolist())
    label = legend.index_of(samples.codes[usable & known]).astype(np.int64)
    blocks = samples.blocks[usable & known]
    first = fit_forest(
        table, label, settings=settings.forest, progress=Stage(progress, 0.0, 0.25)
    )
    doubtful = np.zeros(label.size, bool)
    error_rate = float("nan")
    forest = first
    if settings.clean:
        issues = find_label_issues(first.oob_probabilities, label)
        doubtful, error_rate = issues.issues, issues.error_rate
        if doubtful.any():
            forest = fit_forest(
                table[~doubtful], label[~doubtful], settings=settings.forest,
                progress=Stage(progress, 0.25, 0.45), out_of_bag=False,
            )  # fmt: skip
    block_cv, folds = _cross_validation(
        (table, label, blocks), settings, len(legend), Stage(progress, 0.45, 0.98)
    )
    classes = len(legend)
    kept = np.bincount(label[~doubtful], minlength=classes)
    model = Model(
        legend=legend,
        forest=forest.forest,
        class_codes=tuple(legend.codes.tolist()),
        feature_names=tuple(source.names),
        recipe=dict(source.recipe),
        training_shares=kept / kept.sum(),
        counts=kept.astype(np.int64),
        settings={
            "trees": settings.trees, "min_leaf": settings.min_leaf,
            "clean": settings.clean, "seed": settings.seed,
        },
        domain=_domain(table[~doubtful], blocks[~doubtful], forest, settings),
    )  # fmt: skip
    positions = legend.index_of(samples.codes)
    return TrainingResult(
        model=model,
        given=np.bincount(positions[positions >= 0], minlength=classes),
        without_data=np.bincount(positions[(positions >= 0) & ~usable], minlength=classes),
        doubtful=np.bincount(label[doubtful], minlength=classes),
        error_rate=error_rate,
        oob_accuracy=_oob_accuracy(first, label),
        block_cv=block_cv,
        fold_accuracies=folds,
        importances=forest.importances,
    )


def _oob_accuracy(forest: TrainedForest, label: np.ndarray) -> float:
    seen = np.isfinite(forest.oob_probabilities).all(axis=1)
    if not seen.any():
        return float("nan")
    return float((forest.oob_probabilities[seen].argmax(axis=1) == label[seen]).mean())


def _domain(
    table: np.ndarray, blocks: np.ndarray, forest: TrainedForest, settings: TrainingSettings
) -> TrainingDomain:
    places = blocks if np.unique(blocks).size > 1 else None
    return TrainingDomain.fit(table, forest.importances, blocks=places, seed=settings.seed)


def _cross_validation(
    samples: tuple[np.ndarray, np.ndarray, np.ndarray],
    settings: TrainingSettings,
    n_classes: int,
    progress: Progress,
) -> tuple[Accuracy | None, tuple[float, ...]]:
    table, label, blocks = samples
    if np.unique(blocks).size < 2:
        progress.message(
            "All samples lie in one block of the coarse map, so no cross-validation by blocks was "
            "possible; draw samples from a larger GEO.",
            warning=True,
        )
        return None, ()
    predicted = cross_validate(
        table, label, blocks, settings=settings.forest, n_classes=n_classes, progress=progress
    )
    matrix = confusion_matrix(predicted, label, n_classes=n_classes)
    folds = block_folds(blocks, folds=FOLDS, seed=settings.seed, labels=label)
    tested = predicted >= 0
    return assess(matrix), tuple(
        float((predicted[tested & (folds == fold)] == label[tested & (folds == fold)]).mean())
        for fold in np.unique(folds[tested])
    )
