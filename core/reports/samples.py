"""The table of samples per class as a page."""

from __future__ import annotations

from collections.abc import Sequence

from ..learning.sampling import ClassCount
from ..legends.legend import Legend
from ..phrases import counted
from .blocks import Column, Section, class_label, table
from .page import page
from .text import Html, count, count_of


def counts_page(counts: Sequence[ClassCount], legend: Legend) -> str:
    """Return an HTML page with what was found and drawn of each class."""
    rows = []
    for entry in counts:
        known = legend.get(entry.code)
        found = (entry.available, entry.candidates, entry.drawn, entry.relaxed)
        rows.append([class_label((entry.code, known.name, known.color)), *map(count, found)])
    drawn = sum(entry.drawn for entry in counts)
    return page(
        "FineCover: samples",
        headline=f"{count_of(drawn, 'sample')} of {counted(len(counts), 'class')}.",
        sections=[Section("Samples per class", _table(rows))],
    )


def _table(rows: Sequence[Sequence[str]]) -> Html:
    titles = ("Pixels", "Candidates", "Drawn", "No candidates")
    return table(
        [Column("Class", text=True), *(Column(title) for title in titles)],
        rows,
        caption=(
            "Candidates keep the buffer from other classes (BUFFER), reach the purity (PURITY) and "
            "lie in none of the cells in which the image varies most (HOMOGENEITY); samples that "
            "are no candidates are taken only where candidates are too few."
        ),
        label="Samples per class",
    )
