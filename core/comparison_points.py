"""The codes of maps at labelled points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Real

import numpy as np

from .comparison import Comparison, Pairs, Places, ReferencePoints, count_codes
from .errors import GridError, InputError
from .grid import AreaMask, Grid, cells_at, transform_points
from .legend import Legend
from .pixels import by_tile
from .raster import MAX_CODE, NO_CODE, CodeReader, NearestCodes

_TILE = 256


def count_points(comparison: Comparison, points: ReferencePoints) -> Pairs:
    """Count the pairs of codes at labelled points.

    Raises:
        GridError: no point lies on the map, or the baseline does not overlap it.
        InputError: a file cannot be read, or a label is neither a code nor a name.
    """
    with Places(comparison) as places:
        grid = places.grid
        legend = places.legend
        if legend is not None and comparison.crosswalk is not None:
            legend = comparison.crosswalk.legend(legend)
        truth = point_codes(points.values, legend)
        x, y = transform_points(points.x, points.y, from_wkt=points.crs_wkt, to_wkt=grid.crs_wkt)
        rows, cols = cells_at(*grid.rowcol(x, y), shape=grid.shape)
        inside = rows >= 0
        if places.mask is not None:
            inside &= _selected(places.mask, rows, cols)
        if not inside.any():
            raise GridError(
                "POINTS: no point lies on the map"
                + (f" and inside {comparison.area.name}" if comparison.area else "")
                + "; check their coordinate system."
            )
        rows, cols = rows[inside], cols[inside]
        mapped = places.map_codes(_codes_at(places.map, rows, cols))
        base = None
        if places.baseline is not None:
            base = places.baseline_codes(_nearest_at(places.baseline, grid, rows, cols))
        total = Pairs(map_legend=places.legend)
        total.add(count_codes(mapped, truth[inside], base))
        total.skipped["outside the map" if places.mask is None else "outside the area"] = int(
            (~inside).sum()
        )
    return total


def _selected(mask: AreaMask, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    selected = np.zeros(rows.shape, bool)
    there = np.flatnonzero(rows >= 0)
    for group, window in by_tile(rows[there], cols[there], size=_TILE):
        at = there[group]
        selected[at] = mask.read(window)[rows[at] - window.row, cols[at] - window.col]
    return selected


def _codes_at(reader: CodeReader, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Return int32 (pixel,) codes; -1 where the row is -1 or there are no data."""
    codes = np.full(rows.shape, NO_CODE, np.int32)
    there = np.flatnonzero(rows >= 0)
    for group, window in by_tile(rows[there], cols[there], size=_TILE):
        at = there[group]
        codes[at] = reader.read(window)[rows[at] - window.row, cols[at] - window.col]
    return codes


def _nearest_at(
    nearest: NearestCodes, grid: Grid, rows: np.ndarray, cols: np.ndarray
) -> np.ndarray:
    """Return int32 (pixel,) codes of another raster at pixel centres of ``grid``."""
    other = nearest.reader.grid
    x, y = grid.xy(rows + 0.5, cols + 0.5)
    x, y = transform_points(x, y, from_wkt=grid.crs_wkt, to_wkt=other.crs_wkt)
    return _codes_at(nearest.reader, *cells_at(*other.rowcol(x, y), shape=other.shape))


def point_codes(values: Sequence[object], legend: Legend | None) -> np.ndarray:
    """Return the class code of each label, int64 (point,); -1 for an empty one.

    Args:
        values: numbers are codes; texts are names of ``legend``, letter case apart, or codes.
        legend: classes the names refer to; None takes codes only.

    Raises:
        InputError: a label is neither.
    """
    names: dict[str, int] = {}
    for entry in legend.classes if legend else ():
        names.setdefault(entry.name.casefold(), entry.code)
    codes = []
    for value in values:
        text = "" if value is None else str(value).strip()
        is_number = isinstance(value, (Real, np.number))
        if not text or (is_number and value != value):
            codes.append(NO_CODE)
        elif not is_number and text.casefold() in names:
            codes.append(names[text.casefold()])
        else:
            codes.append(_number(text))
    return np.asarray(codes, np.int64)


def _number(text: str) -> int:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number != int(number) or not 0 <= number <= MAX_CODE:
        raise InputError(
            f"FIELD holds '{text}', which is neither a class code nor a class name of the map; "
            "choose the field with the reference classes."
        )
    return int(number)
