"""What the figures of a comparison are called: accuracy only where the reference is independent."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..accuracy.report_data import AccuracyReport, Wording
from .estimates import SAME, estimates, interval_sentence, only_counts
from .text import number, percent, signed

if TYPE_CHECKING:
    from ..accuracy.accuracy_design import Estimate
    from ..accuracy.paired import PairedDifference

_LEAST_P = 0.001
_CHANCE = 0.05


@dataclass(frozen=True)
class Terms:
    """Names of the figures.

    Attributes:
        overall: share of all places that agree.
        users: share of what the map calls a class that agrees; for the heading of a column.
        producers: share of what the reference calls a class that agrees.
        margins: the same two at the sides of a matrix.
        chart: the two together.
        of_map: the share of what the map calls a class, in a sentence.
        of_reference: the share of what the reference calls a class, likewise.
        meaning: what the two are, in sentences.
        right: what a map is where it agrees.
        csv_margins: the shares beside and below a matrix in a file.
    """

    overall: str
    users: str
    producers: str
    margins: tuple[str, str]
    chart: str
    of_map: str
    of_reference: str
    meaning: str
    right: str
    csv_margins: tuple[str, str]


_ACCURACY = Terms(
    overall="Overall accuracy",
    users="User’s",
    producers="Producer’s",
    margins=("User’s %", "Producer’s %"),
    chart="User’s and producer’s accuracy",
    of_map="user’s accuracy",
    of_reference="producer’s accuracy",
    meaning=(
        "User’s accuracy: of what the map calls the class, the part the reference confirms. "
        "Producer’s accuracy: of what the reference calls the class, the part the map finds. "
    ),
    right="right",
    csv_margins=("user's accuracy", "producer's accuracy"),
)
_AGREEMENT = Terms(
    overall="Overall agreement",
    users="Of the map’s",
    producers="Of the reference’s",
    margins=("Agree, %", "Agree, %"),
    chart="Agreement of each class",
    of_map="agreement of what the map calls so",
    of_reference="agreement of what the reference calls so",
    meaning=(
        "Of the map’s: of what the map calls the class, the part the reference calls so too. "
        "Of the reference’s: of what the reference calls the class, the part the map calls so. "
    ),
    right="in agreement",
    csv_margins=("agreement of the row", "agreement of the column"),
)
_OF_POINTS = replace(_ACCURACY, overall="Points in agreement")


def terms(report: AccuracyReport) -> Terms:
    """Return the names that a report may use for its figures."""
    if only_counts(report):
        return _OF_POINTS
    return _ACCURACY if report.independent else _AGREEMENT


def measures(report: AccuracyReport) -> str:
    """Return what the figures measure, in one word for programs."""
    return "accuracy" if report.independent else "agreement"


def reference_name(report: AccuracyReport) -> str:
    """Return what the reference is called in a sentence: the coarse map, where it is no other."""
    given = report.wording.reference
    unnamed = given == Wording().reference
    return "the coarse map" if unnamed and not report.independent else given


def estimate_sentence(overall: Estimate) -> str:
    """The estimated overall accuracy with its interval."""
    known = interval_sentence(overall.interval)
    return f"Estimated overall accuracy of the area: {percent(overall.value)} % ({known})."


def difference_sentence(
    difference: PairedDifference, other: str, *, right: str, unit: str = "pixels"
) -> str:
    """How far the map and another differ, how surely, and whether that is significant.

    Args:
        difference: of the map from the other.
        other: what the other is called, with its article.
        right: what a map is where it agrees with the reference.
        unit: what was compared, in the plural; "area" where points stand for it.
    """
    more = "more" if difference.value >= 0 else "less"
    if difference.method.startswith("stratified"):
        unit = "area"  # each stratum counts with its size
    size = number(abs(100 * difference.value), digits=1)
    start = f"The map is {right} on {size} percentage points {more} of the {unit} than {other}"
    if abs(difference.value) < SAME:
        start = f"The map is {right} on the same share of the {unit} as {other}"
    if math.isnan(difference.p_value):
        return f"{start}; how surely is not known, because a stratum has a single point."
    verdict = "is" if difference.p_value < _CHANCE else "is not"
    low, high = (signed(100 * end) for end in difference.interval)
    caution = ""
    if unit == "pixels":
        caution = (
            " Neighbouring pixels repeat each other, so the interval is too narrow and p too small."
        )
    return (
        f"{start} (95 % interval {low} to {high} points); the difference {verdict} "
        f"significant at the 5 % level ({p_words(difference.p_value)}).{caution}"
    )


def tested_unit(report: AccuracyReport) -> str:
    """What a tested difference is a share of: the area, where a design weighs the points."""
    return report.wording.unit if estimates(report) is None else "area"


def p_words(value: float) -> str:
    """A p value as it is usually printed."""
    return f"p < {_LEAST_P}" if value < _LEAST_P else f"p = {number(value)}"
