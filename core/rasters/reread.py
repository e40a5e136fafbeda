"""Reading again what was written, before it replaces anything."""

from __future__ import annotations

import errno
import math
import os
from collections.abc import Iterator

import numpy as np
import rasterio

_READ_WHOLE = 32 * 2**20  # bytes of pixels that are unpacked in a tenth of a second
_SAMPLE = 64  # blocks of a larger raster, beside the last ones of its bands


def check_whole(dataset: rasterio.DatasetReader) -> None:
    """Make sure that all of a GeoTIFF that was just written reached the disk.

    GDAL tells failures of its last writes, when a disk runs full, in its log only: blocks then
    lack, or lie beyond the end of the file. So the place and the size of every block, overviews
    too, are compared with the size of the file, which costs no reading. What is damaged though it
    is there, as by a failing network drive, shows when a block is unpacked: a small raster is read
    whole; of a large one some blocks spread over the first band, and the last block of every
    band, which a file that was cut short would lack.

    Raises:
        OSError: a block is missing.
        RasterioError: a block cannot be unpacked.
    """
    shared = dataset.profile.get("interleave") == "pixel"
    for band in dataset.indexes[:1] if shared else dataset.indexes:
        for level in (None, *range(len(dataset.overviews(band)))):
            _check_places(dataset, band, level)
    bytes_per_pixel = sum(np.dtype(dtype).itemsize for dtype in dataset.dtypes)
    if dataset.height * dataset.width * bytes_per_pixel <= _READ_WHOLE:
        dataset.read()
        return
    rows, cols = dataset.block_shapes[0]
    blocks = math.ceil(dataset.height / rows), math.ceil(dataset.width / cols)
    count = blocks[0] * blocks[1]
    for place in np.unique(np.linspace(0, count - 1, _SAMPLE).astype(int)).tolist():
        _read_block(dataset, 1, place // blocks[1], place % blocks[1])
    for band in dataset.indexes[1:]:
        _read_block(dataset, band, blocks[0] - 1, blocks[1] - 1)


def _check_places(dataset: rasterio.DatasetReader, band: int, level: int | None) -> None:
    size = os.path.getsize(dataset.name)
    for row, col in _blocks(dataset, level):
        place, length = (
            dataset.get_tag_item(f"BLOCK_{what}_{col}_{row}", "TIFF", bidx=band, ovr=level)
            for what in ("OFFSET", "SIZE")
        )
        if place is None or length is None or int(place) + int(length) > size:
            raise OSError(errno.EIO, f"write error, part of band {band} did not reach the disk")


def _blocks(dataset: rasterio.DatasetReader, level: int | None) -> Iterator[tuple[int, int]]:
    """Yield row and column of each block of the raster, or of an overview."""
    shape, block = dataset.shape, dataset.block_shapes[0]
    if level is not None:
        with rasterio.open(dataset.name, overview_level=level) as overview:
            shape, block = overview.shape, overview.block_shapes[0]
    for row in range(math.ceil(shape[0] / block[0])):
        for col in range(math.ceil(shape[1] / block[1])):
            yield row, col


def _read_block(dataset: rasterio.DatasetReader, band: int, row: int, col: int) -> None:
    rows, cols = dataset.block_shapes[band - 1]
    dataset.read(
        band,
        window=(
            (row * rows, min((row + 1) * rows, dataset.height)),
            (col * cols, min((col + 1) * cols, dataset.width)),
        ),
    )
