"""Compare a map with a reference, and the coarse map beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsFeatureRequest,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
)

from ..core.errors import InputError
from . import declare as d
from . import parameters as p
from .base import FeedbackProgress, FineCoverAlgorithm
from .figures import accuracy_figures
from .settings import crosswalk
from .values import WKT, Values, translate

if TYPE_CHECKING:
    from ..core.assessment import Comparison, ReferencePoints


class AccuracyReport(FineCoverAlgorithm):
    """Score a map, and its baseline, against reference pixels or points."""

    NAME = "accuracyreport"
    OUTPUT_NAMES = ("REPORT", "MATRIX", "METRICS")

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "6 Accuracy report")

    def shortHelpString(self) -> str:
        """Return what the help panel shows."""
        return translate(
            "FineCover",
            "Compares a map with reference classes, a raster or labelled points on any grid, and "
            "puts a plain nearest-neighbour copy of the coarse map (BASELINE) beside it over the "
            "same places. In every matrix rows are the map and columns the reference.\n\nExample: "
            "MAP = the fine map, REFERENCE = a finer land-cover map, BASELINE = the coarse labels.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs."""
        for parameter in (*_compared(), p.geo_small(), _design(), *_files()):
            self.addParameter(parameter)
        d.numbers(self, accuracy_figures())

    def check(self, values: Values) -> None:
        """Check that there is one reference, and that everything overlaps."""
        from ..core.places import check_places

        if values.given("REFERENCE") == values.given("POINTS"):
            text = translate(
                "FineCover", "Give either REFERENCE (a raster) or POINTS (a layer), and only one."
            )
            raise InputError(text)
        if values.given("POINTS"):
            values.field("FIELD", values.source("POINTS"), default="class")
        crosswalk(values)
        others = [values.optional_raster("REFERENCE"), values.optional_raster("BASELINE")]
        check_places(values.raster("MAP"), rasters=others, areas=[values.area("GEO_SMALL")])

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Compare and write the reports."""
        from ..core.assessment import assess_map
        from ..core.output import write_text
        from ..core.progress import check
        from ..core.report import accuracy_report, matrix_csv, metrics_json
        from ..core.accuracy_summary import accuracy_numbers, accuracy_summary
        from ..core.legend_levels import class_keys

        comparison = _comparison(values)
        paths = {name: values.output(name) for name in self.OUTPUT_NAMES}
        assessment = assess_map(comparison, progress=progress)
        check(progress)  # the last moment to leave every file as it was
        title = translate("FineCover", "FineCover: accuracy of {map}")
        title = title.format(map=values.layer("MAP").name())
        summary = accuracy_summary(assessment, comparison, title=title)
        if paths["REPORT"]:
            write_text(paths["REPORT"], accuracy_report(summary))
        if paths["MATRIX"]:
            table = matrix_csv(class_keys(assessment.legend), assessment.result)
            write_text(paths["MATRIX"], table)
        if paths["METRICS"]:
            metrics = json.dumps(metrics_json(summary), indent=2, allow_nan=False)
            write_text(paths["METRICS"], metrics + "\n")
        for note in assessment.notes:
            progress.message(note, warning=True)
        numbers = accuracy_numbers(assessment)
        for name, value in numbers.items():
            progress.message(f"{name}: {value:.4f}")
        return {**paths, **numbers}


def _compared() -> list:
    return [
        d.raster("MAP", translate("FineCover", "Map"), translate("FineCover", "The map to judge.")),
        d.raster(
            "REFERENCE",
            translate("FineCover", "Reference"),
            translate("FineCover", "Reference classes. Any grid and coordinate system."),
            optional=True,
        ),
        *_reference_points(),
        d.raster(
            "BASELINE",
            translate("FineCover", "Baseline"),
            translate("FineCover", "The coarse map, or another map to beat. Any grid."),
            optional=True,
        ),
        d.file(
            "CROSSWALK",
            translate("FineCover", "Crosswalk"),
            translate(
                "FineCover",
                "CSV with from and to: from the codes of map and baseline to the reference's.",
            ),
            optional=True,
        ),
    ]


def _reference_points() -> list:
    label = translate("FineCover", "Reference points")
    points = QgsProcessingParameterFeatureSource("POINTS", label, d.POINTS, optional=True)
    label = translate("FineCover", "Class field of the points")
    field = QgsProcessingParameterField("FIELD", label, None, "POINTS", optional=True)
    text = translate("FineCover", "Field with the class code or the class name. Default: class.")
    return [
        d.helped(points, translate("FineCover", "Labelled points, in place of REFERENCE.")),
        d.helped(field, text),
    ]


def _design():
    return d.choice(
        "DESIGN",
        translate("FineCover", "Sampling design of the points"),
        translate(
            "FineCover",
            "simple: points drawn at random over the map. stratified: drawn at random within each "
            "class of the map. Default simple.",
        ),
        options=["simple", "stratified"],
        default="simple",
    )


def _files() -> list:
    return [
        d.file_output(
            "REPORT", translate("FineCover", "Report"),
            translate("FineCover", "The comparison as one HTML page."), kind=d.HTML,
        ),
        d.file_output(
            "MATRIX", translate("FineCover", "Confusion matrix"),
            translate("FineCover", "Rows are the map, columns the reference."),
            kind="CSV files (*.csv)", optional=True,
        ),
        d.file_output(
            "METRICS", translate("FineCover", "Metrics"),
            translate("FineCover", "Every figure, for programs."),
            kind=d.JSON, optional=True,
        ),
    ]  # fmt: skip


def _comparison(values: Values) -> Comparison:
    from ..core.assessment import Comparison

    return Comparison(
        map=values.raster("MAP"),
        reference=values.optional_raster("REFERENCE"),
        points=_points(values) if values.given("POINTS") else None,
        baseline=values.optional_raster("BASELINE"),
        crosswalk=crosswalk(values),
        area=values.area("GEO_SMALL"),
        design=values.choice("DESIGN"),
    )


def _points(values: Values) -> ReferencePoints:
    import numpy as np

    from ..core.assessment import ReferencePoints

    source = values.source("POINTS")
    field = values.field("FIELD", source, default="class")
    places, classes = [], []
    for feature in source.getFeatures(QgsFeatureRequest()):
        if not feature.geometry().isEmpty():
            point = next(feature.geometry().vertices())
            places.append((point.x(), point.y()))
            classes.append(plain_value(feature[field]))
    if not places:
        raise InputError(translate("FineCover", "POINTS holds no point; label some first."))
    x, y = np.array(places, np.float64).T
    return ReferencePoints(x, y, classes, source.sourceCrs().toWkt(WKT))


def plain_value(value: object) -> object:
    """Return an attribute as Python has it; None for NULL."""
    return None if value is None or str(value) == "NULL" else value
