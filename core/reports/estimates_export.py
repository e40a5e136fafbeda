"""Estimates from a sample for other programs, and what the counts beside them are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..accuracy.accuracy import assess
from ..accuracy.accuracy_design import DesignAccuracy
from ..accuracy.estimates import Estimate
from ..accuracy.report_data import AccuracyReport, LegendLevel
from .figures_export import (
    CLASS_FIGURES,
    OVERALL_FIGURES,
    cell,
    differences,
    figures,
    finite,
)

if TYPE_CHECKING:
    from ..accuracy.paired import PairedDifference

_ENDS = ("", "_standard_error", "_low_95", "_high_95")
_OF_A_CLASS = {
    "users_accuracy": "users",
    "producers_accuracy": "producers",
    "f1": "f1",
    "iou": "iou",
}
ESTIMATED_COLUMNS = (
    *(f"estimated_{name}{end}" for name in _OF_A_CLASS for end in _ENDS),
    "estimated_producers_accuracy_gain",
    "estimated_iou_gain",
)
"""Estimates of a class for the area, in the order of ``class_cells``."""


def counted(report: AccuracyReport) -> str:
    """Return what totals and matrices count, and what the figures from them are shares of."""
    return "points, not areas" if report.wording.unit == "points" else report.wording.unit


def estimate_cells(estimate: Estimate) -> list[object]:
    """Return a value, its standard error and both ends of its interval."""
    return [cell(one) for one in (estimate.value, estimate.standard_error, *estimate.interval)]


def class_cells(
    design: DesignAccuracy | None, n_classes: int, *, against: DesignAccuracy | None = None
) -> list[list[object]]:
    """Return the cells of ``ESTIMATED_COLUMNS`` for each class; empty ones without a design.

    The gains, empty without ``against``, are the figures of that one less those of ``design``.
    """
    if design is None:
        return [[""] * len(ESTIMATED_COLUMNS) for _ in range(n_classes)]
    rows = []
    adjusted = assess(design.matrix).classes
    other = None if against is None else assess(against.matrix).classes
    for place, entry in enumerate(adjusted):
        found = [getattr(design, name)[place] for name in _OF_A_CLASS.values()]
        row = [one for estimated in found for one in estimate_cells(estimated)]
        if other is None:
            row += ["", ""]
        else:
            own = other[place]
            row += [cell(own.producers - entry.producers), cell(own.iou - entry.iou)]
        rows.append(row)
    return rows


def uncertain(found: Estimate | PairedDifference) -> dict[str, object]:
    """Return a number with its standard error and 95 % interval; undefined ones are None."""
    low, high = found.interval
    return {
        "value": finite(found.value),
        "standard_error": finite(found.standard_error),
        "low_95": finite(low),
        "high_95": finite(high),
    }


def difference_json(found: PairedDifference | None) -> dict[str, object] | None:
    """Return a tested difference; None where there is none."""
    if found is None:
        return None
    return {
        **uncertain(found),
        "p_value": finite(found.p_value),
        "points": int(found.points),
        "only_map_right": int(found.only_first),
        "only_other_right": int(found.only_second),
        "method": found.method,
    }


def map_design(design: DesignAccuracy | None) -> dict[str, object] | None:
    """Return the estimates of one map's accuracy; None where there are none."""
    if design is None:
        return None
    adjusted = assess(design.matrix)
    return {
        "overall_accuracy": _estimate(design.overall),
        **{
            key: [_estimate(one) for one in getattr(design, name)]
            for key, name in _OF_A_CLASS.items()
        },
        "matrix": design.matrix.tolist(),
        "figures": figures(adjusted, OVERALL_FIGURES),
        "class_figures": [figures(one, CLASS_FIGURES) for one in adjusted.classes],
    }


def compared_design(
    design: DesignAccuracy | None, own: DesignAccuracy | None
) -> dict[str, object] | None:
    """Return the estimates of a map the reported one, whose estimates are ``own``, is held to."""
    found = map_design(design)
    if design is None or found is None:
        return None
    gain = None
    if own is not None:
        gain = differences(assess(own.matrix), assess(design.matrix), OVERALL_FIGURES)
    return {**found, "gain": gain}


def area_design(part: AccuracyReport | LegendLevel) -> dict[str, object] | None:
    """Return the estimates of the reported map and of the areas; None where there are none."""
    design, found = part.design, map_design(part.design)
    if design is None or found is None:
        return None
    return {
        **found,
        "area_share": [_estimate(one) for one in design.area_shares],
        "area": [_estimate(one) for one in design.areas],
        "mapped_area": [float(one) for one in part.mapped_areas],
    }


def sample_design(report: AccuracyReport) -> dict[str, object] | None:
    """Return ``area_design`` with the strata of the sample and what it is too thin for."""
    design, found = report.design, area_design(report)
    if design is None or found is None:
        return None
    return {
        "area_unit": report.area_unit,
        **found,
        "strata": list(report.strata),
        "stratum_pixels": [int(size) for size in report.stratum_pixels],
        "stratum_weights": design.weights.tolist(),
        "points_per_stratum": design.points.tolist(),
        "limits": list(report.limits),
    }


def _estimate(estimate: Estimate) -> dict[str, object]:
    return {**uncertain(estimate), "trusted": estimate.trusted}
