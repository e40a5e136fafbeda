"""Rasters in the network that QGIS is given by name, such as /vsis3/bucket/map.tif.

Processing of older versions, 3.22 among them, takes a name for a layer's only where it is that of a
file on this computer. A layer that is in the store of a run's context is found by its name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingContext, QgsRasterLayer


def remote_layer(path: str, context: QgsProcessingContext) -> QgsRasterLayer | None:
    """Return the layer of a raster in the network, which the context keeps; None without one."""
    from ..core.rasters.network import is_remote

    if not is_remote(path):
        return None
    layer = QgsRasterLayer(path, Path(path).stem, "gdal", QgsRasterLayer.LayerOptions(False))
    return context.temporaryLayerStore().addMapLayer(layer) if layer.isValid() else None


def keep_remote(results: dict[str, Any], context: QgsProcessingContext) -> None:
    """Open those results in the network that QGIS will load."""
    for path in results.values():
        if isinstance(path, str) and context.willLoadLayerOnCompletion(path):
            remote_layer(path, context)
