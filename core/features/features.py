"""Features computed from images, elevation and ancillary rasters, tile by tile."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..errors import GridError
from ..progress import Progress, check
from ..rasters.block_cache import BlockCache
from ..rasters.blocks import Blocks, cut
from ..rasters.common_frame import finest_grid, tell_cut
from ..rasters.grid import Grid, Window, footprint
from ..rasters.raster import RasterSource, describe
from ..rasters.raster_file import Scaling
from ..series.series_plan import named_dates
from .band_reading import BandReading, Described, choose_scalings, used_images
from .beside_images import BesideImages
from .feature_file import TILE, FeatureFile, FeatureSource, write_features
from .feature_memory import FeatureMemory, block_bytes
from .feature_plan import (
    NO_INDEX,
    FeatureInputs,
    image_bands,
    indexed_colors,
    make_recipe,
    recipe_grid,
)
from .focal import focal_mean_std
from .kept_features import KeptFeatures
from .missing import blank_incomplete, image_features
from .picking import BandLook, Look, WholeLook
from .recipe import (
    RECIPE_TAG,
    FeatureRecipe,
    FeatureSettings,
    recipe_margin,
)
from .series_features import context_bases, doubtful_series, spectral_features
from .statistics import repeated
from .temporal import scene_dates

__all__ = [
    "RECIPE_TAG",
    "TILE",
    "FeatureFile",
    "FeatureInputs",
    "FeatureRecipe",
    "FeatureSettings",
    "FeatureSource",
    "FeatureStack",
    "finest_grid",
    "make_recipe",
    "recipe_grid",
    "recipe_margin",
    "write_features",
]


@dataclass(frozen=True)
class StackOrigin:
    """The rasters that features are computed of, and how."""

    inputs: FeatureInputs
    settings: FeatureSettings
    keep: bool

    def open(self, progress: Progress) -> FeatureStack:
        """Open the rasters; what is kept goes to this machine's own temporary folder."""
        inputs = replace(self.inputs, folder=None)
        return FeatureStack(inputs, self.settings, progress=progress, keep=self.keep)


