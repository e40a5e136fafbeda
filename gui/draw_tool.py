"""Drawing one polygon on the map canvas with mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsMapTool, QgsRubberBand
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QPoint, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QLabel

translate = QCoreApplication.translate

_POLYGON = QgsWkbTypes.GeometryType.PolygonGeometry
_POINT = QgsWkbTypes.GeometryType.PointGeometry
_CROSSED = QColor(215, 25, 28)
_DELETES = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
_KEY_EVENTS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_DRAGGED_PIXELS = 4
_LABEL_OFFSET = QPoint(18, 18)
_LABEL_STYLE = (
    "QLabel {{ color: {color}; background: rgba(255, 255, 255, 235); border: 1px solid #808080;"
    " border-radius: 3px; padding: 3px 5px; }}"
)


class DrawAreaTool(QgsMapTool):
    """Click corners; right-click or Enter finishes; Backspace takes a corner back; Esc cancels.

    Delete does what Backspace does; neither ever reaches the features selected in a layer. Dragging
    with Shift draws a rectangle. Corners outlive a change of tool and of the canvas's coordinate
    system, until ``forget``.
    """

    drawn = pyqtSignal(QgsGeometry)
    """A valid polygon in the canvas's system; whoever takes it calls ``forget``."""
    refused = pyqtSignal(str)
    """Why the polygon cannot be finished as it is, and what to do; the corners stay."""
    left = pyqtSignal()
    """Esc was pressed with nothing drawn."""

    def __init__(
        self, canvas: QgsMapCanvas, color: str, describe: Callable[[QgsGeometry], str]
    ) -> None:
        """Prepare rubber bands in a colour; ``describe`` says what is told beside the cursor."""
        super().__init__(canvas)
        self._describe, self._color = describe, QColor(color)
        self._corners: list[QgsPointXY] = []
        self._cursor: QgsPointXY | None = None
        self._refused = False  # as it is; until it changes, the cursor is no corner to come
        self._dragged_from: QPoint | None = None
        self._crs = canvas.mapSettings().destinationCrs()
        self._area = QgsRubberBand(canvas, _POLYGON)
        self._area.setWidth(2)
        self._marks = QgsRubberBand(canvas, _POINT)
        self._marks.setIcon(QgsRubberBand.IconType.ICON_BOX)
        self._marks.setIconSize(7)
        self._marks.setColor(QColor(30, 30, 30))
        self._label = QLabel(canvas.viewport())
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label.hide()
        self.setCursor(Qt.CursorShape.CrossCursor)
        canvas.destinationCrsChanged.connect(self._follow_crs)

    def flags(self):
        """Return none, so that the canvas leaves dragging with Shift and the right button to us."""
        return QgsMapTool.Flags() if hasattr(QgsMapTool, "Flags") else QgsMapTool.Flag(0)

    def corners(self) -> list[QgsPointXY]:
        """Return the corners drawn so far, in the canvas's coordinate system."""
        return list(self._corners)

    def activate(self) -> None:
        """Take the keyboard, and show again what was left half drawn."""
        super().activate()
        for watched in (self.canvas(), self.canvas().viewport()):
            watched.installEventFilter(self)
        self.canvas().setFocus()
        self._redraw()

    def deactivate(self) -> None:
        """Hide what is half drawn; it is kept."""
        for watched in (self.canvas(), self.canvas().viewport()):
            watched.removeEventFilter(self)
        self._dragged_from = self._cursor = None
        self._hide()
        super().deactivate()

    def forget(self) -> None:
        """Drop every corner."""
        self._corners, self._refused = [], False
        self._dragged_from = None
        self._redraw()

    def dispose(self) -> None:
        """Leave the canvas and take everything off it, for good."""
        canvas = self.canvas()
        canvas.destinationCrsChanged.disconnect(self._follow_crs)
        canvas.unsetMapTool(self)
        for band in (self._area, self._marks):
            canvas.scene().removeItem(band)
        self._label.setParent(None)
        self._label.deleteLater()
        self.setParent(None)
        self.deleteLater()

    def eventFilter(self, watched, event) -> bool:
        """Keep the keys that delete from QGIS, and the figures where they are seen."""
        kind = event.type()
        if kind in _KEY_EVENTS and event.key() in _DELETES:
            if kind == QEvent.Type.KeyPress:
                self.take_back()
            event.accept()
            return True
        if kind == QEvent.Type.Leave and watched is self.canvas().viewport():
            self._cursor = None
            self._redraw()
            self._label_at(QPoint(0, watched.height()))
        elif kind == QEvent.Type.Resize and watched is self.canvas().viewport():
            self._label_at(self._label.pos() - _LABEL_OFFSET)
        return False

    def canvasPressEvent(self, event) -> None:
        """Begin a rectangle where Shift is held and nothing is drawn yet."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.button() == Qt.MouseButton.LeftButton and shift and not self._corners:
            self._dragged_from = QPoint(event.pos())

    def canvasMoveEvent(self, event) -> None:
        """Let the polygon follow the cursor."""
        self._cursor = self.toMapCoordinates(event.pos())
        self._label_at(event.pos())
        self._redraw(self._rectangle(event.pos()))

    def canvasReleaseEvent(self, event) -> None:
        """Add a corner, end a rectangle, or finish."""
        if event.button() == Qt.MouseButton.RightButton:
            self.finish()
        elif event.button() == Qt.MouseButton.LeftButton:
            rectangle = self._rectangle(event.pos())
            self._dragged_from = None
            self._label_at(event.pos())
            if rectangle:
                self._corners = rectangle
                self.finish()
            else:
                self._add(self.toMapCoordinates(event.pos()))

    def keyPressEvent(self, event) -> None:
        """Finish or cancel."""
        action = {
            Qt.Key.Key_Return: self.finish,
            Qt.Key.Key_Enter: self.finish,
            Qt.Key.Key_Escape: self.cancel,
        }.get(event.key())
        if action is not None:
            action()
            event.ignore()  # handled; QGIS takes keys that stay accepted for its own

    def take_back(self) -> None:
        """Remove the last corner."""
        if self._corners:
            self._corners.pop()
            self._refused = False
            self._redraw()

    def cancel(self) -> None:
        """Drop what is drawn; where nothing is, ask to leave."""
        if self._corners:
            self.forget()
        else:
            self.left.emit()

    def finish(self) -> None:
        """Hand over the polygon, or say why it is none."""
        if not self._corners:
            return
        geometry = _polygon(self._corners)
        problem = _problem(self._corners, geometry)
        if problem:
            self.refused.emit(problem)
        else:
            self.drawn.emit(geometry)
        if self._corners and self.isActive():  # whoever was to take the polygon refused it
            self._refused = True
            self._redraw()

    def _add(self, corner: QgsPointXY) -> None:
        if not self._corners or self._corners[-1] != corner:  # the second half of a double click
            self._corners.append(corner)
            self._refused = False
            self._redraw()

    def _rectangle(self, end: QPoint) -> list[QgsPointXY]:
        """Return the corners of the dragged rectangle, none where the mouse has hardly moved."""
        start = self._dragged_from
        if start is None or (end - start).manhattanLength() < _DRAGGED_PIXELS:
            return []
        pixels = (start, QPoint(end.x(), start.y()), QPoint(end), QPoint(start.x(), end.y()))
        return [self.toMapCoordinates(pixel) for pixel in pixels]

    def _follow_crs(self) -> None:
        """Bring the corners into the canvas's new coordinate system."""
        crs = self.canvas().mapSettings().destinationCrs()
        change = QgsCoordinateTransform(self._crs, crs, QgsProject.instance())
        self._crs, self._cursor = crs, None
        try:
            self._corners = [change.transform(corner) for corner in self._corners]
        except QgsCsException:
            self._corners = []
        if self.isActive():
            self._redraw()

    def _redraw(self, rectangle: list[QgsPointXY] | None = None) -> None:
        """Show corners, outline and figures; with the cursor as a corner to come."""
        follows = self._cursor is not None and self._corners and not self._refused
        ahead = [self._cursor] if follows else []
        points = rectangle or [*self._corners, *ahead]
        geometry = _polygon(points)
        crossed = len(points) > 3 and not geometry.isGeosValid()
        color = _CROSSED if crossed else self._color
        self._area.setStrokeColor(color)
        self._area.setFillColor(QColor(color.red(), color.green(), color.blue(), 50))
        self._area.reset(_POLYGON)
        for point in points:
            self._area.addPoint(point)
        self._marks.reset(_POINT)
        for corner in self._corners:
            self._marks.addPoint(corner)
        told = geometry.area() > 0 and not crossed  # not where the cursor is on a corner still
        lines = [self._describe(geometry) if told else "", self._hint(crossed)]
        self._label.setText("\n".join(line for line in lines if line))
        self._label.setStyleSheet(_LABEL_STYLE.format(color="#b00000" if crossed else "#202020"))
        self._label.adjustSize()
        self._label_at(self._label.pos() - _LABEL_OFFSET)
        self._label.setVisible(self.isActive())

    def _hint(self, crossed: bool) -> str:
        if crossed:
            return translate(
                "FineCover", "The outline crosses itself. Backspace takes a corner back."
            )
        if not self._corners:
            return translate(
                "FineCover", "Click the first corner, or hold Shift and drag a rectangle."
            )
        if len(self._corners) < 3:
            return translate("FineCover", "Click more corners. Backspace takes one back.")
        return translate("FineCover", "Right-click or Enter finishes, Esc cancels.")

    def _label_at(self, pixel: QPoint) -> None:
        """Put the figures beside a pixel of the canvas, where they are seen whole."""
        room = self.canvas().viewport().size() - self._label.size()
        at = pixel + _LABEL_OFFSET
        self._label.move(max(min(at.x(), room.width()), 0), max(min(at.y(), room.height()), 0))

    def _hide(self) -> None:
        self._area.reset(_POLYGON)
        self._marks.reset(_POINT)
        self._label.hide()


def _polygon(corners: list[QgsPointXY]) -> QgsGeometry:
    return QgsGeometry.fromPolygonXY([[*corners, *corners[:1]]])


def _problem(corners: list[QgsPointXY], geometry: QgsGeometry) -> str:
    """Return why corners make no area and what to do; "" where they do."""
    if len(corners) < 3:
        return translate(
            "FineCover",
            "An area needs at least three corners; click more of them, then finish again.",
        )
    if geometry.convexHull().area() == 0:
        return translate(
            "FineCover",
            "The corners lie on one line; click one more beside it, then finish again.",
        )
    if not geometry.isGeosValid():
        return translate(
            "FineCover",
            "The outline crosses or touches itself; press Backspace until it does not, then "
            "finish again.",
        )
    return ""
