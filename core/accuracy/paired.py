"""Whether one map is better than another, judged at the same reference points."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from ..errors import InputError
from ..ordered_sums import weighted_sum
from .accuracy import ratio
from .estimates import chance_factor, unsampled
from .intervals import NORMAL_95

_HALVINGS = 50


@dataclass(frozen=True)
class PairedDifference:
    """Overall accuracy of a first map minus that of a second, at the same points.

    Attributes:
        value: -1..1; positive where the first is better.
        standard_error: NaN where a stratum has a single point.
        interval: 95 %, within [-1, 1]; NaN without a standard error.
        p_value: two-sided, of no difference; NaN without a standard error, and where every place
            was visited.
        only_first: points only the first map gets right.
        only_second: points only the second map gets right.
        points: points in all.
        method: the test behind ``p_value`` and ``interval``: "McNemar, score test" or
            "stratified score test".
    """

    value: float
    standard_error: float
    interval: tuple[float, float]
    p_value: float
    only_first: int
    only_second: int
    points: int
    method: str


def pair_counts(
    first_right: np.ndarray,
    second_right: np.ndarray,
    *,
    stratum: np.ndarray | None = None,
    n_strata: int = 1,
) -> np.ndarray:
    """Count points by stratum and by whether either map is right there.

    Args:
        first_right: bool (point,).
        second_right: bool (point,).
        stratum: stratum position of each point, 0..n_strata-1, -1 = not counted; None = one
            stratum.
        n_strata: number of strata.

    Returns:
        int64 (stratum, first, second), 0 = wrong, 1 = right. Tables of parts add up.

    Raises:
        InputError: lengths differ or a stratum is out of range.
    """
    first, second = np.asarray(first_right, dtype=bool), np.asarray(second_right, dtype=bool)
    where = np.zeros(first.shape, dtype=np.int64) if stratum is None else np.asarray(stratum)
    if not first.shape == second.shape == where.shape:
        raise InputError(
            "Both maps must be judged at the same points; there are "
            f"{first.size}, {second.size} and {where.size} values."
        )
    if where.size and not (int(where.min()) >= -1 and int(where.max()) < n_strata):
        raise InputError(
            f"A stratum lies outside 0 to {n_strata - 1} (-1 = not counted): "
            f"{int(where.min())} to {int(where.max())} found."
        )
    counted = where >= 0
    cells = (where * 4 + first * 2 + second)[counted].astype(np.int64)
    return np.bincount(cells, minlength=n_strata * 4).astype(np.int64).reshape(n_strata, 2, 2)


@dataclass(frozen=True, eq=False)
class PairStrata:
    """What is known of the strata behind a paired difference; arrays (stratum,).

    Attributes:
        sizes: area of each, any one unit.
        pixels: pixels in each, for the finite population correction; None = none.
        elsewhere: points of each stratum outside the part that both maps cover; they tell how
            large the part is, to which the difference is then a ratio. None = there are none.
        by_chance: the points of each stratum were left to chance (post-stratification).
    """

    sizes: np.ndarray
    pixels: np.ndarray | None = None
    elsewhere: np.ndarray | None = None
    by_chance: bool = False


_ONE = PairStrata(np.ones(1))


def paired_difference(counts: np.ndarray, strata: PairStrata = _ONE) -> PairedDifference:
    """Estimate how much more accurate a first map is than a second, at the same points.

    Interval and p-value are of one test, Tango's score test, so they never contradict each other:
    for one stratum the p-value is McNemar's without correction. Several strata count as so many
    independent points as give their variance, worked out with half a point more for either map in
    each stratum, because a thin one without a difference is not certain to have none (simulated
    coverage: tests/core/test_paired.py).

    Args:
        counts: points, (stratum, first, second) of ``pair_counts``, or (first, second) of a
            simple random sample.
        strata: what is known of the strata; may be left out for one.

    Raises:
        InputError: shapes do not fit, or points and sizes contradict each other.

    Reference:
        Cochran (1977), Sampling techniques, eq. 5.6: the stratified mean of -1, 0 and 1; 5A.42
        for post-strata, 6.13 for the ratio to a part.
        Tango (1998), Equivalence test and confidence interval for the difference in proportions
        for the paired-sample design. Stat. Med. 17(8), 891-908.
        Agresti & Min (2005), Simple improved confidence intervals for comparing matched
        proportions. https://doi.org/10.1002/sim.1781
        McNemar (1947). https://doi.org/10.1007/BF02295996
    """
    pairs = _checked(counts, strata)
    met = pairs.inside > 0
    more = met[:, np.newaxis, np.newaxis] * np.array([[0, 0.5], [0.5, 0]])
    smooth = replace(pairs, cells=pairs.cells + more, points=pairs.points + met)
    error = math.sqrt(pairs.variance(pairs.points - 1))
    variance = smooth.variance(pairs.points)
    gains, losses = smooth.shares()
    worth = (gains + losses - (gains - losses) ** 2) / variance if variance > 0 else math.inf
    worth = math.nan if math.isnan(error) else worth
    gains, losses = pairs.shares()
    return PairedDifference(
        value=gains - losses,
        standard_error=error,
        interval=_interval(gains, losses, worth),
        p_value=_p_value(gains, losses, worth),
        only_first=int(pairs.cells[:, 1, 0].sum()),
        only_second=int(pairs.cells[:, 0, 1].sum()),
        points=int(pairs.cells.sum()),
        method="McNemar, score test" if len(pairs.cells) == 1 else "stratified score test",
    )


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Points of strata that have a size: cells (stratum, first, second), the others (stratum,)."""

    cells: np.ndarray
    points: np.ndarray
    weights: np.ndarray
    left: np.ndarray

    @property
    def inside(self) -> np.ndarray:
        """Points of each stratum that lie in the part."""
        return self.cells.sum(axis=(1, 2))

    def shares(self) -> tuple[float, float]:
        """Shares of the part that only the first and only the second map gets right."""
        each = self.weights / self.points
        part = float(weighted_sum(each, self.inside)) if (self.inside != self.points).any() else 1.0
        shares = weighted_sum(each, self.cells) / part
        return float(shares[1, 0]), float(shares[0, 1])

    def variance(self, divisor: np.ndarray) -> float:
        """Variance of their difference; NaN where a stratum that has a say divides by 0."""
        gains, losses = self.shares()
        value, inside = gains - losses, self.inside / self.points
        better, worse = self.cells[:, 1, 0] / self.points, self.cells[:, 0, 1] / self.points
        mean = better - worse
        spread = better + worse - mean**2 + (value**2 * inside - 2 * value * mean) * (1 - inside)
        factor = self.weights**2 * self.left
        terms = np.where(factor > 0, factor * ratio(np.maximum(spread, 0.0), divisor), 0.0)
        part = float(weighted_sum(self.weights, inside)) if (inside != 1).any() else 1.0
        return float(terms.sum()) / part**2


