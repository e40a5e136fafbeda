"""Words and numbers as the reports print them."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable

from ..phrases import plural

UNDEFINED = "–"
MINUS = "\u2212"
_NARROW_SPACE = "\u202f"
_BREAK = "<wbr>"
_SHORT = 12  # letters of a name that stay together whatever they are
_LONGEST = 24  # letters of a run that stay together, so that words of every language do
_PIECES = re.compile(r"[^_.\-/]*?[a-z](?=[A-Z][a-z])|[^_.\-/]*[_.\-/]+|[^_.\-/]+")


class Html(str):
    """Markup that is ready for the page; any other string is text and gets escaped."""

    __slots__ = ()


def text(value: str) -> Html:
    """Escape ``value`` unless it is markup already."""
    if isinstance(value, Html):
        return value
    return Html(html.escape(storable(value), quote=True))


def name_pieces(word: str) -> list[str]:
    """Cut a word of a name where a line may end: after _ . - / and the words of CamelCase.

    A short word stays whole, and a run of letters longer than any word is cut as well.
    """
    if len(word) <= _SHORT:
        return [word]
    found: list[str] = []
    for piece in _PIECES.findall(word):
        size = len(piece) if len(piece) <= _LONGEST else _SHORT
        found += [piece[start : start + size] for start in range(0, len(piece), size)]
    return found


def name_text(value: str) -> Html:
    """Escape a name, of a map or a file, and mark where a line of it may end."""
    if isinstance(value, Html):
        return value
    words = (
        _BREAK.join(html.escape(piece) for piece in name_pieces(word)) if word.strip() else word
        for word in re.split(r"(\s+)", storable(value))
    )
    return Html("".join(words))


def storable(value: str) -> str:
    """Replace lone surrogates, which a name read with the wrong encoding holds and no file may."""
    return value.encode("utf-8", "replace").decode("utf-8")


def join(parts: Iterable[str], *, separator: str = "") -> Html:
    """Put blocks one after the other."""
    return Html(separator.join(text(part) for part in parts))


def number(value: float, *, digits: int = 3) -> str:
    """A number with a fixed count of decimals and a true minus sign."""
    if not math.isfinite(value):
        return UNDEFINED
    shown = f"{value:,.{digits}f}".replace(",", _NARROW_SPACE)
    if not shown.strip("-0." + _NARROW_SPACE):
        shown = shown.lstrip("-")  # no minus before a zero
    return shown.replace("-", MINUS)


def count(value: float) -> str:
    """A count in groups of three; one decimal only where it is not whole."""
    whole = math.isfinite(value) and float(value).is_integer()
    return number(value, digits=0 if whole else 1)


def count_of(value: float, noun: str) -> str:
    """A count with its noun, given in the singular."""
    return f"{count(value)} {plural(noun, value)}"


def percent(share: float, *, digits: int = 1) -> str:
    """A share 0..1 as percent, without the sign."""
    return number(100 * share, digits=digits)


def signed(value: float, *, digits: int = 1) -> str:
    """A difference with its sign; a difference that rounds to nothing has none."""
    shown = number(value, digits=digits)
    nothing = not shown.strip("0." + _NARROW_SPACE) or shown == UNDEFINED
    return shown if nothing or value < 0 else "+" + shown
