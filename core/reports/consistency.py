"""Headline, sections and JSON about how a fine map gives back the coarse map."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..accuracy.accuracy import assess
from ..accuracy.report_data import ClassKey
from ..cells.consistency import ClassConsistency, Consistency
from .blocks import Column, Section, class_label, paragraph, pictures, table, tiles
from .matrix import AGREED_SHARES, MatrixWords, matrix_table, sheet
from .run import CoarseCheck, Picture
from .text import UNDEFINED, Html, count, count_of, join, percent, signed

CONSISTENCY_ONLY = (
    "Agreement with the coarse map is not accuracy: the coarse map errs, and in a mixed cell the "
    "fine map ought to find other classes too. A copy of the coarse map agrees in every cell "
    "(Wald et al. 1997 call this consistency)."
)

_MATRIX = MatrixWords(
    rows="fine map",
    columns="coarse map",
    unit="coarse cell",
    meaning=(
        "Each coarse cell stands in the row of the class the fine map has most of in it, and in "
        "the column of the class the coarse map gives it. The shares at the sides are the part of "
        "each row and column where both are the same; they are no accuracies."
    ),
    margins=AGREED_SHARES,
    elsewhere="the figures written with METRICS hold it",
)
_TITLE = "Agreement with the coarse cells"
_BEFORE_UNIT = (
    "Compared was the map before patches of fewer than {unit} pixels gave way to what surrounds "
    "them (MIN_MAPPING_UNIT)."
)


def consistency_headline(consistency: Consistency) -> str:
    """The outcome in one sentence."""
    if not consistency.cells:
        return (
            "No coarse cell with a class is at least half mapped, so the fine map cannot be "
            "compared with the coarse map."
        )
    cells = count_of(consistency.cells, "coarse cell")
    return (
        f"In {percent(consistency.agreement)} % of {cells} the fine map’s commonest class is the "
        "coarse map’s."
    )


def consistency_notes(consistency: Consistency) -> list[str]:
    """What a reader must know about the cells."""
    return list(_notes(consistency))


def coarse_check_sections(check: CoarseCheck) -> list[Section]:
    """What was compared with the coarse cells, or why nothing was.

    Raises:
        InputError: the picture is of a kind browsers may not show.
    """
    if check.consistency is None:
        return [Section(_TITLE, paragraph(check.missing))] if check.missing else []
    return consistency_sections(
        check.consistency, picture=check.picture, min_mapping_unit=check.min_mapping_unit
    )


def consistency_sections(
    consistency: Consistency, *, picture: Picture | None = None, min_mapping_unit: int = 0
) -> list[Section]:
    """Agreement by cell, class by class, the worst cells, and labels against commonest classes.

    Raises:
        InputError: the picture is of a kind browsers may not show.
    """
    headline = paragraph(consistency_headline(consistency), style="lead")
    remarks = [paragraph(note) for note in consistency_notes(consistency)]
    if not consistency.cells:
        return [Section(_TITLE, join([headline, *remarks]))]
    parts = [headline, _tiles(consistency), paragraph(CONSISTENCY_ONLY), _per_class(consistency)]
    parts += remarks
    if min_mapping_unit > 1:
        parts.append(paragraph(_BEFORE_UNIT.format(unit=min_mapping_unit)))
    if picture is not None:
        parts.append(pictures([picture]))
    sections = [Section(_TITLE, join(parts))]
    if consistency.worst:
        sections.append(Section("Cells that agree least", _worst(consistency)))
    matrix = assess(consistency.matrix)
    shown = matrix_table(list(_keys(consistency).values()), matrix, words=_MATRIX)
    sections.append(Section("Coarse cells class against class", shown, wide=sheet(matrix)))
    return sections


def consistency_json(consistency: Consistency) -> dict[str, object]:
    """Everything the sections show, as plain JSON values; undefined figures are None.

    Shares are 0..1, biases percentage points; the matrix is a list of rows (rows = commonest
    class of the fine map, columns = coarse map) in the order of ``classes``.
    """
    return {
        "kind": "coarse_consistency",
        "is_accuracy": False,
        "cells": consistency.cells,
        "cells_less_than_half_mapped": consistency.partly,
        "cells_without_class": consistency.unlabelled,
        "agreement_hard": _finite(consistency.agreement),
        "agreement_soft": _finite(consistency.agreement_soft),
        "mean_own_share_hard": _finite(consistency.mean_hard),
        "mean_own_share_soft": _finite(consistency.mean_soft),
        "matrix_rows": "commonest class of the fine map",
        "matrix_columns": "coarse map",
        "matrix": consistency.matrix.tolist(),
        "classes": [
            _class_entry(key, entry)
            for key, entry in zip(_keys(consistency).values(), consistency.classes)
        ],
        "worst_cells": [
            {name: _plain(value) for name, value in vars(cell).items()}
            for cell in consistency.worst
        ],
    }


def _class_entry(key: ClassKey, entry: ClassConsistency) -> dict[str, object]:
    return {
        "code": entry.code,
        "name": key[1],
        "color": key[2],
        "learnt": entry.learnt,
        "cells": entry.cells,
        "agreed": entry.agreed,
        "agreement": _finite(entry.agreement),
        "coarse_share": _finite(entry.coarse_share),
        "fine_share_hard": _finite(entry.fine_share_hard),
        "fine_share_soft": _finite(entry.fine_share_soft),
        "bias_hard": _finite(entry.bias_hard),
        "bias_soft": _finite(entry.bias_soft),
    }


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _plain(value: float) -> float | None:
    return value if isinstance(value, int) else _finite(value)


def _keys(consistency: Consistency) -> dict[int, ClassKey]:
    """Return code, name and colour of every class by code."""
    return {
        entry.code: (entry.code, entry.name, entry.color) for entry in consistency.legend.classes
    }


def _notes(consistency: Consistency) -> Iterator[str]:
    if consistency.partly:
        yield (
            "Not compared, as less than half is mapped: "
            f"{count_of(consistency.partly, 'coarse cell')}."
        )
    if consistency.unlabelled:
        yield (
            "Not compared, as the coarse map has no class there: "
            f"{count_of(consistency.unlabelled, 'coarse cell')}."
        )
    names = _keys(consistency)
    unlearnt = [entry for entry in consistency.classes if entry.cells and not entry.learnt]
    if unlearnt:
        listed = ", ".join(f"{entry.code} {names[entry.code][1]}" for entry in unlearnt)
        cells = sum(entry.cells for entry in unlearnt)
        yield (
            f"Never learnt, so the fine map cannot show it: {listed}. In "
            f"{count_of(cells, 'coarse cell')} this counts as disagreement; the cells that agree "
            "least are listed without such ones."
        )


def _has_soft(consistency: Consistency) -> bool:
    return math.isfinite(consistency.mean_soft)


def _tiles(consistency: Consistency) -> Html:
    cells = f"of {count_of(consistency.cells, 'coarse cell')}"
    figures = [
        ("Commonest class agrees", f"{percent(consistency.agreement)} %", cells),
        ("Pixels of the cell’s own class", f"{percent(consistency.mean_hard)} %", "mean of cells"),
    ]
    if _has_soft(consistency):
        soft, share = percent(consistency.agreement_soft), percent(consistency.mean_soft)
        figures += [
            ("Most probable class agrees", f"{soft} %", cells),
            ("Probability of the cell’s own class", f"{share} %", "mean of cells"),
        ]
    return tiles(figures)


def _per_class(consistency: Consistency) -> Html:
    soft = _has_soft(consistency)
    columns = [
        Column("Class", text=True),
        Column("Labelled", group="Coarse cells"),
        Column("Agree, %", group="Coarse cells"),
        Column("Coarse map", group="Share of the pixels, %"),
        Column("Fine map", group="Share of the pixels, %"),
        Column("Difference, points", group="Share of the pixels, %"),
    ]
    if soft:
        group = "Share of the probability, %"
        columns += [Column("Fine map", group=group), Column("Difference, points", group=group)]
    keys, rows = _keys(consistency), []
    for entry in consistency.classes:
        if not (entry.cells or entry.fine_share_hard or (soft and entry.fine_share_soft)):
            continue
        row: list[str] = [class_label(keys[entry.code]), count(entry.cells)]
        row += [percent(entry.agreement), percent(entry.coarse_share)]
        row += [percent(entry.fine_share_hard), signed(entry.bias_hard)]
        if soft:
            row += [percent(entry.fine_share_soft), signed(entry.bias_soft)]
        rows.append(row)
    caption = (
        "A cell agrees when its class is the commonest among its fine pixels. Shares are of the "
        "mapped pixels in these cells, which the coarse map counts to the class of their cell. A "
        "difference need not be an error: small patches vanish from a coarse map."
    )
    return table(columns, rows, caption=caption, label="Agreement with the coarse cells by class")


def _worst(consistency: Consistency) -> Html:
    soft = _has_soft(consistency)
    columns = [
        Column("Row, column", text=True),
        Column("x", group="Centre"),
        Column("y", group="Centre"),
        Column("Longitude", group="Centre"),
        Column("Latitude", group="Centre"),
        Column("Coarse map", group="Class", text=True),
        Column("Commonest in the fine map", group="Class", text=True),
        Column("Pixels", group="Share of the coarse map’s class, %"),
    ]
    if soft:
        columns.append(Column("Probability", group="Share of the coarse map’s class, %"))
    keys, rows = _keys(consistency), []
    for cell in consistency.worst:
        row: list[str] = [f"{cell.row}, {cell.col}", _coordinate(cell.x), _coordinate(cell.y)]
        row += [_degrees(cell.longitude), _degrees(cell.latitude)]
        row += [class_label(keys[cell.label]), class_label(keys[cell.majority])]
        row.append(percent(cell.hard_share))
        if soft:
            row.append(percent(cell.soft_share))
        rows.append(row)
    caption = (
        "The coarse cells whose own class has the lowest share in the fine map: errors of the "
        "coarse map, changes since it was made, errors of the fine map, or simply mixed cells. "
        "Rows and columns count from 0 at the coarse raster’s first cell; x and y are in its "
        "coordinate system, longitude and latitude in degrees of WGS 84."
    )
    return table(columns, rows, caption=caption, label="Coarse cells that agree least")


def _coordinate(value: float) -> str:
    """Plain digits, so that they can be copied into a search box."""
    return f"{value:.10g}"


def _degrees(value: float) -> str:
    return f"{value:.5f}" if math.isfinite(value) else UNDEFINED
