"""The whole chain, from images and a coarse map to the fine map."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np

from .accuracy.assessment import Assessment, assess_map
from .cells.absence import absence_notes, compare_classes
from .cells.coarse import CoarseMap, read_coarse
from .features.features import FeatureInputs, FeatureStack
from .learning.model import write_model
from .learning.sampling import SampleTable, sample_coarse_map, sample_features
from .learning.training import TrainingSet, plain_legend, train
from .legends.labels import choose_rule
from .legends.legend import Legend
from .mapping.input_stamps import InputStamps
from .mapping.mapping import map_and_check
from .mapping.resuming import resumable
from .outputs.claim import claimed
from .outputs.one_file import check_apart
from .outputs.publication import published_together
from .parameter_names import OF_UPSAMPLE, errors_named_here, named_here
from .phrases import counted
from .preflight.classes import check_reference
from .preflight.job import Job
from .preflight.preflight import tell_size
from .progress import Progress, Stage
from .rasters.area import Area
from .rasters.mosaic import check_unit
from .rasters.output import write_text
from .rasters.raster import CodeReader, raster_environment
from .reports.report import upsample_json, upsample_report
from .run_log import (
    Stages,
    report_expectation,
    report_left_out,
    report_run,
    report_samples,
)
from .series.filled_images import filled_images
from .series.series_file import FilledSeries
from .summaries import expectation, expectation_cautions
from .upsample_data import Run, UpsampleInputs, UpsamplePaths, UpsampleResult, UpsampleSettings
from .upsample_summary import upsample_summary

__all__ = [
    "UpsampleInputs",
    "UpsamplePaths",
    "UpsampleResult",
    "UpsampleSettings",
    "cells_in",
    "report_expectation",
    "report_samples",
    "sample_cells",
    "sample_legend",
    "training_set",
    "upsample",
]

_FILLED = 0.3  # of the whole work is done when a series of images is filled


def cells_in(coarse: CoarseMap, area: Area | None) -> CoarseMap:
    """Return the coarse map with the cells that ``area`` touches; those outside must not speak.

    Raises:
        GridError: the polygons lie off the coarse map.
    """
    if area is None:
        return coarse
    mask = area.on(coarse.grid, all_touched=True)
    return coarse.restricted(mask.read(coarse.grid.window))


def sample_cells(samples: SampleTable) -> np.ndarray:
    """Return row and column of each sample's cell in the whole coarse raster, int64 (sample, 2)."""
    return np.column_stack(np.divmod(samples.cell, samples.cell_width))


def training_set(samples: SampleTable, features: np.ndarray) -> TrainingSet:
    """Return samples with their features, as they come back from a sample layer."""
    codes = samples.legend.codes[samples.label]
    legend = sample_legend(samples)
    return TrainingSet(features, codes, None, legend, samples.weights, sample_cells(samples))


def sample_legend(samples: SampleTable) -> Legend:
    """Return the classes that have samples."""
    used = samples.legend.subset(samples.legend.codes[np.unique(samples.label)].tolist())
    return plain_legend(used.codes.tolist(), used.names, used.colors)


def upsample(
    inputs: UpsampleInputs,
    paths: UpsamplePaths,
    *,
    settings: UpsampleSettings,
    progress: Progress,
    command: str = "",
) -> UpsampleResult:
    """Make a fine map; the same as the steps one by one, but that all files appear together.

    The report shows ``command`` as what repeats the run.

    Raises:
        FineCoverError: with one sentence, when an input, a parameter or the disk does not allow
            it, or another run is writing one of the outputs; nothing is left behind then but the
            finished tiles of a long map, see ``resumable``.
    """
    stages = Stages()
    check_apart(_outputs(paths), _read(inputs))
    check_unit(paths.map.output, settings.mapping.min_mapping_unit)
    with (
        raster_environment(), claimed(_outputs(paths)),
        resumable(paths.map.output, progress=progress), published_together(),
    ):  # fmt: skip
        stamps = InputStamps.of(inputs.sources)
        with stages.timed("Legend", progress), CodeReader(inputs.coarse) as reader:
            rule = choose_rule(reader, inputs.choice, progress=Stage(progress, 0.0, 0.02))
        check_reference(inputs.reference, rule)  # not after hours
        run = Run(inputs, paths, settings, rule, command, stamps)
        tell_size(Job.of(inputs, settings, outputs=_folders(paths)), progress)
        with ExitStack() as opened:
            features, filled = _images(opened, inputs, stages, progress)
            stack = FeatureStack(features, settings.features, progress=progress)
            opened.callback(stack.close)
            rest = Stage(progress, _FILLED, 1.0) if filled else progress
            result = replace(_run(stack, run, stages, rest), series=filled)
        if paths.tells:
            with stages.timed("Report", progress):
                _write_report(run, result, progress)
    report_run(result, stages, progress)
    progress.set(1.0)
    return result


