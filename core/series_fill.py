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
_COST = {"none": 15, "harmonic": 100, "savitzky_golay": 2000, "whittaker": 100}
_VCURVE, _ENVELOPE = 10, 6  # times as much
_SECONDS = 0.3  # that filling at once may take, so that a user who cancels is heard
_AT_ONCE = (512, 16384)  # pixels, least and most
_ROUNDING = 1e-9


class SeriesFiller:
    """Brings series observed at some dates to others.

    Where they are smoothed by Savitzky-Golay or Whittaker, that is done at nodes: the dates wanted
    and as many between them that they are no farther apart than the observations mostly are. A
    node near an observation has the value that straight lines between observations have there,
    and weighs as many observations as it is the nearest node of; the others weigh nothing. A
    harmonic regression takes the observations as they are. However it is smoothed, a date in too
    long a gap stays empty.

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
        filled = fill_linear(
            bands, valid, self._days, self._target, max_gap=self._settings.max_gap_days
        )
        if self._settings.smoothing != "none":
            holes = np.isnan(filled)
            filled = self._smoothed(bands)
            filled[holes] = np.nan
        return filled.transpose(1, 0, 2)

    def _smoothed(self, bands: np.ndarray) -> np.ndarray:
        """Return float32 (band, date, pixel); bands observed alike are smoothed at once."""
        smooth = self._smooth[self._settings.smoothing]
        valid = np.isfinite(bands)
        if (valid == valid[:1]).all():
            return smooth(bands, valid[0])
        parts = [smooth(bands[at : at + 1], valid[at]) for at in range(len(bands))]
        return np.concatenate(parts)

    def _nodes_per_step(self) -> int:
        if self._days.size < 2:
            return 1
        spacing = float(np.median(np.diff(self._days)))
        wanted = math.ceil(self._settings.step_days / spacing - _ROUNDING)
        span = max(self._target[-1], self._days[-1]) - min(self._target[0], self._days[0])
        most = _MOST_NODES * self._days.size * self._settings.step_days / max(span, 1.0)
        return max(1, min(wanted, int(most)))

    def _lay_nodes(self) -> tuple[np.ndarray, slice]:
        """Return the nodes' days, and which of them are the dates wanted."""
        spacing = self._settings.step_days / self._finer
        before = math.ceil(max(self._target[0] - self._days[0], 0.0) / spacing - _ROUNDING)
        after = math.ceil(max(self._days[-1] - self._target[-1], 0.0) / spacing - _ROUNDING)
        inner = (self._target.size - 1) * self._finer
        nodes = self._target[0] + spacing * np.arange(-before, inner + after + 1)
        return nodes, slice(before, before + inner + 1, self._finer)

    def _on_nodes(self, bands: np.ndarray, valid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return values (band, node, pixel) and weights (node, pixel)."""
        values = fill_linear(bands, valid, self._days, self._nodes)
        weights = np.zeros(values.shape[1:], np.float32)
        spacing = self._settings.step_days / self._finer
        nearest = np.floor((self._days - self._nodes[0]) / spacing + 0.5).astype(np.intp)
        for node, seen in zip(np.minimum(nearest, self._nodes.size - 1), valid):
            weights[node] += seen
        return values, weights

    def _savitzky_golay(self, bands: np.ndarray, valid: np.ndarray) -> np.ndarray:
        values, weights = self._on_nodes(bands, valid)
        window = (self._settings.window - 1) * self._finer + 1
        order = self._settings.polyorder
        return savitzky_golay(values, weights, window=window, polyorder=order)[:, self._at]

    def _whittaker(self, bands: np.ndarray, valid: np.ndarray) -> np.ndarray:
        values, weights = self._on_nodes(bands, valid)
        asymmetry, fixed = self._settings.envelope, self._settings.lam
        if fixed is not None and asymmetry is None:
            return whittaker(values, weights, fixed * self._finer**3)[:, self._at]
        found = []
        for one in values:
            lam: float | np.ndarray
            if fixed is None:
                lam = vcurve_lambda(one, weights, LOG10_LAMBDAS, p=asymmetry)
            else:
                lam = fixed * self._finer**3  # the same roughness of the curve, whatever the nodes
            if asymmetry is None:
                found.append(whittaker(one, weights, lam)[self._at])
            else:
                found.append(whittaker_envelope(one, weights, lam, asymmetry)[self._at])
        return np.stack(found)

    def _harmonic(self, bands: np.ndarray, valid: np.ndarray) -> np.ndarray:
        found = []
        for one in bands:
            coefficients = fit_harmonics(
                one, valid.astype(np.float32), self._days, harmonics=self._settings.harmonics
            )
            found.append(harmonic_series(coefficients, self._target).astype(np.float32))
        return np.stack(found)
