"""What the report of a whole run shows: areas and pictures from its maps, figures of its steps."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .accuracy_summary import accuracy_summary
from .assessment import class_areas
from .legend import Legend
from .legend_levels import class_keys
from .pictures import class_picture, coarse_picture, percent_picture, thumbnail_grid
from .progress import Progress
from .raster import NO_CODE, CodeReader, NearestCodes, RasterSource, describe
from .report_data import Provenance, Value
from .report_run import ClassAreas, Picture, TrainingReport, UpsampleReport
from .summaries import (
    expectation_cautions,
    plain_settings,
    sampling_notes,
    training_summary,
    trust_summary,
    versions,
)
from .upsample_data import Run, UpsampleResult


def upsample_summary(run: Run, result: UpsampleResult, *, progress: Progress) -> UpsampleReport:
    """Return what the report of a run shows.

    Args:
        run: how it was asked for; the map is read from its file.
        result: what its steps told.
        progress: may cancel.
    """
    legend = result.training.model.class_legend
    keys = class_keys(legend)
    fine = class_areas(run.map, area=None, progress=progress)
    accuracy = None
    if result.assessment is not None:
        accuracy = accuracy_summary(
            result.assessment, run.comparison, title="Accuracy", copies_coarse=True
        )
    return UpsampleReport(
        title=f"FineCover: {Path(run.paths.map.output).stem}",
        classes=keys,
        areas=ClassAreas([fine.get(code, 0.0) for code, _, _ in keys], _coarse_area(run, legend)),
        training=_training(run, result),
        accuracy=accuracy,
        trust=trust_summary(result.mapped, result.absences),
        coarse_check=result.coarse_check,
        pictures=_pictures(run, legend),
        provenance=Provenance(
            facts=_facts(run, result), settings=_settings(run, result), versions=versions()
        ),
        command=run.command,
    )


def _training(run: Run, result: UpsampleResult) -> TrainingReport:
    notes = sampling_notes(result.samples.counts, result.samples.legend)
    return training_summary(
        result.training, title="Training", facts={}, notes=notes,
        mapped=result.mapped,
        cautions=expectation_cautions(result.mapped, run.settings.mapping, result.absences),
    )  # fmt: skip


def _facts(run: Run, result: UpsampleResult) -> dict[str, Value]:
    inputs = run.inputs
    return {
        "Images": ", ".join(Path(source.path).name for source in inputs.features.images),
        "Coarse map": Path(inputs.coarse.path).name,
        "Legend": run.rule.legend.name or inputs.choice.kind,
        "Map": Path(run.paths.map.output).name,
        "Weight of the coarse map as prior": result.mapped.prior_weight,
        "Correction for the class shares of the samples": result.mapped.correction,
        "Samples": int(result.samples.row.size),
    }


def _settings(run: Run, result: UpsampleResult) -> dict[str, Value]:
    """Return every setting, with what was chosen in place of what was left open."""
    steps = run.settings
    asked = plain_settings(steps.features, steps.sampling, steps.training, steps.mapping)
    chosen: dict[str, Value] = {
        "MIN_LEAF": result.training.model.settings["min_leaf"],
        "PRIOR_WEIGHT": result.mapped.prior_weight,
        "PRIOR_CORRECTION": result.mapped.correction,
    }
    return {
        name: f"{chosen[name]} (chosen)" if value is None and name in chosen else value
        for name, value in asked.items()
    }


def _coarse_area(run: Run, legend: Legend) -> list[float]:
    """Return the area of each class of the model in the coarse map, under the fine map."""
    rule = run.rule
    total = np.zeros(len(rule.legend))
    with CodeReader(run.map) as fine, NearestCodes(run.inputs.coarse, fine.grid) as coarse:
        for tile in fine.grid.tiles(1024):
            positions = rule.positions(coarse.read(tile))
            keep = (positions >= 0) & (fine.read(tile) != NO_CODE)
            hectares = np.broadcast_to(fine.grid.area_hectares(tile)[:, None], keep.shape)
            total += np.bincount(positions[keep], weights=hectares[keep], minlength=total.size)
    by_code = dict(zip(rule.legend.codes.tolist(), total.tolist()))
    return [by_code.get(code, 0.0) for code in legend.codes.tolist()]


def _pictures(run: Run, legend: Legend) -> list[Picture]:
    grid = thumbnail_grid(describe(run.map).grid)
    pictures = [
        class_picture(run.map, legend=legend, caption="The fine map"),
        coarse_picture(run.inputs.coarse, run.rule, grid=grid, caption="The coarse map there"),
    ]
    if run.paths.map.confidence:
        confidence = RasterSource(run.paths.map.confidence, name="CONFIDENCE")
        pictures.append(percent_picture(confidence, caption="Probability of the mapped class"))
    return pictures
