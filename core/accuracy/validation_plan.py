"""How many points each class of a map needs, and what they will tell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..errors import InputError
from .expected_accuracy import ExpectedAccuracy
from .sample_size import allocate, sample_size

DESIGNS = ("stratified", "simple")
ALLOCATIONS = ("compromise", "proportional", "equal", "neyman")
WITH_MINIMUM = ("compromise", "neyman")
WHOLE_MAP = 0
"""The stratum of every point of a simple random sample."""

_MOST_POINTS = 1_000_000
_ROUNDING = 1e-9  # share by which the standard error may be missed
FEWEST = 2  # points of a stratum that give a variance


@dataclass(frozen=True)
class PointSettings:
    """How many points to draw, and how.

    Attributes:
        expected: user's accuracies the map is expected to have.
        standard_error: of overall accuracy, 0..1, that the points shall reach.
        total: points in all; None draws as many as reach ``standard_error``.
        min_per_class: fewest points of a class, for the allocations in WITH_MINIMUM.
        allocation: how points are shared out over the classes of the map.
        design: ``stratified`` by class of the map, or ``simple``: one stratum.
        seed: the same map, settings and seed give the same points.

    Raises:
        InputError: a value cannot be used.
    """

    expected: ExpectedAccuracy = field(default_factory=lambda: ExpectedAccuracy(0.8))
    standard_error: float = 0.02
    total: int | None = None
    min_per_class: int = 50
    allocation: str = "compromise"
    design: str = "stratified"
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.standard_error < 0.5:
            raise InputError(
                f"STANDARD_ERROR: {self.standard_error:g} is not between 0 and 0.5; give the "
                "standard error that overall accuracy shall have, for example 0.02."
            )
        if self.total is not None and not FEWEST <= self.total <= _MOST_POINTS:
            raise InputError(f"TOTAL: {self.total} is not a number from 2 to {_MOST_POINTS}.")
        if self.min_per_class < 0:
            raise InputError(f"MIN_PER_CLASS: {self.min_per_class} is negative; give 0 or more.")
        for name, value, known in (
            ("ALLOCATION", self.allocation, ALLOCATIONS),
            ("DESIGN", self.design, DESIGNS),
        ):
            if value not in known:
                raise InputError(f"{name}: '{value}' is unknown; choose {' or '.join(known)}.")


@dataclass(frozen=True)
class Stratum:
    """A part of the map from which points are drawn evenly.

    Attributes:
        code: class code, or WHOLE_MAP in a simple design.
        name: of the class.
        pixels, hectares: its size.
        points: points drawn.
        expected: user's accuracy expected in it, 0..1.
    """

    code: int
    name: str
    pixels: int
    hectares: float
    points: int
    expected: float


def points_per_stratum(strata: Sequence[Stratum], settings: PointSettings) -> list[int]:
    """Return how many points each stratum gets: TOTAL in all, or all pixels if these are fewer.

    A stratum never gets more than its pixels, and what it is too small for goes to the others.
    Every stratum gets ``fewest_points``, or all its pixels.

    Raises:
        InputError: no number of points up to a million has the standard error asked for.

    Reference:
        Olofsson et al. (2014), section 5.1.2. https://doi.org/10.1016/j.rse.2014.02.015
    """
    total = settings.total or total_to_reach(strata, settings)
    return _shared_out(total, strata, settings)


def _shared_out(total: int, strata: Sequence[Stratum], settings: PointSettings) -> list[int]:
    pixels = np.array([one.pixels for one in strata], np.int64)
    least = fewest_points(strata, replace(settings, total=max(total, FEWEST)))
    return allocate(
        min(total, int(pixels.sum())),
        _weights(strata),
        minimum=np.minimum(pixels, least),
        most=pixels,
        how=settings.allocation,
        expected_users=np.array([one.expected for one in strata]),
    ).tolist()


def fewest_points(strata: Sequence[Stratum], settings: PointSettings) -> int:
    """Return the points each stratum gets at least, unless it has fewer pixels.

    Two, without which its variance is unknown, or MIN_PER_CLASS; where TOTAL does not hold that,
    as many as it holds for all of them.
    """
    at_least = settings.min_per_class if settings.allocation in WITH_MINIMUM else FEWEST
    wanted = max(at_least, FEWEST) if len(strata) > 1 else FEWEST
    if settings.total is None:
        return wanted
    low, high = 0, wanted + 1  # what TOTAL holds, and what it may not hold
    while high - low > 1:
        middle = (low + high) // 2
        fits = sum(min(one.pixels, middle) for one in strata) <= settings.total
        low, high = (middle, high) if fits else (low, middle)
    return low


def required_points(strata: Sequence[Stratum], settings: PointSettings) -> int:
    """Return how many points give overall accuracy the standard error asked for.

    They do where they are shared out as this formula assumes, by area and doubt; shared out
    otherwise, for the sake of rare classes, it takes more: see ``total_to_reach``.

    Reference:
        Olofsson et al. (2014), eq. 13. https://doi.org/10.1016/j.rse.2014.02.015
    """
    expected = np.array([one.expected for one in strata])
    pixels = sum(one.pixels for one in strata)
    return sample_size(expected, _weights(strata), settings.standard_error, pixels=pixels)


def _weights(strata: Sequence[Stratum]) -> np.ndarray:
    hectares = np.array([one.hectares for one in strata])
    return hectares / hectares.sum()


def expected_standard_error(strata: Sequence[Stratum]) -> float:
    """Return the standard error of overall accuracy if each stratum is as right as expected.

    Reference:
        Olofsson et al. (2014), eq. 5, with the finite population correction of Cochran (1977),
        eq. 5.13. https://doi.org/10.1016/j.rse.2014.02.015
    """
    whole = math.fsum(one.hectares for one in strata)
    terms = (
        (one.hectares / whole) ** 2
        * one.expected * (1 - one.expected) / one.points
        * (1 - one.points / one.pixels)
        for one in strata
    )  # fmt: skip
    return math.sqrt(math.fsum(terms))


def total_to_reach(strata: Sequence[Stratum], settings: PointSettings) -> int:
    """Return how many points, shared out as asked for, reach the standard error asked for.

    Never fewer than ``required_points``, nor than the strata get at least; TOTAL does not count.

    Raises:
        InputError: it would take more than a million.
    """
    settings = replace(settings, total=None)
    least = fewest_points(strata, settings)
    low = max(required_points(strata, settings), sum(min(one.pixels, least) for one in strata))
    high = min(sum(one.pixels for one in strata), _MOST_POINTS)

    def reaches(total: int) -> bool:
        points = _shared_out(total, strata, settings)
        planned = [replace(one, points=n) for one, n in zip(strata, points)]
        return expected_standard_error(planned) <= settings.standard_error * (1 + _ROUNDING)

    if low > _MOST_POINTS or not reaches(high):
        raise InputError(
            f"STANDARD_ERROR: {settings.standard_error:g} would take more than {_MOST_POINTS} "
            "points, the classes' minima counted; give a larger one, or a smaller MIN_PER_CLASS."
        )
    if reaches(low):
        return low
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high
