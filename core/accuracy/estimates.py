"""Shares and ratios estimated from a stratified sample, with standard errors and intervals."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np

from ..errors import InputError
from ..ordered_sums import weighted_sum
from .accuracy import ratio
from .intervals import NORMAL_95, StratifiedCounts, score_intervals, wilson

THIN = 30
"""Points a stratum needs before its variance is to be trusted."""

FEW = 5
"""Points a set needs, over all strata, before a figure about it is to be trusted."""

_NOTICEABLE = 0.05  # part of a figure, or of its variance, thin strata may bring


@dataclass(frozen=True)
class Estimate:
    """A number estimated from a sample.

    Attributes:
        value: the estimate; NaN where it is not defined.
        standard_error: in the unit of ``value``; NaN where a stratum has a single point.
        largest: the largest value possible: 1 for a share, the whole area for an area.
        bounds: the 95 % interval the sample itself gives; None = not worked out.
        trusted: False where thin strata or a handful of points make interval and standard error
            no more than a hint; True where ``value`` is not defined: there is nothing to doubt.
    """

    value: float
    standard_error: float
    largest: float = 1.0
    bounds: tuple[float, float] | None = field(default=None, compare=False)
    trusted: bool = field(default=True, compare=False)

    @property
    def half_width(self) -> float:
        """Half the width of the symmetrical 95 % interval, as the literature prints it.

        It covers too seldom where errors or the class are rare, and may reach beyond what is
        possible; ``interval`` does neither.
        """
        return NORMAL_95 * self.standard_error

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval, within 0 and ``largest``; NaN without a standard error.

        The score interval of the sample, see ``intervals.score_intervals``; without ``bounds``
        Wilson's of the effective sample size.
        """
        if math.isnan(self.value) or math.isnan(self.standard_error):
            return math.nan, math.nan
        if self.bounds is not None:
            return self.bounds
        if not self.standard_error > 0:
            return self.value, self.value
        share, error = self.value / self.largest, self.standard_error / self.largest
        low, high = wilson(share, max(share * (1 - share) / error**2, 1.0))
        return low * self.largest, high * self.largest

    def times(self, whole: float) -> Estimate:
        """The same share in the unit of ``whole``."""
        bounds = None if self.bounds is None else (self.bounds[0] * whole, self.bounds[1] * whole)
        return Estimate(
            self.value * whole,
            self.standard_error * whole,
            self.largest * whole,
            bounds,
            self.trusted,
        )

    def doubted_with(self, *others: Estimate) -> Estimate:
        """The same estimate, trusted only as far as these are: it joins what they tell."""
        return replace(self, trusted=self.trusted and all(one.trusted for one in others))

    def f1_of_iou(self) -> Estimate:
        """F1 of the class whose IoU this is: 2 IoU / (1 + IoU).

        As F1 rises with IoU, the ends of the interval are those of IoU's. The standard error is
        that of the ratio estimator 2 agreed / (mapped + reference) itself: its residuals are
        those of IoU times 2 / (1 + IoU)^2.
        """
        low, high = (_f1(one) for one in self.interval)
        error = self.standard_error * 2 / (1 + self.value) ** 2
        return Estimate(_f1(self.value), error, bounds=(low, high), trusted=self.trusted)


def _f1(iou: float) -> float:
    return 2 * iou / (1 + iou)


def unsampled(points: np.ndarray, pixels: np.ndarray | None) -> np.ndarray:
    """Return the share of each stratum that no point visited; 1 where its pixels are not known.

    Raises:
        InputError: the numbers of strata differ.
    """
    if pixels is None:
        return np.ones(points.shape)
    given = np.asarray(pixels, dtype=np.float64)
    if given.shape != points.shape:
        raise InputError(f"There are {points.size} strata, but pixels of {given.size}.")
    # Points that share a pixel may be more than its stratum has.
    return np.maximum(1 - np.nan_to_num(ratio(points, given)), 0.0)


