"""The section that repeats the comparison at other levels of the legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..accuracy.report_data import AccuracyReport, LegendLevel
from .blocks import (
    Column,
    Section,
    class_label,
    gain,
    heading,
    paragraph,
    table,
    with_interval,
)
from .estimates import STARRED, Party, doubt, interval_words, of_the_area, parties
from .sheets import larger_sheet, sheet_of
from .text import Html, count, join, percent, signed
from .words import terms

if TYPE_CHECKING:
    from ..accuracy.estimates import Estimate

_NO_LEVELS = (
    "Not estimated: at other levels only points were counted, and they do not all stand for the "
    "same area."
)
_EXPLAINED = (
    "Classes are joined to categories before maps and reference are compared. Agreement: of "
    "what the reference calls the category, the part the map calls so too. IoU: what both "
    "call the category, of what either does."
)
_INTERVALS = "Below an estimate: its 95 % interval."


def levels_sections(report: AccuracyReport) -> list[Section]:
    """The comparison at other levels of the legend as a section, or none."""
    if not report.levels:
        return []
    shown = of_the_area(report).levels
    parts: list[Html] = [paragraph(_EXPLAINED)] if shown else []
    sheets = []
    for level in shown:
        columns, rows = _columns(level), _rows(level)
        drawn = table(columns, rows, caption=_caption(report, level), label=level.title)
        parts += [heading(level.title), drawn]
        sheets.append(sheet_of(columns, rows))
    if len(shown) < len(report.levels):
        parts.append(paragraph(_NO_LEVELS))
    return [Section("At other levels of the legend", join(parts), wide=larger_sheet(sheets))]


def _columns(level: LegendLevel) -> list[Column]:
    size = "In the reference" if level.design is None else "Area, %"
    columns = [Column("Category", text=True), Column(size)]
    for group in ("Agreement, %", "IoU, %"):
        columns += [Column(one.name, group=group) for one in parties(level)]
        if level.baseline is not None:
            columns.append(Column("Gain, points", group=group))
    return columns


def _rows(level: LegendLevel) -> list[list[str]]:
    """A row for each category that some map or the reference holds, and one for all of them."""
    size = count if level.design is None else percent
    rows: list[list[str]] = []
    for place, key in enumerate(level.classes):
        if any(one.result.classes[place].present for one in parties(level)):
            shown = size(level.result.classes[place].reference_total)
            rows.append([class_label(key, whole=True), shown, *_cells(level, place)])
    rows.append(["All categories", size(level.result.total), *_cells(level, None)])
    return rows


def _caption(report: AccuracyReport, level: LegendLevel) -> str:
    unit = f"In the reference: {report.wording.unit}." if level.design is None else (
        "All are estimates for the area, not counts of points; area: the part the reference calls "
        f"the category. {STARRED} {_INTERVALS}"
    )  # fmt: skip
    caption = f"{unit} All categories: {terms(report).overall.lower()} and mean IoU."
    if level.baseline is not None:
        caption += " Gain: the map’s less the baseline’s."
    return caption


def _cells(level: LegendLevel, place: int | None) -> list[str]:
    """Agreement and IoU of one category; of all of them where ``place`` is None."""
    cells: list[str] = []
    found = parties(level)
    for figure in (_agreed, _iou):
        shares = [figure(one, place) for one in found]
        cells += [_shown(share, estimate) for share, estimate in shares]
        if level.baseline is not None:  # comes second
            more = shares[0][0] - shares[1][0]
            cells.append(gain(more, signed(100 * more)))
    return cells


def _shown(share: float, estimate: Estimate | None) -> str:
    """A share, with the interval of its estimate below it and a star where that is in doubt."""
    if estimate is None:
        return percent(share)
    return with_interval(percent(share) + doubt(estimate), interval_words(*estimate.interval))


def _agreed(party: Party, place: int | None) -> tuple[float, Estimate | None]:
    """Share of a category, or of all places, that agrees, and its estimate where there is one."""
    result, design = party.result, party.design
    if place is None:
        return result.overall, None if design is None else design.overall
    return result.classes[place].producers, None if design is None else design.producers[place]


def _iou(party: Party, place: int | None) -> tuple[float, Estimate | None]:
    """IoU of a category and its estimate; mean IoU is not estimated by itself."""
    result, design = party.result, party.design
    if place is None:
        return result.mean_iou, None
    return result.classes[place].iou, None if design is None else design.iou[place]
