"""validationpoints in QGIS: the layer, its form and style, errors, and the way back."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsValueMapFieldFormatter,
    QgsVectorLayer,
)

FIELDS = [
    "id", "class", "map_class", "stratum", "stratum_name", "stratum_pixels", "stratum_ha", "weight",
]  # fmt: skip
HIDDEN = set(FIELDS) - {"id", "class"}
NAMES = {code: name for code, name, _ in tiny_scene.CLASSES}


@pytest.fixture(scope="module")
def fine(processing, provider, scene, tmp_path_factory):
    """The scene's truth as a map with names and colours."""
    path = str(tmp_path_factory.mktemp("map") / "fine.tif")
    values = {
        "COARSE": str(scene.truth), "LEGEND": "file", "LEGEND_FILE": str(scene.legend),
        "OUTPUT": path,
    }  # fmt: skip
    processing.run("finecover:preparelabels", values)
    return path


def opened(result):
    layer = result["OUTPUT"]
    layer = QgsVectorLayer(layer, "points", "ogr") if isinstance(layer, str) else layer
    assert layer.isValid()
    return layer


def table(layer):
    return [tuple(one[name] for name in FIELDS) for one in layer.getFeatures()]


def is_null(value):
    return value is None or str(value) == "NULL"


def test_the_layer_holds_what_a_label_needs_and_the_report_too(run, fine, tmp_path):
    result = run("validationpoints", {"MAP": fine, "OUTPUT": str(tmp_path / "points.gpkg")})
    layer, truth = opened(result), tiny_scene.truth_array()
    assert [name for name in layer.fields().names() if name != "fid"] == FIELDS
    rows = table(layer)
    assert [row[0] for row in rows] == list(range(1, result["POINT_COUNT"] + 1))
    assert all(is_null(row[1]) for row in rows)
    for one in layer.getFeatures():
        place = one.geometry().asPoint()
        col, row = (place.x() - tiny_scene.WEST) / 10, (tiny_scene.NORTH - place.y()) / 10
        assert (col % 1, row % 1) == (0.5, 0.5)
        code = int(truth[int(row), int(col)])
        assert one["map_class"] == one["stratum"] == code
        assert one["stratum_name"] == NAMES[code]
        assert one["stratum_pixels"] == (truth == code).sum()
        assert one["stratum_ha"] == pytest.approx((truth == code).sum() * 0.01)
    assert sum(row[-1] for row in rows) == pytest.approx(1)
    assert result["CLASS_COUNT"] == 3
    assert result["EXPECTED_STANDARD_ERROR"] == pytest.approx(0.02, rel=0.1)
    assert result["REQUIRED_POINTS"] == 387  # of 11 520 pixels; 400 of very many


def check_ready(layer):
    """The form offers the legend, and neither form, table nor style tell the map's class."""
    fields = layer.fields()
    setup = layer.editorWidgetSetup(fields.indexFromName("class"))
    assert setup.type() == "ValueMap"
    choices = {key: value for one in setup.config()["map"] for key, value in one.items()}
    classes = {f"{code} {name}": str(code) for code, name in NAMES.items()}
    empty = QgsValueMapFieldFormatter.NULL_VALUE
    assert choices == {"(not labelled yet)": empty, **classes, "cannot tell": "-1"}
    for name in HIDDEN:
        assert layer.editorWidgetSetup(fields.indexFromName(name)).type() == "Hidden", name
    hidden = {one.name for one in layer.attributeTableConfig().columns() if one.hidden}
    assert hidden >= HIDDEN
    assert not hidden & {"id", "class"}
    assert layer.displayExpression() == '"id"'
    assert layer.editFormConfig().readOnly(fields.indexFromName("id"))
    renderer = layer.renderer()
    assert renderer.classAttribute() == "class"
    shown = [(one.label(), one.symbol().color().name()) for one in renderer.categories()[:-2]]
    assert shown == [(f"{code} {name}", color) for code, name, color in tiny_scene.CLASSES]
    assert renderer.categories()[-2].label() == "cannot tell"
    assert int(renderer.categories()[-2].value()) == -1  # a file keeps it as text
    assert renderer.categories()[-1].label() == "to be labelled"


def test_a_geopackage_keeps_the_form_and_the_style(run, fine, tmp_path):
    check_ready(opened(run("validationpoints", {"MAP": fine, "OUTPUT": str(tmp_path / "p.gpkg")})))
    assert os.listdir(tmp_path) == ["p.gpkg"]


def test_another_file_has_them_beside_it(run, fine, tmp_path):
    path = tmp_path / "p.geojson"
    for _ in range(2):  # our own style may be replaced
        check_ready(opened(run("validationpoints", {"MAP": fine, "OUTPUT": str(path)})))
    assert sorted(os.listdir(tmp_path)) == ["p.geojson", "p.qmd", "p.qml"]


