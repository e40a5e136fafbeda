"""Agreement at labelled points, and what they say of the whole area as a probability sample."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np

from ..errors import InputError
from ..legends.legend import Legend
from ..mapping.class_areas import ClassExtents, class_extents
from ..phrases import counted
from ..progress import Progress, check
from ..rasters.ground_area import ground_area, largest_stretch
from ..rasters.raster import NO_CODE
from .agreement import Assessment, agreement, check_any, codes_met, joint_legend
from .compared_places import Places
from .comparison import Comparison
from .comparison_points import PointCodes, count_points
from .point_crowding import crowding
from .point_design import sample_of
from .point_doubts import DrawnPoints, caution, strata_notes
from .point_origin import contradicted_hectares
from .point_sample import Sample
from .report_data import LegendLevel

_Part = TypeVar("_Part", Assessment, LegendLevel)

_UNEVEN = 0.02  # share by which ground areas of pixels may differ before it is told


def assess_points(
    comparison: Comparison, places: Places, found: PointCodes, progress: Progress
) -> Assessment:
    """Compare the maps at labelled points, and estimate what they say of the area.

    Args:
        comparison: what to compare.
        places: opened.
        found: codes at the points.
        progress: told while the map is measured.

    Raises:
        InputError: no point is labelled, or none has a class in every map.
    """
    _check_labelled(found)
    pairs = count_points(places, found)
    check_any(pairs)
    labelled = _labelled(found)
    codes = np.union1d(found.maps[0][labelled], found.truth[labelled & ~found.dropped])
    legend = joint_legend(np.union1d(codes, codes_met(pairs)), places)
    held = np.unique(found.maps[0]).tolist()
    result = agreement(comparison, places, pairs, legend, held=held)
    if result.independent:
        return _of_sample(comparison, places, found, result, progress)
    frame = places.frame or places.grid.window
    crowd = crowding(found, labelled, frame.height * frame.width, by_class=False)
    return replace(result, notes=(*result.notes, *crowd.notes))


def _labelled(found: PointCodes) -> np.ndarray:
    return (found.maps[0] != NO_CODE) & ((found.truth != NO_CODE) | found.dropped)


def _of_sample(
    comparison: Comparison,
    places: Places,
    found: PointCodes,
    result: Assessment,
    progress: Progress,
) -> Assessment:
    """Add what the points say of the area, and what speaks against it."""
    drawn = _drawn(comparison, places, found, progress)
    comparison, drawn, doubted = _believed(comparison, places, drawn)
    notes = [*result.notes, *doubted]
    strata = drawn.points.strata
    apart = comparison.design == "stratified" or (strata is not None and strata.codes.size > 1)
    crowd = crowding(found, _labelled(found), drawn.extents.pixels, by_class=apart)
    try:
        sample = _sample(comparison, places, found, result.legend, drawn.extents)
        sample = replace(sample, apart=not crowd.clustered)
        result = _estimated(result, sample, progress)
    except InputError as error:
        notes += [*crowd.notes, f"No areas were estimated: {error}"]
        return replace(result, notes=tuple(notes))
    cautions = [sentence for sentence in (caution(drawn), crowd.clustered) if sentence]
    notes = [*cautions, *notes, *([crowd.shared] if crowd.shared else [])]
    notes += [*_told(drawn, sample), *_coverage(comparison, sample, found), *_uneven(places)]
    result = replace(result, caution=" ".join(cautions), notes=tuple(notes))
    return _with_differences(result, sample)


def _check_labelled(found: PointCodes) -> None:
    if found.unlabelled == found.truth.size:
        raise InputError(
            f"None of the {counted(found.unlabelled, 'point')} is labelled; fill the field "
            "of POINTS that FIELD names with the reference classes."
        )


def _told(drawn: DrawnPoints, sample: Sample) -> list[str]:
    """Say what the layer tells of its sample that no longer holds."""
    strata = drawn.points.strata
    lost = [strata.lost] if strata is not None and strata.lost else []
    return [*lost, *strata_notes(drawn), *([sample.note] if sample.note else [])]


def _drawn(
    comparison: Comparison, places: Places, found: PointCodes, progress: Progress
) -> DrawnPoints:
    points = comparison.points
    if points is None:
        raise InputError("There are no labelled points; give POINTS.")
    extents = class_extents(comparison.map, area=comparison.area, progress=progress)
    return DrawnPoints(points, found, extents, places.matching.maps[0], comparison.design)


def _believed(
    comparison: Comparison, places: Places, drawn: DrawnPoints
) -> tuple[Comparison, DrawnPoints, list[str]]:
    """Return both without hectares of strata that cannot be right, and a sentence on these."""
    strata, frame = drawn.points.strata, places.frame or places.grid.window
    stretch = 1.0 if strata is None else largest_stretch(places.grid, frame)
    told = contradicted_hectares(strata, drawn.extents, stretch=stretch)
    if strata is None or not told:
        return comparison, drawn, []
    unknown = replace(strata, hectares=np.full(strata.hectares.shape, np.nan))
    points = replace(drawn.points, strata=unknown)
    return replace(comparison, points=points), replace(drawn, points=points), [told]


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


def _estimated(result: Assessment, sample: Sample, progress: Progress) -> Assessment:
    """Add the estimates of every map, for the legend and for its coarser levels."""
    hectares = sample.class_hectares if sample.part == 1 else None
    levels = []
    for level in result.levels:
        found = _of_level(level, sample, progress, lift=np.asarray(level.places))
        if hectares is not None:
            areas = np.bincount(level.places, hectares).tolist()
            found = replace(found, mapped_areas=tuple(areas))
        levels.append(found)
    return replace(
        _of_level(result, sample, progress),
        levels=tuple(levels),
        design_kind=sample.kind,
        strata=sample.strata.names,
        stratum_pixels=tuple(sample.strata.pixels.tolist()),
        mapped_areas=() if hectares is None else tuple(hectares.tolist()),
    )


def _of_level(
    part: _Part, sample: Sample, progress: Progress, *, lift: np.ndarray | None = None
) -> _Part:
    """Add the estimates of every map to a legend level, or to the legend itself."""
    designs = []
    for number in range(len(sample.maps)):
        check(progress)
        designs.append(sample.estimate(number, lift))
    first = int(part.baseline is not None)
    others = zip(part.others, designs[1 + first :])
    return replace(
        part,
        design=designs[0],
        baseline_design=designs[1] if first else None,
        others=tuple(replace(one, design=design) for one, design in others),
    )


def _with_differences(result: Assessment, sample: Sample) -> Assessment:
    """Test the map against each other one; the baseline, where there is one, is the second."""
    try:
        tested = [sample.difference(number) for number in range(1, len(sample.maps))]
    except InputError as error:
        note = f"The differences between the maps were not tested: {error}"
        return replace(result, notes=(*result.notes, note))
    if result.baseline is not None:
        result = replace(result, difference=tested.pop(0))
    others = zip(result.others, tested)
    return replace(result, others=tuple(replace(one, difference=d) for one, d in others))


def _coverage(comparison: Comparison, sample: Sample, found: PointCodes) -> list[str]:
    """Say where a map that covers a part leaves the estimates with that part."""
    missing = int((~sample.covered).sum())
    if not missing:
        return []
    titles = ("the map", *(name for _, name in comparison.compared))
    usable = (found.maps[0] != NO_CODE) & (found.truth != NO_CODE)
    without = [(sample.maps[0] < 0).any()]
    without += [(codes[usable] == NO_CODE).any() for codes in found.maps[1:]]
    lacking = [name for name, some in zip(titles, without) if some]
    if (sample.reference < 0).any():
        return [_without_counterpart(missing, [*lacking, "the reference"], sample)]
    who = f"{', '.join(lacking[:-1])} or {lacking[-1]}" if len(lacking) > 1 else lacking[0]
    remedy = "" if "the map" in lacking else f"; for the whole, compare without {who}"
    return [
        f"{counted(missing, 'labelled point')} {'has' if missing == 1 else 'have'} no class in "
        f"{who}, so accuracy, areas and the differences between maps are estimated for the part "
        f"of the area that every map covers, about {100 * sample.part:.3g} % of it{remedy}."
    ]


def _without_counterpart(missing: int, lacking: list[str], sample: Sample) -> str:
    who = f"{', '.join(lacking[:-1])} or {lacking[-1]}" if len(lacking) > 1 else lacking[0]
    of = "the area" if "the map" in lacking else "the area of the map's compared classes"
    return (
        f"{counted(missing, 'labelled point')} {'has' if missing == 1 else 'have'} no class that "
        f"can be compared in {who}, so accuracy, areas and the differences between maps are "
        f"estimated for the rest of {of}, about {100 * sample.part:.3g} % of it; for the whole, "
        "give a CROSSWALK with a counterpart for every class."
    )


def _uneven(places: Places) -> list[str]:
    """Say where pixels are not what their coordinate system says, or not of equal area."""
    found = ground_area(places.grid, places.frame or places.grid.window)
    if found is None:
        return []
    notes = []
    if abs(found.stated - 1) > _UNEVEN:
        notes.append(
            "Hectares are those on the ground; the map's coordinate system would make them "
            f"{found.stated:.2f} times as many."
        )
    if found.spread > _UNEVEN:
        notes.append(
            f"The pixels of the map differ by up to {100 * found.spread:.0f} % in ground area. "
            "Points drawn pixel by pixel are then not equally likely on every hectare, and the "
            "estimates lean to where pixels are small; use a map in an equal-area coordinate "
            "system where this matters."
        )
    return notes
