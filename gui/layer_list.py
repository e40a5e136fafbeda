"""The stock list of layers and files of Processing's dialogs, for parameters that add to it."""

from __future__ import annotations

from processing.gui.wrappers import WidgetWrapperFactory, dialogTypes
from qgis.gui import (
    QgsAbstractProcessingParameterWidgetWrapper,
    QgsProcessingGui,
    QgsProcessingMapLayerComboBox,
)
from qgis.PyQt.QtWidgets import QHBoxLayout, QWidget

_STANDARD = QgsProcessingGui.WidgetType.Standard


class LayerListWrapper(QgsAbstractProcessingParameterWidgetWrapper):
    """The stock list in a row of its own; children add to the row, or choose what it starts with.

    Attributes:
        combo: the list, once QGIS has asked for the widget.
    """

    def __init__(self, parameter, dialog) -> None:
        """Make the wrapper; QGIS asks for the widget later."""
        super().__init__(parameter, _STANDARD)
        self.setDialog(dialog)
        self.combo: QgsProcessingMapLayerComboBox | None = None

    def createWidget(self) -> QWidget:
        """Return the list, and what children put beside it."""
        widget = QWidget()  # QGIS deletes what it is given where only Python owned it
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        self.combo = QgsProcessingMapLayerComboBox(self.parameterDefinition(), _STANDARD, widget)
        self.combo.setWidgetContext(self.widgetContext())
        self.combo.setToolTip(self.parameterDefinition().toolTip())
        self.combo.valueChanged.connect(self._changed)
        row.addWidget(self.combo)
        self.add_to(row)
        return widget

    def add_to(self, row: QHBoxLayout) -> None:
        """Put something beside the list; children may."""

    def setWidgetContext(self, context) -> None:
        """Hand the project and its like on to the list."""
        super().setWidgetContext(context)
        if self.combo is not None:
            self.combo.setWidgetContext(context)

    def setWidgetValue(self, value, context) -> None:
        """Show a value."""
        self.combo.setValue(value, context)

    def widgetValue(self):
        """Return the chosen layer, file or nothing."""
        return self.combo.value()

    def _changed(self) -> None:
        self.widgetValueHasChanged.emit(self)


def is_plain_dialog(dialog) -> bool:
    """Tell the dialog of an algorithm from batch and modeler, which keep the stock widgets."""
    return dialogTypes.get(type(dialog).__name__, _STANDARD) == _STANDARD


def stock_wrapper(parameter, dialog, row: int, col: int):
    """Return what QGIS makes of a parameter that names no widget."""
    metadata = parameter.metadata()
    parameter.setMetadata({key: metadata[key] for key in metadata if key != "widget_wrapper"})
    try:
        return WidgetWrapperFactory.create_wrapper(parameter, dialog, row, col)
    finally:
        parameter.setMetadata(metadata)
