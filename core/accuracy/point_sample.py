"""Labelled points as a probability sample: what they say of each map, and of two at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .accuracy_design import stratum_matrices
from .paired import PairedDifference, PairStrata, pair_counts, paired_difference
from .sample_accuracy import DesignAccuracy
from .stratified_accuracy import Strata, estimate

BY_CLASS = "stratified by the map's classes (Olofsson et al. 2014)"
BY_STRATA = "strata that are not the map's classes (Stehman 2014)"
SIMPLE = "simple random"
POST = "simple random, stratified afterwards by the map's classes (Card 1982)"


@dataclass(frozen=True, eq=False)
class SampledStrata:
    """The strata of a sample; arrays (stratum,).

    Attributes:
        names: what each is called.
        pixels: pixels in each, int64.
        hectares: ground area of each, float64.
        nested: class of the legend that the map has in the whole stratum; None = any.
        finite: whether the points were drawn from the pixels of each, so that a stratum seen to
            a noticeable part leaves less doubt.
        by_chance: whether the strata were made after the points were drawn.
    """

    names: tuple[str, ...]
    pixels: np.ndarray
    hectares: np.ndarray
    nested: np.ndarray | None = None
    finite: bool = False
    by_chance: bool = False


@dataclass(frozen=True, eq=False)
class Sample:
    """Labelled points as a probability sample; arrays (point,), positions int64.

    Where a map has no class at some points, every figure is of the part that all maps cover, so
    that all figures are of the same area.

    Attributes:
        maps: positions in the legend of what each map says, (map, point), the reported map
            first; -1 = no class.
        reference: positions in the legend; -1 = a class without a counterpart there.
        stratum: positions among the strata.
        strata: the strata.
        kind: how the points were drawn, for a table.
        class_hectares: ground area of each class of the legend in the reported map, (class,);
            None = not known for what the points stand for.
        note: a sentence on what the sample stands for; "" where that is the map.
        apart: False where the points stand in clusters, so that no interval is to be trusted.
    """

    maps: np.ndarray
    reference: np.ndarray
    stratum: np.ndarray
    strata: SampledStrata
    kind: str
    n_classes: int
    class_hectares: np.ndarray | None = None
    note: str = ""
    apart: bool = True

    @property
    def covered(self) -> np.ndarray:
        """Which points have a class in every map and in the reference, bool."""
        return (self.maps >= 0).all(axis=0) & (self.reference >= 0)

    @property
    def part(self) -> float:
        """Estimated share of the strata that every map covers."""
        if self.covered.all():
            return 1.0
        points, hectares = self._points(), self.strata.hectares
        inside = points - self._elsewhere()
        return float((hectares * inside / np.maximum(points, 1)).sum() / hectares.sum())

    def estimate(self, number: int, lift: np.ndarray | None = None) -> DesignAccuracy:
        """Return accuracy and areas of one of the maps.

        Args:
            number: position of the map.
            lift: position of each class of the legend among those of a coarser one, (class,);
                None = the legend itself.

        Raises:
            InputError: points and strata contradict each other.
        """
        lift = np.arange(self.n_classes) if lift is None else np.asarray(lift)
        nested, covered, strata = self.strata.nested, self.covered, self.strata
        counts = stratum_matrices(
            self.stratum[covered], lift[self.maps[number][covered]],
            lift[self.reference[covered]], shape=(strata.hectares.size, int(lift.max()) + 1),
        )  # fmt: skip
        known = Strata(
            strata.hectares,
            pixels=strata.pixels if strata.finite else None,
            # Only the reported map is known in the whole stratum.
            nested=None if nested is None or number else lift[nested],
            by_chance=strata.by_chance,
        )
        found = estimate(counts, known, elsewhere=None if covered.all() else self._elsewhere())
        return found if self.apart else found.doubted()

    def difference(self, other: int) -> PairedDifference:
        """Return how much more accurate the reported map is than another.

        Args:
            other: position of the other map.

        Raises:
            InputError: a stratum has no point.
        """
        covered, size = self.covered, self.strata.hectares.size
        right = self.maps[:, covered] == self.reference[covered]
        counts = pair_counts(right[0], right[other], stratum=self.stratum[covered], n_strata=size)
        if size == 1:  # points in a part of it are a simple random sample of the part
            share = covered.sum() / covered.size
            pixels = self.strata.pixels * share if self.strata.finite else None
            return paired_difference(counts, PairStrata(np.ones(1), pixels=pixels))
        known = PairStrata(
            self.strata.hectares,
            pixels=self.strata.pixels if self.strata.finite else None,
            elsewhere=self._elsewhere(),
            by_chance=self.strata.by_chance,
        )
        return paired_difference(counts, known)

    def _points(self) -> np.ndarray:
        return np.bincount(self.stratum, minlength=self.strata.hectares.size)

    def _elsewhere(self) -> np.ndarray:
        return np.bincount(self.stratum[~self.covered], minlength=self.strata.hectares.size)
