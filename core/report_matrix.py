"""A confusion matrix as a shaded table, legible from two classes to a hundred."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .accuracy import Accuracy, ratio
from .report_blocks import class_label, paragraph, scroll, swatch
from .report_data import ClassKey
from .report_text import Html, count, percent, text

_HEAT_STEPS = 10
_NAMED_COLUMNS = 8
_ROOMY_COLUMNS = 14
_MOST_COLUMNS = 100


def matrix_table(
    classes: Sequence[ClassKey],
    accuracy: Accuracy,
    *,
    rows: str = "map",
    columns: str = "reference",
    unit: str = "pixels",
) -> Html:
    """The counts of a matrix, with totals and user's and producer's accuracies at its sides.

    Classes that are in neither party are left out; a matrix too wide to be read is replaced by a
    pointer to the CSV file.

    Args:
        classes: one (code, name, colour) per row of the matrix.
        accuracy: the matrix and its figures.
        rows: what the rows are, a noun for the corner cell.
        columns: what the columns are.
        unit: what is counted.
    """
    kept = _present(accuracy)
    if len(kept) > _MOST_COLUMNS:
        return paragraph(
            f"The matrix of {len(kept)} classes is too wide for a page; the CSV file holds it."
        )
    dense = len(kept) > _ROOMY_COLUMNS
    style = "matrix dense" if dense else "matrix"
    caption = (
        f"Rows are the classes of the {rows}, columns the classes of the {columns}. Cells count "
        f"{unit}; the stronger the shade, the larger the share of the row, green where both agree."
    )
    head = _head(classes, kept, corner=f"{rows} \\ {columns}")
    body = "".join(_row(classes, accuracy, kept, place, unit) for place in kept)
    markup = (
        f'<table class="{style}"><caption><span>{text(caption)}</span></caption>'
        f"<thead>{head}</thead><tbody>{body}</tbody><tfoot>{_foot(accuracy, kept)}</tfoot></table>"
    )
    return scroll(Html(markup), label=f"Confusion matrix, {rows} by {columns}", tall=dense)


def is_wide(accuracy: Accuracy) -> bool:
    """Whether the matrix needs a large sheet when printed."""
    return len(_present(accuracy)) > _NAMED_COLUMNS


def _present(accuracy: Accuracy) -> list[int]:
    return [place for place, entry in enumerate(accuracy.classes) if entry.present]


def _head(classes: Sequence[ClassKey], kept: Sequence[int], *, corner: str) -> str:
    cells = [f'<th scope="col" class="text">{text(corner)}</th>']
    for place in kept:
        code, name, color = classes[place]
        inside = f"{swatch(color)}{code}"
        if len(kept) <= _NAMED_COLUMNS:
            inside += f'<span class="name">{text(name)}</span>'
        cells.append(f'<th scope="col" title="{text(name)}">{inside}</th>')
    cells.append('<th scope="col" class="start">Total</th>')
    cells.append('<th scope="col">User’s %</th>')
    return f"<tr>{''.join(cells)}</tr>"


def _row(
    classes: Sequence[ClassKey], accuracy: Accuracy, kept: Sequence[int], row: int, unit: str
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
            f"{classes[row][1]} \u2192 {classes[column][1]}: {shown} {unit}, "
            f"{percent(share)} % of the row"
        )
        style = heat(share, agrees=row == column)
        cells.append(f'<td class="{style}" title="{text(hover)}">{shown}</td>')
    cells.append(f'<td class="sum start">{count(entry.map_total)}</td>')
    cells.append(f'<td class="sum">{percent(entry.users)}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _foot(accuracy: Accuracy, kept: Sequence[int]) -> str:
    entries = [accuracy.classes[place] for place in kept]
    totals = "".join(f"<td>{count(entry.reference_total)}</td>" for entry in entries)
    producers = "".join(f"<td>{percent(entry.producers)}</td>" for entry in entries)
    return (
        f'<tr><th scope="row" class="text">Total</th>{totals}'
        f'<td class="start">{count(accuracy.total)}</td><td></td></tr>'
        f'<tr><th scope="row" class="text">Producer’s %</th>{producers}'
        '<td class="start"></td><td></td></tr>'
    )


def heat(share: float, *, agrees: bool) -> str:
    """Style class that shades a matrix cell by its share of the row; roots show small ones."""
    step = math.ceil(_HEAT_STEPS * math.sqrt(min(max(share, 0.0), 1.0)))
    return f"{'hit' if agrees else 'miss'}{step}" if step else "zero"
