"""What a self-validation found, as it travels in the model and is shown in the report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from ..errors import ModelError

_SCORE_RANGES = {
    "weight": (0, 1),
    "correction": (0, 1),
    "kappa": (-1, 1),
    "macro_f1": (0, 1),
    "spread": (0, 1),
}
_RANGES = {
    "copy_kappa": (-1, 1),
    "copy_macro_f1": (0, 1),
    "weight": (0, 1),
    "correction": (0, 1),
    "gain": (-4, 4),
    "gain_spread": (0, 2),
    "own_errors": (-2, 2),
    "changed": (0, 2),
    "error_rate": (0, 1),
}
_ROUNDING = 1e-9
_MOST_SETTINGS = 1000


@dataclass(frozen=True)
class SettingScore:
    """How well one setting of the prior brought back the coarse map from the degraded one.

    Attributes:
        weight: exponent of the local shares, 0..1.
        correction: exponent of the training shares, 0..1.
        kappa: mean of that of whole cells and of a few samples together, over the ways to lay the
            degraded cells, -1..1.
        macro_f1: likewise, 0..1.
        spread: standard deviation of kappa over them.

    Raises:
        ModelError: a value is no finite number or out of its range.
    """

    weight: float
    correction: float
    kappa: float
    macro_f1: float
    spread: float

    def __post_init__(self) -> None:
        _check_ranges(self, _SCORE_RANGES)

    @property
    def total(self) -> float:
        """Twice kappa, in which the gain is told, and macro-F1 for the classes that are rare."""
        return 2 * self.kappa + self.macro_f1


@dataclass(frozen=True)
class SelfValidation:
    """How every setting of the prior did, and which one did best.

    Attributes:
        scores: one per setting.
        copy_kappa: of the degraded map itself.
        copy_macro_f1: likewise.
        weight: the one chosen.
        correction: the one chosen.
        gain: kappa to be expected over that of a copy of the coarse map.
        gain_spread: its standard error.
        own_errors: the part of the gain that is the wrong cells' a copy would carry along.
        changed: 1 - kappa of the result and the degraded map itself: how far they differ.
        error_rate: share of cells with a wrong label that the gain takes into account, 0..1.
        cells: number of cells compared.
        factor: cells along one side of a degraded cell.

    Raises:
        ModelError: a value is of another kind or out of its range, or the setting chosen is none
            of those tried.
    """

    scores: tuple[SettingScore, ...]
    copy_kappa: float
    copy_macro_f1: float
    weight: float
    correction: float
    gain: float
    gain_spread: float
    error_rate: float
    cells: int
    factor: int
    own_errors: float
    changed: float

    def __post_init__(self) -> None:
        _check_ranges(self, _RANGES)
        for name, least in (("cells", 1), ("factor", 2)):
            value = getattr(self, name)
            if not (type(value) is int and least <= value <= 2**53):
                raise _nonsense(name, value, f"a whole number from {least}")
        if not all(isinstance(score, SettingScore) for score in self.scores):
            raise _nonsense("scores", "of another kind", "a list of settings")
        settings = [(score.weight, score.correction) for score in self.scores]
        if len(set(settings)) != len(settings) or (self.weight, self.correction) not in settings:
            raise _nonsense("settings", settings[:5], "all different, among them the chosen one")

    @property
    def kappa(self) -> float:
        """With which a few samples together bring back the cells, to hold against the copy's."""
        return self.copy_kappa + self.gain - self.own_errors

    def gain_of_map(self, changed: float) -> tuple[float, float]:
        """Return the gain a map promises, and its standard error, from what it changes.

        One step coarser some part of what was changed was a gain. The same part of what the map
        changes of the coarse map is expected to be one: a map that is a copy gains nothing. How
        far that carries from one scale to the other is not known, so half of what it moves the
        gain counts as error, too.

        Args:
            changed: 1 - kappa of the map and the coarse map, 0..2.
        """
        whole = max(self.changed + self.own_errors, abs(self.gain), _ROUNDING)
        gain = changed * self.gain / whole
        moved = min(abs(gain - self.gain) / 2, abs(gain))
        return gain, math.hypot(changed * self.gain_spread / whole, moved)

    def correction_for(self, weight: float) -> float:
        """Return the correction that did best with a weight, 0..1.

        Between two weights that were tried it is interpolated; beyond them it is that of the
        nearest one.
        """
        best: dict[float, SettingScore] = {}
        for score in sorted(self.scores, key=lambda score: (score.weight, score.correction)):
            known = best.get(score.weight)
            if known is None or score.total > known.total + _ROUNDING:
                best[score.weight] = score
        corrections = [score.correction for score in best.values()]
        return float(np.interp(weight, list(best), corrections))

    def to_json(self) -> dict[str, Any]:
        """Return plain lists, dicts and numbers; ``from_json`` reads them back."""
        return {**asdict(self), "scores": [asdict(score) for score in self.scores]}

    @classmethod
    def from_json(cls, data: object) -> SelfValidation:
        """Build what ``to_json`` described; every value is checked.

        Raises:
            ModelError: it describes no self-validation.
        """
        values = _values(cls, data)
        scores = values["scores"]
        if not isinstance(scores, (list, tuple)) or not 1 <= len(scores) <= _MOST_SETTINGS:
            raise _nonsense("scores", type(scores).__name__, "a list of settings")
        found = tuple(SettingScore(**_values(SettingScore, score)) for score in scores)
        return cls(**{**values, "scores": found})


def _values(cls: type, data: object) -> dict[str, Any]:
    names = {field.name for field in fields(cls)}
    if not isinstance(data, Mapping) or set(data) != names:
        given = sorted(map(str, data))[:20] if isinstance(data, Mapping) else type(data).__name__
        raise _nonsense(cls.__name__, given, f"an object of {', '.join(sorted(names))}")
    return {name: data[name] for name in names}


def _check_ranges(record: object, ranges: Mapping[str, tuple[int, int]]) -> None:
    for name, (low, high) in ranges.items():
        value = getattr(record, name)
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not (number and math.isfinite(value) and low - 1e-6 <= value <= high + 1e-6):
            raise _nonsense(name, value, f"a number from {low} to {high}")


def _nonsense(name: str, value: object, wanted: str) -> ModelError:
    return ModelError(
        f"The self-validation in the model has {name} {value!r}; it must be {wanted}, so train "
        "the model again."
    )
