"""Decoded blocks of rasters, shared by all threads, so that each is decoded once while in use."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Callable

import numpy as np

from .window import Window

_CACHE_BYTES = 192 * 2**20
_LOCKS = 61  # more than threads that read at once, so that few wait for another's block
_STRIPS_PIXELS, _TILES_PIXELS = 65_536, 16_384  # of small blocks that are read at a time
_SLICE_ROWS = 128  # of large blocks, so that the edge a neighbour looks at stays, not the whole
_EDGE_ROWS = 16  # of blocks a row of which has no room in the cache; neighbours want no more
_LARGEST = 4  # such units must fit into the cache; of larger blocks only the rows needed are kept
_SHARE_OF_ROW = 5 / 8  # of the cache; of a row of units that takes more, only what is needed
_SLICES = 16  # of large blocks must fit into the cache
_HALF = 2  # the cache over what may be decoded at a time

Load = Callable[[Sequence[Window]], "list[np.ndarray]"]
"""Reads (band, row, col) of windows of the same blocks, which are decoded once."""


class BlockCache:
    """Arrays in memory up to a number of bytes; those used longest ago go first.

    Reading takes at most twice ``limit``: what is kept, and half as much again that is being
    decoded, which GDAL holds while it is copied. Where a block alone is larger than half of
    ``limit``, it takes ``limit`` and twice that block, as only one is decoded at a time.
    """

    def __init__(self, limit: int) -> None:
        """Keep at most ``limit`` bytes."""
        self.limit = limit
        self._lock = threading.RLock()  # the garbage collector may call drop at any place
        self._arrays: OrderedDict[tuple[object, Window], np.ndarray] = OrderedDict()
        self._bytes = 0
        self._loading = [threading.Lock() for _ in range(_LOCKS)]
        self._room, self._decoding = threading.Condition(), 0

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

    @contextmanager
    def decoding(self, size: int) -> Iterator[None]:
        """Wait until ``size`` bytes may be decoded; what is too large is decoded alone."""
        most = self.limit // _HALF
        with self._room:
            self._room.wait_for(lambda: not self._decoding or self._decoding + size <= most)
            self._decoding += size
        try:
            yield
        finally:
            with self._room:
                self._decoding -= size
                self._room.notify_all()


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
        decoded_bytes: int = 0,
    ) -> None:
        """Prepare to read.

        Args:
            load: reads the parts of a unit.
            block: rows and columns of the file's blocks, the first of which begins at 0, 0.
            frame: window of the whole file.
            pixel_bytes: of all the bands, as ``load`` returns them.
            cache: keeps what was read.
            decoded_bytes: of a pixel that the file decodes at once, where those are more.
        """
        self._load, self._frame = load, frame
        self._pixel_bytes, self._cache = pixel_bytes, cache
        most = cache.limit // _LARGEST
        pixels = _TILES_PIXELS if block[1] < frame.width else _STRIPS_PIXELS
        pixels = min(pixels, most // pixel_bytes)
        height, width = block[0] * max(1, pixels // (block[0] * block[1])), block[1]
        self._unit = height, width
        self._decoded = height * width * max(pixel_bytes, decoded_bytes)
        self._large = height * width * pixel_bytes > most
        row_of_units = min(height, frame.height) * frame.width * pixel_bytes
        self._whole = row_of_units <= cache.limit * _SHARE_OF_ROW
        row_bytes = min(width, frame.width) * pixel_bytes
        self._rows = min(_SLICE_ROWS, max(1, cache.limit // _SLICES // row_bytes))
        self._key = object()
        weakref.finalize(self, self._cache.drop, self._key)

    def read(self, window: Window) -> Iterator[tuple[Window, np.ndarray]]:
        """Yield parts that cover a window inside the frame; nobody may change them."""
        height, width = self._unit
        for row in range(window.row // height * height, window.row + window.height, height):
            for col in range(window.col // width * width, window.col + window.width, width):
                unit = Window(row, col, height, width).intersect(self._frame)
                if unit is not None:
                    yield from self._read_unit(unit, window)

    def forget(self) -> None:
        """Free the memory that the blocks take."""
        self._cache.drop(self._key)

    def _read_unit(self, unit: Window, window: Window) -> Iterator[tuple[Window, np.ndarray]]:
        edge = 0 if self._whole else min(self._rows, _EDGE_ROWS)
        bottom = unit.row + unit.height
        inner = range(unit.row + edge, max(bottom - edge, unit.row + edge + 1), self._rows)
        starts = sorted({unit.row, *inner, max(bottom - edge, unit.row)} - {bottom})
        every = [
            Window(row, unit.col, end - row, unit.width)
            for row, end in zip(starts, [*starts[1:], bottom])
        ]
        touched = [place for place in every if place.intersect(window) is not None]
        if not self._whole and self._bytes(touched) > self._cache.limit * _SHARE_OF_ROW:
            inside = unit.intersect(window)
            if inside is not None:
                with self._cache.decoding(self._decoded):
                    values = self._load([inside])[0]
                yield inside, values
            return
        # a row of blocks that has no room is gone when the next tiles come: keep what is needed now
        for place, values in self._slices(touched, unit, every if self._whole else touched):
            common = place.intersect(window)
            if common is not None:
                yield common, values[(slice(None), *common.inside(place))]

    def _slices(
        self, wanted: list[Window], unit: Window, every: list[Window]
    ) -> list[tuple[Window, np.ndarray]]:
        """Return some slices of a unit; if one must be loaded, all that lack of ``every`` are."""
        found = self._kept(wanted)
        if len(found) < len(wanted):
            with self._cache.loading(self._key, unit):
                found = self._kept(every)  # another thread may have loaded some meanwhile
                if any(place not in found for place in wanted):
                    lacking = [place for place in every if place not in found]
                    with self._cache.decoding(self._decoded):
                        found.update(zip(lacking, self._load_slices(lacking)))
                    for place in sorted(lacking, key=wanted.__contains__):  # needed now: goes last
                        self._cache.put(self._key, place, found[place])
        return [(place, found[place]) for place in wanted]

    def _kept(self, places: list[Window]) -> dict[Window, np.ndarray]:
        kept = ((place, self._cache.get(self._key, place)) for place in places)
        return {place: values for place, values in kept if values is not None}

    def _load_slices(self, places: list[Window]) -> list[np.ndarray]:
        if not self._large:
            return self._load(places)
        # GDAL has no room for the bands of a large block, and sorts them out anew for every reading
        top, last = places[0], places[-1]
        height = last.row + last.height - top.row
        values = self._load([Window(top.row, top.col, height, top.width)])[0]
        starts = [place.row - top.row for place in places]
        return [values[:, at : at + place.height].copy() for at, place in zip(starts, places)]

    def _bytes(self, places: list[Window]) -> int:
        return sum(place.height * place.width for place in places) * self._pixel_bytes
