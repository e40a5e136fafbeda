"""Headline and sections about how a map agrees with its reference."""

from __future__ import annotations

from collections.abc import Iterator

from .accuracy import Accuracy, ClassAccuracy
from .accuracy_design import DesignAccuracy, Estimate
from .report_blocks import Column, Section, bars, class_label, gain, notes, paragraph, table, tiles
from .report_data import AccuracyReport
from .report_matrix import MatrixWords, is_wide, matrix_table
from .report_text import Html, count, count_of, join, number, percent, signed

AGREEMENT_ONLY = (
    "Agreement with the coarse map is not accuracy: the reference is the coarse map itself or was "
    "made from it, so its errors count as truth here."
)
_SAME = 0.0005  # differences that would print as 0.0 points
_OVERALL = (  # heading, attribute, is a share, lower is better
    ("Overall accuracy, %", "overall", True, False),
    ("Kappa", "kappa", False, False),
    ("Macro F1, %", "macro_f1", True, False),
    ("Mean IoU, %", "mean_iou", True, False),
    ("Quantity disagreement, %", "quantity", True, True),
    ("Exchange disagreement, %", "exchange", True, True),
    ("Shift disagreement, %", "shift", True, True),
)


def accuracy_headline(report: AccuracyReport) -> str:
    """The result in one sentence, the baseline beside it, a loss said as plainly as a gain."""
    words, result, baseline = report.wording, report.result, report.baseline
    start = (
        f"The map agrees with {words.reference} on {percent(result.overall)} % of "
        f"{count_of(result.total, words.noun)}"
    )
    if baseline is None:
        return f"{start}."
    difference = result.overall - baseline.overall
    points = f"{signed(100 * difference)} points"
    if abs(difference) < _SAME:
        return f"{start}; {words.baseline} does just the same ({percent(baseline.overall)} %)."
    if difference < 0:
        return (
            f"{start}, which is worse than {words.baseline} "
            f"({percent(baseline.overall)} %): {points}."
        )
    return f"{start}; {words.baseline} on {percent(baseline.overall)} %: {points}."


def accuracy_lead(report: AccuracyReport) -> str:
    """The warning that belongs under the headline, or nothing."""
    return "" if report.independent else AGREEMENT_ONLY


def accuracy_tiles(report: AccuracyReport) -> Html:
    """The four figures people compare, the baseline's below each."""
    figures = []
    for heading, name, is_share, _ in _OVERALL[:4]:
        value = getattr(report.result, name)
        beside = "no baseline"
        if report.baseline is not None:
            other = getattr(report.baseline, name)
            shown = _difference(value - other, is_share=is_share)
            beside = f"baseline {_figure(other, is_share=is_share)}, difference {shown}"
        title = heading.replace(", %", "")
        shown = _figure(value, is_share=is_share) + (" %" if is_share else "")
        figures.append((title, shown, beside))
    return tiles(figures)


def accuracy_sections(report: AccuracyReport) -> list[Section]:
    """Every part about accuracy, in reading order; provenance is the page's matter."""
    wide = is_wide(report.result)
    sections = [
        Section("Agreement", _side_by_side(report)),
        Section("Class by class", join([_per_class(report), _iou_bars(report)])),
        Section("Confusion matrix of the map", _matrix(report, report.result), wide=wide),
    ]
    if report.baseline is not None:
        title = "Confusion matrix of the baseline"
        sections.append(Section(title, _matrix(report, report.baseline), wide=wide))
    if report.design is not None and report.independent:
        sections.append(Section("Estimates from the sample", _design(report, report.design)))
    return sections


def accuracy_notes(report: AccuracyReport) -> list[str]:
    """What a reader must know, worked out from the numbers and handed in by the caller."""
    found = [] if report.independent else [AGREEMENT_ONLY]
    if report.design is not None and not report.independent:
        found.append("No area is estimated, because the reference is not independent.")
    baseline = report.baseline
    if baseline is not None and baseline.total != report.result.total:
        scored = count_of(baseline.total, report.wording.noun)
        found.append(
            f"The baseline is scored on {scored}, the map on "
            f"{count(report.result.total)}: their figures do not rest on the same places."
        )
    found += list(_absence_notes(report))
    return found + list(report.provenance.notes)


def notes_section(sentences: list[str]) -> list[Section]:
    """The notes as a section, or none."""
    return [Section("Notes", notes(sentences))] if sentences else []


def _absence_notes(report: AccuracyReport) -> Iterator[str]:
    rows = list(zip(report.classes, report.result.classes))
    unmapped = [_name(key) for key, one in rows if one.reference_total and not one.map_total]
    unknown = [_name(key) for key, one in rows if one.map_total and not one.reference_total]
    nowhere = [_name(key) for key, one in rows if not one.present]
    if unmapped:
        yield (
            f"In the reference but nowhere in the map: {', '.join(unmapped)}. Such a class has no "
            "user’s accuracy and counts as 0 in mean IoU and macro F1."
        )
    if unknown:
        yield (
            f"In the map but nowhere in the reference: {', '.join(unknown)}. Such a class has no "
            "producer’s accuracy and counts as 0 in mean IoU and macro F1."
        )
    if nowhere:
        yield f"In neither the map nor the reference, and in no mean: {', '.join(nowhere)}."


def _name(key: tuple[int, str, str]) -> str:
    return f"{key[0]} {key[1]}".strip()


def _figure(value: float, *, is_share: bool) -> str:
    return percent(value) if is_share else number(value)


