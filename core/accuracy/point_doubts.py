"""Whether points can have been drawn as the estimates take for granted, and what speaks against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from ..mapping.class_areas import ClassExtents
from ..phrases import counted
from ..rasters.raster import NO_CODE
from .comparison import ReferencePoints
from .comparison_points import PointCodes
from .matching import Translation
from .point_strata import NO_STRATUM, NOTICEABLE

_CHANCE = 0.001
_ALL_BUT = 0.99  # part of the points that must lie in their strata for these to be the classes
_HALF = 0.5
_OF_A_SAMPLE = ("stratum", "stratum_pixels", "stratum_ha", "weight")
_ASSUMED = (
    "The points are taken for drawn at random over the map, because their layer tells nothing of "
    "a design; if they were drawn otherwise, the estimates do not hold: choose DESIGN."
)
_AS_WRITTEN = "give the layer as validationpoints wrote it"
_WITHIN = "choose DESIGN = stratified if they were drawn at random within each class of the map"


@dataclass(frozen=True, eq=False)
class DrawnPoints:
    """Labelled points and the map they are to stand for.

    Attributes:
        points: as their layer has them.
        found: codes at those on the map.
        extents: of the map's raw codes.
        translation: of the map's codes.
        design: as it was asked for.
    """

    points: ReferencePoints
    found: PointCodes
    extents: ClassExtents
    translation: Translation
    design: str

    @property
    def by_strata(self) -> bool:
        """Whether the estimates go by strata that the points were drawn from."""
        strata = self.points.strata
        by_layer = self.design == "auto" and strata is not None and strata.codes.size > 1
        return by_layer or self.design == "stratified"


def caution(drawn: DrawnPoints) -> str:
    """Return a sentence on the points as a random sample of the map; "" = nothing is to be said.

    The shares of the points in the map's classes are held against those of the classes in the map
    by exact binomial tests, the smallest of whose p-values is multiplied by their number.
    """
    strata = drawn.points.strata
    if drawn.by_strata:
        return ""
    if strata is not None and strata.codes.size == 1:
        return ""  # drawn at random, from the whole or from a part that is told elsewhere
    uneven = _uneven_shares(drawn)
    passed_over = _passed_over(drawn)
    if passed_over:
        return f"{passed_over} {uneven[0].upper()}{uneven[1:]}." if uneven else passed_over
    if uneven:
        return (
            f"The points were not drawn at random over the map: {uneven}. Estimates that take "
            f"them for drawn so do not hold; {_WITHIN}, or {_AS_WRITTEN}."
        )
    return _ASSUMED if drawn.design == "auto" else ""


def _passed_over(drawn: DrawnPoints) -> str:
    """Say where the layer tells of strata and the estimates do not go by them."""
    told = set(drawn.points.told)
    carried = [name for name in _OF_A_SAMPLE if name in told]
    if drawn.points.strata is not None:
        carried = carried or ["stratum", "stratum_pixels"]
    elif carried == ["weight"] and "map_class" not in told:
        carried = []  # any layer may have a weight
    if not carried:
        return ""
    fields = f"the field{'' if len(carried) == 1 else 's'} {_joined(carried)}"
    start = f"The points were not drawn at random over the map: they carry {fields} of strata"
    if drawn.design == "auto":
        lost = _joined([name for name in _OF_A_SAMPLE[:2] if name not in told])
        return (
            f"{start}, but {lost} is missing, so they were taken for a simple random sample and "
            f"the estimates do not hold; {_AS_WRITTEN}, or {_WITHIN}."
        )
    return (
        f"{start}, which DESIGN={drawn.design} passes over, so the estimates do not hold; choose "
        "DESIGN = auto, which goes by them."
    )


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _uneven_shares(drawn: DrawnPoints) -> str:
    """Return the class that stands out most, with its shares, where chance does not explain it."""
    table, found, extents = drawn.translation.table, drawn.found, drawn.extents
    kept = [code for code in sorted(extents.pixels) if table[code] != NO_CODE]
    labelled = (found.truth != NO_CODE) | found.dropped
    raw = found.raw[labelled & (found.maps[0] != NO_CODE)]
    raw = raw[np.isin(raw, kept)]
    if not raw.size or len(kept) < 2:
        return ""
    met = np.array([int((raw == code).sum()) for code in kept])
    # Points may be drawn pixel by pixel or hectare by hectare.
    chances = [_shares(sizes, kept) for sizes in (extents.pixels, extents.hectares)]
    p_values = np.max([_p_values(met, raw.size, chance) for chance in chances], axis=0)
    if not (p_values * len(kept) < _CHANCE).any():
        return ""
    apart = np.abs(met / raw.size - chances[0]) * (p_values * len(kept) < _CHANCE)
    place = int(np.argmax(apart))
    of_points, of_map = met[place] / raw.size, chances[0][place]
    return (
        f"{class_name(kept[place], drawn.translation)} has {100 * of_points:.3g} % of them and "
        f"{100 * of_map:.3g} % of the map"
    )


def _shares(sizes: Mapping[int, float], codes: list[int]) -> np.ndarray:
    found = np.array([sizes[code] for code in codes], np.float64)
    return found / found.sum()


def _p_values(met: np.ndarray, total: int, chance: np.ndarray) -> np.ndarray:
    """Two-sided exact p-value of each class, float64 (class,)."""
    less, more = binom.cdf(met, total, chance), binom.sf(met - 1, total, chance)
    return np.minimum(1.0, 2 * np.minimum(less, more))


def class_name(code: int, translation: Translation) -> str:
    """Return what a class of the map is called, from its raw code."""
    legend = translation.legend
    if legend is not None and not translation.translated and code in legend.codes:
        return legend.get(code).name
    return f"map class {code}"


def strata_notes(drawn: DrawnPoints) -> list[str]:
    """Say where the map is not what it was when the points were drawn, or the layer was changed."""
    return [note for note in (_moved(drawn), _contradicted(drawn)) if note]


def _moved(drawn: DrawnPoints) -> str:
    """Say at how many points the map has another class than when they were drawn."""
    if not drawn.by_strata:
        return ""
    then, raw = _drawn_as(drawn), drawn.found.raw
    known = then >= 0
    other = int((then[known] != raw[known]).sum())
    if not other:
        return ""
    return (
        f"At {other} of {counted(int(known.sum()), 'point')} the map has another class than when "
        "they were drawn. That is right for another map than the one they were drawn from; else "
        "the map was changed or points were moved, and they must not be."
    )


def _drawn_as(drawn: DrawnPoints) -> np.ndarray:
    """Return the class that the map had at each point on it, int64 (point,); -1 = not known."""
    points, found = drawn.points, drawn.found
    if points.drawn_as is not None and (points.drawn_as >= 0).any():
        return points.drawn_as[found.place]
    unknown = np.full(found.raw.shape, -1, np.int64)
    if points.strata is None or set(points.strata.codes.tolist()) != set(drawn.extents.pixels):
        return unknown
    own = _stratum_codes(drawn)
    # Strata may be numbered like classes and be none.
    return own if (own == found.raw).mean() > _HALF else unknown


def _stratum_codes(drawn: DrawnPoints) -> np.ndarray:
    """Return the code of the stratum of each point on the map, int64 (point,); -1 = none."""
    strata = drawn.points.strata
    if strata is None:
        return np.full(drawn.found.raw.shape, -1, np.int64)
    own = strata.of_point[drawn.found.place]
    return np.where(own == NO_STRATUM, -1, strata.codes[own])


def _contradicted(drawn: DrawnPoints) -> str:
    """Say where strata that are the map's classes have another size in the layer than there."""
    strata, pixels = drawn.points.strata, drawn.extents.pixels
    if strata is None or drawn.design != "auto" or not drawn.by_strata:
        return ""
    if set(strata.codes.tolist()) != set(pixels):
        return ""
    if (_stratum_codes(drawn) == drawn.found.raw).mean() < _ALL_BUT:
        return ""
    then, today = strata.pixels, np.array([pixels[code] for code in strata.codes.tolist()])
    if then.sum() < (1 - NOTICEABLE) * today.sum():
        return ""  # drawn in a part, which is told
    off = np.flatnonzero(np.abs(then - today) > NOTICEABLE * np.minimum(then, today))
    if not off.size:
        return ""
    listed = [
        f"{class_name(int(strata.codes[at]), drawn.translation)} has {then[at]:,} pixels in the "
        f"layer and {today[at]:,} in the map"
        for at in off[:3].tolist()
    ]
    more = f", and {off.size - 3} more differ" if off.size > len(listed) else ""
    return (
        f"The sizes of the strata contradict the map, though the points lie in its classes: "
        f"{'; '.join(listed)}{more}. The sizes of the layer were used; if the points were drawn "
        "from this map, give the layer as validationpoints wrote it, or choose DESIGN = "
        "stratified, which measures the classes in the map."
    )
