"""The legend of a map: its classes by code, their positions, and their coarser levels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..errors import LegendError
from .legend_parts import CODE_MAX, MAX_LEVELS, LandCoverClass, Level, clean_name

_NODATA_LIMIT = 2**53  # beyond it a raster's nodata value is no longer an exact whole number


@dataclass(frozen=True)
class Legend:
    """Classes of one map, sorted by code whatever order they were given in.

    Attributes:
        classes: at least one class; codes are unique.
        name: what the legend is called, may be empty.
        nodata_codes: codes that mean "no class here"; none of them is a class.
    """

    classes: tuple[LandCoverClass, ...]
    name: str = ""
    nodata_codes: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Sort and check; raises LegendError."""
        classes = tuple(sorted(self.classes, key=lambda entry: entry.code))
        if not classes:
            raise LegendError("the legend has no class; give at least one code with a name.")
        for one, other in zip(classes, classes[1:]):
            if one.code == other.code:
                raise LegendError(
                    f'class code {one.code} is both "{one.name}" and "{other.name}"; keep one of '
                    "them."
                )
        levels = {level.name for entry in classes for level in entry.levels}
        if len(levels) > MAX_LEVELS:
            raise LegendError(
                f"the legend has {len(levels)} levels; at most {MAX_LEVELS} can be used."
            )
        nodata = tuple(sorted({_nodata_code(code) for code in self.nodata_codes}))
        both = sorted(set(nodata) & {entry.code for entry in classes})
        if both:
            raise LegendError(f"code {both[0]} is a class and nodata at once; keep one of them.")
        object.__setattr__(self, "classes", classes)
        object.__setattr__(self, "name", clean_name(self.name) if self.name else "")
        object.__setattr__(self, "nodata_codes", nodata)

    def __len__(self) -> int:
        """Return the number of classes."""
        return len(self.classes)

    @cached_property
    def codes(self) -> np.ndarray:
        """Class codes, int64 (class,), rising, read-only."""
        codes = np.array([entry.code for entry in self.classes], dtype=np.int64)
        codes.flags.writeable = False
        return codes

    @property
    def names(self) -> tuple[str, ...]:
        """Class names in the order of the codes."""
        return tuple(entry.name for entry in self.classes)

    @property
    def colors(self) -> tuple[str, ...]:
        """Class colours, "#RRGGBB", in the order of the codes."""
        return tuple(entry.color for entry in self.classes)

    @property
    def level_names(self) -> tuple[str, ...]:
        """Names of the coarser levels, the coarsest first; empty for a flat legend."""
        return tuple(dict.fromkeys(level.name for entry in self.classes for level in entry.levels))

    @cached_property
    def _positions(self) -> np.ndarray:
        """Position of each code 0..largest, -1 in the gaps and in the one cell beyond."""
        table = np.full(int(self.codes[-1]) + 2, -1, dtype=np.int32)
        table[self.codes] = np.arange(len(self), dtype=np.int32)
        table.flags.writeable = False
        return table

    def get(self, code: int) -> LandCoverClass:
        """Return the class of that code.

        Raises:
            LegendError: the legend has no such class.
        """
        position = int(self.index_of(np.array([code]))[0])
        if position < 0:
            raise LegendError(f"class code {code} is not in the legend {_listing(self)}.")
        return self.classes[position]

    def index_of(self, codes: np.ndarray) -> np.ndarray:
        """Position of each code in ``classes``.

        Args:
            codes: integers of any dtype, or floats that hold whole numbers; any shape.

        Returns:
            int32 of the same shape; -1 where the code is no class (nodata, NaN, fractions too).

        Raises:
            LegendError: ``codes`` are not numbers.
        """
        values = np.asarray(codes)
        beyond = len(self._positions) - 1
        if values.dtype.kind not in "buif":
            raise LegendError(f"class codes of type {values.dtype} are no numbers; use integers.")
        if values.dtype.kind == "f":
            known = (values >= 0) & (values < beyond) & (values == np.floor(values))
            cells = np.where(known, values, beyond).astype(np.intp)
        elif values.dtype.kind == "i":
            wide = values.astype(np.int64, copy=False)
            cells = np.where((wide >= 0) & (wide < beyond), wide, beyond)
        else:
            wide = values.astype(np.uint8) if values.dtype.kind == "b" else values
            limit = min(beyond, int(np.iinfo(wide.dtype).max))
            cells = np.minimum(wide, wide.dtype.type(limit)).astype(np.intp, copy=False)
        return self._positions[cells]

    def subset(self, codes: Iterable[int]) -> Legend:
        """Return the legend of those classes only; nodata codes stay.

        Raises:
            LegendError: a code is not in the legend, or none is given.
        """
        kept = {self.get(code) for code in codes}
        return Legend(tuple(kept), name=self.name, nodata_codes=self.nodata_codes)

    def colormap(self) -> dict[int, tuple[int, int, int, int]]:
        """Code -> (red, green, blue, 255), as GDAL colour tables want it."""
        return {entry.code: (*entry.rgb, 255) for entry in self.classes}

    def category_names(self) -> list[str]:
        """Names by code: item i is the name of class i, "" where there is no class."""
        names = [""] * (int(self.codes[-1]) + 1)
        for entry in self.classes:
            names[entry.code] = entry.name
        return names

    def at_level(self, level: int | str) -> tuple[Legend, dict[int, int]]:
        """Return the coarser legend of a level, and the coarser code of every class.

        Args:
            level: a name of ``level_names``, or its position from 1 (the coarsest).

        Raises:
            LegendError: no such level, a class without it, or one code with two names.
        """
        name = self._level_name(level)
        members: dict[int, list[tuple[LandCoverClass, Level]]] = {}
        for entry in self.classes:
            coarser = entry.level(name)
            if coarser is None:
                raise LegendError(
                    f'class {entry.code} "{entry.name}" has no {name}; give every class one.'
                )
            members.setdefault(coarser.code, []).append((entry, coarser))
        order = self.level_names[: self.level_names.index(name)]
        classes = tuple(_coarser_class(group, order) for group in members.values())
        mapping = {entry.code: code for code, group in members.items() for entry, _ in group}
        nodata = tuple(code for code in self.nodata_codes if code not in members)
        title = f"{self.name}, {name}" if self.name else name
        return Legend(classes, name=title, nodata_codes=nodata), mapping

    def _level_name(self, level: int | str) -> str:
        names = self.level_names
        if isinstance(level, str) and level in names:
            return level
        if isinstance(level, int) and not isinstance(level, bool) and 1 <= level <= len(names):
            return names[level - 1]
        known = f"choose one of {', '.join(names)}" if names else "it has no levels"
        raise LegendError(f"level {level!r} is not in the legend; {known}.")

    def to_json(self) -> dict[str, Any]:
        """Return plain lists, dicts, strings and numbers; ``from_json`` reads them back."""
        return {
            "name": self.name,
            "nodata_codes": list(self.nodata_codes),
            "classes": [
                {
                    "code": entry.code,
                    "name": entry.name,
                    "color": entry.color,
                    "levels": [vars(level).copy() for level in entry.levels],
                }
                for entry in self.classes
            ],
        }

    @classmethod
    def from_json(cls, data: object) -> Legend:
        """Build the legend ``to_json`` described; every value is checked.

        Raises:
            LegendError: anything else than such a description.
        """
        fields = _typed(data, dict, "the legend")
        entries = _typed(fields.get("classes"), list, "classes")
        nodata = _typed(fields.get("nodata_codes", []), list, "nodata_codes")
        if max(len(entries), len(nodata)) > CODE_MAX + 1:
            raise LegendError(f"the legend lists {len(entries)} classes; {CODE_MAX + 1} is most.")
        name = _typed(fields.get("name", ""), str, "name")
        return cls(tuple(_class_from_json(entry) for entry in entries), name, tuple(nodata))


