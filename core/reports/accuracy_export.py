"""The numbers of a comparison for other programs: CSV and JSON, at full precision."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from ..accuracy.accuracy import Accuracy, assess
from ..accuracy.accuracy_design import DesignAccuracy
from ..accuracy.report_data import AccuracyReport, ClassKey, LegendLevel, OtherMap
from ..errors import InputError
from .estimates import rightful
from .estimates_export import (
    ESTIMATED_COLUMNS,
    area_design,
    class_cells,
    compared_design,
    counted,
    difference_json,
    estimate_cells,
    sample_design,
)
from .figures_export import (
    CLASS_COUNTS,
    CLASS_FIGURES,
    OVERALL_FIGURES,
    SCHEMA_VERSION,
    cell,
    differences,
    figures,
    plain,
    spoken,
    whole,
)
from .words import measures, terms

_ACCURACIES = ("user's accuracy", "producer's accuracy")
_OF_THE_AREA = "estimated shares of the area"


def matrices_csv(report: AccuracyReport) -> str:
    """The confusion matrix of a map, and below it the one estimated for the area, as CSV text.

    Both are as ``matrix_csv`` has them. The first counts pixels or points. The second, in shares
    of the whole area, 0..1, follows after an empty line where a probability sample gives it.
    """
    report = rightful(report)
    words = terms(report).csv_margins
    text = matrix_csv(report.classes, report.result, counts=counted(report), margins=words)
    if report.design is None:
        return text
    adjusted = assess(report.design.matrix)
    estimated = matrix_csv(report.classes, adjusted, counts=_OF_THE_AREA, margins=words)
    return f"{text}\n{estimated}"


def matrix_csv(
    classes: Sequence[ClassKey],
    accuracy: Accuracy,
    *,
    counts: str = "pixels",
    margins: tuple[str, str] = _ACCURACIES,
) -> str:
    r"""A confusion matrix as CSV text, rows = map, columns = reference.

    The first line is the header; its first cell reads ``map \ reference``, its last two are the
    row totals and the user's accuracies. The last two lines are the column totals and the
    producer's accuracies. Classes are called by code and name; every class of the legend has its
    row and column. Line breaks and control characters in a name become a blank. An undefined
    figure is an empty cell; accuracies are shares, 0..1, of the points where these are counted.

    Args:
        classes: one (code, name, colour) per row of the matrix.
        accuracy: the matrix and its figures.
        counts: what the cells count; other than pixels it is said in the first cell.
        margins: what the shares that agree, of each row and of each column, are called.

    Raises:
        InputError: the number of classes does not fit the matrix.
    """
    if len(classes) != len(accuracy.classes):
        raise InputError(
            f"The legend has {len(classes)} classes but the matrix {len(accuracy.classes)}; "
            "use the legend the matrix was counted with."
        )
    names = [spoken(f"{code} {name}") for code, name, _ in classes]
    corner = "map \\ reference" + ("" if counts == "pixels" else f" ({counts})")
    lines: list[list[object]] = [[corner, *names, "total", margins[0]]]
    for name, cells, entry in zip(names, accuracy.matrix.tolist(), accuracy.classes):
        total = whole(entry.map_total)
        lines.append([name, *(whole(cell) for cell in cells), total, cell(entry.users)])
    entries = accuracy.classes
    totals = [whole(entry.reference_total) for entry in entries]
    lines.append(["total", *totals, whole(accuracy.total), ""])
    lines.append([margins[1], *(cell(entry.producers) for entry in entries), "", ""])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()


_TABLE_HEADER = ("level", "map", "code", "class", *CLASS_COUNTS, *CLASS_FIGURES)
_GAINS = {"producers_accuracy_gain": "producers", "iou_gain": "iou"}
_AREAS = ("area", "area_standard_error", "area_low_95", "area_high_95")


def class_csv(report: AccuracyReport) -> str:
    """Every class of every map at every level of the legend as CSV text, one per line.

    Figures are shares, 0..1, of counts with rows = map, columns = reference; an undefined one is
    an empty cell. The gains are the reported map's figure minus that of the line's map. Where
    ``counted`` says "points, not areas", all these are shares of the points. The columns that
    begin with ``estimated`` are estimates for the area from a probability sample, and empty
    where there is none for the line's map. Areas, estimated and mapped, stand with the reported
    map only. ``measures`` says "agreement" where the reference is not independent; all estimates
    and areas are empty then. A name that a spreadsheet takes for a formula begins with an
    apostrophe.
    """
    report = rightful(report)
    header = [*_TABLE_HEADER, *_GAINS, *(f"{name}_{report.area_unit}" for name in _AREAS)]
    header += ["counted", *ESTIMATED_COLUMNS, f"mapped_area_{report.area_unit}", "measures"]
    lines: list[Sequence[object]] = [header]
    parts: list[tuple[str, AccuracyReport | LegendLevel]] = [("", report)]
    parts += [(level.title, level) for level in report.levels]
    said = (counted(report), measures(report))
    for title, part in parts:
        for name, result, design in _maps(part):
            lines += _class_lines(part, (title, name), result, design, said)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()


def _class_lines(
    part: AccuracyReport | LegendLevel,
    names: tuple[str, str],
    result: Accuracy,
    design: DesignAccuracy | None,
    said: tuple[str, str],
) -> Iterator[list[object]]:
    """Yield a map's lines at one level; ``names``: level and map; ``said``: counted, measures."""
    estimated = class_cells(design, len(part.classes), against=part.design)
    reported = result is part.result
    areas = design.areas if reported and design is not None else ()
    for place, (code, label, _) in enumerate(part.classes):
        entry, own = result.classes[place], part.result.classes[place]
        yield [
            *map(spoken, names), code, spoken(label),
            *(whole(getattr(entry, key)) for key in CLASS_COUNTS.values()),
            *(cell(getattr(entry, key)) for key in CLASS_FIGURES.values()),
            *(cell(getattr(own, k) - getattr(entry, k)) for k in _GAINS.values()),
            *(estimate_cells(areas[place]) if areas else ("",) * len(_AREAS)),
            said[0], *estimated[place],
            part.mapped_areas[place] if reported and part.mapped_areas else "",
            said[1],
        ]  # fmt: skip