def _outputs(paths: UpsamplePaths) -> dict[str, str | None]:
    """Return every file by its parameter."""
    files = {**vars(paths.map), **vars(paths)}
    return {name.upper(): path for name, path in files.items() if name != "map"}


def _read(inputs: UpsampleInputs) -> list[tuple[str, str]]:
    """Return every raster by its parameter."""
    sources = (*inputs.sources, inputs.reference)
    return [(source.name, source.path) for source in sources if source is not None]


def _folders(paths: UpsamplePaths) -> dict[str, str]:
    """Return the folder of each raster that is wanted, by its parameter."""
    rasters = vars(paths.map).items()
    return {name.upper(): str(Path(path).parent) for name, path in rasters if path}


def _images(
    opened: ExitStack, inputs: UpsampleInputs, stages: Stages, progress: Progress
) -> tuple[FeatureInputs, FilledSeries | None]:
    """Return what features are computed of, after filling the series of images if there is one."""
    if inputs.series is None:
        return inputs.features, None
    with stages.timed("Series", progress):
        filling = filled_images(inputs.series, progress=Stage(progress, 0.02, _FILLED))
        source, filled = opened.enter_context(filling)
    return replace(inputs.features, images=(source,)), filled


def _run(stack: FeatureStack, run: Run, stages: Stages, progress: Progress) -> UpsampleResult:
    inputs, settings = run.inputs, run.settings
    progress.message(f"{counted(len(stack.names), 'feature')}: {', '.join(stack.names)}.")
    coarse: CoarseMap = read_coarse(inputs.coarse, run.rule, stack.grid)
    absences = _report_absences(coarse, stack, inputs, progress)
    with stages.timed("Sampling", progress):
        samples = sample_coarse_map(
            coarse, stack, area=inputs.geo, settings=settings.sampling,
            progress=Stage(progress, 0.02, 0.2),
        )  # fmt: skip
    report_samples(samples, progress)
    with stages.timed("Features of the samples", progress):
        table = sample_features(samples, stack, progress=Stage(progress, 0.2, 0.3))
    with stages.timed("Training", progress):
        training = train(
            training_set(samples, table), stack, settings=settings.training,
            progress=Stage(progress, 0.3, 0.55), coarse=cells_in(coarse, inputs.geo),
            explain=run.paths.tells,
        )  # fmt: skip
    report_left_out(training, progress)
    with stages.timed("Mapping", progress):
        mapped, check = map_and_check(
            training.model, stack, coarse, run, progress=Stage(progress, 0.55, 0.95)
        )
    cautions = expectation_cautions(mapped, settings.mapping, absences)
    report_expectation(expectation(training, mapped=mapped, cautions=cautions), progress)
    progress.set(0.95)
    if run.paths.model:
        write_model(training.model, run.paths.model)
    assessment = _assess(run, stages, progress)
    return UpsampleResult(
        stack.names, samples, training, mapped, check, assessment, tuple(absences)
    )


def _assess(run: Run, stages: Stages, progress: Progress) -> Assessment | None:
    """Compare the map with the reference; None where there is none."""
    if run.inputs.reference is None:
        return None
    with stages.timed("Comparison", progress), errors_named_here(OF_UPSAMPLE):
        assessment = assess_map(run.comparison, progress=Stage(progress, 0.95, 0.98))
    notes = tuple(named_here(note, OF_UPSAMPLE) for note in assessment.notes)
    assessment = replace(assessment, notes=notes)
    for note in assessment.notes:
        progress.message(note, warning=True)
    return assessment


def _report_absences(
    coarse: CoarseMap, stack: FeatureStack, inputs: UpsampleInputs, progress: Progress
) -> list[str]:
    """Tell which classes occur only in GEO or only in GEO_SMALL."""
    if inputs.geo is None and inputs.geo_small is None:
        return []  # one and the same
    cells = compare_classes(
        coarse, stack.grid, geo=inputs.geo, geo_small=inputs.geo_small, progress=progress
    )
    names = (area.name if area else "the image" for area in (inputs.geo, inputs.geo_small))
    notes = absence_notes(cells, *names)
    for note in notes:
        progress.message(note, warning=True)
    return notes


def _write_report(run: Run, result: UpsampleResult, progress: Progress) -> None:
    report = upsample_summary(run, result, progress=progress)
    if run.paths.report:
        write_text(run.paths.report, upsample_report(report))
    if run.paths.metrics:
        figures = json.dumps(upsample_json(report), indent=2, allow_nan=False)
        write_text(run.paths.metrics, figures + "\n")
