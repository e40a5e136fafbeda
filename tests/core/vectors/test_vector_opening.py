"""Files of polygons and points that reach further than themselves are told before any is opened."""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from finecover.core.errors import InputError
from finecover.core.vectors import json_crs
from finecover.core.vectors.json_crs import links_crs
from finecover.core.vectors.opening import check_vector
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

VIRTUAL = "<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>"
PLAIN = '{"type": "FeatureCollection", "features": []}'
LINK = '{"crs": {"type": "link", "properties": {"href": "http://a.b/c"}}}'
NAMES = PLAIN[:-1] + ', "Datum": "2024-05-01", "GridCode": 1, "Header": ""}'
SQLITE, SHAPE = b"SQLite format 3\0" + bytes(99), b"\0\0\x27\x0a" + bytes(99)
GML = '<?xml version="1.0"?><!-- <kml> --><a:b xmlns:gml="http://www.opengis.net/gml"/>'
REACHING = {
    "a.vrt": VIRTUAL, "a.geojson": PLAIN[:-1] + f', "a": "{VIRTUAL}"}}', "a.shp": VIRTUAL,
    "a.gpkg": "\n" + VIRTUAL, "a.csv": f"a,b\n{VIRTUAL}", "b.gpkg": "<VRTDataset/>",
    "a.wfs": "<OGRWFSDataSource><URL>http://a</URL></OGRWFSDataSource>",
    "a.xml": "<x/><wfs:WFS_Capabilities/>", "b.xml": "<ogrcswdatasource/>",
    "c.xml": "<Capabilities/>", "d.xml": "<GDAL_WMS/>",
    "a.json": '{"openapi" : "3.0.0"}', "a.moaw": PLAIN,
    "a.txt": "$GPGGA,0927,5321", "b.csv": "OziExplorer Waypoint File", "b.tab": "$PMGNWPL",
    "c.txt": "Grid\tLat\nDatum\tWGS\nHeader\tName", "a.tcx": "<TrainingCenterDatabase/>",
    "b.geojson": LINK, "a.gdalg.json": PLAIN,
    "b.json": '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read a"}',
}  # fmt: skip
UNKNOWN = {
    "a.png": b"\x89PNG\r\n", "b.txt": "a,b", "a.mdb": b"\0\1\0\0Standard Jet DB", "a.gz": b"\x1f",
    "a.svg": "<svg/>", "a.tab": "AAAA123", "a.dxf": "ABCD", "a.mif": "# a", "a.shp": b"\0\0",
    "a.pdf": "%PDF", "a.vfk": "&HVERZE", "a.gml": "<kmlx/>", "a.dbf": "ABC", "b.xml": "<",
    "a.xml": b"\xff\xfe<\0k\0m\0l\0", "a.xlsx": b"PK\3\4",
}  # fmt: skip
FINE = {
    "a.gpkg": SQLITE, "a.shp": SHAPE, "A.SHP": SHAPE, "a.fgb": b"fgb\3fgb\0", "a.parquet": b"PAR1",
    "a.geojson": PLAIN, "b.json": "\ufeff \n" + PLAIN, "a.geojsonl": "\x1e" + PLAIN, "c.json": "[]",
    "a.kml": "<?xml version='1.0'?>\n<kml xmlns='http://www.opengis.net/kml/2.2'/>",
    "b.kml": "<k:kml/>", "a.gpx": "<gpx/>", "a.gml": GML, "a.osm": "<osm/>",
    "a.csv": "wkt,class\n", "a.tab": "!Table\n", "a.mif": "VERSION 300", "a.dxf": "  0\nSECTION",
    "b.dxf": "999\nmade by", "a.dbf": b"\3\0", "a.gmt": "# @VGMT1.0", "a.dgn": b"\x08\x05\x17\xfe",
    "empty.gpkg": b"", "b.csv": "Header,Datum,GridID,WKT\n", "d.json": NAMES, "b.gpkg": SQLITE
    + b"Grid Datum Header",
}  # fmt: skip


