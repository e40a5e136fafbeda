"""What tiles are mapped with, as plain data that travel to workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..cells.coarse import CoarseMap
from ..cluster.job import Job
from ..features.features import FeatureSource
from ..features.missing import FilledFeatures
from ..features.portable import PortableFeatures
from ..learning.model import Model
from ..progress import Progress
from ..rasters.grid import AreaMask, Window
from ..rasters.output import RasterSpec
from .map_tiles import TileMeasure, TileResult, TileWork
from .outside import LastRead, OutsideCheck, Subsample, pixels_to_map
from .posterior import Classifier, MapSettings
from .reading_ahead import ReadAhead, Turns
from .resuming import Kept
from .tile_record import Plane, TileForm

SUBSAMPLE = 20_000  # pixels compared with the training samples where not all are
_MANY = 1024  # threads; a worker has fewer, and each of them computes


@dataclass(frozen=True, eq=False)
class TileJob:
    """All that a tile depends on beside the features.

    Attributes:
        model: the trained model.
        coarse: the prior, with the trust in its cells; None = there is none.
        settings: of the map.
        mask: polygons to map; None maps everything.
        specs: the rasters that are wanted.
        measure: sums up what an observer wants; None where there is none.
        sure: tell the confidence, though no raster may ask for it.
    """

    model: Model
    coarse: CoarseMap | None
    settings: MapSettings
    mask: AreaMask | None
    specs: Mapping[str, RasterSpec]
    measure: TileMeasure | None
    sure: bool

    def work(self, features: FeatureSource, *, turns: Turns, progress: Progress) -> TileWork:
        """Return what maps tiles of features, which ``close`` of it closes.

        Raises:
            ModelError: the features lack one that the model was trained on.
        """
        columns = self.model.check_features(features.names)
        means = self.model.domain.means if self.model.domain is not None else None
        filled = FilledFeatures(features, columns=columns, means=means)
        read = LastRead(ReadAhead(filled, turns))
        classifier = Classifier(self.model, read, coarse=self.coarse, settings=self.settings)
        check = None if "applicability" in self.specs else self._check(classifier, read)
        return TileWork(
            classifier, filled, self.mask, self.specs, check, self.measure, self.sure, turns,
            progress,
        )  # fmt: skip

    @property
    def kept(self) -> Kept[TileResult]:
        """What is kept of the map where its run stops."""
        layers = {
            name: Plane(np.dtype(one.dtype).str, len(one.descriptions) * (name == "probabilities"))
            for name, one in self.specs.items()
            if name != "output"
        }
        parts = {
            "settings": (self.settings, self.measure, self.sure, SUBSAMPLE),
            "model": self.model,
            "coarse": self.coarse,
            "area": self.mask,
        }
        form = TileForm(len(self.model.class_legend), layers, self.measure is not None)
        return Kept(parts, self.specs, form)

    def elsewhere(self, features: FeatureSource) -> Job[Window, TileResult] | None:
        """Return how workers map tiles; None where they cannot open the features."""
        portable = PortableFeatures.of(features)
        return None if portable is None else Job(map_tiles, (self, portable))

    def _check(self, classifier: Classifier, read: LastRead) -> OutsideCheck | None:
        domain = self.model.domain
        if domain is None:
            return None
        pixels = pixels_to_map(self.mask, read.grid.window)
        subsample = Subsample.of(pixels, wanted=SUBSAMPLE)
        return OutsideCheck(domain, subsample, read, classifier.columns)


def map_tiles(spec: tuple[TileJob, PortableFeatures], progress: Progress) -> TileWork:
    """Make what maps tiles on a worker."""
    job, features = spec
    return job.work(features.open(progress), turns=Turns(_MANY), progress=progress)