def _typed(value: Any, kind: type, what: str) -> Any:
    if not isinstance(value, kind):
        raise LegendError(
            f"{what} must be a {kind.__name__}, not a {type(value).__name__}; the legend's JSON is "
            "damaged."
        )
    return value


def _class_from_json(data: object) -> LandCoverClass:
    fields = _typed(data, dict, "each of classes")
    levels = []
    for item in _typed(fields.get("levels", []), list, "levels"):
        level = _typed(item, dict, "each of levels")
        levels.append(
            Level(
                level.get("name", ""),
                level.get("code", ""),
                level.get("label", ""),
                level.get("color", ""),
            )
        )
    code, name, color = (fields.get(key, "") for key in ("code", "name", "color"))
    return LandCoverClass(code, name, color, tuple(levels))


def _nodata_code(code: object) -> int:
    whole = isinstance(code, (int, np.integer)) and not isinstance(code, bool)
    if not whole or abs(int(code)) > _NODATA_LIMIT:  # type: ignore[call-overload]
        raise LegendError(f"nodata code {str(code)[:60]} is not a whole number; write it like 255.")
    return int(code)  # type: ignore[call-overload]


def _coarser_class(
    group: list[tuple[LandCoverClass, Level]], order: tuple[str, ...]
) -> LandCoverClass:
    """Join the classes of one coarser code; ``order`` names the levels above it."""
    first, level = group[0]
    for entry, other in group:
        if other.label != level.label:
            raise LegendError(
                f'{level.name} code {level.code} is "{level.label}" for class {first.code} and '
                f'"{other.label}" for class {entry.code}; use one name.'
            )
    above = (first.level(name) for name in order)
    shared = tuple(
        item for item in above if item and all(entry.level(item.name) == item for entry, _ in group)
    )
    return LandCoverClass(level.code, level.label, level.color or first.color, shared)


def _listing(legend: Legend) -> str:
    codes = [str(code) for code in legend.codes]
    shown = ", ".join(codes) if len(codes) <= 12 else ", ".join(codes[:11]) + f", … {codes[-1]}"
    return f'"{legend.name}" ({shown})' if legend.name else f"({shown})"


def whole_codes(values: np.ndarray) -> np.ndarray:
    """Return the distinct whole numbers of ``values``, int64 rising; NaN does not count.

    Raises:
        LegendError: a value has a fraction, is infinite, or is no number.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "buif":
        raise LegendError(f"class codes of type {array.dtype} are no numbers; use integers.")
    distinct = np.unique(array)
    if distinct.dtype.kind == "f":
        distinct = distinct[~np.isnan(distinct)]
        wrong = distinct[(distinct != np.floor(distinct)) | (np.abs(distinct) > _NODATA_LIMIT)]
        if wrong.size:
            raise LegendError(
                f"the value {wrong[0]:g} is not a whole number; choose a band that holds class "
                "codes."
            )
    if distinct.dtype.kind == "u" and distinct.size and int(distinct[-1]) > _NODATA_LIMIT:
        raise LegendError(
            f"the value {distinct[-1]} is far beyond any class code; choose another band."
        )
    return distinct.astype(np.int64)
