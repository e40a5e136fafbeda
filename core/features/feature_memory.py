"""How much of the features can be computed at once within a memory budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..parallel import thread_count
from ..rasters.blocks import Blocks
from ..rasters.raster import RasterReader
from .recipe import FeatureRecipe
from .temporal import BLOCK as STATISTIC_PIXELS

_LEAST = 2048  # pixels at once, whatever the budget
_NUMBER = 4  # bytes
# numbers per date of a pixel that statistics are being computed of: the values, what is finite,
# their order, with what is missing replaced, ranks, and waves in float64; measured
_STATISTIC_NUMBERS = 12
_BESIDE = 8  # numbers of a pixel beside all that: masks, an index being computed
_FEW_DECODINGS = 4  # of a block; rather than more, fewer threads work at a time
_SHARE_OF_RESULTS = 4  # one part of the budget is for features that wait to be written
_SHARE_OF_BLOCKS = 3 / 16  # of the budget, for decoded blocks that threads share
_MOST_BLOCKS = 2**28  # bytes

MEMORY = 2**30
"""Bytes for those who are given no budget."""


def block_bytes(memory: int) -> int:
    """Return how many bytes of a budget are for decoded blocks."""
    return min(int(memory * _SHARE_OF_BLOCKS), _MOST_BLOCKS)


def file_bytes(memory: int) -> int:
    """Return how many bytes of a budget are for decoded blocks of a file that holds features.

    Nothing is computed from them that needs memory, so more helps where a row of blocks is large.
    """
    return int(memory * _SHARE_OF_BLOCKS)


@dataclass(frozen=True)
class FeatureMemory:
    """What a budget allows.

    Attributes:
        slots: threads that may compute features at the same time.
        pixels: that each of them may compute features of at once.
        blocks: of the files most bands are read from.
        tile_pixels: of a tile whose features are handed over.
        result: bytes of the features of one tile.
    """

    slots: int
    pixels: int
    blocks: Blocks
    tile_pixels: int
    result: int

    @classmethod
    def of(
        cls, recipe: FeatureRecipe, readers: Sequence[RasterReader], memory: int
    ) -> FeatureMemory:
        """Share ``memory``, in bytes, among the threads and what waits behind them."""
        threads = thread_count()
        result = memory // _SHARE_OF_RESULTS // (3 * threads)
        tile = max(result // (2 * _NUMBER * len(recipe.names)), _LEAST)
        scenes = len(recipe.scenes)
        own = memory * (_SHARE_OF_RESULTS - 1) // _SHARE_OF_RESULTS - block_bytes(memory)
        fixed = _NUMBER * _STATISTIC_NUMBERS * scenes * STATISTIC_PIXELS if recipe.statistics else 0
        per_pixel = _NUMBER * (len(recipe.read_bands) + 2 * len(recipe.names) + _BESIDE)
        if recipe.statistics and recipe.indices:
            per_pixel += 2 * _NUMBER * scenes  # of one index while the next is computed
        per_pixel += max(reader.bytes_per_pixel for reader in readers)
        most = max(readers, key=lambda reader: len(reader.bands))
        enough = most.blocks.height * most.blocks.width // _FEW_DECODINGS
        for slots in range(threads, 0, -1):
            pixels = max((own // slots - fixed) // per_pixel, _LEAST)
            if pixels >= enough:
                break
        return cls(slots, pixels, most.blocks, tile, result)
