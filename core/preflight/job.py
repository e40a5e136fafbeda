"""A run of ``upsample`` that is looked at before it starts."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..features.features import FeatureInputs
from ..legends.crosswalk_table import CrosswalkTable
from ..legends.labels import LegendChoice
from ..rasters.area import Area
from ..rasters.raster import RasterSource
from ..series.filled_images import ImageSeries
from ..upsample_data import UpsampleInputs, UpsampleSettings


@dataclass(frozen=True)
class Job:
    """What is known of a run; what is not given, or is told to be of no use, is None or empty.

    Attributes:
        images: of the scene, or of the series.
        coarse: the coarse map.
        choice: its legend; None = what was said about it cannot be used.
        dem, ancillary: what else features are computed of.
        coordinates: whether the places of the pixels are features, too.
        geo: where samples are taken; None = the whole image.
        geo_small: what is mapped; None = the whole image.
        reference: fine classes to compare with.
        crosswalks: from the classes of the map to those of the reference.
        series: how the images are filled first; None = they are used as they are.
        settings: of every step.
        outputs: folder of each raster that is wanted, by its parameter.
        scratch: folder of temporary files.
        memory: bytes that tiles being worked on may take together.
    """

    images: tuple[RasterSource, ...] = ()
    coarse: RasterSource | None = None
    choice: LegendChoice | None = field(default_factory=LegendChoice)
    dem: RasterSource | None = None
    ancillary: tuple[RasterSource, ...] = ()
    coordinates: bool = False
    geo: Area | None = None
    geo_small: Area | None = None
    reference: RasterSource | None = None
    crosswalks: CrosswalkTable | None = None
    series: ImageSeries | None = None
    settings: UpsampleSettings = field(default_factory=UpsampleSettings)
    outputs: Mapping[str, str] = field(default_factory=dict)
    scratch: str = field(default_factory=tempfile.gettempdir)
    memory: int = 2**30

    @classmethod
    def of(
        cls,
        inputs: UpsampleInputs,
        settings: UpsampleSettings,
        *,
        outputs: Mapping[str, str] | None = None,
    ) -> Job:
        """Return the job of a run whose parameters could all be read."""
        return cls(
            images=inputs.features.images,
            coarse=inputs.coarse,
            choice=inputs.choice,
            dem=inputs.features.dem,
            ancillary=inputs.features.ancillary,
            coordinates=inputs.features.coordinates,
            geo=inputs.geo,
            geo_small=inputs.geo_small,
            reference=inputs.reference,
            crosswalks=inputs.crosswalks,
            series=inputs.series,
            settings=settings,
            outputs=dict(outputs or {}),
            scratch=inputs.features.folder or tempfile.gettempdir(),
            memory=inputs.features.memory,
        )

    @property
    def inputs(self) -> FeatureInputs:
        """What features are computed of.

        Raises:
            InputError: there is no image.
        """
        return FeatureInputs(
            self.images, self.dem, self.ancillary, memory=self.memory, folder=self.scratch,
            coordinates=self.coordinates,
        )  # fmt: skip

    @property
    def areas(self) -> tuple[Area | None, ...]:
        """Polygons to train in and to map, each once; None = the whole image."""
        return (self.geo, self.geo_small) if self.geo or self.geo_small else (None,)


def area_name(area: Area | None) -> str:
    """Return what sentences call an area; None is the whole image."""
    return area.name if area else "the image"
