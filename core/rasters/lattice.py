"""Values between the nodes of a lattice that hangs on the pixels of a whole grid."""

from __future__ import annotations

import numpy as np

_LATTICE = 32  # pixels between exactly transformed points


def lattice(positions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return lattice nodes around ``positions``, the block each lies in and its place there.

    Between the nodes of every block stands one more, to measure the error of interpolation.
    """
    block = np.floor(positions / _LATTICE).astype(np.int64)
    first = block[0]
    halves = np.arange(2 * first, 2 * (block[-1] + 1) + 1)
    return halves * (_LATTICE / 2), block - first, positions / _LATTICE - block


def interpolation_error(halves: np.ndarray) -> np.ndarray:
    """Return how far bilinear interpolation strays in each block, from the middles of its sides.

    The bends of both directions are added, for they may cancel at the centre of a block.
    """
    down = np.abs(halves[1::2, ::2] - (halves[:-1:2, ::2] + halves[2::2, ::2]) / 2)
    across = np.abs(halves[::2, 1::2] - (halves[::2, :-1:2] + halves[::2, 2::2]) / 2)
    return np.maximum(down[:, :-1], down[:, 1:]) + np.maximum(across[:-1], across[1:])


def bilinear(
    nodes: np.ndarray,
    row: tuple[np.ndarray, np.ndarray],
    col: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """Return values of positions from those of nodes, (row, col), float64 (row, col).

    ``row`` and ``col`` are the blocks the positions lie in and their places there, of ``lattice``.
    """
    (r, r_share), (c, c_share) = row, col
    r_share = r_share[:, None]
    above = nodes[:, c] * (1 - c_share) + nodes[:, c + 1] * c_share
    upper, lower = above[r], above[r + 1]
    upper *= 1 - r_share
    lower *= r_share
    upper += lower
    return upper
