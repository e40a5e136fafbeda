"""Layers called geo and geo_small: made, found again, saved, drawn into, and handed to a run."""

from __future__ import annotations

import pytest

SQUARE = "POLYGON((490000 5010000, 500000 5010000, 500000 5020000, 490000 5020000, 490000 5010000))"


@pytest.fixture
def areas(project):
    from finecover.gui import area_layers

    return area_layers


@pytest.fixture
def square():
    from qgis.core import QgsGeometry

    return QgsGeometry.fromWkt(SQUARE)


def crs(name):
    from qgis.core import QgsCoordinateReferenceSystem

    return QgsCoordinateReferenceSystem(name)


def outline(layer):
    """Return colour and dashes of the line on top."""
    symbol = layer.renderer().symbol()
    top = symbol.symbolLayer(symbol.symbolLayerCount() - 1).properties()
    return top["outline_color"], top["outline_style"], top["style"]


def test_the_two_layers_look_different_and_show_the_image_below(areas, project, square):
    looks = [outline(areas.add_part(name, square, project.crs())) for name in areas.LOOKS]
    assert len({color for color, _, _ in looks}) == 2
    assert [dashes for _, dashes, _ in looks] == ["dash", "solid"]
    assert {fill for _, _, fill in looks} == {"no"}


def test_a_new_layer_is_a_scratch_layer_on_top_in_the_projects_system(areas, project, square):
    layer = areas.add_part("geo", square, project.crs())
    assert layer.dataProvider().name() == "memory"
    assert layer.crs() == project.crs()
    assert project.layerTreeRoot().children()[0].layer() is layer
    assert layer.extent().width() == 10_000


def test_a_coordinate_system_of_ones_own_is_kept(areas, project, square):
    own = crs("PROJ:+proj=laea +lat_0=45 +lon_0=9 +x_0=490000 +y_0=5010000 +datum=WGS84")
    assert own.isValid()
    layer = areas.add_part("geo", square, own)
    assert layer.crs() == own


def test_parts_are_added_to_one_layer(areas, project, square):
    first = areas.add_part("geo", square, project.crs())
    square.translate(20_000, 0)
    assert areas.add_part("geo", square, project.crs()) is first
    assert first.featureCount() == 2
    assert first.extent().width() == 30_000
    assert not first.isEditable()


def test_a_part_is_brought_into_the_layers_system(areas, project, square):
    from qgis.core import QgsGeometry

    layer = areas.add_part("geo", square, project.crs())
    lonlat = QgsGeometry.fromWkt("POLYGON((9 45.2, 9.1 45.2, 9.1 45.3, 9 45.3, 9 45.2))")
    areas.add_part("geo", lonlat, crs("EPSG:4326"))
    box = list(layer.getFeatures())[1].geometry().boundingBox()
    assert box.xMinimum() == pytest.approx(500_000, abs=1)
    assert box.width() == pytest.approx(7_860, abs=30)


def test_a_layer_in_edit_mode_takes_the_part_among_its_edits(areas, project, square):
    layer = areas.add_part("geo", square, project.crs())
    layer.startEditing()
    areas.add_part("geo", square, project.crs())
    assert layer.isEditable()
    assert layer.featureCount() == 2
    layer.undoStack().undo()
    assert layer.featureCount() == 1
    layer.rollBack()


def test_a_saved_layer_is_found_again_and_drawn_into(areas, project, square, tmp_path):
    """As after Make permanent, and after the project is opened again."""
    from qgis.core import QgsDataProvider, QgsVectorFileWriter, QgsVectorLayer

    areas.add_part("geo_small", square, project.crs())
    saved, path = str(tmp_path / "areas.gpkg"), str(tmp_path / "project.qgz")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "small"
    made = areas.find_area_layer("geo_small")
    QgsVectorFileWriter.writeAsVectorFormatV3(made, saved, project.transformContext(), options)
    # what Make permanent does: the same layer, its name and its look on another source
    options = QgsDataProvider.ProviderOptions()
    made.setDataSource(f"{saved}|layername=small", "geo_small", "ogr", options)
    assert made.isValid()
    assert project.write(path)
    project.clear()
    assert areas.find_area_layer("geo_small") is None
    assert project.read(path)
    layer = areas.find_area_layer("geo_small")
    assert layer.dataProvider().name() == "ogr"
    assert outline(layer)[1] == "solid"
    square.translate(20_000, 0)
    assert areas.add_part("geo_small", square, project.crs()) is layer
    fresh = QgsVectorLayer(f"{saved}|layername=small", "fresh", "ogr")
    assert fresh.featureCount() == 2


def test_layers_of_other_kinds_are_not_taken(areas, project):
    from qgis.core import QgsVectorLayer

    for kind, name in (("Point", "geo"), ("Polygon", "Geo"), ("Polygon", "geo 2")):
        project.addMapLayer(QgsVectorLayer(f"{kind}?crs=EPSG:4326", name, "memory"))
    assert areas.find_area_layer("geo") is None


