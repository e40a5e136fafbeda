"""What a probability sample says of a map and of the ground, and what it is too thin for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .estimates import FEW, THIN, Estimate


@dataclass(frozen=True, eq=False)
class DesignAccuracy:
    """What a probability sample says about a map and about the ground.

    Attributes:
        overall: overall accuracy.
        users: user's accuracy per class; NaN for a class the map does not hold.
        producers: producer's accuracy per class; NaN for a class the reference never named.
        f1: F1 per class, 2 agreed / (map + reference); NaN for a class that neither holds.
        iou: intersection over union per class, likewise. Both are ratio estimators as the two
            above, and doubted where either of those is.
        area_shares: share of the ground each reference class covers.
        areas: the same in the unit the mapped areas were given in.
        matrix: float64 (map class, reference class), estimated shares of the whole area; sums
            to 1, so ``accuracy.assess`` of it gives area-adjusted figures.
        points: int64, points in each stratum.
        weights: float64, share of the whole each stratum covers.
        reference_points: int64, points of each reference class in the whole sample.
        complete: bool, strata of which every place was visited.
        part: estimated share of the strata that all figures stand for, 0..1; below 1 where a
            map that was compared has no class at some of the points.
    """

    overall: Estimate
    users: tuple[Estimate, ...]
    producers: tuple[Estimate, ...]
    f1: tuple[Estimate, ...]
    iou: tuple[Estimate, ...]
    area_shares: tuple[Estimate, ...]
    areas: tuple[Estimate, ...]
    matrix: np.ndarray
    points: np.ndarray
    weights: np.ndarray
    reference_points: np.ndarray
    complete: np.ndarray
    part: float = 1.0

    def doubted(self) -> DesignAccuracy:
        """The same estimates, none of which is to be trusted; undefined ones are not doubted."""

        def untrusted(one: Estimate) -> Estimate:
            return one if math.isnan(one.value) else replace(one, trusted=False)

        def each(several: tuple[Estimate, ...]) -> tuple[Estimate, ...]:
            return tuple(map(untrusted, several))

        return replace(
            self, overall=untrusted(self.overall), users=each(self.users),
            producers=each(self.producers), f1=each(self.f1), iou=each(self.iou),
            area_shares=each(self.area_shares), areas=each(self.areas),
        )  # fmt: skip

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences on what the sample is too thin for; strata and classes counted from 1."""
        return self.describe_limits()

    def describe_limits(
        self, *, strata: Sequence[str] | None = None, classes: Sequence[str] | None = None
    ) -> tuple[str, ...]:
        """Name the strata and classes with too few points for their figures to be trusted.

        Args:
            strata: name of each stratum; None = "stratum 1" and so on.
            classes: name of each class, likewise.
        """
        covered = (self.weights > 0) & ~self.complete
        single = _named(covered & (self.points == 1), self.points, strata, "stratum")
        thin = covered & (self.points > 1) & (self.points < THIN)
        seldom = (self.reference_points > 0) & (self.reference_points < FEW)
        found = (
            (
                single,
                "No variance can be worked out from a single point, so the figures that rest "
                "on it have no standard error and no interval; label more points or join strata",
            ),
            (
                _named(thin, self.points, strata, "stratum"),
                "Standard errors and intervals "
                f"are not to be trusted with fewer than {THIN} points in a stratum",
            ),
            (
                _named(seldom, self.reference_points, classes, "class"),
                "Producer's accuracy and "
                f"area are not to be trusted with fewer than {FEW} reference points of a class",
            ),
        )
        return tuple(f"{text}: {names}." for names, text in found if names)


def _named(chosen: np.ndarray, points: np.ndarray, names: Sequence[str] | None, kind: str) -> str:
    """The chosen strata or classes with their points, as words."""
    return ", ".join(
        f"{names[i] if names is not None else f'{kind} {i + 1}'} ({points[i]})"
        for i in np.flatnonzero(chosen).tolist()
    )
