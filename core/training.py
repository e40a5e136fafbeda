"""From samples to a model: cleaning, training, and how well it repeats the coarse map."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .accuracy import Accuracy
from .applicability import TrainingDomain
from .clusters import find_contaminated
from .errors import InputError
from .features import FeatureSource
from .forest import ForestSettings, TrainedForest, fit_forest
from .labelnoise import find_label_issues
from .legend import LandCoverClass, Legend
from .model import Model
from .progress import Progress, Stage
from .recipe import spectral_count
from .reliability import Reliability, label_trust, reliability
from .validation import (
    BLOCK_SIZE,
    HeldOut,
    agreement,
    cell_blocks,
    check_block_size,
    compare_splits,
    cross_validate,
)


@dataclass(frozen=True)
class TrainingSettings:
    """How to train; ``clean`` leaves out samples whose label the others contradict.

    ``block_size`` is the side, in coarse cells, of the blocks that cross-validation keeps whole.
    """

    trees: int = 100
    min_leaf: int = 3
    clean: bool = True
    seed: int = 0
    block_size: int = BLOCK_SIZE

    def __post_init__(self) -> None:
        check_block_size(self.block_size)

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
            cross-validation. Not used where there are ``cells``, and may then be None.
        legend: names and colours of the codes.
        weights: area each sample stands for, in any unit, float64 (sample,); None = all alike.
        cells: row and column of each sample's cell in the whole coarse raster, int64 (sample, 2);
            None = unknown.

    Raises:
        InputError: there are neither blocks nor cells.
    """

    features: np.ndarray
    codes: np.ndarray
    blocks: np.ndarray | None
    legend: Legend
    weights: np.ndarray | None = None
    cells: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.blocks is None and self.cells is None:
            raise InputError("The samples have no place; give their coarse cells or blocks.")

    def blocks_of(self, size: int) -> np.ndarray:
        """Return the block of each sample, int64 (sample,); ``size`` is in coarse cells."""
        if self.cells is not None:
            return cell_blocks(self.cells, size=size)
        return np.asarray(self.blocks)


@dataclass(frozen=True)
class TrainingResult:
    """A model and what its training told.

    Per-class arrays follow ``model.legend``, per-sample ones the samples that were given.

    Attributes:
        model: the model.
        given: samples per class, int64 (class,).
        without_data: samples dropped because a feature has no data, int64 (class,).
        doubtful: samples dropped by cleaning, int64 (class,).
        error_rate: estimated share of wrong labels among the samples; NaN without cleaning.
        oob: prediction against coarse label, before cleaning, by the trees that have not drawn
            the sample: a split by random pixels. None when every tree has drawn every sample.
        block_cv: held-out prediction against coarse label; None when all samples are in one block.
        fold_accuracies: agreement in each fold.
        reliability: held-out confidence against agreement; None as ``block_cv``.
        importances: one per feature, float64 (feature,).
        trust: see ``label_trust``, of held-out probabilities, float32 (sample,); NaN where a
            sample has no data or was not tested.
        suggested: code of the most probable held-out class, int64 (sample,); -1 where ``trust``
            is NaN.
        kept: learnt from, bool (sample,): has data and was not dropped by cleaning.
    """

    model: Model
    given: np.ndarray
    without_data: np.ndarray
    doubtful: np.ndarray
    error_rate: float
    oob: Accuracy | None
    block_cv: Accuracy | None
    fold_accuracies: tuple[float, ...]
    reliability: Reliability | None
    importances: np.ndarray
    trust: np.ndarray
    suggested: np.ndarray
    kept: np.ndarray

    @property
    def oob_accuracy(self) -> float:
        """Share of samples whose coarse label is repeated out of bag; NaN where unknown."""
        return float("nan") if self.oob is None else self.oob.overall


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
    usable &= samples.legend.index_of(samples.codes) >= 0
    table = _usable_samples(samples, usable, settings, progress)
    first = fit_forest(
        table.features, table.label, settings=settings.forest, progress=Stage(progress, 0.0, 0.25)
    )
    doubtful, error_rate = np.zeros(table.label.size, bool), float("nan")
    if settings.clean:
        issues = find_label_issues(first.oob_probabilities, table.label)
        doubtful = issues.issues | _contaminated(table, source, settings, progress)
        error_rate = issues.error_rate
    forest, kept = first, table
    if doubtful.any():
        kept = table.take(~doubtful)
        forest = fit_forest(
            kept.features, kept.label, settings=settings.forest,
            progress=Stage(progress, 0.25, 0.45), out_of_bag=False,
        )  # fmt: skip
    tested = _cross_validation(table, settings, Stage(progress, 0.45, 0.98))
    oob, block_cv = _agreements(first, tested, table.label, progress)
    best, codes = tested.predicted, table.legend.codes
    classes = len(table.legend)
    positions = table.legend.index_of(samples.codes)
    return TrainingResult(
        model=_model(kept, forest, source, settings),
        given=np.bincount(positions[positions >= 0], minlength=classes),
        without_data=np.bincount(positions[(positions >= 0) & ~usable], minlength=classes),
        doubtful=np.bincount(table.label[doubtful], minlength=classes),
        error_rate=error_rate,
        oob=oob,
        block_cv=block_cv,
        fold_accuracies=tested.fold_agreement(table.label),
        reliability=reliability(tested.probabilities, table.label) if block_cv else None,
        importances=forest.importances,
        trust=_spread(label_trust(tested.probabilities, table.label), usable, missing=np.nan),
        suggested=_spread(np.where(best >= 0, codes[best], -1), usable, missing=-1),
        kept=_spread(~doubtful, usable, missing=False),
    )


