"""Interpolation between coarse cells, compiled by numba where it is installed."""

from __future__ import annotations

import math

import numpy as np

from ..compiled import compiled


@compiled
def _interpolate(values, row, col, known, corner, found, total):  # type: ignore[no-untyped-def]
    """Find the bilinear values of a row of pixels, and their sums over the classes."""
    top, left = corner
    for pixel in range(total.shape[0]):
        total[pixel] = 0.0
        if not known[pixel]:
            continue
        down, across = math.floor(row[pixel]), math.floor(col[pixel])
        r_share, c_share = row[pixel] - down, col[pixel] - across
        r, c = np.uintp(down - top), np.uintp(across - left)
        below, right = r + np.uintp(1), c + np.uintp(1)
        for one in range(values.shape[0]):
            upper = values[one, r, c] * (1 - c_share) + values[one, r, right] * c_share
            lower = values[one, below, c] * (1 - c_share) + values[one, below, right] * c_share
            share = upper * (1 - r_share) + lower * r_share
            found[one, pixel] = share
            total[pixel] += share


@compiled
def _finish(found, total, limits, equal, shares):  # type: ignore[no-untyped-def]
    least, kept, spread = limits
    for pixel in range(shares.shape[0]):
        share = found[pixel] / total[pixel] if total[pixel] > least else equal
        shares[pixel] = kept * share + spread


@compiled
def local_shares(values, row, col, known, corner, limits, shares):  # type: ignore[no-untyped-def]
    """Interpolate smoothed classes of cells, and bring them to the sum 1.

    Args:
        values: float64 (class, row, col) of cells.
        row, col: positions of pixels, float64 (row, col); whole numbers are cells' centres.
        known: bool (row, col); elsewhere all shares are equal.
        corner: row and col of ``values[:, 0, 0]``.
        limits: the sum below which a place tells nothing, the part of a share that is kept, and
            what every class has beside it.
        shares: float32 or float64 (class, row, col), to be filled.
    """
    found = np.empty((values.shape[0], row.shape[1]))
    total = np.empty(row.shape[1])
    equal = 1.0 / values.shape[0]
    for line in range(row.shape[0]):
        _interpolate(values, row[line], col[line], known[line], corner, found, total)
        for one in range(values.shape[0]):
            _finish(found[one], total, limits, equal, shares[one, line])


def try_out() -> None:
    """Interpolate at one pixel."""
    place, known = np.zeros((1, 1)), np.ones((1, 1), np.bool_)
    for kind in (np.float32, np.float64):
        shares = np.empty((1, 1, 1), kind)
        local_shares(np.ones((1, 2, 2)), place, place, known, (0, 0), (0.5, 1.0, 0.0), shares)
