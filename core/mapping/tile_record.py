"""What a tile of a map holds as bytes, and back from bytes that nobody vouches for."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from ..rasters.grid import Window
from .map_tiles import TileResult
from .packed_arrays import ArrayForm, most_bytes, packed, unpacked
from .trust import PERCENTS

_FIXED = struct.Struct("<qqq")  # pixels filled; rows and columns of what was measured, -1 = nothing


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
        sums = [("<i8", (pixels, self._most_columns))] if self.measured else []
        return _FIXED.size + most_bytes([*self._fixed(tile), *sums])

    def pack(self, result: TileResult) -> list[bytes]:
        """Return the parts of a record, to be written one after the other."""
        shape = (-1, -1) if result.measured is None else result.measured.shape
        parts = [_FIXED.pack(result.filled, *shape)]
        layers = [result.layers[name] for name in self.layers]
        measured = [] if result.measured is None else [result.measured]
        for array in (result.labels, *layers, result.confidence, result.outside, *measured):
            parts += packed(array)
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
        found = list(unpacked(record[_FIXED.size :], forms))
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

    def _fixed(self, tile: Window) -> list[ArrayForm]:
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
