"""Bands of a raster that are read together, as the file stores them until they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Union

import numpy as np
import rasterio
from rasterio.enums import Interleaving, MaskFlags
from rasterio.vrt import WarpedVRT

from .block_cache import BlockCache, SharedBlocks
from .handles import Handles
from .opening import open_checked
from .raster_file import RasterSource, read_bands
from .window import Window

Dataset = Union[rasterio.DatasetReader, WarpedVRT]

_BANDS_AT_ONCE = 8  # of a file that stores each band by itself: reading takes memory beside them


@dataclass(frozen=True, eq=False)
class BandPart:
    """Some bands of a dataset, and how they become float32 with NaN.

    Attributes:
        positions: of the bands among those that a reader returns.
        lacking: of each band, the stored number that means no data; None where what lacks data is
            NaN as it is loaded, or nothing does.
        shared: the blocks that threads share; None where the file does not tell its own.
    """

    positions: Sequence[int]
    lacking: tuple[int | None, ...]
    load: Loader
    shared: SharedBlocks | None

    @classmethod
    def of(
        cls,
        dataset: Dataset,
        bands: Sequence[int],
        positions: Sequence[int],
        *,
        load: Loader,
        cache: BlockCache,
    ) -> BandPart:
        """Look at an open dataset, of which ``load`` does not know yet which bands to read."""
        mine = tuple(bands[at] for at in positions)
        lacking = stored_nodata(dataset, mine)
        dtype = "float32" if lacking is None else dataset.dtypes[mine[0] - 1]
        load = replace(load, bands=mine, dtype=None if lacking is None else dtype)
        block, shared = true_blocks(dataset, load.source), None
        if block is not None:
            shared = SharedBlocks(
                load,
                block=block,
                frame=Window(0, 0, dataset.height, dataset.width),
                pixel_bytes=len(mine) * np.dtype(dtype).itemsize,
                cache=cache,
                decoded_bytes=_decoded_bytes(dataset),
            )
        return cls(positions, lacking or (None,) * len(mine), load, shared)

    def read(self, window: Window) -> Iterator[tuple[Window, np.ndarray]]:
        """Yield parts, (band, row, col) as stored, that cover a window inside the dataset."""
        if self.shared is None:
            yield window, self.load([window])[0]
        else:
            yield from self.shared.read(window)

    def copy(self, values: np.ndarray, result: np.ndarray) -> None:
        """Copy what ``read`` gave into float32 (band of the reader, row, col)."""
        for at, layer, lacking in zip(self.positions, values, self.lacking):
            result[at] = layer
            if lacking is not None:
                np.copyto(result[at], np.float32(np.nan), where=layer == lacking)

    def forget(self) -> None:
        """Free the memory that shared blocks take."""
        if self.shared is not None:
            self.shared.forget()


@dataclass(frozen=True, eq=False)
class Loader:
    """Reads windows of some bands, as stored, or with ``dtype`` None as float32 with NaN.

    Attributes:
        handles: hand out the datasets of a file.
        at: position of the one to read among those.
    """

    handles: Handles
    at: int
    source: RasterSource
    bands: tuple[int, ...] = ()
    dtype: str | None = None

    def __call__(self, windows: Sequence[Window]) -> list[np.ndarray]:
        """Return (band, row, col) of windows."""
        with self.handles.borrow() as datasets:  # one for all: each keeps its own decoded blocks
            return [self._read(datasets[self.at], window) for window in windows]

    def _read(self, dataset: Dataset, window: Window) -> np.ndarray:
        data = read_bands(dataset, self.source, bands=self.bands, window=window, plain=self.dtype)
        values = np.ma.getdata(data)
        if self.dtype is None:
            values = values.astype(np.float32, copy=False)
            mask = np.ma.getmask(data)
            if mask is not np.ma.nomask:
                values[mask] = np.nan
        return values


def read_together(dataset: Dataset, positions: list[int]) -> list[list[int]]:
    """Return positions of bands that are read together.

    Blocks that hold every band, and those GDAL warps, are to be computed only once.
    """
    whole = isinstance(dataset, WarpedVRT) or dataset.interleaving == Interleaving.pixel
    step = len(positions) if whole else _BANDS_AT_ONCE
    return [positions[at : at + step] for at in range(0, len(positions), step)]


def _decoded_bytes(dataset: Dataset) -> int:
    """Return how many bytes of a pixel are decoded together, whichever bands are asked for."""
    sizes = [np.dtype(dtype).itemsize for dtype in dataset.dtypes]
    warped = isinstance(dataset, WarpedVRT)
    return sum(sizes) if not warped and dataset.interleaving == Interleaving.pixel else max(sizes)


def true_blocks(dataset: Dataset, source: RasterSource) -> tuple[int, int] | None:
    """Return rows and columns of the blocks that are decoded as a whole; None where unknown.

    Those of a virtual raster are not: its files have their own.
    """
    if isinstance(dataset, WarpedVRT) or dataset.driver != "VRT":
        return dataset.block_shapes[0]
    if dataset.name.lstrip().startswith("<VRTDataset") and dataset.name != source.path:
        with open_checked(source.path, label=source.label) as hidden:  # by ``_without_alpha``
            return true_blocks(hidden, source)
    return None


def stored_nodata(dataset: Dataset, bands: Sequence[int]) -> tuple[int | None, ...] | None:
    """Return the stored number that means no data in each band; None where that does not suffice.

    A mask costs as much reading as the numbers themselves. NaN needs no telling.
    """
    dtypes = dataset.dtypes  # which asks for those of all bands, as does each of the others
    if isinstance(dataset, WarpedVRT) or len({dtypes[band - 1] for band in bands}) > 1:
        return None
    every_flags, every_nodata = dataset.mask_flag_enums, dataset.nodatavals
    found: list[int | None] = []
    for band in bands:
        dtype, flags = np.dtype(dtypes[band - 1]), every_flags[band - 1]
        nodata = every_nodata[band - 1]
        if flags == [MaskFlags.all_valid] or (nodata is not None and np.isnan(nodata)):
            usable = flags in ([MaskFlags.all_valid], [MaskFlags.nodata])
            found.append(None)
        else:
            usable = flags == [MaskFlags.nodata] and nodata is not None and dtype.kind in "ui"
            if usable:
                limits = np.iinfo(dtype)
                usable = nodata == nodata // 1 and limits.min <= nodata <= limits.max
                found.append(int(nodata) if usable else None)
        if not usable:
            return None
    return tuple(found)
