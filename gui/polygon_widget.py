"""The Draw button beside parameters that take areas, in the dialogs of the algorithms.

Named by text in the parameters' metadata, so that only QGIS with a window ever imports it.
"""

from __future__ import annotations

from qgis import utils
from qgis.core import QgsProcessingContext, QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QHBoxLayout, QToolButton

from .area_drawing import AreaDrawing
from .area_layers import find_area_layer
from .layer_list import LayerListWrapper, is_plain_dialog, stock_wrapper
from .notices import Notices
from .toolbar import icon_file

translate = QCoreApplication.translate


class AreaWidget:
    """What Processing asks for by name: a widget with a button, or the stock one.

    Batch and modeler get the stock widget, and so does a QGIS without a canvas.
    """

    def __new__(cls, parameter, dialog, row: int = 0, col: int = 0, **_settings):
        """Return the wrapper that fits the kind of dialog."""
        canvas = utils.iface.mapCanvas() if utils.iface is not None else None
        if is_plain_dialog(dialog) and canvas is not None:
            return DrawAreaWrapper(parameter, dialog)
        return stock_wrapper(parameter, dialog, row, col)


class DrawAreaWrapper(LayerListWrapper):
    """The stock combo box of layers and files with a Draw button after it.

    It starts with the layer that is called like the parameter in small letters, where the project
    has one, and a drawn polygon goes into that layer.
    """

    def __init__(self, parameter, dialog) -> None:
        """Make the wrapper; QGIS asks for the widget later."""
        super().__init__(parameter, dialog)
        self._dialog, self._name = dialog, parameter.name().lower()
        self.button: QToolButton | None = None
        self._drawing: AreaDrawing | None = None
        self._notices = Notices(dialog.messageBar())

    def add_to(self, row: QHBoxLayout) -> None:
        """Put the button beside the list."""
        self.button = QToolButton()
        self.button.setIcon(QIcon(icon_file(f"draw_{self._name}")))
        self.button.setText(translate("FineCover", "Draw"))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        text = translate("FineCover", "Draw polygons on the map, into the layer {layer}")
        self.button.setToolTip(text.format(layer=self._name))
        self.button.clicked.connect(self._draw)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)

    def postInitialize(self, wrappers) -> None:
        """Choose the layer of the parameter's name; values that are handed over come after."""
        super().postInitialize(wrappers)
        layer = find_area_layer(self._name)
        if layer is not None and not self.combo.value():
            self.combo.setLayer(layer)

    def _draw(self) -> None:
        """Put the dialog out of the way, and draw."""
        if self._drawing is None:
            drawing = AreaDrawing(utils.iface, self._name)
            drawing.stored.connect(self._take)
            drawing.stopped.connect(self._come_back)
            self.button.destroyed.connect(drawing.dispose)
            self._drawing = drawing
        problem = self._drawing.start()
        if problem:
            self._notices.warn(problem)
            return
        self._dialog.showMinimized()  # hidden, it would end the loop that some callers run it in
        utils.iface.mainWindow().activateWindow()

    def _take(self, layer) -> None:
        """Choose all of a layer, the part just drawn with those selected before."""
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        self.setParameterValue(layer.id(), context)
        self._drawing.stop()

    def _come_back(self) -> None:
        if sip.isdeleted(self._dialog):  # which is what ended the drawing
            return
        self._dialog.setWindowState(self._dialog.windowState() & ~Qt.WindowState.WindowMinimized)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
