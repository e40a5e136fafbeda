"""The codes of maps at labelled points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from numbers import Real

import numpy as np

from ..errors import GridError, InputError
from ..legends.legend import Legend
from ..rasters.grid import AreaMask, Grid, cells_at
from ..rasters.measurements import check_number
from ..rasters.pixels import by_tile
from ..rasters.raster import MAX_CODE, NO_CODE, CodeReader, NearestCodes
from .compared_places import Places
from .comparison import Pairs, ReferencePoints, count_codes
from .doubt import doubtful, is_doubtful
from .dropped_classes import has_dropped, left_out, skip_counts

_TILE = 256
_TOLD = 10  # codes in a sentence


@dataclass(frozen=True, eq=False)
class PointCodes:
    """What maps and reference say at the points on the map; arrays (point,).

    Attributes:
        maps: codes to compare of each map; -1 = no class.
        truth: the same of the reference.
        raw: codes as the first map's file holds them.
        raws: codes as the file of each map holds them.
        row, col: pixel of the first map.
        place: which of the layer's points each is.
        outside: points of the layer that lie off the map or the polygons.
        unlabelled: points on the map that have no reference class yet, or never will.
        doubtful: bool, points somebody looked at who could not tell the class.
        refused: bool, points whose label is declared as nodata; they count as without one.
        refused_codes: their labels, rising.
        labels: codes of the labels before translation, of those that are classes; -1 = none.
        dropped: bool, points on the map whose label has no counterpart among the compared classes.
    """

    maps: tuple[np.ndarray, ...]
    truth: np.ndarray
    raw: np.ndarray
    row: np.ndarray
    col: np.ndarray
    place: np.ndarray
    outside: int
    unlabelled: int
    doubtful: np.ndarray
    raws: tuple[np.ndarray, ...]
    refused: np.ndarray
    refused_codes: tuple[int, ...]
    labels: np.ndarray
    dropped: np.ndarray

    @property
    def counted(self) -> np.ndarray:
        """Which points have a class in every map and in the reference."""
        return np.all([codes != NO_CODE for codes in (*self.maps, self.truth)], axis=0)


def read_points(places: Places, points: ReferencePoints) -> PointCodes:
    """Read every map at labelled points.

    Raises:
        GridError: no point lies on the map.
        InputError: a file cannot be read, or a label is neither a code nor a name.
    """
    grid, matching = places.grid, places.matching
    labels = point_codes(points.values, matching.labels)
    rows, cols = cells_at(
        *grid.place(points.x, points.y, from_wkt=points.crs_wkt), shape=grid.shape
    )
    inside = rows >= 0
    if places.mask is not None:
        inside &= _selected(places.mask, rows, cols)
    if not inside.any():
        where = f" and inside {places.area_name}" if places.area_name else ""
        raise GridError(f"POINTS: no point lies on the map{where}; check their coordinate system.")
    rows, cols, labels = rows[inside], cols[inside], labels[inside]
    raw = _codes_at(places.map, rows, cols)
    codes = [raw, *(_nearest_at(other, grid, rows, cols) for other in places.others)]
    unlabelled = int((labels == NO_CODE).sum())
    refused = (labels != NO_CODE) & ~_is_class(labels, places)
    wrong = tuple(np.unique(labels[refused]).tolist())
    labels = np.where(refused, NO_CODE, labels)
    return PointCodes(
        maps=tuple(one.apply(found) for one, found in zip(matching.maps, codes)),
        truth=matching.reference.apply(labels),
        raw=raw,
        row=rows,
        col=cols,
        place=np.flatnonzero(inside),
        outside=int((~inside).sum()),
        unlabelled=unlabelled,
        doubtful=doubtful(points.values)[inside],
        raws=tuple(codes),
        refused=refused,
        refused_codes=wrong,
        labels=labels,
        dropped=matching.reference.drops(labels),
    )


def count_points(places: Places, found: PointCodes) -> Pairs:
    """Count the pairs of codes at labelled points, and the points left out."""
    pairs = count_codes(found.maps, found.truth, places.skip_reasons)
    if has_dropped(places):
        skipped = skip_counts(places, left_out(places, found.raws, found.labels))
        pairs = replace(pairs, skipped=skipped)
    reason = places.skip_reasons[1]
    on_map = places.matching.maps[0].has_class(found.raw)
    if found.refused_codes:
        number = int((found.refused & on_map).sum())
        pairs.skipped[_refused(found.refused_codes)] = number
        pairs.skipped[reason] -= number
    unknown = int((found.doubtful & on_map).sum())
    waiting = int((on_map & (found.truth == NO_CODE) & ~found.refused & ~found.dropped).sum())
    waiting -= unknown
    told = min(found.unlabelled - int(found.doubtful.sum()), waiting)
    pairs.skipped[reason] -= told + unknown
    pairs.skipped["without a label"] = told
    pairs.skipped["marked as cannot tell"] = unknown
    pairs.skipped["outside the map" if places.mask is None else "outside the area"] = found.outside
    return pairs


def _refused(codes: Sequence[int]) -> str:
    listed = ", ".join(map(str, codes[:_TOLD])) + (", ..." if len(codes) > _TOLD else "")
    return f"labelled {listed}, which {'is' if len(codes) == 1 else 'are'} nodata,"


def _is_class(labels: np.ndarray, places: Places) -> np.ndarray:
    """Tell which labels are a class: all codes but those declared as nodata.

    A code that no legend names is a class that the map lacks, so an error of it; to leave its
    points out would make the map look better the more it misses.
    """
    matching = places.matching
    legend = matching.labels
    nodata = set(legend.nodata_codes if legend is not None else ())
    if not matching.maps[0].translated:
        info = places.map.info
        value = info.nodata[(places.map.source.bands or (1,))[0] - 1]
        nodata |= {int(value)} if value is not None and float(value).is_integer() else set()
    return ~np.isin(labels, list(nodata))


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
    places = other.place(*grid.xy(rows + 0.5, cols + 0.5), from_wkt=grid.crs_wkt)
    return _codes_at(nearest.reader, *cells_at(*places, shape=other.shape))


def point_codes(values: Sequence[object], legend: Legend | None) -> np.ndarray:
    """Return the class code of each label, int64 (point,); -1 for an empty or doubtful one.

    Args:
        values: numbers are codes; texts are names of ``legend``, letter case apart, or codes.
        legend: classes the names refer to; None takes codes only.

    Raises:
        InputError: a label is neither, or they are as many as measurements are.
    """
    names: dict[str, int] = {}
    for entry in legend.classes if legend else ():
        names.setdefault(entry.name.casefold(), entry.code)
    codes = []
    for value in values:
        text = "" if value is None else str(value).strip()
        is_number = isinstance(value, (Real, np.number))
        if not text or (is_number and value != value) or is_doubtful(value):
            codes.append(NO_CODE)
        elif not is_number and text.casefold() in names:
            codes.append(names[text.casefold()])
        else:
            codes.append(_number(text))
    named = set(legend.codes.tolist() if legend is not None else ())
    check_number(
        len(set(codes) - named - {NO_CODE}), "FIELD", remedy="choose the field of the labels"
    )
    return np.asarray(codes, np.int64)


def _number(text: str) -> int:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number != int(number) or not 0 <= number <= MAX_CODE:
        raise InputError(
            f"FIELD holds '{text}', which is neither a class code nor a class name of the map; "
            "choose the field with the reference classes, correct the name, or, for a class that "
            "the map lacks, write a code that it does not use."
        )
    return int(number)
