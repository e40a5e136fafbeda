"""The observations of a tile brought to regular dates: gaps filled, and smoothed if wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from .gap_filling import fill_linear
from .harmonic import PERIOD, fit_harmonics, harmonic_series, supported
from .savitzky_golay import savitzky_golay
from .series_nodes import SeriesNodes
from .series_settings import FillSettings
from .whittaker import vcurve_lambda, whittaker, whittaker_envelope

LOG10_LAMBDAS = np.arange(-2.0, 4.1, 0.25)  # tried by the V-curve; at the spacing of the nodes
# nanoseconds per pixel, band and node, about; with lambda by the V-curve, with an envelope
_COST = {"none": 15, "harmonic": 100, "savitzky_golay": 300, "whittaker": 80}
_VCURVE, _ENVELOPE = 10, 6  # times as much
_SECONDS = 0.3  # that filling at once may take, so that a user who cancels is heard
_AT_ONCE = (512, 16384)  # pixels, least and most
# of a straight line's value at a date wanted, in a harmonic regression that observations alone
# do not hold: keeps waves from swinging in a gap
_LINE_WEIGHT = 0.1
_DAYS_OF_YEAR = 36  # at most, at which it is asked whether they do


class SeriesFiller:
    """Brings series observed at some dates to others.

    Savitzky-Golay and Whittaker smooth at nodes (see ``SeriesNodes``), which have the value of the
    straight lines between observations. From a pixel's first observation to its last all nodes
    weigh alike, those in gaps too: by less they swing wide there, and miss withheld observations
    by more. Nodes beyond weigh nothing; there a pixel keeps what its curve has at the end. A
    harmonic regression is fitted to the observations at their own dates. However it is smoothed,
    a date in too long a gap stays empty. A date without any observation has no say in anything.

    Attributes:
        dates: dates wanted.
    """

    def __init__(
        self, observed: Sequence[date], dates: Sequence[date], settings: FillSettings
    ) -> None:
        """Prepare for series observed on the given dates, ascending, each once."""
        self.dates = tuple(dates)
        self._settings = settings
        self._days = np.array([day.toordinal() for day in observed], np.float64)
        self._target = np.array([day.toordinal() for day in dates], np.float64)
        end = max(self._days[-1], settings.end.toordinal() if settings.end else 0)
        self._nodes = SeriesNodes(self._days, self._target, settings.step_days, end=float(end))
        self._curves: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
            "savitzky_golay": self._savitzky_golay,
            "whittaker": self._whittaker,
        }

    def bytes_per_pixel(self, bands: int) -> int:
        """About how much memory ``fill`` takes per pixel, beside what it is given."""
        dates, steps = self._days.size, self._target.size
        smoothed = 0
        if self._settings.smoothing != "none":
            nodes = self._nodes.most
            smoothed = bands * (steps + 2 * nodes) + 2 * nodes
        return 4 * (bands * (dates + 2 * steps) + smoothed) + (2 + bands) * dates

    def pixels_at_once(self, bands: int) -> int:
        """Return how many pixels ``fill`` should be given, that it soon returns."""
        settings = self._settings
        cost = _COST[settings.smoothing]
        if settings.smoothing == "whittaker":
            cost *= _VCURVE if settings.lam is None else 1
            cost *= _ENVELOPE if settings.envelope is not None else 1
        most = _SECONDS * 1e9 / (cost * bands * max(self._nodes.most, self._days.size))
        return min(max(int(most), _AT_ONCE[0]), _AT_ONCE[1])

    def fill(self, values: np.ndarray) -> np.ndarray:
        """Return the series at the dates wanted.

        Args:
            values: float32 (observed date, band, pixel); NaN = not observed.

        Returns:
            float32 (date, band, pixel); NaN where gaps are not bridged.
        """
        bands = values.transpose(1, 0, 2)
        known = np.isfinite(bands)
        if (known[1:] == known[:1]).all():
            return self._fill(bands, known[0]).transpose(1, 0, 2)
        parts = [self._fill(bands[at : at + 1], known[at]) for at in range(len(bands))]
        return np.concatenate(parts).transpose(1, 0, 2)

    def _fill(self, bands: np.ndarray, valid: np.ndarray) -> np.ndarray:
        """Fill bands (band, date, pixel) that were observed on the same dates (date, pixel)."""
        settings, most = self._settings, self._settings.max_gap_days
        if settings.smoothing == "none":
            return fill_linear(bands, valid, self._days, self._target, max_gap=most)
        smooth = self._harmonic if settings.smoothing == "harmonic" else self._by_nodes
        result = smooth(bands, valid)
        if most is not None:
            filled = fill_linear(bands[0], valid, self._days, self._target, max_gap=most)
            result[:, np.isnan(filled)] = np.nan
        return result

    def _by_nodes(self, bands: np.ndarray, valid: np.ndarray) -> np.ndarray:
        """Smooth each pixel at nodes as dense as its own observations."""
        finer = self._nodes.per_step(valid)
        kinds = np.unique(finer)
        if kinds.size == 1:
            return self._smooth(bands, valid, int(kinds[0]))
        result = np.empty((len(bands), self._target.size, valid.shape[1]), np.float32)
        for kind in kinds:
            mine = np.flatnonzero(finer == kind)
            result[..., mine] = self._smooth(bands[..., mine], valid[:, mine], int(kind))
        return result

    def _smooth(self, bands: np.ndarray, valid: np.ndarray, finer: int) -> np.ndarray:
        nodes = self._nodes.laid(finer)
        lines = fill_linear(bands, valid, self._days, nodes.days)
        curve = self._curves[self._settings.smoothing]
        return nodes.smoothed(lines, valid, self._days, lambda values: curve(values, finer))

    def _savitzky_golay(self, nodes: np.ndarray, finer: int) -> np.ndarray:
        window = (self._settings.window - 1) * finer + 1
        return savitzky_golay(nodes, None, window=window, polyorder=self._settings.polyorder)

    def _whittaker(self, nodes: np.ndarray, finer: int) -> np.ndarray:
        asymmetry, fixed = self._settings.envelope, self._settings.lam
        lam: float | np.ndarray = 1.0
        if fixed is not None:
            lam = fixed * finer**4  # the same roughness of the curve, whatever the nodes
            if asymmetry is None:
                return whittaker(nodes, None, lam)
        found = []
        for one in nodes:
            if fixed is None:
                lam = vcurve_lambda(one, None, LOG10_LAMBDAS, p=asymmetry)
            if asymmetry is None:
                found.append(whittaker(one, None, lam))
            else:
                found.append(whittaker_envelope(one, None, lam, asymmetry))
        return np.stack(found)

    def _harmonic(self, bands: np.ndarray, valid: np.ndarray) -> np.ndarray:
        harmonics, days = self._settings.harmonics, self._days
        asked = np.unique(np.floor(self._target % PERIOD / PERIOD * _DAYS_OF_YEAR))
        asked *= PERIOD / _DAYS_OF_YEAR
        told = supported(valid, days, asked, harmonics=harmonics)
        lines, weights = np.empty((len(bands), 0, told.size), np.float32), valid.astype(np.float32)
        if not told.all():
            lines = fill_linear(bands, valid, days, self._target)
            weight = np.where(told, np.float32(0), np.float32(_LINE_WEIGHT))
            line = np.broadcast_to(weight, (self._target.size, told.size))
            weights, days = np.concatenate([weights, line]), np.concatenate([days, self._target])
        found = np.empty((len(bands), self._target.size, told.size), np.float32)
        for values, straight, out in zip(bands, lines, found):
            every = np.concatenate([values, straight])
            coefficients = fit_harmonics(every, weights, days, harmonics=harmonics)
            out[...] = harmonic_series(coefficients, self._target)
        return found
