"""Masks read at the pixels of another grid, always the nearest value, with what is unknown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import GridError, InputError
from ..rasters.grid import Grid, PixelMap, Window, footprint
from ..rasters.handles import Handles
from ..rasters.raster_file import RasterInfo, RasterSource, open_raster, read_bands

_BLOCK_VALUES = 16_000_000  # mask values read at once for scattered pixels


class MaskBands:
    """Windows of a mask file's bands on a grid, in the file's own type.

    A pixel is unknown outside the mask's frame and where the file has no data. A declared nodata
    of 0 is read as the value 0, because masks made by rasterising often call their zeros so.
    """

    def __init__(self, source: RasterSource, info: RasterInfo, grid: Grid) -> None:
        """Prepare to read the bands ``source`` names, or all but an alpha band.

        Args:
            source: the mask.
            info: its header, from ``describe``.
            grid: the pixels wanted.

        Raises:
            GridError: the mask does not overlap the grid.
            InputError: it holds complex numbers.
        """
        self.source = source
        self.bands = source.bands or info.data_bands
        if any(np.dtype(info.dtypes[band - 1]).kind == "c" for band in self.bands):
            raise InputError(f"{source.label} holds complex numbers; give a mask of real ones.")
        if footprint(info.grid, grid) is None:
            raise GridError(
                f"{source.label} does not overlap the images; check its coordinate system and "
                "extent."
            )
        self._zero = np.array([info.nodata[band - 1] == 0 for band in self.bands])
        self._frame = info.grid.window
        self._offset = info.grid.offset_of(grid) if info.grid.aligned_with(grid) else None
        self._map = PixelMap(grid, info.grid)
        self._dtype = np.result_type(*(info.dtypes[band - 1] for band in self.bands))
        self._handles = Handles(lambda stack: stack.enter_context(open_raster(source)))

    def close(self) -> None:
        """Close the files."""
        self._handles.close()

    def read(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return values and where they are known, both (band, row, col); 0 where unknown.

        Raises:
            InputError: the file cannot be read.
        """
        shape = (len(self.bands), window.height, window.width)
        values, known = np.zeros(shape, self._dtype), np.zeros(shape, bool)
        if self._offset is not None:
            row, col = self._offset
            place = replace(window, row=window.row + row, col=window.col + col)
            shared = place.intersect(self._frame)
            if shared is not None:
                cut = (slice(None), *shared.inside(place))
                values[cut], known[cut] = self._read_block(shared)
            return values, known
        rows, cols = self._map.cells(window)
        inside = rows >= 0
        if not inside.any():
            return values, known
        rows, cols = rows[inside], cols[inside]
        row, col = int(rows.min()), int(cols.min())
        block = Window(row, col, int(rows.max()) - row + 1, int(cols.max()) - col + 1)
        if block.height * block.width * len(self.bands) > _BLOCK_VALUES and rows.size > 1:
            return self._read_halves(window)
        found, told = self._read_block(block)
        values[:, inside] = found[:, rows - row, cols - col]
        known[:, inside] = told[:, rows - row, cols - col]
        return values, known

    def _read_block(self, block: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return values and where they are known, for a window of the mask's own grid."""
        with self._handles.borrow() as dataset:
            data = read_bands(dataset, self.source, bands=self.bands, window=block)
        known = ~np.ma.getmaskarray(data)
        known[self._zero] = True
        return np.where(known, np.ma.getdata(data), 0), known

    def _read_halves(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Read pixels that lie far apart in the mask without all that is between them."""
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
        read = [self.read(part) for part in parts]
        axis = 1 if down else 2
        return (
            np.concatenate([values for values, _ in read], axis=axis),
            np.concatenate([known for _, known in read], axis=axis),
        )
