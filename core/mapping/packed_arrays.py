"""Arrays as bytes of a record, and back from bytes that nobody vouches for."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Iterator

import numpy as np

_ARRAY = struct.Struct("<?Q")  # compressed, bytes
_STORED, _NPY_HEAD = 128, 128  # bytes below which trying is no use; of an array's description
_SAMPLE = 1 << 16
_WORTH = 0.7  # of the bytes are left when a sample is compressed; noise is stored as it is

ArrayForm = tuple[str, tuple[int, ...]]
"""Type and shape of an array."""


def most_bytes(forms: Iterable[ArrayForm]) -> int:
    """Return how much room arrays take at most."""
    return sum(
        np.dtype(dtype).itemsize * _size(shape) + _ARRAY.size + 2 * _NPY_HEAD
        for dtype, shape in forms
    )


def packed(array: np.ndarray) -> Iterator[bytes]:
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


def unpacked(data: bytes, forms: Iterable[ArrayForm]) -> Iterator[np.ndarray]:
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


def _size(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape, dtype=np.int64))


def _npy_head(dtype: str, shape: tuple[int, ...]) -> bytes:
    """Return what stands before an array's numbers in the npy format."""
    stream = io.BytesIO()
    header = {"descr": dtype, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(stream, header)
    return stream.getvalue()


def _decompressed(data: bytes, wanted: int) -> bytes:
    """Return ``wanted`` bytes; more than one beyond are never unpacked."""
    try:
        return zlib.decompressobj().decompress(data, wanted + 1)
    except zlib.error as error:
        raise ValueError("an array is damaged") from error
