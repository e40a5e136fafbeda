"""Whether a reference can judge a map, or is the coarse map in another guise."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import binom

from ..errors import InputError
from ..rasters.grid import Grid, footprint
from ..rasters.raster import RasterSource
from .pair_counts import CODE_BASE

if TYPE_CHECKING:
    from .comparison import Comparison

_ENOUGH = 100  # places at which agreement nearly everywhere is no accident
_TOLD = 30  # points at which agreement everywhere is worth a remark
_FINE, _WIDE = 0.97, 0.90  # accuracy that no map of fine or of wide pixels is likely to exceed
_CHANCE = 0.05  # below which agreement at points is no luck of the draw
_NEARLY = 0.99  # share of places; two independent maps of the same legend stay far below
_BEYOND_CHANCE = 20  # times as much disagreement as there is, chance alone would bring
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


def dependence(
    comparison: Comparison,
    pairs: Sequence[Counter[int]],
    *,
    coarser: float,
    base_coarser: float = 1.0,
) -> str:
    """Return why the reference is not independent of the coarse map, in one sentence; "" = it is.

    Args:
        comparison: what was compared.
        pairs: of each map and the reference: the map, the baseline where there is one, the others.
        coarser: how many pixels of the map one of the reference is wide.
        base_coarser: the same of the baseline.
    """
    if not comparison.independent:
        return "INDEPENDENT = no: the reference is the coarse map or was made from it."
    if comparison.points is not None and comparison.points.of_coarse_map:
        return "POINTS are samples of a coarse map: their classes are the coarse map's own."
    for other, what in comparison.compared:
        if same_band(comparison.reference, other):
            return f"REFERENCE is the same file and band as {what}."
    if comparison.points is not None:
        if comparison.baseline is None:
            return ""
        return _labelled_from_baseline(pairs[1], base_coarser)
    return _near_copy(comparison, pairs, coarser)


def _labelled_from_baseline(pairs: Counter[int], coarser: float) -> str:
    """Say that points are the baseline's own classes; an excellent one is rarely right at all."""
    share, coarse = _likeness(pairs, enough=_TOLD), coarser >= _COARSE
    if share < _NEARLY or (share < 1 and not coarse) or not _too_good(pairs, coarse=coarse):
        return ""
    wide = f" although its pixels are {_times(coarser)} as wide as the map's"
    return (
        f"The baseline agrees with {_of_points(share, pairs)}{wide if coarse else ''}, "
        "so they were very likely labelled from it; if they were labelled without it, give it in "
        "MAPS instead of BASELINE."
    )


def _too_good(pairs: Counter[int], *, coarse: bool) -> bool:
    """Tell whether even a very good map would agree with so many points in 5 % of samples only.

    It is taken to be right at 97 % of all places, at 90 % where its pixels are wide, or at as many
    as belong to the commonest class, which any map may get right.
    """
    columns: Counter[int] = Counter()
    for key, count in pairs.items():
        columns[key % CODE_BASE] += count
    total = sum(columns.values())
    agreed = sum(pairs[code * CODE_BASE + code] for code in columns)
    right = max(_WIDE if coarse else _FINE, max(columns.values()) / total)
    return bool(binom.sf(agreed - 1, total, right) < _CHANCE)


def _near_copy(comparison: Comparison, pairs: Sequence[Counter[int]], coarser: float) -> str:
    """Say which raster the reference was made from, or which was made from it."""
    for place, (_, title) in enumerate(comparison.compared):
        share = _likeness(pairs[place + 1])
        if share < _NEARLY:
            continue
        base = place == 0 and comparison.baseline is not None
        likely = "" if share == 1 else "very likely "
        remedy = f"; if MAP was made without both, leave {title} out"
        return (
            f"{'The baseline' if base else f'{title} of MAPS'} agrees with the reference "
            f"{_where(share)}, so one was {likely}made from the other{'' if base else remedy}."
        )
    share = _likeness(pairs[0])
    if coarser >= _COARSE and share >= _NEARLY:
        copy = "a plain copy" if share == 1 else "very likely a copy"
        return (
            f"The map agrees with the reference {_where(share)} although the reference's pixels "
            f"are {_times(coarser)} as wide, so the map is {copy} of it."
        )
    return ""


