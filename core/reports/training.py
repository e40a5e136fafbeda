"""Headline and sections about how a forest was trained, and what it mapped."""

from __future__ import annotations

import math

import numpy as np

from ..accuracy.accuracy import Accuracy
from ..accuracy.report_data import ClassKey
from ..cells.degraded import FACTOR
from ..learning.calibration_fit import CalibrationFit
from ..learning.reliability import Reliability
from .blocks import Column, Section, bars, class_label, paragraph, table, tiles
from .feature_bars import feature_bars
from .matrix import AGREED_SHARES, MatrixWords, matrix_table, sheet
from .run import ClassAreas, TrainingReport
from .text import Html, count, count_of, join, number, percent, signed

NOT_ACCURACY = (
    "These figures tell how well the forest repeats the labels of the coarse map where "
    "it had not seen them. They are not the accuracy of the fine map, which only an independent "
    "reference shows."
)
_MATRIX = MatrixWords(
    rows="prediction",
    columns="coarse map",
    unit="sample",
    meaning=(
        "Rows are the classes predicted by trees that have not seen the sample’s block, columns "
        "the classes of the coarse map. The shares at the sides are the part of each row and "
        "column where both are the same; they are no accuracies."
    ),
    margins=AGREED_SHARES,
    elsewhere="no file holds it",
)
_SPLITS = (
    "Random pixels: each tree is tested on the pixels it has not drawn, wherever they lie (out of "
    "bag). Whole blocks: a forest is tested on blocks of which it has not seen a single pixel, as "
    "it is wherever the map reaches beyond its samples."
)
_SCALES = ("Single samples", "Whole cells")
_PERCENTS = ("Share, %", "Mean probability, %", "Agreement, %")
RELIABILITY_TITLE = "Confidence and held-out agreement with the coarse map"
_CALIBRATION = (
    "The map's probabilities are raised to the power 1 / {temperature} and brought to the sum 1, "
    "which {does} them and changes no class. This temperature was found without any reference: on "
    "the coarse map degraded by {factor}, as prior for samples that the trees had not seen."
)
_BRACKET = (
    "A label counts by how probably it is right. Held against the label of their cell, single "
    "samples agree too seldom, because a cell also holds other classes; the mean probabilities of "
    "whole cells agree more often than the probabilities of one pixel can. The temperature lies "
    "between those that would fit the one and the other, the nearer to that of whole cells the "
    "more mixed cells are, and so a pixel's agreement with its own class is expected between the "
    "two columns. It is an estimate at another scale and without smoothing, not the accuracy of "
    "the map, which only an independent reference shows."
)


def training_headline(report: TrainingReport) -> str:
    """The outcome of the training in one sentence."""
    used = count_of(float(sum(report.drawn) - sum(report.dropped)), "sample")
    start = f"A forest trained on {used}"
    parts = []
    if report.block_cv is not None:
        parts.append(f"{percent(report.block_cv.overall)} % in blocks it had not seen")
    if report.oob is not None:
        parts.append(f"{percent(report.oob.overall)} % out of bag (random pixels)")
    if not parts:
        return f"{start}."
    return f"{start} repeats the coarse label on {' and '.join(parts)}."


def training_sections(report: TrainingReport) -> list[Section]:
    """Samples, cross-validation and features; provenance is the page's matter."""
    sections = [Section("Samples", _samples(report))]
    scores = _scores(report)
    if scores:
        wide = "" if report.block_cv is None else sheet(report.block_cv)
        sections.append(Section("Learning check", scores, wide=wide))
    if report.calibration is not None:
        sections.append(Section(RELIABILITY_TITLE, _calibration(report.calibration)))
    elif report.reliability is not None:
        sections.append(Section(RELIABILITY_TITLE, _reliability(report.reliability)))
    if report.importance:
        sections.append(Section("Features", _importance(report)))
    return sections


def _samples(report: TrainingReport) -> Html:
    columns = [Column("Class", text=True), Column("Drawn"), Column("Dropped"), Column("Used")]
    columns.append(Column("Dropped, %"))
    rows = [
        [class_label(key), *_sample_cells(drawn, dropped)]
        for key, drawn, dropped in zip(report.classes, report.drawn, report.dropped)
        if drawn
    ]
    rows.append(["All classes", *_sample_cells(sum(report.drawn), sum(report.dropped))])
    absent = [str(key[1]) for key, drawn in zip(report.classes, report.drawn) if not drawn]
    parts = [
        table(
            columns,
            rows,
            caption="Samples of the coarse map, per class; dropped ones were not learnt from.",
            label="Samples per class",
        )
    ]
    if report.cleaning:
        parts.append(paragraph(report.cleaning))
    if absent:
        parts.append(
            paragraph(f"No sample was drawn of: {', '.join(absent)}. The map cannot show them.")
        )
    return join(parts)


def _sample_cells(drawn: int, dropped: int) -> list[str]:
    share = dropped / drawn if drawn else math.nan
    return [count(drawn), count(dropped), count(drawn - dropped), percent(share)]


def _scores(report: TrainingReport) -> Html:
    figures = []
    if report.block_cv is not None:
        spread = [percent(one) for one in report.fold_accuracies]
        beside = f"folds: {', '.join(spread)}" if spread else "all folds together"
        figures += _figures("whole blocks", report.block_cv, beside=beside)
    if report.oob is not None:
        beside = "out of bag, near neighbours are seen"
        figures += _figures("random pixels", report.oob, beside=beside)
    if not figures:
        return Html("")
    parts = [tiles(figures), paragraph(NOT_ACCURACY)]
    if report.split_note:
        parts[1:1] = [paragraph(report.split_note), paragraph(_SPLITS)]
    if report.block_cv is not None:
        parts.append(matrix_table(report.classes, report.block_cv, words=_MATRIX))
    return join(parts)