def _score(gains: float, losses: float, points: float, candidate: float) -> float:
    """Return how many standard errors the shares lie above a candidate difference in -1..1."""
    linear = (2 - gains + losses) * candidate - gains - losses
    root = math.sqrt(max(linear**2 + 8 * losses * candidate * (1 - candidate), 0.0))
    spread = (root - linear) / 2 + candidate * (1 - candidate)
    apart = gains - losses - candidate
    if abs(apart) < 1e-15:
        return 0.0
    return apart / math.sqrt(max(spread, 1e-300) / points)


def _p_value(gains: float, losses: float, points: float) -> float:
    if not math.isfinite(points):
        return math.nan  # of a difference that is known, or whose variance is not
    return math.erfc(abs(_score(gains, losses, points, 0.0)) / math.sqrt(2))


def _interval(gains: float, losses: float, points: float) -> tuple[float, float]:
    """Return the candidates the score test does not reject."""
    value = gains - losses
    if math.isnan(points):
        return math.nan, math.nan
    if math.isinf(points):
        return value, value
    ends = []
    for end in (-1.0, 1.0):
        inside, outside = value, end
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            near = abs(_score(gains, losses, points, middle)) <= NORMAL_95
            inside, outside = (middle, outside) if near else (inside, middle)
        ends.append(inside if abs(inside - end) > 1e-12 else end)
    return ends[0], ends[1]


def _checked(counts: np.ndarray, strata: PairStrata) -> _Pairs:
    """Return the pairs of the strata that have a size, once everything fits together."""
    cells = np.asarray(counts)
    cells = cells[np.newaxis] if cells.ndim == 2 else cells
    if cells.ndim != 3 or cells.shape[1:] != (2, 2):
        raise InputError(
            "The counts must be (stratum, first map right, second map right), 2 by 2 each; "
            f"they have shape {cells.shape}."
        )
    if cells.dtype.kind not in "iu" or (cells < 0).any() or not cells.sum() > 0:
        raise InputError("The counts must be whole numbers of points, none negative, some not 0.")
    sizes = np.asarray(strata.sizes, dtype=np.float64)
    if sizes.shape != cells.shape[:1] or not (sizes >= 0).all() or not 0 < sizes.sum() < math.inf:
        raise InputError(f"Give each of the {len(cells)} strata a size >= 0, and not all 0.")
    points = cells.sum(axis=(1, 2))
    points = points if strata.elsewhere is None else points + strata.elsewhere
    if ((sizes > 0) != (points > 0)).any():
        number = int(np.argmax((sizes > 0) != (points > 0))) + 1
        raise InputError(
            f"Stratum {number} has {points[number - 1]} points and the size "
            f"{sizes[number - 1]:g}; one of the two cannot be 0 alone."
        )
    used, weights = sizes > 0, sizes / sizes.sum()
    left = unsampled(points, strata.pixels)
    left = chance_factor(points, weights) if strata.by_chance else left
    return _Pairs(cells[used], points[used], weights[used], left[used])
