"""How images look on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    QgsContrastEnhancement,
    QgsMultiBandColorRenderer,
    QgsRasterLayer,
)


def true_colour(layer: QgsRasterLayer, stretch: Sequence[tuple[int, float, float]]) -> None:
    """Show three bands as red, green and blue.

    Args:
        layer: with several bands.
        stretch: for red, green and blue: the band, and the values that are dark and bright.
    """
    provider = layer.dataProvider()
    renderer = QgsMultiBandColorRenderer(provider, *(band for band, _, _ in stretch))
    setters = (
        renderer.setRedContrastEnhancement,
        renderer.setGreenContrastEnhancement,
        renderer.setBlueContrastEnhancement,
    )
    kind = QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
    for (band, low, high), setter in zip(stretch, setters):
        enhancement = QgsContrastEnhancement(provider.dataType(band))
        enhancement.setMinimumValue(low)
        enhancement.setMaximumValue(high)
        enhancement.setContrastEnhancementAlgorithm(kind)
        setter(enhancement)
    layer.setRenderer(renderer)
    layer.triggerRepaint()
