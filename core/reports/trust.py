"""The section about how sure a map is of itself and where it should not be trusted."""

from __future__ import annotations

import math

from ..accuracy.report_data import ClassKey
from .blocks import Column, Section, bars, class_label, notes, paragraph, table, tiles
from .run import MapTrust
from .text import Html, count, join, number, percent

TRUST_TITLE = "How far to trust the map"
_CONFIDENCE = (
    "Confidence is the probability the map gives the class it shows, after the prior, if one is "
    "used, and smoothing{calibrated}. It is not the accuracy, which only an independent reference "
    "shows."
)
_CALIBRATED = (
    ", and calibrated on the coarse map: probabilities are raised to the power 1 / {temperature} "
    "and brought to the sum 1, which changes no class"
)


def trust_section(trust: MapTrust, *, classes: list[ClassKey]) -> Section:
    """Confidence, the area of applicability, doubted coarse cells, classes met in one area only."""
    parts = [tiles(_figures(trust)), paragraph(_meaning(trust.temperature))]
    if trust.outside:
        parts.append(paragraph(trust.outside))
    if trust.absences:
        parts.append(notes(list(trust.absences)))
    parts += [_histogram(trust), _per_class(trust, classes)]
    return Section(TRUST_TITLE, join(parts))


def _meaning(temperature: float) -> str:
    shown = _CALIBRATED.format(temperature=number(temperature, digits=2))
    return _CONFIDENCE.format(calibrated="" if temperature == 1 else shown)


def _figures(trust: MapTrust) -> list[tuple[str, str, str]]:
    mean = percent(trust.mean_confidence / 100)
    figures = [("Mean confidence", f"{mean} %", "of the mapped pixels")]
    if math.isfinite(trust.outside_share):
        share = f"{percent(trust.outside_share)} %"
        figures.append(("Outside the area of applicability", share, "of the mapped pixels"))
    if trust.surveyed:
        beside = f"of {count(trust.surveyed)} under the map"
        figures.append(("Coarse cells doubted", count(trust.doubted), beside))
    return figures


def _histogram(trust: MapTrust) -> Html:
    steps = len(trust.histogram)
    first = next((at for at, share in enumerate(trust.histogram) if share), 0)
    longest = max(trust.histogram, default=0.0) or 1.0
    rows = []
    for place in range(first, steps):
        low, high = (100 * edge // steps for edge in (place, place + 1))
        share = trust.histogram[place]
        label = f"{low} to {high if high == 100 else high - 1} %"  # of whole percents
        rows.append((label, [(share / longest, f"{percent(share)} %")]))
    return bars(rows, series=["Share of the mapped pixels"], name="Confidence")


def _per_class(trust: MapTrust, classes: list[ClassKey]) -> Html:
    outside = len(trust.class_outside) == len(classes)
    columns = [Column("Class", text=True), Column("Pixels"), Column("Mean confidence, %")]
    if outside:
        columns.append(Column("Outside the area of applicability, %"))
    rows = []
    for place, (key, pixels) in enumerate(zip(classes, trust.class_pixels)):
        if pixels:
            row: list[str] = [class_label(key), count(pixels)]
            row.append(percent(trust.class_confidence[place] / 100))
            rows.append(row + ([percent(trust.class_outside[place])] if outside else []))
    caption = (
        "Mapped pixels by their class, before small patches gave way where a minimum mapping unit "
        "was asked for."
    )
    return table(columns, rows, caption=caption, label="Confidence by class")
