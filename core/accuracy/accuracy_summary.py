"""From a comparison to what its report shows and to the numbers an algorithm gives back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..passwords import without_secrets
from ..rasters.raster import RasterSource
from ..summaries import versions
from .accuracy import assess
from .assessment import Assessment, Comparison
from .legend_levels import class_keys
from .report_data import AccuracyReport, Provenance, Value, Wording

_OF_COUNTS = ("OVERALL_ACCURACY", "KAPPA", "MEAN_IOU", "MACRO_F1")


def accuracy_summary(
    assessment: Assessment,
    comparison: Comparison,
    *,
    title: str,
    command: str = "",
    copies_coarse: bool = False,
) -> AccuracyReport:
    """Return what the accuracy report shows.

    Args:
        assessment: the outcome.
        comparison: what was compared.
        title: heading of the page.
        command: what to type to repeat the comparison; may be empty.
        copies_coarse: whether the baseline is known to be the coarse map that the map was made
            from; any other is called by the name of its file.
    """
    unit = "points" if comparison.points is not None else "pixels"
    return replace(
        _figures(assessment, title),
        wording=_wording(comparison, unit, copies_coarse=copies_coarse),
        provenance=Provenance(
            facts=_facts(assessment, comparison, unit),
            notes=(*assessment.notes, *_untested(comparison)),
            settings=_settings(comparison), versions=versions(),
        ),
        command=command,
    )  # fmt: skip


def _figures(assessment: Assessment, title: str) -> AccuracyReport:
    """Return a report of what was found, without what it was found from."""
    return AccuracyReport(
        title=title,
        classes=class_keys(assessment.legend),
        result=assessment.result,
        baseline=assessment.baseline,
        independent=assessment.independent,
        design=assessment.design,
        strata=assessment.strata,
        stratum_pixels=assessment.stratum_pixels,
        baseline_design=assessment.baseline_design,
        mapped_areas=assessment.mapped_areas,
        difference=assessment.difference,
        others=assessment.others,
        levels=assessment.levels,
        maps=assessment.maps,
        points=assessment.points,
        caution=assessment.caution,
    )


def _wording(comparison: Comparison, unit: str, *, copies_coarse: bool) -> Wording:
    source = comparison.baseline
    if source is None or copies_coarse:
        return Wording(unit=unit)
    return Wording(baseline=_file(source), baseline_detail=_at_the_pixels(source), unit=unit)


def _file(source: RasterSource) -> str:
    return Path(without_secrets(source.path)).name


def _at_the_pixels(source: RasterSource) -> str:
    return f"{_file(source)}, nearest neighbour at the map's pixels"


def _untested(comparison: Comparison) -> list[str]:
    """Say why differences between maps that were compared pixel by pixel are not tested."""
    if comparison.points is not None or not comparison.compared:
        return []
    return [
        "The differences between the maps are not tested: every pixel was compared, so there is "
        "no sampling error, and neighbouring pixels are not independent of each other."
    ]


def _facts(assessment: Assessment, comparison: Comparison, unit: str) -> dict[str, Value]:
    reference = comparison.reference
    facts: dict[str, Value] = {
        "Map": _file(comparison.map),
        "Reference": _file(reference) if reference else "labelled points",
        f"{unit.capitalize()} compared": assessment.counted,
    }
    for source, name in comparison.compared:
        party = "Baseline" if source is comparison.baseline else name
        facts[party] = _at_the_pixels(source)
    if comparison.area is not None:
        facts["Restricted to"] = comparison.area.name
    if assessment.design_kind:
        facts["Sampling design"] = assessment.design_kind
    return facts


def _settings(comparison: Comparison) -> dict[str, Value]:
    settings: dict[str, Value] = {"match": comparison.match}
    if comparison.crosswalks is not None:
        settings["crosswalk"] = comparison.crosswalks.file
    elif comparison.crosswalk is not None:
        settings["crosswalk"] = comparison.crosswalk.name or "given"
    if comparison.points is not None:
        settings["design"] = comparison.design
    settings["independent"] = comparison.independent
    return settings


def accuracy_numbers(assessment: Assessment) -> dict[str, float]:
    """Return the headline figures under their Processing output names."""
    numbers = {}
    for prefix, accuracy in (("", assessment.result), ("BASELINE_", assessment.baseline)):
        if accuracy is not None:
            numbers[f"{prefix}OVERALL_ACCURACY"] = accuracy.overall
            numbers[f"{prefix}KAPPA"] = accuracy.kappa
            numbers[f"{prefix}MEAN_IOU"] = accuracy.mean_iou
            numbers[f"{prefix}MACRO_F1"] = accuracy.macro_f1
    numbers.update(_estimated_numbers(assessment))
    if assessment.difference is not None:
        numbers["DIFFERENCE"] = assessment.difference.value
        numbers["DIFFERENCE_SE"] = assessment.difference.standard_error
        numbers["DIFFERENCE_P"] = assessment.difference.p_value
    return numbers


def _estimated_numbers(assessment: Assessment) -> dict[str, float]:
    """Return the headline figures of the area, where the points give estimates."""
    numbers = {}
    designs = (("", assessment.design), ("BASELINE_", assessment.baseline_design))
    for prefix, design in designs:
        if design is None or not assessment.independent:
            continue
        figures = assess(design.matrix)
        numbers[f"{prefix}ESTIMATED_ACCURACY"] = design.overall.value
        numbers[f"{prefix}ESTIMATED_ACCURACY_SE"] = design.overall.standard_error
        numbers[f"{prefix}ESTIMATED_KAPPA"] = figures.kappa
        numbers[f"{prefix}ESTIMATED_MEAN_IOU"] = figures.mean_iou
        numbers[f"{prefix}ESTIMATED_MACRO_F1"] = figures.macro_f1
    return numbers


def number_line(name: str, value: float, *, of_points: bool) -> str:
    """Return a headline figure for the log; of points it says what it is a figure of."""
    counts = name.removeprefix("BASELINE_") in _OF_COUNTS
    what = "share of the points" if name.endswith("OVERALL_ACCURACY") else "of the points"
    return f"{name}: {value:.4f}" + (f" ({what})" if of_points and counts else "")
