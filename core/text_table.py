"""Tables in plain text, aligned for a font whose letters are all equally wide."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

_GAP = "  "
_LONGEST = 40  # columns of a cell
_SHORTEST = 8


def text_table(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    left: int = 1,
    total: bool = False,
    widest: int | None = None,
) -> str:
    """Return a table, one line for each row under a line of titles.

    Args:
        titles: of the columns.
        rows: cells, as many as titles; long ones are cut.
        left: how many leading columns begin on the left; numbers end on the right.
        total: the last row sums up the others, and stands under a line.
        widest: columns of text that a line may have; the last of the leading columns is cut for it.
    """
    cells = [[_cut(cell) for cell in row] for row in (titles, *rows)]
    widths = _widths(cells)
    beyond = sum(widths) + len(_GAP) * (len(widths) - 1) - (widest or math.inf)
    if beyond > 0 and left:
        most = max(widths[left - 1] - int(beyond), _SHORTEST)
        for row in cells:
            row[left - 1] = _cut(row[left - 1], most)
        widths = _widths(cells)
    lines = [_line(row, widths, left) for row in cells]
    rule = "-" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    lines.insert(1, rule)
    if total and len(rows) > 1:
        lines.insert(len(lines) - 1, rule)
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int], left: int) -> str:
    parts = []
    for at, (cell, width) in enumerate(zip(cells, widths)):
        space = " " * (width - _width(cell))
        parts.append(cell + space if at < left else space + cell)
    return _GAP.join(parts).rstrip()


def _widths(cells: Sequence[Sequence[str]]) -> list[int]:
    return [max(_width(row[at]) for row in cells) for at in range(len(cells[0]))]


def _cut(cell: str, most: int = _LONGEST) -> str:
    """Return a text in one line, and so much of it as is ``most`` columns wide."""
    plain = " ".join(cell.split())
    if _width(plain) <= most:
        return plain
    while _width(plain) > most - 1:
        plain = plain[:-1]
    return plain.rstrip() + "…"


def _width(text: str) -> int:
    """Return how many columns a text takes: wide letters two, marks on letters none."""
    marks = sum(bool(unicodedata.combining(letter)) for letter in text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - marks
