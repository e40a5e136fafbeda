"""Whether one map is better than another, judged at the same reference points."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from .accuracy import ratio
from .errors import InputError
from .intervals import NORMAL_95

EXACT_BELOW = 25
"""Points only one map gets right below which McNemar's test is worked out exactly."""

_HALVINGS = 50


@dataclass(frozen=True)
class McNemar:
    """McNemar's test.

    Attributes:
        statistic: chi-square of one degree of freedom; NaN for the exact test.
        p_value: two-sided; 1 where the maps are right at the same points.
        exact: whether the binomial distribution was used.
    """

    statistic: float
    p_value: float
    exact: bool


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


def mcnemar(
    only_first: int, only_second: int, *, correct: bool = True, exact: bool | None = None
) -> McNemar:
    """Test whether two maps are right equally often, from the points where they differ.

    It holds for a simple random sample of independent points. Neighbouring pixels are not
    independent: over all pixels of a map it finds every difference significant.

    Args:
        only_first: points only the first map gets right.
        only_second: points only the second map gets right.
        correct: Edwards's continuity correction of the chi-square.
        exact: binomial test; None = below ``EXACT_BELOW`` points.

    Raises:
        InputError: a count is negative.

    Reference:
        McNemar (1947). https://doi.org/10.1007/BF02295996
        Edwards (1948), the correction for continuity. https://doi.org/10.1007/BF02289261
        Foody (2004), Thematic map comparison. https://doi.org/10.14358/PERS.70.5.627
    """
    if only_first < 0 or only_second < 0:
        raise InputError(f"Counts are not negative, unlike {only_first} and {only_second}.")
    total = only_first + only_second
    if total == 0:
        return McNemar(0.0, 1.0, exact=True)
    if total < EXACT_BELOW if exact is None else exact:
        # P(X <= k) of Binomial(total, 1/2), by the incomplete beta function.
        fewer = min(only_first, only_second)
        tail = float(special.betainc(total - fewer, fewer + 1, 0.5))
        return McNemar(math.nan, min(1.0, 2 * tail), exact=True)
    apart = max(abs(only_first - only_second) - (1 if correct else 0), 0)
    statistic = apart**2 / total
    return McNemar(statistic, math.erfc(math.sqrt(statistic / 2)), exact=False)


def paired_difference(
    counts: np.ndarray, *, sizes: np.ndarray | None = None, finite: bool = False
) -> PairedDifference:
    """Estimate how much more accurate a first map is than a second, at the same points.

    Interval and p-value are of one test, Tango's score test, so they never contradict each other:
    for one stratum the p-value is McNemar's without correction. Several strata count as so many
    independent points as give their variance, worked out with half a point more for either map in
    each stratum, because a thin one without a difference is not certain to have none (simulated
    coverage: tests/core/test_paired.py).

    Args:
        counts: points, (stratum, first, second) of ``pair_counts``, or (first, second) of a
            simple random sample.
        sizes: size of each stratum, any one unit, (stratum,); may be left out for one stratum.
        finite: the sizes are pixels, and a stratum sampled to a noticeable part gets the finite
            population correction.

    Raises:
        InputError: shapes do not fit, or points and sizes contradict each other.

    Reference:
        Cochran (1977), Sampling techniques, eq. 5.6: the stratified mean of -1, 0 and 1.
        Tango (1998), Equivalence test and confidence interval for the difference in proportions
        for the paired-sample design. Stat. Med. 17(8), 891-908.
        Agresti & Min (2005), Simple improved confidence intervals for comparing matched
        proportions. https://doi.org/10.1002/sim.1781
    """
    cells, weights, left = _checked(counts, sizes, finite)
    points = cells.sum(axis=(1, 2))
    used = weights > 0
    shares = cells[used] / points[used][:, np.newaxis, np.newaxis]
    better, worse = shares[:, 1, 0], shares[:, 0, 1]
    by_stratum = better - worse
    spread = np.maximum(better + worse - by_stratum**2, 0.0)
    factor = weights[used] ** 2 * left[used]
    value = float(weights[used] @ by_stratum)
    terms = np.where(factor > 0, factor * ratio(spread, points[used] - 1), 0.0)
    error = float(np.sqrt(terms.sum()))
    gains, losses = float(weights[used] @ better), float(weights[used] @ worse)
    worth = math.nan if math.isnan(error) else _worth(cells[used], weights[used], left[used])
    return PairedDifference(
        value=value,
        standard_error=error,
        interval=_interval(gains, losses, worth),
        p_value=_p_value(gains, losses, worth),
        only_first=int(cells[:, 1, 0].sum()),
        only_second=int(cells[:, 0, 1].sum()),
        points=int(points.sum()),
        method="McNemar, score test" if len(cells) == 1 else "stratified score test",
    )


def _worth(cells: np.ndarray, weights: np.ndarray, left: np.ndarray) -> float:
    """Return how many points of a simple random sample tell as much; infinite where all is seen."""
    points = cells.sum(axis=(1, 2))
    better, worse = ((cells[:, at, 1 - at] + 0.5) / (points + 1) for at in (1, 0))
    variance = float((weights**2 * left / points) @ (better + worse - (better - worse) ** 2))
    gains, losses = float(weights @ better), float(weights @ worse)
    return (gains + losses - (gains - losses) ** 2) / variance if variance > 0 else math.inf


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


def _checked(
    counts: np.ndarray, sizes: np.ndarray | None, finite: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return cells (stratum, 2, 2), weights and the unsampled parts once they fit together."""
    cells = np.asarray(counts)
    cells = cells[np.newaxis] if cells.ndim == 2 else cells
    if cells.ndim != 3 or cells.shape[1:] != (2, 2):
        raise InputError(
            "The counts must be (stratum, first map right, second map right), 2 by 2 each; "
            f"they have shape {cells.shape}."
        )
    if cells.dtype.kind not in "iu" or (cells < 0).any() or not cells.sum() > 0:
        raise InputError("The counts must be whole numbers of points, none negative, some not 0.")
    points = cells.sum(axis=(1, 2))
    if sizes is None and len(cells) > 1:
        raise InputError(f"The sizes of the {len(cells)} strata are missing; give one each.")
    given = np.ones(1) if sizes is None else np.asarray(sizes, dtype=np.float64)
    if given.shape != points.shape or not (given >= 0).all() or not 0 < given.sum() < math.inf:
        raise InputError(f"Give each of the {points.size} strata a size >= 0, and not all 0.")
    if ((given > 0) != (points > 0)).any():
        number = int(np.argmax((given > 0) != (points > 0))) + 1
        raise InputError(
            f"Stratum {number} has {points[number - 1]} points and the size "
            f"{given[number - 1]:g}; one of the two cannot be 0 alone."
        )
    limited = finite and sizes is not None
    if limited and (points > given).any():
        number = int(np.argmax(points > given)) + 1
        raise InputError(f"Stratum {number} has more points than pixels; give sizes in pixels.")
    left = 1 - ratio(points, given) if limited else np.ones(given.shape)
    return cells, given / given.sum(), left
