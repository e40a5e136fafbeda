"""Charts of the reports: a class per row, a mark per map, its interval where one is known.

Matplotlib draws them. It is imported only here and only when a chart is drawn; without it the
callers show bars of their own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .chart_names import name_lines
from .svg import INK, MUTED, SERIES, inline_svg, plain_text
from .text import Html, number, text

MISSING = (
    "Charts are drawn as plain bars, because the Python package Matplotlib is missing; "
    "install it (python3-matplotlib on Debian and Ubuntu) to see them with intervals."
)
MOST_SERIES = 6
_WIDTH, _LEFT, _RIGHT = 330.0, 14.0, 22.0
_FONT = 12.0
_ROOMY, _TIGHT = (15.0, 10.0, 11.0), (14.0, 9.0, 5.0)  # a line, a mark, between two rows
_HEAD, _FOOT, _KEY = 21.0, 38.0, 17.0
_TALLEST = 700.0  # of one drawing, so that two of them fit a printed page one below the other
_MANY_ROWS = 20  # more stand closer and have names of one line
_ABREAST = 4  # drawings that fit a sheet in landscape
_MARKERS = ("o", "s", "^", "D", "v", "P")
_MILLION = 1e6


@dataclass(frozen=True)
class Series:
    """One mark per row.

    Attributes:
        name: what it stands for.
        values: one per row; NaN = none.
        intervals: (low, high) per row; empty = not known.
    """

    name: str
    values: Sequence[float]
    intervals: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class Chart:
    """What to draw.

    Attributes:
        title: what it shows.
        axis: what the marks measure, with the unit.
        rows: names of the rows.
        series: at most ``MOST_SERIES``.
        limits: ends of the axis; None = as wide as the values, and as far to the left as to the
            right where some are negative.
        crowded: whether the rows stand close and their names get one line each, not two.
    """

    title: str
    axis: str
    rows: Sequence[str]
    series: Sequence[Series]
    limits: tuple[float, float] | None = None
    crowded: bool = False

    @property
    def spacing(self) -> tuple[float, float, float]:
        """Height of a line of a name, of a mark and of the gap between two rows, in dots."""
        return _TIGHT if self.crowded else _ROOMY


def charts_available() -> bool:
    """Whether Matplotlib can be loaded."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        return False
    return True


def chart_block(charts: Mapping[str, Chart]) -> Html:
    """Draw charts side by side; ones that need several drawings start lines of their own on screen.

    Args:
        charts: by a word that starts the names within its drawings, each word once on a page.
    """
    drawn = [_figures(chart, key) for key, chart in charts.items()]
    single = all(len(figures) == 1 for figures in drawn)
    between = "" if single else '<span class="line"></span>'
    many = sum(map(len, drawn)) > _ABREAST
    style = "charts many" if many else "charts"
    inside = between.join("".join(figures) for figures in drawn)
    return Html(f'<div class="{style}">{inside}</div>')


def _figures(chart: Chart, key: str) -> list[Html]:
    """One or more figures of SVG, each short enough for a printed page."""
    limits = chart.limits or _limits(chart)
    parts = list(_pages(replace(chart, crowded=len(chart.rows) > _MANY_ROWS)))
    figures = []
    for place, part in enumerate(parts, start=1):
        title = chart.title if len(parts) == 1 else f"{chart.title} ({place} of {len(parts)})"
        drawing = _draw(replace(part, limits=limits), title=title, key=f"{key}{place}")
        heading = f"<figcaption>{text(title)}</figcaption>"
        figures.append(Html(f'<figure class="drawing">{heading}{drawing}</figure>'))
    return figures


def _limits(chart: Chart) -> tuple[float, float]:
    values = [one for series in chart.series for one in series.values]
    values += [end for series in chart.series for pair in series.intervals for end in pair]
    finite = [value for value in values if math.isfinite(value)]
    largest = max((abs(value) for value in finite), default=0.0) or 1.0
    return (-largest if min(finite, default=0.0) < 0 else 0.0, largest)


def _pages(chart: Chart) -> Iterator[Chart]:
    """Cut the rows into parts of about one length that are not too tall."""
    heights = [_row_height(name, chart) for name in chart.rows]
    frame = _HEAD + _FOOT + _KEY * len(chart.series)
    pieces = max(1, math.ceil(sum(heights) / (_TALLEST - frame)))
    share, drawn, start, part = sum(heights) / pieces, 0.0, 0, 1
    for end, height in enumerate(heights, start=1):
        drawn += height
        # Cut at the row's edge that is nearest to where a cut should be.
        if drawn + height / 2 > share * part or end == len(heights):
            yield _rows_of(chart, start, end)
            start, part = end, part + 1


def _rows_of(chart: Chart, start: int, end: int) -> Chart:
    series = [
        replace(one, values=one.values[start:end], intervals=one.intervals[start:end])
        for one in chart.series
    ]
    return replace(chart, rows=chart.rows[start:end], series=series)


def _row_height(name: str, chart: Chart) -> float:
    line, step, gap = chart.spacing
    return line * len(_row_name(name, chart)) + step * len(chart.series) + gap


