"""What an analyst is told of the validation points that were drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..phrases import counted
from ..progress import Progress
from ..rasters.grid import Grid, Window
from ..rasters.ground_area import ground_area
from .validation_plan import WITH_MINIMUM, PointSettings, Stratum, fewest_points

if TYPE_CHECKING:
    from .validation_points import ValidationPoints

_DEARER = 1.1  # times as many points as at best that are let pass
_UNEVEN = 0.02  # share by which ground areas of pixels may differ before it is a warning
_REMEDY = "reproject the map to an equal-area coordinate system (nearest neighbour), and draw there"


def tell_ground_area(grid: Grid, frame: Window, progress: Progress) -> None:
    """Tell where points that are drawn evenly over pixels are not so over hectares."""
    found = ground_area(grid, frame)
    if found is None:
        return
    percent = 100 * found.spread
    if found.spread > _UNEVEN:
        progress.message(
            f"Pixels differ by up to {percent:.0f} % in ground area, and every pixel of a class is "
            "as likely to be drawn as any other, not every hectare, so estimates lean to where "
            f"pixels are small; {_REMEDY}.",
            warning=True,
        )
    elif grid.crs.is_geographic:
        progress.message(
            "The map is in degrees: every pixel of a class is as likely to be drawn as any other, "
            f"not every hectare; here pixels differ by no more than {percent:.1f} % in area."
        )
    if abs(found.stated - 1) > _UNEVEN:
        progress.message(
            "Hectares are those on the ground; the map's coordinate system would make them "
            f"{found.stated:.2f} times as many."
        )


def tell_points(points: ValidationPoints, settings: PointSettings, progress: Progress) -> None:
    """Tell per class what was found and drawn, and how sure overall accuracy will be."""
    codes, drawn = np.unique(points.drawn.code, return_counts=True)
    by_code = dict(zip(codes.tolist(), drawn.tolist()))
    whole = math.fsum(size.hectares for size in points.classes.values())
    for code, size in points.classes.items():
        name = points.legend.get(code).name
        progress.message(
            f"{code} {name}: {counted(size.pixels, 'pixel')}, {size.hectares:.1f} ha "
            f"({100 * size.hectares / whole:.1f} %), {counted(by_code.get(code, 0), 'point')}"
        )
    for one in points.strata:
        if settings.design == "stratified" and one.points == one.pixels:
            progress.message(
                f"{one.code} {one.name} has {counted(one.pixels, 'pixel')} only, and all of them "
                "were taken.",
                warning=True,
            )
    error, count = points.expected_error, points.drawn.row.size
    sought = "" if settings.total else f" ({settings.standard_error:g} asked for)"
    progress.message(
        f"Expected standard error of overall accuracy with {counted(count, 'point')}: "
        f"{error:.4f}{sought}; half the 95 % interval {1.96 * error:.4f}."
    )
    if settings.total is None:
        progress.message(_price(points.strata, points.required, settings))
        return
    for text in _limits(points.strata, settings):
        progress.message(text, warning=True)


def _price(strata: Sequence[Stratum], required: int, settings: PointSettings) -> str:
    """Tell how many points the classes cost."""
    count, classes = sum(one.points for one in strata), counted(len(strata), "class")
    least = fewest_points(strata, settings)
    text = (
        f"A standard error of {settings.standard_error:g} takes {counted(required, 'point')} where "
        "all serve overall accuracy alone (Olofsson et al. 2014, eq. 13)"
    )
    if count > required:
        lacking = ", or all its pixels," if any(one.points < least for one in strata) else ""
        text += (
            f", and {count} shared out over {classes} with {least} or more{lacking} in each "
            f"(ALLOCATION={settings.allocation})"
        )
    if count > _DEARER * required:
        shared = len(strata) > 1 and settings.allocation in WITH_MINIMUM
        fewer = "Lower MIN_PER_CLASS" if shared else "Choose another ALLOCATION"
        text += f". {fewer}, or give TOTAL, to label fewer"
    return f"{text}."


def _limits(strata: Sequence[Stratum], settings: PointSettings) -> list[str]:
    """Return a sentence for each wish that TOTAL or the map did not allow."""
    total, pixels = settings.total or 0, sum(one.pixels for one in strata)
    if pixels < total:
        return [
            f"TOTAL asks for {total} points, but only {counted(pixels, 'pixel')} of the map "
            f"{'has' if pixels == 1 else 'have'} a class here, and a pixel is drawn once; "
            f"{counted(pixels, 'point')} {'was' if pixels == 1 else 'were'} drawn."
        ]
    told = []
    wished = sum(min(one.pixels, settings.min_per_class) for one in strata)
    if len(strata) > 1 and settings.allocation in WITH_MINIMUM and wished > total:
        got = sorted(one.points for one in strata if one.points < one.pixels)
        each = f"{got[0]}" if got[0] == got[-1] else f"{got[0]} to {got[-1]}"
        small = any(one.points == one.pixels for one in strata)
        told.append(
            f"MIN_PER_CLASS={settings.min_per_class} takes {wished} points in "
            f"{counted(len(strata), 'class')}, and TOTAL is {total}: each got {each}"
            f"{', or all its pixels' if small else ''}."
        )
    single = sum(one.points == 1 < one.pixels for one in strata)
    if len(strata) > 1 and single:
        told.append(
            f"{counted(single, 'class')} of {len(strata)} got a single point, which has no "
            f"variance, so intervals will be too narrow; give a TOTAL of {2 * len(strata)} or more."
        )
    return told
