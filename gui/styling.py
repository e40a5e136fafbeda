"""Styles of loaded results."""

from __future__ import annotations

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsColorRampShader,
    QgsMarkerSymbol,
    QgsProcessingContext,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterShader,
    QgsRendererCategory,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QColor

from .label_form import PointsToLabel, prepare_for_labelling

translate = QCoreApplication.translate

DOUBTFUL, CERTAIN = QColor(255, 247, 188), QColor(0, 90, 50)  # as in the report's pictures
WARNING = QColor(197, 27, 138)  # not to be taken for any of the greens, nor by the colour-blind
_STEPS = 4

# The context owns only the C++ half of a post-processor; without a reference here its Python half
# would be gone before the layer is loaded.
_alive: list[QgsProcessingLayerPostProcessorInterface] = []


class _Style(QgsProcessingLayerPostProcessorInterface):
    """A style applied when this run loads its layer; one instance per layer and run."""

    @classmethod
    def attach(cls, context: QgsProcessingContext, destination: str, *arguments) -> None:
        """Style the output ``destination`` if it will be loaded."""
        _alive[:] = [style for style in _alive if not sip.isdeleted(style)]
        if destination and context.willLoadLayerOnCompletion(destination):
            style = cls(*arguments)
            _alive.append(style)
            context.layerToLoadOnCompletionDetails(destination).setPostProcessor(style)


class SidecarStyle(_Style):
    """The colours and names of the .qml beside a raster, which Processing itself ignores."""

    def postProcessLayer(self, layer, context, feedback) -> None:
        """Load the style; called in the main thread."""
        layer.loadDefaultStyle()


class RampStyle(_Style):
    """Band 1 from light, where a map is doubtful, to dark green, where it is certain."""

    def __init__(self, doubtful: float, certain: float, unit: str) -> None:
        """Remember the values at both ends and what follows the numbers of the legend."""
        super().__init__()
        self._ends, self._unit = (doubtful, certain), unit

    def postProcessLayer(self, layer, context, feedback) -> None:
        """Colour the layer; called in the main thread."""
        doubtful, certain = self._ends
        items = []
        for at in range(_STEPS + 1):
            value = doubtful + (certain - doubtful) * at / _STEPS
            items.append((value, _between(at / _STEPS), f"{value:g}{self._unit}"))
        _color_band(layer, sorted(items, key=lambda item: item[0]), exact=False)


class ApplicabilityStyle(_Style):
    """Dissimilarity in greens up to the threshold, and above it in a warning colour."""

    def __init__(self, threshold: float) -> None:
        """Remember the model's threshold."""
        super().__init__()
        self._threshold = threshold

    def postProcessLayer(self, layer, context, feedback) -> None:
        """Colour the layer; called in the main thread."""
        bounds = [self._threshold * at / _STEPS for at in range(1, _STEPS + 1)]
        items = [
            (bound, _between(1 - at / _STEPS), f"≤ {bound:.3g}")
            for at, bound in enumerate(bounds, start=1)
        ]
        text = translate("FineCover", "> {threshold}: unlike the training samples")
        label = text.format(threshold=f"{self._threshold:.3g}")
        _color_band(layer, [*items, (float("inf"), WARNING, label)], exact=True)


def _between(share: float) -> QColor:
    """Return the colour at a share of the way from doubtful to certain."""
    ends = zip(DOUBTFUL.getRgb()[:3], CERTAIN.getRgb()[:3])
    return QColor(*(round(low + (high - low) * share) for low, high in ends))


def _color_band(layer, items, *, exact: bool) -> None:
    """Colour band 1 by rising (value, colour, label); ``exact`` colours have no hues between."""
    kind = QgsColorRampShader.Type.Discrete if exact else QgsColorRampShader.Type.Interpolated
    low, high = (0.0, items[-2][0]) if exact else (items[0][0], items[-1][0])
    ramp = QgsColorRampShader(low, high, None, kind)
    ramp.setColorRampItemList([QgsColorRampShader.ColorRampItem(*item) for item in items])
    shader = QgsRasterShader(low, high)
    shader.setRasterShaderFunction(ramp)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(low)
    renderer.setClassificationMax(high)
    layer.setRenderer(renderer)
    layer.triggerRepaint()


class ClassPoints(_Style):
    """Points coloured by class."""

    def __init__(self, classes) -> None:
        """Remember (code, name, colour) of every class."""
        super().__init__()
        self._classes = list(classes)

    def postProcessLayer(self, layer, context, feedback) -> None:
        """Colour the points; called in the main thread."""
        categories = []
        for code, name, color in self._classes:
            properties = {"color": color, "size": "1.6", "outline_color": "60,60,60,120"}
            symbol = QgsMarkerSymbol.createSimple(properties)
            categories.append(QgsRendererCategory(code, symbol, name))
        layer.setRenderer(QgsCategorizedSymbolRenderer("class", categories))
        layer.triggerRepaint()


class LabelForm(_Style):
    """Points somebody is to give a class: the form, and a style that shows what is done."""

    def __init__(self, points: PointsToLabel) -> None:
        """Remember the classes and the pixels."""
        super().__init__()
        self._points = points

    def postProcessLayer(self, layer, context, feedback) -> None:
        """Prepare the layer; called in the main thread."""
        prepare_for_labelling(layer, self._points)
        layer.triggerRepaint()
