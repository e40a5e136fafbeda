"""How a map's probabilities are brought to what they promise, as it travels in the model."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from ..errors import ModelError
from .reliability import TEMPERATURES

_MOST_SETTINGS = 100  # weights, or corrections
_ROUNDING = 1e-6
_POWERS = (0, 2)  # range of weights and corrections


@dataclass(frozen=True)
class Calibration:
    """Temperature of the map's probabilities, by the setting of the prior they were made with.

    Attributes:
        weights: exponents of the local shares, 0..2, rising.
        corrections: exponents of the training shares, 0..2, rising.
        temperatures: a row per weight, a column per correction, 0.25..4.
        cells: number of coarse cells they were fitted to.

    Raises:
        ModelError: a value is of another kind or out of its range.
    """

    weights: tuple[float, ...]
    corrections: tuple[float, ...]
    temperatures: tuple[tuple[float, ...], ...]
    cells: int

    def __post_init__(self) -> None:
        """Refuse nonsense, whether from a file or from a fit."""
        for name in ("weights", "corrections"):
            values = _numbers(name, getattr(self, name), _POWERS)
            if any(one >= other for one, other in zip(values, values[1:])):
                raise _nonsense(name, list(values)[:5], "rising")
            object.__setattr__(self, name, values)
        rows = _list("temperatures", self.temperatures)
        rows = tuple(_numbers("temperatures", row, TEMPERATURES) for row in rows)
        if len(rows) != len(self.weights) or {len(row) for row in rows} != {len(self.corrections)}:
            raise _nonsense("temperatures", f"of {len(rows)} rows", "one per setting")
        object.__setattr__(self, "temperatures", rows)
        if not (type(self.cells) is int and 1 <= self.cells <= 2**53):
            raise _nonsense("cells", self.cells, "a whole number from 1")

    def temperature_for(self, weight: float, correction: float) -> float:
        """Return the temperature for a setting of the prior.

        Between settings its logarithm is interpolated; beyond them it is that of the nearest one.
        """
        above, upper = _between(self.weights, weight)
        right, share = _between(self.corrections, correction)
        found = 0.0
        for row, part in ((above - 1, 1 - upper), (above, upper)):
            for col, piece in ((right - 1, 1 - share), (right, share)):
                found += part * piece * math.log(self.temperatures[max(row, 0)][max(col, 0)])
        return math.exp(found)

    def to_json(self) -> dict[str, Any]:
        """Return plain lists, dicts and numbers; ``from_json`` reads them back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: object) -> Calibration:
        """Build what ``to_json`` described; every value is checked.

        Raises:
            ModelError: it describes no calibration.
        """
        names = {field.name for field in fields(cls)}
        if not isinstance(data, Mapping) or set(data) != names:
            given = sorted(map(str, data))[:20] if isinstance(data, Mapping) else data
            raise _nonsense("parts", given, f"an object of {', '.join(sorted(names))}")
        return cls(**data)


def _between(values: Sequence[float], wanted: float) -> tuple[int, float]:
    """Return the position above a value, and how far towards it the value lies, 0..1."""
    above = bisect_right(values, wanted)
    if above == 0 or above == len(values):
        return min(above, len(values) - 1), float(above > 0)
    low, high = values[above - 1 : above + 1]
    return above, (wanted - low) / (high - low)


def _numbers(name: str, values: object, bounds: tuple[float, float]) -> tuple[float, ...]:
    low, high = bounds
    found = _list(name, values)
    for value in found:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not (number and low - _ROUNDING <= value <= high + _ROUNDING):  # NaN is neither
            raise _nonsense(name, value, f"a number from {low:g} to {high:g}")
    return tuple(float(value) for value in found)


def _list(name: str, values: object) -> Sequence[Any]:
    if not isinstance(values, (list, tuple)) or not 1 <= len(values) <= _MOST_SETTINGS:
        raise _nonsense(name, type(values).__name__, f"a list of 1 to {_MOST_SETTINGS}")
    return values


def _nonsense(name: str, value: object, wanted: str) -> ModelError:
    return ModelError(
        f"The calibration in the model has {name} {str(value)[:100]!r}; it must be {wanted}, so "
        "train the model again."
    )
