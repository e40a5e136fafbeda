"""The sections that set observed against predicted shares: drawings, and their means in figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..accuracy.report_data import ClassKey
from ..fractions.fraction_scores import ShareReliability, pair_counts, share_reliability
from .blocks import Column, Section, class_label, heading, paragraph, table, with_interval
from .fraction_density import FEW, Shades, density_drawing
from .fraction_levels import ADDED_UP, PLACES, LevelView, class_words, points
from .sheets import larger_sheet, sheet_of
from .text import UNDEFINED, Html, count, count_of, join, number, percent, signed

_MOST = 48  # drawings of one level; more would swell the page and hide the first
_PLOTS = "Observed against predicted"
_RELIABILITY = "Reliability"
_EXPLAINED = (
    "Each drawing shows the samples held out {where}: predicted share across, observed share "
    "upwards, {bins} steps on each side; the stronger the shade, the more samples. On the dashed "
    "line both are equal. Dots are the mean observed share of samples with about the same "
    f"predicted one, hollow where they are fewer than {FEW}."
)
_CAPTION = (
    "Mean observed share, %, of the samples held out {where} whose predicted share lies between "
    "the two numbers at the top, in percent; below it, how many they are. A prediction keeps its "
    "word where the mean lies between the two. Deviation: how far mean predicted and mean observed "
    "share of a step lie apart, in points, averaged over the samples."
)


def plots_section(views: Sequence[LevelView]) -> Section:
    """A drawing per class, level by level."""
    parts: list[Html] = []
    for view in views:
        if len(views) > 1:
            parts.append(heading(view.title))
        parts.append(_plots(view, explain=view is views[0]))
    return Section(_PLOTS, join(parts))


def reliability_section(views: Sequence[LevelView]) -> Section:
    """The dots of the drawings as tables."""
    parts, sheets = [], []
    for view in views:
        found = share_reliability(view.main.observed, view.main.predicted)
        columns, rows = _columns(found), _rows(view.classes, found)
        where = PLACES[view.main.name]
        caption = _CAPTION.format(where=where) if view is views[0] else ADDED_UP
        if len(views) > 1:
            parts.append(heading(view.title))
        parts.append(table(columns, rows, caption=caption, label=f"Reliability, {view.title}"))
        sheets.append(sheet_of(columns, rows))
    return Section(_RELIABILITY, join(parts), wide=larger_sheet(sheets))


def _plots(view: LevelView, *, explain: bool) -> Html:
    split = view.main
    counts = pair_counts(split.observed, split.predicted)
    found = share_reliability(split.observed, split.predicted)
    shades = Shades.of(int(counts.max()))
    figures = []
    for place in _shown(split.observed):
        bins = (found.counts[place], found.predicted[place], found.observed[place])
        dots = list(zip(*(each.tolist() for each in bins)))
        drawn = density_drawing(counts[place], dots, shades=shades, label=_label(view, place))
        figures.append(f'<figure class="drawing">{_caption(view, place)}{drawn}</figure>')
    explained = _EXPLAINED.format(where=PLACES[split.name], bins=counts.shape[-1])
    parts = [paragraph(explained), shades.key()] if explain else [shades.key()]
    parts.append(Html(f'<div class="charts many plots">{"".join(figures)}</div>'))
    left = len(view.classes) - len(figures)
    if left:
        parts.append(
            paragraph(f"Not drawn, because they cover least: {count_of(left, 'further class')}.")
        )
    return join(parts)


def _shown(observed: np.ndarray) -> list[int]:
    """Positions of the classes to draw, in their order; of too many, those that cover most."""
    order = np.argsort(-observed.mean(axis=0), kind="stable")
    return sorted(order[:_MOST].tolist())


def _caption(view: LevelView, place: int) -> Html:
    label = class_label(view.classes[place], whole=True)
    figures = f'<span class="ends">{_words(view, place)}</span>'
    return Html(f"<figcaption>{label}{figures}</figcaption>")


def _words(view: LevelView, place: int) -> str:
    scores = view.main.scores
    return (
        f"MAE {points(scores.mae[place])} points, R² {number(scores.r2[place], digits=2)}, bias "
        f"{signed(100 * scores.bias[place], digits=2)} points"
    )


def _label(view: LevelView, place: int) -> str:
    samples = count_of(view.main.scores.samples, "sample")
    return (
        f"{class_words(view.classes[place])}: observed against predicted shares of {samples}. "
        f"{_words(view, place)}."
    )


def _columns(found: ShareReliability) -> list[Column]:
    ends = [percent(edge, digits=0) for edge in found.edges.tolist()]
    steps = [f"{low}–{high}" for low, high in zip(ends, ends[1:])]
    columns = [Column("Class", text=True)]
    columns += [Column(step, group="Predicted share, %") for step in steps]
    return [*columns, Column("Deviation")]


def _rows(classes: Sequence[ClassKey], found: ShareReliability) -> list[list[str]]:
    rows: list[list[str]] = []
    for place, key in enumerate(classes):
        pairs = zip(found.observed[place].tolist(), found.counts[place].tolist())
        cells = [
            with_interval(percent(observed), count(samples)) if samples else UNDEFINED
            for observed, samples in pairs
        ]
        deviation = points(found.deviation[place])
        rows.append([class_label(key, whole=True), *cells, deviation])
    return rows
