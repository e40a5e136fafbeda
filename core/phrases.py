"""Counts and shares as sentences say them."""

from __future__ import annotations

HARDLY_ANY = 0.001
"""Share of wrong cells below which none was found: less is the lower end of what can be fitted."""


def plural(noun: str, number: float) -> str:
    """Return an English noun as it follows a number."""
    if number == 1:
        return noun
    return noun + ("es" if noun.endswith("s") else "s")


def grouped(number: int) -> str:
    """Return a whole number in groups of three, with narrow spaces that do not break."""
    return f"{number:,}".replace(",", "\u202f")


def counted(number: int, noun: str, *, shown: str | None = None) -> str:
    """Return a number with its noun; ``shown`` is the number as it is to be printed."""
    return f"{grouped(number) if shown is None else shown} {plural(noun, number)}"


def error_share(share: float) -> str:
    """Return an estimated share of wrong cells, 0..1, in words."""
    return "none found" if share < HARDLY_ANY else f"{100 * share:.1f} %"
