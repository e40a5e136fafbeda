"""Reading rasters onto a grid; with ``output.py`` the only place that touches raster files."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Callable

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.errors import CRSError, NotGeoreferencedWarning, RasterioError
from rasterio.vrt import WarpedVRT

from .errors import GridError, InputError
from .grid import Grid, PixelMap, Window, crs_from_wkt
from .progress import Progress, check

NO_CODE = -1  # what a class array holds where there is no class
MAX_CODE = 65_535

_CACHE_BYTES = 128 * 2**20
_WARP_TOLERANCE = 0.001  # pixels; rasterio 1.3 refuses 0
_SCAN_TILE = 2048


@dataclass(frozen=True)
class RasterSource:
    """A raster to read.

    Attributes:
        path: what GDAL opens.
        bands: band numbers from 1; None means all.
        crs_wkt: the coordinate system as the host knows it; None means the file's own.
        name: the parameter it came by, for messages.
    """

    path: str
    bands: tuple[int, ...] | None = None
    crs_wkt: str | None = None
    name: str = "raster"

    @property
    def label(self) -> str:
        """The parameter and the file, for messages."""
        return f"{self.name} '{Path(self.path).name}'"


@dataclass(frozen=True)
class RasterInfo:
    """What a raster says of itself; tuples hold one entry per band of the file."""

    grid: Grid
    dtypes: tuple[str, ...]
    nodata: tuple[float | None, ...]
    masked: bool  # a nodata value, a mask or an alpha band tells where there are data
    descriptions: tuple[str, ...]
    colormap: Mapping[int, tuple[int, int, int, int]] | None
    tags: Mapping[str, str]


@contextmanager
def raster_environment() -> Iterator[None]:
    """Bound GDAL's block cache while rasters are worked on."""
    with rasterio.Env(GDAL_CACHEMAX=_CACHE_BYTES, GDAL_DISABLE_READDIR_ON_OPEN="FALSE"):
        yield


def _open(source: RasterSource) -> rasterio.DatasetReader:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            return rasterio.open(source.path, sharing=False)
    except (RasterioError, OSError, ValueError) as error:
        raise InputError(f"{source.label} cannot be opened as a raster: {error}.") from error


def _grid_of(dataset: rasterio.DatasetReader, source: RasterSource) -> Grid:
    wkt = source.crs_wkt
    if not wkt:
        try:
            wkt = dataset.crs.to_wkt() if dataset.crs else ""
        except CRSError as error:
            raise GridError(f"{source.label}: its coordinate system is damaged.") from error
    if not wkt:
        raise GridError(
            f"{source.label} has no coordinate system; assign one (in QGIS: layer properties, "
            "Source, or gdal_edit -a_srs)."
        )
    return Grid(wkt, dataset.transform, dataset.shape)


def describe(source: RasterSource) -> RasterInfo:
    """Return what a raster says of itself.

    Raises:
        InputError: the file cannot be opened, or lacks a band that is asked for.
        GridError: it has no usable coordinate system or transform.
    """
    with _open(source) as dataset:
        check_bands(source, dataset.count)
        try:
            colormap = dataset.colormap((source.bands or (1,))[0])
        except ValueError:  # the band has no colour table
            colormap = None
        flags = [enum.name for band in dataset.mask_flag_enums for enum in band]
        return RasterInfo(
            grid=_grid_of(dataset, source),
            dtypes=tuple(dataset.dtypes),
            nodata=tuple(dataset.nodatavals),
            masked=any(flag != "all_valid" for flag in flags),
            descriptions=tuple(text or "" for text in dataset.descriptions),
            colormap=colormap,
            tags=dataset.tags(),
        )


def check_bands(source: RasterSource, count: int) -> None:
    """Raise InputError when ``source`` asks for a band the file does not have."""
    for band in source.bands or ():
        if not 1 <= band <= count:
            raise InputError(
                f"{source.label}: band {band} is asked for, the file has {count}; "
                f"choose {'1' if count == 1 else f'1 to {count}'}."
            )


