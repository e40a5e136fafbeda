"""The section on the hard map a model of shares makes: the class with the largest share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..accuracy.accuracy import Accuracy, assess
from ..fractions.fraction_scores import dominant_counts
from .blocks import Column, Section, class_label, heading, paragraph, table, tiles
from .fraction_levels import ADDED_UP, PLACES, LevelView, SplitView
from .matrix import AGREED_SHARES, MatrixWords, matrix_table, sheet
from .sheets import larger_sheet, sheet_of
from .text import Html, count, join, number, percent

_TITLE = "Dominant class"
_EXPLAINED = (
    "Where a map shows one class per pixel, it is the one with the largest predicted share; here "
    "it is held against the class with the largest observed share. A pixel split nearly evenly "
    "counts as wrong as soon as the prediction leans to the other class, however little, so few "
    "agree where pixels are mixed, even if their shares are predicted well. Of a coarser level, "
    "the shares are added up first."
)
_CAPTION = (
    "Of the predicted: of the samples predicted to be mostly of the class, the part whose labels "
    "are. Of the labelled: of those whose labels are mostly of the class, the part predicted so. "
    "Samples: with labels mostly of the class."
)
_MATRIX = MatrixWords(
    rows="prediction",
    columns="labels",
    unit="sample",
    meaning=(
        "Rows are the classes with the largest predicted share, columns those with the largest "
        "observed one, of the samples held out {where}. The shares at the sides are the part of "
        "each row and column where both are the same."
    ),
    margins=AGREED_SHARES,
    elsewhere="no file holds it",
)


def dominant_section(views: Sequence[LevelView]) -> Section:
    """Overall agreement, agreement class by class, and the matrix of each level."""
    parts: list[Html] = []
    sheets = []
    for view in views:
        if len(views) > 1:
            parts.append(heading(view.title))
        found = [assess(dominant_counts(split.observed, split.predicted)) for split in view.splits]
        columns, rows = _columns(view), _rows(view, found)
        parts.append(tiles(_figures(view.splits, found)))
        if view is views[0]:
            parts.append(paragraph(_EXPLAINED))
        caption = _CAPTION if view is views[0] else ADDED_UP
        parts.append(table(columns, rows, caption=caption, label=f"{_TITLE}, {view.title}"))
        words = _words(view)
        parts.append(matrix_table(view.classes, found[0], words=words))
        sheets += [sheet_of(columns, rows), sheet(found[0])]
    return Section(_TITLE, join(parts), wide=larger_sheet(sheets))


def _words(view: LevelView) -> MatrixWords:
    meaning = _MATRIX.meaning.format(where=PLACES[view.main.name])
    columns = f"{_MATRIX.columns}, {view.name}" if view.name else _MATRIX.columns
    return replace(_MATRIX, columns=columns, meaning=meaning)


def _figures(splits: Sequence[SplitView], found: Sequence[Accuracy]) -> list[tuple[str, str, str]]:
    figures = []
    for split, one in zip(splits, found):
        where, always = split.name.lower(), percent(split.baseline.dominant)
        figures += [
            (
                f"Overall agreement (OA), {where}",
                f"{percent(one.overall)} %",
                f"always the class of the largest mean share: {always} %",
            ),
            (f"Kappa, {where}", number(one.kappa, digits=2), f"macro F1 {percent(one.macro_f1)} %"),
        ]
    return figures


def _columns(view: LevelView) -> list[Column]:
    columns = [Column("Class", text=True)]
    names = ("Samples", "Of the predicted, %", "Of the labelled, %", "F1, %")
    for split in view.splits:
        columns += [Column(name, group=split.name) for name in names]
    return columns


def _rows(view: LevelView, found: Sequence[Accuracy]) -> list[list[str]]:
    rows: list[list[str]] = []
    for place, key in enumerate(view.classes):
        if not any(one.classes[place].present for one in found):
            continue
        cells: list[str] = []
        for one in found:
            entry = one.classes[place]
            shares = (entry.users, entry.producers, entry.f1)
            cells += [count(entry.reference_total), *(percent(share) for share in shares)]
        rows.append([class_label(key, whole=True), *cells])
    return rows
