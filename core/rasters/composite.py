"""Which bands of a raster make a colour picture, told by their descriptions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .bands import ImageBands, describe_bands
from .dates import find_date

_COMPOSITES = (("red", "green", "blue"), ("nir", "red", "green"))
_STATISTICS = ("", "median", "mean", "p50", "median_q3", "median_q2", "max", "p90", "min")
_TAIL = re.compile(r"_(date_max|median_q\d|p\d+(?:\.\d+)?|[a-z]+\d*)$")
_NO_PICTURE = re.compile(r"(?:std|range|amplitude|phase|date|mean)\w*|p[\d.]+")


def composite_bands(descriptions: Sequence[str]) -> tuple[int, int, int] | None:
    """Return the bands, from 1, to draw red, green and blue; None where they are not told.

    Natural colours come before near infrared, red and green; a band itself before its median, and
    that before other statistics of a year; of many dates the one in the middle.
    """
    pictures: dict[tuple[str, str], dict[str, int]] = {}
    for number, (text, band) in enumerate(
        zip(descriptions, describe_bands([ImageBands("", tuple(descriptions))])), start=1
    ):
        tail = _tail(text)
        if band.role and tail is not None:
            pictures.setdefault((tail, _scene(text)), {}).setdefault(band.role, number)
    for statistic in _STATISTICS:
        for roles in _COMPOSITES:
            whole = [
                (scene, found)
                for (tail, scene), found in pictures.items()
                if tail == statistic and set(roles) <= set(found)
            ]
            if whole:
                found = sorted(whole, key=lambda one: one[0])[len(whole) // 2][1]
                red, green, blue = (found[role] for role in roles)
                return red, green, blue
    return None


def _scene(text: str) -> str:
    """Return what tells the dates, or images, of a stack apart."""
    scene = re.search(r"_(image\d+)", text)
    return str(find_date(text) or (scene.group(1) if scene else ""))


def _tail(text: str) -> str | None:
    """Return the statistic a feature is, "" for a band itself, None for what shows no picture."""
    found = _TAIL.search(text)
    if not found:
        return ""
    tail = found.group(1)
    if tail in _STATISTICS:
        return tail
    return None if _NO_PICTURE.fullmatch(tail) else ""
