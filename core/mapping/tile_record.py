"""What a tile of a map holds as bytes, and back from bytes that nobody vouches for."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ..rasters.grid import Window
from .map_tiles import TileResult
from .trust import PERCENTS

_FIXED = struct.Struct("<qqq")  # pixels filled; rows and columns of what was measured, -1 = nothing
_ARRAY = struct.Struct("<?Q")  # compressed, bytes
_STORED, _NPY_HEAD = 128, 128  # bytes below which trying is no use; of an array's description
_SAMPLE = 1 << 16
_WORTH = 0.7  # of the bytes are left when a sample is compressed; noise is stored as it is
_NUMBERS = 8  # bytes of a count


@dataclass(frozen=True)
class Plane:
    """What the layer of a raster is made of; ``bands`` 0 = a plane without an axis of bands."""

    dtype: str
    bands: int = 0


@dataclass(frozen=True)
class TileForm:
    """What the tiles of a map hold: by this their bytes are read, not by what these say.

    Attributes:
        classes: of the map.
        layers: of the rasters beside the map, in their order.
        measured: something is measured of each tile.
    """

    classes: int
    layers: Mapping[str, Plane]
    measured: bool

    def most_bytes(self, tile: Window) -> int:
        """Return how long the record of a tile can be at most."""
        pixels = tile.height * tile.width
        arrays = sum(np.dtype(dtype).itemsize * _size(shape) for dtype, shape in self._fixed(tile))
        sums = pixels * self._most_columns * _NUMBERS if self.measured else 0
        return _FIXED.size + arrays + sums + (len(self.layers) + 4) * (_ARRAY.size + 2 * _NPY_HEAD)

    def pack(self, result: TileResult) -> list[bytes]:
        """Return the parts of a record, to be written one after the other."""
        shape = (-1, -1) if result.measured is None else result.measured.shape
        parts = [_FIXED.pack(result.filled, *shape)]
        layers = [result.layers[name] for name in self.layers]
        measured = [] if result.measured is None else [result.measured]
        for array in (result.labels, *layers, result.confidence, result.outside, *measured):
            parts += _packed(array)
        return parts

    def unpack(self, record: bytes, tile: Window) -> TileResult:
        """Return what a record holds of a tile.

        Raises:
            ValueError: it is not one of this form and tile.
        """
        filled, rows, columns = _FIXED.unpack_from(self._long_enough(record))
        forms = [*self._fixed(tile)]
        if (rows >= 0) != self.measured:
            raise ValueError("what is measured is missing, or nobody asked for it")
        if self.measured:
            pixels = tile.height * tile.width
            if not (0 <= rows <= pixels and 0 <= columns <= self._most_columns):
                raise ValueError(f"{rows} x {columns} numbers cannot be of this tile")
            forms.append(("<i8", (rows, columns)))
        found = list(_unpacked(record[_FIXED.size :], forms))
        measured = found.pop() if self.measured else None
        labels, *layers, confidence, outside = found
        if labels.size and not -1 <= labels.min() <= labels.max() < self.classes:
            raise ValueError("a class is none of the model")
        named = dict(zip(self.layers, layers))
        return TileResult(labels, named, confidence, outside, measured, filled)

    @property
    def _most_columns(self) -> int:
        """Most numbers of a place: what ``CellMeasure`` tells is the most there is."""
        return 4 + 2 * self.classes

    def _fixed(self, tile: Window) -> list[tuple[str, tuple[int, ...]]]:
        """Return type and shape of the arrays whose size a tile tells."""
        plane = (tile.height, tile.width)
        layers = [
            (one.dtype, (one.bands, *plane) if one.bands else plane) for one in self.layers.values()
        ]
        sums = [("<i8", (self.classes, PERCENTS)), ("<i8", (2, self.classes))]
        return [("<i2", plane), *layers, *sums]

    def _long_enough(self, record: bytes) -> bytes:
        if len(record) < _FIXED.size:
            raise ValueError("the record is too short")
        return record


def _size(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape, dtype=np.int64))


def _packed(array: np.ndarray) -> Iterator[bytes]:
    """Return an array as npy, compressed where that is worth while, after its length."""
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    head, data = _npy_head(little.dtype.str, little.shape), little.tobytes()
    middle = max(0, len(data) - _SAMPLE) // 2
    sample = data[middle : middle + _SAMPLE]
    if len(data) > _STORED and len(zlib.compress(sample, 1)) < _WORTH * len(sample):
        packer = zlib.compressobj(1)
        data = packer.compress(head) + packer.compress(data) + packer.flush()
        return iter((_ARRAY.pack(True, len(data)), data))
    return iter((_ARRAY.pack(False, len(head) + len(data)), head, data))


def _npy_head(dtype: str, shape: tuple[int, ...]) -> bytes:
    """Return what stands before an array's numbers in the npy format."""
    stream = io.BytesIO()
    header = {"descr": dtype, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(stream, header)
    return stream.getvalue()


def _unpacked(data: bytes, forms: list[tuple[str, tuple[int, ...]]]) -> Iterator[np.ndarray]:
    """Yield the arrays of known types and shapes that bytes hold, and that are all they hold.

    No header is read: it is compared with the one that must be there.
    """
    start = 0
    for dtype, shape in forms:
        kind = np.dtype(dtype).newbyteorder("<")
        head = _npy_head(kind.str, shape)
        wanted = len(head) + kind.itemsize * _size(shape)
        if len(data) - start < _ARRAY.size:
            raise ValueError("an array is missing")
        compressed, size = _ARRAY.unpack_from(data, start)
        start += _ARRAY.size
        part = data[start : start + size]
        start += size
        if compressed:
            part = _decompressed(part, wanted)
        if len(part) != wanted or not part.startswith(head):
            raise ValueError("an array has not the type and size that it must have")
        flat = np.frombuffer(part, kind, offset=len(head))
        yield flat.reshape(shape).astype(kind.newbyteorder("="), copy=False)
    if start != len(data):
        raise ValueError("there is more than the arrays")


def _decompressed(data: bytes, wanted: int) -> bytes:
    """Return ``wanted`` bytes; more than one beyond are never unpacked."""
    try:
        return zlib.decompressobj().decompress(data, wanted + 1)
    except zlib.error as error:
        raise ValueError("an array is damaged") from error
