"""One land-cover class, its coarser levels, and the rules every code, name and colour keeps."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np

from ..errors import LegendError

CODE_MAX = 65535
NAME_MAX = 500
MAX_LEVELS = 30  # of a legend; known ones have four at most

_COLOR = re.compile(r"#[0-9A-F]{6}")
_LEVEL_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_NO_DATA_NAMES = frozenset({"na", "nodata", "unknown", "unclassified"})


def check_code(code: object, *, where: str = "") -> int:
    """Return ``code`` as an int when it is a whole number in 0..65535.

    Args:
        code: an int, a NumPy integer, or a float without a fraction.
        where: what the message starts with, such as ``"lc.csv, line 3: "``.

    Raises:
        LegendError: any other value.
    """
    if isinstance(code, (float, np.floating)) and float(code).is_integer():
        code = int(code)
    is_int = isinstance(code, (int, np.integer)) and not isinstance(code, bool)
    if not is_int or not 0 <= int(code) <= CODE_MAX:  # type: ignore[call-overload]
        raise LegendError(
            f"{where}class code {_short(code)} cannot be used; codes are whole numbers from 0 to "
            f"{CODE_MAX}, which is what uint16 rasters and GDAL colour tables hold."
        )
    return int(code)  # type: ignore[call-overload]


def clean_name(name: object, *, where: str = "") -> str:
    """Return ``name`` with its white space joined to single blanks.

    Raises:
        LegendError: no text, longer than 500 characters, or characters XML cannot hold.
    """
    if not isinstance(name, str):
        raise LegendError(f"{where}class name {_short(name)} is not text; give each class a name.")
    text = " ".join(name.split())
    if not text or len(text) > NAME_MAX:
        raise LegendError(
            f"{where}class name {_short(text)} has {len(text)} characters; use 1 to {NAME_MAX}."
        )
    if any(unicodedata.category(char) in ("Cc", "Cs") or char in "\ufffe\uffff" for char in text):
        raise LegendError(f"{where}class name {_short(text)} holds a control character; remove it.")
    return text


def clean_color(color: object, *, where: str = "") -> str:
    """Return ``color`` as "#RRGGBB" in capitals.

    Raises:
        LegendError: not a # and six hexadecimal digits.
    """
    text = color.upper() if isinstance(color, str) else ""
    if not _COLOR.fullmatch(text):
        raise LegendError(
            f"{where}colour {_short(color)} is not a # and six hexadecimal digits; write it like "
            "#1F78B4."
        )
    return text


def means_nodata(name: str) -> bool:
    """Tell whether a class name says that there is no class: "No data", "NA", "Unclassified"."""
    return re.sub(r"[\s_/.-]+", "", name).casefold() in _NO_DATA_NAMES


def _short(value: object) -> str:
    text = ascii(value) if not isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


@dataclass(frozen=True)
class Level:
    """The class of a coarser level that a class belongs to.

    Attributes:
        name: the level's name, such as "level1": small letters, digits and underscores.
        code: the coarser class's code, 0..65535.
        label: the coarser class's name.
        color: "#RRGGBB", or "" to take the colour of the first class within.
    """

    name: str
    code: int
    label: str
    color: str = ""

    def __post_init__(self) -> None:
        """Check and normalise; raises LegendError."""
        if not isinstance(self.name, str) or not _LEVEL_NAME.fullmatch(self.name):
            raise LegendError(
                f"level name {_short(self.name)} cannot be used; write at most 30 small letters, "
                'digits and underscores, such as "level1".'
            )
        where = f"{self.name} of a class: "
        object.__setattr__(self, "code", check_code(self.code, where=where))
        object.__setattr__(self, "label", clean_name(self.label, where=where))
        if self.color != "":
            object.__setattr__(self, "color", clean_color(self.color, where=where))


@dataclass(frozen=True)
class LandCoverClass:
    """One class of a legend.

    Attributes:
        code: the pixel value, 0..65535; 0 is a code like any other.
        name: 1 to 500 characters.
        color: "#RRGGBB" in capitals.
        levels: coarser classes it belongs to, the coarsest first.
    """

    code: int
    name: str
    color: str
    levels: tuple[Level, ...] = ()

    def __post_init__(self) -> None:
        """Check and normalise; raises LegendError."""
        object.__setattr__(self, "code", check_code(self.code))
        where = f"class {self.code}: "
        object.__setattr__(self, "name", clean_name(self.name, where=where))
        object.__setattr__(self, "color", clean_color(self.color, where=where))
        object.__setattr__(self, "levels", tuple(self.levels))
        names = [level.name for level in self.levels]
        if len(set(names)) != len(names):
            raise LegendError(f"{where}levels {', '.join(names)} repeat a name; use each once.")

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Red, green and blue, 0..255."""
        return tuple(bytes.fromhex(self.color[1:]))  # type: ignore[return-value]

    def level(self, name: str) -> Level | None:
        """The coarser class of that level, or None where the class has none."""
        return next((level for level in self.levels if level.name == name), None)
