"""The running QGIS in the hands of a script: its window, its mouse, its dialogs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAction, QApplication, QDockWidget, QTextEdit, QToolBar, QWidget

SIZE = (1280, 760)
_TOOLBARS = ("mFileToolBar", "mMapNavToolBar", "mDigitizeToolBar", "FineCoverToolBar")
_PASSING = re.compile(
    r"(QGIS|Qt|Python|GDAL|GEOS|PROJ|PDAL) version|Algorithm (started|')|Execution completed"
    r"|Loading resulting|HTML output|Open the results|Input parameters|\{ '|Time: "
    r"|[\w ]+: (\d+ min )?[\d.]+ s\.$"
)
_PANELS = ("Layers",)
_PANEL_WIDTH = 330
_STILL = 6  # quarters of a second


class Screen:
    """QGIS's main window, laid out for a picture."""

    def __init__(self, iface, folder: Path, *, panel: int = _PANEL_WIDTH) -> None:
        """Show the window with the panels and toolbars a beginner needs."""
        self.iface, self.folder = iface, folder
        self.window, self.canvas = iface.mainWindow(), iface.mapCanvas()
        for bar in self.window.findChildren(QToolBar):
            bar.setVisible(bar.objectName() in _TOOLBARS)
        for dock in self.window.findChildren(QDockWidget):
            dock.setVisible(dock.objectName() in _PANELS)
        self.window.setWindowState(Qt.WindowState.WindowNoState)
        self.window.resize(*SIZE)
        self.window.move(0, 0)
        layers = self.window.findChild(QDockWidget, "Layers")
        self.window.resizeDocks([layers], [panel], Qt.Orientation.Horizontal)
        self.wait(1)

    def wait(self, seconds: float) -> None:
        """Let QGIS work for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            settle()
            time.sleep(0.01)

    def until(self, done: Callable[[], Any], seconds: float = 60) -> Any:
        """Let QGIS work until something is the case, and return it.

        Raises:
            TimeoutError: it never was.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = done()
            if found:
                settle()
                return found
            settle()
            time.sleep(0.02)
        raise TimeoutError("what was waited for did not happen")

    def drawn(self) -> None:
        """Wait for the map; QGIS begins to draw it a moment after it was asked to."""
        still = 0
        while still < _STILL:
            self.wait(0.25)
            still = 0 if self.canvas.isDrawing() else still + 1

    def keep(self, widget: QWidget, name: str) -> None:
        """Keep a picture of a window."""
        settle()
        if not widget.grab().save(str(self.folder / f"{name}.png")):
            raise OSError(f"{name}.png cannot be written")

    def add_raster(self, path: Path, name: str) -> QgsRasterLayer:
        """Add a raster layer on top."""
        layer = QgsRasterLayer(str(path), name)
        if not layer.isValid():
            raise OSError(f"{path} is no raster")
        QgsProject.instance().addMapLayer(layer)
        self.wait(0.3)
        return layer

    def action(self, name: str) -> QAction:
        """Return an action of FineCover's."""
        return self.window.findChild(QAction, f"finecover_{name}")

    def dialog(self, title: str) -> QWidget:
        """Wait for a window whose title begins so."""
        return self.until(
            lambda: next(
                (
                    one
                    for one in QApplication.topLevelWidgets()
                    if one.isVisible() and one.windowTitle().startswith(title)
                ),
                None,
            )
        )

    def tool(
        self, name: str, parameters: dict[str, Any], *, size: tuple[int, int] = (900, 760)
    ) -> QWidget:
        """Open the dialog of one of FineCover's tools, filled in."""
        import processing

        dialog = processing.createAlgorithmDialog(f"finecover:{name}", parameters)
        dialog.resize(*size)
        dialog.show()
        self.wait(1)
        return dialog

    def run_tool(self, dialog: QWidget, *, picture: str = "", log: str = "") -> None:
        """Run what the dialog of a tool says, and close it.

        Args:
            dialog: from ``tool``.
            picture: name of a picture of the dialog before it runs; "" for none.
            log: name of text and picture of its log; "" for none.
        """
        if picture:
            self.keep(dialog, picture)
        self.run(dialog)
        if log:
            self.log(dialog, log)
        dialog.close()

    def run(self, dialog: QWidget, seconds: float = 2400) -> None:
        """Press Run in an algorithm's dialog, and wait for the end."""
        dialog.runButton().click()
        self.until(lambda: "Results:" in log_of(dialog).toPlainText(), seconds)
        self.wait(2)

    def log(self, dialog: QWidget, name: str, *, top: str = "") -> None:
        """Keep the text of a log, and a picture of its end, or from the words ``top`` on.

        What differs from run to run is left out: versions, times and folders.
        """
        log = log_of(dialog)
        lines = log.toPlainText().replace("\u00a0", " ").splitlines()
        kept = [line for line in lines if line.strip() and not _PASSING.match(line)]
        text = "\n".join(kept).replace(f"{self.folder}/", "")
        (self.folder / f"{name}.txt").write_text(f"{text}\n", encoding="utf-8")
        bar = log.verticalScrollBar()
        bar.setValue(bar.maximum())
        found = log.document().find(top) if top else None
        if found is not None and not found.isNull():
            bar.setValue(bar.value() + log.cursorRect(found).top())
        self.wait(0.3)
        self._show_whole_lines(dialog, at_top=not top)
        self.keep(dialog, name)

    def _show_whole_lines(self, dialog: QWidget, *, at_top: bool) -> None:
        """Make a dialog higher by what the edge of its log hides of a line."""
        log = log_of(dialog)
        height = log.viewport().height()
        edge = log.cursorRect(log.cursorForPosition(QPoint(4, 0 if at_top else height - 1)))
        hidden = -edge.top() if at_top else edge.bottom() + 1 - height
        dialog.resize(dialog.width(), dialog.height() + max(hidden, 0))
        self.wait(0.3)

    def _pixel(self, x: float, y: float) -> QPoint:
        return self.canvas.getCoordinateTransform().transform(x, y).toQPointF().toPoint()

    def move(self, x: float, y: float) -> None:
        """Move the pointer to a place on the map."""
        viewport, pixel = self.canvas.viewport(), self._pixel(x, y)
        QTest.mouseMove(viewport, pixel)
        settle()
        none = Qt.MouseButton.NoButton
        places = QPointF(pixel), QPointF(viewport.mapToGlobal(pixel))
        event = QMouseEvent(
            QEvent.Type.MouseMove, *places, none, none, Qt.KeyboardModifier.NoModifier
        )
        QCoreApplication.sendEvent(viewport, event)
        settle()

    def click(self, x: float, y: float, *, right: bool = False) -> None:
        """Click a place on the map."""
        self.move(x, y)
        button = Qt.MouseButton.RightButton if right else Qt.MouseButton.LeftButton
        QTest.mouseClick(self.canvas.viewport(), button, pos=self._pixel(x, y))
        settle()


def settle() -> None:
    """Let Qt do what is due."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def log_of(dialog: QWidget) -> QTextEdit:
    """Return the log of an algorithm's dialog."""
    return dialog.findChild(QTextEdit, "txtLog")
