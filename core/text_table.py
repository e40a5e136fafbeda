"""Tables in plain text, aligned for a font whose letters are all equally wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_GAP = "  "
_LONGEST = 40  # letters of a cell


def text_table(
    titles: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1, total: bool = False
) -> str:
    """Return a table, one line for each row under a line of titles.

    Args:
        titles: of the columns.
        rows: cells, as many as titles; long ones are cut.
        left: how many leading columns begin on the left; numbers end on the right.
        total: the last row sums up the others, and stands under a line.
    """
    cells = [[_cut(cell) for cell in row] for row in (titles, *rows)]
    widths = [max(_width(row[at]) for row in cells) for at in range(len(titles))]
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


def _cut(cell: str) -> str:
    plain = " ".join(cell.split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rstrip() + "…"


def _width(text: str) -> int:
    """Return how many columns a text takes: wide letters two, marks on letters none."""
    marks = sum(bool(unicodedata.combining(letter)) for letter in text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - marks
