"""A raster's place on the ground, as rows and columns of pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from affine import Affine
from rasterio.crs import CRS

from ..errors import GridError
from .affines import composed, shifted
from .crs import crs_from_wkt, same_crs, transform_points
from .turns import turn_of
from .window import Window

SNAP = 1e-6  # positions this close below a cell edge belong to the next cell, on every machine
_METRES_PER_RADIAN = 6_378_137.0  # equator of the WGS 84 ellipsoid
_ROUND = 0.1  # columns by which a turn may miss a whole number of them


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

    @cached_property
    def turn(self) -> float | None:
        """Columns on the way once around the Earth, > 0; None where they are no longitudes."""
        length, t = turn_of(self.crs_wkt), self.transform
        return None if length is None or t.b or t.d else length / abs(t.a)

    @cached_property
    def whole_turn(self) -> int | None:
        """Columns of one turn around the Earth where these are a whole number, else None."""
        turn = self.turn
        return None if turn is None or abs(turn - round(turn)) > _ROUND else round(turn)

    @cached_property
    def circle(self) -> int | None:
        """Columns after which the grid begins again; None where it does not go all around.

        The last one may be missing, or there may be more.
        """
        columns = self.whole_turn
        return None if columns is None or self.shape[1] < columns - 1 else columns

    def near(self, col: np.ndarray) -> np.ndarray:
        """Return fractional columns on that turn around the Earth on which the grid lies.

        What lies within half a turn of the middle of the grid is returned as it is; so in a grid
        that goes all around everything comes to lie in a column.
        """
        turn = self.turn
        if turn is None:
            return col
        first = (self.shape[1] - turn) / 2 - SNAP
        return col - turn * np.floor((col - first) / turn)

    def place(
        self, x: np.ndarray, y: np.ndarray, *, from_wkt: str
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return fractional (row, column) positions of coordinates of another system.

        They are NaN where there is no such place; for turns around the Earth see ``near``.

        Raises:
            GridError: one of the systems is not readable.
        """
        row, col = self.rowcol(*transform_points(x, y, from_wkt=from_wkt, to_wkt=self.crs_wkt))
        return row, self.near(col)

    def turned_to(self, other: Grid) -> Grid:
        """Return the same pixels with longitudes as near to those of a grid as whole turns allow.

        Both have one coordinate system.
        """
        length = turn_of(self.crs_wkt)
        if length is None:
            return self
        (mine, _), (theirs, _) = (
            grid.xy(*(np.array(side / 2) for side in grid.shape)) for grid in (self, other)
        )
        turns = round(float(theirs - mine) / length)
        if not turns:
            return self
        return Grid(
            self.crs_wkt,
            composed(Affine.translation(turns * length, 0), self.transform),
            self.shape,
        )

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
