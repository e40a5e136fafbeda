"""Tables that set maps side by side: the whole of each, the tested differences, confusions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..accuracy.accuracy import Accuracy, ClassAccuracy
from ..accuracy.report_data import AccuracyReport
from .blocks import Column, Section, class_label, gain, notes, table
from .estimates import (
    compared_places,
    estimates,
    interval_words,
    of_the_area,
    parties,
)
from .sheets import sheet_of
from .text import UNDEFINED, Html, count, join, number, percent, signed
from .words import difference_sentence, p_words, terms, tested_unit

if TYPE_CHECKING:
    from ..accuracy.estimates import Estimate
    from ..accuracy.paired import PairedDifference

_OTHERS = (  # heading, attribute, is a share, lower is better; under the overall figure
    ("Kappa", "kappa", False, False),
    ("Macro F1, %", "macro_f1", True, False),
    ("Mean IoU, %", "mean_iou", True, False),
    ("Quantity disagreement, %", "quantity", True, True),
    ("Exchange disagreement, %", "exchange", True, True),
    ("Shift disagreement, %", "shift", True, True),
)


def figures(report: AccuracyReport) -> tuple[tuple[str, str, bool, bool], ...]:
    """Heading, attribute, whether a share, and whether less is better, of every overall figure."""
    return ((f"{terms(report).overall}, %", "overall", True, False), *_OTHERS)


def figure(value: float, *, is_share: bool) -> str:
    """An overall figure as printed: shares in percent."""
    return percent(value) if is_share else number(value)


def difference(value: float, *, is_share: bool) -> str:
    """A difference of two overall figures as printed: of shares in points."""
    return signed(100 * value) if is_share else signed(value, digits=3)


def side_by_side(report: AccuracyReport) -> tuple[Html, str]:
    """Every overall figure of the map, the baseline and the other maps, and the sheet it needs."""
    report = of_the_area(report)
    estimated = report.design is not None
    columns, rows = _side_columns(report), []
    for place, (title, name, is_share, lower_is_better) in enumerate(figures(report)):
        values = [getattr(one.result, name) for one in parties(report)]
        row = [title, figure(values[0], is_share=is_share)]
        for value in values[1:]:
            more = values[0] - value
            shown = difference(more, is_share=is_share)
            row += [figure(value, is_share=is_share)]
            row += [gain(more, shown, lower_is_better=lower_is_better)]
        rows.append(row)
        if estimated and place == 0:
            rows.append(_intervals(report))
    counted = [report.wording.unit.capitalize() + " compared"]
    for one in parties(report):
        counted += [count(compared_places(one)), ""]
    caption = "Quantity, exchange and shift add up to all that disagrees: less is better."
    if estimated:
        caption = f"Estimates for the area, not counts of points. {caption}"
    if len(columns) > 2:
        caption = f"Differences are the map’s figure less that of the other. {caption}"
    if report.baseline is not None:
        caption = f"Baseline: {report.wording.baseline_detail}. {caption}"
    label = "Map and baseline side by side"
    del counted[2]  # the map differs from nothing
    rows.append(counted)
    return table(columns, rows, caption=caption, label=label), sheet_of(columns, rows)


def _side_columns(report: AccuracyReport) -> list[Column]:
    columns = [Column("Figure", text=True), Column("Map")]
    if report.baseline is not None:
        columns += [Column("Baseline"), Column("Difference")]
    for other in report.others:
        columns += [Column("Value", group=other.name), Column("Difference", group=other.name)]
    return columns


def _intervals(report: AccuracyReport) -> list[str]:
    """The row with the 95 % intervals of the overall figure and of the tested differences."""
    row = [f"95 % interval of {terms(report).overall.lower()}"]
    tested: list[PairedDifference | None] = [None]
    tested += [] if report.baseline is None else [report.difference]
    tested += [one.difference for one in report.others]
    for party, found in zip(parties(report), tested):
        row.append(UNDEFINED if party.design is None else share_interval(party.design.overall))
        row.append(UNDEFINED if found is None else _points_interval(found))
    del row[2]
    return row


def _points_interval(found: PairedDifference) -> str:
    """The 95 % interval of a tested difference, in points."""
    if not all(map(math.isfinite, found.interval)):
        return UNDEFINED
    low, high = (signed(100 * end) for end in found.interval)
    return f"{low} to {high}"


def share_interval(estimate: Estimate) -> str:
    """The 95 % interval of a share, in percent."""
    return interval_words(*estimate.interval)


def tested_sections(report: AccuracyReport) -> list[Section]:
    """The differences in overall accuracy that were tested, as a section, or none."""
    parties = [(report.wording.baseline, "Baseline", report.difference)]
    parties += [(one.name, one.name, one.difference) for one in report.others]
    sentences, rows = [], []
    for name, short, found in parties:
        if found is None:
            continue
        words = terms(report).right
        sentences.append(difference_sentence(found, name, right=words, unit=tested_unit(report)))
        rows.append([
            short, signed(100 * found.value), _points_interval(found), count(found.only_first),
            count(found.only_second), p_words(found.p_value), found.method,
        ])  # fmt: skip
    if not rows:
        return []
    columns = [
        Column("Map against", text=True),
        Column("Difference, points"),
        Column("95 % interval"),
        Column("Only the map"),
        Column("Only the other"),
        Column("Test"),
        Column("Method", text=True),
    ]
    caption = (
        f"Differences in {terms(report).overall.lower()}. Only the map, only the other: "
        f"{report.wording.unit} on which that one alone agrees with the reference."
    )
    shown = table(columns, rows, caption=caption, label="Tested differences")
    return [Section("Is the difference more than chance?", join([notes(sentences), shown]))]


def present(
    report: AccuracyReport,
) -> Iterator[tuple[int, ClassAccuracy, ClassAccuracy | None]]:
    """Position of every class that some party holds, with its figures of map and baseline."""
    parties: list[Accuracy] = [one.result for one in report.others]
    for place, result in enumerate(report.result.classes):
        baseline = None if report.baseline is None else report.baseline.classes[place]
        if (
            result.present
            or (baseline is not None and baseline.present)
            or any(one.classes[place].present for one in parties)
        ):
            yield place, result, baseline


def confused_sections(report: AccuracyReport, *, most: int = 10) -> list[Section]:
    """The commonest disagreements of map and reference as a section, or none."""
    estimated, report = estimates(report) is not None, of_the_area(report)
    matrix = report.result.matrix
    pairs = [
        (float(matrix[row, column]), row, column)
        for row, column in zip(*(axis.tolist() for axis in matrix.nonzero()))
        if row != column
    ]
    wrong = math.fsum(size for size, _, _ in pairs)
    if len(pairs) < 2:
        return []
    pairs.sort(key=lambda pair: (-pair[0], pair[1:]))
    columns = [
        Column("The map says", text=True),
        Column("The reference says", text=True),
        Column("Of the area, %" if estimated else report.wording.unit.capitalize()),
        Column("Of all disagreement, %"),
    ]
    rows = [
        [
            class_label(report.classes[row]),
            class_label(report.classes[column]),
            percent(size) if estimated else count(size),
            percent(size / wrong),
        ]
        for size, row, column in pairs[:most]
    ]
    caption = f"The {len(rows)} commonest of {len(pairs)} kinds of disagreement."
    if len(rows) == len(pairs):
        caption = "All kinds of disagreement, the commonest first."
    shown = table(columns, rows, caption=caption, label="Commonest disagreements")
    return [Section("What is confused with what", shown)]
