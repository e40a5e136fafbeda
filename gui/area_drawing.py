"""Drawing into the layer of one name: the canvas tool, the layer and the messages together."""

from __future__ import annotations

from qgis.core import QgsCsException, QgsGeometry, QgsProject, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ..core.errors import InputError
from .area_figures import area_km2, describe, format_km2
from .area_layers import add_part, area_look
from .draw_tool import DrawAreaTool
from .notices import Notices

translate = QCoreApplication.translate

_alive: list[AreaDrawing] = []


class AreaDrawing(QObject):
    """A tool of the main window's canvas that draws parts of one area."""

    stored = pyqtSignal(QgsVectorLayer)
    """A part is drawn and in this layer."""
    stopped = pyqtSignal()
    """The canvas has another tool now."""

    def __init__(self, iface, name: str) -> None:
        """Prepare drawing into the layer called ``name``."""
        super().__init__()
        self._canvas, self._name = iface.mapCanvas(), name
        self._notices = Notices(iface.messageBar())
        self._previous = None
        self.tool = DrawAreaTool(self._canvas, area_look(name).color, self._describe)
        self.tool.setToolName(name)
        self.tool.drawn.connect(self._store)
        self.tool.refused.connect(self._notices.warn)
        self.tool.left.connect(self.stop)
        self.tool.deactivated.connect(self._left)
        QgsProject.instance().cleared.connect(self.tool.forget)
        _alive.append(self)

    def start(self) -> str:
        """Make it the canvas's tool; return why it cannot be, "" where it is."""
        if not self._canvas.isVisibleTo(self._canvas.window()):  # behind QGIS's start page
            return translate(
                "FineCover", "There is no map to draw on; load the image or the coarse map first."
            )
        if self._canvas.mapTool() is not self.tool:
            self._previous = self._canvas.mapTool()
            self._canvas.setMapTool(self.tool)
        return ""

    def stop(self) -> None:
        """Give the canvas back the tool it had."""
        if self._canvas.mapTool() is not self.tool:
            return
        previous, self._previous = self._previous, None
        if previous is None or sip.isdeleted(previous):
            self._canvas.unsetMapTool(self.tool)
        else:
            self._canvas.setMapTool(previous)

    def dispose(self) -> None:
        """Stop, and leave nothing on the canvas; more than once does no harm."""
        if self not in _alive:
            return
        _alive.remove(self)
        if sip.isdeleted(self._canvas) or sip.isdeleted(self.tool):  # QGIS itself is closing
            return
        QgsProject.instance().cleared.disconnect(self.tool.forget)
        self.stop()
        self._notices.clear()
        self.tool.dispose()

    def _describe(self, geometry: QgsGeometry) -> str:
        figures = describe(geometry, self._canvas.mapSettings().destinationCrs())
        if not figures:
            return self._name
        text = translate("FineCover", "{layer}: {figures}")  # French has a space before the colon
        return text.format(layer=self._name, figures=figures)

    def _store(self, geometry: QgsGeometry) -> None:
        try:
            layer = add_part(self._name, geometry, self._canvas.mapSettings().destinationCrs())
        except InputError as error:
            self._notices.warn(str(error))
            return
        self.tool.forget()
        self._notices.tell(_summary(layer))
        self.stored.emit(layer)

    def _left(self) -> None:
        self._notices.clear()
        self.stopped.emit()


def dispose_all() -> None:
    """Take every tool off the canvas, those of open dialogs too."""
    for drawing in list(_alive):
        drawing.dispose()


def _told_area(shapes: list[QgsGeometry], layer: QgsVectorLayer) -> str:
    try:
        return format_km2(sum(area_km2(shape, layer.crs()) for shape in shapes))
    except QgsCsException:  # beyond what the coordinate system covers
        return "?"


def _summary(layer: QgsVectorLayer) -> str:
    shapes = [feature.geometry() for feature in layer.getFeatures()]
    whole = QgsGeometry.unaryUnion([shape for shape in shapes if not shape.isEmpty()])
    # where parts overlap, the ground counts once; outlines that cross themselves have no union
    measured = shapes if whole.isEmpty() else [whole]
    area = _told_area(measured, layer)
    if len(shapes) == 1:
        text = translate(
            "FineCover",
            "{layer}: {area} km². Draw more parts, or edit the layer with QGIS's tools.",
        )
        return text.format(layer=layer.name(), area=area)
    text = translate("FineCover", "{layer}: {count} parts, {area} km² together.")
    return text.format(layer=layer.name(), count=len(shapes), area=area)
