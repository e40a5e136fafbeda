"""Sections about what a probability sample says: accuracy and areas with their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .accuracy_design import DesignAccuracy, Estimate
from .report_blocks import Column, Section, class_label, notes, paragraph, table
from .report_charts import Chart, Series, chart_block, charts_available
from .report_data import AccuracyReport, ClassKey
from .report_estimates import STARRED, doubt
from .report_text import UNDEFINED, Html, count_of, join, number, percent
from .report_words import estimate_sentence, interval_words, terms

_ERROR = "Standard error"
_INTERVAL = "95 % interval"


def design_sections(report: AccuracyReport) -> list[Section]:
    """Estimates of accuracy and of areas, or nothing where no independent sample gives them."""
    if report.design is None or not report.independent:
        return []
    return [
        Section("Estimates from the sample", _accuracy(report, report.design)),
        Section("Estimated areas", _areas(report, report.design)),
    ]


def _accuracy(report: AccuracyReport, design: DesignAccuracy) -> Html:
    rows = []
    for key, users, producers in zip(report.classes, design.users, design.producers):
        rows.append([class_label(key), *_shares(users), *_shares(producers)])
    columns = [Column("Class", text=True)]
    for group in ("User’s accuracy, %", "Producer’s accuracy, %"):
        columns += [Column(name, group=group) for name in ("Estimate", _ERROR, _INTERVAL)]
    sentence = (
        f"{estimate_sentence(design.overall)} It rests on "
        f"{count_of(float(design.points.sum()), 'point')}."
    )
    caption = (
        "Estimated from the sampling design, each point counted with the area it stands for "
        "(Olofsson et al. 2014, Stehman 2014); only the confusion matrix counts points as they "
        "are. "
        f"{STARRED}"
    )
    parts = [paragraph(sentence, style="lead")]
    if report.limits:
        parts.append(notes(report.limits))
    parts.append(table(columns, rows, caption=caption, label="Estimates from the sample"))
    known = _known(report.classes, design.users, design.producers)
    series = [
        _percent_series("User’s accuracy", [design.users[at] for at in known]),
        _percent_series("Producer’s accuracy", [design.producers[at] for at in known]),
    ]
    title = f"{terms(report).chart}, with 95 % intervals"
    parts.append(_chart(report, known, Chart(title, "Percent", (), series, (0.0, 100.0)), "design"))
    return join(parts)


def _areas(report: AccuracyReport, design: DesignAccuracy) -> Html:
    unit = report.area_unit
    columns = [Column("Class", text=True)]
    for group in ("Share of the area, %", f"Area, {unit}"):
        columns += [Column(name, group=group) for name in ("Estimate", _ERROR, _INTERVAL)]
    rows = []
    for key, share, area in zip(report.classes, design.area_shares, design.areas):
        low, high = area.interval
        interval = f"{number(low, digits=1)} to {number(high, digits=1)}"
        shown = [
            number(area.value, digits=1) + doubt(area),
            number(area.standard_error, digits=1),
            interval if math.isfinite(low) else UNDEFINED,
        ]
        rows.append([class_label(key), *_shares(share), *shown])
    caption = (
        "Areas of the reference’s classes, estimated from the sample, not counted map pixels. "
        f"{STARRED}"
    )
    shown_table = table(columns, rows, caption=caption, label="Estimated areas")
    known = _known(report.classes, design.areas)
    areas = [design.areas[at] for at in known]
    series = [Series("Estimated area", [one.value for one in areas], [e.interval for e in areas])]
    chart = Chart("Estimated areas, with 95 % intervals", f"Area, {unit}", (), series)
    return join([shown_table, _chart(report, known, chart, "area")])


def _shares(estimate: Estimate) -> list[str]:
    low, high = estimate.interval
    known = math.isfinite(low) and math.isfinite(high)
    return [
        percent(estimate.value) + doubt(estimate),
        percent(estimate.standard_error),
        interval_words(low, high) if known else UNDEFINED,
    ]


def _known(classes: Sequence[ClassKey], *estimates: Sequence[Estimate]) -> list[int]:
    """Positions of the classes some estimate is known of, and above 0 or with an interval."""
    return [
        at
        for at in range(len(classes))
        if any(math.isfinite(one[at].value) and any(one[at].interval) for one in estimates)
    ]


def _percent_series(name: str, estimates: Sequence[Estimate]) -> Series:
    intervals = [(100 * low, 100 * high) for low, high in (one.interval for one in estimates)]
    return Series(name, [100 * one.value for one in estimates], intervals)


def _chart(report: AccuracyReport, known: Sequence[int], chart: Chart, key: str) -> Html:
    """The chart with the names of its rows; nothing where it cannot be drawn."""
    if not known or not charts_available():
        return Html("")
    names = [f"{report.classes[at][0]} {report.classes[at][1]}" for at in known]
    drawn = Chart(chart.title, chart.axis, names, chart.series, chart.limits)
    return chart_block({key: drawn})
