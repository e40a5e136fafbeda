"""From results to what the reports show; no figures are computed here but sums."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import rasterio

from .accuracy.legend_levels import class_keys
from .accuracy.report_data import Provenance, Value
from .cells.cell_noise import NEUTRAL
from .learning.cell_trust import DOUBTED
from .learning.model import Model, software_versions
from .learning.sample_cleaning import cleaning_clause, doubted_samples
from .learning.sampling import ClassCount
from .learning.training import TrainingResult
from .learning.validation import compare_splits
from .legends.legend import Legend
from .mapping.classify import MapSummary
from .mapping.posterior import MapSettings
from .phrases import HARDLY_ANY, counted, error_share, grouped
from .reports.importance_summary import importance_summary
from .reports.run import Expectation, MapTrust, TrainingReport

_MUCH_OUTSIDE = 0.05  # share of the map outside the area of applicability worth a sentence


def versions() -> dict[str, str]:
    """Return the versions a report names."""
    return {
        **software_versions(),
        "rasterio": rasterio.__version__,
        "GDAL": rasterio.__gdal_version__,
    }


def plain_settings(*parts: Any) -> dict[str, Value]:
    """Return the values of settings dataclasses by parameter; nested ones are taken apart."""
    result: dict[str, Value] = {}
    for part in parts:
        for entry in fields(part):
            value = getattr(part, entry.name)
            if is_dataclass(value):
                result.update(plain_settings(value))
            else:
                plain = value is None or isinstance(value, (int, float))
                result[entry.name.upper()] = value if plain else str(value)
    return result


def sampling_notes(counts: Sequence[ClassCount], legend: Legend) -> list[str]:
    """Return a sentence for each class whose samples are few or were taken near its edges."""
    notes = []
    for count in counts:
        name = legend.get(count.code).name
        if count.relaxed:
            which = f"{grouped(count.relaxed)} of the {counted(count.drawn, 'sample')} of {name}"
            if count.drawn == 1:
                which = f"The only sample of {name}"
            notes.append(
                f"{which} {'lies' if count.relaxed == 1 else 'lie'} nearer to other classes than "
                "BUFFER, in cells below PURITY or in cells that HOMOGENEITY leaves out, because "
                "too few others were found."
            )
        if count.drawn < 50:
            drawn = counted(count.drawn, "sample")
            notes.append(f"{name} has only {drawn}; expect it to be mapped poorly.")
    if any(count.candidates < count.available for count in counts):
        notes.append(
            "Samples keep to a part of the pixels (BUFFER, PURITY, HOMOGENEITY), the easier one: "
            "cross-validation, the share of wrong cells and the expected gain tell of that part "
            "only."
        )
    return notes


def coarse_error_rate(result: TrainingResult) -> float:
    """Return the estimated share of coarse cells with a wrong label; NaN where not estimated."""
    if result.cells is None or result.cells.noise == NEUTRAL:
        return math.nan
    return result.error_rate


def expectation(
    result: TrainingResult, *, mapped: MapSummary | None = None, cautions: Sequence[str] = ()
) -> Expectation:
    """Return what training lets one expect of a map.

    Args:
        result: of the training.
        mapped: a map made of it; None = there is none yet.
        cautions: from ``expectation_cautions``.
    """
    cells, size = result.cells, len(result.model.class_legend)
    counts: list[list[int]] = [[], [], []]
    if cells is not None:
        doubted = cells.judged & (cells.trust < DOUBTED)
        parts = (cells.labels, cells.labels[cells.judged], cells.labels[doubted])
        counts = [np.bincount(part, minlength=size).tolist() for part in parts]
    missing = ""
    if result.validation is None:
        missing = (
            f"The map could not be tried out on a degraded coarse map, because {result.untried}."
        )
    return Expectation(
        validation=result.validation,
        missing=missing,
        error_rate=coarse_error_rate(result),
        cells=counts[0], judged=counts[1], doubted=counts[2],
        used=None if mapped is None else (mapped.prior_weight, mapped.correction),
        cleaned=bool(result.model.settings.get("clean", True)),
        left_out=_of_doubted_cells(result),
        surveyed=None if mapped is None else mapped.surveyed > 0,
        coarse_kappa=math.nan if mapped is None else mapped.coarse_kappa,
        cautions=tuple(cautions),
    )  # fmt: skip


def map_expectation(model: Model, mapped: MapSummary) -> Expectation:
    """Return what a model that was read from a file lets one expect of a map made with it."""
    return Expectation(
        validation=model.validation,
        used=(mapped.prior_weight, mapped.correction),
        coarse_kappa=mapped.coarse_kappa,
    )


def expectation_cautions(
    mapped: MapSummary, settings: MapSettings, absences: Sequence[str]
) -> list[str]:
    """Return why a map may gain less than is expected.

    Args:
        mapped: the map.
        settings: it was made with.
        absences: classes of the training area that the mapped one lacks, and the reverse.
    """
    found = []
    if absences:
        found.append(
            "What is expected holds where the samples were drawn; where the map is made the coarse "
            "map has other classes, so less may come true there."
        )
    share = mapped.outside_share
    if share is not None and share >= _MUCH_OUTSIDE:
        found.append(
            f"Nothing is known of the {100 * share:.0f} % of the map outside the area of "
            "applicability."
        )
    usual = MapSettings()
    changed = [
        name.upper()
        for name in ("smoothing", "keep_edges", "min_mapping_unit")
        if getattr(settings, name) != getattr(usual, name)
    ]
    if changed:
        found.append(
            f"The gain was tried out for the default {' and '.join(changed)}; what another value "
            "costs or brings is not in it."
        )
    return found


def training_summary(
    result: TrainingResult,
    *,
    title: str,
    facts: Mapping[str, Value],
    notes: Sequence[str] = (),
    mapped: MapSummary | None = None,
    cautions: Sequence[str] = (),
) -> TrainingReport:
    """Return what the report shows; for ``mapped`` and ``cautions`` see ``expectation``."""
    model = result.model
    remarks = list(notes)
    if result.without_data.any():
        lost = int(result.without_data.sum())
        verb = "lies" if lost == 1 else "lie"
        remarks.append(f"{counted(lost, 'sample')} {verb} where a feature has no data.")
    return TrainingReport(
        title=title,
        classes=class_keys(model.class_legend),
        drawn=result.given.tolist(),
        dropped=(result.without_data + result.doubtful).tolist(),
        oob=result.oob,
        block_cv=result.block_cv,
        fold_accuracies=result.fold_accuracies,
        reliability=result.reliability,
        calibration=result.calibration,
        split_note=compare_splits(result.oob, result.block_cv, unlearnt=result.unlearnt),
        **importance_summary(result),
        expectation=expectation(result, mapped=mapped, cautions=cautions),
        provenance=Provenance(
            facts=dict(facts),
            notes=remarks,
            settings={name.upper(): value for name, value in model.settings.items()},
            versions=versions(),
        ),
        cleaning=_cleaning_note(result),
    )


def _of_doubted_cells(result: TrainingResult) -> int | None:
    """Return how many samples of doubted cells cleaning left out; None where it is not known."""
    if result.cells is None:
        return None
    usable = result.kept | np.isfinite(result.trust)
    doubted = doubted_samples(result.cells)
    if np.count_nonzero(usable) != doubted.size:
        return None
    return int(np.count_nonzero(doubted & ~result.kept[usable]))


def _cleaning_note(result: TrainingResult) -> str:
    total, doubted = int(result.doubtful.sum()), _of_doubted_cells(result)
    if not total:
        return ""
    given = int(result.given.sum() - result.without_data.sum())
    if doubted is None:
        left = (
            f"Cleaning left out {grouped(total)} of the {counted(given, 'sample')}: those with a "
            "label that is probably wrong and those in spectral clusters that belong to other "
            "classes"
        )
    else:
        left = cleaning_clause(doubted, total - doubted, given, by_cell=True)
    if math.isnan(result.error_rate):
        return f"{left}."
    carriers = "samples" if result.cells is None else "coarse cells with samples"
    if result.error_rate < HARDLY_ANY:
        return f"{left}. No wrong label was found among the {carriers}."
    share = error_share(result.error_rate)
    return f"{left}. An estimated {share} of the {carriers} carry a wrong label."


def trust_summary(mapped: MapSummary, absences: Sequence[str] = ()) -> MapTrust:
    """Return what a report shows of a map's confidence.

    Args:
        mapped: of the map.
        absences: sentences about classes that occur in one area only.
    """
    histogram = mapped.confidence_histogram
    # steps of ten whole percents; 100 belongs to the last one
    steps = np.add.reduceat(histogram, np.arange(0, 100, 10)) / histogram.sum()
    outside = mapped.outside
    share = mapped.outside_share
    return MapTrust(
        mean_confidence=mapped.mean_confidence,
        class_confidence=mapped.class_confidence.tolist(),
        class_pixels=mapped.confidence_counts.sum(axis=1).tolist(),
        histogram=steps.tolist(),
        outside="" if outside is None else outside.sentence(),
        outside_share=math.nan if share is None else share,
        class_outside=() if outside is None else outside.shares.tolist(),
        surveyed=mapped.surveyed,
        doubted=mapped.doubted,
        absences=tuple(absences),
        temperature=mapped.temperature,
    )


def gain_numbers(expected: Expectation) -> dict[str, float]:
    """Return the expected gain under its Processing output names, if there is one."""
    found = expected.gain
    if found is None:
        return {}
    return {"EXPECTED_GAIN": found[0], "EXPECTED_GAIN_SPREAD": found[1]}


def training_numbers(
    result: TrainingResult, *, mapped: MapSummary | None = None
) -> dict[str, float]:
    """Return the training's figures under their Processing output names; see ``expectation``."""
    numbers = {}
    if result.oob is not None:
        numbers["OOB_ACCURACY"] = result.oob.overall
        numbers["OOB_KAPPA"] = result.oob.kappa
    if result.block_cv is not None:
        numbers["BLOCK_CV_ACCURACY"] = result.block_cv.overall
        numbers["BLOCK_CV_KAPPA"] = result.block_cv.kappa
    if result.validation is not None:
        numbers.update(gain_numbers(expectation(result, mapped=mapped)))
        numbers["PRIOR_WEIGHT_CHOSEN"] = result.validation.weight
    rate = coarse_error_rate(result)
    if not math.isnan(rate):
        numbers["COARSE_ERROR_RATE"] = rate
    return numbers
