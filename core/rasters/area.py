"""Polygons an analyst drew, and the pixels they select."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from affine import Affine
from rasterio.features import rasterize

from ..errors import GridError, InputError
from .crs import same_crs, transform_points
from .window import Window

if TYPE_CHECKING:
    from .grid import Grid

_BEND = 0.1  # pixels a straight edge may stray from its true course in another system
_MAX_ROUNDS = 10  # times the points of an edge are doubled
# rasterio hides a warning meanwhile, which in two threads at once lets it slip out
_RASTERIZE = threading.Lock()
_FEW_PIXELS = 65_536  # around polygons that may hold none
_EDGE = 1e-6  # pixels; what a frame drawn along the pixels misses them by in floating point


@dataclass(frozen=True)
class Area:
    """Polygons an analyst drew; where a ring crosses itself, the even-odd rule holds.

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
        if not any(True for _ in _polygons(self.geometries)):
            raise InputError(f"{self.name} holds no polygon; draw one, or leave it out.")

    def on(self, grid: Grid, *, all_touched: bool = False) -> AreaMask:
        """Place the polygons on a grid.

        Args:
            grid: the pixels to select.
            all_touched: select every pixel touched, not only those whose centre is inside.

        Raises:
            GridError: the polygons cannot be brought into the grid's coordinate system.
        """
        shapes = tuple(
            {
                "type": "Polygon",
                "coordinates": [_on_grid(ring, self, grid).tolist() for ring in rings],
            }
            for rings in self._near(grid)
        )
        if not shapes:
            raise _off_grid(self.name)
        return AreaMask(shapes, grid, all_touched, self.name)

    def _near(self, grid: Grid) -> Iterator[list[np.ndarray]]:
        """Yield the rings of every polygon, cut off far from the grid.

        The far parts of a large polygon, such as the whole world, have no place in most systems.
        """
        frame = None
        if not same_crs(self.crs_wkt, grid.crs_wkt):
            frame = _frame(grid, self.crs_wkt)
        for rings in _polygons(self.geometries):
            kept = rings if frame is None else [_clip(ring, frame) for ring in rings]
            if len(kept[0]):
                yield [ring for ring in kept if len(ring)]


@dataclass(frozen=True)
class AreaMask:
    """Polygons on a grid, in pixel coordinates (column, row), read window by window."""

    shapes: tuple[Mapping[str, Any], ...]
    grid: Grid
    all_touched: bool
    name: str

    @cached_property
    def window(self) -> Window:
        """The smallest window of the grid around the frames of the polygons.

        Raises:
            GridError: the polygons lie off the grid.
        """
        beside = 1 if self.all_touched else 0  # an edge between two pixels touches both
        boxes = [_box(shape).expand(beside) for shape in self.shapes]
        parts = [box.intersect(self.grid.window) for box in boxes]
        found = [part for part in parts if part is not None]
        if not found:
            raise _off_grid(self.name)
        row, col = min(part.row for part in found), min(part.col for part in found)
        bottom = max(part.row + part.height for part in found)
        right = max(part.col + part.width for part in found)
        return Window(row, col, bottom - row, right - col)

    def check_pixels(self) -> None:
        """Raise InputError where the polygons lie between the centres of pixels."""
        frame = self.window
        if frame.height * frame.width <= _FEW_PIXELS and not self.read(frame).any():
            raise InputError(
                f"{self.name} is too small: it holds the centre of no pixel of the image; draw it "
                "larger."
            )

    def read(self, window: Window) -> np.ndarray:
        """Return bool (row, col): True where the polygons select a pixel."""
        wide = window.expand(1)  # GDAL decides otherwise where an edge runs along the frame
        with _RASTERIZE:
            burnt = rasterize(
                self.shapes,
                out_shape=(wide.height, wide.width),
                transform=Affine.translation(wide.col, wide.row),
                all_touched=self.all_touched,
                dtype="uint8",
            )
        return burnt[window.inside(wide)].astype(bool)


