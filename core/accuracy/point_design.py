"""By which design labelled points stand for a map: as asked for, or as their layer tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import InputError
from ..legends.legend import Legend
from ..mapping.class_areas import ClassExtents
from ..phrases import counted
from ..rasters.raster import NO_CODE
from .comparison_points import PointCodes
from .matching import Translation
from .point_origin import Origin, drawn_from
from .point_sample import BY_CLASS, BY_STRATA, POST, SIMPLE, Sample, SampledStrata
from .point_strata import NO_STRATUM, NOTICEABLE, PointStrata


@dataclass(frozen=True, eq=False)
class _Frame:
    """What the points are held against.

    Attributes:
        found: codes at the points.
        legend: every class met.
        extents: of the map's raw codes.
        translation: of the map's codes.
    """

    found: PointCodes
    legend: Legend
    extents: ClassExtents
    translation: Translation

    @property
    def kept(self) -> list[int]:
        """The map's raw codes that stand for a class, rising."""
        table = self.translation.table
        return [code for code in sorted(self.extents.pixels) if table[code] != NO_CODE]

    @property
    def hectares(self) -> float:
        """Ground area of all of them."""
        return sum(self.extents.hectares[code] for code in self.kept)

    def positions(self, codes: np.ndarray) -> np.ndarray:
        """Positions of codes in the legend, int64."""
        return self.legend.index_of(codes).astype(np.int64)

    def goals(self) -> np.ndarray:
        """Position in the legend of the class that each kept code goes to."""
        return self.positions(np.array([self.translation.table[code] for code in self.kept]))

    def by_class(self, sizes: Mapping[int, float]) -> np.ndarray:
        """Sizes of raw classes added up by the class of the legend they go to, (class,)."""
        total = np.zeros(len(self.legend))
        for code, place in zip(self.kept, self.goals().tolist()):
            if place >= 0:
                total[place] += sizes[code]
        return total


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
    frame = _Frame(found, legend, extents, translation)
    drawn = drawn_from(found, strata, extents)
    if drawn.part and design in ("stratified", "poststratified"):
        raise InputError(
            f"the points were drawn from a part of the map, {drawn.hectares:,.6g} ha, and "
            f"DESIGN={design} needs the classes there; give the GEO_SMALL they were drawn in."
        )
    if design == "stratified":
        return _by_map(frame)
    if design == "poststratified":
        return _by_classes_afterwards(frame)
    if design == "auto" and strata is not None and strata.codes.size > 1:
        sample = _by_layer(frame, strata, drawn)
    else:
        sample = _simple(frame, strata, drawn)
    if drawn.part:
        return replace(sample, note=drawn.note, class_hectares=None)
    return sample


def _sample(
    frame: _Frame, strata: SampledStrata, *, kind: str, stratum: np.ndarray, chosen: np.ndarray
) -> Sample:
    """Return the ``chosen`` points, bool (point read,), with a stratum for each of them."""
    found = frame.found
    return Sample(
        maps=np.stack([frame.positions(codes[chosen]) for codes in found.maps]),
        reference=frame.positions(found.truth[chosen]),
        stratum=stratum,
        strata=strata,
        kind=kind,
        n_classes=len(frame.legend),
        class_hectares=frame.by_class(frame.extents.hectares),
    )


def _labelled(found: PointCodes) -> np.ndarray:
    # A label without a counterpart still tells that its place is no part of what is compared.
    return (found.truth != NO_CODE) | found.dropped


def _usable(found: PointCodes) -> np.ndarray:
    return _labelled(found) & (found.maps[0] != NO_CODE)


def _simple(frame: _Frame, strata: PointStrata | None, drawn: Origin) -> Sample:
    """Return the points as a simple random sample of the map, or of the part they tell of."""
    name, pixels, hectares = (
        "the whole map",
        _total(frame.extents.pixels, frame.kept),
        frame.hectares,
    )
    if drawn.part and strata is not None:
        name, pixels = "where the points were drawn", int(strata.pixels.sum())
        hectares = drawn.hectares
    usable = _usable(frame.found)
    # Drawn by validationpoints, so no pixel twice; of other points nobody knows.
    finite = strata is not None and strata.codes.size == 1
    sizes = np.array([pixels], np.int64), np.array([hectares])
    whole = SampledStrata((name,), *sizes, finite=finite)
    return _sample(
        frame, whole, kind=SIMPLE, stratum=np.zeros(int(usable.sum()), np.int64), chosen=usable
    )


def _total(sizes: Mapping[int, int], codes: list[int]) -> int:
    return sum(sizes[code] for code in codes)


def _by_classes_afterwards(frame: _Frame) -> Sample:
    """Return a simple random sample with the map's classes, as they are compared, as strata."""
    found, usable = frame.found, _usable(frame.found)
    mapped = frame.positions(found.maps[0][usable])
    hectares = frame.by_class(frame.extents.hectares)
    kept = np.flatnonzero(hectares > 0)
    lacking = np.setdiff1d(kept, mapped)
    if lacking.size or (frame.goals() < 0).any():
        names = [frame.legend.names[place] for place in lacking[:5].tolist()]
        names += [_class_name(c) for c, g in zip(frame.kept, frame.goals().tolist()) if g < 0][:5]
        _check_waiting(frame.legend.names, kept.tolist(), mapped, frame.positions(found.maps[0]))
        raise InputError(f"{_no_point(names)}; label points there or join it with another class.")
    strata = SampledStrata(
        names=tuple(frame.legend.names[place] for place in kept.tolist()),
        pixels=frame.by_class(frame.extents.pixels)[kept].astype(np.int64),
        hectares=hectares[kept],
        nested=kept,
        by_chance=True,
    )
    stratum = np.searchsorted(kept, mapped)
    return _sample(frame, strata, kind=POST, stratum=stratum, chosen=usable)


