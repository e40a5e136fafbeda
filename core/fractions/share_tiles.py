"""One tile of a map of shares: what its rasters hold, and what is counted of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..mapping.trust import PERCENTS
from ..rasters.grid import AreaMask, Window
from .fraction_layers import Layers
from .pixel_shares import MetCells, PixelReader

QUANTUM = 1 << 24  # shares are summed as whole numbers of 1 / QUANTUM, alike in any order


@dataclass(frozen=True, eq=False)
class ShareSums:
    """Whole numbers of one tile or many.

    Attributes:
        no_image, no_ancillary: pixels without shares because the images show nothing there, or
            because only elevation, an ancillary raster or a coordinate is missing.
        counts: pixels by the class with the largest share, int64 (class,).
        shares: of all pixels together, in 1 / QUANTUM, int64 (class,).
        entropy: pixels of each whole percent of entropy, int64 (101,).
    """

    no_image: int
    no_ancillary: int
    counts: np.ndarray
    shares: np.ndarray
    entropy: np.ndarray

    @classmethod
    def zero(cls, classes: int) -> ShareSums:
        """Return the sums of no tile."""
        none = np.zeros(classes, np.int64)
        return cls(0, 0, none, none, np.zeros(PERCENTS, np.int64))

    def __add__(self, other: ShareSums) -> ShareSums:
        return ShareSums(
            self.no_image + other.no_image,
            self.no_ancillary + other.no_ancillary,
            self.counts + other.counts,
            self.shares + other.shares,
            self.entropy + other.entropy,
        )


@dataclass(frozen=True, eq=False)
class ShareTile:
    """What one tile holds.

    Attributes:
        values: of each raster by name, see ``Layers.of``; all follow from those of "output".
        sums: of its pixels.
        cells: the coarse cells that mapped pixels lie in; none where there are no coarse cells.
    """

    values: Mapping[str, np.ndarray]
    sums: ShareSums
    cells: MetCells

    @classmethod
    def of(
        cls,
        layers: Layers,
        shares: np.ndarray,
        known: np.ndarray,
        *,
        missing: tuple[int, int] = (0, 0),
        cells: MetCells | None = None,
    ) -> ShareTile:
        """Return the tile of some shares.

        Args:
            layers: how shares become rasters.
            shares: float64 (class, row, col), or float32 as they are stored.
            known: bool (row, col); no data elsewhere.
            missing: pixels without an image, and those that lack something else.
            cells: see ``ShareTile``.
        """
        values = layers.of(shares, known)
        stored = values["output"][:, known].astype(np.float64)
        sums = ShareSums(
            *missing,
            np.bincount(stored.argmax(axis=0), minlength=len(stored)),
            np.rint(stored * QUANTUM).astype(np.int64).sum(axis=1),
            np.bincount(values["entropy"][known], minlength=PERCENTS),
        )
        return cls(values, sums, MetCells.none() if cells is None else cells)


@dataclass(frozen=True, eq=False)
class ShareWork:
    """Maps one tile; safe to call from many threads.

    Attributes:
        reader: gives the shares.
        layers: how they become rasters.
        mask: polygons to map; None maps everything.
    """

    reader: PixelReader
    layers: Layers
    mask: AreaMask | None

    def __call__(self, tile: Window) -> ShareTile:
        """Return what a tile of the features' grid holds."""
        shape = (tile.height, tile.width)
        wanted = np.ones(shape, bool) if self.mask is None else self.mask.read(tile)
        if not wanted.any():
            none = np.zeros((len(self.layers.legend), *shape))
            return ShareTile.of(self.layers, none, wanted)
        found = self.reader.read(tile)
        known, lacking = found.known & wanted, wanted & ~found.known
        no_image = int((lacking & found.no_image).sum())
        return ShareTile.of(
            self.layers, found.shares, known,
            missing=(no_image, int(lacking.sum()) - no_image),
            cells=None if found.cells is None else found.cells.met(known),
        )  # fmt: skip
