"""What a report may show where a sample was drawn: figures of the area, never counts of points."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from .accuracy import assess
from .accuracy_design import DesignAccuracy
from .estimates import Estimate
from .report_data import AccuracyReport
from .report_text import percent, signed

NO_INTERVAL = "no 95 % interval is known, because a stratum has a single point"

STARRED = "Starred: from too few points to be trusted."


def estimates(report: AccuracyReport) -> DesignAccuracy | None:
    """Return the estimates that the page must rest on; None where counts are all there is."""
    return report.design if report.independent else None


def of_the_area(report: AccuracyReport) -> AccuracyReport:
    """Return the report with the map's area-adjusted figures in place of counts of points.

    The baseline, the other maps and the levels of the legend are known by counts only. These are
    kept where all points stand for the same area, since their shares are estimates then, and
    dropped elsewhere: beside an estimate they may say the opposite of the truth.
    """
    design = estimates(report)
    if design is None:
        return report
    shown = replace(report, result=assess(design.matrix))
    if len(design.points) == 1 and report.result.total == design.points.sum():
        return shown
    return replace(shown, baseline=None, others=(), levels=())


def compared_points(report: AccuracyReport) -> float:
    """Return how many pixels or points the map's figures rest on."""
    design = estimates(report)
    return report.result.total if design is None else float(design.points.sum())


def not_estimated(report: AccuracyReport) -> str:
    """Return a sentence on the maps whose figures are not estimated; "" = there are none."""
    shown = of_the_area(report)
    names = [report.wording.baseline] if report.baseline is not None else []
    names += [one.name for one in report.others]
    if not names or shown.baseline is not None or shown.others:
        return ""
    return (
        f"Not estimated: the figures of {', '.join(names)}. Counts of points are no substitute, as "
        "the points do not all stand for the same area; what can be told is the tested difference."
    )


def doubt(estimate: Estimate) -> str:
    """Return the star behind an estimate that is not to be trusted."""
    return "" if estimate.trusted else " *"


def interval_sentence(interval: tuple[float, float]) -> str:
    """Return the 95 % interval of a share as words, or why there is none."""
    if not all(map(math.isfinite, interval)):
        return NO_INTERVAL
    return f"95 % interval {' to '.join(percent(end) for end in interval)} %"


def against_baseline(report: AccuracyReport, same: float) -> str:
    """Return how the map differs from the baseline by the test, to end a sentence; or nothing.

    Args:
        report: what to tell of.
        same: differences below this are none.
    """
    if report.difference is None or report.baseline is None:
        return ""
    more, baseline = report.difference.value, report.wording.baseline
    if abs(more) < same:
        return f"; {baseline} does just the same"
    if more < 0:
        return f", which is worse than {baseline}: {signed(100 * more)} points"
    return f": {signed(100 * more)} points against {baseline}"


def beside_tile(report: AccuracyReport, name: str) -> Iterator[str]:
    """Yield what stands below an estimated key figure, in place of the baseline's."""
    design = estimates(report)
    if design is None:
        return
    if name != "overall":
        yield "of the area"
        return
    yield interval_sentence(design.overall.interval)
    if report.difference is not None:
        yield f"{signed(100 * report.difference.value)} points against the baseline"
