"""The strata that labelled points were drawn from, as their layer tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError

NO_STRATUM = -1
_LARGEST = 2.0**53  # beyond it a number of a field is no exact whole number
NOTICEABLE = 0.01
"""Part of an area or of the points above which a difference cannot be passed over."""


@dataclass(frozen=True, eq=False)
class PointStrata:
    """Strata of a sample.

    Attributes:
        codes: rising, int64 (stratum,).
        pixels: pixels in each stratum, int64 (stratum,).
        hectares: ground area of each stratum, float64 (stratum,); NaN = not known.
        names: what each stratum is called, may be "".
        of_point: position of each point's stratum, int64 (point,); -1 = none is told.
        weights: share of the whole each point stood for when all were drawn, float64 (point,);
            NaN or None = not known.
    """

    codes: np.ndarray
    pixels: np.ndarray
    hectares: np.ndarray
    names: tuple[str, ...]
    of_point: np.ndarray
    weights: np.ndarray | None = None

    @property
    def lost(self) -> str:
        """A sentence where the weights say that points were deleted; "" = nothing is known."""
        if self.weights is None or not np.isfinite(self.weights).all():
            return ""
        total = float(self.weights.sum())
        if total >= 1 - NOTICEABLE:
            return ""
        return (
            f"The weights of the points add up to {total:.2f} instead of 1: points were deleted "
            "from the layer. The estimates hold only if this had nothing to do with their classes; "
            "keep points that cannot be labelled, with an empty label."
        )


def read_strata(
    codes: Sequence[object],
    pixels: Sequence[object],
    *,
    hectares: Sequence[object] = (),
    names: Sequence[object] = (),
    weights: Sequence[object] = (),
) -> PointStrata:
    """Gather the strata from columns of a layer of points.

    Args:
        codes: code of each point's stratum; None = not told.
        pixels: pixels in that stratum, the same for all its points.
        hectares: its area; empty where the layer has no such column.
        names: its name; likewise.
        weights: share of the whole each point stands for; likewise.

    Raises:
        InputError: a stratum has two sizes, no size, or a code that is no whole number.
    """
    given = [_whole(code, "stratum") for code in codes]
    known = sorted({code for code in given if code is not None})
    if not known:
        raise InputError("POINTS: the field 'stratum' is empty; draw the points anew.")
    first = {code: given.index(code) for code in known}
    for place, code in enumerate(given):
        if code is not None and pixels[place] != pixels[first[code]]:
            raise InputError(
                f"POINTS: stratum {code} has {pixels[first[code]]} and {pixels[place]} pixels "
                "('stratum_pixels'); every point of a stratum must tell its whole size."
            )
    sizes = [_whole(pixels[first[code]], "stratum_pixels") for code in known]
    if any(size is None or size < 1 for size in sizes):
        raise InputError("POINTS: 'stratum_pixels' must be whole numbers from 1; draw points anew.")
    position = {code: place for place, code in enumerate(known)}
    return PointStrata(
        codes=np.array(known, np.int64),
        pixels=np.array(sizes, np.int64),
        hectares=np.array([_number(hectares, first[code]) for code in known]),
        names=tuple(_text(names, first[code]) for code in known),
        of_point=np.array([position.get(c, NO_STRATUM) if c is not None else NO_STRATUM
                           for c in given], np.int64),
        weights=np.array([_number(weights, at) for at in range(len(given))]) if weights else None,
    )  # fmt: skip


def _whole(value: object, field: str) -> int | None:
    if value is None:
        return None
    try:
        number = float(str(value))
    except ValueError:
        number = float("nan")
    if not abs(number) <= _LARGEST or not number.is_integer():
        raise InputError(
            f"POINTS: '{value}' in the field '{field}' is no whole number; draw points anew."
        )
    return int(number)


def _number(values: Sequence[object], place: int) -> float:
    if not values or values[place] is None:
        return float("nan")
    try:
        return float(str(values[place]))
    except ValueError:
        return float("nan")


def _text(values: Sequence[object], place: int) -> str:
    return "" if not values or values[place] is None else str(values[place])
