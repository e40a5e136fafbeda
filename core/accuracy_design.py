"""Accuracy and areas estimated from a probability sample, with their standard errors.

Every design here is a stratified random sample of places whose map and reference class are
known; a simple random sample is the case of one stratum. One estimator serves them all: the
share of places in a set, and the ratio of two such shares where one set lies within the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .accuracy import ratio
from .errors import InputError

NORMAL_95 = 1.959963984540054
"""Half width, in standard errors, of a 95 % interval of the normal distribution."""


@dataclass(frozen=True)
class Estimate:
    """A number estimated from a sample.

    Attributes:
        value: the estimate; NaN where it is not defined.
        standard_error: in the unit of ``value``; NaN where a stratum has a single point.
        largest: the largest value possible: 1 for a share, the whole area for an area.
    """

    value: float
    standard_error: float
    largest: float = 1.0

    @property
    def half_width(self) -> float:
        """Half the width of the 95 % interval before it is cut at 0 and ``largest``."""
        return NORMAL_95 * self.standard_error

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval, from the normal distribution, cut at 0 and ``largest``."""
        low, high = self.value - self.half_width, self.value + self.half_width
        # max and min with the bound second keep NaN.
        return max(low, 0.0), min(high, self.largest)


@dataclass(frozen=True, eq=False)
class DesignAccuracy:
    """What a probability sample says about a map and about the ground.

    Attributes:
        overall: overall accuracy.
        users: user's accuracy per class; NaN for a class the map does not hold.
        producers: producer's accuracy per class; NaN for a class the reference never named.
        area_shares: share of the ground each reference class covers.
        areas: the same in the unit the mapped areas were given in.
        matrix: float64 (map class, reference class), estimated shares of the whole area; sums
            to 1, so ``accuracy.assess`` of it gives area-adjusted figures.
        points: int64, points in each stratum.
    """

    overall: Estimate
    users: tuple[Estimate, ...]
    producers: tuple[Estimate, ...]
    area_shares: tuple[Estimate, ...]
    areas: tuple[Estimate, ...]
    matrix: np.ndarray
    points: np.ndarray


def olofsson(counts: np.ndarray, mapped_area: np.ndarray) -> DesignAccuracy:
    """Estimate accuracy and areas from a sample stratified by the map's own classes.

    Args:
        counts: points, integers (map class = stratum, reference class).
        mapped_area: area of each class in the map, (class,), any one unit; the areas come back
            in it.

    Raises:
        InputError: shapes do not fit, a number is negative, or points and areas contradict each
            other (a class with area and no point, or with points and no area).

    Reference:
        Olofsson et al. (2013), eq. 1-11. https://doi.org/10.1016/j.rse.2012.10.031
        Olofsson et al. (2014), eq. 1-11. https://doi.org/10.1016/j.rse.2014.02.015
    """
    points = _whole_numbers(counts)
    if points.ndim != 2 or points.shape[0] != points.shape[1]:
        raise InputError(
            "The counts must be square, map classes by reference classes; "
            f"they have shape {points.shape}."
        )
    n_classes = len(points)
    cells = np.zeros((n_classes, n_classes, n_classes), dtype=np.int64)
    cells[np.arange(n_classes), np.arange(n_classes)] = points
    return _estimate(cells, mapped_area, by_class=True)


def stehman(
    counts: np.ndarray, stratum_pixels: np.ndarray, *, total_area: float = 1.0
) -> DesignAccuracy:
    """Estimate accuracy and areas from strata that need not be the map's classes.

    Args:
        counts: points, integers (stratum, map class, reference class); see ``stratum_matrices``.
        stratum_pixels: pixels in each stratum, (stratum,); a stratum sampled to a noticeable
            part gets the finite population correction.
        total_area: area of all strata together, the unit of the areas that come back.

    Raises:
        InputError: shapes do not fit, a number is negative, more points than pixels, or points
            and stratum sizes contradict each other.

    Reference:
        Stehman (2014), eq. 2-28. https://doi.org/10.1080/01431161.2014.930207
    """
    return _estimate(_whole_numbers(counts), stratum_pixels, total_area=total_area, finite=True)


def simple_random(counts: np.ndarray, *, total_area: float = 1.0) -> DesignAccuracy:
    """Estimate accuracy and areas from a simple random sample of the whole map.

    Args:
        counts: points, integers (map class, reference class).
        total_area: area of the map, the unit of the areas that come back.

    Raises:
        InputError: the counts are not square, negative, or empty.

    Reference:
        Cochran (1977), Sampling techniques, eq. 3.2 and 6.13: one stratum of Stehman (2014).
    """
    return _estimate(_whole_numbers(counts)[np.newaxis], np.ones(1), total_area=total_area)


def stratum_matrices(
    stratum: np.ndarray, map_index: np.ndarray, reference_index: np.ndarray, *, shape: tuple
) -> np.ndarray:
    """Count sample points by stratum, map class and reference class.

    Args:
        stratum: stratum position of each point, integers (point,); -1 = not counted.
        map_index: class position in the map, likewise.
        reference_index: class position in the reference, likewise.
        shape: (number of strata, number of classes).

    Returns:
        int64 (stratum, map class, reference class).

    Raises:
        InputError: lengths differ or a position is out of range.
    """
    n_strata, n_classes = shape
    columns = [np.asarray(column) for column in (stratum, map_index, reference_index)]
    if len({column.shape for column in columns}) != 1:
        raise InputError(
            "Stratum, map and reference must have a value for each point; they have "
            f"{', '.join(str(column.size) for column in columns)}."
        )
    for column, size in zip(columns, (n_strata, n_classes, n_classes)):
        if column.size and not (int(column.min()) >= -1 and int(column.max()) < size):
            raise InputError(
                f"A position lies outside 0 to {size - 1} (-1 = not counted): "
                f"{int(column.min())} to {int(column.max())} found."
            )
    counted = np.all([column >= 0 for column in columns], axis=0)
    sides = (n_strata, n_classes, n_classes)
    cells = np.ravel_multi_index([column[counted] for column in columns], sides)
    return np.bincount(cells, minlength=int(np.prod(sides))).astype(np.int64).reshape(sides)


