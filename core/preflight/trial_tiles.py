"""The tiles of a map without listing all of them, and some that stand for them."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

from ..rasters.grid import AreaMask, Window

_GOLDEN = (math.sqrt(5) - 1) / 2
_LOOKED_AT = 200  # tiles, for the share of those that polygons touch
_LOOKING = 2.0  # seconds


@dataclass(frozen=True)
class TileGrid:
    """The tiles that a map is made in.

    Attributes:
        frame: what the raster covers.
        side: of a tile, in pixels.
        mask: polygons to map; None maps everything.
    """

    frame: Window
    side: int
    mask: AreaMask | None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of tiles."""
        return -(-self.frame.height // self.side), -(-self.frame.width // self.side)

    def at(self, row: int, col: int) -> Window:
        """Return a tile."""
        top, left = row * self.side, col * self.side
        return Window(
            self.frame.row + top, self.frame.col + left,
            min(self.side, self.frame.height - top), min(self.side, self.frame.width - left),
        )  # fmt: skip

    def busy(self, tile: Window) -> bool:
        """Tell whether there is something to map in a tile."""
        return self.mask is None or bool(self.mask.read(tile).any())

    def busy_share(self) -> float:
        """Return the share of the frame in tiles with something to map; seldom all are looked at.

        Greater than 0, for there is something to map.
        """
        if self.mask is None:
            return 1.0
        end = time.monotonic() + _LOOKING
        rows, cols = self.shape
        pixels = found = 0
        for done, at in enumerate(spread_order(rows * cols)):
            if done and (done >= _LOOKED_AT or time.monotonic() > end):
                break
            tile = self.at(*divmod(at, cols))
            pixels += tile.height * tile.width
            found += tile.height * tile.width if self.busy(tile) else 0
        return max(found, 1) / pixels

    def spread(self, together: int) -> Iterator[Window]:
        """Yield tiles with something to map, in squares of so many along a side, all over the map.

        Neighbours share blocks of the image's files, as in the run.
        """
        rows, cols = self.shape
        across = -(-cols // together)
        for square in spread_order(-(-rows // together) * across):
            top, left = (together * place for place in divmod(square, across))
            for row in range(top, min(top + together, rows)):
                for col in range(left, min(left + together, cols)):
                    tile = self.at(row, col)
                    if self.busy(tile):
                        yield tile


def spread_order(count: int) -> Iterator[int]:
    """Yield 0 to ``count`` - 1, each once, so that the first of them are spread as well.

    Steps near the golden section of all, and prime to it, leave no large gap anywhere.
    """
    step = max(1, round(_GOLDEN * count))
    while math.gcd(step, count) > 1:
        step += 1
    for at in range(count):
        yield (at * step + count // 2) % count
