"""How many reference points a map needs, and how many of them each class gets."""

from __future__ import annotations

import math

import numpy as np

from .errors import InputError

ALLOCATIONS = ("compromise", "proportional", "equal", "neyman")


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
    finite = 0.0 if pixels is None else float(shares @ spread**2) / pixels
    wanted = float(shares @ spread) ** 2 / (standard_error**2 + finite)
    # Rounding must not turn 400 into 401.
    return max(math.ceil(wanted - 1e-9 * max(wanted, 1.0)), int((shares > 0).sum()))


def allocate(
    total: int,
    weights: np.ndarray,
    *,
    minimum: int = 0,
    how: str = "compromise",
    expected_users: np.ndarray | None = None,
) -> np.ndarray:
    """Share points out among strata.

    "proportional" follows area, which suits overall accuracy; "equal" suits user's accuracy and
    makes areas and overall accuracy uncertain; "compromise" gives rare strata ``minimum`` and
    the others the rest by area, the advice of Olofsson et al.; "neyman" follows area times
    expected doubt, the least standard error of overall accuracy.

    Args:
        total: points in all.
        weights: share of the map each stratum covers, or any numbers in that proportion; a
            stratum of 0 gets no point.
        minimum: points each stratum gets at least. "proportional" and "equal" ignore it.
        how: one of ``ALLOCATIONS``.
        expected_users: user's accuracy expected of each stratum, 0..1; "neyman" only.

    Returns:
        int64 (stratum,), summing to ``total``.

    Raises:
        InputError: ``how`` is unknown, or the minimum does not fit into the total.

    Reference:
        Olofsson et al. (2014), section 5.1.2. https://doi.org/10.1016/j.rse.2014.02.015
    """
    shares = _shares(weights)
    if how not in ALLOCATIONS:
        raise InputError(f"The allocation '{how}' is unknown; choose {', '.join(ALLOCATIONS)}.")
    if how == "neyman":
        expected = _accuracies(expected_users, shares)
        doubt = shares * np.sqrt(expected * (1 - expected))
        shares = doubt / doubt.sum() if doubt.sum() > 0 else shares
        shares = np.where(_shares(weights) > 0, shares, 0.0)
    elif how == "equal":
        shares = (shares > 0) / (shares > 0).sum()
    least = minimum if how in ("compromise", "neyman") else 0
    covered = _shares(weights) > 0
    if total < 0 or least < 0 or least * covered.sum() > total:
        raise InputError(
            f"{total} points do not give each of {covered.sum()} strata {least}; "
            f"take {least * covered.sum()} points or more, or a smaller minimum."
        )
    return _with_minimum(int(total), shares, np.where(covered, int(least), 0))


def _with_minimum(total: int, shares: np.ndarray, least: np.ndarray) -> np.ndarray:
    """Share out by ``shares`` where that is no fewer than ``least``, else give ``least``."""
    fixed = np.zeros(shares.shape, dtype=bool)
    points = least.astype(np.float64)
    while not fixed.all() and shares[~fixed].sum() > 0:
        part = shares[~fixed] / shares[~fixed].sum() * (total - least[fixed].sum())
        short = part < least[~fixed]
        points[~fixed] = part
        if not short.any():
            break
        fixed[np.flatnonzero(~fixed)[short]] = True
        points[fixed] = least[fixed]
    return _rounded(points, total)


def _rounded(points: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers that sum to ``total``: the largest remainders are rounded up."""
    whole = np.floor(points + 1e-9).astype(np.int64)
    left = total - int(whole.sum())
    order = np.argsort(-(points - whole), kind="stable")
    whole[order[:left]] += 1
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
