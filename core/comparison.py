"""What is compared with what, and the pairs of codes counted at the places they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType

import numpy as np

from .crosswalk import Crosswalk
from .errors import GridError, InputError
from .grid import Area, Grid, Window, footprint
from .labels import LabelRule, stored_legend
from .legend import Legend
from .parallel import ordered_map
from .progress import Progress
from .raster import MAX_CODE, NO_CODE, CodeReader, NearestCodes, RasterSource

DESIGNS = ("simple", "stratified")
CODE_BASE = 1 << 17  # more than any code + 1
_TILE = 1024


@dataclass(frozen=True)
class ReferencePoints:
    """Labelled points.

    Attributes:
        x, y: coordinates, float64 (point,).
        values: class codes or class names, one per point; None, NaN or "" is not counted.
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
class Pairs:
    """How often each pair of codes was met, by code * CODE_BASE + reference code.

    Attributes:
        mapped: pairs of map and reference.
        baseline: pairs of baseline and reference, over the same places.
        skipped: places left out, by reason.
        map_legend: the legend the map carries, in its own codes.
        reference_legend: the legend the reference raster carries.
    """

    mapped: Counter[int] = field(default_factory=Counter)
    baseline: Counter[int] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    map_legend: Legend | None = None
    reference_legend: Legend | None = None

    def add(self, other: Pairs) -> None:
        """Add the counts of another part of the map."""
        self.mapped.update(other.mapped)
        self.baseline.update(other.baseline)
        self.skipped.update(other.skipped)


class Places:
    """Codes of map and baseline after translation, at pixels of the map's grid.

    Attributes:
        map: reads the map's raw codes.
        grid: the map's pixels.
        legend: the legend the map carries, or None.
        mask: the polygons, or None.
        baseline: reads the baseline's raw codes at the map's pixel centres, or None.
    """

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._stack = ExitStack()

    def __enter__(self) -> Places:
        comparison = self._comparison
        with ExitStack() as stack:
            self.map = stack.enter_context(CodeReader(comparison.map))
            self.grid: Grid = self.map.grid
            self.legend = stored_legend(self.map)
            self.mask = comparison.area.on(self.grid) if comparison.area else None
            self.baseline: NearestCodes | None = None
            self._base_legend: Legend | None = None
            if comparison.baseline is not None:
                self.baseline = stack.enter_context(NearestCodes(comparison.baseline, self.grid))
                if footprint(self.baseline.reader.grid, self.grid) is None:
                    raise GridError(f"{comparison.baseline.label} does not overlap the map.")
                if comparison.baseline_rule is None:
                    self._base_legend = stored_legend(self.baseline.reader)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def frame(self) -> Window | None:
        """The window that holds the polygons; None means the whole map."""
        return self.mask.window if self.mask else None

    def map_codes(self, codes: np.ndarray) -> np.ndarray:
        """Return raw codes of the map as codes to compare; -1 = no class."""
        return self._translate(_without_nodata(codes, self.legend))

    def baseline_codes(self, codes: np.ndarray) -> np.ndarray:
        """Return raw codes of the baseline as codes to compare; -1 = no class."""
        rule = self._comparison.baseline_rule
        if rule is None:
            return self._translate(_without_nodata(codes, self._base_legend))
        classes = np.append(rule.legend.codes, NO_CODE)
        return self._translate(classes[rule.positions(codes)].astype(np.int32))

    def _translate(self, codes: np.ndarray) -> np.ndarray:
        if self._comparison.crosswalk is None:
            return codes
        return self._comparison.crosswalk.apply(codes, nodata=NO_CODE).astype(np.int32)


def count_raster(comparison: Comparison, reference: RasterSource, *, progress: Progress) -> Pairs:
    """Count the pairs of codes at the pixels of the map.

    Raises:
        GridError: the reference, the baseline or the polygons do not overlap the map.
        InputError: a file cannot be read.
    """
    with Places(comparison) as places, NearestCodes(reference, places.grid) as truth:
        if footprint(truth.reader.grid, places.grid) is None:
            raise GridError(
                f"{reference.label} does not overlap the map; check its coordinate system."
            )
        legend = stored_legend(truth.reader)

        def count(tile: Window) -> Pairs:
            return _count_tile(places, truth, legend, tile)

        total = Pairs(map_legend=places.legend, reference_legend=legend)
        tiles = list(places.grid.tiles(_TILE, within=places.frame))
        for done, part in enumerate(ordered_map(count, tiles, progress=progress)):
            total.add(part)
            progress.set((done + 1) / len(tiles))
    return total


def _count_tile(
    places: Places, reference: NearestCodes, legend: Legend | None, tile: Window
) -> Pairs:
    inside = np.ones((tile.height, tile.width), bool)
    if places.mask is not None:
        inside = places.mask.read(tile)
    if not inside.any():
        return Pairs()
    mapped = places.map_codes(places.map.read(tile))[inside]
    truth = _without_nodata(reference.read(tile), legend)[inside]
    base = None
    if places.baseline is not None:
        base = places.baseline_codes(places.baseline.read(tile))[inside]
    return count_codes(mapped, truth, base)


def count_codes(mapped: np.ndarray, truth: np.ndarray, base: np.ndarray | None) -> Pairs:
    """Count pairs of codes (place,), and the places left out."""
    has_map, has_truth = mapped != NO_CODE, truth != NO_CODE
    both = has_map & has_truth
    counted = both if base is None else both & (base != NO_CODE)
    return Pairs(
        mapped=_pairs(mapped[counted], truth[counted]),
        baseline=Counter() if base is None else _pairs(base[counted], truth[counted]),
        skipped=Counter(
            {
                "without a class in the map": int((~has_map & has_truth).sum()),
                "without a class in the reference": int((has_map & ~has_truth).sum()),
                "without a class in the baseline": int((both & ~counted).sum()),
            }
        ),
    )


def _pairs(rows: np.ndarray, columns: np.ndarray) -> Counter[int]:
    values, counts = np.unique(rows.astype(np.int64) * CODE_BASE + columns, return_counts=True)
    return Counter(dict(zip(values.tolist(), counts.tolist())))


def class_areas(source: RasterSource, *, area: Area | None, progress: Progress) -> dict[int, float]:
    """Return the ground area of every class of a map, in hectares, by code."""
    with CodeReader(source) as reader:
        legend = stored_legend(reader)
        mask = area.on(reader.grid) if area else None
        tiles = list(reader.grid.tiles(_TILE, within=mask.window if mask else None))

        def measure(tile: Window) -> np.ndarray:
            codes = _without_nodata(reader.read(tile), legend)
            keep = codes != NO_CODE
            if mask is not None:
                keep &= mask.read(tile)
            hectares = np.broadcast_to(reader.grid.area_hectares(tile)[:, None], codes.shape)
            return np.bincount(codes[keep], weights=hectares[keep], minlength=MAX_CODE + 1)

        total = np.zeros(MAX_CODE + 1)
        for part in ordered_map(measure, tiles, progress=progress):
            total += part
    return {int(code): float(total[code]) for code in np.flatnonzero(total)}


def _without_nodata(codes: np.ndarray, legend: Legend | None) -> np.ndarray:
    if legend is None or not legend.nodata_codes:
        return codes
    return np.where(np.isin(codes, legend.nodata_codes), NO_CODE, codes)
