"""Accuracy and areas estimated from a probability sample, with their standard errors.

Every design here is a stratified random sample of places whose map and reference class are
known; a simple random sample is the case of one stratum. One estimator serves them all: the
share of places in a set, and the ratio of two such shares where one set lies within the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .accuracy import ratio
from .errors import InputError
from .estimates import FEW, THIN, Estimate, Sets, StratifiedSample

_CERTAIN = 1000  # times a place counts in a stratum whose places were all visited


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
        weights: float64, share of the whole each stratum covers.
        reference_points: int64, points of each reference class in the whole sample.
        complete: bool, strata of which every place was visited.
    """

    overall: Estimate
    users: tuple[Estimate, ...]
    producers: tuple[Estimate, ...]
    area_shares: tuple[Estimate, ...]
    areas: tuple[Estimate, ...]
    matrix: np.ndarray
    points: np.ndarray
    weights: np.ndarray
    reference_points: np.ndarray
    complete: np.ndarray

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


def olofsson(
    counts: np.ndarray, mapped_area: np.ndarray, *, pixels: np.ndarray | None = None
) -> DesignAccuracy:
    """Estimate accuracy and areas from a sample stratified by the map's own classes.

    Args:
        counts: points, integers (map class = stratum, reference class).
        mapped_area: area of each class in the map, (class,), any one unit; the areas come back
            in it.
        pixels: of each class in the map, (class,), for the finite population correction; None =
            none, as the papers have it.

    Raises:
        InputError: shapes do not fit, a number is negative, or points and areas contradict each
            other (a class with area and no point, or with points and no area).

    Reference:
        Olofsson et al. (2013), eq. 1-11. https://doi.org/10.1016/j.rse.2012.10.031
        Olofsson et al. (2014), eq. 1-11. https://doi.org/10.1016/j.rse.2014.02.015
    """
    return _estimate(_by_map_class(counts), mapped_area, by_class=True, pixels=pixels)


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
    points, pixels = _whole_numbers(counts), np.asarray(stratum_pixels, dtype=np.float64)
    if points.ndim == 3 and pixels.shape == points.shape[:1]:
        more = points.sum(axis=(1, 2)) > pixels
        if (more & (pixels > 0)).any():
            raise InputError(
                f"Stratum {int(np.argmax(more)) + 1} has more points than pixels; "
                "give the stratum sizes in pixels."
            )
    return _estimate(points, pixels, total_area=total_area, pixels=pixels)


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


def post_stratified(counts: np.ndarray, mapped_area: np.ndarray) -> DesignAccuracy:
    """Estimate from a simple random sample whose map areas are known: sharper than without them.

    The values are those of ``olofsson``. The variances add what comes from the points per map
    class being left to chance: (W / n + (1 - W) / n^2) S^2 per class instead of W^2 S^2 / n_h.

    Args:
        counts: points, integers (map class, reference class).
        mapped_area: area of each class in the map, (class,), any one unit; the areas come back
            in it.

    Raises:
        InputError: as ``olofsson``; a map class the sample missed must be joined with another.

    Reference:
        Card (1982), Using known map category marginal frequencies to improve estimates of
        thematic map accuracy. Photogramm. Eng. Remote Sens. 48(3), 431-439.
        Cochran (1977), Sampling techniques, eq. 5A.42.
    """
    return _estimate(_by_map_class(counts), mapped_area, by_class=True, post=True)


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


def _by_map_class(counts: np.ndarray) -> np.ndarray:
    """The (stratum, map, reference) counts of a sample whose strata are the map's classes."""
    points = _whole_numbers(counts)
    if points.ndim != 2 or points.shape[0] != points.shape[1]:
        raise InputError(
            "The counts must be square, map classes by reference classes; "
            f"they have shape {points.shape}."
        )
    n_classes = len(points)
    cells = np.zeros((n_classes, n_classes, n_classes), dtype=np.int64)
    cells[np.arange(n_classes), np.arange(n_classes)] = points
    return cells


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
    pixels: np.ndarray | None = None,
    by_class: bool = False,
    post: bool = False,
) -> DesignAccuracy:
    """Estimate from (stratum, map, reference) counts; ``by_class``: strata are map classes."""
    sizes = np.asarray(sizes, dtype=np.float64)
    points = _check_strata(counts, sizes)
    weights = sizes / sizes.sum()
    left = _unsampled(points, pixels)
    complete = left <= 0
    reference_points = counts.sum(axis=(0, 1))
    # What a stratum says that was visited in full is certain, were it a single place.
    times = np.where(complete & (points > 0), _CERTAIN, 1)
    counts = counts * times[:, np.newaxis, np.newaxis]
    left = _by_chance(points, weights) if post else left
    sample = StratifiedSample(points * times, weights, left)
    area = float(sizes.sum()) if total_area is None else float(total_area)
    overall, users, producers, shares = _sets(counts, by_class=by_class)
    found = sample.ratio(shares)
    return DesignAccuracy(
        overall=sample.ratio(overall)[0],
        users=sample.ratio(users),
        producers=sample.ratio(producers),
        area_shares=found,
        areas=tuple(share.times(area) for share in found),
        matrix=sample.share(counts),
        points=points,
        weights=weights,
        reference_points=reference_points,
        complete=complete,
    )


def _unsampled(points: np.ndarray, pixels: np.ndarray | None) -> np.ndarray:
    """Share of each stratum that no point visited; 1 where its pixels are not known."""
    if pixels is None:
        return np.ones(points.shape)
    given = np.asarray(pixels, dtype=np.float64)
    if given.shape != points.shape:
        raise InputError(f"There are {points.size} strata, but pixels of {given.size}.")
    # Points that share a pixel may be more than its stratum has.
    return np.maximum(1 - np.nan_to_num(ratio(points, given)), 0.0)


def _by_chance(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Factor of a stratum's variance when chance set its number of points (Cochran, 5A.42)."""
    total = points.sum()
    expected = weights / total + (1 - weights) / total**2
    return ratio(points * expected, weights**2)


def _sets(counts: np.ndarray, *, by_class: bool) -> tuple[Sets, Sets, Sets, Sets]:
    """Sets of places behind overall, user's and producer's accuracy and the areas.

    Whether a map class lies in a stratum at all is taken from its points; for strata that are
    the map's classes that is certain.
    """
    agreed = np.diagonal(counts, axis1=1, axis2=2)
    mapped, reference = counts.sum(axis=2), counts.sum(axis=1)
    points = counts.sum(axis=(1, 2))[:, np.newaxis]
    whole = np.broadcast_to(points, reference.shape)
    here, elsewhere = mapped > 0, mapped < points
    yes = np.ones(mapped.shape, dtype=bool)
    hit_or_miss = np.stack([yes, yes, ~yes])
    return (
        Sets(agreed.sum(axis=1, keepdims=True), points, hit_or_miss[:, :, :1]),
        Sets(agreed, mapped, np.stack([here, here, elsewhere]), own=by_class),
        Sets(agreed, reference, np.stack([here, elsewhere, yes])),
        Sets(reference, whole, hit_or_miss),
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