def test_style_and_metadata_of_another_layer_stay(run, fine, tmp_path):
    others = [tmp_path / "p.qml", tmp_path / "p.qmd"]
    for other in others:
        other.write_text("<qgis/>", encoding="utf-8")
    run("validationpoints", {"MAP": fine, "OUTPUT": str(tmp_path / "p.geojson")})
    assert [other.read_text(encoding="utf-8") for other in others] == ["<qgis/>"] * 2


def told(layer):
    """Settings in the metadata of a layer, by parameter."""
    assert layer.metadata().title() == "Validation points of fine.tif"
    lines = layer.metadata().abstract().splitlines()
    return dict(line.split(" = ", 1) for line in lines[1:-1])


@pytest.mark.parametrize("kind", ["gpkg", "|layername", "geojson", "memory"])
def test_the_layer_tells_how_it_was_drawn(run, fine, tmp_path, kind):
    path = str(tmp_path / "p") + (".geojson" if kind == "geojson" else ".gpkg")
    asked = {"MAP": fine, "TOTAL": 60, "MIN_PER_CLASS": 10, "SEED": 7, "ALLOCATION": "neyman"}
    first = opened(
        run("validationpoints", {**asked, "OUTPUT": "memory:" if kind == "memory" else path})
    )
    layer = first
    if kind != "memory":
        layer = QgsVectorLayer(path + ("|layername=p" if "|" in kind else ""), "p", "ogr")
    if kind == "geojson":
        layer.loadDefaultMetadata()  # as QGIS does when it adds a layer
    found = told(layer)
    assert found == {
        "MAP": "fine.tif, band 1", "GEO_SMALL": "the whole map", "DESIGN": "stratified",
        "ALLOCATION": "neyman", "EXPECTED_ACCURACY": "0.8", "STANDARD_ERROR": "0.02",
        "TOTAL": "60", "MIN_PER_CLASS": "10", "SEED": "7",
    }  # fmt: skip
    name, *_, command = layer.metadata().abstract().splitlines()
    assert name.startswith("60 points in 3 classes to check fine.tif with")
    assert f"MAP={fine}" in command
    assert "SEED=7" in command
    again = {key: found[key] for key in ("ALLOCATION", "TOTAL", "MIN_PER_CLASS", "SEED")}
    assert table(opened(run("validationpoints", {"MAP": fine, **again, "OUTPUT": "memory:"}))) == (
        table(first)
    )


def test_the_record_survives_labelling(run, fine, tmp_path):
    path = str(tmp_path / "p.gpkg")
    run("validationpoints", {"MAP": fine, "OUTPUT": path, "SEED": 11})
    layer = QgsVectorLayer(path, "p", "ogr")
    layer.startEditing()
    layer.changeAttributeValue(1, layer.fields().indexFromName("class"), 2)
    assert layer.commitChanges()
    del layer
    check_ready(QgsVectorLayer(path, "p", "ogr"))
    assert told(QgsVectorLayer(path, "p", "ogr"))["SEED"] == "11"


def test_a_layer_in_memory_has_them_itself(run, fine):
    check_ready(opened(run("validationpoints", {"MAP": fine, "OUTPUT": "memory:"})))


def test_a_layer_that_is_loaded_has_them(processing, provider, fine, tmp_path):
    context, project, path = QgsProcessingContext(), QgsProject(), str(tmp_path / "p.gpkg")
    context.setProject(project)
    details = QgsProcessingContext.LayerDetails("points", project, "OUTPUT")
    context.addLayerToLoadOnCompletion(path, details)
    values = {"MAP": fine, "OUTPUT": path}
    feedback = QgsProcessingFeedback()
    processing.run("finecover:validationpoints", values, context=context, feedback=feedback)
    (details,) = context.layersToLoadOnCompletion().values()
    layer = QgsVectorLayer(path, "plain", "ogr", QgsVectorLayer.LayerOptions(False))
    details.postProcessor().postProcessLayer(layer, context, feedback)
    check_ready(layer)


def test_pixels_are_outlined(run, fine):
    """The outline of the pixel, as the style draws it, encloses the point and has its size."""
    from qgis.core import QgsExpression, QgsExpressionContext

    layer = opened(run("validationpoints", {"MAP": fine, "OUTPUT": "memory:"}))
    categories = layer.renderer().categories()  # which own their symbols
    expression = QgsExpression(categories[-1].symbol().symbolLayer(0).geometryExpression())
    feature = next(layer.getFeatures())
    context = QgsExpressionContext()
    context.setFeature(feature)
    outline = expression.evaluate(context)
    assert outline.area() == pytest.approx(100)
    assert outline.centroid().equals(feature.geometry())


