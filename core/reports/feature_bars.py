"""How much each feature counts, as bars."""

from __future__ import annotations

from collections.abc import Sequence

from ..phrases import counted
from .blocks import bars, paragraph
from .text import Html, join, number

_SHOWN = 30


def feature_bars(
    importance: Sequence[tuple[str, float]],
    *,
    kind: str,
    spreads: Sequence[float] = (),
    note: str = "",
) -> Html:
    """The most important features as bars, the others in a sentence.

    Args:
        importance: (feature name, importance) pairs, in any order.
        kind: how importance was measured.
        spreads: by how much each varied when it was measured again; empty = not known.
        note: what it means; may be empty.
    """
    ranked = sorted(importance, key=lambda pair: (-pair[1], pair[0]))
    shown, rest = ranked[:_SHOWN], ranked[_SHOWN:]
    longest = max((value for _, value in shown if value > 0), default=1.0)
    spread_of = dict(zip((name for name, _ in importance), spreads))
    rows = [
        (name, [(value / longest, _spread(value, spread_of.get(name)))]) for name, value in shown
    ]
    parts = [bars(rows, series=[f"Importance: {kind}"], name="Feature", long=bool(spreads))]
    if rest:
        # falls of single features do not add up
        size = f"{number(rest[0][1])} at most"
        if not spreads:
            size = f"{number(sum(value for _, value in rest), digits=4)} together"
        parts.append(paragraph(f"{_further(len(rest))} less important: {size}."))
    if note:
        parts.append(paragraph(note))
    return join(parts)


def _spread(value: float, spread: float | None) -> str:
    return number(value, digits=4) if spread is None else f"{number(value)} ± {number(spread)}"


def _further(features: int) -> str:
    return f"{counted(features, 'further feature')} {'is' if features == 1 else 'are'}"
