"""The Draw button in the dialogs: it draws, comes back, and leaves the stock widget as it is."""

from __future__ import annotations

import json
import time

import pytest
from conftest import settle

SQUARE = ((490_000, 5_010_000), (500_000, 5_020_000))


@pytest.fixture
def dialog(plugin, iface, trigger):
    """Open the dialog of upsample from the toolbar."""
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    def opened():
        trigger("Upsample…")
        return [one for one in iface.window.findChildren(AlgorithmDialog) if one.isVisible()][-1]

    return opened


def wrapper(dialog, name):
    return dialog.mainWidget().wrappers[name]


def press(button):
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtTest import QTest

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle()


def add_layer(project, name, corners=SQUARE):
    from qgis.core import QgsFeature, QgsGeometry, QgsRectangle, QgsVectorLayer

    layer = QgsVectorLayer("Polygon?crs=EPSG:32632", name, "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(*corners[0], *corners[1])))
    layer.dataProvider().addFeatures([feature])
    project.addMapLayer(layer)
    return layer


@pytest.mark.parametrize("name", ["GEO", "GEO_SMALL"])
def test_the_button_draws_and_the_dialog_comes_back_with_the_layer(
    dialog, project, iface, mouse, name, picture
):
    window = dialog()
    widget = wrapper(window, name)
    picture(window, f"dialog_{name}")
    assert widget.parameterValue() is None
    press(widget.button)
    assert window.isMinimized()
    assert iface.canvas.mapTool().toolName() == name.lower()
    mouse.drag(*SQUARE)
    (layer,) = project.mapLayersByName(name.lower())
    assert layer.featureCount() == 1
    assert widget.parameterValue() == layer.id()
    assert window.isVisible()
    assert not window.isMinimized()
    assert iface.canvas.mapTool() is None
    press(widget.button)  # a second part
    mouse.drag((505_000, 5_010_000), (510_000, 5_020_000))
    assert layer.featureCount() == 2
    assert widget.parameterValue() == layer.id()
    picture(window, f"dialog_{name}_drawn")
    window.close()


def test_escape_brings_the_dialog_back_as_it_was(dialog, project, iface, mouse):
    window = dialog()
    press(wrapper(window, "GEO").button)
    mouse.click(*SQUARE[0])
    mouse.key("Escape")
    assert window.isMinimized()
    mouse.key("Escape")
    assert not window.isMinimized()
    assert iface.canvas.mapTool() is None
    assert wrapper(window, "GEO").parameterValue() is None
    assert project.count() == 0
    window.close()


def test_another_tool_brings_the_dialog_back_too(dialog, iface):
    from qgis.gui import QgsMapToolPan

    window = dialog()
    press(wrapper(window, "GEO").button)
    pan = QgsMapToolPan(iface.canvas)
    iface.canvas.setMapTool(pan)
    assert not window.isMinimized()
    assert iface.canvas.mapTool() is pan
    iface.canvas.unsetMapTool(pan)
    window.close()


def test_a_dialog_that_is_gone_takes_its_tool_along(dialog, iface):
    window = dialog()
    items = len(iface.canvas.scene().items())
    press(wrapper(window, "GEO").button)
    assert len(iface.canvas.scene().items()) > items
    window.close()
    window.deleteLater()
    del window
    settle(20)
    assert iface.canvas.mapTool() is None
    assert len(iface.canvas.scene().items()) == items


def test_a_dialog_deleted_at_once_is_not_brought_back(dialog, iface, monkeypatch):
    import sys

    from finecover.gui.area_drawing import dispose_all
    from qgis.PyQt import sip

    failed = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: failed.append(error))
    window = dialog()
    widget = wrapper(window, "GEO")  # which may outlive the dialog
    press(widget.button)
    tool = iface.canvas.mapTool()
    widget.button.destroyed.disconnect()
    sip.delete(window)
    settle(20)
    assert iface.canvas.mapTool() is tool
    iface.canvas.unsetMapTool(tool)
    settle(20)
    assert failed == []
    dispose_all()


