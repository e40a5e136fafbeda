"""What was mapped, in numbers, and the sums over its tiles that they come from."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..rasters.grid import Window
from .map_tiles import TileResult
from .outside import OutsideCounts
from .trust import PERCENTS


@dataclass(frozen=True)
class MapSummary:
    """What was mapped, in numbers that neither tiles nor threads can change.

    Attributes:
        counts: pixels of each class position, int64 (class,).
        window: the window of the features' grid that was mapped.
        prior_weight: weight of the coarse map in force; 0 = it was not used.
        correction: exponent of the training shares in force, see ``prior.combine``.
        confidence_counts: pixels of each class and each whole percent of confidence, int64
            (class, 101); all 0 where nobody asked for probabilities. Here and in ``outside`` the
            classes are those before the minimum mapping unit.
        outside: pixels outside the area of applicability, all counted where APPLICABILITY is
            written, else estimated from a subsample; None where the model does not tell.
        surveyed: coarse cells with a mapped pixel that were compared with the image.
        doubted: those of them whose class is more probably wrong than right.
        filled: mapped pixels where elevation or ancillary data are missing.
        temperature: by which the probabilities were calibrated; 1 = they are as they came.
        coarse_kappa: kappa of the map and a plain copy of the coarse map; NaN without one.
    """

    counts: np.ndarray
    window: Window
    prior_weight: float
    correction: float
    confidence_counts: np.ndarray
    outside: OutsideCounts | None = None
    surveyed: int = 0
    doubted: int = 0
    filled: int = 0
    temperature: float = 1.0
    coarse_kappa: float = math.nan

    @property
    def confidence_histogram(self) -> np.ndarray:
        """Pixels of each whole percent of confidence, int64 (101,)."""
        return self.confidence_counts.sum(axis=0)

    @property
    def mean_confidence(self) -> float:
        """Mean confidence of the mapped pixels, percent; NaN where it was not asked for."""
        histogram = self.confidence_histogram
        total = float(histogram.sum())
        return float(histogram @ np.arange(PERCENTS)) / total if total else math.nan

    @property
    def class_confidence(self) -> np.ndarray:
        """Mean confidence of each class, percent, float64 (class,); NaN where it has no pixel."""
        totals = self.confidence_counts @ np.arange(PERCENTS)
        with np.errstate(invalid="ignore"):
            return totals / self.confidence_counts.sum(axis=1).astype(np.float64)

    @property
    def outside_share(self) -> float | None:
        """Share of the mapped pixels outside the area of applicability; None where unknown."""
        if self.outside is None or math.isnan(self.outside.share):
            return None
        return self.outside.share


@dataclass
class MapSums:
    """Pixels of each class, and the sums of what ``TileResult`` counts."""

    pixels: np.ndarray
    confidence: np.ndarray
    outside: np.ndarray
    filled: int = 0

    @classmethod
    def zero(cls, classes: int) -> MapSums:
        """Return sums of no tile."""
        return cls(
            np.zeros(classes, np.int64),
            np.zeros((classes, PERCENTS), np.int64),
            np.zeros((2, classes), np.int64),
        )

    def add(self, tile: TileResult) -> None:
        """Add a tile."""
        labels = tile.labels[tile.labels >= 0]
        self.pixels += np.bincount(labels, minlength=len(self.pixels))
        self.confidence += tile.confidence
        self.outside += tile.outside
        self.filled += tile.filled