def _whole_numbers(counts: np.ndarray) -> np.ndarray:
    given = np.asarray(counts)
    if given.dtype.kind not in "iu" or (given < 0).any():
        raise InputError("The counts must be whole numbers of points, none negative.")
    return given.astype(np.int64)


def _estimate(
    counts: np.ndarray,
    sizes: np.ndarray,
    *,
    total_area: float | None = None,
    finite: bool = False,
    by_class: bool = False,
) -> DesignAccuracy:
    """Estimate from (stratum, map, reference) counts; ``by_class``: strata are map classes."""
    sizes = np.asarray(sizes, dtype=np.float64)
    points = _check_strata(counts, sizes)
    if finite and (points > sizes).any():
        raise InputError(
            f"Stratum {int(np.argmax(points > sizes)) + 1} has more points than pixels; "
            "give the stratum sizes in pixels."
        )
    left = 1 - ratio(points, sizes) if finite else np.ones(sizes.shape)
    sample = _Sample(points, sizes / sizes.sum(), left)
    area = float(sizes.sum()) if total_area is None else float(total_area)
    agreed = np.diagonal(counts, axis1=1, axis2=2)
    mapped, reference = counts.sum(axis=2), counts.sum(axis=1)
    whole = points[:, np.newaxis]
    overall = sample.ratio(agreed.sum(axis=1, keepdims=True), whole)
    shares = sample.ratio(reference, np.broadcast_to(whole, reference.shape))
    return DesignAccuracy(
        overall=overall[0],
        users=sample.ratio(agreed, mapped, only_own=by_class),
        producers=sample.ratio(agreed, reference),
        area_shares=shares,
        areas=tuple(Estimate(s.value * area, s.standard_error * area, area) for s in shares),
        matrix=sample.share(counts),
        points=points,
    )


def _check_strata(counts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return the points per stratum once counts and sizes fit together."""
    if counts.ndim != 3 or counts.shape[1] != counts.shape[2]:
        raise InputError(
            "The counts must be (stratum, map class, reference class); "
            f"they have shape {counts.shape}."
        )
    if sizes.shape != counts.shape[:1]:
        raise InputError(
            f"There are {counts.shape[0]} strata but {sizes.size} stratum sizes; give one each."
        )
    if not np.isfinite(sizes).all() or (sizes < 0).any() or not sizes.sum() > 0:
        raise InputError("The stratum sizes must be numbers >= 0, and not all 0.")
    points = counts.sum(axis=(1, 2))
    for number, (size, count) in enumerate(zip(sizes, points), start=1):
        if size > 0 and count == 0:
            raise InputError(
                f"Stratum {number} has no reference point but {size / sizes.sum():.1%} of the "
                "area; label points there or join it with another stratum."
            )
        if size == 0 and count > 0:
            raise InputError(
                f"Stratum {number} has {count} reference points but no area; "
                "take the areas from the map the points were drawn from."
            )
    return points


@dataclass(frozen=True, eq=False)
class _Sample:
    """A stratified sample; arrays (stratum,).

    Attributes:
        points: points in each stratum.
        weights: share of the whole each stratum covers; they sum to 1.
        left: share of each stratum that was not sampled (1 = no finite population correction).
    """

    points: np.ndarray
    weights: np.ndarray
    left: np.ndarray

    def share(self, hits: np.ndarray) -> np.ndarray:
        """Estimated share of the whole that ``hits`` (stratum, ...) stand for; shape (...)."""
        used = self.points > 0
        return np.tensordot(self.weights[used] / self.points[used], hits[used], axes=1)

    def ratio(
        self, inner: np.ndarray, outer: np.ndarray, *, only_own: bool = False
    ) -> tuple[Estimate, ...]:
        """Estimate share(inner) / share(outer) for sets of places, inner within outer.

        Both are counts (stratum, set). For 0/1 values y <= x the sample covariance of y and x in
        a stratum is n / (n - 1) * (mean(y) - mean(y) mean(x)), which gives the variance of the
        combined ratio estimator (Stehman 2014, eq. 25 and 28) from counts alone. With
        ``only_own`` set i lies in stratum i and cannot vary elsewhere.
        """
        used = self.points > 0
        n = np.broadcast_to(self.points[:, np.newaxis], outer.shape)[used].astype(np.float64)
        y, x = inner[used] / n, outer[used] / n
        whole = self.share(outer)
        value = ratio(self.share(inner), whole)
        spread = y * (1 - y) + value**2 * x * (1 - x) - 2 * value * y * (1 - x)
        factor = np.broadcast_to((self.weights**2 * self.left)[:, np.newaxis], outer.shape)
        factor = (factor * np.eye(outer.shape[0], outer.shape[1]) if only_own else factor)[used]
        # One point in a stratum tells nothing of its variance: 0 / 0, so the sum is NaN too.
        terms = np.where(factor > 0, factor * ratio(spread, n - 1), 0.0)
        error = ratio(np.sqrt(np.maximum(terms.sum(axis=0), 0.0)), whole)
        return tuple(Estimate(float(v), float(e)) for v, e in zip(value, error))
