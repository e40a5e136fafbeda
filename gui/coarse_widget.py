"""The list of rasters for the coarse map, which starts with a raster that looks like one.

Named by text in the parameter's metadata, so that only QGIS with a window ever imports it.
"""

from __future__ import annotations

from processing.gui.wrappers import dialogTypes
from qgis.core import QgsProcessingParameterDefinition, QgsRasterLayer
from qgis.gui import (
    QgsAbstractProcessingParameterWidgetWrapper,
    QgsProcessingGui,
    QgsProcessingMapLayerComboBox,
)
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QWidget

from .area_figures import find_coarse_map
from .polygon_widget import stock_wrapper
from .result_style import is_fine_result

_OPTIONAL = QgsProcessingParameterDefinition.Flag.FlagOptional
_STANDARD = QgsProcessingGui.WidgetType.Standard


class CoarseWidget:
    """What Processing asks for by name; batch and modeler get the stock widget."""

    def __new__(cls, parameter, dialog, row: int = 0, col: int = 0, **_settings):
        """Return the wrapper that fits the kind of dialog."""
        if dialogTypes.get(type(dialog).__name__, _STANDARD) == _STANDARD:
            return CoarseWrapper(parameter, dialog)
        return stock_wrapper(parameter, dialog, row, col)


class CoarseWrapper(QgsAbstractProcessingParameterWidgetWrapper):
    """The stock list, without its habit of starting with the first raster by the alphabet."""

    def __init__(self, parameter, dialog) -> None:
        """Make the wrapper; QGIS asks for the widget later."""
        super().__init__(parameter, _STANDARD)
        self.setDialog(dialog)
        self.combo: QgsProcessingMapLayerComboBox | None = None

    def createWidget(self) -> QWidget:
        """Return the list."""
        widget = QWidget()  # QGIS deletes what it is given where only Python owned it
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        self.combo = QgsProcessingMapLayerComboBox(self.parameterDefinition(), _STANDARD, widget)
        self.combo.setWidgetContext(self.widgetContext())
        self.combo.setToolTip(self.parameterDefinition().toolTip())
        self.combo.valueChanged.connect(self._changed)
        row.addWidget(self.combo)
        return widget

    def setWidgetContext(self, context) -> None:
        """Hand the project and its like on to the list."""
        super().setWidgetContext(context)
        if self.combo is not None:
            self.combo.setWidgetContext(context)

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

    def setWidgetValue(self, value, context) -> None:
        """Show a value."""
        self.combo.setValue(value, context)

    def widgetValue(self):
        """Return the chosen layer, file or nothing."""
        return self.combo.value()

    def _changed(self) -> None:
        self.widgetValueHasChanged.emit(self)


def likely_coarse_map() -> QgsRasterLayer | None:
    """Return the layer to start with; None where the coarsest map is a fine map of ours."""
    layer = find_coarse_map()
    return None if layer is None or is_fine_result(layer) else layer
