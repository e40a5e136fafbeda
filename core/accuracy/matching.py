"""How the classes of several maps are brought to those of one reference: by code, name or table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..errors import LegendError
from ..legends.builtin_crosswalks import builtin_crosswalk
from ..legends.crosswalk_table import CrosswalkTable
from ..legends.known_legends import level_codes, level_legend, public_key, with_levels
from ..legends.legend import Legend, builtin
from ..rasters.codes import MAX_CODE, NO_CODE
from .label_legend import OF_MAP, LabelLegend, labels_of_map, legend_of_labels
from .translation import COMMON, Party, Translation, match_map, unchanged

MATCHES = ("auto", "code", "name")


@dataclass(frozen=True, eq=False)
class Matching:
    """The translations of a comparison.

    Attributes:
        maps: one per map, in their order.
        reference: of the reference.
        labels: classes that labels of points name, before ``reference`` translates them.
        notes: sentences a reader must know.
    """

    maps: tuple[Translation, ...]
    reference: Translation
    labels: Legend | None
    notes: tuple[str, ...]

    @property
    def translated(self) -> bool:
        """Whether the codes of the first map change."""
        return self.maps[0].translated


def source_aliases(path: str, *names: str) -> tuple[str, ...]:
    """Return what a crosswalk file may call a raster: its file with and without ending, names."""
    file = Path(path)
    return tuple(dict.fromkeys(name for name in (file.name, file.stem, *names) if name))


def match_maps(
    maps: tuple[Party, ...],
    reference: Legend | None,
    *,
    table: CrosswalkTable | None = None,
    how: str = "auto",
    labels: Sequence[object] | None = None,
) -> Matching:
    """Find how every map's codes become codes that can be compared with the reference's.

    Each map is matched by its own crosswalk, else by what the file says, else by class names where
    they agree and codes do not, else by a built-in crosswalk between the two public legends, else
    by code. The whole comparison takes place at the coarsest level that any of them needs; public
    legends that only meet in FineCover's common scheme are compared there.

    Args:
        maps: the map to judge first.
        reference: legend of the reference raster; None = nothing is known of it.
        table: a crosswalk file.
        how: ``auto``, ``code`` or ``name``: how maps without crosswalk are matched.
        labels: codes or names at points; None = the reference is a raster. Points are labelled in
            the classes of the first map after its crosswalk; where that goes to a legend level, in
            classes of the level or of a legend that has it; where no such class fits, in those of
            the first map before its crosswalk.

    Raises:
        LegendError: the file names an unknown map, class or level.
    """
    _check_names(maps, table)
    if labels is None:
        target = with_levels(reference) if reference is not None else None
        own = Translation(unchanged(target), target)
        return _matching([match_map(one, target, table, how) for one in maps], own, target)
    return _at_points(maps, labels, table, how)


def _at_points(
    maps: tuple[Party, ...], labels: Sequence[object], table: CrosswalkTable | None, how: str
) -> Matching:
    """Match maps with points; the labels tell what the reference's classes are."""
    if table is not None and table.level:
        legends = [one.legend for one in maps if not _has_rows(one, table)]
        mapped = maps[0].legend if _has_rows(maps[0], table) else None
        told = legend_of_labels(labels, table, legends, mapped=mapped)
        if told.legend is not None:
            return _at_level(maps, told, table, how)
        table = replace(table, level="")
    first = replace(match_map(maps[0], None, table, "code"), space="")
    target = with_levels(first.legend) if first.legend is not None else None
    found = [first, *(match_map(one, target, table, how) for one in maps[1:])]
    if first.unlisted is not None and labels_of_map(labels, maps[0].legend, first.legend):
        own = replace(first, note=OF_MAP)
        return replace(_matching(found, own, target), labels=maps[0].legend)
    return _matching(found, Translation(unchanged(None), target), target)


