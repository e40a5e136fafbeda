"""When the bands of rasters were observed: one date for a raster, or one for each of its bands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from ..errors import InputError
from ..phrases import counted
from ..rasters.bands import find_role
from ..rasters.dates import find_date, undated
from ..rasters.grid import Grid
from ..rasters.raster_file import RasterInfo, RasterSource

# names by which producers tell when an image was taken: Landsat MTL, HLS and Sentinel-2 headers,
# MODIS, GDAL's IMAGERY domain, climate and forecast conventions, STAC; compared in upper case
_TAKEN = (
    "ACQUISITION_DATE", "ACQUISITIONDATETIME", "ACQUISITION_DATETIME", "DATE_ACQUIRED",
    "SENSING_TIME", "SENSING_START", "DATATAKE_1_DATATAKE_SENSING_START", "PRODUCT_START_TIME",
    "RANGEBEGINNINGDATE", "NC_GLOBAL#TIME_COVERAGE_START", "TIME_COVERAGE_START",
    "SYSTEM:TIME_START", "DATETIME", "DATE", "TIME",
)  # fmt: skip
# TIFF 6.0: date and time of image creation; that is the processing of many files
_CREATED = "TIFFTAG_DATETIME"
_SINCE = re.compile(r"\s*(day|hour|minute|second|millisecond)s?\s+since\s+(.+)", re.IGNORECASE)
_SECONDS = {"day": 86_400, "hour": 3600, "minute": 60, "second": 1, "millisecond": 0.001}
_PLAIN_CALENDARS = ("", "standard", "gregorian", "proleptic_gregorian")
_EXIF_DATE = re.compile(r"\s*(\d{4}):(\d\d):(\d\d)\b")  # the form of TIFFTAG_DATETIME


@dataclass(frozen=True)
class DatedRaster:
    """What a raster says that may tell its date.

    Attributes:
        source: the file; its name and folder may tell.
        descriptions: of the bands that are read.
        tags: metadata of the file.
        band_tags: metadata of the bands that are read, or empty.
        grid: its pixels; None = unknown.
    """

    source: RasterSource
    descriptions: tuple[str, ...]
    tags: Mapping[str, str]
    band_tags: tuple[Mapping[str, str], ...] = ()
    grid: Grid | None = None

    @staticmethod
    def of(source: RasterSource, info: RasterInfo) -> DatedRaster:
        """Return what the header of ``source`` says of the bands that are read."""
        bands = source.bands or info.data_bands
        return DatedRaster(
            source,
            tuple(info.descriptions[band - 1] for band in bands),
            info.tags,
            tuple(info.band_tags[band - 1] for band in bands),
            info.grid,
        )


@dataclass(frozen=True)
class BandDates:
    """Dates of the bands of one raster.

    Attributes:
        dates: one per band that is read; all the same where ``per_band`` is False.
        per_band: each band has a date of its own; else the raster has one.
        origin: where they were found, for the log.
    """

    dates: tuple[date, ...]
    per_band: bool
    origin: str

    @property
    def doubtful(self) -> bool:
        """The date may be that of processing."""
        return self.origin == _CREATED


def observation_dates(
    rasters: Sequence[DatedRaster], *, explicit: Sequence[date] = (), name: str = "IMAGES"
) -> tuple[BandDates, ...]:
    """Return the dates of every raster's bands.

    Explicit dates come first: as many as rasters are one each; as many as all bands together are
    one per band, raster after raster; as many as each of several rasters has bands are those of
    the bands of each. The first of these rules that fits holds; where the first and the last fit,
    the first where descriptions tell the bands of each raster apart, the last where the rasters'
    names are those of bands. Without them a raster is asked by itself, see ``read_dates``.

    Raises:
        InputError: the number of explicit dates fits no rule, or two and nothing tells which, or
            a raster tells no date.
    """
    if explicit:
        return _explicit_dates(rasters, explicit, name)
    found = []
    for raster in rasters:
        dates = read_dates(raster)
        if dates is None:
            raise InputError(
                f"{raster.source.label} tells no date in its band descriptions, file name or "
                "metadata; give DATES, for example 2019-01-31,2019-02-28."
            )
        found.append(dates)
    return tuple(found)


def read_dates(raster: DatedRaster) -> BandDates | None:
    """Return the dates a raster tells of itself, or None.

    Asked in turn: the descriptions of its bands, the time metadata of its bands (netCDF), its file
    name, its metadata of acquisition, its folder's name, and last its time of creation.

    Raises:
        InputError: some descriptions tell a date and others do not.
    """
    count = len(raster.descriptions)
    described = [find_date(text) for text in raster.descriptions]
    dates = tuple(day for day in described if day)
    if dates and len(dates) < count:
        band = described.index(None)
        raise InputError(
            f"{raster.source.label}: the description of band {band + 1}, "
            f"'{raster.descriptions[band]}', tells no date, those of "
            f"{counted(len(dates), 'other band')} do; give DATES, or describe every band alike."
        )
    if dates:
        return BandDates(dates, len(set(dates)) > 1 or count == 1, "band descriptions")
    dates = tuple(
        day for tags in raster.band_tags for day in [_band_time(tags, raster.tags)] if day
    )
    if dates and len(dates) == count:
        return BandDates(dates, len(set(dates)) > 1 or count == 1, "band metadata")
    one = _one_date(raster)
    return BandDates((one[0],) * count, False, one[1]) if one else None


def _explicit_dates(
    rasters: Sequence[DatedRaster], explicit: Sequence[date], name: str
) -> tuple[BandDates, ...]:
    counts = [len(raster.descriptions) for raster in rasters]
    of_each = len(rasters) > 1 and set(counts) == {len(explicit)}
    if len(explicit) == len(rasters):
        if of_each and not _bands_are_told(rasters):
            if _rasters_are_bands(rasters):
                return tuple(BandDates(tuple(explicit), True, "DATES") for _ in rasters)
            raise _two_readings(rasters, name)
        return tuple(BandDates((day,) * n, False, "DATES") for day, n in zip(explicit, counts))
    if len(explicit) == sum(counts):
        rest = iter(explicit)
        dates = [tuple(next(rest) for _ in range(count)) for count in counts]
        return tuple(BandDates(d, len(set(d)) > 1 or len(d) == 1, "DATES") for d in dates)
    if of_each:
        return tuple(BandDates(tuple(explicit), True, "DATES") for _ in rasters)
    bands = counted(sum(counts), "band")
    raise InputError(
        f"DATES lists {counted(len(explicit), 'date')}, but {name} holds "
        f"{counted(len(rasters), 'raster')} with {bands} altogether; give one date per raster "
        f"({len(rasters)}) or one per band ({sum(counts)})."
    )


def _bands_are_told(rasters: Sequence[DatedRaster]) -> bool:
    """Tell whether names, not merely numbers, tell the bands of a raster apart."""
    return all(
        len({re.sub(r"\d+", "", undated(text)).lower() for text in raster.descriptions}) > 1
        or any(find_role(text, path=raster.source.path) for text in raster.descriptions)
        for raster in rasters
    )


def _rasters_are_bands(rasters: Sequence[DatedRaster]) -> bool:
    """Tell whether every raster's name is that of another band."""
    roles = [find_role(Path(r.source.path).stem, path=r.source.path) for r in rasters]
    return all(roles) and len(set(roles)) == len(roles)