def test_the_uppermost_of_several_is_taken(areas, project):
    from qgis.core import QgsVectorLayer

    layers = [QgsVectorLayer("Polygon?crs=EPSG:4326", "geo", "memory") for _ in range(3)]
    for layer in layers:
        project.addMapLayer(layer, False)
    root = project.layerTreeRoot()
    root.addGroup("deep").addLayer(layers[0])
    root.insertLayer(0, layers[1])
    assert areas.find_area_layer("geo") is layers[1]


def test_multipolygon_layers_take_parts(areas, project, square):
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer("MultiPolygon?crs=EPSG:32632&field=name:string", "geo", "memory")
    project.addMapLayer(layer)
    assert areas.add_part("geo", square, project.crs()) is layer
    (feature,) = layer.getFeatures()
    assert feature.geometry().isMultipart()


def test_what_is_drawn_is_seen(areas, project, square):
    """Also where the layer, or the group it is in, was unchecked."""
    layer = areas.add_part("geo", square, project.crs())
    root = project.layerTreeRoot()
    group = root.addGroup("areas")
    group.insertChildNode(0, root.findLayer(layer.id()).clone())
    root.removeChildNode(root.findLayer(layer.id()))
    for node in (group, root.findLayer(layer.id())):
        node.setItemVisibilityChecked(False)
        areas.add_part("geo", square, project.crs())
        assert root.findLayer(layer.id()).isVisible()
    assert layer.featureCount() == 3


def test_a_layer_that_cannot_be_changed_is_told(areas, project, square):
    from finecover.core.errors import InputError

    layer = areas.add_part("geo", square, project.crs())
    layer.setReadOnly(True)
    with pytest.raises(InputError, match="'geo' cannot be changed; rename it"):
        areas.add_part("geo", square, project.crs())
    layer.setReadOnly(False)
    assert layer.featureCount() == 1
    assert not layer.isEditable()


@pytest.mark.parametrize("kind", ["required", "gone"])
def test_what_a_file_says_against_a_part_is_one_line(areas, project, square, tmp_path, kind):
    import os

    from finecover.core.errors import InputError
    from osgeo import ogr, osr
    from qgis.core import QgsVectorLayer

    saved = str(tmp_path / "geo.gpkg")
    system = osr.SpatialReference()
    system.ImportFromEPSG(32632)
    file = ogr.GetDriverByName("GPKG").CreateDataSource(saved)
    table = file.CreateLayer("geo", system, ogr.wkbPolygon)
    field = ogr.FieldDefn("kind", ogr.OFTString)
    field.SetNullable(0)
    table.CreateField(field)
    del table, file
    layer = QgsVectorLayer(saved, "geo", "ogr")
    project.addMapLayer(layer)
    if kind == "gone":
        os.remove(saved)
    with pytest.raises(InputError) as told:
        areas.add_part("geo", square, project.crs())
    text, reason = str(told.value).split("a new one. ")
    assert text.startswith("The layer 'geo' cannot be changed; rename it")
    assert {"required": "geo.kind", "gone": saved}[kind] in reason
    assert "\n" not in reason
    assert "  " not in reason
    assert "not added" not in reason  # the text says so already
    assert not layer.isEditable()


def test_a_layer_with_a_filter_takes_no_part_it_would_hide(
    areas, project, square, plugin, trigger, mouse, messages, tmp_path
):
    from finecover.core.errors import InputError
    from qgis.core import QgsVectorFileWriter, QgsVectorLayer

    options = QgsVectorFileWriter.SaveVectorOptions()
    made = QgsVectorLayer("Polygon?crs=EPSG:32632&field=kind:string", "geo", "memory")
    saved = str(tmp_path / "geo.gpkg")
    QgsVectorFileWriter.writeAsVectorFormatV3(made, saved, project.transformContext(), options)
    layer = QgsVectorLayer(saved, "geo", "ogr")
    project.addMapLayer(layer)
    areas.add_part("geo", square, project.crs())
    assert layer.setSubsetString("\"kind\" = 'a'")
    trigger("Draw geo (training area)")
    mouse.drag((490_000, 5_010_000), (500_000, 5_020_000))
    assert "has a filter (\"kind\" = 'a')" in messages()[0]
    assert len(mouse.canvas.mapTool().corners()) == 4
    with pytest.raises(InputError, match="has a filter"):
        areas.clear_area("geo")
    assert not layer.isEditable()
    layer.setSubsetString("")
    assert layer.featureCount() == 1
    mouse.key("Return")
    assert layer.featureCount() == 2


def test_drawing_in_another_system_than_the_layers(areas, project, square, plugin, trigger, mouse):
    """The project is in degrees, the layer in metres: the place stays the same."""
    from qgis.core import QgsGeometry, QgsRectangle

    layer = areas.add_part("geo", square, project.crs())
    project.setCrs(crs("EPSG:4326"))
    mouse.canvas.setExtent(QgsRectangle(8.8, 45.2, 9.3, 45.5))
    trigger("Draw geo (training area)")
    mouse.drag((9.0, 45.3), (9.1, 45.4))
    shape = list(layer.getFeatures())[1].geometry()
    expected = QgsGeometry.fromRect(QgsRectangle(500_000, 5_016_588, 507_850, 5_027_700))
    assert shape.intersection(expected).area() > 0.97 * expected.area()
    assert shape.area() < 1.03 * expected.area()
    assert project.mapLayersByName("geo") == [layer]
