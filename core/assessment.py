"""Comparing maps pixel by pixel or at points, whatever their grids and codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .accuracy import Accuracy, assess
from .accuracy_design import DesignAccuracy, olofsson, simple_random
from .crosswalk import Crosswalk
from .errors import GridError, InputError
from .grid import Area, AreaMask, Grid, Window, cells_at, footprint, transform_points
from .labels import LabelRule, stored_legend
from .legend import LandCoverClass, Legend, generic
from .parallel import ordered_map
from .progress import Progress
from .raster import NO_CODE, CodeReader, NearestCodes, RasterSource

DESIGNS = ("simple", "stratified")
_TILE = 1024
_BASE = 1 << 17  # more than any code + 1


@dataclass(frozen=True)
class ReferencePoints:
    """Labelled points.

    Attributes:
        x, y: coordinates, float64 (point,).
        values: class codes or class names, one per point; None or "" is not counted.
        crs_wkt: coordinate system of the coordinates.
    """

    x: np.ndarray
    y: np.ndarray
    values: Sequence[object]
    crs_wkt: str


@dataclass(frozen=True)
class Comparison:
    """What to compare.

    Attributes:
        map: the map to judge.
        reference: raster of reference classes; or
        points: labelled points (exactly one of the two).
        baseline: what the map must beat, usually the coarse map.
        baseline_rule: how the baseline's raw codes become classes.
        crosswalk: from the codes of map and baseline to those of the reference.
        area: polygons to restrict the comparison to.
        design: how points were drawn, ``simple`` or ``stratified`` by map class.
    """

    map: RasterSource
    reference: RasterSource | None = None
    points: ReferencePoints | None = None
    baseline: RasterSource | None = None
    baseline_rule: LabelRule | None = None
    crosswalk: Crosswalk | None = None
    area: Area | None = None
    design: str = "simple"

    def __post_init__(self) -> None:
        if (self.reference is None) == (self.points is None):
            raise InputError("Give either REFERENCE (a raster) or POINTS (a layer), and only one.")
        if self.design not in DESIGNS:
            raise InputError(f"DESIGN: '{self.design}' is unknown; choose {' or '.join(DESIGNS)}.")


@dataclass(frozen=True)
class Assessment:
    """Agreement of a map, and of the baseline over the same places.

    Attributes:
        legend: every class met in the map, the baseline or the reference.
        result: agreement of the map.
        baseline: agreement of the baseline, or None.
        design: area-adjusted estimates from points, or None.
        counted: pixels or points compared.
        skipped: places left out, by reason.
        notes: sentences a reader must know.
    """

    legend: Legend
    result: Accuracy
    baseline: Accuracy | None
    design: DesignAccuracy | None
    counted: int
    skipped: Mapping[str, int]
    notes: tuple[str, ...]


def assess_map(comparison: Comparison, *, progress: Progress) -> Assessment:
    """Compare a map, and the baseline, with a reference.

    Every place that has a class in map, reference and (where given) baseline counts once; the
    baseline and a reference raster are taken at the pixel centres of the map.

    Raises:
        GridError: map and reference do not overlap.
        InputError: nothing can be compared, or a file or code cannot be read.
    """
    if comparison.points is not None:
        return _assess_points(comparison, comparison.points, progress)
    return _assess_raster(comparison, progress)


class _Places:
    """Codes of map and baseline after translation, at pixels of the map's grid."""

    def __init__(self, comparison: Comparison) -> None:
        self.map = CodeReader(comparison.map)
        self.grid: Grid = self.map.grid
        self.map_legend = stored_legend(self.map)
        self._crosswalk = comparison.crosswalk
        self._rule = comparison.baseline_rule
        self.baseline: NearestCodes | None = None
        if comparison.baseline is not None:
            self.baseline = NearestCodes(comparison.baseline, self.grid)
            if footprint(self.baseline.reader.grid, self.grid) is None:
                raise GridError(f"{comparison.baseline.label} does not overlap the map.")

    def map_codes(self, window: Window) -> np.ndarray:
        return self._translate(_without_nodata(self.map.read(window), self.map_legend))

    def baseline_codes(self, window: Window) -> np.ndarray | None:
        if self.baseline is None:
            return None
        codes = self.baseline.read(window)
        if self._rule is not None:
            position = self._rule.positions(codes)
            codes = np.append(self._rule.legend.codes, NO_CODE)[position].astype(np.int32)
        return self._translate(codes)

    def _translate(self, codes: np.ndarray) -> np.ndarray:
        if self._crosswalk is None:
            return codes
        return self._crosswalk.apply(codes, nodata=NO_CODE).astype(np.int32)

    def close(self) -> None:
        self.map.__exit__(None, None, None)
        if self.baseline is not None:
            self.baseline.__exit__()


