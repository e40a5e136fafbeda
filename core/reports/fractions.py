"""The report of a model of shares of classes: one HTML page, finished numbers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..accuracy.report_data import Provenance
from ..fractions.fraction_model import FractionModel
from ..fractions.held_out import FractionTraining
from ..rasters.output import write_text
from .accuracy import notes_section
from .fraction_dominant import dominant_section
from .fraction_errors import errors_section
from .fraction_inputs import inputs_sections, learnt_samples, samples_section, training_facts
from .fraction_levels import PLACES, LevelView, level_views
from .fraction_plots import plots_section, reliability_section
from .page import page
from .provenance import closing_sections, fact_sections
from .text import count_of, number

NOT_INDEPENDENT = (
    "Observed shares are those of the labels given, held out from training. The labels are no "
    "independent reference: where they are wrong, a right prediction counts as an error, and what "
    "they have wrong throughout cannot be seen."
)


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
    views = level_views(training)
    provenance = _provenance(training, model, run.provenance)
    sections = [*fact_sections("What was learnt from", provenance)]
    sections.append(samples_section(training, model))
    if views:
        medians = model.settings.get("leaves") == "medians"
        sections.append(errors_section(training, views, medians=medians))
        sections += [plots_section(views), reliability_section(views), dominant_section(views)]
    sections += inputs_sections(training, model, views)
    sections += notes_section([*training.level_doubts, *run.provenance.notes])
    sections += closing_sections(provenance, run.command)
    lead = NOT_INDEPENDENT if views else ""
    return page(run.title, headline=_headline(training, model, views), lead=lead, sections=sections)


def write_fraction_report(
    path: str | Path, training: FractionTraining, *, model: FractionModel, run: FractionRun
) -> None:
    """Write the page of a training of shares under a temporary name, then give it its own.

    Raises:
        InputError: it cannot be written; what was there before is untouched.
    """
    write_text(path, fraction_report(training, model=model, run=run))


def _headline(training: FractionTraining, model: FractionModel, views: Sequence[LevelView]) -> str:
    """The outcome of the training in one sentence."""
    start = f"A forest trained on {count_of(learnt_samples(training, model), 'sample')}"
    if not views:
        return f"{start}; how far its shares are off was not tested, because {training.untried}."
    found = views[0].splits
    errors = [
        f"{number(100 * split.scores.mean_mae, digits=1)} points {PLACES[split.name]}"
        for split in found
    ]
    mean = number(100 * found[0].baseline.mean_mae, digits=1)
    return (
        f"{start} is off by {' and '.join(errors)} in the share of a class; always predicting the "
        f"mean shares, by {mean}."
    )


def _provenance(training: FractionTraining, model: FractionModel, given: Provenance) -> Provenance:
    settings = {name.upper(): value for name, value in model.settings.items()}
    return replace(
        given,
        facts={**given.facts, **training_facts(training, model)},
        settings=given.settings or settings,
        versions=given.versions or model.versions,
    )
