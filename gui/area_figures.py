"""What is told of a polygon while it is drawn: its area, and the coarse cells inside."""

from __future__ import annotations

import math

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsDistanceArea,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QCoreApplication, QLocale

translate = QCoreApplication.translate

_CODES = (
    Qgis.DataType.Byte,
    Qgis.DataType.UInt16,
    Qgis.DataType.Int16,
    Qgis.DataType.UInt32,
    Qgis.DataType.Int32,
)
_WGS84 = "EPSG:7030"
_POINTS_PER_EDGE = 15  # a straight edge on the canvas is a curve in the coarse map's system
_STEPS_ACROSS = 100
_POLE = 90.0
_METRES = QgsUnitTypes.DistanceUnit.DistanceMeters
_WIDE_METRES = 5e6
_STRIPS = 8
_REMEMBERED = 1000
_measured: dict[tuple, float] = {}  # km² of a cell by all it depends on


def describe(geometry: QgsGeometry, crs: QgsCoordinateReferenceSystem) -> str:
    """Return area and coarse cells in words; "" without a coordinate system."""
    if not crs.isValid() or geometry.isEmpty():
        return ""
    try:
        area = area_km2(geometry, crs)
    except QgsCsException:  # beyond what the coordinate system covers; QGIS 3.22 gives 0 there
        return ""
    if not area > 0:
        return ""
    layer = find_coarse_map()
    if layer is None:
        return translate("FineCover", "{area} km²").format(area=format_km2(area))
    cells = count_cells(geometry, crs, layer)
    text = translate("FineCover", "{area} km², {cells} cells of {layer}")
    if cells == 1:
        text = translate("FineCover", "{area} km², 1 cell of {layer}")
    cells_told = QLocale().toString(cells)
    return text.format(area=format_km2(area), cells=cells_told, layer=layer.name())


def area_km2(geometry: QgsGeometry, crs: QgsCoordinateReferenceSystem) -> float:
    """Return the area on the project's ellipsoid (WGS84 where it has none), in km².

    Edges are straight in ``crs``, as they are drawn and as a run takes them; QGIS by itself joins
    corners by the shortest way on the ellipsoid.

    On a sphere, which the sinusoidal system of MODIS has, QGIS measures no area but NaN; WGS84 then
    stands in. Of what covers most of the globe QGIS measures the rest; so it is measured in strips.
    In degrees, what lies beyond the poles does not count.
    """
    if crs.isGeographic():
        geometry = _within(geometry, -_POLE, _POLE)
    ruler = _ruler(crs)
    box = geometry.boundingBox()
    step = max(box.width(), box.height()) / _STEPS_ACROSS
    if not step > 0:
        return 0.0
    strips = [part.densifyByDistance(step) for part in _strips(geometry, crs)]
    area = sum(ruler.measureArea(strip) for strip in strips)
    if not math.isfinite(area):
        ruler.setEllipsoid(_WGS84)
        area = sum(ruler.measureArea(strip) for strip in strips)
    return area / 1e6


def format_km2(area: float) -> str:
    """Return an area with as many digits as are worth reading, as QGIS's language writes them.

    Where none could be measured that is "?".
    """
    if not math.isfinite(area):
        return "?"
    digits = 6 if area < 0.01 else 3 if area < 1 else 2 if area < 100 else 1 if area < 10_000 else 0
    return QLocale().toString(float(area), "f", digits)


def find_coarse_map() -> QgsRasterLayer | None:
    """Return the layer that is taken for the coarse map, None where there is none.

    It is the one with the largest cells on the ground among the project's raster files with one
    band of whole numbers, as maps of classes are; images mostly have several bands, and elevation
    and shares are mostly fractions.
    """
    maps = [layer for layer in QgsProject.instance().mapLayers().values() if _may_be_map(layer)]
    return max(maps, key=_cell_km2, default=None)


