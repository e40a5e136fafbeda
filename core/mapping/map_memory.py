"""How large the tiles of a map may be, and how many at a time, within a memory budget."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..parallel import thread_count
from ..rasters.grid import Window
from .posterior import PIXELS as PIXELS_WALKED

LARGEST, _LEAST = 512, 64  # pixels along a tile's side
_SMALLEST_WANTED = 128  # smaller ones only where the memory asks for it
_TILES_PER_WORKER = 2  # at least, so that none waits long for the others
_NUMBER = 4  # bytes of a feature, and of a probability
# Numbers of a pixel beside features and probabilities, measured: places among coarse cells, labels,
# what is valid, percentages.
_BESIDE = 16
_READING = 4  # numbers of a feature of a pixel while it is read or computed
_READ_BESIDE = 24
_WALK = 8  # bytes of a class share while a forest is walked
_SHARE_OF_SERIES = 4  # one part of the budget maps while the others compute statistics of a series


@dataclass(frozen=True)
class TileNumbers:
    """How many numbers each pixel of a map comes with.

    Attributes:
        features: that are read.
        used: those of them the model knows.
        classes: of the model.
        margin: pixels around a tile that smoothing looks at; 0 = none.
        planes: rasters and readers that want the probabilities of every class.
        layers: rasters that want one number.
    """

    features: int
    used: int
    classes: int
    margin: int
    planes: int
    layers: int

    @property
    def result(self) -> int:
        """Bytes per pixel of a tile that waits to be written."""
        return _NUMBER * (self.classes * self.planes + self.layers + 1)

    @property
    def working(self) -> int:
        """Bytes per pixel of a tile and its margin that is being worked on."""
        read = _NUMBER * (_READING * self.features + _READ_BESIDE)
        smoothed = 2 if self.margin else 1
        mapped = self.features + 2 * self.used + smoothed * self.classes + _BESIDE
        told = self.features + (smoothed + 1 + self.planes) * self.classes + _BESIDE
        return max(read, _NUMBER * max(mapped, told))

    @property
    def fixed(self) -> int:
        """Bytes that a thread takes however small the tile."""
        return PIXELS_WALKED * (_NUMBER * (self.used + self.classes) + 2 * _WALK * self.classes)


@dataclass(frozen=True)
class MapMemory:
    """What a budget allows.

    Attributes:
        side: of a tile, in pixels.
        workers: threads that may compute at the same time.
        bytes: that all tiles take together, at most.
    """

    side: int
    workers: int
    bytes: int

    @property
    def threads(self) -> int:
        """Threads with a tile of their own: one reads ahead while the others compute."""
        return _threads(self.workers)

    @classmethod
    def of(
        cls, numbers: TileNumbers, *, memory: int, frame: Window, recipe: Mapping[str, Any]
    ) -> MapMemory:
        """Return the largest tiles and the most workers that keep within ``memory``, in bytes.

        Smaller tiles come before fewer workers. However small the budget is, one works on the
        smallest tiles.

        Args:
            numbers: of each pixel.
            memory: for tiles being worked on, and those that wait to be written.
            frame: what is mapped; a small map has small tiles, so that every worker gets some.
            recipe: of the features; statistics of a series are computed in memory of their own.
        """
        if recipe.get("statistics"):
            memory //= _SHARE_OF_SERIES
        for workers in range(thread_count(), 0, -1):
            side = _wanted_side(frame, workers)
            while side > _LEAST and _bytes(numbers, side, workers) > memory:
                side //= 2
            needed = _bytes(numbers, side, workers)
            if needed <= memory:
                break
        return cls(side, workers, needed)


def _threads(workers: int) -> int:
    return workers + 1 if workers > 1 else 1


def _wanted_side(frame: Window, workers: int) -> int:
    tiles = _TILES_PER_WORKER * workers if workers > 1 else 1
    even = math.sqrt(frame.height * frame.width / tiles)
    side = LARGEST
    while side > _SMALLEST_WANTED and side > even:
        side //= 2
    return side


def _bytes(numbers: TileNumbers, side: int, workers: int) -> int:
    threads = _threads(workers)
    wide = (side + 2 * numbers.margin) ** 2
    own = numbers.working * wide + min(numbers.fixed, numbers.fixed * wide // PIXELS_WALKED)
    return threads * own + (2 * threads + 1) * numbers.result * side * side
