"""The list of rasters for the coarse map, which starts with a raster that looks like one.

Named by text in the parameter's metadata, so that only QGIS with a window ever imports it.
"""

from __future__ import annotations

from qgis.core import QgsProcessingParameterDefinition, QgsRasterLayer
from qgis.PyQt.QtWidgets import QComboBox

from .area_figures import find_coarse_map
from .layer_list import LayerListWrapper, is_plain_dialog, stock_wrapper
from .result_style import is_fine_result

_OPTIONAL = QgsProcessingParameterDefinition.Flag.FlagOptional


class CoarseWidget:
    """What Processing asks for by name; batch and modeler get the stock widget."""

    def __new__(cls, parameter, dialog, row: int = 0, col: int = 0, **_settings):
        """Return the wrapper that fits the kind of dialog."""
        if is_plain_dialog(dialog):
            return CoarseWrapper(parameter, dialog)
        return stock_wrapper(parameter, dialog, row, col)


class CoarseWrapper(LayerListWrapper):
    """The stock list, without its habit of starting with the first raster by the alphabet."""

    def postInitialize(self, wrappers) -> None:
        """Choose what looks like a coarse map, if one is needed; values handed over come after."""
        super().postInitialize(wrappers)
        if self.parameterDefinition().flags() & _OPTIONAL:
            return
        layer = likely_coarse_map()
        if layer is not None:
            self.combo.setLayer(layer)
        else:
            self.combo.findChild(QComboBox).setCurrentIndex(-1)


def likely_coarse_map() -> QgsRasterLayer | None:
    """Return the layer to start with; None where the coarsest map is a fine map of ours."""
    layer = find_coarse_map()
    return None if layer is None or is_fine_result(layer) else layer
