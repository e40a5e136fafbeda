"""What goes into a whole run, how it is done, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field

from .accuracy.assessment import Assessment, Comparison
from .features.features import FeatureInputs, FeatureSettings
from .learning.sampling import SampleTable, SamplingSettings
from .learning.training import TrainingResult, TrainingSettings
from .legends.crosswalk_table import CrosswalkTable
from .legends.labels import LabelRule, LegendChoice
from .mapping.classify import MapPaths, MapSettings, MapSummary
from .mapping.input_stamps import InputStamps
from .mapping.resuming import MadeFrom
from .outputs.publication import staged
from .rasters.grid import Area
from .rasters.raster import RasterSource
from .reports.run import CoarseCheck
from .series.filled_images import ImageSeries
from .series.series_file import FilledSeries


@dataclass(frozen=True)
class UpsampleInputs:
    """What goes in.

    Attributes:
        features: images, elevation, ancillary rasters.
        coarse: the coarse map.
        choice: its legend.
        geo: where samples are taken; None = wherever image and coarse map overlap.
        geo_small: what is mapped; None = the whole image.
        reference: fine classes to compare with, or None.
        crosswalks: from the classes of the map to those of the reference, or None.
        series: how the images are first brought to regular dates; None = they are used as they
            are. Its images are those of ``features``.
    """

    features: FeatureInputs
    coarse: RasterSource
    choice: LegendChoice = field(default_factory=LegendChoice)
    geo: Area | None = None
    geo_small: Area | None = None
    reference: RasterSource | None = None
    crosswalks: CrosswalkTable | None = None
    series: ImageSeries | None = None

    @property
    def sources(self) -> tuple[RasterSource, ...]:
        """Every raster that the map depends on."""
        images = self.features.images
        if self.series is not None:
            images = (*self.series.inputs.images, *self.series.inputs.masks)
        others = (self.features.dem, *self.features.ancillary, self.coarse)
        return (*images, *(source for source in others if source is not None))


@dataclass(frozen=True)
class UpsampleSettings:
    """The settings of every step; ``resume`` goes on with a map whose run stopped."""

    features: FeatureSettings = field(default_factory=FeatureSettings)
    sampling: SamplingSettings = field(default_factory=SamplingSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    mapping: MapSettings = field(default_factory=MapSettings)
    resume: bool = True


@dataclass(frozen=True)
class UpsamplePaths:
    """What comes out; None leaves one out.

    ``metrics`` is the report's figures as JSON, ``cells`` the raster of ``write_cells``.
    """

    map: MapPaths
    model: str | None = None
    report: str | None = None
    metrics: str | None = None
    cells: str | None = None

    @property
    def tells(self) -> bool:
        """Whether a report is wanted in any form."""
        return bool(self.report or self.metrics)


@dataclass(frozen=True)
class UpsampleResult:
    """What every step told."""

    features: tuple[str, ...]
    samples: SampleTable
    training: TrainingResult
    mapped: MapSummary
    coarse_check: CoarseCheck
    assessment: Assessment | None = None
    absences: tuple[str, ...] = ()
    series: FilledSeries | None = None


@dataclass(frozen=True)
class Run:
    """A run: how it was asked for, and which classes it found in the coarse map.

    ``command`` is what to type to repeat it; it may be empty. ``stamps`` are of its inputs from
    before the first was read; without them the map cannot be resumed.
    """

    inputs: UpsampleInputs
    paths: UpsamplePaths
    settings: UpsampleSettings
    rule: LabelRule
    command: str = ""
    stamps: InputStamps | None = None

    @property
    def made_from(self) -> MadeFrom | None:
        """What the map depends on beside its model and its own settings."""
        if self.stamps is None:
            return None
        series = self.inputs.series
        filling = None if series is None else (series.inputs, series.settings)
        settings = (self.settings.features, self.inputs.features.coordinates, filling)
        return MadeFrom(self.stamps, settings, self.settings.resume)

    @property
    def map(self) -> RasterSource:
        """The fine map, where it can be read."""
        return RasterSource(str(staged(self.paths.map.output)), name="OUTPUT")

    @property
    def comparison(self) -> Comparison:
        """What the fine map is compared with where there is a reference."""
        return Comparison(
            map=self.map,
            reference=self.inputs.reference,
            baseline=self.inputs.coarse,
            baseline_rule=self.rule,
            crosswalks=self.inputs.crosswalks,
            area=self.inputs.geo_small,
        )
