"""The numbers of a comparison for other programs: CSV and JSON, at full precision."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from .accuracy import Accuracy, assess
from .accuracy_design import DesignAccuracy, Estimate
from .errors import InputError
from .estimates_export import ESTIMATED_COLUMNS, class_cells, counted, estimate_cells
from .figures_export import (
    CLASS_COUNTS,
    CLASS_FIGURES,
    OVERALL_FIGURES,
    SCHEMA_VERSION,
    cell,
    finite,
    plain,
    spoken,
    whole,
)
from .report_data import AccuracyReport, ClassKey, LegendLevel, OtherMap

if TYPE_CHECKING:
    from .paired import PairedDifference


def matrix_csv(classes: Sequence[ClassKey], accuracy: Accuracy, *, counts: str = "pixels") -> str:
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
    lines: list[list[object]] = [[corner, *names, "total", "user's accuracy"]]
    for name, cells, entry in zip(names, accuracy.matrix.tolist(), accuracy.classes):
        total = whole(entry.map_total)
        lines.append([name, *(whole(cell) for cell in cells), total, cell(entry.users)])
    entries = accuracy.classes
    totals = [whole(entry.reference_total) for entry in entries]
    lines.append(["total", *totals, whole(accuracy.total), ""])
    lines.append(["producer's accuracy", *(cell(entry.producers) for entry in entries), "", ""])
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
    ``counted`` says "points, not areas", all these are shares of the points. Areas and the columns
    that begin with ``estimated`` are estimates from a probability sample and stand with the
    reported map only; without such a sample, or where the reference is not independent, the
    columns are empty. A name that a spreadsheet takes for a formula begins with an apostrophe.
    """
    header = [*_TABLE_HEADER, *_GAINS, *(f"{name}_{report.area_unit}" for name in _AREAS)]
    header += ["counted", *ESTIMATED_COLUMNS]
    lines: list[Sequence[object]] = [header]
    parts: list[tuple[str, AccuracyReport | LegendLevel]] = [("", report)]
    parts += [(level.title, level) for level in report.levels]
    for title, part in parts:
        design = report.design if part is report and report.independent else None
        for name, result in _maps(part):
            own_design = design if result is part.result else None
            estimated = class_cells(own_design, len(part.classes))
            areas = None if own_design is None else own_design.areas
            for place, (code, label, _) in enumerate(part.classes):
                entry, own = result.classes[place], part.result.classes[place]
                lines.append(
                    [
                        spoken(title), spoken(name), code, spoken(label),
                        *(whole(getattr(entry, key)) for key in CLASS_COUNTS.values()),
                        *(cell(getattr(entry, key)) for key in CLASS_FIGURES.values()),
                        *(cell(getattr(own, k) - getattr(entry, k)) for k in _GAINS.values()),
                        *(estimate_cells(areas[place]) if areas else ("",) * len(_AREAS)),
                        counted(report), *estimated[place],
                    ]
                )  # fmt: skip
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()


def _maps(part: AccuracyReport | LegendLevel) -> Iterator[tuple[str, Accuracy]]:
    yield "map", part.result
    if part.baseline is not None:
        yield "baseline", part.baseline
    for other in part.others:
        yield other.name, other.result


def metrics_json(report: AccuracyReport) -> dict[str, object]:
    """Everything the HTML report shows, as plain JSON values; undefined figures are None.

    Shares are 0..1, matrices are lists of rows (rows = map, columns = reference) in the order of
    ``classes``, and ``gain`` is the map's figure minus the baseline's.
    """
    design = report.design if report.independent else None
    figures = _level(report)
    if report.baseline is not None:
        figures["baseline"] = {"name": report.wording.baseline_detail, **_overall(report.baseline)}
    difference = report.difference
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "accuracy",
        "title": report.title,
        "independent_reference": report.independent,
        "unit": report.wording.unit,
        "counted": counted(report),
        "matrix_rows": "map",
        "matrix_columns": "reference",
        **figures,
        "difference": None if difference is None else _difference(difference),
        "levels": [{"title": level.title, **_level(level)} for level in report.levels],
        "design": None if design is None else _design(report, design),
        "compared": plain(report.provenance.facts),
        "notes": list(report.provenance.notes),
        "settings": plain(report.provenance.settings),
        "versions": dict(report.provenance.versions),
        "command": report.command,
    }


def _overall(accuracy: Accuracy) -> dict[str, object]:
    return {
        "total": whole(accuracy.total),
        **_figures(accuracy, OVERALL_FIGURES),
        "matrix": [[whole(cell) for cell in row] for row in accuracy.matrix.tolist()],
    }


def _level(part: AccuracyReport | LegendLevel) -> dict[str, object]:
    """Return the figures of every map at one level of the legend."""
    baseline = part.baseline
    return {
        "result": _overall(part.result),
        "baseline": None if baseline is None else _overall(baseline),
        "gain": None if baseline is None else _differences(part.result, baseline, OVERALL_FIGURES),
        "others": [_other(part.result, one) for one in part.others],
        "classes": [_class_entry(part, place) for place in range(len(part.classes))],
    }


def _other(result: Accuracy, other: OtherMap) -> dict[str, object]:
    return {
        "name": other.name,
        **_overall(other.result),
        "gain": _differences(result, other.result, OVERALL_FIGURES),
        "difference": None if other.difference is None else _difference(other.difference),
    }


def _difference(found: PairedDifference) -> dict[str, object]:
    low, high = found.interval
    return {
        "value": finite(found.value),
        "standard_error": finite(found.standard_error),
        "low_95": finite(low),
        "high_95": finite(high),
        "p_value": finite(found.p_value),
        "points": int(found.points),
        "only_map_right": int(found.only_first),
        "only_other_right": int(found.only_second),
        "method": found.method,
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
        entry["gain"] = _differences(result, baseline, CLASS_FIGURES)
    return entry


def _class_figures(entry: object) -> dict[str, object]:
    counts = {key: whole(getattr(entry, name)) for key, name in CLASS_COUNTS.items()}
    return {**counts, **_figures(entry, CLASS_FIGURES)}


def _figures(source: object, names: Mapping[str, str]) -> dict[str, object]:
    return {key: finite(getattr(source, name)) for key, name in names.items()}


def _differences(result: object, baseline: object, names: Mapping[str, str]) -> dict[str, object]:
    return {
        key: finite(getattr(result, name) - getattr(baseline, name)) for key, name in names.items()
    }


def _design(report: AccuracyReport, design: DesignAccuracy) -> dict[str, object]:
    adjusted = assess(design.matrix)
    return {
        "area_unit": report.area_unit,
        "overall_accuracy": _estimate(design.overall),
        "users_accuracy": [_estimate(one) for one in design.users],
        "producers_accuracy": [_estimate(one) for one in design.producers],
        "area_share": [_estimate(one) for one in design.area_shares],
        "area": [_estimate(one) for one in design.areas],
        "points_per_stratum": design.points.tolist(),
        "matrix": design.matrix.tolist(),
        "figures": _figures(adjusted, OVERALL_FIGURES),
        "class_figures": [_figures(one, CLASS_FIGURES) for one in adjusted.classes],
        "strata": list(report.strata),
        "limits": list(report.limits),
    }


def _estimate(estimate: Estimate) -> dict[str, object]:
    low, high = estimate.interval
    return {
        "value": finite(estimate.value),
        "standard_error": finite(estimate.standard_error),
        "low_95": finite(low),
        "high_95": finite(high),
        "trusted": estimate.trusted,
    }
