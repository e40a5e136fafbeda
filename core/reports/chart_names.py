"""Names of a chart's rows, broken or cut to lines as wide as a chart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from .svg import plain_text

_LETTERS = 42.0  # that fit a line


def name_lines(name: str, *, most: int = 2) -> list[str]:
    """Break a name into ``most`` lines as wide as a chart; what is left over is cut off."""
    lines = [""]
    for word in plain_text(name).split():
        for piece in _pieces(word):
            joined = f"{lines[-1]} {piece}".strip()
            if _width(joined) <= _LETTERS:
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1])]


def _cut(line: str) -> str:
    """Shorten a line until dots behind it fit, without a comma before them."""
    while _width(f"{line}…") > _LETTERS:
        line = line[:-1]
    return f"{line.rstrip(' ,;.')}…"


def _pieces(word: str) -> Iterator[str]:
    """Cut a word that is wider than a line."""
    start = 0
    for end in range(1, len(word) + 1):
        if _width(word[start:end]) > _LETTERS:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]


def _width(line: str) -> float:
    """Width of a line in common small letters."""
    return sum(_letter_width(letter) for letter in line)


def _letter_width(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 2.0
    return 1.25 if letter.isupper() or letter.isdigit() or letter in "mw%@" else 1.0
