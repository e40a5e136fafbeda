"""Small files that are wrong in one way each, by name; built when first asked for."""

from __future__ import annotations

import functools
import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import rasterio
import tiny_scene
from affine import Affine
from rasterio.crs import CRS

ROWS, COLS = tiny_scene.ROWS, tiny_scene.COLS
WEST, NORTH, PIXEL = tiny_scene.WEST, tiny_scene.NORTH, tiny_scene.PIXEL
PLACE = Affine(PIXEL, 0, WEST, 0, -PIXEL, NORTH)
NEAR = (WEST, PIXEL, 0, NORTH, 0, -PIXEL)  # as GDAL orders it
LOCAL = 'LOCAL_CS["garden",UNIT["metre",1]]'
MAKERS: dict[str, Callable[[Path], object]] = {}


def maker(function):
    """Register what makes the file of its name."""
    MAKERS[function.__name__] = function
    return function


def image() -> np.ndarray:
    """Four bands, uint16."""
    return (500 + 200 * np.arange(4)[:, None, None] + 9 * np.mgrid[:ROWS, :COLS][0]).astype(
        "uint16"
    )


def write(path: Path, bands: np.ndarray, **more) -> Path:
    """Write bands where the scene lies, or elsewhere."""
    bands = bands if bands.ndim == 3 else bands[None]
    tags, scaling = more.pop("tags", {}), more.pop("scaling", None)
    profile = {"driver": "GTiff", "crs": tiny_scene.CRS_WKT, "transform": PLACE, **more}
    with rasterio.open(
        path, "w", count=len(bands), height=bands.shape[1], width=bands.shape[2],
        dtype=bands.dtype, **profile,
    ) as raster:  # fmt: skip
        raster.write(bands)
        raster.update_tags(**tags)
        if scaling:
            raster.scales, raster.offsets = ((one,) * len(bands) for one in scaling)
    return path


def vrt(path: Path, body: str, *, place=NEAR, size=(COLS, ROWS), crs="EPSG:32632", more="") -> Path:
    """Write a virtual raster."""
    path.write_text(
        f'<VRTDataset rasterXSize="{size[0]}" rasterYSize="{size[1]}">{more}<SRS>{crs}</SRS>'
        f"<GeoTransform>{','.join(map(repr, place))}</GeoTransform>{body}</VRTDataset>",
        encoding="utf-8",
    )
    return path


def band(source: str = "", *, dtype: str = "UInt16", number: int = 1, more: str = "") -> str:
    """Return a band of a virtual raster, from a file where one is named."""
    inner = f"<SimpleSource><SourceFilename>{source}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>"  # noqa: E501
    return (
        f'<VRTRasterBand dataType="{dtype}" band="{number}"{more}>{inner if source else ""}'
        "</VRTRasterBand>"
    )


def codes(low: int = 1) -> np.ndarray:
    """Return coarse classes."""
    return (low + np.arange(12 * 15).reshape(12, 15) % 3).astype("uint8")


COARSE = {"transform": Affine(80, 0, WEST, 0, -80, NORTH)}


# --- rasters that GDAL cannot read, or only in part ---
@maker
def empty(path):
    path.write_bytes(b"")


@maker
def words(path):
    path.write_text("these are words", encoding="utf-8")


@maker
def a_folder(path):
    path.mkdir()


@maker
def a_pipe(path):
    os.mkfifo(path)


@maker
def a_broken_link(path):
    path.symlink_to(path.parent / "gone.tif")


def _cut(path, share):
    whole = write(path, image(), compress="deflate", tiled=True, blockxsize=16, blockysize=16)
    data = whole.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


for _name, _share in (("cut_header", 0.001), ("cut_tags", 0.01), ("cut_half", 0.5)):
    MAKERS[_name] = functools.partial(_cut, share=_share)


@maker
def zeros_within(path):
    data = bytearray(write(path, image(), compress="deflate").read_bytes())
    data[-2000:] = bytes(2000)
    path.write_bytes(data)


@maker
def loop_of_directories(path):
    """A TIFF the second directory of which is the first."""
    data = bytearray(write(path, image()[:1]).read_bytes())
    at = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, at)[0]
    struct.pack_into("<I", data, at + 2 + 12 * count, at)
    struct.pack_into("<I", data, at + 2 + 8, 0xFFFFFFF0)  # and a width of billions
    path.write_bytes(data)


@maker
def picture_png(path):
    with rasterio.open(path, "w", driver="PNG", count=3, height=9, width=9, dtype="uint8") as out:
        out.write(np.ones((3, 9, 9), "uint8"))


@maker
def zip_of_words(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "words")


# --- headers that claim too much ---
@maker
def bands_70000_vrt(path):
    vrt(path, "".join(band(number=n) for n in range(1, 70_001)))


@maker
def huge_vrt(path):
    vrt(path, band(), size=(10**9, 10**9))


@maker
def no_pixels_vrt(path):
    vrt(path, band(), size=(0, 5))