def test_layers_of_the_parameters_names_are_the_default(dialog, project):
    for name in ("aaa", "geo_small", "geo", "zzz"):
        add_layer(project, name)
    window = dialog()
    for name in ("GEO", "GEO_SMALL"):
        (layer,) = project.mapLayersByName(name.lower())
        assert wrapper(window, name).parameterValue() == layer.id()
    window.setParameters({"GEO": None, "GEO_SMALL": project.mapLayersByName("zzz")[0].id()})
    assert wrapper(window, "GEO").parameterValue() is None
    assert wrapper(window, "GEO_SMALL").parameterValue().startswith("zzz")
    window.close()


def test_without_such_layers_nothing_is_chosen(dialog, project):
    add_layer(project, "other")
    window = dialog()
    assert wrapper(window, "GEO").parameterValue() is None
    assert wrapper(window, "GEO_SMALL").parameterValue() is None
    window.close()


def test_selected_features_and_files_are_taken_as_ever(dialog, project, scene):
    from qgis.core import QgsProcessingFeatureSourceDefinition
    from qgis.PyQt.QtWidgets import QCheckBox, QToolButton

    layer = add_layer(project, "geo")
    window = dialog()
    widget = wrapper(window, "GEO")
    layer.selectAll()
    settle()
    box = next(one for one in widget.combo.findChildren(QCheckBox) if one.isVisible())
    box.setChecked(True)
    value = widget.parameterValue()
    assert isinstance(value, QgsProcessingFeatureSourceDefinition)
    assert value.selectedFeaturesOnly
    assert any(one.text() == "…" for one in widget.combo.findChildren(QToolButton))
    window.setParameters({"GEO": str(scene.geo)})
    assert widget.parameterValue() == str(scene.geo)
    window.close()


def test_a_drawn_part_counts_though_others_were_selected(dialog, project, mouse):
    from qgis.core import QgsProcessingFeatureSourceDefinition

    layer = add_layer(project, "geo")
    layer.selectAll()
    window = dialog()
    widget = wrapper(window, "GEO")
    window.setParameters({"GEO": QgsProcessingFeatureSourceDefinition(layer.id(), True)})
    assert isinstance(widget.parameterValue(), QgsProcessingFeatureSourceDefinition)
    press(widget.button)
    mouse.drag((505_000, 5_010_000), (510_000, 5_020_000))
    assert widget.parameterValue() == layer.id()
    window.close()


def test_without_a_map_the_dialog_says_so_and_stays(dialog, iface):
    from qgis.PyQt.QtWidgets import QLabel

    window = dialog()
    iface.canvas.hide()
    try:
        press(wrapper(window, "GEO").button)
    finally:
        iface.canvas.show()
    assert not window.isMinimized()
    (item,) = window.messageBar().items()
    assert any("no map" in label.text() for label in item.findChildren(QLabel))
    window.close()


def test_every_area_of_every_algorithm_has_the_button(plugin):
    from qgis.core import QgsProcessingParameterFeatureSource

    found = set()
    for algorithm in plugin.provider.algorithms():
        for one in algorithm.parameterDefinitions():
            if isinstance(one, QgsProcessingParameterFeatureSource) and one.name() in (
                "GEO", "GEO_SMALL", "EXTENT_MASK",
            ):  # fmt: skip
                found.add((algorithm.name(), one.name()))
                assert one.metadata()["widget_wrapper"] == {
                    "class": "finecover.gui.polygon_widget.AreaWidget"
                }
    assert {("upsample", "GEO"), ("classify", "GEO_SMALL"), ("computefeatures", "EXTENT_MASK"),
            ("fillgaps", "GEO"), ("accuracyreport", "GEO_SMALL")} <= found  # fmt: skip


