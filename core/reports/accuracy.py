"""Headline and sections about how a map agrees with its reference."""

from __future__ import annotations

from collections.abc import Iterator

from ..accuracy.accuracy import Accuracy
from ..accuracy.accuracy_design import DesignAccuracy
from ..accuracy.report_data import AccuracyReport
from .blocks import Section, notes, paragraph, tiles
from .classes import classes_section
from .design import design_sections, estimated_matrix_sections
from .estimates import (
    SAME,
    against_baseline,
    beside_tile,
    compared_places,
    estimates,
    interval_sentence,
    not_estimated,
    of_the_area,
    only_counts,
    parties,
    same_as_baseline,
)
from .levels import levels_sections
from .maps import maps_sections
from .matrix import AGREED_SHARES, MatrixWords, matrix_table, sheet
from .several import (
    confused_sections,
    difference,
    figure,
    figures,
    side_by_side,
    tested_sections,
)
from .text import Html, count, count_of, join, percent, signed
from .words import difference_sentence, reference_name, terms, tested_unit

AGREEMENT_ONLY = (
    "Agreement with the coarse map is not accuracy: the reference is the coarse map itself or was "
    "made from it, so its errors count as truth here."
)
_POINTS_ONLY = (
    "Points, not areas: a point may stand for more or less area than another, so the shares of "
    "this table are those of the points."
)
_SMALL_PRINT = (
    "Means run over the classes found in the map or the reference; a class only one of them "
    "holds counts as 0. Kappa is given for comparison with older studies: its chance "
    "agreement answers no question about a map (Pontius and Millones 2011), which is why the "
    "disagreement is split instead (Pontius and Santacruz 2014)."
)


def accuracy_headline(report: AccuracyReport) -> str:
    """The result in one sentence, the baseline beside it, a loss said as plainly as a gain."""
    design = estimates(report)
    if design is not None:
        return _estimated_headline(report, design)
    words, result, baseline = report.wording, report.result, report.baseline
    if same_as_baseline(report) and not only_counts(report):
        return (
            f"{_no_difference(report)} agree with {reference_name(report)} on "
            f"{percent(result.overall)} % of {count_of(result.total, words.noun)}."
        )
    start = (
        f"The map agrees with {reference_name(report)} on {percent(result.overall)} % of "
        f"{count_of(result.total, words.noun)}"
    )
    if only_counts(report):
        return f"{start}: a share of the points, not of the area."
    if baseline is None or not report.independent:
        return f"{start}."
    more = result.overall - baseline.overall
    points = f"{signed(100 * more)} points"
    if abs(more) < SAME:
        return f"{start}; {words.baseline} does just the same ({percent(baseline.overall)} %)."
    if more < 0:
        return (
            f"{start}, which is worse than {words.baseline} "
            f"({percent(baseline.overall)} %): {points}."
        )
    return f"{start}; {words.baseline} on {percent(baseline.overall)} %: {points}."


def _estimated_headline(report: AccuracyReport, design: DesignAccuracy) -> str:
    known = interval_sentence(design.overall.interval)
    share = f"right on an estimated {percent(design.overall.value)} % of the area ({known})"
    if same_as_baseline(report):
        return f"{_no_difference(report)} are {share}."
    who = "If the points were drawn at random, the map" if report.caution else "The map"
    return f"{who} is {share}{against_baseline(report)}."


def _no_difference(report: AccuracyReport) -> str:
    """Begin the headline about a map that nothing tells from the baseline."""
    return (
        f"There is no difference between the map and {report.wording.baseline}: both have the same "
        "confusion matrix and"
    )


def accuracy_lead(report: AccuracyReport) -> str:
    """What belongs under the headline: the warning, or its ground and the tested difference."""
    if not report.independent:
        return AGREEMENT_ONLY
    sentences = [report.caution] if report.caution else []
    if report.design is not None:
        rests = count_of(compared_places(parties(report)[0]), "point")
        sentences.append(f"Estimated from {rests}, each counted with the area it stands for.")
    elif only_counts(report):
        sentences.append(
            "Nothing was estimated for the area, so no accuracy can be told: see the notes."
        )
    if report.difference is not None:
        words = report.wording
        found = difference_sentence(
            report.difference, words.baseline, right=terms(report).right, unit=tested_unit(report)
        )
        sentences.append(found)
    return " ".join(sentences)


