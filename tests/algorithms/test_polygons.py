"""Polygons as analysts have them: scratch layers, selections, other systems, several parts."""

from __future__ import annotations

import json

import numpy as np
import pytest
import rasterio
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

INNER, OTHER = tiny_scene.pixel_box(16, 24, 64, 100), tiny_scene.pixel_box(70, 4, 90, 20)


def box(bounds):
    return QgsGeometry.fromRect(QgsRectangle(*bounds))


def layer_of(*geometries, crs="EPSG:32632", kind="Polygon"):
    layer = QgsVectorLayer(f"{kind}?crs={crs}", "drawn", "memory")
    layer.startEditing()
    for geometry in geometries:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(geometry)
        layer.addFeature(feature)
    return layer  # still being edited: nothing is saved


@pytest.fixture
def kept(run, scene, tmp_path):
    """Pixels of the image that computefeatures keeps inside the polygons, bool (row, col)."""

    def mask(polygons):
        result = run(
            "computefeatures",
            {"IMAGES": [str(scene.image)], "CONTEXT": 0, "EXTENT_MASK": polygons,
             "OUTPUT": str(tmp_path / "f.tif")},
        )  # fmt: skip
        found = np.zeros((tiny_scene.ROWS, tiny_scene.COLS), bool)
        with rasterio.open(result["OUTPUT"]) as raster:
            row = round((tiny_scene.NORTH - raster.transform.f) / tiny_scene.PIXEL)
            col = round((raster.transform.c - tiny_scene.WEST) / tiny_scene.PIXEL)
            inside = np.isfinite(raster.read(1))
        found[row : row + inside.shape[0], col : col + inside.shape[1]] = inside
        return found

    return mask


@pytest.fixture
def expected():
    mask = np.zeros((tiny_scene.ROWS, tiny_scene.COLS), bool)
    mask[16:64, 24:100] = True
    return mask


def test_unsaved_edits_count(provider, kept, expected):
    layer = layer_of(box(INNER))
    assert layer.isModified()
    np.testing.assert_array_equal(kept(layer), expected)


def test_only_selected_features_count_where_asked_for(provider, kept, expected):
    layer = layer_of(box(INNER), box(OTHER))
    layer.commitChanges()
    both = expected.copy()
    both[70:90, 4:20] = True
    np.testing.assert_array_equal(kept(layer), both)
    layer.select(next(layer.getFeatures()).id())
    QgsProject.instance().addMapLayer(layer)
    try:
        selected = QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True)
        np.testing.assert_array_equal(kept(selected), expected)
    finally:
        QgsProject.instance().removeMapLayer(layer)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3035", "EPSG:3857"])
def test_any_coordinate_system_will_do(provider, kept, expected, crs):
    here, there = (QgsCoordinateReferenceSystem(name) for name in ("EPSG:32632", crs))
    geometry = box(INNER).densifyByDistance(50)
    geometry.transform(QgsCoordinateTransform(here, there, QgsProject.instance()))
    np.testing.assert_array_equal(kept(layer_of(geometry, crs=crs)), expected)


def test_multipart_polygons_with_holes_and_z_count_as_they_are(provider, kept, expected):
    west, south = INNER[:2]
    hole = QgsGeometry.fromRect(QgsRectangle(west + 100, south + 100, west + 200, south + 200))
    parts = QgsGeometry.collectGeometry([box(INNER).difference(hole), box(OTHER)])
    parts.get().addZValue(12)
    expected[70:90, 4:20] = True
    expected[44:54, 34:44] = False
    np.testing.assert_array_equal(kept(layer_of(parts, kind="MultiPolygonZ")), expected)


def test_curved_polygons_are_followed(provider, kept):
    x, y = tiny_scene.WEST + 600, tiny_scene.NORTH - 480
    wkt = (
        f"CurvePolygon(CircularString({x - 300} {y}, {x} {y + 300}, {x + 300} {y}, "
        f"{x} {y - 300}, {x - 300} {y}))"
    )
    row, col = np.mgrid[: tiny_scene.ROWS, : tiny_scene.COLS] + 0.5
    disc = np.hypot(row - 48, col - 60) < 30
    found = kept(layer_of(QgsGeometry.fromWkt(wkt), kind="CurvePolygon"))
    assert (found != disc).sum() < 10


def test_features_without_geometry_are_passed_over(provider, kept, expected):
    np.testing.assert_array_equal(kept(layer_of(QgsGeometry(), box(INNER))), expected)


@pytest.mark.parametrize(
    "geometries", [(), (QgsGeometry(),), (QgsGeometry.fromWkt("Polygon((1 1, 2 2, 1 1))"),)]
)
def test_no_polygon_is_an_error(provider, kept, geometries):
    with pytest.raises(QgsProcessingException, match=r"EXTENT_MASK .*; draw"):
        kept(layer_of(*geometries))


def test_polygons_without_a_coordinate_system_are_an_error(provider, kept):
    layer = layer_of(box(INNER))
    layer.setCrs(QgsCoordinateReferenceSystem())
    with pytest.raises(QgsProcessingException, match=r"EXTENT_MASK: .*no coordinate system"):
        kept(layer)


