"""The report of a model of shares of classes: one HTML page, finished numbers only."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..accuracy.report_data import Provenance
from ..fractions.fraction_model import FractionModel
from ..fractions.held_out import FractionTraining
from ..rasters.output import write_text
from .page import page
from .provenance import closing_sections, fact_sections


@dataclass(frozen=True, eq=False)
class FractionRun:
    """What the page tells of the run around a training.

    Attributes:
        title: heading of the page.
        provenance: what was learnt from, notes, settings, versions; settings and versions that are
            not given are those of the model.
        command: what to type to repeat the training; may be empty.
    """

    title: str
    provenance: Provenance = field(default_factory=Provenance)
    command: str = ""


def fraction_report(training: FractionTraining, *, model: FractionModel, run: FractionRun) -> str:
    """Return the HTML page of a training of shares; the same training gives the same page."""
    sections = [
        *fact_sections("What was learnt from", run.provenance),
        *closing_sections(run.provenance, run.command),
    ]
    return page(run.title, headline=training.sentence(), sections=sections)


def write_fraction_report(
    path: str | Path, training: FractionTraining, *, model: FractionModel, run: FractionRun
) -> None:
    """Write the page of a training of shares under a temporary name, then give it its own.

    Raises:
        InputError: it cannot be written; what was there before is untouched.
    """
    write_text(path, fraction_report(training, model=model, run=run))
