"""How well a map agrees with a reference, and the baseline and other maps beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..legends.legend import Legend
from ..mapping.class_areas import class_areas
from ..progress import Progress, Stage
from ..rasters.raster import NO_CODE
from .agreement import Assessment, agreement, check_any, codes_met, joint_legend
from .compared_places import Places
from .comparison import (
    DESIGNS,
    Comparison,
    NamedMap,
    Pairs,
    ReferencePoints,
    count_raster,
)
from .comparison_points import PointCodes, read_points
from .dropped_classes import skip_counts
from .map_pictures import class_maps, compared_points, picture_codes
from .point_assessment import assess_points
from .unlisted_codes import count_raw_codes, has_crosswalk, row_notes, tally, unlisted_notes

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


def assess_map(
    comparison: Comparison, *, progress: Progress, thumbnails: bool = False
) -> Assessment:
    """Compare a map, the baseline and other maps with a reference.

    Every place that has a class in each map and in the reference counts once; the other maps and
    a reference raster are taken at the pixel centres of the map.

    Args:
        comparison: what to compare.
        progress: told of each tile.
        thumbnails: whether small pictures of the maps are wanted.

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
            raw = count_raw_codes(places, progress=Stage(progress, 0.7, 1.0))
            if raw.left_out is not None:
                pairs = replace(pairs, skipped=skip_counts(places, raw.left_out))
            return _told(comparison, places, _of_raster(comparison, places, pairs), raw.codes)
        found = read_points(places, comparison.points)
        estimated = 0.7 if thumbnails else 1.0
        result = assess_points(comparison, places, found, Stage(progress, 0.4, estimated))
        if thumbnails:
            result = _with_pictures(
                comparison, places, found, result, Stage(progress, estimated, 1.0)
            )
        return _told(comparison, places, result, [tally(codes) for codes in found.raws])


def _told(
    comparison: Comparison, places: Places, result: Assessment, counts: Sequence[np.ndarray]
) -> Assessment:
    """Put the codes that crosswalks pass over before the other notes."""
    titles = ("the map", *(name for _, name in comparison.compared))
    more = unlisted_notes(places.matching.maps, counts, titles)
    if comparison.points is None:  # points do not tell all that a map holds
        met = result.legend.codes[result.result.matrix.sum(axis=0) > 0]
        more += row_notes(places.matching, counts, titles, set(met.tolist()))
    return replace(result, notes=(*more, *result.notes))


def _of_raster(comparison: Comparison, places: Places, pairs: Pairs) -> Assessment:
    check_any(pairs)
    legend = joint_legend(codes_met(pairs), places)
    found = agreement(comparison, places, pairs, legend)
    if pairs.thumbnails is None:
        return found
    titles = [*_titles(comparison), "Reference"]
    return replace(found, maps=class_maps(pairs.thumbnails, legend, titles))


def _with_pictures(
    comparison: Comparison,
    places: Places,
    found: PointCodes,
    result: Assessment,
    progress: Progress,
) -> Assessment:
    """Add pictures of the maps with the points on them."""
    codes = picture_codes(places, side=THUMBNAIL_SIDE, progress=progress)
    more = np.setdiff1d(codes[codes != NO_CODE], result.legend.codes)
    known = result.legend.classes
    legend = Legend((*known, *joint_legend(more, places).classes)) if more.size else result.legend
    return replace(
        result,
        maps=class_maps(codes, legend, _titles(comparison)),
        points=compared_points(places, found, legend, len(known)),
    )


def _titles(comparison: Comparison) -> list[str]:
    base = ["Baseline"] * (comparison.baseline is not None)
    return ["Map", *base, *(one.title for one in comparison.others)]