def remarks(
    comparison: Comparison,
    pairs: Sequence[Counter[int]],
    *,
    coarser: float,
    base_coarser: float = 1.0,
) -> list[str]:
    """Return sentences on rasters that are given twice, and on a coarse or copied reference.

    Args:
        comparison: what was compared.
        pairs: of each map and the reference.
        coarser: how many pixels of the map one of the reference is wide; 0 for points.
        base_coarser: the same of the baseline.
    """
    found = _given_twice(comparison)
    if comparison.reference is None:
        reason = dependence(comparison, pairs, coarser=coarser, base_coarser=base_coarser)
        return [*found, *_labelled_from(comparison, pairs, known=bool(reason))]
    share = _likeness(pairs[0])
    if coarser >= _COARSE:
        asked = ""
        known = comparison.baseline is not None  # then its file and classes were looked at
        if not known and not dependence(comparison, pairs, coarser=coarser):
            asked = " If it is the coarse map that MAP was made from, choose INDEPENDENT = no."
        found.append(
            f"The reference's pixels are {_times(coarser)} as wide as the map's: fine detail is "
            f"judged by coarse labels.{asked}"
        )
    elif share == 1:
        found.append(
            "The map and the reference have the same class at every pixel compared: one is a copy "
            "of the other or was made from it, so this agreement says nothing about accuracy."
        )
    elif share >= _NEARLY:
        found.append(
            f"The map and the reference have the same class {_where(share)} compared: one was very "
            "likely made from the other, so this agreement says little about accuracy."
        )
    return found


def _labelled_from(
    comparison: Comparison, pairs: Sequence[Counter[int]], *, known: bool
) -> list[str]:
    """Return a sentence for each map that points may have been labelled from."""
    found = []
    if _likeness(pairs[0], enough=_TOLD) == 1:
        found.append(
            f"The map agrees with {_of_points(1.0, pairs[0])}: if they were labelled from the map, "
            "this agreement says nothing about accuracy."
        )
    for place, (_, title) in enumerate(comparison.compared):
        share = _likeness(pairs[place + 1], enough=_TOLD)
        if share < _NEARLY:
            continue
        agrees = f"agrees with {_of_points(share, pairs[place + 1])}: if they were labelled from it"
        if place or comparison.baseline is None:
            found.append(
                f"{title} of MAPS {agrees}, its figures say nothing about its accuracy, and those "
                "of the map are agreement with it: choose INDEPENDENT = no."
            )
        elif not known:
            found.append(f"The baseline {agrees}, choose INDEPENDENT = no.")
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
    rows, cols = coarse.place(x, y, from_wkt=fine.crs_wkt)
    down, across = (np.array([rows[i] - rows[0], cols[i] - cols[0]]) for i in (1, 2))
    area = abs(float(down[0] * across[1] - down[1] * across[0]))
    return 1 / math.sqrt(area) if math.isfinite(area) and area > 0 else 1.0


def _likeness(pairs: Counter[int], *, enough: int = _ENOUGH) -> float:
    """Return the share of places where two rasters agree; 0 where that is no sign of a copy.

    It is none at fewer than ``enough`` places, in a single class, and where most places are of one
    class, so that chance alone lets nearly all agree (kappa below 0.95).
    """
    rows: Counter[int] = Counter()
    columns: Counter[int] = Counter()
    for key, count in pairs.items():
        row, column = divmod(key, CODE_BASE)
        rows[row] += count
        columns[column] += count
    total = sum(rows.values())
    agreed = sum(pairs[code * CODE_BASE + code] for code in rows)
    by_chance = total**2 - sum(rows[code] * columns[code] for code in rows)  # disagreement
    if total < enough or not by_chance or _BEYOND_CHANCE * (total - agreed) * total > by_chance:
        return 0.0
    return agreed / total


def _where(share: float) -> str:
    return "everywhere" if share == 1 else f"at {_percent(share)} of the pixels"


def _of_points(share: float, pairs: Counter[int]) -> str:
    number = f"{sum(pairs.values())} points compared"
    return f"all {number}" if share == 1 else f"{_percent(share)} of the {number}"


def _percent(share: float) -> str:
    """Return a share below 1, which is never rounded to it."""
    return f"{min(100 * share, 99.99):.4g} %"


def _times(number: float) -> str:
    return f"{number:.2g} times" if number < 10 else f"{number:.0f} times"
