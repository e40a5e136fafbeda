"""Validation points on the made landscape: drawn, labelled, and read back."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer, edit

from .pixels import true_colour
from .window import Screen

_STRETCH = ((3, 150, 1600), (2, 200, 1400), (1, 100, 1150))
_SHOWN = '"map_class" = 210'  # a point by the water
_METRES = 160
_PANEL_WIDTH = 520  # the names of the classes are long


def tell(iface, folder: Path) -> None:
    """Tell the story."""
    screen = Screen(iface, folder, panel=_PANEL_WIDTH)
    scene = folder / "landscape"
    image = screen.add_raster(scene / "image.tif", "image")
    names = [image.bandName(number) for number in range(1, image.bandCount() + 1)]
    bands = [
        next(at for at, one in enumerate(names, 1) if name in one) for name in ("B04", "B03", "B02")
    ]
    true_colour(image, [(band, low, high) for band, (_, low, high) in zip(bands, _STRETCH)])
    mapped = screen.add_raster(scene / "map.tif", "map")
    screen.iface.layerTreeView().collapseAllNodes()
    QgsProject.instance().setCrs(image.crs())
    screen.canvas.setExtent(mapped.extent())
    (scene / "points.gpkg").unlink(missing_ok=True)  # QGIS would ask whether to replace it
    points = _draw(screen, mapped)
    screen.iface.layerTreeView().setCurrentLayer(points)
    QgsProject.instance().layerTreeRoot().findLayer(mapped.id()).setItemVisibilityChecked(False)
    _form(screen, points)
    _label(points, QgsRasterLayer(str(scene / "truth.tif"), "truth"))
    QgsProject.instance().layerTreeRoot().findLayer(mapped.id()).setItemVisibilityChecked(True)
    QgsProject.instance().layerTreeRoot().findLayer(image.id()).setItemVisibilityChecked(False)
    screen.canvas.setExtent(mapped.extent())
    screen.drawn()
    screen.keep(screen.window, "points-labelled")
    _report(screen, mapped, points)


def _draw(screen: Screen, mapped: QgsRasterLayer) -> QgsVectorLayer:
    """Draw the points in the dialog."""
    dialog = screen.tool(
        "validationpoints",
        {
            "MAP": mapped,
            "EXPECTED_ACCURACY": "0.85",
            "STANDARD_ERROR": 0.02,
            "OUTPUT": str(screen.folder / "landscape" / "points.gpkg"),
        },
        size=(900, 710),
    )
    screen.run_tool(dialog, picture="points-dialog", log="points-log")
    layers = QgsProject.instance().mapLayers().values()
    return next(layer for layer in layers if isinstance(layer, QgsVectorLayer))


def _form(screen: Screen, points: QgsVectorLayer) -> None:
    """Look at one point, with its form."""
    point = next(points.getFeatures(_SHOWN))
    place = point.geometry().asPoint()
    screen.canvas.setExtent(
        QgsRectangle(place.x() - _METRES, place.y() - _METRES, place.x() + _METRES,
                     place.y() + _METRES)
    )  # fmt: skip
    screen.drawn()
    screen.keep(screen.window, "points-map")
    points.startEditing()
    form = screen.iface.getFeatureForm(points, point)
    form.resize(840, 190)
    form.show()
    screen.wait(0.5)
    screen.keep(form, "points-form")
    form.close()
    points.rollBack()


def _label(points: QgsVectorLayer, truth: QgsRasterLayer) -> None:
    """Label every point with what the landscape was made of."""
    at = points.fields().indexFromName("class")
    with edit(points):
        for point in points.getFeatures():
            code, known = truth.dataProvider().sample(point.geometry().asPoint(), 1)
            if known:
                points.changeAttributeValue(point.id(), at, int(code))


def _report(screen: Screen, mapped: QgsRasterLayer, points: QgsVectorLayer) -> None:
    """Compare map and points, with the coarse map beside."""
    scene = screen.folder / "landscape"
    coarse = screen.add_raster(scene / "coarse.tif", "coarse")
    dialog = screen.tool(
        "accuracyreport",
        {
            "MAP": mapped,
            "POINTS": points,
            "BASELINE": coarse,
            "REPORT": str(scene / "accuracy.html"),
        },
    )
    screen.run_tool(dialog, log="accuracy-log")
