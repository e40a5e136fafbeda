"""What a comparison found, and how much of it follows from counted pairs of codes alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..legends.legend import LandCoverClass, Legend, generic
from ..phrases import counted
from .accuracy import Accuracy, assess
from .compared_places import Places
from .comparison import Comparison, Pairs
from .dropped_classes import dropped_notes, dropped_places
from .independence import dependence, remarks
from .legend_doubts import legend_doubts
from .legend_levels import legend_levels, pair_matrix
from .pair_counts import CODE_BASE
from .paired import PairedDifference
from .report_data import ClassMap, LegendLevel, MapPoints, OtherMap
from .sample_accuracy import DesignAccuracy


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
        maps: the map, the baseline, the others and the reference in few pixels, without the
            reference where this is points; empty = not wanted.
        dependence: why the reference is not independent; "" = it is.
        design_kind: how the points were drawn; "" without estimates.
        difference: of the map from the baseline, tested at points; None = not tested.
        strata: name of each stratum in ``design``.
        baseline_design: the same estimates of the baseline, for the same area; those of the
            other maps and of the levels are with them.
        stratum_pixels: pixels of each stratum in ``design``.
        mapped_areas: hectares of each class in the map; empty = not known for what ``design``
            stands for.
        caution: what ``design`` takes for granted of the points and why that is in doubt; "" =
            nothing.
        points: the labelled points on ``maps``, or None.
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
    baseline_design: DesignAccuracy | None = None
    stratum_pixels: tuple[int, ...] = ()
    mapped_areas: tuple[float, ...] = ()
    caution: str = ""
    points: MapPoints | None = None

    @property
    def independent(self) -> bool:
        """Whether agreement with the reference is accuracy."""
        return not self.dependence


def agreement(
    comparison: Comparison,
    places: Places,
    pairs: Pairs,
    legend: Legend,
    *,
    held: Collection[int] = (),
) -> Assessment:
    """Return what follows from the pairs alone.

    Args:
        comparison: what was compared.
        places: where.
        pairs: the counts.
        legend: every class to report on.
        held: codes that the map is known to hold, met in a pair or not.
    """
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
    notes += dropped_notes(pairs.skipped, sum(pairs.maps[0].values()), unit)
    notes += [*matching.notes, *legend_doubts(comparison, matching, pairs.maps, held=held)]
    notes += lacking
    wide = {"coarser": places.coarser, "base_coarser": places.base_coarser}
    notes += remarks(comparison, pairs.maps, **wide)
    reason = dependence(comparison, pairs.maps, **wide)
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


def check_any(pairs: Pairs) -> None:
    """Raise InputError where no place has a class in every map and in the reference."""
    if not pairs.maps[0]:
        if dropped_places(pairs.skipped):
            raise InputError(
                "No place has a class that can be compared, because classes have no counterpart; "
                "give a CROSSWALK that leads them to classes of the reference."
            )
        raise InputError(
            "Map and reference have no place in common where both hold a class; check GEO_SMALL, "
            "nodata and the overlap."
        )


def codes_met(pairs: Pairs) -> np.ndarray:
    """Return every code of a pair, rising."""
    keys = np.array([key for one in pairs.maps for key in one], np.int64)
    return np.unique(np.concatenate([keys // CODE_BASE, keys % CODE_BASE]))


def joint_legend(codes: np.ndarray, places: Places) -> Legend:
    """Name the codes met: after the reference where codes were translated, else after the map."""
    matching = places.matching
    ordered = [one.legend for one in matching.maps]
    place = 0 if any(one.translated for one in matching.maps) else 1
    ordered.insert(place, matching.reference.legend)
    plain = generic(codes)
    classes: list[LandCoverClass] = []
    for code in codes.tolist():
        named = [one for one in ordered if one is not None and code in one.codes]
        classes.append((named[0] if named else plain).get(code))
    return Legend(tuple(classes))
