"""What part of the map labelled points were drawn from, and whether all their strata are left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..mapping.class_areas import ClassExtents
from .comparison_points import PointCodes
from .point_strata import NOTICEABLE, PointStrata


@dataclass(frozen=True)
class Origin:
    """Whether points were drawn in a part of the map alone, its size, and a sentence on it."""

    part: bool = False
    hectares: float = 0.0
    note: str = ""


def contradicted_hectares(
    strata: PointStrata | None, extents: ClassExtents, *, stretch: float
) -> str:
    """Return a sentence where the hectares of strata cannot be those of their pixels; "" = fine.

    Args:
        strata: what the layer tells.
        extents: of the map's raw codes.
        stretch: how many times as large a pixel may be in the map's region as another.
    """
    if strata is None or not np.isfinite(strata.hectares).any():
        return ""
    unused = (
        "so they were not used: the strata count by 'stratum_pixels', and hectares are those of "
        "the map. Give the layer as validationpoints wrote it."
    )
    odd = np.flatnonzero(~(strata.hectares > 0))
    if odd.size:
        told = f"{_name(strata, int(odd[0]))} has none above 0"
        return f"The hectares of the strata ('stratum_ha') cannot be right, {told}, {unused}"
    each = strata.hectares / strata.pixels
    small, large = int(np.argmin(each)), int(np.argmax(each))
    if each[large] > (1 + NOTICEABLE) * stretch * each[small]:
        told = " and ".join(
            f"{strata.hectares[at]:,.6g} ha for {strata.pixels[at]:,} pixels in {_name(strata, at)}"
            for at in (small, large)
        )
        return (
            f"The hectares of the strata ('stratum_ha') contradict their pixels, {told}, {unused}"
        )
    pixels, hectares = sum(extents.pixels.values()), sum(extents.hectares.values())
    total, then = int(strata.pixels.sum()), float(strata.hectares.sum())
    same = abs(total - pixels) <= NOTICEABLE * pixels
    if same and abs(then - hectares) > NOTICEABLE * hectares * stretch:
        return (
            f"The hectares of the strata ('stratum_ha'), {then:,.6g} in all, contradict the map, "
            f"which has as many pixels and {hectares:,.6g} ha, {unused}"
        )
    return ""


def _name(strata: PointStrata, place: int) -> str:
    return strata.names[place] or f"stratum {strata.codes[place]}"


def drawn_from(found: PointCodes, strata: PointStrata | None, extents: ClassExtents) -> Origin:
    """Compare what the strata held when the points were drawn with what the map holds today.

    Raises:
        InputError: the strata reach beyond the map, or points of whole strata were deleted.
    """
    if strata is None:
        return Origin()
    known = bool(np.isfinite(strata.hectares).all())
    today = sum((extents.hectares if known else extents.pixels).values())
    then = float((strata.hectares if known else strata.pixels).sum())
    off = found.outside + int((~np.isin(found.raw, list(extents.pixels))).sum())
    total, unit = found.raw.size + found.outside, "ha" if known else "pixels"
    if off > NOTICEABLE * total or then > (1 + NOTICEABLE) * today:
        raise InputError(
            f"the points were drawn from {then:,.6g} {unit}, but the map holds {today:,.6g} "
            f"{unit} and {off} of the {total} points lie off it, so the sizes of the strata do not "
            "hold; use the map and the GEO_SMALL the points were drawn from."
        )
    if then >= (1 - NOTICEABLE) * today:
        return Origin()
    _check_kept(strata, extents, then / today)
    note = (
        f"The points were drawn from {then:,.6g} {unit}, a part of the map's {today:,.6g} {unit}; "
        "accuracy and areas are estimated for that part alone. Give the GEO_SMALL they were drawn "
        "in."
    )
    return Origin(True, then if known else sum(extents.hectares.values()) * then / today, note)


def _check_kept(strata: PointStrata, extents: ClassExtents, share: float) -> None:
    """Raise InputError where strata that hold a ``share`` of the map are but some of those drawn.

    Points of a part of the map have weights that add up to 1, and strata smaller than its classes.
    """
    codes, pixels = strata.codes.tolist(), extents.pixels
    today = np.array([pixels.get(code, 0) for code in codes])
    whole = bool((np.abs(strata.pixels - today) <= NOTICEABLE * strata.pixels).all())
    weights = strata.weights
    if weights is not None and np.isfinite(weights).all():
        total = float(weights.sum())
        # Where points of the strata that are left were deleted too, less than their share is left.
        lost = total < 1 - NOTICEABLE and (whole or abs(total - share) <= NOTICEABLE)
    else:
        lost = whole
    if not lost:
        return
    missing = [code for code in sorted(pixels) if code not in codes] if whole else []
    listed = ", ".join(map(str, missing[:10])) + (", ..." if len(missing) > 10 else "")
    names = f"map class {listed}" if missing else "some strata"
    raise InputError(
        f"POINTS holds no point any more of {names}, {100 * (1 - share):.3g} % of the map, so what "
        "is left says nothing of the whole; give the layer with the points of every stratum it "
        "was drawn with."
    )
