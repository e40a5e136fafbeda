"""Estimates from a sample as cells of a CSV, and what the counts beside them are."""

from __future__ import annotations

from .accuracy import assess
from .accuracy_design import DesignAccuracy, Estimate
from .figures_export import cell
from .report_data import AccuracyReport

_ENDS = ("", "_standard_error", "_low_95", "_high_95")
_PAIR = ("estimated_users_accuracy", "estimated_producers_accuracy")
ESTIMATED_COLUMNS = (
    *(f"{name}{end}" for name in _PAIR for end in _ENDS),
    "estimated_f1",
    "estimated_iou",
)
"""Estimates of a class for the area, in the order of ``class_cells``."""


def counted(report: AccuracyReport) -> str:
    """Return what totals and matrices count, and what the figures from them are shares of."""
    return "points, not areas" if report.wording.unit == "points" else report.wording.unit


def estimate_cells(estimate: Estimate) -> list[object]:
    """Return a value, its standard error and both ends of its interval."""
    return [cell(one) for one in (estimate.value, estimate.standard_error, *estimate.interval)]


def class_cells(design: DesignAccuracy | None, n_classes: int) -> list[list[object]]:
    """Return the cells of ``ESTIMATED_COLUMNS`` for each class; empty ones without a design."""
    if design is None:
        return [[""] * len(ESTIMATED_COLUMNS) for _ in range(n_classes)]
    adjusted = assess(design.matrix).classes
    return [
        [*estimate_cells(users), *estimate_cells(producers), cell(entry.f1), cell(entry.iou)]
        for users, producers, entry in zip(design.users, design.producers, adjusted)
    ]
