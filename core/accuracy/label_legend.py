"""Which classes labels of points are, where a crosswalk speaks of a level of their legend."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real

from ..errors import LegendError
from ..legends.crosswalk_table import CrosswalkTable
from ..legends.known_legends import level_codes, level_legend, short_title, with_levels
from ..legends.legend import Legend, builtin, builtin_keys
from .doubt import is_doubtful

OF_MAP = (
    "The labels of POINTS were taken for classes of the map, and translated by its crosswalk too."
)


@dataclass(frozen=True, eq=False)
class LabelLegend:
    """What labels of points are.

    Attributes:
        legend: has the level; None = nothing but the level's codes is known.
        at_level: whether the labels are classes of the level already.
        note: a sentence a reader must know.
        of_map: whether they are classes of the first map, before its crosswalk.
    """

    legend: Legend | None
    at_level: bool
    note: str
    of_map: bool = False


def labels_of_map(values: Sequence[object], before: Legend | None, after: Legend | None) -> bool:
    """Tell whether labels are rather classes of a map before its crosswalk than after it."""
    labels = _counted(values)
    number = _explained(labels, _terms(before))
    return 2 * number >= sum(labels.values()) and number > _explained(labels, _terms(after))


def legend_of_labels(
    values: Sequence[object],
    table: CrosswalkTable,
    legends: Sequence[Legend | None],
    *,
    mapped: Legend | None = None,
) -> LabelLegend:
    """Find the legend with the crosswalk's level that the labels belong to, or to whose level.

    Args:
        values: the labels, codes or names; empty ones do not count.
        table: a crosswalk to a legend level.
        legends: of the maps the crosswalk has no rows for; public legends come after them.
        mapped: of the first map, where the crosswalk has rows for it.

    Raises:
        LegendError: the labels fit nothing, or several public legends with different meanings.
    """
    labels = _counted(values)
    goals = {_plain(row.target) for row in table.rows if row.target}
    if mapped is not None and _agrees(with_levels(mapped), table):
        legends, mapped = (*legends, mapped), None
    own = [with_levels(one) for one in legends if one is not None]
    own = [one for one in own if _fits(one, table.level, goals)]
    public = [one for one in map(builtin, builtin_keys()) if _fits(one, table.level, goals)]
    above = own or ([] if all(goal.isdigit() for goal in goals) else public)
    levels = [goals, *(_terms(level_legend(one, table.level)) for one in (*own, *public))]
    found = [(max(_explained(labels, terms | goals) for terms in levels), above[:1], True)]
    found += [(_explained(labels, _terms(one)), [one], False) for one in own]
    known = max((sum(labels.values()) - 1) // 2, *(number for number, _, _ in found))
    before = _explained(labels, _terms(mapped))
    found += [_best(labels, public, table, beyond=max(known, before))]
    most = max(number for number, _, _ in found)
    if before > max(known, most):
        return LabelLegend(above[0] if above else None, True, OF_MAP, of_map=True)
    if 2 * most < sum(labels.values()):
        raise _strange(next(label for label in labels if label not in goals), table)
    _, chosen, at_level = next(one for one in found if one[0] == most)
    return LabelLegend(chosen[0] if chosen else None, at_level, _note(chosen, table, at_level))


def _strange(label: str, table: CrosswalkTable) -> LegendError:
    return LegendError(
        f"CROSSWALK gives classes of {table.level}, but most labels of POINTS, such as '{label}', "
        "are neither such classes nor classes of a legend with that level; choose the FIELD with "
        f'the reference classes, or write the classes it holds into a column "to" of {table.file}.'
    )


def _counted(values: Sequence[object]) -> Counter[str]:
    """Count the labels that name a class."""
    labels = Counter(_plain(value) for value in values if not is_doubtful(value))
    del labels[""]
    return labels


def _plain(value: object) -> str:
    """Return a label as text to compare: a whole number in digits, a name in small letters."""
    if isinstance(value, Real) and math.isfinite(value) and float(value).is_integer():
        return str(int(float(value)))
    text = "" if value is None or value != value else " ".join(str(value).split()).casefold()
    return text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text


def _terms(legend: Legend | None) -> set[str]:
    """Return codes and names of a legend's classes."""
    if legend is None:
        return set()
    return {str(one.code) for one in legend.classes} | {_plain(one.name) for one in legend.classes}


def _fits(legend: Legend, level: str, goals: set[str]) -> bool:
    """Tell whether a legend has the level, and its level all classes the crosswalk goes to."""
    return level in legend.level_names and goals <= _terms(level_legend(legend, level))


def _agrees(legend: Legend, table: CrosswalkTable) -> bool:
    """Tell whether a crosswalk from a legend to its own level says what the legend says itself."""
    if table.level not in legend.level_names:
        return False
    level = level_legend(legend, table.level)
    names = {_plain(one.name): one.code for one in legend.classes}
    coarse = {_plain(one.name): one.code for one in level.classes}
    codes = {str(old): new for old, new in level_codes(legend, table.level).items()}
    for row in table.rows:
        old, new = _plain(row.source), _plain(row.target)
        if str(codes.get(str(names.get(old, old)))) != str(coarse.get(new, new)):
            return False
    return True


def _explained(labels: Counter[str], terms: set[str]) -> int:
    return sum(count for label, count in labels.items() if label in terms)


def _best(
    labels: Counter[str], public: Sequence[Legend], table: CrosswalkTable, *, beyond: int
) -> tuple[int, list[Legend], bool]:
    """Return the public legend that knows most labels, where it knows more than ``beyond``.

    Raises:
        LegendError: several do, and put the labels into different classes of the level.
    """
    scores = [_explained(labels, _terms(one)) for one in public]
    most = max(scores, default=0)
    if most <= beyond:
        return 0, [], False
    fitting = [one for one, score in zip(public, scores) if score == most]
    if len({tuple(_lifts(labels, one, table.level)) for one in fitting}) > 1:
        titles = " or ".join(short_title(one) for one in fitting[:2])
        raise LegendError(
            f"CROSSWALK gives classes of {table.level}, and the labels of POINTS could be codes "
            f"of {titles}; write the names of the classes in place of their codes."
        )
    return most, fitting[:1], False


def _lifts(labels: Counter[str], legend: Legend, level: str) -> list[str]:
    """Return the class of the level that each label goes to, by its name."""
    codes = level_codes(legend, level)
    names = dict(zip(level_legend(legend, level).codes.tolist(), level_legend(legend, level).names))
    known = {text: entry.code for entry in legend.classes for text in (str(entry.code),
             _plain(entry.name))}  # fmt: skip
    return [names.get(codes.get(known.get(label, -1), -1), "") for label in sorted(labels)]


def _note(chosen: Sequence[Legend], table: CrosswalkTable, at_level: bool) -> str:
    if at_level:
        return f"The labels of POINTS were taken for classes of {table.level}."
    return (
        f"The labels of POINTS were taken for classes of {short_title(chosen[0])} and brought to "
        f"its {table.level}, as the CROSSWALK wants."
    )
