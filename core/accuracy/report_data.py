"""What the accuracy report shows: plain numbers and words, gathered by whoever did the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Union

from ..errors import InputError
from .accuracy import Accuracy
from .accuracy_design import DesignAccuracy

if TYPE_CHECKING:
    import numpy as np

    from .paired import PairedDifference

Value = Union[str, int, float, bool, None]
ClassKey = tuple[int, str, str]
"""A class as the reports know it: code, name, colour as ``#rrggbb`` (or empty)."""


@dataclass(frozen=True)
class Provenance:
    """Where numbers come from.

    Attributes:
        facts: what was used, by what it is called: file names, CRS, pixel counts, areas.
        notes: sentences a reader must know, such as skipped pixels.
        settings: every setting by its name, enough to repeat the work.
        versions: versions of the software by its name.
    """

    facts: Mapping[str, Value] = field(default_factory=dict)
    notes: Sequence[str] = ()
    settings: Mapping[str, Value] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wording:
    """How the parties of a comparison are called in a sentence.

    Attributes:
        reference: what the map is compared with, with its article.
        baseline: what the map must beat, with its article; for sentences.
        baseline_detail: how the baseline was made; for tables.
        unit: what is counted, in the plural: "pixels" or "points".
    """

    reference: str = "the reference"
    baseline: str = "a plain copy of the coarse map"
    baseline_detail: str = "nearest-neighbour copy of the coarse map"
    unit: str = "pixels"

    @property
    def noun(self) -> str:
        """The unit in the singular."""
        return self.unit[:-1] if self.unit.endswith("s") else self.unit


@dataclass(frozen=True, eq=False)
class OtherMap:
    """Another map compared with the same reference over the same places.

    Attributes:
        name: what it is called, for tables.
        result: its agreement with the reference.
        difference: what the reported map has more than this one in overall accuracy, with its
            uncertainty; None = not worked out.
        design: estimates of its accuracy for the area, from the same points and strata as those
            of the reported map; None = the sample gives none.
    """

    name: str
    result: Accuracy
    difference: PairedDifference | None = None
    design: DesignAccuracy | None = None


@dataclass(frozen=True, eq=False)
class LegendLevel:
    """The same comparison with classes joined to those of a coarser legend level.

    Attributes:
        title: of the level, such as "CORINE level 1 (5 classes)".
        classes: one (code, name, colour) per row of the matrices.
        result: agreement of the map.
        baseline: agreement of the baseline; None = not compared.
        others: agreement of other maps, and their estimates.
        design: estimates of the map's accuracy for the area; None = the sample gives none.
        baseline_design: the same of the baseline.
        mapped_areas: area of each class in the map, in the unit of the report; empty = not known.
        places: position in ``classes`` of what each class of the report belongs to; empty = not
            told.

    Raises:
        InputError: the number of classes does not fit.
    """

    title: str
    classes: Sequence[ClassKey]
    result: Accuracy
    baseline: Accuracy | None = None
    others: Sequence[OtherMap] = ()
    design: DesignAccuracy | None = None
    baseline_design: DesignAccuracy | None = None
    mapped_areas: Sequence[float] = ()
    places: Sequence[int] = ()

    def __post_init__(self) -> None:
        """Check that every part speaks of the classes of the level."""
        _check_classes(self)


@dataclass(frozen=True, eq=False)
class ClassMap:
    """A map in few pixels, for the page.

    Attributes:
        title: what it shows, such as "Reference".
        positions: positions in the report's classes, int16 (row, col); -1 = no class. All maps of
            a report have one shape.
    """

    title: str
    positions: np.ndarray


@dataclass(frozen=True, eq=False)
class MapPoints:
    """Labelled points on the pictures of the maps.

    Attributes:
        x, y: shares of the pictures' width and height from the left and the top, float64 (point,).
        maps: positions in the classes of what each map has there, in the order of the pictures,
            int16 (map, point).
        reference: positions in the classes of the labels, int16 (point,).
        more_classes: classes that are met at no point; the pictures hold them behind those of the
            report.
    """

    x: np.ndarray
    y: np.ndarray
    maps: np.ndarray
    reference: np.ndarray
    more_classes: Sequence[ClassKey] = ()


