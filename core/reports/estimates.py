"""What a report may show where a sample was drawn: figures of the area, never counts of points."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from ..accuracy.accuracy import Accuracy, assess
from ..accuracy.accuracy_design import DesignAccuracy
from ..accuracy.report_data import AccuracyReport, LegendLevel
from .text import UNDEFINED, percent, signed

if TYPE_CHECKING:
    from ..accuracy.estimates import Estimate

Part = TypeVar("Part", AccuracyReport, LegendLevel)

NO_INTERVAL = "no 95 % interval is known, because a stratum has a single point"

STARRED = "Starred: not to be trusted, from too few points or from points in clusters."

SAME = 0.0005
"""Differences of shares below this would print as 0.0 points."""


@dataclass(frozen=True, eq=False)
class Party:
    """One of the maps that are compared.

    Attributes:
        name: heading of its columns.
        result: its agreement with the reference.
        design: estimates of its accuracy for the area; None = there are none.
    """

    name: str
    result: Accuracy
    design: DesignAccuracy | None = None


def parties(part: AccuracyReport | LegendLevel) -> list[Party]:
    """Return the map, the baseline if there is one, and the other maps, in this order."""
    found = [Party("Map", part.result, part.design)]
    if part.baseline is not None:
        found.append(Party("Baseline", part.baseline, part.baseline_design))
    return found + [Party(one.name, one.result, one.design) for one in part.others]


def estimates(report: AccuracyReport) -> DesignAccuracy | None:
    """Return the estimates that the page must rest on; None where counts are all there is."""
    return report.design if report.independent else None


def only_counts(report: AccuracyReport) -> bool:
    """Whether labelled points gave no estimate, so that all there is are shares of the points."""
    return report.independent and report.design is None and report.wording.unit == "points"


def rightful(report: AccuracyReport) -> AccuracyReport:
    """Return the report without any estimate where the reference is not independent."""
    if report.independent:
        return report
    bare = replace(_bare(report), strata=(), stratum_pixels=())
    return replace(bare, levels=[_bare(level) for level in report.levels])


def _bare(part: Part) -> Part:
    others = [replace(one, design=None) for one in part.others]
    return replace(part, design=None, baseline_design=None, mapped_areas=(), others=others)


def of_the_area(report: AccuracyReport) -> AccuracyReport:
    """Return the report with area-adjusted figures in place of counts of points.

    Counts stay where all points stand for the same area, since their shares are estimates then. A
    map or level that has nothing else is dropped elsewhere: beside an estimate, counts of points
    may say the opposite of the truth. So they may where nothing was estimated: the map's own
    counts are left then, to be shown as shares of the points.
    """
    report = rightful(report)
    if only_counts(report):
        return replace(report, baseline=None, others=(), levels=())
    if report.design is None:
        return report
    even = _even(report)
    levels = [_adjusted(one, even) for one in report.levels if even or one.design is not None]
    return replace(_adjusted(report, even), levels=levels)


def _even(report: AccuracyReport) -> bool:
    """Whether all points stand for the same area, so that shares of them are estimates."""
    design = estimates(report)
    if design is None:
        return True
    return len(design.points) == 1 and report.result.total == float(design.points.sum())


def _adjusted(part: Part, even: bool) -> Part:
    """Put estimates in place of counts; ``even``: counts may stay where there are none."""
    baseline, of_baseline = part.baseline, part.baseline_design
    others = [
        one if one.design is None else replace(one, result=assess(one.design.matrix))
        for one in part.others
        if even or one.design is not None
    ]
    if of_baseline is not None:
        baseline = assess(of_baseline.matrix)
    elif not even:
        baseline = None
    result = part.result if part.design is None else assess(part.design.matrix)
    return replace(part, result=result, baseline=baseline, others=others)


def compared_places(party: Party) -> float:
    """Return how many pixels or points the figures of a map rest on."""
    return party.result.total if party.design is None else float(party.design.points.sum())


def not_estimated(report: AccuracyReport) -> str:
    """Return a sentence on the maps whose figures are not estimated; "" = there are none."""
    if only_counts(report):
        return (
            "Nothing was estimated for the area, for the reason in the notes. These are shares of "
            "the points, which need not all stand for the same area: they tell neither how "
            "accurate the map is nor which map is better."
        )
    if _even(report):
        return ""
    without = report.baseline is not None and report.baseline_design is None
    names = [report.wording.baseline] if without else []
    names += [one.name for one in report.others if one.design is None]
    if not names:
        return ""
    return (
        f"Not estimated: the figures of {', '.join(names)}. Counts of points are no substitute, as "
        "the points do not all stand for the same area; what can be told is the tested difference."
    )


def doubt(estimate: Estimate) -> str:
    """Return the star behind an estimate that is not to be trusted; an undefined one has none."""
    return "" if estimate.trusted or math.isnan(estimate.value) else " *"


def interval_words(low: float, high: float) -> str:
    """Both ends of an interval of shares, in percent."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNDEFINED
    return f"{percent(low)} to {percent(high)}"


def interval_sentence(interval: tuple[float, float]) -> str:
    """Return the 95 % interval of a share as words, or why there is none."""
    if not all(map(math.isfinite, interval)):
        return NO_INTERVAL
    return f"95 % interval {interval_words(*interval)} %"


def against_baseline(report: AccuracyReport) -> str:
    """Return how the map differs from the baseline, to end a sentence; or nothing.

    The difference is the tested one, or that of the two estimates where none was tested.
    """
    if report.baseline is None:
        return ""
    found, name = report.baseline_design, report.wording.baseline
    if report.difference is not None:
        more = report.difference.value
    elif found is not None and report.design is not None:
        more = report.design.overall.value - found.overall.value
    else:
        return ""
    points = f"{signed(100 * more)} points"
    value = "" if found is None else f"{percent(found.overall.value)} %"
    beside = f" ({value})" if value else ""
    if abs(more) < SAME:
        return f"; {name} does just the same{beside}"
    if more < 0:
        return f", which is worse than {name}{beside}: {points}"
    return f"; {name} on {value}: {points}" if value else f": {points} against {name}"


def beside_tile(report: AccuracyReport, name: str) -> Iterator[str]:
    """Yield what stands below an estimated key figure before the baseline's."""
    design = estimates(report)
    if design is None:
        return
    if name != "overall":
        yield "of the area"
        return
    doubted = ", not to be trusted" if doubt(design.overall) else ""
    yield f"{interval_sentence(design.overall.interval)}{doubted}"
    if report.difference is not None and of_the_area(report).baseline is None:
        yield f"{signed(100 * report.difference.value)} points against the baseline"


def same_as_baseline(report: AccuracyReport) -> bool:
    """Whether nothing tells the map from the baseline: one matrix, and no place where one errs."""
    if report.baseline is None:
        return False
    found = report.difference
    if found is not None and (found.value or found.only_first or found.only_second):
        return False
    return bool((report.result.matrix == report.baseline.matrix).all())
