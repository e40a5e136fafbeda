"""Where pixels are: grids, windows, tiles, polygon masks and the way from one grid to another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from affine import Affine
from rasterio.crs import CRS
from rasterio.errors import CRSError
from rasterio.features import rasterize
from rasterio.warp import transform as warp_points
from rasterio.warp import transform_geom

from .errors import GridError, InputError

_LATTICE = 32  # pixels between exactly transformed points
_LATTICE_TOLERANCE = 0.005  # target pixels of interpolation error that are let pass
_SNAP = 1e-9  # positions this close below a cell edge belong to the next cell, on every machine
_METRES_PER_DEGREE = 111_319.490793  # equator of the WGS 84 ellipsoid / 360


@lru_cache(maxsize=256)
def crs_from_wkt(wkt: str) -> CRS:
    """Return the coordinate system of a WKT text; raise GridError when it is not one."""
    try:
        return CRS.from_wkt(wkt)
    except CRSError as error:
        raise GridError(f"The coordinate system '{wkt[:60]}' is not readable: {error}.") from error


@lru_cache(maxsize=256)
def same_crs(first_wkt: str, second_wkt: str) -> bool:
    """Tell whether two WKT texts mean one coordinate system."""
    return first_wkt == second_wkt or crs_from_wkt(first_wkt) == crs_from_wkt(second_wkt)


@dataclass(frozen=True)
class Window:
    """A block of pixels; rows and columns may lie outside the grid they count on."""

    row: int
    col: int
    height: int
    width: int

    def expand(self, pixels: int) -> Window:
        """Grow by ``pixels`` on every side."""
        return Window(
            self.row - pixels, self.col - pixels, self.height + 2 * pixels, self.width + 2 * pixels
        )

    def intersect(self, other: Window) -> Window | None:
        """Return the common part, or None."""
        row, col = max(self.row, other.row), max(self.col, other.col)
        height = min(self.row + self.height, other.row + other.height) - row
        width = min(self.col + self.width, other.col + other.width) - col
        return Window(row, col, height, width) if height > 0 and width > 0 else None

    def inside(self, outer: Window) -> tuple[slice, slice]:
        """Return the slices that cut this window from an array that covers ``outer``."""
        row, col = self.row - outer.row, self.col - outer.col
        return slice(row, row + self.height), slice(col, col + self.width)


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

    @property
    def pixel_area(self) -> float:
        """Area of a pixel in squared units of the coordinate system."""
        return abs(self.transform.determinant)

    def crop(self, window: Window) -> Grid:
        """Return the grid of ``window``, which may reach outside."""
        shift = Affine.translation(window.col, window.row)
        return Grid(self.crs_wkt, self.transform * shift, (window.height, window.width))

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
        m = self.inverse * other.transform
        reach = max(*other.shape, 1)
        # a thousandth of a pixel over the whole frame is rounding in the file, not a shift
        skew = max(abs(m.a - 1), abs(m.e - 1), abs(m.b), abs(m.d)) * reach
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

        Exact for projected systems with a linear unit; for geographic ones the meridian and the
        parallel of a sphere, within 0.7 % of the ellipsoid.
        """
        rows = np.arange(window.row, window.row + window.height) + 0.5
        t = self.transform
        width, height = math.hypot(t.a, t.d), math.hypot(t.b, t.e)
        if self.crs.is_geographic:
            _, latitude = self.xy(rows, np.full(rows.shape, window.col + window.width / 2))
            factor = _METRES_PER_DEGREE * np.clip(np.cos(np.radians(latitude)), 1e-3, None)
            return width * factor, np.full(rows.shape, height * _METRES_PER_DEGREE)
        metres = float(self.crs.linear_units_factor[1]) if self.crs.is_projected else 1.0
        return np.full(rows.shape, width * metres), np.full(rows.shape, height * metres)

    def area_hectares(self, window: Window) -> np.ndarray:
        """Return the ground area of one pixel of each row, in hectares, float64 (row,)."""
        width, height = self.pixel_metres(window)
        return width * height / 10_000.0


