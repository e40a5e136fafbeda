"""Layers that are no labelled points are refused by the accuracy report, in one sentence."""

import json
from pathlib import Path

import numpy as np
import pytest
import tiny_scene

pytest.importorskip("qgis.core")

NONE = {"REPORT": "TEMPORARY_OUTPUT"}


def layer_of(kind, shapes, *, fields=("class",), rows=None):
    from finecover.algorithms.sample_layer import INT
    from qgis.core import QgsFeature, QgsField, QgsGeometry, QgsVectorLayer

    layer = QgsVectorLayer(f"{kind}?crs=EPSG:32632", "sites", "memory")
    layer.dataProvider().addAttributes([QgsField(name, INT) for name in fields])
    layer.updateFields()
    for place, shape in enumerate(shapes):
        feature = QgsFeature(layer.fields())
        if shape:
            feature.setGeometry(QgsGeometry.fromWkt(shape))
        feature.setAttributes(list(rows[place]) if rows else [1 + place % 3])
        layer.dataProvider().addFeature(feature)
    return layer


def spots(number, seed=0):
    rows, cols = np.random.default_rng(seed).integers(0, 40, (2, number))
    return [
        (tiny_scene.WEST + 10 * (col + 0.5), tiny_scene.NORTH - 10 * (row + 0.5))
        for row, col in zip(rows.tolist(), cols.tolist())
    ]


def refused(run, scene, layer, match, **more):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match=match):
        run("accuracyreport", {"MAP": str(scene.truth), "POINTS": layer, **NONE, **more})


@pytest.mark.parametrize(
    ("kind", "shape", "told"),
    [
        ("LineString", "LINESTRING({x} {y}, {x} {low})", "lines"),
        ("MultiLineString", "MULTILINESTRING(({x} {y}, {x} {low}))", "lines"),
        ("Polygon", "POLYGON(({x} {y}, {x} {low}, {right} {low}, {x} {y}))", "polygons"),
        ("MultiPolygon", "MULTIPOLYGON((({x} {y}, {x} {low}, {right} {low}, {x} {y})))",
         "polygons"),
    ],
)  # fmt: skip
def test_lines_and_polygons_are_no_points(run, scene, kind, shape, told):
    shapes = [shape.format(x=x, y=y, low=y - 30, right=x + 30) for x, y in spots(5)]
    refused(run, scene, layer_of(kind, shapes), f"POINTS 'sites' is a layer of {told}; give")


def test_several_points_under_one_label_are_refused(run, scene):
    shapes = [f"MULTIPOINT(({x} {y}),({x} {y - 30}))" for x, y in spots(5)]
    refused(
        run, scene, layer_of("MultiPoint", shapes),
        "feature 1 holds 2 points under one label; split the layer",
    )  # fmt: skip


def test_multipoints_of_one_part_are_points(run, scene, tmp_path):
    shapes = [f"MULTIPOINT(({x} {y}))" for x, y in spots(20)]
    result = run(
        "accuracyreport",
        {**NONE, "MAP": str(scene.truth), "POINTS": layer_of("MultiPoint", [*shapes, ""]),
         "METRICS": str(tmp_path / "m.json")},
    )  # fmt: skip
    metrics = json.loads(Path(result["METRICS"]).read_text())
    assert metrics["compared"]["Points compared"] == 20


@pytest.mark.parametrize(
    ("kind", "shape", "told"),
    [
        ("LineString", "LINESTRING({x} {y}, {x} {low})",
         "POINTS 'sites' is a layer of lines; give labelled points"),
        ("Polygon", "POLYGON(({x} {y}, {x} {low}, {right} {low}, {x} {y}))",
         "POINTS 'sites' is a layer of polygons; give labelled points"),
        ("MultiPoint", "MULTIPOINT(({x} {y}),({x} {low}))",
         "POINTS: feature 1 holds 2 points under one label; split the layer"),
        ("MultiPoint", "MULTIPOINT(({x} {y}))", ""),
        ("Point", "POINT({x} {y})", ""),
    ],
)  # fmt: skip
def test_geometries_are_checked_before_anything_runs(provider, scene, kind, shape, told):
    from qgis.core import QgsApplication, QgsProcessingContext

    shapes = [shape.format(x=x, y=y, low=y - 30, right=x + 30) for x, y in spots(5)]
    layer = layer_of(kind, shapes)
    algorithm = QgsApplication.processingRegistry().algorithmById("finecover:accuracyreport")
    values = {"MAP": str(scene.truth), "POINTS": layer, **NONE}
    context = QgsProcessingContext()
    fine, text = algorithm.create().checkParameterValues(values, context)
    assert fine == (not told), text
    assert text.startswith(told)
    assert text.count(". ") == 0, "one sentence"


@pytest.mark.parametrize(
    ("field", "told"),
    [("map_class", "is what the map said when"), ("stratum", "tells how the points were drawn"),
     ("stratum_pixels", "tells how the points were drawn")],
)  # fmt: skip
def test_fields_of_the_drawing_are_no_labels(run, scene, field, told):
    fields = ("class", "map_class", "stratum", "stratum_pixels")
    shapes = [f"POINT({x} {y})" for x, y in spots(9)]
    layer = layer_of("Point", shapes, fields=fields, rows=[(1, 2, 2, 400)] * 9)
    refused(run, scene, layer, f"FIELD: '{field}' {told}", FIELD=field)


@pytest.mark.parametrize(
    ("kind", "shape", "told"),
    [
        ("Polygon", "POLYGON(({x} {y}, {x} {low}, {right} {low}, {x} {y}))", "is no point; give a"),
        ("LineString", "LINESTRING({x} {y}, {x} {low})", "is no point; give a layer of points"),
        ("MultiPoint", "MULTIPOINT(({x} {y}),({x} {low}))", "holds 2 points under one label"),
    ],
)  # fmt: skip
def test_samples_are_one_point_each(run, scene, tmp_path, kind, shape, told):
    from qgis.core import QgsProcessingException

    features = str(tmp_path / "features.tif")
    run("computefeatures", {"IMAGES": [str(scene.image)], "CONTEXT": 0, "OUTPUT": features})
    layer = layer_of(kind, [shape.format(x=x, y=y, low=y - 30, right=x + 30) for x, y in spots(30)])
    model = tmp_path / "model.fcm"
    given = {"SAMPLES": layer, "FEATURES": features, "TREES": 3, "MODEL": str(model)}
    with pytest.raises(QgsProcessingException, match=f"SAMPLES: feature 1 {told}"):
        run("trainclassifier", given)
    assert not model.exists()
