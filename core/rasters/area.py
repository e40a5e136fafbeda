"""Polygons an analyst drew, and the pixels they select."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Callable

import numpy as np
from affine import Affine
from rasterio.features import rasterize

from ..errors import GridError, InputError
from .crs import crs_from_wkt, same_crs, transform_points
from .rings import Rings, clip, is_somewhere, polygon_rings, thinned
from .turned_rings import along, in_steps, on_every_turn, unrolled
from .turns import shortest, turn_of
from .window import Window

if TYPE_CHECKING:
    from .pixel_grid import Grid

_BEND = 0.1  # pixels a straight edge may stray from its true course in another system
_MAX_ROUNDS = 10  # times the points of an edge are doubled
# rasterio hides a warning meanwhile, which in two threads at once lets it slip out
_RASTERIZE = threading.Lock()
_FEW_PIXELS = 65_536  # around polygons that may hold none
_REACH = 1e9  # pixels
_BLOCK = 4096  # pixels along the side of a block for which polygons of many corners are thinned
_BLOCKS = 4  # kept
_MANY = 10_000  # corners
_BESIDE = 3  # pixels around a window that are burnt too where all that are touched count
_EDGE = 1e-6  # pixels; what a frame drawn along the pixels misses them by in floating point


@dataclass(frozen=True)
class Area:
    """Polygons an analyst drew; where a ring crosses itself, the even-odd rule holds.

    Attributes:
        geometries: GeoJSON-like Polygon or MultiPolygon mappings, or collections of them; a ring
            may be an array, (corner, xy).
        crs_wkt: their coordinate system as WKT.
        name: the parameter they came by, for messages.

    Raises:
        InputError: there is no polygon, or one has corners that are no pairs of numbers.
        GridError: the coordinate system is not known.
    """

    geometries: tuple[Mapping[str, Any], ...]
    crs_wkt: str
    name: str = "GEO"

    def __post_init__(self) -> None:
        if not self._polygons:
            raise InputError(f"{self.name} holds no polygon; draw one, or leave it out.")
        try:
            crs_from_wkt(self.crs_wkt)
        except GridError as error:
            raise GridError(
                f"{self.name}: the coordinate system of the polygons is not known; assign one to "
                "the layer."
            ) from error

    def on(self, grid: Grid, *, all_touched: bool = False) -> AreaMask:
        """Place the polygons on a grid.

        Args:
            grid: the pixels to select.
            all_touched: select every pixel touched, not only those whose centre is inside.

        Raises:
            GridError: the polygons cannot be brought into the grid's coordinate system.
        """
        placed = ([_on_grid(ring, self, grid) for ring in rings] for rings in self._near(grid))
        turned = (one for rings in placed for one in on_every_turn(rings, grid))
        shapes = tuple(rings for rings in map(_within_reach, turned) if rings)
        if not shapes:
            raise _off_grid(self.name)
        return AreaMask(shapes, grid, all_touched, self.name)

    @cached_property
    def _polygons(self) -> tuple[Rings, ...]:
        return tuple(polygon_rings(self.geometries, name=self.name))

    def _near(self, grid: Grid) -> Iterator[Rings]:
        """Yield the rings of every polygon, cut off far from the grid.

        The far parts of a large polygon, such as the whole world, have no place in most systems.
        Around the Earth polygons are brought to where the grid lies, by whole turns.
        """
        frame = None
        if not same_crs(self.crs_wkt, grid.crs_wkt):
            frame = _frame(grid, self.crs_wkt)
        for rings in self._polygons:
            if not all(map(is_somewhere, rings)):
                raise _nowhere(self.name)
            if frame is None:
                yield rings
                continue
            for shift in _shifts(rings[0], frame, turn_of(self.crs_wkt)):
                kept = [clip(np.add(ring, (shift, 0.0)), frame) for ring in rings]
                if len(kept[0]):
                    yield [ring for ring in kept if len(ring)]


@dataclass(frozen=True)
class AreaMask:
    """Polygons on a grid, read window by window.

    Attributes:
        shapes: the rings of each polygon, float64 (corner, (column, row)).
        grid: whose pixels these are.
        all_touched: whether every pixel touched is selected.
        name: the parameter they came by, for messages.
    """

    shapes: tuple[Rings, ...]
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
        # GDAL decides otherwise where an edge runs along the frame
        wide = window.expand(_BESIDE if self.all_touched else 1)
        shapes = [thinned(rings, wide) for rings in self._around(window)]
        if self.all_touched:
            shapes = [_within(rings, window) for rings in shapes]
        told = [
            {"type": "Polygon", "coordinates": [_pairs(ring) for ring in rings]}
            for rings in shapes
            if rings
        ]
        if not told:
            return np.zeros((window.height, window.width), bool)
        with _RASTERIZE:
            burnt = rasterize(
                told,
                out_shape=(wide.height, wide.width),
                transform=Affine.translation(wide.col, wide.row),
                all_touched=self.all_touched,
                dtype="uint8",
            )
        return burnt[window.inside(wide)].astype(bool)

    def _around(self, window: Window) -> Sequence[Rings]:
        """Return the polygons as they matter in the block of many windows around a small one."""
        row, col = window.row // _BLOCK, window.col // _BLOCK
        block = Window(row * _BLOCK, col * _BLOCK, _BLOCK, _BLOCK)
        if window.intersect(block) != window or sum(map(_corner_count, self.shapes)) < _MANY:
            return self.shapes
        return self._blocks(block)

    @cached_property
    def _blocks(self) -> Callable[[Window], Sequence[Rings]]:
        @lru_cache(maxsize=_BLOCKS)
        def block(frame: Window) -> Sequence[Rings]:
            return [kept for kept in (thinned(one, frame.expand(2)) for one in self.shapes) if kept]

        return block


def _off_grid(name: str) -> GridError:
    return GridError(
        f"{name} does not overlap the image; draw it where the image has data, and check the "
        "coordinate system of both."
    )


def _nowhere(name: str) -> GridError:
    return GridError(
        f"{name} reaches where the image's coordinate system is not defined; draw it around the "
        "image only."
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
    x = x[8, 8] + shortest(x - x[8, 8], turn_of(crs_wkt))  # from the middle to both sides
    low, high = np.array([x.min(), y.min()]), np.array([x.max(), y.max()])
    return np.stack([low - (high - low), high + (high - low)])


def _shifts(ring: np.ndarray, frame: np.ndarray, turn: float | None) -> list[float]:
    """Return by how much x grows on the turns that bring a ring to a frame; 0 alone without."""
    (low, high), west, east = frame[:, 0], float(ring[:, 0].min()), float(ring[:, 0].max())
    if turn is None or high - low > 2 * turn or east - west > 2 * turn:  # all around
        return [0.0]
    first, last = math.ceil((low - east) / turn), math.floor((high - west) / turn)
    return [turn * at for at in range(first, last + 1)]


def _on_grid(ring: np.ndarray, area: Area, grid: Grid) -> np.ndarray:
    """Return a ring in (column, row) of a grid, float64 (corner, 2).

    Between coordinate systems straight edges become curves; they get as many points as it takes
    to follow them.
    """
    if same_crs(area.crs_wkt, grid.crs_wkt):
        return _place(ring, area, grid)
    if grid.turn is not None:
        ring = in_steps(ring, turn_of(area.crs_wkt))
    placed = _place(ring, area, grid)
    for _ in range(_MAX_ROUNDS):
        middle = (ring[:-1] + ring[1:]) / 2
        truth = _place(middle, area, grid)
        straight = placed[:-1] + along(placed[1:] - placed[:-1], grid) / 2
        bent = np.hypot(*along(truth - straight, grid).T) > _BEND
        if not bent.any():
            break
        at = np.flatnonzero(bent) + 1
        ring = np.insert(ring, at, middle[bent], axis=0)
        placed = np.insert(placed, at, truth[bent], axis=0)
    return unrolled(placed, grid)


def _place(points: np.ndarray, area: Area, grid: Grid) -> np.ndarray:
    x, y = transform_points(points[:, 0], points[:, 1], from_wkt=area.crs_wkt, to_wkt=grid.crs_wkt)
    with np.errstate(invalid="ignore", over="ignore"):
        row, col = grid.rowcol(x, y)
    if not (np.isfinite(row).all() and np.isfinite(col).all()):
        raise _nowhere(area.name)
    return np.column_stack([col, row])


def _within_reach(rings: list[np.ndarray]) -> list[np.ndarray]:
    """Return rings in (column, row) cut where GDAL could not count the pixels any more."""
    if max(float(np.abs(ring).max()) for ring in rings) < _REACH:
        return rings
    frame = np.array([[-_REACH, -_REACH], [_REACH, _REACH]])
    kept = [clip(ring, frame) for ring in rings]
    return [ring for ring in kept if len(ring)] if len(kept[0]) else []


def _within(rings: Rings, window: Window) -> list[np.ndarray]:
    """Return rings cut well inside what ``AreaMask.read`` burns around a window.

    GDAL 3.6, asked for all pixels touched, writes beyond its memory where an edge leaves the raster
    at a corner of a pixel.
    """
    half = _BESIDE / 2
    low = np.array([window.col - half, window.row - half])
    high = np.array([window.col + window.width + half, window.row + window.height + half])
    kept = [clip(ring, np.stack([low, high])) for ring in rings]
    return [ring for ring in kept if len(ring)]


def _pairs(ring: np.ndarray) -> list[tuple[float, float]]:
    return list(zip(*(ring[:, axis].tolist() for axis in (0, 1))))  # far faster than lists of two


def _corner_count(rings: Rings) -> int:
    return sum(map(len, rings))


def _box(rings: Rings) -> Window:
    corners = rings[0]
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    (col, width), (row, height) = _span(left, right), _span(top, bottom)
    return Window(row, col, height, width)


def _span(low: float, high: float) -> tuple[int, int]:
    """Return the first pixel between two positions, and how many there are; at least one."""
    first, end = math.floor(low + _EDGE), math.ceil(high - _EDGE)
    if end <= first:
        first, end = math.floor(low), math.ceil(high)
    return first, max(end - first, 1)
