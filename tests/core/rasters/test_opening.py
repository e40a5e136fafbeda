"""Rasters are opened without code being run, or anything fetched that was not asked for."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
import rasterio
from finecover.core.errors import InputError
from finecover.core.rasters import opening
from finecover.core.rasters.not_opened import short_name
from finecover.core.rasters.opening import is_remote
from finecover.core.rasters.raster import RasterReader, RasterSource, describe
from finecover.core.rasters.virtual_raster import references
from raster_data import texture, utm_grid, write_raster
from web_server import serving

GRID = utm_grid(8, 9)
PLACE = ", ".join(repr(value) for value in GRID.transform.to_gdal())
SIMPLE = (
    '<SimpleSource><SourceFilename relativeToVRT="{beside}">{file}</SourceFilename>'
    "<SourceBand>1</SourceBand></SimpleSource>"
)
BYTE = '<VRTRasterBand dataType="Byte" band="1">{}</VRTRasterBand>'


@pytest.fixture(scope="module")
def served(served):
    write_raster(served.folder / "a.tif", texture((1, 8, 9), high=200, dtype="uint8"), GRID)
    return served


@pytest.fixture
def local(tmp_path):
    return write_raster(tmp_path / "a.tif", texture((1, 8, 9), high=200, dtype="uint8"), GRID)


def vrt(path, body, *, more=""):
    path.write_text(
        f'<VRTDataset rasterXSize="9" rasterYSize="8">{more}<SRS>EPSG:32632</SRS>'
        f"<GeoTransform>{PLACE}</GeoTransform>{body}</VRTDataset>",
        encoding="utf-8",
    )
    return path


def simple(file, *, beside=0):
    return BYTE.format(SIMPLE.format(file=file, beside=beside))


def read(path):
    source = RasterSource(str(path), name="IMAGES")
    info = describe(source)
    with RasterReader(source, info.grid) as reader:
        return reader.read(info.grid.window)


def refused(path, text):
    with pytest.raises(InputError, match=text) as caught:
        read(path)
    said = str(caught.value)
    assert said.startswith("IMAGES '")
    assert said.isprintable()
    assert len(said) < 500
    return said


def wms(address):
    return (
        f'<GDAL_WMS><Service name="TMS"><ServerUrl>{address}/${{z}}/${{x}}/${{y}}.png</ServerUrl>'
        "</Service><DataWindow><UpperLeftX>0</UpperLeftX><UpperLeftY>9</UpperLeftY><LowerRightX>9"
        "</LowerRightX><LowerRightY>0</LowerRightY><TileLevel>1</TileLevel><TileCountX>1"
        "</TileCountX><TileCountY>1</TileCountY><YOrigin>top</YOrigin></DataWindow><Projection>"
        "EPSG:32632</Projection><BlockSizeX>8</BlockSizeX><BlockSizeY>8</BlockSizeY><BandsCount>1"
        "</BandsCount></GDAL_WMS>"
    )


@pytest.mark.parametrize("address", [
    "/vsicurl/{url}/a.tif", "{url}/a.tif", "/vsicurl?max_retry=0&amp;url={url}/a.tif",
    "/vsizip//vsicurl/{url}/a.zip/a.tif", "/vsicurl_streaming/{url}/a.tif", "/vsis3/bucket/a.tif",
    'NETCDF:"{url}/a.nc":band', "WMS:{url}/?LAYERS=a", "vrt://{url}/a.tif", "\\\\{host}\\a\\b.tif",
    "/vsisparse/{local}", "MEM:::DATAPOINTER=1,PIXELS=9,LINES=8", "PG:host={host}",
    "&lt;GDAL_WMS/&gt;", "WCS:{url}", "STACIT:{url}", "/vsistdin/",
])  # fmt: skip
def test_no_virtual_raster_of_the_disk_reaches_further(server, tmp_path, local, address):
    file = address.format(url=server.url, host="127.0.0.1", local=local)
    refused(vrt(tmp_path / "a.vrt", simple(file)), "would fetch|does not open")
    assert server.asked == []


@pytest.mark.parametrize("body", [
    '<VRTRasterBand dataType="Byte" band="1"><Overview><SourceFilename>{url}/a.tif'
    "</SourceFilename><SourceBand>1</SourceBand></Overview></VRTRasterBand>",
    "<MaskBand>" + BYTE.format("<SimpleSource><SourceFileName>/vsicurl/{url}/a.tif</SourceFileName>"
                               "<SourceBand>1</SourceBand></SimpleSource>") + "</MaskBand>",
    '<GDALWarpOptions><SourceDataset relativeToVRT="0">/vsicurl/{url}/a.tif</SourceDataset>'
    "</GDALWarpOptions>",
    '<Step><Argument name="gain_dataset_filename_1">/vsicurl/{url}/a.tif</Argument></Step>',
    '<Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">/vsicurl/{url}/a.tif</MDI></Metadata>',
    '<Metadata domain="GEOLOCATION"><MDI key="X_DATASET">/vsicurl/{url}/a.tif</MDI></Metadata>',
    '<Anything Named="/vsicurl/{url}/a.tif"/>',
])  # fmt: skip
def test_no_part_of_a_virtual_raster_reaches_further(server, tmp_path, local, body):
    more = body.replace("{url}", server.url)
    refused(vrt(tmp_path / "a.vrt", simple(local), more=more), "would fetch")
    assert server.asked == []


def test_descriptions_of_web_services_are_no_rasters(server, tmp_path):
    path = tmp_path / "map.xml"
    path.write_text(wms(server.url), encoding="utf-8")
    refused(path, "cannot be opened as a raster")
    refused(vrt(tmp_path / "a.vrt", simple("map.xml", beside=1)), "is made of 'map.xml', which is")
    assert server.asked == []


def test_virtual_rasters_within_each_other_are_looked_through(server, tmp_path):
    vrt(tmp_path / "inner.vrt", simple(f"/vsicurl/{server.url}/a.tif"))
    refused(vrt(tmp_path / "a.vrt", simple("inner.vrt", beside=1)), "would fetch 'a.tif'")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "inner.vrt", "in/inner.vrt")
    packed = f"/vsizip/{tmp_path}/a.zip/in/inner.vrt"
    refused(packed, "would fetch 'a.tif'")
    refused(vrt(tmp_path / "b.vrt", simple(packed)), "would fetch 'a.tif'")
    assert server.asked == []


def test_a_virtual_raster_of_itself_ends(tmp_path):
    refused(vrt(tmp_path / "a.vrt", simple("a.vrt", beside=1)), "more than 8 deep")


@pytest.mark.parametrize("inside", [False, True])
def test_overviews_in_the_network_are_not_looked_for(server, tmp_path, local, inside):
    address = f"/vsicurl/{server.url}/a.tif"
    if inside:
        with rasterio.open(local, "r+") as raster:
            raster.update_tags(ns="OVERVIEWS", OVERVIEW_FILE=address)
    else:
        Path(f"{local}.aux.xml").write_text(
            '<PAMDataset><Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">'
            f"{address}</MDI></Metadata></PAMDataset>",
            encoding="utf-8",
        )
        refused(vrt(tmp_path / "a.vrt", simple("a.tif", beside=1)), "would fetch 'a.tif'")
    refused(local, "would fetch 'a.tif'")
    assert server.asked == []


@pytest.mark.parametrize("ending", [".ovr", ".msk", ".OVR", ".Msk", ".ovr.ovr", ".msk.ovr"])
def test_overviews_and_masks_beside_reach_no_further(server, tmp_path, local, ending):
    for name in (ending[:4], "") if len(ending) > 4 else ("",):
        beside = Path(f"{local}{name}")
        if not beside.exists():
            beside.write_bytes(Path(local).read_bytes())
    beside = vrt(Path(f"{local}{ending}"), simple(f"/vsicurl/{server.url}/a.tif"))
    refused(local, "would fetch 'a.tif'")
    refused(vrt(tmp_path / "b.vrt", simple("a.tif", beside=1)), "would fetch 'a.tif'")
    beside.write_text(wms(server.url), encoding="utf-8")
    refused(local, "beside it, which is no raster file")
    beside.unlink()
    beside.mkdir()
    refused(local, "beside it, which is no raster file")
    assert server.asked == []


def test_overviews_in_archives_reach_no_further(server, tmp_path, local):
    more = vrt(tmp_path / "more.ovr", simple(f"/vsicurl/{server.url}/a.tif"))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(local, "a.tif")
        for ending in (".ovr", ".msk"):
            archive.write(more, f"a.tif{ending}")
    packed = f"/vsizip/{tmp_path}/a.zip/a.tif"
    refused(packed, "has 'a.tif.(ovr|msk)' beside it, which is no raster file")
    refused(vrt(tmp_path / "b.vrt", simple(packed)), "is made of|beside it")
    assert server.asked == []


def test_usual_overviews_and_masks_are_read(tmp_path, local):
    whole = read(local)
    Path(f"{local}.ovr").touch()
    np.testing.assert_array_equal(read(local), whole)
    with rasterio.Env(TIFF_USE_OVR="YES"), rasterio.open(local, "r+") as raster:
        raster.build_overviews([2])
    shutil.copy(local, tmp_path / "mask.tif")
    vrt(tmp_path / "a.tif.msk", simple("mask.tif", beside=1))
    assert Path(f"{local}.ovr").stat().st_size
    assert read(local).shape == whole.shape


def test_a_raster_that_is_asked_for_in_the_network_is_fetched(server, local):
    for path in (f"/vsicurl/{server.url}/a.tif", f"{server.url}/a.tif"):
        np.testing.assert_array_equal(read(path), read(local))
        assert "/a.tif" in server.asked


def test_a_virtual_raster_in_the_network_may_name_its_neighbours(server, local):
    vrt(server.folder / "b.vrt", simple("a.tif", beside=1))
    np.testing.assert_array_equal(read(f"/vsicurl/{server.url}/b.vrt"), read(local))


PYTHON = (
    '<VRTRasterBand dataType="Byte" band="1" subClass="VRTDerivedRasterBand"><PixelFunctionType>f'
    "</PixelFunctionType><{language}>Python</{language}>{code}"
    + SIMPLE.format(file="a.tif", beside=1)
    + "</VRTRasterBand>"
)
CODE = (
    "<PixelFunctionCode><![CDATA[\n"
    "def f(in_ar, out_ar, *args, **kwargs):\n    open({file!r}, 'w').close()\n]]>"
    "</PixelFunctionCode>"
)


@pytest.mark.parametrize("language", ["PixelFunctionLanguage", "pixelfunctionlanguage"])
@pytest.mark.parametrize("code", [CODE, ""])
def test_program_code_is_never_run(tmp_path, local, monkeypatch, language, code):
    monkeypatch.setenv("GDAL_VRT_ENABLE_PYTHON", "YES")
    made = tmp_path / "made"
    band = PYTHON.format(language=language, code=code.format(file=str(made)))
    refused(vrt(tmp_path / "a.vrt", band), "brings program code along")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "a.vrt", "a.vrt")
        archive.write(local, "a.tif")
    refused(f"/vsizip/{tmp_path}/a.zip/a.vrt", "brings program code along|cannot be opened")
    assert not made.exists()


RAW = (
    '<VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand"><SourceFilename '
    'relativetoVRT="{beside}">{file}</SourceFilename><ImageOffset>0</ImageOffset><PixelOffset>1'
    "</PixelOffset><LineOffset>9</LineOffset></VRTRasterBand>"
)


def test_bare_bytes_are_read_beside_the_virtual_raster_only(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("secret", "folder/image.bin"):
        (tmp_path / name).write_bytes(bytes(range(72)))
    for file, beside in (("../secret", 1), (tmp_path / "secret", 0), ("/dev/zero", 0)):
        raw = vrt(folder / "raw.vrt", RAW.format(file=file, beside=beside))
        refused(raw, "as bare bytes from another folder|is a device")
    fine = read(vrt(folder / "fine.vrt", RAW.format(file="image.bin", beside=1)))
    np.testing.assert_array_equal(fine[0], np.arange(72).reshape(8, 9))


@pytest.mark.parametrize("name", [
    "<VRTDataset rasterXSize='9' rasterYSize='8'/>", "  <GDAL_WMS></GDAL_WMS>", '{"type": "a"}',
    "vrt://a.tif?bands=1", "/vsistdin/", "/vsisparse/a.xml", "MEM:::DATAPOINTER=1,PIXELS=1,LINES=1",
    "WMS:nowhere", "DERIVED_SUBDATASET:AMPLITUDE:a.tif", "a\0b.tif", "", "PG:dbname=a",
    "x" * 5000, "line\nbreak\x1b.tif",
])  # fmt: skip
def test_odd_names_are_refused_in_one_short_sentence(name):
    refused(name, r"; (choose|give|save|check) |, and give that")


def test_pipes_and_devices_do_not_hold_a_run_up(tmp_path):
    os.mkfifo(tmp_path / "pipe.tif")
    refused(tmp_path / "pipe.tif", "is a device or a pipe; choose")
    refused("/dev/zero", "is a device or a pipe; choose")
    refused(vrt(tmp_path / "a.vrt", simple("pipe.tif", beside=1)), "is a device or a pipe; choose")


@pytest.mark.parametrize(("text", "said"), [
    ('<!DOCTYPE a [<!ENTITY b "{}">]><VRTDataset>&b;</VRTDataset>', "defines entities"),
    ("<VRTDataset><SRS>", "is not well-formed XML"),
    ("<VRTDataset>\xff</VRTDataset", "is not well-formed XML"),
])  # fmt: skip
def test_damaged_virtual_rasters_are_told(tmp_path, text, said):
    (tmp_path / "a.vrt").write_bytes(text.encode("latin-1"))
    refused(tmp_path / "a.vrt", said)


def test_usual_virtual_rasters_are_read(tmp_path, local):
    whole = read(local)
    described = '<Metadata><MDI key="SOURCE">https://example.org/a.tif</MDI></Metadata>'
    bound = BYTE.format(
        "<Description>see http://example.org</Description><ComplexSource><SourceFilename "
        'relativeToVRT="1">a.tif</SourceFilename><SourceBand>1</SourceBand></ComplexSource>'
    )
    usual = vrt(tmp_path / "b.vrt", bound, more=described)
    before = usual.read_bytes()
    np.testing.assert_array_equal(read(usual), whole)
    assert usual.read_bytes() == before
    (tmp_path / "deep").mkdir()
    up = vrt(tmp_path / "deep" / "up.vrt", simple("../a.tif", beside=1))
    np.testing.assert_array_equal(read(up), whole)
    (tmp_path / "link.vrt").symlink_to(up)
    np.testing.assert_array_equal(read(tmp_path / "link.vrt"), whole)
    nested = vrt(tmp_path / "nested.vrt", simple("deep/up.vrt", beside=1))
    np.testing.assert_array_equal(read(nested), whole)
    subdataset = vrt(tmp_path / "part.vrt", simple(f"GTIFF_DIR:1:{local}"))
    np.testing.assert_array_equal(read(subdataset), whole)


def test_what_gdal_writes_as_virtual_raster_is_read(tmp_path, local):
    gdal = pytest.importorskip("osgeo.gdal")
    whole = read(local)
    gdal.BuildVRT(str(tmp_path / "built.vrt"), [local]).FlushCache()
    gdal.Translate(str(tmp_path / "copied.vrt"), local, format="VRT").FlushCache()
    gdal.Warp(str(tmp_path / "warped.vrt"), local, format="VRT").FlushCache()
    for name in ("built", "copied", "warped"):
        np.testing.assert_array_equal(read(tmp_path / f"{name}.vrt"), whole)


FORMATS = {"PNG": "png", "HFA": "img", "ENVI": "dat", "JP2OpenJPEG": "jp2", "GPKG": "gpkg",
           "PCIDSK": "pix", "SAGA": "sdat", "RST": "rst", "EHdr": "bil", "BMP": "bmp"}  # fmt: skip


@pytest.mark.parametrize("driver", FORMATS)
def test_other_formats_are_read_by_themselves_in_virtual_rasters_and_archives(
    tmp_path, local, driver
):
    gdal = pytest.importorskip("osgeo.gdal")
    name = f"b.{FORMATS[driver]}"
    options = {"JP2OpenJPEG": ["REVERSIBLE=YES", "QUALITY=100"]}.get(driver, [])
    written = gdal.Translate(
        str(tmp_path / name), local, format=driver, bandList=[1], creationOptions=options
    )
    if written is None:
        pytest.skip(f"this GDAL does not write {driver}")
    del written
    whole = read(tmp_path / name)[:1]
    np.testing.assert_array_equal(read(vrt(tmp_path / "b.vrt", simple(name, beside=1))), whole)
    if driver == "GPKG":  # a data base is not read from within an archive by all versions
        return
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for file in tmp_path.glob("b.*"):
            if file.suffix != ".zip":
                archive.write(file, f"in/{file.name}")
    np.testing.assert_array_equal(read(f"/vsizip/{tmp_path}/b.zip/in/{name}")[:1], whole)
    np.testing.assert_array_equal(read(f"/vsizip/{tmp_path}/b.zip/in/b.vrt")[:1], whole)


def test_subdatasets_of_netcdf_are_read(tmp_path, local):
    gdal = pytest.importorskip("osgeo.gdal")
    if gdal.GetDriverByName("netCDF") is None:
        pytest.skip("this GDAL has no netCDF")
    gdal.Translate(str(tmp_path / "a.nc"), local, format="netCDF").FlushCache()
    named = f'NETCDF:"{tmp_path}/a.nc":Band1'
    np.testing.assert_array_equal(read(named), read(local))
    np.testing.assert_array_equal(
        read(vrt(tmp_path / "a.vrt", simple(named.replace('"', "&quot;")))), read(local)
    )


def test_remote_names_are_told_from_local_ones():
    remote = ("https://a/b.tif", "/vsicurl/http://a", "/vsis3/a/b", "s3://a", "/vsizip//vsigs/a",
              "/vsiaz_streaming/a", 'NETCDF:"http://a/b":c', "/vsicurl?url=x")  # fmt: skip
    local = ("/data/http/a.tif", "C:\\s3\\a.tif", "C:/data/a.tif", "/vsizip/a.zip/b.tif", "a.tif",
             "zip://a.zip!/b.tif", "https.tif")  # fmt: skip
    assert [is_remote(name) for name in remote + local] == [True] * 8 + [False] * 7


def test_names_are_short_and_printable():
    assert short_name("/a/b.tif") == "b.tif"
    assert short_name("/") == "/"
    assert len(short_name("x" * 999)) == 80
    assert short_name("a\nb\x1b.tif") == "a?b?.tif"
    assert short_name("<VRTDataset rasterXSize='9'>") == "<VRTDataset rasterXS..."


def test_references_are_found_whatever_the_letters_case():
    text = '<VRTDataset><simplesource><SOURCEFILENAME RelativeToVRT="1">a</SOURCEFILENAME></simplesource></VRTDataset>'  # noqa: E501
    (found,) = references(text, label="IMAGES 'a.vrt'")
    assert (found.text, found.beside, found.raw) == ("a", True, False)


def test_a_server_that_never_answers_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setitem(opening.PATIENCE, "GDAL_HTTP_TIMEOUT", "1")
    monkeypatch.setitem(opening.PATIENCE, "GDAL_HTTP_MAX_RETRY", "0")
    with serving(tmp_path, tmp_path / "log.txt", silent=True) as server:
        refused(
            f"/vsicurl/{server.url}/a.tif", r"cannot be opened as a raster at 127\.0\.0\.1: .*; ch"
        )
        assert server.asked


@pytest.mark.parametrize("address", [
    "/vsicurl/http://me:secret@{host}/b.tif?token=secret", "http://me:sec/secret@{host}/b.tif",
    "/vsicurl?max_retry=0&url=http%3A%2F%2Fme%3Asecret%40{host}%2Fb.tif%3Fkey%3Dsecret",
])  # fmt: skip
def test_rasters_that_cannot_be_fetched_are_told_by_their_host_alone(server, address):
    path = address.format(host=server.url.partition("//")[2])
    said = refused(path, r"cannot be opened as a raster at 127\.0\.0\.1: .*; check the address and")
    assert "secret" not in said


def test_pixels_that_cannot_be_fetched_are_told_by_their_host(server):
    path = server.folder / "cut.tif"
    write_raster(path, texture((1, 2048, 2048), high=200, dtype="uint8"), utm_grid(2048, 2048))
    source = RasterSource(f"/vsicurl/{server.url.replace('//', '//me:secret@')}/cut.tif")
    with RasterReader(source, describe(source).grid) as reader:
        path.write_bytes(path.read_bytes()[:70_000])
        with pytest.raises(
            InputError, match=r"'cut\.tif' cannot be read at 127\.0\.0\.1: "
        ) as caught:
            reader.read(reader.grid.window)
    assert "secret" not in str(caught.value)


def test_names_that_are_refused_hold_no_passwords():
    said = refused("vrt://https://me:secret@a.org/a.tif", "is read through 'vrt://")
    assert "secret" not in said
