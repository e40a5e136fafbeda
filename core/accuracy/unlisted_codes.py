"""Codes that maps hold but their crosswalk has no row for: they are compared as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..parallel import ordered_map
from ..progress import Progress
from ..rasters.grid import Window
from ..rasters.raster import MAX_CODE, NO_CODE, CodeReader, NearestCodes
from .compared_places import Places
from .dropped_classes import LeftOut, has_dropped, left_out
from .matching import Matching
from .translation import Translation

_TILE = 1024
_TOLD = 10


@dataclass(eq=False)
class RawCounts:
    """What raw codes tell of a comparison of rasters.

    Attributes:
        codes: how often each raw code occurs in each map, int64 (65537,), the last entry for
            places without data; zeros for maps without crosswalk.
        left_out: places not compared; None where no class can lack a counterpart.
    """

    codes: list[np.ndarray]
    left_out: LeftOut | None = field(default=None)


def has_crosswalk(places: Places) -> bool:
    """Tell whether raw codes tell anything: a crosswalk is used, or classes are dropped."""
    return any(one.unlisted is not None for one in places.matching.maps) or has_dropped(places)


def count_raw_codes(places: Places, *, progress: Progress) -> RawCounts:
    """Count the raw codes of every map at the pixels of the first one, inside the polygons.

    Only rasters that tell something are read.
    """
    readers: list[CodeReader | NearestCodes] = [places.map, *places.others]
    wanted = [one.unlisted is not None for one in places.matching.maps]
    truth = places.truth if has_dropped(places) else None

    def count(tile: Window) -> RawCounts:
        inside = None if places.mask is None else places.mask.read(tile)

        def read(reader: CodeReader | NearestCodes) -> np.ndarray:
            codes = reader.read(tile)
            return codes if inside is None else np.where(inside, codes, NO_CODE)

        asked = [truth is not None or one for one in wanted]
        codes = {at: read(readers[at]) for at, needed in enumerate(asked) if needed}
        found = RawCounts([tally(codes[at]) for at, one in enumerate(wanted) if one])
        if truth is not None:
            found.left_out = left_out(places, list(codes.values()), read(truth))
        return found

    totals = [np.zeros(MAX_CODE + 2, np.int64) for _ in readers]
    asked_for = [total for total, asked in zip(totals, wanted) if asked]
    result = RawCounts(totals, None if truth is None else LeftOut())
    tiles = list(places.grid.tiles(_TILE, within=places.frame))
    for part in ordered_map(count, tiles, progress=progress):
        for total, more in zip(asked_for, part.codes):
            total += more
        if result.left_out is not None and part.left_out is not None:
            result.left_out.add(part.left_out)
    return result


def tally(codes: np.ndarray) -> np.ndarray:
    """Return how often each raw code occurs, int64 (65537,); the last entry is for -1."""
    return np.roll(np.bincount((codes + 1).ravel(), minlength=MAX_CODE + 2), -1)


def unlisted_notes(
    translations: Sequence[Translation], counts: Sequence[np.ndarray], titles: Sequence[str]
) -> list[str]:
    """Return a sentence for each map with codes that its crosswalk passes over.

    Args:
        translations: one per map.
        counts: how often each raw code occurs, (65537,) per map.
        titles: what each map is called.
    """
    notes = []
    for one, count, title in zip(translations, counts, titles):
        if one.unlisted is None:
            continue
        valid = one.table != NO_CODE
        met = np.flatnonzero(one.unlisted & valid & (count > 0))
        if not met.size:
            continue
        share = count[met].sum() / count[valid].sum()
        told = f"{_codes(met.tolist())} of {title} ({100 * share:.3g} % of its places)"
        if met.size == 1:
            notes.append(
                f"The crosswalk has no row for {told}; it was compared as it is. If it means "
                "another class in the reference, add a row for it to CROSSWALK."
            )
        else:
            notes.append(
                f"The crosswalk has no row for {told}; they were compared as they are. If "
                "they mean other classes in the reference, add rows for them to CROSSWALK."
            )
    return notes


def row_notes(
    matching: Matching, counts: Sequence[np.ndarray], titles: Sequence[str], reference: set[int]
) -> list[str]:
    """Return a sentence for each map whose crosswalk speaks of classes that are nowhere.

    Args:
        matching: how codes were brought together.
        counts: how often each raw code occurs, (65537,) per map.
        titles: what each map is called.
        reference: codes met in the reference, after translation.
    """
    legend = matching.reference.legend
    known = reference | set(legend.codes.tolist() if legend is not None else ())
    notes = []
    held: dict[tuple[int, ...], set[int]] = {}  # rows may be meant for several maps
    called: dict[tuple[int, ...], list[str]] = {}
    for one, count, title in zip(matching.maps, counts, titles):
        if not one.listed or one.before is None:
            continue
        met = held.setdefault(one.listed, set())
        met |= set(one.own.codes.tolist() if one.own is not None else ())
        met |= set(one.before[count > 0].tolist())
        called.setdefault(one.listed, []).append(title)
        listed = np.isin(one.before, list(one.listed)) & (count > 0)
        strange = sorted(set(one.table[listed].tolist()) - {NO_CODE} - known)
        if strange:
            notes.append(
                f"CROSSWALK leads {title} to {_codes(strange)}, which the reference does not hold "
                'and its legend does not name; check the column "to".'
            )
    for rows, met in held.items():
        lost = sorted(set(rows) - met)
        if lost:
            notes.append(
                f"CROSSWALK has rows for {_codes(lost)} of {' and '.join(called[rows])}, where no "
                'place holds and no legend names such a class; check the column "from".'
            )
    return notes


def _codes(codes: Sequence[int]) -> str:
    listed = ", ".join(map(str, codes[:_TOLD])) + (", ..." if len(codes) > _TOLD else "")
    return f"{'code' if len(codes) == 1 else 'codes'} {listed}"
