"""Figures as plain values for other programs: JSON without NaN, CSV without line breaks."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ..accuracy.report_data import Value

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
CLASS_COUNTS = {
    "map_total": "map_total",
    "reference_total": "reference_total",
    "agreed": "agreed",
}


def plain(pairs: Mapping[str, Value]) -> dict[str, Value]:
    """Return values by name, with None for what is not finite."""
    return {
        name: finite(value) if isinstance(value, float) else value for name, value in pairs.items()
    }


def finite(value: float) -> float | None:
    """Return a float; None for NaN and infinity."""
    return float(value) if math.isfinite(value) else None


def figures(source: object, names: Mapping[str, str]) -> dict[str, object]:
    """Return attributes of ``source`` under the names of the files."""
    return {key: finite(getattr(source, name)) for key, name in names.items()}


def differences(result: object, other: object, names: Mapping[str, str]) -> dict[str, object]:
    """Return the same attributes of ``result`` less those of ``other``."""
    return {
        key: finite(getattr(result, name) - getattr(other, name)) for key, name in names.items()
    }


def whole(value: float) -> float:
    """Return whole numbers as int."""
    return int(value) if float(value).is_integer() else float(value)


def cell(value: float) -> object:
    """Return what a CSV holds: nothing for NaN."""
    return "" if math.isnan(value) else value


def spoken(name: str) -> str:
    """Return text for a CSV on one line, which no spreadsheet takes for a formula."""
    plain_name = one_line(name)
    return f"'{plain_name}" if plain_name[:1] in tuple("=+-@") else plain_name


def one_line(name: str) -> str:
    """Return text without what splits lines or stops readers (a lone CR, a NUL)."""
    return " ".join("".join(one if one.isprintable() else " " for one in name).split())
