# ruff: noqa: N815 - the names of QGIS
"""A main window of QGIS's own parts for the tests of this folder, with FineCover in it.

Run the folder by itself (``xvfb-run -a env QT_QPA_PLATFORM=xcb pytest tests/gui``): QGIS can be
started once in a process, and the tests of the algorithms start it without a window.
"""

from __future__ import annotations

import os
import re

import pytest
import tiny_scene
from qgis_session import qgis_running

pytest.importorskip("qgis.core")


class Mouse:
    """Real mouse and key events on the canvas, at places in map coordinates."""

    def __init__(self, canvas) -> None:
        from qgis.PyQt.QtCore import Qt

        self.canvas, self._held = canvas, Qt.MouseButton.NoButton

    def pixel(self, x, y):
        """Return the pixel of a place."""
        return self.canvas.getCoordinateTransform().transform(x, y).toQPointF().toPoint()

    def move(self, x, y):
        """Move the pointer; the event is sent as well, since a screen may deliver it late."""
        from qgis.PyQt.QtCore import QCoreApplication, QEvent, QPointF, Qt
        from qgis.PyQt.QtGui import QMouseEvent
        from qgis.PyQt.QtTest import QTest

        viewport, pixel = self.canvas.viewport(), self.pixel(x, y)
        QTest.mouseMove(viewport, pixel)
        settle()
        none = Qt.MouseButton.NoButton
        places = QPointF(pixel), QPointF(viewport.mapToGlobal(pixel))
        event = QMouseEvent(
            QEvent.Type.MouseMove, *places, none, self._held, Qt.KeyboardModifier.NoModifier
        )
        QCoreApplication.sendEvent(viewport, event)
        settle()

    def click(self, x, y, *, right=False):
        from qgis.PyQt.QtCore import Qt

        self.move(x, y)
        button = Qt.MouseButton.RightButton if right else Qt.MouseButton.LeftButton
        self._send("mouseClick", x, y, button)

    def double_click(self, x, y):
        from qgis.PyQt.QtCore import Qt

        for way in ("mouseClick", "mouseDClick"):
            self._send(way, x, y, Qt.MouseButton.LeftButton)

    def drag(self, start, end, *, shift=True):
        """Drag with the left button from one place to another."""
        from qgis.PyQt.QtCore import Qt

        shifted, plain = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
        left = Qt.MouseButton.LeftButton
        self._send("mousePress", *start, left, shifted if shift else plain)
        self._held = left
        for share in (0.3, 0.7, 1.0):
            self.move(*(a + (b - a) * share for a, b in zip(start, end)))
        self._held = Qt.MouseButton.NoButton
        self._send("mouseRelease", *end, left, shifted if shift else plain)

    def key(self, name):
        """Press a key by its name in Qt, such as Backspace."""
        from qgis.PyQt.QtCore import Qt
        from qgis.PyQt.QtTest import QTest

        QTest.keyClick(self.canvas, getattr(Qt.Key, f"Key_{name}"))
        settle()

    def _send(self, way, x, y, button, modifier=None):
        from qgis.PyQt.QtCore import Qt
        from qgis.PyQt.QtTest import QTest

        modifier = Qt.KeyboardModifier.NoModifier if modifier is None else modifier
        getattr(QTest, way)(self.canvas.viewport(), button, modifier, self.pixel(x, y))
        settle()