def _by_map(frame: _Frame) -> Sample:
    """Return the sample with the classes in the map's file as strata."""
    kept, usable = frame.kept, _usable(frame.found)
    raw = frame.found.raw[usable]
    lacking = sorted(set(kept) - set(raw.tolist()))
    if lacking:
        called = {code: _class_name(code) for code in kept}
        _check_waiting(called, kept, raw, frame.found.raw)
        listed = ", ".join(map(str, lacking[:10])) + (", ..." if len(lacking) > 10 else "")
        raise InputError(
            f"mapped class {listed} has no reference point; label points there, or join it with "
            "another class in the map."
        )
    goals, own = frame.goals(), not frame.translation.translated
    names = [frame.legend.names[goal] for goal in goals.tolist()] if own else map(_class_name, kept)
    strata = SampledStrata(
        names=tuple(names),
        pixels=np.array([frame.extents.pixels[code] for code in kept], np.int64),
        hectares=np.array([frame.extents.hectares[code] for code in kept]),
        nested=goals,
        finite=True,
    )
    return _sample(
        frame, strata, kind=BY_CLASS if own else BY_STRATA,
        stratum=np.searchsorted(kept, raw), chosen=usable,
    )  # fmt: skip


def _by_layer(frame: _Frame, strata: PointStrata, drawn: Origin) -> Sample:
    """Return the sample with the strata that the points were drawn from."""
    labelled, found = _labelled(frame.found), frame.found
    own = strata.of_point[found.place]
    if (own[labelled] == NO_STRATUM).any():
        lost = counted(int((own[labelled] == NO_STRATUM).sum()), "labelled point")
        raise InputError(
            f"{lost} without a stratum: points that were added by hand are no part of the design; "
            "delete them, or choose DESIGN."
        )
    usable = _usable(found)
    same = np.array_equal(strata.codes[own[usable]], found.raw[usable])
    same &= set(frame.extents.pixels) <= set(strata.codes.tolist())
    if same and not frame.translation.translated and _of_today(strata, frame.extents):
        return _by_map(frame)
    points = np.bincount(own[labelled], minlength=strata.pixels.size)
    names = tuple(n or f"stratum {c}" for c, n in zip(strata.codes.tolist(), strata.names))
    _check_waiting(names, range(len(names)), own[labelled], own)
    _check_points(points, strata.pixels, names)
    hectares = strata.hectares
    if not np.isfinite(hectares).all():
        whole = drawn.hectares if drawn.part else frame.hectares
        hectares = strata.pixels / strata.pixels.sum() * whole
    known = SampledStrata(names, strata.pixels, hectares, finite=True)
    return _sample(frame, known, kind=BY_STRATA, stratum=own[labelled], chosen=labelled)


def _check_points(points: np.ndarray, pixels: np.ndarray, names: tuple[str, ...]) -> None:
    """Raise InputError where a stratum has no labelled point, or more than it has pixels."""
    empty = [name for name, number in zip(names, points.tolist()) if not number]
    if empty:
        raise InputError(f"{_no_point(empty)}; label points there or join strata.")
    if (points > pixels).any():
        place = int(np.argmax(points > pixels))
        raise InputError(
            f"{names[place]} has {points[place]} labelled points but {pixels[place]} pixels; "
            "'stratum_pixels' must tell the size of the whole stratum."
        )


def _check_waiting(
    names: Sequence[str] | Mapping[int, str],
    strata: Iterable[int],
    labelled: np.ndarray,
    drawn: np.ndarray,
) -> None:
    """Raise InputError where strata have points, none of which is labelled.

    Args:
        names: of each stratum.
        strata: their numbers.
        labelled: stratum of each labelled point.
        drawn: of each point on the map, labelled or not.
    """
    found = {one: int((drawn == one).sum()) for one in strata if not (labelled == one).any()}
    waiting = [f"{counted(number, 'point')} in {names[one]}" for one, number in found.items()
               if number]  # fmt: skip
    if waiting:
        more = f" and {len(waiting) - 5} strata more" if len(waiting) > 5 else ""
        raise InputError(
            f"of {', '.join(waiting[:5])}{more} none is labelled, so nothing is known of that part "
            "of the map; label them."
        )


def _no_point(names: list[str]) -> str:
    listed = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return f"{listed} {'has' if len(names) == 1 else 'have'} no reference point"


def _of_today(strata: PointStrata, extents: ClassExtents) -> bool:
    """Tell whether every stratum has the size its class has in the map today."""
    today = np.array([extents.pixels.get(code, 0) for code in strata.codes.tolist()])
    return bool((np.abs(strata.pixels - today) <= NOTICEABLE * strata.pixels).all())


def _class_name(code: int) -> str:
    return f"map class {code}"
