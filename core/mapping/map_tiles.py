"""One tile of a map: class, and the rasters and counts that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..errors import ModelError
from ..features.missing import FilledFeatures
from ..learning.model import Model
from ..legends.labels import map_dtype
from ..progress import Progress
from ..rasters.grid import AreaMask, Grid, Window
from ..rasters.output import RasterSpec
from ..rasters.raster_style import PROBABILITY, dissimilarity_style
from .outside import OutsideCheck, count_outside
from .posterior import NO_DOMAIN, Classifier
from .reading_ahead import Turns
from .trust import NO_PERCENT, PERCENT_LAYERS, PERCENTS, confidence_counts, to_percent


@dataclass(frozen=True)
class MapPaths:
    """Rasters to write; None leaves one out.

    Attributes:
        output: class codes.
        confidence: probability of the mapped class, percent.
        probabilities: a band per class, 0..1.
        applicability: dissimilarity to the training samples.
        margin: probability of the mapped class minus that of the second, percent.
        entropy: entropy of the probabilities, percent of the largest possible.
    """

    output: str
    confidence: str | None = None
    probabilities: str | None = None
    applicability: str | None = None
    margin: str | None = None
    entropy: str | None = None


def raster_specs(paths: MapPaths, *, model: Model, grid: Grid) -> dict[str, RasterSpec]:
    """Return what each raster that is wanted looks like, by name.

    Raises:
        ModelError: the applicability is wanted, and the model does not tell.
    """
    legend = model.class_legend
    dtype, nodata = map_dtype(legend)
    nan = float("nan")
    specs = {
        "output": RasterSpec(grid, dtype, nodata, ("class",), legend=legend),
        "probabilities": RasterSpec(grid, "float32", nan, legend.names, style=PROBABILITY),
    }
    for name, layer in PERCENT_LAYERS.items():
        texts = (layer.description,)
        specs[name] = RasterSpec(grid, "uint8", NO_PERCENT, texts, style=layer.style)
    if paths.applicability:
        if model.domain is None:
            raise ModelError(NO_DOMAIN)
        threshold = float(model.domain.threshold)
        specs["applicability"] = RasterSpec(
            grid, "float32", nan, ("dissimilarity to the training samples",),
            style=dissimilarity_style(threshold), tags={"AOA_THRESHOLD": repr(threshold)},
        )  # fmt: skip
    return {name: specs[name] for name, path in vars(paths).items() if path}


class TileMeasure(Protocol):
    """Sums up what somebody wants to know of a tile; called from many threads at once."""

    def __call__(self, window: Window, labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
        """Return a few plain numbers, int64 (place, number).

        Args:
            window: the tile, on the features' grid.
            labels: class positions, int16 (row, col); -1 = none.
            probabilities: calibrated, float32 (class, row, col), 0 where there is no class.
        """


@dataclass(frozen=True)
class TileResult:
    """What one tile holds: plain arrays and numbers, which can be kept in a file or sent on.

    Attributes:
        labels: class positions, int16 (row, col); -1 = none.
        layers: values of the other rasters that are wanted by name, (row, col) or (class, row,
            col), of the type they are written with.
        confidence: pixels of each class and percent, int64 (class, 101); 0 where nobody asks.
        outside: pixels compared with the training samples, and those unlike them, int64
            (2, class).
        measured: what ``TileMeasure`` tells, int64 (place, number); None where nobody asks.
        filled: pixels mapped although elevation or ancillary data are missing there.
    """

    labels: np.ndarray
    layers: Mapping[str, np.ndarray]
    confidence: np.ndarray
    outside: np.ndarray
    measured: np.ndarray | None
    filled: int


@dataclass(frozen=True, eq=False)
class TileWork:
    """Maps one tile; safe to call from many threads.

    Attributes:
        classifier: gives the probabilities.
        features: what it reads.
        mask: polygons to map; None maps everything.
        specs: the rasters that are wanted.
        check: compares a subsample with the training samples; None where that is not wanted, or
            the dissimilarity of every pixel is.
        measure: sums up what an observer wants; None where there is none.
        sure: tell the confidence, though no raster may ask for it.
        turns: to work, which threads that read leave to others.
        progress: may cancel.
    """

    classifier: Classifier
    features: FilledFeatures
    mask: AreaMask | None
    specs: Mapping[str, RasterSpec]
    check: OutsideCheck | None
    measure: TileMeasure | None
    sure: bool
    turns: Turns
    progress: Progress

    @property
    def votes(self) -> bool:
        """Whether nobody asks for a probability, so that the forest's votes do."""
        others = self.specs.keys() - {"output"}
        asked = others or self.measure is not None or self.sure
        return self.classifier.votes and not asked

    def __call__(self, tile: Window) -> TileResult:
        """Return what a tile of the features' grid holds."""
        with self.turns.work():
            return self._map(tile)

    def close(self) -> None:
        """Close the features."""
        self.features.close()

    def _map(self, tile: Window) -> TileResult:
        shape = (tile.height, tile.width)
        wanted = np.ones(shape, bool) if self.mask is None else self.mask.read(tile)
        if not wanted.any():
            return self._empty(tile)
        if self.votes:
            return self._voted(tile, wanted)
        found, labels, unlike = self.classifier.probabilities(
            tile, progress=self.progress, dissimilarity="applicability" in self.specs
        )
        labels[~wanted] = -1
        known = labels >= 0
        classes = len(found)
        found = self.classifier.calibrated(found)
        percents = {
            name: to_percent(layer.shares(found), known)
            for name, layer in PERCENT_LAYERS.items()
            if name == "confidence" or name in self.specs
        }
        layers = {name: values for name, values in percents.items() if name in self.specs}
        if "probabilities" in self.specs:
            layers["probabilities"] = np.where(known, found, np.float32(np.nan))
        if unlike is not None:
            layers["applicability"] = np.where(known, unlike, np.float32(np.nan))
        return TileResult(
            labels,
            layers,
            confidence_counts(labels, percents["confidence"], n_classes=classes),
            self._outside(tile, labels, unlike),
            self._measured(tile, labels, found),
            int((known & self.features.filled(tile)).sum()),
        )

    def _measured(self, tile: Window, labels: np.ndarray, found: np.ndarray) -> np.ndarray | None:
        if self.measure is None:
            return None
        return self.measure(tile, labels, np.where(labels >= 0, found, np.float32(0)))

    def _voted(self, tile: Window, wanted: np.ndarray) -> TileResult:
        labels = self.classifier.labels(tile, progress=self.progress)
        labels[~wanted] = -1
        classes = len(self.classifier.legend)
        return TileResult(
            labels,
            {},
            np.zeros((classes, PERCENTS), np.int64),
            self._outside(tile, labels, None),
            None,
            int(((labels >= 0) & self.features.filled(tile)).sum()),
        )

    def _outside(self, tile: Window, labels: np.ndarray, unlike: np.ndarray | None) -> np.ndarray:
        classes = len(self.classifier.legend)
        domain = self.classifier.model.domain
        if unlike is not None and domain is not None:
            return count_outside(labels, unlike, threshold=domain.threshold, n_classes=classes)
        if self.check is None:
            return np.zeros((2, classes), np.int64)
        return self.check.count(tile, labels, n_classes=classes)

    def _empty(self, tile: Window) -> TileResult:
        classes, shape = len(self.classifier.legend), (tile.height, tile.width)
        layers = {}
        for name, spec in self.specs.items():
            if name != "output":
                bands = (classes,) if name == "probabilities" else ()
                layers[name] = np.full((*bands, *shape), spec.nodata, spec.dtype)
        labels = np.full(shape, -1, np.int16)
        return TileResult(
            labels,
            layers,
            np.zeros((classes, PERCENTS), np.int64),
            np.zeros((2, classes), np.int64),
            self._measured(tile, labels, np.zeros((classes, *shape), np.float32)),
            0,
        )
