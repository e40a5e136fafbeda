"""Parameters of layers whose files QGIS does not open before they have been looked at.

qgis_process asks a parameter whether it takes a value before it asks the algorithm, and QGIS's own
parameters open the file to know. These pass what is refused, since the algorithm says why it is.
"""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsProperty,
)

from .offline import is_refused


class FeaturesParameter(QgsProcessingParameterFeatureSource):
    """Polygons or points."""

    def checkValueIsAcceptable(
        self, value: Any, context: QgsProcessingContext | None = None
    ) -> bool:
        """Tell whether QGIS would take a value."""
        return _refused(value, raster=False) or super().checkValueIsAcceptable(value, context)


class RasterParameter(QgsProcessingParameterRasterLayer):
    """A raster."""

    def checkValueIsAcceptable(
        self, value: Any, context: QgsProcessingContext | None = None
    ) -> bool:
        """Tell whether QGIS would take a value."""
        return _refused(value, raster=True) or super().checkValueIsAcceptable(value, context)


class RastersParameter(QgsProcessingParameterMultipleLayers):
    """Several rasters."""

    def checkValueIsAcceptable(
        self, value: Any, context: QgsProcessingContext | None = None
    ) -> bool:
        """Tell whether QGIS would take a value."""
        return _refused(value, raster=True) or super().checkValueIsAcceptable(value, context)


def _refused(value: Any, *, raster: bool) -> bool:
    """Tell whether a value, or one of a list, names what is not opened."""
    if isinstance(value, (list, tuple)):
        return any(_refused(one, raster=raster) for one in value)
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    text = value.staticValue() if isinstance(value, QgsProperty) else value
    return isinstance(text, str) and bool(text) and is_refused(text, raster=raster)
