"""What training finds out beside the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..accuracy.accuracy import Accuracy
from .calibration_fit import CalibrationFit
from .cell_trust import CellTrust
from .importance import PermutationImportance
from .model import Model
from .reliability import Reliability
from .self_validation import SelfValidation


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
        unlearnt: samples judged in ``block_cv`` by trees that have not learnt their class.
        oob: prediction against coarse label, before cleaning, by the trees that have not drawn
            the sample: a split by random pixels. None when every tree has drawn every sample.
        block_cv: held-out prediction against coarse label; None when all samples are in one block.
        fold_accuracies: agreement in each fold.
        reliability: held-out confidence against agreement; None as ``block_cv``.
        importances: mean decrease in impurity, float64 (feature,).
        permutation: what held-out agreement loses without each feature; None where it was not
            asked for, or as ``block_cv``.
        trust: probability that the label of the sample's coarse cell is right; ``label_trust`` of
            held-out probabilities where the cell is unknown or has another label; float32
            (sample,), NaN where a sample has no data or was not tested.
        suggested: code of the most probable class of the sample's coarse cell, of the sample
            itself where ``trust`` is its own, int64 (sample,); -1 where ``trust`` is NaN.
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
    unlearnt: int
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
    permutation: PermutationImportance | None = None

    @property
    def oob_accuracy(self) -> float:
        """Share of samples whose coarse label is repeated out of bag; NaN where unknown."""
        return float("nan") if self.oob is None else self.oob.overall
