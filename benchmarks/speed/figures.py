"""Measured figures beside their targets, how costs grow, and the words for both."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..quality.tables import table


@dataclass(frozen=True)
class Figure:
    """A figure of every repeat; the median is what counts.

    Attributes:
        name: what was measured.
        values: one a repeat.
        target: None = the figure is only told.
        at_least: whether the target is a least or a largest value.
        unit: behind the value, with its space.
        digits: behind the decimal point.
    """

    name: str
    values: tuple[float, ...]
    target: float | None = None
    at_least: bool = True
    unit: str = " times"
    digits: int = 2

    @property
    def middle(self) -> float:
        """The median of the repeats."""
        return statistics.median(self.values)

    @property
    def met(self) -> bool:
        """Whether the median is on the right side of the target; NaN never is."""
        if self.target is None:
            return True
        return self.middle >= self.target if self.at_least else self.middle <= self.target

    @property
    def spread(self) -> str:
        """The smallest and the largest value."""
        return f"{self.shown(min(self.values))} to {self.shown(max(self.values))}"

    @property
    def wanted(self) -> str:
        """The target in words; "" without one."""
        if self.target is None:
            return ""
        side = "at least" if self.at_least else "at most"
        return f"{side} {self.target:g}{self.unit}"

    @property
    def verdict(self) -> str:
        """Whether the target is met, in a word; "" without one."""
        if self.target is None:
            return ""
        return "met" if self.met else "**missed**"

    def shown(self, value: float) -> str:
        """Return a value as tables show it."""
        return f"{value:.{self.digits}f}"

    def record(self) -> dict[str, object]:
        """Return what is kept as JSON."""
        return {"name": self.name, "values": list(self.values), "target": self.target,
                "at_least": self.at_least, "unit": self.unit.strip()}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """What one part of the benchmark found.

    Attributes:
        name: as on the command line.
        text: markdown, headed.
        figures: those with a target are judged.
        record: everything measured, as JSON values.
    """

    name: str
    text: str
    figures: tuple[Figure, ...] = ()
    record: Mapping[str, object] = field(default_factory=dict)


def figure_table(figures: Iterable[Figure]) -> str:
    """Return figures with their spread and targets as a table."""
    rows = [
        [one.name, f"{one.shown(one.middle)}{one.unit}", one.spread, f"{len(one.values)}",
         one.wanted, one.verdict]
        for one in figures
    ]  # fmt: skip
    return table(["figure", "median", "from, to", "repeats", "target", ""], rows)


def ratios(slow: Sequence[float], quick: Sequence[float]) -> tuple[float, ...]:
    """Return how many times as long the first took, in each repeat that has both."""
    return tuple(one / other for one, other in zip(slow, quick))


def growth_exponent(sizes: Sequence[float], costs: Sequence[float], *, fixed: float) -> float:
    """Return k of cost = fixed + b * size ** k by least squares in logarithms; 1 = linear.

    NaN where fewer than two sizes cost more than ``fixed``.

    Args:
        sizes: > 0.
        costs: of each size.
        fixed: what is paid whatever the size.
    """
    pairs = [
        (math.log(size), math.log(cost - fixed)) for size, cost in zip(sizes, costs) if cost > fixed
    ]
    if len(pairs) < 2:
        return math.nan
    middle_x, middle_y = (statistics.fmean(axis) for axis in zip(*pairs))
    across = sum((x - middle_x) ** 2 for x, _ in pairs)
    if across == 0:
        return math.nan
    return sum((x - middle_x) * (y - middle_y) for x, y in pairs) / across


def missed(parts: Iterable[Part]) -> list[str]:
    """Return a sentence for each target that is missed."""
    return [
        f"{part.name}: {one.name} {one.shown(one.middle)}{one.unit}, wanted {one.wanted}."
        for part in parts
        for one in part.figures
        if not one.met
    ]


def millions(pixels: float) -> str:
    """Return a number of pixels in millions."""
    return f"{pixels / 1e6:.3g} M"