def test_polygons_elsewhere_are_an_error(provider, kept):
    with pytest.raises(QgsProcessingException, match="EXTENT_MASK does not overlap"):
        kept(layer_of(box((0, 0, 100, 100))))


@pytest.fixture(params=["NaN", "Infinity", "-Infinity", "1e300", "1e309"])
def nowhere(request, tmp_path):
    """Files of polygons in degrees with one corner, the x or the y of which is no place."""
    corners = '{"type": "Polygon", "coordinates": [[[9, 45.15], [%s, %s], [9.01, 45.14], [9, 45]]]}'
    for axis, place in (("x", (request.param, "45.15")), ("y", ("9.01", request.param))):
        (tmp_path / f"{axis}.geojson").write_text(corners % place, encoding="utf-8")
    return [str(tmp_path / f"{axis}.geojson") for axis in "xy"]


def test_corners_that_are_no_place_are_told_before_a_run(provider, run, kept, scene, nowhere):
    for path in nowhere:
        with pytest.raises(QgsProcessingException, match=r"EXTENT_MASK reaches where .*; draw it"):
            kept(path)
        told = run("preflight", {**scene.inputs, "GEO": str(scene.geo), "GEO_SMALL": path})
        assert "GEO_SMALL reaches where the image's" in told["FINDINGS"]


def found_in(layer):
    from finecover.algorithms.found_layers import FoundLayers

    return FoundLayers(QgsProcessingContext()).features(layer, QgsProcessingContext())


def rings_of(shapes):
    from finecover.core.rasters.rings import polygon_rings

    return [ring.tolist() for rings in polygon_rings(shapes, name="GEO") for ring in rings]


@pytest.mark.parametrize(("kind", "wkt"), [
    ("Polygon", "Polygon((0 0, 9 0.125, 9 9, 0 9, 0 0), (1 1, 2 1, 2 2, 1 1))"),
    ("PolygonZM", "PolygonZM((0 0 5 6, 9 0.125 5 6, 9 9 5 6, 0 0 5 6))"),
    ("MultiPolygonM", "MultiPolygonM(((0 0 5, 9 0 5, 9 9 5, 0 0 5)), ((3 3 5, 4 3 5, 4 4 5)))"),
    ("MultiPolygonZ", "MultiPolygonZ(((0 0 5, 9 0 5, 9 9 5, 0 0 5)))"),
    ("GeometryCollection", "GeometryCollection(Polygon((0 0, 9 0, 9 9, 0 0)), Point(1 1))"),
    ("MultiSurface", "MultiSurface(CurvePolygon(CircularString(0 0, 1 1, 2 0, 1 -1, 0 0)))"),
])  # fmt: skip
def test_shapes_are_those_of_geojson(provider, kind, wkt):
    geometry = QgsGeometry.fromWkt(wkt)
    found = rings_of(found_in(layer_of(geometry, kind=kind)).shapes())
    assert found
    assert found == rings_of([json.loads(geometry.asJson(17))])


def test_polygons_of_many_corners_are_not_written_as_text(provider, monkeypatch):
    from finecover.algorithms import found_layers

    angle = np.linspace(0, 2 * np.pi, 100_000)
    corners = np.column_stack([np.cos(angle), np.sin(angle)])
    wkt = "Polygon((" + ",".join(f"{x!r} {y!r}" for x, y in corners.tolist()) + "))"
    monkeypatch.setattr(found_layers, "json", None)
    (shape,) = found_in(layer_of(QgsGeometry.fromWkt(wkt))).shapes()
    np.testing.assert_array_equal(shape["coordinates"][0][:-1], corners[:-1])


def test_the_area_of_a_layer_is_made_once(provider):
    found = found_in(layer_of(box(INNER)))
    wkt = found.sourceCrs().toWkt()
    first = found.area("GEO", wkt)
    assert found.area("GEO", wkt) is first
    assert found.area("GEO_SMALL", wkt).name == "GEO_SMALL"


def saved(layer, path):
    gdal = pytest.importorskip("osgeo.gdal")
    features = [json.loads(one.geometry().asJson(17)) for one in layer.getFeatures()]
    told = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {}, "geometry": one} for one in features]}  # fmt: skip
    gdal.VectorTranslate(str(path), gdal.OpenEx(json.dumps(told)), dstSRS="EPSG:32632",
                         srcSRS="EPSG:32632", reproject=False)  # fmt: skip
    return str(path)


def test_collections_in_a_file_have_their_coordinate_system(provider, kept, expected, tmp_path):
    collection = QgsGeometry.fromWkt(f"GeometryCollection({box(INNER).asWkt(17)}, Point(1 1))")
    layer = layer_of(collection, kind="GeometryCollection")
    np.testing.assert_array_equal(kept(saved(layer, tmp_path / "a.gpkg")), expected)


@pytest.mark.parametrize("fault", ["missing", "broken"])
def test_a_shapefile_without_its_index_is_told_as_such(provider, kept, tmp_path, fault):
    path, index = saved(layer_of(box(INNER)), tmp_path / "a.shp"), tmp_path / "a.shx"
    if fault == "missing":
        index.unlink()
    else:
        index.write_bytes(index.read_bytes()[:60])
    with pytest.raises(QgsProcessingException, match=rf"\.shx .* is {fault}; copy .* Repair"):
        kept(path)
