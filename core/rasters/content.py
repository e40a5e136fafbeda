"""What tells on another computer whether a raster there is the same one."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
from rasterio.io import DatasetReader

from .block_sample import BlockSample
from .made_of import content_files
from .raster_file import RasterSource, open_raster

_BLOCKS = 5  # looked at, from the first of the first band that is read to the last of the last
_SIDE = 512  # pixels of a block that are looked at, each way


@dataclass(frozen=True)
class RasterContent:
    """What is alike wherever the same raster is read, by whatever path.

    Attributes:
        shape: rows and columns.
        dtypes: kinds of numbers, one per band.
        place: where it lies, and what stands for no data, in each band.
        sizes: of its files, in bytes, and of those it is made of; of those in the network none.
        pixels: a checksum of some blocks.
    """

    shape: tuple[int, int]
    dtypes: tuple[str, ...]
    place: tuple[object, ...]
    sizes: tuple[int, ...]
    pixels: int

    @classmethod
    def of(cls, source: RasterSource) -> RasterContent:
        """Look at a raster.

        Raises:
            InputError: it cannot be opened or read.
        """
        with open_raster(source) as dataset:
            nodata = tuple(None if value is None else repr(value) for value in dataset.nodatavals)
            return cls(
                dataset.shape, dataset.dtypes, (*dataset.transform.to_gdal(), *nodata),
                _sizes(dataset, source.path), _crc_of_blocks(dataset, source),
            )  # fmt: skip

    def difference(self, other: RasterContent) -> str:
        """Return in a few words what another raster has that is not as here, "" for nothing."""
        if self.shape != other.shape:
            return f"{_size(other.shape)} pixels, not {_size(self.shape)}"
        if self.dtypes != other.dtypes:
            return f"{_bands(other.dtypes)}, not {_bands(self.dtypes)}"
        if self.place != other.place:
            return "another place, or another value for no data"
        if self.pixels != other.pixels:
            return "other pixels"
        return "files of another size" if self.sizes != other.sizes else ""


def _size(shape: tuple[int, int]) -> str:
    return f"{shape[1]} x {shape[0]}"


def _bands(dtypes: tuple[str, ...]) -> str:
    return f"{len(dtypes)} of {' and '.join(dict.fromkeys(dtypes))} for bands"


def _sizes(dataset: DatasetReader, path: str) -> tuple[int, ...]:
    names = content_files(dataset, path)
    return tuple(sorted(os.path.getsize(name) for name in names if os.path.isfile(name)))


def _crc_of_blocks(dataset: DatasetReader, source: RasterSource) -> int:
    bands = source.bands or dataset.indexes
    blocks = BlockSample(dataset, source, bands=bands)
    places = np.linspace(0, blocks.count - 1, _BLOCKS).astype(np.int64).tolist()
    layers = np.linspace(0, len(bands) - 1, _BLOCKS).astype(np.int64).tolist()
    chosen = dict.fromkeys((bands[layer], place) for place, layer in zip(places, layers))
    return blocks.checksum(chosen, side=_SIDE)
