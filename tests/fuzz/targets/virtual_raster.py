"""Virtual rasters: XML, places, sources."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from changed_rasters import change_xml
from harness import Choices, written
from raster_use import Child, small_rasters, use_raster

NAMES = ("IMAGES", "system")
TOKENS = (
    *(b"nan", b"inf", b"1e300", b"-1", b"0", b"99999999999", b"relativeToVRT", b"subClass="),
    *(b"VRTRawRasterBand", b"VRTWarpedDataset", b"VRTDerivedRasterBand", b"CInt16", b"Float64"),
    *(b"<ComplexSource>", b"<KernelFilteredSource>", b"/vsicurl/http://127.0.0.1:9/", b"a.vrt"),
    *(b"<MaskBand>", b"<NoDataValue>", b"<LUT>", b"<PixelFunctionType>", b"<OverviewList>2"),
)


@functools.lru_cache(maxsize=1)
def _source() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        return small_rasters(Path(name), "GTiff", "tif", dtypes=("uint16",))[0]


def _work(data: bytes) -> None:
    path = written("a.vrt", data)
    written("a.tif", _source())
    use_raster(path)


target = Child(_work)


def change(data: bytes, choices: Choices) -> bytes:
    return change_xml(data, choices, TOKENS)


def seeds() -> list[bytes]:
    _source()
    source = (
        '<SourceFilename relativeToVRT="1">a.tif</SourceFilename><SourceBand>1</SourceBand>'
        '<SourceProperties RasterXSize="24" RasterYSize="20" DataType="UInt16" BlockXSize="24" '
        'BlockYSize="20"/><SrcRect xOff="0" yOff="0" xSize="24" ySize="20"/>'
        '<DstRect xOff="0" yOff="0" xSize="24" ySize="20"/>'
    )
    kinds = ("SimpleSource", "ComplexSource", "AveragedSource")
    raw = (
        '<VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand"><SourceFilename '
        'relativetoVRT="1">a.tif</SourceFilename><ImageOffset>8</ImageOffset><PixelOffset>1'
        "</PixelOffset><LineOffset>24</LineOffset></VRTRasterBand>"
    )
    bands = [
        '<VRTRasterBand dataType="UInt16" band="1"><NoDataValue>3</NoDataValue><Scale>2</Scale>'
        f"<{kind}>{source}</{kind}></VRTRasterBand>"
        for kind in kinds
    ]
    return [
        (
            '<VRTDataset rasterXSize="24" rasterYSize="20"><SRS>EPSG:32632</SRS><GeoTransform>'
            f"500000,10,0,5000000,0,-10</GeoTransform>{band}</VRTDataset>"
        ).encode()
        for band in (*bands, raw)
    ]