def test_extent_mask_has_the_button_and_never_geo_for_a_default(plugin, project, iface, mouse):
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    add_layer(project, "geo")
    algorithm = plugin.provider.algorithm("computefeatures").create()
    window = AlgorithmDialog(algorithm, False, iface.window)
    window.show()
    widget = wrapper(window, "EXTENT_MASK")
    assert widget.parameterValue() is None
    press(widget.button)
    mouse.drag(*SQUARE)
    (layer,) = project.mapLayersByName("extent_mask")
    assert widget.parameterValue() == layer.id()
    window.close()
    window.deleteLater()


def plain(plugin):
    """Return the algorithm, and a copy whose GEO names no widget."""
    ours, stock = (plugin.provider.algorithm("upsample").create() for _ in range(2))
    stock.parameterDefinition("GEO").setMetadata({})
    return ours, stock


def test_batch_has_the_stock_widget(plugin, project, iface):
    from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

    kinds = []
    for algorithm in plain(plugin):
        window = BatchAlgorithmDialog(algorithm, iface.window)
        panel = window.mainWidget()
        cell = panel.wrappers[0][panel.parameter_to_column["GEO"]]
        kinds.append((type(cell), cell.type()))
        cell.setParameterValue("/some/file.gpkg", panel.processing_context)
        assert cell.parameterValue() == "/some/file.gpkg"
        window.close()
        window.deleteLater()
        metadata = algorithm.parameterDefinition("GEO").metadata()
        assert ("widget_wrapper" in metadata) == (len(kinds) == 1)  # it was put back
    assert kinds[0] == kinds[1]


def test_the_modeler_has_the_stock_widget(plugin, project, iface):
    from processing.modeler.ModelerParametersDialog import ModelerParametersDialog
    from qgis.core import QgsProcessingModelAlgorithm

    kinds = []
    for algorithm in plain(plugin):
        model = QgsProcessingModelAlgorithm("m", "g")
        window = ModelerParametersDialog(algorithm, model)
        kinds.append(type(window.widget.widget.wrappers["GEO"]))
        metadata = algorithm.parameterDefinition("GEO").metadata()
        assert ("widget_wrapper" in metadata) == (len(kinds) == 1)
        window.deleteLater()
    assert kinds[0] == kinds[1]


def test_from_two_drawings_to_a_map(dialog, project, iface, mouse, trigger, scene, tmp_path):
    """Two rectangles, Run, and a map of the smaller one."""
    import tiny_scene
    from qgis.core import QgsRasterLayer

    for name in ("image", "coarse"):
        project.addMapLayer(QgsRasterLayer(str(getattr(scene, name)), name))
    iface.canvas.setExtent(project.mapLayersByName("image")[0].extent())
    trigger("Draw geo (training area)")
    west, south, east, north = tiny_scene.pixel_box(0, 0, 96, 120)
    mouse.drag((west, north), (east, south))
    trigger("Draw geo_small (area to map)")
    west, south, east, north = tiny_scene.pixel_box(16, 24, 64, 100)
    mouse.drag((west, north), (east, south))
    mouse.key("Escape")
    window = dialog()
    given = {**scene.inputs, "OUTPUT": str(tmp_path / "map.tif")}
    given["IMAGES"] = [project.mapLayersByName("image")[0].id()]
    given["COARSE"] = project.mapLayersByName("coarse")[0].id()
    window.setParameters(given)
    finished = []
    window.algorithmFinished.connect(lambda done, results: finished.append(done))
    window.runAlgorithm()
    end = time.monotonic() + 300
    while not finished and time.monotonic() < end:
        settle()
        time.sleep(0.02)
    settle(20)
    assert finished == [True], json.dumps(given)
    mapped = tiny_scene.read(tmp_path / "map.tif")
    truth = tiny_scene.truth_array()[16:64, 24:100]
    assert abs(mapped.shape[0] - truth.shape[0]) <= 2  # a pixel of the canvas is more than one
    assert abs(mapped.shape[1] - truth.shape[1]) <= 2
    window.close()
