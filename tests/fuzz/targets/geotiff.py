"""GeoTIFFs: tags, offsets, blocks."""

from __future__ import annotations

import struct
import tempfile
from pathlib import Path

from changed_rasters import change_tiff
from harness import written
from raster_use import Child, small_rasters, use_raster

NAMES = ("IMAGES", "system")
TOKENS = (
    *(struct.pack("<H", tag) for tag in (256, 257, 258, 259, 273, 277, 279, 322, 324, 330, 33550)),
    *(b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", struct.pack("<d", float("nan")), b"\x01\x00"),
    *(struct.pack("<d", 1e300), struct.pack("<I", 70_000), b"nan\0", b"<GDALMetadata>"),
)


def _work(data: bytes) -> None:
    use_raster(written("a.tif", data))


target, change = Child(_work), change_tiff


def seeds() -> list[bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder, types = Path(name), ("uint8", "float32")
        tiled = {"tiled": True, "blockxsize": 16, "blockysize": 16}
        return [
            *small_rasters(folder, "GTiff", "tif", dtypes=types, nodata=3),
            *small_rasters(folder, "GTiff", "tif", compress="deflate", predictor=2, **tiled),
            *small_rasters(folder, "GTiff", "tif", dtypes=("uint8",), nbits=1, compress="lzw"),
            *small_rasters(folder, "GTiff", "tif", dtypes=("int16",), interleave="band"),
        ]
