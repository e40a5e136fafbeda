"""The five-diagonal system of second differences, solved for rows of pixels in float64.

Every operation runs over a row of pixels: numbers where the pixels share their weights, rows
where they do not, the same operations in the same order either way.
"""

from __future__ import annotations

from typing import NamedTuple, Union

import numpy as np

Number = Union[np.ndarray, np.float64]


class Factor(NamedTuple):
    """L D L' of the system: per step a number (all weights 1) or a row of pixels, float64."""

    first: list[np.ndarray]  # L one step below the diagonal
    second: list[np.ndarray]  # L two steps below
    inverse: list[np.ndarray]  # 1 / D


def clean(values: np.ndarray, weights: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Return values and weights as float64, both 0 where there is no value."""
    known = np.isfinite(values)
    if weights is None:
        own = known.astype(np.float64)
    else:
        known &= weights > 0
        own = weights * known.astype(np.float64)
    exact = values.astype(np.float64)
    if not known.all():
        np.copyto(exact, 0, where=~known)
    return exact, own


def solve(values: np.ndarray, weights: np.ndarray, factor: Factor, out: np.ndarray) -> np.ndarray:
    """Write and return the smoothed series of finite values, (time, pixel)."""
    substitute(values, weights, factor, out)
    seen = weights > 0
    if len(values) < 3:  # no second difference: the observations stand
        out[...] = np.where(seen, values, np.nan)
    once, twice = np.zeros((2, values.shape[1]), bool)
    for row in seen:
        twice |= once & row
        once |= row
    if not twice.all():
        lonely = np.flatnonzero(once & ~twice)
        out[:, lonely] = values[:, lonely].sum(axis=0)
        out[:, ~once] = np.nan
    return out


def _penalty(steps: int) -> tuple[list[float], list[float], list[float]]:
    """Return the diagonals of D'D, D being second differences, from the main one downwards."""
    main, first, second = ([0.0] * steps for _ in range(3))
    for step in range(steps - 2):
        for shift, gain in enumerate((1.0, 4.0, 1.0)):
            main[step + shift] += gain
        first[step] -= 2
        first[step + 1] -= 2
        second[step] += 1
    return main, first, second


def factorise(weights: np.ndarray | None, lam: Number, steps: int) -> Factor:
    """Return the factor of W + lam D'D, W = 1 where no weights are given."""
    factor = Factor([], [], [])
    last: Number = np.float64(0)
    before: Number = last
    below: Number = last
    with np.errstate(divide="ignore", invalid="ignore"):
        for step, (main, near, far) in enumerate(zip(*_penalty(steps))):
            weight: Number = np.float64(1) if weights is None else weights[step]
            pivot: Number = weight + main * lam
            coupling: Number = near * lam
            if step > 0:
                pivot = pivot - factor.first[-1] * last
                coupling = coupling - factor.first[-1] * below
            if step > 1:
                pivot = pivot - factor.second[-2] * before
            inverse = 1.0 / pivot
            before, below, last = below, far * lam, coupling
            factor.first.append(np.asarray(coupling * inverse))
            factor.second.append(np.asarray(below * inverse))
            factor.inverse.append(np.asarray(inverse))
    return factor


def substitute(
    values: np.ndarray, weights: np.ndarray | None, factor: Factor, out: np.ndarray
) -> None:
    """Write the solution of the factorised system for (time, pixel) values."""
    first, second, inverse = factor
    rows = list(np.empty(values.shape))
    move = np.empty(values.shape[1])
    with np.errstate(invalid="ignore", over="ignore"):
        for step, row in enumerate(rows):
            if weights is None:
                np.copyto(row, values[step])
            else:
                np.multiply(weights[step], values[step], row)
            if step > 0:
                np.multiply(rows[step - 1], first[step - 1], move)
                np.subtract(row, move, row)
            if step > 1:
                np.multiply(rows[step - 2], second[step - 2], move)
                np.subtract(row, move, row)
        for step in range(len(rows) - 1, -1, -1):
            row = rows[step]
            np.multiply(row, inverse[step], row)
            if step < len(rows) - 1:
                np.multiply(rows[step + 1], first[step], move)
                np.subtract(row, move, row)
            if step < len(rows) - 2:
                np.multiply(rows[step + 2], second[step], move)
                np.subtract(row, move, row)
            np.copyto(out[step], row, casting="same_kind")
