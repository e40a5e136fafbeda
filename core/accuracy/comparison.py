"""What is compared with what, and the pairs of codes counted at the places they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ..errors import InputError
from ..legends.crosswalk import Crosswalk
from ..legends.crosswalk_table import CrosswalkTable
from ..legends.labels import LabelRule
from ..parallel import ordered_map
from ..progress import Progress
from ..rasters.grid import Area, Window, footprint
from ..rasters.raster import NO_CODE, NearestCodes, RasterSource
from ..rasters.thumbnails import Lattice
from .independence import check_reference
from .matching import MATCHES
from .pair_counts import count_meetings, count_pairs

if TYPE_CHECKING:
    from .compared_places import Places
    from .point_strata import PointStrata

DESIGNS = ("auto", "simple", "stratified", "poststratified")
_TILE = 1024


@dataclass(frozen=True)
class ReferencePoints:
    """Labelled points.

    Attributes:
        x, y: coordinates, float64 (point,).
        values: class codes or class names, one per point; None, NaN or "" is not counted.
        crs_wkt: coordinate system of the coordinates.
        strata: the strata they were drawn from, where the layer tells.
        of_coarse_map: whether they were drawn from a coarse map together with its classes.
        told: the fields of a drawn sample that the layer has, such as stratum and weight.
        drawn_as: class of the map at each point when it was drawn, int64 (point,); -1 = not known.
    """

    x: np.ndarray
    y: np.ndarray
    values: Sequence[object]
    crs_wkt: str
    strata: PointStrata | None = None
    of_coarse_map: bool = False
    told: tuple[str, ...] = ()
    drawn_as: np.ndarray | None = None


@dataclass(frozen=True)
class NamedMap:
    """A further map to compare, and what it is called."""

    source: RasterSource
    title: str


@dataclass(frozen=True)
class Comparison:
    """What to compare.

    Attributes:
        map: the map to judge.
        reference: raster of reference classes; or
        points: labelled points (exactly one of the two).
        baseline: what the map must beat, usually the coarse map.
        baseline_rule: how the baseline's raw codes become classes.
        others: further maps to compare over the same places.
        crosswalk: from the codes of map and baseline to those of the reference.
        crosswalks: a file that may hold pairs for each map.
        match: how maps without crosswalk are matched: ``auto``, ``code`` or ``name``.
        area: polygons to restrict the comparison to.
        design: how points were drawn, one of DESIGNS; ``auto`` goes by the points' strata.
        independent: False where the reference was made from the coarse map.
    """

    map: RasterSource
    reference: RasterSource | None = None
    points: ReferencePoints | None = None
    baseline: RasterSource | None = None
    baseline_rule: LabelRule | None = None
    others: tuple[NamedMap, ...] = ()
    crosswalk: Crosswalk | None = None
    crosswalks: CrosswalkTable | None = None
    match: str = "auto"
    area: Area | None = None
    design: str = "auto"
    independent: bool = True

    def __post_init__(self) -> None:
        if (self.reference is None) == (self.points is None):
            raise InputError("Give either REFERENCE (a raster) or POINTS (a layer), and only one.")
        if self.design not in DESIGNS:
            known = ", ".join(DESIGNS)
            raise InputError(f"DESIGN: '{self.design}' is unknown; choose one of {known}.")
        if self.match not in MATCHES:
            known = ", ".join(MATCHES)
            raise InputError(f"MATCH: '{self.match}' is unknown; choose one of {known}.")
        check_reference(self.map, self.reference)

    @property
    def compared(self) -> tuple[tuple[RasterSource, str], ...]:
        """Every map but the first with what it is called: the baseline, then the others."""
        base = () if self.baseline is None else ((self.baseline, "the baseline"),)
        return (*base, *((one.source, one.title) for one in self.others))


@dataclass(frozen=True, eq=False)
class Pairs:
    """How often each pair of codes was met, by code * CODE_BASE + reference code.

    Attributes:
        maps: pairs of each map and the reference over the same places: the map, the baseline
            where there is one, the others.
        skipped: places left out, by reason.
        thumbnails: codes of each map and, last, of the reference in few pixels, int32
            (map, row, col); None = not wanted.
    """

    maps: tuple[Counter[int], ...]
    skipped: Counter[str] = field(default_factory=Counter)
    thumbnails: np.ndarray | None = None

    def add(self, other: Pairs) -> None:
        """Add the counts of another part of the map."""
        for mine, more in zip(self.maps, other.maps):
            mine.update(more)
        self.skipped.update(other.skipped)


def count_raster(places: Places, *, progress: Progress, side: int = 0) -> Pairs:
    """Count the pairs of codes at the pixels of the map.

    Args:
        places: opened, with a raster of reference.
        progress: told of each tile.
        side: pixels of the longer side of the thumbnails; 0 = none are wanted.

    Raises:
        InputError: a file cannot be read.
    """
    if places.truth is None:
        raise InputError("REFERENCE is missing; give a raster of reference classes.")
    truth = places.truth
    frame = footprint(truth.reader.grid, places.grid) if side else None
    if frame is not None and places.frame is not None:
        frame = frame.intersect(places.frame)
    lattice = Lattice.over(places.grid, frame, side=side) if frame is not None else None
    number = len(places.others) + 2
    pictures = None if lattice is None else np.full((number, *lattice.shape), NO_CODE, np.int32)

    def count(tile: Window) -> Pairs:
        return _count_tile(places, truth, tile, lattice=lattice, pictures=pictures)

    total = Pairs(tuple(Counter() for _ in range(number - 1)), thumbnails=pictures)
    tiles = list(places.grid.tiles(_TILE, within=places.frame))
    for done, part in enumerate(ordered_map(count, tiles, progress=progress)):
        total.add(part)
        progress.set((done + 1) / len(tiles))
    return total


def _count_tile(
    places: Places,
    reference: NearestCodes,
    tile: Window,
    *,
    lattice: Lattice | None,
    pictures: np.ndarray | None,
) -> Pairs:
    inside = None if places.mask is None else places.mask.read(tile)
    if inside is not None and not inside.any():
        return Pairs(())
    layers = places.read(tile)
    layers.append(places.matching.reference.apply(reference.read(tile)))
    if inside is not None:
        for codes in layers:
            codes[~inside] = NO_CODE
    if lattice is not None and pictures is not None:  # every tile has pixels of its own
        lattice.take(tile, layers, pictures)
    return count_codes(layers[:-1], layers[-1], places.skip_reasons)


def count_codes(maps: Sequence[np.ndarray], truth: np.ndarray, reasons: Sequence[str]) -> Pairs:
    """Count pairs of codes, and the places left out.

    Args:
        maps: codes of each map, int32, any shape; -1 = no class.
        truth: the same of the reference.
        reasons: what a place is called that has no class in the first map, in the reference, in
            the second map and so on.
    """
    if len(maps) == 1:  # one way through the codes tells it all
        pairs, without_map, without_truth = count_meetings(maps[0], truth)
        return Pairs((pairs,), Counter(dict(zip(reasons, (without_map, without_truth)))))
    has_map, counted = maps[0] != NO_CODE, truth != NO_CODE
    skipped = Counter({reasons[0]: int((~has_map & counted).sum())})
    skipped[reasons[1]] = int((has_map & ~counted).sum())
    counted &= has_map
    for codes, reason in zip(maps[1:], reasons[2:]):
        known = codes != NO_CODE
        skipped[reason] += int((counted & ~known).sum())
        counted &= known
    agreed = np.where(counted, truth, NO_CODE)
    return Pairs(tuple(count_pairs(codes, agreed) for codes in maps), skipped)
