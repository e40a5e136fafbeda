"""How many reference points a map needs, and how many of them each class gets."""

from __future__ import annotations

import math

import numpy as np

from ..errors import InputError
from ..ordered_sums import weighted_sum

ALLOCATIONS = ("compromise", "proportional", "equal", "neyman")
_ROUNDING = 1e-9


def sample_size(
    expected_users: np.ndarray,
    weights: np.ndarray,
    standard_error: float,
    *,
    pixels: int | None = None,
) -> int:
    """Return how many stratified points give overall accuracy the standard error asked for.

    Args:
        expected_users: user's accuracy expected of each map class, 0..1, (class,).
        weights: share of the map each class covers, or any numbers in that proportion, (class,).
        standard_error: of overall accuracy, 0..1; half the 95 % interval is about twice that.
        pixels: pixels of the map, which matter only where the points are many of them.

    Returns:
        Points in all, rounded up, at least 1 per class that covers anything.

    Raises:
        InputError: a number is out of its range.

    Reference:
        Olofsson et al. (2014), eq. 13. https://doi.org/10.1016/j.rse.2014.02.015
        Cochran (1977), Sampling techniques, eq. 5.25.
    """
    shares = _shares(weights)
    expected = _accuracies(expected_users, shares)
    if not 0 < standard_error < 1:
        raise InputError(
            f"The standard error must lie between 0 and 1, not {standard_error:g}; 0.01 is usual."
        )
    spread = np.sqrt(expected * (1 - expected))
    finite = 0.0 if pixels is None else float(weighted_sum(shares, spread**2)) / pixels
    wanted = float(weighted_sum(shares, spread)) ** 2 / (standard_error**2 + finite)
    # Rounding must not turn 400 into 401.
    return max(math.ceil(wanted - 1e-9 * max(wanted, 1.0)), int((shares > 0).sum()))


def allocate(
    total: int,
    weights: np.ndarray,
    *,
    minimum: int | np.ndarray = 0,
    most: np.ndarray | None = None,
    how: str = "compromise",
    expected_users: np.ndarray | None = None,
) -> np.ndarray:
    """Share points out among strata, the largest remainders rounded up.

    "proportional" follows area, which suits overall accuracy; "equal" suits user's accuracy and
    makes areas and overall accuracy uncertain; "compromise" is proportional with a ``minimum``
    that matters, the advice of Olofsson et al.; "neyman" follows area times expected doubt, the
    least standard error of overall accuracy. What a stratum has too much of by ``most``, or too
    little by ``minimum``, the others share in the same way.

    Args:
        total: points in all.
        weights: share of the map each stratum covers, or any numbers in that proportion; a
            stratum of 0 gets no point.
        minimum: points each stratum gets at least; one number, or one per stratum.
        most: points each stratum can give, int64 (stratum,); None = any number.
        how: one of ``ALLOCATIONS``.
        expected_users: user's accuracy expected of each stratum, 0..1; "neyman" only.

    Returns:
        int64 (stratum,), summing to ``total``.

    Raises:
        InputError: ``how`` is unknown, or ``minimum`` or ``most`` do not allow the total.

    Reference:
        Olofsson et al. (2014), section 5.1.2. https://doi.org/10.1016/j.rse.2014.02.015
    """
    shares = _shares(weights)
    covered, total = shares > 0, int(total)
    if how not in ALLOCATIONS:
        raise InputError(f"The allocation '{how}' is unknown; choose {', '.join(ALLOCATIONS)}.")
    least = np.where(covered, np.asarray(minimum, np.int64), 0)
    cap = np.where(covered, total if most is None else np.asarray(most, np.int64), 0)
    if total < 0 or (least < 0).any() or least.sum() > total:
        raise InputError(
            f"{total} points do not give {covered.sum()} strata their {least.sum()} at least; "
            f"take {least.sum()} points or more, or a smaller minimum."
        )
    if (least > cap).any() or cap.sum() < total:
        raise InputError(
            f"{covered.sum()} strata hold {cap.sum()} points, not {total}; take fewer."
        )
    if how == "neyman":
        expected = _accuracies(expected_users, shares)
        shares = shares * np.sqrt(expected * (1 - expected))
    elif how == "equal":
        shares = covered.astype(np.float64)
    return _rounded(_between(total, shares, least, cap), total, cap, _shares(weights))


def _between(total: int, shares: np.ndarray, least: np.ndarray, most: np.ndarray) -> np.ndarray:
    """Share out by ``shares`` where that lies between ``least`` and ``most``, float64 (stratum,).

    The bound that most is gained or lost by is held first, the rest is shared out anew.
    """
    points, free = least.astype(np.float64), np.ones(shares.shape, bool)
    while free.any():
        part = shares[free] if shares[free].sum() > 0 else np.ones(int(free.sum()))
        part = part / part.sum() * (total - points[~free].sum())
        held = np.clip(part, least[free], most[free])
        points[free] = held
        excess = held.sum() - part.sum()
        if abs(excess) <= _ROUNDING * max(total, 1):
            break
        free[np.flatnonzero(free)[held > part if excess > 0 else held < part]] = False
    return points


def _rounded(points: np.ndarray, total: int, most: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Whole numbers that sum to ``total``: the largest remainders, then weights, are rounded up.

    Reference:
        The method of Hamilton; Balinski and Young (2001), Fair representation.
    """
    whole = np.minimum(np.floor(points + _ROUNDING).astype(np.int64), most)
    order = np.lexsort((-weights, -np.round(points - whole, 9)))
    while (left := total - int(whole.sum())) > 0:
        whole[order[(whole < most)[order]][:left]] += 1
    return whole


def _shares(weights: np.ndarray) -> np.ndarray:
    given = np.asarray(weights, dtype=np.float64)
    if given.ndim != 1 or not np.isfinite(given).all() or (given < 0).any() or not given.sum() > 0:
        raise InputError("The weights must be one number >= 0 per stratum, and not all 0.")
    return given / given.sum()


def _accuracies(expected: np.ndarray | None, shares: np.ndarray) -> np.ndarray:
    if expected is None:
        raise InputError("The user's accuracies expected are missing; give one per stratum.")
    given = np.asarray(expected, dtype=np.float64)
    given = np.full(shares.shape, float(given)) if given.ndim == 0 else given
    if given.shape != shares.shape:
        raise InputError(f"There are {shares.size} strata but {given.size} expected accuracies.")
    if not ((given >= 0) & (given <= 1)).all():
        raise InputError(f"Expected accuracies lie between 0 and 1, not {given.tolist()}.")
    return given
