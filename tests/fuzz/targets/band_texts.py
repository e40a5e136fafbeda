"""BANDS, and the descriptions and file names bands are told by."""

from __future__ import annotations

NAMES = ("BANDS", "IMAGES")
TOKENS = (
    *(b"blue=1", b"nir", b"B8A", b"B11", b"SR_B4", b"LC08_", b"_2019-01-31", b"20190131T101010"),
    *(b"=", b",", b";", b"\n", "²".encode(), "٣".encode(), b"9" * 60, b"0", b"-1", b"1e3", b"\x00"),
)


def target(data: bytes) -> None:
    from finecover.core.rasters.bands import ImageBands, resolve_bands

    text = data.decode("utf-8", "surrogateescape")
    bands, _, rest = text.partition("\x00")
    descriptions = tuple(rest.split("\x00"))
    images = [ImageBands("S2A_20190131.tif", descriptions), ImageBands(f"{rest}.tif", ("nir",) * 4)]
    for given in (images, images[:1]):
        resolve_bands(given)
    if bands.strip():
        resolve_bands(images, bands=bands)


def seeds() -> list[bytes]:
    return [
        b"blue=1\0B02",
        b"\0B02_20190131\0B03_20190131\0B02_20190302\0B03_20190302",
        b"blue=1, nir=4\0b1\0b2\0b3\0b4",
        b"\0LC08_L2SP_193028_20190101_20200830_02_T1_SR_B4",
        b"\0",
    ]
