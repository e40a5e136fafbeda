"""Accuracy and areas from points counted by stratum, map class and reference class.

One estimator serves every design: the share of places in a set, and the ratio of two such shares
where one set lies within the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from .estimates import Estimate, Sets, StratifiedSample, chance_factor, unsampled
from .sample_accuracy import DesignAccuracy

_CERTAIN = 1000  # times a place counts in a stratum whose places were all visited


@dataclass(frozen=True, eq=False)
class Strata:
    """What is known of the strata; arrays (stratum,).

    Attributes:
        sizes: area of each, any one unit.
        total_area: area of all, the unit of the areas that come back; None = the sum of
            ``sizes``.
        pixels: pixels in each, for the finite population correction; None = none.
        nested: position of the map class that the whole stratum belongs to; None = strata may
            hold any class.
        by_chance: the points of each stratum were left to chance (post-stratification).
    """

    sizes: np.ndarray
    total_area: float | None = None
    pixels: np.ndarray | None = None
    nested: np.ndarray | None = None
    by_chance: bool = False


def estimate(
    counts: np.ndarray, strata: Strata, *, elsewhere: np.ndarray | None = None
) -> DesignAccuracy:
    """Estimate accuracy and areas from any stratified sample.

    Points that lie elsewhere, outside the part of the strata that is asked for, belong to the
    sample: how many they are tells how large the part is, and every figure becomes a ratio to it.

    Args:
        counts: points inside the part, integers (stratum, map class, reference class).
        strata: what is known of the strata.
        elsewhere: points of each stratum outside the part, integers (stratum,); None = the part
            is the whole.

    Raises:
        InputError: shapes do not fit, a number is negative, or points and stratum sizes
            contradict each other.

    Reference:
        Stehman (2014), eq. 2-28. https://doi.org/10.1080/01431161.2014.930207
        Cochran (1977), Sampling techniques, eq. 5A.68-5A.76, on parts of a population.
    """
    sizes = np.asarray(strata.sizes, dtype=np.float64)
    points = _check_strata(counts, sizes, elsewhere)
    weights = sizes / sizes.sum()
    left = unsampled(points, strata.pixels)
    complete = left <= 0
    # What a stratum says that was visited in full is certain, were it a single place.
    times = np.where(complete & (points > 0), _CERTAIN, 1)
    seen = counts * times[:, np.newaxis, np.newaxis]
    inside = seen.sum(axis=(1, 2))
    left = chance_factor(points, weights) if strata.by_chance else left
    sample = StratifiedSample(points * times, weights, left, inside)
    sets = _sets(seen, points * times, strata.nested, known=complete)
    overall, users, producers, shares, joint = _estimated(sample, sets, whole=elsewhere is None)
    whole = shares if elsewhere is None else sample.ratio(_of_the_whole(seen, sample.points))
    part = 1.0 if elsewhere is None else float(sample.share(inside))
    area = float(sizes.sum()) if strata.total_area is None else float(strata.total_area)
    iou = tuple(one.doubted_with(*pair) for one, *pair in zip(joint, users, producers))
    return DesignAccuracy(
        overall=overall[0],
        users=users,
        producers=producers,
        f1=tuple(one.f1_of_iou() for one in iou),
        iou=iou,
        area_shares=shares,
        areas=tuple(share.times(area) for share in whole),
        matrix=sample.share(seen) / part,
        points=points,
        weights=weights,
        reference_points=counts.sum(axis=(0, 1)),
        complete=complete,
        part=part,
    )


def _estimated(
    sample: StratifiedSample, sets: Sequence[Sets], *, whole: bool
) -> tuple[tuple[Estimate, ...], ...]:
    """Estimate the ratios of ``sets``, in their order; ``whole``: of all strata, not of a part."""
    if not whole:
        return tuple(sample.ratios(*sets))
    # Shares of the whole are searched for more easily than ratios.
    overall, shares = sample.ratios(sets[0], sets[3])
    users, producers, joint = sample.ratios(sets[1], sets[2], sets[4])
    return overall, users, producers, shares, joint


def _sets(
    counts: np.ndarray, points: np.ndarray, nested: np.ndarray | None, *, known: np.ndarray
) -> tuple[Sets, Sets, Sets, Sets, Sets]:
    """Sets behind overall, user's and producer's accuracy, the shares of classes, and IoU.

    Where a map class can lie is certain for classes with strata of their own and for ``known``
    strata, of which every place was visited. Elsewhere it may lie in any stratum that holds a
    place of the part asked for, met by a point or not; which strata do is taken from the points.
    """
    agreed = np.diagonal(counts, axis1=1, axis2=2)
    mapped, reference = counts.sum(axis=2), counts.sum(axis=1)
    points, inside = points[:, np.newaxis], counts.sum(axis=(1, 2))[:, np.newaxis]
    part = np.broadcast_to(inside, reference.shape)
    here, other = mapped > 0, mapped < inside
    yes = np.ones(mapped.shape, dtype=bool)
    within = np.stack([inside > 0, inside > 0, inside < points]) & yes
    if nested is None:
        only, unmet = None, within[0] & ~known[:, np.newaxis] & ~here
        unsure = ~known[:, np.newaxis] & (reference > 0)
        held, right, wrong = here | unmet, here | unsure, other | unsure
        rest = (mapped < points) | ~known[:, np.newaxis]
    else:
        only, unmet = np.asarray(nested)[:, np.newaxis] == np.arange(here.shape[1]), ~yes
        held, right, wrong, rest = here, only, other, mapped < points
    found = Sets(agreed, reference, np.stack([right, wrong, yes]), unmet=unmet & (reference == 0))
    # Either may hold a class, so that its union reaches into every stratum of the part; only
    # where a stratum is the map class itself can no place of the part lie outside the union.
    union = mapped + reference - agreed
    hit, beside = (held, yes) if only is None else (only, ~only | (inside < points))
    either = np.stack([hit, (inside > 0) & yes, beside])
    return (
        Sets(agreed.sum(axis=1, keepdims=True), inside, within[:, :, :1]),
        Sets(agreed, mapped, np.stack([held, held, rest]), only=only, unmet=unmet),
        found,
        Sets(reference, part, within),
        Sets(agreed, union, either, unmet=unmet & (reference == 0)),
    )


def _of_the_whole(counts: np.ndarray, points: np.ndarray) -> Sets:
    """Sets behind the areas of the reference classes inside a part of the strata."""
    reference = counts.sum(axis=1)
    whole = np.broadcast_to(points[:, np.newaxis], reference.shape)
    met = np.broadcast_to(counts.sum(axis=(1, 2))[:, np.newaxis] > 0, reference.shape)
    return Sets(reference, whole, np.stack([met, np.ones_like(met), np.zeros_like(met)]))


def _check_strata(
    counts: np.ndarray, sizes: np.ndarray, elsewhere: np.ndarray | None
) -> np.ndarray:
    """Return the points per stratum, in the part and elsewhere, once all fit together."""
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
    if elsewhere is not None:
        if not points.any():
            raise InputError("No point lies in the part to be estimated; label points there.")
        more = np.asarray(elsewhere)
        if more.shape != points.shape or more.dtype.kind not in "iu" or (more < 0).any():
            raise InputError(
                f"There are {points.size} strata; give whole numbers of points elsewhere for each."
            )
        points = points + more
    for number, (size, count) in enumerate(zip(sizes, points), start=1):
        if size > 0 and count == 0:
            raise InputError(
                f"Stratum {number} has no reference point but {100 * size / sizes.sum():.1f} % of "
                "the area; label points there or join it with another stratum."
            )
        if size == 0 and count > 0:
            raise InputError(
                f"Stratum {number} has {count} reference points but no area; "
                "take the areas from the map the points were drawn from."
            )
    return points