def test_the_same_seed_gives_the_same_points(run, fine):
    values = {"MAP": fine, "OUTPUT": "memory:", "TOTAL": 60, "MIN_PER_CLASS": 10}
    first, again, other = (
        [one.geometry().asWkt() for one in opened(run("validationpoints", more)).getFeatures()]
        for more in (values, values, {**values, "SEED": 1})
    )
    assert first == again
    assert first != other


def test_polygons_and_settings_arrive(run, scene, fine):
    values = {
        "MAP": fine, "GEO_SMALL": str(scene.geo_small), "OUTPUT": "memory:", "DESIGN": "simple",
        "TOTAL": 70,
    }  # fmt: skip
    rows = table(opened(run("validationpoints", values)))
    assert len(rows) == 70
    assert {row[3:6] for row in rows} == {(0, "Whole map", 48 * 76)}
    assert {row[2] for row in rows} <= {1, 2, 3}


def test_labelled_points_are_read_back_by_the_report(run, fine, tmp_path):
    """An analyst who errs nowhere finds the accuracy of a map that errs in a third of class 3."""
    points = str(tmp_path / "points.gpkg")
    run("validationpoints", {"MAP": fine, "OUTPUT": points})
    layer = QgsVectorLayer(points, "points", "ogr")
    at = layer.fields().indexFromName("class")
    layer.startEditing()
    for one in layer.getFeatures():
        if one["id"] % 10:  # the others are not labelled yet
            wrong = one["map_class"] == 3 and one["id"] % 3 == 0
            layer.changeAttributeValue(one.id(), at, 2 if wrong else one["map_class"])
    assert layer.commitChanges()
    values = {
        "MAP": fine, "POINTS": points, "REPORT": str(tmp_path / "r.html"),
        "METRICS": str(tmp_path / "m.json"),
    }  # fmt: skip
    result = run("accuracyreport", values)
    third = (tiny_scene.truth_array() == 3).mean() / 3
    assert result["OVERALL_ACCURACY"] == pytest.approx(1 - third, abs=0.06)
    assert "stratified" in json.dumps(json.loads((tmp_path / "m.json").read_text("utf-8")))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"EXPECTED_ACCURACY": "good"}, "EXPECTED_ACCURACY: 'good' cannot be read"),
        ({"EXPECTED_ACCURACY": "1=0.8"}, "EXPECTED_ACCURACY says nothing of class 2"),
        ({"STANDARD_ERROR": 3}, "STANDARD_ERROR: 3 is out of range"),
        ({"TOTAL": 1}, "TOTAL: 1 is out of range"),
        ({"ALLOCATION": "fair"}, "ALLOCATION: there is no choice 'fair'"),
        ({"DESIGN": "cluster"}, "DESIGN: there is no choice 'cluster'"),
        ({"OUTPUT": "points.shp"}, "a shapefile cuts the names of fields"),
        ({"OUTPUT": "points.csv"}, "points.csv': such a table would lose where the points are"),
        ({"OUTPUT": "points.xlsx"}, "such a table would lose where the points are"),
        ({"OUTPUT": "points.TAB"}, "cannot be labelled in QGIS, or changes empty classes"),
        ({"OUTPUT": "points.kml"}, "or changes empty classes or coordinates; end it in .gpkg"),
        ({"TOTAL": 2}, "TOTAL: 2 points do not reach all 3 classes of the map"),
    ],
)
def test_mistakes_are_told_in_a_sentence(run, fine, tmp_path, values, told):
    values = {"OUTPUT": "points.gpkg", **values}
    values["OUTPUT"] = str(tmp_path / values["OUTPUT"])
    with pytest.raises(QgsProcessingException, match=told):
        run("validationpoints", {"MAP": fine, **values})
    assert os.listdir(tmp_path) == []


def test_polygons_elsewhere_are_told(run, fine, tmp_path):
    box = (tiny_scene.WEST + 90_000, tiny_scene.NORTH, tiny_scene.WEST + 91_000, 5_001_000.0)
    far = tiny_scene.write_polygons(tmp_path / "far.geojson", [box])
    with pytest.raises(QgsProcessingException, match="GEO_SMALL does not overlap"):
        run("validationpoints", {"MAP": fine, "GEO_SMALL": str(far), "OUTPUT": "memory:"})


