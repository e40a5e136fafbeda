"""Whether two runs make the same map: digests of all it depends on, part by part."""

from __future__ import annotations

import hashlib
import platform
import struct
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import PurePath
from typing import Any, Protocol

import numpy as np
import rasterio
import scipy
from affine import Affine

from ..learning.model import software_versions

_LONG = 64  # numbers of a list from which it is worth making an array of it

PARTS = {
    "software": "the software",
    "inputs": "an input file",
    "settings": "a setting",
    "model": "the model",
    "coarse": "the coarse map",
    "area": "the area to map",
    "rasters": "what rasters are wanted",
    "tiles": "the size of the tiles (by other threads or memory)",
}
"""What a map depends on, and how a sentence calls it; what depends on others comes after them."""


class _Hash(Protocol):
    def update(self, data: Any) -> None: ...


def digest(value: Any) -> str:
    """Return the SHA-256 of plain content, whatever objects hold it.

    Args:
        value: numbers, texts, dates, paths, arrays, and sequences, mappings and dataclasses of
            these; of a function only its name counts.

    Raises:
        TypeError: it holds something else.
    """
    found = hashlib.sha256()
    _add(found, value)
    return found.hexdigest()


def software() -> dict[str, str]:
    """Return versions of all that may change a digit of a map."""
    return {
        **software_versions(),
        "scipy": scipy.__version__,
        "rasterio": rasterio.__version__,
        "gdal": rasterio.__gdal_version__,
        "machine": platform.machine(),
    }


def changed_part(one: Mapping[str, str], other: Mapping[str, str]) -> str:
    """Return the first that differs between two fingerprints, as a sentence calls it."""
    return next((text for part, text in PARTS.items() if one.get(part) != other.get(part)), "")


def _add(found: _Hash, value: Any) -> None:
    """Add a value so that none has the bytes of another: its kind, its size, then itself."""
    if isinstance(value, np.ndarray):
        _add_array(found, value)
    elif value is None or isinstance(value, (bool, int, np.bool_, np.integer)):
        _add_text(found, "number", "None" if value is None else str(int(value)))
    elif isinstance(value, (float, np.floating)):
        found.update(b"float:" + struct.pack("<d", value))
    elif isinstance(value, (str, bytes, date, PurePath)):
        _add_text(found, type(value).__name__, value)
    elif isinstance(value, Affine):  # a tuple, or from version 3 a class of its own
        _add_all(found, "affine", [float(number) for number in tuple(value)[:6]])
    elif is_dataclass(value) and not isinstance(value, type):
        _add(found, {one.name: getattr(value, one.name) for one in fields(value)})
    elif isinstance(value, Mapping):
        _add_all(found, "mapping", [(str(key), value[key]) for key in sorted(value, key=str)])
    elif isinstance(value, (set, frozenset)):
        _add_all(found, "set", sorted(value))
    elif isinstance(value, Sequence):
        _add_sequence(found, value)
    elif callable(value):
        _add_text(found, "function", f"{value.__module__}.{getattr(value, '__qualname__', '')}")
    else:
        raise TypeError(f"{type(value).__name__} is no plain content")


def _add_text(found: _Hash, kind: str, value: Any) -> None:
    data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
    found.update(f"{kind}:{len(data)}:".encode("ascii"))
    found.update(data)


def _add_array(found: _Hash, array: np.ndarray) -> None:
    if array.dtype.hasobject:
        _add_all(found, "objects", array.tolist())
        return
    found.update(f"array:{array.dtype.str}:{array.shape}:".encode("ascii"))
    found.update(np.ascontiguousarray(array).reshape(-1).view(np.uint8))  # not a copy of a forest


def _add_all(found: _Hash, kind: str, values: Sequence[Any]) -> None:
    found.update(f"{kind}:{len(values)}:".encode("ascii"))
    for value in values:
        _add(found, value)


def _add_sequence(found: _Hash, values: Sequence[Any]) -> None:
    """Add a list; a ring of a million vertices as one array."""
    if len(values) >= _LONG and isinstance(values[0], (tuple, list)):
        first = values[0]
        if first and all(isinstance(number, float) for number in first):
            try:
                array = np.array(values, np.float64)
            except (TypeError, ValueError):
                array = np.empty(0)
            if array.shape == (len(values), len(first)):
                _add_array(found, array)
                return
    _add_all(found, "sequence", values)
