"""What labelled points say of the whole map, by the way they were drawn."""

from __future__ import annotations

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
from .clustering import clustering
from .comparison_points import PointCodes
from .errors import InputError
from .legend import Legend
from .matching import Translation
from .paired import PairedDifference, pair_counts, paired_difference
from .phrases import counted
from .point_strata import NO_STRATUM, PointStrata
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
            return olofsson(self.matrix, self.class_hectares)
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
        return paired_difference(counts, sizes=self.sizes, finite=not self.by_class)


def crowding(found: PointCodes, labelled: np.ndarray) -> list[str]:
    """Return sentences where labelled points share a pixel of the map or stand in clusters."""
    rows, cols = found.row[labelled], found.col[labelled]
    shared = rows.size - np.unique(np.column_stack([rows, cols]), axis=0).shape[0]
    notes = []
    if shared:
        verb = "lies" if shared == 1 else "lie"
        notes.append(
            f"{counted(shared, 'labelled point')} {verb} in a pixel of the map that has one "
            "already; standard errors take points for independent."
        )
    near = clustering(cols, rows, distance=1.0)
    if near.clustered:
        notes.append(
            f"The points stand in clusters: {near.close} of {near.points} lie within a pixel of "
            "another one. Standard errors, intervals and tests take the points as independent, so "
            "they are too optimistic."
        )
    return notes


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
    by_class, total = _hectares(extents, legend, translation)
    sample = Sample(
        mapped=legend.index_of(found.maps[0][usable]).astype(np.int64),
        reference=legend.index_of(found.truth[usable]).astype(np.int64),
        usable=usable,
        stratum=np.zeros(int(usable.sum()), np.int64),
        sizes=np.array([sum(extents.pixels.values())], np.int64),
        hectares=total,
        kind=POST if design == "poststratified" else SIMPLE,
        class_hectares=by_class,
        names=tuple(legend.names),
        strata=tuple(legend.names) if design == "poststratified" else ("the whole map",),
    )
    raw = found.raw[usable]
    if design == "stratified":
        return _by_map(sample, raw, extents, translation)
    if design == "auto" and strata is not None and strata.codes.size > 1:
        own = strata.of_point[found.place]
        return _by_layer(sample, raw, strata, own[usable], extents, translation)
    return sample


def _hectares(
    extents: ClassExtents, legend: Legend, translation: Translation
) -> tuple[np.ndarray, float]:
    """Return the area of each class of the legend in the translated map, and of all its classes."""
    by_class, total = np.zeros(len(legend)), 0.0
    for code, hectares in extents.hectares.items():
        goal = int(translation.table[code])
        if goal != NO_CODE:
            total += hectares
            place = int(legend.index_of(np.array([goal]))[0])
            if place >= 0:
                by_class[place] += hectares
    return by_class, total


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
    if same and not translation.translated:
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


def _class_name(code: int) -> str:
    return f"map class {code}"