class _PerThread:
    """Open one dataset handle in each thread that reads, and close them all together."""

    def __init__(self, opener: Callable[[ExitStack], Any]) -> None:
        self._opener = opener
        self._local = threading.local()
        self._lock = threading.Lock()
        self._stacks: list[ExitStack] = []

    def get(self) -> Any:
        handle = getattr(self._local, "handle", None)
        if handle is None:
            stack = ExitStack()
            handle = self._opener(stack)
            with self._lock:
                self._stacks.append(stack)
            self._local.handle = handle
        return handle

    def close(self) -> None:
        with self._lock:
            stacks, self._stacks = self._stacks, []
            self._local = threading.local()
        for stack in stacks:
            stack.close()


class RasterReader:
    """Windows of a raster on a grid, as float32 with NaN for no data.

    A raster whose pixels coincide with the grid's is read as it is. Any other is warped by GDAL:
    bilinear where it is coarser than the grid, averaged where it is finer.
    """

    def __init__(self, source: RasterSource, grid: Grid, *, reach: int = 0) -> None:
        """Prepare to read.

        Args:
            source: the raster.
            grid: the pixels wanted.
            reach: pixels beyond the grid's frame that windows may ask for.
        """
        self.source, self.grid, self.reach = source, grid, reach
        self.info = describe(source)
        self.bands = source.bands or tuple(range(1, len(self.info.dtypes) + 1))
        self.aligned = self.info.grid.aligned_with(grid)
        self._handles = _PerThread(self._open_native if self.aligned else self._open_warped)

    def __enter__(self) -> RasterReader:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self.close()

    def close(self) -> None:
        """Close the files every thread opened."""
        self._handles.close()

    def read(self, window: Window) -> np.ndarray:
        """Return float32 (band, row, col); NaN where the raster has no data or does not reach.

        Raises:
            InputError: the file cannot be read any more.
        """
        if self.aligned:
            row, col = self.info.grid.offset_of(self.grid)
            frame = self.info.grid.window
        else:
            row = col = self.reach
            frame = Window(0, 0, *(side + 2 * self.reach for side in self.grid.shape))
        place = replace(window, row=window.row + row, col=window.col + col)
        result = np.full((len(self.bands), window.height, window.width), np.nan, np.float32)
        inside = place.intersect(frame)
        if inside is not None:
            data = _read(self._handles.get(), self.source, bands=self.bands, window=inside)
            part = np.ma.getdata(data).astype(np.float32)
            part[np.ma.getmaskarray(data)] = np.nan
            rows, cols = inside.inside(place)
            result[:, rows, cols] = part
        return result

    def _open_native(self, stack: ExitStack) -> rasterio.DatasetReader:
        return stack.enter_context(_open(self.source))

    def _open_warped(self, stack: ExitStack) -> WarpedVRT:
        dataset = self._open_native(stack)
        frame = self.grid.crop(self.grid.window.expand(self.reach))
        return stack.enter_context(
            WarpedVRT(
                dataset,
                src_crs=crs_from_wkt(self.info.grid.crs_wkt),
                crs=frame.crs,
                transform=frame.transform,
                height=frame.shape[0],
                width=frame.shape[1],
                resampling=_resampling(self.info.grid, self.grid),
                dtype="float32",
                nodata=float("nan"),
                tolerance=_WARP_TOLERANCE,
            )
        )


