"""How the classes of several maps are brought to those of one reference: by code, name or table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from .codes import MAX_CODE, NO_CODE
from .crosswalk import Crosswalk, builtin_crosswalk, builtin_crosswalk_names
from .crosswalk_table import CrosswalkTable
from .errors import LegendError
from .known_legends import level_codes, level_legend, public_key, short_title, with_levels
from .labels import LabelRule
from .legend import Legend, builtin

MATCHES = ("auto", "code", "name")
COMMON = "common10"
_CODES = np.arange(MAX_CODE + 1, dtype=np.int32)


@dataclass(frozen=True, eq=False)
class Party:
    """A raster that takes part in a comparison.

    Attributes:
        name: what sentences call it, such as "The map".
        aliases: names a crosswalk file may call it by.
        legend: its classes; None = nothing is known of them.
        crosswalk: pairs to use whatever the legends are.
        rule: from raw codes to classes of ``legend``, where they are not its codes already.
        main: whether rows of a crosswalk file that name no map are meant for it.
    """

    name: str
    aliases: tuple[str, ...] = ()
    legend: Legend | None = None
    crosswalk: Crosswalk | None = None
    rule: LabelRule | None = None
    main: bool = False


@dataclass(frozen=True, eq=False)
class Translation:
    """From raw codes to codes that are compared.

    Attributes:
        table: int32 (65537,), by raw code; the last entry is for -1, and -1 means no class.
        legend: names of the codes after translation, or None.
        space: "" = classes of the reference, a level of its legend, or ``common10``.
        note: a sentence a reader must know; "" where codes stay as they are.
        translated: whether any code changes.
        unlisted: bool by raw code, in the order of ``table``: codes the crosswalk has no row
            for, which stay what they are; None = no crosswalk.
    """

    table: np.ndarray
    legend: Legend | None = None
    space: str = ""
    note: str = ""
    translated: bool = False
    unlisted: np.ndarray | None = None

    def apply(self, codes: np.ndarray) -> np.ndarray:
        """Return int32 codes to compare, in the shape of ``codes``; -1 = no class."""
        return self.table.take(codes, mode="wrap")


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
    """Return what a crosswalk file may call a raster: names, its file with and without ending."""
    file = Path(path)
    return tuple(dict.fromkeys(name for name in (*names, file.name, file.stem) if name))


def match_maps(
    maps: tuple[Party, ...],
    reference: Legend | None,
    *,
    table: CrosswalkTable | None = None,
    how: str = "auto",
    raster: bool = True,
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
        raster: whether the reference is a raster; points are labelled in the classes of the first
            map after its crosswalk.

    Raises:
        LegendError: the file names an unknown map, class or level.
    """
    _check_names(maps, table)
    found: list[Translation] = []
    target = with_levels(reference) if reference is not None else None
    for party in maps:
        if raster or found:
            found.append(_match(party, target, table, how))
        else:  # points are labelled in the classes of the first map, whatever these are
            found.append(replace(_match(party, None, table, "code"), space=""))
            target = with_levels(found[0].legend) if found[0].legend is not None else None
    space = _meeting(found, target)
    own = Translation(_with_nodata(_identity(), target if raster else None), target)
    lifted = tuple(_lifted(one, target, space) for one in found)
    notes = tuple(dict.fromkeys(one.note for one in found if one.note))
    return Matching(lifted, _lifted(own, target, space), target, notes)


def _check_names(maps: tuple[Party, ...], table: CrosswalkTable | None) -> None:
    known = {alias.casefold() for party in maps for alias in party.aliases}
    for name in table.maps if table else ():
        if name.casefold() not in known:
            called = ", ".join(party.aliases[0] for party in maps if party.aliases)
            raise LegendError(
                f'{table.file if table else ""} has rows for the map "{name}", which is not '
                f"compared; the maps are {called}."
            )


def _identity() -> np.ndarray:
    return np.append(_CODES, np.int32(NO_CODE))


def _with_nodata(table: np.ndarray, legend: Legend | None) -> np.ndarray:
    codes = [code for code in (legend.nodata_codes if legend else ()) if 0 <= code <= MAX_CODE]
    table[codes] = NO_CODE
    return table


