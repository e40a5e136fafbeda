"""What labelled points say of the whole map, by the way they were drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .accuracy_design import (
    DesignAccuracy,
    olofsson,
    post_stratified,
    simple_random,
    stehman,
    stratum_matrices,
)
from .class_areas import ClassExtents
from .comparison_points import PointCodes
from .errors import InputError
from .legend import Legend
from .matching import Translation
from .paired import PairedDifference, pair_counts, paired_difference
from .phrases import counted
from .point_strata import NO_STRATUM, NOTICEABLE, PointStrata
from .raster import NO_CODE

BY_CLASS = "stratified by the map's classes (Olofsson et al. 2014)"
BY_STRATA = "strata that are not the map's classes (Stehman 2014)"
SIMPLE = "simple random"
POST = "simple random, stratified afterwards by the map's classes (Card 1982)"


@dataclass(frozen=True, eq=False)
class Sample:
    """Labelled points as a probability sample of a map; arrays (point,), positions int64.

    Attributes:
        mapped, reference: positions in the legend.
        usable: which of the points that were read these are, (point read,).
        stratum: positions among the strata; all 0 for a simple random sample.
        sizes: pixels of each stratum, (stratum,).
        hectares: ground area of all strata together.
        kind: how the points were drawn, for a table.
        class_hectares: ground area of each class of the legend in the map, (class,).
        names: of the legend's classes.
        strata: names of the strata of ``estimate``.
        by_class: whether the strata are the map's classes of today, as they are compared.
        class_pixels: pixels of each class of the legend in the map, (class,).
        note: a sentence on what the sample stands for; "" where that is the map.
    """

    mapped: np.ndarray
    reference: np.ndarray
    usable: np.ndarray
    stratum: np.ndarray
    sizes: np.ndarray
    hectares: float
    kind: str
    class_hectares: np.ndarray
    names: tuple[str, ...]
    strata: tuple[str, ...]
    by_class: bool = False
    class_pixels: np.ndarray | None = None
    note: str = ""

    @property
    def matrix(self) -> np.ndarray:
        """Points, int64 (map class, reference class)."""
        size = self.class_hectares.size
        cells = self.mapped * size + self.reference
        return np.bincount(cells, minlength=size * size).astype(np.int64).reshape(size, size)

    def estimate(self) -> DesignAccuracy:
        """Return accuracy and areas.

        Raises:
            InputError: points and strata contradict each other.
        """
        if self.by_class:
            return olofsson(self.matrix, self.class_hectares, pixels=self.class_pixels)
        if self.kind == POST:
            return post_stratified(self.matrix, self.class_hectares)
        if self.kind == SIMPLE:
            return simple_random(self.matrix, total_area=self.hectares)
        shape = (self.sizes.size, self.class_hectares.size)
        counts = stratum_matrices(self.stratum, self.mapped, self.reference, shape=shape)
        return stehman(counts, self.sizes, total_area=self.hectares)

    def difference(self, found: PointCodes, other: int) -> PairedDifference:
        """Return how much more accurate the first map is than another, at the points all know.

        Args:
            found: what the sample was made of.
            other: position of the other map in ``found.maps``.

        Raises:
            InputError: a stratum has no such point.
        """
        known = found.counted[self.usable]
        truth, first, second = (
            codes[self.usable][known] for codes in (found.truth, found.maps[0], found.maps[other])
        )
        if self.sizes.size == 1:
            return paired_difference(pair_counts(first == truth, second == truth)[0])
        counts = pair_counts(
            first == truth, second == truth, stratum=self.stratum[known], n_strata=self.sizes.size
        )
        # The user's own points may share a pixel of a small class.
        fits = bool((counts.sum(axis=(1, 2)) <= self.sizes).all())
        return paired_difference(counts, sizes=self.sizes, finite=fits or not self.by_class)


def sample_of(
    found: PointCodes,
    legend: Legend,
    extents: ClassExtents,
    *,
    strata: PointStrata | None,
    design: str,
    translation: Translation,
) -> Sample:
    """Return the points as a sample by the design that was asked for or that their layer tells.

    Args:
        found: codes at the points.
        legend: every class met at a point that has both a map and a reference class.
        extents: of the map's raw codes.
        strata: what the layer tells of its strata; used for ``auto``.
        design: ``auto``, ``simple``, ``stratified`` or ``poststratified``.
        translation: of the map's codes.

    Raises:
        InputError: the strata do not fit the map or the area.
    """
    usable = (found.maps[0] != NO_CODE) & (found.truth != NO_CODE)
    by_class, in_pixels = (
        _by_class(part, legend, translation) for part in (extents.hectares, extents.pixels)
    )
    drawn = _drawn_from(found, strata, extents)
    sample = Sample(
        mapped=legend.index_of(found.maps[0][usable]).astype(np.int64),
        reference=legend.index_of(found.truth[usable]).astype(np.int64),
        usable=usable,
        stratum=np.zeros(int(usable.sum()), np.int64),
        sizes=np.array([sum(extents.pixels.values())], np.int64),
        hectares=sum(
            size for code, size in extents.hectares.items() if translation.table[code] != NO_CODE
        ),
        kind=POST if design == "poststratified" else SIMPLE,
        class_hectares=by_class,
        names=tuple(legend.names),
        strata=tuple(legend.names) if design == "poststratified" else ("the whole map",),
        class_pixels=in_pixels,
    )
    raw = found.raw[usable]
    if drawn.part:
        if design in ("stratified", "poststratified"):
            raise InputError(
                f"the points were drawn from a part of the map, {drawn.hectares:,.6g} ha, and "
                f"DESIGN={design} needs the classes there; give the GEO_SMALL they were drawn in."
            )
        sample = replace(sample, note=drawn.note, hectares=drawn.hectares)
    if design == "stratified":
        return _by_map(sample, raw, extents, translation)
    if design == "auto" and strata is not None and strata.codes.size > 1:
        own = strata.of_point[found.place]
        return _by_layer(sample, raw, strata, own[usable], extents, translation)
    if drawn.part and strata is not None:
        return replace(sample, sizes=strata.pixels, strata=("where the points were drawn",))
    return sample


@dataclass(frozen=True)
class _Drawn:
    """Whether points were drawn in a part of the map alone, its size, and a sentence on it."""

    part: bool = False
    hectares: float = 0.0
    note: str = ""


def _drawn_from(found: PointCodes, strata: PointStrata | None, extents: ClassExtents) -> _Drawn:
    """Compare what the strata held when the points were drawn with what the map holds today.

    Raises:
        InputError: the strata reach beyond the map.
    """
    if strata is None:
        return _Drawn()
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
        return _Drawn()
    note = (
        f"The points were drawn from {then:,.6g} {unit}, a part of the map's {today:,.6g} {unit}; "
        "accuracy and areas are estimated for that part alone. Give the GEO_SMALL they were drawn "
        "in."
    )
    share = then / today if today else 0.0
    return _Drawn(True, then if known else sum(extents.hectares.values()) * share, note)


def _by_class(sizes: Mapping[int, float], legend: Legend, translation: Translation) -> np.ndarray:
    """Return sizes of raw classes added up by the class of the legend they go to, (class,)."""
    found = np.zeros(len(legend))
    for code, size in sizes.items():
        goal = int(translation.table[code])
        place = int(legend.index_of(np.array([goal]))[0]) if goal != NO_CODE else -1
        if place >= 0:
            found[place] += size
    return found


def _by_map(
    sample: Sample, raw: np.ndarray, extents: ClassExtents, translation: Translation
) -> Sample:
    """Return the sample with the classes in the map's file as strata."""
    kept = [code for code in sorted(extents.pixels) if translation.table[code] != NO_CODE]
    lacking = sorted(set(kept) - set(raw.tolist()))
    if lacking:
        listed = ", ".join(map(str, lacking[:10]))
        raise InputError(f"mapped class {listed} has no reference point.")
    position = {code: place for place, code in enumerate(kept)}
    return replace(
        sample,
        stratum=np.array([position[code] for code in raw.tolist()], np.int64),
        sizes=np.array([extents.pixels[code] for code in kept], np.int64),
        hectares=sum(extents.hectares[code] for code in kept),
        kind=BY_STRATA if translation.translated else BY_CLASS,
        strata=sample.names if not translation.translated else tuple(map(_class_name, kept)),
        by_class=not translation.translated,
    )


