"""Windows spread over an area, few enough to be read before a run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..progress import Progress, check
from ..rasters.area import Area, AreaMask
from ..rasters.grid import Grid, Window


@dataclass(frozen=True)
class Spread:
    """Which windows.

    Attributes:
        places: how many lie along each side of the area, at most.
        side: of a window, in pixels.
        seconds: after which no further one comes.
    """

    places: int
    side: int
    seconds: float


def spread_windows(
    grid: Grid, area: Area | None, spread: Spread, progress: Progress
) -> Iterator[tuple[Window, np.ndarray]]:
    """Yield windows spread over an area, and where they lie inside it, bool (row, col).

    They hang on the area alone; None is the whole grid.

    Raises:
        Cancelled: the user asked to stop.
    """
    mask: AreaMask | None = area.on(grid) if area else None
    frame = mask.window if mask else grid.window
    end = time.monotonic() + spread.seconds
    for row in _starts(frame.row, frame.height, spread):
        for col in _starts(frame.col, frame.width, spread):
            check(progress)
            window = Window(row, col, spread.side, spread.side).intersect(frame)
            if window is None or time.monotonic() > end:
                continue
            inside = np.ones((window.height, window.width), bool)
            yield window, inside if mask is None else mask.read(window)


def _starts(first: int, size: int, spread: Spread) -> list[int]:
    """Return where windows begin that are spread over a length, each pixel in one at most."""
    places = min(spread.places, max(1, size // spread.side))
    return [first + (2 * at + 1) * size // (2 * places) - min(spread.side, size) // 2
            for at in range(places)]  # fmt: skip
