"""The section that repeats the comparison at other levels of the legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .report_blocks import (
    Column,
    Section,
    class_label,
    gain,
    heading,
    paragraph,
    sheet_of,
    table,
)
from .report_data import AccuracyReport, LegendLevel
from .report_estimates import STARRED, Party, doubt, interval_words, of_the_area, parties
from .report_text import UNDEFINED, Html, count, join, percent, signed
from .report_words import terms

if TYPE_CHECKING:
    from .estimates import Estimate

_NO_LEVELS = (
    "Not estimated: at other levels only points were counted, and they do not all stand for the "
    "same area."
)
_EXPLAINED = (
    "Classes are joined to categories before maps and reference are compared. Agreement: of "
    "what the reference calls the category, the part the map calls so too. IoU: what both "
    "call the category, of what either does."
)
_INTERVAL = "95 % interval"


def levels_sections(report: AccuracyReport) -> list[Section]:
    """The comparison at other levels of the legend as a section, or none."""
    if not report.levels:
        return []
    shown = of_the_area(report).levels
    parts: list[Html] = [paragraph(_EXPLAINED)] if shown else []
    columns = 0
    for level in shown:
        parts += [heading(level.title), _level(report, level)]
        columns = max(columns, len(_columns(level)))
    if len(shown) < len(report.levels):
        parts.append(paragraph(_NO_LEVELS))
    return [Section("At other levels of the legend", join(parts), wide=sheet_of(columns))]


def _columns(level: LegendLevel) -> list[Column]:
    size = "In the reference" if level.design is None else "Area, %"
    columns = [Column("Category", text=True), Column(size)]
    for group in ("Agreement, %", "IoU, %"):
        for one in parties(level):
            columns.append(Column(one.name, group=group))
            if group != "IoU, %" and one.design is not None:
                columns.append(Column(_INTERVAL, group=group))
        if level.baseline is not None:
            columns.append(Column("Gain, points", group=group))
    return columns


def _level(report: AccuracyReport, level: LegendLevel) -> Html:
    size = count if level.design is None else percent
    rows = []
    for place, key in enumerate(level.classes):
        if any(one.result.classes[place].present for one in parties(level)):
            shown = size(level.result.classes[place].reference_total)
            rows.append([class_label(key), shown, *_cells(level, place)])
    rows.append(["All categories", size(level.result.total), *_cells(level, None)])
    unit = f"In the reference: {report.wording.unit}." if level.design is None else (
        "All are estimates for the area, not counts of points; area: the part the reference calls "
        f"the category. {STARRED}"
    )  # fmt: skip
    caption = f"{unit} All categories: {terms(report).overall.lower()} and mean IoU."
    if level.baseline is not None:
        caption += " Gain: the map’s less the baseline’s."
    return table(_columns(level), rows, caption=caption, label=level.title)


def _cells(level: LegendLevel, place: int | None) -> list[str]:
    """Agreement and IoU of one category; of all of them where ``place`` is None."""
    cells: list[str] = []
    found = parties(level)
    agreed = [_agreed(one, place) for one in found]
    for (share, estimate), one in zip(agreed, found):
        cells.append(percent(share) + ("" if estimate is None else doubt(estimate)))
        if one.design is not None:
            cells.append(UNDEFINED if estimate is None else interval_words(*estimate.interval))
    cells += _gained(level, [share for share, _ in agreed])
    ious = [
        one.result.mean_iou if place is None else one.result.classes[place].iou for one in found
    ]
    starred = [percent(share) + _star(one, place) for share, one in zip(ious, found)]
    return cells + starred + _gained(level, ious)


def _star(party: Party, place: int | None) -> str:
    """What follows the IoU of a category; mean IoU is not estimated by itself."""
    return "" if party.design is None or place is None else doubt(party.design.iou[place])


def _agreed(party: Party, place: int | None) -> tuple[float, Estimate | None]:
    """Share of a category, or of all places, that agrees, and its estimate where there is one."""
    result, design = party.result, party.design
    if place is None:
        return result.overall, None if design is None else design.overall
    return result.classes[place].producers, None if design is None else design.producers[place]


def _gained(level: LegendLevel, shares: list[float]) -> list[str]:
    """The map's share less the baseline's, which comes second, where there is one."""
    if level.baseline is None:
        return []
    more = shares[0] - shares[1]
    return [gain(more, signed(100 * more))]
