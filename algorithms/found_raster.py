"""What a run needs to know of a raster it is given, be it a layer or a file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDataProvider,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProviderRegistry,
    QgsRaster,
    QgsRasterLayer,
)

from ..core.errors import LegendError

if TYPE_CHECKING:
    from ..core.legends.legend import Legend


@dataclass(frozen=True, eq=False)
class FoundRaster:
    """What a run needs to know of a raster; its methods are called as the layer's.

    Attributes:
        title: its name.
        path: where it is read from, as the layer tells it.
        reference: its coordinate system.
        usable: whether it is a raster layer that can be read.
        in_file: whether GDAL reads it.
        shown: the classes it is drawn with, None where it has no names of its own.
    """

    title: str
    path: str
    reference: QgsCoordinateReferenceSystem
    usable: bool
    in_file: bool
    shown: Legend | None

    @classmethod
    def of(cls, layer: QgsMapLayer) -> FoundRaster:
        """Return what a layer is now."""
        raster = isinstance(layer, QgsRasterLayer)
        return cls(
            title=layer.name(),
            path=layer.source(),
            reference=QgsCoordinateReferenceSystem(layer.crs()),
            usable=raster and layer.isValid(),
            in_file=raster and layer.providerType() == "gdal",
            shown=_shown(layer) if raster else None,
        )

    @classmethod
    def of_file(cls, path: str) -> FoundRaster | None:
        """Return what a file, here or in the network, is now; None where GDAL cannot open it.

        It becomes no layer unless it has colours of its own: QGIS computes statistics for the
        colours of others, and GDAL would keep those in a file beside it.
        """
        from ..core.rasters.network import is_remote

        if not (is_remote(path) or os.path.exists(path)):
            return None
        provider = QgsProviderRegistry.instance().createProvider(
            "gdal", path, QgsDataProvider.ProviderOptions()
        )
        if provider is None or not provider.isValid():
            return None
        name = Path(path).stem
        palette = QgsRaster.ColorInterpretation.PaletteIndex
        if provider.bandCount() < 3 and provider.colorInterpretation(1) == palette:
            return cls.of(QgsRasterLayer(path, name, "gdal", QgsRasterLayer.LayerOptions(False)))
        reference = QgsCoordinateReferenceSystem(provider.crs())
        reference.validate()  # as a layer does: QGIS may be set to give one to files without
        return cls(name, path, reference, usable=True, in_file=True, shown=None)

    def name(self) -> str:
        """Return the layer's name."""
        return self.title

    def source(self) -> str:
        """Return where it is read from."""
        return self.path

    def crs(self) -> QgsCoordinateReferenceSystem:
        """Return its coordinate system."""
        return self.reference


def _shown(layer: QgsRasterLayer) -> Legend | None:
    """Return the classes a layer is drawn with in QGIS, None where it has no names of its own."""
    from ..core.legends.legend import LandCoverClass, Legend

    renderer = layer.renderer()
    if not isinstance(renderer, QgsPalettedRasterRenderer):
        return None
    entries = [(entry.value, entry.label, entry.color.name()) for entry in renderer.classes()]
    if all(label == f"{value:g}" for value, label, _ in entries):
        return None
    try:
        return Legend(
            tuple(LandCoverClass(int(value), label, color) for value, label, color in entries)
        )
    except LegendError:  # values that are no class codes
        return None
