"""Training samples from a coarse map: how many per class, which pixels, drawn by a seed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .coarse import NO_CLASS, CellPositions, CoarseMap, CoarseOnFine
from .errors import GridError, InputError
from .features import TILE, FeatureSource, recipe_margin
from .grid import Area, AreaMask, Window
from .legend import Legend
from .parallel import ordered_map
from .progress import Progress

ALLOCATIONS = ("proportional_clipped", "proportional", "equal")
_SPARE_FOR_DISTANCE = 8  # candidates kept per sample wanted when neighbours are thinned out


@dataclass(frozen=True)
class SamplingSettings:
    """How to draw; ``buffer`` in coarse cells, ``purity`` 0..1, ``min_distance`` in pixels."""

    samples: int = 20_000
    allocation: str = "proportional_clipped"
    min_per_class: int = 600
    max_per_class: int = 8_000
    buffer: float = 0.5
    purity: float = 0.0
    min_distance: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.allocation not in ALLOCATIONS:
            raise InputError(
                f"ALLOCATION: '{self.allocation}' is unknown; choose from {', '.join(ALLOCATIONS)}."
            )
        if self.samples < 2:
            raise InputError(f"SAMPLES: {self.samples} is too few; give at least 2.")
        if not 0 <= self.min_per_class <= self.max_per_class:
            raise InputError(
                f"MIN_PER_CLASS {self.min_per_class} must be at least 0 and at most "
                f"MAX_PER_CLASS {self.max_per_class}."
            )
        if not 0 <= self.buffer <= 4:
            raise InputError(f"BUFFER: {self.buffer:g} cells is not between 0 and 4.")
        if not 0 <= self.purity <= 1:
            raise InputError(f"PURITY: {self.purity:g} is not between 0 and 1.")
        if not 0 <= self.min_distance <= 10_000:
            raise InputError(f"MIN_DISTANCE: {self.min_distance:g} pixels is not 0 to 10000.")


@dataclass(frozen=True)
class ClassCount:
    """What sampling found and took of one class, in pixels."""

    code: int
    available: int
    candidates: int
    drawn: int
    relaxed: int


@dataclass(frozen=True)
class SampleTable:
    """Samples in reading order of the grid.

    Attributes:
        row, col: pixel of the feature grid, int64 (sample,).
        label: position in ``legend``, int16 (sample,).
        cell: coarse cell as row * width + column, int64 (sample,).
        purity: share of like cells around the sample's cell, float32 (sample,).
        legend: the classes.
        counts: one entry per class that occurs.
        cell_width: columns of the coarse raster, which turn ``cell`` into a row and a column.
    """

    row: np.ndarray
    col: np.ndarray
    label: np.ndarray
    cell: np.ndarray
    purity: np.ndarray
    legend: Legend
    counts: tuple[ClassCount, ...]
    cell_width: int


def allocate(areas: np.ndarray, *, settings: SamplingSettings) -> np.ndarray:
    """Return how many samples each class shall have.

    Args:
        areas: pixels of each class, int64 (class,).
        settings: ``proportional_clipped`` follows the areas but gives every class that occurs
            between ``min_per_class`` and ``max_per_class``.

    Returns:
        int64 (class,); never more than ``areas``.

    Reference:
        Zhu et al. (2016), Optimizing selection of training and auxiliary data for operational
        land cover classification. https://doi.org/10.1016/j.isprsjprs.2016.11.004
        Colditz (2015), An evaluation of different training sample allocation schemes.
        https://doi.org/10.3390/rs70809655
    """
    present = areas > 0
    if settings.allocation == "equal":
        wanted = np.where(present, settings.samples / max(int(present.sum()), 1), 0)
    else:
        wanted = settings.samples * areas / max(int(areas.sum()), 1)
    if settings.allocation == "proportional_clipped":
        wanted = np.clip(wanted, settings.min_per_class, settings.max_per_class)
    counts = np.maximum(np.rint(wanted), present).astype(np.int64)
    return np.where(present, np.minimum(counts, areas), 0)


def sample_coarse_map(
    coarse: CoarseMap,
    features: FeatureSource,
    *,
    area: Area | None,
    settings: SamplingSettings,
    progress: Progress,
) -> SampleTable:
    """Draw pixels whose class is that of the coarse cell they lie in.

    A pixel is a candidate when every feature has data, its cell has a class, the window its
    features look at lies inside ``area``, its cell's purity reaches ``settings.purity`` and it is
    at least ``settings.buffer`` cells away from every cell of another class. A class that has
    fewer candidates than ``min_per_class`` takes the missing ones from its other pixels. Which
    pixels are drawn depends on the seed and the pixels alone, not on tiles or threads.

    Raises:
        GridError: the polygons, the coarse map and the features have no pixel in common.
        InputError: fewer than two classes are found.
    """
    collector = _Collector(coarse, features, area, settings)
    for part in ordered_map(collector.candidates, collector.tiles, progress=progress):
        collector.add(part)
        progress.set(collector.done / max(len(collector.tiles), 1))
    areas = collector.areas
    if not areas.any():
        where = "inside GEO" if area else "in the image"
        raise GridError(
            f"No pixel {where} has both a class in the coarse map and data in every feature; "
            "check that they overlap and that the legend fits."
        )
    if np.count_nonzero(areas) < 2:
        name = coarse.legend.names[int(np.argmax(areas))]
        raise InputError(
            f"Only one class ('{name}') has pixels {'inside GEO' if area else 'in the image'}; "
            "at least two are needed: enlarge GEO, or use a coarse map with more classes there."
        )
    return collector.table(allocate(areas, settings=settings))


@dataclass(frozen=True)
class _Pixels:
    """Candidate pixels, each array (pixel,); ``loose`` ones fail buffer or purity."""

    key: np.ndarray
    index: np.ndarray
    label: np.ndarray
    cell: np.ndarray
    purity: np.ndarray
    loose: np.ndarray

    def take(self, which: np.ndarray) -> _Pixels:
        return _Pixels(
            self.key[which], self.index[which], self.label[which], self.cell[which],
            self.purity[which], self.loose[which],
        )  # fmt: skip

    @staticmethod
    def join(parts: Sequence[_Pixels]) -> _Pixels:
        names = ("key", "index", "label", "cell", "purity", "loose")
        return _Pixels(*(np.concatenate([getattr(p, name) for p in parts]) for name in names))


class _Collector:
    """Keep, per class, the candidates with the smallest random keys; memory does not grow."""

    def __init__(
        self,
        coarse: CoarseMap,
        features: FeatureSource,
        area: Area | None,
        settings: SamplingSettings,
    ) -> None:
        self.features, self.settings = features, settings
        self.margin = recipe_margin(features.recipe) if area else 0
        self.mask: AreaMask | None = area.on(features.grid) if area else None
        if area is not None:  # cells outside the polygons must not speak, not even as neighbours
            cells = area.on(coarse.grid, all_touched=True)
            coarse = coarse.restricted(cells.read(coarse.grid.window))
        self.coarse, self.fine = coarse, CoarseOnFine(coarse, features.grid)
        frame = self.mask.window if self.mask else features.grid.window
        self.tiles = list(features.grid.tiles(TILE, within=frame))
        classes = len(coarse.legend)
        self.areas = np.zeros(classes, np.int64)
        self.strict = np.zeros(classes, np.int64)
        self.done = 0
        clipped = settings.allocation == "proportional_clipped"
        self.keep = max(settings.max_per_class if clipped else settings.samples, 1)
        if settings.min_distance > 0:
            self.keep *= _SPARE_FOR_DISTANCE
        self.kept: list[_Pixels] = []
        self.waiting = 0

    def candidates(self, tile: Window) -> tuple[_Pixels, np.ndarray, np.ndarray]:
        """Return a tile's best candidates, and its pixels and strict candidates per class."""
        classes = self.areas.size
        positions = self.fine.positions(tile)
        labels = self.fine.labels(positions)
        usable = labels != NO_CLASS
        if self.mask is not None:
            usable &= self._inside(tile)
        if usable.any():
            usable &= np.isfinite(self.features.read(tile)[0])
        rows, cols = np.nonzero(usable)
        label = labels[rows, cols]
        strict = self._strict(positions, (rows, cols), label)
        cell_row, cell_col = positions.cell_row[rows, cols], positions.cell_col[rows, cols]
        index = (rows + tile.row) * self.features.grid.shape[1] + cols + tile.col
        found = _Pixels(
            key=random_keys(index, seed=self.settings.seed),
            index=index,
            label=label,
            cell=self.coarse.cell_ids(cell_row, cell_col),
            purity=self.coarse.purity[cell_row, cell_col],
            loose=~strict,
        )
        return (
            self._smallest(found),
            np.bincount(label, minlength=classes),
            np.bincount(label[strict], minlength=classes),
        )

    def add(self, part: tuple[_Pixels, np.ndarray, np.ndarray]) -> None:
        """Take the candidates of one tile."""
        pixels, areas, strict = part
        self.kept.append(pixels)
        self.areas += areas
        self.strict += strict
        self.done += 1
        self.waiting += pixels.key.size
        if self.waiting > 2 * self.keep * self.areas.size:
            self.kept = [self._smallest(_Pixels.join(self.kept))]
            self.waiting = 0

    def table(self, wanted: np.ndarray) -> SampleTable:
        """Return the samples drawn."""
        pixels = _Pixels.join(self.kept)
        pixels = pixels.take(np.argsort(pixels.key))
        if self.settings.min_distance > 0:
            near = self.settings.min_distance
            width = self.features.grid.shape[1]
            pixels = pixels.take(thin(pixels.index // width, pixels.index % width, distance=near))
        chosen, counts = [], []
        for label in np.flatnonzero(wanted):
            mine = pixels.label == label
            strict = np.flatnonzero(mine & ~pixels.loose)[: wanted[label]]
            floor = min(wanted[label], max(self.settings.min_per_class, 1))
            missing = max(int(floor) - strict.size, 0)
            loose = np.flatnonzero(mine & pixels.loose)[:missing]
            chosen += [strict, loose]
            counts.append(
                ClassCount(
                    int(self.coarse.legend.codes[label]), int(self.areas[label]),
                    int(self.strict[label]), strict.size + loose.size, loose.size,
                )
            )  # fmt: skip
        drawn = pixels.take(np.concatenate(chosen))
        drawn = drawn.take(np.argsort(drawn.index))
        width = self.features.grid.shape[1]
        return SampleTable(
            row=drawn.index // width,
            col=drawn.index % width,
            label=drawn.label,
            cell=drawn.cell,
            purity=drawn.purity,
            legend=self.coarse.legend,
            counts=tuple(counts),
            cell_width=self.coarse.full_width,
        )

    def _inside(self, tile: Window) -> np.ndarray:
        """True where the whole window that features look at lies inside the polygons."""
        wide = self.mask.read(tile.expand(self.margin))
        result = np.ones((tile.height, tile.width), bool)
        for row in range(2 * self.margin + 1):
            for col in range(2 * self.margin + 1):
                result &= wide[row : row + tile.height, col : col + tile.width]
        return result

    def _strict(
        self, positions: CellPositions, where: tuple[np.ndarray, np.ndarray], label: np.ndarray
    ) -> np.ndarray:
        cell_row, cell_col = positions.cell_row[where], positions.cell_col[where]
        pure = self.coarse.purity[cell_row, cell_col] >= np.float32(self.settings.purity)
        in_row = positions.row[where] - cell_row
        in_col = positions.col[where] - cell_col
        reach = math.ceil(self.settings.buffer)
        padded = np.pad(self.coarse.labels, reach, constant_values=NO_CLASS)
        for row in range(-reach, reach + 1):
            for col in range(-reach, reach + 1):
                other = padded[cell_row + row + reach, cell_col + col + reach]
                away = np.hypot(_gap(in_row, row), _gap(in_col, col))
                pure &= (other == label) | (other == NO_CLASS) | (away >= self.settings.buffer)
        return pure

    def _smallest(self, pixels: _Pixels) -> _Pixels:
        """Return the candidates of smallest key per class, strict and loose apart."""
        group = pixels.label.astype(np.int64) * 2 + pixels.loose
        order = np.lexsort((pixels.key, group))
        ordered = group[order]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if order.size else []
        rank = np.arange(order.size)
        if order.size:
            rank = rank - np.repeat(starts, np.diff(np.r_[starts, order.size]))
        return pixels.take(order[rank < self.keep])


def _gap(inside: np.ndarray, steps: int) -> np.ndarray:
    """Distance, in cells, from a place inside a cell to the cell ``steps`` away on one axis."""
    if steps == 0:
        return np.zeros_like(inside)
    return steps - inside if steps > 0 else inside - steps - 1


def random_keys(index: np.ndarray, *, seed: int) -> np.ndarray:
    """Return a different random-looking number for every pixel index, uint64.

    Reference:
        Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators (SplitMix64).
        https://doi.org/10.1145/2714064.2660195
    """
    golden = 0x9E3779B97F4A7C15
    start = np.uint64((seed * golden + golden) % 2**64)
    z = index.astype(np.uint64) * np.uint64(0xD1342543DE82EF95) + start  # wraps on purpose
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def thin(rows: np.ndarray, cols: np.ndarray, *, distance: float) -> np.ndarray:
    """Return positions of points kept so that no two are closer than ``distance``; first wins.

    Args:
        rows, cols: pixel positions, int (point,), in order of preference.
        distance: pixels, > 0.
    """
    taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
    kept = []
    side = max(distance, 1.0)
    for at, (row, col) in enumerate(zip(rows.tolist(), cols.tolist())):
        home_row, home_col = int(row // side), int(col // side)
        near = (
            other
            for r in (home_row - 1, home_row, home_row + 1)
            for c in (home_col - 1, home_col, home_col + 1)
            for other in taken.get((r, c), ())
        )
        if all(math.hypot(row - r, col - c) >= distance for r, c in near):
            kept.append(at)
            taken.setdefault((home_row, home_col), []).append((row, col))
    return np.asarray(kept, np.int64)


def extract_features(
    features: FeatureSource, rows: np.ndarray, cols: np.ndarray, *, progress: Progress
) -> np.ndarray:
    """Return the features of pixels, reading each tile that holds some of them once.

    Args:
        features: where to read.
        rows, cols: pixels of the feature grid, int64 (sample,).
        progress: told of each tile.

    Returns:
        float32 (sample, feature); NaN where a pixel lies off the grid or has no data.
    """
    result = np.full((rows.size, len(features.names)), np.nan, np.float32)
    height, width = features.grid.shape
    on_grid = np.flatnonzero((rows >= 0) & (rows < height) & (cols >= 0) & (cols < width))
    tile_of = (rows[on_grid] // TILE) * (width // TILE + 1) + cols[on_grid] // TILE
    order = on_grid[np.argsort(tile_of, kind="stable")]
    cuts = np.flatnonzero(np.diff(np.sort(tile_of, kind="stable"))) + 1
    groups = [group for group in np.split(order, cuts) if group.size]

    def read(group: np.ndarray) -> np.ndarray:
        row, col = rows[group], cols[group]
        window = Window(int(row.min()), int(col.min()), int(np.ptp(row)) + 1, int(np.ptp(col)) + 1)
        return features.read(window)[:, row - window.row, col - window.col].T

    for done, values in enumerate(ordered_map(read, groups, progress=progress)):
        result[groups[done]] = values
        progress.set((done + 1) / len(groups))
    return result
