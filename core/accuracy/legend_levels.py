"""A comparison repeated with classes joined to those of the coarser levels of their legend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..errors import LegendError
from ..legends.known_legends import level_codes, short_title, with_levels
from ..legends.legend import LandCoverClass, Legend
from .accuracy import assess
from .pair_counts import CODE_BASE, joined
from .report_data import ClassKey, LegendLevel, OtherMap


def class_keys(legend: Legend) -> tuple[ClassKey, ...]:
    """Return code, name and colour of every class."""
    return tuple(zip(legend.codes.tolist(), legend.names, legend.colors))


def pair_matrix(pairs: Counter[int], legend: Legend) -> np.ndarray:
    """Return the int64 matrix (map class, reference class) of pairs of codes of ``legend``."""
    matrix = np.zeros((len(legend), len(legend)), np.int64)
    keys = np.fromiter(pairs, np.int64, len(pairs))
    rows, columns = legend.index_of(keys // CODE_BASE), legend.index_of(keys % CODE_BASE)
    matrix[rows, columns] = np.fromiter(pairs.values(), np.int64, len(pairs))
    return matrix


def legend_levels(
    legend: Legend,
    pairs: Sequence[Counter[int]],
    sources: Sequence[Legend | None],
    *,
    others: Sequence[str],
) -> tuple[tuple[LegendLevel, ...], list[str]]:
    """Return the comparison at every coarser level, the finest first, and what could not be done.

    Args:
        legend: the classes that were met.
        pairs: of the map, the baseline where there is one, and the others.
        sources: legends that may know the levels of the classes, the reference's first.
        others: what the others are called; the rest of ``pairs`` is the baseline.
    """
    known = [with_levels(one) for one in sources if one is not None]
    known = [one for one in known if one.level_names]
    levels: list[LegendLevel] = []
    lacked: dict[str, list[str]] = {}
    for name in reversed(known[0].level_names if known else ()):
        table, classes = _level(legend, known, name)
        lacking = [entry for entry in legend.classes if entry.code not in table]
        if lacking:
            belong = "belongs" if len(lacking) == 1 else "belong"
            lacked.setdefault(f"{_listed(lacking)} {belong} to none of", []).append(name)
        elif 1 < len(set(table.values())) < len(legend):
            goals = np.array([table[code] for code in legend.codes.tolist()])
            coarse = Legend(tuple(classes[code] for code in set(table.values())))
            level = _at_level(coarse, pairs, table, others=others)
            title = f"{_title(known[0], name)} ({len(coarse)} classes)"
            places = tuple(coarse.index_of(goals).tolist())
            levels.append(replace(level, title=title, places=places))
    return tuple(levels), [_not_compared(known[0], *one) for one in lacked.items()]


def _level(
    legend: Legend, known: list[Legend], name: str
) -> tuple[dict[int, int], dict[int, LandCoverClass]]:
    """Return the coarser code of every class met, and the coarser classes by code."""
    table: dict[int, int] = {}
    classes: dict[int, LandCoverClass] = {}
    for one in known:
        try:
            codes = level_codes(one, name)
        except LegendError:  # a legend without this level
            continue
        coarser = one.subset(codes).at_level(name)[0]
        for code in legend.codes.tolist():
            if code in codes and code not in table:
                table[code] = codes[code]
                classes.setdefault(codes[code], coarser.get(codes[code]))
    return table, classes


def _at_level(
    coarse: Legend, pairs: Sequence[Counter[int]], table: dict[int, int], *, others: Sequence[str]
) -> LegendLevel:
    found = [assess(pair_matrix(joined(one, table), coarse)) for one in pairs]
    rest = found[len(found) - len(others) :] if others else []
    return LegendLevel(
        title="",
        classes=class_keys(coarse),
        result=found[0],
        baseline=found[1] if len(found) > 1 + len(others) else None,
        others=tuple(OtherMap(name, result) for name, result in zip(others, rest)),
    )


def _title(legend: Legend, level: str) -> str:
    return (
        f"{short_title(legend)}, {level_words(level)}"
        if legend.name
        else level_words(level).capitalize()
    )


def _not_compared(legend: Legend, reason: str, levels: Sequence[str]) -> str:
    """Say that levels were not compared, such as level 1 of CORINE Land Cover, and why."""
    which = " and ".join(map(level_words, reversed(levels)))
    which = (
        f"{which[0].upper()}{which[1:]} of {short_title(legend) if legend.name else 'the legend'}"
    )
    one = len(levels) == 1
    return (
        f"{which} {'was' if one else 'were'} not compared, because {reason} "
        f"{'its' if one else 'their'} classes."
    )


def level_words(level: str) -> str:
    """Return the name of a level as a sentence has it: "level 1" for "level1"."""
    number = level[len("level") :]
    return f"level {number}" if level.startswith("level") and number.isdigit() else level


def _listed(classes: Sequence[LandCoverClass]) -> str:
    shown = ", ".join(f"{entry.name} ({entry.code})" for entry in classes[:5])
    return shown if len(classes) <= 5 else f"{shown} and {len(classes) - 5} more"
