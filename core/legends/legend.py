"""The public legends by key, and the legend of last resort; the door to everything on legends."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..errors import LegendError
from .legend_parts import (
    CODE_MAX,
    LandCoverClass,
    Level,
    check_code,
    clean_color,
    clean_name,
    means_nodata,
)
from .legend_table import Legend, whole_codes
from .palette import distinct_colors

__all__ = [
    "CODE_MAX",
    "Builtin",
    "LandCoverClass",
    "Legend",
    "Level",
    "builtin",
    "builtin_info",
    "builtin_keys",
    "builtin_title",
    "check_code",
    "clean_color",
    "clean_name",
    "generic",
    "means_nodata",
    "read_resource",
    "whole_codes",
]

RESOURCES = Path(__file__).resolve().parents[2] / "resources" / "legends"


def generic(codes: np.ndarray, *, name: str = "") -> Legend:
    """Return a legend that claims nothing: "Class 7" and a colour of its own for every code.

    Args:
        codes: the codes in use, any shape; repeated codes and NaN do not count.
        name: the legend's name.

    Raises:
        LegendError: no code, a fraction, or a code outside 0..65535.
    """
    distinct = [check_code(code) for code in whole_codes(codes)]
    colors = distinct_colors(len(distinct))
    entries = (LandCoverClass(code, f"Class {code}", rgb) for code, rgb in zip(distinct, colors))
    return Legend(tuple(entries), name=name)


@dataclass(frozen=True)
class Builtin:
    """One public legend as ``resources/legends/index.csv`` describes it."""

    key: str
    title: str
    file: str
    code_column: str
    nodata_codes: tuple[int, ...]
    hints: str
    family: str
    by_codes: bool


def builtin_keys() -> list[str]:
    """Keys of the public legends, always in the same order."""
    return list(builtin_info())


def builtin_title(key: str) -> str:
    """Return what a built-in legend is, in one line.

    Raises:
        LegendError: no such key.
    """
    return _info(key).title


@lru_cache(maxsize=64)
def builtin(key: str) -> Legend:
    """Return the public legend of that key.

    Raises:
        LegendError: no such key.
    """
    info = _info(key)
    rows = read_resource(info.file)
    classes = (
        _class_from_row(row, info.code_column)
        for row in rows
        if row[info.code_column] and int(row[info.code_column]) not in info.nodata_codes
    )
    return Legend(tuple(classes), name=info.title, nodata_codes=info.nodata_codes)


def _info(key: str) -> Builtin:
    # The source tables say corine_clc where users say corine.
    info = builtin_info().get("corine" if key == "corine_clc" else key)
    if info is None:
        known = ", ".join(builtin_keys())
        raise LegendError(f'there is no built-in legend "{key}"; choose one of {known}.')
    return info


@lru_cache(maxsize=1)
def builtin_info() -> Mapping[str, Builtin]:
    """Return the index of the public legends by key, in its own order."""
    return {
        row["key"]: Builtin(
            key=row["key"],
            title=row["title"],
            file=row["file"],
            code_column=row["code_column"],
            nodata_codes=tuple(int(code) for code in row["nodata_codes"].split(";") if code),
            hints=row["hints"],
            family=row["family"],
            by_codes=row["by_codes"] == "yes",
        )
        for row in read_resource("index.csv")
        if row["kind"] == "legend"
    }


def read_resource(name: str) -> list[dict[str, str]]:
    """Return the rows of a table in ``resources/legends``, by column name."""
    with open(RESOURCES / name, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _class_from_row(row: Mapping[str, str], code_column: str) -> LandCoverClass:
    levels = tuple(
        Level(name, int(row[f"{name}_code"]), row[f"{name}_name"], row.get(f"{name}_color", ""))
        for name in ("level1", "level2")
        if row.get(f"{name}_code")
    )
    return LandCoverClass(int(row[code_column]), row["name"], row["color"], levels)
