"""The layers a run is given, looked up once and kept as they were then.

A run in another thread must not ask the project for them: QGIS 3.22 would throw away what the
project knows of itself while the main thread reads it. Nor must it hold the layers, which may be
removed from the project at any time.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsExpressionContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsFields,
    QgsGeometry,
    QgsMapLayer,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProperty,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
    QgsWkbTypes,
)

from .found_raster import FoundRaster
from .offline import is_refused, offline, unwritten

if TYPE_CHECKING:
    from ..core.rasters.area import Area

_RASTERS = ("raster", "multilayer")
_FEATURES = ("source", "vector")
LAYER_TYPES = (*_RASTERS, *_FEATURES)


class FoundFeatures:
    """The features of a vector layer, unsaved edits and the selection as they were when found.

    Its methods are those of QgsProcessingFeatureSource. It is made in the thread of the layer, read
    in any, and outlives the layer.
    """

    def __init__(
        self, layer: QgsVectorLayer, wanted: Any, context: QgsProcessingContext, *, alone: bool
    ) -> None:
        """Keep a layer as it is, or the part of it that a definition of Processing tells.

        ``alone``: it is a file, which is opened without the network; else the user's own layer.
        """
        self._alone = alone
        self._source = QgsVectorLayerFeatureSource(layer)
        self._name, self._path = layer.name(), layer.source()
        self._provider = layer.providerType()
        self._fields, self._kind = QgsFields(layer.fields()), layer.wkbType()
        self._crs = QgsCoordinateReferenceSystem(layer.crs())
        if not (self._crs.isValid() or layer.isSpatial()):  # QGIS takes collections for a table
            self._crs = layer.dataProvider().crs()
        self._selected: frozenset[int] | None = None
        self._limit, self._filter = -1, ""
        self._shapes: tuple[dict, ...] | None = None
        self._areas: dict[tuple[str, str], Area] = {}
        if isinstance(wanted, QgsProcessingFeatureSourceDefinition):
            if wanted.selectedFeaturesOnly:
                self._selected = frozenset(layer.selectedFeatureIds())
            self._limit = wanted.featureLimit
            self._filter = getattr(wanted, "filterExpression", "")  # QGIS 3.32
        self._expressions = QgsExpressionContext(context.expressionContext())
        self._expressions.appendScope(layer.createExpressionContextScope())

    def getFeatures(self, request: QgsFeatureRequest | None = None) -> Iterator[QgsFeature]:
        """Yield the features."""
        request = QgsFeatureRequest() if request is None else QgsFeatureRequest(request)
        if self._filter:
            request.combineFilterExpression(self._filter)
            request.setExpressionContext(self._expressions)
        elif self._selected is not None:
            request.setFilterFids(sorted(self._selected))
        left = self._limit
        with offline() if self._alone else nullcontext():  # the file is opened anew
            features = self._source.getFeatures(request)
        for feature in features:
            if left == 0:
                return
            if self._selected is None or feature.id() in self._selected:
                left -= 1
                yield feature

    def shapes(self) -> tuple[dict, ...]:
        """Return every geometry that is not empty, GeoJSON-like, in the layer's coordinates."""
        if self._shapes is None:
            features = self.getFeatures(QgsFeatureRequest().setNoAttributes())
            geometries = (feature.geometry() for feature in features)
            self._shapes = tuple(_shape(one) for one in geometries if not one.isEmpty())
        return self._shapes

    def area(self, name: str, wkt: str) -> Area:
        """Return the features as the polygons of a parameter, made once.

        Args:
            name: the parameter they came by.
            wkt: their coordinate system.

        Raises:
            InputError: there is no polygon.
            GridError: the coordinate system is not known.
        """
        from ..core.rasters.area import Area

        if (name, wkt) not in self._areas:
            self._areas[name, wkt] = Area(self.shapes(), wkt, name)
        return self._areas[name, wkt]

    def fields(self) -> QgsFields:
        """Return the fields."""
        return self._fields

    def sourceCrs(self) -> QgsCoordinateReferenceSystem:
        """Return the coordinate system of the features."""
        return self._crs

    def sourceName(self) -> str:
        """Return the layer's name."""
        return self._name

    def wkbType(self):
        """Return the type of the geometries."""
        return self._kind

    def source(self) -> str:
        """Return where the layer is read from."""
        return self._path

    def providerType(self) -> str:
        """Return the name of the layer's provider."""
        return self._provider


