"""The crosswalks that come with FineCover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..errors import LegendError
from .crosswalk import Crosswalk
from .legend import Legend, builtin, read_resource

_PAIR_FILES = (
    "crosswalk_common10.csv",
    "crosswalk_corine_to_bigearthnet19.csv",
    "crosswalk_igbp_to_dfc2020.csv",
)


@dataclass(frozen=True)
class PrefixCrosswalk:
    """From the beginnings of text codes, such as LUCAS "C10", to the codes of a legend."""

    prefixes: tuple[tuple[str, int], ...]
    legend: Legend

    def code_of(self, text: str) -> int | None:
        """Code of the longest prefix ``text`` begins with, letter case apart; None without one."""
        key = text.strip().upper()
        fitting = [pair for pair in self.prefixes if key.startswith(pair[0])]
        return max(fitting, key=lambda pair: len(pair[0]))[1] if fitting else None


def builtin_crosswalk_names() -> list[str]:
    """Names of the built-in crosswalks, such as "corine_to_common10", always in one order."""
    return list(_builtin_crosswalks())


def builtin_crosswalk(name: str) -> Crosswalk:
    """Return a built-in crosswalk.

    Raises:
        LegendError: no such name.
    """
    found = _builtin_crosswalks().get(name)
    if found is None:
        known = ", ".join(builtin_crosswalk_names())
        raise LegendError(f'there is no built-in crosswalk "{name}"; choose one of {known}.')
    return found


@lru_cache(maxsize=1)
def lucas_to_ecoclimap() -> PrefixCrosswalk:
    """Return LUCAS LC1 codes -> the nine primary classes of ECOCLIMAP-SG."""
    rows = read_resource("crosswalk_lucas_to_ecosg_primary.csv")
    legend, _ = builtin("ecoclimap_sg").at_level(1)
    return PrefixCrosswalk(tuple((row["from"], int(row["to"])) for row in rows), legend)


@lru_cache(maxsize=1)
def _builtin_crosswalks() -> Mapping[str, Crosswalk]:
    grouped: dict[tuple[str, str], list[dict[str, str]]] = {}
    for file in _PAIR_FILES:
        for row in read_resource(file):
            grouped.setdefault((row["from_legend"], row["to_legend"]), []).append(row)
    found = {}
    for (source, target), rows in grouped.items():
        walk = _from_rows(rows, source=source, target=target)
        found[walk.name] = walk
        if source == "corine":
            grid = _for_grid_codes(walk)
            found[grid.name] = grid
    return found


def _from_rows(rows: list[dict[str, str]], *, source: str, target: str) -> Crosswalk:
    return Crosswalk(
        tuple((int(row["from"]), int(row["to"]) if row["to"] else None) for row in rows),
        name=f"{source}_to_{target}",
        target_names=tuple((int(row["to"]), row["to_name"]) for row in rows if row["to"]),
        from_legend=source,
        to_legend=target,
    )


def _for_grid_codes(walk: Crosswalk) -> Crosswalk:
    """The same crosswalk for rasters with CORINE's grid codes: both legends list class by class."""
    grid = builtin("corine_grid").codes.tolist()
    codes = builtin("corine").codes.tolist()
    return Crosswalk(
        tuple((small, walk.mapping[code]) for small, code in zip(grid, codes)),
        name=walk.name.replace("corine", "corine_grid", 1),
        target_names=walk.target_names,
        from_legend="corine_grid",
        to_legend=walk.to_legend,
    )
