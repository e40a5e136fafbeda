"""How far predicted shares of classes are from observed ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..accuracy.accuracy import confusion_matrix
from ..legends.legend import Legend
from .levels import ShareLevel

BINS = 10
PLOT_BINS = 25


@dataclass(frozen=True, eq=False)
class FractionScores:
    """Errors of predicted shares, each float64 (class,), in shares (0..1).

    Attributes:
        mae: mean absolute error.
        rmse: root of the mean squared error.
        r2: 1 - the sum of squared errors over that around the observed mean; NaN where a class
            has one share everywhere.
        bias: mean of predicted less observed.
        dominant: share of the samples whose largest predicted share is of the class with the
            largest observed one; of equal ones the first counts.
        samples: how many were compared.
        held: whether any sample holds the class, bool (class,). One that none holds has errors,
            but they do not count in the means, which would be too good by it.
    """

    mae: np.ndarray
    rmse: np.ndarray
    r2: np.ndarray
    bias: np.ndarray
    dominant: float
    samples: int
    held: np.ndarray

    @property
    def mean_mae(self) -> float:
        """Mean of ``mae`` over the classes that samples hold."""
        return float(self.mae[self.held].mean())

    @property
    def mean_rmse(self) -> float:
        """Mean of ``rmse`` over the classes that samples hold."""
        return float(self.rmse[self.held].mean())

    @property
    def mean_r2(self) -> float:
        """Mean of ``r2`` over the classes that have one; NaN where none has."""
        known = self.r2[np.isfinite(self.r2)]
        return float(known.mean()) if known.size else float("nan")

    def to_json(self) -> dict[str, Any]:
        """Return plain numbers and lists; None for NaN."""
        lists = {name: _plain(getattr(self, name)) for name in ("mae", "rmse", "r2", "bias")}
        means = _plain(np.array([self.mean_mae, self.mean_rmse, self.mean_r2]))
        return {
            **lists, **dict(zip(("mean_mae", "mean_rmse", "mean_r2"), means)),
            "dominant": self.dominant, "samples": self.samples,
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class LevelScores:
    """The scores of one level of a legend.

    Attributes:
        level: its name; "" for the classes themselves.
        legend: its classes, in the order of the scores.
        scores: of the predicted shares.
        baseline: of predicting the same mean shares everywhere.
    """

    level: str
    legend: Legend
    scores: FractionScores
    baseline: FractionScores

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "level": self.level, "codes": self.legend.codes.tolist(),
            "scores": self.scores.to_json(), "baseline": self.baseline.to_json(),
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class ShareReliability:
    """What was observed where a share was predicted, by class and bin of the predicted share.

    Attributes:
        edges: of the bins, float64 (bin + 1,), 0..1; the last bin holds 1.
        counts: samples, int64 (class, bin).
        predicted, observed: mean shares, float64 (class, bin); NaN where there is no sample.
    """

    edges: np.ndarray
    counts: np.ndarray
    predicted: np.ndarray
    observed: np.ndarray

    @property
    def deviation(self) -> np.ndarray:
        """Mean over the samples of how far the two means of their bin lie apart, float64 (class,).

        Reference:
            Naeini, Cooper, Hauskrecht (2015), Obtaining well calibrated probabilities using
            Bayesian binning (expected calibration error), with shares for frequencies.
            https://doi.org/10.1609/aaai.v29i1.9602
        """
        apart = np.where(self.counts > 0, np.abs(self.predicted - self.observed), 0.0)
        return (self.counts * apart).sum(axis=1) / self.counts.sum(axis=1)


def score_fractions(observed: np.ndarray, predicted: np.ndarray) -> FractionScores:
    """Compare shares.

    Args:
        observed, predicted: float64 (sample, class), at least one sample.
    """
    error = predicted - observed
    squares = np.square(error).sum(axis=0)
    around = np.square(observed - observed.mean(axis=0)).sum(axis=0)
    varies = np.ptp(observed, axis=0) > 0
    r2 = np.where(varies, 1 - squares / np.where(varies, around, 1.0), np.nan)
    return FractionScores(
        mae=np.abs(error).mean(axis=0),
        rmse=np.sqrt(squares / len(error)),
        r2=r2,
        bias=error.mean(axis=0),
        dominant=float((predicted.argmax(axis=1) == observed.argmax(axis=1)).mean()),
        samples=len(error),
        held=(observed > 0).any(axis=0),
    )


def joint_r2(observed: np.ndarray, predicted: np.ndarray) -> float:
    """Return R² of all classes together: each counts as much as its shares vary.

    The mean of R² over the classes hangs on the rarest of them, this hardly does.

    Args:
        observed, predicted: float64 (sample, class), at least one sample.

    Returns:
        1 - the sum of all squared errors over that around the observed means; NaN where no class
        varies.
    """
    squares = float(np.square(predicted - observed).sum())
    around = float(np.square(observed - observed.mean(axis=0)).sum())
    return 1 - squares / around if np.ptp(observed, axis=0).any() else float("nan")


def score_levels(
    observed: np.ndarray,
    predicted: np.ndarray,
    *,
    mean: np.ndarray,
    legend: Legend,
    levels: tuple[ShareLevel, ...] = (),
) -> tuple[LevelScores, ...]:
    """Compare shares of classes, and of the coarser levels they add up to.

    Args:
        observed, predicted: float64 (sample, class).
        mean: shares that the baseline predicts everywhere, float64 (class,).
        legend: the classes.
        levels: coarser levels of ``legend``.

    Returns:
        Scores of the classes, then of each level.
    """
    same = np.broadcast_to(mean, observed.shape)
    found = [
        LevelScores("", legend, score_fractions(observed, predicted),
                    score_fractions(observed, same))
    ]  # fmt: skip
    for level in levels:
        truth = level.sums(observed)
        pair = (score_fractions(truth, level.sums(each)) for each in (predicted, same))
        found.append(LevelScores(level.name, level.legend, *pair))
    return tuple(found)


def share_reliability(
    observed: np.ndarray, predicted: np.ndarray, *, bins: int = BINS
) -> ShareReliability:
    """Return the mean observed share by bin of the predicted share.

    Args:
        observed, predicted: float64 (sample, class), 0..1.
        bins: how many, equally wide.

    Reference:
        Niculescu-Mizil, Caruana (2005), Predicting good probabilities with supervised learning
        (reliability diagrams), with shares for frequencies.
        https://doi.org/10.1145/1102351.1102430
    """
    where = _bins(predicted, bins)
    pairs = list(zip(where.T, predicted.T, observed.T))
    counts = np.stack([np.bincount(at, minlength=bins) for at, _, _ in pairs])
    sums = (
        np.stack([np.bincount(one[0], weights=one[part], minlength=bins) for one in pairs])
        for part in (1, 2)
    )
    means = [np.where(counts > 0, each / np.maximum(counts, 1), np.nan) for each in sums]
    return ShareReliability(np.linspace(0, 1, bins + 1), counts.astype(np.int64), *means)


def pair_counts(
    observed: np.ndarray, predicted: np.ndarray, *, bins: int = PLOT_BINS
) -> np.ndarray:
    """Count samples by observed and predicted share, to be plotted against each other.

    Args:
        observed, predicted: float64 (sample, class), 0..1.
        bins: along each side, equally wide.

    Returns:
        int64 (class, observed bin, predicted bin).
    """
    cells = _bins(observed, bins) * bins + _bins(predicted, bins)
    counts = [np.bincount(column, minlength=bins * bins) for column in cells.T]
    return np.stack(counts).reshape(-1, bins, bins).astype(np.int64)


def dominant_counts(observed: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Count samples by the class of the largest predicted and of the largest observed share.

    Args:
        observed, predicted: float64 (sample, class); of equal shares the first counts.

    Returns:
        int64 (predicted class, observed class).
    """
    largest = (shares.argmax(axis=1) for shares in (predicted, observed))
    return confusion_matrix(*largest, n_classes=observed.shape[1])


def _bins(shares: np.ndarray, bins: int) -> np.ndarray:
    """Return the bin of each share, int64; rounding may leave one just beyond 0 or 1."""
    return np.clip(np.floor(shares * bins), 0, bins - 1).astype(np.int64)


def _plain(values: np.ndarray) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]