def count_cells(
    geometry: QgsGeometry, crs: QgsCoordinateReferenceSystem, layer: QgsRasterLayer
) -> int:
    """Return how many cells of a raster have their centre inside a polygon.

    Edges are summed as in the shoelace formula: each adds, or takes away, the centres to its left
    in the rows it spans. So the work grows with the rows, not with the cells, and the cursor is
    followed at any size.
    """
    import numpy as np

    shape = geometry.densifyByCount(_POINTS_PER_EDGE)
    try:
        shape.transform(QgsCoordinateTransform(crs, layer.crs(), QgsProject.instance()))
    except QgsCsException:
        return 0
    extent, width, height = layer.extent(), layer.width(), layer.height()
    total = 0
    for ring in (ring for polygon in _polygons(shape) for ring in polygon):
        column = np.array([point.x() for point in ring]) - extent.xMinimum()
        row = extent.yMaximum() - np.array([point.y() for point in ring])
        if not (np.isfinite(column).all() and np.isfinite(row).all()):
            return 0
        column, row = column * (width / extent.width()), row * (height / extent.height())
        first = np.clip(np.ceil(row - 0.5), 0, height).astype(int)
        for at in np.flatnonzero(first[1:] != first[:-1]):
            low, high = sorted((first[at], first[at + 1]))
            slope = (column[at + 1] - column[at]) / (row[at + 1] - row[at])
            crossing = column[at] + (np.arange(low, high) + 0.5 - row[at]) * slope
            left = int(np.clip(np.ceil(crossing - 0.5), 0, width).sum())
            total += left if first[at + 1] > first[at] else -left
    return abs(total)


def _polygons(geometry: QgsGeometry) -> list:
    return geometry.asMultiPolygon() if geometry.isMultipart() else [geometry.asPolygon()]


def _may_be_map(layer) -> bool:
    return (
        isinstance(layer, QgsRasterLayer)
        and layer.isValid()
        and layer.providerType() == "gdal"
        and layer.bandCount() == 1
        and layer.dataProvider().dataType(1) in _CODES
        and layer.crs().isValid()
        and layer.extent().width() > 0
        and layer.extent().height() > 0
    )


def _within(geometry: QgsGeometry, low: float, high: float) -> QgsGeometry:
    """Return what lies between two heights; all of it where none lies beyond."""
    box = geometry.boundingBox()
    if low <= box.yMinimum() and box.yMaximum() <= high:
        return geometry
    band = QgsRectangle(box.xMinimum(), low, box.xMaximum(), high)
    return geometry.intersection(QgsGeometry.fromRect(band))


def _strips(geometry: QgsGeometry, crs: QgsCoordinateReferenceSystem) -> list[QgsGeometry]:
    """Return an area cut from north to south where it is wide enough to go round the globe."""
    box = geometry.boundingBox()
    if box.width() * QgsUnitTypes.fromUnitToUnitFactor(crs.mapUnits(), _METRES) < _WIDE_METRES:
        return [geometry]
    width = box.width() / _STRIPS
    cuts = [box.xMinimum() + at * width for at in range(_STRIPS)]
    boxes = [QgsRectangle(x, box.yMinimum(), x + width, box.yMaximum()) for x in cuts]
    strips = [geometry.intersection(QgsGeometry.fromRect(one)) for one in boxes]
    return [one for one in strips if not one.isEmpty()] or [geometry]


def _cell_km2(layer: QgsRasterLayer) -> float:
    """Return the area of the cell in the middle of a raster, measured once; the cursor is quick."""
    crs, box = layer.crs(), layer.extent()
    facts = (
        box.toString(17), layer.width(), layer.height(), crs.authid() or crs.toWkt(),
        QgsProject.instance().ellipsoid(),
    )  # fmt: skip
    if facts not in _measured:
        if len(_measured) >= _REMEMBERED:
            _measured.clear()
        _measured[facts] = area_km2(_middle_cell(layer), crs)
    return _measured[facts]


def _middle_cell(layer: QgsRasterLayer) -> QgsGeometry:
    middle = layer.extent().center()
    width, height = layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY()
    cell = QgsRectangle(
        middle.x() - width / 2, middle.y() - height / 2,
        middle.x() + width / 2, middle.y() + height / 2,
    )  # fmt: skip
    return QgsGeometry.fromRect(cell)


def _ruler(crs: QgsCoordinateReferenceSystem) -> QgsDistanceArea:
    project = QgsProject.instance()
    ruler = QgsDistanceArea()
    ruler.setSourceCrs(crs, project.transformContext())
    ellipsoid = project.ellipsoid()
    ruler.setEllipsoid(ellipsoid if ellipsoid not in ("", "NONE") else _WGS84)
    return ruler
