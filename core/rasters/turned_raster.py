"""Rasters by longitude that begin elsewhere on the way around the Earth than where they are read.

GDAL takes a raster from 0 to 360 degrees, or one that begins again at 180, for what its numbers
say. Here a virtual raster lays its columns out so that they go on across the edge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

import numpy as np
import rasterio
from affine import Affine
from rasterio.enums import ColorInterp, MaskFlags

from .crs import same_crs
from .footprint import window_under
from .pixel_grid import Grid
from .turns import turn_of
from .window import Window

_MARGIN = 8  # pixels beside what is read, for interpolation
_TYPES = {
    "uint8": "Byte", "int8": "Int8", "uint16": "UInt16", "int16": "Int16", "uint32": "UInt32",
    "int32": "Int32", "uint64": "UInt64", "int64": "Int64", "float32": "Float32",
    "float64": "Float64",
}  # fmt: skip


@dataclass(frozen=True)
class TurnedRaster:
    """How a raster is laid out where it is read.

    Attributes:
        file: pixels of the file.
        window: what of it is laid out; it may reach beyond the last column, whence it
            goes on around the Earth.
        grid: where the pixels of ``window`` come to lie.
    """

    file: Grid
    window: Window
    grid: Grid

    def virtual(self, dataset: rasterio.DatasetReader) -> str:
        """Return a virtual raster of all bands of an open file, laid out anew, as GDAL's XML."""
        bands = "".join(self._band(dataset, band) for band in dataset.indexes)
        of_all = MaskFlags.per_dataset in dataset.mask_flag_enums[0]
        if of_all and ColorInterp.alpha not in dataset.colorinterp:
            inner = self._sources(dataset, "mask,1")
            bands += f'<MaskBand><VRTRasterBand dataType="Byte">{inner}</VRTRasterBand></MaskBand>'
        place = ", ".join(repr(float(value)) for value in self.grid.transform.to_gdal())
        return (
            f'<VRTDataset rasterXSize="{self.window.width}" rasterYSize="{self.window.height}">'
            f"<SRS>{escape(self.grid.crs_wkt)}</SRS><GeoTransform>{place}</GeoTransform>{bands}"
            "</VRTDataset>"
        )

    def _band(self, dataset: rasterio.DatasetReader, band: int) -> str:
        nodata = dataset.nodatavals[band - 1]
        lacking = "" if nodata is None else f"<NoDataValue>{nodata:.17g}</NoDataValue>"
        alpha = dataset.colorinterp[band - 1] == ColorInterp.alpha
        meaning = "<ColorInterp>Alpha</ColorInterp>" if alpha else ""
        kind = _TYPES[dataset.dtypes[band - 1]]
        inner = self._sources(dataset, str(band))
        return (
            f'<VRTRasterBand dataType="{kind}" band="{band}">{lacking}{meaning}{inner}'
            "</VRTRasterBand>"
        )

    def _sources(self, dataset: rasterio.DatasetReader, band: str) -> str:
        """Return the pieces of the file that make a band; the last lies over the others."""
        pieces = []
        for turned in self.window.turns(self.file.whole_turn):
            held = turned.intersect(self.file.window)
            if held is None:
                continue
            size = f'xSize="{held.width}" ySize="{held.height}"'
            row, col = held.row - turned.row, held.col - turned.col
            pieces.append(
                f'<SimpleSource><SourceFilename relativeToVRT="0">{escape(dataset.name)}'
                f"</SourceFilename><SourceBand>{band}</SourceBand>"
                f'<SrcRect xOff="{held.col}" yOff="{held.row}" {size}/>'
                f'<DstRect xOff="{col}" yOff="{row}" {size}/></SimpleSource>'
            )
        return "".join(pieces)


def turned_raster(file: Grid, wanted: Grid, *, reach: int) -> TurnedRaster | None:
    """Return how a raster is laid out to be read on a grid; None where it is read as it is.

    Args:
        file: pixels of the raster.
        wanted: pixels it is brought to.
        reach: of these, beyond the frame, that may be asked for.
    """
    length = turn_of(file.crs_wkt)
    if file.turn is None or length is None:
        return None
    if not same_crs(file.crs_wkt, wanted.crs_wkt):
        return _from_edge_to_edge(file, length)
    frame = wanted.crop(wanted.window.expand(reach))
    window = window_under(frame, file, margin=_MARGIN)
    if window is None:
        return None
    placed = file.crop(window).turned_to(frame)
    beyond = window.col + window.width > file.shape[1]
    if not beyond and placed.transform == file.crop(window).transform:
        return None
    return TurnedRaster(file, window, placed)


def _from_edge_to_edge(file: Grid, length: float) -> TurnedRaster | None:
    """Return a raster laid out from -180 to 180 degrees, where GDAL finds its way from elsewhere.

    ``length`` is that of a turn.
    """
    ends = file.xy(np.zeros(2), np.array([0.0, file.shape[1]]))[0]
    if np.abs(ends).max() <= length / 2 + abs(file.transform.a):
        return None
    world = Grid(file.crs_wkt, Affine(length, 0, -length / 2, 0, -1, 0), (1, 1))
    window = file.window
    columns = file.whole_turn
    if columns is not None:
        edge = file.rowcol(np.array(world.transform.c), np.array(0.0))[1]
        window = replace(window, col=round(float(edge)) % columns, width=columns)
    placed = file.crop(window).turned_to(world)
    if window == file.window and placed.transform == file.transform:
        return None
    return TurnedRaster(file, window, placed)
