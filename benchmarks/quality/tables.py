"""Markdown tables from runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .figures import Figures
from .runs import CLEAN

MEASURES = (
    ("kappa", "Kappa"),
    ("macro_f1", "Macro-F1"),
    ("overall", "Overall accuracy"),
    ("mean_iou", "Mean IoU"),
)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a markdown table; the first column is text, the others are numbers."""
    align = ["---", *["---:"] * (len(header) - 1)]
    lines = [header, align, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float, *, digits: int = 3, sign: bool = False) -> str:
    """Return a figure as the tables show it; nothing for NaN."""
    if value != value:
        return ""
    rounded = round(float(value), digits) + 0.0  # no "-0"
    return f"{rounded:{'+' if sign else ''}.{digits}f}"


def measure_tables(figures: Figures) -> str:
    """Return one table per measure: scenes and cases down, methods across."""
    parts = []
    for measure, title in MEASURES:
        rows = [
            [
                f"{scene}, {case}",
                *(number(figures.mean(measure, scene, case, m)) for m in figures.methods),
            ]
            for scene, case in figures.cases
        ]
        parts.append(f"## {title}\n\n{table(['scene', *figures.methods], rows)}")
    return "\n\n".join(parts)


def time_table(figures: Figures) -> str:
    """Return the mean seconds of a run; scenes down, methods across."""
    rows = [
        [scene, *(number(figures.seconds(scene, m), digits=1) for m in figures.methods)]
        for scene in figures.scenes
    ]
    return table(["scene", *figures.methods], rows)


def unmapped_table(figures: Figures) -> str:
    """Return how many labelled pixels each method leaves out, as a table; "" where none does."""
    rows = []
    for scene in figures.scenes:
        counts = [figures.mean("unmapped", scene, CLEAN, m) for m in figures.methods]
        if any(count > 0 for count in counts):
            rows.append([scene, *(number(count, digits=0) for count in counts)])
    return table(["scene", *figures.methods], rows) if rows else ""