def _assess_raster(comparison: Comparison, progress: Progress) -> Assessment:
    reference_source = comparison.reference
    if reference_source is None:
        raise InputError("REFERENCE is missing.")
    places = _Places(comparison)
    with NearestCodes(reference_source, places.grid) as reference:
        if footprint(reference.reader.grid, places.grid) is None:
            raise GridError(
                f"{reference_source.label} does not overlap the map; check its coordinate system."
            )
        legend = stored_legend(reference.reader)
        mask = comparison.area.on(places.grid) if comparison.area else None
        tiles = list(places.grid.tiles(_TILE, within=mask.window if mask else None))

        def count(tile: Window) -> tuple[Counter[int], Counter[int], Counter[str]]:
            return _count_tile(places, reference, legend, (mask, tile))

        pairs, base_pairs, skipped = Counter[int](), Counter[int](), Counter[str]()
        for done, parts in enumerate(ordered_map(count, tiles, progress=progress)):
            pairs.update(parts[0])
            base_pairs.update(parts[1])
            skipped.update(parts[2])
            progress.set((done + 1) / len(tiles))
    places.close()
    return _result(comparison, pairs, base_pairs, skipped, (places.map_legend, legend))


def _count_tile(
    places: _Places,
    reference: NearestCodes,
    legend: Legend | None,
    where: tuple[AreaMask | None, Window],
) -> tuple[Counter[int], Counter[int], Counter[str]]:
    mask, tile = where
    inside = np.ones((tile.height, tile.width), bool) if mask is None else mask.read(tile)
    mapped = places.map_codes(tile)
    truth = _without_nodata(reference.read(tile), legend)
    base = places.baseline_codes(tile)
    return _count(mapped[inside], truth[inside], base[inside] if base is not None else None)


def _count(
    mapped: np.ndarray, truth: np.ndarray, base: np.ndarray | None
) -> tuple[Counter[int], Counter[int], Counter[str]]:
    """Count pairs of codes, map * base + reference, and the places left out."""
    has_map, has_truth = mapped != NO_CODE, truth != NO_CODE
    both = has_map & has_truth
    counted = both if base is None else both & (base != NO_CODE)
    skipped = Counter(
        {
            "without a class in the map": int((~has_map & has_truth).sum()),
            "without a class in the reference": int((has_map & ~has_truth).sum()),
            "without a class in the baseline": int((both & ~counted).sum()),
        }
    )
    base_pairs = Counter[int]()
    if base is not None:
        base_pairs = _pairs(base[counted], truth[counted])
    return _pairs(mapped[counted], truth[counted]), base_pairs, skipped


def _pairs(rows: np.ndarray, columns: np.ndarray) -> Counter[int]:
    values, counts = np.unique(rows.astype(np.int64) * _BASE + columns, return_counts=True)
    return Counter(dict(zip(values.tolist(), counts.tolist())))


def _assess_points(
    comparison: Comparison, points: ReferencePoints, progress: Progress
) -> Assessment:
    places = _Places(comparison)
    grid = places.grid
    x, y = transform_points(points.x, points.y, from_wkt=points.crs_wkt, to_wkt=grid.crs_wkt)
    rows, cols = cells_at(*grid.rowcol(x, y), shape=grid.shape)
    truth = _point_codes(points.values, places.map_legend)
    mask = comparison.area.on(grid) if comparison.area else None
    mapped = np.full(truth.shape, NO_CODE, np.int64)
    base = np.full(truth.shape, NO_CODE, np.int64) if places.baseline else None
    inside = rows >= 0
    for at in np.flatnonzero(inside):
        pixel = Window(int(rows[at]), int(cols[at]), 1, 1)
        if mask is not None and not mask.read(pixel)[0, 0]:
            inside[at] = False
            continue
        mapped[at] = places.map_codes(pixel)[0, 0]
        if base is not None:
            base[at] = places.baseline_codes(pixel)[0, 0]
    if not inside.any():
        raise GridError(
            "POINTS: no point lies on the map"
            + (f" and inside {comparison.area.name}" if comparison.area else "")
            + "; check their coordinate system."
        )
    found = _count(mapped[inside], truth[inside], base[inside] if base is not None else None)
    areas = class_areas(comparison.map, area=comparison.area, progress=progress)
    places.close()
    skipped = found[2] + Counter({"outside the map": int((~inside).sum())})
    return _result(comparison, found[0], found[1], skipped, (places.map_legend, None), areas)


