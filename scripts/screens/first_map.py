"""The first map in five minutes: two polygons, one dialog, a map and its report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtWidgets import QDockWidget

from .pixels import true_colour
from .window import Screen, log_of

# Longitude and latitude of the corners, clear of the picture's watermark; those of the demo.
GEO = (
    (-76.704, 34.729), (-76.600, 34.724), (-76.511, 34.711), (-76.482, 34.662),
    (-76.511, 34.581), (-76.530, 34.571), (-76.584, 34.581), (-76.674, 34.633),
    (-76.714, 34.691),
)  # fmt: skip
GEO_SMALL = (
    (-76.668, 34.722), (-76.585, 34.717), (-76.512, 34.704), (-76.494, 34.672),
    (-76.519, 34.591), (-76.556, 34.594), (-76.640, 34.668), (-76.680, 34.700),
)  # fmt: skip
_STRETCH = ((4, 20, 125), (3, 36, 125), (2, 50, 125))
_VIEW = (343_500, 3_824_800, 366_500, 3_845_400)
_PANEL_WIDTH = 440
_UTM = "EPSG:32618"


def tell(iface, folder: Path) -> None:
    """Tell the story."""
    screen = Screen(iface, folder, panel=_PANEL_WIDTH)
    image, coarse = _load(screen)
    screen.keep(screen.window, "toolbar")
    _draw(screen, "geo", GEO, picture="draw-geo")
    _draw(screen, "geo_small", GEO_SMALL)
    iface.messageBar().clearWidgets()
    screen.drawn()
    screen.keep(screen.window, "both-areas")
    _upsample(screen, image, coarse)
    _look(screen)


def _load(screen: Screen):
    """Load the image over the coarse map, and look at it in UTM."""
    inputs = screen.folder / "input"
    coarse = screen.add_raster(inputs / "MCD12Q1_2018.tif", "MCD12Q1_2018")
    image = screen.add_raster(inputs / "sentinel2_20181013.tif", "sentinel2_20181013")
    true_colour(image, _STRETCH)
    QgsProject.instance().setCrs(QgsCoordinateReferenceSystem(_UTM))
    tree = QgsProject.instance().layerTreeRoot()
    tree.findLayer(coarse.id()).setItemVisibilityChecked(False)  # grey, as it has no colours yet
    screen.iface.layerTreeView().collapseAllNodes()
    screen.canvas.setExtent(QgsRectangle(*_VIEW))
    screen.drawn()
    return image, coarse


def _draw(
    screen: Screen, name: str, corners: Sequence[tuple[float, float]], *, picture: str = ""
) -> None:
    """Click the corners of an area; a picture is taken before the last one."""
    project = QgsProject.instance()
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    change = QgsCoordinateTransform(degrees, project.crs(), project)
    places = [change.transform(QgsPointXY(*corner)) for corner in corners]
    screen.action(f"draw_{name}").trigger()
    screen.wait(0.3)
    for place in places[:-1]:
        screen.click(place.x(), place.y())
    screen.move(places[-1].x(), places[-1].y())
    if picture:
        screen.wait(0.5)
        screen.keep(screen.window, picture)
    screen.click(places[-1].x(), places[-1].y())
    screen.click(places[-1].x(), places[-1].y(), right=True)
    screen.iface.actionPan().trigger()
    screen.wait(0.5)


def _upsample(screen: Screen, image, coarse) -> None:
    """Fill the dialog in, check, run, and look at what comes."""
    screen.action("upsample").trigger()
    dialog = screen.dialog("Upsample")
    dialog.resize(1000, 900)
    output = screen.folder / "first_map"
    output.mkdir(exist_ok=True)
    dialog.setParameters(
        {
            "IMAGES": [image],
            "COARSE": coarse,
            "OUTPUT": str(output / "map.tif"),
            "CONFIDENCE": str(output / "confidence.tif"),
            "REPORT": str(output / "report.html"),
        }
    )
    screen.wait(1)
    screen.keep(dialog, "upsample-dialog")
    dialog.check_button.click()
    screen.until(dialog.check_button.isEnabled, 300)
    screen.wait(0.5)
    screen.log(dialog, "preflight")
    dialog.messageBar().clearWidgets()
    log_of(dialog).clear()
    screen.run(dialog)
    dialog.resize(1250, 900)  # room for the table
    screen.log(dialog, "run-log", top="Training:")
    dialog.close()


def _look(screen: Screen) -> None:
    """Look at the map, and at how sure it is."""
    screen.iface.messageBar().clearWidgets()
    screen.drawn()
    screen.keep(screen.window, "results-viewer")
    for dock in screen.window.findChildren(QDockWidget):
        if dock.windowTitle() == "Results Viewer":
            dock.hide()
    screen.canvas.setExtent(QgsRectangle(*_VIEW))
    screen.drawn()
    screen.keep(screen.window, "map")
    tree = QgsProject.instance().layerTreeRoot()
    layers = {layer.name(): layer for layer in QgsProject.instance().mapLayers().values()}
    tree.findLayer(layers["map"].id()).setItemVisibilityChecked(False)
    tree.findLayer(layers["map"].id()).setExpanded(False)
    tree.findLayer(layers["confidence"].id()).setExpanded(True)
    screen.iface.setActiveLayer(layers["confidence"])
    screen.drawn()
    screen.keep(screen.window, "confidence")
