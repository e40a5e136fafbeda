"""The section that tells the figures class by class: a table, and charts or plain bars."""

from __future__ import annotations

from collections.abc import Sequence

from ..accuracy.accuracy import ClassAccuracy
from ..accuracy.accuracy_design import DesignAccuracy
from ..accuracy.report_data import AccuracyReport
from .blocks import (
    Column,
    Section,
    bars,
    class_label,
    gain,
    paragraph,
    table,
    with_interval,
)
from .charts import (
    MISSING,
    MOST_SERIES,
    Chart,
    Series,
    chart_block,
    charts_available,
)
from .estimates import STARRED, Party, doubt, estimates, of_the_area, parties
from .several import present, share_interval
from .sheets import sheet_of
from .text import Html, count, join, percent, signed
from .words import terms

_ESTIMATED = (
    " All are estimates for the area, not counts of points; below those of the map their 95 % "
    f"intervals. {STARRED}"
)
_IOU = "IoU: what both call the class, of what either does."


def classes_section(report: AccuracyReport) -> Section:
    """Figures of each class, as a table and drawn."""
    adjusted = of_the_area(report)
    drawn = [_charts(adjusted)] if charts_available() else [_iou_bars(adjusted), paragraph(MISSING)]
    columns, rows = _columns(adjusted), _rows(adjusted)
    caption = terms(report).meaning + _IOU + ("" if estimates(adjusted) is None else _ESTIMATED)
    shown = table(columns, rows, caption=caption, label="Figures of each class")
    return Section("Class by class", join([shown, *drawn]), wide=sheet_of(columns, rows))


def _columns(report: AccuracyReport) -> list[Column]:
    words, design = terms(report), estimates(report)
    columns = [Column("Class", text=True)]
    names = (words.users, words.producers, "F1", "IoU")
    columns += [Column(name, group="Map, %") for name in names]
    if report.baseline is not None:
        columns += [Column(name, group="Baseline, %") for name in ("F1", "IoU")]
        columns += [Column(name, group="Gain, points") for name in ("F1", "IoU")]
    for other in report.others:
        columns += [Column(name, group=f"{other.name}, %") for name in ("F1", "IoU")]
    size = report.wording.unit.capitalize() if design is None else "Of the area, %"
    return columns + [Column(name, group=size) for name in ("Map", "Reference")]


def _rows(report: AccuracyReport) -> list[list[str]]:
    rows = []
    for place, result, baseline in present(report):
        row: list[str] = [class_label(report.classes[place], whole=True)]
        row += _own(report, place)
        if baseline is not None:
            row += _joint(report.baseline_design, baseline, place)
            row += [_gain(result.f1, baseline.f1), _gain(result.iou, baseline.iou)]
        for other in report.others:
            row += _joint(other.design, other.result.classes[place], place)
        shown = count if estimates(report) is None else percent
        rows.append([*row, shown(result.map_total), shown(result.reference_total)])
    return rows


def _own(report: AccuracyReport, place: int) -> list[str]:
    """The map's figures of a class, with intervals where a design gives them."""
    design, result = estimates(report), report.result.classes[place]
    if design is None:
        shares = (result.users, result.producers, result.f1, result.iou)
        return [percent(share) for share in shares]
    users, producers = design.users[place], design.producers[place]
    found = ((users.value, users), (producers.value, producers))
    joint = ((result.f1, design.f1[place]), (result.iou, design.iou[place]))
    return [
        with_interval(percent(share) + doubt(one), share_interval(one))
        for share, one in (*found, *joint)
    ]


def _joint(design: DesignAccuracy | None, result: ClassAccuracy, place: int) -> list[str]:
    """F1 and IoU of a class, starred where estimates of them are not to be trusted."""
    shown = [percent(result.f1), percent(result.iou)]
    if design is None:
        return shown
    return [cell + doubt(one[place]) for cell, one in zip(shown, (design.f1, design.iou))]


def _gain(value: float, other: float) -> Html:
    return gain(value - other, signed(100 * (value - other)))


def _charts(report: AccuracyReport) -> Html:
    shown = list(present(report))
    names = [f"{report.classes[place][0]} {report.classes[place][1]}" for place, _, _ in shown]
    whole = (0.0, 100.0)
    drawn = {}
    if report.design is None or not report.independent:  # else its estimates are drawn
        words = terms(report)
        series = [
            Series(words.users, _percents([result.users for _, result, _ in shown])),
            Series(words.producers, _percents([result.producers for _, result, _ in shown])),
        ]
        drawn["pair"] = Chart(words.chart, "Percent", names, series, whole)
    compared = parties(report)
    series = [_iou_series(one, [place for place, _, _ in shown]) for one in compared[:MOST_SERIES]]
    title = "IoU of each class"
    title += ", with 95 % intervals" if any(one.intervals for one in series) else ""
    drawn["iou"] = Chart(title, "Percent", names, series, whole)
    gained = [
        100 * (result.iou - baseline.iou) for _, result, baseline in shown if baseline is not None
    ]
    if gained:
        title = "Gain in IoU over the baseline"
        drawn["gain"] = Chart(title, "Points", names, [Series("Map less baseline", gained)])
    return join([chart_block(drawn), *_left_out(compared)])


def _iou_series(party: Party, places: Sequence[int]) -> Series:
    values = _percents([party.result.classes[place].iou for place in places])
    if party.design is None:
        return Series(party.name, values)
    ends = [party.design.iou[place].interval for place in places]
    return Series(party.name, values, [(100 * low, 100 * high) for low, high in ends])


def _left_out(compared: Sequence[Party]) -> list[Html]:
    names = ", ".join(one.name for one in compared[MOST_SERIES:])
    return [paragraph(f"In the tables but not in the chart: {names}.")] if names else []


def _percents(shares: Sequence[float]) -> list[float]:
    return [100 * share for share in shares]


def _iou_bars(report: AccuracyReport) -> Html:
    rows = []
    for place, result, baseline in present(report):
        pair = [(result.iou, percent(result.iou))]
        if baseline is not None:
            pair.append((baseline.iou, percent(baseline.iou)))
        rows.append((class_label(report.classes[place]), pair))
    series = ["IoU of the map, %"]
    if report.baseline is not None:
        series.append("IoU of the baseline, %")
    return bars(rows, series=series, name="Class")
