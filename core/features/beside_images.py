"""Features that come of no image: elevation, ancillary rasters and coordinates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..progress import Progress
from ..rasters.block_cache import BlockCache
from ..rasters.grid import Grid, Window
from ..rasters.raster import RasterReader, RasterSource
from .coordinates import COORDINATES_TOLD, coordinate_features, coordinate_recipe
from .feature_plan import FeatureInputs
from .terrain import TERRAIN_MARGIN, terrain_features, turn_aspect


class BesideImages:
    """What lies beside the images, on their grid.

    Attributes:
        recipe: what the features' recipe tells of it.
    """

    def __init__(
        self, inputs: FeatureInputs, grid: Grid, *, cache: BlockCache, progress: Progress
    ) -> None:
        """Open the rasters, and tell how they come to the grid.

        Raises:
            InputError: a raster cannot be read.
            GridError: one has no coordinate system.
        """
        self._grid, self._coordinates = grid, inputs.coordinates
        self.recipe: Mapping[str, Any] = {}
        if inputs.coordinates:
            progress.message(COORDINATES_TOLD)
            self.recipe = coordinate_recipe(grid)
        self._dem = _dem_reader(inputs.dem, grid, cache) if inputs.dem else None
        self._ancillary = [
            RasterReader(source, grid, scaled=True, cache=cache) for source in inputs.ancillary
        ]
        self._tell_resampled(progress)

    @property
    def _readers(self) -> list[RasterReader]:
        return [*([self._dem] if self._dem else []), *self._ancillary]

    def _tell_resampled(self, progress: Progress) -> None:
        """Tell, and keep in the recipe, how elevation and ancillary rasters come to the grid."""
        methods = {Path(r.source.path).name: r.resampling for r in self._readers if r.resampling}
        self.recipe = {**self.recipe, "resampled": methods}
        for reader in self._readers:
            if reader.resampling:
                kind = "averaged" if reader.resampling == "average" else "bilinear, being coarser"
                progress.message(f"{reader.source.label} lies on other pixels; resampled, {kind}.")

    def read(self, window: Window) -> list[np.ndarray]:
        """Return float32 (row, col) of each feature, in the order of a recipe, NaN where missing.

        Raises:
            InputError: a file cannot be read.
        """
        parts: list[np.ndarray] = []
        if self._dem is not None:
            parts.extend(self._terrain(self._dem, window))
        for reader in self._ancillary:
            parts.extend(reader.read(window))
        if self._coordinates:
            parts.extend(coordinate_features(self._grid, window))
        return parts

    def _terrain(self, dem: RasterReader, window: Window) -> np.ndarray:
        width, height = self._grid.pixel_metres(window)
        features = terrain_features(
            dem.read(window.expand(TERRAIN_MARGIN))[0],
            pixel_width_m=width,
            pixel_height_m=height,
        )
        return turn_aspect(features, self._grid.transform)

    def close(self) -> None:
        """Close the files."""
        for reader in self._readers:
            reader.close()


def _dem_reader(source: RasterSource, grid: Grid, cache: BlockCache) -> RasterReader:
    """Return a reader of the first band asked for."""
    first = replace(source, bands=(source.bands or (1,))[:1])
    return RasterReader(first, grid, reach=TERRAIN_MARGIN, scaled=True, cache=cache)
