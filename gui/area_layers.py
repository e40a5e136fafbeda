"""The project's layers of areas: ``geo``, ``geo_small`` and their like, known by their name."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsProject,
    QgsSimpleFillSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsVectorDataProvider,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import InputError

translate = QCoreApplication.translate

_CASING = "20,20,20,200"


@dataclass(frozen=True)
class AreaLook:
    """How an area is outlined on the canvas: a colour, and a Qt name of a pen's dashes."""

    color: str
    dashes: str


LOOKS = {
    "geo": AreaLook("#ffd92f", "dash"),
    "geo_small": AreaLook("#ff4fa3", "solid"),
}
_OTHER = AreaLook("#4fd8ff", "dot")


def area_look(name: str) -> AreaLook:
    """Return how the area of that name is drawn."""
    return LOOKS.get(name, _OTHER)


def find_area_layer(name: str) -> QgsVectorLayer | None:
    """Return the project's polygon layer of that name, the uppermost where there are several.

    The name alone decides, so that a layer that was saved, or loaded by hand, is found again.
    """
    project = QgsProject.instance()
    shown = [node.layer() for node in project.layerTreeRoot().findLayers()]
    for layer in (*shown, *project.mapLayersByName(name)):
        if isinstance(layer, QgsVectorLayer) and layer.name() == name and _holds_polygons(layer):
            return layer
    return None


def add_part(name: str, geometry: QgsGeometry, crs: QgsCoordinateReferenceSystem) -> QgsVectorLayer:
    """Add a polygon to the layer of that name, which is made where there is none; return it.

    A layer in edit mode keeps the polygon among its unsaved edits, where Ctrl+Z takes it back; any
    other is written at once.

    Args:
        name: the layer's name.
        geometry: a valid polygon.
        crs: the coordinate system of ``geometry``, and of the layer if it is made.

    Raises:
        InputError: ``crs`` is not valid, cannot be brought into the layer's, or the layer refuses
            or has a filter.
    """
    if not crs.isValid():
        text = translate(
            "FineCover",
            "The project has no coordinate system; set one at the bottom right of the window, then "
            "finish again.",
        )
        raise InputError(text)
    layer = find_area_layer(name)
    part = QgsGeometry(geometry)
    if layer is None:
        layer = _make_layer(name, crs)
    elif layer.crs().isValid():
        _transform(part, crs, layer)
    if QgsWkbTypes.isMultiType(layer.wkbType()):
        part.convertToMultiType()
    feature = QgsFeature(layer.fields())
    feature.setGeometry(part)
    _edit(layer, lambda: layer.addFeature(feature))
    if QgsProject.instance().mapLayer(layer.id()) is None:
        QgsProject.instance().addMapLayer(layer, False)
        QgsProject.instance().layerTreeRoot().insertLayer(0, layer)
    node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
    if node is not None and not node.isVisible():  # what was drawn would be gone from the canvas
        node.setItemVisibilityCheckedParentRecursive(True)
    return layer


def clear_area(name: str) -> QgsVectorLayer | None:
    """Take every polygon out of the layer of that name; return it, None where there is none.

    The layer is left in edit mode, so that Ctrl+Z brings the polygons back.

    Raises:
        InputError: the layer cannot be edited or has a filter.
    """
    layer = find_area_layer(name)
    if layer is not None:
        if not layer.subsetString():
            layer.startEditing()
        _edit(layer, lambda: layer.deleteFeatures(layer.allFeatureIds()))
    return layer


def _holds_polygons(layer: QgsVectorLayer) -> bool:
    polygons = QgsWkbTypes.GeometryType.PolygonGeometry
    return layer.isValid() and layer.geometryType() == polygons


def _make_layer(name: str, crs: QgsCoordinateReferenceSystem) -> QgsVectorLayer:
    layer = QgsVectorLayer("Polygon", name, "memory")
    layer.setCrs(crs)  # not through its name, which a system of the user's own has not
    layer.setRenderer(_renderer(area_look(name)))
    return layer


def _renderer(look: AreaLook) -> QgsSingleSymbolRenderer:
    """Return an outline with a dark casing, legible on light and on dark images, and no fill."""
    casing = {"style": "no", "outline_color": _CASING, "outline_width": "1.1"}
    line = {
        "style": "no", "outline_color": look.color, "outline_width": "0.6",
        "outline_style": look.dashes,
    }  # fmt: skip
    symbol = QgsFillSymbol.createSimple(casing)
    symbol.appendSymbolLayer(QgsSimpleFillSymbolLayer.create(line))
    return QgsSingleSymbolRenderer(symbol)


def _transform(part: QgsGeometry, crs: QgsCoordinateReferenceSystem, layer: QgsVectorLayer) -> None:
    try:
        part.transform(QgsCoordinateTransform(crs, layer.crs(), QgsProject.instance()))
    except QgsCsException as error:
        text = translate(
            "FineCover",
            "The polygon lies outside what the coordinate system of the layer '{layer}' covers; "
            "rename that layer, and the polygon goes into a new one.",
        )
        raise InputError(text.format(layer=layer.name())) from error


def _edit(layer: QgsVectorLayer, change) -> None:
    """Make a change as one step of the layer's edit session, or in a session of its own."""
    if layer.subsetString():
        text = translate(
            "FineCover",
            "The layer '{layer}' has a filter ({filter}), which may hide its polygons; take it "
            "away (Layer > Filter…), then try again.",
        )
        raise InputError(text.format(layer=layer.name(), filter=layer.subsetString()))
    was_editable = layer.isEditable()
    adds = QgsVectorDataProvider.Capability.AddFeatures
    may = bool(layer.dataProvider().capabilities() & adds) and not layer.readOnly()
    if not may or not (was_editable or layer.startEditing()):
        raise _refusal(layer)
    layer.beginEditCommand("FineCover")
    done = change()
    layer.endEditCommand()
    if not was_editable and not (done and layer.commitChanges()):
        reason = _cause(layer.commitErrors())
        layer.rollBack()
        raise _refusal(layer, reason)
    if not done:
        raise _refusal(layer)
    layer.updateExtents()
    layer.triggerRepaint()


def _cause(errors: list[str]) -> str:
    """Return the last thing a layer's errors say; before it come headings, counts and breaks."""
    lines = [line.strip() for error in errors for line in error.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _refusal(layer: QgsVectorLayer, reason: str = "") -> InputError:
    text = translate(
        "FineCover",
        "The layer '{layer}' cannot be changed; rename it, and the polygon goes into a new one. "
        "{reason}",
    )
    return InputError(text.format(layer=layer.name(), reason=reason).strip())
