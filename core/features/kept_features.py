"""Features of a long series, computed once and kept in a file for as long as they are needed."""

from __future__ import annotations

import math
import tempfile
import threading
from typing import Any, Callable

import numpy as np

from ..errors import InputError
from ..rasters.window import Window

_SIDES = (512, 256, 128, 64)


class KeptFeatures:
    """Blocks of features that are computed when they are first asked for; safe to use from threads.

    What is read many times, by sampling, training and mapping, costs the series only once. The
    file has no name, takes 4 bytes for each feature of a pixel, and goes when it is closed.
    """

    def __init__(
        self,
        compute: Callable[[Window], np.ndarray],
        *,
        names: int,
        folder: str | None,
        memory: int,
    ) -> None:
        """Prepare to keep what ``compute`` returns, float32 (feature, row, col).

        Args:
            compute: computes any window.
            names: number of features.
            folder: where the file is kept; None = the system's temporary folder.
            memory: bytes that a block may take.
        """
        self._compute, self._names, self._folder = compute, names, folder
        most = math.isqrt(max(memory // (8 * names), 1))  # its parts, and the block
        side = next((side for side in _SIDES if side <= most), _SIDES[-1])
        self._side = side
        self._file: Any = None  # a binary file, once there is something to keep
        self._places: dict[Window, int] = {}
        self._computing: dict[Window, threading.Lock] = {}
        self._lock = threading.Lock()

    def read(self, window: Window, *, within: Window) -> np.ndarray:
        """Return the features of a window that lies ``within`` the frame of the grid.

        Raises:
            InputError: the file cannot be written or read, or whatever ``compute`` raises.
        """
        result = np.empty((self._names, window.height, window.width), np.float32)
        side = self._side
        top, left = (at // side * side for at in (window.row, window.col))
        bottom, right = window.row + window.height, window.col + window.width
        for row in range(top, bottom, side):
            for col in range(left, right, side):
                block = Window(row, col, side, side).intersect(within)
                common = block and block.intersect(window)
                if block and common:
                    values = self._block(block)
                    result[(..., *common.inside(window))] = values[(..., *common.inside(block))]
        return result

    def close(self) -> None:
        """Remove the file."""
        with self._lock:
            if self._file is not None:
                self._file.close()
            self._file = None
            self._places.clear()

    def _block(self, block: Window) -> np.ndarray:
        with self._lock:
            own = self._computing.setdefault(block, threading.Lock())
        with own:
            if block not in self._places:
                self._keep(block, self._compute(block))
        return self._kept(block)

    def _keep(self, block: Window, values: np.ndarray) -> None:
        try:
            with self._lock:
                if self._file is None:
                    # closed by close(), and by the garbage collector where nobody calls it
                    self._file = tempfile.TemporaryFile(  # noqa: SIM115
                        prefix="finecover-", dir=self._folder
                    )
                place = self._file.seek(0, 2)
                self._file.write(values.astype(np.float32, copy=False).tobytes())
                self._file.flush()
                self._places[block] = place
        except OSError as error:
            raise InputError(
                f"The features cannot be kept in '{self._folder or tempfile.gettempdir()}', where "
                f"temporary files go ({error.strerror}); make room there, or write them by "
                "computefeatures first."
            ) from error

    def _kept(self, block: Window) -> np.ndarray:
        """Return a view of the file, of which only what is looked at is read."""
        shape = (self._names, block.height, block.width)
        with self._lock:
            return np.memmap(self._file, np.float32, "r", self._places[block], shape)
