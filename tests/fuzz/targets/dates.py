"""DATES, and the dates that names, descriptions and metadata tell."""

from __future__ import annotations

NAMES = ("DATES", "'scene.tif'")
TOKENS = (
    *(b"2019-01-31", b"20190131", b"2019-031", b"2019-366", b"days since 1970-01-01", b"T101010Z"),
    *(b"DATETIME", b"NETCDF_DIM_time", b"time#units", b"time#calendar", b"1e999", b"nan", b"1_0"),
    *(b"1546300800000", b"9" * 40, b",", b"0001-01-01", b"9999-12-31", b"2019:01:31", b"\x00"),
)


def target(data: bytes) -> None:
    from finecover.core.rasters.dates import parse_dates
    from finecover.core.rasters.raster_file import RasterSource
    from finecover.core.series.observation_dates import DatedRaster, read_dates

    first, *pairs = data.decode("utf-8", "surrogateescape").split("\x00")
    tags = dict(zip(pairs[::2], pairs[1::2]))
    source = RasterSource("scene.tif")
    read_dates(DatedRaster(source, ("a", "b"), tags, (tags, tags)))
    read_dates(DatedRaster(source, (first, *pairs[:2]), {}, ()))
    parse_dates(first)


def seeds() -> list[bytes]:
    return [
        b"2019-01-31, 20190228;2019-090",
        b"\0DATETIME\x002019:01:31 10:10:10",
        b"\0NETCDF_DIM_time\x0012\0time#units\0days since 1970-01-01 06:30:00\0time#calendar\0",
        b"\0TIME\x001546300800000",
    ]