def _resampling(source: Grid, target: Grid) -> Resampling:
    """Average where several source pixels fall into one target pixel, else interpolate."""
    middle = Window(target.shape[0] // 2, target.shape[1] // 2, 1, 1).expand(1)
    row, col = PixelMap(target, source).positions(middle)
    step = max(
        np.hypot(row[1, 2] - row[1, 1], col[1, 2] - col[1, 1]),
        np.hypot(row[2, 1] - row[1, 1], col[2, 1] - col[1, 1]),
    )
    return Resampling.average if step > 1.5 else Resampling.bilinear


def _read(
    dataset: Any, source: RasterSource, *, bands: tuple[int, ...], window: Window
) -> np.ma.MaskedArray:
    place = ((window.row, window.row + window.height), (window.col, window.col + window.width))
    try:
        return dataset.read(list(bands), window=place, masked=True)
    except (RasterioError, OSError, ValueError) as error:
        raise InputError(f"{source.label} cannot be read: {error}.") from error


class CodeReader:
    """Windows of one band of class codes on the raster's own grid, as int32."""

    def __init__(self, source: RasterSource) -> None:
        """Prepare to read the first band of ``source``."""
        self.source = source
        self.info = describe(source)
        self.grid = self.info.grid
        self._handles = _PerThread(lambda stack: stack.enter_context(_open(source)))

    def __enter__(self) -> CodeReader:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the files."""
        self._handles.close()

    def read(self, window: Window) -> np.ndarray:
        """Return int32 (row, col) codes; -1 where there is no data or the frame ends.

        Raises:
            InputError: the file cannot be read, or holds values that are no class codes.
        """
        codes = np.full((window.height, window.width), NO_CODE, np.int32)
        inside = window.intersect(self.grid.window)
        if inside is None:
            return codes
        band = (self.source.bands or (1,))[:1]
        data = _read(self._handles.get(), self.source, bands=band, window=inside)[0]
        rows, cols = inside.inside(window)
        codes[rows, cols] = _as_codes(data, self.source)
        return codes

    def used_codes(self, progress: Progress) -> dict[int, int]:
        """Count the pixels of every code, over the whole raster."""
        counts = np.zeros(MAX_CODE + 1, np.int64)
        tiles = list(self.grid.tiles(_SCAN_TILE))
        for done, tile in enumerate(tiles):
            check(progress)
            codes = self.read(tile)
            part = np.bincount(codes[codes != NO_CODE])
            counts[: part.size] += part
            progress.set((done + 1) / len(tiles))
        return {int(code): int(counts[code]) for code in np.flatnonzero(counts)}


def _as_codes(data: np.ma.MaskedArray, source: RasterSource) -> np.ndarray:
    values, valid = np.ma.getdata(data), ~np.ma.getmaskarray(data)
    if values.dtype.kind == "c":
        raise InputError(f"{source.label} holds complex numbers; a map of class codes is needed.")
    if values.dtype.kind == "f":
        valid &= np.isfinite(values)
        if (values[valid] != np.rint(values[valid])).any():
            raise InputError(
                f"{source.label} holds fractions such as "
                f"{values[valid][values[valid] != np.rint(values[valid])][0]:g}; "
                "a map of whole class codes is needed."
            )
    used = values[valid]
    if used.size and (used.min() < 0 or used.max() > MAX_CODE):
        worst = used.min() if used.min() < 0 else used.max()
        raise InputError(
            f"{source.label} holds the value {worst:g}; class codes are whole numbers from 0 to "
            f"{MAX_CODE} (declare it as the raster's nodata if it is no class)."
        )
    return np.where(valid, np.where(valid, values, 0).astype(np.int32), NO_CODE).astype(np.int32)


class NearestCodes:
    """Class codes of a raster at the pixel centres of another grid (nearest neighbour)."""

    def __init__(self, source: RasterSource, grid: Grid) -> None:
        """Prepare to read ``source`` at the pixels of ``grid``."""
        self.reader = CodeReader(source)
        self._map = PixelMap(grid, self.reader.grid)

    def __enter__(self) -> NearestCodes:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self.reader.__exit__(None, None, None)

    def read(self, window: Window) -> np.ndarray:
        """Return int32 (row, col) codes; -1 where the raster has none."""
        rows, cols = self._map.cells(window)
        inside = rows >= 0
        codes = np.full(rows.shape, NO_CODE, np.int32)
        if inside.any():
            first = rows[inside].min(), cols[inside].min()
            last = rows[inside].max(), cols[inside].max()
            block = Window(
                int(first[0]),
                int(first[1]),
                int(last[0] - first[0]) + 1,
                int(last[1] - first[1]) + 1,
            )
            codes[inside] = self.reader.read(block)[
                rows[inside] - first[0], cols[inside] - first[1]
            ]
        return codes
