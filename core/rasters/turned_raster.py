"""Rasters by longitude that begin elsewhere on the way around the Earth than where they are read.

GDAL takes a raster from 0 to 360 degrees, or one that begins again at 180, for what its numbers
say. Here a virtual raster lays its columns out so that they go on across the edge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from xml.sax.saxutils import escape

import numpy as np
import rasterio
from affine import Affine
from rasterio.enums import ColorInterp, MaskFlags

from ..errors import GridError
from .crs import same_crs, transform_points
from .pixel_grid import SNAP, Grid
from .turns import turn_of
from .window import Window

_MARGIN = 8  # pixels beside what is read, for interpolation
_TYPES = {
    "uint8": "Byte", "int8": "Int8", "uint16": "UInt16", "int16": "Int16", "uint32": "UInt32",
    "int32": "Int32", "uint64": "UInt64", "int64": "Int64", "float32": "Float32",
    "float64": "Float64", "complex_int16": "CInt16", "complex64": "CFloat32",
    "complex128": "CFloat64",
}  # fmt: skip
_WITH_NAN = {"float32", "float64", "complex64", "complex128"}
_SIGNED = "<LUT>0:0,127:127,128:-128,255:-1</LUT>"
_STEPS = 16  # between points that tell where a frame lies
_NOISE = 1e-9  # of half a turn


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

    @cached_property
    def gaps(self) -> bool:
        """Whether there are columns among those laid out that the file does not have."""
        columns = self.file.whole_turn
        if columns is None:
            return False
        cols = np.arange(self.window.col, self.window.col + self.window.width)
        return bool((cols % columns >= self.file.shape[1]).any())

    def virtual(self, dataset: rasterio.DatasetReader) -> str:
        """Return a virtual raster of all bands of an open file, laid out anew, as GDAL's XML."""
        of_all = MaskFlags.per_dataset in dataset.mask_flag_enums[0]
        told = of_all or all(map(_holds, dataset.dtypes, dataset.nodatavals))
        filled = self.gaps and not told
        bands = "".join(self._band(dataset, band, filled=filled) for band in dataset.indexes)
        if of_all and ColorInterp.alpha not in dataset.colorinterp:
            inner = self._sources(dataset, "mask,1")
            bands += f'<MaskBand><VRTRasterBand dataType="Byte">{inner}</VRTRasterBand></MaskBand>'
        place = ", ".join(repr(float(value)) for value in self.grid.transform.to_gdal())
        return (
            f'<VRTDataset rasterXSize="{self.window.width}" rasterYSize="{self.window.height}">'
            f"<SRS>{escape(self.grid.crs_wkt)}</SRS><GeoTransform>{place}</GeoTransform>{bands}"
            "</VRTDataset>"
        )

    def _band(self, dataset: rasterio.DatasetReader, band: int, *, filled: bool) -> str:
        """Return a band; ``filled`` with NaN in the gaps where no value of its own tells them."""
        nodata, dtype = dataset.nodatavals[band - 1], dataset.dtypes[band - 1]
        signed = _signed_in_unsigned(dataset, band)
        kind = "Int16" if signed else _TYPES[dtype]
        if filled:  # all bands of one type, or they could not be read together
            nodata = nodata if _holds(dtype, nodata) else math.nan
            kind = kind if set(dataset.dtypes) <= _WITH_NAN else "Float64"
        lacking = "" if nodata is None else f"<NoDataValue>{nodata:.17g}</NoDataValue>"
        alpha = dataset.colorinterp[band - 1] == ColorInterp.alpha
        meaning = "<ColorInterp>Alpha</ColorInterp>" if alpha else ""
        inner = self._sources(dataset, str(band), _SIGNED if signed else "")
        return (
            f'<VRTRasterBand dataType="{kind}" band="{band}">{lacking}{meaning}{inner}'
            "</VRTRasterBand>"
        )

    def _sources(self, dataset: rasterio.DatasetReader, band: str, table: str = "") -> str:
        """Return the pieces of the file that make a band; the last lies over the others.

        ``table`` is one of values by which they are replaced.
        """
        pieces, element = [], "ComplexSource" if table else "SimpleSource"
        for turned in self.window.turns(self.file.whole_turn):
            held = turned.intersect(self.file.window)
            if held is None:
                continue
            size = f'xSize="{held.width}" ySize="{held.height}"'
            row, col = held.row - turned.row, held.col - turned.col
            pieces.append(
                f'<{element}><SourceFilename relativeToVRT="0">{escape(dataset.name)}'
                f"</SourceFilename><SourceBand>{band}</SourceBand>"
                f'<SrcRect xOff="{held.col}" yOff="{held.row}" {size}/>'
                f'<DstRect xOff="{col}" yOff="{row}" {size}/>{table}</{element}>'
            )
        return "".join(pieces)


def _signed_in_unsigned(dataset: rasterio.DatasetReader, band: int) -> bool:
    """Tell whether a band holds signed bytes as GDAL had them before 3.7, which knew no Int8."""
    return dataset.tags(band, ns="IMAGE_STRUCTURE").get("PIXELTYPE") == "SIGNEDBYTE"


