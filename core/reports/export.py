"""The numbers of a whole run for other programs: JSON at full precision."""

from __future__ import annotations

from .accuracy_export import class_csv, matrices_csv, matrix_csv, metrics_json
from .consistency import consistency_json
from .figures_export import SCHEMA_VERSION, finite, plain
from .run import Expectation, MapTrust, TrainingReport, UpsampleReport

__all__ = ["class_csv", "matrices_csv", "matrix_csv", "metrics_json", "upsample_json"]


def upsample_json(report: UpsampleReport) -> dict[str, object]:
    """The figures of a whole run as plain JSON values; what was not found out is None.

    Shares are 0..1, confidence is percent; lists per class follow ``classes``.
    """
    training, check = report.training, report.coarse_check
    expected = None if training is None else training.expectation
    consistency = None if check is None else check.consistency
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "upsample",
        "title": report.title,
        "classes": [dict(zip(("code", "name", "color"), key)) for key in report.classes],
        "area_unit": report.areas.unit,
        "area_fine": list(report.areas.fine),
        "area_coarse": list(report.areas.coarse),
        "expectation": None if expected is None else _expectation(expected),
        "importance": None if training is None else _importance(training),
        "trust": None if report.trust is None else _trust(report.trust),
        "coarse_consistency": None if consistency is None else consistency_json(consistency),
        "accuracy": None if report.accuracy is None else metrics_json(report.accuracy),
        "used": plain(report.provenance.facts),
        "settings": plain(report.provenance.settings),
        "versions": dict(report.provenance.versions),
        "command": report.command,
    }


def _expectation(expected: Expectation) -> dict[str, object]:
    found, foretold = expected.validation, expected.gain
    return {
        "validation": None if found is None else found.to_json(),
        "missing": expected.missing or None,
        "coarse_error_rate": finite(expected.error_rate),
        "cells_with_samples": list(expected.cells),
        "cells_judged": list(expected.judged),
        "cells_doubted": list(expected.doubted),
        "gain": None if foretold is None else finite(foretold[0]),
        "gain_spread": None if foretold is None else finite(foretold[1]),
        "coarse_kappa": finite(expected.coarse_kappa),
        "cautions": list(expected.cautions),
        "prior_weight_used": None if expected.used is None else expected.used[0],
        "prior_correction_used": None if expected.used is None else expected.used[1],
    }


def _importance(training: TrainingReport) -> dict[str, object]:
    spreads = training.importance_spread or [float("nan")] * len(training.importance)
    return {
        "kind": training.importance_kind,
        "features": [
            {"name": name, "value": finite(value), "spread": finite(spread)}
            for (name, value), spread in zip(training.importance, spreads)
        ],
    }


def _trust(trust: MapTrust) -> dict[str, object]:
    return {
        "mean_confidence": finite(trust.mean_confidence),
        "confidence_histogram": list(trust.histogram),
        "class_pixels": list(trust.class_pixels),
        "class_confidence": [finite(one) for one in trust.class_confidence],
        "outside_applicability_share": finite(trust.outside_share),
        "class_outside_applicability_share": [finite(one) for one in trust.class_outside],
        "cells_surveyed": trust.surveyed,
        "cells_doubted": trust.doubted,
        "absences": list(trust.absences),
    }
