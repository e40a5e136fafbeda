"""What a tile of a map of shares holds as bytes, and back from bytes that nobody vouches for."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from ..mapping.packed_arrays import ArrayForm, most_bytes, packed, unpacked
from ..rasters.grid import Window
from .fraction_layers import Layers
from .pixel_shares import LAST_STATE, MetCells
from .share_tiles import ShareTile

_FIXED = struct.Struct("<qqq")  # pixels without image, those that lack something else; cells
_MOST_SHARE = 1.001  # shares sum to 1 but for rounding


@dataclass(frozen=True, eq=False)
class ShareForm:
    """What the tiles of a map of shares hold; see ``RecordForm``.

    Kept are the shares as they are stored. The other rasters and the sums follow from them.

    Attributes:
        layers: how shares become rasters.
        cells: whether pixels were made to agree with coarse cells.
    """

    layers: Layers
    cells: bool

    def most_bytes(self, tile: Window) -> int:
        """Return how long the record of a tile can be at most."""
        return _FIXED.size + most_bytes(self._forms(tile, tile.height * tile.width))

    def pack(self, result: ShareTile) -> list[bytes]:
        """Return the parts of a record, to be written one after the other."""
        sums, cells = result.sums, result.cells
        parts = [_FIXED.pack(sums.no_image, sums.no_ancillary, cells.state.size)]
        places = np.stack([cells.rows, cells.cols])
        for array in (result.values["output"], places, cells.state, cells.deviation):
            parts += packed(array)
        return parts

    def unpack(self, record: bytes, tile: Window) -> ShareTile:
        """Return what a record holds of a tile.

        Raises:
            ValueError: it is not one of this form and tile.
        """
        if len(record) < _FIXED.size:
            raise ValueError("the record is too short")
        no_image, no_ancillary, count = _FIXED.unpack_from(record)
        pixels = tile.height * tile.width
        if not 0 <= count <= (pixels if self.cells else 0):
            raise ValueError(f"{count} cells cannot be those of this tile")
        forms = self._forms(tile, count)
        shares, places, state, deviation = unpacked(record[_FIXED.size :], forms)
        known = ~np.isnan(shares[0])
        if (np.isnan(shares) == known).any():
            raise ValueError("a pixel has some of its shares only")
        told = shares[:, known]
        if not ((told >= 0) & (told <= _MOST_SHARE)).all() or (state > LAST_STATE).any():
            raise ValueError("a share or the state of a cell is none")
        lacking = pixels - int(known.sum())
        if not (0 <= no_image <= lacking and 0 <= no_ancillary <= lacking - no_image):
            raise ValueError("more pixels lack something than have no shares")
        return ShareTile.of(
            self.layers, np.where(known, shares, np.float32(0)), known,
            missing=(no_image, no_ancillary),
            cells=MetCells(places[0], places[1], state, deviation),
        )  # fmt: skip

    def _forms(self, tile: Window, cells: int) -> list[ArrayForm]:
        """Return type and shape of the arrays of a tile with so many cells."""
        shape = (len(self.layers.legend), tile.height, tile.width)
        return [("<f4", shape), ("<i8", (2, cells)), ("|u1", (cells,)), ("<f8", (cells,))]
