"""Labelled points drawn on the pictures of the maps, by whether a map has the label's class."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..accuracy.report_data import AccuracyReport, MapPoints
from .text import Html, count, count_of, text

_MOST = 4000  # points drawn; more would hide the maps and swell the page
# Light or dark within the other, so that a mark is seen on every colour of a class.
_RIGHT, _WRONG = ("#1a1a1a", "#ffffff"), ("#ffffff", "#c0004e")  # edge, inside
_LONG = 100  # units of the longer side of a drawing
_SMALLEST, _LARGEST = 0.75, 1.6  # units from the middle of a mark to its edge
_INK = 18.0  # the more points, the smaller: their marks' summed size stays about the same
_NAMES = ("the reference’s class", "another class")


@dataclass(frozen=True, eq=False)
class Marks:
    """The points that the pictures show, in reading order, and how many there are in all."""

    points: MapPoints
    total: int

    @classmethod
    def of(cls, report: AccuracyReport) -> Marks | None:
        """Choose what to draw; None without points."""
        points = report.points
        if points is None or not points.reference.size:
            return None
        total = points.reference.size
        chosen = np.unique(np.linspace(0, total - 1, min(total, _MOST)).round().astype(int))
        bands = np.floor(points.y[chosen] * _LONG / 4)  # read line by line, left to right
        chosen = chosen[np.lexsort((points.x[chosen], bands))]
        return cls(
            MapPoints(
                points.x[chosen], points.y[chosen], points.maps[:, chosen],
                points.reference[chosen], points.more_classes,
            ),
            total,
        )  # fmt: skip

    @property
    def reach(self) -> float:
        """Half the size of a mark, as a share of the pictures' longer side."""
        size = _INK / math.sqrt(self.points.reference.size)
        return min(max(size, _SMALLEST), _LARGEST) / _LONG

    def help(self) -> str:
        """What a reader must know of the pictures."""
        shown = self.points.reference.size
        few = f"{count(shown)} of the " if shown < self.total else ""
        return (
            "Each picture shows the same places; hatched ones have no class. The marks are "
            f"{few}{count_of(self.total, 'labelled point')}, compared with every map: a dot where "
            f"the map has {_NAMES[0]}, a cross where it has {_NAMES[1]}. The pictures may hold "
            "fewer pixels than the maps; the marks go by the maps themselves."
        )

    def drawing(self, layer: int, shape: tuple[int, int]) -> Html:
        """The marks on the picture of one map, and nothing else.

        Args:
            layer: position of the map.
            shape: rows and columns of the picture.
        """
        height, width = (_LONG * side / max(shape) for side in shape)
        x, y = self.points.x * width, self.points.y * height
        right = self.points.maps[layer] == self.points.reference
        size = self.reach * _LONG
        return Html(
            f'<svg class="marks" viewBox="0 0 {width:.4g} {height:.4g}" aria-hidden="true">'
            f"{_shapes(x[right], y[right], x[~right], y[~right], size=size)}</svg>"
        )

    def key(self, layer: int) -> Iterator[Html]:
        """What the marks on the picture of one map mean, and how many there are of each."""
        points = self.points
        right = int((points.maps[layer] == points.reference).sum())
        none = np.array([])
        for place, number in enumerate((right, points.reference.size - right)):
            at = [none] * 4
            at[2 * place] = at[2 * place + 1] = np.array([0.0])
            yield Html(
                f'<span class="item"><svg class="mark" viewBox="-1.5 -1.5 3 3" aria-hidden="true">'
                f"{_shapes(*at, size=1.0)}</svg>{text(_NAMES[place])}: {count(number)}</span>"
            )

    def content(self, shape: tuple[int, int]) -> dict[str, object]:
        """What the page's script reads: where the points are, in pixels, and their classes."""
        points = self.points
        return {
            "x": np.round(points.x * shape[1], 1).tolist(),
            "y": np.round(points.y * shape[0], 1).tolist(),
            "reach": round(max(1.0, 1.5 * self.reach * max(shape)), 1),
            "reference": points.reference.tolist(),
            "maps": points.maps.tolist(),
        }


def _shapes(
    right_x: np.ndarray,
    right_y: np.ndarray,
    wrong_x: np.ndarray,
    wrong_y: np.ndarray,
    *,
    size: float,
) -> str:
    """Dots and crosses, all of a kind in one path, drawn for its edge and again for its inside."""
    arm = 0.85 * size
    dots = "".join(f"M{x:.2f} {y:.2f}h0" for x, y in zip(right_x, right_y))
    crosses = "".join(
        f"M{x - arm:.2f} {y - arm:.2f}l{2 * arm:.2f} {2 * arm:.2f}m0-{2 * arm:.2f}"
        f"l-{2 * arm:.2f} {2 * arm:.2f}"
        for x, y in zip(wrong_x, wrong_y)
    )
    strokes = ((dots, _RIGHT, 1.9 * size, 1.2 * size), (crosses, _WRONG, 1.2 * size, 0.6 * size))
    return "".join(
        f'<path d="{path}" stroke="{color}" stroke-width="{width:.2f}"/>'
        for path, colors, *widths in strokes
        if path
        for color, width in zip(colors, widths)
    )
