"""Styles of points: samples by class and with doubts, and points to label."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsMarkerSymbol,
    QgsRendererCategory,
    QgsRuleBasedRenderer,
    QgsSimpleMarkerSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from .label_form import PointsToLabel, prepare_for_labelling
from .layer_group import Rank
from .result_style import ResultStyle

translate = QCoreApplication.translate

_EDGE = "40,40,40,255"
_MARK = "255,0,255,255"  # seldom met in maps
_LEFT_OUT = '"kept" = 0'


class ClassPoints(ResultStyle):
    """Points coloured by class."""

    RANK = Rank.POINTS

    def __init__(self, classes: Iterable[tuple[int, str, str]]) -> None:
        """Remember (code, name, colour) of every class."""
        super().__init__()
        self._classes = list(classes)

    def apply(self, layer: QgsVectorLayer) -> None:
        """Colour the points."""
        layer.setRenderer(class_renderer(self._classes))


class TrustPoints(ClassPoints):
    """Points coloured by class, with a cross on those whose label training did not believe."""

    def apply(self, layer: QgsVectorLayer) -> None:
        """Colour the points, and mark those that were left out."""
        renderer = QgsRuleBasedRenderer.convertFromRenderer(class_renderer(self._classes))
        cross = {"name": "cross2", "size": "3", "outline_width": "0.5", "outline_color": _MARK}
        text = translate("FineCover", "left out of training: its label is doubted")
        rule = QgsRuleBasedRenderer.Rule(QgsMarkerSymbol.createSimple(cross), 0, 0, _LEFT_OUT, text)
        renderer.rootRule().appendChild(rule)
        layer.setRenderer(renderer)


def class_renderer(classes: Iterable[tuple[int, str, str]]) -> QgsCategorizedSymbolRenderer:
    """Return points in the colours of their classes, by the field ``class``.

    Args:
        classes: code, name and colour of each.
    """
    categories = [QgsRendererCategory(code, _dot(color), name) for code, name, color in classes]
    return QgsCategorizedSymbolRenderer("class", categories)


def _dot(color: str) -> QgsMarkerSymbol:
    """Return a dot that is seen on a map of its own colour."""
    edge = {"outline_color": _EDGE, "outline_width": "0.15"}
    symbol = QgsMarkerSymbol.createSimple({"color": color, "size": "1.6", **edge})
    halo = QgsSimpleMarkerSymbolLayer.create(
        {"color": "white", "size": "2.2", "outline_style": "no"}
    )
    halo.setLocked(True)  # the symbol's colour is that of the dot
    symbol.insertSymbolLayer(0, halo)
    return symbol


class LabelForm(ResultStyle):
    """Points somebody is to give a class: the form, and a style that shows what is done."""

    RANK = Rank.POINTS

    def __init__(self, points: PointsToLabel) -> None:
        """Remember the classes and the pixels."""
        super().__init__()
        self._points = points

    def apply(self, layer: QgsVectorLayer) -> None:
        """Prepare the layer."""
        prepare_for_labelling(layer, self._points)
