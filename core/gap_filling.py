"""Linear interpolation in time over the dates a pixel was not observed, for whole images at once.

Every operation runs over a row of pixels and asks no question per pixel: whether a date counts
is a bit mask, so cloud edges cost no mispredicted branch and a pixel's result is the same
additions in the same order wherever its tile begins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .errors import InputError

# rows of this many pixels keep the series of a block in the processor's second-level cache
BLOCK_PIXELS = 8192
_NEVER = 1e30  # days since the last observation where there was none; adding days changes nothing
_FAR = 1e29


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
    share: float
    since: float
    until: float


def _place(day: float, days: np.ndarray) -> _Step:
    """Return where a target day lies among the dates."""
    at = int(np.searchsorted(days, day, side="right")) - 1
    if at < 0:
        return _Step(0, 0, 0.0, _NEVER, float(days[0] - day))
    since = float(day - days[at])
    if since == 0:
        return _Step(at, at, 0.0, 0.0, 0.0)
    if at == len(days) - 1:
        return _Step(at, at, 0.0, since, _NEVER)
    width = float(days[at + 1] - days[at])
    return _Step(at, at + 1, since / width, since, width - since)


class _Filler:
    """Working arrays of one block, made once and used for every block and band."""

    def __init__(
        self, days: np.ndarray, target: np.ndarray, max_gap: float | None, work: np.dtype
    ) -> None:
        shape = (days.size, BLOCK_PIXELS)
        self._bits = np.dtype(f"i{work.itemsize}")
        self._widths = list(np.diff(days).astype(work)[:, None])
        self._steps = [_place(float(day), days) for day in target]
        self._max_gap = max_gap
        self._hidden = np.empty(shape, self._bits)  # -1 (all bits) where not observed, 0 elsewhere
        self._share = np.empty(shape, work)  # how far a hidden date is on the way to the next one
        self._filled = np.empty(shape, work)
        self._row = np.empty(BLOCK_PIXELS, work)

    def fill(self, bands: np.ndarray, valid: np.ndarray, out: np.ndarray) -> None:
        """Fill one block: bands (band, date, pixel) into out (band, step, pixel)."""
        holes = self._prepare(valid)
        changed = False
        for values, result in zip(bands, out):
            if changed:
                holes, changed = self._prepare(valid), False
            self._fill_dates(values)
            # a valid value that is no number spoils every date before it, so the first one tells
            if not np.isfinite(self._filled[0, : valid.shape[1]]).all():
                holes, changed = self._prepare(valid & np.isfinite(values)), True
                self._fill_dates(values)
            self._fill_steps(result)
            if holes.any():
                np.copyto(result, np.nan, where=holes)

    def _prepare(self, observed: np.ndarray) -> np.ndarray:
        """Set masks and shares of the way to the next date; return what stays empty, bool."""
        size = observed.shape[1]
        hidden, share, age = self._hidden[:, :size], self._share[:, :size], self._row[:size]
        np.copyto(hidden, observed.view(np.int8) - np.int8(1))
        age.fill(_NEVER)
        for date, width in enumerate(self._widths):
            row = share[date]
            np.bitwise_and(age.view(self._bits), hidden[date], row.view(self._bits))
            np.add(row, width, age)
            np.divide(row, age, row)
        if self._max_gap is not None:
            return self._too_far(observed)
        return (age >= _FAR) & ~observed[-1]

    def _fill_dates(self, values: np.ndarray) -> None:
        """Set the series at its own dates: forward the last value, backward towards the next."""
        dates, size = values.shape
        filled, hidden = self._filled[:, :size], self._hidden[:, :size]
        bits, seen = filled.view(self._bits), values.view(self._bits)
        # hidden: (last ^ value) ^ value = last; observed: 0 ^ value = value
        np.bitwise_and(seen[0], ~hidden[0], out=bits[0])
        for date in range(1, dates):
            row = bits[date]
            np.bitwise_xor(bits[date - 1], seen[date], row)
            np.bitwise_and(row, hidden[date], row)
            np.bitwise_xor(row, seen[date], row)
        move = self._row[:size]
        with np.errstate(invalid="ignore"):  # infinity; fill() finds it and hides it
            for date in range(dates - 2, -1, -1):
                np.subtract(filled[date + 1], filled[date], move)
                np.multiply(move, self._share[date, :size], move)
                np.add(filled[date], move, filled[date])

    def _fill_steps(self, out: np.ndarray) -> None:
        """Set the target days from the filled dates on either side."""
        filled, move = self._filled[:, : out.shape[1]], self._row[: out.shape[1]]
        for step, row in zip(self._steps, out):
            if step.before == step.after:
                row[...] = filled[step.before]
                continue
            np.subtract(filled[step.after], filled[step.before], move)
            np.multiply(move, out.dtype.type(step.share), move)
            np.add(filled[step.before], move, row)

    def _too_far(self, observed: np.ndarray) -> np.ndarray:
        """Tell where a step lies in a gap that is too long, bool (step, pixel)."""
        since, until = _distances(observed, self._widths)
        holes = np.empty((len(self._steps), observed.shape[1]), bool)
        limit = np.float32(self._max_gap)
        for step, row in zip(self._steps, holes):
            back = since[step.before] + np.float32(step.since)
            ahead = until[step.after] + np.float32(step.until)
            gap = back + ahead
            one_sided = (gap >= _FAR) & (np.minimum(back, ahead) <= limit)
            np.logical_not((gap <= limit) | one_sided, out=row)
        return holes


def _distances(observed: np.ndarray, widths: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the days since the last and until the next observation, float32 (date, pixel)."""
    since = np.where(observed, np.float32(0), np.float32(_NEVER))
    until = since.copy()
    for date, width in enumerate(widths):
        np.minimum(since[date + 1], since[date] + np.float32(width[0]), out=since[date + 1])
    for date in range(len(widths) - 1, -1, -1):
        np.minimum(until[date], until[date + 1] + np.float32(widths[date][0]), out=until[date])
    return since, until