def settle(times: int = 5) -> None:
    """Let Qt do what is due."""
    from qgis.PyQt.QtCore import QCoreApplication, QEvent

    for _ in range(times):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _make_interface():
    """Return what QGIS hands to plugins as ``iface``, as far as FineCover and Processing ask."""
    from qgis.core import (
        QgsLayerTreeGroup,
        QgsLayerTreeModel,
        QgsLayerTreeRegistryBridge,
        QgsProject,
    )
    from qgis.gui import (
        QgsLayerTreeMapCanvasBridge,
        QgsLayerTreeView,
        QgsMapCanvas,
        QgsMessageBar,
    )
    from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
    from qgis.PyQt.QtWidgets import QDockWidget, QGridLayout, QMainWindow, QMenu, QWidget

    class Interface(QObject):
        currentLayerChanged = pyqtSignal(object)

        def __init__(self):
            super().__init__()
            project = QgsProject.instance()
            self.window = QMainWindow()
            self.window.setWindowTitle("QGIS")
            self.window.resize(1000, 700)
            centre = QWidget(self.window)
            layout = QGridLayout(centre)
            layout.setContentsMargins(0, 0, 0, 0)
            self.bar = QgsMessageBar(centre)
            self.canvas = QgsMapCanvas(centre)
            self.canvas.setCanvasColor(Qt.GlobalColor.white)
            layout.addWidget(self.canvas, 0, 0, 2, 1)
            layout.addWidget(self.bar, 0, 0)  # above the canvas, as in QGIS
            layout.setRowStretch(1, 1)
            self.bar.raise_()
            self.window.setCentralWidget(centre)
            self.tree = QgsLayerTreeView(self.window)
            self.model = QgsLayerTreeModel(project.layerTreeRoot())
            self.tree.setModel(self.model)
            dock = QDockWidget("Layers", self.window)
            dock.setWidget(self.tree)
            self.window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
            self.raster_menu = self.window.menuBar().addMenu("Raster")
            self.bridge = QgsLayerTreeMapCanvasBridge(project.layerTreeRoot(), self.canvas)
            self.bridge.setAutoSetupOnFirstLayer(False)
            project.crsChanged.connect(self.follow_crs)
            project.layerTreeRegistryBridge().addedLayersToLayerTree.connect(self.choose_added)
            self.tree.selectionModel().currentChanged.connect(self.insert_above_current)

        def choose_added(self, layers):
            self.tree.setCurrentLayer(layers[0])

        def insert_above_current(self):
            """Have new layers put above the current one, or into the current group."""
            node, group, at = self.tree.currentNode(), self.model.rootGroup(), 0
            if isinstance(node, QgsLayerTreeGroup):
                group = node
            elif node is not None and node.parent() is not None:
                group = node.parent()
                at = group.children().index(node)
            point = QgsLayerTreeRegistryBridge.InsertionPoint(group, at)
            QgsProject.instance().layerTreeRegistryBridge().setLayerInsertionPoint(point)

        def follow_crs(self):
            self.canvas.setDestinationCrs(QgsProject.instance().crs())

        def mainWindow(self):
            return self.window

        def mapCanvas(self):
            return self.canvas

        def messageBar(self):
            return self.bar

        def layerTreeView(self):
            return self.tree

        def activeLayer(self):
            return self.tree.currentLayer()

        def setActiveLayer(self, layer):
            self.tree.setCurrentLayer(layer)

        def rasterMenu(self):
            return self.raster_menu

        def addToolBar(self, name):
            return self.window.addToolBar(name)

        def addPluginToRasterMenu(self, name, action):
            menus = [one.menu() for one in self.raster_menu.actions() if one.text() == name]
            menu = menus[0] if menus else QMenu(name, self.window)
            if not menus:
                self.raster_menu.addMenu(menu)
            menu.addAction(action)

        def removePluginRasterMenu(self, name, action):
            for one in self.raster_menu.actions():
                if one.text() == name:
                    one.menu().removeAction(action)
                    if not one.menu().actions():
                        self.raster_menu.removeAction(one)  # and QGIS keeps the menu

        def userProfileManager(self):
            return None

        def browserModel(self):
            return None

        def __getattr__(self, name):
            if name.startswith("_"):
                raise AttributeError(name)
            return self.do_nothing

        def do_nothing(self, *arguments):
            return None

    return Interface()


@pytest.fixture(scope="session")
def scene(tmp_path_factory):
    return tiny_scene.build(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="session")
def qgis(tmp_path_factory):
    """A QGIS with a window, on the screen there is or on none, and with an empty profile."""
    from qgis.core import QgsApplication

    if QgsApplication.instance() is not None:
        pytest.skip("QGIS runs without a window here; run tests/gui by itself")
    if "DISPLAY" not in os.environ:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with qgis_running(tmp_path_factory.mktemp("profile"), window=True) as application:
        yield application


@pytest.fixture(scope="session")
def iface(qgis):
    """The main window, shown, with Processing loaded; the same for all tests, as in QGIS."""
    from qgis import utils

    utils.iface = interface = _make_interface()
    from processing.core.Processing import Processing

    Processing.initialize()
    interface.window.show()
    settle()
    yield interface
    interface.bridge.deleteLater()
    interface.window.close()
    interface.window.deleteLater()
    settle()


@pytest.fixture
def project(iface):
    """An empty project in UTM 32 north, the canvas on 40 by 40 km of it."""
    from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle

    project = QgsProject.instance()
    project.clear()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:32632"))
    project.setEllipsoid("EPSG:7030")
    iface.canvas.setExtent(QgsRectangle(480_000, 5_000_000, 520_000, 5_040_000))
    settle()
    yield project
    iface.bar.clearWidgets()
    project.clear()
    settle()


@pytest.fixture
def plugin(iface, project):
    """FineCover, loaded into the main window as QGIS loads it."""
    import finecover

    plugin = finecover.classFactory(iface)
    plugin.initGui()
    settle()
    yield plugin
    plugin.unload()
    settle()


@pytest.fixture
def mouse(iface):
    """Mouse and keyboard on the canvas."""
    return Mouse(iface.canvas)


@pytest.fixture
def trigger(iface):
    """Trigger an action of FineCover's toolbar or menu by its text."""

    def press(text):
        from qgis.PyQt.QtWidgets import QAction

        found = [one for one in iface.window.findChildren(QAction) if one.text() == text]
        assert len(found) == 1, [one.text() for one in iface.window.findChildren(QAction)]
        found[0].trigger()
        settle()
        return found[0]

    return press


@pytest.fixture
def messages(iface):
    """Return the texts in the message bar, without markup."""

    def texts():
        from qgis.PyQt.QtWidgets import QLabel

        found = []
        for item in iface.bar.items():
            labels = [label.text() for label in item.findChildren(QLabel)]
            found.append(re.sub("<[^>]+>", "", " ".join([item.text(), *labels])).strip())
        return found

    return texts


@pytest.fixture
def picture(iface):
    """Keep a picture of a window in the folder FINECOVER_PICTURES, where that is set."""

    def take(widget, name):
        folder = os.environ.get("FINECOVER_PICTURES")
        if folder:
            settle(50)
            assert widget.grab().save(os.path.join(folder, f"{name}.png"))

    return take