@maker
def no_bands_vrt(path):
    vrt(path, "")


# --- places that are none ---
def _placed(path, place, crs="EPSG:32632"):
    vrt(path, band(), place=place, crs=crs)


for _name, _place in {
    "nan_place_vrt": (WEST, float("nan"), 0, NORTH, 0, -10),
    "inf_place_vrt": (float("inf"), 10, 0, NORTH, 0, -10),
    "zero_pixels_vrt": (WEST, 0.0, 0, NORTH, 0, 0.0),
    "flat_pixels_vrt": (WEST, 10, 20, NORTH, 10, 20),
    "far_out_vrt": (1e300, 10, 0, 1e300, 0, -10),
    "identity_vrt": (0, 1, 0, 0, 0, 1),
    "south_up_far_vrt": (WEST + 50_000, 10, 0, NORTH, 0, 10),
    "turned_far_vrt": (WEST + 50_000, 7, 7, NORTH, 7, -7),
}.items():
    MAKERS[_name] = functools.partial(_placed, place=_place)
MAKERS["no_crs_vrt"] = functools.partial(_placed, place=NEAR, crs="")
MAKERS["geocentric_vrt"] = functools.partial(_placed, place=NEAR, crs="EPSG:4978")
MAKERS["vertical_vrt"] = functools.partial(_placed, place=NEAR, crs="EPSG:5773")


@maker
def polar(path):
    write(path, image(), crs=CRS.from_epsg(3031), transform=Affine(1e4, 0, -6e5, 0, -1e4, 5e5))


@maker
def antimeridian(path):
    write(path, image(), crs=CRS.from_epsg(4326), transform=Affine(0.01, 0, 179.5, 0, -0.01, -17))


@maker
def garden(path):
    write(path, image(), crs=CRS.from_wkt(LOCAL))


@maker
def garden_coarse(path):
    write(path, codes(), crs=CRS.from_wkt(LOCAL), **COARSE)


@maker
def far_image(path):
    write(path, image(), transform=Affine(10, 0, WEST + 9e5, 0, -10, NORTH))


@maker
def far_coarse(path):
    write(path, codes(), transform=Affine(80, 0, WEST, 0, -80, NORTH - 9e5))


# --- values that cannot be used ---
@maker
def complex_image(path):
    write(path, image().astype("complex64"))


@maker
def complex_whole_vrt(path):
    vrt(path, band(dtype="CInt16"))


@maker
def nan_image(path):
    write(path, np.full((4, ROWS, COLS), np.nan, "float32"))


@maker
def infinite_image(path):
    write(path, np.full((4, ROWS, COLS), np.inf, "float32"))


@maker
def beyond_float32_image(path):
    write(path, np.full((4, ROWS, COLS), 1e300))


@maker
def all_nodata_image(path):
    write(path, np.zeros((4, ROWS, COLS), "uint16"), nodata=0)


@maker
def nan_scale_image(path):
    write(path, np.zeros((4, ROWS, COLS), "uint16"), nodata=0, scaling=(float("nan"), 0.0))


def _coarse(path, values, **more):
    write(path, np.broadcast_to(np.asarray(values), (12, 15)), **COARSE, **more)


for _name, _values in {
    "half_codes": np.float32(1.5), "negative_codes": np.int16(-3), "high_codes": np.uint32(70_000),
    "nan_codes": np.float32(np.nan), "infinite_codes": np.float32(np.inf),
    "complex_codes": np.complex64(1), "huge_codes": np.float64(1e30), "one_code": np.uint8(1),
}.items():  # fmt: skip
    MAKERS[_name] = functools.partial(_coarse, values=_values)
MAKERS["nodata_codes"] = functools.partial(_coarse, values=np.uint8(0), nodata=0)


# --- virtual rasters that reach for what they must not ---
def _naming(path, name):
    vrt(path, band(name))


for _name, _named in {
    "network_vrt": "/vsicurl/http://127.0.0.1:9/a.tif", "bucket_vrt": "/vsis3/bucket/a.tif",
    "http_vrt": "http://127.0.0.1:9/a.tif", "share_vrt": "\\\\server\\share\\a.tif",
    "memory_vrt": "MEM:::DATAPOINTER=1,PIXELS=9,LINES=9", "input_vrt": "/vsistdin/",
    "device_vrt": "/dev/zero", "base_vrt": "PG:host=127.0.0.1", "map_vrt": "WMS:nowhere",
}.items():  # fmt: skip
    MAKERS[_name] = functools.partial(_naming, name=_named)


@maker
def itself_vrt(path):
    vrt(path, band(str(path)))


@maker
def missing_source_vrt(path):
    vrt(path, band(str(path.parent / "gone.tif")))


@maker
def words_source_vrt(path):
    (path.parent / "source.txt").write_text("words", encoding="utf-8")
    vrt(path, band(str(path.parent / "source.txt")))