@dataclass(frozen=True, eq=False)
class AccuracyReport:
    """A map compared with a reference, and the baseline compared with the same reference.

    Attributes:
        title: heading of the page.
        classes: one (code, name, colour) per row of the matrices.
        result: agreement of the map with the reference.
        baseline: agreement of the baseline with the reference; None = not compared.
        independent: False when the reference is the coarse map itself or was made from it: the
            page then speaks of agreement, and gives no area estimates.
        design: estimates from a probability sample, when the reference is one.
        strata: name of each stratum in ``design``; empty = they have none.
        stratum_pixels: pixels of each stratum in ``design``; empty = not known.
        baseline_design: estimates of the baseline's accuracy for the same area, from the same
            points and strata; None = the sample gives none.
        mapped_areas: area of each class in the map, in ``area_unit``; empty = not known.
        area_unit: unit of the areas in ``design``.
        wording: names for the sentences.
        provenance: what was compared with what, notes, settings, versions.
        difference: what the map has more than the baseline in overall accuracy, with its
            uncertainty; None = not worked out.
        others: further maps compared with the same reference.
        levels: the same comparison at other levels of the legend.
        maps: the map, the baseline, other maps and the reference in few pixels, the reference
            last; without the reference where this is ``points``; may be empty.
        command: what to type to repeat the comparison; may be empty.
        caution: what ``design`` takes for granted of the points and why that is in doubt, for the
            line below the headline; "" = nothing.
        points: the labelled points on ``maps``; None = the reference is a raster, or no picture.

    Raises:
        InputError: the number of classes or strata does not fit.
    """

    title: str
    classes: Sequence[ClassKey]
    result: Accuracy
    baseline: Accuracy | None = None
    independent: bool = True
    design: DesignAccuracy | None = None
    area_unit: str = "ha"
    wording: Wording = field(default_factory=Wording)
    provenance: Provenance = field(default_factory=Provenance)
    difference: PairedDifference | None = None
    others: Sequence[OtherMap] = ()
    levels: Sequence[LegendLevel] = ()
    maps: Sequence[ClassMap] = ()
    command: str = ""
    strata: Sequence[str] = ()
    baseline_design: DesignAccuracy | None = None
    mapped_areas: Sequence[float] = ()
    stratum_pixels: Sequence[int] = ()
    caution: str = ""
    points: MapPoints | None = None

    def __post_init__(self) -> None:
        """Check that every part speaks of the same classes and strata."""
        _check_classes(self)
        if self.design is None:
            return
        for given, of_what in ((self.strata, "names"), (self.stratum_pixels, "sizes in pixels")):
            if given and len(given) != len(self.design.points):
                raise InputError(
                    f"{len(given)} {of_what} do not fit {len(self.design.points)} strata; give "
                    "one for each, or none."
                )

    @property
    def limits(self) -> tuple[str, ...]:
        """Sentences on what the sample behind ``design`` is too thin for."""
        if self.design is None:
            return ()
        names = [name for _, name, _ in self.classes]
        return self.design.describe_limits(strata=self.strata or None, classes=names)


def _check_classes(part: LegendLevel | AccuracyReport) -> None:
    """Raise InputError where a matrix, an estimate or an area has other classes than the rest."""
    parts = [("the map's matrix", "", part.result, part.design)]
    if part.baseline is not None:
        name = "the baseline"
        parts.append((f"{name}'s matrix", f" of {name}", part.baseline, part.baseline_design))
    for other in part.others:
        name = other.name
        parts.append((f"the matrix of {name}", f" of {name}", other.result, other.design))
    for matrix, of_whom, result, design in parts:
        check_length(matrix, len(result.classes), part.classes)
        if design is not None:
            check_length(f"the design-based estimates{of_whom}", len(design.users), part.classes)
    if part.mapped_areas:
        check_length("the list of mapped areas", len(part.mapped_areas), part.classes)


def check_length(name: str, length: int, classes: Sequence[ClassKey]) -> None:
    """Raise InputError where a part of a report speaks of other classes than the legend."""
    if length != len(classes):
        raise InputError(
            f"The legend has {len(classes)} classes but {name} {length}; "
            "use one legend for every part of a report."
        )