def chance_factor(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the factor of each stratum's variance when chance set its number of points.

    Reference:
        Cochran (1977), Sampling techniques, eq. 5A.42.
    """
    total = points.sum()
    expected = weights / total + (1 - weights) / total**2
    return ratio(points * expected, weights**2)


@dataclass(frozen=True, eq=False)
class Sets:
    """Sets of places of which some lie within others; arrays (stratum, set).

    Attributes:
        inner: points in the inner set, integers.
        outer: points in the outer set, integers >= ``inner``.
        possible: bool (kind, stratum, set): whether the stratum can hold places of the inner set,
            of the outer set only, and of neither.
        only: bool (stratum, set), strata outside which a set is known to have no place; None =
            it may have some in any.
        unmet: bool (stratum, set), strata that may hold places of the outer set, or hide some of
            the inner one, though no point met any; None = none does.
    """

    inner: np.ndarray
    outer: np.ndarray
    possible: np.ndarray
    only: np.ndarray | None = None
    unmet: np.ndarray | None = None


def _joined(parts: Sequence[Sets]) -> Sets:
    """The sets of all parts as one."""
    everywhere = [np.ones(one.outer.shape, dtype=bool) for one in parts]
    only = [yes if one.only is None else one.only for yes, one in zip(everywhere, parts)]
    unmet = [~yes if one.unmet is None else one.unmet for yes, one in zip(everywhere, parts)]
    return Sets(
        inner=np.concatenate([one.inner for one in parts], axis=1),
        outer=np.concatenate([one.outer for one in parts], axis=1),
        possible=np.concatenate([one.possible for one in parts], axis=2),
        only=np.concatenate(only, axis=1),
        unmet=np.concatenate(unmet, axis=1),
    )


@dataclass(frozen=True, eq=False)
class StratifiedSample:
    """A stratified sample; arrays (stratum,).

    Attributes:
        points: points in each stratum.
        weights: share of the whole each stratum covers; they sum to 1.
        left: factor of each stratum's variance: the share that was not sampled (finite
            population correction; 1 = none), or what post-stratification adds.
        inside: points of each stratum in the part of the whole that is asked for; None = all.
    """

    points: np.ndarray
    weights: np.ndarray
    left: np.ndarray
    inside: np.ndarray | None = None

    def share(self, hits: np.ndarray) -> np.ndarray:
        """Estimated share of the whole that ``hits`` (stratum, ...) stand for; shape (...)."""
        used = self.points > 0
        return weighted_sum(self.weights[used] / self.points[used], hits[used])

    def ratios(self, *parts: Sets) -> Iterator[tuple[Estimate, ...]]:
        """Estimate several kinds of sets in one search, which takes hardly longer than one."""
        found = iter(self.ratio(_joined(parts)))
        for one in parts:
            yield tuple(islice(found, one.outer.shape[1]))

    def ratio(self, sets: Sets) -> tuple[Estimate, ...]:
        """Estimate share(inner) / share(outer) of each set.

        For 0/1 values y <= x the sample covariance of y and x in a stratum is
        n / (n - 1) * (mean(y) - mean(y) mean(x)), which gives the variance of the combined ratio
        estimator from counts alone.

        Reference:
            Stehman (2014), eq. 25 and 28. https://doi.org/10.1080/01431161.2014.930207
        """
        whole = self.share(sets.outer)
        value = ratio(self.share(sets.inner), whole)
        terms = self._variances(sets, value)
        error = ratio(np.sqrt(np.maximum(terms.sum(axis=0), 0.0)), whole)
        low, high = self._intervals(sets, value)
        trusted = self._trusted(sets, terms) | np.isnan(value)
        columns = (value, error, low, high, trusted)
        return tuple(
            Estimate(v, e, bounds=(lower, upper), trusted=t)
            for v, e, lower, upper, t in zip(*(column.tolist() for column in columns))
        )

    def _variances(self, sets: Sets, value: np.ndarray) -> np.ndarray:
        """What each stratum adds to the variance of inner - value * outer, (stratum, set)."""
        n = np.broadcast_to(self.points[:, np.newaxis], sets.outer.shape).astype(np.float64)
        y, x = ratio(sets.inner, n), ratio(sets.outer, n)
        spread = y * (1 - y) + value**2 * x * (1 - x) - 2 * value * y * (1 - x)
        factor = np.where(self.points > 0, self.weights**2 * self.left, 0.0)[:, np.newaxis]
        factor = factor * (np.ones(n.shape) if sets.only is None else sets.only)
        # One point in a stratum tells nothing of its variance: 0 / 0, so the sum is NaN too.
        return np.where(factor > 0, factor * ratio(spread, n - 1), 0.0)

    def _intervals(self, sets: Sets, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if not (self.left[self.points > 0] > 0).any():
            return value, value  # every place was visited
        kinds = np.stack(
            [sets.inner, sets.outer - sets.inner, self.points[:, np.newaxis] - sets.outer]
        )
        # Points per stratum such that share * (1 - share) / points is the variance above. A
        # stratum counted in full has as good as endless points.
        worth = ratio(self.points - 1, self.points * np.maximum(self.left, 1e-9))
        worth = np.where(self.points > 1, worth, 0.0)
        counts = np.swapaxes(kinds * worth[:, np.newaxis], 1, 2)
        return score_intervals(
            StratifiedCounts(counts, np.swapaxes(sets.possible, 1, 2), self.weights)
        )

    def _trusted(self, sets: Sets, terms: np.ndarray) -> np.ndarray:
        thin = (self.points < THIN) & (self.weights > 0) & (self.left > 0)
        parts = ratio(sets.outer, np.broadcast_to(self.points[:, np.newaxis], sets.outer.shape))
        parts = np.nan_to_num(parts) * self.weights[:, np.newaxis]
        trusted = np.isfinite(terms.sum(axis=0)) & (self._basis(sets) >= FEW)
        for part in (parts, np.nan_to_num(terms)):
            trusted &= part[thin].sum(axis=0) <= _NOTICEABLE * part.sum(axis=0)
        return trusted & (self._hidden(sets) <= _NOTICEABLE * parts.sum(axis=0))

    def _hidden(self, sets: Sets) -> np.ndarray:
        """What one more point in each unmet stratum could add to the share of the whole, (set,).

        They are added as errors are: that all of many strata hide the set is not to be feared.
        """
        if sets.unmet is None:
            return np.zeros(sets.outer.shape[1])
        one = np.where(self.points > 0, self.weights / (self.points + 1), 0.0)
        return np.sqrt(weighted_sum(one**2, sets.unmet))

    def _basis(self, sets: Sets) -> np.ndarray:
        """Points a figure rests on, (set,): the outer set's; the inner one's if that is all."""
        whole = self.points if self.inside is None else self.inside
        everything = (sets.outer == whole[:, np.newaxis]).all(axis=0)
        return np.where(everything, sets.inner.sum(axis=0), sets.outer.sum(axis=0))
