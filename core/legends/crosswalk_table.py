"""Crosswalk files for several maps: which rows are meant for which map, by code, name or level."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..errors import LegendError
from .crosswalk import FROM_COLUMNS, TO_COLUMNS, Crosswalk, resolve_class
from .legend import Legend
from .legend_csv import Table, split_table
from .legend_rows import decode, read_bytes

_MAP_COLUMNS = ("map", "file", "layer", "product")


@dataclass(frozen=True)
class CrosswalkRow:
    """One row as it is written; ``map`` is "" where it is meant for map and baseline."""

    line: int
    map: str
    source: str
    target: str
    target_name: str


@dataclass(frozen=True)
class CrosswalkTable:
    """A crosswalk file whose classes are not looked up yet.

    Attributes:
        file: its name, for messages.
        rows: in the file's order.
        level: legend level of the reference that the targets belong to; "" = its own classes.
        header: whether the file names its columns.
    """

    file: str
    rows: tuple[CrosswalkRow, ...]
    level: str = ""
    header: bool = True

    @property
    def maps(self) -> tuple[str, ...]:
        """Maps the file names, as written, once each."""
        return tuple(dict.fromkeys(row.map for row in self.rows if row.map))

    def crosswalk(
        self,
        names: Iterable[str],
        *,
        source: Legend | None,
        target: Legend | None,
        unnamed: bool,
    ) -> Crosswalk | None:
        """Return the pairs meant for one map; None where there are none.

        Args:
            names: what the map may be called: layer, file with and without its ending, parameter.
            source: resolves class names of the map.
            target: resolves class names of the reference.
            unnamed: whether rows that name no map are meant for this one too.

        Raises:
            LegendError: a class is unknown, or a code has two targets.
        """
        wanted = {_plain(name) for name in names}
        mine = [row for row in self.rows if _plain(row.map) in wanted and row.map]
        if not mine and unnamed:
            mine = [row for row in self.rows if not row.map]
        if not mine:
            return None
        pairs: list[tuple[int, int | None]] = []
        labels: dict[int, str] = {}
        for row in mine:
            goal = self._resolved(row.target, target, row) if row.target else None
            pairs.append((self._resolved(row.source, source, row), goal))
            if goal is not None and row.target_name:
                labels.setdefault(goal, row.target_name)
        return Crosswalk(
            tuple(pairs), name=Path(self.file).stem, target_names=tuple(labels.items())
        )

    def _resolved(self, cell: str, legend: Legend | None, row: CrosswalkRow) -> int:
        try:
            return resolve_class(cell, legend, where=f"CROSSWALK {self.file}, line {row.line}: ")
        except LegendError as error:
            if self.header or row is not self.rows[0]:
                raise
            names = "or, if this line names the columns, call them from and to."
            raise LegendError(f"{str(error).rstrip('.')}, {names}") from error


def read_crosswalk_table(path: str | os.PathLike[str]) -> CrosswalkTable:
    """Read a CSV table of classes of maps and of a reference.

    Columns ``from`` and ``to``, if wanted ``to_name`` and ``map``. A column ``level1`` (any name
    that begins with "level") in place of ``to`` holds classes of that level of the reference's
    legend; of several the finest counts, which is the last by name. Without a header the first two
    columns are ``from`` and ``to``. A cell holds a code or a class name; an empty target drops the
    class.

    Args:
        path: the file; commas, semicolons or tabs.

    Raises:
        InputError: the file cannot be read.
        LegendError: a column is missing.
    """
    file = Path(path)
    table = split_table(
        decode(read_bytes(file), file=file.name), codes=FROM_COLUMNS, file=file.name
    )
    source, target, level = _columns(table, file.name)
    named, owner = table.column(("to_name",)), table.column(_MAP_COLUMNS)
    rows = []
    for line, cells in table.rows:
        texts = [
            cells[column] if 0 <= column < len(cells) else ""
            for column in (owner, source, target, named)
        ]
        rows.append(CrosswalkRow(line, *texts))
    if not rows:
        raise LegendError(f"{file.name}: no row; list at least one pair of codes.")
    return CrosswalkTable(file.name, tuple(rows), level, bool(table.header))


def _columns(table: Table, file: str) -> tuple[int, int, str]:
    """Return the columns of source and target, and the level the targets belong to."""
    if not table.header:
        return 0, 1, ""
    levels = sorted(name for name in table.header if name.startswith("level"))
    target = table.column(TO_COLUMNS)
    if target >= 0:
        return table.column(FROM_COLUMNS), target, ""
    if not levels:
        raise LegendError(f'{file} has no column "to"; name the columns from and to.')
    return table.column(FROM_COLUMNS), table.header.index(levels[-1]), levels[-1]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
