"""From samples to a model: cleaning, training, and how well it repeats the coarse map."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import numpy as np

from ..accuracy.accuracy import Accuracy
from ..cells.cell_labels import CellLabels
from ..cells.coarse import CoarseMap
from ..features.features import FeatureSource
from ..features.recipe import spectral_count
from ..phrases import counted, grouped
from ..progress import Progress, Stage
from .applicability import TrainingDomain
from .calibration_fit import CalibrationFit
from .cancellable import unless_cancelled
from .cell_trust import CellTrust, SampledCells, trust_cells
from .fold_forest import (
    FoldForest,
    deal_folds,
    fit_fold_forest,
    grow_fold_forest,
    why_undealt,
)
from .forest import MOST_PER_TREE
from .importance import PermutationImportance, permutation_importance
from .model import Model
from .prior_choice import choose_prior
from .reliability import label_trust, reliability
from .sample_cleaning import Doubts, find_doubtful
from .self_validation import SelfValidation
from .training_result import TrainingResult
from .training_set import (
    SampleRows,
    TrainingSet,
    TrainingSettings,
    plain_legend,
    usable_samples,
)
from .validation import agreement, compare_splits

_NO_CELLS = "most samples do not name the coarse cell they lie in"

__all__ = ["TrainingResult", "TrainingSet", "TrainingSettings", "plain_legend", "train"]


def train(
    samples: TrainingSet,
    source: FeatureSource,
    *,
    settings: TrainingSettings,
    progress: Progress,
    coarse: CoarseMap | None = None,
    explain: bool = False,
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
        explain: whether to find out what each feature counts for held-out agreement, which takes
            a few seconds and changes no model.

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
    _tell_most(table, folds, progress)
    first = _fit(table, folds, Stage(progress, 0.0, 0.4))
    trust = None
    if sampled is not None and folds is not None:
        judge = partial(trust_cells, first, table.label, sampled, training_shares=table.shares)
        trust = unless_cancelled(judge, progress)
    doubts = Doubts.none(table.label.size)
    if settings.clean and _can_clean(table, trust, progress):
        doubts = find_doubtful(
            table, first, trust,
            spectral=spectral_count(source.recipe, len(source.names)), progress=progress,
        )  # fmt: skip
    forest, kept = first, table
    if doubts.samples.any():
        kept = table.take(~doubts.samples)
        left = None if folds is None else folds[~doubts.samples]
        # tested are the trees that have also learnt what was doubted, so these need not be
        forest = _fit(kept, left, Stage(progress, 0.4, 0.8), fit=grow_fold_forest)
    chosen: SelfValidation | None = None
    calibrated: CalibrationFit | None = None
    if trust is not None and folds is not None:
        part = Stage(progress, 0.8, 0.95)
        found = forest.predict_held_out(table.features, folds, progress=part)
        chosen, calibrated, untried = choose_prior(
            found, trust, training_shares=kept.shares, seed=settings.seed, progress=part
        )
    unlearnt = _unlearnt(first, table.label)
    oob, block_cv = _agreements(first, table.label, unlearnt, progress)
    tested, classes = first.held_out, len(table.legend)
    positions = table.legend.index_of(samples.codes)
    believed, suggested = _verdicts(table, first, trust)
    return TrainingResult(
        model=_model(kept, forest, source, settings, trust, (chosen, calibrated)),
        given=np.bincount(positions[positions >= 0], minlength=classes),
        without_data=np.bincount(positions[(positions >= 0) & ~usable], minlength=classes),
        doubtful=np.bincount(table.label[doubts.samples], minlength=classes),
        error_rate=doubts.error_rate if trust is None else trust.noise.error_rate,
        unlearnt=unlearnt,
        oob=oob,
        block_cv=block_cv,
        fold_accuracies=tested.fold_agreement(table.label),
        reliability=reliability(tested.probabilities, table.label) if block_cv else None,
        importances=forest.importances,
        permutation=_explained(forest, table, folds, progress) if explain else None,
        trust=_spread(believed, usable, missing=np.nan),
        suggested=_spread(suggested, usable, missing=-1),
        kept=_spread(~doubts.samples, usable, missing=False),
        cells=trust,
        validation=chosen,
        calibration=calibrated,
        untried=untried,
    )


def _can_clean(table: SampleRows, trust: CellTrust | None, progress: Progress) -> bool:
    if table.cells is None or trust is not None:
        return True
    progress.message(
        "The samples are not cleaned: without cross-validation by blocks every tree may have "
        "learnt from the cell it would have to judge.",
        warning=True,
    )
    return False


def _verdicts(
    table: SampleRows, forest: FoldForest, trust: CellTrust | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the trust in each sample's label, and the code of the class it should rather have."""
    tested, codes = forest.held_out, table.legend.codes
    best = tested.predicted
    believed = label_trust(tested.probabilities, table.label)
    if trust is not None:
        of_cell = trust.trust[trust.sample_cell].astype(np.float32)
        believed = np.where(trust.agrees, of_cell, believed)
        of_cell = trust.posterior.argmax(axis=1)[trust.sample_cell]
        best = np.where(trust.agrees, of_cell, best)
    return believed, np.where(best >= 0, codes[best], -1)


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
                "COARSE is not used, because most samples do not name their coarse cell in "
                "cell_row and cell_col.",
                warning=True,
            )
        return None
    around = None if coarse is None else CellLabels.of(coarse, table.legend)
    return SampledCells.of(
        table.label, table.cells, own=table.own_cell, n_classes=len(table.legend), around=around
    )


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


def _tell_most(table: SampleRows, folds: np.ndarray | None, progress: Progress) -> None:
    seen = table.label.size - (0 if folds is None else int(np.bincount(folds).min()))
    if seen > MOST_PER_TREE:
        drawn, given = grouped(MOST_PER_TREE), counted(table.label.size, "sample")
        progress.message(f"Each tree draws {drawn} of the {given}, which bounds the time it takes.")


def _fit(
    table: SampleRows,
    folds: np.ndarray | None,
    progress: Progress,
    *,
    fit: Callable[..., FoldForest] = fit_fold_forest,
) -> FoldForest:
    return fit(
        table.features, table.label, folds,
        settings=table.forest, n_classes=len(table.legend), progress=progress,
    )  # fmt: skip


def _explained(
    forest: FoldForest, table: SampleRows, folds: np.ndarray | None, progress: Progress
) -> PermutationImportance | None:
    if folds is None:
        return None
    return permutation_importance(
        forest, table.features, table.label, folds=folds, seed=table.forest.seed,
        progress=Stage(progress, 0.95, 1.0),
    )  # fmt: skip


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
    forest: FoldForest, label: np.ndarray, unlearnt: int, progress: Progress
) -> tuple[Accuracy | None, Accuracy | None]:
    """Return the agreement out of bag and in held-out blocks, and tell what lies between."""
    random = agreement(forest.oob_probabilities, label)
    blocks = agreement(forest.held_out.probabilities, label)
    sentence = compare_splits(random, blocks, unlearnt=unlearnt)
    if sentence:
        progress.message(sentence)
    return random, blocks


def _unlearnt(forest: FoldForest, label: np.ndarray) -> int:
    tested = forest.held_out.predicted >= 0
    learnt = forest.known[forest.held_out.fold, label] == 1
    return int(np.count_nonzero(tested & ~learnt))


def _domain(table: SampleRows, forest: FoldForest) -> TrainingDomain:
    places = table.blocks if np.unique(table.blocks).size > 1 else None
    return TrainingDomain.fit(
        table.features, forest.importances, blocks=places, seed=table.forest.seed
    )
