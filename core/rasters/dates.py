"""Dates: in product and file names, in band descriptions and metadata, and as a parameter's text.

Names are read as their makers specify them. Sentinel-2: sensing time first, e.g.
``S2A_MSIL2A_20190101T103421_...`` (ESA, Sentinel-2 Products Specification Document,
S2-PDGS-TAS-DI-PSD); the older long names tell it after ``V``, and their first date, like the one
of ``S2A_OPER_MSI_..._TL_...``, is that of processing. Landsat: acquisition before processing, e.g.
``LC08_L2SP_193028_20190101_20200830_02_T1`` (USGS, Landsat Collection 2 product guides, LSDS-1618
and LSDS-1619). HLS, MODIS and older Landsat ids count the days of the year.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from ..errors import InputError

_YEAR = r"(?P<y>(?:19|20)\d\d)"
_MONTH, _DAY = r"(?P<m>0[1-9]|1[0-2])", r"(?P<d>0[1-9]|[12]\d|3[01])"
_OF_YEAR = r"(?P<j>[0-3]\d\d)"
_COMPACT = r"(?:[01]\d|2[0-3])[0-5]\d[0-5]\d"  # hhmmss
_ISO_TIME = r"[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:[+-]\d\d:?\d\d)?"
_LENGTH = r"(?![kc]?m(?![A-Za-z]))"  # 100m tells the pixels' size, not a day
_END = rf"(?:Z(?![A-Za-z]))?(?!\d){_LENGTH}"
_TIME = rf"T?{_COMPACT}|T(?:[01]\d|2[0-3])[0-5]\d(?!\d)|{_ISO_TIME}"
_CALENDAR = rf"{_YEAR}[-_./]?{_MONTH}[-_./]?{_DAY}(?:{_TIME})?{_END}"
_ORDINAL = rf"{_YEAR}[-_]?{_OF_YEAR}(?:T?{_COMPACT})?{_END}"
_SENTINEL2_SENSING = re.compile(rf"(?<=_V){_YEAR}{_MONTH}{_DAY}T{_COMPACT}")
_SENTINEL2_PROCESSING = re.compile(
    rf"(?<![A-Za-z0-9])S2[A-D]_(?:OPER|USER)_[A-Z0-9_]{{0,60}}?_(?:19|20)\d{{6}}T{_COMPACT}(?!\d)"
)
_LANDSAT_OLD = re.compile(rf"(?<![A-Za-z0-9])L[COTEM][1-9]\d{{6}}{_YEAR}{_OF_YEAR}(?!\d)")
_FORMS = (
    re.compile(rf"(?<!\d){_CALENDAR}"),
    _LANDSAT_OLD,
    re.compile(rf"(?:(?<![A-Za-z0-9])doy)?(?<!\d){_ORDINAL}"),
)
_WHOLE = tuple(re.compile(form) for form in (_CALENDAR, _ORDINAL))


def find_date(text: str) -> date | None:
    """Return the date a file name, product id or band description tells, or None.

    The first date counts, except where a Sentinel-2 product name puts the date of processing
    before that of sensing.
    """
    for match in _SENTINEL2_SENSING.finditer(text):
        day = _day(match)
        if day:
            return day
    text = _SENTINEL2_PROCESSING.sub("", text)
    found = [
        (match.start(), order, day)
        for order, form in enumerate(_FORMS)
        for match in form.finditer(text)
        for day in [_day(match)]
        if day
    ]
    return min(found)[2] if found else None


def undated(text: str) -> str:
    """Return a text without its dates and their times, "" where it holds nothing else."""
    for form in _FORMS:
        text = form.sub(lambda match: "" if _day(match) else match.group(), text)
    return text if re.search(r"[A-Za-z0-9]", text) else ""


def parse_date(text: str, *, name: str) -> date:
    """Read one date: 2019-01-31, 20190131 or, counting the days of the year, 2019-031.

    Raises:
        InputError: it is none; ``name`` is the parameter it came by.
    """
    for form in _WHOLE:
        match = form.fullmatch(text.strip())
        day = _day(match) if match else None
        if day:
            return day
    raise InputError(
        f"{name}: '{text.strip()}' is no date; write it as year-month-day, for example 2019-01-31."
    )


def parse_dates(text: str, *, name: str = "DATES") -> tuple[date, ...]:
    """Read dates separated by commas, semicolons, blanks or line ends, in the order given.

    The same date may come several times: several scenes, or several bands, of one day.

    Raises:
        InputError: a part is no date; ``name`` is the parameter it came by.
    """
    return tuple(parse_date(part, name=name) for part in re.split(r"[,;\s]+", text) if part)


def regular_dates(start: date, end: date, *, step_days: int) -> tuple[date, ...]:
    """Return ``start`` and every ``step_days``-th day after it, up to and with ``end``.

    Raises:
        InputError: ``end`` lies before ``start``, or the step is shorter than a day.
    """
    if step_days < 1:
        raise InputError(f"STEP_DAYS is {step_days}; give 1 or more days.")
    if end < start:
        raise InputError(f"END {end} lies before START {start}; exchange them.")
    steps = (end - start).days // step_days
    return tuple(start + timedelta(days=step_days * step) for step in range(steps + 1))


def _day(match: re.Match[str]) -> date | None:
    """Return the date of a match, None where the calendar has no such day."""
    parts = match.groupdict()
    try:
        first = date(int(parts["y"]), int(parts.get("m") or 1), int(parts.get("d") or 1))
    except ValueError:  # 20190231
        return None
    day = first + timedelta(days=int(parts.get("j") or "1") - 1)
    return day if day.year == first.year else None  # day 0, or 366 of a common year
