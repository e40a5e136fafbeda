"""From samples to a model: cleaning, training, and how well it repeats the coarse map."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from .accuracy import Accuracy
from .applicability import TrainingDomain
from .calibration_fit import CalibrationFit, fit_calibration
from .cell_labels import CellLabels
from .cell_trust import CellTrust, SampledCells, trust_cells
from .coarse import CoarseMap
from .features import FeatureSource
from .fold_forest import FoldForest, deal_folds, fit_fold_forest, why_undealt
from .model import Model
from .progress import Progress, Stage
from .recipe import spectral_count
from .reliability import Reliability, label_trust, reliability
from .sample_cleaning import Doubts, find_doubtful
from .self_validation import MIN_CELLS, CellSamples, SelfValidation, self_validate
from .training_set import (
    SampleRows,
    TrainingSet,
    TrainingSettings,
    plain_legend,
    usable_samples,
)
from .validation import agreement, compare_splits

_NO_CELLS = "not every sample names the coarse cell it lies in"

__all__ = ["TrainingResult", "TrainingSet", "TrainingSettings", "plain_legend", "train"]


@dataclass(frozen=True)
class TrainingResult:
    """A model and what its training told.

    Per-class arrays follow ``model.legend``, per-sample ones the samples that were given.

    Attributes:
        model: the model.
        given: samples per class, int64 (class,).
        without_data: samples dropped because a feature has no data, int64 (class,).
        doubtful: samples dropped by cleaning, int64 (class,).
        error_rate: estimated share of wrong labels among the coarse cells, or, where cells are
            unknown, among the samples; NaN without either.
        oob: prediction against coarse label, before cleaning, by the trees that have not drawn
            the sample: a split by random pixels. None when every tree has drawn every sample.
        block_cv: held-out prediction against coarse label; None when all samples are in one block.
        fold_accuracies: agreement in each fold.
        reliability: held-out confidence against agreement; None as ``block_cv``.
        importances: one per feature, float64 (feature,).
        trust: probability that the label of the sample's coarse cell is right; ``label_trust`` of
            held-out probabilities where cells are unknown; float32 (sample,), NaN where a sample
            has no data or was not tested.
        suggested: code of the most probable held-out class, int64 (sample,); -1 where ``trust``
            is NaN.
        kept: learnt from, bool (sample,): has data and was not dropped by cleaning.
        cells: what was found out about the coarse cells of the samples, or None.
        validation: how the prior was chosen and the gain it promises, or None.
        calibration: how the map's probabilities were made to keep their word, or None.
        untried: why the prior could not be chosen, to follow the word because; "" where it was.
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
    cells: CellTrust | None
    validation: SelfValidation | None
    calibration: CalibrationFit | None
    untried: str

    @property
    def oob_accuracy(self) -> float:
        """Share of samples whose coarse label is repeated out of bag; NaN where unknown."""
        return float("nan") if self.oob is None else self.oob.overall


def train(
    samples: TrainingSet,
    source: FeatureSource,
    *,
    settings: TrainingSettings,
    progress: Progress,
    coarse: CoarseMap | None = None,
) -> TrainingResult:
    """Train a model.

    Args:
        samples: the samples with their features.
        source: where the features came from; its names and recipe go into the model.
        settings: forest and cleaning.
        progress: told of each part, may cancel.
        coarse: the map the samples were drawn from, around all of them. Its cells without samples
            help to judge those with samples, and to choose the prior; with less than about a
            sample in every other cell it cannot be chosen without them.

    Raises:
        InputError: fewer than two classes have samples with data, or the samples do not come from
            ``coarse``.
        Cancelled: the user asked to stop.
    """
    usable = np.isfinite(samples.features).all(axis=1)
    usable &= samples.legend.index_of(samples.codes) >= 0
    table = usable_samples(samples, usable, settings, progress)
    sampled = _sampled_cells(table, coarse, progress)
    folds, untried = _folds(table, progress)
    first = _fit(table, folds, Stage(progress, 0.0, 0.4))
    trust = None
    if sampled is not None and folds is not None:
        trust = trust_cells(first, table.label, sampled, training_shares=table.shares)
    doubts = Doubts.none(table.label.size)
    if settings.clean:
        doubts = find_doubtful(
            table, first, trust,
            spectral=spectral_count(source.recipe, len(source.names)), progress=progress,
        )  # fmt: skip
    forest, kept = first, table
    if doubts.samples.any():
        kept = table.take(~doubts.samples)
        left = None if folds is None else folds[~doubts.samples]
        forest = _fit(kept, left, Stage(progress, 0.4, 0.8))
    chosen: SelfValidation | None = None
    calibrated: CalibrationFit | None = None
    if trust is not None and folds is not None:
        part = Stage(progress, 0.8, 0.95)
        found = forest.predict_held_out(table.features, folds, progress=part)
        chosen, calibrated, untried = _self_validation(found, trust, kept.shares, part)
    oob, block_cv = _agreements(first, table.label, progress)
    tested, codes = first.held_out, table.legend.codes
    best = tested.predicted
    classes = len(table.legend)
    positions = table.legend.index_of(samples.codes)
    believed = label_trust(tested.probabilities, table.label)
    if trust is not None:
        of_cell = trust.trust[trust.sample_cell].astype(np.float32)
        believed = np.where(trust.agrees, of_cell, believed)
    return TrainingResult(
        model=_model(kept, forest, source, settings, trust, (chosen, calibrated)),
        given=np.bincount(positions[positions >= 0], minlength=classes),
        without_data=np.bincount(positions[(positions >= 0) & ~usable], minlength=classes),
        doubtful=np.bincount(table.label[doubts.samples], minlength=classes),
        error_rate=doubts.error_rate if trust is None else trust.noise.error_rate,
        oob=oob,
        block_cv=block_cv,
        fold_accuracies=tested.fold_agreement(table.label),
        reliability=reliability(tested.probabilities, table.label) if block_cv else None,
        importances=forest.importances,
        trust=_spread(believed, usable, missing=np.nan),
        suggested=_spread(np.where(best >= 0, codes[best], -1), usable, missing=-1),
        kept=_spread(~doubts.samples, usable, missing=False),
        cells=trust,
        validation=chosen,
        calibration=calibrated,
        untried=untried,
    )


