"""How well a map agrees with a reference, and the baseline and other maps beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .accuracy import Accuracy, assess
from .accuracy_design import DesignAccuracy
from .class_areas import ClassExtents, class_areas, class_extents
from .compared_places import Places
from .comparison import (
    DESIGNS,
    Comparison,
    NamedMap,
    Pairs,
    ReferencePoints,
    count_raster,
)
from .comparison_points import PointCodes, count_points, read_points
from .errors import InputError
from .independence import dependence, remarks
from .legend import LandCoverClass, Legend, generic
from .legend_doubts import legend_doubts
from .legend_levels import legend_levels, pair_matrix
from .matching import Matching
from .pair_counts import CODE_BASE
from .paired import PairedDifference
from .phrases import counted
from .point_crowding import crowding
from .point_design import Sample, sample_of
from .progress import Progress, Stage
from .raster import NO_CODE
from .report_data import ClassMap, LegendLevel, OtherMap
from .unlisted_codes import count_raw_codes, has_crosswalk, tally, unlisted_notes

__all__ = [
    "DESIGNS",
    "Assessment",
    "Comparison",
    "NamedMap",
    "ReferencePoints",
    "assess_map",
    "class_areas",
]

THUMBNAIL_SIDE = 512


@dataclass(frozen=True)
class Assessment:
    """Agreement of a map, and of others over the same places.

    Attributes:
        legend: every class met in a map or the reference.
        result: agreement of the map.
        baseline: agreement of the baseline, or None.
        design: area-adjusted estimates from points, or None.
        counted: pixels or points compared.
        skipped: places left out, by reason.
        notes: sentences a reader must know.
        others: agreement of the other maps.
        levels: the same at the coarser levels of the legend.
        maps: the map, the baseline, the others and the reference in few pixels; empty for points.
        dependence: why the reference is not independent; "" = it is.
        design_kind: how the points were drawn; "" without estimates.
        difference: of the map from the baseline, tested at points; None = not tested.
        strata: name of each stratum in ``design``.
    """

    legend: Legend
    result: Accuracy
    baseline: Accuracy | None
    design: DesignAccuracy | None
    counted: int
    skipped: Mapping[str, int]
    notes: tuple[str, ...]
    others: tuple[OtherMap, ...] = ()
    levels: tuple[LegendLevel, ...] = ()
    maps: tuple[ClassMap, ...] = ()
    dependence: str = ""
    design_kind: str = ""
    difference: PairedDifference | None = None
    strata: tuple[str, ...] = ()

    @property
    def independent(self) -> bool:
        """Whether agreement with the reference is accuracy."""
        return not self.dependence


def assess_map(
    comparison: Comparison, *, progress: Progress, thumbnails: bool = False
) -> Assessment:
    """Compare a map, the baseline and other maps with a reference.

    Every place that has a class in each map and in the reference counts once; the other maps and
    a reference raster are taken at the pixel centres of the map.

    Args:
        comparison: what to compare.
        progress: told of each tile.
        thumbnails: whether small pictures of the maps are wanted; a reference of points has none.

    Raises:
        GridError: something does not overlap the map.
        InputError: nothing can be compared, or a file or code cannot be read.
        LegendError: classes cannot be matched as asked.
    """
    with Places(comparison) as places:
        if comparison.points is None:
            side = THUMBNAIL_SIDE if thumbnails else 0
            if not has_crosswalk(places):
                pairs = count_raster(places, progress=progress, side=side)
                return _of_raster(comparison, places, pairs)
            pairs = count_raster(places, progress=Stage(progress, 0.0, 0.7), side=side)
            counts = count_raw_codes(places, progress=Stage(progress, 0.7, 1.0))
            return _told(comparison, places, _of_raster(comparison, places, pairs), counts)
        found = read_points(places, comparison.points)
        result = _of_points(comparison, places, found, Stage(progress, 0.5, 1.0))
        return _told(comparison, places, result, [tally(codes) for codes in found.raws])


def _told(
    comparison: Comparison, places: Places, result: Assessment, counts: Sequence[np.ndarray]
) -> Assessment:
    """Put the codes that crosswalks pass over before the other notes."""
    titles = ("the map", *(name for _, name in comparison.compared))
    more = unlisted_notes(places.matching.maps, counts, titles)
    return replace(result, notes=(*more, *result.notes))


def _of_raster(comparison: Comparison, places: Places, pairs: Pairs) -> Assessment:
    _check_any(pairs)
    legend = _joint_legend(_codes_met(pairs), places)
    found = _agreement(comparison, places, pairs, legend)
    if pairs.thumbnails is None:
        return found
    titles = ["Map"] + ["Baseline"] * (comparison.baseline is not None)
    titles += [one.title for one in comparison.others] + ["Reference"]
    positions = legend.index_of(pairs.thumbnails).astype(np.int16)
    return replace(found, maps=tuple(map(ClassMap, titles, positions)))


def _of_points(
    comparison: Comparison, places: Places, found: PointCodes, progress: Progress
) -> Assessment:
    if found.unlabelled == found.truth.size:
        raise InputError(
            f"None of the {counted(found.unlabelled, 'point')} is labelled; fill the field "
            "of POINTS that FIELD names with the reference classes."
        )
    pairs = count_points(places, found)
    _check_any(pairs)
    labelled = (found.maps[0] != NO_CODE) & (found.truth != NO_CODE)
    codes = np.unique([found.maps[0][labelled], found.truth[labelled]])
    legend = _joint_legend(np.union1d(codes, _codes_met(pairs)), places)
    result = _agreement(comparison, places, pairs, legend)
    notes = list(result.notes)
    if not result.independent:
        frame = places.frame or places.grid.window
        notes += crowding(found, labelled, frame.height * frame.width, by_class=False)
        return replace(result, notes=tuple(notes))
    extents = class_extents(comparison.map, area=comparison.area, progress=progress)
    strata = comparison.points.strata if comparison.points is not None else None
    apart = comparison.design == "stratified" or (strata is not None and strata.codes.size > 1)
    notes += crowding(found, labelled, extents.pixels, by_class=apart)
    notes += [strata.lost] if strata is not None and strata.lost else []
    try:
        sample = _sample(comparison, places, found, legend, extents)
    except InputError as error:
        notes.append(f"No areas were estimated: {error}")
        return replace(result, notes=tuple(notes))
    notes += [sample.note] if sample.note else []
    try:
        result = replace(
            result, design=sample.estimate(), design_kind=sample.kind, strata=sample.strata
        )
    except InputError as error:
        notes.append(f"No areas were estimated: {error}")
    try:
        result = _with_differences(result, sample, found)
    except InputError as error:
        notes.append(f"The differences between the maps were not tested: {error}")
    return replace(result, notes=tuple(notes))


def _with_differences(result: Assessment, sample: Sample, found: PointCodes) -> Assessment:
    """Test the map against each other one; the baseline, where there is one, is the second."""
    tested = [sample.difference(found, place) for place in range(1, len(found.maps))]
    if result.baseline is not None:
        result = replace(result, difference=tested.pop(0))
    others = zip(result.others, tested)
    return replace(result, others=tuple(replace(one, difference=d) for one, d in others))


def _sample(
    comparison: Comparison,
    places: Places,
    found: PointCodes,
    legend: Legend,
    extents: ClassExtents,
) -> Sample:
    points = comparison.points
    strata = points.strata if points is not None else None
    if strata is not None and found.outside and comparison.area:
        raise InputError(
            f"{comparison.area.name} leaves out {counted(found.outside, 'point')}, so the sizes of "
            "the strata they carry no longer hold, whatever DESIGN says; give the polygons the "
            "points were drawn in, or draw points inside these."
        )
    return sample_of(
        found, legend, extents, strata=strata, design=comparison.design,
        translation=places.matching.maps[0],
    )  # fmt: skip


def _check_any(pairs: Pairs) -> None:
    if not pairs.maps[0]:
        raise InputError(
            "Map and reference have no place in common where both hold a class; check GEO_SMALL, "
            "nodata and the overlap."
        )


def _codes_met(pairs: Pairs) -> np.ndarray:
    keys = np.array([key for one in pairs.maps for key in one], np.int64)
    return np.unique(np.concatenate([keys // CODE_BASE, keys % CODE_BASE]))


def _agreement(comparison: Comparison, places: Places, pairs: Pairs, legend: Legend) -> Assessment:
    """Return what follows from the pairs alone."""
    results = [assess(pair_matrix(one, legend)) for one in pairs.maps]
    base = comparison.baseline is not None
    names = [one.title for one in comparison.others]
    matching = places.matching
    known = [matching.reference.legend, *(one.legend for one in matching.maps)]
    levels, lacking = legend_levels(legend, pairs.maps, known, others=names)
    unit = "point" if comparison.points is not None else "pixel"
    notes = [
        f"{counted(count, unit)} {reason} {'was' if count == 1 else 'were'} not compared."
        for reason, count in pairs.skipped.items()
        if count
    ]
    notes += [*matching.notes, *legend_doubts(comparison, matching, pairs.maps), *lacking]
    notes += remarks(comparison, pairs.maps, coarser=places.coarser)
    reason = dependence(comparison, pairs.maps, coarser=places.coarser)
    return Assessment(
        legend=legend,
        result=results[0],
        baseline=results[1] if base else None,
        design=None,
        counted=sum(pairs.maps[0].values()),
        skipped=dict(pairs.skipped),
        notes=(*notes, *([reason] if reason else [])),
        others=tuple(OtherMap(name, one) for name, one in zip(names, results[1 + base :])),
        levels=levels,
        dependence=reason,
    )


def _joint_legend(codes: np.ndarray, places: Places) -> Legend:
    """Name the codes met: after the reference where codes were translated, else after the map."""
    matching: Matching = places.matching
    ordered = [one.legend for one in matching.maps]
    place = 0 if any(one.translated for one in matching.maps) else 1
    ordered.insert(place, matching.reference.legend)
    plain = generic(codes)
    classes: list[LandCoverClass] = []
    for code in codes.tolist():
        named = [one for one in ordered if one is not None and code in one.codes]
        classes.append((named[0] if named else plain).get(code))
    return Legend(tuple(classes))
