"""Which sheet of paper a table needs, judged by the widths of its words."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence

from .blocks import Column
from .text import Html, name_pieces

_SHEETS = (("", 684.0), ("A4", 1024.0))  # CSS pixels between the margins, a little to spare
_LARGEST = "A3"
_FONT, _SMALL = 10.1, 8.1  # CSS pixels, as the style sheet prints figures and what is below them
_BOLD = 1.1
_PADDING, _START = 10.2, 7.0  # around a cell, and more before a group of columns
_CLASS = 144.0  # what the style sheet leaves to the name of a class
_ENDS = 'class="ends"'


def sheet_of(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> str:
    """The sheet in landscape that a table needs, "A4" or "A3"; "" where any sheet does.

    Args:
        columns: one per cell.
        rows: cells, text or ``Html``.
    """
    width = table_width(columns, rows)
    return next((name for name, room in _SHEETS if width <= room), _LARGEST)


def larger_sheet(sheets: Iterable[str]) -> str:
    """The largest of several sheets."""
    order = [name for name, _ in _SHEETS] + [_LARGEST]
    return max(sheets, key=order.index, default="")


def table_width(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> float:
    """The least width of a printed table in CSS pixels: names broken, figures not."""
    widths = [_BOLD * _name_width(column.title) for column in columns]
    for row in rows:
        for place, cell in enumerate(row):
            width = _name_width(cell) if columns[place].text else _cell_width(cell)
            widths[place] = max(widths[place], width)
    total, start = 0.0, 0
    while start < len(columns):
        group, end = columns[start].group, start + 1
        while group and end < len(columns) and columns[end].group == group:
            end += 1
        inside = sum(widths[start:end]) + _PADDING * (end - start)
        total += max(inside, _BOLD * _name_width(group) + _PADDING) + (_START if group else 0.0)
        start = end
    return total


def _name_width(name: str) -> float:
    """Width of what no line of a name is cut within; of a class's, where it is broken anyway."""
    if isinstance(name, Html):
        return _CLASS
    pieces = (piece for word in name.split() for piece in name_pieces(word))
    return max((_FONT * _ems(piece) for piece in pieces), default=0.0)


def _cell_width(cell: str) -> float:
    """Width of the widest line of a cell; lines below the first are small."""
    if not isinstance(cell, Html):
        return _FONT * _ems(cell)
    lines = cell.split("<br>")
    fonts = [_SMALL if _ENDS in line else _FONT for line in lines]
    plain = (html.unescape(re.sub("<[^>]*>", "", line)) for line in lines)
    return max(font * _ems(line) for font, line in zip(fonts, plain))


def _ems(line: str) -> float:
    """Width of a line in a wide typeface, in its size."""
    return sum(_letter_ems(letter) for letter in line)


def _letter_ems(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in "mwMW%@":
        return 0.95
    if letter in " .,:;'’I":
        return 0.33
    if letter in "fijlrt":
        return 0.38
    if letter in "+\u2212":
        return 0.84
    return 0.72 if letter.isupper() else 0.63
