"""A confusion matrix as a shaded table, legible from two classes to a hundred."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..accuracy.accuracy import Accuracy
from ..accuracy.report_data import ClassKey
from ..phrases import plural
from .blocks import class_label, paragraph, scroll, swatch
from .text import Html, count, count_of, join, percent, text

_HEAT_STEPS = 10
_PORTRAIT_COLUMNS = 5
_NAMED_COLUMNS = 8
_ROOMY_COLUMNS = 14
_A4_COLUMNS = 24
_PANEL_COLUMNS = 48  # that an A3 sheet holds in letters one can read
_MOST_COLUMNS = 100
_SHORT = ((1e9, "G"), (1e6, "M"), (1e3, "k"))
_LONG = 10_000  # counts from here on are shortened where there is no room


@dataclass(frozen=True)
class MatrixWords:
    """What a matrix compares.

    Attributes:
        rows: what the rows are, a noun for the corner cell.
        columns: what the columns are.
        unit: what is counted, in the singular.
        meaning: what stands in which row and column; empty = the classes of ``rows`` and
            ``columns``.
        margins: headings of the shares that agree, of each row and of each column, in percent.
        elsewhere: where a matrix stands that is too wide for a page.
    """

    rows: str = "map"
    columns: str = "reference"
    unit: str = "pixel"
    meaning: str = ""
    margins: tuple[str, str] = ("User’s %", "Producer’s %")
    elsewhere: str = "the CSV file holds it"


AGREED_SHARES = ("Agree, %", "Agree, %")
"""Margins of a matrix that compares with the coarse map, which is no measure of accuracy."""


def matrix_table(
    classes: Sequence[ClassKey], accuracy: Accuracy, *, words: MatrixWords | None = None
) -> Html:
    """The counts of a matrix, with totals and the shares that agree at its sides.

    Classes that are in neither party are left out, and their number is told. More columns than a
    sheet holds are cut into tables one below the other; a matrix too wide to be read is replaced
    by a pointer to where it stands.

    Args:
        classes: one (code, name, colour) per row of the matrix.
        accuracy: the matrix and its figures.
        words: what is compared; None = a map with its reference, by pixels.
    """
    words = words or MatrixWords()
    kept = _present(accuracy)
    if len(kept) > _MOST_COLUMNS:
        return paragraph(
            f"The matrix of {len(kept)} classes is too wide for a page; {words.elsewhere}."
        )
    pieces = math.ceil(len(kept) / _PANEL_COLUMNS)
    share = math.ceil(len(kept) / pieces)
    panels = [kept[start : start + share] for start in range(0, len(kept), share)]
    return join(
        _panel(classes, accuracy, _Panel(words, kept, columns, at + 1, len(panels)))
        for at, columns in enumerate(panels)
    )


@dataclass(frozen=True)
class _Panel:
    """Some columns of a matrix, with all its rows; the last one carries the margins."""

    words: MatrixWords
    kept: Sequence[int]
    columns: Sequence[int]
    number: int
    of: int

    @property
    def dense(self) -> bool:
        return len(self.kept) > _ROOMY_COLUMNS

    @property
    def last(self) -> bool:
        return self.number == self.of


def _panel(classes: Sequence[ClassKey], accuracy: Accuracy, panel: _Panel) -> Html:
    style = "matrix dense" if panel.dense else "matrix"
    body = "".join(_row(classes, accuracy, panel, row=place) for place in panel.kept)
    size = (
        f"--columns:{len(panel.columns)};--rows:{len(panel.kept)};"
        f"--letters:{_letters(classes, accuracy, panel):.2f}"
    )
    caption = f"<caption><span>{text(_caption(accuracy, panel))}</span></caption>"
    markup = (
        f'<table class="{style}" style="{size}">{caption}<thead>{_head(classes, panel)}</thead>'
        f"<tbody>{body}</tbody><tfoot>{_foot(accuracy, panel)}</tfoot></table>"
    )
    label = f"Confusion matrix, {panel.words.rows} by {panel.words.columns}"
    if panel.of > 1:
        label += f", part {panel.number} of {panel.of}"
    return scroll(Html(markup), label=label, tall=panel.dense)


def _letters(classes: Sequence[ClassKey], accuracy: Accuracy, panel: _Panel) -> float:
    """Width of what is widest in a column of the printed sheet, in digits."""
    largest = float(accuracy.matrix.max()) if accuracy.matrix.size else 0.0
    if panel.dense:
        shown = ["100.0", *(str(classes[place][0]) for place in panel.columns)]
        cells = accuracy.matrix[np.ix_(panel.kept, panel.columns)].ravel().tolist()
        shown += {short_count(cell) or count(cell) for cell in cells}
    else:
        totals = [accuracy.classes[place].reference_total for place in panel.columns]
        shown = [count(total) for total in [*totals, largest]]
    return max(sum(1.0 if letter.isalnum() else 0.4 for letter in one) for one in shown)


def short_count(value: float) -> str:
    """A count from 10 000 on in four letters, such as 562k or 1.2M; "" below."""
    if value < _LONG:
        return ""
    for place, (size, letter) in enumerate(_SHORT):
        shown = value / size
        if shown >= 0.9995 or place == len(_SHORT) - 1:
            return f"{shown:.1f}{letter}" if shown < 9.95 else f"{shown:.0f}{letter}"
    return ""


def _caption(accuracy: Accuracy, panel: _Panel) -> str:
    words = panel.words
    meaning = words.meaning or (
        f"Rows are the classes of the {words.rows}, columns the classes of the {words.columns}."
    )
    sentences = [
        f"{meaning} Cells count {plural(words.unit, 2)}, and below them percent of the row; the "
        "stronger the shade, the larger that share, green where both agree."
    ]
    absent = len(accuracy.classes) - len(panel.kept)
    if absent:
        sentences.append(f"Left out, because neither has them: {count_of(absent, 'class')}.")
    if panel.dense:
        sentences.append("Columns go by the codes that stand before the names of the rows.")
        if accuracy.matrix.max() >= _LONG:
            sentences.append("On paper, 562k stands for 562 thousand.")
    if panel.of > 1:
        sentences.append(f"Part {panel.number} of {panel.of}, by columns.")
    return " ".join(sentences)


def sheet(accuracy: Accuracy) -> str:
    """The sheet in landscape that the matrix needs when printed; "" where any does."""
    columns = len(_present(accuracy))
    if columns <= _PORTRAIT_COLUMNS:
        return ""
    return "A4" if columns <= _A4_COLUMNS else "A3"


def _present(accuracy: Accuracy) -> list[int]:
    return [place for place, entry in enumerate(accuracy.classes) if entry.present]


def _head(classes: Sequence[ClassKey], panel: _Panel) -> str:
    words = panel.words
    corner = text(f"{words.rows} \\ {words.columns}")
    cells = [f'<th scope="col" class="text">{corner}</th>']
    for place in panel.columns:
        code, name, color = classes[place]
        inside = f"{swatch(color)}{code}"
        if len(panel.kept) <= _NAMED_COLUMNS:
            inside += f'<span class="name">{text(name)}</span>'
        cells.append(f'<th scope="col" title="{text(name)}">{inside}</th>')
    if panel.last:
        cells.append('<th scope="col" class="start">Total</th>')
        cells.append(f'<th scope="col">{text(words.margins[0])}</th>')
    return f"<tr>{''.join(cells)}</tr>"


def _row(classes: Sequence[ClassKey], accuracy: Accuracy, panel: _Panel, *, row: int) -> str:
    entry = accuracy.classes[row]
    cells = [f'<th scope="row">{class_label(classes[row])}</th>']
    cells += [_cell(classes, accuracy, panel, (row, column)) for column in panel.columns]
    if panel.last:
        cells.append(f'<td class="sum start">{count(entry.map_total)}</td>')
        cells.append(f'<td class="sum">{percent(entry.users)}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _cell(
    classes: Sequence[ClassKey], accuracy: Accuracy, panel: _Panel, at: tuple[int, int]
) -> str:
    row, column = at
    value = float(accuracy.matrix[at])
    if not value:
        return f'<td class="zero">{count(value)}</td>'
    share = value / float(accuracy.matrix[row].sum())
    hover = (
        f"{classes[row][1]} \u2192 {classes[column][1]}: "
        f"{count_of(value, panel.words.unit)}, {percent(share)} % of the row"
    )
    short = short_count(value) if panel.dense else ""
    printed = f' data-short="{short}"' if short else ""
    return (
        f'<td class="{heat(share, agrees=row == column)}"{printed} title="{text(hover)}">'
        f"{count(value)}<small>{text(_part(share, 0 if panel.dense else 1))}</small></td>"
    )


def _part(share: float, digits: int) -> str:
    """A share of the row in percent; one that would print as 0 as less than the least."""
    least = 10.0**-digits
    return percent(share, digits=digits) if 100 * share >= least / 2 else f"<{least:g}"


def _foot(accuracy: Accuracy, panel: _Panel) -> str:
    entries = [accuracy.classes[place] for place in panel.columns]
    totals = "".join(_turned(count(entry.reference_total)) for entry in entries)
    producers = "".join(f"<td>{percent(entry.producers)}</td>" for entry in entries)
    whole = f'<td class="start">{count(accuracy.total)}</td><td></td>' if panel.last else ""
    empty = '<td class="start"></td><td></td>' if panel.last else ""
    return (
        f'<tr><th scope="row" class="text">Total</th>{totals}{whole}</tr>'
        f'<tr><th scope="row" class="text">{text(panel.words.margins[1])}</th>{producers}{empty}'
        "</tr>"
    )


def _turned(shown: str) -> str:
    """The sum of a column, that runs upwards where columns are narrow, on paper."""
    return f'<td><span class="turned">{shown}</span></td>'


def heat(share: float, *, agrees: bool) -> str:
    """Style class that shades a matrix cell by its share of the row; roots show small ones."""
    step = math.ceil(_HEAT_STEPS * math.sqrt(min(max(share, 0.0), 1.0)))
    return f"{'hit' if agrees else 'miss'}{step}" if step else "zero"
