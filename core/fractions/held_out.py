"""What a forest of shares says where it has not learnt, and what training found out with it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..learning.forest import ForestSettings
from ..legends.legend import Legend
from ..progress import Progress
from .block_split import Split
from .fraction_forest import fit_fraction_forest
from .fraction_scores import (
    FractionScores,
    LevelScores,
    ShareReliability,
    joint_r2,
    pair_counts,
    score_levels,
    share_reliability,
)
from .levels import ShareLevel
from .table import PixelCounts, ShareTable


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Shares predicted for samples the forest has not learnt from.

    Attributes:
        split: which samples those are.
        observed, predicted: their shares, float64 (tested sample, class).
        levels: scores of the classes, then of each coarser level, beside those of always
            predicting the mean shares of the samples learnt from.
    """

    split: Split
    observed: np.ndarray
    predicted: np.ndarray
    levels: tuple[LevelScores, ...]

    @property
    def scores(self) -> FractionScores:
        """The scores of the classes."""
        return self.levels[0].scores

    @property
    def r2(self) -> float:
        """R² of all shares together; the mean of the classes is in ``scores``."""
        return joint_r2(self.observed, self.predicted)

    @property
    def mae_error(self) -> float:
        """How far the mean absolute error would be off by another draw of what is tested on.

        A standard error over the tested blocks, or single samples; NaN where they are not known,
        or fewer than two.

        Reference:
            Cochran (1977), Sampling techniques, 3rd edition, eq. 9A.2 (clusters of unequal size).
        """
        if self.split.blocks is None:
            return math.nan
        errors = np.abs(self.predicted - self.observed)[:, self.scores.held].mean(axis=1)
        _, block = np.unique(self.split.blocks[self.split.test], return_inverse=True)
        sums = np.bincount(block.reshape(-1), weights=errors - errors.mean())
        if sums.size < 2:
            return math.nan
        return math.sqrt(float(np.square(sums).sum()) * sums.size / (sums.size - 1)) / errors.size

    @property
    def reliability(self) -> ShareReliability:
        """Mean observed share by bin of predicted share."""
        return share_reliability(self.observed, self.predicted)

    @property
    def pairs(self) -> np.ndarray:
        """Counts by observed and predicted share, int64 (class, observed bin, predicted bin)."""
        return pair_counts(self.observed, self.predicted)

    def to_json(self) -> dict[str, Any]:
        """Return the split and its scores as plain JSON values, classes by their codes."""
        codes = self.levels[0].legend.codes
        alone = {"r2": self.r2, "mae_error": self.mae_error}
        return {
            **{name: value if math.isfinite(value) else None for name, value in alone.items()},
            "test_share": self.split.test_share,
            "learnt_blocks": self.split.learnt_blocks,
            "tested_blocks": self.split.tested_blocks,
            "deviation": self.split.deviation,
            "unlearnt": codes[list(self.split.unlearnt)].tolist(),
            "untested": codes[list(self.split.untested)].tolist(),
            "levels": [level.to_json() for level in self.levels],
        }


@dataclass(frozen=True, eq=False)
class Contribution:
    """What a group of features is worth: the same forest grown without it, on the same split.

    Attributes:
        group: its name.
        features: the features in it.
        without: scores without them.
        gain: what the mean absolute error is higher without them, float64 (class,); below 0
            where they do harm.
    """

    group: str
    features: tuple[str, ...]
    without: FractionScores
    gain: np.ndarray

    @property
    def mean_gain(self) -> float:
        """Mean of ``gain`` over the classes that the tested samples hold."""
        return float(self.gain[self.without.held].mean())

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "group": self.group, "features": list(self.features), "mean_gain": self.mean_gain,
            "gain": self.gain.tolist(), "without": self.without.to_json(),
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class FractionTraining:
    """What training found out beside the model; per-class arrays follow ``legend``.

    Attributes:
        legend: the classes that were learnt.
        block_size: side of the blocks in metres; None where the samples have no place.
        blocks: held out by whole blocks of ground; None where that was not possible.
        random: held out pixel by pixel, which is too good where neighbours are alike; None where
            there are too few samples, or where they were set apart by blocks before they were made.
        untried: why there are no ``blocks``, to follow the word because; "" where there are.
        contributions: of the groups of features, on ``blocks``, or on ``random`` without them.
        importances: mean decrease in impurity, float64 (feature,).
        counts: pixels by what became of them.
        level_doubts: why coarser levels are not scored.
    """

    legend: Legend
    block_size: float | None
    blocks: HeldOut | None
    random: HeldOut | None
    untried: str
    contributions: tuple[Contribution, ...]
    importances: np.ndarray
    counts: PixelCounts
    level_doubts: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the scores as plain JSON values."""
        return {
            "block_size": self.block_size,
            "blocks": None if self.blocks is None else self.blocks.to_json(),
            "random": None if self.random is None else self.random.to_json(),
            "untried": self.untried,
            "contributions": [each.to_json() for each in self.contributions],
        }

    def sentence(self) -> str:
        """Return the errors of both splits beside those of the mean shares; "" without any."""
        told = [
            f"{100 * held.scores.mean_mae:.1f} points {where}"
            for where, held in (("in whole blocks", self.blocks), ("at random pixels", self.random))
            if held is not None
        ]
        held = self.blocks or self.random
        if held is None:
            return ""
        mean = 100 * held.levels[0].baseline.mean_mae
        return (
            f"Mean absolute error of a class's share: {', '.join(told)}; {mean:.1f} by always "
            "predicting the mean shares."
        )


@dataclass(frozen=True, eq=False)
class Trial:
    """Samples of the classes to learn, and how to grow a forest on some of them."""

    table: ShareTable
    legend: Legend
    levels: tuple[ShareLevel, ...]
    forest: ForestSettings

    def test(
        self, split: Split, *, progress: Progress, columns: np.ndarray | None = None
    ) -> HeldOut:
        """Grow a forest on one side of a split, of some columns, and try it on the other."""
        features, shares = self.table.features, self.table.shares
        if columns is not None:
            features = features[:, columns]
        learnt, tested = shares[~split.test], shares[split.test]
        forest = fit_fraction_forest(
            features[~split.test], learnt, settings=self.forest, progress=progress
        )
        predicted = forest.predict_proba(features[split.test])
        mean = learnt.mean(axis=0)
        scores = score_levels(tested, predicted, mean=mean, legend=self.legend, levels=self.levels)
        return HeldOut(split, tested, predicted, scores)
