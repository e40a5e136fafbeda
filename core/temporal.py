"""Statistics of dated series: seasons, yearly waves, the date of the maximum; and all together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Optional

import numpy as np

from .errors import InputError
from .harmonic import amplitude_phase, fit_harmonics
from .statistics import Observations, Statistic, read_statistic

Dates = Optional[Sequence[date]]
BLOCK = 8192  # pixels at a time: what a few dozen dates of them need stays in the cache
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


def series_statistics(
    layers: Sequence[np.ndarray], names: Sequence[str], *, dates: Dates = None
) -> np.ndarray:
    """Return statistics over the scenes.

    ``NAME_qN`` looks at the scenes of a quarter of the calendar year (1 = January to March), of
    any year, and is NaN where none of these observed the pixel. ``amplitude`` and ``phase`` are
    those of the yearly wave in a least-squares fit of mean and yearly wave; ``amplitude2`` and
    ``phase2`` those of the half-yearly wave in a fit of both (see ``fit_harmonics``): the phase is
    the day of the year (1 = first of January) of the wave's first maximum, 1 where the wave has no
    height. ``date_max`` is the day of the year of the largest value, the earliest of equals. Days
    of the year are circular: the last of December and the first of January are neighbours, their
    numbers are not.

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
        observed = np.where(every.seen, self._values, np.float32(0))
        # the phase is a day of the year whatever the years are: days count within each
        days = np.array([day_of_year(day) - 1 for day in self._dates], np.float64)
        fitted = fit_harmonics(observed, every.seen.astype(np.float32), days, harmonics=harmonics)
        amplitude, phase = (part[harmonics - 1] for part in amplitude_phase(fitted))
        # a wave without height has its maximum on any day: a hole in the map would be worse
        phase = np.where(amplitude == 0, np.float32(1), phase + np.float32(1))
        return {"amplitude": amplitude, "phase": phase}
