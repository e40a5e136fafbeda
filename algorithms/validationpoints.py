"""Draw points to check a map with, ready to be labelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterString,
)

from ..gui.label_form import PointsToLabel
from ..gui.styling import LabelForm
from . import declare as d
from . import method_parameters as m
from .base import FeedbackProgress, FineCoverAlgorithm
from .checks import destination
from .command_line import command_line
from .label_layer import check_format, check_nothing_lost, store_form, table_in_file
from .layer_output import made_aside
from .sample_layer import DOUBLE, INT, LONG, TEXT, write_points
from .values import Values, layer_legend, translate

if TYPE_CHECKING:
    from ..core.accuracy.validation_plan import PointSettings
    from ..core.accuracy.validation_points import ValidationPoints as Points

FIELDS = (
    ("id", INT),
    ("class", INT),
    ("map_class", INT),
    ("stratum", INT),
    ("stratum_name", TEXT),
    ("stratum_pixels", LONG),
    ("stratum_ha", DOUBLE),
    ("weight", DOUBLE),
)


class ValidationPoints(FineCoverAlgorithm):
    """Draw a probability sample of a map's pixels, for somebody to say what is there."""

    NAME = "validationpoints"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "Draw validation points")

    def explanation(self) -> str:
        """Return what the help panel begins with."""
        return translate(
            "FineCover",
            "Draws random pixels of a map, so many that its overall accuracy will be known with "
            "the standard error you ask for though rare classes get points as well: never fewer "
            "than overall accuracy alone takes (Olofsson et al. 2014, eq. 13), and the log says "
            "both numbers. The points come in random order with an empty field class: open the "
            "layer in QGIS, look at each pixel's outline over a better image, and choose the class "
            "you see in the form, or 'cannot tell' rather than guess: the report counts such "
            "points apart. What the map says is hidden, so that it does not lead you. Then give "
            "the layer to the accuracy report as POINTS."
            "\n\nExample: MAP = the fine map, EXPECTED_ACCURACY = 0.9;13=0.6, "
            "STANDARD_ERROR = 0.02.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs."""
        text = translate("FineCover", "The map to check: a raster of class codes. Any grid.")
        self.addParameter(d.raster("MAP", translate("FineCover", "Map"), text))
        text = translate(
            "FineCover",
            "Polygons inside which points are drawn. Any coordinate system. Default: the whole "
            "map. Give the accuracy report the same ones.",
        )
        label = translate("FineCover", "Area to check (geo_small)")
        self.addParameter(d.polygons("GEO_SMALL", label, text))
        for parameter in (*_size(), *_sharing(), m.seed()):
            self.addParameter(parameter)
        sink = QgsProcessingParameterFeatureSink(
            "OUTPUT",
            translate("FineCover", "Validation points"),
            QgsProcessing.SourceType.TypeVectorPoint,
        )
        text = translate(
            "FineCover",
            "Points at pixel centres with id, class (empty; -1 = cannot tell), map_class, stratum, "
            "stratum_name, stratum_pixels, stratum_ha, and weight (share of the whole area a point "
            "stands for). A GeoPackage keeps the form, and in the layer's metadata settings, seed "
            "and command; beside GeoJSON and FlatGeobuf a .qml and a .qmd are written; other kinds "
            "of file are not possible.",
        )
        self.addParameter(d.helped(sink, text))
        d.numbers(self, _figures())

    def check(self, values: Values) -> None:
        """Check the settings, the file to write and that the polygons lie on the map."""
        from ..core.rasters.places import check_places

        _settings(values)
        path = destination(self.parameterDefinition("OUTPUT"), values)
        check_format(path)
        check_nothing_lost(path or table_in_file(values.parameters.get("OUTPUT")))
        check_places(values.raster("MAP"), areas=[values.area("GEO_SMALL")])

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Draw and write the points."""
        from ..core.accuracy.point_record import point_record
        from ..core.accuracy.validation_points import draw_validation_points
        from ..core.progress import check
        from ..core.summaries import class_keys

        source, area, settings = values.raster("MAP"), values.area("GEO_SMALL"), _settings(values)
        points = draw_validation_points(
            source,
            area=area,
            settings=settings,
            shown=layer_legend(values.layer("MAP")),
            progress=progress,
        )
        check(progress)  # the last moment to leave every file as it was
        t = points.grid.transform
        form = PointsToLabel(class_keys(points.legend), ((t.a, t.d), (t.b, t.e)))
        again = command_line(values, every=True)
        record = point_record(points, settings, source, area=area, command=again)
        with made_aside(values, "OUTPUT") as layer:
            output = _write(points, layer.values)
            store_form(output, form, record, context=values.context, progress=progress)
        output = layer.final(output)
        LabelForm.attach(values.context, output, form)
        return {
            "OUTPUT": output,
            "POINT_COUNT": int(points.drawn.row.size),
            "CLASS_COUNT": len(points.classes),
            "REQUIRED_POINTS": points.required,
            "EXPECTED_STANDARD_ERROR": points.expected_error,
        }


def _size() -> list:
    expected = QgsProcessingParameterString(
        "EXPECTED_ACCURACY", translate("FineCover", "Expected accuracy"), "0.8"
    )
    text = translate(
        "FineCover",
        "User's accuracy you expect, as a share: the part of a class's pixels on the map that is "
        "right. One number for all classes, or one per class code, such as 12=0.8;13=0.6; a number "
        "without a code is for the other classes, such as 0.9;13=0.6. Default 0.8.",
    )
    return [
        d.helped(expected, text),
        d.decimal(
            "STANDARD_ERROR",
            translate("FineCover", "Standard error of overall accuracy"),
            translate(
                "FineCover",
                "The standard error that the estimate of overall accuracy is to have, as a share: "
                "with 0.02 the 95 % interval is 0.04 wide on either side. Half of it takes four "
                "times as many points. Default 0.02.",
            ),
            default=0.02, low=0.0005, high=0.25,
        ),
        d.integer(
            "TOTAL",
            translate("FineCover", "Points in all"),
            translate(
                "FineCover",
                "How many points you can label, in place of STANDARD_ERROR: so many are drawn, or "
                "all pixels if the map has fewer. Default: as many as reach STANDARD_ERROR, shared "
                "out by ALLOCATION and MIN_PER_CLASS.",
            ),
            default=None, low=2, high=1_000_000,
        ),
    ]  # fmt: skip


def _sharing() -> list:
    return [
        d.integer(
            "MIN_PER_CLASS",
            translate("FineCover", "Fewest points of a class"),
            translate(
                "FineCover",
                "For compromise and neyman: what each class of the map gets at least. A class with "
                "fewer pixels gets all of them; where TOTAL is too small for that, each gets as "
                "many as it allows. Default 50.",
            ),
            default=50, low=0, high=100_000,
        ),
        d.choice(
            "ALLOCATION",
            translate("FineCover", "Allocation"),
            translate(
                "FineCover",
                "Points per class of the map. compromise (default): MIN_PER_CLASS to the rare "
                "ones, the rest by area. proportional: by area. equal: the same for all, best for "
                "user's accuracies. neyman: as compromise, but by area and expected doubt, best "
                "for overall accuracy. Two at least in any case that TOTAL allows.",
            ),
            options=["compromise", "proportional", "equal", "neyman"],
            default="compromise", advanced=True,
        ),
        d.choice(
            "DESIGN",
            translate("FineCover", "Sampling design"),
            translate(
                "FineCover",
                "stratified (default): so many points in each class of the map. simple: anywhere "
                "on the map, whatever the class, so that the points can check other maps as well.",
            ),
            options=["stratified", "simple"],
            default="stratified", advanced=True,
        ),
    ]  # fmt: skip


def _figures() -> dict[str, str]:
    return {
        "POINT_COUNT": translate("FineCover", "Number of points"),
        "CLASS_COUNT": translate("FineCover", "Classes that occur"),
        "REQUIRED_POINTS": translate(
            "FineCover", "Points that STANDARD_ERROR takes at best (eq. 13)"
        ),
        "EXPECTED_STANDARD_ERROR": translate(
            "FineCover", "Standard error of overall accuracy to expect"
        ),
    }


def _settings(values: Values) -> PointSettings:
    from ..core.accuracy.expected_accuracy import ExpectedAccuracy
    from ..core.accuracy.validation_plan import PointSettings

    return PointSettings(
        expected=ExpectedAccuracy.parse(values.text("EXPECTED_ACCURACY")),
        standard_error=values.number("STANDARD_ERROR"),
        total=values.integer("TOTAL") if values.given("TOTAL") else None,
        min_per_class=values.integer("MIN_PER_CLASS"),
        allocation=values.choice("ALLOCATION"),
        design=values.choice("DESIGN"),
        seed=values.integer("SEED"),
    )


def _write(points: Points, values: Values) -> str:
    drawn, weights = points.drawn, points.weights.tolist()
    strata = [
        (one.code, one.name, one.pixels, one.hectares, weight)
        for one, weight in zip(points.strata, weights)
    ]
    pairs = zip(drawn.code.tolist(), drawn.group.tolist())
    rows = ((at, None, code, *strata[group]) for at, (code, group) in enumerate(pairs, start=1))
    places = points.grid.xy(drawn.row + 0.5, drawn.col + 0.5)
    return write_points(values, "OUTPUT", fields=FIELDS, places=places, rows=rows, crs_of="MAP")
