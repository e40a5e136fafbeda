"""The bands of a series that a user numbers: the same ones at every date, with names and roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ..errors import InputError
from ..phrases import counted
from ..rasters.bands import ROLES, Band

Named = tuple[tuple[int, int, date], Band]  # (file, band, day), and what the files call it
_ByDate = Mapping[date, Sequence[Named]]


def number_bands(
    named: Sequence[Named], chosen: Mapping[str, int], labels: Sequence[str]
) -> list[Named]:
    """Return the bands that are chosen, called as they were chosen.

    Numbers count the bands of one date in each raster, or the rasters of one date where every
    raster has a single band of a date. Bands that the rasters call alike are scenes of one band,
    unless this leaves fewer bands than are asked for.

    Args:
        named: every band, in the order given.
        chosen: band numbers by name, from ``parse_bands``.
        labels: of the files, for messages.

    Raises:
        InputError: a number is larger than there are bands, or dates have different numbers of
            bands that cannot be told apart.
    """
    found: list[Named] = []
    for label, dates in _groups(named, labels):
        for mine in _numbered(dates, max(chosen.values()), label):
            for name, number in sorted(chosen.items(), key=lambda item: item[1]):
                if number > len(mine):
                    raise InputError(
                        f"BANDS: {name}={number} is asked for, but {label} has "
                        f"{counted(len(mine), 'band')}{' for each date' * (len(dates) > 1)}; give "
                        "numbers it has."
                    )
                role = name.lower() if name.lower() in ROLES else ""
                found.extend(
                    ((file, band, day), Band(file, band + 1, name, role))
                    for (file, band, day), _ in mine[number - 1]
                )
    return found


def _groups(named: Sequence[Named], labels: Sequence[str]) -> Iterator[tuple[str, _ByDate]]:
    """Yield what numbers count in: each raster, or all where each has one band a date; by date."""
    kinds = {(file, day, band.name) for (file, _, day), band in named}
    if len(labels) > 1 and len(kinds) == len({(file, day) for file, day, _ in kinds}):
        yield "IMAGES", _by_date(named)
        return
    for at, label in enumerate(labels):
        yield label, _by_date([one for one in named if one[0][0] == at])


def _by_date(named: Sequence[Named]) -> _ByDate:
    dates: dict[date, list[Named]] = {}
    for one in named:
        dates.setdefault(one[0][2], []).append(one)
    return dates


def _numbered(dates: _ByDate, most: int, label: str) -> Iterator[list[list[Named]]]:
    """Yield for each date its bands in the order of their numbers, each in all its scenes."""
    names = [tuple(dict.fromkeys(band.name for _, band in mine)) for mine in dates.values()]
    if len(set(map(frozenset, names))) == 1 and len(names[0]) >= most:
        for mine in dates.values():
            yield [[one for one in mine if one[1].name == name] for name in names[0]]
        return
    least = min(map(len, dates.values()))
    for day, mine in dates.items():
        if len(mine) % least:
            raise InputError(
                f"BANDS counts the bands of each date, but {label} has {counted(least, 'band')} "
                f"of one and {len(mine)} of {day}; give the same bands for every date."
            )
        yield [list(mine[at::least]) for at in range(least)]