def test_a_map_in_degrees(run, tmp_path):
    """Areas follow the latitude; the centre of the pixels is met."""
    path = tiny_scene.write_raster(
        tmp_path / "degrees.tif", tiny_scene.truth_array(), pixel=0.01, corner=(9.0, 46.0),
        crs="EPSG:4326", nodata=3,
    )  # fmt: skip
    layer = opened(run("validationpoints", {"MAP": str(path), "OUTPUT": "memory:"}))
    assert layer.crs().authid() == "EPSG:4326"
    found = {one["stratum"]: one["stratum_ha"] for one in layer.getFeatures()}
    assert set(found) == {1, 2}
    rows = np.arange(tiny_scene.ROWS) + 0.5
    latitude, squared = np.radians(46 - 0.01 * rows), 0.0066943799901413165  # WGS 84
    square = np.radians(0.01) ** 2 * 6_378_137**2 * (1 - squared) / 10_000
    per_pixel = square * np.cos(latitude) / (1 - squared * np.sin(latitude) ** 2) ** 2
    whole = ((tiny_scene.truth_array() == 1).sum(axis=1) * per_pixel).sum()
    assert found[1] == pytest.approx(whole, rel=1e-9)


def label(path, label_of, *, layer="points"):
    """Fill the field class of every point by a function of its attributes."""
    points = QgsVectorLayer(path, layer, "ogr")
    at = points.fields().indexFromName("class")
    points.startEditing()
    for one in points.getFeatures():
        points.changeAttributeValue(one.id(), at, label_of(one))
    assert points.commitChanges()


def test_labels_are_never_overwritten(run, fine, tmp_path):
    path = str(tmp_path / "points.gpkg")
    few = {"MAP": fine, "OUTPUT": path, "TOTAL": 30, "MIN_PER_CLASS": 5}
    run("validationpoints", few)
    run("validationpoints", {**few, "SEED": 2})  # nothing is labelled yet
    label(path, lambda one: 2 if one["id"] < 4 else None)
    before = table(QgsVectorLayer(path, "points", "ogr"))
    with pytest.raises(QgsProcessingException, match="holds 3 labelled points, which would be lo"):
        run("validationpoints", few)
    assert table(QgsVectorLayer(path, "points", "ogr")) == before


def test_a_layer_is_added_to_a_geopackage_and_no_other_is_overwritten(run, fine, tmp_path):
    path = str(tmp_path / "project.gpkg")
    few = {"MAP": fine, "TOTAL": 30, "MIN_PER_CLASS": 5}
    for name in ("first", "second"):
        into = f"ogr:dbname='{path}' table=\"{name}\" (geom)"
        check_ready(opened(run("validationpoints", {**few, "OUTPUT": into})))
    with pytest.raises(QgsProcessingException, match="holds 2 layers, all of which would be overw"):
        run("validationpoints", {**few, "OUTPUT": path})
    label(f"{path}|layername=second", lambda one: 1)
    with pytest.raises(QgsProcessingException, match="holds 30 labelled points"):
        run("validationpoints", {**few, "OUTPUT": into})
    into = f"ogr:dbname='{path}' table=\"third\" (geom)"
    assert opened(run("validationpoints", {**few, "OUTPUT": into})).featureCount() == 30


def test_points_nobody_can_tell_are_counted_apart(run, fine, tmp_path):
    path = str(tmp_path / "points.gpkg")
    run("validationpoints", {"MAP": fine, "OUTPUT": path, "TOTAL": 200})

    def seen(one):
        return -1 if one["id"] <= 7 else None if one["id"] <= 12 else one["map_class"]

    label(path, seen)
    values = {
        "MAP": fine, "POINTS": path, "REPORT": str(tmp_path / "r.html"),
        "METRICS": str(tmp_path / "m.json"),
    }  # fmt: skip
    assert run("accuracyreport", values)["OVERALL_ACCURACY"] == 1
    told = (tmp_path / "r.html").read_text("utf-8")
    assert "7 points marked as cannot tell were not compared" in told
    assert "5 points without a label were not compared" in told
    label(path, lambda one: -1)
    with pytest.raises(QgsProcessingException, match="None of the 200 points is labelled"):
        run("accuracyreport", values)


@pytest.mark.parametrize("ending", ["shp", "geojson"])
def test_strata_survive_an_export(run, processing, fine, tmp_path, ending):
    """An analyst exports labelled points: a shapefile cuts the names of their fields."""
    path, exported = str(tmp_path / "points.gpkg"), str(tmp_path / f"exported.{ending}")
    run("validationpoints", {"MAP": fine, "OUTPUT": path, "TOTAL": 90, "ALLOCATION": "equal"})
    label(path, lambda one: one["map_class"] if one["id"] % 4 else 2)
    processing.run("native:savefeatures", {"INPUT": path, "OUTPUT": exported})
    found = []
    for points in (path, exported):
        values = {
            "MAP": fine, "POINTS": points, "REPORT": str(tmp_path / "r.html"),
            "METRICS": str(tmp_path / "m.json"),
        }  # fmt: skip
        run("accuracyreport", values)
        found.append(json.loads((tmp_path / "m.json").read_text("utf-8"))["design"])
    assert found[1] == found[0] is not None
    assert len(found[0]["users_accuracy"]) == 3
