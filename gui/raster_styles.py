"""Styles of rasters: what the core wrote beside them, which Processing itself ignores."""

from __future__ import annotations

from qgis.core import QgsColorRampShader, QgsRasterLayer, QgsSingleBandPseudoColorRenderer
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtXml import QDomDocument

from .result_style import ResultStyle

translate = QCoreApplication.translate


class SidecarStyle(ResultStyle):
    """The colours and names of the .qml beside a raster."""

    def apply(self, layer: QgsRasterLayer) -> None:
        """Load the style."""
        if layer.source().startswith("/vsi"):  # where QGIS itself looks for none
            layer.importNamedStyle(_style_beside(layer.source()))
        else:
            layer.loadDefaultStyle()


class ApplicabilityStyle(SidecarStyle):
    """The .qml beside a raster of dissimilarity, its words in the user's language."""

    def __init__(self, threshold: float) -> None:
        """Remember the model's threshold."""
        super().__init__()
        self._threshold = threshold

    def apply(self, layer: QgsRasterLayer) -> None:
        """Load the style, and say again what lies above the threshold."""
        super().apply(layer)
        renderer = layer.renderer()
        if not isinstance(renderer, QgsSingleBandPseudoColorRenderer):
            return
        ramp = renderer.shader().rasterShaderFunction()
        items = ramp.colorRampItemList()
        text = translate("FineCover", "> {threshold}: unlike the training samples")
        last = items[-1]
        label = text.format(threshold=f"{self._threshold:.3g}")
        items[-1] = QgsColorRampShader.ColorRampItem(last.value, last.color, label)
        ramp.setColorRampItemList(items)


class ShareStyle(SidecarStyle):
    """The .qml beside a raster of shares, which shows another band than the first."""

    def __init__(self, band: int) -> None:
        """Remember the band, from 1."""
        super().__init__()
        self._band = band

    def apply(self, layer: QgsRasterLayer) -> None:
        """Load the style, and show the band."""
        super().apply(layer)
        renderer = layer.renderer()
        if isinstance(renderer, QgsSingleBandPseudoColorRenderer):
            newer = hasattr(renderer, "setInputBand")  # QGIS 3.38 deprecates the other
            (renderer.setInputBand if newer else renderer.setBand)(self._band)


def _style_beside(path: str) -> QDomDocument:
    """Return the .qml beside a raster in object storage; an empty one where there is none."""
    from osgeo import gdal

    style, document = f"{path.rpartition('.')[0]}.qml", QDomDocument()
    found = gdal.VSIStatL(style)
    file = gdal.VSIFOpenL(style, "rb") if found is not None else None
    if file is not None:
        try:
            document.setContent(bytes(gdal.VSIFReadL(1, found.size, file)))
        finally:
            gdal.VSIFCloseL(file)
    return document
