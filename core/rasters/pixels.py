"""Single pixels picked from a grid, read tile by tile."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .grid import Window


def by_tile(
    rows: np.ndarray, cols: np.ndarray, *, size: int
) -> Iterator[tuple[np.ndarray, Window]]:
    """Yield the pixels of each tile that holds some, in the order of the tiles.

    Args:
        rows, cols: pixels, int64 (pixel,), >= 0.
        size: side of the tiles.

    Yields:
        Positions in ``rows``, int64, and the smallest window around those pixels.
    """
    order = np.lexsort((cols // size, rows // size))
    tile_row, tile_col = rows[order] // size, cols[order] // size
    cuts = np.flatnonzero((np.diff(tile_row) != 0) | (np.diff(tile_col) != 0)) + 1
    for group in np.split(order, cuts):
        if group.size:
            row, col = rows[group], cols[group]
            height, width = int(np.ptp(row)) + 1, int(np.ptp(col)) + 1
            yield group, Window(int(row.min()), int(col.min()), height, width)
