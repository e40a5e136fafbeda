"""No file of polygons or points has QGIS reach the network, or start a program."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsProperty,
    QgsVectorLayer,
)

WEST, SOUTH, EAST, NORTH = tiny_scene.pixel_box(16, 24, 64, 100)
RING = f"[[{WEST},{SOUTH}],[{EAST},{SOUTH}],[{EAST},{NORTH}],[{WEST},{SOUTH}]]"
LAYER = (
    '{"type":"FeatureCollection",%s"features":[{"type":"Feature","properties":{"class":1},'
    '"geometry":{"type":"Polygon","coordinates":[' + RING + "]}}]}"
)
HERE = '"crs":{"type":"name","properties":{"name":"EPSG:32632"}},'
GML = """<?xml version="1.0"?><ogr:FeatureCollection
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ogr="http://ogr.maptools.org/"
 xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink"
 xsi:schemaLocation="http://ogr.maptools.org/
 {url}/w?SERVICE=WFS&amp;VERSION=1.1.0&amp;REQUEST=DescribeFeatureType&amp;TYPENAME=ogr:a">
<gml:featureMember><ogr:a gml:id="a"><ogr:shape xlink:href="{url}/b.gml#b">
<gml:Polygon srsName="EPSG:32632"><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>
{w},{s} {e},{s} {e},{n} {w},{s}</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs>
</gml:Polygon></ogr:shape></ogr:a></gml:featureMember></ogr:FeatureCollection>"""
REACHING = {
    "a.vrt": "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/@server/a.geojson"
             "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    "a.wfs": "<OGRWFSDataSource><URL>@server/w</URL></OGRWFSDataSource>",
    "a.geojson": LAYER % '"crs":{"type":"link","properties":{"href":"@server/a"}},',
}  # fmt: skip


@pytest.fixture(scope="module")
def served(served):
    (served.folder / "a.geojson").write_text(LAYER % HERE, encoding="utf-8")
    return served


@pytest.fixture
def hostile(server, tmp_path):
    """A file that would have the server asked."""

    def write(name):
        path = tmp_path / name
        path.write_text(REACHING[name].replace("@server", server.url), encoding="utf-8")
        return str(path)

    return write


def features(value):
    """Return the features of a value as a run gets them, None where there is no layer."""
    from finecover.algorithms.found_layers import FoundLayers

    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    found = FoundLayers(context).features(value, context)
    return None if found is None else len(list(found.getFeatures()))


@pytest.mark.parametrize("name", REACHING)
def test_files_that_would_fetch_others_are_refused(
    provider, run, scene, server, hostile, tmp_path, name
):
    path = hostile(name)
    inputs = {"IMAGES": [str(scene.image)], "OUTPUT": str(tmp_path / "f.tif")}
    wrapped = QgsProcessingFeatureSourceDefinition(QgsProperty.fromValue(path))
    for value in (path, f"{path}|layername=a", wrapped):
        with pytest.raises(QgsProcessingException, match=f"EXTENT_MASK '{name}' .*; load it in QG"):
            run("computefeatures", {**inputs, "EXTENT_MASK": value})
    assert server.asked == []


def test_models_which_check_nothing_do_not_reach_further(provider, server, hostile):
    from finecover.algorithms.found_layers import FoundLayers

    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    algorithm = provider.algorithm("computefeatures").create()
    given = {"IMAGES": [f"/vsistdin?{server.url}"], "EXTENT_MASK": hostile("a.geojson")}
    found = FoundLayers.of_run(algorithm, given, context)
    assert found.features(given["EXTENT_MASK"], context) is None
    assert [layer for _, layer in found.rasters(given["IMAGES"], context)] == [None]
    assert server.asked == []


@pytest.mark.parametrize(
    ("algorithm", "parameter"),
    [("computefeatures", "EXTENT_MASK"), ("classify", "GEO_SMALL"), ("trainclassifier", "SAMPLES"),
     ("trainfractions", "PURE_SAMPLES"), ("accuracyreport", "POINTS")],
)  # fmt: skip
def test_parameters_do_not_open_what_is_refused(provider, server, hostile, algorithm, parameter):
    """As qgis_process asks them first, whatever the algorithm says later."""
    context, path = QgsProcessingContext(), hostile("a.geojson")
    definition = provider.algorithm(algorithm).create().parameterDefinition(parameter)
    for value in (path, QgsProcessingFeatureSourceDefinition(QgsProperty.fromValue(path))):
        assert definition.checkValueIsAcceptable(value, context)
    assert server.asked == []


def test_parameters_do_not_open_rasters_that_are_refused(provider, server, tmp_path):
    path = tmp_path / "a.vrt"
    path.write_text(
        '<VRTDataset rasterXSize="9" rasterYSize="8"><VRTRasterBand dataType="Byte" band="1">'
        f"<SimpleSource><SourceFilename>/vsicurl/{server.url}/a.tif</SourceFilename><SourceBand>1"
        "</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>",
        encoding="utf-8",
    )
    algorithm, context = provider.algorithm("computefeatures").create(), QgsProcessingContext()
    for parameter, value in (("DEM", str(path)), ("IMAGES", [str(path)])):
        definition = algorithm.parameterDefinition(parameter)
        assert definition.checkValueIsAcceptable(value, context)
    assert server.asked == []


def test_what_qgis_has_opened_of_a_file_is_refused_too(provider, run, scene, hostile, tmp_path):
    path, context = hostile("a.geojson"), QgsProcessingContext()
    context.temporaryLayerStore().addMapLayer(QgsVectorLayer(path, "a", "ogr"))
    given = {"IMAGES": [str(scene.image)], "OUTPUT": str(tmp_path / "f.tif"), "EXTENT_MASK": path}
    with pytest.raises(
        QgsProcessingException, match=r"EXTENT_MASK 'a\.geojson' .*; load it in QGIS"
    ):
        run("computefeatures", given, context=context)


def test_layers_of_the_project_are_their_users_own_affair(provider, server, hostile):
    layer = QgsVectorLayer(hostile("a.geojson"), "mine", "ogr")
    QgsProject.instance().addMapLayer(layer, False)
    try:
        assert [features(layer), features(layer.id()), features("mine")] == [1, 1, 1]
        assert features(layer.source()) == 1
    finally:
        QgsProject.instance().removeMapLayer(layer.id())


def test_layers_of_the_project_may_lie_in_the_network(provider, server):
    layer = QgsVectorLayer(f"/vsicurl/{server.url}/a.geojson", "far", "ogr")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer, False)
    part = QgsProcessingFeatureSourceDefinition(layer.id(), False)
    try:
        assert [features(one) for one in (layer, layer.id(), "far", part)] == [1, 1, 1, 1]
    finally:
        QgsProject.instance().removeMapLayer(layer.id())


def test_addresses_are_refused_by_their_host(provider, run, scene, server, tmp_path):
    inputs = {"IMAGES": [str(scene.image)], "OUTPUT": str(tmp_path / "f.tif")}
    address = f"{server.url.replace('//', '//me:secret@')}/a.geojson?token=secret"
    for value in (address, f"/vsicurl/{address}", f"ogr://{address}"):
        with pytest.raises(
            QgsProcessingException, match=r"EXTENT_MASK .* at 127\.0\.0\.1, "
        ) as caught:
            run("computefeatures", {**inputs, "EXTENT_MASK": value})
        assert "secret" not in str(caught.value)
    assert server.asked == []


def test_schemas_and_links_of_gml_are_not_fetched(provider, server, tmp_path):
    path = tmp_path / "a.gml"
    path.write_text(GML.format(url=server.url, w=WEST, s=SOUTH, e=EAST, n=NORTH), encoding="utf-8")
    assert features(str(path)) == 1
    assert server.asked == []


@pytest.mark.parametrize("view", [
    "SELECT fid, geom FROM far", "SELECT fid, geom, ogr_geocode('Paris') AS x FROM a",
])  # fmt: skip
def test_views_of_a_geopackage_reach_no_further(provider, server, tmp_path, monkeypatch, view):
    for name in ("ALLOW_VIRTUAL_OGR_FROM_TRIGGER_AND_VIEW", "OGR_SQLITE_LIST_VIRTUAL_OGR",
                 "ALLOW_OGR_SQL_FUNCTIONS_FROM_TRIGGER_AND_VIEW"):  # fmt: skip
        monkeypatch.setenv(name, "YES")
    monkeypatch.setenv("OGR_GEOCODE_QUERY_TEMPLATE", f"{server.url}/%s")
    gdal = pytest.importorskip("osgeo.gdal")
    (tmp_path / "a.geojson").write_text(LAYER % HERE, encoding="utf-8")
    path = tmp_path / "a.gpkg"
    gdal.VectorTranslate(str(path), str(tmp_path / "a.geojson"), layerName="a")
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA writable_schema=ON")
        far = f"CREATE VIRTUAL TABLE far USING VirtualOGR('/vsicurl/{server.url}/a.geojson')"
        for kind, name, text in (("table", "far", far), ("view", "b", f"CREATE VIEW b AS {view}")):
            base.execute(
                "INSERT INTO sqlite_master VALUES (?, ?, ?, 0, ?)", (kind, name, name, text)
            )
        base.execute(
            "INSERT INTO gpkg_contents SELECT 'b', data_type, 'b', description, last_change, "
            "min_x, min_y, max_x, max_y, srs_id FROM gpkg_contents"
        )
        base.execute(
            "INSERT INTO gpkg_geometry_columns SELECT 'b', column_name, geometry_type_name, "
            "srs_id, z, m FROM gpkg_geometry_columns"
        )
    base.close()
    assert not features(f"{path}|layername=b")
    assert server.asked == []


def test_the_network_is_there_again_afterwards(provider, server):
    from finecover.algorithms.offline import offline

    gdal = pytest.importorskip("osgeo.gdal")
    with offline():
        assert gdal.GetConfigOption("GML_DOWNLOAD_SCHEMA") == "NO"
    assert gdal.GetConfigOption("GML_DOWNLOAD_SCHEMA") is None
    assert gdal.GetConfigOption("CPL_VSIL_CURL_ALLOWED_FILENAME") is None


def test_what_an_output_overwrites_reaches_no_further(provider, server, hostile):
    from finecover.algorithms.label_layer import check_nothing_lost

    for name in REACHING:
        check_nothing_lost(hostile(name))
    assert server.asked == []


def test_common_files_are_read_as_before(provider, tmp_path):
    gdal = pytest.importorskip("osgeo.gdal")
    source = tmp_path / "a.geojson"
    source.write_text(LAYER % HERE, encoding="utf-8")
    counts = [features(str(source))]
    formats = {"GPKG": "gpkg", "ESRI Shapefile": "shp", "FlatGeobuf": "fgb", "GML": "gml",
               "KML": "kml", "SQLite": "sqlite", "MapInfo File": "tab", "DXF": "dxf",
               "GeoJSONSeq": "geojsonl", "CSV": "csv"}  # fmt: skip
    for driver, ending in formats.items():
        path = tmp_path / f"b.{ending}"
        how = {"layerCreationOptions": ["GEOMETRY=AS_WKT"]} if driver == "CSV" else {}
        how.update({"dstSRS": "EPSG:4326", "reproject": True} if driver == "KML" else {})
        how.update({"skipFailures": True} if driver == "DXF" else {})  # it has no fields
        gdal.VectorTranslate(str(path), str(source), format=driver, **how)
        counts.append(features(str(path)))
    gdal.VectorTranslate(str(tmp_path / "c.mif"), str(source), format="MapInfo File",
                         datasetCreationOptions=["FORMAT=MIF"])  # fmt: skip
    gdal.VectorTranslate(str(tmp_path / "c.shz"), str(source), format="ESRI Shapefile")
    counts += [features(str(tmp_path / name)) for name in ("c.mif", "c.shz")]
    np.testing.assert_array_equal(counts, 1)
