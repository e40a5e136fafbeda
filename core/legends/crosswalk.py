"""Crosswalks: from the codes of one legend to the codes of another."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from ..errors import LegendError
from .legend import (
    LandCoverClass,
    Legend,
    builtin,
    builtin_keys,
    check_code,
    clean_name,
)
from .legend_csv import split_table
from .legend_rows import decode, parse_code, read_bytes

FROM_COLUMNS = ("from", "from_code", "source", "old", "code", "value")
_JOINED_MAX = 200
TO_COLUMNS = ("to", "to_code", "target", "new", "common_code")


@dataclass(frozen=True)
class Crosswalk:
    """Pairs of codes; a code that is not listed stays what it is.

    Attributes:
        pairs: (from, to), sorted; ``to`` is None where the class is dropped.
        name: what it is called.
        target_names: code -> name of targets, as far as the table names them.
        from_legend: key of the built-in legend it reads, or "".
        to_legend: key of the built-in legend it writes, or "".
    """

    pairs: tuple[tuple[int, int | None], ...]
    name: str = ""
    target_names: tuple[tuple[int, str], ...] = ()
    from_legend: str = ""
    to_legend: str = ""

    def __post_init__(self) -> None:
        """Sort and check; raises LegendError."""
        where = f"crosswalk {self.name}: " if self.name else "crosswalk: "
        targets: dict[int, int | None] = {}
        for source, target in self.pairs:
            code = check_code(source, where=where)
            goal = None if target is None else check_code(target, where=where)
            if code in targets and targets[code] != goal:
                raise LegendError(
                    f"{where}code {code} goes to {_shown(targets[code])} and to {_shown(goal)}; "
                    "keep one of the rows."
                )
            targets[code] = goal
        if not targets:
            raise LegendError(f"{where}no row; list at least one pair of codes.")
        names: dict[int, str] = {}
        for code, label in self.target_names:
            name = clean_name(label, where=where)
            if names.setdefault(check_code(code, where=where), name) != name:
                raise LegendError(
                    f'{where}target {code} is called "{names[code]}" and "{name}"; use one name.'
                )
        object.__setattr__(self, "pairs", tuple(sorted(targets.items())))
        object.__setattr__(self, "target_names", tuple(sorted(names.items())))

    @cached_property
    def mapping(self) -> Mapping[int, int | None]:
        """Code -> target code, None where dropped."""
        return dict(self.pairs)

    def apply(self, array: np.ndarray, *, nodata: int | None = None) -> np.ndarray:
        """Translate codes.

        Args:
            array: class codes, any integer dtype and shape.
            nodata: pixels of this value stay, even when it is listed, and dropped classes become
                it; None when the array has none.

        Returns:
            A new array; its dtype is that of ``array``, wider only where the targets need it. The
            values in the array do not matter for that, so tiles agree.

        Raises:
            LegendError: not integers, no dtype holds all codes, or a class is dropped without a
                nodata value.
        """
        values = np.asarray(array)
        if values.dtype.kind not in "iu":
            raise LegendError(
                f"a crosswalk needs class codes of an integer type, not {values.dtype}; convert "
                "the raster first."
            )
        codes = np.array([source for source, _ in self.pairs], dtype=np.int64)
        targets = self._targets(nodata)
        dtype = _result_dtype(values.dtype, targets)
        small = np.minimum(values, values.dtype.type(min(65536, np.iinfo(values.dtype).max)))
        positions = np.searchsorted(codes, small.astype(np.int64))
        positions = np.minimum(positions, len(codes) - 1)
        listed = codes[positions] == small
        if nodata is not None:
            listed &= values != nodata
        return np.where(listed, targets[positions].astype(dtype), values.astype(dtype))

    def _targets(self, nodata: int | None) -> np.ndarray:
        dropped = [source for source, target in self.pairs if target is None]
        if dropped and nodata is None:
            raise LegendError(
                f"the crosswalk drops class {dropped[0]}, and the raster has no nodata value to "
                "put there; set one."
            )
        return np.array([nodata if t is None else t for _, t in self.pairs], dtype=np.int64)

    def legend(self, source: Legend, *, target: Legend | None = None) -> Legend:
        """Return the legend of a translated map.

        Names and colours come from ``target`` (or the built-in ``to_legend``), else from the
        crosswalk's own names, else from the class of ``source`` that keeps its code, else from the
        only or first class that is sent there.

        Args:
            source: the legend before; its classes that are not listed stay.
            target: a legend for the codes after.

        Raises:
            LegendError: every class is dropped.
        """
        known = target
        if known is None and self.to_legend in builtin_keys():
            known = builtin(self.to_legend)
        nodata = set(known.nodata_codes if known else ())
        groups: dict[int, list[LandCoverClass]] = {}
        for entry in source.classes:
            code = self.mapping.get(entry.code, entry.code)
            if code is not None and code not in nodata:
                groups.setdefault(code, []).append(entry)
        if not groups:
            raise LegendError("CROSSWALK drops every class of the legend; keep at least one.")
        classes = tuple(self._class(code, groups[code], known) for code in groups)
        kept = {code for code in source.nodata_codes if code not in self.mapping} | nodata
        title = known.name if known else self.name
        return Legend(classes, name=title, nodata_codes=tuple(kept - set(groups)))

    def _class(
        self, code: int, members: list[LandCoverClass], known: Legend | None
    ) -> LandCoverClass:
        if known is not None and known.index_of(np.array([code]))[0] >= 0:
            return known.get(code)
        keeper = next((entry for entry in members if entry.code == code), None)
        label = dict(self.target_names).get(code)
        if label is None:
            joined = " + ".join(entry.name for entry in members)
            joined = joined if len(joined) <= _JOINED_MAX else f"Class {code}"
            label = keeper.name if keeper else joined
        first = keeper or members[0]
        alike = all(entry.levels == first.levels for entry in members)
        return LandCoverClass(code, label, first.color, first.levels if alike else ())


def _shown(code: int | None) -> str:
    return "nothing" if code is None else str(code)


def _result_dtype(dtype: np.dtype, targets: np.ndarray) -> np.dtype:
    for value in (int(targets.min()), int(targets.max())):
        limits = np.iinfo(dtype)
        if not limits.min <= value <= limits.max:
            dtype = np.result_type(dtype, np.min_scalar_type(value))
        if dtype.kind not in "iu":
            raise LegendError(
                f"no integer type holds both the raster's codes and {value}; choose a nodata value "
                "from 0 to 65535."
            )
    return dtype


def read_crosswalk(
    path: str | os.PathLike[str], *, source: Legend | None = None, target: Legend | None = None
) -> Crosswalk:
    """Read a CSV table of pairs.

    Columns ``from`` and ``to``, if wanted ``to_name``; without a header the first two columns. A
    cell holds a code, or a class name where the legend is given. An empty ``to`` drops the class.

    Args:
        path: the file; commas, semicolons or tabs.
        source: resolves names in ``from``.
        target: resolves names in ``to``.

    Raises:
        InputError: the file cannot be read.
        LegendError: a column is missing, a name is unknown, or a code has two targets.
    """
    file = Path(path)
    table = split_table(
        decode(read_bytes(file), file=file.name), codes=FROM_COLUMNS, file=file.name
    )
    columns = (table.column(FROM_COLUMNS), table.column(TO_COLUMNS), table.column(("to_name",)))
    first, second, named = columns if table.header else (0, 1, -1)
    if second < 0:
        raise LegendError(f'{file.name} has no column "to"; name the columns from and to.')
    pairs: list[tuple[int, int | None]] = []
    names: list[tuple[int, str]] = []
    for line, cells in table.rows:
        where = f"{file.name}, line {line}: "
        old, new, label = (
            cells[column] if 0 <= column < len(cells) else "" for column in (first, second, named)
        )
        goal = resolve_class(new, target, where=where) if new else None
        pairs.append((resolve_class(old, source, where=where), goal))
        if label and goal is not None:
            names.append((goal, label))
    return Crosswalk(tuple(pairs), name=file.stem, target_names=tuple(names))


def resolve_class(cell: str, legend: Legend | None, *, where: str) -> int:
    """Return the code a cell gives, or the code of the class whose name it gives.

    Args:
        cell: a code, or a class name where ``legend`` is given.
        legend: the classes that names refer to.
        where: what messages start with.

    Raises:
        LegendError: neither.
    """
    if legend is None or re.fullmatch(r"[+-]?\d+(\.0*)?", cell):
        return check_code(parse_code(cell, where=where), where=where)
    wanted = " ".join(cell.split()).casefold()
    codes = [entry.code for entry in legend.classes if entry.name.casefold() == wanted]
    if len(codes) != 1:
        listed = ", ".join(map(str, codes))
        problem = f"is the name of classes {listed}" if codes else "is no class of the legend"
        raise LegendError(f'{where}"{cell[:60]}" {problem}; write a code instead.')
    return codes[0]
