"""What every algorithm shares: texts, errors, progress and the way from parameters to the core."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsPalettedRasterRenderer,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingParameterNumber,
    QgsProjUtils,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.dependencies import dependency_problem

if TYPE_CHECKING:
    from ..core.grid import Area
    from ..core.legend import Legend
    from ..core.raster import RasterSource

translate = QCoreApplication.translate
WKT = QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED_GDAL
_HELP_URL = "https://github.com/finecover/finecover#readme"


class FineCoverAlgorithm(QgsProcessingAlgorithm):
    """Base of the algorithms; a child says what it is and what ``run`` does.

    Children set NAME and ``OUTPUT_NAMES``, the parameters that name files to be written.
    """

    NAME = ""
    OUTPUT_NAMES: tuple[str, ...] = ("OUTPUT",)

    def createInstance(self) -> FineCoverAlgorithm:
        """Return a fresh copy, as QGIS asks for each run."""
        return type(self)()

    def name(self) -> str:
        """Return the id within the provider; never changes."""
        return self.NAME

    def helpUrl(self) -> str:
        """Return the page with the user guide."""
        return _HELP_URL

    def canExecute(self) -> tuple[bool, str]:
        """Tell whether the needed packages are there, and else how to install them."""
        problem = dependency_problem()
        return not problem, problem

    def checkParameterValues(self, parameters: dict, context: QgsProcessingContext):
        """Find what is wrong before anything runs."""
        problem = dependency_problem() or self._range_problem(parameters, context)
        if problem:
            return False, problem
        fine, text = super().checkParameterValues(parameters, context)
        if not fine:
            return fine, text
        prepare_rasterio()
        from ..core.errors import FineCoverError

        try:
            self.check(Values(self, parameters, context))
        except FineCoverError as error:
            return False, str(error)
        return True, ""

    def check(self, values: Values) -> None:
        """Raise FineCoverError for settings that cannot work; children add theirs."""

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        """Run, and turn the core's errors into what Processing shows."""
        problem = dependency_problem()
        if problem:  # canExecute only greys out the toolbox
            raise QgsProcessingException(problem)
        prepare_rasterio()
        from ..core.errors import Cancelled, FineCoverError
        from ..core.raster import raster_environment

        values = Values(self, parameters, context)
        try:
            self.check(values)
            with raster_environment():
                results = self.run(values, FeedbackProgress(feedback))
        except Cancelled as cancelled:
            feedback.pushInfo(str(cancelled))
            return {}
        except FineCoverError as error:
            raise QgsProcessingException(str(error)) from error
        return {name: value for name, value in results.items() if _is_told(value)}

    def run(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Do the work and return the outputs."""
        raise NotImplementedError

    def _range_problem(self, parameters: dict, context: QgsProcessingContext) -> str:
        for definition in self.parameterDefinitions():
            name = definition.name()
            if not isinstance(definition, QgsProcessingParameterNumber) or name not in parameters:
                continue
            if parameters[name] in (None, ""):
                continue
            value = self.parameterAsDouble(parameters, name, context)
            low, high = definition.minimum(), definition.maximum()
            if not low <= value <= high:
                return translate(
                    "FineCover", "{name}: {value:g} is out of range; give a number from {low:g} to {high:g}."
                ).format(name=name, value=value, low=low, high=high)
        return ""


class FeedbackProgress:
    """QGIS feedback as the core's Progress."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        """Wrap ``feedback``."""
        self.feedback = feedback

    def set(self, fraction: float) -> None:
        """Show the share of work done."""
        self.feedback.setProgress(100 * fraction)

    def message(self, text: str, *, warning: bool = False) -> None:
        """Write to the log."""
        if warning:
            self.feedback.pushWarning(text)
        else:
            self.feedback.pushInfo(text)

    def cancelled(self) -> bool:
        """Tell whether the user pressed Cancel."""
        return self.feedback.isCanceled()


class Values:
    """The parameter values of one run, in the core's terms."""

    def __init__(
        self, algorithm: FineCoverAlgorithm, parameters: dict, context: QgsProcessingContext
    ) -> None:
        """Keep what Processing handed over."""
        self.algorithm, self.parameters, self.context = algorithm, parameters, context

    def given(self, name: str) -> bool:
        """Tell whether the user gave a value."""
        return self.parameters.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """Return a string, "" where none is given."""
        return self.algorithm.parameterAsString(self.parameters, name, self.context).strip()

    def number(self, name: str) -> float:
        """Return a number."""
        return self.algorithm.parameterAsDouble(self.parameters, name, self.context)

    def integer(self, name: str) -> int:
        """Return a whole number."""
        return self.algorithm.parameterAsInt(self.parameters, name, self.context)

    def flag(self, name: str) -> bool:
        """Return a yes or no."""
        return self.algorithm.parameterAsBool(self.parameters, name, self.context)

    def choice(self, name: str) -> str:
        """Return the chosen text of an enum."""
        return self.algorithm.parameterAsEnumString(self.parameters, name, self.context)

    def file(self, name: str) -> str:
        """Return the path of an input file, "" where none is given."""
        path = self.algorithm.parameterAsFile(self.parameters, name, self.context)
        if path and not os.path.isfile(path):
            raise QgsProcessingException(
                translate("FineCover", "{name}: the file '{path}' does not exist; choose an existing file.")
                .format(name=name, path=path)
            )
        return path

    def layer(self, name: str) -> QgsRasterLayer | None:
        """Return a raster layer, None where none is given."""
        if not self.given(name):
            return None
        layer = self.algorithm.parameterAsRasterLayer(self.parameters, name, self.context)
        if layer is None or not layer.isValid():
            raise QgsProcessingException(
                self.algorithm.invalidRasterError(self.parameters, name)
            )
        return layer

    def raster(self, name: str, *, band: str = "") -> RasterSource:
        """Return a raster, or one band of it where ``band`` names the parameter that tells."""
        source = self.optional_raster(name, band=band)
        if source is None:
            raise QgsProcessingException(
                self.algorithm.invalidRasterError(self.parameters, name)
            )
        return source

    def optional_raster(self, name: str, *, band: str = "") -> RasterSource | None:
        """Return a raster, or None where none is given."""
        layer = self.layer(name)
        if layer is None:
            return None
        bands = (max(self.integer(band), 1),) if band else None
        return layer_source(layer, name=name, bands=bands)

    def rasters(self, name: str) -> tuple[RasterSource, ...]:
        """Return every raster of a list."""
        if not self.given(name):
            return ()
        layers = self.algorithm.parameterAsLayerList(self.parameters, name, self.context)
        wanted = self.parameters[name]
        if not layers or (isinstance(wanted, (list, tuple)) and len(layers) != len(wanted)):
            raise QgsProcessingException(
                translate("FineCover", "{name}: a raster of the list '{value}' cannot be opened; check the paths.")
                .format(name=name, value=wanted)
            )
        return tuple(layer_source(layer, name=name) for layer in layers)

    def area(self, name: str) -> Area | None:
        """Return polygons, unsaved edits and selections as the user sees them, or None."""
        from ..core.grid import Area

        if not self.given(name):
            return None
        source = self.source(name)
        request = QgsFeatureRequest().setNoAttributes()
        skip = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
        shapes = []
        for feature in source.getFeatures(request, skip):
            geometry = feature.geometry()
            if not geometry.isEmpty():
                shapes.append(json.loads(geometry.asJson(17)))
        wkt = source.sourceCrs().toWkt(WKT)
        if not wkt:
            raise QgsProcessingException(
                translate("FineCover", "{name}: the polygons have no coordinate system; assign one to the layer.")
                .format(name=name)
            )
        return Area(tuple(shapes), wkt, name)

    def source(self, name: str) -> QgsProcessingFeatureSource:
        """Return a vector layer's features."""
        source = self.algorithm.parameterAsSource(self.parameters, name, self.context)
        if source is None:
            raise QgsProcessingException(
                self.algorithm.invalidSourceError(self.parameters, name)
            )
        return source

    def output(self, name: str, *, inputs: tuple[str, ...] = ()) -> str | None:
        """Return the path of a file to write, None where the user wants none."""
        from ..core.output import check_output

        raster = self.algorithm.parameterDefinition(name).type() == "rasterDestination"
        read = (
            self.algorithm.parameterAsOutputLayer
            if raster
            else self.algorithm.parameterAsFileOutput
        )
        path = read(self.parameters, name, self.context)
        return str(check_output(path, inputs=inputs, name=name)) if path else None


def layer_source(
    layer: QgsRasterLayer, *, name: str, bands: tuple[int, ...] | None = None
) -> RasterSource:
    """Return what the core opens for a raster layer.

    Raises:
        QgsProcessingException: the layer is no raster file (a web map, for example).
    """
    from ..core.raster import RasterSource

    if not isinstance(layer, QgsRasterLayer) or layer.providerType() != "gdal":
        raise QgsProcessingException(
            translate("FineCover", "{name}: '{layer}' is not a raster file; save it as GeoTIFF first.")
            .format(name=name, layer=layer.name())
        )
    path = layer.source()
    for suffix in ("|option:", "|credential:"):
        path = path.split(suffix)[0]
    return RasterSource(path, bands, layer.crs().toWkt(WKT) or None, name)


def layer_legend(layer: QgsRasterLayer) -> Legend | None:
    """Return the classes a layer is drawn with in QGIS, None where it has no names of its own."""
    from ..core.errors import LegendError
    from ..core.legend import LandCoverClass, Legend

    renderer = layer.renderer()
    if not isinstance(renderer, QgsPalettedRasterRenderer):
        return None
    entries = [(entry.value, entry.label, entry.color.name()) for entry in renderer.classes()]
    if all(label == f"{value:g}" for value, label, _ in entries):
        return None
    try:
        return Legend(
            tuple(LandCoverClass(int(value), label, color) for value, label, color in entries)
        )
    except LegendError:  # values that are no class codes
        return None


def prepare_rasterio() -> None:
    """Keep a rasterio installed with pip from breaking QGIS's coordinate systems on Linux.

    Such a rasterio points PROJ at its own database, which QGIS's PROJ may be unable to read; the
    database QGIS uses is named before rasterio is first imported.
    """
    if "PROJ_DATA" in os.environ or "PROJ_LIB" in os.environ:
        return
    for folder in QgsProjUtils.searchPaths():
        if (Path(folder) / "proj.db").exists():
            os.environ["PROJ_DATA"] = folder
            return


def _is_told(value: Any) -> bool:
    """Leave out undefined figures: JSON has no NaN."""
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))
