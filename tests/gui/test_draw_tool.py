"""Both areas are drawn with mouse and keyboard on a real canvas."""

from __future__ import annotations

import pytest
from conftest import settle

SQUARE = ((490_000, 5_010_000), (500_000, 5_010_000), (500_000, 5_020_000), (490_000, 5_020_000))
GEO = "Draw geo (training area)"
GEO_SMALL = "Draw geo_small (area to map)"


def click_all(mouse, corners):
    for corner in corners:
        mouse.click(*corner)


def layer_of(project, name):
    (layer,) = project.mapLayersByName(name)
    return layer


def shapes(project, name):
    return [feature.geometry() for feature in layer_of(project, name).getFeatures()]


def tool_of(iface):
    return iface.canvas.mapTool()


@pytest.mark.parametrize("name", ["geo", "geo_small"])
@pytest.mark.parametrize("finish", ["right", "Return", "Enter"])
def test_corners_are_clicked_and_the_polygon_finished(
    plugin, project, trigger, mouse, iface, name, finish
):
    action = trigger({"geo": GEO, "geo_small": GEO_SMALL}[name])
    assert action.isChecked()
    click_all(mouse, SQUARE)
    assert project.count() == 0
    if finish == "right":
        mouse.click(510_000, 5_030_000, right=True)
    else:
        mouse.key(finish)
    (shape,) = shapes(project, name)
    assert shape.area() == pytest.approx(1e8, rel=0.02)  # a pixel of the canvas has 60 m or so
    assert shape.boundingBox().center().distance(495_000, 5_015_000) < 100
    assert layer_of(project, name).crs() == project.crs()
    assert tool_of(iface).corners() == []
    assert action.isChecked()  # for a second part


def test_both_areas_in_one_go(plugin, project, trigger, mouse, iface, picture):
    trigger(GEO)
    mouse.drag((482_000, 5_005_000), (515_000, 5_035_000))
    trigger(GEO_SMALL)
    click_all(mouse, SQUARE[:3])
    mouse.key("Return")
    assert shapes(project, "geo")[0].area() == pytest.approx(33e3 * 30e3, rel=0.02)
    assert shapes(project, "geo_small")[0].area() == pytest.approx(5e7, rel=0.02)
    picture(iface.window, "both_areas")


def test_backspace_takes_the_last_corner_back(plugin, project, trigger, mouse, iface):
    trigger(GEO)
    click_all(mouse, [*SQUARE, (485_000, 5_035_000)])
    mouse.key("Backspace")
    assert len(tool_of(iface).corners()) == 4
    mouse.key("Return")
    assert shapes(project, "geo")[0].area() == pytest.approx(1e8, rel=0.02)


def test_backspace_with_nothing_drawn_does_nothing(plugin, project, trigger, mouse, iface):
    trigger(GEO)
    mouse.key("Backspace")
    mouse.key("Return")
    assert tool_of(iface).corners() == []
    assert project.count() == 0


@pytest.mark.parametrize("key", ["Backspace", "Delete"])
@pytest.mark.parametrize("corners", [0, 2])
def test_keys_that_delete_never_reach_selected_features(
    plugin, project, trigger, mouse, iface, key, corners
):
    """QGIS deletes at an accepted key of the canvas, and at a shortcut, if the user has set one."""
    from qgis.core import QgsGeometry, QgsRectangle
    from qgis.PyQt.QtWidgets import QAction

    trigger(GEO)
    select_a_polygon(project, QgsGeometry.fromRect(QgsRectangle(0, 0, 1, 1)))
    click_all(mouse, SQUARE[:corners])
    kept, triggered = [], []
    iface.canvas.keyPressed.connect(kept.append)
    action = QAction("Delete selected", iface.window)
    action.setShortcut(key)
    action.triggered.connect(triggered.append)
    iface.window.addAction(action)
    try:
        mouse.key(key)
    finally:
        iface.canvas.keyPressed.disconnect(kept.append)
        iface.window.removeAction(action)
        action.deleteLater()
    assert (kept, triggered) == ([], [])
    assert len(tool_of(iface).corners()) == max(corners - 1, 0)


