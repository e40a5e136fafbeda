"""Coarse cells in which the image varies little: likelier to hold one class than the others."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Callable

import numpy as np

from ..parallel import ordered_map
from ..progress import Progress, Stage
from ..rasters.grid import Grid, Window, footprint
from .coarse import CellPositions, CoarseMap

BLOCK = 512  # pixels, about, along one side of the cells that are looked at together
_WIDEST = 1024  # pixels of a cell, along one side, that are looked at
_GLIMPSED = 262_144  # pixels that tell how much each feature varies
_MOST_GLIMPSES = 64
_MARGIN = 2  # pixels; the footprint in another coordinate system is known at some points only

PixelReader = Callable[[Window], "tuple[CellPositions, np.ndarray, np.ndarray]"]
"""Gives the cells of a window's pixels, which of them count, bool (row, col), and their features,
float32 (feature, row, col)."""


@dataclass(frozen=True)
class CellImage:
    """How to look into coarse cells.

    Attributes:
        coarse: the cells.
        fine: the grid of the pixels.
        frame: window of ``fine`` to look at.
        read: gives the pixels of a window within ``frame``; safe to call from many threads.
    """

    coarse: CoarseMap
    fine: Grid
    frame: Window
    read: PixelReader


def homogeneous_cells(image: CellImage, *, share: float, progress: Progress) -> np.ndarray:
    """Tell which cells are not among the most heterogeneous of their class.

    Args:
        image: the cells and their pixels.
        share: of the cells of each class that are too heterogeneous, 0..1; at 1 the most
            homogeneous remains.
        progress: told of each block of cells, may cancel.

    Returns:
        bool (row, col) as the coarse map; True where a cell has fewer than two pixels to compare.

    Reference:
        After the spectral cleaning of samples from an older map in Radoux et al. (2014), Automated
        training sample extraction for global land cover mapping.
        https://doi.org/10.3390/rs6053965
    """
    spread = cell_heterogeneity(image, progress=progress)
    chosen = np.ones(spread.shape, bool)
    known = np.isfinite(spread)
    for label in np.unique(image.coarse.labels[known]):
        mine = known & (image.coarse.labels == label)
        chosen[mine] = spread[mine] <= np.quantile(spread[mine], 1 - share)
    return chosen


def cell_heterogeneity(image: CellImage, *, progress: Progress) -> np.ndarray:
    """Return how much the image varies inside each coarse cell, beside how much it does at large.

    That is the mean over the features of (standard deviation within the cell / standard deviation
    over the frame). The latter is estimated from up to 64 windows spread over the frame. Of a cell
    more than 1024 pixels wide the middle is looked at.

    Returns:
        float64 (row, col) as the coarse map; NaN where fewer than two pixels of a cell count, or
        no feature varies. Neither tiles nor threads change it: the pixels of a cell are added in
        the order of their rows.

    Raises:
        Cancelled: the user asked to stop.
    """
    blocks = [block for block in _blocks(image) if (_labels(image, block) >= 0).any()]
    scales = _feature_scales(image, blocks, Stage(progress, 0.0, 0.2))
    result = np.full(image.coarse.labels.shape, np.nan)
    rest = Stage(progress, 0.2, 1.0)

    def look(block: Window) -> np.ndarray:
        return _block_heterogeneity(image, block, scales)

    for done, found in enumerate(ordered_map(look, blocks, progress=rest)):
        result[blocks[done].inside(image.coarse.grid.window)] = found
        rest.set((done + 1) / len(blocks))
    return result


def _labels(image: CellImage, block: Window) -> np.ndarray:
    return image.coarse.labels[block.inside(image.coarse.grid.window)]


def _blocks(image: CellImage) -> Iterator[Window]:
    """Yield windows of the coarse map that cover the frame, each about ``BLOCK`` pixels wide."""
    cells = image.coarse.grid
    under = footprint(image.fine.crop(image.frame), cells, margin=1)
    if under is None:
        return
    middle = Window(under.row + under.height // 2, under.col + under.width // 2, 1, 1)
    pixels = footprint(cells.crop(middle), image.fine)
    side = max(pixels.height, pixels.width) if pixels else 1
    yield from cells.tiles(max(BLOCK // side, 1), within=under)


def _window_of(image: CellImage, block: Window) -> Window | None:
    """Return the pixels of the frame that lie in a block of cells, or in its middle."""
    window = footprint(image.coarse.grid.crop(block), image.fine, margin=_MARGIN)
    if window is None:
        return None
    return _middle(window, max(_WIDEST, 2 * BLOCK)).intersect(image.frame)


def _middle(window: Window, side: int) -> Window:
    """Return the middle of a window, no more than ``side`` pixels high and wide."""
    height, width = min(window.height, side), min(window.width, side)
    row = window.row + (window.height - height) // 2
    return Window(row, window.col + (window.width - width) // 2, height, width)


def _feature_scales(image: CellImage, blocks: list[Window], progress: Progress) -> np.ndarray:
    """Return how much each feature varies over the frame, float64 (feature,); 0 = not at all."""
    count = min(len(blocks), _MOST_GLIMPSES)
    places = np.linspace(0, len(blocks) - 1, count).astype(np.int64)
    side = math.isqrt(_GLIMPSED // max(count, 1))
    windows = [_window_of(image, blocks[place]) for place in places.tolist()]
    glimpses = [_middle(window, side) for window in windows if window is not None]

    def look(window: Window) -> np.ndarray:
        _, counts, values = image.read(window)
        return values[:, counts]

    parts = list(ordered_map(look, glimpses, progress=progress))
    seen = np.concatenate(parts, axis=1) if parts else np.zeros((0, 0))
    if not seen.shape[1]:
        return np.ones(len(seen))
    means, scales = (part(seen, axis=1, dtype=np.float64) for part in (np.mean, np.std))
    # rounding leaves a constant feature a spread of about 1e-16 of its size
    return np.where(scales > 1e-12 * np.abs(means), scales, 0.0)


def _block_heterogeneity(image: CellImage, block: Window, scales: np.ndarray) -> np.ndarray:
    """Return the heterogeneity of a block's cells, float64 (row, col)."""
    nothing = np.full((block.height, block.width), np.nan)
    window = _window_of(image, block)
    if window is None:
        return nothing
    positions, counts, values = image.read(window)
    row, col = positions.cell_row - block.row, positions.cell_col - block.col
    counts = counts & (row >= 0) & (row < block.height) & (col >= 0) & (col < block.width)
    used = np.flatnonzero(scales > 0)
    if not counts.any() or not used.size:
        return nothing
    cell = row[counts] * block.width + col[counts]
    size = block.height * block.width
    pixels = np.bincount(cell, minlength=size)
    safe = np.maximum(pixels, 1)
    total = np.zeros(size)
    for feature in used:  # bincount adds in the order of the pixels
        seen = values[feature][counts].astype(np.float64)
        apart = seen - (np.bincount(cell, seen, size) / safe)[cell]
        total += np.sqrt(np.bincount(cell, apart * apart, size) / safe) / scales[feature]
    return np.where(pixels > 1, total / used.size, np.nan).reshape(nothing.shape)
