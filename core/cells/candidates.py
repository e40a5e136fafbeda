"""Pixels that may become training samples, and the random draw among them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..features.features import FeatureSource, recipe_margin
from ..features.recipe import spectral_count
from ..parallel import ordered_map
from ..progress import Progress, Stage, check
from ..rasters.grid import Area, AreaMask, Window
from .coarse import NO_CLASS, CellPositions, CoarseMap, CoarseOnFine
from .homogeneity import CellImage, homogeneous_cells

TILE = 512


@dataclass(frozen=True)
class CandidateRule:
    """What makes a candidate, and how many of smallest key are kept per class.

    ``buffer`` in coarse cells, ``purity`` 0..1, ``homogeneity`` the share of each class's cells
    that are too heterogeneous.
    """

    buffer: float
    purity: float
    seed: int
    keep: int
    homogeneity: float = 0.0


@dataclass(frozen=True)
class Pixels:
    """Candidate pixels, each array (pixel,); ``loose`` ones fail buffer, purity or homogeneity."""

    key: np.ndarray
    index: np.ndarray
    label: np.ndarray
    cell: np.ndarray
    purity: np.ndarray
    loose: np.ndarray

    def take(self, which: np.ndarray) -> Pixels:
        """Return some of the pixels, by position or bool (pixel,)."""
        return Pixels(
            self.key[which], self.index[which], self.label[which], self.cell[which],
            self.purity[which], self.loose[which],
        )  # fmt: skip

    @staticmethod
    def join(parts: Sequence[Pixels]) -> Pixels:
        """Return the pixels of all parts, one part after another."""
        names = ("key", "index", "label", "cell", "purity", "loose")
        return Pixels(*(np.concatenate([getattr(p, name) for p in parts]) for name in names))


class Candidates:
    """Keep, per class, the candidates with the smallest random keys; memory does not grow.

    Attributes:
        areas: usable pixels of each class, int64 (class,).
        strict: those that satisfy buffer, purity and homogeneity, int64 (class,).
    """

    def __init__(
        self, coarse: CoarseMap, features: FeatureSource, *, area: Area | None, rule: CandidateRule
    ) -> None:
        """Place the polygons on both grids.

        Raises:
            GridError: the polygons lie off the features.
        """
        self.features, self.rule = features, rule
        self.margin = recipe_margin(features.recipe) if area else 0
        self.mask: AreaMask | None = area.on(features.grid) if area else None
        if area is not None:  # cells outside the polygons must not speak, not even as neighbours
            cells = area.on(coarse.grid, all_touched=True)
            coarse = coarse.restricted(cells.read(coarse.grid.window))
        self.coarse, self.fine = coarse, CoarseOnFine(coarse, features.grid)
        self.areas = np.zeros(len(coarse.legend), np.int64)
        self.strict = np.zeros(len(coarse.legend), np.int64)
        self._homogeneous: np.ndarray | None = None  # cells; None = all
        self._kept: list[Pixels] = []
        self._waiting = 0

    def collect(self, *, progress: Progress) -> Pixels:
        """Read every tile; return the candidates kept of each class, strict and loose apart."""
        frame = self.mask.window if self.mask else self.features.grid.window
        tiles = list(self.features.grid.tiles(TILE, within=frame))
        if self.rule.homogeneity > 0:
            image = CellImage(self.coarse, self.features.grid, frame, self._spectra)
            first, progress = Stage(progress, 0.0, 0.5), Stage(progress, 0.5, 1.0)
            self._homogeneous = homogeneous_cells(
                image, share=self.rule.homogeneity, progress=first
            )
        for done, part in enumerate(ordered_map(self._find, tiles, progress=progress)):
            self._add(part)
            progress.set((done + 1) / len(tiles))
        return self._smallest(Pixels.join(self._kept))

    def _find(self, tile: Window) -> tuple[Pixels, np.ndarray, np.ndarray]:
        """Return a tile's best candidates, and its pixels and strict candidates per class."""
        classes = self.areas.size
        positions, usable = self._usable(tile)
        labels = self.fine.labels(positions)
        if usable.any():
            usable &= np.isfinite(self.features.read(tile)).all(axis=0)
        rows, cols = np.nonzero(usable)
        label = labels[rows, cols]
        strict = self._strict(positions, (rows, cols), label)
        cell_row, cell_col = positions.cell_row[rows, cols], positions.cell_col[rows, cols]
        index = (rows + tile.row) * self.features.grid.shape[1] + cols + tile.col
        found = Pixels(
            key=random_keys(index, seed=self.rule.seed),
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

    def _add(self, part: tuple[Pixels, np.ndarray, np.ndarray]) -> None:
        """Take the candidates of one tile."""
        pixels, areas, strict = part
        self._kept.append(pixels)
        self.areas += areas
        self.strict += strict
        self._waiting += pixels.key.size
        if self._waiting > 2 * self.rule.keep * self.areas.size:
            self._kept = [self._smallest(Pixels.join(self._kept))]
            self._waiting = 0

    def _usable(self, window: Window) -> tuple[CellPositions, np.ndarray]:
        """Return the cells of a window's pixels, and where samples may lie but for their data."""
        positions = self.fine.positions(window)
        usable = self.fine.labels(positions) != NO_CLASS
        if self.mask is not None:
            usable &= self._inside(self.mask, window)
        return positions, usable

    def _spectra(self, window: Window) -> tuple[CellPositions, np.ndarray, np.ndarray]:
        """Return the cells of a window's pixels, which have data, and their spectral features."""
        positions, usable = self._usable(window)
        values = self.features.read(window)
        usable &= np.isfinite(values).all(axis=0)
        return positions, usable, values[: spectral_count(self.features.recipe, len(values))]

    def _inside(self, mask: AreaMask, tile: Window) -> np.ndarray:
        """True where the whole window that features look at lies inside the polygons."""
        side = 2 * self.margin + 1
        wide = mask.read(tile.expand(self.margin))
        across = np.logical_and.reduce([wide[:, at : at + tile.width] for at in range(side)])
        return np.logical_and.reduce([across[at : at + tile.height] for at in range(side)])

    def _strict(
        self, positions: CellPositions, where: tuple[np.ndarray, np.ndarray], label: np.ndarray
    ) -> np.ndarray:
        cell_row, cell_col = positions.cell_row[where], positions.cell_col[where]
        pure = self.coarse.purity[cell_row, cell_col] >= np.float32(self.rule.purity)
        if self._homogeneous is not None:
            pure &= self._homogeneous[cell_row, cell_col]
        in_row = positions.row[where] - cell_row
        in_col = positions.col[where] - cell_col
        reach = math.ceil(self.rule.buffer)
        padded = np.pad(self.coarse.labels, reach, constant_values=NO_CLASS)
        for row in range(-reach, reach + 1):
            for col in range(-reach, reach + 1):
                other = padded[cell_row + row + reach, cell_col + col + reach]
                away = np.hypot(_gap(in_row, row), _gap(in_col, col))
                pure &= (other == label) | (other == NO_CLASS) | (away >= self.rule.buffer)
        return pure

    def _smallest(self, pixels: Pixels) -> Pixels:
        """Return the candidates of smallest key per class, strict and loose apart."""
        group = pixels.label.astype(np.int64) * 2 + pixels.loose
        order = np.lexsort((pixels.key, group))
        ordered = group[order]
        first = np.searchsorted(ordered, ordered)  # where each one's group begins
        return pixels.take(order[np.arange(order.size) - first < self.rule.keep])


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


def thin(
    rows: np.ndarray, cols: np.ndarray, *, distance: float, progress: Progress | None = None
) -> np.ndarray:
    """Return positions of points kept so that no two are closer than ``distance``; first wins.

    Args:
        rows, cols: pixel positions, int (point,), in order of preference.
        distance: pixels, > 0.
        progress: asked now and then whether to stop.

    Raises:
        Cancelled: the user asked to stop.
    """
    taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
    kept = []
    side = max(distance, 1.0)
    for at, (row, col) in enumerate(zip(rows.tolist(), cols.tolist())):
        if progress is not None and at % 10_000 == 0:
            check(progress)
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
