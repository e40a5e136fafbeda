"""The whole chain, from images and a coarse map to the fine map."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .absence import absence_notes, compare_classes
from .assessment import Assessment, Comparison, assess_map, class_areas
from .classify import MapPaths, MapSettings, MapSummary, classify
from .coarse import CoarseMap, read_coarse
from .features import FeatureInputs, FeatureSettings, FeatureStack
from .grid import Area
from .labels import LabelRule, LegendChoice, choose_rule
from .legend import Legend
from .model import write_model
from .output import write_text
from .pictures import class_picture, coarse_picture, percent_picture, thumbnail_grid
from .progress import Progress, Stage
from .raster import (
    NO_CODE,
    CodeReader,
    NearestCodes,
    RasterSource,
    describe,
    raster_environment,
)
from .report import upsample_report
from .report_data import ClassAreas, Picture, Provenance, UpsampleReport, Value
from .sampling import SampleTable, SamplingSettings, extract_features, sample_coarse_map
from .summaries import (
    accuracy_summary,
    class_keys,
    plain_settings,
    sampling_notes,
    training_summary,
    versions,
)
from .training import TrainingResult, TrainingSet, TrainingSettings, plain_legend, train


@dataclass(frozen=True)
class UpsampleInputs:
    """What goes in.

    Attributes:
        features: images, elevation, ancillary rasters.
        coarse: the coarse map.
        choice: its legend.
        geo: where samples are taken; None = wherever image and coarse map overlap.
        geo_small: what is mapped; None = the whole image.
        reference: fine classes to compare with, or None.
    """

    features: FeatureInputs
    coarse: RasterSource
    choice: LegendChoice = field(default_factory=LegendChoice)
    geo: Area | None = None
    geo_small: Area | None = None
    reference: RasterSource | None = None


@dataclass(frozen=True)
class UpsampleSettings:
    """The settings of every step."""

    features: FeatureSettings = field(default_factory=FeatureSettings)
    sampling: SamplingSettings = field(default_factory=SamplingSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    mapping: MapSettings = field(default_factory=MapSettings)


@dataclass(frozen=True)
class UpsamplePaths:
    """What comes out; None leaves one out."""

    map: MapPaths
    model: str | None = None
    report: str | None = None


@dataclass(frozen=True)
class UpsampleResult:
    """What every step told."""

    features: tuple[str, ...]
    samples: SampleTable
    training: TrainingResult
    mapped: MapSummary
    assessment: Assessment | None
    absences: tuple[str, ...] = ()


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
) -> UpsampleResult:
    """Make a fine map; the same as the steps one by one.

    Raises:
        FineCoverError: with one sentence, when an input, a parameter or the disk does not allow
            it; nothing is left behind then but outputs already complete.
    """
    with raster_environment():
        with _timed("Legend", progress), CodeReader(inputs.coarse) as reader:
            rule = choose_rule(reader, inputs.choice, progress=Stage(progress, 0.0, 0.02))
        stack = FeatureStack(inputs.features, settings.features, progress=progress)
        try:
            result = _run(stack, rule, inputs, paths, settings, progress)
        finally:
            stack.close()
        if paths.report:
            with _timed("Report", progress):
                write_text(paths.report, _report(inputs, paths, settings, rule, result, progress))
    progress.set(1.0)
    return result


def _run(
    stack: FeatureStack,
    rule: LabelRule,
    inputs: UpsampleInputs,
    paths: UpsamplePaths,
    settings: UpsampleSettings,
    progress: Progress,
) -> UpsampleResult:
    progress.message(f"{len(stack.names)} features: {', '.join(stack.names)}.")
    coarse: CoarseMap = read_coarse(inputs.coarse, rule, stack.grid)
    absences = _report_absences(coarse, stack, inputs, progress)
    with _timed("Sampling", progress):
        samples = sample_coarse_map(
            coarse, stack, area=inputs.geo, settings=settings.sampling,
            progress=Stage(progress, 0.02, 0.2),
        )  # fmt: skip
    report_samples(samples, progress)
    with _timed("Features of the samples", progress):
        table = extract_features(
            stack, samples.row, samples.col, progress=Stage(progress, 0.2, 0.3)
        )
    with _timed("Training", progress):
        training = train(
            training_set(samples, table), stack, settings=settings.training,
            progress=Stage(progress, 0.3, 0.55),
        )  # fmt: skip
    with _timed("Mapping", progress):
        mapped = classify(
            training.model, stack, paths.map, area=inputs.geo_small, coarse=coarse,
            settings=settings.mapping, progress=Stage(progress, 0.55, 0.95),
        )  # fmt: skip
    if paths.model:  # not before the map is there: a cancelled run replaces nothing
        write_model(training.model, paths.model)
    assessment = None
    if inputs.reference is not None:
        with _timed("Comparison", progress):
            assessment = assess_map(
                _comparison(inputs, paths, rule), progress=Stage(progress, 0.95, 0.98)
            )
        for note in assessment.notes:
            progress.message(note, warning=True)
    return UpsampleResult(stack.names, samples, training, mapped, assessment, tuple(absences))


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


def report_samples(samples: SampleTable, progress: Progress) -> None:
    """Tell in the log how many samples of each class were drawn."""
    for count in samples.counts:
        name = samples.legend.get(count.code).name
        progress.message(
            f"{name} ({count.code}): {count.drawn} samples of {count.available} pixels, "
            f"{count.candidates} of them away from other classes."
        )
    for note in sampling_notes(samples.counts, samples.legend):
        progress.message(note, warning=True)


def _comparison(inputs: UpsampleInputs, paths: UpsamplePaths, rule: LabelRule) -> Comparison:
    mapped = RasterSource(paths.map.output, crs_wkt=None, name="OUTPUT")
    return Comparison(
        map=mapped,
        reference=inputs.reference,
        baseline=inputs.coarse,
        baseline_rule=rule,
        area=inputs.geo_small,
    )


@contextmanager
def _timed(stage: str, progress: Progress) -> Iterator[None]:
    start = time.monotonic()
    yield
    progress.message(f"{stage}: {time.monotonic() - start:.1f} s.")


def _report(
    inputs: UpsampleInputs,
    paths: UpsamplePaths,
    settings: UpsampleSettings,
    rule: LabelRule,
    result: UpsampleResult,
    progress: Progress,
) -> str:
    legend = result.training.model.class_legend
    keys = class_keys(legend)
    mapped = RasterSource(paths.map.output, name="OUTPUT")
    fine = class_areas(mapped, area=None, progress=progress)
    notes = [*result.absences, *sampling_notes(result.samples.counts, result.samples.legend)]
    training = training_summary(result.training, title="Training", facts={}, notes=notes)
    accuracy = None
    if result.assessment is not None:
        comparison = _comparison(inputs, paths, rule)
        accuracy = accuracy_summary(result.assessment, comparison, title="Accuracy")
    coarse_area = _coarse_area(inputs, rule, legend, mapped)
    return upsample_report(
        UpsampleReport(
            title=f"FineCover: {Path(paths.map.output).stem}",
            classes=keys,
            areas=ClassAreas([fine.get(code, 0.0) for code, _, _ in keys], coarse_area),
            training=training,
            accuracy=accuracy,
            pictures=_pictures(inputs, paths, rule, legend),
            provenance=Provenance(
                facts=_facts(inputs, paths, rule, result),
                settings=plain_settings(
                    settings.features, settings.sampling, settings.training, settings.mapping
                ),
                versions=versions(),
            ),
        )
    )


def _facts(
    inputs: UpsampleInputs, paths: UpsamplePaths, rule: LabelRule, result: UpsampleResult
) -> dict[str, Value]:
    return {
        "Images": ", ".join(Path(source.path).name for source in inputs.features.images),
        "Coarse map": Path(inputs.coarse.path).name,
        "Legend": rule.legend.name or inputs.choice.kind,
        "Map": Path(paths.map.output).name,
        "Weight of the coarse map as prior": result.mapped.prior_weight,
        "Samples": int(result.samples.row.size),
    }


def _coarse_area(
    inputs: UpsampleInputs, rule: LabelRule, legend: Legend, mapped: RasterSource
) -> list[float]:
    """Return the area of each class of the model in the coarse map, under the fine map."""
    total = np.zeros(len(rule.legend))
    with CodeReader(mapped) as fine, NearestCodes(inputs.coarse, fine.grid) as coarse:
        for tile in fine.grid.tiles(1024):
            positions = rule.positions(coarse.read(tile))
            keep = (positions >= 0) & (fine.read(tile) != NO_CODE)
            hectares = np.broadcast_to(fine.grid.area_hectares(tile)[:, None], keep.shape)
            total += np.bincount(positions[keep], weights=hectares[keep], minlength=total.size)
    by_code = dict(zip(rule.legend.codes.tolist(), total.tolist()))
    return [by_code.get(code, 0.0) for code in legend.codes.tolist()]


def _pictures(
    inputs: UpsampleInputs, paths: UpsamplePaths, rule: LabelRule, legend: Legend
) -> list[Picture]:
    mapped = RasterSource(paths.map.output, name="OUTPUT")
    grid = thumbnail_grid(describe(mapped).grid)
    pictures = [
        class_picture(mapped, legend=legend, caption="The fine map"),
        coarse_picture(inputs.coarse, rule, grid=grid, caption="The coarse map there"),
    ]
    if paths.map.confidence:
        confidence = RasterSource(paths.map.confidence, name="CONFIDENCE")
        pictures.append(percent_picture(confidence, caption="Probability of the mapped class"))
    return pictures