def _spread(values: np.ndarray, usable: np.ndarray, *, missing: float) -> np.ndarray:
    """Return the values of the usable samples among all that were given."""
    result = np.full(usable.size, missing, values.dtype)
    result[usable] = values
    return result


@dataclass(frozen=True)
class _Table:
    """Samples with data: features (sample, feature); label, block and weight (sample,)."""

    features: np.ndarray
    label: np.ndarray
    blocks: np.ndarray
    weights: np.ndarray
    legend: Legend

    def take(self, which: np.ndarray) -> _Table:
        return _Table(
            self.features[which], self.label[which], self.blocks[which], self.weights[which],
            self.legend,
        )  # fmt: skip


def _usable_samples(
    samples: TrainingSet, usable: np.ndarray, settings: TrainingSettings, progress: Progress
) -> _Table:
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
    blocks = samples.blocks_of(settings.block_size)
    return _Table(samples.features[usable], label, blocks[usable], weights[usable], legend)


def _contaminated(
    table: _Table, source: FeatureSource, settings: TrainingSettings, progress: Progress
) -> np.ndarray:
    spectral = table.features[:, : spectral_count(source.recipe, len(source.names))]
    return find_contaminated(
        spectral, table.label, table.weights, seed=settings.seed, progress=progress
    )


def _model(
    table: _Table, forest: TrainedForest, source: FeatureSource, settings: TrainingSettings
) -> Model:
    counts = np.bincount(table.label, minlength=len(table.legend)).astype(np.int64)
    return Model(
        legend=table.legend,
        forest=forest.forest,
        class_codes=tuple(table.legend.codes.tolist()),
        feature_names=tuple(source.names),
        # as it comes back from a feature file, so that the model's bytes are the same
        recipe=json.loads(json.dumps(source.recipe, sort_keys=True)),
        training_shares=counts / counts.sum(),
        counts=counts,
        settings={
            "trees": settings.trees, "min_leaf": settings.min_leaf,
            "clean": settings.clean, "seed": settings.seed, "block_size": settings.block_size,
        },
        domain=_domain(table, forest, settings),
    )  # fmt: skip


def _warn_of_lost(samples: TrainingSet, present: np.ndarray, progress: Progress) -> None:
    given = samples.codes[samples.legend.index_of(samples.codes) >= 0]
    for code in np.setdiff1d(given, present).tolist():
        progress.message(
            f"{samples.legend.get(code).name} ({code}) is not learnt: none of its "
            f"{int((given == code).sum())} samples has data in every feature.",
            warning=True,
        )


def _agreements(
    forest: TrainedForest, tested: HeldOut, label: np.ndarray, progress: Progress
) -> tuple[Accuracy | None, Accuracy | None]:
    """Return the agreement out of bag and in held-out blocks, and tell what lies between."""
    random = agreement(forest.oob_probabilities, label)
    blocks = agreement(tested.probabilities, label)
    sentence = compare_splits(random, blocks)
    if sentence:
        progress.message(sentence)
    return random, blocks


def _domain(table: _Table, forest: TrainedForest, settings: TrainingSettings) -> TrainingDomain:
    places = table.blocks if np.unique(table.blocks).size > 1 else None
    return TrainingDomain.fit(table.features, forest.importances, blocks=places, seed=settings.seed)


def _cross_validation(table: _Table, settings: TrainingSettings, progress: Progress) -> HeldOut:
    """Test every sample by a forest that has not seen its block; NaN where that cannot be."""
    label, classes = table.label, len(table.legend)
    if np.unique(table.blocks).size < 2:
        progress.message(
            "All samples lie in one block of the coarse map, so no cross-validation by blocks was "
            "possible; draw samples from a larger GEO, or choose a smaller BLOCK_SIZE.",
            warning=True,
        )
        unknown = np.full((label.size, classes), np.nan, np.float32)
        return HeldOut(unknown, np.zeros(label.size, np.int64))
    held_out = cross_validate(
        table.features, label, table.blocks,
        settings=settings.forest, n_classes=classes, progress=progress,
    )  # fmt: skip
    if (held_out.predicted < 0).all():
        progress.message(
            "Each class lies in a block of its own, so no cross-validation by blocks was possible; "
            "draw samples from a larger GEO.",
            warning=True,
        )
    return held_out
