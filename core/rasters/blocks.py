"""Cutting windows along the blocks that a file's pixels are stored in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .window import Window


@dataclass(frozen=True)
class Blocks:
    """The blocks of a file, each of which is decoded as a whole.

    Attributes:
        row, col: of the first pixel of some block; may be negative.
        height, width: of a block, >= 1.
    """

    row: int
    col: int
    height: int
    width: int

    def touched(self, window: Window) -> int:
        """Return how many blocks a window has pixels in."""
        down = list(_edges(window.row, window.height, self.row, self.height, self.height))
        across = list(_edges(window.col, window.width, self.col, self.width, self.width))
        return len(down) * len(across)


def cut(window: Window, blocks: Blocks, *, pixels: int) -> list[Window]:
    """Return parts of a window, row by row, of at most about ``pixels`` pixels each.

    They hold whole blocks as long as one fits, and else whole widths of blocks, so that few blocks
    are decoded more often than they must be.

    Args:
        window: what the parts cover, each pixel once.
        blocks: of the file that is read.
        pixels: at least 1; where that is less than the width of a block, a row of it is one part.
    """
    if window.height * window.width <= pixels:
        return [window]
    height, width = min(blocks.height, window.height), min(blocks.width, window.width)
    if height * width > pixels:
        height = max(1, pixels // width)
    else:
        while True:  # more blocks, in both directions alike
            wider = width <= height and width < window.width
            grown = (height, 2 * width) if wider else (2 * height, width)
            if grown[0] * grown[1] > pixels or grown[0] >= 2 * window.height:
                break
            height, width = grown
    return [
        Window(row, col, rows, cols)
        for row, rows in _edges(window.row, window.height, blocks.row, blocks.height, height)
        for col, cols in _edges(window.col, window.width, blocks.col, blocks.width, width)
    ]


def _edges(start: int, length: int, origin: int, side: int, step: int) -> Iterator[tuple[int, int]]:
    """Yield (start, length) of parts: of several blocks each, or even parts of one block."""
    unit = max(side, step - step % side) if step >= side else side
    at = start
    while at < start + length:
        end = min(origin + ((at - origin) // unit + 1) * unit, start + length)
        count = -(-(end - at) // step) if step < side else 1
        for part in range(count):
            first, last = (at + (end - at) * n // count for n in (part, part + 1))
            yield first, last - first
        at = end
