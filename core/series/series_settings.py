"""How a series of images is brought to regular dates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..errors import InputError
from ..rasters.dates import regular_dates

SMOOTHINGS = ("none", "savitzky_golay", "whittaker", "harmonic")

# beyond START and END: so far the next observation may well lie; with MAX_GAP_DAYS so far beyond
# that, for whether a gap is too long is told by the observation behind it
_REACH_DAYS = 60
_MOST_STEPS = 2000


@dataclass(frozen=True)
class FillSettings:
    """The parameters of ``fillgaps``.

    Attributes:
        start: first date wanted; None = the first observed.
        end: last date that may be wanted; None = the last observed.
        step_days: days from one date to the next.
        max_gap_days: observations further apart are not bridged; None = any gap is.
        smoothing: one of SMOOTHINGS.
        window: dates that a Savitzky-Golay polynomial is fitted to, odd.
        polyorder: its degree.
        lam: Whittaker's lambda where the dates are ``step_days`` apart; None = by the V-curve, for
            each pixel.
        envelope: Whittaker's asymmetry, 0..1: above 0.5 the curve follows the upper observations;
            None = symmetric.
        harmonics: waves a year of a harmonic regression.

    Raises:
        InputError: a value is no use.
    """

    start: date | None = None
    end: date | None = None
    step_days: int = 30
    max_gap_days: float | None = None
    smoothing: str = "none"
    window: int = 5
    polyorder: int = 2
    lam: float | None = None
    envelope: float | None = None
    harmonics: int = 2

    def __post_init__(self) -> None:
        if self.start and self.end:
            regular_dates(self.start, self.end, step_days=self.step_days)
        if self.step_days < 1:
            raise InputError(f"STEP_DAYS is {self.step_days}; give 1 or more days.")
        if self.max_gap_days is not None and not self.max_gap_days >= 0:
            raise InputError(f"MAX_GAP_DAYS is {self.max_gap_days:g}; give 0 or more days.")
        if self.smoothing not in SMOOTHINGS:
            raise InputError(
                f"SMOOTHING '{self.smoothing}' is unknown; choose from {', '.join(SMOOTHINGS)}."
            )
        self._check_smoothing()

    def _check_smoothing(self) -> None:
        if self.window < 3 or self.window % 2 == 0:
            raise InputError(f"WINDOW is {self.window}; give an odd number of dates from 3.")
        if not 0 <= self.polyorder < self.window:
            raise InputError(
                f"POLYORDER is {self.polyorder}; give 0 or more, and less than WINDOW "
                f"({self.window})."
            )
        if self.lam is not None and not 0 < self.lam < math.inf:
            raise InputError(f"LAMBDA is {self.lam:g}; give a number above 0, for example 10.")
        if self.envelope is not None and not 0 < self.envelope < 1:
            raise InputError(
                f"ENVELOPE is {self.envelope:g}; give a number between 0 and 1, for example 0.9."
            )
        if not 1 <= self.harmonics <= 10:
            raise InputError(f"HARMONICS is {self.harmonics}; give 1 to 10 waves a year.")

    def parameters(self) -> dict[str, int | float | str | None]:
        """Return the values by parameter; of smoothing, those that the kind chosen uses."""
        own: dict[str, dict[str, int | float | None]] = {
            "savitzky_golay": {"WINDOW": self.window, "POLYORDER": self.polyorder},
            "whittaker": {"LAMBDA": self.lam, "ENVELOPE": self.envelope},
            "harmonic": {"HARMONICS": self.harmonics},
        }
        return {
            "STEP_DAYS": self.step_days,
            "START": str(self.start) if self.start else None,
            "END": str(self.end) if self.end else None,
            "MAX_GAP_DAYS": self.max_gap_days,
            "SMOOTHING": self.smoothing,
            **own.get(self.smoothing, {}),
        }

    @property
    def first(self) -> date | None:
        """The first date whose observations count: those shortly before ``start`` help there.

        They also tell where ``start`` lies in too long a gap.
        """
        return None if self.start is None else self.start - self._reach

    @property
    def last(self) -> date | None:
        """The last date whose observations count."""
        return None if self.end is None else self.end + self._reach

    @property
    def _reach(self) -> timedelta:
        return timedelta(days=_REACH_DAYS + math.ceil(min(self.max_gap_days or 0, 366)))

    def dates(self, observed: Sequence[date]) -> tuple[date, ...]:
        """Return the dates wanted of a series that was observed at these, ascending.

        Raises:
            InputError: there would be none, or thousands.
        """
        start, end = self.start or observed[0], self.end or observed[-1]
        if end < start:
            name, other = ("START", "last") if self.start else ("END", "first")
            raise InputError(
                f"{name} {start if self.start else end} lies beyond the {other} date of IMAGES, "
                f"{end if self.start else start}; give images of that time."
            )
        found = regular_dates(start, end, step_days=self.step_days)
        if len(found) > _MOST_STEPS:
            raise InputError(
                f"From {start} to {end} there are {len(found)} steps of STEP_DAYS "
                f"{self.step_days}; give longer ones, {_MOST_STEPS} at most."
            )
        return found
