"""Places left out of a comparison, and classes that have no counterpart where maps meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..phrases import counted
from ..rasters.codes import MAX_CODE, NO_CODE
from .compared_places import Places
from .translation import COMMON, Translation

_LACKING = "no counterpart"
_NEGLIGIBLE = 0.001
_TOLD = 12  # classes in a sentence
_REFERENCE = 1  # place of the reference among the reasons of ``Places``


@dataclass(eq=False)
class LeftOut:
    """Places that were not compared; parties are numbered as the reasons of ``Places``.

    Attributes:
        without: places by the first party that has no class there at all.
        dropped: places by the parties whose class has no counterpart.
        classes: by those parties: places by (party, class in its own legend).
    """

    without: Counter[int] = field(default_factory=Counter)
    dropped: Counter[tuple[int, ...]] = field(default_factory=Counter)
    classes: dict[tuple[int, ...], Counter[tuple[int, int]]] = field(default_factory=dict)

    def add(self, other: LeftOut) -> None:
        """Add the counts of another part of the map."""
        self.without.update(other.without)
        self.dropped.update(other.dropped)
        for parties, codes in other.classes.items():
            self.classes.setdefault(parties, Counter()).update(codes)


def has_dropped(places: Places) -> bool:
    """Tell whether any class of a map or of the reference may have no counterpart."""
    matching = places.matching
    return any(one.dropped is not None for one in (*matching.maps, matching.reference))


def left_out(places: Places, maps: Sequence[np.ndarray], truth: np.ndarray) -> LeftOut:
    """Count the places that are not compared, by what they lack.

    Places where neither the first map nor the reference has a class do not count.

    Args:
        places: opened.
        maps: raw codes of each map, int32, any shape; -1 = no data.
        truth: the same of the reference.
    """
    matching = places.matching
    codes = [maps[0], truth, *maps[1:]]
    ways = [matching.maps[0], matching.reference, *matching.maps[1:]]
    found = LeftOut()
    has_map, has_truth = ways[0].has_class(codes[0]), ways[1].has_class(codes[1])
    found.without[0] = int((~has_map & has_truth).sum())
    found.without[_REFERENCE] = int((has_map & ~has_truth).sum())
    there = has_map & has_truth
    lost = [one.drops(part) & there for one, part in zip(ways[:2], codes[:2])]
    for parties, where in (
        ((0,), lost[0] & ~lost[1]), ((1,), lost[1] & ~lost[0]), ((0, 1), lost[0] & lost[1]),
    ):  # fmt: skip
        _note_classes(found, parties, where, ways=ways, codes=codes)
    there &= ~(lost[0] | lost[1])
    for party in range(2, len(ways)):
        known = ways[party].has_class(codes[party])
        found.without[party] = int((there & ~known).sum())
        gone = there & ways[party].drops(codes[party])
        _note_classes(found, (party,), gone, ways=ways, codes=codes)
        there &= known & ~gone
    return found


def _note_classes(
    found: LeftOut,
    parties: tuple[int, ...],
    where: np.ndarray,
    *,
    ways: Sequence[Translation],
    codes: Sequence[np.ndarray],
) -> None:
    number = int(where.sum())
    if not number:
        return
    found.dropped[parties] += number
    classes = found.classes.setdefault(parties, Counter())
    for party in parties:
        own = ways[party].own_classes(codes[party][where])
        counts = np.bincount(own, minlength=MAX_CODE + 1)
        classes.update({(party, code): int(counts[code]) for code in np.flatnonzero(counts)})


def skip_counts(places: Places, found: LeftOut) -> Counter[str]:
    """Return the places left out by reason, in words that follow their number."""
    reasons = places.skip_reasons
    counts = Counter({reason: found.without[party] for party, reason in enumerate(reasons)})
    for parties in sorted(found.dropped):
        counts[_reason(places, parties, found.classes[parties])] = found.dropped[parties]
    return counts


def dropped_places(skipped: Mapping[str, int]) -> int:
    """Return how many places were left out because a class has no counterpart."""
    return sum(number for reason, number in skipped.items() if _LACKING in reason)


def dropped_notes(skipped: Mapping[str, int], places: int, unit: str) -> list[str]:
    """Say what the figures stand for where classes without counterpart are left out.

    Args:
        skipped: places left out, by reason.
        places: how many were compared.
        unit: "pixel" or "point".
    """
    lost = dropped_places(skipped)
    share = lost / (lost + places) if lost else 0.0
    if share < _NEGLIGIBLE:
        return []
    return [
        f"Every figure is of the other {counted(places, unit)} alone, {100 * (1 - share):.3g} % of "
        "those that have a class everywhere: a class without a counterpart is neither right nor "
        "wrong. To judge it too, give a CROSSWALK that leads it to a class of the reference."
    ]


def _reason(
    places: Places, parties: tuple[int, ...], classes: Mapping[tuple[int, int], int]
) -> str:
    matching = places.matching
    ways = [matching.maps[0], matching.reference, *matching.maps[1:]]
    titles = [reason.split(" in ", 1)[1] for reason in places.skip_reasons]
    who = " and in ".join(titles[party] for party in parties)
    verb = "class in {} has" if len(parties) == 1 else "classes in {} have"
    goal = f"{_LACKING} {_where(ways[parties[0]])}"
    return f"whose {verb.format(who)} {goal} ({_listed(ways, classes)})"


def _where(way: Translation) -> str:
    if way.space == COMMON:
        return "in FineCover's common scheme"
    if way.space:
        return f"at {way.space} of the reference's legend"
    return "in the crosswalk" if way.unlisted is not None else "in the reference's legend"


def _listed(ways: Sequence[Translation], classes: Mapping[tuple[int, int], int]) -> str:
    """List classes, the commonest first; with their numbers where there are several."""
    single = len({party for party, _ in classes}) == 1
    numbers: dict[str, int] = {}
    for (party, code), number in sorted(classes.items(), key=lambda one: (-one[1], one[0])):
        numbers.setdefault(_called(ways[party], code), number)
    told = [
        f"{name}: {number}" if single and len(numbers) > 1 else name
        for name, number in list(numbers.items())[:_TOLD]
    ]
    more = [f"{len(numbers) - _TOLD} more"] if len(numbers) > _TOLD else []
    return "; ".join([*told, *more])  # names of classes have commas


def _called(way: Translation, code: int) -> str:
    legend = way.own
    if code == NO_CODE or legend is None or code not in legend.codes:
        return f"code {code}"
    return f"{code} {legend.get(code).name}"