@maker
def python_vrt(path):
    code = (
        "<PixelFunctionType>f</PixelFunctionType><PixelFunctionLanguage>Python"
        "</PixelFunctionLanguage><PixelFunctionCode>import os</PixelFunctionCode>"
    )
    kind = ' subClass="VRTDerivedRasterBand"'
    vrt(path, band(more=kind).replace("></VRT", f">{code}</VRT"))


@maker
def raw_vrt(path):
    named = "<SourceFilename>/etc/hostname</SourceFilename>"
    kind = ' subClass="VRTRawRasterBand"'
    vrt(path, band(more=kind, dtype="Byte").replace("></VRT", f">{named}</VRT"))


@maker
def entities_vrt(path):
    path.write_text('<!DOCTYPE a [<!ENTITY b "c">]><VRTDataset>&b;</VRTDataset>', encoding="utf-8")


@maker
def unclosed_vrt(path):
    path.write_text('<VRTDataset rasterXSize="9" rasterYSize="9"><SRS>', encoding="utf-8")


@maker
def service_xml(path):
    path.write_text(
        '<GDAL_WMS><Service name="WMS"><ServerUrl>http://127.0.0.1:9/</ServerUrl></Service>'
        "</GDAL_WMS>",
        encoding="utf-8",
    )


@maker
def remote_overviews(path):
    write(path, image())
    Path(f"{path}.aux.xml").write_text(
        '<PAMDataset><Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">'
        "/vsicurl/http://127.0.0.1:9/a.ovr</MDI></Metadata></PAMDataset>",
        encoding="utf-8",
    )


@maker
def lying_aside(path):
    write(path, image())
    Path(f"{path}.aux.xml").write_text(
        "<PAMDataset><SRS>nonsense</SRS><GeoTransform>0,0,0,0,0,0</GeoTransform></PAMDataset>",
        encoding="utf-8",
    )


# --- polygons ---
def features(path: Path, *geometries, crs: str | None = "EPSG::32632") -> None:
    """Write geometries as GeoJSON; None is a feature without one."""
    told = [{"type": "Feature", "properties": {}, "geometry": one} for one in geometries]
    collection = {"type": "FeatureCollection", "features": told}
    if crs:
        name = f"urn:ogc:def:crs:{crs}"
        collection["crs"] = {"type": "name", "properties": {"name": name}}
    path.write_text(json.dumps(collection), encoding="utf-8")


def polygon(*corners) -> dict:
    """Return a polygon through offsets from the north-west corner of the scene, in metres."""
    ring = [[WEST + x, NORTH - y] for x, y in (*corners, corners[0])]
    return {"type": "Polygon", "coordinates": [ring]}


HUGE = {"type": "Polygon", "coordinates": [[[-1e300, -1e300], [1e300, -1e300], [0, 1e300],
                                            [-1e300, -1e300]]]}  # fmt: skip
POINT = {"type": "Point", "coordinates": [WEST + 300, NORTH - 300]}
LINE = {"type": "LineString", "coordinates": [[WEST, NORTH], [WEST + 300, NORTH - 300]]}
LONDON = {"type": "Polygon", "coordinates": [[[-1, 51], [1, 51], [1, 52], [-1, 51]]]}
POLE = {"type": "Polygon", "coordinates": [[[-180, 85], [180, 85], [180, 90], [-180, 90],
                                            [-180, 85]]]}  # fmt: skip
for _name, _shapes in {
    "no_features": (), "null_geometries": (None, None), "points": (POINT,), "lines": (LINE, LINE),
    "two_corners": (polygon((0, 0), (50, 50)),),
    "no_area": (polygon((0, 0), (500, 500), (900, 900)),),
    "one_place": (polygon((5, 5), (5, 5), (5, 5)),),
    "between_centres": (polygon((301, 301), (303, 301), (303, 303)),),
    "elsewhere": (polygon((9e5, 9e5), (9.1e5, 9e5), (9e5, 9.1e5)),),
    "just_outside": (polygon((-500, 0), (-10, 0), (-10, 500)),),
}.items():  # fmt: skip
    MAKERS[f"{_name}_geojson"] = functools.partial(
        lambda path, shapes: features(path, *shapes), shapes=_shapes
    )
for _name, _shape in {"london": LONDON, "pole": POLE}.items():
    MAKERS[f"{_name}_geojson"] = functools.partial(
        lambda path, shape: features(path, shape, crs="OGC:1.3:CRS84"), shape=_shape
    )


@maker
def broken_geojson(path):
    path.write_text('{"type": "FeatureCollection", "features": [{', encoding="utf-8")


def make(name: str, folder: Path) -> Path:
    """Return the file of a name in a folder, built if it is not there."""
    suffixes = {"vrt": ".vrt", "geojson": ".geojson", "png": ".png", "xml": ".xml"}
    path = folder / f"{name}{suffixes.get(name.rpartition('_')[2], '.tif')}"
    if not os.path.lexists(path):
        MAKERS[name](path)
    return path
