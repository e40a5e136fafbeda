"""What the reports show: plain numbers and words, gathered by whoever did the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Union

from .accuracy import Accuracy
from .accuracy_design import DesignAccuracy
from .calibration_fit import CalibrationFit
from .errors import InputError
from .reliability import Reliability
from .self_validation_result import SelfValidation

if TYPE_CHECKING:
    import numpy as np

    from .consistency import Consistency
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
    """

    name: str
    result: Accuracy
    difference: PairedDifference | None = None


@dataclass(frozen=True, eq=False)
class LegendLevel:
    """The same comparison with classes joined to those of a coarser legend level.

    Attributes:
        title: of the level, such as "CORINE level 1 (5 classes)".
        classes: one (code, name, colour) per row of the matrices.
        result: agreement of the map.
        baseline: agreement of the baseline; None = not compared.
        others: agreement of other maps.
    """

    title: str
    classes: Sequence[ClassKey]
    result: Accuracy
    baseline: Accuracy | None = None
    others: Sequence[OtherMap] = ()


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
        area_unit: unit of the areas in ``design``.
        wording: names for the sentences.
        provenance: what was compared with what, notes, settings, versions.
        difference: what the map has more than the baseline in overall accuracy, with its
            uncertainty; None = not worked out.
        others: further maps compared with the same reference.
        levels: the same comparison at other levels of the legend.
        maps: the map, the baseline, other maps and the reference in few pixels, the reference
            last; empty without a raster of reference.
        command: what to type to repeat the comparison; may be empty.

    Raises:
        InputError: the number of classes does not fit a matrix.
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

    def __post_init__(self) -> None:
        """Check that every part speaks of the same classes."""
        _check_length("the map's matrix", len(self.result.classes), self.classes)
        for other in self.others:
            _check_length(f"the matrix of {other.name}", len(other.result.classes), self.classes)
        if self.baseline is not None:
            _check_length("the baseline's matrix", len(self.baseline.classes), self.classes)
        if self.design is not None:
            _check_length("the design-based estimates", len(self.design.users), self.classes)


@dataclass(frozen=True, eq=False)
class Expectation:
    """What training lets one expect of a map before any reference is seen.

    Attributes:
        validation: how the coarse map was brought back from a degraded one; None = not tried.
        missing: why it was not tried, in one sentence; "" where it was.
        error_rate: estimated share of coarse cells with a wrong label, 0..1; NaN = not known.
        cells: coarse cells with samples, per class; empty where they are not known.
        judged: those of them whose label could be compared with the image, per class.
        doubted: those judged more probably wrong than right, per class.
        used: weight and correction of the prior that a map was made with; None = no map yet.
        cleaned: whether cleaning was asked for.
        left_out: samples of doubted cells that it left out; None = not known.
        surveyed: whether the cells were judged for use as prior; None = no map yet.
    """

    validation: SelfValidation | None = None
    missing: str = ""
    error_rate: float = float("nan")
    cells: Sequence[int] = ()
    judged: Sequence[int] = ()
    doubted: Sequence[int] = ()
    used: tuple[float, float] | None = None
    cleaned: bool = True
    left_out: int | None = None
    surveyed: bool | None = None


@dataclass(frozen=True, eq=False)
class TrainingReport:
    """A forest trained on samples of the coarse map.

    Attributes:
        title: heading of the page.
        classes: one (code, name, colour) per class.
        drawn: samples drawn per class.
        dropped: samples dropped again per class, by cleaning or for want of data.
        cleaning: how many cleaning left out for which reason, in one sentence; "" = none.
        oob: predicted class (rows) against coarse label (columns) out of bag, a split by random
            pixels; None = not known.
        block_cv: predicted class (rows) against coarse label (columns) over all held-out blocks;
            None = not done.
        fold_accuracies: the share that agrees in each fold.
        reliability: confidence against agreement over all held-out blocks; None = not done.
        calibration: how far the calibrated probabilities of the degraded coarse map keep their
            word, shown instead; None = they were not calibrated.
        split_note: what the two splits say together; may be empty.
        importance: (feature name, importance) pairs, in any order.
        importance_kind: how importance was measured.
        expectation: what the map may be expected to gain; None leaves the section out.
        provenance: what was learnt from, notes, settings, versions.

    Raises:
        InputError: the number of classes does not fit another attribute.
    """

    title: str
    classes: Sequence[ClassKey]
    drawn: Sequence[int]
    dropped: Sequence[int]
    oob: Accuracy | None = None
    block_cv: Accuracy | None = None
    fold_accuracies: Sequence[float] = ()
    reliability: Reliability | None = None
    calibration: CalibrationFit | None = None
    split_note: str = ""
    importance: Sequence[tuple[str, float]] = ()
    importance_kind: str = "mean decrease in impurity"
    expectation: Expectation | None = None
    provenance: Provenance = field(default_factory=Provenance)
    cleaning: str = ""

    def __post_init__(self) -> None:
        """Check that every part speaks of the same classes."""
        _check_length("the drawn samples", len(self.drawn), self.classes)
        _check_length("the dropped samples", len(self.dropped), self.classes)
        for matrix in (self.oob, self.block_cv):
            if matrix is not None:
                _check_length("the cross-validation matrix", len(matrix.classes), self.classes)
        if self.expectation is not None and self.expectation.cells:
            _check_length("the cells with samples", len(self.expectation.cells), self.classes)


