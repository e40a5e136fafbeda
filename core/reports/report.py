"""The reports: finished numbers put into one HTML page, CSV or JSON; nothing is computed here."""

from __future__ import annotations

from ..accuracy.report_data import AccuracyReport, ClassKey, Provenance, Wording
from .accuracy import (
    accuracy_headline,
    accuracy_lead,
    accuracy_notes,
    accuracy_sections,
    notes_section,
)
from .blocks import Section, pictures
from .consistency import coarse_check_sections
from .export import matrix_csv, metrics_json, upsample_json
from .page import page
from .provenance import closing_sections, fact_sections
from .run import (
    ClassAreas,
    CoarseCheck,
    Expectation,
    MapTrust,
    Picture,
    TrainingReport,
    UpsampleReport,
)
from .text import count, count_of, number
from .training import NOT_ACCURACY, area_section, training_headline, training_sections
from .trust import trust_section
from .validation import expectation_section

__all__ = [
    "AccuracyReport",
    "ClassAreas",
    "ClassKey",
    "CoarseCheck",
    "Expectation",
    "MapTrust",
    "Picture",
    "Provenance",
    "TrainingReport",
    "UpsampleReport",
    "Wording",
    "accuracy_headline",
    "accuracy_report",
    "matrix_csv",
    "metrics_json",
    "training_report",
    "upsample_json",
    "upsample_report",
]


def accuracy_report(report: AccuracyReport) -> str:
    """The HTML page of a comparison: headline, what was compared, figures, matrices, notes."""
    sections = [
        *fact_sections("What was compared", report.provenance),
        *accuracy_sections(report),
        *notes_section(accuracy_notes(report)),
        *closing_sections(report.provenance, report.command),
    ]
    headline = accuracy_headline(report)
    return page(report.title, headline=headline, lead=accuracy_lead(report), sections=sections)


def training_report(report: TrainingReport) -> str:
    """The HTML page of a training: what to expect, samples, cross-validation, features."""
    sections = [
        *_expected(report),
        *fact_sections("What was learnt from", report.provenance),
        *training_sections(report),
        *notes_section(list(report.provenance.notes)),
        *closing_sections(report.provenance, report.command),
    ]
    headline = training_headline(report)
    return page(report.title, headline=headline, lead=NOT_ACCURACY, sections=sections)


def upsample_report(report: UpsampleReport) -> str:
    """The HTML page of a whole run: what to expect, pictures, accuracy if known, trust, training.

    Raises:
        InputError: a picture is of a kind browsers may not show.
    """
    sections = [
        *_expected(report.training),
        *fact_sections("Inputs and outputs", report.provenance),
    ]
    if report.pictures:
        sections.append(Section("Maps", pictures(report.pictures)))
    remarks = list(report.provenance.notes)
    if report.accuracy is not None:
        sections += fact_sections("What was compared", report.accuracy.provenance)
        sections += accuracy_sections(report.accuracy)
        remarks = [*accuracy_notes(report.accuracy), *remarks]
    if report.trust is not None:
        sections.append(trust_section(report.trust, classes=list(report.classes)))
    sections.append(area_section(report.areas, classes=list(report.classes)))
    if report.coarse_check is not None:
        sections += coarse_check_sections(report.coarse_check)
    if report.training is not None:
        sections += training_sections(report.training)
        remarks += report.training.provenance.notes
    sections += notes_section(list(dict.fromkeys(remarks)))
    sections += closing_sections(report.provenance, report.command)
    headline, lead = _upsample_headline(report)
    return page(report.title, headline=headline, lead=lead, sections=sections)


def _upsample_headline(report: UpsampleReport) -> tuple[str, str]:
    if report.accuracy is not None:
        return accuracy_headline(report.accuracy), accuracy_lead(report.accuracy)
    mapped = sum(1 for area in report.areas.fine if area)
    size = number(sum(report.areas.fine), digits=1)
    known = sum(1 for area in report.areas.coarse if area)
    headline = (
        f"{size} {report.areas.unit} mapped in {count_of(mapped, 'class')}, "
        f"from a coarse map with {count(known)}."
    )
    return headline, (
        "How accurate the map is stays unknown until it is compared with an independent reference."
    )


def _expected(training: TrainingReport | None) -> list[Section]:
    if training is None or training.expectation is None:
        return []
    return [expectation_section(training.expectation, classes=list(training.classes))]
