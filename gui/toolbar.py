"""FineCover's toolbar and menu in the main window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QIcon
from qgis.PyQt.QtWidgets import QAction

from ..core.errors import InputError
from .area_drawing import AreaDrawing, dispose_all
from .area_layers import clear_area
from .diagnostics import copy_diagnostics
from .missing_packages import hide_missing_packages, show_missing_packages
from .notices import Notices

translate = QCoreApplication.translate

MENU = "FineCover"
UPSAMPLE = "finecover:upsample"
_ICONS = Path(__file__).parent.parent / "resources" / "icons"


def icon_file(name: str) -> str:
    """Return the path of an icon, the plugin's own where there is none of that name."""
    path = _ICONS / f"{name}.svg"
    return str(path if path.is_file() else _ICONS / "finecover.svg")


class FineCoverToolbar:
    """The actions of the main window: draw the two areas, upsample, read the guide."""

    def __init__(self, iface) -> None:
        """Put everything into the main window."""
        self._iface = iface
        self._notices = Notices(iface.messageBar())
        self._actions: list[QAction] = []
        self._dialog = None
        self._bar = iface.addToolBar(MENU)
        self._bar.setObjectName("FineCoverToolBar")  # QGIS remembers its place by this name
        self._drawings = [
            self._add_drawing("geo", translate("FineCover", "Draw geo (training area)")),
            self._add_drawing("geo_small", translate("FineCover", "Draw geo_small (area to map)")),
        ]
        self._add("upsample", translate("FineCover", "Upsample…"), self.open_upsample)
        self._add("guide", translate("FineCover", "User guide"), self.open_guide)
        for name in ("geo", "geo_small"):
            text = translate("FineCover", "Clear {layer}").format(layer=name)
            clear = self._add(f"clear_{name}", text, lambda _=False, name=name: self.clear(name))
            self._bar.removeAction(clear)
        self._add_diagnostics()
        show_missing_packages(iface)

    def open_upsample(self) -> None:
        """Open the dialog of finecover:upsample, or bring the open one to the front."""
        import processing

        algorithm = QgsApplication.processingRegistry().algorithmById(UPSAMPLE)
        fine, problem = algorithm.canExecute()
        if not fine:
            if show_missing_packages(self._iface) is None:  # they are there, but do not work
                self._notices.warn(problem)
            return
        if self._dialog is None or sip.isdeleted(self._dialog) or not self._dialog.isVisible():
            self._dialog = processing.createAlgorithmDialog(UPSAMPLE, {})
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def open_guide(self) -> None:
        """Show the user guide in the browser."""
        algorithm = QgsApplication.processingRegistry().algorithmById(UPSAMPLE)
        QDesktopServices.openUrl(QUrl(algorithm.helpUrl()))

    def clear(self, name: str) -> None:
        """Empty the layer of that name, so that it can be drawn anew."""
        try:
            layer = clear_area(name)
        except InputError as error:
            self._notices.warn(str(error))
            return
        if layer is None:
            text = translate("FineCover", "There is no layer called {layer}; draw it first.")
        else:
            text = translate(
                "FineCover", "{layer} is empty now; Edit > Undo brings its polygons back."
            )
        self._notices.tell(text.format(layer=name))

    def copy_diagnostics(self, full_paths: bool = False) -> None:
        """Put what FineCover runs on, and the log of the last run, on the clipboard."""
        copy_diagnostics(self._notices, full_paths=full_paths)

    def remove(self) -> None:
        """Take everything out of the main window again."""
        dispose_all()
        self._notices.clear()
        hide_missing_packages(self._iface)
        if self._dialog is not None and not sip.isdeleted(self._dialog):
            self._dialog.close()
        menus = [one.menu() for one in self._iface.rasterMenu().actions() if _is_ours(one)]
        for action in self._actions:
            self._iface.removePluginRasterMenu(MENU, action)
            self._iface.unregisterMainWindowAction(action)
            action.setParent(None)  # gone from the window at once, and from memory when Qt can
            action.deleteLater()
        for menu in menus:
            if not sip.isdeleted(menu) and not menu.actions():
                menu.deleteLater()  # QGIS takes it out of the menu, and keeps it
        self._iface.mainWindow().removeToolBar(self._bar)
        self._bar.setParent(None)
        self._bar.deleteLater()

    def _add_drawing(self, name: str, text: str) -> AreaDrawing:
        drawing = AreaDrawing(self._iface, name)
        action = self._add(f"draw_{name}", text, None)
        action.setCheckable(True)
        drawing.tool.setAction(action)  # which the canvas checks and unchecks
        action.triggered.connect(lambda checked: self._draw(drawing, checked))
        return drawing

    def _add_diagnostics(self) -> None:
        for name, text, full in (
            ("diagnostics", translate("FineCover", "Copy diagnostics"), False),
            ("full_diagnostics", translate("FineCover", "Copy diagnostics with full paths"), True),
        ):
            action = self._add(name, text, lambda _=False, full=full: self.copy_diagnostics(full))
            self._bar.removeAction(action)

    def _draw(self, drawing: AreaDrawing, wanted: bool) -> None:
        if not wanted:
            drawing.stop()
            return
        self._notices.clear()
        problem = drawing.start()
        if problem:
            self._notices.warn(problem)
            drawing.tool.action().setChecked(False)

    def _add(self, name: str, text: str, call: Callable[..., None] | None) -> QAction:
        action = QAction(QIcon(icon_file(name)), text, self._iface.mainWindow())
        action.setObjectName(f"finecover_{name}")  # a shortcut of the user's is kept under it
        if call is not None:
            action.triggered.connect(call)
        self._iface.addPluginToRasterMenu(MENU, action)
        self._iface.registerMainWindowAction(action, "")  # offers it a keyboard shortcut
        self._bar.addAction(action)
        self._actions.append(action)
        return action


def _is_ours(action: QAction) -> bool:
    """Tell whether it opens our menu; some desktops mark a letter with an ampersand."""
    return action.menu() is not None and action.text().replace("&", "") == MENU