def _row_name(name: str, chart: Chart) -> list[str]:
    return name_lines(name, most=1 if chart.crowded else 2)


def _draw(chart: Chart, *, title: str, key: str) -> Html:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    plot = sum(_row_height(name, chart) for name in chart.rows)
    head = _HEAD + _KEY * len(chart.series)
    whole = plot + head + _FOOT
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "finecover"})
        figure = Figure(figsize=(_WIDTH / 72, whole / 72), dpi=72)
        inside = (_WIDTH - _LEFT - _RIGHT) / _WIDTH
        axes = figure.add_axes((_LEFT / _WIDTH, _FOOT / whole, inside, plot / whole))
        _prepare(axes, chart, plot)
        _name_series(axes, chart, head)
        starts = _name_rows(axes, chart)
        for place in range(len(chart.series)):
            _draw_series(axes, chart, place, starts)
        return inline_svg(figure, key=key, label=f"{title}. {chart.axis}")


def _prepare(axes: Any, chart: Chart, plot: float) -> None:
    """Set up an axis in dots downwards and in the chart's unit across, ticks above and below."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    low, high = chart.limits or (0.0, 1.0)
    axes.set_xlim(low, high)
    axes.set_ylim(plot, 0.0)
    axes.patch.set_visible(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    large = max(abs(low), abs(high)) >= _MILLION
    unit = _MILLION if large else 1.0
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value / unit)))
    axes.tick_params(axis="x", top=True, labeltop=True, length=0, labelsize=_FONT, pad=5)
    axes.tick_params(axis="x", labelcolor=MUTED)
    axes.tick_params(axis="y", left=False, labelleft=False)
    axes.grid(axis="x", color=MUTED, alpha=0.3, linewidth=0.8, clip_on=False)
    axes.set_axisbelow(True)
    words = f"{chart.axis} (millions)" if large else chart.axis
    axes.set_xlabel(plain_text(words), fontsize=_FONT, color=MUTED, labelpad=4)
    if low < 0:
        axes.axvline(0, color=INK, linewidth=1, clip_on=False)


def _tick(value: float) -> str:
    digits = next((n for n in range(4) if abs(value * 10**n - round(value * 10**n)) < 1e-6), 4)
    return number(value, digits=digits)


def _name_series(axes: Any, chart: Chart, head: float) -> None:
    """Write one line per series above the axis."""
    from matplotlib.transforms import ScaledTranslation

    for place, series in enumerate(chart.series):
        down = head - _KEY * (place + 0.5)
        corner = ScaledTranslation(0, down / 72, axes.figure.dpi_scale_trans)
        where = axes.transAxes + corner
        axes.plot([0.012], [1.0], transform=where, **_mark(place))
        shown = name_lines(series.name, most=1)[0]
        axes.text(
            0.045, 1.0, shown, transform=where, fontsize=_FONT, color=INK, va="center_baseline"
        )


def _name_rows(axes: Any, chart: Chart) -> list[float]:
    """Write the rows' names, and return how far down in dots the marks of each may start."""
    low, _ = chart.limits or (0.0, 1.0)
    top, starts = 0.0, []
    height, _, gap = chart.spacing
    for name in chart.rows:
        lines = _row_name(name, chart)
        for line, words in enumerate(lines):
            y = top + gap / 2 + height * (line + 0.78)
            axes.text(low, y, words, fontsize=_FONT, color=INK, va="baseline")
        starts.append(top + gap / 2 + height * len(lines))
        top += _row_height(name, chart)
    return starts


def _draw_series(axes: Any, chart: Chart, place: int, starts: Sequence[float]) -> None:
    """Draw the marks of one series, each with its interval or with a line from 0."""
    low, high = chart.limits or (0.0, 1.0)
    series, zero = chart.series[place], min(max(0.0, low), high)
    marks: list[tuple[float, float]] = []
    lines: list[tuple[float, float, float]] = []
    caps: list[tuple[float, float]] = []
    for at, start in enumerate(starts):
        y, value = start + chart.spacing[1] * (place + 0.6), series.values[at]
        if not math.isfinite(value):
            axes.text(low, y, "–", fontsize=_FONT, color=MUTED, va="center")
            continue
        marks.append((value, y))
        ends = series.intervals[at] if series.intervals else (math.nan, math.nan)
        known = all(math.isfinite(end) for end in ends)
        lines.append((*ends, y) if known else (zero, value, y))
        caps += [(end, y) for end in ends if known]
    if not marks:
        return
    lefts, rights, heights = zip(*lines)
    axes.hlines(heights, lefts, rights, colors=SERIES[place], linewidth=1.4, clip_on=False)
    if caps:
        axes.plot(
            *zip(*caps), color=SERIES[place], linestyle="", clip_on=False,
            marker="|", markersize=7, markeredgewidth=1.4,
        )  # fmt: skip
    axes.plot(*zip(*marks), **_mark(place))


def _mark(place: int) -> dict[str, Any]:
    return {
        "marker": _MARKERS[place],
        "markersize": 6.5,
        "color": SERIES[place],
        "markeredgewidth": 0.8,
        "linestyle": "",
        "clip_on": False,
    }
