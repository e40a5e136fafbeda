"""What every reader of legend files shares: its text, its rows, and the legend made of them."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError, LegendError
from .legend_parts import CODE_MAX, LandCoverClass, Level, check_code, means_nodata
from .legend_table import Legend
from .palette import distinct_colors

MAX_BYTES = 20 * 1024 * 1024

_WHOLE = re.compile(r"[+-]?\d{1,12}(\.0*)?")
_HEX = re.compile(r"(?:#|0x)?([0-9a-f]{6})(?:[0-9a-f]{2})?", re.IGNORECASE)
_SHORT_HEX = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])", re.IGNORECASE)
_TRIPLE = re.compile(
    r"(?:rgba?)?\(?\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\b.*", re.IGNORECASE
)


@dataclass(frozen=True)
class Row:
    """One class as a file gives it.

    Attributes:
        code: any whole number; only classes must lie in 0..65535.
        name: "" where the file has none.
        color: "#RRGGBB", or "" where the file has none.
        levels: coarser classes, the coarsest first.
        where: file and line, for messages: ``"lc.csv, line 3: "``.
    """

    code: int
    name: str = ""
    color: str = ""
    levels: tuple[Level, ...] = ()
    where: str = ""


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Return the bytes of a legend file.

    Raises:
        InputError: it cannot be read, is empty, or is larger than 20 MB.
    """
    file = Path(path)
    try:
        with open(file, "rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{file} cannot be read ({reason}); check the path.") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{file.name} is larger than 20 MB; a legend file is far smaller.")
    if not data.strip():
        raise InputError(f"{file.name} is empty; choose a file that lists codes and names.")
    return data


def decode(data: bytes, *, file: str) -> str:
    """Return the text: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows or ISO Latin-1.

    Raises:
        InputError: the bytes are no text.
    """
    encodings = ["utf-8-sig", "cp1252", "latin-1"]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError(f"{file} is not a text file; choose a CSV, JSON, QML or colour map file.")


def parse_code(value: object, *, where: str) -> int:
    """Return a whole number written as a number or as text such as "12" or "12.0".

    Raises:
        LegendError: anything else.
    """
    text = str(value).strip() if isinstance(value, (str, int, float)) else ""
    if isinstance(value, bool) or not _WHOLE.fullmatch(text):
        shown = repr(value)[:60]
        raise LegendError(f"{where}class code {shown} is not a whole number; write it like 12.")
    return int(text.split(".")[0])


def parse_color(value: object, *, where: str) -> str:
    """Return "#RRGGBB" for "#1f78b4", "1F78B4", "#abc", "31,120,180" or "rgb(31, 120, 180)".

    Transparency is dropped; "" stays "".

    Raises:
        LegendError: anything else.
    """
    text = value.strip() if isinstance(value, str) else repr(value or "").strip("'")
    if not text:
        return ""
    if match := _HEX.fullmatch(text):
        return f"#{match[1].upper()}"
    if match := _SHORT_HEX.fullmatch(text):
        return "#" + "".join(digit * 2 for digit in match.groups()).upper()
    match = _TRIPLE.fullmatch(text)
    if match and all(int(part) <= 255 for part in match.groups()):
        return rgb_color(*(int(part) for part in match.groups()))
    raise LegendError(f"{where}colour {text[:60]!r} is not known; write it like #1F78B4.")


def rgb_color(red: int, green: int, blue: int) -> str:
    """Return "#RRGGBB" of three numbers 0..255."""
    return f"#{red:02X}{green:02X}{blue:02X}"


def assemble(rows: Sequence[Row], *, name: str, file: str) -> Legend:
    """Make a legend of rows in any order.

    A class without a name is called "Class 7"; one without a colour takes one that depends on its
    rank among the codes only. Rows whose name says so ("No data", "NA", "Unclassified") become
    nodata codes.

    Args:
        rows: what a file lists.
        name: the legend's name.
        file: the file's name, for messages.

    Raises:
        LegendError: no class, too many, a repeated code, or a value that cannot be used.
    """
    if len(rows) > CODE_MAX + 1:
        raise LegendError(f"{file} lists {len(rows)} classes; at most {CODE_MAX + 1} can be used.")
    nodata = {row.code for row in rows if means_nodata(row.name)}
    kept = sorted((row for row in rows if not means_nodata(row.name)), key=lambda row: row.code)
    if not kept:
        raise LegendError(f"{file} lists no class; give at least one code with a name.")
    seen: set[int] = set()
    classes = []
    for row, fallback in zip(kept, distinct_colors(len(kept))):
        code = check_code(row.code, where=row.where)
        if code in seen or code in nodata:
            raise LegendError(
                f"{row.where}class code {code} is listed twice; keep one of the rows."
            )
        seen.add(code)
        classes.append(_class(row, fallback))
    return Legend(tuple(classes), name=name, nodata_codes=tuple(nodata))


def _class(row: Row, fallback: str) -> LandCoverClass:
    try:
        return LandCoverClass(
            row.code, row.name.strip() or f"Class {row.code}", row.color or fallback, row.levels
        )
    except LegendError as error:
        raise LegendError(f"{row.where}{error}") from error
