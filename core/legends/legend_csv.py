"""Legends as tables of text: CSV with or without a header, and colour map files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..errors import LegendError
from .legend_parts import MAX_LEVELS, Level
from .legend_rows import Row, parse_code, parse_color, rgb_color
from .legend_table import Legend

_CODE = (
    *("code", "value", "id", "class_code", "class_id", "grid_code", "clc_code"),
    *("pixel_value", "dn", "nb_lab", "values", "class"),
)
_NAME = (
    *("name", "label", "class_name", "description", "landcover", "land_cover", "category"),
    *("lccownlabel", "names", "labels", "class"),
)
_COLOR = ("color", "colour", "palette", "hex", "colors", "colours", "hex_color", "color_hex")
_RGB = (("r", "red"), ("g", "green"), ("b", "blue"))
_DELIMITERS = "\t;,|"

_COLOR_LINE = re.compile(
    r"\s*([+-]?\d+(?:\.\d*)?)[\s,]+(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,]+(.*))?"
)
_ALPHA_LABEL = re.compile(r"(\d{1,3})(?:[\s,]+(.*))?")
_INTERPOLATION = re.compile(r"\s*INTERPOLATION\s*:\s*(\w+)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """The cells of a text table.

    Attributes:
        header: column names in small letters with underscores; empty where there is no header.
        rows: (line number, cells) of every row that holds anything.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def column(self, names: Sequence[str], *, but: int = -1) -> int:
        """Position of the first of ``names`` in the header, leaving out ``but``; -1 if none."""
        for name in names:
            if name in self.header and self.header.index(name) != but:
                return self.header.index(name)
        return -1


def split_table(text: str, *, codes: Sequence[str], file: str) -> Table:
    """Split a CSV text at whichever of tab, semicolon, comma and bar makes sense of it.

    Args:
        text: the whole file.
        codes: header names of the first column that matters; a first row with none of them is data.
        file: the file's name, for messages.

    Raises:
        LegendError: no row has two cells, or a row cannot be read.
    """
    best: tuple[int, int, str] = (0, 0, "")
    for delimiter in _DELIMITERS:
        first = next(_rows(text, delimiter, file=file), (0, ()))[1]
        whole = bool(set(_normal(first)) & set(codes)) or (
            bool(first) and re.fullmatch(r"[+-]?\d+(\.0*)?", first[0]) is not None
        )
        if len(first) > 1 and (whole, len(first)) > best[:2]:
            best = (int(whole), len(first), delimiter)
    if not best[2]:
        raise LegendError(
            f"{file} is no table of codes and names; separate the columns by commas, semicolons or "
            "tabs."
        )
    rows = list(_rows(text, best[2], file=file))
    header = _normal(rows[0][1])
    if set(header) & set(codes):
        return Table(header, tuple(rows[1:]))
    return Table((), tuple(rows))


def _rows(text: str, delimiter: str, *, file: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        for cells in reader:
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped) and not stripped[0].startswith("#"):
                yield reader.line_num, stripped
    except csv.Error as error:
        raise LegendError(
            f"{file}, line {reader.line_num}: the row cannot be read ({error}); check its quotes."
        ) from error


def _normal(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(re.sub(r"[\s-]+", "_", cell.strip().casefold()) for cell in cells)


def csv_rows(text: str, *, file: str) -> list[Row]:
    """Return the classes of a CSV text.

    With a header the columns are found by name (code or value or id; name or label or class; color
    or palette or hex, or r, g and b; ``level1_code`` with ``level1_name``), without one they are
    code, name and colour.

    Raises:
        LegendError: no code column, or a cell that cannot be used; names file, line and value.
    """
    table = split_table(text, codes=_CODE, file=file)
    columns, levels = _columns(table), _level_columns(table, file=file)
    rows = []
    for line, cells in table.rows:
        where = f"{file}, line {line}: "
        code = parse_code(_cell(cells, columns.code), where=where)
        name = _cell(cells, columns.name)
        color = _row_color(cells, columns, where=where)
        rows.append(Row(code, name, color, _row_levels(cells, levels, where=where), where))
    return rows


@dataclass(frozen=True)
class _Columns:
    code: int
    name: int
    color: int
    rgb: tuple[int, ...]


def _columns(table: Table) -> _Columns:
    if table.header:
        code = table.column(_CODE)
        rgb = tuple(table.column(names) for names in _RGB)
        color = table.column(_COLOR)
        return _Columns(code, table.column(_NAME, but=code), color, rgb if min(rgb) >= 0 else ())
    first = table.rows[0][1]
    if len(first) >= 5 and all(cell.isdigit() for cell in first[2:5]):
        return _Columns(0, 1, -1, (2, 3, 4))
    if len(first) >= 3 and re.fullmatch(r"#[0-9A-Fa-f]{6}", first[1]):
        return _Columns(0, 2, 1, ())
    return _Columns(0, 1, 2, ())


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column] if 0 <= column < len(cells) else ""


