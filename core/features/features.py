"""Features computed from images, elevation and ancillary rasters, tile by tile."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import GridError
from ..progress import Progress, check
from ..rasters.bands import Band
from ..rasters.block_cache import BlockCache
from ..rasters.blocks import Blocks, cut
from ..rasters.border_fill import grown, is_fill
from ..rasters.common_frame import finest_grid, tell_cut
from ..rasters.grid import Grid, Window, footprint
from ..rasters.raster import RasterInfo, RasterReader, RasterSource, blend_reach, describe
from ..rasters.raster_file import Scaling, apply_scaling
from ..rasters.scaling import check_scale, choose_scaling
from ..series.joined_scenes import lay_scenes
from ..series.series_plan import named_dates
from .coordinates import COORDINATES_TOLD, coordinate_features, coordinate_recipe
from .feature_file import TILE, FeatureFile, FeatureSource, write_features
from .feature_memory import FeatureMemory, block_bytes
from .feature_plan import NO_INDEX, FeatureInputs, image_bands, make_recipe, recipe_grid
from .fills import find_fills
from .focal import focal_mean_std
from .kept_features import KeptFeatures
from .missing import blank_incomplete, image_features
from .picking import BandLook, Look, WholeLook, bands_suffice
from .recipe import (
    RECIPE_TAG,
    FeatureRecipe,
    FeatureSettings,
    recipe_margin,
)
from .series_features import context_bases, doubtful_series, spectral_features
from .statistics import repeated
from .temporal import scene_dates
from .terrain import TERRAIN_MARGIN, terrain_features, turn_aspect

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


class FeatureStack:
    """Features computed from images, elevation and ancillary rasters while they are read.

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
        images = [(source, describe(source)) for source in inputs.images]
        told = [image_bands(source, info) for source, info in images]
        self._recipe = make_recipe(told, inputs, settings)
        bands = self._recipe.read_bands
        self.names = self._recipe.names
        self.recipe: Mapping[str, Any] = self._recipe.to_json()
        if not settings.indices.strip() and not self._recipe.indices:
            progress.message(NO_INDEX)
        same = repeated(settings.statistics)
        if same:
            progress.message(f"STATISTICS: {', '.join(same)} would be the same; left out.")
        for doubt in doubtful_series(self._recipe):
            progress.message(doubt, warning=True)
        self._scalings = self._choose_scalings(images, settings, progress)
        raw = [index.name for index in self._recipe.indices if index.reflectance]
        if raw and any(scale == 1 for scale, _ in self._scalings.values()):
            progress.message(
                f"{', '.join(raw)} need reflectance 0..1; unless the images hold that, give SCALE "
                "(0.0001 for Sentinel-2 level 2A).",
                warning=True,
            )
        used = {band.image: images[band.image] for band in bands}
        self._blocks = BlockCache(block_bytes(inputs.memory))
        self.grid = recipe_grid(self._recipe, images)
        self._tell_frames(list(used.values()), progress)
        others = [source for source in (inputs.dem, *inputs.ancillary) if source]
        _check_overlap(self.grid, [*(source for source, _ in used.values()), *others])
        self._images = {
            at: self._image_reader(source, info, [b.number for b in bands if b.image == at])
            for at, (source, info) in used.items()
        }
        if inputs.coordinates:
            progress.message(COORDINATES_TOLD)
            self.recipe = {**self.recipe, **coordinate_recipe(self.grid)}
        blend = max(reader.reach for reader in self._images.values()) - self._recipe.margin
        self.recipe = {**self.recipe, "blend": blend}
        self._shown = np.zeros(len(self.names), bool)
        self._dem = self._dem_reader(inputs.dem) if inputs.dem else None
        self._ancillary = [
            RasterReader(source, self.grid, scaled=True, cache=self._blocks)
            for source in inputs.ancillary
        ]
        self._tell_resampled(progress)
        self._fill = find_fills(
            self._recipe, self._images, self.grid, read=self._read_raw, progress=progress
        )
        self._by_bands = bands_suffice(
            self._recipe,
            dtypes=[dtype for reader in self._images.values() for dtype in reader.band_dtypes],
            scalings=self._scalings.values(),
        )
        self._progress = progress
        self._memory = FeatureMemory.of(self._recipe, tuple(self._images.values()), inputs.memory)
        self._slots = threading.BoundedSemaphore(self._memory.slots)
        self._kept: KeptFeatures | None = None
        if keep and self._recipe.statistics:
            self._kept = KeptFeatures(
                self._compute_bounded,
                names=len(self.names),
                folder=inputs.folder,
                memory=self._memory.result,
            )

    def _choose_scalings(
        self,
        images: Sequence[tuple[RasterSource, RasterInfo]],
        settings: FeatureSettings,
        progress: Progress,
    ) -> dict[Band, Scaling]:
        """Return how each band is scaled, and keep it in the recipe where all are alike."""
        bands, told = self._recipe.read_bands, []
        for band in bands:
            source, info = images[band.image]
            number = (source.bands or info.data_bands)[band.number - 1]
            told.append((source.label, info.scaling(number)))
        given = (settings.scale, settings.offset)
        check_scale(given, [(source.label, info.tags) for source, info in images])
        chosen = choose_scaling(told, given=given, progress=progress)
        if len(set(chosen)) == 1:
            self.recipe = {**self.recipe, "scale": chosen[0][0], "offset": chosen[0][1]}
        return dict(zip(bands, chosen))

    def _tell_frames(
        self, used: Sequence[tuple[RasterSource, RasterInfo]], progress: Progress
    ) -> None:
        """Tell which scenes are joined, and what of the images is not on the grid."""
        dates = scene_dates([scenes[0][0].scene for scenes in self._recipe.joined])
        if dates:
            progress.message(
                f"IMAGES: several scenes of {named_dates(dates)} are mosaicked; the first that "
                "observed a pixel counts."
            )
        tell_cut(used, self.grid, progress)

    def _image_reader(
        self, source: RasterSource, info: RasterInfo, numbers: list[int]
    ) -> RasterReader:
        """Return a reader of an image's bands that reaches as far as context and fill look."""
        every = source.bands or info.data_bands
        chosen = replace(source, bands=tuple(every[n - 1] for n in numbers), name="IMAGES")
        reach = self._recipe.margin + blend_reach(info.grid, self.grid)
        return RasterReader(chosen, self.grid, reach=reach, cache=self._blocks)

    def _dem_reader(self, source: RasterSource) -> RasterReader:
        """Return a reader of the first band asked for."""
        first = replace(source, bands=(source.bands or (1,))[:1])
        cache = self._blocks
        return RasterReader(first, self.grid, reach=TERRAIN_MARGIN, scaled=True, cache=cache)

    def _tell_resampled(self, progress: Progress) -> None:
        """Tell, and keep in the recipe, how elevation and ancillary rasters come to the grid."""
        beside = [*([self._dem] if self._dem else []), *self._ancillary]
        methods = {Path(r.source.path).name: r.resampling for r in beside if r.resampling}
        self.recipe = {**self.recipe, "resampled": methods}
        for reader in beside:
            if reader.resampling:
                kind = "averaged" if reader.resampling == "average" else "bilinear, being coarser"
                progress.message(f"{reader.source.label} lies on other pixels; resampled, {kind}.")

    @property
    def gapless(self) -> bool:
        """Whether every pixel of the grid surely has every feature."""
        nothing_lacks = all(fill is None for fill in self._fill.values())
        return self._by_bands and nothing_lacks and all(r.gapless for r in self._images.values())

    @property
    def empty(self) -> tuple[str, ...]:
        """Features that had no value in anything that was read; all before anything is."""
        return tuple(name for name, shown in zip(self.names, self._shown) if not shown)

    def close(self) -> None:
        """Close the files."""
        for reader in (
            *self._images.values(),
            *self._ancillary,
            *((self._dem,) if self._dem else ()),
        ):
            reader.close()
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
                found = BandLook(self._recipe, self._read_bands(window, None))
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
        whole = stack if self._plain and not margin else None
        wide = self._read_bands(window.expand(margin), whole)
        inner = (slice(margin, margin + window.height), slice(margin, margin + window.width))
        parts = spectral_features(recipe, {band: array[inner] for band, array in wide.items()})
        if recipe.context:
            for values in context_bases(recipe, wide):
                parts.extend(focal_mean_std(values, size=recipe.context))
        if self._dem is not None:
            parts.extend(self._terrain(self._dem, window))
        for reader in self._ancillary:
            parts.extend(reader.read(window))
        if recipe.coordinates:
            parts.extend(coordinate_features(self.grid, window))
        for layer, values in zip(stack, parts):
            if not np.may_share_memory(layer, values):
                layer[:] = values
        for at in np.flatnonzero(~self._shown):
            self._shown[at] = np.isfinite(stack[at]).any()
        blank_incomplete(stack, images=image_features(self.recipe, self.names))
        return stack

    def _read_raw(
        self, window: Window, images: Iterable[int], stack: np.ndarray | None = None
    ) -> dict[Band, np.ndarray]:
        """Return the bands as they are; those of the one image in the first layers of a stack."""
        values: dict[Band, np.ndarray] = {}
        for at in images:
            mine = [band for band in self._recipe.read_bands if band.image == at]
            out = None if stack is None else stack[: len(mine)]
            values.update(zip(mine, self._images[at].read(window, out=out)))
        return values

    @property
    def _plain(self) -> bool:
        """Whether the first features are the bands of the one image, in their order."""
        one = len(self._images) == 1 and not self._recipe.statistics
        return one and self._recipe.read_bands == self._recipe.bands

    def _read_bands(self, window: Window, stack: np.ndarray | None) -> dict[Band, np.ndarray]:
        reach = self._fill_reach()
        values = self._read_raw(window.expand(reach), self._images, None if reach else stack)
        for mine, fill in self._fill.items():
            if fill is not None:
                empty = grown(is_fill([values[band] for band in mine], fill), reach)
                for band in mine:
                    values[band][empty] = np.nan
        if reach:
            inner = (slice(reach, reach + window.height), slice(reach, reach + window.width))
            values = {band: array[inner] for band, array in values.items()}
        for band, array in values.items():  # in place: a series of many dates fills the memory
            apply_scaling(array, self._scalings[band])
        for scenes in self._recipe.joined:
            lay_scenes(values, scenes)
        return values

    def _terrain(self, dem: RasterReader, window: Window) -> np.ndarray:
        width, height = self.grid.pixel_metres(window)
        features = terrain_features(
            dem.read(window.expand(TERRAIN_MARGIN))[0],
            pixel_width_m=width,
            pixel_height_m=height,
        )
        return turn_aspect(features, self.grid.transform)

    def _fill_reach(self) -> int:
        """Return how many pixels beside the fill are blended with it by warping."""
        if all(fill is None for fill in self._fill.values()):
            return 0
        return max(blend_reach(r.info.grid, self.grid) for r in self._images.values())


def _check_overlap(grid: Grid, sources: Sequence[RasterSource]) -> None:
    for source in sources:
        if footprint(describe(source).grid, grid) is None:
            raise GridError(
                f"{source.label} does not overlap the image; check its coordinate system and "
                "extent."
            )