class FeatureStack:
    """Features computed from images, and from what lies beside them, while they are read.

    However large a window is read, no more of it is computed at once than the memory allows.
    Statistics of a series are kept in a temporary file once they are computed.
    """

    def __init__(
        self,
        inputs: FeatureInputs,
        settings: FeatureSettings,
        *,
        progress: Progress,
        keep: bool = True,
    ) -> None:
        """Understand the inputs; nothing but headers and the frame's edge is read yet.

        Args:
            inputs: the rasters.
            settings: what to compute.
            progress: told of what was understood; may cancel reading.
            keep: whether to keep statistics; not where every pixel is read once.

        Raises:
            InputError: a raster, band or index that is asked for is missing, or two features
                would share a name.
            GridError: rasters without coordinate system, or that do not overlap.
        """
        self.origin = StackOrigin(inputs, settings, keep)
        images = [(source, describe(source)) for source in inputs.images]
        told = [image_bands(source, info) for source, info in images]
        self._recipe = make_recipe(told, inputs, settings)
        self.names = self._recipe.names
        self.recipe: Mapping[str, Any] = self._recipe.to_json()
        self._tell_recipe(settings, progress)
        for doubt in indexed_colors(images):
            progress.message(doubt, warning=True)
        scalings = choose_scalings(self._recipe, images, settings, progress)
        self._tell_scales(set(scalings.values()), progress)
        self._blocks = BlockCache(block_bytes(inputs.memory))
        self.grid = recipe_grid(self._recipe, images)
        used = list(used_images(self._recipe, images).values())
        self._tell_frames(used, progress)
        others = [source for source in (inputs.dem, *inputs.ancillary) if source]
        _check_overlap(self.grid, [*(source for source, _ in used), *others])
        self._beside = BesideImages(inputs, self.grid, cache=self._blocks, progress=progress)
        self._bands = BandReading(
            self._recipe, images, self.grid,
            scalings=scalings, cache=self._blocks, progress=progress,
        )  # fmt: skip
        self.recipe = {**self.recipe, **self._beside.recipe, "blend": self._bands.blend}
        self._by_bands = self._bands.suffice
        self._shown = np.zeros(len(self.names), bool)
        self._progress = progress
        readers = tuple(self._bands.readers.values())
        self._memory = FeatureMemory.of(self._recipe, readers, inputs.memory)
        self._slots = threading.BoundedSemaphore(self._memory.slots)
        self._kept: KeptFeatures | None = None
        if keep and self._recipe.statistics:
            self._kept = KeptFeatures(
                self._compute_bounded,
                names=len(self.names),
                folder=inputs.folder,
                memory=self._memory.result,
            )

    def _tell_recipe(self, settings: FeatureSettings, progress: Progress) -> None:
        """Tell what was asked for and cannot be had, or may be no use."""
        if not settings.indices.strip() and not self._recipe.indices:
            progress.message(NO_INDEX)
        same = repeated(settings.statistics)
        if same:
            progress.message(f"STATISTICS: {', '.join(same)} would be the same; left out.")
        for doubt in doubtful_series(self._recipe):
            progress.message(doubt, warning=True)

    def _tell_scales(self, scalings: Collection[Scaling], progress: Progress) -> None:
        """Keep in the recipe how bands are scaled where all are alike, and tell of doubts."""
        if len(scalings) == 1:
            ((scale, offset),) = scalings
            self.recipe = {**self.recipe, "scale": scale, "offset": offset}
        raw = [index.name for index in self._recipe.indices if index.reflectance]
        if raw and any(scale == 1 for scale, _ in scalings):
            progress.message(
                f"{', '.join(raw)} need reflectance 0..1; unless the images hold that, give SCALE "
                "(0.0001 for Sentinel-2 level 2A).",
                warning=True,
            )

    def _tell_frames(self, used: Sequence[Described], progress: Progress) -> None:
        """Tell which scenes are joined, and what of the images is not on the grid."""
        dates = scene_dates([scenes[0][0].scene for scenes in self._recipe.joined])
        if dates:
            progress.message(
                f"IMAGES: several scenes of {named_dates(dates)} are mosaicked; the first that "
                "observed a pixel counts."
            )
        tell_cut(used, self.grid, progress)

    @property
    def gapless(self) -> bool:
        """Whether every pixel of the grid surely has every feature."""
        return self._by_bands and self._bands.gapless

    @property
    def empty(self) -> tuple[str, ...]:
        """Features that had no value in anything that was read; all before anything is."""
        return tuple(name for name, shown in zip(self.names, self._shown) if not shown)

    def close(self) -> None:
        """Close the files."""
        self._bands.close()
        self._beside.close()
        if self._kept is not None:
            self._kept.close()

    def tiles(self, frame: Window, *, side: int) -> list[Window]:
        """Return the windows in which all of a frame is best read, each once."""
        pixels = min(self._memory.tile_pixels, side * side)
        return cut(frame, Blocks(0, 0, side, side), pixels=pixels)

    def read(self, window: Window) -> np.ndarray:
        """Return float32 (feature, row, col), NaN as in ``FeatureSource``.

        Raises:
            InputError: a file cannot be read.
            Cancelled: the progress given at the beginning asked to stop.
        """
        if self._kept is not None and window.intersect(self.grid.window) == window:
            return self._kept.read(window, within=self.grid.window)
        return self._compute_bounded(window)

    def look(self, window: Window) -> Look:
        """Read a window; features are computed of the pixels that are picked, where that will do.

        Raises:
            InputError: a file cannot be read.
        """
        if self._by_bands and len(cut(window, self._memory.blocks, pixels=self._memory.pixels)) < 2:
            with self._slots:
                found = BandLook(self._recipe, self._bands.read(window))
            if found.complete.any():
                self._shown[:] = True
                return found
        return WholeLook(self.read(window))

    def _compute_bounded(self, window: Window) -> np.ndarray:
        parts = cut(window, self._memory.blocks, pixels=self._memory.pixels)
        if len(parts) == 1:
            with self._slots:
                return self._compute(window)
        result = np.empty((len(self.names), window.height, window.width), np.float32)
        for part in parts:
            check(self._progress)
            with self._slots:
                result[(..., *part.inside(window))] = self._compute(part)
        return result

    def _compute(self, window: Window) -> np.ndarray:
        recipe, margin = self._recipe, self._recipe.margin
        stack = np.empty((len(self.names), window.height, window.width), np.float32)
        whole = stack if self._bands.plain and not margin else None
        wide = self._bands.read(window.expand(margin), whole)
        inner = (slice(margin, margin + window.height), slice(margin, margin + window.width))
        parts = spectral_features(recipe, {band: array[inner] for band, array in wide.items()})
        if recipe.context:
            for values in context_bases(recipe, wide):
                parts.extend(focal_mean_std(values, size=recipe.context))
        parts.extend(self._beside.read(window))
        for layer, values in zip(stack, parts):
            if not np.may_share_memory(layer, values):
                layer[:] = values
        for at in np.flatnonzero(~self._shown):
            self._shown[at] = np.isfinite(stack[at]).any()
        blank_incomplete(stack, images=image_features(self.recipe, self.names))
        return stack


def _check_overlap(grid: Grid, sources: Sequence[RasterSource]) -> None:
    for source in sources:
        if footprint(describe(source).grid, grid) is None:
            raise GridError(
                f"{source.label} does not overlap the image; check its coordinate system and "
                "extent."
            )
