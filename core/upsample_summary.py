"""What the report of a whole run shows: areas and pictures from its maps, figures of its steps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .accuracy.accuracy_summary import accuracy_summary
from .accuracy.assessment import class_areas
from .accuracy.legend_levels import class_keys
from .accuracy.report_data import Provenance, Value
from .legends.legend import Legend
from .outputs.publication import staged
from .passwords import without_secrets
from .progress import Progress
from .rasters.ground_area import pixel_hectares
from .rasters.raster import NO_CODE, CodeReader, NearestCodes, RasterSource, describe
from .reports.pictures import class_picture, coarse_picture, percent_picture, thumbnail_grid
from .reports.run import ClassAreas, Picture, TrainingReport, UpsampleReport
from .series.filled_images import ImageSeries
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
        "Images": _file_names(inputs.features.images),
        **_series_facts(run, result),
        "Coarse map": Path(without_secrets(inputs.coarse.path)).name,
        "Legend": run.rule.legend.name or inputs.choice.kind,
        "Map": Path(run.paths.map.output).name,
        "Weight of the coarse map as prior": result.mapped.prior_weight,
        "Correction for the class shares of the samples": result.mapped.correction,
        "Samples": int(result.samples.row.size),
    }


def _file_names(sources: Sequence[RasterSource]) -> str:
    return ", ".join(Path(without_secrets(source.path)).name for source in sources)


def _series_facts(run: Run, result: UpsampleResult) -> dict[str, Value]:
    """Return what was made of a series of images; nothing where there was none."""
    series, found = run.inputs.series, result.series
    if series is None or found is None:
        return {}
    masks = {"Masks": _file_names(series.inputs.masks)} if series.inputs.masks else {}
    return {
        **masks,
        "Dates observed": f"{len(found.observed)}, {found.observed[0]} to {found.observed[-1]}",
        "Observations of a pixel, mean": round(found.observations, 1),
        "Dates of the filled series": f"{len(found.dates)}, {found.dates[0]} to {found.dates[-1]}",
        "Pixels with every date filled": f"{found.complete} of {found.pixels}",
    }


def _series_settings(series: ImageSeries | None) -> dict[str, Value]:
    if series is None:
        return {}
    filling: dict[str, Value] = {**series.settings.parameters()}
    filling["SERIES_SMOOTHING"] = filling.pop("SMOOTHING")  # beside that of the map
    inputs = series.inputs
    masks: dict[str, Value] = {"MASK_TYPE": inputs.mask_type, "MASK_DILATION": inputs.dilation}
    if inputs.mask_type == "sentinel2_scl":
        masks["SCL_CLASSES"] = ",".join(map(str, inputs.scl_kept))
    return {**filling, **masks}


def _settings(run: Run, result: UpsampleResult) -> dict[str, Value]:
    """Return every setting, with what was chosen in place of what was left open."""
    steps = run.settings
    asked = _series_settings(run.inputs.series)
    asked.update(plain_settings(steps.features, steps.sampling, steps.training, steps.mapping))
    chosen: dict[str, Value] = {
        "MIN_LEAF": result.training.model.settings["min_leaf"],
        "PRIOR_WEIGHT": result.mapped.prior_weight,
        "PRIOR_CORRECTION": result.mapped.correction,
        "LAMBDA": "for each pixel",
    }
    if result.series is not None:
        chosen.update(START=str(result.series.dates[0]), END=str(result.series.dates[-1]))
    return {
        name: f"{chosen[name]} (chosen)" if value is None and name in chosen else value
        for name, value in asked.items()
    }


def _coarse_area(run: Run, legend: Legend) -> list[float]:
    """Return the area of each class of the model in the coarse map, under the fine map."""
    rule = run.rule
    total = np.zeros(len(rule.legend))
    with CodeReader(run.map) as fine, NearestCodes(run.inputs.coarse, fine.grid) as coarse:
        per_row = pixel_hectares(fine.grid, fine.grid.window)
        for tile in fine.grid.tiles(1024):
            positions = rule.positions(coarse.read(tile))
            keep = (positions >= 0) & (fine.read(tile) != NO_CODE)
            hectares = np.broadcast_to(per_row[tile.row : tile.row + tile.height, None], keep.shape)
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
        confidence = RasterSource(str(staged(run.paths.map.confidence)), name="CONFIDENCE")
        pictures.append(percent_picture(confidence, caption="Probability of the mapped class"))
    return pictures