def _match(
    party: Party, target: Legend | None, table: CrosswalkTable | None, how: str
) -> Translation:
    """Return how one map's codes become codes of the reference's legend."""
    walk, space = party.crosswalk, ""
    if walk is None and table is not None:
        goal = target
        if table.level and target is not None:
            goal = level_legend(target, table.level)
        walk = table.crosswalk(party.aliases, source=party.legend, target=goal, unnamed=party.main)
        space = table.level if walk is not None else ""
    if walk is not None:
        return _by_crosswalk(party, walk, space)
    plain = Translation(_raw(party), party.legend)
    if target is None or party.legend is None or how == "code":
        return plain
    codes = _codes_by_name(party.legend, target)
    if codes is not None and (how == "name" or _names_tell_more(party.legend, target)):
        return _by_name(party, target, codes)
    if how == "name":
        raise LegendError(
            f"{party.name} has no class names in common with the reference; choose MATCH=code, or "
            "give a CROSSWALK."
        )
    return _by_builtin(party, target, plain)


def _raw(party: Party) -> np.ndarray:
    """Return raw codes -> classes of the party's legend."""
    if party.rule is None:
        return _with_nodata(_identity(), party.legend)
    classes = np.append(party.rule.legend.codes, NO_CODE)
    codes = classes[party.rule.positions(_CODES)].astype(np.int32)
    return np.append(codes, np.int32(NO_CODE))


def _by_crosswalk(party: Party, walk: Crosswalk, space: str) -> Translation:
    raw = _raw(party)
    codes = walk.apply(raw, nodata=NO_CODE).astype(np.int32)
    unlisted = (raw != NO_CODE) & ~np.isin(raw, list(walk.mapping))
    legend = walk.legend(party.legend) if party.legend is not None else None
    codes[np.isin(codes, legend.nodata_codes if legend is not None else ())] = NO_CODE
    return Translation(codes, legend, space, translated=True, unlisted=unlisted)


def _names(legend: Legend) -> dict[str, int]:
    """Return code by name, of names that one class has alone."""
    names: dict[str, list[int]] = {}
    for entry in legend.classes:
        names.setdefault(entry.name.casefold(), []).append(entry.code)
    return {name: codes[0] for name, codes in names.items() if len(codes) == 1}


def _codes_by_name(legend: Legend, target: Legend) -> dict[int, int] | None:
    """Return code -> code of the reference's class of the same name; None without one."""
    wanted = _names(target)
    return {code: wanted[name] for name, code in _names(legend).items() if name in wanted} or None


def _names_tell_more(legend: Legend, target: Legend) -> bool:
    """Tell whether names of at least half the classes are the reference's, under other codes."""
    codes = _codes_by_name(legend, target) or {}
    return 2 * len(codes) >= len(legend) and any(old != new for old, new in codes.items())


def _by_name(party: Party, target: Legend, codes: Mapping[int, int]) -> Translation:
    """Match by name; classes the reference does not name get codes that nobody uses."""
    legend = party.legend or target
    used = set(target.codes.tolist()) | set(legend.codes.tolist())
    free = (code for code in range(MAX_CODE, -1, -1) if code not in used)
    goal = {code: codes[code] if code in codes else next(free) for code in legend.codes.tolist()}
    table = np.full(MAX_CODE + 2, NO_CODE, np.int32)
    table[list(goal)] = list(goal.values())
    named = [
        target.get(new) if old in codes else replace(legend.get(old), code=new)
        for old, new in goal.items()
    ]
    note = f"{party.name} and the reference were matched by class name, because their codes differ."
    return Translation(table.take(_raw(party), mode="wrap"), Legend(tuple(named)), "", note, True)


def _by_builtin(party: Party, target: Legend, plain: Translation) -> Translation:
    """Match two public legends by a built-in crosswalk, straight or through the common scheme."""
    key, goal = public_key(party.legend), public_key(target)
    if not key or not goal or key == goal:
        return plain
    known = builtin_crosswalk_names()
    straight = f"{key}_to_{goal}"
    if straight in known:
        note = f"{party.name} was translated by the built-in crosswalk {straight}."
        return replace(_by_crosswalk(party, builtin_crosswalk(straight), ""), note=note)
    if {f"{key}_to_{COMMON}", f"{goal}_to_{COMMON}"} <= set(known):
        walk = builtin_crosswalk(f"{key}_to_{COMMON}")
        note = (
            f"{party.name} ({short_title(party.legend or target)}) and the reference "
            f"({short_title(target)}) have different legends; both were translated to FineCover's "
            "common scheme of 10 classes, which is a proposal. Give a CROSSWALK for another."
        )
        return replace(_by_crosswalk(party, walk, COMMON), note=note)
    return plain


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
    if space == COMMON:
        walk = builtin_crosswalk(f"{public_key(target)}_to_{COMMON}")
        codes = walk.apply(one.table, nodata=NO_CODE).astype(np.int32)
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