def _point_codes(values: Sequence[object], legend: Legend | None) -> np.ndarray:
    names = {name.casefold(): code for name, code in zip(legend.names, legend.codes.tolist())} \
        if legend else {}  # fmt: skip
    codes = []
    for value in values:
        text = "" if value is None else str(value).strip()
        if not text:
            codes.append(NO_CODE)
        elif text.casefold() in names:
            codes.append(names[text.casefold()])
        else:
            codes.append(_number(text))
    return np.asarray(codes, np.int64)


def _number(text: str) -> int:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if number != int(number) or not 0 <= number <= 65_535:
        raise InputError(
            f"FIELD holds '{text}', which is neither a class code nor a class name of the map; "
            "choose the field with the reference classes."
        )
    return int(number)


def class_areas(
    source: RasterSource, *, area: Area | None, progress: Progress
) -> dict[int, float]:
    """Return the ground area of every class of a map, in hectares, by code."""
    with CodeReader(source) as reader:
        mask = area.on(reader.grid) if area else None
        tiles = list(reader.grid.tiles(_TILE, within=mask.window if mask else None))

        def measure(tile: Window) -> np.ndarray:
            codes = reader.read(tile)
            keep = codes != NO_CODE
            if mask is not None:
                keep &= mask.read(tile)
            hectares = np.broadcast_to(reader.grid.area_hectares(tile)[:, None], codes.shape)
            return np.bincount(codes[keep], weights=hectares[keep], minlength=65_536)

        total = np.zeros(65_536)
        for part in ordered_map(measure, tiles, progress=progress):
            total += part
    return {int(code): float(total[code]) for code in np.flatnonzero(total)}


def _result(
    comparison: Comparison,
    pairs: Counter[int],
    base_pairs: Counter[int],
    skipped: Counter[str],
    legends: tuple[Legend | None, Legend | None],
    areas: Mapping[int, float] | None = None,
) -> Assessment:
    if not pairs:
        raise InputError(
            "Map and reference have no place in common where both hold a class; check GEO_SMALL, "
            "nodata and the overlap."
        )
    keys = [*pairs, *base_pairs]
    codes = np.unique([key // _BASE for key in keys] + [key % _BASE for key in keys])
    legend = _joint_legend(codes, legends, comparison.crosswalk)
    notes = [
        f"{count} {'points' if comparison.points else 'pixels'} {reason} were not compared."
        for reason, count in skipped.items()
        if count
    ]
    matrix = _matrix(pairs, legend)
    design = None
    if areas is not None:
        design, remark = _design(comparison, matrix, legend, areas)
        notes += [remark] if remark else []
    return Assessment(
        legend=legend,
        result=assess(matrix),
        baseline=assess(_matrix(base_pairs, legend)) if base_pairs else None,
        design=design,
        counted=sum(pairs.values()),
        skipped=dict(skipped),
        notes=tuple(notes),
    )


def _matrix(pairs: Counter[int], legend: Legend) -> np.ndarray:
    matrix = np.zeros((len(legend), len(legend)), np.int64)
    keys = np.fromiter(pairs, np.int64, len(pairs))
    rows, columns = legend.index_of(keys // _BASE), legend.index_of(keys % _BASE)
    matrix[rows, columns] = np.fromiter(pairs.values(), np.int64, len(pairs))
    return matrix


def _joint_legend(
    codes: np.ndarray, legends: tuple[Legend | None, Legend | None], crosswalk: Crosswalk | None
) -> Legend:
    """Name the codes met: after the reference where codes were translated, else after the map."""
    mapped, reference = legends
    ordered = [reference] if crosswalk is not None else [mapped, reference]
    plain = generic(codes)
    classes: list[LandCoverClass] = []
    for code in codes.tolist():
        known = [one for one in ordered if one is not None and one.index_of(np.array([code]))[0] >= 0]
        classes.append((known[0] if known else plain).get(code))
    return Legend(tuple(classes))


def _design(
    comparison: Comparison, matrix: np.ndarray, legend: Legend, areas: Mapping[int, float]
) -> tuple[DesignAccuracy | None, str]:
    if comparison.crosswalk is not None:
        return None, "No areas were estimated, because classes were translated."
    mapped = np.array([areas.get(int(code), 0.0) for code in legend.codes])
    try:
        if comparison.design == "stratified":
            return olofsson(matrix, mapped), ""
        return simple_random(matrix, total_area=float(sum(areas.values()))), ""
    except InputError as error:
        return None, f"No areas were estimated: {error}"


def _without_nodata(codes: np.ndarray, legend: Legend | None) -> np.ndarray:
    if legend is None or not legend.nodata_codes:
        return codes
    return np.where(np.isin(codes, legend.nodata_codes), NO_CODE, codes)
