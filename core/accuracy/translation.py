"""How the codes of one map become classes of a reference: by code, name or crosswalk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..errors import LegendError
from ..legends.builtin_crosswalks import builtin_crosswalk, builtin_crosswalk_names
from ..legends.crosswalk import Crosswalk
from ..legends.crosswalk_table import CrosswalkTable
from ..legends.known_legends import level_codes, level_legend, public_key, short_title
from ..legends.labels import LabelRule
from ..legends.legend import Legend
from ..rasters.codes import MAX_CODE, NO_CODE

COMMON = "common10"
_CODES = np.arange(MAX_CODE + 1, dtype=np.int32)
_FEW = 4  # codes that are faster replaced one by one than by a table
_SAME = np.append(_CODES, np.int32(NO_CODE))


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
        before: int32 (65537,), raw codes to classes of the raster's own legend; None = ``table``.
        own: names of those classes, or None.
        listed: those of them that a crosswalk file has rows for.
    """

    table: np.ndarray
    legend: Legend | None = None
    space: str = ""
    note: str = ""
    translated: bool = False
    unlisted: np.ndarray | None = None
    before: np.ndarray | None = None
    own: Legend | None = None
    listed: tuple[int, ...] = ()

    @cached_property
    def dropped(self) -> np.ndarray | None:
        """Which raw codes are classes without a counterpart, bool (65537,); None = no code is."""
        if self.before is None:
            return None
        lost = (self.before != NO_CODE) & (self.table == NO_CODE)
        return lost if lost.any() else None

    def drops(self, codes: np.ndarray) -> np.ndarray:
        """Tell which raw codes are classes without a counterpart, in the shape of ``codes``."""
        if self.dropped is None:
            return np.zeros(codes.shape, bool)
        return self.dropped.take(codes, mode="wrap")

    def own_classes(self, codes: np.ndarray) -> np.ndarray:
        """Return int32 classes of the raster's own legend, in the shape of ``codes``; -1 = none."""
        before = self.table if self.before is None else self.before
        return before.take(codes, mode="wrap")

    def has_class(self, codes: np.ndarray) -> np.ndarray:
        """Tell which raw codes are a class of the raster's own legend."""
        return self.own_classes(codes) != NO_CODE

    def apply(self, codes: np.ndarray) -> np.ndarray:
        """Return int32 codes to compare, in the shape of ``codes``; -1 = no class.

        Where none of them changes, ``codes`` itself.
        """
        if self._changed is not None:
            if not self._changed or codes.max(initial=NO_CODE) < self._changed[0]:
                return codes
            changed = [codes == code for code in self._changed]
            if not any(one.any() for one in changed):
                return codes
            return np.where(np.logical_or.reduce(changed), np.int32(NO_CODE), codes)
        return self.table.take(codes, mode="wrap")

    @cached_property
    def _changed(self) -> list[int] | None:
        """Return the codes that become none, where those are few and the only ones that change."""
        changed = np.flatnonzero(self.table != _SAME)
        few = changed.size <= _FEW and (self.table[changed] == NO_CODE).all()
        return changed.tolist() if few else None


def unchanged(legend: Legend | None) -> np.ndarray:
    """Return the table that keeps every code but the legend's nodata codes, int32 (65537,)."""
    table = np.append(_CODES, np.int32(NO_CODE))
    codes = [code for code in (legend.nodata_codes if legend else ()) if 0 <= code <= MAX_CODE]
    table[codes] = NO_CODE
    return table


def match_map(
    party: Party, target: Legend | None, table: CrosswalkTable | None, how: str
) -> Translation:
    """Return how one map's codes become codes of the reference's legend.

    Args:
        party: the map.
        target: the reference's legend; None = nothing is known of it.
        table: a crosswalk file.
        how: ``auto``, ``code`` or ``name``.

    Raises:
        LegendError: the file names an unknown class or level, or no class has a name in common.
    """
    found = _matched(party, target, table, how)
    return replace(found, before=_raw(party), own=party.legend)


def _matched(
    party: Party, target: Legend | None, table: CrosswalkTable | None, how: str
) -> Translation:
    walk, space = party.crosswalk, ""
    if walk is None and table is not None:
        goal = target
        if table.level and target is not None:
            goal = level_legend(target, table.level)
        walk = table.crosswalk(party.aliases, source=party.legend, target=goal, unnamed=party.main)
        space = table.level if walk is not None else ""
    if walk is not None:
        found = _by_crosswalk(party, walk, space)
        if space and target is not None and _same_public(party.legend, target):
            found = _lifted_rest(found, target, space)
        return found if party.crosswalk else replace(found, listed=tuple(walk.mapping))
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
        return unchanged(party.legend)
    classes = np.append(party.rule.legend.codes, NO_CODE)
    codes = classes[party.rule.positions(_CODES)].astype(np.int32)
    return np.append(codes, np.int32(NO_CODE))


def _by_crosswalk(party: Party, walk: Crosswalk, space: str) -> Translation:
    raw = _raw(party)
    codes = walk.apply(raw, nodata=NO_CODE).astype(np.int32)
    unlisted = (raw != NO_CODE) & ~np.isin(raw, list(walk.mapping))
    legend = walk.legend(party.legend) if party.legend is not None else None
    codes[np.isin(codes, legend.nodata_codes if legend is not None else ())] = NO_CODE
    if space and legend is not None:  # its levels are not those of the reference
        plain = tuple(replace(entry, levels=()) for entry in legend.classes)
        legend = Legend(plain, name=legend.name, nodata_codes=legend.nodata_codes)
    return Translation(codes, legend, space, translated=True, unlisted=unlisted)


def _same_public(legend: Legend | None, target: Legend) -> bool:
    key = public_key(legend)
    return bool(key) and key == public_key(target)


def _lifted_rest(found: Translation, target: Legend, space: str) -> Translation:
    """Take the codes without a row to the level where they are classes of the reference."""
    if found.unlisted is None:
        return found
    table, unlisted = found.table.copy(), found.unlisted.copy()
    for code, coarse in level_codes(target, space).items():
        rest = unlisted & (table == code)
        table[rest] = coarse
        unlisted[rest] = False
    legend = level_legend(target, space)
    return replace(found, table=table, unlisted=unlisted, legend=legend)


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
