"""Rasters of other formats, told by their first byte: PNG, ENVI headers, side files, JPEG 2000."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from changed_rasters import change_xml
from harness import Choices, written
from raster_use import Child, small_rasters, use_raster

NAMES = ("IMAGES", "system")
TOKENS = (
    *(b"samples = 99999", b"data type = 6", b"interleave = bil", b"map info = {UTM, 1, 1, nan}"),
    *(b"header offset = -1", b"byte order = 1", b"bands = 70000", b"IHDR", b"IDAT", b"PLTE"),
    *(b"<GeoTransform>0,0,0,0,0,0", b"<SRS>", b"<Scale>nan", b"OVERVIEW_FILE", b"NoDataValue"),
    *(b"\x7f\xff\xff\xff", b"\xff\x4f\xff\x51"),
)
_PNG, _ENVI, _AUX, _JP2, _ASCII = b"p", b"e", b"x", b"j", b"a"
_FILES = {_PNG: "a.png", _JP2: "a.jp2", _ASCII: "a.asc"}
_SIDE = (
    b"<PAMDataset><SRS>EPSG:32632</SRS><GeoTransform>500000,10,0,5000000,0,-10</GeoTransform>"
    b'<PAMRasterBand band="1"><NoDataValue>3</NoDataValue><Scale>2</Scale></PAMRasterBand>'
    b"</PAMDataset>"
)


@functools.lru_cache(maxsize=1)
def _tiff() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        return small_rasters(Path(name), "GTiff", "tif", dtypes=("uint8",))[0]


@functools.lru_cache(maxsize=1)
def _utm() -> str:
    from rasterio.crs import CRS

    return CRS.from_epsg(32632).to_wkt()


def _work(data: bytes) -> None:
    kind, rest = data[:1], data[1:]
    if kind == _ENVI:
        path = written("a.dat", bytes(960))
        written("a.hdr", rest)
    elif kind == _AUX:
        path = written("b.tif", _tiff())
        written("b.tif.aux.xml", rest)
    else:
        name = _FILES.get(kind, "a.bin")
        path = written(name, rest)
        written(f"{name}.aux.xml", _SIDE)
    use_raster(path, None if kind == _AUX else _utm())


target = Child(_work)


def change(data: bytes, choices: Choices) -> bytes:
    """Change an element of a side file; of another raster, put a word in place of some bytes."""
    kind, rest = data[:1], data[1:]
    if kind == _AUX:
        return kind + change_xml(rest, choices, TOKENS)
    at = choices.below(len(rest) + 1)
    return kind + rest[:at] + choices.pick(TOKENS) + rest[at + choices.below(9) :]


def seeds() -> list[bytes]:
    _tiff()
    with tempfile.TemporaryDirectory() as name:
        folder, byte = Path(name), ("uint8",)
        pictures = small_rasters(folder, "PNG", "png", dtypes=("uint8", "uint16"))
        small_rasters(folder, "ENVI", "dat", dtypes=byte)
        header = (folder / "seed0.hdr").read_bytes()
        grey = small_rasters(folder, "JP2OpenJPEG", "jp2", dtypes=byte)
    grid = b"ncols 3\nnrows 2\nxllcorner 500000\nyllcorner 5000000\ncellsize 10\n1 2 3\n4 5 6\n"
    return [
        *(_PNG + one for one in pictures),
        _ENVI + header,
        _AUX + _SIDE,
        *(_JP2 + one for one in grey),
        _ASCII + grid,
    ]
