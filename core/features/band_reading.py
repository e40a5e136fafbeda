"""The bands that features are computed of, read from the images: scaled, joined, without fill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..progress import Progress
from ..rasters.bands import Band
from ..rasters.block_cache import BlockCache
from ..rasters.border_fill import grown, is_fill
from ..rasters.grid import Grid, Window
from ..rasters.raster import RasterInfo, RasterReader, RasterSource, blend_reach
from ..rasters.raster_file import Scaling, apply_scaling
from ..rasters.scaling import check_scale, choose_scaling
from ..series.joined_scenes import lay_scenes
from .fills import find_fills
from .picking import bands_suffice
from .recipe import FeatureRecipe, FeatureSettings

Described = tuple[RasterSource, RasterInfo]


def choose_scalings(
    recipe: FeatureRecipe,
    images: Sequence[Described],
    settings: FeatureSettings,
    progress: Progress,
) -> dict[Band, Scaling]:
    """Return how each band is scaled.

    Raises:
        InputError: SCALE or OFFSET contradict what the files tell.
    """
    bands, told = recipe.read_bands, []
    for band in bands:
        source, info = images[band.image]
        number = (source.bands or info.data_bands)[band.number - 1]
        told.append((source.label, info.scaling(number)))
    given = (settings.scale, settings.offset)
    check_scale(given, [(source.label, info.tags) for source, info in images])
    return dict(zip(bands, choose_scaling(told, given=given, progress=progress)))


def used_images(recipe: FeatureRecipe, images: Sequence[Described]) -> dict[int, Described]:
    """Return the images that bands are read from, by their position."""
    return {band.image: images[band.image] for band in recipe.read_bands}


class BandReading:
    """The bands of a recipe on the grid of the features.

    Attributes:
        readers: of the images that are read, by their position.
    """

    def __init__(
        self,
        recipe: FeatureRecipe,
        images: Sequence[Described],
        grid: Grid,
        *,
        scalings: Mapping[Band, Scaling],
        cache: BlockCache,
        progress: Progress,
    ) -> None:
        """Open the images, and look along the frame's edge for what fills it.

        Raises:
            InputError: an image cannot be read.
        """
        self._recipe, self._grid, self._scalings, self._cache = recipe, grid, scalings, cache
        self.readers: Mapping[int, RasterReader] = {
            at: self._reader(source, info, [b.number for b in recipe.read_bands if b.image == at])
            for at, (source, info) in used_images(recipe, images).items()
        }
        self._fill = find_fills(recipe, self.readers, grid, read=self._read_raw, progress=progress)

    def _reader(self, source: RasterSource, info: RasterInfo, numbers: list[int]) -> RasterReader:
        """Return a reader of an image's bands that reaches as far as context and fill look."""
        every = source.bands or info.data_bands
        chosen = replace(source, bands=tuple(every[n - 1] for n in numbers), name="IMAGES")
        reach = self._recipe.margin + blend_reach(info.grid, self._grid)
        return RasterReader(chosen, self._grid, reach=reach, cache=self._cache)

    @property
    def blend(self) -> int:
        """Pixels around a pixel that resampling blends in, at most."""
        return max(reader.reach for reader in self.readers.values()) - self._recipe.margin

    @property
    def suffice(self) -> bool:
        """Whether a pixel has every feature where it has every band; see ``bands_suffice``."""
        dtypes = [dtype for reader in self.readers.values() for dtype in reader.band_dtypes]
        return bands_suffice(self._recipe, dtypes=dtypes, scalings=self._scalings.values())

    @property
    def gapless(self) -> bool:
        """Whether every pixel of the grid surely has every band."""
        nothing_lacks = all(fill is None for fill in self._fill.values())
        return nothing_lacks and all(reader.gapless for reader in self.readers.values())

    @property
    def plain(self) -> bool:
        """Whether the first features are the bands of the one image, in their order."""
        one = len(self.readers) == 1 and not self._recipe.statistics
        return one and self._recipe.read_bands == self._recipe.bands

    def read(self, window: Window, stack: np.ndarray | None = None) -> dict[Band, np.ndarray]:
        """Return float32 (row, col) of each band, NaN where missing.

        Args:
            window: the pixels, which may reach outside the grid.
            stack: float32 (feature, row, col), whose first layers become the bands where they are
                ``plain``, and it is not copied to.

        Raises:
            InputError: a file cannot be read.
        """
        reach = self._fill_reach()
        values = self._read_raw(window.expand(reach), self.readers, None if reach else stack)
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

    def close(self) -> None:
        """Close the files."""
        for reader in self.readers.values():
            reader.close()

    def _read_raw(
        self, window: Window, images: Iterable[int], stack: np.ndarray | None = None
    ) -> dict[Band, np.ndarray]:
        """Return the bands as they are; those of the one image in the first layers of a stack."""
        values: dict[Band, np.ndarray] = {}
        for at in images:
            mine = [band for band in self._recipe.read_bands if band.image == at]
            out = None if stack is None else stack[: len(mine)]
            values.update(zip(mine, self.readers[at].read(window, out=out)))
        return values

    def _fill_reach(self) -> int:
        """Return how many pixels beside the fill are blended with it by warping."""
        if all(fill is None for fill in self._fill.values()):
            return 0
        return max(blend_reach(r.info.grid, self._grid) for r in self.readers.values())
