"""The toolbox with the steps and the models, and a model in the Model Designer."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingModelAlgorithm, QgsProject
from qgis.PyQt.QtWidgets import QAction, QDockWidget, QGraphicsView, QLineEdit, QTreeView

from .window import Screen

_MODEL = "stepbystep"


def tell(iface, folder: Path) -> None:
    """Tell the story."""
    screen = Screen(iface, folder)
    _toolbox(screen)
    _labels(screen)
    _dialog(screen)
    _designer(screen)


def _toolbox(screen: Screen) -> None:
    """Show what the toolbox finds for the plugin's name."""
    dock = screen.window.findChild(QDockWidget, "ProcessingToolbox")
    dock.setFloating(True)
    dock.setVisible(True)
    dock.resize(430, 560)
    dock.findChild(QLineEdit).setText("finecover")
    screen.wait(1)
    dock.findChild(QTreeView).expandAll()
    screen.wait(0.5)
    screen.keep(dock, "toolbox")
    dock.hide()


def _labels(screen: Screen) -> None:
    """Let preparelabels give the coarse map its names and colours."""
    coarse = screen.add_raster(screen.folder / "input" / "MCD12Q1_2018.tif", "MCD12Q1_2018")
    output = screen.folder / "steps"
    output.mkdir(exist_ok=True)
    wanted = {"COARSE": coarse, "OUTPUT": str(output / "labels.tif")}
    screen.run_tool(screen.tool("preparelabels", wanted))
    screen.canvas.zoomToFullExtent()
    screen.drawn()
    screen.keep(screen.window, "labels")
    QgsProject.instance().clear()


def _dialog(screen: Screen) -> None:
    """Open the model as a dialog."""
    dialog = screen.tool(_MODEL, {})
    screen.keep(dialog, "model-dialog")
    dialog.close()


def _designer(screen: Screen) -> None:
    """Open the model's file in the Model Designer."""
    from processing.modeler.ModelerDialog import ModelerDialog

    package = Path(__file__).resolve().parent.parent.parent
    model = QgsProcessingModelAlgorithm()
    model.fromFile(str(package / "resources" / "models" / f"{_MODEL}.model3"))
    designer = ModelerDialog(model)
    designer.resize(1200, 620)
    designer.show()
    screen.wait(2)
    for dock in designer.findChildren(QDockWidget):
        dock.hide()
    screen.wait(1)
    view = max(designer.findChildren(QGraphicsView), key=lambda one: one.width())
    view.scene().setSceneRect(view.scene().itemsBoundingRect().adjusted(-20, -20, 20, 20))
    designer.findChild(QAction, "mActionZoomToItems").trigger()
    screen.wait(1)
    screen.keep(designer, "model-designer")
