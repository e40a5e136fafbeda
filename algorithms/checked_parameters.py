"""Parameters of layers whose files QGIS does not open before they have been looked at.

qgis_process asks a parameter whether it takes a value before it asks the algorithm, and QGIS's own
parameters open the file to know. These pass what is refused, since the algorithm says why it is;
those of rasters open none, as statistics would be kept beside it, see ``FoundRaster``.
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
        return _refused(value) or super().checkValueIsAcceptable(value, context)


class RasterParameter(QgsProcessingParameterRasterLayer):
    """A raster."""

    def checkValueIsAcceptable(
        self, value: Any, context: QgsProcessingContext | None = None
    ) -> bool:
        """Tell whether QGIS would take a value."""
        return super().checkValueIsAcceptable(value)  # without a context nothing is opened


class RastersParameter(QgsProcessingParameterMultipleLayers):
    """Several rasters."""

    def checkValueIsAcceptable(
        self, value: Any, context: QgsProcessingContext | None = None
    ) -> bool:
        """Tell whether QGIS would take a value."""
        return super().checkValueIsAcceptable(value)  # without a context nothing is opened


def _refused(value: Any) -> bool:
    """Tell whether a value names what is not opened."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    text = value.staticValue() if isinstance(value, QgsProperty) else value
    return isinstance(text, str) and bool(text) and is_refused(text, raster=False)