def _holds(dtype: str, nodata: float | None) -> bool:
    """Tell whether a band has a value for what lacks data that its type can hold."""
    return nodata is not None and (np.dtype(dtype).kind == "f" or float(nodata).is_integer())


def turned_raster(
    file: Grid, wanted: Grid, *, reach: int, label: str = "The raster"
) -> TurnedRaster | None:
    """Return how a raster is laid out to be read on a grid; None where it is read as it is.

    Args:
        file: pixels of the raster.
        wanted: pixels it is brought to.
        reach: of these, beyond the frame, that may be asked for.
        label: the parameter and the file, for messages.

    Raises:
        GridError: pixels would be lost beyond an edge at which no column begins.
    """
    length = turn_of(file.crs_wkt)
    if file.turn is None or length is None:
        return None
    x, y = _places(wanted.crop(wanted.window.expand(reach)), file.crs_wkt)
    if not x.size:
        return None
    # between some systems, such as NAD83 and WGS 84, GDAL takes longitudes beyond 180 as they are
    beyond = np.abs(x).max() > length / 2 * (1 + _NOISE)
    along = bool(beyond) or same_crs(file.crs_wkt, wanted.crs_wkt)
    turned = _along(file, x, y) if along else _from_edge_to_edge(file, x, length)
    if file.whole_turn is None and _loses(turned.grid if turned else file, wanted):
        raise GridError(
            f"{label} is needed on both sides of an edge of longitudes, which cuts through its "
            f"pixels, for {file.turn:.2f} go around the Earth; resample it so that a whole number "
            "does."
        )
    return turned


def _loses(placed: Grid, wanted: Grid) -> bool:
    """Tell whether places lie within a raster on another turn than where it is laid out."""
    row, col = placed.rowcol(*_places(wanted, placed.crs_wkt))
    near = placed.near(col)
    inside = (row > 0) & (row < placed.shape[0]) & (near > 0) & (near < placed.shape[1])
    return bool((inside & (np.abs(near - col) > 0.5)).any())


def _places(frame: Grid, wkt: str) -> tuple[np.ndarray, np.ndarray]:
    """Return coordinates of points of a frame in another system, as GDAL tells them."""
    rows, cols = (np.linspace(0, side, _STEPS + 1) for side in frame.shape)
    places = frame.xy(rows[:, None], cols[None, :])
    x, y = transform_points(*places, from_wkt=frame.crs_wkt, to_wkt=wkt)
    known = np.isfinite(x) & np.isfinite(y)
    return x[known], y[known]


def _along(file: Grid, x: np.ndarray, y: np.ndarray) -> TurnedRaster | None:
    """Return a raster laid out where places lie, on whichever turn; None where it is there."""
    columns = file.whole_turn
    if columns is None:
        return _moved(file, float(x.min() + x.max()) / 2)
    row, col = file.rowcol(x, y)
    top, left = (math.floor(float(at.min())) - _MARGIN for at in (row, col))
    bottom, right = (math.ceil(float(at.max())) + _MARGIN for at in (row, col))
    top, bottom = max(top, 0), min(bottom, file.shape[0])
    held = np.flatnonzero(np.arange(left, right) % columns < file.shape[1])
    if bottom <= top or not held.size:
        return None
    window = Window(top, left + int(held[0]), bottom - top, int(held[-1] - held[0]) + 1)
    if window.intersect(file.window) == window:
        return None
    return _laid_out(file, window, columns)


def _from_edge_to_edge(file: Grid, x: np.ndarray, length: float) -> TurnedRaster | None:
    """Return a raster laid out from -180 to 180 degrees, where GDAL finds its way from elsewhere.

    Args:
        file: its pixels.
        x: of places where it is read.
        length: of a turn.
    """
    if _between_edges(file, length):
        return None
    moved = _moved(file, 0.0)
    if moved is not None and _between_edges(moved.grid, length):
        return moved
    columns = file.whole_turn
    if columns is None:  # no column begins at both edges
        return _moved(file, float(np.median(x)))
    edge = float(file.rowcol(np.array(-length / 2), np.array(0.0))[1])
    if file.transform.a < 0:
        edge -= columns
    first, end = math.floor(edge + SNAP), math.ceil(edge + columns - SNAP)
    return _laid_out(file, Window(0, first, file.shape[0], end - first), columns)


def _between_edges(file: Grid, length: float) -> bool:
    ends = file.xy(np.zeros(2), np.array([0.0, file.shape[1]]))[0]
    return bool(np.abs(ends).max() <= length / 2 + abs(file.transform.a))


def _moved(file: Grid, x: float) -> TurnedRaster | None:
    """Return a raster with whole turns added that bring it nearest to a place."""
    placed = file.turned_to(Grid(file.crs_wkt, Affine(1, 0, x - 0.5, 0, -1, 0), (1, 1)))
    return None if placed.transform == file.transform else TurnedRaster(file, file.window, placed)


def _laid_out(file: Grid, window: Window, columns: int) -> TurnedRaster:
    """Return a raster laid out in a window that may begin and end on any turn."""
    turned = replace(window, col=window.col % columns)
    return TurnedRaster(file, turned, file.crop(turned).turned_to(file.crop(window)))
