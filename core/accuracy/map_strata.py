"""The pixels of each class of a map: how many there are, and a random draw among them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..cells.pixel_draw import random_keys
from ..parallel import ordered_map
from ..progress import Progress
from ..rasters.codes import MAX_CODE, NO_CODE, CodeReader
from ..rasters.grid import Area, AreaMask, Window
from ..rasters.ground_area import pixel_hectares

_TILE = 1024
_ALL_KEYS = 2**64 - 1
_SPARE = 8.0  # standard deviations of the number of keys below a limit


@dataclass(frozen=True)
class ClassSize:
    """How much of a map one class covers; ``hectares`` by the ground area of each row."""

    pixels: int
    hectares: float


@dataclass(frozen=True)
class DrawnPixels:
    """Pixels drawn at random, in a random order of their own; each array (point,).

    Attributes:
        row, col: pixel of the map's grid, int64.
        code: class of the map there, int64.
        group: position of the group it was drawn for, int64.
    """

    row: np.ndarray
    col: np.ndarray
    code: np.ndarray
    group: np.ndarray


class MapPixels:
    """The class codes of a map, inside polygons where there are some.

    ``nodata_codes`` are codes that mean no class, besides the raster's own nodata.
    """

    def __init__(
        self, reader: CodeReader, *, area: Area | None, nodata_codes: Sequence[int] = ()
    ) -> None:
        """Place the polygons on the map.

        Raises:
            GridError: the polygons lie off the map.
        """
        self.reader, self.grid = reader, reader.grid
        self._mask: AreaMask | None = area.on(self.grid) if area else None
        self.frame: Window = self._mask.window if self._mask else self.grid.window
        self._table = np.arange(-1, MAX_CODE + 1, dtype=np.int32)  # by code + 1
        self._table[[code + 1 for code in nodata_codes if 0 <= code <= MAX_CODE]] = NO_CODE

    def read(self, tile: Window) -> np.ndarray:
        """Return int32 (row, col) codes; -1 where there is no class or the polygons end."""
        if self._mask is None:
            return self._table[self.reader.read(tile) + 1]
        inside = self._mask.read(tile)
        if not inside.any():
            return np.full(inside.shape, NO_CODE, np.int32)
        return np.where(inside, self._table[self.reader.read(tile) + 1], NO_CODE)

    def tiles(self) -> list[Window]:
        """Return the windows to read, row by row."""
        return list(self.grid.tiles(_TILE, within=self.frame))


def class_sizes(pixels: MapPixels, *, progress: Progress) -> dict[int, ClassSize]:
    """Return the size of every class that occurs, by rising code.

    Ground areas are summed row by row from north to south, so that they do not depend on tiles.
    """
    frame, tiles = pixels.frame, pixels.tiles()
    hectares = pixel_hectares(pixels.grid, frame)
    same = bool((hectares == hectares[0]).all())
    totals: dict[int, ClassSize] = {}
    stripe: dict[int, np.ndarray] = {}

    def count(tile: Window) -> dict[int, np.ndarray]:
        return _by_class_and_row(pixels.read(tile))

    for done, part in enumerate(ordered_map(count, tiles, progress=progress), start=1):
        tile = tiles[done - 1]
        for code, rows in part.items():
            stripe[code] = stripe[code] + rows if code in stripe else rows
        if done == len(tiles) or tiles[done].row != tile.row:  # the last tile of these rows
            first = tile.row - frame.row
            per_row = hectares[first : first + tile.height]
            for code, rows in stripe.items():
                totals[code] = _grown(totals.get(code), rows, per_row)
            stripe = {}
        progress.set(done / len(tiles))
    if same:
        size = float(hectares[0])
        totals = {c: ClassSize(one.pixels, one.pixels * size) for c, one in totals.items()}
    return dict(sorted(totals.items()))


def _by_class_and_row(codes: np.ndarray) -> dict[int, np.ndarray]:
    """Return the pixels of every class in each row, int64 (row,), by code."""
    height, place = codes.shape[0], codes + 1
    found = np.flatnonzero(np.bincount(place.ravel(), minlength=1))
    table = np.zeros(int(found[-1]) + 1, np.int64)
    table[found] = np.arange(found.size) * height
    cells = table[place] + np.arange(height)[:, None]
    counts = np.bincount(cells.ravel(), minlength=found.size * height).reshape(-1, height)
    return {int(at) - 1: rows for at, rows in zip(found, counts) if at > 0}


def _grown(size: ClassSize | None, rows: np.ndarray, hectares: np.ndarray) -> ClassSize:
    """Add rows to a class, one after the other: another order could round otherwise."""
    before = size or ClassSize(0, 0.0)
    steps = np.concatenate([[before.hectares], rows * hectares])
    return ClassSize(before.pixels + int(rows.sum()), float(np.cumsum(steps)[-1]))


def draw_pixels(
    pixels: MapPixels,
    *,
    groups: Mapping[int, int],
    sizes: Sequence[int],
    wanted: Sequence[int],
    seed: int,
    progress: Progress,
) -> DrawnPixels:
    """Draw pixels without replacement, each pixel of a group as likely as any other.

    Every pixel has a random key that depends on the seed and its place alone; those with the
    smallest keys are drawn, whatever the tiles and threads. The order of the result comes from
    other keys, so that it gives no class away.

    Args:
        pixels: the map.
        groups: position of each class's group, by code; other codes are not drawn.
        sizes: pixels of each group on the map.
        wanted: pixels to draw of each group, at most its size.
        seed: what the keys depend on.
        progress: told of each tile.
    """
    spare = _SPARE
    while True:
        limits = [_limit(n, size, spare) for n, size in zip(wanted, sizes)]
        index, code, group, key = _below(pixels, groups, limits, seed=seed, progress=progress)
        order = np.lexsort((key, group))
        ranks = np.arange(order.size) - np.searchsorted(group[order], group[order])
        order = order[ranks < np.asarray(wanted, np.int64)[group[order]]]
        if order.size == sum(wanted):
            break
        spare *= 8  # as good as never: the keys below a limit are eight deviations short
    shuffled = np.argsort(random_keys(index[order], seed=seed + 2**31), kind="stable")
    order = order[shuffled]
    row, col = np.divmod(index[order], pixels.grid.shape[1])
    return DrawnPixels(row, col, code[order], group[order])


def _limit(wanted: int, size: int, spare: float) -> int:
    """Return the key below which enough pixels of a group lie, and not many more."""
    enough = wanted + spare * (math.sqrt(wanted) + 2)
    if wanted == 0:
        return 0
    return _ALL_KEYS if enough >= size else int(enough / size * 2**64)


def _below(
    pixels: MapPixels,
    groups: Mapping[int, int],
    limits: Sequence[int],
    *,
    seed: int,
    progress: Progress,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return index, code, group and key of the pixels whose key is at most their group's limit."""
    group_of = np.full(MAX_CODE + 2, -1, np.int64)  # by code + 1
    group_of[[code + 1 for code in groups]] = list(groups.values())
    limit_of = np.array([*limits, 0], np.uint64)  # the last one is that of no group
    width, tiles = pixels.grid.shape[1], pixels.tiles()

    def find(tile: Window) -> tuple[np.ndarray, ...]:
        codes = pixels.read(tile)
        rows, cols = np.nonzero(group_of[codes + 1] >= 0)
        code = codes[rows, cols].astype(np.int64)
        index = (rows + tile.row) * np.int64(width) + cols + tile.col
        group, key = group_of[code + 1], random_keys(index, seed=seed)
        low = key <= limit_of[group]
        return index[low], code[low], group[low], key[low]

    parts = []
    for done, part in enumerate(ordered_map(find, tiles, progress=progress), start=1):
        parts.append(part)
        progress.set(done / len(tiles))
    index, code, group, key = (np.concatenate(column) for column in zip(*parts))
    return index, code, group, key