def _by_layer(
    sample: Sample,
    raw: np.ndarray,
    strata: PointStrata,
    own: np.ndarray,
    extents: ClassExtents,
    translation: Translation,
) -> Sample:
    """Return the sample with the strata that the points were drawn from."""
    if (own == NO_STRATUM).any():
        lost = counted(int((own == NO_STRATUM).sum()), "labelled point")
        raise InputError(
            f"{lost} without a stratum: points that were added by hand are no part of the design; "
            "delete them, or choose DESIGN."
        )
    same = np.array_equal(strata.codes[own], raw) and set(extents.pixels) <= set(
        strata.codes.tolist()
    )
    if same and not translation.translated and _of_today(strata, extents):
        return _by_map(sample, raw, extents, translation)
    known = np.isfinite(strata.hectares).all()
    return replace(
        sample,
        stratum=own,
        sizes=strata.pixels,
        hectares=float(strata.hectares.sum()) if known else sample.hectares,
        kind=BY_STRATA,
        strata=tuple(
            name or f"stratum {code}" for code, name in zip(strata.codes.tolist(), strata.names)
        ),
    )


def _of_today(strata: PointStrata, extents: ClassExtents) -> bool:
    """Tell whether every stratum has the size its class has in the map today."""
    today = np.array([extents.pixels.get(code, 0) for code in strata.codes.tolist()])
    return bool((np.abs(strata.pixels - today) <= NOTICEABLE * strata.pixels).all())


def _class_name(code: int) -> str:
    return f"map class {code}"
