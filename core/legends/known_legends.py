"""Which public legend a legend is, and the coarser levels it has or borrows from there."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import numpy as np

from ..errors import FineCoverError, LegendError
from ..rasters.grid import Grid, Window, window_under
from ..rasters.measurements import check_number
from ..rasters.raster import MAX_CODE, CodeReader
from .labels import stored_legend
from .legend import LandCoverClass, Legend, builtin, builtin_info
from .recognise import recognise

_LOOKS = 5  # windows along each side of a raster
_LOOK = 256


def legend_of(reader: CodeReader, *, under: Grid | None = None) -> Legend | None:
    """Return the legend a raster carries, or the public one it shows to use, or None.

    Without a stored legend, the file's name, tags, colours and the codes of 25 windows are looked
    at; where they leave a doubt there is no legend.

    Args:
        reader: of the raster.
        under: frame that the windows keep to; None = the whole raster.
    """
    stored = stored_legend(reader)
    if stored is not None:
        return stored
    band = (reader.source.bands or (1,))[0]
    info = reader.info
    hints = (Path(reader.source.path).name, info.descriptions[band - 1], *info.tags.values())
    try:
        return recognise(
            some_codes(reader, under or reader.grid), hints=hints, colormap=info.colormap
        ).legend
    except FineCoverError:  # what cannot be read is told when the map is compared
        return None


def check_classes(
    reader: CodeReader,
    *,
    known: Collection[int] = (),
    rename: Callable[[np.ndarray], np.ndarray] | None = None,
    under: Grid | None = None,
) -> None:
    """Make sure that a raster of which no legend is known holds classes, not measurements.

    The codes of 25 windows are looked at.

    Args:
        reader: of the raster.
        known: codes that have names elsewhere.
        rename: from its codes to those of ``known``.
        under: frame that the windows keep to; None = the whole raster.

    Raises:
        InputError: it holds more different values without a name than a map has classes.
    """
    if reader.info.colormap:
        return
    try:
        codes = some_codes(reader, under or reader.grid)
    except FineCoverError:  # what cannot be read is told when the map is compared
        return
    codes = np.unique(rename(codes) if rename is not None else codes)
    unnamed = (codes >= 0) & ~np.isin(codes, list(known))
    check_number(
        int(unnamed.sum()), reader.source.label,
        remedy="give a map of classes, or a CROSSWALK that names its classes",
    )  # fmt: skip


def some_codes(reader: CodeReader, under: Grid) -> np.ndarray:
    """Return the codes met in windows spread over the part of a raster that lies in a frame.

    Returns:
        int64 (code,), rising; without NO_CODE.
    """
    frame = window_under(under, reader.grid) or reader.grid.window
    found = np.zeros(MAX_CODE + 2, bool)
    for row in _starts(frame.row, frame.height):
        for col in _starts(frame.col, frame.width):
            window = Window(row, col, _LOOK, _LOOK).intersect(frame)
            if window is not None:
                found[reader.read(window) + 1] = True  # NO_CODE comes first
    return np.flatnonzero(found[1:])


def _starts(first: int, size: int) -> list[int]:
    """Return where windows begin, at multiples of their size so that each lies in one block."""
    middles = (first + (2 * i + 1) * size // (2 * _LOOKS) for i in range(_LOOKS))
    return sorted({middle // _LOOK * _LOOK for middle in middles})


def public_key(legend: Legend | None) -> str:
    """Return the key of the public legend that ``legend`` is or is a part of; "" = none."""
    if legend is None:
        return ""
    for key, info in builtin_info().items():
        if info.title == legend.name and set(legend.codes.tolist()) <= _codes(key):
            return key
    for key in builtin_info():
        if len(legend) > 1 and _classes(legend) <= _classes(builtin(key)):
            return key
    return ""


def _codes(key: str) -> set[int]:
    return set(builtin(key).codes.tolist())


def _classes(legend: Legend) -> set[tuple[int, str]]:
    return {(entry.code, entry.name.casefold()) for entry in legend.classes}


def with_levels(legend: Legend) -> Legend:
    """Return the legend with the levels of the public legend it is; as it is where it has its own.

    Style files and colour tables keep codes and names but no levels.
    """
    key = public_key(legend)
    if legend.level_names or not key:
        return legend
    known = builtin(key)
    entries = (
        LandCoverClass(entry.code, entry.name, entry.color, known.get(entry.code).levels)
        for entry in legend.classes
    )
    return Legend(tuple(entries), name=known.name, nodata_codes=legend.nodata_codes)


def short_title(legend: Legend) -> str:
    """Return what a legend is called, without the remarks after the first comma."""
    return legend.name.split(",")[0].strip() or "legend"


def level_codes(legend: Legend, level: str) -> dict[int, int]:
    """Return the coarser code of every class that has that level.

    Raises:
        LegendError: no class has it.
    """
    found = {
        entry.code: coarser.code
        for entry in legend.classes
        if (coarser := entry.level(level)) is not None
    }
    if not found:
        known = ", ".join(legend.level_names)
        has = f"it has {known}" if known else "it has no levels at all"
        raise LegendError(
            f"CROSSWALK: the reference's legend has no {level}, {has}; write its own classes in a "
            'column "to".'
        )
    return found


def level_legend(legend: Legend, level: str) -> Legend:
    """Return the coarser legend of a level from those classes that have it."""
    return legend.subset(level_codes(legend, level)).at_level(level)[0]
