"""How much of each pixel of one grid lies in each pixel of another: exact areas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_CLOSE = 1e-9  # pixels; an edge of a file's transform that is this close to a line lies on it


@dataclass(frozen=True, eq=False)
class AxisOverlap:
    """Intervals on a line of unit pixels: the whole pixels in each, and parts of two.

    Attributes:
        start, stop: the whole pixels of each interval, ``start`` to ``stop`` - 1, int64; none
            where ``stop`` <= ``start``.
        first, last: pixels that an interval holds a part of, int64.
        first_part, last_part: how much of them, 0..1, float64.
    """

    start: np.ndarray
    stop: np.ndarray
    first: np.ndarray
    last: np.ndarray
    first_part: np.ndarray
    last_part: np.ndarray

    @classmethod
    def of(cls, edges: np.ndarray) -> AxisOverlap:
        """Return the overlap of the intervals between neighbouring ``edges``.

        Args:
            edges: positions on the line, float64 (interval + 1,), rising or falling.
        """
        whole = np.rint(edges)
        edges = np.where(np.abs(edges - whole) < _CLOSE, whole, edges)
        low, high = np.minimum(edges[:-1], edges[1:]), np.maximum(edges[:-1], edges[1:])
        first, last = np.floor(low).astype(np.int64), np.floor(high).astype(np.int64)
        within = first == last
        first_part = np.where(within, high - low, first + 1 - low)
        start = np.where(first_part == 1, first, first + 1)
        first_part = np.where(first_part == 1, 0.0, first_part)
        return cls(start, last, first, last, first_part, np.where(within, 0.0, high - last))

    @property
    def reach(self) -> tuple[int, int]:
        """The first pixel that any interval needs, and the one after the last."""
        return int(self.first.min()), int(self.last.max()) + 1

    def sums(self, values: np.ndarray, *, offset: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return exact sums of whole pixels, and the pixels that are held in part.

        Args:
            values: whole numbers, int64 (pixel, ...), of the pixels from ``offset`` on.
            offset: position of the first of them.

        Returns:
            Sums over the whole pixels, values of ``first``, values of ``last``: int64
            (interval, ...).
        """
        running = np.zeros((len(values) + 1, *values.shape[1:]), np.int64)
        np.cumsum(values, axis=0, out=running[1:])
        stop = np.maximum(self.stop, self.start)
        whole = running[stop - offset] - running[self.start - offset]
        most = len(values) - 1  # a part of 0 may lie beyond
        first, last = ((each - offset).clip(0, most) for each in (self.first, self.last))
        return whole, values[first], values[last]


def box_areas(counts: np.ndarray, rows: AxisOverlap, cols: AxisOverlap) -> np.ndarray:
    """Return how much of each of many boxes is marked.

    Args:
        counts: 1 where a pixel is marked, 0 elsewhere, (row, col), of the pixels from
            ``rows.reach`` and ``cols.reach`` on.
        rows, cols: the boxes' sides.

    Returns:
        float64 (box row, box col), in pixels of ``counts``. It is the same few multiplications of
        whole numbers whatever boxes there are beside.
    """
    total = np.zeros((rows.first.size, cols.first.size))
    row_weights = (None, rows.first_part, rows.last_part)
    for part, weight in zip(rows.sums(counts.astype(np.int64), offset=rows.reach[0]), row_weights):
        whole, first, last = (each.T for each in cols.sums(part.T, offset=cols.reach[0]))
        line = whole + first * cols.first_part + last * cols.last_part
        total += line if weight is None else line * weight[:, None]
    return total


def quad_areas(row: np.ndarray, col: np.ndarray) -> np.ndarray:
    """Return how much of each quadrangle lies in the unit square (0, 0)..(1, 1).

    Between two corners the height above the square's floor, cut to 0..1, is integrated along the
    columns, cut to 0..1: the signed sum over the four sides is the common area.

    Args:
        row, col: corners in turn, float64 (corner, quadrangle).

    Returns:
        float64 (quadrangle,), >= 0, whichever way round the corners go.
    """
    turning = np.zeros(row.shape[1])
    common = np.zeros(row.shape[1])
    for here in range(row.shape[0]):
        there = (here + 1) % row.shape[0]
        turning += col[here] * row[there] - col[there] * row[here]
        common += _under(row[here], col[here], row[there], col[there])
    return np.abs(np.where(turning == 0, 0.0, common))


def _under(
    row: np.ndarray, col: np.ndarray, next_row: np.ndarray, next_col: np.ndarray
) -> np.ndarray:
    """Return the signed area between sides and the square's floor, inside the square."""
    run = next_col - col
    sloping = run != 0
    slope = (next_row - row) / np.where(sloping, run, 1.0)
    left, right = np.clip(col, 0, 1), np.clip(next_col, 0, 1)
    begin, end = row + (left - col) * slope, row + (right - col) * slope
    rise = end - begin
    rising = rise != 0
    safe = np.where(rising, rise, 1.0)
    low = np.clip(np.where(rising, -begin / safe, 0.0), 0, 1)  # where the side meets the floor
    top = np.clip(np.where(rising, (1 - begin) / safe, 0.0), 0, 1)
    middle = (np.clip(begin + low * rise, 0, 1) + np.clip(begin + top * rise, 0, 1)) / 2
    above = np.where(rise > 0, 1 - top, top)
    mean = np.where(rising, np.abs(top - low) * middle + above, np.clip(begin, 0, 1))
    return (right - left) * np.where(sloping, mean, 0.0)
