"""The observations of a tile brought to regular dates: gaps filled, and smoothed if wanted."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from .gap_filling import fill_linear
from .harmonic import fit_harmonics, harmonic_series
from .savitzky_golay import savitzky_golay
from .series_settings import FillSettings
from .whittaker import vcurve_lambda, whittaker, whittaker_envelope

LOG10_LAMBDAS = np.arange(-2.0, 4.1, 0.25)  # tried by the V-curve; at the spacing of the nodes
_MOST_NODES = 4  # times as many as there are dates
# nanoseconds per pixel, band and node, about; with lambda by the V-curve, with an envelope
_COST = {"none": 15, "harmonic": 100, "savitzky_golay": 150, "whittaker": 60}
_VCURVE, _ENVELOPE = 10, 6  # times as much
_SECONDS = 0.3  # that filling at once may take, so that a user who cancels is heard
_AT_ONCE = (512, 16384)  # pixels, least and most
_ROUNDING = 1e-9
# of a node without observation in a harmonic regression: keeps waves from swinging in a gap
_FILLED_WEIGHT = np.float32(0.1)


class SeriesFiller:
    """Brings series observed at some dates to others.

    They are smoothed at nodes: the dates wanted and as many between them that they are no farther
    apart than the observations mostly are. A node has the value that straight lines between
    observations have there, for Savitzky-Golay and Whittaker as if observed: in a gap, where no
    observation holds them, polynomials and smooth curves swing wide. A harmonic regression weighs
    a node by the observations it is the nearest node of, and a little more. However it is
    smoothed, a date in too long a gap stays empty.

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
        self._smooth: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
            "savitzky_golay": self._savitzky_golay,
            "whittaker": self._whittaker,
            "harmonic": self._harmonic,
        }
        self._finer = self._nodes_per_step()
        self._nodes, self._at = self._lay_nodes()

    def bytes_per_pixel(self, bands: int) -> int:
        """About how much memory ``fill`` takes per pixel, beside what it is given."""
        steps, nodes = self._target.size, self._nodes.size
        smoothed = 0 if self._settings.smoothing == "none" else bands * (steps + 2 * nodes) + nodes
        return 4 * (bands * (self._days.size + 2 * steps) + smoothed) + 2 * self._days.size

    def pixels_at_once(self, bands: int) -> int:
        """Return how many pixels ``fill`` should be given, that it soon returns."""
        settings = self._settings
        cost = _COST[settings.smoothing]
        if settings.smoothing == "whittaker":
            cost *= _VCURVE if settings.lam is None else 1
            cost *= _ENVELOPE if settings.envelope is not None else 1
        most = _SECONDS * 1e9 / (cost * bands * max(self._nodes.size, self._days.size))
        return min(max(int(most), _AT_ONCE[0]), _AT_ONCE[1])

    def fill(self, values: np.ndarray) -> np.ndarray:
        """Return the series at the dates wanted.

        Args:
            values: float32 (observed date, band, pixel); NaN = not observed.

        Returns:
            float32 (date, band, pixel); NaN where gaps are not bridged.
        """
        bands = np.ascontiguousarray(values.transpose(1, 0, 2))
        valid = np.isfinite(bands).any(axis=0)
        most = self._settings.max_gap_days
        if self._settings.smoothing == "none":
            return fill_linear(bands, valid, self._days, self._target, max_gap=most).transpose(
                1, 0, 2
            )
        nodes = fill_linear(bands, valid, self._days, self._nodes)
        smooth = self._smooth[self._settings.smoothing](nodes, bands)
        filled = nodes[:, self._at]
        if most is not None:
            filled = fill_linear(bands, valid, self._days, self._target, max_gap=most)
        smooth[np.isnan(filled)] = np.nan
        return smooth.transpose(1, 0, 2)

    def _nodes_per_step(self) -> int:
        if self._days.size < 2:
            return 1
        spacing = float(np.median(np.diff(self._days)))
        wanted = math.ceil(self._settings.step_days / spacing - _ROUNDING)
        span = max(self._target[-1], self._days[-1]) - min(self._target[0], self._days[0])
        most = _MOST_NODES * self._days.size * self._settings.step_days / max(span, 1.0)
        return max(1, min(wanted, int(most)))

    def _lay_nodes(self) -> tuple[np.ndarray, slice]:
        """Return the nodes' days, and which of them are the dates wanted.

        No node but these lies beyond the observations, where a flat end would bend the curve.
        """
        spacing = self._settings.step_days / self._finer
        before = math.floor(max(self._target[0] - self._days[0], 0.0) / spacing + _ROUNDING)
        after = math.floor(max(self._days[-1] - self._target[-1], 0.0) / spacing + _ROUNDING)
        inner = (self._target.size - 1) * self._finer
        nodes = self._target[0] + spacing * np.arange(-before, inner + after + 1)
        return nodes, slice(before, before + inner + 1, self._finer)

    def _savitzky_golay(self, nodes: np.ndarray, _: np.ndarray) -> np.ndarray:
        window = (self._settings.window - 1) * self._finer + 1
        order = self._settings.polyorder
        return savitzky_golay(nodes, None, window=window, polyorder=order)[:, self._at]

    def _whittaker(self, nodes: np.ndarray, _: np.ndarray) -> np.ndarray:
        asymmetry, fixed = self._settings.envelope, self._settings.lam
        lam: float | np.ndarray = 1.0
        if fixed is not None:
            lam = fixed * self._finer**4  # the same roughness of the curve, whatever the nodes
            if asymmetry is None:
                return whittaker(nodes, None, lam)[:, self._at]
        found = []
        for one in nodes:
            if fixed is None:
                lam = vcurve_lambda(one, None, LOG10_LAMBDAS, p=asymmetry)
            if asymmetry is None:
                found.append(whittaker(one, None, lam)[self._at])
            else:
                found.append(whittaker_envelope(one, None, lam, asymmetry)[self._at])
        return np.stack(found)

    def _harmonic(self, nodes: np.ndarray, bands: np.ndarray) -> np.ndarray:
        found = []
        for values, observed in zip(nodes, np.isfinite(bands)):
            coefficients = fit_harmonics(
                values,
                self._seen(observed) + _FILLED_WEIGHT,
                self._nodes,
                harmonics=self._settings.harmonics,
            )
            found.append(harmonic_series(coefficients, self._target).astype(np.float32))
        return np.stack(found)

    def _seen(self, observed: np.ndarray) -> np.ndarray:
        """Return how many observations each node is the nearest of, float32 (node, pixel)."""
        seen = np.zeros((self._nodes.size, observed.shape[1]), np.float32)
        spacing = self._settings.step_days / self._finer
        nearest = np.floor((self._days - self._nodes[0]) / spacing + 0.5).astype(np.intp)
        for node, one in zip(np.clip(nearest, 0, self._nodes.size - 1), observed):
            seen[node] += one
        return seen
