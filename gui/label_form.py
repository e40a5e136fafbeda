"""Making a layer of points ready to be labelled: a form with classes, and an unbiased style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsEditorWidgetSetup,
    QgsFillSymbol,
    QgsGeometryGeneratorSymbolLayer,
    QgsMarkerSymbol,
    QgsProperty,
    QgsRendererCategory,
    QgsSymbol,
    QgsSymbolLayer,
    QgsValueMapFieldFormatter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.accuracy.doubt import CANNOT_TELL

translate = QCoreApplication.translate

HIDDEN = (
    "fid", "map_class", "stratum", "stratum_name", "stratum_pixels", "stratum_ha", "weight",
)  # fmt: skip
"""Fields that would give the class of the map away, and those nobody needs to see."""

_EMPTY = QgsValueMapFieldFormatter.NULL_VALUE
_UNLABELLED = "255,255,255,0"
_DOUBTFUL = "120,120,120,255"
_OUTLINE = "255,0,255"  # seldom met in images, and no class's colour


@dataclass(frozen=True)
class PointsToLabel:
    """What a layer of points to label must know.

    Attributes:
        classes: code, name and colour of every class a point may be given.
        pixel: way along a row and along a column of the map from one pixel to the next, each as
            (x, y) in the layer's coordinate system.
    """

    classes: Sequence[tuple[int, str, str]]
    pixel: tuple[tuple[float, float], tuple[float, float]]


def prepare_for_labelling(layer: QgsVectorLayer, points: PointsToLabel) -> None:
    """Offer the classes by code and name, hide what the map says, and draw what is labelled.

    Besides the classes there are "not labelled yet", which empties the field again, and "cannot
    tell": points left empty are still to be looked at, these are not.
    """
    _set_form(layer, points)
    _hide_columns(layer)
    layer.setDisplayExpression('"id"')  # QGIS would pick stratum_name
    layer.setRenderer(_renderer(points))


def _set_form(layer: QgsVectorLayer, points: PointsToLabel) -> None:
    fields = layer.fields()
    choices = [{translate("FineCover", "(not labelled yet)"): _EMPTY}]
    choices += [{f"{code} {name}": str(code)} for code, name, _ in points.classes]
    choices.append({translate("FineCover", "cannot tell"): str(CANNOT_TELL)})
    at = fields.indexFromName("class")
    layer.setEditorWidgetSetup(at, QgsEditorWidgetSetup("ValueMap", {"map": choices}))
    layer.setFieldAlias(at, translate("FineCover", "Class on the ground"))
    at = fields.indexFromName("id")
    layer.setFieldAlias(at, translate("FineCover", "Point"))
    form = layer.editFormConfig()
    form.setReadOnly(at, True)
    layer.setEditFormConfig(form)
    for name in HIDDEN:
        at = fields.indexFromName(name)
        if at >= 0:
            layer.setEditorWidgetSetup(at, QgsEditorWidgetSetup("Hidden", {}))


def _hide_columns(layer: QgsVectorLayer) -> None:
    table = layer.attributeTableConfig()
    table.update(layer.fields())
    columns = table.columns()
    for column in columns:
        column.hidden = column.hidden or column.name in HIDDEN
    table.setColumns(columns)
    layer.setAttributeTableConfig(table)


def _renderer(points: PointsToLabel) -> QgsCategorizedSymbolRenderer:
    """Return classes in their colours for labelled points, and hollow points for the others."""
    categories = [
        QgsRendererCategory(code, _symbol(color, points), f"{code} {name}")
        for code, name, color in points.classes
    ]
    text = translate("FineCover", "cannot tell")
    symbol = _symbol(_DOUBTFUL, points, shape="cross2")
    categories.append(QgsRendererCategory(CANNOT_TELL, symbol, text))
    text = translate("FineCover", "to be labelled")
    categories.append(QgsRendererCategory(None, _symbol(_UNLABELLED, points), text))
    return QgsCategorizedSymbolRenderer("class", categories)


def _symbol(color: str, points: PointsToLabel, *, shape: str = "circle") -> QgsSymbol:
    """Return a small dot in the outline of the map's pixel, which is what is to be judged."""
    dot = {
        "name": shape, "color": color, "size": "2.2", "outline_color": _OUTLINE,
        "outline_width": "0.4",
    }  # fmt: skip
    symbol = QgsMarkerSymbol.createSimple(dot)
    outline = QgsGeometryGeneratorSymbolLayer.create(
        {"SymbolType": "Fill", "geometryModifier": _pixel_expression(points)}
    )
    outline.setSubSymbol(_edge())
    outline.setLocked(True)  # the symbol's colour is that of the dot
    symbol.insertSymbolLayer(0, outline)
    return symbol


def _edge() -> QgsFillSymbol:
    """Return an outline that only points have: in a legend it would be as large as the panel."""
    edge = {"style": "no", "outline_style": "no", "outline_color": _OUTLINE, "outline_width": "0.4"}
    symbol = QgsFillSymbol.createSimple(edge)
    solid = QgsProperty.fromExpression("if($id is null, 'no', 'solid')")
    symbol.symbolLayer(0).setDataDefinedProperty(QgsSymbolLayer.Property.PropertyStrokeStyle, solid)
    return symbol


def _pixel_expression(points: PointsToLabel) -> str:
    """Return the outline of the pixel around a point, as an expression of QGIS."""
    (right_x, right_y), (down_x, down_y) = points.pixel
    corners = []
    for right, down in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
        x, y = right * right_x + down * down_x, right * right_y + down * down_y
        corners.append(f"make_point($x + ({x:.12f}), $y + ({y:.12f}))")
    ring = ", ".join([*corners, corners[0]])
    return f"make_polygon(make_line({ring}))"
