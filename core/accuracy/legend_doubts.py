"""Sentences on maps whose codes and the reference's hardly mean the same classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from ..legends.legend import Legend
from ..phrases import counted
from .comparison import Comparison
from .matching import Matching
from .pair_counts import CODE_BASE
from .translation import Translation

_TOLD = 10  # codes in a sentence


def legend_doubts(
    comparison: Comparison,
    matching: Matching,
    pairs: Sequence[Counter[int]],
    *,
    held: Collection[int] = (),
) -> list[str]:
    """Return a sentence for each map whose codes and the reference's hardly mean the same.

    Args:
        comparison: what was compared.
        matching: how codes were brought together.
        pairs: of each map and the reference, after translation.
        held: codes that the first map is known to hold, met in ``pairs`` or not.
    """
    doubts: list[str] = []
    reference = matching.reference.legend
    titles = ("the map", *(name for _, name in comparison.compared))
    for title, met, matched in zip(titles, pairs, matching.maps):
        judged = title == titles[0]  # points are labelled in its classes
        by_code = not matched.translated and not (judged and comparison.points is not None)
        if judged and by_code and (matched.legend is None or reference is None):
            doubts.append(
                "The reference or the map carries no class names; equal codes are taken to mean "
                "the same class."
            )
        mapped, true = _codes(met)
        # a coarse map may well lack many of the classes
        fewest = len(true) if judged else min(len(mapped), len(true))
        shared = mapped & true
        if 2 * len(shared) < fewest:
            doubts.append(f"{_few(len(shared), len(true), title)}; {_remedy(matched)}")
        elif by_code and _all_renamed(shared, matched.legend, reference):
            alike = f"No code has the same name in {title} and in the reference"
            doubts.append(f"{alike}; {_remedy(matched)}")
        if judged and shared:
            doubts += _strange_codes(comparison, matching, met, sorted(true - mapped - set(held)))
    return doubts


def _strange_codes(
    comparison: Comparison, matching: Matching, met: Counter[int], codes: Sequence[int]
) -> list[str]:
    """Say which codes of the reference, of ``codes``, are classes nobody knows."""
    for one in (*matching.maps, matching.reference):
        known = set(one.legend.codes.tolist() if one.legend is not None else ())
        codes = [code for code in codes if code not in known]
    if not codes:
        return []
    numbers = dict.fromkeys(codes, 0)
    for key, number in met.items():
        if key % CODE_BASE in numbers:
            numbers[key % CODE_BASE] += number
    if comparison.points is not None:
        unit, verbs = "point", ("is", "are")
        remedy = "they count as errors of the map; if a code means not labelled, clear it."
        told = "{} {} labelled {}"
    else:
        unit, verbs = "pixel", ("holds", "hold")
        remedy = "if that means no data, declare it as nodata."
        told = "{} of the reference {} code {}"
    parts = [
        told.format(counted(numbers[code], unit), verbs[numbers[code] != 1], code)
        for code in codes[:_TOLD]
    ]
    more = [f"{len(codes) - _TOLD} codes more"] * (len(codes) > _TOLD)
    listed = ", ".join([*parts, *more])
    return [
        f"{listed}, which the map has at none of the {unit}s compared and no legend names; {remedy}"
    ]


def _codes(pairs: Counter[int]) -> tuple[set[int], set[int]]:
    """Return the codes met in the map, and in the reference."""
    keys = np.fromiter(pairs, np.int64, len(pairs))
    return set((keys // CODE_BASE).tolist()), set((keys % CODE_BASE).tolist())


def _few(shared: int, codes: int, title: str) -> str:
    if codes == 1:
        return f"The only code of the reference does not occur in {title}"
    if not shared:
        return f"None of the reference's {codes} codes occurs in {title}"
    verb = "occurs" if shared == 1 else "occur"
    return f"Only {shared} of the reference's {codes} codes {verb} in {title}"


def _remedy(matched: Translation) -> str:
    if matched.unlisted is not None:
        return "check the rows of its crosswalk before believing its figures."
    return "translate its codes with a CROSSWALK before believing its figures."


def _all_renamed(codes: set[int], one: Legend | None, other: Legend | None) -> bool:
    """Tell whether both legends name classes, and none of these codes alike."""
    if one is None or other is None:
        return False
    names = [
        [legend.get(code).name.casefold() if code in legend.codes else "" for code in sorted(codes)]
        for legend in (one, other)
    ]
    return not any(first == second for first, second in zip(*names))