def _difference(value: float, *, is_share: bool) -> str:
    return signed(100 * value) if is_share else signed(value, digits=3)


def _side_by_side(report: AccuracyReport) -> Html:
    columns = [Column("", text=True), Column("Map")]
    if report.baseline is not None:
        columns += [Column("Baseline"), Column("Difference")]
    rows: list[list[str]] = []
    for heading, name, is_share, lower_is_better in _OVERALL:
        value = getattr(report.result, name)
        row = [heading, _figure(value, is_share=is_share)]
        if report.baseline is not None:
            other = getattr(report.baseline, name)
            shown = _difference(value - other, is_share=is_share)
            row.append(_figure(other, is_share=is_share))
            row.append(gain(value - other, shown, lower_is_better=lower_is_better))
        rows.append(row)
    counted = [report.wording.unit.capitalize() + " compared", count(report.result.total)]
    if report.baseline is not None:
        counted += [count(report.baseline.total), ""]
    rows.append(counted)
    caption = "Quantity, exchange and shift add up to all that disagrees: less is better."
    if report.baseline is not None:
        caption = f"Baseline: {report.wording.baseline_detail}. " + caption
    small_print = (
        "Means run over the classes found in the map or the reference; a class only one of them "
        "holds counts as 0. Kappa is given for comparison with older studies: its chance "
        "agreement answers no question about a map (Pontius and Millones 2011), which is why the "
        "disagreement is split instead (Pontius and Santacruz 2014)."
    )
    shown_table = table(columns, rows, caption=caption, label="Map and baseline side by side")
    return join([accuracy_tiles(report), shown_table, paragraph(small_print)])


def _per_class(report: AccuracyReport) -> Html:
    columns = [Column("Class", text=True)]
    columns += [Column(name, group="Map, %") for name in ("User’s", "Producer’s", "F1", "IoU")]
    if report.baseline is not None:
        columns += [Column(name, group="Baseline, %") for name in ("F1", "IoU")]
        columns += [Column(name, group="Gain, points") for name in ("F1", "IoU")]
    columns += [
        Column(name, group=report.wording.unit.capitalize()) for name in ("Map", "Reference")
    ]
    rows = []
    for key, result, baseline in _present(report):
        row: list[str] = [class_label(key)]
        row += [percent(one) for one in (result.users, result.producers, result.f1, result.iou)]
        if baseline is not None:
            row += [percent(baseline.f1), percent(baseline.iou)]
            row += [_gain(result.f1, baseline.f1), _gain(result.iou, baseline.iou)]
        rows.append([*row, count(result.map_total), count(result.reference_total)])
    caption = (
        "User’s accuracy: of what the map calls the class, the part the reference confirms. "
        "Producer’s accuracy: of what the reference calls the class, the part the map finds. "
        "IoU: what both call the class, of what either does."
    )
    return table(columns, rows, caption=caption, label="Accuracy of each class")


def _gain(value: float, other: float) -> Html:
    difference = value - other
    return gain(difference, signed(100 * difference))


def _present(
    report: AccuracyReport,
) -> Iterator[tuple[tuple[int, str, str], ClassAccuracy, ClassAccuracy | None]]:
    for place, (key, result) in enumerate(zip(report.classes, report.result.classes)):
        baseline = None if report.baseline is None else report.baseline.classes[place]
        if result.present or (baseline is not None and baseline.present):
            yield key, result, baseline


def _iou_bars(report: AccuracyReport) -> Html:
    rows = []
    for key, result, baseline in _present(report):
        pair = [(result.iou, percent(result.iou))]
        if baseline is not None:
            pair.append((baseline.iou, percent(baseline.iou)))
        rows.append((class_label(key), pair))
    series = ["IoU of the map, %"]
    if report.baseline is not None:
        series.append("IoU of the baseline, %")
    return bars(rows, series=series, name="Class")


def _matrix(report: AccuracyReport, accuracy: Accuracy) -> Html:
    return matrix_table(report.classes, accuracy, words=MatrixWords(unit=report.wording.noun))


def _design(report: AccuracyReport, design: DesignAccuracy) -> Html:
    unit = report.area_unit
    columns = [
        Column("Class", text=True),
        Column("User’s, %"),
        Column("Producer’s, %"),
        Column("Share of area, %"),
        Column(f"Area, {unit}"),
        Column(f"95 % interval, {unit}"),
    ]
    estimates = zip(
        report.classes, design.users, design.producers, design.area_shares, design.areas
    )
    rows = []
    for key, users, producers, share, area in estimates:
        low, high = area.interval
        shares = [_with_margin(one) for one in (users, producers, share)]
        interval = f"{number(low, digits=1)} to {number(high, digits=1)}"
        rows.append([class_label(key), *shares, number(area.value, digits=1), interval])
    sentence = (
        f"Estimated overall accuracy: {_with_margin(design.overall)} % "
        f"({count_of(float(design.points.sum()), 'point')})."
    )
    caption = (
        "Estimated from the sampling design; ± is half the 95 % interval (Olofsson et al. 2014, "
        "Stehman 2014). Areas are those of the reference classes, not counted map pixels."
    )
    shown = table(columns, rows, caption=caption, label="Estimates from the sample")
    return join([paragraph(sentence, style="lead"), shown])


def _with_margin(estimate: Estimate) -> str:
    return f"{percent(estimate.value)} ± {percent(estimate.half_width)}"
