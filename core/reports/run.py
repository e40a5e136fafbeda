"""What the reports of a training and of a whole run show, gathered by whoever did the work."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..accuracy.accuracy import Accuracy
from ..accuracy.report_data import AccuracyReport, ClassKey, Provenance, check_length
from ..errors import InputError
from ..learning.calibration_fit import CalibrationFit
from ..learning.reliability import Reliability
from ..learning.self_validation_result import SelfValidation

if TYPE_CHECKING:
    from ..cells.consistency import Consistency


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
        coarse_kappa: kappa of the map and a copy of the coarse map; NaN = no map yet.
        cautions: sentences on why the map may gain less than is expected.
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
    coarse_kappa: float = float("nan")
    cautions: Sequence[str] = ()

    @property
    def gain(self) -> tuple[float, float] | None:
        """The gain in kappa over a copy of the coarse map, and its standard error.

        Of the map where there is one and it was made with the setting that was chosen, else of
        the degraded coarse map; None where nothing can be foretold.
        """
        found = self.validation
        if found is None:
            return None
        if self.used not in (None, (found.weight, found.correction)):
            return None
        if math.isnan(self.coarse_kappa):
            return found.gain, found.gain_spread
        return found.gain_of_map(1 - self.coarse_kappa)


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
        importance_spread: by how much each varied when it was measured again; empty = not known.
        importance_note: what it means, or why it was not measured otherwise; may be empty.
        expectation: what the map may be expected to gain; None leaves the section out.
        provenance: what was learnt from, notes, settings, versions.
        command: what to type to repeat the training; may be empty.

    Raises:
        InputError: the number of classes or features does not fit another attribute.
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
    importance_spread: Sequence[float] = ()
    importance_note: str = ""
    expectation: Expectation | None = None
    provenance: Provenance = field(default_factory=Provenance)
    cleaning: str = ""
    command: str = ""

    def __post_init__(self) -> None:
        """Check that every part speaks of the same classes."""
        check_length("the drawn samples", len(self.drawn), self.classes)
        check_length("the dropped samples", len(self.dropped), self.classes)
        for matrix in (self.oob, self.block_cv):
            if matrix is not None:
                check_length("the cross-validation matrix", len(matrix.classes), self.classes)
        if len(self.importance_spread) not in (0, len(self.importance)):
            raise InputError(
                f"{len(self.importance_spread)} spreads do not fit {len(self.importance)} "
                "importances; give one for each feature, or none."
            )
        if self.expectation is not None and self.expectation.cells:
            check_length("the cells with samples", len(self.expectation.cells), self.classes)


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
        command: what to type to repeat it; may be empty.

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
    command: str = ""

    def __post_init__(self) -> None:
        """Check that every part speaks of the same classes."""
        check_length("the fine map's areas", len(self.areas.fine), self.classes)
        check_length("the coarse map's areas", len(self.areas.coarse), self.classes)
        if self.trust is not None:
            check_length("the map's confidence", len(self.trust.class_confidence), self.classes)
