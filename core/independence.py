"""Whether a reference can judge a map, or is the coarse map in another guise."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .errors import InputError
from .grid import Grid, footprint, transform_points
from .pair_counts import CODE_BASE
from .raster import RasterSource

if TYPE_CHECKING:
    from .comparison import Comparison

_ENOUGH = 100  # places at which agreement everywhere is no accident
_COARSE = 1.95  # pixels of the map along one side of the reference's, and a little less


def check_reference(mapped: RasterSource, reference: RasterSource | None) -> None:
    """Make sure that a map is not compared with itself.

    Raises:
        InputError: it is.
    """
    if same_band(mapped, reference):
        raise InputError(
            f"REFERENCE '{Path(mapped.path).name}' is the same file and band as MAP, which agrees "
            "with itself everywhere; choose a reference that was made without this map."
        )


def dependence(comparison: Comparison, pairs: Sequence[Counter[int]], *, coarser: float) -> str:
    """Return why the reference is not independent of the coarse map, in one sentence; "" = it is.

    Args:
        comparison: what was compared.
        pairs: of each map and the reference: the map, the baseline where there is one, the others.
        coarser: how many pixels of the map one of the reference is wide.
    """
    if not comparison.independent:
        return "INDEPENDENT = no: the reference is the coarse map or was made from it."
    if comparison.points is not None and comparison.points.of_coarse_map:
        return "POINTS are samples of a coarse map: their classes are the coarse map's own."
    for other, what in comparison.compared:
        if same_band(comparison.reference, other):
            return f"REFERENCE is the same file and band as {what}."
    if comparison.points is not None:
        return ""  # an excellent baseline may well be right at some hundred points
    if comparison.baseline is not None and _everywhere(pairs[1]):
        return "The baseline agrees with the reference everywhere, so one was made from the other."
    if coarser >= _COARSE and _everywhere(pairs[0]):
        return (
            "The map agrees with the reference everywhere although the reference's pixels are "
            f"{_times(coarser)} as wide, so the map is a plain copy of it."
        )
    return ""


def remarks(comparison: Comparison, pairs: Sequence[Counter[int]], *, coarser: float) -> list[str]:
    """Return sentences on rasters that are given twice, and on a coarse or copied reference.

    Args:
        comparison: what was compared.
        pairs: of each map and the reference.
        coarser: how many pixels of the map one of the reference is wide; 0 for points.
    """
    found = _given_twice(comparison)
    if coarser >= _COARSE:
        asked = ""
        known = comparison.baseline is not None  # then its file and classes were looked at
        if not known and not dependence(comparison, pairs, coarser=coarser):
            asked = " If it is the coarse map that MAP was made from, choose INDEPENDENT = no."
        found.append(
            f"The reference's pixels are {_times(coarser)} as wide as the map's: fine detail is "
            f"judged by coarse labels.{asked}"
        )
    elif comparison.reference is not None and _everywhere(pairs[0]):
        found.append(
            "The map and the reference have the same class at every pixel compared: one is a copy "
            "of the other or was made from it, so this agreement says nothing about accuracy."
        )
    return found


def _given_twice(comparison: Comparison) -> list[str]:
    """Return a sentence for each map that is the same file and band as one before it."""
    found = []
    maps = [(comparison.map, "MAP")]
    for place, (source, title) in enumerate(comparison.compared):
        base = place == 0 and comparison.baseline is not None
        name = "BASELINE" if base else f"{title} of MAPS"
        first = next((known for one, known in maps if same_band(one, source)), "")
        if first and base:
            found.append(
                "BASELINE is the same file and band as MAP, so every gain is 0; give the coarse "
                "map that MAP was made from."
            )
        elif first:
            found.append(
                f"{name} is the same file and band as {first}, so their figures are equal; give "
                "each map once."
            )
        maps.append((source, name))
    return found


def same_band(one: RasterSource | None, other: RasterSource | None) -> bool:
    """Tell whether two rasters are read from the same band of one file."""
    if one is None or other is None or (one.bands or (1,))[0] != (other.bands or (1,))[0]:
        return False
    first, second = Path(one.path), Path(other.path)
    try:
        return first.samefile(second)
    except OSError:  # not a plain file, for example a subdataset
        return first.resolve() == second.resolve()


def pixels_wide(fine: Grid, coarse: Grid) -> float:
    """Return how many pixels of one grid a pixel of another is wide, in the middle of both.

    1 where the coordinate systems do not say.
    """
    frame = footprint(coarse, fine) or fine.window
    row, col = frame.row + frame.height // 2, frame.col + frame.width // 2
    x, y = fine.xy(row + np.array([0.0, 1.0, 0.0]), col + np.array([0.0, 0.0, 1.0]))
    x, y = transform_points(x, y, from_wkt=fine.crs_wkt, to_wkt=coarse.crs_wkt)
    rows, cols = coarse.rowcol(x, y)
    down, across = (np.array([rows[i] - rows[0], cols[i] - cols[0]]) for i in (1, 2))
    area = abs(float(down[0] * across[1] - down[1] * across[0]))
    return 1 / math.sqrt(area) if math.isfinite(area) and area > 0 else 1.0


def _everywhere(pairs: Counter[int]) -> bool:
    """Tell whether two rasters agree at so many places, in several classes, that one is a copy."""
    agreed = [key for key in pairs if divmod(key, CODE_BASE)[0] == key % CODE_BASE]
    return len(agreed) == len(pairs) > 1 and sum(pairs.values()) >= _ENOUGH


def _times(number: float) -> str:
    return f"{number:.2g} times" if number < 10 else f"{number:.0f} times"
