"""Compare a map with a reference, and the coarse map and other maps beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProcessingParameterField

from ..core.errors import InputError
from . import declare as d
from .accuracy_inputs import check_points, comparison, crosswalk_table
from .base import FeedbackProgress, FineCoverAlgorithm
from .checked_parameters import FeaturesParameter
from .command_line import command_line
from .figures import accuracy_figures, sample_figures
from .values import Values, translate

if TYPE_CHECKING:
    from ..core.accuracy.report_data import AccuracyReport as Report


class AccuracyReport(FineCoverAlgorithm):
    """Score a map, its baseline and other maps against reference pixels or points."""

    NAME = "accuracyreport"
    OUTPUT_NAMES = ("REPORT", "MATRIX", "TABLE", "METRICS")

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "6 Accuracy report")

    def explanation(self) -> str:
        """Return what the help panel begins with."""
        return translate(
            "FineCover",
            "Compares a map with reference classes, a raster or labelled points on any grid, and "
            "puts a plain nearest-neighbour copy of the coarse map (BASELINE) and any other maps "
            "(MAPS) beside it over the same places: the pixels of MAP where each of them has a "
            "class. The comparison is repeated at the coarser levels of the reference's legend. "
            "In every matrix rows are the map and columns the reference.\n\nPoints drawn by "
            "validationpoints tell their strata, and accuracy and areas are estimated by them. "
            "Where the reference is the coarse map itself or was made from it, the report speaks "
            "of agreement, and estimates no areas.\n\nExample: MAP = the fine map, REFERENCE = a "
            "finer land-cover map, BASELINE = the coarse labels."
            "\n\nExample with points: draw them with validationpoints (MAP = the fine map, "
            "STANDARD_ERROR = 0.02, OUTPUT = points.gpkg), choose a class for each in QGIS, then "
            "give MAP = the fine map, POINTS = points.gpkg, BASELINE = the coarse labels. The "
            "report then estimates overall accuracy with its 95 % interval, whether the map is "
            "better than the baseline, and the area of each class in hectares.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs."""
        for parameter in (
            *_compared(), *_matching(), _area(), _design(), _independent(), *_files()
        ):  # fmt: skip
            self.addParameter(parameter)
        d.numbers(self, accuracy_figures())
        d.numbers(self, sample_figures())

    def check(self, values: Values) -> None:
        """Check that there is one reference, and that everything overlaps."""
        from ..core.accuracy.independence import check_reference
        from ..core.rasters.places import check_places

        if values.given("REFERENCE") == values.given("POINTS"):
            text = translate(
                "FineCover", "Give either REFERENCE (a raster) or POINTS (a layer), and only one."
            )
            raise InputError(text)
        if values.given("POINTS"):
            points = values.source("POINTS")
            check_points(points)
            values.field("FIELD", points, default="class")
        crosswalk_table(values, "CROSSWALK")
        others = [values.optional_raster("REFERENCE"), values.optional_raster("BASELINE")]
        check_reference(values.raster("MAP"), others[0])
        others += values.rasters("MAPS")
        check_places(values.raster("MAP"), rasters=others, areas=[values.area("GEO_SMALL")])

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Compare and write the reports."""
        from ..core.accuracy.accuracy_summary import accuracy_numbers, accuracy_summary, number_line
        from ..core.accuracy.assessment import assess_map
        from ..core.progress import check

        asked = comparison(values)
        paths = {name: values.output(name) for name in self.OUTPUT_NAMES}
        assessment = assess_map(asked, progress=progress, thumbnails=bool(paths["REPORT"]))
        check(progress)  # the last moment to leave every file as it was
        title = translate("FineCover", "FineCover: accuracy of {map}")
        if not assessment.independent:
            title = translate("FineCover", "FineCover: agreement of {map} with its reference")
        title = title.format(map=values.layer("MAP").name())
        summary = accuracy_summary(assessment, asked, title=title, command=command_line(values))
        _write(summary, paths)
        for note in assessment.notes:
            progress.message(note, warning=True)
        numbers = accuracy_numbers(assessment)
        for name, value in numbers.items():
            progress.message(number_line(name, value, of_points=values.given("POINTS")))
        return {**paths, **numbers}


def _write(summary: Report, paths: dict[str, str | None]) -> None:
    from ..core.rasters.output import write_text
    from ..core.reports.export import class_csv, matrices_csv, metrics_json
    from ..core.reports.report import accuracy_report

    texts = {
        "REPORT": lambda: accuracy_report(summary),
        "MATRIX": lambda: matrices_csv(summary),
        "TABLE": lambda: class_csv(summary),
        "METRICS": lambda: json.dumps(metrics_json(summary), indent=2, allow_nan=False) + "\n",
    }
    for name, text in texts.items():
        path = paths[name]
        if path:
            write_text(path, text())


def _compared() -> list:
    return [
        d.raster(
            "MAP",
            translate("FineCover", "Map"),
            translate("FineCover", "The map to judge: a raster of class codes. Any grid."),
        ),
        d.raster(
            "REFERENCE",
            translate("FineCover", "Reference"),
            translate(
                "FineCover",
                "Raster of reference classes, read at the pixels of MAP. Any grid, coordinate "
                "system and legend. Give this or POINTS.",
            ),
            optional=True,
        ),
        *_reference_points(),
        d.raster(
            "BASELINE",
            translate("FineCover", "Baseline"),
            translate(
                "FineCover",
                "What MAP must beat, such as the coarse map it was made from. Any grid, coordinate "
                "system and legend. Default: none.",
            ),
            optional=True,
        ),
        d.rasters(
            "MAPS",
            translate("FineCover", "Other maps"),
            translate(
                "FineCover",
                "Further maps to compare with the same reference over the same places, such as "
                "other products; each is called by its file. Any grid, coordinate system and "
                "legend. Default: none.",
            ),
            optional=True,
        ),
    ]


def _matching() -> list:
    return [
        d.file(
            "CROSSWALK",
            translate("FineCover", "Crosswalk"),
            translate(
                "FineCover",
                "CSV with from and to, codes or class names: from the classes of map and baseline "
                "to the reference's. A column level1 (or level2) in place of to holds classes of "
                "that level of the reference's legend. A column map holds the file name of the "
                "map a row is meant for; rows that name none are for MAP and BASELINE. Labels of "
                "POINTS are classes of the reference, or of that level. Example, three lines: "
                "from,to / 1,311 / 5,Mixed forest. Default: see MATCH.",
            ),
            optional=True,
        ),
        d.choice(
            "MATCH",
            translate("FineCover", "Matching of maps without crosswalk"),
            translate(
                "FineCover",
                "code: equal codes mean the same class. name: equal class names do. auto "
                "(default): by name where names agree and codes do not; by a built-in crosswalk "
                "between two public legends, such as MODIS IGBP and CORINE; else by code.",
            ),
            options=["auto", "code", "name"],
            default="auto",
            advanced=True,
        ),
    ]


def _reference_points() -> list:
    label = translate("FineCover", "Reference points")
    points = FeaturesParameter("POINTS", label, d.POINTS, optional=True)
    label = translate("FineCover", "Class field of the points")
    field = QgsProcessingParameterField("FIELD", label, None, "POINTS", optional=True)
    points_text = translate(
        "FineCover",
        "Labelled points, in place of REFERENCE, such as the layer of validationpoints. Any "
        "coordinate system. Points without a label are left out and counted.",
    )
    text = translate(
        "FineCover",
        "Field of POINTS with the class code or the class name, such as 12 or Croplands. Default: "
        "class.",
    )
    return [d.helped(points, points_text), d.helped(field, text)]


def _area():
    text = translate(
        "FineCover",
        "Polygons inside which is compared. Any coordinate system. Default: wherever all maps and "
        "the reference have a class. Points drawn inside polygons want the same ones.",
    )
    return d.polygons("GEO_SMALL", translate("FineCover", "Area to check (geo_small)"), text)


def _design():
    return d.choice(
        "DESIGN",
        translate("FineCover", "Sampling design of the points"),
        translate(
            "FineCover",
            "For POINTS. auto (default): the strata they carry, as validationpoints writes them, "
            "else simple. simple: points drawn at random over the map. stratified: drawn at random "
            "within each class of the map. poststratified: drawn at random over the map, and "
            "weighted by the area of its classes afterwards.",
        ),
        options=["auto", "simple", "stratified", "poststratified"],
        default="auto",
    )


def _independent():
    return d.boolean(
        "INDEPENDENT",
        translate("FineCover", "The reference is independent of the coarse map"),
        translate(
            "FineCover",
            "No, if the reference is the coarse map or was made from it, such as points sampled "
            "from it: the report then speaks of agreement with the coarse map, and estimates no "
            "areas. Default yes; where the files show that it is not, the report says so itself.",
        ),
        default=True,
    )


def _files() -> list:
    return [
        d.file_output(
            "REPORT", translate("FineCover", "Report"),
            translate("FineCover", "The comparison as one HTML page."), kind=d.HTML,
        ),
        d.file_output(
            "MATRIX", translate("FineCover", "Confusion matrix"),
            translate(
                "FineCover",
                "Pixels or points of MAP by class: rows are the map, columns the reference. User's "
                "and producer's accuracies as shares, 0 to 1. For a sample of points, a second "
                "matrix below it holds shares of the area. Default: not written.",
            ),
            kind=d.CSV, optional=True,
        ),
        d.file_output(
            "TABLE", translate("FineCover", "Table of classes"),
            translate(
                "FineCover",
                "A line for every class in every map at every level of the legend: counts, "
                "accuracies, F1 and IoU as shares, 0 to 1, what MAP gains, and, of points, areas "
                "in hectares. Default: not written.",
            ),
            kind=d.CSV, optional=True,
        ),
        d.file_output(
            "METRICS", translate("FineCover", "Metrics"),
            translate(
                "FineCover", "Every figure, for programs; shares 0 to 1. Default: not written."
            ),
            kind=d.JSON, optional=True,
        ),
    ]  # fmt: skip