def _row_color(cells: Sequence[str], columns: _Columns, *, where: str) -> str:
    text = _cell(cells, columns.color)
    if not text and columns.rgb:
        text = ",".join(_cell(cells, column) for column in columns.rgb).strip(",")
    return parse_color(text, where=where)


def _level_columns(table: Table, *, file: str) -> list[tuple[str, int, int, int]]:
    """Return name and columns of code, name and colour of each level; -1 where it has no colour."""
    places: dict[str, int] = {}
    for column, title in enumerate(table.header):
        places.setdefault(title, column)
    names = [title[: -len("_code")] for title in table.header if title.endswith("_code")]
    names = [name for name in names if f"{name}_name" in places]
    if len(names) > MAX_LEVELS:
        raise LegendError(
            f"{file} has columns of {len(names)} levels; at most {MAX_LEVELS} can be used."
        )
    return [
        (name, places[f"{name}_code"], places[f"{name}_name"], places.get(f"{name}_color", -1))
        for name in names
    ]


def _row_levels(
    cells: Sequence[str], columns: Sequence[tuple[str, int, int, int]], *, where: str
) -> tuple[Level, ...]:
    levels = []
    for name, code, label, color in columns:
        if _cell(cells, code):
            number = parse_code(_cell(cells, code), where=where)
            shown = parse_color(_cell(cells, color), where=where)
            levels.append(_level(name, number, _cell(cells, label), shown, where))
    return tuple(levels)


def _level(name: str, code: int, label: str, color: str, where: str) -> Level:
    try:
        return Level(name, code, label, color)
    except LegendError as error:
        raise LegendError(f"{where}{error}") from error


def csv_text(legend: Legend) -> str:
    """Return ``code,name,color`` and the levels as CSV; ``csv_rows`` reads them back."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    parts = ("code", "name", "color")
    names = legend.level_names
    writer.writerow([*parts, *(f"{name}_{part}" for name in names for part in parts)])
    for entry in legend.classes:
        cells: list[object] = [entry.code, entry.name, entry.color]
        for name in names:
            level = entry.level(name)
            cells += [level.code, level.label, level.color] if level else ["", "", ""]
        writer.writerow(cells)
    for code in legend.nodata_codes:
        writer.writerow([code, "No data", "", *[""] * (3 * len(names))])
    return stream.getvalue()


def is_color_map(text: str) -> bool:
    """Tell whether the first line that says anything is "value red green blue"."""
    first = next(_content(text), "")
    return any(pattern.fullmatch(first) for pattern in (_INTERPOLATION, _COLOR_LINE))


def color_map_rows(text: str, *, file: str) -> list[Row]:
    """Return the classes of a colour map: value, red, green, blue, perhaps alpha, perhaps label.

    QGIS exports it with commas or blanks, ArcGIS and GRASS with blanks.

    Raises:
        LegendError: a line that is not of this form, or colours that are interpolated.
    """
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        where = f"{file}, line {number}: "
        mode = _INTERPOLATION.fullmatch(line)
        if mode and mode[1].upper() != "EXACT":
            raise LegendError(
                f"{where}the colours are {mode[1].lower()}; export a style of exact or unique "
                "values."
            )
        if mode or not line.strip() or line.lstrip().startswith("#"):
            continue
        rows.append(_color_row(line, where=where))
    return rows


def _content(text: str) -> Iterator[str]:
    lines = (line.strip() for line in text.splitlines())
    return (line for line in lines if line and not line.startswith("#"))


def _color_row(line: str, *, where: str) -> Row:
    match = _COLOR_LINE.fullmatch(line.strip())
    parts = [int(part) for part in match.groups()[1:4]] if match else [256]
    if not match or max(parts) > 255:
        raise LegendError(
            f"{where}{line.strip()[:60]!r} is not a value and red, green, blue from 0 to 255; "
            "write it like 1 0 100 0."
        )
    label = match[5] or ""
    alpha = _ALPHA_LABEL.fullmatch(label)
    if alpha and int(alpha[1]) <= 255:
        label = alpha[2] or ""
    return Row(parse_code(match[1], where=where), label, rgb_color(*parts), where=where)
