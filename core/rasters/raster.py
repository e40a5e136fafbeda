"""Reading rasters onto a grid; with ``output.py`` the only place that touches raster files."""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.vrt import WarpedVRT

from ..errors import InputError
from .band_parts import BandPart, Loader, read_together, true_blocks
from .block_cache import CACHE, BlockCache
from .blocks import Blocks
from .codes import MAX_CODE, NO_CODE, CodeReader, NearestCodes
from .grid import Grid, PixelMap, Window, crs_from_wkt
from .handles import Handles
from .opening import open_own
from .raster_file import (
    GDAL_ERRORS,
    RasterInfo,
    RasterSource,
    apply_scaling,
    check_bands,
    describe,
    gdal_reason,
    open_raster,
    raster_environment,
)
from .turned_raster import turned_raster
from .turns import shortest

__all__ = [
    "MAX_CODE",
    "NO_CODE",
    "CodeReader",
    "NearestCodes",
    "RasterInfo",
    "RasterReader",
    "RasterSource",
    "blend_reach",
    "check_bands",
    "describe",
    "gdal_reason",
    "raster_environment",
]

_READ_BYTES = 13  # per pixel and band being read: as stored, its mask, as float32, the result
_WARP_TOLERANCE = 0.001  # pixels; rasterio 1.3 refuses 0


