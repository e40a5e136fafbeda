"""A confusion matrix as a shaded table, legible from two classes to a hundred."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .accuracy import Accuracy, ratio
from .phrases import plural
from .report_blocks import class_label, paragraph, scroll, swatch
from .report_data import ClassKey
from .report_text import Html, count, count_of, percent, text

_HEAT_STEPS = 10
_PORTRAIT_COLUMNS = 5
_NAMED_COLUMNS = 8
_ROOMY_COLUMNS = 14
_A4_COLUMNS = 20
_MOST_COLUMNS = 100


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

    Classes that are in neither party are left out; a matrix too wide to be read is replaced by a
    pointer to where it stands.

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
    dense = len(kept) > _ROOMY_COLUMNS
    style = "matrix dense" if dense else "matrix"
    head = _head(classes, kept, words)
    digits = 0 if dense else 1
    body = "".join(
        _row(classes, accuracy, kept, row=place, unit=words.unit, digits=digits) for place in kept
    )
    foot = _foot(accuracy, kept, words.margins[1])
    size = f"--columns:{len(kept)};--letters:{_letters(accuracy):.2f}"
    caption = f"<caption><span>{text(_caption(words))}</span></caption>"
    markup = (
        f'<table class="{style}" style="{size}">{caption}'
        f"<thead>{head}</thead><tbody>{body}</tbody><tfoot>{foot}</tfoot></table>"
    )
    label = f"Confusion matrix, {words.rows} by {words.columns}"
    return scroll(Html(markup), label=label, tall=dense)


def _letters(accuracy: Accuracy) -> float:
    """Width of the longest count in a column, in digits, for the printed sheet."""
    longest = max((entry.reference_total for entry in accuracy.classes), default=0.0)
    return sum(1.0 if letter.isdigit() else 0.4 for letter in count(longest))


def _caption(words: MatrixWords) -> str:
    meaning = words.meaning or (
        f"Rows are the classes of the {words.rows}, columns the classes of the {words.columns}."
    )
    return (
        f"{meaning} Cells count {plural(words.unit, 2)}, and below them percent of the row; the "
        "stronger the shade, the larger that share, green where both agree."
    )


def sheet(accuracy: Accuracy) -> str:
    """The sheet in landscape that the matrix needs when printed; "" where any does."""
    columns = len(_present(accuracy))
    if columns <= _PORTRAIT_COLUMNS:
        return ""
    return "A4" if columns <= _A4_COLUMNS else "A3"


def _present(accuracy: Accuracy) -> list[int]:
    return [place for place, entry in enumerate(accuracy.classes) if entry.present]


def _head(classes: Sequence[ClassKey], kept: Sequence[int], words: MatrixWords) -> str:
    corner = text(f"{words.rows} \\ {words.columns}")
    cells = [f'<th scope="col" class="text">{corner}</th>']
    for place in kept:
        code, name, color = classes[place]
        inside = f"{swatch(color)}{code}"
        if len(kept) <= _NAMED_COLUMNS:
            inside += f'<span class="name">{text(name)}</span>'
        cells.append(f'<th scope="col" title="{text(name)}">{inside}</th>')
    cells.append('<th scope="col" class="start">Total</th>')
    cells.append(f'<th scope="col">{text(words.margins[0])}</th>')
    return f"<tr>{''.join(cells)}</tr>"


def _row(
    classes: Sequence[ClassKey],
    accuracy: Accuracy,
    kept: Sequence[int],
    *,
    row: int,
    unit: str,
    digits: int,
) -> str:
    entry = accuracy.classes[row]
    shares = ratio(accuracy.matrix[row], accuracy.matrix[row].sum())
    cells = [f'<th scope="row">{class_label(classes[row])}</th>']
    for column in kept:
        shown = count(float(accuracy.matrix[row, column]))
        if not accuracy.matrix[row, column]:
            cells.append(f'<td class="zero">{shown}</td>')
            continue
        share = float(shares[column])
        hover = (
            f"{classes[row][1]} \u2192 {classes[column][1]}: "
            f"{count_of(float(accuracy.matrix[row, column]), unit)}, "
            f"{percent(share)} % of the row"
        )
        style = heat(share, agrees=row == column)
        cells.append(
            f'<td class="{style}" title="{text(hover)}">{shown}'
            f"<small>{text(_part(share, digits))}</small></td>"
        )
    cells.append(f'<td class="sum start">{count(entry.map_total)}</td>')
    cells.append(f'<td class="sum">{percent(entry.users)}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _part(share: float, digits: int) -> str:
    """A share of the row in percent; one that would print as 0 as less than the least."""
    least = 10.0**-digits
    return percent(share, digits=digits) if 100 * share >= least / 2 else f"<{least:g}"


def _foot(accuracy: Accuracy, kept: Sequence[int], margin: str) -> str:
    entries = [accuracy.classes[place] for place in kept]
    totals = "".join(f"<td>{count(entry.reference_total)}</td>" for entry in entries)
    producers = "".join(f"<td>{percent(entry.producers)}</td>" for entry in entries)
    return (
        f'<tr><th scope="row" class="text">Total</th>{totals}'
        f'<td class="start">{count(accuracy.total)}</td><td></td></tr>'
        f'<tr><th scope="row" class="text">{text(margin)}</th>{producers}'
        '<td class="start"></td><td></td></tr>'
    )


def heat(share: float, *, agrees: bool) -> str:
    """Style class that shades a matrix cell by its share of the row; roots show small ones."""
    step = math.ceil(_HEAT_STEPS * math.sqrt(min(max(share, 0.0), 1.0)))
    return f"{'hit' if agrees else 'miss'}{step}" if step else "zero"
