"""Statistics of a pixel's series over the scenes: their names, and those that need no dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from ..errors import InputError

_PLAIN = ("mean", "median", "min", "max", "std", "range")
STATISTICS = (*_PLAIN, "p10", "p90")
DATED_STATISTICS = (
    *(f"median_q{quarter}" for quarter in range(1, 5)),
    *("amplitude", "phase", "amplitude2", "phase2", "date_max"),
)
_PERCENTILE = re.compile(r"p0*([0-9]{1,2}(?:\.[0-9]{1,3})?|100)")
_HARMONIC = re.compile(r"(amplitude|phase)(2?)")


@dataclass(frozen=True)
class Statistic:
    """What a statistic's name means.

    Attributes:
        kind: mean, std, min, max, range, percentile, amplitude, phase or date_max.
        percent: of a percentile; the median is 50.
        quarter: 1 = January to March and so on; 0 = all scenes.
        harmonics: 1 = the yearly wave, 2 = the half-yearly one; 0 = neither.
    """

    kind: str
    percent: float = 0
    quarter: int = 0
    harmonics: int = 0

    @property
    def dated(self) -> bool:
        """Whether it needs the dates of the scenes."""
        return self.quarter > 0 or self.harmonics > 0 or self.kind == "date_max"


def parse_statistics(text: str) -> tuple[str, ...]:
    """Read ``mean,std,p10,median_q1,phase`` into statistic names, numbers at their shortest.

    Of names that mean the same, such as median and p50, the first counts; see ``repeated``.

    Raises:
        InputError: a name is none of mean, median, min, max, std, range, p0..p100 (also p2.5),
            one of these with _q1.._q4, amplitude, phase, amplitude2, phase2, date_max.
    """
    return tuple(first for first, *_ in _by_meaning(text))


def repeated(text: str) -> tuple[str, ...]:
    """Return, as ``p50 (median)``, names that mean what another one before them means.

    Raises:
        InputError: as ``parse_statistics``.
    """
    return tuple(f"{name} ({first})" for first, *others in _by_meaning(text) for name in others)


def _by_meaning(text: str) -> list[list[str]]:
    """Return names by what they mean, in order; each name once."""
    parts = (part.strip().lower() for part in re.split(r"[,;\n]", text))
    found: dict[Statistic, list[str]] = {}
    for name in dict.fromkeys(_shortest(part) for part in parts if part):
        found.setdefault(read_statistic(name), []).append(name)
    return list(found.values())


@lru_cache(maxsize=1024)
def read_statistic(name: str) -> Statistic:
    """Return what a name means.

    Raises:
        InputError: it means nothing.
    """
    base, _, quarter = name.partition("_q")
    percentile, harmonic = _PERCENTILE.fullmatch(base), _HARMONIC.fullmatch(name)
    if harmonic:
        return Statistic(harmonic[1], harmonics=int(harmonic[2] or 1))
    if name == "date_max":
        return Statistic(name)
    known = base in _PLAIN or percentile is not None
    if not known or not (quarter in ("1", "2", "3", "4") or base == name):
        raise InputError(
            f"STATISTICS: '{name}' is unknown; choose from {', '.join(_PLAIN)}, percentiles such "
            f"as p10, and with dates {', '.join(DATED_STATISTICS)}."
        )
    season = int(quarter or 0)
    if percentile or base == "median":
        return Statistic("percentile", float(percentile[1]) if percentile else 50.0, season)
    return Statistic(base, quarter=season)


def _shortest(name: str) -> str:
    """Return the name with its percentage without needless zeros, so that one has one name."""
    meaning = read_statistic(name)
    if meaning.kind != "percentile" or not name.startswith("p"):
        return name
    return f"p{meaning.percent:g}" + (f"_q{meaning.quarter}" if meaning.quarter else "")


class Observations:
    """The series of a block of pixels; what several statistics need is computed once."""

    def __init__(self, values: np.ndarray) -> None:
        """Look at float32 (scene, pixel); what is not finite was not observed."""
        self.values = values
        self.seen = np.isfinite(values)
        self.count = self.seen.sum(axis=0)

    def statistic(self, meaning: Statistic) -> np.ndarray:
        """Return a statistic that needs no dates, float32 (pixel,); NaN where nothing was observed.

        ``std`` is that of the population; percentiles are interpolated linearly, as
        ``numpy.nanpercentile`` does by default.
        """
        if meaning.kind == "percentile":
            result = self._percentile(meaning.percent)
        elif meaning.kind == "mean":
            result = self._mean
        elif meaning.kind == "std":
            result = self._deviation()
        else:
            with np.errstate(invalid="ignore"):  # inf - inf where nothing was observed
                extremes = {"min": self._low, "max": self._high, "range": self._high - self._low}
            result = extremes[meaning.kind]
        return np.where(self.count > 0, result, np.nan).astype(np.float32)

    @cached_property
    def _low(self) -> np.ndarray:
        return np.where(self.seen, self.values, np.float32(np.inf)).min(axis=0) + np.float32(0)

    @cached_property
    def _high(self) -> np.ndarray:
        return np.where(self.seen, self.values, np.float32(-np.inf)).max(axis=0) + np.float32(0)

    @cached_property
    def _filled(self) -> np.ndarray:
        return np.where(self.seen, self.values, np.float32(0))

    @cached_property
    def _mean(self) -> np.ndarray:
        """The mean, float64; added scene by scene, in one order always."""
        total = np.zeros(self.values.shape[1])
        for layer in self._filled:
            total += layer
        return total / np.maximum(self.count, 1)

    def _deviation(self) -> np.ndarray:
        squares = np.zeros(self.values.shape[1])
        for layer, seen in zip(self._filled, self.seen):
            from_mean = layer - self._mean
            from_mean *= seen
            from_mean *= from_mean
            squares += from_mean
        return np.sqrt(squares / np.maximum(self.count, 1))

    @cached_property
    def _ordered(self) -> np.ndarray:
        """The values in order, what is missing last; sorted once for all percentiles."""
        ordered = np.where(self.seen, self.values, np.float32(np.inf))
        ordered += np.float32(0)  # -0 and 0 are one value, whichever sorting leaves first
        ordered.sort(axis=0)
        return ordered

    def _percentile(self, percent: float) -> np.ndarray:
        """Return a percentile, float64; numpy's nanpercentile gives it one pixel at a time."""
        last = np.maximum(self.count - 1, 0)
        if (last == last[:1]).all():
            last = last[:1]  # whole rows instead of a row for each pixel
        position = percent / 100 * last
        below = np.floor(position).astype(np.intp)
        low, high = (self._at(rank) for rank in (below, np.minimum(below + 1, last)))
        with np.errstate(invalid="ignore"):  # inf - inf where nothing was observed
            return low + (high - low) * (position - below)

    def _at(self, rank: np.ndarray) -> np.ndarray:
        if rank.size == 1:
            return self._ordered[int(rank[0])].astype(np.float64)
        return np.take_along_axis(self._ordered, rank[None], axis=0)[0].astype(np.float64)
