"""Real observations withheld and predicted: how far each way to fill a series is from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from ...core.series.series_fill import SeriesFiller
from ...core.series.series_settings import FillSettings
from .observed import Observed

SHARES = (0.2, 0.3, 0.4, 0.5)
REFERENCE = "np.interp"
DEFAULT = "none (default)"
METHODS: Mapping[str, FillSettings] = {
    DEFAULT: FillSettings(),
    "savitzky_golay": FillSettings(smoothing="savitzky_golay"),
    "whittaker": FillSettings(smoothing="whittaker"),
    "whittaker, λ 10": FillSettings(smoothing="whittaker", lam=10.0),
    "whittaker, envelope 0.9": FillSettings(smoothing="whittaker", envelope=0.9),
    "harmonic": FillSettings(smoothing="harmonic"),
}
_FEWEST = 4  # observations of a pixel, of which the smallest share is one
_AT_ONCE = 16_384  # pixels


@dataclass(frozen=True)
class Errors:
    """What the withheld observations of one band of a series say of a method.

    Attributes:
        series, band, method: which.
        share: of each pixel's observations that were withheld.
        seed: that drew them.
        count: withheld observations.
        rmse: root of the mean squared difference.
        bias: mean of prediction minus observation.
    """

    series: str
    band: str
    share: float
    seed: int
    method: str
    count: int
    rmse: float
    bias: float


def withhold(values: np.ndarray, *, share: float, seed: int) -> np.ndarray:
    """Draw observations without replacement, as many of each pixel as its share, rounded.

    Args:
        values: float32 (date, band, pixel); NaN = not observed.
        share: of the dates on which a pixel was observed in every band, 0..1.
        seed: of the draw.

    Returns:
        bool (date, pixel): withheld, in every band; none where a pixel has too few observations.
    """
    seen = np.isfinite(values).all(axis=1)
    key = np.where(seen, np.random.default_rng(seed).random(seen.shape), 2.0)
    rank = key.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    count = seen.sum(axis=0)
    wanted = np.where(count >= _FEWEST, np.floor(share * count + 0.5), 0)
    return seen & (rank < wanted)


def study(name: str, observed: Observed, *, step_days: int, seed: int) -> Iterator[Errors]:
    """Yield the errors of every method at every share, and of ``np.interp`` beside them."""
    for share in SHARES:
        hidden = withhold(observed.values, share=share, seed=seed)
        kept = np.where(hidden[:, np.newaxis], np.float32(np.nan), observed.values)
        found = {REFERENCE: interpolated(kept, observed.dates)}
        for method, settings in METHODS.items():
            settings = replace(settings, step_days=step_days)
            found[method] = predict(kept, observed.dates, settings)
        for method, predicted in found.items():
            for at, band in enumerate(observed.bands):
                error = (predicted[:, at] - observed.values[:, at])[hidden].astype(np.float64)
                rmse, bias = float(np.sqrt(np.mean(error**2))), float(np.mean(error))
                yield Errors(name, band, share, seed, method, error.size, rmse, bias)


def predict(values: np.ndarray, dates: tuple[date, ...], settings: FillSettings) -> np.ndarray:
    """Return a filled and smoothed series at the dates of the observations.

    A regular series of ``settings.step_days`` is filled once for each day on which it may begin,
    so that every observation's date is one of its dates: each prediction is what the product
    writes for that date at that step, and nothing is interpolated again.

    Args:
        values: float32 (date, band, pixel); NaN = not observed.
        dates: ascending.
        settings: start and end do not count.

    Returns:
        float32 of the shape of ``values``.
    """
    result = np.full(values.shape, np.nan, np.float32)
    for phase in range(settings.step_days):
        start = dates[0] + timedelta(days=phase)
        places = {
            at: (day - start).days // settings.step_days
            for at, day in enumerate(dates)
            if day >= start and (day - start).days % settings.step_days == 0
        }
        if not places:
            continue
        wanted = replace(settings, start=start, end=dates[-1])
        filler = SeriesFiller(dates, wanted.dates(dates), wanted)
        for first in range(0, values.shape[2], _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            filled = filler.fill(np.ascontiguousarray(values[:, :, part]))
            result[list(places), :, part] = filled[list(places.values())]
    return result


def interpolated(values: np.ndarray, dates: tuple[date, ...]) -> np.ndarray:
    """Return each pixel's straight lines between observations by ``numpy.interp``.

    Args:
        values: float32 (date, band, pixel); NaN = not observed.
        dates: ascending.

    Returns:
        float32 of the shape of ``values``; NaN where a pixel has no observation at all.
    """
    days = np.array([day.toordinal() for day in dates], np.float64)
    result = np.full(values.shape, np.nan, np.float32)
    seen = np.isfinite(values).all(axis=1)
    for pixel in np.flatnonzero(seen.any(axis=0)):
        valid = seen[:, pixel]
        for band in range(values.shape[1]):
            result[:, band, pixel] = np.interp(days, days[valid], values[valid, band, pixel])
    return result
