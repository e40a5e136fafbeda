"""The regular days at which series are smoothed, between a pixel's first and last observation."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Smoother = Callable[[np.ndarray], np.ndarray]

_MOST_NODES = 4  # times as many as a pixel has observations
_ROUNDING = 1e-9
_NEAR = np.float32(1e-3)  # of the way to the next node: what rounding may do to a place
_GRAIN = 1024.0  # parts of a day: sums of so coarse days are exact in float32


class SeriesNodes:
    """Lays nodes: the dates wanted, and for pixels observed more often some between them.

    They depend on the dates wanted and on a pixel's own observations, not on dates it was not
    observed on, nor on other pixels.

    Attributes:
        most: nodes of a pixel that was observed on every date.
    """

    def __init__(self, days: np.ndarray, target: np.ndarray, step: int, *, end: float) -> None:
        """Prepare for observations on ``days`` and dates wanted on ``target``, float64.

        Args:
            days: ascending.
            target: ascending, ``step`` days apart.
            step: days.
            end: no observation is later.
        """
        self._days, self._target, self._step = days, target, step
        self._before = max(float(target[0] - days[0]), 0.0)
        self._after = max(end - float(target[-1]), 0.0)
        self._laid: dict[int, Nodes] = {}
        every = np.ones((days.size, 1), bool)
        self.most = self.laid(int(self.per_step(every)[0])).days.size

    def per_step(self, valid: np.ndarray) -> np.ndarray:
        """Return how many nodes there are to a step for each pixel, int (pixel,).

        They are as dense as a pixel's observations from its first to its last are on average.

        Args:
            valid: bool (date, pixel).
        """
        count = valid.sum(axis=0, dtype=np.int32)
        first, last = _ends(valid, self._days)
        with np.errstate(divide="ignore", invalid="ignore"):
            dense = np.ceil(self._step * (count - 1) / (last - first) - _ROUNDING)
        span = max(float(self._target[-1] - self._target[0]), 1.0)
        most = np.floor(_MOST_NODES * count * self._step / span)
        dense = np.where(count > 1, np.minimum(dense, np.minimum(most, self._step)), 1)
        return np.maximum(dense, 1).astype(np.intp)

    def laid(self, finer: int) -> Nodes:
        """Return so many nodes to a step."""
        if finer not in self._laid:
            spacing = self._step / finer
            before = math.floor(self._before / spacing + _ROUNDING)
            after = math.floor(self._after / spacing + _ROUNDING)
            inner = (self._target.size - 1) * finer
            away = spacing * np.arange(-before, inner + after + 1)
            days = self._target[0] + np.round(away * _GRAIN) / _GRAIN
            wanted = before + finer * np.arange(self._target.size)
            self._laid[finer] = Nodes(days, wanted, spacing)
        return self._laid[finer]


@dataclass(frozen=True)
class Nodes:
    """Some days.

    Attributes:
        days: float64 (node,), ascending.
        wanted: which of them are the dates wanted, (date,).
        spacing: days from one to the next.
    """

    days: np.ndarray
    wanted: np.ndarray
    spacing: float

    def smoothed(
        self, lines: np.ndarray, valid: np.ndarray, days: np.ndarray, smoother: Smoother
    ) -> np.ndarray:
        """Return the dates wanted of each pixel's smooth curve.

        What is smoothed are the nodes from a pixel's first observation to its last; before and
        after these it keeps what the curve has there. Where fewer than two nodes lie between them
        the straight lines stand.

        Args:
            lines: float32 (band, node, pixel), C order, the straight lines between observations.
            valid: bool (date, pixel), what was observed.
            days: of the dates, float64.
            smoother: smooths (band, node, pixel) along the nodes, each pixel for itself.

        Returns:
            (band, date wanted, pixel)
        """
        spans = _Spans.of(valid, days, self)
        # pixels with as many nodes are smoothed together, those with the same nodes copied at once
        key = spans.count * (self.days.size + 1) + spans.first
        if key.max(initial=0) < 2**15:
            key = key.astype(np.int16)  # sorted by its digits, which is fast
        order = np.argsort(key, kind="stable")
        if (order[1:] > order[:-1]).all():
            return self._smooth_sorted(lines, spans, smoother)
        back = np.empty_like(order)
        back[order] = np.arange(order.size)
        lines = lines.take(order, axis=2, mode="clip")
        found = self._smooth_sorted(lines, spans.of_pixels(order), smoother)
        return found.take(back, axis=2, mode="clip")

    def _smooth_sorted(self, lines: np.ndarray, spans: _Spans, smoother: Smoother) -> np.ndarray:
        found = np.empty((len(lines), self.wanted.size, lines.shape[2]), lines.dtype)
        for start, end in _runs(spans.count):
            count, part = int(spans.count[start]), found[..., start:end]
            if count < 2:
                part[...] = lines[:, self.wanted, start:end]
                continue
            runs = [(start + a, start + b) for a, b in _runs(spans.first[start:end])]
            series = [lines[:, spans.first[a] : spans.first[a] + count, a:b] for a, b in runs]
            every = series[0] if len(series) == 1 else np.concatenate(series, axis=2)
            curve = smoother(every)
            for a, b in runs:
                mine = spans.of_pixels(slice(a, b))
                self._show(curve[..., a - start : b - start], mine, found[..., a:b])
        return found

    def _show(self, curve: np.ndarray, spans: _Spans, out: np.ndarray) -> None:
        """Write the dates wanted of curves of the same nodes, flat beyond the observations."""
        first = spans.first[0]
        low, high = np.searchsorted(self.wanted, [first, first + curve.shape[1]])
        if low < high:
            finer = 1 if self.wanted.size < 2 else int(self.wanted[1] - self.wanted[0])
            out[:, low:high] = curve[:, self.wanted[low] - first :: finer][:, : high - low]
        if low > 0:
            rise = curve[:, 0] - curve[:, 1]
            out[:, :low] = (curve[:, 0] + spans.before * rise)[:, np.newaxis]
        if high < len(self.wanted):
            rise = curve[:, -1] - curve[:, -2]
            out[:, high:] = (curve[:, -1] + spans.after * rise)[:, np.newaxis]


@dataclass(frozen=True)
class _Spans:
    """Which nodes lie within the observations of some pixels, all (pixel,).

    Attributes:
        first: the first node.
        count: how many.
        before: how far before the first node the first observation lies, in nodes, float32.
        after: how far after the last node the last observation lies.
    """

    first: np.ndarray
    count: np.ndarray
    before: np.ndarray
    after: np.ndarray

    @classmethod
    def of(cls, valid: np.ndarray, days: np.ndarray, nodes: Nodes) -> _Spans:
        """Return those of all pixels."""
        start, spacing = np.float32(nodes.days[0] - days[0]), np.float32(nodes.spacing)
        early, late = ((end - start) / spacing for end in _ends(valid, days))
        first = np.maximum(np.ceil(early - _NEAR), 0)
        last = np.minimum(np.floor(late + _NEAR), nodes.days.size - 1)
        count = np.maximum(last - first + 1, 0).astype(np.intp)
        before, after = np.clip([first - early, late - last], 0, 1)
        return cls(first.astype(np.intp), count, before, after)

    def of_pixels(self, pixels: np.ndarray | slice) -> _Spans:
        """Return those of some pixels."""
        return _Spans(
            self.first[pixels], self.count[pixels], self.before[pixels], self.after[pixels]
        )


def _runs(values: np.ndarray) -> list[tuple[int, int]]:
    """Return where equal values begin and end."""
    cuts = (np.flatnonzero(np.diff(values)) + 1).tolist()
    return list(zip([0, *cuts], [*cuts, values.size]))


def _ends(valid: np.ndarray, days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the days from the first date to each pixel's first and last observation, float32.

    Of a pixel without any, the first is after the last.
    """
    span = np.float32(days[-1] - days[0])
    last, left = np.zeros((2, valid.shape[1]), np.float32)
    for day, one in zip((days - days[0]).astype(np.float32), valid):
        np.maximum(last, one * day, out=last)
        np.maximum(left, one * (span - day), out=left)
    return span - left, last
