"""Where pixels are: grids, tiles and the way from one grid to another."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from affine import Affine
from rasterio.crs import CRS

from ..errors import GridError
from .area import Area, AreaMask
from .crs import crs_from_wkt, same_crs, transform_points
from .window import Window

__all__ = [
    "Area",
    "AreaMask",
    "Grid",
    "PixelMap",
    "Window",
    "cells_at",
    "composed",
    "crs_from_wkt",
    "footprint",
    "same_crs",
    "scaled",
    "shifted",
    "transform_points",
]

_LATTICE = 32  # pixels between exactly transformed points
_LATTICE_TOLERANCE = 0.005  # target pixels of interpolation error that are let pass
_SNAP = 1e-6  # positions this close below a cell edge belong to the next cell, on every machine
_FRAME_STEPS = 32
_METRES_PER_RADIAN = 6_378_137.0  # equator of the WGS 84 ellipsoid


def composed(outer: Affine, inner: Affine) -> Affine:
    """Return the transform that applies ``inner`` first; affine 3 warns of ``*``, 2 has no ``@``.

    The numbers are those of ``outer * inner``, in the same order of operations.
    """
    a, b, c, d, e, f = tuple(outer)[:6]
    g, h, i, j, k, m = tuple(inner)[:6]
    return Affine(
        a * g + b * j, a * h + b * k, a * i + b * m + c,
        d * g + e * j, d * h + e * k, d * i + e * m + f,
    )  # fmt: skip


def shifted(transform: Affine, row: float, col: float) -> Affine:
    """Return the transform of pixels that begin at a row and a column of others."""
    return composed(transform, Affine.translation(col, row))


def scaled(transform: Affine, factor: float) -> Affine:
    """Return the transform of pixels so many times as wide as others, from the same corner."""
    return composed(transform, Affine.scale(factor))


@dataclass(frozen=True)
class Grid:
    """A raster's place on the ground.

    Attributes:
        crs_wkt: coordinate system as WKT.
        transform: affine from (column, row) at pixel corners to (x, y).
        shape: (rows, columns), both >= 1.

    Raises:
        GridError: no coordinate system, empty shape, or a transform that cannot be inverted.
    """

    crs_wkt: str
    transform: Affine
    shape: tuple[int, int]

    def __post_init__(self) -> None:
        if not self.crs_wkt:
            raise GridError("The raster has no coordinate system; assign one to it first.")
        if min(self.shape) < 1:
            raise GridError(f"A grid of {self.shape[0]} x {self.shape[1]} pixels is empty.")
        values = tuple(self.transform)[:6]
        if not all(math.isfinite(v) for v in values) or self.transform.determinant == 0:
            raise GridError(f"The transform {values} cannot place pixels on the ground.")

    @property
    def window(self) -> Window:
        """The window of the whole grid."""
        return Window(0, 0, *self.shape)

    @property
    def crs(self) -> CRS:
        """The coordinate system as rasterio sees it."""
        return crs_from_wkt(self.crs_wkt)

    @cached_property
    def inverse(self) -> Affine:
        """Affine from (x, y) to fractional (column, row) at pixel corners."""
        return ~self.transform

    def crop(self, window: Window) -> Grid:
        """Return the grid of ``window``, which may reach outside."""
        moved = shifted(self.transform, window.row, window.col)
        return Grid(self.crs_wkt, moved, (window.height, window.width))

    def xy(self, rows: np.ndarray, cols: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return coordinates of fractional (row, column) positions; x.5 is a pixel's centre."""
        t = self.transform
        return t.a * cols + t.b * rows + t.c, t.d * cols + t.e * rows + t.f

    def rowcol(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return fractional (row, column) positions of coordinates."""
        t = self.inverse
        return t.d * x + t.e * y + t.f, t.a * x + t.b * y + t.c

    def aligned_with(self, other: Grid) -> bool:
        """Tell whether pixels of both grids coincide, wherever the frames lie."""
        return same_crs(self.crs_wkt, other.crs_wkt) and self._offset_of(other) is not None

    def offset_of(self, other: Grid) -> tuple[int, int]:
        """Return (row, column) here of the first pixel of an aligned ``other``.

        Raises:
            GridError: the grids are not aligned.
        """
        offset = self._offset_of(other)
        if offset is None or not same_crs(self.crs_wkt, other.crs_wkt):
            raise GridError("The two rasters do not share one pixel grid.")
        return offset

    def _offset_of(self, other: Grid) -> tuple[int, int] | None:
        m = composed(self.inverse, other.transform)
        reach = max(*other.shape, 1)
        # a thousandth of a pixel over the whole frame is rounding in the file, not a shift
        skew = max(abs(m.a - 1), abs(m.e - 1), abs(m.b), abs(m.d)) * reach
        if not all(map(math.isfinite, (skew, m.f, m.c))):  # of places at the end of all numbers
            return None
        row, col = round(m.f), round(m.c)
        if skew > 1e-3 or abs(m.f - row) > 1e-3 or abs(m.c - col) > 1e-3:
            return None
        return row, col

    def tiles(self, size: int, *, within: Window | None = None) -> Iterator[Window]:
        """Yield windows of at most ``size`` x ``size`` pixels, row by row, covering ``within``."""
        area = within or self.window
        for row in range(area.row, area.row + area.height, size):
            for col in range(area.col, area.col + area.width, size):
                height = min(size, area.row + area.height - row)
                width = min(size, area.col + area.width - col)
                yield Window(row, col, height, width)

    def pixel_metres(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return the ground size of pixels, in metres, as (width, height) per row, float64 (row,).

        For projected systems the size on the map; for geographic ones the meridian and the
        parallel of a sphere, within 0.7 % of the ellipsoid, at the middle column of the grid.
        """
        rows = np.arange(window.row, window.row + window.height) + 0.5
        t = self.transform
        if self.crs.is_geographic:
            _, latitude = self.xy(rows, np.full(rows.shape, self.shape[1] / 2))
            radians = float(self.crs.units_factor[1])
            north = _METRES_PER_RADIAN * radians
            east = north * np.clip(np.cos(latitude * radians), 1e-3, None)
            return np.hypot(t.a * east, t.d * north), np.hypot(t.b * east, t.e * north)
        metres = float(self.crs.linear_units_factor[1]) if self.crs.is_projected else 1.0
        width, height = math.hypot(t.a, t.d) * metres, math.hypot(t.b, t.e) * metres
        return np.full(rows.shape, width), np.full(rows.shape, height)

    def area_hectares(self, window: Window) -> np.ndarray:
        """Return the ground area of one pixel of each row, in hectares, float64 (row,)."""
        width, height = self.pixel_metres(window)
        return width * height / 10_000.0


@dataclass(frozen=True)
class PixelMap:
    """The way from the pixels of one grid to positions on another.

    Between different coordinate systems only every 32nd pixel is transformed, the others are
    interpolated; a block whose sides bend by more than 0.005 target pixels (a pole, the
    antimeridian) is transformed pixel by pixel. The lattice hangs on the whole grid, so the
    answer for a pixel is the same in whatever window it is asked for.
    """

    source: Grid
    target: Grid

    def positions(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return fractional (row, column) on ``target`` of the pixel centres of ``window``.

        Returns:
            Two float64 arrays (row, col); NaN where there is no such place.
        """
        rows = np.arange(window.row, window.row + window.height) + 0.5
        cols = np.arange(window.col, window.col + window.width) + 0.5
        if same_crs(self.source.crs_wkt, self.target.crs_wkt):
            x, y = self.source.xy(rows[:, None], cols[None, :])
            return self.target.rowcol(x, y)
        return self._interpolated(rows, cols)

    def cells(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return the target pixel (row, column) that holds each pixel centre of ``window``.

        Returns:
            Two int64 arrays (row, col), both -1 where the centre lies off the target grid.
        """
        row, col = self.positions(window)
        return cells_at(row, col, shape=self.target.shape)

    def axes(self, window: Window) -> tuple[np.ndarray, np.ndarray] | None:
        """Return what ``cells`` tells by rows and by columns alone, where they are parallel.

        Returns:
            Two int64 vectors, the target row of each row and the target column of each column of
            ``window``, -1 off the target grid; None where a grid is turned or warped to the other.
        """
        turned = [t.b or t.d for t in (self.source.transform, self.target.transform)]
        if any(turned) or not same_crs(self.source.crs_wkt, self.target.crs_wkt):
            return None
        none = np.zeros(1)
        x, _ = self.source.xy(none, np.arange(window.col, window.col + window.width) + 0.5)
        _, y = self.source.xy(np.arange(window.row, window.row + window.height) + 0.5, none)
        row, col = self.target.rowcol(none, y)[0], self.target.rowcol(x, none)[1]
        rows, _ = cells_at(row, np.zeros_like(row), shape=self.target.shape)
        _, cols = cells_at(np.zeros_like(col), col, shape=self.target.shape)
        return rows, cols

    def _exact(self, rows: np.ndarray, cols: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x, y = self.source.xy(rows, cols)
        x, y = transform_points(x, y, from_wkt=self.source.crs_wkt, to_wkt=self.target.crs_wkt)
        return self.target.rowcol(x, y)

    def _interpolated(self, rows: np.ndarray, cols: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        row_nodes, row_block, row_share = _lattice(rows)
        col_nodes, col_block, col_share = _lattice(cols)
        halves = self._exact(*np.broadcast_arrays(row_nodes[:, None], col_nodes[None, :]))
        nodes = [values[::2, ::2] for values in halves]
        error = np.maximum(*(_interpolation_error(values) for values in halves))
        rough = ~(error <= _LATTICE_TOLERANCE)  # NaN counts as rough
        result = [
            _bilinear(values, (row_block, row_share), (col_block, col_share)) for values in nodes
        ]
        if rough.any():
            self._mend(result, rough[row_block[:, None], col_block[None, :]], rows, cols)
        return result[0], result[1]

    def _mend(
        self, result: list[np.ndarray], rough: np.ndarray, rows: np.ndarray, cols: np.ndarray
    ) -> None:
        at_row, at_col = np.nonzero(rough)
        exact = self._exact(rows[at_row], cols[at_col])
        for values, correct in zip(result, exact):
            values[at_row, at_col] = correct


def _lattice(positions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return lattice nodes around ``positions``, the block each lies in and its place there.

    Between the nodes of every block stands one more, to measure the error of interpolation.
    """
    block = np.floor(positions / _LATTICE).astype(np.int64)
    first = block[0]
    halves = np.arange(2 * first, 2 * (block[-1] + 1) + 1)
    return halves * (_LATTICE / 2), block - first, positions / _LATTICE - block


def _interpolation_error(halves: np.ndarray) -> np.ndarray:
    """Return how far bilinear interpolation strays in each block, from the middles of its sides.

    The bends of both directions are added, for they may cancel at the centre of a block.
    """
    down = np.abs(halves[1::2, ::2] - (halves[:-1:2, ::2] + halves[2::2, ::2]) / 2)
    across = np.abs(halves[::2, 1::2] - (halves[::2, :-1:2] + halves[::2, 2::2]) / 2)
    return np.maximum(down[:, :-1], down[:, 1:]) + np.maximum(across[:-1], across[1:])


def _bilinear(
    nodes: np.ndarray,
    row: tuple[np.ndarray, np.ndarray],
    col: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    (r, r_share), (c, c_share) = row, col
    r_share = r_share[:, None]
    above = nodes[:, c] * (1 - c_share) + nodes[:, c + 1] * c_share
    upper, lower = above[r], above[r + 1]
    upper *= 1 - r_share
    lower *= r_share
    upper += lower
    return upper


def cells_at(
    row: np.ndarray, col: np.ndarray, *, shape: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the int64 cells that hold fractional positions; both -1 outside ``shape``."""
    with np.errstate(invalid="ignore"):
        inside = (row >= -_SNAP) & (row < shape[0] - _SNAP)
        inside &= (col >= -_SNAP) & (col < shape[1] - _SNAP)
    if inside.all():  # nothing is below 0, so cutting the fraction off is rounding down
        return (row + _SNAP).astype(np.int64), (col + _SNAP).astype(np.int64)
    rows = np.where(inside, np.floor(np.where(inside, row, 0.0) + _SNAP), -1).astype(np.int64)
    cols = np.where(inside, np.floor(np.where(inside, col, 0.0) + _SNAP), -1).astype(np.int64)
    return rows, cols


def footprint(source: Grid, target: Grid, *, margin: int = 0) -> Window | None:
    """Return the window of ``target`` that the frame of ``source`` covers, or None.

    Args:
        source: grid whose frame is projected, by a lattice of 33 x 33 points.
        target: grid on which the window counts.
        margin: pixels added on every side before the window is cut to the target's frame.
    """
    parts = [_covered(source, target), _covering(source, target)]
    found = [part for part in parts if part is not None]
    if not found:
        return None
    row, col = min(part.row for part in found), min(part.col for part in found)
    height = max(part.row + part.height for part in found) - row
    width = max(part.col + part.width for part in found) - col
    return Window(row, col, height, width).expand(margin).intersect(target.window)


def _covered(source: Grid, target: Grid) -> Window | None:
    """Return the box around the source's frame on the target."""
    row, col = _frame_points(source, target)
    known = np.isfinite(row) & np.isfinite(col)
    if not known.any():
        return None
    row, col = _snapped(row[known]), _snapped(col[known])
    top, left = math.floor(row.min()), math.floor(col.min())
    height, width = math.ceil(row.max()) - top, math.ceil(col.max()) - left
    return Window(top, left, max(height, 1), max(width, 1)).intersect(target.window)


def _covering(source: Grid, target: Grid) -> Window | None:
    """Return the box around those points of the target's frame that lie on the source.

    A source that spans the globe has corners the target's system cannot express; then the way
    back still tells where they meet.
    """
    row, col = _frame_points(target, source)
    inside = (row > _SNAP) & (row < source.shape[0] - _SNAP)
    inside &= (col > _SNAP) & (col < source.shape[1] - _SNAP)
    if not inside.any():
        return None
    at_row, at_col = np.nonzero(inside)
    step_row, step_col = (side / _FRAME_STEPS for side in target.shape)
    top, left = math.floor(at_row.min() * step_row), math.floor(at_col.min() * step_col)
    bottom, right = math.ceil(at_row.max() * step_row), math.ceil(at_col.max() * step_col)
    return Window(top, left, max(bottom - top, 1), max(right - left, 1)).intersect(target.window)


def _frame_points(source: Grid, target: Grid) -> tuple[np.ndarray, np.ndarray]:
    rows = np.linspace(0, source.shape[0], _FRAME_STEPS + 1)
    cols = np.linspace(0, source.shape[1], _FRAME_STEPS + 1)
    x, y = source.xy(rows[:, None], cols[None, :])
    x, y = transform_points(x, y, from_wkt=source.crs_wkt, to_wkt=target.crs_wkt)
    return target.rowcol(x, y)


def _snapped(positions: np.ndarray) -> np.ndarray:
    """Return positions with rounding noise at cell edges removed."""
    whole = np.rint(positions)
    return np.where(np.abs(positions - whole) < _SNAP, whole, positions)
