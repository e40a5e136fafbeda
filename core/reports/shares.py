"""An estimated error matrix as a shaded table: its cells are shares of the area."""

from __future__ import annotations

from collections.abc import Sequence

from ..accuracy.accuracy import Accuracy, ratio
from ..accuracy.report_data import ClassKey
from .blocks import class_label, paragraph, scroll, swatch
from .matrix import heat
from .text import Html, percent, text

_NAMED_COLUMNS = 8
_ROOMY_COLUMNS = 14
_MOST_COLUMNS = 48  # that an A3 sheet holds in letters one can read
_LETTERS = 5.0  # the width of "100.0"
_LEAST = 0.0005  # shares below it would print as 0.0
_CAPTION = (
    "Rows are the classes of the map, columns the classes of the reference. Cells are percent of "
    "the whole area, estimated from the points, each counted with the area it stands for. The "
    "stronger the shade, the larger the cell is in its row, green where both agree."
)


def shares_matrix(
    classes: Sequence[ClassKey], adjusted: Accuracy, *, margins: tuple[str, str]
) -> Html:
    """The cells of an estimated matrix in percent of the area, with totals and what agrees.

    Classes that are in neither map nor reference are left out.

    Args:
        classes: one (code, name, colour) per row of the matrix.
        adjusted: of a matrix of shares that sum to 1.
        margins: headings of the shares that agree, of each row and of each column, in percent.
    """
    kept = [place for place, entry in enumerate(adjusted.classes) if entry.present]
    if len(kept) > _MOST_COLUMNS:
        return paragraph(
            f"The matrix of {len(kept)} classes is too wide for a page; the CSV file holds it."
        )
    dense = len(kept) > _ROOMY_COLUMNS
    body = "".join(_row(classes, adjusted, kept, row) for row in kept)
    size = f"--columns:{len(kept)};--letters:{_LETTERS:.2f}"
    markup = (
        f'<table class="matrix{" dense" if dense else ""}" style="{size}">'
        f"<caption><span>{_CAPTION}</span></caption>"
        f"<thead>{_head(classes, kept, margins[0])}</thead><tbody>{body}</tbody>"
        f"<tfoot>{_foot(adjusted, kept, margins[1])}</tfoot></table>"
    )
    label = "Estimated error matrix, map by reference, percent of the area"
    return scroll(Html(markup), label=label, tall=dense)


def _head(classes: Sequence[ClassKey], kept: Sequence[int], margin: str) -> str:
    cells = ['<th scope="col" class="text">map \\ reference</th>']
    for place in kept:
        code, name, color = classes[place]
        named = f'<span class="name">{text(name)}</span>' if len(kept) <= _NAMED_COLUMNS else ""
        cells.append(f'<th scope="col" title="{text(name)}">{swatch(color)}{code}{named}</th>')
    cells.append('<th scope="col" class="start">Total</th>')
    cells.append(f'<th scope="col">{text(margin)}</th>')
    return f"<tr>{''.join(cells)}</tr>"


def _row(classes: Sequence[ClassKey], adjusted: Accuracy, kept: Sequence[int], row: int) -> str:
    entry = adjusted.classes[row]
    parts = ratio(adjusted.matrix[row], adjusted.matrix[row].sum())
    cells = [f'<th scope="row">{class_label(classes[row])}</th>']
    for column in kept:
        share = float(adjusted.matrix[row, column])
        style = heat(float(parts[column]), agrees=row == column) if share else "zero"
        hover = f"{classes[row][1]} \u2192 {classes[column][1]}: {_percent(share)} % of the area"
        cells.append(f'<td class="{style}" title="{text(hover)}">{text(_percent(share))}</td>')
    cells.append(f'<td class="sum start">{percent(entry.map_total)}</td>')
    cells.append(f'<td class="sum">{percent(entry.users)}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _foot(adjusted: Accuracy, kept: Sequence[int], margin: str) -> str:
    entries = [adjusted.classes[place] for place in kept]
    totals = "".join(f"<td>{percent(entry.reference_total)}</td>" for entry in entries)
    producers = "".join(f"<td>{percent(entry.producers)}</td>" for entry in entries)
    return (
        f'<tr><th scope="row" class="text">Total</th>{totals}'
        f'<td class="start">{percent(adjusted.total)}</td><td></td></tr>'
        f'<tr><th scope="row" class="text">{text(margin)}</th>{producers}'
        '<td class="start"></td><td></td></tr>'
    )


def _percent(share: float) -> str:
    """A share in percent; one that would print as 0.0 as less than the least."""
    if share == 0:
        return "0"
    return percent(share) if share >= _LEAST else "<0.1"
