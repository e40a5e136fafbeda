"""Decoded blocks of rasters, shared by all threads, so that each is decoded once while in use."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Callable

import numpy as np

from .window import Window

_CACHE_BYTES = 192 * 2**20
_LOCKS = 61  # more than threads that read at once, so that few wait for another's block
_STRIPS_PIXELS, _TILES_PIXELS = 65_536, 16_384  # of small blocks that are read at a time
_SLICE_ROWS = 128  # of large blocks, so that the edge a neighbour looks at stays, not the whole
_LARGEST = 4  # such blocks must fit into the cache; larger ones are read in the windows asked for

Load = Callable[[Sequence[Window]], "list[np.ndarray]"]
"""Reads (band, row, col) of windows of the same blocks, which are decoded once."""


class BlockCache:
    """Arrays in memory up to a number of bytes; those used longest ago go first."""

    def __init__(self, limit: int) -> None:
        """Keep at most ``limit`` bytes."""
        self.limit = limit
        self._lock = threading.RLock()  # the garbage collector may call drop at any place
        self._arrays: OrderedDict[tuple[object, Window], np.ndarray] = OrderedDict()
        self._bytes = 0
        self._loading = [threading.Lock() for _ in range(_LOCKS)]

    def get(self, owner: object, window: Window) -> np.ndarray | None:
        """Return what is kept under a name, or None."""
        with self._lock:
            found = self._arrays.get((owner, window))
            if found is not None:
                self._arrays.move_to_end((owner, window))
            return found

    def put(self, owner: object, window: Window, values: np.ndarray) -> None:
        """Keep an array, which nobody may change any more."""
        with self._lock:
            before = self._arrays.pop((owner, window), None)
            self._arrays[owner, window] = values
            self._bytes += values.nbytes - (0 if before is None else before.nbytes)
            while self._bytes > self.limit and len(self._arrays) > 1:
                self._bytes -= self._arrays.popitem(last=False)[1].nbytes

    def drop(self, owner: object) -> None:
        """Forget what was kept of an owner."""
        with self._lock:
            for key in [key for key in self._arrays if key[0] is owner]:
                self._bytes -= self._arrays.pop(key).nbytes

    def loading(self, owner: object, unit: Window) -> threading.Lock:
        """Return what the thread that loads a unit holds."""
        return self._loading[hash((id(owner), unit)) % _LOCKS]


CACHE = BlockCache(_CACHE_BYTES)
"""For files that nobody gives a share of their memory."""


class SharedBlocks:
    """Some bands of one file, read by units of whole blocks that threads share."""

    def __init__(
        self,
        load: Load,
        *,
        block: tuple[int, int],
        frame: Window,
        pixel_bytes: int,
        cache: BlockCache,
    ) -> None:
        """Prepare to read.

        Args:
            load: reads the parts of a unit.
            block: rows and columns of the file's blocks, the first of which begins at 0, 0.
            frame: window of the whole file.
            pixel_bytes: of all the bands, as ``load`` returns them.
            cache: keeps what was read.
        """
        self._load, self._frame = load, frame
        pixels = _TILES_PIXELS if block[1] < frame.width else _STRIPS_PIXELS
        self._unit = block[0] * max(1, pixels // (block[0] * block[1])), block[1]
        self._pixel_bytes, self._cache = pixel_bytes, cache
        self._key = object()
        weakref.finalize(self, self._cache.drop, self._key)

    def read(self, window: Window) -> Iterator[tuple[Window, np.ndarray]]:
        """Yield parts that cover a window inside the frame; nobody may change them."""
        height, width = self._unit
        if height * width * self._pixel_bytes > self._cache.limit // _LARGEST:
            yield window, self._load([window])[0]
            return
        for row in range(window.row // height * height, window.row + window.height, height):
            for col in range(window.col // width * width, window.col + window.width, width):
                unit = Window(row, col, height, width).intersect(self._frame)
                if unit is not None:
                    yield from self._read_unit(unit, window)

    def forget(self) -> None:
        """Free the memory that the blocks take."""
        self._cache.drop(self._key)

    def _read_unit(self, unit: Window, window: Window) -> Iterator[tuple[Window, np.ndarray]]:
        slices = [
            Window(row, unit.col, min(_SLICE_ROWS, unit.row + unit.height - row), unit.width)
            for row in range(unit.row, unit.row + unit.height, _SLICE_ROWS)
        ]
        for place in slices:
            common = place.intersect(window)
            if common is not None:
                values = self._slice(place, unit, slices)
                yield common, values[(slice(None), *common.inside(place))]

    def _slice(self, place: Window, unit: Window, slices: list[Window]) -> np.ndarray:
        found = self._cache.get(self._key, place)
        if found is not None:
            return found
        with self._cache.loading(self._key, unit):
            found = self._cache.get(self._key, place)  # another thread may have loaded it meanwhile
            if found is None:
                lacking = [s for s in slices if self._cache.get(self._key, s) is None]
                for each, values in zip(lacking, self._load(lacking)):
                    self._cache.put(self._key, each, values)
                    if each == place:
                        found = values
        if found is None:
            raise ValueError("a slice is none of its unit's")
        return found
