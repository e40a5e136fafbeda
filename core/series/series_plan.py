"""Which bands of which files make up each date of a series, and which mask belongs to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..errors import InputError
from ..phrases import counted
from ..rasters.bands import Band, ImageBands, describe_bands, numbered_by_date, parse_bands
from ..rasters.dates import undated
from .observation_dates import BandDates, DatedRaster
from .scene_pairing import Piece, pair_pieces
from .series_bands import Named, number_bands

_LAST_NUMBER = re.compile(r"(\d+)\D*$")
_SHOWN = 3  # dates named in a sentence


@dataclass(frozen=True)
class FileBand:
    """A band of a file: positions, from 0, among the files and among the bands that are read."""

    file: int
    band: int


@dataclass(frozen=True)
class Scene:
    """Bands observed together.

    Attributes:
        day: when.
        bands: in the order of the series' names.
        mask: the band that tells which pixels are valid; None = all.
    """

    day: date
    bands: tuple[FileBand, ...]
    mask: FileBand | None = None


@dataclass(frozen=True)
class SeriesPlan:
    """The scenes of a series.

    Attributes:
        names: of the bands, the same for every scene.
        roles: spectral role of each band (see ``bands.ROLES``), "" where unknown.
        scenes: by date; those of one date in the order their files were given.
        doubts: what the log should warn of.
    """

    names: tuple[str, ...]
    roles: tuple[str, ...]
    scenes: tuple[Scene, ...]
    doubts: tuple[str, ...] = ()

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates, ascending, each once."""
        return tuple(sorted({scene.day for scene in self.scenes}))

    def of_date(self, day: date) -> tuple[Scene, ...]:
        """Return the scenes of a date, the first one first."""
        return tuple(scene for scene in self.scenes if scene.day == day)

    def between(self, first: date | None, last: date | None) -> SeriesPlan:
        """Return the plan without scenes before ``first`` or after ``last``."""
        kept = [
            scene
            for scene in self.scenes
            if (first is None or scene.day >= first) and (last is None or scene.day <= last)
        ]
        return replace(self, scenes=tuple(kept))


def plan_series(
    images: Sequence[DatedRaster], dates: Sequence[BandDates], *, bands: str = ""
) -> SeriesPlan:
    """Return the scenes that images make up.

    The bands of a scene may come from one file or from several, and several tiles or passes of
    one date are several scenes: see ``pair_pieces``.

    Args:
        images: the rasters, in the order given.
        dates: of their bands, from ``observation_dates``.
        bands: as ``blue=1,green=2``, see ``number_bands``; "" = every band, as it is described.

    Raises:
        InputError: the dates do not all have the same bands, a band means different parts of the
            spectrum, or one that is chosen does not exist.
    """
    named = _named_bands(images, dates)
    told = {(file, band): known.name for (file, band, _), known in named}
    if bands.strip():
        labels = [image.source.label for image in images]
        named = number_bands(named, parse_bands(bands), labels)
    scenes, doubts = _scenes(named, told, images)
    order = sorted(scenes)
    names = tuple(scenes[order[0]])
    _check_names({key: tuple(scenes[key]) for key in order}, names)
    return SeriesPlan(
        names,
        tuple(_role(name, named, images) for name in names),
        tuple(Scene(day, tuple(scenes[day, at][name] for name in names)) for day, at in order),
        doubts,
    )


def _scenes(
    named: Sequence[Named], told: Mapping[tuple[int, int], str], images: Sequence[DatedRaster]
) -> tuple[dict[tuple[date, int], dict[str, FileBand]], tuple[str, ...]]:
    """Return the bands of each scene by name, and doubts; ``told`` is what files call bands."""
    of_day: defaultdict[date, list[Named]] = defaultdict(list)
    for one in named:
        of_day[one[0][2]].append(one)
    scenes: dict[tuple[date, int], dict[str, FileBand]] = {}
    doubtful = []
    for day, mine in of_day.items():
        pieces = [
            Piece(known.name, told[file, band], file, images[file].source.path, images[file].grid)
            for (file, band, _), known in mine
        ]
        numbers, doubt = pair_pieces(pieces)
        doubtful += [day] * doubt
        for ((file, band, _), known), number in zip(mine, numbers):
            scenes.setdefault((day, number), {})[known.name] = FileBand(file, band)
    doubts = (
        f"IMAGES: neither names nor frames tell which files of {named_dates(sorted(doubtful))} "
        "belong together, so their order does; give files of one scene names that differ by the "
        "band alone.",
    )
    return scenes, doubts if doubtful else ()


