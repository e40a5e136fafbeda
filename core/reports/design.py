"""Sections about what a probability sample says: accuracy and areas with their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..accuracy.accuracy import assess
from ..accuracy.accuracy_design import DesignAccuracy
from ..accuracy.estimates import Estimate
from ..accuracy.report_data import AccuracyReport, ClassKey
from .blocks import (
    Column,
    Section,
    class_label,
    heading,
    notes,
    paragraph,
    table,
)
from .charts import Chart, Series, chart_block, charts_available
from .estimates import STARRED, doubt, estimates, interval_words, parties
from .matrix import sheet
from .shares import shares_matrix
from .sheets import sheet_of
from .text import UNDEFINED, Html, count, count_of, join, number, percent, signed
from .words import estimate_sentence, terms

_ERROR = "Standard error"
_INTERVAL = "95 % interval"
_ESTIMATED = (
    "Estimated from the sampling design, each point counted with the area it stands for (Olofsson "
    "et al. 2014, Stehman 2014); only the confusion matrix counts points as they are."
)
_JOINT = (
    "F1 and IoU are ratios of areas as user’s and producer’s accuracy are, estimated in the same "
    "way; starred where either of those is."
)
_ESTIMATE = ("Estimate", _ERROR, _INTERVAL)


def design_sections(report: AccuracyReport) -> list[Section]:
    """Estimates of accuracy and of areas, or nothing where no independent sample gives them."""
    design = estimates(report)
    if design is None:
        return []
    sections = [Section("Estimates from the sample", _accuracy(report, design))]
    if len(design.points) > 1:
        sections.append(Section("Strata of the sample", _strata(report, design)))
    return [*sections, _areas(report, design)]


def estimated_matrix_sections(report: AccuracyReport) -> list[Section]:
    """The error matrix of the map in shares of the area, as a section, or none."""
    design = estimates(report)
    if design is None:
        return []
    adjusted = assess(design.matrix)
    shown = shares_matrix(report.classes, adjusted, margins=terms(report).margins)
    return [Section("Estimated error matrix of the map", shown, wide=sheet(adjusted))]


def _accuracy(report: AccuracyReport, design: DesignAccuracy) -> Html:
    sentence = (
        f"{estimate_sentence(design.overall)} It rests on "
        f"{count_of(float(design.points.sum()), 'point')}."
    )
    parts = [paragraph(sentence, style="lead")]
    if report.limits:
        parts.append(notes(report.limits))
    compared = [one for one in parties(report) if one.design is not None]
    for place, one in enumerate(compared):
        found = one.design or design
        if len(compared) > 1:
            parts.append(heading(one.name))
        if place:
            parts.append(paragraph(estimate_sentence(found.overall)))
        parts += [_accuracy_table(report, found, one.name), _joint_table(report, found, one.name)]
    known = _known(report.classes, design.users, design.producers)
    series = [
        _percent_series("User’s accuracy", [design.users[at] for at in known]),
        _percent_series("Producer’s accuracy", [design.producers[at] for at in known]),
    ]
    title = f"{terms(report).chart}, with 95 % intervals"
    parts.append(_chart(report, known, Chart(title, "Percent", (), series, (0.0, 100.0)), "design"))
    return join(parts)


def _accuracy_table(report: AccuracyReport, design: DesignAccuracy, party: str) -> Html:
    groups = ("User’s accuracy, %", "Producer’s accuracy, %")
    caption = f"{_ESTIMATED} {STARRED}" if party == "Map" else f"Estimated likewise. {STARRED}"
    label = f"Estimates from the sample: {party}"
    rows = _pairs(report, design.users, design.producers)
    return table(_pair_columns(*groups), rows, caption=caption, label=label)


def _joint_table(report: AccuracyReport, design: DesignAccuracy, party: str) -> Html:
    """F1 and IoU, which join what the table above tells of map and reference apart."""
    caption = f"{_JOINT} {STARRED}" if party == "Map" else f"Estimated likewise. {STARRED}"
    rows, label = _pairs(report, design.f1, design.iou), f"F1 and IoU from the sample: {party}"
    return table(_pair_columns("F1, %", "IoU, %"), rows, caption=caption, label=label)


def _pair_columns(*groups: str) -> list[Column]:
    columns = [Column(name, group=group) for group in groups for name in _ESTIMATE]
    return [Column("Class", text=True), *columns]


def _pairs(
    report: AccuracyReport, one: Sequence[Estimate], other: Sequence[Estimate]
) -> list[list[str]]:
    """Rows of two kinds of estimates of each class."""
    found = zip(report.classes, one, other)
    return [[class_label(key), *_shares(first), *_shares(second)] for key, first, second in found]


def _strata(report: AccuracyReport, design: DesignAccuracy) -> Html:
    columns = [
        Column("Stratum", text=True),
        Column("Pixels"),
        Column("Area, %"),
        Column("Points"),
        Column("Points, %"),
    ]
    points, total = design.points.tolist(), int(design.points.sum())
    known: dict[str, str] = {key[1]: class_label(key) for key in report.classes}
    names = report.strata or [f"Stratum {place}" for place in range(1, len(points) + 1)]
    pixels: Sequence[float] = report.stratum_pixels or [math.nan] * len(points)
    rows = [
        [known.get(name, name), count(size), percent(weight), count(drawn), percent(drawn / total)]
        for name, size, weight, drawn in zip(names, pixels, design.weights.tolist(), points)
    ]
    rows.append(["All", count(sum(pixels)), percent(1.0), count(total), percent(1.0)])
    caption = (
        "What the points were drawn from, in percent of the whole area and of all points. A point "
        "counts with the area of its stratum, divided by the points of the stratum."
    )
    return table(columns, rows, caption=caption, label="Strata of the sample")


def _area_columns(report: AccuracyReport) -> list[Column]:
    columns = [Column("Class", text=True)]
    columns += [Column(name, group="Share of the area, %") for name in _ESTIMATE]
    names: tuple[str, ...] = _ESTIMATE
    if report.mapped_areas:
        names = ("Mapped", *_ESTIMATE, "Estimate less mapped")
    return columns + [Column(name, group=f"Area, {report.area_unit}") for name in names]


def _areas(report: AccuracyReport, design: DesignAccuracy) -> Section:
    rows, columns = _area_rows(report, design), _area_columns(report)
    caption = (
        "Areas of the reference’s classes, estimated from the sample, not counted map pixels. "
        f"{STARRED}"
    )
    if report.mapped_areas:
        caption += " Mapped: area of the class in the map, errors and all."
    shown = table(columns, rows, caption=caption, label="Estimated areas")
    drawn = join([shown, _area_chart(report, design)])
    return Section("Estimated areas", drawn, wide=sheet_of(columns, rows))


def _area_rows(report: AccuracyReport, design: DesignAccuracy) -> list[list[str]]:
    mapped = report.mapped_areas
    rows = []
    for place, (share, area) in enumerate(zip(design.area_shares, design.areas)):
        shown = _area(area)
        if mapped:
            more = signed(area.value - mapped[place])
            shown = [number(mapped[place], digits=1), *shown, more]
        rows.append([class_label(report.classes[place]), *_shares(share), *shown])
    return rows


def _area_chart(report: AccuracyReport, design: DesignAccuracy) -> Html:
    known = _known(report.classes, design.areas)
    areas = [design.areas[at] for at in known]
    series = [Series("Estimated area", [one.value for one in areas], [e.interval for e in areas])]
    if report.mapped_areas:
        series.append(Series("Mapped area", [report.mapped_areas[at] for at in known]))
    chart = Chart("Estimated areas, with 95 % intervals", f"Area, {report.area_unit}", (), series)
    return _chart(report, known, chart, "area")


def _area(area: Estimate) -> list[str]:
    low, high = area.interval
    known = math.isfinite(low) and math.isfinite(high)
    return [
        number(area.value, digits=1) + doubt(area),
        number(area.standard_error, digits=1),
        f"{number(low, digits=1)} to {number(high, digits=1)}" if known else UNDEFINED,
    ]


def _shares(estimate: Estimate) -> list[str]:
    return [
        percent(estimate.value) + doubt(estimate),
        percent(estimate.standard_error),
        interval_words(*estimate.interval),
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
