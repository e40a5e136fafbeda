"""Statistics of dated series: seasons, yearly waves, the date of the maximum; and all together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Optional

import numpy as np

from ..errors import InputError
from ..phrases import counted
from ..series.harmonic import PERIOD, amplitude_phase, fit_harmonics, gap_too_long, supported
from .statistics import Observations, Statistic, read_statistic

Dates = Optional[Sequence[date]]
BLOCK = 8192  # pixels at a time: what a few dozen dates of them need stays in the cache
_SHORT_YEAR = 300  # days; a year's images often miss a dark month
# what holds waves that observations do not: the pixel's mean on so many days of the year, each of
# which weighs as a tenth of an observation
_HELD_DAYS, _HELD_WEIGHT = 12, np.float32(0.1)
_ASKED_DAYS = 36  # of the year, on which it is asked whether observations hold the waves
_QUARTERS = ("January to March", "April to June", "July to September", "October to December")


def scene_dates(scenes: Sequence[str]) -> tuple[date, ...] | None:
    """Return the dates that scenes are named by; None unless every scene is an ISO date."""
    try:
        return tuple(date.fromisoformat(scene) for scene in scenes)
    except ValueError:
        return None


def quarter_of(day: date) -> int:
    """Return the quarter of the calendar year, 1 = January to March."""
    return (day.month + 2) // 3


def day_of_year(day: date) -> int:
    """Return 1 for the first of January."""
    return day.timetuple().tm_yday


def check_dates(names: Sequence[str], dates: Dates, *, series: str) -> None:
    """Make sure that statistics can be computed of a series with these dates.

    Args:
        names: as ``parse_statistics`` returns them.
        dates: of the scenes; None = unknown.
        series: what errors call the series, for example NDVI.

    Raises:
        InputError: a statistic needs dates that are unknown, a season without scene, or a wave
            more scenes than there are.
    """
    for name in names:
        meaning = read_statistic(name)
        if not meaning.dated:
            continue
        if dates is None:
            raise InputError(
                f"STATISTICS: {name} needs the date of every image, and {series} has images "
                "without; put dates into file names or band descriptions, for example 2019-04-30."
            )
        if meaning.quarter and meaning.quarter not in map(quarter_of, dates):
            raise InputError(
                f"STATISTICS: {name} needs an image of {_QUARTERS[meaning.quarter - 1]}, and "
                f"{series} has none; leave {name} out."
            )
        least, found = 1 + 2 * meaning.harmonics, len(set(map(day_of_year, dates)))
        if meaning.harmonics and found < least:
            raise InputError(
                f"STATISTICS: {name} needs images of at least {least} days of the year, and "
                f"{series} has {found}; leave {name} out, or give more images."
            )


def doubtful_waves(names: Sequence[str], dates: Sequence[date], *, series: str) -> list[str]:
    """Return a sentence for each number of waves that the dates hardly tell.

    Args:
        names: as ``check_dates`` passes them with these dates.
        dates: of the scenes.
        series: what sentences call the series, for example NDVI.
    """
    told = []
    days = np.array([day_of_year(day) - 1 for day in dates], np.float64)
    span = (max(dates) - min(dates)).days
    harmonics = {read_statistic(name).harmonics: name for name in reversed(names)}
    for waves, name in sorted(harmonics.items()):
        gap = gap_too_long(days, harmonics=waves) if waves else None
        if not waves or (gap is None and span >= _SHORT_YEAR):
            continue
        lack = f"span {counted(span, 'day')}, less than a year"
        if gap is not None:
            lack = f"leave {round(gap)} days of the year without any"
        told.append(
            f"STATISTICS: the images of {series} {lack}, so that they hardly tell {name}; where a "
            "pixel's observations do not hold the wave it is drawn towards no wave. Give images of "
            "the whole year, or other statistics."
        )
    return told


def series_statistics(
    layers: Sequence[np.ndarray], names: Sequence[str], *, dates: Dates = None
) -> np.ndarray:
    """Return statistics over the scenes.

    ``NAME_qN`` looks at the scenes of a quarter of the calendar year (1 = January to March), of
    any year, and is NaN where none of these observed the pixel. ``amplitude`` and ``phase`` are
    those of the yearly wave in a least-squares fit of mean and yearly wave; ``amplitude2`` and
    ``phase2`` those of the half-yearly wave in a fit of both (see ``fit_harmonics``): the phase is
    the day of the year (1 = first of January) of the wave's first maximum, 1 where the wave has no
    height. Where the variance of the fit on some day of the year would be more than twice that of
    an observation (see ``supported``: few observations, or a long gap), the pixel's mean on twelve
    days of the year, each a tenth of an observation, holds the waves. ``date_max`` is the day of
    the year of the largest value, the earliest of equals. Days of the year are circular: the last
    of December and the first of January are neighbours, their numbers are not.

    Args:
        layers: float32 (row, col) for each scene, in any order; not finite = not observed.
        names: as ``parse_statistics`` returns them and, where they need dates, ``check_dates``
            passes them.
        dates: of the layers.

    Returns:
        float32 (statistic, row, col); NaN where no scene observed the pixel. The order of dated
        layers does not change a bit of it, nor do the other pixels.
    """
    if dates is not None:
        pairs = sorted(zip(dates, range(len(layers))))
        layers, dates = [layers[at] for _, at in pairs], [day for day, _ in pairs]
    height, width = layers[0].shape
    result = np.empty((len(names), height, width), np.float32)
    rows = max(1, BLOCK // max(1, width))
    for top in range(0, height, rows):
        cut = np.stack([layer[top : top + rows] for layer in layers])
        block = _Block(cut.reshape(len(layers), -1), dates)
        for at, name in enumerate(names):
            found = block.statistic(read_statistic(name))
            result[at, top : top + rows] = found.reshape(cut.shape[1:])
    return result


class _Block:
    """The dated series of a block of pixels; what several statistics need is computed once."""

    def __init__(self, values: np.ndarray, dates: Dates) -> None:
        """Look at float32 (scene, pixel), in the order of ``dates``."""
        self._dates = dates or ()
        self._values = values
        self._seasons: dict[int, Observations] = {}
        self._waves: dict[int, dict[str, np.ndarray]] = {}

    def statistic(self, meaning: Statistic) -> np.ndarray:
        """Return float32 (pixel,); NaN where nothing was observed."""
        if meaning.kind == "date_max":
            return self._date_of_maximum()
        if meaning.harmonics:
            if meaning.harmonics not in self._waves:
                self._waves[meaning.harmonics] = self._fit(meaning.harmonics)
            return self._waves[meaning.harmonics][meaning.kind]
        return self._season(meaning.quarter).statistic(meaning)

    def _season(self, quarter: int) -> Observations:
        """Return the observations of a quarter; of all scenes for 0."""
        if quarter not in self._seasons:
            mine = [quarter_of(day) == quarter for day in self._dates]
            self._seasons[quarter] = Observations(self._values[mine] if quarter else self._values)
        return self._seasons[quarter]

    def _date_of_maximum(self) -> np.ndarray:
        every = self._season(0)
        best = np.full(self._values.shape[1], -np.inf, np.float32)
        days = np.full(self._values.shape[1], np.nan, np.float32)
        for layer, seen, day in zip(self._values, every.seen, self._dates):
            better = seen & (layer > best)
            np.copyto(best, layer, where=better)
            np.copyto(days, np.float32(day_of_year(day)), where=better)
        return days

    def _fit(self, harmonics: int) -> dict[str, np.ndarray]:
        """Return amplitude and phase of the highest of ``harmonics`` waves."""
        every = self._season(0)
        # the phase is a day of the year whatever the years are: days count within each
        days = np.array([day_of_year(day) - 1 for day in self._dates], np.float64)
        asked = np.arange(_ASKED_DAYS) * PERIOD / _ASKED_DAYS
        held = ~supported(every.seen, days, asked, harmonics=harmonics)
        observed = np.where(every.seen, self._values, np.float32(0))
        weights = every.seen.astype(np.float32)
        if held.any():
            count = np.maximum(every.seen.sum(axis=0), 1)
            total = np.zeros(held.size)
            for layer in observed:  # in their order, however many pixels there are
                total += layer
            mean = total / count
            # the waves of what differs from the mean, which is 0 on the days that hold them
            observed = np.where(held & every.seen, observed - mean, observed).astype(np.float32)
            more = np.zeros((_HELD_DAYS, held.size), np.float32)
            observed = np.concatenate([observed, more])
            holding = (held & every.seen.any(axis=0)) * _HELD_WEIGHT
            weights = np.concatenate([weights, more + holding])
            days = np.concatenate([days, np.arange(_HELD_DAYS) * PERIOD / _HELD_DAYS])
        fitted = fit_harmonics(observed, weights, days, harmonics=harmonics)
        amplitude, phase = (part[harmonics - 1] for part in amplitude_phase(fitted))
        # a wave without height has its maximum on any day: a hole in the map would be worse
        phase = np.where(amplitude == 0, np.float32(1), phase + np.float32(1))
        return {"amplitude": amplitude, "phase": phase}