def _figures(split: str, result: Accuracy, *, beside: str) -> list[tuple[str, str, str]]:
    macro = f"macro F1 {percent(result.macro_f1)} %"
    return [
        (f"Agreement, {split}", f"{percent(result.overall)} %", beside),
        (f"Kappa, {split}", number(result.kappa), macro),
    ]


def _reliability(found: Reliability) -> Html:
    columns = [Column("Probability of the most probable class", text=True), Column("Samples")]
    columns += [Column("Mean probability, %"), Column("Agreement, %"), Column("Difference, points")]
    rows, lengths = [], []
    for place in np.flatnonzero(found.count).tolist():
        low, high = (percent(edge, digits=0) for edge in found.edges[place : place + 2].tolist())
        label = f"{low} to {high} %"
        said, came = float(found.confidence[place]), float(found.agreement[place])
        difference = signed(100 * (came - said))
        size = count(float(found.count[place]))
        rows.append([label, size, percent(said), percent(came), difference])
        lengths.append((label, [(one, percent(one)) for one in (said, came)]))
    caption = (
        "Samples of held-out blocks by the probability the forest gives its most probable class, "
        "and the share of them whose coarse label that class is. Where agreement is lower than the "
        "probability the forest is too sure of itself, where it is higher too shy. A wrong label "
        "of the coarse map counts against the forest; the map's own probabilities also know the "
        "coarse map and the pixels around. They could not be calibrated."
    )
    figures = [
        ("Expected calibration error", f"{percent(found.calibration_error)} %", "0 is best"),
        ("Brier score", number(found.brier), "0 is best, 2 worst"),
    ]
    series = ["Mean probability, %", "Agreement with the coarse map, %"]
    shown = table(columns, rows, caption=caption, label=RELIABILITY_TITLE)
    chart = bars(lengths, series=series, name="Probability")
    return join([tiles(figures), shown, chart])


def _calibration(found: CalibrationFit) -> Html:
    temperature, both = found.temperature, (found.pixels, found.cells)
    does = "sharpens" if temperature < 1 else "flattens"
    shown = number(temperature, digits=2)
    made = _CALIBRATION.format(temperature=shown, does=does, factor=FACTOR)
    figures = [("Temperature", shown, "below 1 sharpens, above 1 flattens")]
    for name, one in zip(_SCALES, both):
        beside = f"mean probability {percent(one.mean_confidence)} %"
        figures.append((f"Agreement, {name.lower()}", f"{percent(one.mean_agreement)} %", beside))
    columns = [Column("Probability of the most probable class", text=True)]
    for name in _SCALES:
        columns += [Column(title, group=name) for title in _PERCENTS]
    rows, lengths = [], []
    for place in np.flatnonzero(found.pixels.count + found.cells.count).tolist():
        low, high = (percent(edge, digits=0) for edge in found.pixels.edges[place : place + 2])
        label = f"{low} to {high} %"
        rows.append([label, *(text for one in both for text in _scale_cells(one, place))])
        came = [float(one.agreement[place]) for one in both]
        lengths.append((label, [(0.0 if math.isnan(one) else one, percent(one)) for one in came]))
    table_of_both = table(columns, rows, caption=_BRACKET, label=RELIABILITY_TITLE)
    series = [f"Agreement with the coarse map, {name.lower()}, %" for name in _SCALES]
    chart = bars(lengths, series=series, name="Probability")
    return join([paragraph(made), tiles(figures), table_of_both, chart])


def _scale_cells(found: Reliability, place: int) -> list[str]:
    share = float(found.count[place]) / float(found.count.sum())
    values = (share, float(found.confidence[place]), float(found.agreement[place]))
    return [percent(one) for one in values]


def _importance(report: TrainingReport) -> Html:
    return feature_bars(
        report.importance,
        kind=report.importance_kind,
        spreads=report.importance_spread,
        note=report.importance_note,
    )


def area_section(areas: ClassAreas, *, classes: list[ClassKey]) -> Section:
    """Areas of the fine and the coarse map side by side."""
    present = [
        (key, fine, coarse)
        for key, fine, coarse in zip(classes, areas.fine, areas.coarse)
        if fine or coarse
    ]
    columns = [Column("Class", text=True)]
    columns += [Column(name, group=f"Area, {areas.unit}") for name in ("Fine map", "Coarse map")]
    columns += [Column(name, group="Share, %") for name in ("Fine map", "Coarse map")]
    columns.append(Column("Change, points", group=" "))
    whole_fine, whole_coarse = sum(areas.fine), sum(areas.coarse)
    rows, lengths = [], []
    for key, fine, coarse in present:
        shares = (_share(fine, whole_fine), _share(coarse, whole_coarse))
        change = signed(100 * (shares[0] - shares[1]))
        sizes = [number(fine, digits=1), number(coarse, digits=1)]
        rows.append([class_label(key), *sizes, *(percent(one) for one in shares), change])
        lengths.append((class_label(key), [(one, percent(one)) for one in shares]))
    caption = (
        "Areas of the mapped region, counted pixel by pixel. They are not estimates of the true "
        "areas, which need a reference sample."
    )
    shown = table(columns, rows, caption=caption, label="Class areas of the fine and coarse map")
    chart = bars(lengths, series=["Fine map, %", "Coarse map, %"], name="Class")
    return Section("Class areas", join([shown, chart]))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else math.nan