def _spread(values: np.ndarray, usable: np.ndarray, *, missing: float) -> np.ndarray:
    """Return the values of the usable samples among all that were given."""
    result = np.full(usable.size, missing, values.dtype)
    result[usable] = values
    return result


def _sampled_cells(
    table: SampleRows, coarse: CoarseMap | None, progress: Progress
) -> SampledCells | None:
    if table.cells is None:
        if coarse is not None:
            progress.message(
                "COARSE is not used, because not every sample names its coarse cell in cell_row "
                "and cell_col.",
                warning=True,
            )
        return None
    around = None if coarse is None else CellLabels.of(coarse, table.legend)
    return SampledCells.of(table.label, table.cells, n_classes=len(table.legend), around=around)


def _folds(table: SampleRows, progress: Progress) -> tuple[np.ndarray | None, str]:
    """Return the fold of each sample, or None, and why the prior can then not be chosen."""
    folds = deal_folds(table.label, table.blocks, settings=table.forest)
    if folds is not None:
        return folds, "" if table.cells is not None else _NO_CELLS
    reason = why_undealt(table.blocks, settings=table.forest)
    remedy = "draw samples from a larger GEO, or choose a smaller BLOCK_SIZE"
    if table.forest.trees < 2:
        remedy = "choose more TREES"
    progress.message(
        f"No cross-validation by blocks was possible, because {reason}; {remedy}.", warning=True
    )
    return None, reason


def _fit(table: SampleRows, folds: np.ndarray | None, progress: Progress) -> FoldForest:
    return fit_fold_forest(
        table.features, table.label, folds,
        settings=table.forest, n_classes=len(table.legend), progress=progress,
    )  # fmt: skip


def _self_validation(
    held_out: np.ndarray, trust: CellTrust, shares: np.ndarray, progress: Progress
) -> tuple[SelfValidation | None, CalibrationFit | None, str]:
    """Return the prior chosen and the calibration, or None and why there is neither."""
    cells = CellSamples(
        probabilities=held_out,
        sample_cell=trust.sample_cell,
        cells=trust.cells,
        labels=trust.labels,
        posterior=trust.posterior,
        judged=trust.judged,
        around=trust.believed_map,
    )
    chosen = self_validate(
        cells, training_shares=shares, error_rate=trust.noise.error_rate, progress=progress
    )
    if chosen is None:
        return None, None, _why_untried(cells)
    calibrated = fit_calibration(
        cells, training_shares=shares, validation=chosen, progress=progress
    )
    return chosen, calibrated, ""


def _why_untried(cells: CellSamples) -> str:
    compared = cells.labels[cells.compared]
    if len(compared) < MIN_CELLS or len(np.unique(compared)) < 2:
        return (
            f"too few coarse cells with samples could be compared (it takes {MIN_CELLS} of two "
            "classes)"
        )
    if cells.around is None:
        return (
            "most coarse cells around those with samples hold no sample themselves; give "
            "trainclassifier the coarse map (COARSE), or draw more samples"
        )
    return "most coarse cells around those with samples have no class that was learnt"


def _model(
    table: SampleRows,
    forest: FoldForest,
    source: FeatureSource,
    settings: TrainingSettings,
    trust: CellTrust | None,
    tried: tuple[SelfValidation | None, CalibrationFit | None],
) -> Model:
    validation, calibrated = tried
    return Model(
        legend=table.legend,
        forest=forest.forest,
        class_codes=tuple(table.legend.codes.tolist()),
        feature_names=tuple(source.names),
        # as it comes back from a feature file, so that the model's bytes are the same
        recipe=json.loads(json.dumps(source.recipe, sort_keys=True)),
        training_shares=table.shares,
        counts=table.counts,
        settings={
            "trees": settings.trees, "min_leaf": table.forest.min_leaf,
            "clean": settings.clean, "seed": settings.seed, "block_size": settings.block_size,
        },
        domain=_domain(table, forest),
        judge=None if trust is None else trust.judge(forest, table.legend),
        validation=validation,
        calibration=None if calibrated is None else calibrated.calibration,
    )  # fmt: skip


def _agreements(
    forest: FoldForest, label: np.ndarray, progress: Progress
) -> tuple[Accuracy | None, Accuracy | None]:
    """Return the agreement out of bag and in held-out blocks, and tell what lies between."""
    random = agreement(forest.oob_probabilities, label)
    blocks = agreement(forest.held_out.probabilities, label)
    sentence = compare_splits(random, blocks)
    if sentence:
        progress.message(sentence)
    return random, blocks


def _domain(table: SampleRows, forest: FoldForest) -> TrainingDomain:
    places = table.blocks if np.unique(table.blocks).size > 1 else None
    return TrainingDomain.fit(
        table.features, forest.importances, blocks=places, seed=table.forest.seed
    )
