"""Blocks of pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Window:
    """A block of pixels; rows and columns may lie outside the grid they count on."""

    row: int
    col: int
    height: int
    width: int

    def expand(self, pixels: int) -> Window:
        """Grow by ``pixels`` on every side."""
        return Window(
            self.row - pixels, self.col - pixels, self.height + 2 * pixels, self.width + 2 * pixels
        )

    def intersect(self, other: Window) -> Window | None:
        """Return the common part, or None."""
        row, col = max(self.row, other.row), max(self.col, other.col)
        height = min(self.row + self.height, other.row + other.height) - row
        width = min(self.col + self.width, other.col + other.width) - col
        return Window(row, col, height, width) if height > 0 and width > 0 else None

    def inside(self, outer: Window) -> tuple[slice, slice]:
        """Return the slices that cut this window from an array that covers ``outer``."""
        row, col = self.row - outer.row, self.col - outer.col
        return slice(row, row + self.height), slice(col, col + self.width)

    def turns(self, columns: int | None) -> list[Window]:
        """Return the window as it lies on each turn of so many columns, last as it is."""
        if columns is None:
            return [self]
        first, last = self.col // columns, (self.col + self.width - 1) // columns
        turns = [turn for turn in range(first, last + 1) if turn]
        return [replace(self, col=self.col - turn * columns) for turn in (*turns, 0)]
