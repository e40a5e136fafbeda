"""Rings of polygons on grids the columns of which are longitudes: at its edges, and at a pole."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from .rings import Rings
from .turns import shortest

_MOST_STEPS = 64  # of an edge; what is longer is nowhere

if TYPE_CHECKING:
    from .pixel_grid import Grid


def in_steps(ring: np.ndarray, turn: float | None) -> np.ndarray:
    """Return a ring, (corner, xy), no edge of which goes further around the Earth than a quarter.

    So it can be told from what jumps from one end of all longitudes to the other.
    """
    if turn is None:
        return ring
    parts = np.ceil(np.abs(np.diff(ring[:, 0])) * 4 / turn).clip(1, _MOST_STEPS)
    at = np.repeat(np.arange(len(parts)), parts.astype(np.int64))
    first = np.cumsum(parts) - parts
    share = ((np.arange(len(at)) - first[at]) / parts[at])[:, None]
    points = ring[at] + share * (ring[at + 1] - ring[at])
    return np.concatenate([points, ring[-1:]])


def along(steps: np.ndarray, grid: Grid) -> np.ndarray:
    """Return steps, (step, (column, row)), without whole turns around the Earth."""
    if grid.turn is None:
        return steps
    return np.column_stack([shortest(steps[:, 0], grid.turn), steps[:, 1]])


def unrolled(ring: np.ndarray, grid: Grid) -> np.ndarray:
    """Return a closed ring without the jumps from one end of all longitudes to the other.

    A ring around a pole does not close then; it goes on beyond the grid on the side of that pole.

    Args:
        ring: float64 (corner, (column, row)), no edge of which goes half around the Earth.
        grid: on which it lies.
    """
    if grid.turn is None or len(ring) < 2:
        return ring
    steps = np.diff(ring[:, 0])
    turns = np.rint(steps / grid.turn)
    if not turns.any():
        return ring
    result = ring.copy()
    result[1:, 0] -= grid.turn * np.cumsum(turns)
    if turns.sum() == 0:
        return result
    rows = grid.shape[0]
    beyond = -rows if ring[:, 1].mean() < _equator(grid) else 2 * rows
    ends = np.array([[result[-1, 0], beyond], [result[0, 0], beyond], result[0]])
    return np.concatenate([result, ends])


def _equator(grid: Grid) -> float:
    return float(grid.rowcol(np.array(0.0), np.array(0.0))[0])


def on_every_turn(rings: Rings, grid: Grid) -> Iterator[list[np.ndarray]]:
    """Yield the rings of a polygon, (column, row), on every turn that brings them to a grid.

    Rings that lie beside the grid on each are yielded as they are.
    """
    turn = grid.turn
    if turn is None or not rings:
        yield list(rings)
        return
    low, high = float(rings[0][:, 0].min()), float(rings[0][:, 0].max())
    around = (low + high) / 2
    held = [_beside(ring, around, turn) for ring in rings]
    first, last = math.ceil(-high / turn), math.floor((grid.shape[1] - low) / turn)
    for at in range(first, last + 1) if last - first < 4 else [0]:
        yield [np.add(ring, (at * turn, 0.0)) for ring in held]
    if last < first:
        yield list(rings)


def _beside(ring: np.ndarray, middle: float, turn: float) -> np.ndarray:
    """Return a ring on the turn nearest to a column."""
    own = (float(ring[:, 0].min()) + float(ring[:, 0].max())) / 2
    turns = round((middle - own) / turn)
    return np.add(ring, (turns * turn, 0.0))