def _polygons(geometries: Sequence[Mapping[str, Any]]) -> Iterator[list[np.ndarray]]:
    """Yield the rings (corner, xy) of every polygon; what encloses nothing is left out."""
    for geometry in geometries:
        if geometry.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        coordinates = geometry["coordinates"]
        for polygon in [coordinates] if geometry["type"] == "Polygon" else coordinates:
            rings = [np.asarray([p[:2] for p in ring], np.float64) for ring in polygon]
            if rings and len(rings[0]) >= 4:
                yield [ring for ring in rings if len(ring) >= 4]


def _off_grid(name: str) -> GridError:
    return GridError(
        f"{name} does not overlap the image; draw it where the image has data, and check the "
        "coordinate system of both."
    )


def _frame(grid: Grid, crs_wkt: str) -> np.ndarray | None:
    """Return the box around a grid in another system, widened by its own size; None if unknown.

    float64 (2, xy): the lower and the upper corner.
    """
    rows = np.linspace(0, grid.shape[0], 17)[:, None]
    cols = np.linspace(0, grid.shape[1], 17)[None, :]
    x, y = grid.xy(rows, cols)
    x, y = transform_points(x, y, from_wkt=grid.crs_wkt, to_wkt=crs_wkt)
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        return None
    low, high = np.array([x.min(), y.min()]), np.array([x.max(), y.max()])
    return np.stack([low - (high - low), high + (high - low)])


def _clip(ring: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """Return the part of a closed ring inside a box, closed; empty where there is none.

    Reference:
        Sutherland and Hodgman (1974), Reentrant polygon clipping.
        https://doi.org/10.1145/360767.360802
    """
    points = ring[:-1]
    for axis in (0, 1):
        for bound, sign in ((frame[0, axis], 1.0), (frame[1, axis], -1.0)):
            depth = sign * (points[:, axis] - bound)
            following, next_depth = np.roll(points, -1, axis=0), np.roll(depth, -1)
            crossing = (depth >= 0) != (next_depth >= 0)
            share = depth / np.where(crossing, depth - next_depth, 1.0)
            met = points + share[:, None] * (following - points)
            both = np.stack([points, met], axis=1).reshape(-1, 2)
            points = both[np.stack([depth >= 0, crossing], axis=1).ravel()]
            if len(points) < 3:
                return np.empty((0, 2))
    return np.concatenate([points, points[:1]])


def _on_grid(ring: np.ndarray, area: Area, grid: Grid) -> np.ndarray:
    """Return a ring in (column, row) of a grid, float64 (corner, 2).

    Between coordinate systems straight edges become curves; they get as many points as it takes
    to follow them.
    """
    placed = _place(ring, area, grid)
    if same_crs(area.crs_wkt, grid.crs_wkt):
        return placed
    for _ in range(_MAX_ROUNDS):
        middle = (ring[:-1] + ring[1:]) / 2
        truth = _place(middle, area, grid)
        bent = np.hypot(*(truth - (placed[:-1] + placed[1:]) / 2).T) > _BEND
        if not bent.any():
            break
        at = np.flatnonzero(bent) + 1
        ring = np.insert(ring, at, middle[bent], axis=0)
        placed = np.insert(placed, at, truth[bent], axis=0)
    return placed


def _place(points: np.ndarray, area: Area, grid: Grid) -> np.ndarray:
    x, y = transform_points(points[:, 0], points[:, 1], from_wkt=area.crs_wkt, to_wkt=grid.crs_wkt)
    row, col = grid.rowcol(x, y)
    if not (np.isfinite(row).all() and np.isfinite(col).all()):
        raise GridError(
            f"{area.name} reaches where the image's coordinate system is not defined; "
            "draw it around the image only."
        )
    return np.column_stack([col, row])


def _box(shape: Mapping[str, Any]) -> Window:
    corners = np.asarray(shape["coordinates"][0])
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    (col, width), (row, height) = _span(left, right), _span(top, bottom)
    return Window(row, col, height, width)


def _span(low: float, high: float) -> tuple[int, int]:
    """Return the first pixel between two positions, and how many there are; at least one."""
    first, end = math.floor(low + _EDGE), math.ceil(high - _EDGE)
    if end <= first:
        first, end = math.floor(low), math.ceil(high)
    return first, max(end - first, 1)