def _maps(
    part: AccuracyReport | LegendLevel,
) -> Iterator[tuple[str, Accuracy, DesignAccuracy | None]]:
    yield "map", part.result, part.design
    if part.baseline is not None:
        yield "baseline", part.baseline, part.baseline_design
    for other in part.others:
        yield other.name, other.result, other.design


def metrics_json(report: AccuracyReport) -> dict[str, object]:
    """Everything the HTML report shows, as plain JSON values; undefined figures are None.

    Shares are 0..1, matrices are lists of rows (rows = map, columns = reference) in the order of
    ``classes``, and ``gain`` is the map's figure minus the baseline's.
    """
    report = rightful(report)
    compared = _level(report)
    if report.baseline is not None:
        named = {"name": report.wording.baseline_detail}
        compared["baseline"] = {**named, **_baseline(report, report.baseline)}
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "accuracy",
        "title": report.title,
        "independent_reference": report.independent,
        "measures": measures(report),
        "unit": report.wording.unit,
        "counted": counted(report),
        "matrix_rows": "map",
        "matrix_columns": "reference",
        **compared,
        "difference": difference_json(report.difference),
        "levels": [
            {"title": level.title, **_level(level), "design": area_design(level)}
            for level in report.levels
        ],
        "design": sample_design(report),
        "compared": plain(report.provenance.facts),
        "notes": list(report.provenance.notes),
        "settings": plain(report.provenance.settings),
        "versions": dict(report.provenance.versions),
        "command": report.command,
    }


def _overall(accuracy: Accuracy) -> dict[str, object]:
    return {
        "total": whole(accuracy.total),
        **figures(accuracy, OVERALL_FIGURES),
        "matrix": [[whole(cell) for cell in row] for row in accuracy.matrix.tolist()],
    }


def _level(part: AccuracyReport | LegendLevel) -> dict[str, object]:
    """Return the figures of every map at one level of the legend."""
    baseline = part.baseline
    gain = None if baseline is None else differences(part.result, baseline, OVERALL_FIGURES)
    return {
        "result": _overall(part.result),
        "baseline": None if baseline is None else _baseline(part, baseline),
        "gain": gain,
        "others": [_other(part, one) for one in part.others],
        "classes": [_class_entry(part, place) for place in range(len(part.classes))],
    }


def _baseline(part: AccuracyReport | LegendLevel, baseline: Accuracy) -> dict[str, object]:
    return {**_overall(baseline), "design": compared_design(part.baseline_design, part.design)}


def _other(part: AccuracyReport | LegendLevel, other: OtherMap) -> dict[str, object]:
    return {
        "name": other.name,
        **_overall(other.result),
        "gain": differences(part.result, other.result, OVERALL_FIGURES),
        "difference": difference_json(other.difference),
        "design": compared_design(other.design, part.design),
    }


def _class_entry(part: AccuracyReport | LegendLevel, place: int) -> dict[str, object]:
    code, name, color = part.classes[place]
    result = part.result.classes[place]
    entry: dict[str, object] = {
        "code": code,
        "name": name,
        "color": color,
        "result": _class_figures(result),
        "baseline": None,
        "gain": None,
        "others": [_class_figures(one.result.classes[place]) for one in part.others],
    }
    if part.baseline is not None:
        baseline = part.baseline.classes[place]
        entry["baseline"] = _class_figures(baseline)
        entry["gain"] = differences(result, baseline, CLASS_FIGURES)
    return entry


def _class_figures(entry: object) -> dict[str, object]:
    counts = {key: whole(getattr(entry, name)) for key, name in CLASS_COUNTS.items()}
    return {**counts, **figures(entry, CLASS_FIGURES)}