class RasterReader:
    """Windows of a raster on a grid, as float32 with NaN for no data.

    A raster whose pixels coincide with the grid's is read as it is. Any other is warped by GDAL:
    bilinear where it is coarser than the grid, averaged where it is finer.
    """

    def __init__(
        self,
        source: RasterSource,
        grid: Grid,
        *,
        reach: int = 0,
        scaled: bool = False,
        cache: BlockCache | None = None,
    ) -> None:
        """Prepare to read.

        Args:
            source: the raster; where it names no bands, all but an alpha band are read.
            grid: the pixels wanted.
            reach: pixels beyond the grid's frame that windows may ask for.
            scaled: values, as the file tells to scale its numbers, not these themselves.
            cache: keeps decoded blocks; None = one for all files.

        Raises:
            InputError: the file cannot be opened, lacks a band, or holds complex numbers.
            GridError: it has no usable coordinate system or transform, or cannot be read on both
                sides of an edge of longitudes.
        """
        self.source, self.grid, self.reach, self.scaled = source, grid, reach, scaled
        self._cache = cache or CACHE
        self.info = describe(source)
        self.bands = source.bands or self.info.data_bands
        if any(self.info.dtypes[band - 1].startswith("complex") for band in self.bands):
            raise InputError(f"{source.label} holds complex numbers; give real ones.")
        self._turned = turned_raster(self.info.grid, grid, reach=reach, label=source.label)
        self._file_grid = self._turned.grid if self._turned else self.info.grid
        self.aligned = self._file_grid.aligned_with(grid)
        self._nodata = self._nodata_groups()
        self._handles = Handles(self._open_native if self.aligned else self._open_warped)

    @property
    def band_dtypes(self) -> tuple[str, ...]:
        """Types in the file of the bands that are read."""
        return tuple(self.info.dtypes[band - 1] for band in self.bands)

    @property
    def gapless(self) -> bool:
        """Whether the file has a whole number in every band at every pixel of the grid."""
        whole = all(np.dtype(dtype).kind in "ui" for dtype in self.band_dtypes)
        gaps = self._turned is not None and self._turned.gaps
        if not (self.aligned and whole) or self.info.masked or gaps:
            return False
        wanted = Window(*self._origin, *self.grid.shape)
        return wanted.intersect(self._frame) == wanted

    @property
    def resampling(self) -> str:
        """How values come to the grid, average or bilinear; "" where they are read as they are."""
        return "" if self.aligned else _resampling(self._file_grid, self.grid).name

    @cached_property
    def _origin(self) -> tuple[int, int]:
        """Row and column, in the file or the warped raster, of the grid's first pixel."""
        if self.aligned:
            return self._file_grid.offset_of(self.grid)
        return self.reach, self.reach

    @property
    def _frame(self) -> Window:
        """The window of the whole file or warped raster."""
        if self.aligned:
            return self._file_grid.window
        return Window(0, 0, *(side + 2 * self.reach for side in self.grid.shape))

    @cached_property
    def blocks(self) -> Blocks:
        """The blocks of the file that is read, or those in which it is warped, on the grid.

        Raises:
            InputError: the file cannot be opened any more.
        """
        row, col = (-at for at in self._origin)
        with self._handles.borrow() as datasets:
            shape = true_blocks(datasets[0], self.source) or datasets[0].block_shapes[0]
        return Blocks(row, col, *shape)

    @cached_property
    def _parts(self) -> list[BandPart]:
        """The bands by how they are read together.

        Raises:
            InputError: the file cannot be opened any more.
        """
        with self._handles.borrow() as datasets:
            return [
                BandPart.of(
                    dataset, self.bands, positions,
                    load=Loader(self._handles, at, self.source), cache=self._cache,
                )
                for at, (dataset, every) in enumerate(zip(datasets, self._nodata.values()))
                for positions in read_together(dataset, every)
            ]  # fmt: skip

    @cached_property
    def bytes_per_pixel(self) -> int:
        """About how much memory reading takes per pixel beside what ``read`` returns."""
        with self._handles.borrow() as datasets:
            return (_READ_BYTES - 4) * max(
                len(part)
                for at in zip(datasets, self._nodata.values())
                for part in read_together(*at)
            )

    def __enter__(self) -> RasterReader:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self.close()

    def close(self) -> None:
        """Close the files every thread opened."""
        self._handles.close()
        for part in self.__dict__.get("_parts", ()):
            part.forget()

    def read(self, window: Window, *, out: np.ndarray | None = None) -> np.ndarray:
        """Return float32 (band, row, col); NaN where the raster has no data or does not reach.

        Args:
            window: on the grid.
            out: what to fill and return instead of a new array.

        Raises:
            InputError: the file cannot be read any more.
        """
        row, col = self._origin
        place = replace(window, row=window.row + row, col=window.col + col)
        inside = place.intersect(self._frame)
        shape = (len(self.bands), window.height, window.width)
        result = np.empty(shape, np.float32) if out is None else out
        if inside != place:
            result.fill(np.nan)
        if inside is None:
            return result
        for part in self._parts:
            for common, values in part.read(inside):
                part.copy(values, result[(slice(None), *common.inside(place))])
        if self.scaled:
            for array, band in zip(result, self.bands):
                apply_scaling(array, self.info.scaling(band))
        return result

    def _nodata_groups(self) -> dict[str, list[int]]:
        """Return the positions in ``bands`` by the nodata value GDAL must leave out in warping."""
        if self.aligned:
            return {"": list(range(len(self.bands)))}
        gaps = self._turned is not None and self._turned.gaps  # filled with NaN
        groups: dict[str, list[int]] = {}
        for at, band in enumerate(self.bands):
            value = self.info.nodata[band - 1]
            floats = np.dtype(self.info.dtypes[band - 1]).kind == "f"
            if value is None and (floats or gaps) and not self.info.masked:
                value = float("nan")
            groups.setdefault("" if value is None else repr(value), []).append(at)
        return groups

    def _open_native(self, stack: ExitStack) -> list[rasterio.DatasetReader]:
        dataset = stack.enter_context(open_raster(self.source))
        if self._turned is not None:
            dataset = stack.enter_context(open_own(self._turned.virtual(dataset)))
        return [dataset]

    def _open_warped(self, stack: ExitStack) -> list[WarpedVRT]:
        try:
            return [
                stack.enter_context(self._warped(dataset, float(value) if value else None))
                for value in self._nodata
                for dataset in self._open_native(stack)
            ]
        except GDAL_ERRORS as error:
            raise InputError(
                f"{self.source.label} cannot be warped: {gdal_reason(error)}."
            ) from error

    def _warped(self, dataset: rasterio.DatasetReader, nodata: float | None) -> WarpedVRT:
        frame = self.grid.crop(self.grid.window.expand(self.reach))
        return WarpedVRT(
            dataset,
            src_crs=crs_from_wkt(self.info.grid.crs_wkt),
            crs=frame.crs,
            transform=frame.transform,
            height=frame.shape[0],
            width=frame.shape[1],
            resampling=_resampling(self._file_grid, self.grid),
            dtype="float32",
            src_nodata=nodata,
            nodata=float("nan"),
            tolerance=_WARP_TOLERANCE,
            UNIFIED_SRC_NODATA="NO",  # a pixel may lack data in one band and have it in another
        )


def _resampling(source: Grid, target: Grid) -> Resampling:
    """Average where several source pixels fall into one target pixel, else interpolate."""
    return Resampling.average if _step(source, target) > 1.5 else Resampling.bilinear


def _step(source: Grid, target: Grid) -> float:
    """Return how many source pixels one lies from the next target pixel, mid-grid."""
    middle = Window(target.shape[0] // 2, target.shape[1] // 2, 1, 1).expand(1)
    row, col = PixelMap(target, source).positions(middle)
    down = np.hypot(row[2, 1] - row[1, 1], shortest(col[2, 1] - col[1, 1], source.turn))
    across = np.hypot(row[1, 2] - row[1, 1], shortest(col[1, 2] - col[1, 1], source.turn))
    return float(max(down, across))


def blend_reach(source: Grid, target: Grid) -> int:
    """Return how many target pixels from a source pixel its value still has weight."""
    if source.aligned_with(target):
        return 0
    step = _step(source, target)
    return math.ceil(1 / step) if step > 0 else 1
