"""The random draw among pixels: the order they are taken in, and which of them lie apart."""

from __future__ import annotations

import math

import numpy as np

from ..progress import Progress, check


def random_keys(index: np.ndarray, *, seed: int) -> np.ndarray:
    """Return a different random-looking number for every pixel index, uint64.

    Reference:
        Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators (SplitMix64).
        https://doi.org/10.1145/2714064.2660195
    """
    golden = 0x9E3779B97F4A7C15
    start = np.uint64((seed * golden + golden) % 2**64)
    z = index.astype(np.uint64) * np.uint64(0xD1342543DE82EF95) + start  # wraps on purpose
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def thin(
    rows: np.ndarray, cols: np.ndarray, *, distance: float, progress: Progress | None = None
) -> np.ndarray:
    """Return positions of points kept so that no two are closer than ``distance``; first wins.

    Args:
        rows, cols: pixel positions, int (point,), in order of preference.
        distance: pixels, > 0.
        progress: asked now and then whether to stop.

    Raises:
        Cancelled: the user asked to stop.
    """
    taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
    kept = []
    side = max(distance, 1.0)
    for at, (row, col) in enumerate(zip(rows.tolist(), cols.tolist())):
        if progress is not None and at % 10_000 == 0:
            check(progress)
        home_row, home_col = int(row // side), int(col // side)
        near = (
            other
            for r in (home_row - 1, home_row, home_row + 1)
            for c in (home_col - 1, home_col, home_col + 1)
            for other in taken.get((r, c), ())
        )
        if all(math.hypot(row - r, col - c) >= distance for r, c in near):
            kept.append(at)
            taken.setdefault((home_row, home_col), []).append((row, col))
    return np.asarray(kept, np.int64)
