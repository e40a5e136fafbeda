"""Tables that set maps side by side: the whole of each, the tested differences, legend levels."""

from __future__ import annotations

import math
from collections.abc import Iterator

from .accuracy import Accuracy, ClassAccuracy
from .estimates import Estimate
from .report_blocks import (
    Column,
    Section,
    class_label,
    gain,
    heading,
    notes,
    paragraph,
    sheet_of,
    table,
)
from .report_data import AccuracyReport, LegendLevel
from .report_estimates import compared_points, estimates, of_the_area
from .report_text import UNDEFINED, Html, count, join, number, percent, signed
from .report_words import difference_sentence, interval_words, p_words, terms, tested_unit

_OTHERS = (  # heading, attribute, is a share, lower is better; under the overall figure
    ("Kappa", "kappa", False, False),
    ("Macro F1, %", "macro_f1", True, False),
    ("Mean IoU, %", "mean_iou", True, False),
    ("Quantity disagreement, %", "quantity", True, True),
    ("Exchange disagreement, %", "exchange", True, True),
    ("Shift disagreement, %", "shift", True, True),
)


_NO_LEVELS = (
    "Not estimated: at other levels only points were counted, and they do not all stand for the "
    "same area."
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


def side_by_side(report: AccuracyReport) -> Html:
    """Every overall figure of the map, the baseline and the other maps."""
    design, whole, report = estimates(report), report, of_the_area(report)
    columns = [Column("Figure", text=True), Column("Map")]
    columns += [Column("95 % interval")] if design is not None else []
    parties = []
    if report.baseline is not None:
        parties.append(report.baseline)
        columns += [Column("Baseline"), Column("Difference")]
    for other in report.others:
        parties.append(other.result)
        columns += [Column("Value", group=other.name), Column("Difference", group=other.name)]
    rows: list[list[str]] = []
    for title, name, is_share, lower_is_better in figures(report):
        value = getattr(report.result, name)
        row = [title, figure(value, is_share=is_share)]
        if design is not None:
            row.append(share_interval(design.overall) if name == "overall" else UNDEFINED)
        for party in parties:
            against = getattr(party, name)
            shown = difference(value - against, is_share=is_share)
            row.append(figure(against, is_share=is_share))
            row.append(gain(value - against, shown, lower_is_better=lower_is_better))
        rows.append(row)
    counted = [report.wording.unit.capitalize() + " compared", count(compared_points(whole))]
    counted += [""] if design is not None else []
    for party in parties:
        counted += [count(party.total), ""]
    caption = "Quantity, exchange and shift add up to all that disagrees: less is better."
    if design is not None:
        caption = f"Estimates for the area, not counts of points. {caption}"
    if parties:
        caption = f"Differences are the map’s figure less that of the other. {caption}"
    if report.baseline is not None:
        caption = f"Baseline: {report.wording.baseline_detail}. {caption}"
    label = "Map and baseline side by side"
    return table(columns, [*rows, counted], caption=caption, label=label)


def share_interval(estimate: Estimate) -> str:
    """The 95 % interval of a share, in percent."""
    known = all(map(math.isfinite, estimate.interval))
    return interval_words(*estimate.interval) if known else UNDEFINED


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
        low, high = (signed(100 * end) for end in found.interval)
        between = f"{low} to {high}" if math.isfinite(found.p_value) else UNDEFINED
        rows.append([
            short, signed(100 * found.value), between, count(found.only_first),
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


def levels_sections(report: AccuracyReport) -> list[Section]:
    """The comparison at other levels of the legend as a section, or none."""
    if not report.levels:
        return []
    title = "At other levels of the legend"
    if not of_the_area(report).levels:
        return [Section(title, paragraph(_NO_LEVELS))]
    parts = []
    for level in report.levels:
        parts += [heading(level.title), _level(report, level)]
    explained = paragraph(
        "Classes are joined to categories before maps and reference are compared. Agreement: of "
        "what the reference calls the category, the part the map calls so too. IoU: what both "
        "call the category, of what either does."
    )
    wide = sheet_of(2 + 2 * (3 + len(report.others)))
    return [Section(title, join([explained, *parts]), wide=wide)]


def _level(report: AccuracyReport, level: LegendLevel) -> Html:
    parties = [("Map", level.result)]
    if level.baseline is not None:
        parties.append(("Baseline", level.baseline))
    parties += [(one.name, one.result) for one in level.others]
    columns = [Column("Category", text=True), Column("In the reference")]
    for group in ("Agreement, %", "IoU, %"):
        columns += [Column(name, group=group) for name, _ in parties]
        columns += [Column("Gain, points", group=group)] if level.baseline is not None else []
    results = [result for _, result in parties]
    has_baseline = level.baseline is not None
    rows = [
        [
            class_label(key),
            count(level.result.classes[place].reference_total),
            *_values([one.classes[place].producers for one in results], has_baseline),
            *_values([one.classes[place].iou for one in results], has_baseline),
        ]
        for place, key in enumerate(level.classes)
        if any(one.classes[place].present for one in results)
    ]
    rows.append(
        [
            "All categories",
            count(level.result.total),
            *_values([one.overall for one in results], has_baseline),
            *_values([one.mean_iou for one in results], has_baseline),
        ]
    )
    caption = (
        f"In the reference: {report.wording.unit}. All categories: {terms(report).overall.lower()} "
        "and mean IoU."
    )
    if has_baseline:
        caption += " Gain: the map’s less the baseline’s."
    return table(columns, rows, caption=caption, label=level.title)


def _values(shares: list[float], has_baseline: bool) -> list[str]:
    cells: list[str] = [percent(share) for share in shares]
    if has_baseline:
        more = shares[0] - shares[1]
        cells.append(gain(more, signed(100 * more)))
    return cells


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