def accuracy_tiles(report: AccuracyReport) -> Html:
    """The four figures people compare, the baseline's below each."""
    report, whole = of_the_area(report), report
    shown = []
    for heading, name, is_share, _ in figures(report)[:4]:
        value = getattr(report.result, name)
        beside = "; ".join(beside_tile(whole, name)) or "no baseline"
        if only_counts(whole):
            beside = "share of the points, not of the area" if is_share else "of the points"
        if report.baseline is not None:
            other = getattr(report.baseline, name)
            more = difference(value - other, is_share=is_share)
            compared = f"baseline {figure(other, is_share=is_share)}, difference {more}"
            beside = "; ".join([*beside_tile(whole, name), compared])
        title = heading.replace(", %", "")
        title += " of the points" if only_counts(whole) and name != "overall" else ""
        shown.append((title, figure(value, is_share=is_share) + (" %" if is_share else ""), beside))
    return tiles(shown)


def accuracy_sections(report: AccuracyReport) -> list[Section]:
    """Every part about accuracy, in reading order; provenance is the page's matter."""
    figures_table, wide = side_by_side(report)
    whole = [accuracy_tiles(report), figures_table, paragraph(_SMALL_PRINT)]
    if not_estimated(report):
        whole.append(paragraph(not_estimated(report)))
    sections = [
        *maps_sections(report),
        Section("Agreement", join(whole), wide=wide),
        *tested_sections(report),
        *design_sections(report),
        *levels_sections(report),
        classes_section(report),
        *confused_sections(report),
        *estimated_matrix_sections(report),
        _matrix(report, report.result, "map"),
    ]
    if report.baseline is not None:
        sections.append(_matrix(report, report.baseline, "baseline"))
    return sections


def _matrix(report: AccuracyReport, accuracy: Accuracy, party: str) -> Section:
    of_points = estimates(report) is not None or report.wording.unit == "points"
    margins = AGREED_SHARES if of_points else terms(report).margins
    words = MatrixWords(rows=party, unit=report.wording.noun, margins=margins)
    shown = matrix_table(report.classes, accuracy, words=words)
    if of_points:
        shown = join([paragraph(_POINTS_ONLY), shown])
    return Section(f"Confusion matrix of the {party}", shown, wide=sheet(accuracy))


def accuracy_notes(report: AccuracyReport) -> list[str]:
    """What a reader must know, worked out from the numbers and handed in by the caller."""
    found = [] if report.independent else [AGREEMENT_ONLY]
    if report.design is not None and not report.independent:
        found.append("No area is estimated, because the reference is not independent.")
    baseline = report.baseline
    if baseline is not None and baseline.total != report.result.total:
        scored = count_of(baseline.total, report.wording.noun)
        found.append(
            f"The baseline is scored on {scored}, the map on "
            f"{count(report.result.total)}: their figures do not rest on the same places."
        )
    found += list(_absence_notes(report))
    return found + list(report.provenance.notes)


def notes_section(sentences: list[str]) -> list[Section]:
    """The notes as a section, or none."""
    return [Section("Notes", notes(sentences))] if sentences else []


def _absence_notes(report: AccuracyReport) -> Iterator[str]:
    rows, words = list(zip(report.classes, report.result.classes)), terms(report)
    unmapped = [_name(key) for key, one in rows if one.reference_total and not one.map_total]
    unknown = [_name(key) for key, one in rows if one.map_total and not one.reference_total]
    nowhere = [_name(key) for key, one in rows if not one.present]
    # Points are a sample: what none of them met may still lie elsewhere.
    sampled = report.wording.unit == "points"
    in_map = "at none of the points in" if sampled else "nowhere in"
    if unmapped:
        yield (
            f"In the reference but {in_map} the map: {', '.join(unmapped)}. Such a class has no "
            f"{words.of_map} and counts as 0 in mean IoU and macro F1."
        )
    if unknown:
        yield (
            f"In the map but {in_map} the reference: {', '.join(unknown)}. Such a class has no "
            f"{words.of_reference} and counts as 0 in mean IoU and macro F1."
        )
    if nowhere:
        met = "At none of the points in the map or" if sampled else "In neither the map nor"
        yield f"{met} the reference, and in no mean: {', '.join(nowhere)}."


def _name(key: tuple[int, str, str]) -> str:
    return f"{key[0]} {key[1]}".strip()