def made(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return str(path)


def packed(folder, name, members):
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return str(folder / name)


def refused(text, sentence):
    with pytest.raises(InputError, match=sentence) as caught:
        check_vector(text, name="GEO")
    said = str(caught.value)
    assert said.startswith("GEO '")
    assert said.isprintable()
    assert len(said) < 480
    assert "secret" not in said
    return said


@pytest.mark.parametrize("name", REACHING)
def test_files_that_reach_further_are_refused(tmp_path, name):
    path = made(tmp_path, name, REACHING[name])
    for text in (path, f"{path}|layername=a", f"ogr://{path}"):
        refused(text, r"(virtual layer|in the network|log of a GPS).*; load it in QGIS and")


@pytest.mark.parametrize("name", UNKNOWN)
def test_only_known_formats_are_opened(tmp_path, name):
    refused(made(tmp_path, name, UNKNOWN[name]), "no kind of vector file .*; load it in QGIS and")


@pytest.mark.parametrize("name", FINE)
def test_common_formats_pass(tmp_path, name):
    path = made(tmp_path, name, FINE[name])
    check_vector(f"{path}|layername=a|subset=\"b\" = 'http://c'", name="GEO")


@pytest.mark.parametrize("text", [
    "https://me:secret@a.org/a.geojson?key=secret", "/vsicurl/https://me:secret@a.org/a.gpkg",
    "/vsicurl?max_retry=0&url=https%3A%2F%2Fme%3Asecret%40a.org%2Fa.gpkg", "ftp://a.org/a.shp",
    "/vsizip//vsicurl/http://a.org/a.zip", "ogr:///vsicurl/http://a.org/a.gpkg",
    "WFS:http://a.org/w", "OAPIF:https://a.org", "pg://me:secret@a.org/b",
])  # fmt: skip
def test_what_is_in_the_network_is_refused_by_its_host(text):
    refused(text, r"in the network at a\.org, .* layer of the project; load it in QGIS and choose")


@pytest.mark.parametrize("text", [
    "postgres://dbname='a' password='secret'", "WFS://url='a'", "virtual://?query=select",
    "/vsis3/a/b.gpkg", "spatialite://dbname='a'",
])  # fmt: skip
def test_data_bases_are_read_from_the_project(text):
    refused(text, "in the network.* or in a data base, which .* layer of the project; load it")


@pytest.mark.parametrize("text", [
    "PG:dbname=a password=secret", "GPSBABEL:gpx:a.gpx", "ODBC:a", "GMLAS:a.gml", "gltp:/a/b",
    "ES:a", "MSSQL:server=a", "CSW:a",
])  # fmt: skip
def test_sources_that_are_no_files_are_refused(text):
    refused(text, "is no file, but something GDAL would ask .*; load it in QGIS and choose")


@pytest.mark.parametrize("text", ["/vsitar/a.tar", "/vsigzip/a.gz", "/vsistdin/", "/vsisparse/a"])
def test_other_ways_to_a_file_are_refused(text):
    refused(text, "is read through '/vsi.*; unpack it, and give the file itself")


@pytest.mark.parametrize("text", [VIRTUAL, f" {VIRTUAL}", LINK])
def test_descriptions_are_refused(text):
    refused(text, "is a description of a layer, not a file; save it as a file")


@pytest.mark.parametrize("query", ["SELECT OGR_Geocode('a')", "load_extension('a') = 1"])
def test_functions_that_reach_further_are_refused(tmp_path, query):
    path = made(tmp_path, "a.gpkg", SQLITE)
    refused(f"{path}|layername=a|subset={query}", "a function that reaches further; leave it out")


@pytest.mark.parametrize("text", [
    "gone.gpkg", "areas_12ab", "My layer: a", "C:/a/b.shp", "C:\\a\\b.shp", "/vsimem/a", "a\0b",
    "memory://Polygon", "delimitedtext://file:///a.csv?delimiter=;", "\\\\server\\a\\b.shp",
])  # fmt: skip
def test_names_of_layers_and_of_nothing_are_left_to_qgis(text):
    check_vector(text, name="GEO")


def test_folders_devices_and_pipes_are_refused(tmp_path):
    refused(str(tmp_path), "is a folder; choose the file in it")
    refused("/dev/zero", "is a device or a pipe; choose a file")
    os.mkfifo(tmp_path / "a.gpkg")
    refused(str(tmp_path / "a.gpkg"), "is a device or a pipe; choose a file")
    (tmp_path / "a.gdb").mkdir()
    check_vector(f"{tmp_path / 'a.gdb'}/", name="GEO")


def test_a_file_with_a_colon_in_its_name_is_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made(tmp_path, "pg:a.geojson", PLAIN)
    check_vector("pg:a.geojson", name="GEO")


def test_a_file_is_looked_at_again_once_it_has_changed(tmp_path):
    path = made(tmp_path, "a.geojson", PLAIN)
    check_vector(path, name="GEO")
    made(tmp_path, "a.geojson", LINK)
    refused(path, "by an address in the network")


def test_archives_are_looked_through(tmp_path):
    fine = packed(tmp_path, "a.zip", {"b/a.shp": SHAPE, "b/a.prj": "PROJCS[]", "b/": ""})
    for text in (fine, f"/vsizip/{fine}", f"/vsizip/{fine}/b/a.shp", f"/vsizip/{{{fine}}}/b/a.shp"):
        check_vector(text, name="GEO")
    bad = packed(tmp_path, "b.zip", {"a.shp": SHAPE, "a.vrt": VIRTUAL})
    refused(bad, "virtual layer")
    refused(f"/vsizip/{bad}/a.shp", "virtual layer")
    refused(packed(tmp_path, "c.kmz", {"doc.kml": VIRTUAL}), "virtual layer")
    refused(packed(tmp_path, "d.zip", {"a.geojson": PLAIN + " " * 70000 + LINK}), "an address in")
    inner = packed(tmp_path, "f.zip", {"a.shp": SHAPE})
    with open(inner, "rb") as file:
        refused(packed(tmp_path, "g.zip", {"f.zip": file.read()}), "cannot be looked through; unp")
    documented = {"a.shp": SHAPE, "about.docx": b"PK\3\4" + bytes(99), "a.csv": "Header,Datum,Grid"}
    check_vector(packed(tmp_path, "j.zip", documented), name="GEO")
    refused(packed(tmp_path, "k.zip", {"a.txt": "Grid Datum Header"}), "log of a GPS")
    refused(packed(tmp_path, "h.zip", dict.fromkeys(map(str, range(1001)), "")), "large archive")
    refused(made(tmp_path, "i.zip", b"PK\3\4" + bytes(99)), "cannot be looked through; unpack it")


@pytest.mark.parametrize("crs", [
    '{"type": "link", "properties": {}}', '{"type": "URL"}', '{"TYPE":"Link"}',
    '{"type": "name", "type": "link"}', '{"type": "n\\u0061me", "a": 1, "type": "l\\u0069nk"}',
    '{"type": "name", "properties": {"name": "http://a.org/crs.wkt"}}', "{'type': 'link'}",
    '{/**/"type": "link"}', "{" + "[" * 9999, '{"a": "' + "x" * 70000 + '", "type": "link"}',
])  # fmt: skip
@pytest.mark.parametrize(
    "key", ['"crs":', '"CRS" :', '"\\u0063r\\u0073":\n', "'crs':", '"crs"/**/:']
)
def test_systems_told_by_an_address_are_found(crs, key):
    text = f'{{"type": "FeatureCollection", {key} {crs}, "features": []}}'.encode()
    assert links_crs(text, io.BytesIO())


@pytest.mark.parametrize("text", [
    '{"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32632"}}}',
    '{"crs": {"type": "name", "properties": {"name": "http://www.opengis.net/def/crs/EPSG/0/4326"}}}',
    '{"crs": null}', '{"crs": "EPSG:4326", "type": "link", "href": "http://a.org"}',
    '{"a": "crs", "type": "link"}', '{"a": ["crs"]}', '{"crs": {"type": "EPSG", "code": 1}}',
    '{"a": "\\"crs\\": {\\"type\\": \\"link\\"}"}', '{"properties": {"type": "link"}}',
    '{"a":"crs"',
])  # fmt: skip
def test_other_systems_and_words_pass(text):
    assert not links_crs(text.encode(), io.BytesIO())


@pytest.mark.parametrize("before", range(55, 75))
def test_systems_are_found_wherever_a_file_is_cut(monkeypatch, before):
    monkeypatch.setattr(json_crs, "_CHUNK", 64)
    monkeypatch.setattr(json_crs, "_LONGEST", 100)
    link = b'"\\u0063rs": {"type": "link", "properties": {"a": "b"}}'
    text = b"{" + b" " * before + link + b" " * 300 + b"}"
    assert links_crs(text[:50], io.BytesIO(text[50:]))
    assert not links_crs(text[:50], io.BytesIO(text[50:].replace(b"link", b"name")[:200] + b"}"))


TOKENS = (
    b"{", b"}", b'"crs"', b":", b'"type"', b'"link"', b"\\u0063", b"\\", b'"', b"'", b"<", b"<!--",
    b"-->", b"<kml", b"<a:b", b">", b"PK\3\4", b"PK\5\6" + bytes(18), b"SQLite format 3\0", b"\0",
)  # fmt: skip


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sampled_from(TOKENS) | st.binary(max_size=9), max_size=20).map(b"".join),
    st.sampled_from((".zip", ".geojson", ".gml", ".csv", ".kmz", ".dxf", "")),
)
def test_whatever_a_file_holds_it_passes_or_is_refused_in_a_sentence(tmp_path, content, ending):
    path = made(tmp_path, f"a{ending}", content)
    os.utime(path, ns=(0, hash(content) % 2**60))  # one made within the same tick of the clock
    told(path)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6))
def test_damaged_archives_pass_or_are_refused_in_a_sentence(tmp_path, changes):
    path = packed(tmp_path, "a.zip", {"b/a.shp": SHAPE, "a.geojson": PLAIN})
    with open(path, "r+b") as file:
        content = bytearray(file.read())
        for place, value in changes:
            content[place % len(content)] = value
        file.seek(0)
        file.write(content)
    os.utime(path, ns=(0, hash(bytes(content)) % 2**60))
    told(path)


def told(path):
    """Tell what is said of a file, "" of one that passes."""
    said = ""
    try:
        check_vector(path, name="GEO")
    except InputError as error:
        said = str(error)
    assert not said or said.startswith("GEO 'a")
    assert "None" not in said
