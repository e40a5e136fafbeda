"""Coarse maps made from a fine reference: block majority, wrong cells, and the plain copy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

from ...core.rasters.grid import Grid

NO_CLASS = -1
_FILE_NODATA = 65_535


def block_majority(reference: np.ndarray, *, factor: int) -> np.ndarray:
    """Return the commonest class of each block of ``factor`` x ``factor`` pixels.

    Blocks hang on the first pixel; one that the frame cuts is a cell of its own, decided by the
    pixels it has. Equal counts go to the smaller code.

    Args:
        reference: class codes, integers (row, col); -1 = not labelled, which does not count.
        factor: pixels along one side of a block, >= 1.

    Returns:
        int32 (cell row, cell col); -1 where no pixel of the block is labelled.
    """
    rows, cols = (-(-side // factor) for side in reference.shape)
    pad = [(0, rows * factor - reference.shape[0]), (0, cols * factor - reference.shape[1])]
    blocks = np.pad(reference, pad, constant_values=NO_CLASS)
    blocks = blocks.reshape(rows, factor, cols, factor)
    codes = np.unique(reference[reference != NO_CLASS])  # ascending, so argmax takes the smallest
    if not codes.size:
        return np.full((rows, cols), NO_CLASS, np.int32)
    counts = np.stack([(blocks == code).sum(axis=(1, 3)) for code in codes])
    majority = codes[counts.argmax(axis=0)]
    return np.where(counts.any(axis=0), majority, NO_CLASS).astype(np.int32)


def with_wrong_cells(cells: np.ndarray, *, share: float, seed: int) -> np.ndarray:
    """Return the cells with a share of the labelled ones turned into a random other class.

    Args:
        cells: class codes, integers (row, col); -1 = no class, which stays.
        share: part of the labelled cells to change, 0..1; rounded to whole cells.
        seed: decides which cells, drawn without replacement, and which of the other classes
            that occur in ``cells``, all equally probable.

    Raises:
        ValueError: cells are to be changed, but fewer than two classes occur.
    """
    rng = np.random.default_rng(seed)
    labelled = np.flatnonzero(cells != NO_CLASS)
    count = int(share * labelled.size + 0.5)
    result = cells.copy()
    if not count:
        return result
    codes = np.unique(cells.ravel()[labelled])
    if codes.size < 2:
        raise ValueError(f"The coarse map holds only class {codes[0]}; no other can replace it.")
    wrong = rng.choice(labelled, size=count, replace=False)
    place = np.searchsorted(codes, cells.ravel()[wrong])
    step = rng.integers(1, codes.size, size=count)  # never 0: never the same class
    result.flat[wrong] = codes[(place + step) % codes.size]
    return result


def copy_to_pixels(cells: np.ndarray, *, factor: int, shape: tuple[int, int]) -> np.ndarray:
    """Return each pixel's cell: the nearest-neighbour copy on the fine grid, (row, col)."""
    wide = np.repeat(np.repeat(cells, factor, axis=0), factor, axis=1)
    return wide[: shape[0], : shape[1]]


def write_cells(path: Path, cells: np.ndarray, *, fine: Grid, factor: int) -> Path:
    """Write cells as GeoTIFF whose frame starts at the fine grid's and may end beyond it."""
    with rasterio.open(
        path, "w", driver="GTiff", height=cells.shape[0], width=cells.shape[1], count=1,
        dtype="uint16", nodata=_FILE_NODATA, crs=fine.crs,
        transform=fine.transform * Affine.scale(factor),
    ) as raster:  # fmt: skip
        raster.write(np.where(cells == NO_CLASS, _FILE_NODATA, cells).astype(np.uint16), 1)
    return path
