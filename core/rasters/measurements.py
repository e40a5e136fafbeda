"""Telling measurements, such as elevations, from class codes."""

from __future__ import annotations

from ..errors import InputError

MOST_UNNAMED = 64
"""Classes without names that a map may have; the richest public legends have fewer."""


def check_number(number: int, what: str, *, remedy: str = "give a map of classes") -> None:
    """Raise InputError where there are more values without a name than a map has classes.

    Args:
        number: how many different values no legend names.
        what: what holds them, such as "MAP 'dem.tif'".
        remedy: what to do instead.
    """
    if number > MOST_UNNAMED:
        raise InputError(
            f"{what} holds {number} different values and no class names, so it looks like "
            f"measurements; {remedy}."
        )