def select_a_polygon(project, geometry):
    """A layer whose polygon is selected."""
    from finecover.gui.area_layers import add_part

    layer = add_part("geo", geometry, project.crs())
    layer.startEditing()
    layer.selectAll()
    return layer


def test_with_another_tool_the_keys_are_qgis_own(plugin, trigger, mouse, iface):
    kept = []
    trigger(GEO)
    mouse.key("Escape")
    iface.canvas.keyPressed.connect(kept.append)
    mouse.key("Delete")
    iface.canvas.keyPressed.disconnect(kept.append)
    assert len(kept) == 1


def test_a_refused_rectangle_stays_and_says_how_to_go_on(
    plugin, project, trigger, mouse, iface, messages
):
    trigger(GEO)
    mouse.drag(SQUARE[0], SQUARE[2])
    layer_of(project, "geo").setReadOnly(True)
    mouse.drag(SQUARE[0], SQUARE[2])
    assert "cannot be changed" in messages()[0]
    assert len(tool_of(iface).corners()) == 4
    mouse.move(495_000, 5_012_000)  # where a corner would make it cross itself
    assert "Right-click or Enter finishes" in label(iface)
    layer_of(project, "geo").setReadOnly(False)
    mouse.key("Return")
    assert len(shapes(project, "geo")) == 2


def test_the_figures_stay_in_sight(plugin, trigger, mouse, iface):
    """Where the canvas shrinks, and where the pointer leaves it for the toolbar."""
    from qgis.PyQt.QtCore import QCoreApplication, QEvent

    trigger(GEO)
    click_all(mouse, SQUARE[:3])
    box = iface.canvas.extent()
    mouse.move(box.xMaximum() - 100, box.yMinimum() + 100)
    size = iface.window.size()
    iface.window.resize(700, 420)
    settle(20)
    assert label(iface)
    iface.window.resize(size)
    settle(20)
    QCoreApplication.sendEvent(iface.canvas.viewport(), QEvent(QEvent.Type.Leave))
    figure = float(label(iface).partition(" km²")[0][5:].replace(",", ""))
    assert figure == pytest.approx(50, rel=0.02)  # of the corners, without the pointer
    (shown,) = labels(iface)
    assert shown.x() < 30
    assert shown.geometry().bottom() >= iface.canvas.viewport().height() - 3


def test_escape_drops_the_drawing_then_the_tool(plugin, project, trigger, mouse, iface):
    from qgis.gui import QgsMapToolPan

    pan = QgsMapToolPan(iface.canvas)
    iface.canvas.setMapTool(pan)
    action = trigger(GEO)
    click_all(mouse, SQUARE)
    mouse.key("Escape")
    assert tool_of(iface).corners() == []
    assert action.isChecked()
    mouse.key("Return")
    assert project.count() == 0
    mouse.key("Escape")
    assert tool_of(iface) is pan
    assert not action.isChecked()
    iface.canvas.unsetMapTool(pan)


@pytest.mark.parametrize("rotation", [0, 30])
def test_dragging_with_shift_draws_a_rectangle(plugin, project, trigger, mouse, iface, rotation):
    iface.canvas.setRotation(rotation)
    before = iface.canvas.extent()
    trigger(GEO)
    mouse.drag((490_000, 5_010_000), (505_000, 5_020_000))
    after = iface.canvas.extent()
    iface.canvas.setRotation(0)
    assert after == before  # Shift zooms with other tools
    (shape,) = shapes(project, "geo")
    ring = shape.asPolygon()[0]
    assert len(ring) == 5
    for one, two, three in zip(ring, ring[1:], ring[2:]):
        across = (two.x() - one.x()) * (three.x() - two.x())
        along = (two.y() - one.y()) * (three.y() - two.y())
        assert abs(across + along) < 0.02 * two.distance(one) * three.distance(two)
    if not rotation:
        assert shape.area() == pytest.approx(1.5e8, rel=0.02)


