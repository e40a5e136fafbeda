"""Whether a reference can judge a map, or is the coarse map in another guise."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from .comparison import Comparison
from .pair_counts import CODE_BASE
from .raster import RasterSource

_ENOUGH = 100  # places at which agreement everywhere is no accident


def dependence(comparison: Comparison, baseline: Counter[int]) -> str:
    """Return why the reference is not independent of the coarse map, in one sentence; "" = it is.

    Args:
        comparison: what was compared.
        baseline: pairs of the baseline and the reference; empty without a baseline.
    """
    if not comparison.independent:
        return "INDEPENDENT = no: the reference is the coarse map or was made from it."
    if comparison.points is not None and comparison.points.of_coarse_map:
        return "POINTS are samples of a coarse map: their classes are the coarse map's own."
    for other, what in (*comparison.compared, (comparison.map, "the map")):
        if _same_band(comparison.reference, other):
            return f"REFERENCE is the same file and band as {what}."
    if comparison.points is not None:
        return ""  # an excellent baseline may well be right at some hundred points
    agreed = [key for key in baseline if divmod(key, CODE_BASE)[0] == key % CODE_BASE]
    if len(agreed) == len(baseline) > 1 and sum(baseline.values()) >= _ENOUGH:
        return "The baseline agrees with the reference everywhere, so one was made from the other."
    return ""


def _same_band(one: RasterSource | None, other: RasterSource | None) -> bool:
    if one is None or other is None:
        return False
    same_file = Path(one.path).resolve() == Path(other.path).resolve()
    return same_file and (one.bands or (1,))[0] == (other.bands or (1,))[0]
