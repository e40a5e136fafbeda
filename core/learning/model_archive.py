"""The container of a model file: a zip of one JSON document and plain arrays, read with distrust.

Nothing read here is trusted: sizes are limited before and while reading, names are compared with
the expected ones, and array headers are matched against the few forms written here instead of
being evaluated.
"""

from __future__ import annotations

import io
import json
import math
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Callable

import numpy as np

from ..errors import ModelError
from ..outputs.publication import made

DOCUMENT = "model.json"
MAX_BYTES = 2 * 1024**3
MAX_DOCUMENT_BYTES = 16 * 1024**2
_MAX_ENTRIES = 64
_MOST_DIGITS = 4000
_MAX_DIRECTORY_BYTES = 64 * 1024
_PACKED = (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)  # others unpack a few bytes to gigabytes
_DATE = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_END = struct.Struct("<4s4H2LH")
_LOCATOR_64 = b"PK\x06\x07"
_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00(?P<length>..)\{'descr': '(?P<dtype><i4|<i8|<f8)', "
    rb"'fortran_order': False, 'shape': \((?P<first>\d{1,10}),(?: (?P<second>\d{1,10}))?\), \} *\n",
    re.DOTALL,
)
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,  # encrypted, unknown compression
    ValueError,
)


def write_archive(
    path: str | Path, *, document: Mapping[str, Any], arrays: Mapping[str, np.ndarray]
) -> None:
    """Write a model file in the work folder of ``path``; it appears when it is whole.

    The same content gives the same bytes: entries carry no time, and keep the given order.

    Raises:
        InputError: the file cannot be written; what was there before is untouched.
        ModelError: the model is larger than what is read back.
    """
    text = json.dumps(document, allow_nan=False, indent=1).encode("ascii")
    size = len(text) + sum(array.nbytes + 128 for array in arrays.values())
    if size > MAX_BYTES or len(text) > MAX_DOCUMENT_BYTES:
        raise ModelError(
            f"The model needs {size / 1e9:.1f} GB, more than a model file may hold; train fewer "
            "trees or ask for more samples per leaf."
        )
    with made(path) as file, open(file, "wb") as stream:
        _write_zip(stream, text, arrays)


def _write_zip(stream: BinaryIO, text: bytes, arrays: Mapping[str, np.ndarray]) -> None:
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(_entry(DOCUMENT), text, compresslevel=_LEVEL)
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, version=(1, 0), allow_pickle=False)
            archive.writestr(_entry(f"{name}.npy"), buffer.getbuffer(), compresslevel=_LEVEL)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # the same bytes on every system
    entry.external_attr = 0o644 << 16
    return entry


def read_archive(
    path: str | Path, *, expect: Callable[[dict[str, Any]], frozenset[str]]
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read a model file's document and arrays.

    Args:
        path: the file.
        expect: checks the document, and names the arrays that must be there, and no others.

    Returns:
        the document, and read-only arrays (int32, int64 or float64, one or two axes) by name.

    Raises:
        ModelError: the file is unreadable, damaged, too large, or not such a file.
    """
    try:
        with open(path, "rb") as stream:
            _check_end(stream)
            with zipfile.ZipFile(stream) as archive:
                return _read_entries(archive, expect)
    except OSError as error:
        raise ModelError(f"it cannot be read ({error.strerror or error})") from error
    except _FAULTS as error:
        reason = str(error) or type(error).__name__
        raise ModelError(f"it is damaged or no model file ({reason})") from error


def _check_end(stream: BinaryIO) -> None:
    """Refuse, before parsing it, a directory no model file has."""
    size = stream.seek(0, os.SEEK_END)
    if size > MAX_BYTES:
        raise ModelError(f"it has {size / 1e9:.1f} GB, more than a model file may have")
    if size < _END.size:
        raise ModelError("it is no zip archive, as a model file is")
    stream.seek(max(0, size - _END.size - 20))
    tail = stream.read()
    signature, *_, entries, directory, _, comment = _END.unpack(tail[-_END.size :])
    if signature != b"PK\x05\x06" or comment or tail.startswith(_LOCATOR_64):
        raise ModelError("it is no zip archive, as a model file is, or it is cut short")
    if entries > _MAX_ENTRIES or directory > _MAX_DIRECTORY_BYTES:
        raise ModelError(f"it holds {entries} entries, more than a model file has")
    stream.seek(0)


def _read_entries(
    archive: zipfile.ZipFile, expect: Callable[[dict[str, Any]], frozenset[str]]
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    entries = {entry.filename: entry for entry in archive.infolist()}
    if len(entries) < len(archive.infolist()):
        raise ModelError("it holds two entries of one name")
    if DOCUMENT not in entries:
        raise ModelError(f"it is no model file: {DOCUMENT} is missing")
    if any(entry.compress_type not in _PACKED for entry in entries.values()):
        raise ModelError("it is packed as no model file is")
    total = sum(entry.file_size for entry in entries.values())
    if total > MAX_BYTES or entries[DOCUMENT].file_size > MAX_DOCUMENT_BYTES:
        raise ModelError(f"it unpacks to {total / 1e9:.1f} GB, more than a model file may hold")
    document = _parse_document(_read_entry(archive, entries[DOCUMENT]))
    names = expect(document)
    files = {f"{name}.npy" for name in names}
    missing, unknown = sorted(files - set(entries)), sorted(set(entries) - files - {DOCUMENT})
    if missing:
        raise ModelError(f"{missing[0]} is missing in it")
    if unknown:
        raise ModelError(f"it holds {unknown[0][:80]!r}, which is no part of a model file")
    arrays = {
        name: _parse_array(name, _read_entry(archive, entries[f"{name}.npy"])) for name in names
    }
    return document, arrays


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)  # more than this is never unpacked
        if len(content) != entry.file_size or stream.read(1):
            raise ModelError(f"the size of {entry.filename} in it is wrong")
    return content


def _parse_document(content: bytes) -> dict[str, Any]:
    document = json.loads(
        content.decode("utf-8"), parse_constant=_refuse_constant, parse_float=_finite,
        parse_int=_whole,
    )  # fmt: skip
    json.dumps(document, ensure_ascii=False).encode("utf-8")  # half surrogates fail here
    if not isinstance(document, dict):
        raise ModelError(f"{DOCUMENT} in it is no JSON object")
    return document


def _refuse_constant(text: str) -> float:
    raise ValueError(f"{text} in {DOCUMENT}")


def _finite(text: str) -> float:
    """Return a number that JSON can hold again: 1e999 would be infinite."""
    value = float(text)
    return value if math.isfinite(value) else _refuse_constant(text[:20])


def _whole(text: str) -> int:
    """Return a whole number; older Pythons would spend hours on one of a million digits."""
    return int(text) if len(text) <= _MOST_DIGITS else int(_refuse_constant(f"{text[:20]}…"))


def _parse_array(name: str, content: bytes) -> np.ndarray:
    header = _HEADER.match(content)
    if not header or header.end() != 10 + int.from_bytes(header["length"], "little"):
        raise ModelError(f"the array {name} in it is not of a known type")
    shape = tuple(int(size) for size in (header["first"], header["second"]) if size is not None)
    dtype = np.dtype(header["dtype"].decode("ascii"))
    count = int(np.prod(shape, dtype=object))
    if count == 0 or count * dtype.itemsize != len(content) - header.end():
        raise ModelError(f"the array {name} in it has not the size it claims")
    flat = np.frombuffer(content, dtype=dtype, offset=header.end())
    return flat.astype(dtype.newbyteorder("="), copy=False).reshape(shape)