def _role(
    name: str, named: Sequence[tuple[tuple[int, int, date], Band]], images: Sequence[DatedRaster]
) -> str:
    """Return the role of the bands of a name, which Landsat 7 and 8 for one do not agree on."""
    roles = {band.role: file for (file, _, _), band in named if band.name == name and band.role}
    if len(roles) > 1:
        told = " and ".join(f"{r} in {images[file].source.label}" for r, file in roles.items())
        raise InputError(
            f"IMAGES: the band {name} is {told}; number the bands in BANDS, or name them in the "
            "rasters' descriptions alike, for example red and nir; where each raster holds one "
            "band at several dates, give in DATES a date for each of its bands."
        )
    return next(iter(roles), "")


def _named_bands(
    images: Sequence[DatedRaster], dates: Sequence[BandDates]
) -> list[tuple[tuple[int, int, date], Band]]:
    """Return (file, band, date) of every band with its name and role, in the order given."""
    places: list[tuple[int, int, date]] = []
    headers: list[ImageBands] = []
    numbers: list[int] = []
    for file, (image, told) in enumerate(zip(images, dates)):
        path, texts = image.source.path, image.descriptions
        places.extend((file, band, day) for band, day in enumerate(told.dates))
        if not told.per_band:
            headers.append(ImageBands(path, texts))
            numbers.extend([0] * len(texts))
            continue
        texts = _one_variable(path, texts, told)
        headers.extend(ImageBands(path, (text,)) for text in texts)
        bare = [None if undated(text) else day for text, day in zip(texts, told.dates)]
        numbers.extend(numbered_by_date(bare) or [0] * len(texts))
    known = describe_bands(headers)
    if not any(
        len(header.descriptions) > 1 or undated(header.descriptions[0]) for header in headers
    ):
        known = _same_name([day for _, _, day in places], known)
    return list(zip(places, _numbered(places, known, numbers)))


def _numbered(
    places: Sequence[tuple[int, int, date]], bands: list[Band], numbers: Sequence[int]
) -> list[Band]:
    """Return bands that only their place in a file tells apart as b1, b2 and so on.

    Where a date has such files of different names, these go before.
    """
    of_day: defaultdict[date, set[str]] = defaultdict(set)
    for (_, _, day), band, number in zip(places, bands, numbers):
        if number:
            of_day[day].add(band.name)
    several = any(len(names) > 1 for names in of_day.values())
    return [
        replace(band, name=f"{band.name}_b{at}" if several else f"b{at}", role="") if at else band
        for band, at in zip(bands, numbers)
    ]


def _one_variable(path: str, texts: tuple[str, ...], told: BandDates) -> tuple[str, ...]:
    """Return no descriptions where those of a stack merely number its bands."""
    names = {band.name for band in describe_bands([ImageBands(path, (t,)) for t in texts])}
    if len(names) < len(texts) or len(texts) < 2:
        return texts
    once = len(set(told.dates)) == len(texts)
    counted_up = all(
        (found := _LAST_NUMBER.search(text)) and int(found[1]) == at
        for at, text in enumerate(texts, start=1)
    )
    return ("",) * len(texts) if once or counted_up else texts


def _same_name(days: Sequence[date], bands: list[Band]) -> list[Band]:
    """Return one-band images as one variable where their file names differ by more than dates.

    Where a date has two names they are two variables, and stay so.
    """
    of_day: defaultdict[date, set[str]] = defaultdict(set)
    for day, band in zip(days, bands):
        of_day[day].add(band.name)
    if any(len(names) > 1 for names in of_day.values()):
        return bands
    first = bands[min(range(len(bands)), key=lambda at: (days[at], at))]
    return [replace(band, name=first.name, role=first.role) for band in bands]


def _check_names(scenes: dict[tuple[date, int], tuple[str, ...]], names: tuple[str, ...]) -> None:
    first = min(scenes)[0]
    for (day, number), found in scenes.items():
        if set(found) == set(names):
            continue
        which = f"scene {number + 1} of {day}" if number else str(day)
        remedy = "give the same bands for every date"
        if len(found) == len(names):
            remedy = (
                "where these are the same bands of another sensor, name them in BANDS "
                "(red=1,nir=2) or describe them alike, else give the same bands for every date"
            )
        raise InputError(
            f"IMAGES: {which} has {counted(len(found), 'band')} ({', '.join(found)}), but {first} "
            f"has {len(names)} ({', '.join(names)}); {remedy}."
        )


def named_dates(days: Iterable[date]) -> str:
    """Return dates as a sentence names them, only the first where they are many."""
    listed = [str(day) for day in days]
    more = len(listed) - _SHOWN
    return ", ".join(listed[:_SHOWN]) + (f" and {counted(more, 'more date')}" if more > 0 else "")
