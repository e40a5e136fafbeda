"""A series of images as one source of dated values: found out from its files, read by windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..phrases import counted
from ..progress import Progress, check
from ..rasters.blocks import Blocks
from ..rasters.common_frame import common_grid, tell_frames
from ..rasters.grid import Grid, Window
from ..rasters.raster import RasterInfo, RasterReader, RasterSource, blend_reach, describe
from ..rasters.raster_file import Scaling, apply_scaling
from ..rasters.scaling import series_scaling
from .mask_bands import MaskBands
from .observation_masks import dilate, valid_pixels
from .scene_mosaic import blank_fill, mosaic
from .series_inputs import SeriesInputs, understand_series
from .series_plan import FileBand, SeriesPlan

SUSPECTS = (-3000.0, -9999.0, -28672.0, -32768.0)  # MODIS and others, where nothing was observed
_BYTES_READ = 12  # per pixel of a mask that is being read


class Series:
    """Values of every date and band at the pixels of one grid; safe to read from many threads.

    Several scenes of a date are mosaicked: a pixel takes all its bands from the first scene, in
    the order given, that observed it in every band; where none did, each band comes from the first
    scene that observed it.

    The grid is that of the raster with the smallest pixels, of the earliest of equals; it covers
    the frames of all rasters that share its pixels. Rasters on other pixels are resampled to it
    as ``RasterReader`` does, masks by nearest neighbour.

    Attributes:
        grid: the common pixels.
        dates: ascending, each once.
        names: of the bands.
        roles: spectral role of each band, "" where unknown.
        plan: what is read from where.
        scalings: scale and offset of each band of the values, which the files tell alike; where
            they tell different ones, these are applied and nothing is left to tell.
        scaled: whether they are applied.
    """

    def __init__(self, inputs: SeriesInputs, *, progress: Progress) -> None:
        """Understand the inputs; only headers are read.

        Raises:
            InputError: a file cannot be opened or tells no date, dates differ in their bands, a
                date lacks its mask, or fewer than two dates are left.
            GridError: a raster has no coordinate system, or lies elsewhere.
        """
        self.inputs = inputs
        images = [(source, describe(source)) for source in inputs.images]
        masks = [(source, describe(source)) for source in inputs.masks]
        self.plan = understand_series(images, masks, inputs, progress)
        self.dates, self.names, self.roles = self.plan.dates, self.plan.names, self.plan.roles
        used = _used_files(self.plan)
        files = [images[at] for at in used]
        self.grid = common_grid(files)
        tell_frames(files, self.grid, progress)
        self._positions = _positions(self.plan)
        self._bands = {at: _image_bands(self.plan, at) for at in used}
        self._unfilled = _without_nodata(self.plan, {at: images[at] for at in used}, self.grid)
        self._told = [[_scaling(*images[b.file], b.band) for b in s.bands]
                      for s in self.plan.scenes]  # fmt: skip
        scalings, self.scaled = series_scaling(self._told, progress=progress)
        self.scalings = tuple(scalings)
        self._reach = max(self._unfilled.values(), default=0)
        self._readers = {
            at: RasterReader(_only(*images[at], self._bands[at]), self.grid, reach=self._reach)
            for at in used
        }
        masked = sorted({scene.mask.file for scene in self.plan.scenes if scene.mask})
        self._mask_bands = {at: _mask_bands(self.plan, at) for at in masked}
        self._masks = {
            at: MaskBands(_only(*masks[at], self._mask_bands[at]), masks[at][1], self.grid)
            for at in masked
        }
        self._doubtful = _without_any_nodata(self.plan, images)
        self._suspects: set[float] = set()
        if self._unfilled:
            progress.message(
                f"{counted(len(self._unfilled), 'scene')} of IMAGES without nodata value: pixels "
                "that hold the same least or greatest value in every band count as not observed."
            )

    @property
    def days(self) -> np.ndarray:
        """The dates as float64 days, counted as ``date.toordinal`` does."""
        return np.array([day.toordinal() for day in self.dates], np.float64)

    @property
    def bytes_per_pixel(self) -> int:
        """About how much memory reading takes per pixel of a window."""
        values = len(self.plan.scenes) * len(self.names)
        if len(self.plan.scenes) > len(self.dates):  # the mosaic beside its scenes
            values += len(self.dates) * len(self.names)
        reading = max(reader.bytes_per_pixel for reader in self._readers.values())
        widest = max(len(bands) for bands in self._bands.values())
        return 4 * (values + widest) + reading + 3 * _BYTES_READ

    @property
    def blocks(self) -> Blocks:
        """The blocks of the raster most values are read from; of the first of equals."""
        return max(self._readers.values(), key=lambda reader: len(reader.bands)).blocks

    @property
    def doubts(self) -> tuple[str, ...]:
        """What the log should warn of, from all that was read."""
        values = sorted(self._suspects)
        if not values:
            return ()
        shown = " and ".join(f"{value:g}" for value in values)
        return (
            f"IMAGES: one-band rasters without nodata value hold {shown}, which was taken for an "
            "observation; if it means no data, tell the files so (in QGIS: Warp or Translate with "
            "a nodata value, or gdal_edit -a_nodata) and fill again.",
        )

    def close(self) -> None:
        """Close the files."""
        for image in self._readers.values():
            image.close()
        for mask in self._masks.values():
            mask.close()

    def read(self, window: Window, *, progress: Progress | None = None) -> np.ndarray:
        """Return float32 (date, band, row, col); NaN = not observed.

        Raises:
            InputError: a file cannot be read, or a mask's values are not of its type.
            Cancelled: ``progress`` asked to stop.
        """
        wide, inner = window.expand(self._reach), _inner(window, self._reach)
        shape = (len(self.plan.scenes), len(self.names), wide.height, wide.width)
        scenes = np.empty(shape, np.float32)
        for at, reader in self._readers.items():
            if progress is not None:
                check(progress)
            values = reader.read(wide)
            values[np.isinf(values)] = np.nan
            for band, array in zip(self._bands[at], values):
                for scene, name in self._positions[FileBand(at, band)]:
                    scenes[scene, name] = array
        for scene, reach in self._unfilled.items():
            file = self.plan.scenes[scene].bands[0].file
            dtype = np.dtype(self._readers[file].band_dtypes[0])
            blank_fill(scenes[scene], dtype, reach=reach)
        for scene in self._doubtful:
            self._suspects.update(v for v in SUSPECTS if (scenes[scene, 0] == v).any())
        if self.scaled:
            for arrays, told in zip(scenes, self._told):
                for array, scaling in zip(arrays, told):
                    apply_scaling(array, scaling)
        scenes = np.ascontiguousarray(scenes[(..., *inner)])
        self._blank_masked(scenes, window, progress)
        return mosaic(scenes, [scene.day for scene in self.plan.scenes])

    def _blank_masked(self, scenes: np.ndarray, window: Window, progress: Progress | None) -> None:
        """Make what the masks leave out NaN, in place."""
        margin = self.inputs.dilation
        inner = _inner(window, margin)
        for at, reader in self._masks.items():
            if progress is not None:
                check(progress)
            values, known = reader.read(window.expand(margin))
            number = {band: order for order, band in enumerate(self._mask_bands[at])}
            for position, scene in enumerate(self.plan.scenes):
                if scene.mask is None or scene.mask.file != at:
                    continue
                band = number[scene.mask.band]
                valid = valid_pixels(
                    values[band],
                    self.inputs.mask_type,
                    known=known[band],
                    kept=self.inputs.scl_kept,
                )
                # what a mask does not tell, such as all beyond its frame, does not grow
                invalid = ~valid | dilate(known[band] & ~valid, margin)
                scenes[position][:, invalid[inner]] = np.nan


def _used_files(plan: SeriesPlan) -> list[int]:
    """Return the files of the plan, by date, so that their order given does not matter."""
    return list(dict.fromkeys(band.file for scene in plan.scenes for band in scene.bands))


def _positions(plan: SeriesPlan) -> Mapping[FileBand, list[tuple[int, int]]]:
    found: dict[FileBand, list[tuple[int, int]]] = {}
    for position, scene in enumerate(plan.scenes):
        for name, band in enumerate(scene.bands):
            found.setdefault(band, []).append((position, name))
    return found


def _scaling(source: RasterSource, info: RasterInfo, position: int) -> Scaling:
    """Return what a file tells of the band that stands at ``position`` among those read."""
    return info.scaling((source.bands or info.data_bands)[position])


def _inner(window: Window, margin: int) -> tuple[slice, slice]:
    """Return the slices that cut a window from what was read with a margin around it."""
    return window.inside(window.expand(margin))


def _image_bands(plan: SeriesPlan, file: int) -> list[int]:
    return sorted({b.band for scene in plan.scenes for b in scene.bands if b.file == file})


def _mask_bands(plan: SeriesPlan, file: int) -> list[int]:
    return sorted({s.mask.band for s in plan.scenes if s.mask and s.mask.file == file})


def _only(source: RasterSource, info: RasterInfo, positions: Sequence[int]) -> RasterSource:
    """Return a source of those of the bands that are read that stand at ``positions``."""
    every = source.bands or info.data_bands
    return replace(source, bands=tuple(every[at] for at in positions))


def _without_any_nodata(
    plan: SeriesPlan, images: Sequence[tuple[RasterSource, RasterInfo]]
) -> tuple[int, ...]:
    """Return the scenes of one band of signed whole numbers whose file names no nodata value."""
    found = []
    for position, scene in enumerate(plan.scenes):
        source, info = images[scene.bands[0].file]
        band = (source.bands or info.data_bands)[scene.bands[0].band]
        signed = np.dtype(info.dtypes[band - 1]).kind == "i"
        if len(scene.bands) == 1 and signed and not info.masked:
            found.append(position)
    return tuple(found)


def _without_nodata(
    plan: SeriesPlan, images: Mapping[int, tuple[RasterSource, RasterInfo]], grid: Grid
) -> dict[int, int]:
    """Return the scenes of several whole-number bands whose files do not say where data lack.

    Returns:
        By the scene's position, how many pixels beside such places resampling blends.
    """
    found = {}
    for position, scene in enumerate(plan.scenes):
        mine = [(images[band.file], band.band) for band in scene.bands]
        dtypes = {
            info.dtypes[(source.bands or info.data_bands)[at] - 1] for (source, info), at in mine
        }
        if len(mine) < 2 or len(dtypes) > 1 or any(info.masked for (_, info), _ in mine):
            continue
        if np.dtype(dtypes.pop()).kind in "ui":
            found[position] = max(blend_reach(info.grid, grid) for (_, info), _ in mine)
    return found
