"""Results in the network that QGIS loads by name, such as /vsis3/bucket/map.tif.

Processing of older versions, 3.22 among them, takes a name for a layer's only where it is that of a
file on this computer. A layer that is in the store of a run's context is found by its name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingContext, QgsRasterLayer

from .offline import unwritten


def keep_remote(results: dict[str, Any], context: QgsProcessingContext) -> None:
    """Open those results in the network that QGIS will load; the context keeps the layers."""
    from ..core.rasters.network import is_remote

    options = QgsRasterLayer.LayerOptions(False)  # no style
    for path in results.values():
        if isinstance(path, str) and is_remote(path) and context.willLoadLayerOnCompletion(path):
            with unwritten():  # QGIS computes statistics, which GDAL would store
                layer = QgsRasterLayer(path, Path(path).stem, "gdal", options)
            if layer.isValid():
                context.temporaryLayerStore().addMapLayer(layer)