def test_a_shift_click_without_dragging_is_a_corner(plugin, trigger, mouse, iface):
    trigger(GEO)
    mouse.drag(SQUARE[0], SQUARE[0])
    assert len(tool_of(iface).corners()) == 1


def test_a_double_click_is_one_corner(plugin, trigger, mouse, iface):
    trigger(GEO)
    mouse.double_click(*SQUARE[0])
    assert len(tool_of(iface).corners()) == 1


def test_an_outline_that_crosses_itself_is_refused_and_can_be_mended(
    plugin, project, trigger, mouse, iface, messages, picture
):
    trigger(GEO)
    click_all(mouse, [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]])
    picture(iface.window, "crossing")
    mouse.key("Return")
    (text,) = messages()
    assert "crosses" in text
    assert "Backspace" in text
    assert project.count() == 0
    assert len(tool_of(iface).corners()) == 4
    picture(iface.window, "crossing_refused")
    for _ in range(3):
        mouse.key("Backspace")
    click_all(mouse, SQUARE[1:])
    mouse.key("Return")
    assert shapes(project, "geo")[0].isGeosValid()
    assert "crosses" not in "".join(messages())


@pytest.mark.parametrize(
    ("corners", "word"),
    [
        (SQUARE[:2], "three corners"),
        (((490_000, 5_010_000), (500_000, 5_010_000), (510_000, 5_010_000)), "one line"),
    ],
)
def test_what_is_no_area_is_refused(
    plugin, project, trigger, mouse, iface, messages, corners, word
):
    trigger(GEO)
    click_all(mouse, corners)
    mouse.click(505_000, 5_030_000, right=True)
    assert word in messages()[0]
    assert project.count() == 0
    assert len(tool_of(iface).corners()) == len(corners)


def test_the_area_is_told_while_drawing(plugin, trigger, mouse, iface, picture):
    trigger(GEO)
    click_all(mouse, SQUARE[:3])
    mouse.move(*SQUARE[3])
    text = label(iface)
    assert text.startswith("geo: ")
    figure = float(text.partition(" km²")[0][5:].replace(",", ""))
    # UTM shrinks by 0.9996 at its middle
    assert figure == pytest.approx(100 / 0.9996**2, rel=0.02)
    assert "cells" not in text
    picture(iface.window, "drawing")


def test_before_the_third_place_nothing_is_told_of_the_area(plugin, trigger, mouse, iface):
    trigger(GEO)
    for corner in SQUARE[:2]:
        mouse.click(*corner)
        assert "km²" not in label(iface)
    mouse.move(*SQUARE[2])
    assert "km²" in label(iface)


def test_parts_that_overlap_count_once(plugin, project, trigger, mouse, messages):
    trigger(GEO)
    mouse.drag((490_000, 5_010_000), (500_000, 5_020_000))
    mouse.drag((495_000, 5_010_000), (505_000, 5_020_000))
    text = messages()[0]
    assert "2 parts" in text
    figure = float(text.partition(" km²")[0].rpartition(" ")[2].replace(",", ""))
    assert figure == pytest.approx(150, rel=0.02)


def test_edges_are_straight_in_degrees_as_they_are_drawn(project):
    import math

    from finecover.gui.area_figures import area_km2
    from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsRectangle

    box = QgsGeometry.fromRect(QgsRectangle(5, 40, 15, 60))
    squared, semi_minor = 0.00669437999014, 6356.752314245

    def zone(latitude):
        """Area from the equator per radian of longitude, km²; any textbook of geodesy."""
        sine, first = math.sin(math.radians(latitude)), math.sqrt(squared)
        grown = sine / (2 * (1 - squared * sine**2)) + math.atanh(first * sine) / (2 * first)
        return semi_minor**2 * grown

    expected = math.radians(10) * (zone(60) - zone(40))
    area = area_km2(box, QgsCoordinateReferenceSystem("EPSG:4326"))
    assert area == pytest.approx(expected, rel=1e-3)