def _two_readings(rasters: Sequence[DatedRaster], name: str) -> InputError:
    number = len(rasters)
    return InputError(
        f"DATES lists {number} dates, and {name} holds {number} rasters of {number} bands, so they "
        f"may be the dates of the rasters or those of each one's bands; give {number * number} "
        "dates, one for each band of one raster after the other."
    )


def _one_date(raster: DatedRaster) -> tuple[date, str] | None:
    """Return a raster's own date and where it was found."""
    path = Path(raster.source.path)
    day = find_date(path.stem)
    if day:
        return day, "file name"
    tags = {key.upper(): value for key, value in raster.tags.items()}
    for key in _TAKEN:
        day = _tagged_date(tags.get(key, ""))
        if day:
            return day, f"metadata {key}"
    day = find_date(path.parent.name)
    if day:
        return day, "folder name"
    day = _tagged_date(tags.get(_CREATED, ""))
    return (day, _CREATED) if day else None


def _tagged_date(text: str) -> date | None:
    """Return the date of a metadata value; 13 digits are milliseconds since 1970."""
    if re.fullmatch(r"\s*1?\d{12}(?:\.0*)?\s*", text):
        return _after(date(1970, 1, 1), float(text) / 1000)
    return find_date(_EXIF_DATE.sub(r"\1-\2-\3", text))


def _band_time(tags: Mapping[str, str], file_tags: Mapping[str, str]) -> date | None:
    """Return the date of a netCDF band, whose time counts from a date the file tells."""
    for key, value in tags.items():
        dimension = key[len("NETCDF_DIM_") :] if key.startswith("NETCDF_DIM_") else ""
        since = _SINCE.fullmatch(file_tags.get(f"{dimension}#units", ""))
        calendar = file_tags.get(f"{dimension}#calendar", "").lower()
        if not dimension or not since or calendar not in _PLAIN_CALENDARS:
            continue
        origin = find_date(since.group(2))
        if origin is None:
            continue
        seconds = _SECONDS[since.group(1).lower()]
        try:
            return _after(origin, _clock(since.group(2)) + float(value) * seconds)
        except (ValueError, OverflowError):  # no number, or beyond the calendar
            continue
    return None


def _clock(text: str) -> float:
    """Return the seconds of a text's time of day; 0 where it has none."""
    match = re.search(r"[T ](\d{1,2}):(\d\d)(?::(\d\d))?", text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return 3600.0 * hours + 60 * minutes + seconds


def _after(origin: date, seconds: float) -> date:
    return (datetime.combine(origin, time()) + timedelta(seconds=seconds)).date()
