"""The cells around the cells of a coarse map, and how common each class is among them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from ..errors import InputError

NO_LABEL = -1
_REACH = 3  # cells
_PSEUDO_COUNT = 0.5  # cells of the overall shares that every neighbourhood holds besides


def _kernel() -> tuple[tuple[int, int, float], ...]:
    reach = range(-_REACH, _REACH + 1)
    return tuple(
        (row, col, math.exp(-0.5 * (row * row + col * col)))
        for row in reach
        for col in reach
        if (row, col) != (0, 0)
    )


KERNEL: tuple[tuple[int, int, float], ...] = _kernel()  # Gaussian of one cell around a cell


def table_neighbours(cells: np.ndarray, labels: np.ndarray) -> Iterator[tuple[float, np.ndarray]]:
    """Yield for each place of ``KERNEL`` its weight and the label each cell of a table has there.

    Args:
        cells: row and column of each cell, distinct, integers (cell, 2).
        labels: class index of each, integers (cell,); -1 = none.

    Yields:
        weight, and labels int64 (cell,), -1 where the table has no such cell.

    Raises:
        InputError: a cell is given twice, or the arrays do not fit each other.
    """
    cells, labels = np.asarray(cells, dtype=np.int64), np.asarray(labels, dtype=np.int64)
    if cells.ndim != 2 or cells.shape[1] != 2 or labels.shape != cells.shape[:1]:
        raise InputError(
            f"Cells of shape {cells.shape} and labels of shape {labels.shape} do not fit; give a "
            "row, a column and a label per cell."
        )
    if not len(cells):
        return
    cells = cells - cells.min(axis=0) + _REACH
    width = int(cells[:, 1].max()) + _REACH + 1  # no offset runs over into the next row
    ids = cells[:, 0] * width + cells[:, 1]
    order = np.argsort(ids, kind="stable")
    ranked = ids[order]
    if (ranked[1:] == ranked[:-1]).any():
        raise InputError("A coarse cell is in the table twice; give every cell once.")
    for row, col, weight in KERNEL:
        wanted = ids + row * width + col
        place = np.searchsorted(ranked, wanted).clip(max=len(ranked) - 1)
        yield weight, np.where(ranked[place] == wanted, labels[order[place]], NO_LABEL)


def grid_neighbours(
    labels: np.ndarray, rows: np.ndarray, cols: np.ndarray
) -> Iterator[tuple[float, np.ndarray]]:
    """Yield for each place of ``KERNEL`` its weight and the label cells of a map have there.

    Args:
        labels: class indices of the map, integers (row, col); -1 = none.
        rows: row of each cell, integers (cell,).
        cols: column of each cell.

    Yields:
        weight, and labels int64 (cell,), -1 outside the map.
    """
    rows, cols = np.asarray(rows, dtype=np.int64), np.asarray(cols, dtype=np.int64)
    height, width = labels.shape
    for row, col, weight in KERNEL:
        r, c = rows + row, cols + col
        inside = (r >= 0) & (r < height) & (c >= 0) & (c < width)
        found = np.full(rows.shape, NO_LABEL, dtype=np.int64)
        found[inside] = labels[r[inside], c[inside]]
        yield weight, found


def neighbour_shares(around: Iterable[tuple[float, np.ndarray]], overall: np.ndarray) -> np.ndarray:
    """Return how common each class is among the cells around each cell, itself left out.

    Args:
        around: from ``table_neighbours`` or ``grid_neighbours``.
        overall: shares of the classes in the whole map, (class,), which every neighbourhood
            holds as half a cell, so that lonely cells have shares too.

    Returns:
        float64 (cell, class); rows sum to 1.
    """
    overall = np.asarray(overall, dtype=np.float64)
    overall = overall / overall.sum()
    counts, total = np.zeros((0, overall.size)), np.zeros(0)
    for weight, labels in around:
        if not len(total):
            counts, total = np.zeros((len(labels), overall.size)), np.zeros(len(labels))
        known = np.flatnonzero(labels >= 0)
        counts[known, labels[known]] += weight
        total[known] += weight
    return (counts + _PSEUDO_COUNT * overall) / (total + _PSEUDO_COUNT)[:, None]
