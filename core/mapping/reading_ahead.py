"""Threads that compute while others read, so that no processor waits for a disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from ..features.features import FeatureSource
from ..rasters.grid import Window


class Turns:
    """Lets so many threads compute at a time; those that read, or have not read yet, do not count.

    A thread gets its turn when it has read, and keeps it until it reads again or ends its work.
    """

    def __init__(self, workers: int) -> None:
        """Let ``workers`` threads compute at a time."""
        self._free = threading.BoundedSemaphore(workers)
        self._thread = threading.local()

    @contextmanager
    def work(self) -> Iterator[None]:
        """End the turn of the thread at the end of the context."""
        try:
            yield
        finally:
            self._end()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Leave the turn to another thread meanwhile; only to be asked for in ``work``."""
        self._end()
        yield
        self._free.acquire()
        self._thread.has_turn = True

    def _end(self) -> None:
        if getattr(self._thread, "has_turn", False):
            self._thread.has_turn = False
            self._free.release()


class ReadAhead:
    """A feature source that is read while other threads have their turns."""

    def __init__(self, source: FeatureSource, turns: Turns) -> None:
        """Wrap ``source``, which the caller closes; to be read in ``turns.work`` only."""
        self.grid, self.names, self.recipe = source.grid, source.names, source.recipe
        self._source, self._turns = source, turns

    def read(self, window: Window) -> np.ndarray:
        """Return what the source returns, when there is a turn for who asks."""
        with self._turns.reading():
            return self._source.read(window)

    def close(self) -> None:
        """Close the source."""
        self._source.close()
