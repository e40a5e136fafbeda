"""Open rasters that threads share, each at a time, without opening them again for every window."""

from __future__ import annotations

import threading
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Callable

import rasterio

_IDLE_LIMIT = 100  # open files; macOS lets a program have 256


class _Idle:
    """Datasets that are open but not being read, over all readers.

    GDAL lets a dataset wander between threads as long as one reads it at a time. Keeping idle
    ones saves opening; a limit keeps long series below the system's number of open files.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.RLock()  # the garbage collector may call drop at any place
        self._idle: deque[tuple[object, Any, ExitStack]] = deque()

    def take(self, owner: object) -> tuple[Any, ExitStack] | None:
        """Return the idle handle of ``owner`` used last and what closes it, or None."""
        with self._lock:
            for entry in reversed(tuple(self._idle)):
                if entry[0] is owner:
                    self._idle.remove(entry)
                    return entry[1], entry[2]
        return None

    def put(self, owner: object, handle: Any, stack: ExitStack) -> None:
        """Keep a handle for later; close the one that was idle longest when there are many."""
        with self._lock:
            self._idle.append((owner, handle, stack))
            spare = self._idle.popleft()[2] if len(self._idle) > self._limit else None
        if spare is not None:
            spare.close()

    def drop(self, owner: object) -> None:
        """Close every idle handle of ``owner``."""
        with self._lock:
            mine = [stack for whose, _, stack in self._idle if whose is owner]
            self._idle = deque(entry for entry in self._idle if entry[0] is not owner)
        for stack in mine:
            stack.close()


_IDLE = _Idle(_IDLE_LIMIT)


class Handles:
    """Handles of one raster, one for each thread that reads at the same time.

    What nobody closes is closed when the reader is forgotten.
    """

    def __init__(self, opener: Callable[[ExitStack], Any]) -> None:
        self._opener = opener
        self._closed = False
        self._key = object()
        weakref.finalize(self, _IDLE.drop, self._key)

    @contextmanager
    def borrow(self) -> Iterator[Any]:
        """Hand out a handle nobody else uses.

        It is closed after an error: GDAL does not try again what it could not open for it.
        """
        handle, stack = _IDLE.take(self._key) or self._open()
        try:
            yield handle
        except BaseException:
            stack.close()
            raise
        if self._closed:
            stack.close()
        else:
            _IDLE.put(self._key, handle, stack)

    def close(self) -> None:
        """Close the idle handles; those in use are closed when they come back."""
        self._closed = True
        _IDLE.drop(self._key)

    def _open(self) -> tuple[Any, ExitStack]:
        # opened where there is no environment, a dataset of rasterio 1.4 brings one of its own, and
        # may then only be closed by the thread that opened it
        with ExitStack() as stack, rasterio.Env():
            handle = self._opener(stack)
            return handle, stack.pop_all()