def labels(iface):
    from qgis.PyQt.QtWidgets import QLabel

    return [one for one in iface.canvas.viewport().findChildren(QLabel) if one.isVisible()]


def label(iface):
    (found,) = labels(iface)
    inside = iface.canvas.viewport().rect().contains(found.geometry())
    assert inside, "the figures are cut off"
    return found.text()


def test_the_figures_stay_inside_the_canvas(plugin, trigger, mouse, iface):
    trigger(GEO)
    click_all(mouse, SQUARE[:3])
    box = iface.canvas.extent()
    mouse.move(box.xMaximum() - 100, box.yMinimum() + 100)
    assert label(iface)


def test_coarse_cells_inside_are_told(plugin, project, trigger, mouse, iface, picture, tmp_path):
    coarse_map(project, tmp_path)
    trigger(GEO)
    click_all(mouse, SQUARE[:3])
    mouse.move(*SQUARE[3])
    count = int(label(iface).partition(" cells of coarse")[0].rpartition(" ")[2].replace(",", ""))
    assert count == pytest.approx(100, abs=12)
    picture(iface.window, "drawing_cells")


def test_one_cell_is_told_as_one(plugin, project, trigger, mouse, iface, tmp_path):
    from finecover.gui.area_figures import describe
    from qgis.core import QgsGeometry, QgsRectangle

    coarse_map(project, tmp_path)
    for size, told in ((1, "1 cell of coarse"), (2, "4 cells of coarse")):
        box = QgsRectangle(490_000, 5_010_000, 490_000 + 1000 * size, 5_010_000 + 1000 * size)
        text = describe(QgsGeometry.fromRect(box), project.crs())
        assert text.partition(" km², ")[2] == told


def test_figures_are_texts_that_languages_arrange(
    plugin, project, trigger, mouse, iface, tmp_path, monkeypatch
):
    """French has a space before a colon."""
    from finecover.gui import area_drawing, area_figures

    french = {
        "{layer}: {figures}": "{layer} : {figures}",
        "{area} km², {cells} cells of {layer}": "{cells} cellules de {layer} sur {area} km²",
    }
    for module in (area_drawing, area_figures):
        monkeypatch.setattr(module, "translate", lambda _, text: french.get(text, text))
    coarse_map(project, tmp_path)
    trigger(GEO)
    click_all(mouse, SQUARE[:3])
    mouse.move(*SQUARE[3])
    assert label(iface).startswith("geo : ")
    assert " cellules de coarse sur " in label(iface)


def test_cells_are_measured_once_while_the_cursor_moves(
    plugin, project, trigger, mouse, iface, tmp_path, monkeypatch
):
    from finecover.gui import area_figures
    from qgis.core import QgsCoordinateReferenceSystem

    coarse_map(project, tmp_path)
    monkeypatch.setattr(area_figures, "_measured", {})
    measured, area_km2 = [], area_figures.area_km2

    def measure(geometry, crs):
        measured.append(crs.authid())
        return area_km2(geometry, crs)

    monkeypatch.setattr(area_figures, "area_km2", measure)
    for _ in range(3):
        assert area_figures.find_coarse_map().name() == "coarse"
    assert len(measured) == 2  # the two maps of classes
    layer_of(project, "fine_map").setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    area_figures.find_coarse_map()
    assert measured[2:] == ["EPSG:3857"]
    project.removeMapLayer(layer_of(project, "coarse").id())
    assert area_figures.find_coarse_map().name() == "fine_map"


