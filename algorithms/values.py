"""The way from what Processing hands over to the core's terms."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import InputError, InputErrors
from ..core.passwords import without_secrets
from ..core.rasters.network import is_remote
from ..core.rasters.not_opened import short_name, unreachable
from .found_layers import FoundFeatures, FoundLayers, evaluated
from .found_raster import FoundRaster

if TYPE_CHECKING:
    from ..core.legends.legend import Legend
    from ..core.rasters.area import Area
    from ..core.rasters.raster import RasterSource

translate = QCoreApplication.translate
WKT = QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED_GDAL


class Values:
    """The parameter values of one run, in the core's terms.

    Its methods raise InputError where a value cannot be used.
    """

    def __init__(
        self,
        algorithm: QgsProcessingAlgorithm,
        parameters: dict,
        context: QgsProcessingContext,
        *,
        found: FoundLayers | None = None,
    ) -> None:
        """Keep what Processing handed over.

        Args:
            algorithm: whose parameters they are.
            parameters: their values by name.
            context: of the thread that reads them.
            found: their layers; those the algorithm was prepared with where None, and where it was
                not, layers are looked up when asked for, which only the main thread may do.
        """
        self.algorithm, self.parameters, self.context = algorithm, parameters, context
        found = getattr(algorithm, "found", None) if found is None else found
        self.found = FoundLayers(context) if found is None else found

    def given(self, name: str) -> bool:
        """Tell whether the user gave a value."""
        return self.parameters.get(name) not in (None, "", [])

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
            text = translate(
                "FineCover", "{name}: the file '{path}' does not exist; choose an existing file."
            )
            raise InputError(text.format(name=name, path=path))
        return path

    def layer(self, name: str) -> FoundRaster | None:
        """Return a raster layer, None where none is given."""
        if not self.given(name):
            return None
        found = self.found.rasters(self.parameters[name], self.context)
        layer = found[0][1] if found else None
        if layer is None or not layer.usable:
            raise InputError(_not_opened(name, found[0][0] if found else ""))
        return layer

    def raster(self, name: str, *, band: str = "") -> RasterSource:
        """Return a raster, or one band of it where ``band`` names the parameter that tells."""
        source = self.optional_raster(name, band=band)
        if source is None:
            raise InputError(self.algorithm.invalidRasterError(self.parameters, name))
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
        given = self.found.rasters(self.parameters[name], self.context)
        bad = [value for value, layer in given if layer is None]
        if bad:
            raise InputErrors(_not_opened(name, value) for value in bad)
        return tuple(layer_source(layer, name=name) for _, layer in given)

    def layers(self, name: str) -> list[FoundRaster]:
        """Return what can be opened of one raster or of a list."""
        found = self.found.rasters(self.parameters[name], self.context)
        return [layer for _, layer in found if layer is not None]

    def area(self, name: str) -> Area | None:
        """Return polygons, unsaved edits and selections as the user sees them, or None."""
        if not self.given(name):
            return None
        source = self.source(name)
        shapes = source.shapes()
        wkt = source.sourceCrs().toWkt(WKT)
        if shapes and not wkt:  # an empty layer is told as such
            text = translate(
                "FineCover",
                "{name}: the polygons have no coordinate system; assign one to the layer.",
            )
            raise InputError(text.format(name=name))
        return source.area(name, wkt)

    def source(self, name: str) -> FoundFeatures:
        """Return a vector layer's features."""
        from ..core.vectors.opening import check_index, check_vector

        given = self.given(name)
        source = self.found.features(self.parameters[name], self.context) if given else None
        value = evaluated(self.parameters.get(name), self.context)
        if source is None and isinstance(value, str) and given:
            check_vector(value, name=name)  # which says why not
            check_index(value, name=name)
            text = translate(
                "FineCover",
                "{name}: '{value}' cannot be opened as a vector layer; check path and file.",
            )
            raise InputError(text.format(name=name, value=_shown(value)))
        if source is None:
            raise InputError(self.algorithm.invalidSourceError(self.parameters, name))
        return source

    def field(self, name: str, source: FoundFeatures, *, default: str) -> str:
        """Return the name of a field that ``source`` has."""
        field = self.text(name) or default
        names = source.fields().names()
        if not names:
            text = translate(
                "FineCover", "{name}: '{layer}' has no fields; give points that tell their classes."
            )
            raise InputError(text.format(name=name, layer=source.sourceName()))
        if field not in names:
            text = translate(
                "FineCover", "{name}: the points have no field '{field}'; choose one of {names}."
            )
            raise InputError(text.format(name=name, field=field, names=", ".join(names)))
        return field

    def output(self, name: str) -> str | None:
        """Return the path of a file to write, None where the user wants none."""
        if self._left_out(name):
            return None
        raster = self.algorithm.parameterDefinition(name).type() == "rasterDestination"
        read = (
            self.algorithm.parameterAsOutputLayer
            if raster
            else self.algorithm.parameterAsFileOutput
        )
        return read(self.parameters, name, self.context) or None

    def _left_out(self, name: str) -> bool:
        """Tell whether an output's definition names no file, as batch leaves optional ones out.

        Processing would wait for a layer of that name in the end, and tell it is missing.
        """
        value = self.parameters.get(name)
        if not isinstance(value, QgsProcessingOutputLayerDefinition):
            return False
        optional = QgsProcessingParameterDefinition.Flag.FlagOptional
        if not self.algorithm.parameterDefinition(name).flags() & optional:
            return False
        return not value.sink.valueAsString(self.context.expressionContext(), "")[0]


def _not_opened(name: str, value: str) -> str:
    if is_remote(value):
        return str(unreachable(f"{name} '{short_name(value)}'", value))
    text = translate(
        "FineCover", "{name}: '{value}' cannot be opened as a raster; check the path and the file."
    )
    return text.format(name=name, value=_shown(value))


def _shown(value: str) -> str:
    """Return the end of a path, as much as a sentence bears, printable and without secrets."""
    plain = without_secrets(value)
    shown = "".join(letter if letter.isprintable() else "?" for letter in plain)
    return shown if len(shown) < 250 else f"...{shown[-240:]}"


def layer_source(
    layer: FoundRaster, *, name: str, bands: tuple[int, ...] | None = None
) -> RasterSource:
    """Return what the core opens for a raster layer.

    Raises:
        InputError: the layer is no raster file (a web map, for example).
    """
    from ..core.rasters.raster import RasterSource

    if not layer.in_file:
        text = translate(
            "FineCover", "{name}: '{layer}' is not a raster file; save it as GeoTIFF first."
        )
        raise InputError(text.format(name=name, layer=layer.name()))
    return RasterSource(layer_path(layer), bands, layer.crs().toWkt(WKT) or None, name)


def layer_path(layer: FoundRaster | FoundFeatures) -> str:
    """Return the file, or the GDAL name, a layer is read from."""
    return layer.source().split("|")[0]


def layer_legend(layer: FoundRaster) -> Legend | None:
    """Return the classes a layer is drawn with in QGIS, None where it has no names of its own."""
    return layer.shown
