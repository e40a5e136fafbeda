"""Counting how often codes meet, tile by tile and fast."""

from __future__ import annotations

from collections import Counter

import numpy as np

CODE_BASE = 1 << 17  # more than any code + 1
_MOST_CELLS = 1 << 16  # of a table that fits the cache; else codes are numbered first
_MOST_NUMBERED = 1 << 24
_MOST_RUNS = 0.3  # of all places; more are counted faster one by one


def count_pairs(rows: np.ndarray, columns: np.ndarray) -> Counter[int]:
    """Count pairs of codes by ``row * CODE_BASE + column``.

    Args:
        rows: codes 0..65535, int32, any shape; -1 = not counted.
        columns: the same, in the same shape.

    Returns:
        Only pairs that occur.
    """
    return count_meetings(rows, columns)[0]


def count_meetings(rows: np.ndarray, columns: np.ndarray) -> tuple[Counter[int], int, int]:
    """Count pairs as ``count_pairs`` does, and places where only one of both has a code.

    Returns:
        The pairs; places with a column and no row; places with a row and no column.
    """
    rows, columns, lengths = _runs(rows.ravel(), columns.ravel())
    if not rows.size:
        return Counter(), 0, 0
    height, width = int(rows.max()) + 2, int(columns.max()) + 2
    row_codes, column_codes = np.arange(-1, height - 1), np.arange(-1, width - 1)
    if height * width > _MOST_CELLS:
        rows, row_codes = _numbered(rows, height)
        columns, column_codes = _numbered(columns, width)
        if row_codes.size * column_codes.size > _MOST_NUMBERED:
            rows, columns = row_codes[rows + 1], column_codes[columns + 1]
            return _sorted_pairs(rows, columns, lengths)
    size = column_codes.size
    cells = np.multiply(rows, size, dtype=np.intp)
    cells += columns
    cells += size + 1  # -1 becomes the first row and column
    counts = np.bincount(cells, weights=lengths)
    met = np.flatnonzero(counts)
    at_row, at_column = np.divmod(met, size)
    found = counts[met].astype(np.int64)
    no_row, no_column = at_row == 0, at_column == 0
    both = ~(no_row | no_column)
    keys = row_codes[at_row[both]] * CODE_BASE + column_codes[at_column[both]]
    pairs = Counter(dict(zip(keys.tolist(), found[both].tolist())))
    return pairs, int(found[no_row & ~no_column].sum()), int(found[no_column & ~no_row].sum())


def _runs(
    rows: np.ndarray, columns: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Return each run of one pair once, with its length; everything and None where runs are short.

    Maps are patches: to find where they end takes less time than to count every pixel.
    """
    ends = np.ones(rows.size, bool)
    np.not_equal(rows[1:], rows[:-1], out=ends[:-1])
    ends[:-1] |= columns[1:] != columns[:-1]
    if np.count_nonzero(ends) > _MOST_RUNS * rows.size:
        return rows, columns, None
    last = np.flatnonzero(ends)
    return rows.take(last), columns.take(last), np.diff(last, prepend=-1)


def _numbered(codes: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return positions of codes among those that occur, from -1 for code -1, and those codes."""
    present = np.zeros(size, bool)
    present[codes + 1] = True
    present[0] = True
    places = np.cumsum(present) - 2
    return places[codes + 1], np.flatnonzero(present) - 1


def _sorted_pairs(
    rows: np.ndarray, columns: np.ndarray, lengths: np.ndarray | None
) -> tuple[Counter[int], int, int]:
    times = np.ones(rows.size, np.int64) if lengths is None else lengths
    no_row, no_column = rows < 0, columns < 0
    counted = ~(no_row | no_column)
    pairs = rows[counted].astype(np.int64) * CODE_BASE + columns[counted]
    values, places = np.unique(pairs, return_inverse=True)
    counts = np.bincount(places, weights=times[counted]).astype(np.int64)
    found = Counter(dict(zip(values.tolist(), counts.tolist())))
    return found, int(times[no_row & ~no_column].sum()), int(times[no_column & ~no_row].sum())


def joined(pairs: Counter[int], table: dict[int, int]) -> Counter[int]:
    """Return pairs with both codes replaced by those of a coarser legend.

    Args:
        pairs: by ``row * CODE_BASE + column``.
        table: coarser code of every code that occurs.
    """
    result: Counter[int] = Counter()
    for key, count in pairs.items():
        row, column = divmod(key, CODE_BASE)
        result[table[row] * CODE_BASE + table[column]] += count
    return result