@dataclass(frozen=True)
class ClassAreas:
    """Area each class covers in the fine and in the coarse map, counted pixel by pixel."""

    fine: Sequence[float]
    coarse: Sequence[float]
    unit: str = "ha"


@dataclass(frozen=True)
class Picture:
    """A picture to embed.

    Attributes:
        caption: what it shows; also its text for those who cannot see it.
        data: the file's bytes.
        kind: MIME type, "image/png", "image/jpeg" or "image/svg+xml".
    """

    caption: str
    data: bytes
    kind: str = "image/png"


@dataclass(frozen=True, eq=False)
class MapTrust:
    """How sure a map is of itself, and where it should not be trusted.

    Attributes:
        mean_confidence: mean probability of the mapped class, percent.
        class_confidence: the same of the pixels of each class; NaN = it has none.
        class_pixels: mapped pixels of each class, before the minimum mapping unit.
        histogram: share of the pixels, 0..1, in ten equal steps of confidence from 0 to 100 %.
        outside: sentence on the share outside the area of applicability; "" = not known.
        outside_share: that share, 0..1; NaN = not known.
        class_outside: the same of the pixels of each class.
        surveyed: coarse cells under the map that were compared with the image.
        doubted: those of them more probably wrong than right.
        absences: sentences about classes that occur only where samples are taken, or only where
            is mapped.
        temperature: by which the probabilities were calibrated; 1 = they were not.
    """

    mean_confidence: float
    class_confidence: Sequence[float]
    class_pixels: Sequence[int]
    histogram: Sequence[float]
    outside: str = ""
    outside_share: float = float("nan")
    class_outside: Sequence[float] = ()
    surveyed: int = 0
    doubted: int = 0
    absences: Sequence[str] = ()
    temperature: float = 1.0


@dataclass(frozen=True, eq=False)
class CoarseCheck:
    """How the fine map, aggregated to the coarse cells, gives back the coarse map.

    Attributes:
        consistency: the comparison; None = not made.
        missing: why it was not made, in one sentence; "" where it was.
        picture: the cells in colours of their agreement.
        min_mapping_unit: pixels below which patches gave way in the map, after the comparison.
    """

    consistency: Consistency | None = None
    missing: str = ""
    picture: Picture | None = None
    min_mapping_unit: int = 0


@dataclass(frozen=True, eq=False)
class UpsampleReport:
    """A whole run: training, the map, and its accuracy where a reference was given.

    Attributes:
        title: heading of the page.
        classes: one (code, name, colour) per class.
        areas: class areas of the fine and of the coarse map over the mapped region.
        training: how the forest was trained; only its own parts are shown.
        accuracy: agreement with a reference.
        trust: how sure the map is of itself.
        coarse_check: how it gives back the coarse map.
        pictures: shown in this order.
        provenance: inputs, notes, settings, versions of the whole run.

    Raises:
        InputError: the number of classes does not fit the areas.
    """

    title: str
    classes: Sequence[ClassKey]
    areas: ClassAreas
    training: TrainingReport | None = None
    accuracy: AccuracyReport | None = None
    trust: MapTrust | None = None
    coarse_check: CoarseCheck | None = None
    pictures: Sequence[Picture] = ()
    provenance: Provenance = field(default_factory=Provenance)

    def __post_init__(self) -> None:
        """Check that every part speaks of the same classes."""
        _check_length("the fine map's areas", len(self.areas.fine), self.classes)
        _check_length("the coarse map's areas", len(self.areas.coarse), self.classes)
        if self.trust is not None:
            _check_length("the map's confidence", len(self.trust.class_confidence), self.classes)


def _check_length(name: str, length: int, classes: Sequence[ClassKey]) -> None:
    if length != len(classes):
        raise InputError(
            f"The legend has {len(classes)} classes but {name} {length}; "
            "use one legend for every part of a report."
        )