def transform_points(
    x: np.ndarray, y: np.ndarray, *, from_wkt: str, to_wkt: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return coordinates in another system, float64; NaN where there is no such place."""
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if same_crs(from_wkt, to_wkt):
        return x, y
    found = warp_points(crs_from_wkt(from_wkt), crs_from_wkt(to_wkt), x.ravel(), y.ravel())
    result = [np.asarray(values, np.float64).reshape(x.shape) for values in found[:2]]
    bad = ~(np.isfinite(result[0]) & np.isfinite(result[1]))
    for values in result:
        values[bad] = np.nan
    return result[0], result[1]


@dataclass(frozen=True)
class PixelMap:
    """The way from the pixels of one grid to positions on another.

    Between different coordinate systems only every 32nd pixel is transformed, the others are
    interpolated; a block whose centre shows more than 0.005 target pixels of error (a pole, the
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

    def _exact(self, rows: np.ndarray, cols: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x, y = self.source.xy(rows, cols)
        x, y = transform_points(x, y, from_wkt=self.source.crs_wkt, to_wkt=self.target.crs_wkt)
        return self.target.rowcol(x, y)

    def _interpolated(self, rows: np.ndarray, cols: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        row_nodes, row_block, row_share = _lattice(rows)
        col_nodes, col_block, col_share = _lattice(cols)
        nodes = self._exact(*np.broadcast_arrays(row_nodes[:, None], col_nodes[None, :]))
        half = _LATTICE / 2
        centres = self._exact(
            *np.broadcast_arrays(row_nodes[:-1, None] + half, col_nodes[None, :-1] + half)
        )
        error = np.zeros(centres[0].shape)
        for corner, centre in zip(nodes, centres):
            mean = (corner[:-1, :-1] + corner[1:, :-1] + corner[:-1, 1:] + corner[1:, 1:]) / 4
            error = np.maximum(error, np.abs(mean - centre))
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
    """Return lattice nodes around ``positions``, the block each lies in and its place there."""
    block = np.floor(positions / _LATTICE).astype(np.int64)
    first = block[0]
    nodes = (np.arange(first, block[-1] + 2) * _LATTICE).astype(np.float64)
    return nodes, block - first, positions / _LATTICE - block


def _bilinear(
    nodes: np.ndarray,
    row: tuple[np.ndarray, np.ndarray],
    col: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    (r, r_share), (c, c_share) = row, col
    r_share = r_share[:, None]
    above = nodes[:, c] * (1 - c_share) + nodes[:, c + 1] * c_share
    return above[r] * (1 - r_share) + above[r + 1] * r_share


def cells_at(
    row: np.ndarray, col: np.ndarray, *, shape: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the int64 cells that hold fractional positions; both -1 outside ``shape``."""
    with np.errstate(invalid="ignore"):
        inside = (row >= -_SNAP) & (row < shape[0] - _SNAP)
        inside &= (col >= -_SNAP) & (col < shape[1] - _SNAP)
    rows = np.where(inside, np.floor(np.where(inside, row, 0.0) + _SNAP), -1).astype(np.int64)
    cols = np.where(inside, np.floor(np.where(inside, col, 0.0) + _SNAP), -1).astype(np.int64)
    return rows, cols


@dataclass(frozen=True)
class Area:
    """Polygons an analyst drew.

    Attributes:
        geometries: GeoJSON-like Polygon or MultiPolygon mappings.
        crs_wkt: their coordinate system as WKT.
        name: the parameter they came by, for messages.

    Raises:
        InputError: there is no polygon.
    """

    geometries: tuple[Mapping[str, Any], ...]
    crs_wkt: str
    name: str = "GEO"

    def __post_init__(self) -> None:
        kept = tuple(g for g in self.geometries if _has_corners(g))
        if not kept:
            raise InputError(f"{self.name} holds no polygon; draw one, or leave it out.")
        object.__setattr__(self, "geometries", kept)

    def on(self, grid: Grid, *, all_touched: bool = False) -> AreaMask:
        """Place the polygons on a grid.

        Args:
            grid: the pixels to select.
            all_touched: select every pixel touched, not only those whose centre is inside.

        Raises:
            GridError: the polygons cannot be brought into the grid's coordinate system.
        """
        shapes = []
        for geometry in self.geometries:
            if not same_crs(self.crs_wkt, grid.crs_wkt):
                geometry = transform_geom(crs_from_wkt(self.crs_wkt), grid.crs, dict(geometry))
            shapes.append(_to_pixels(geometry, grid, self.name))
        return AreaMask(tuple(shapes), grid, all_touched, self.name)


@dataclass(frozen=True)
class AreaMask:
    """Polygons on a grid, in pixel coordinates, read window by window."""

    shapes: tuple[Mapping[str, Any], ...]
    grid: Grid
    all_touched: bool
    name: str

    @cached_property
    def window(self) -> Window:
        """The smallest window of the grid around the polygons.

        Raises:
            GridError: the polygons lie off the grid.
        """
        corners = np.concatenate([c for s in self.shapes for c in _rings(s)])
        low, high = np.floor(corners.min(axis=0)), np.ceil(corners.max(axis=0))
        col, row = int(low[0]), int(low[1])
        box = Window(row, col, max(int(high[1]) - row, 1), max(int(high[0]) - col, 1))
        found = box.intersect(self.grid.window)
        if found is None:
            raise GridError(
                f"{self.name} does not overlap the image; draw it where the image has data, "
                "and check the coordinate system of both."
            )
        return found

    def read(self, window: Window) -> np.ndarray:
        """Return bool (row, col): True where the polygons select a pixel."""
        return rasterize(
            self.shapes,
            out_shape=(window.height, window.width),
            transform=Affine.translation(window.col, window.row),
            all_touched=self.all_touched,
            dtype="uint8",
        ).astype(bool)


def _has_corners(geometry: Mapping[str, Any]) -> bool:
    return geometry.get("type") in ("Polygon", "MultiPolygon") and any(
        len(ring) >= 4 for ring in _rings(geometry)
    )


def _polygons(geometry: Mapping[str, Any]) -> Sequence[Any]:
    coordinates = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else coordinates


def _rings(geometry: Mapping[str, Any]) -> list[np.ndarray]:
    rings = [ring for polygon in _polygons(geometry) for ring in polygon if len(ring)]
    return [np.asarray([point[:2] for point in ring], np.float64) for ring in rings]


def _to_pixels(geometry: Mapping[str, Any], grid: Grid, name: str) -> dict[str, Any]:
    polygons = []
    for polygon in _polygons(geometry):
        rings = []
        for ring in polygon:
            points = np.asarray([point[:2] for point in ring], np.float64)
            if len(points) and not np.isfinite(points).all():
                raise GridError(
                    f"{name} reaches where the image's coordinate system is not defined; "
                    "draw it around the image only."
                )
            row, col = grid.rowcol(points[:, 0], points[:, 1]) if len(points) else ((), ())
            rings.append(list(zip(map(float, col), map(float, row))))
        polygons.append(rings)
    return {"type": "MultiPolygon", "coordinates": polygons}


def footprint(source: Grid, target: Grid, *, margin: int = 0) -> Window | None:
    """Return the window of ``target`` that the frame of ``source`` covers, or None.

    Args:
        source: grid whose frame is projected, by a lattice of 33 x 33 points.
        target: grid on which the window counts.
        margin: pixels added on every side before the window is cut to the target's frame.
    """
    rows = np.linspace(0, source.shape[0], 33)
    cols = np.linspace(0, source.shape[1], 33)
    x, y = source.xy(rows[:, None], cols[None, :])
    x, y = transform_points(x, y, from_wkt=source.crs_wkt, to_wkt=target.crs_wkt)
    row, col = target.rowcol(x, y)
    known = np.isfinite(row) & np.isfinite(col)
    if not known.any():
        return None
    top, left = math.floor(row[known].min()), math.floor(col[known].min())
    height = math.ceil(row[known].max()) - top
    width = math.ceil(col[known].max()) - left
    found = Window(top, left, max(height, 1), max(width, 1)).intersect(target.window)
    return found.expand(margin).intersect(target.window) if found else None