class FoundLayers:
    """Layers by the values that name them, each looked up once."""

    def __init__(self, context: QgsProcessingContext) -> None:
        """Begin without any; ``context`` is where they are looked up."""
        self._context: QgsProcessingContext | None = context
        self._rasters: dict[Hashable, FoundRaster | None] = {}
        self._features: dict[Hashable, FoundFeatures | None] = {}

    @classmethod
    def of_run(
        cls, algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext
    ) -> FoundLayers:
        """Return every layer of the parameters; no other will be found from now on."""
        found = cls(context)
        found.look_up(algorithm, parameters, context)
        found._context = None
        return found

    def look_up(
        self, algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext
    ) -> None:
        """Look up every layer of the parameters."""
        for definition in algorithm.parameterDefinitions():
            value = parameters.get(definition.name())
            if value in (None, "", []) or definition.isDestination():
                continue
            if definition.type() in _RASTERS:
                self.rasters(value, context)
            elif definition.type() in _FEATURES:
                self.features(value, context)

    def rasters(
        self, value: Any, context: QgsProcessingContext
    ) -> list[tuple[str, FoundRaster | None]]:
        """Return each layer a value names, or a list of values, with what to call it in a message.

        Args:
            value: what a parameter was given.
            context: evaluates expressions.
        """
        value = evaluated(value, context)
        if isinstance(value, (list, tuple)):
            return [found for one in value for found in self.rasters(one, context)]
        key = _key(value)
        if key not in self._rasters and self._context is not None:
            # Processing would try a path as a vector first, and the log hold OGR's complaint
            self._rasters[key] = self._raster(value)
        called = value.name() if isinstance(value, QgsMapLayer) else str(value)
        return [(called, self._rasters.get(key))]

    def features(self, value: Any, context: QgsProcessingContext) -> FoundFeatures | None:
        """Return the features of the vector layer a value names, None where there is no such."""
        wanted, value = value, evaluated(value, context)
        key = (_key(value), *_part(wanted))
        if key not in self._features and self._context is not None:
            layer = self._vector(value)
            fine = isinstance(layer, QgsVectorLayer) and layer.isValid()
            alone = not (isinstance(value, QgsMapLayer) or self._is_users(layer, str(value)))
            self._features[key] = (
                FoundFeatures(layer, wanted, self._context, alone=alone) if fine else None
            )
        return self._features.get(key)

    def named(self, value: Any) -> FoundRaster | FoundFeatures | None:
        """Return a layer that was found before, by the id, name or path it was found by."""
        key = _key(value)
        vectors = (found for (name, *_), found in self._features.items() if name == key)
        return self._rasters.get(key) or next(vectors, None)

    def _raster(self, value: Any) -> FoundRaster | None:
        hint = QgsProcessingUtils.LayerHint.Raster
        known, fine = self._known(value, hint)
        if known is not None or not fine:
            return None if known is None else FoundRaster.of(known)
        found = FoundRaster.of_file(str(value))
        if found is not None:
            return found
        with unwritten():
            opened = QgsProcessingUtils.mapLayerFromString(str(value), self._context, True, hint)
        return None if opened is None else FoundRaster.of(opened)

    def _vector(self, value: Any) -> QgsMapLayer | None:
        hint = QgsProcessingUtils.LayerHint.Vector
        known, fine = self._known(value, hint)
        if known is not None or not fine:
            return known
        with offline():
            return QgsProcessingUtils.mapLayerFromString(str(value), self._context, True, hint)

    def _known(self, value: Any, hint) -> tuple[QgsMapLayer | None, bool]:
        """Return the layer that is open already, None without one; and if it may be opened."""
        if isinstance(value, QgsMapLayer):
            return value, True
        text, raster = str(value), hint == QgsProcessingUtils.LayerHint.Raster
        known = QgsProcessingUtils.mapLayerFromString(text, self._context, False, hint)
        if is_refused(text, raster=raster) and not self._is_users(known, text):
            return None, False  # though QGIS may have opened it already
        return known, True

    def _is_users(self, layer: QgsMapLayer | None, text: str) -> bool:
        """Tell whether a layer is one of the project, or named by its id, not by a file."""
        if layer is None or layer.id() == text:
            return layer is not None
        project = self._context.project() if self._context is not None else None
        return project is not None and project.mapLayer(layer.id()) is not None


def evaluated(value: Any, context: QgsProcessingContext) -> Any:
    """Return what a value wrapped by Processing stands for."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    if isinstance(value, QgsProperty):
        value = value.value(context.expressionContext())[0]
    return value


def _key(value: Any) -> Hashable:
    """Return what a value is remembered by: layers by their id, which no two share."""
    return value.id() if isinstance(value, QgsMapLayer) else str(value)


def _part(wanted: Any) -> tuple[Hashable, ...]:
    """Return which part of a layer's features a definition wants."""
    if not isinstance(wanted, QgsProcessingFeatureSourceDefinition):
        return (False, -1, "")
    expression = getattr(wanted, "filterExpression", "")
    return (wanted.selectedFeaturesOnly, wanted.featureLimit, expression)


def _shape(geometry: QgsGeometry) -> dict:
    """Return a geometry as a GeoJSON-like mapping, with curves as lines."""
    from ..core.vectors.wkb import polygon_from_wkb

    kind = QgsWkbTypes.flatType(geometry.wkbType())
    if kind in (QgsWkbTypes.Type.Polygon, QgsWkbTypes.Type.MultiPolygon):
        return polygon_from_wkb(bytes(geometry.asWkb()))
    return json.loads(geometry.asJson(17))