def coarse_map(project, folder):
    """A map of 1 km cells on the canvas, and rasters that must not be taken for it."""
    import numpy as np
    import rasterio
    from qgis.core import QgsRasterLayer

    places = {
        "coarse": (1000, "uint8", 1, 40),
        "fine_map": (100, "uint8", 1, 400),
        "rain": (4000, "float32", 1, 10),
        "image": (2000, "uint16", 3, 20),
    }
    for name, (cell, kind, bands, side) in places.items():
        transform = rasterio.Affine(cell, 0, 480_000, 0, -cell, 5_040_000)
        codes = np.random.default_rng(0).integers(1, 200, (bands, side, side)).astype(kind)
        with rasterio.open(
            folder / f"{name}.tif", "w", driver="GTiff", width=side, height=side, count=bands,
            dtype=kind, crs="EPSG:32632", transform=transform,
        ) as raster:  # fmt: skip
            raster.write(codes)
        layer = QgsRasterLayer(str(folder / f"{name}.tif"), name)
        assert layer.isValid()
        project.addMapLayer(layer)


def test_cells_are_counted_by_their_centres(qgis, project, tmp_path):
    """Against every centre looked at by itself, for shapes with holes, outside, and turned."""
    import numpy as np
    from finecover.gui.area_figures import count_cells, find_coarse_map
    from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsPointXY

    coarse_map(project, tmp_path)
    layer = find_coarse_map()
    assert layer.name() == "coarse"
    rng = np.random.default_rng(7)
    centres = [(480_500 + 1000 * i, 5_000_500 + 1000 * j) for i in range(40) for j in range(40)]
    for _ in range(20):
        middle = rng.uniform((475_000, 4_995_000), (525_000, 5_045_000))
        angles = np.sort(rng.uniform(0, 2 * np.pi, 9))
        reach = rng.uniform(2_000, 25_000, 9)
        ring = [QgsPointXY(*(middle + r * np.array((np.cos(a), np.sin(a)))))
                for a, r in zip(angles, reach)]  # fmt: skip
        shape = QgsGeometry.fromPolygonXY([[*ring, ring[0]]])
        if not shape.isGeosValid():
            continue
        hole = shape.centroid().buffer(3_000, 8)
        shape = shape.difference(hole)
        expected = sum(shape.contains(QgsPointXY(*centre)) for centre in centres)
        assert count_cells(shape, project.crs(), layer) == expected
    lonlat = QgsCoordinateReferenceSystem("EPSG:4326")
    box = QgsGeometry.fromWkt("POLYGON((8 45, 10 45, 10 46, 8 46, 8 45))")
    assert count_cells(box, lonlat, layer) == 1600


def test_a_half_drawn_polygon_outlives_another_tool(plugin, project, trigger, mouse, iface):
    from qgis.gui import QgsMapToolPan

    action = trigger(GEO)
    click_all(mouse, SQUARE[:3])
    pan = QgsMapToolPan(iface.canvas)
    iface.canvas.setMapTool(pan)
    assert not action.isChecked()
    trigger(GEO)
    mouse.click(*SQUARE[3])
    mouse.key("Return")
    assert shapes(project, "geo")[0].area() == pytest.approx(1e8, rel=0.02)
    iface.canvas.unsetMapTool(pan)


def test_a_half_drawn_polygon_follows_the_projects_coordinate_system(
    plugin, project, trigger, mouse, iface
):
    from qgis.core import QgsCoordinateReferenceSystem

    trigger(GEO)
    click_all(mouse, SQUARE)
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    mouse.key("Return")
    box = shapes(project, "geo")[0].boundingBox()
    assert box.xMinimum() == pytest.approx(8.872, abs=0.01)
    assert layer_of(project, "geo").crs().authid() == "EPSG:4326"


def test_another_project_drops_what_is_half_drawn(plugin, project, trigger, mouse, iface):
    trigger(GEO)
    click_all(mouse, SQUARE)
    project.clear()
    assert tool_of(iface).corners() == []


def test_without_a_coordinate_system_nothing_is_lost(
    plugin, project, trigger, mouse, iface, messages
):
    from qgis.core import QgsCoordinateReferenceSystem

    project.setCrs(QgsCoordinateReferenceSystem())
    trigger(GEO)
    click_all(mouse, SQUARE)
    mouse.key("Return")
    assert "coordinate system" in messages()[0]
    assert len(tool_of(iface).corners()) == 4
    assert project.count() == 0
