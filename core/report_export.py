"""The numbers of a report for other programs: CSV and JSON, at full precision."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence

from .accuracy import Accuracy
from .accuracy_design import DesignAccuracy, Estimate
from .errors import InputError
from .report_consistency import consistency_json
from .report_data import AccuracyReport, ClassKey, Value
from .report_run import Expectation, MapTrust, UpsampleReport

SCHEMA_VERSION = 1
"""Raised by one whenever a key of the JSON changes its name or meaning."""

OVERALL_FIGURES = {
    "overall_accuracy": "overall",
    "kappa": "kappa",
    "macro_f1": "macro_f1",
    "mean_iou": "mean_iou",
    "quantity_disagreement": "quantity",
    "exchange_disagreement": "exchange",
    "shift_disagreement": "shift",
}
CLASS_FIGURES = {
    "users_accuracy": "users",
    "producers_accuracy": "producers",
    "f1": "f1",
    "iou": "iou",
    "quantity_disagreement": "quantity",
    "exchange_disagreement": "exchange",
    "shift_disagreement": "shift",
}
_CLASS_COUNTS = {
    "map_total": "map_total",
    "reference_total": "reference_total",
    "agreed": "agreed",
}


def matrix_csv(classes: Sequence[ClassKey], accuracy: Accuracy) -> str:
    r"""A confusion matrix as CSV text, rows = map, columns = reference.

    The first line is the header; its first cell reads ``map \ reference``, its last two are the
    row totals and the user's accuracies. The last two lines are the column totals and the
    producer's accuracies. Classes are called by code and name; every class of the legend has its
    row and column. Line breaks and control characters in a name become a blank. An undefined
    figure is an empty cell; accuracies are shares, 0..1.

    Raises:
        InputError: the number of classes does not fit the matrix.
    """
    if len(classes) != len(accuracy.classes):
        raise InputError(
            f"The legend has {len(classes)} classes but the matrix {len(accuracy.classes)}; "
            "use the legend the matrix was counted with."
        )
    names = [_one_line(f"{code} {name}") for code, name, _ in classes]
    lines: list[list[object]] = [["map \\ reference", *names, "total", "user's accuracy"]]
    for name, cells, entry in zip(names, accuracy.matrix.tolist(), accuracy.classes):
        total = _whole(entry.map_total)
        lines.append([name, *(_whole(cell) for cell in cells), total, _cell(entry.users)])
    entries = accuracy.classes
    totals = [_whole(entry.reference_total) for entry in entries]
    lines.append(["total", *totals, _whole(accuracy.total), ""])
    lines.append(["producer's accuracy", *(_cell(entry.producers) for entry in entries), "", ""])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()


def metrics_json(report: AccuracyReport) -> dict[str, object]:
    """Everything the HTML report shows, as plain JSON values; undefined figures are None.

    Shares are 0..1, matrices are lists of rows (rows = map, columns = reference) in the order of
    ``classes``, and ``gain`` is the map's figure minus the baseline's.
    """
    baseline, design = report.baseline, report.design if report.independent else None
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "accuracy",
        "title": report.title,
        "independent_reference": report.independent,
        "unit": report.wording.unit,
        "matrix_rows": "map",
        "matrix_columns": "reference",
        "result": _overall(report.result),
        "baseline": None
        if baseline is None
        else {"name": report.wording.baseline_detail, **_overall(baseline)},
        "gain": None
        if baseline is None
        else _differences(report.result, baseline, OVERALL_FIGURES),
        "classes": [_class_entry(report, place) for place in range(len(report.classes))],
        "design": None if design is None else _design(design, report.area_unit),
        "compared": _plain(report.provenance.facts),
        "notes": list(report.provenance.notes),
        "settings": _plain(report.provenance.settings),
        "versions": dict(report.provenance.versions),
    }


def upsample_json(report: UpsampleReport) -> dict[str, object]:
    """The figures of a whole run as plain JSON values; what was not found out is None.

    Shares are 0..1, confidence is percent; lists per class follow ``classes``.
    """
    training, check = report.training, report.coarse_check
    expected = None if training is None else training.expectation
    consistency = None if check is None else check.consistency
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "upsample",
        "title": report.title,
        "classes": [dict(zip(("code", "name", "color"), key)) for key in report.classes],
        "area_unit": report.areas.unit,
        "area_fine": list(report.areas.fine),
        "area_coarse": list(report.areas.coarse),
        "expectation": None if expected is None else _expectation(expected),
        "trust": None if report.trust is None else _trust(report.trust),
        "coarse_consistency": None if consistency is None else consistency_json(consistency),
        "accuracy": None if report.accuracy is None else metrics_json(report.accuracy),
        "used": _plain(report.provenance.facts),
        "settings": _plain(report.provenance.settings),
        "versions": dict(report.provenance.versions),
    }


def _expectation(expected: Expectation) -> dict[str, object]:
    found = expected.validation
    return {
        "validation": None if found is None else found.to_json(),
        "missing": expected.missing or None,
        "coarse_error_rate": _finite(expected.error_rate),
        "cells_with_samples": list(expected.cells),
        "cells_judged": list(expected.judged),
        "cells_doubted": list(expected.doubted),
        "prior_weight_used": None if expected.used is None else expected.used[0],
        "prior_correction_used": None if expected.used is None else expected.used[1],
    }


def _trust(trust: MapTrust) -> dict[str, object]:
    return {
        "mean_confidence": _finite(trust.mean_confidence),
        "confidence_histogram": list(trust.histogram),
        "class_pixels": list(trust.class_pixels),
        "class_confidence": [_finite(one) for one in trust.class_confidence],
        "outside_applicability_share": _finite(trust.outside_share),
        "class_outside_applicability_share": [_finite(one) for one in trust.class_outside],
        "cells_surveyed": trust.surveyed,
        "cells_doubted": trust.doubted,
        "absences": list(trust.absences),
    }


def _overall(accuracy: Accuracy) -> dict[str, object]:
    return {
        "total": _whole(accuracy.total),
        **_figures(accuracy, OVERALL_FIGURES),
        "matrix": [[_whole(cell) for cell in row] for row in accuracy.matrix.tolist()],
    }


def _class_entry(report: AccuracyReport, place: int) -> dict[str, object]:
    code, name, color = report.classes[place]
    result = report.result.classes[place]
    entry: dict[str, object] = {
        "code": code,
        "name": name,
        "color": color,
        "result": _class_figures(result),
        "baseline": None,
        "gain": None,
    }
    if report.baseline is not None:
        baseline = report.baseline.classes[place]
        entry["baseline"] = _class_figures(baseline)
        entry["gain"] = _differences(result, baseline, CLASS_FIGURES)
    return entry


def _class_figures(entry: object) -> dict[str, object]:
    counts = {key: _whole(getattr(entry, name)) for key, name in _CLASS_COUNTS.items()}
    return {**counts, **_figures(entry, CLASS_FIGURES)}


def _figures(source: object, names: Mapping[str, str]) -> dict[str, object]:
    return {key: _finite(getattr(source, name)) for key, name in names.items()}


def _differences(result: object, baseline: object, names: Mapping[str, str]) -> dict[str, object]:
    return {
        key: _finite(getattr(result, name) - getattr(baseline, name)) for key, name in names.items()
    }


def _design(design: DesignAccuracy, area_unit: str) -> dict[str, object]:
    return {
        "area_unit": area_unit,
        "overall_accuracy": _estimate(design.overall),
        "users_accuracy": [_estimate(one) for one in design.users],
        "producers_accuracy": [_estimate(one) for one in design.producers],
        "area_share": [_estimate(one) for one in design.area_shares],
        "area": [_estimate(one) for one in design.areas],
        "points_per_stratum": design.points.tolist(),
        "matrix": design.matrix.tolist(),
    }


def _estimate(estimate: Estimate) -> dict[str, object]:
    low, high = estimate.interval
    return {
        "value": _finite(estimate.value),
        "standard_error": _finite(estimate.standard_error),
        "low_95": _finite(low),
        "high_95": _finite(high),
    }


def _plain(pairs: Mapping[str, Value]) -> dict[str, Value]:
    return {
        name: _finite(value) if isinstance(value, float) else value for name, value in pairs.items()
    }


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _whole(value: float) -> float:
    return int(value) if float(value).is_integer() else float(value)


def _cell(value: float) -> object:
    return "" if math.isnan(value) else value


def _one_line(name: str) -> str:
    """Without what splits lines or stops readers, such as a lone carriage return or a NUL."""
    return " ".join("".join(one if one.isprintable() else " " for one in name).split())
