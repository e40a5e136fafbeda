"""From a comparison to what its report shows and to the numbers an algorithm gives back."""

from __future__ import annotations

from pathlib import Path

from .assessment import Assessment, Comparison
from .legend_levels import class_keys
from .report_data import AccuracyReport, Provenance, Value, Wording
from .summaries import versions


def accuracy_summary(
    assessment: Assessment, comparison: Comparison, *, title: str, command: str = ""
) -> AccuracyReport:
    """Return what the accuracy report shows."""
    unit = "points" if comparison.points is not None else "pixels"
    return AccuracyReport(
        title=title,
        classes=class_keys(assessment.legend),
        result=assessment.result,
        baseline=assessment.baseline,
        independent=assessment.independent,
        design=assessment.design,
        wording=Wording(unit=unit),
        provenance=Provenance(
            facts=_facts(assessment, comparison, unit),
            notes=(*assessment.notes, *_untested(comparison)),
            settings=_settings(comparison), versions=versions(),
        ),
        difference=assessment.difference,
        others=assessment.others,
        levels=assessment.levels,
        maps=assessment.maps,
        command=command,
    )  # fmt: skip


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
        "Map": Path(comparison.map.path).name,
        "Reference": Path(reference.path).name if reference else "labelled points",
        f"{unit.capitalize()} compared": assessment.counted,
    }
    for source, name in comparison.compared:
        facts["Baseline" if source is comparison.baseline else name] = (
            f"{Path(source.path).name}, nearest neighbour at the map's pixels"
        )
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
    if assessment.design is not None:
        numbers["ESTIMATED_ACCURACY"] = assessment.design.overall.value
        numbers["ESTIMATED_ACCURACY_SE"] = assessment.design.overall.standard_error
    if assessment.difference is not None:
        numbers["DIFFERENCE"] = assessment.difference.value
        numbers["DIFFERENCE_SE"] = assessment.difference.standard_error
        numbers["DIFFERENCE_P"] = assessment.difference.p_value
    return numbers
