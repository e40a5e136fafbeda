"""Drawings of observed against predicted shares: how many samples lie where, as shades.

They are plain SVG and need no package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .text import Html, count, text

FEW = 30
"""Samples below which a mean is drawn hollow."""
_OPACITIES = (0.14, 0.28, 0.44, 0.62, 0.8, 1.0)
_WIDTH, _HEIGHT, _SIDE = 330, 346, 272  # the unit is a dot of the other charts
_LEFT, _TOP = 44, 26
_FONT = 12
_TICKS = (0, 25, 50, 75, 100)
_COLOR = "var(--series1, #0072b2)"
_MUTED = "var(--muted, #566167)"


@dataclass(frozen=True)
class Shades:
    """Steps of counts that each have a shade.

    Attributes:
        least: smallest count of each step, rising from 1.
        most: largest count of all.
    """

    least: tuple[int, ...]
    most: int

    @classmethod
    def of(cls, most: int) -> Shades:
        """Return steps that grow by a factor, because most samples lie in few places."""
        steps = len(_OPACITIES)
        bounds = {round(max(most, 1) ** (step / steps)) for step in range(steps)}
        return cls(tuple(sorted(bounds)), max(most, 1))

    @property
    def opacities(self) -> tuple[float, ...]:
        """One per step, the last one full."""
        return _OPACITIES[len(_OPACITIES) - len(self.least) :]

    def key(self) -> Html:
        """The shades and the counts they stand for."""
        ends = [*(one - 1 for one in self.least[1:]), self.most]
        items = (
            f'<span class="key"><svg width="16" height="10" aria-hidden="true"><rect width="16" '
            f'height="10" fill="{_COLOR}" fill-opacity="{opacity}"/></svg> '
            f"{text(count(low) if low == high else f'{count(low)} to {count(high)}')}</span>"
            for low, high, opacity in zip(self.least, ends, self.opacities)
        )
        return Html(f'<p class="note">Samples: {"".join(items)}</p>')


def density_drawing(
    counts: np.ndarray, dots: Iterable[tuple[int, float, float]], *, shades: Shades, label: str
) -> Html:
    """Return an ``svg`` element: predicted shares across, observed ones upwards.

    Args:
        counts: int64 (observed bin, predicted bin), both sides alike.
        dots: samples of a bin with their mean predicted and mean observed share.
        shades: of the counts.
        label: what it shows, for those who cannot see it.
    """
    return Html(
        f'<svg class="chart" role="img" aria-label="{text(label)}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}">{_frame()}'
        f'<g transform="translate({_LEFT} {_TOP}) scale({_SIDE / len(counts):.6g})" '
        f'shape-rendering="crispEdges" fill="{_COLOR}">{"".join(_shapes(counts, shades))}</g>'
        f'<path d="M{_LEFT} {_TOP + _SIDE}l{_SIDE} -{_SIDE}" fill="none" stroke="{_MUTED}" '
        f'stroke-dasharray="5 4"/>{"".join(_dots(dots))}</svg>'
    )


def _shapes(counts: np.ndarray, shades: Shades) -> Iterator[str]:
    """One path per shade, of runs of cells along the rows."""
    steps = np.searchsorted(np.array(shades.least), counts, side="right")
    for step, opacity in enumerate(shades.opacities, start=1):
        runs = "".join(_runs(steps[::-1] == step))
        if runs:
            yield f'<path fill-opacity="{opacity}" d="{runs}"/>'


def _runs(cells: np.ndarray) -> Iterator[str]:
    for row, line in enumerate(cells):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], line, [False]))))
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist()):
            yield f"M{start} {row}h{end - start}v1h{start - end}z"


def _dots(dots: Iterable[tuple[int, float, float]]) -> Iterator[str]:
    for samples, predicted, observed in dots:
        if samples:
            inside = "var(--paper, #fff)" if samples < FEW else "currentColor"
            x, y = _LEFT + _SIDE * predicted, _TOP + _SIDE * (1 - observed)
            yield (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{inside}" stroke="currentColor" '
                'stroke-width="1.4"/>'
            )


def _frame() -> str:
    """Lines and numbers of both axes, and what the axes are."""
    places = [(tick, _SIDE * tick / 100) for tick in _TICKS]
    lines = "".join(
        f"M{_LEFT} {_TOP + _SIDE - at:g}h{_SIDE}M{_LEFT + at:g} {_TOP}v{_SIDE}" for _, at in places
    )
    words = [("Predicted, %", _LEFT + _SIDE / 2, _HEIGHT - 8.0, "middle")]
    words.append(("Observed, %", 2.0, 12.0, "start"))
    words += [(f"{tick}", _LEFT + at, _TOP + _SIDE + 17.0, "middle") for tick, at in places]
    words += [(f"{tick}", _LEFT - 6, _TOP + _SIDE - at + 4, "end") for tick, at in places]
    return (
        f'<path d="{lines}" fill="none" stroke="{_MUTED}" stroke-opacity="0.3" '
        f'stroke-width="0.8"/>{"".join(_words(words))}'
    )


def _words(items: Sequence[tuple[str, float, float, str]]) -> Iterator[str]:
    for shown, x, y, anchor in items:
        yield (
            f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{_FONT}" '
            f'style="fill: {_MUTED}">{shown}</text>'
        )
