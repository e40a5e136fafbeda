"""Reading class codes: on a map's own grid, or nearest to the pixels of another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from rasterio.enums import MaskFlags

from ..errors import InputError
from ..progress import Progress, check
from .grid import Grid, PixelMap, Window
from .handles import Handles
from .raster_file import RasterSource, describe, open_raster, read_bands

NO_CODE = -1  # what a class array holds where there is no class
MAX_CODE = 65_535

_PLAIN_CODES = ("uint8", "uint16")  # of these every value is a code
_SCAN_TILE = 2048
_BLOCK_CELLS = 4_000_000  # source cells read at once for scattered pixels


class CodeReader:
    """Windows of one band of class codes on the raster's own grid, as int32."""

    def __init__(self, source: RasterSource) -> None:
        """Prepare to read the first band of ``source``."""
        self.source = source
        self.info = describe(source)
        self.grid = self.info.grid
        self._handles = Handles(lambda stack: stack.enter_context(open_raster(source)))

    def __enter__(self) -> CodeReader:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self._handles.close()

    def read(self, window: Window) -> np.ndarray:
        """Return int32 (row, col) codes; -1 where there is no data or the frame ends.

        Beyond the last column a raster that goes around the Earth goes on at its first.

        Raises:
            InputError: the file cannot be read, or holds values that are no class codes.
        """
        inside = window.intersect(self.grid.window)
        if inside == window:
            return self._read(window)
        codes = np.full((window.height, window.width), NO_CODE, np.int32)
        for turned in window.turns(self.grid.circle):
            inside = turned.intersect(self.grid.window)
            if inside is not None:
                codes[inside.inside(turned)] = self._read(inside)
        return codes

    def _read(self, window: Window) -> np.ndarray:
        """Return int32 (row, col) codes of a window within the frame; -1 where is no data."""
        band = (self.source.bands or (1,))[:1]
        with self._handles.borrow() as dataset:
            nodata = _nodata_code(dataset, band[0])
            dtype = None if nodata is None else "int32"
            data = read_bands(dataset, self.source, bands=band, window=window, plain=dtype)[0]
        if nodata is None:
            return _as_codes(data, self.source)
        found = np.ma.getdata(data)
        if nodata != NO_CODE:
            np.putmask(found, found == nodata, NO_CODE)
        return found

    def used_codes(self, progress: Progress) -> dict[int, int]:
        """Count the pixels of every code, over the whole raster."""
        counts = np.zeros(MAX_CODE + 1, np.int64)
        tiles = list(self.grid.tiles(_SCAN_TILE))
        for done, tile in enumerate(tiles):
            check(progress)
            codes = self.read(tile)
            part = np.bincount(codes[codes != NO_CODE])
            counts[: part.size] += part
            progress.set((done + 1) / len(tiles))
        return {int(code): int(counts[code]) for code in np.flatnonzero(counts)}


def _nodata_code(dataset: Any, band: int) -> int | None:
    """Return the code that means no data, -1 = every code counts; None = it takes a mask to tell.

    To know it saves reading the mask, which costs as much as reading the codes.
    """
    flags = dataset.mask_flag_enums[band - 1]
    if dataset.dtypes[band - 1] not in _PLAIN_CODES:
        return None
    if flags == [MaskFlags.all_valid]:
        return NO_CODE
    nodata = dataset.nodatavals[band - 1]
    if flags != [MaskFlags.nodata] or nodata is None or nodata != nodata // 1:
        return None
    most = np.iinfo(dataset.dtypes[band - 1]).max
    return int(nodata) if 0 <= nodata <= most else None


def _as_codes(data: np.ma.MaskedArray, source: RasterSource) -> np.ndarray:
    values, valid = np.ma.getdata(data), ~np.ma.getmaskarray(data)
    if values.dtype.kind == "c":
        raise InputError(f"{source.label} holds complex numbers; a map of class codes is needed.")
    if values.dtype.kind == "f":
        valid &= np.isfinite(values)
        if (values[valid] != np.rint(values[valid])).any():
            raise InputError(
                f"{source.label} holds fractions such as "
                f"{values[valid][values[valid] != np.rint(values[valid])][0]:g}; "
                "a map of whole class codes is needed."
            )
    used = values[valid]
    if used.size and (used.min() < 0 or used.max() > MAX_CODE):
        worst = used.min() if used.min() < 0 else used.max()
        raise InputError(
            f"{source.label} holds the value {worst:.15g}; class codes are whole numbers from 0 to "
            f"{MAX_CODE} (declare it as the raster's nodata if it is no class)."
        )
    return np.where(valid, np.where(valid, values, 0).astype(np.int32), NO_CODE).astype(np.int32)


class NearestCodes:
    """Class codes of a raster at the pixel centres of another grid (nearest neighbour)."""

    def __init__(self, source: RasterSource, grid: Grid) -> None:
        """Prepare to read ``source`` at the pixels of ``grid``."""
        self.reader = CodeReader(source)
        self._map = PixelMap(grid, self.reader.grid)

    def __enter__(self) -> NearestCodes:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self.reader.__exit__(None, None, None)

    def read(self, window: Window) -> np.ndarray:
        """Return int32 (row, col) codes; -1 where the raster has none.

        Raises:
            InputError: the file cannot be read, or holds values that are no class codes.
        """
        axes = self._map.axes(window)
        if axes is not None and (axes[0] >= 0).all() and (axes[1] >= 0).all():
            block = _frame(*axes)
            if block.height * block.width <= _BLOCK_CELLS:
                return _at_axes(self.reader.read(block), axes[0] - block.row, axes[1] - block.col)
        rows, cols = self._map.cells(window)
        inside = rows >= 0
        if inside.all():
            block = _frame(rows, cols)
            if block.height * block.width <= _BLOCK_CELLS:
                rows -= block.row
                rows *= block.width
                rows += cols
                rows -= block.col
                return self.reader.read(block).ravel().take(rows)
        codes = np.full(rows.shape, NO_CODE, np.int32)
        if not inside.any():
            return codes
        rows, cols = rows[inside], cols[inside]
        block = _frame(rows, cols)
        if block.height * block.width > _BLOCK_CELLS and codes.size > 1:
            return self._read_halves(window)
        codes[inside] = self.reader.read(block)[rows - block.row, cols - block.col]
        return codes

    def _read_halves(self, window: Window) -> np.ndarray:
        """Read pixels that lie far apart on the source without all that is between them."""
        down = window.height >= window.width
        half = (window.height if down else window.width) // 2
        if down:
            parts = (
                replace(window, height=half),
                replace(window, row=window.row + half, height=window.height - half),
            )
        else:
            parts = (
                replace(window, width=half),
                replace(window, col=window.col + half, width=window.width - half),
            )
        return np.concatenate([self.read(part) for part in parts], axis=0 if down else 1)


def _frame(rows: np.ndarray, cols: np.ndarray) -> Window:
    """Return the smallest window that holds all pixels."""
    row, col = int(rows.min()), int(cols.min())
    return Window(row, col, int(rows.max()) - row + 1, int(cols.max()) - col + 1)


def _at_axes(block: np.ndarray, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Return the pixels of a block where rows meet columns; itself where those are all."""
    for axis, places in enumerate((rows, cols)):
        if places.size != block.shape[axis] or (places != np.arange(places.size)).any():
            block = block.take(places, axis=axis)
    return block
