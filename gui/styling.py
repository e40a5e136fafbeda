"""Styles of loaded results."""

from __future__ import annotations

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsMarkerSymbol,
    QgsProcessingContext,
    QgsProcessingLayerPostProcessorInterface,
    QgsRendererCategory,
)
from qgis.PyQt import sip

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
