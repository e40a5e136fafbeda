"""Linear interpolation in time over the dates a pixel was not observed, for whole images at once.

Every operation runs over a row of pixels and asks no question per pixel: whether a date counts
is a bit mask, so cloud edges cost no mispredicted branch and a pixel's result is the same
additions in the same order wherever its tile begins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import InputError

# rows of this many pixels keep the series of a block in the processor's second-level cache
BLOCK_PIXELS = 8192
_NEVER = 1e30  # days since the last observation where there was none; adding days changes nothing
_FAR = 1e29
_TINY = 1e-30


def fill_linear(
    values: np.ndarray,
    valid: np.ndarray,
    days: np.ndarray,
    target: np.ndarray,
    *,
    max_gap: float | None = None,
) -> np.ndarray:
    """Return each pixel's series at the target days, linear between its valid observations.

    Before its first and after its last observation a pixel keeps that value. Target days on
    which it was observed carry the observation itself.

    Args:
        values: (date, pixel), or (band, date, pixel) where the bands share ``valid``; NaN counts
            as not observed. float64 is worked and returned in float64, all else in float32.
        valid: bool (date, pixel).
        days: float64 (date,), ascending without repetition.
        target: float64 (step,), ascending, on the same time axis as ``days``.
        max_gap: days; where the observations before and after a step lie further apart, or at an
            end the nearest one lies further away, the result is NaN. None = any gap is filled.

    Returns:
        (step, pixel) or (band, step, pixel); NaN where a pixel has no observation at all.

    Raises:
        InputError: the shapes do not fit, ``days`` or ``target`` are not ascending, or
            ``max_gap`` is negative.
    """
    valid = np.asarray(valid, bool)
    days, target = np.asarray(days, np.float64), np.asarray(target, np.float64)
    _check(values, valid, days, target, max_gap)
    work = np.float64 if values.dtype == np.float64 else np.float32
    bands = np.asarray(values, work).reshape(-1, *valid.shape)
    result = np.empty((len(bands), target.size, valid.shape[1]), work)
    filler = _Filler(days, target, max_gap, np.dtype(work))
    for start in range(0, valid.shape[1], BLOCK_PIXELS):
        part = np.s_[..., start : start + BLOCK_PIXELS]
        filler.fill(bands[part], valid[part], result[part])
    return result.reshape(*values.shape[:-2], target.size, valid.shape[1])


def _check(
    values: np.ndarray,
    valid: np.ndarray,
    days: np.ndarray,
    target: np.ndarray,
    max_gap: float | None,
) -> None:
    if values.ndim not in (2, 3) or valid.shape != values.shape[-2:] or not len(valid):
        raise InputError(
            f"The series has the shape {values.shape} and its mask {valid.shape}; give at least "
            "one date, and a mask with one row for each."
        )
    if days.shape != valid.shape[:1]:
        raise InputError(
            f"The series has {len(valid)} dates, {days.size} are given; give one each."
        )
    if not (np.diff(days) > 0).all() or not np.isfinite(days).all():
        raise InputError("The dates of the series are not ascending; sort them, each one once.")
    if target.ndim != 1 or not target.size or not (np.diff(target) > 0).all():
        raise InputError("The target days are not ascending; sort them, each one once.")
    if max_gap is not None and not max_gap >= 0:
        raise InputError(f"MAX_GAP_DAYS is {max_gap}; give 0 or more days, or leave it empty.")


@dataclass(frozen=True)
class _Step:
    """A target day: the date at or before it, the one at or after it, the days to either."""

    before: int
    after: int
    since: float
    until: float


def _place(day: float, days: np.ndarray) -> _Step:
    """Return where a target day lies among the dates."""
    at = int(np.searchsorted(days, day, side="right")) - 1
    if at < 0:
        return _Step(0, 0, _NEVER, float(days[0] - day))
    since = float(day - days[at])
    if since == 0:
        return _Step(at, at, 0.0, 0.0)
    if at == len(days) - 1:
        return _Step(at, at, since, _NEVER)
    return _Step(at, at + 1, since, float(days[at + 1] - day))


class _Filler:
    """Working arrays of one block, made once and used for every block and band."""

    def __init__(
        self, days: np.ndarray, target: np.ndarray, max_gap: float | None, work: np.dtype
    ) -> None:
        self._bits = np.dtype(f"i{work.itemsize}")
        self._widths = list(np.diff(days).astype(work))
        self._steps = [_place(float(day), days) for day in target]
        self._from: list[list[int]] = [[] for _ in days]  # steps by the date at or before them
        self._until: list[list[int]] = [[] for _ in days]  # and by the one at or after them
        for at, step in enumerate(self._steps):
            self._from[step.before].append(at)
            self._until[step.after].append(at)
        self._max_gap = max_gap
        # -1 (all bits) where not observed, 0 elsewhere
        self._hidden = np.empty((days.size, BLOCK_PIXELS), self._bits)
        # how far a step is on the way from the observation before it to the one after it
        self._share = np.empty((target.size, BLOCK_PIXELS), work)
        self._row, self._ahead = np.empty((2, BLOCK_PIXELS), work)

    def fill(self, bands: np.ndarray, valid: np.ndarray, out: np.ndarray) -> None:
        """Fill one block: bands (band, date, pixel) into out (band, step, pixel)."""
        holes = self._prepare(valid)
        changed = False
        for values, result in zip(bands, out):
            if changed:
                holes, changed = self._prepare(valid), False
            with np.errstate(invalid="ignore", over="ignore"):  # the next line finds it
                self._fill_steps(values, result)
                plain = np.isfinite(result.sum())
            # a valid value that is no number stays one wherever it counts
            if not plain and not np.isfinite(result).all():
                holes, changed = self._prepare(valid & np.isfinite(values)), True
                self._fill_steps(values, result)
            if holes.any():
                np.copyto(result, np.nan, where=holes)

    def _prepare(self, observed: np.ndarray) -> np.ndarray:
        """Set masks and shares of the way; return what stays empty, bool (step or 1, pixel)."""
        size = observed.shape[1]
        hidden, share = self._hidden[:, :size], self._share[:, :size]
        age, gap = self._row[:size], self._ahead[:size]
        np.copyto(hidden, observed.view(np.int8) - np.int8(1))
        age.fill(_NEVER)
        for date, width in enumerate([*self._widths, None]):
            np.bitwise_and(age.view(self._bits), hidden[date], age.view(self._bits))
            for at in self._from[date]:
                np.add(age, share.dtype.type(self._steps[at].since), share[at])
            if width is not None:
                np.add(age, width, age)
        never = (age >= _FAR) if self._max_gap is None else None
        holes = np.empty((len(self._steps), size), bool) if never is None else never[np.newaxis]
        age.fill(_NEVER)
        for date in range(len(hidden) - 1, -1, -1):
            np.bitwise_and(age.view(self._bits), hidden[date], age.view(self._bits))
            for at in self._until[date]:
                np.add(age, share.dtype.type(self._steps[at].until), gap)
                if never is None:
                    self._tell_far(share[at], gap, holes[at])
                np.add(gap, share[at], gap)
                # on the day of an observation there is no way, and 0 / 0 becomes 0
                np.maximum(gap, share.dtype.type(_TINY), out=gap)
                np.divide(share[at], gap, share[at])
            if date:
                np.add(age, self._widths[date - 1], age)
        return holes

    def _fill_steps(self, values: np.ndarray, out: np.ndarray) -> None:
        """Set the steps: to the observation before them, then by the way to the one after."""
        size = values.shape[1]
        row, move = self._row[:size], self._ahead[:size]
        bits, seen = row.view(self._bits), values.view(self._bits)
        row.fill(0)
        for date, steps in enumerate(self._from):
            self._step_on(bits, seen[date], self._hidden[date, :size])
            for at in steps:
                np.copyto(out[at], row)
        row.fill(0)
        for date in range(len(values) - 1, -1, -1):
            self._step_on(bits, seen[date], self._hidden[date, :size])
            for at in self._until[date]:
                np.subtract(row, out[at], move)
                np.multiply(move, self._share[at, :size], move)
                np.add(out[at], move, out[at])

    @staticmethod
    def _step_on(last: np.ndarray, value: np.ndarray, hidden: np.ndarray) -> None:
        """Take up the observations of a date, as bits."""
        # hidden: (last ^ value) ^ value = last; observed: 0 ^ value = value
        np.bitwise_xor(last, value, last)
        np.bitwise_and(last, hidden, last)
        np.bitwise_xor(last, value, last)

    def _tell_far(self, back: np.ndarray, ahead: np.ndarray, out: np.ndarray) -> None:
        """Tell where a step lies in a gap that is too long."""
        limit = back.dtype.type(self._max_gap)
        gap = back + ahead
        one_sided = (gap >= _FAR) & (np.minimum(back, ahead) <= limit)
        np.logical_not((gap <= limit) | one_sided, out=out)