def _at_level(
    maps: tuple[Party, ...], told: LabelLegend, table: CrosswalkTable, how: str
) -> Matching:
    """Match maps with points whose labels belong to a legend with the crosswalk's level."""
    target = told.legend
    found = [match_map(one, target, table, how) for one in maps]
    if told.of_map:
        matching = _matching(found, replace(found[0], note=told.note), target)
        return replace(matching, labels=maps[0].legend)
    own = Translation(unchanged(None), target)
    if told.at_level and target is not None:
        own = Translation(unchanged(None), level_legend(target, table.level), table.level)
    return _matching(found, replace(own, note=told.note), target)


def _has_rows(party: Party, table: CrosswalkTable) -> bool:
    """Tell whether the file has rows that are meant for a map."""
    names = {alias.casefold() for alias in party.aliases}
    named = any(row.map.casefold() in names for row in table.rows if row.map)
    return named or (party.main and any(not row.map for row in table.rows))


def _matching(found: list[Translation], own: Translation, target: Legend | None) -> Matching:
    """Take every map, and the reference, to where all of them meet."""
    space = _meeting(found, target)
    lifted = tuple(_lifted(one, target, space) for one in found)
    notes = tuple(dict.fromkeys(one.note for one in (own, *found) if one.note))
    return Matching(lifted, _lifted(own, target, space), own.legend, notes)


def _check_names(maps: tuple[Party, ...], table: CrosswalkTable | None) -> None:
    known = {alias.casefold() for party in maps for alias in party.aliases}
    for name in table.maps if table else ():
        if name.casefold() not in known:
            called = [party.aliases[0] for party in maps if party.aliases]
            only = "the only map is" if len(called) == 1 else "the maps are"
            raise LegendError(
                f'{table.file if table else ""} has rows for the map "{name}", which is not '
                f'compared; {only} {", ".join(called)}. Correct the name in the column "map", or '
                "give that map in MAPS."
            )


def _meeting(found: list[Translation], target: Legend | None) -> str:
    """Return where all maps can be compared."""
    spaces = {one.space for one in found if one.space}
    if not spaces:
        return ""
    if target is None:
        raise LegendError(
            "CROSSWALK gives classes of a legend level, but nothing is known of the reference's "
            'legend; write the reference\'s own classes in a column "to".'
        )
    if spaces == {COMMON}:
        return COMMON
    if COMMON in spaces:
        raise LegendError(
            f"CROSSWALK gives classes of {', '.join(sorted(spaces - {COMMON}))}, but another map "
            "has a legend of its own; give rows for that map too."
        )
    levels = [name for name in target.level_names if name in spaces]
    return levels[0]  # the coarsest comes first


def _lifted(one: Translation, target: Legend | None, space: str) -> Translation:
    """Return a translation to classes of the reference, taken further to where all maps meet."""
    if one.space == space or target is None:
        return one
    if one.before is None:
        one = replace(one, before=one.table, own=one.legend)
    if space == COMMON:
        walk = builtin_crosswalk(f"{public_key(target)}_to_{COMMON}")
        codes = walk.apply(one.table, nodata=NO_CODE).astype(np.int32)
        codes[~np.isin(one.table, list(walk.mapping))] = NO_CODE  # would pass for other classes
        codes[np.isin(codes, builtin(COMMON).nodata_codes)] = NO_CODE
        return replace(one, table=codes, legend=builtin(COMMON), space=space, translated=True)
    finer = target if not one.space else level_legend(target, one.space)
    coarser = level_codes(finer, space)
    for entry in (one.legend or finer).classes:  # classes only the map has may bring their level
        own = entry.level(space)
        if own is not None:
            coarser.setdefault(entry.code, own.code)
    up = np.full(MAX_CODE + 2, NO_CODE, np.int32)
    up[list(coarser)] = list(coarser.values())
    return replace(
        one,
        table=up.take(one.table, mode="wrap"),
        legend=level_legend(target, space),
        space=space,
        translated=True,
    )
