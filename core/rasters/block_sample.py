"""Some blocks of a raster, which stand for all of its pixels."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from rasterio.io import DatasetReader

from ..errors import InputError
from .opening import reading
from .raster_file import GDAL_ERRORS, RasterSource, gdal_reason


class BlockSample:
    """The blocks that the pixels of a raster are stored in, as its first band to be read has them.

    Attributes:
        count: of the blocks of a band.
    """

    def __init__(
        self, dataset: DatasetReader, source: RasterSource, *, bands: Sequence[int]
    ) -> None:
        """Keep an open raster; ``bands`` are those that are read, from 1, at least one."""
        self._dataset, self._source = dataset, source
        self._height, self._width = dataset.block_shapes[bands[0] - 1]
        self._across = -(-dataset.width // self._width)
        self.count = -(-dataset.height // self._height) * self._across

    def checksum(
        self, chosen: Iterable[tuple[int, int]], *, side: int, offsets: bool = False
    ) -> int:
        """Return a checksum of some blocks.

        Args:
            chosen: band of each, from 1, and its number in the band, row by row from 0.
            side: pixels of a block that are looked at, each way.
            offsets: what is told of where the blocks lie in the file counts, too.

        Raises:
            InputError: one cannot be read.
        """
        found = 0
        try:
            for band, number in chosen:
                down, across = divmod(number, self._across)
                found = zlib.crc32(self._pixels(band, down, across, side), found)
                if offsets:
                    name = f"BLOCK_OFFSET_{across}_{down}"
                    lies = self._dataset.get_tag_item(name, "TIFF", bidx=band)
                    found = zlib.crc32(str(lies).encode("ascii"), found)
        except GDAL_ERRORS as error:
            told = gdal_reason(error)
            raise InputError(f"{self._source.label} cannot be read: {told}.") from error
        return found

    def _pixels(self, band: int, down: int, across: int, side: int) -> bytes:
        row, col = down * self._height, across * self._width
        window = ((row, min(row + min(self._height, side), self._dataset.height)),
                  (col, min(col + min(self._width, side), self._dataset.width)))  # fmt: skip
        with reading(self._dataset, self._source.path):
            return self._dataset.read(band, window=window).tobytes()
