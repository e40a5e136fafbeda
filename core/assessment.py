"""How well a map agrees with a reference, and the baseline beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .accuracy import Accuracy, assess
from .accuracy_design import DesignAccuracy, olofsson, simple_random
from .comparison import (
    CODE_BASE,
    DESIGNS,
    Comparison,
    Pairs,
    ReferencePoints,
    class_areas,
    count_raster,
)
from .comparison_points import count_points
from .crosswalk import Crosswalk
from .errors import InputError
from .legend import LandCoverClass, Legend, generic
from .progress import Progress, Stage

__all__ = [
    "DESIGNS",
    "Assessment",
    "Comparison",
    "ReferencePoints",
    "assess_map",
    "class_areas",
]


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
        pairs = count_points(comparison, comparison.points)
        _check_any(pairs)
        areas = class_areas(
            comparison.map, area=comparison.area, progress=Stage(progress, 0.5, 1.0)
        )
        return _result(comparison, pairs, areas)
    if comparison.reference is None:
        raise InputError("REFERENCE is missing.")
    pairs = count_raster(comparison, comparison.reference, progress=progress)
    _check_any(pairs)
    return _result(comparison, pairs, None)


def _check_any(pairs: Pairs) -> None:
    if not pairs.mapped:
        raise InputError(
            "Map and reference have no place in common where both hold a class; check GEO_SMALL, "
            "nodata and the overlap."
        )


def _result(comparison: Comparison, pairs: Pairs, areas: Mapping[int, float] | None) -> Assessment:
    keys = np.array([*pairs.mapped, *pairs.baseline], np.int64)
    codes = np.unique(np.concatenate([keys // CODE_BASE, keys % CODE_BASE]))
    legend = _joint_legend(codes, pairs, comparison.crosswalk)
    unit = "points" if comparison.points is not None else "pixels"
    notes = [
        f"{count} {unit} {reason} were not compared."
        for reason, count in pairs.skipped.items()
        if count
    ]
    notes += _legend_doubts(comparison, pairs)
    matrix = _matrix(pairs.mapped, legend)
    design = None
    if areas is not None:
        design, remark = _design(comparison, matrix, legend, areas)
        notes += [remark] if remark else []
    return Assessment(
        legend=legend,
        result=assess(matrix),
        baseline=assess(_matrix(pairs.baseline, legend)) if pairs.baseline else None,
        design=design,
        counted=sum(pairs.mapped.values()),
        skipped=dict(pairs.skipped),
        notes=tuple(notes),
    )


def _legend_doubts(comparison: Comparison, pairs: Pairs) -> list[str]:
    """Return a sentence where the codes of map and reference hardly mean the same."""
    keys = np.fromiter(pairs.mapped, np.int64, len(pairs.mapped))
    mapped, reference = set((keys // CODE_BASE).tolist()), set((keys % CODE_BASE).tolist())
    shared = mapped & reference
    remedy = "translate the codes with a CROSSWALK before believing these figures."
    if 2 * len(shared) < len(reference):
        return [f"Only {len(shared)} of the reference's {len(reference)} codes occur in the map; "
                + remedy]  # fmt: skip
    if comparison.crosswalk is not None or comparison.points is not None:
        return []
    if pairs.reference_legend is None or pairs.map_legend is None:
        return ["The reference or the map carries no class names; equal codes are taken to mean "
                "the same class."]  # fmt: skip
    names = [
        tuple(one.get(code).name.casefold() if code in one.codes else "" for code in sorted(shared))
        for one in (pairs.map_legend, pairs.reference_legend)
    ]
    if not any(first == second for first, second in zip(*names)):
        return [f"No code has the same name in the map and in the reference; {remedy}"]
    return []


def _matrix(pairs: Counter[int], legend: Legend) -> np.ndarray:
    matrix = np.zeros((len(legend), len(legend)), np.int64)
    keys = np.fromiter(pairs, np.int64, len(pairs))
    rows, columns = legend.index_of(keys // CODE_BASE), legend.index_of(keys % CODE_BASE)
    matrix[rows, columns] = np.fromiter(pairs.values(), np.int64, len(pairs))
    return matrix


def _joint_legend(codes: np.ndarray, pairs: Pairs, crosswalk: Crosswalk | None) -> Legend:
    """Name the codes met: after the reference where codes were translated, else after the map."""
    mapped = pairs.map_legend
    if crosswalk is not None and mapped is not None:
        mapped = crosswalk.legend(mapped)
    translated = crosswalk is not None
    ordered = [pairs.reference_legend, mapped] if translated else [mapped, pairs.reference_legend]
    plain = generic(codes)
    classes: list[LandCoverClass] = []
    for code in codes.tolist():
        named = [one for one in ordered if one is not None and code in one.codes]
        classes.append((named[0] if named else plain).get(code))
    return Legend(tuple(classes))


def _design(
    comparison: Comparison, matrix: np.ndarray, legend: Legend, areas: Mapping[int, float]
) -> tuple[DesignAccuracy | None, str]:
    if comparison.crosswalk is not None:
        return None, "No areas were estimated, because classes were translated."
    mapped = np.array([areas.get(int(code), 0.0) for code in legend.codes])
    unsampled = sorted(set(areas) - set(legend.codes.tolist()))
    if comparison.design == "stratified" and unsampled:
        listed = ", ".join(map(str, unsampled[:10]))
        return None, f"No areas were estimated: mapped class {listed} has no reference point."
    try:
        if comparison.design == "stratified":
            return olofsson(matrix, mapped), ""
        return simple_random(matrix, total_area=float(sum(areas.values()))), ""
    except InputError as error:
        return None, f"No areas were estimated: {error}"
