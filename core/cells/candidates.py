"""Pixels that may become training samples."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from ..cluster.choice import spread
from ..cluster.job import Job
from ..features.features import FeatureSource, recipe_margin
from ..features.picking import Look, Pickable, look_at
from ..features.portable import PortableFeatures
from ..features.recipe import spectral_count
from ..progress import Progress, Stage
from ..rasters.grid import Area, AreaMask, Window
from .coarse import NO_CLASS, CellPositions, CoarseMap, CoarseOnFine
from .homogeneity import CellImage, homogeneous_cells
from .kept_pixels import KeptPixels, Pixels
from .pixel_draw import random_keys

TILE = 512
_STEP = 128  # pixels; rows of a tile that are read together where not all are wanted
_SHARE = 0.8  # of a tile; what is more is read as a whole
_MOST = 2**27  # bytes of the features of candidates


@dataclass(frozen=True)
class CandidateRule:
    """What makes a candidate, and how many of smallest key are kept per class.

    Attributes:
        buffer: in coarse cells.
        purity: 0..1.
        seed: of the keys.
        keep: strict candidates of each class, at most.
        homogeneity: share of each class's cells that are too heterogeneous.
        loose: the others of each class, at most; None = ``keep``.
        running: tells of the usable pixels so far, int64 (class,), how many strict candidates of
            each class are worth keeping; None = ``keep``.
    """

    buffer: float
    purity: float
    seed: int
    keep: int
    homogeneity: float = 0.0
    loose: int | None = None
    running: Callable[[np.ndarray], np.ndarray] | None = None


Found = tuple[Pixels, np.ndarray, np.ndarray]
"""A tile's best candidates, and its usable pixels and strict candidates per class."""


class Candidates:
    """Keep, per class, the candidates with the smallest random keys.

    Memory: ``rule.keep`` strict and ``rule.loose`` loose pixels of each class, or what
    ``rule.running`` allows, times three halves while some wait and twice that while they are
    sorted, each of 31 bytes and its features where those are kept; however large the image.

    Attributes:
        areas: usable pixels of each class, int64 (class,).
        strict: those that satisfy buffer, purity and homogeneity, int64 (class,).
        keeps_values: the features of candidates are kept, so that nobody need read them again.
    """

    def __init__(
        self,
        coarse: CoarseMap,
        features: FeatureSource,
        *,
        area: Area | None,
        rule: CandidateRule,
        homogeneous: np.ndarray | None = None,
    ) -> None:
        """Place the polygons on both grids.

        Args:
            coarse: the coarse map.
            features: what candidates must have.
            area: where they are; None = everywhere.
            rule: what makes one.
            homogeneous: cells that are known not to be too heterogeneous, bool (row, col); None =
                all, unless the rule has it found out.

        Raises:
            GridError: the polygons lie off the features.
        """
        self.features, self.rule, self._area = features, rule, area
        self.margin = recipe_margin(features.recipe) if area else 0
        self.mask: AreaMask | None = area.on(features.grid) if area else None
        if area is not None and self.mask is not None:
            self.mask.check_pixels()
            # cells outside the polygons must not speak, not even as neighbours
            cells = area.on(coarse.grid, all_touched=True)
            coarse = coarse.restricted(cells.read(coarse.grid.window))
        self.coarse, self.fine = coarse, CoarseOnFine(coarse, features.grid)
        self.areas = np.zeros(len(coarse.legend), np.int64)
        self.strict = np.zeros(len(coarse.legend), np.int64)
        self._homogeneous = homogeneous
        self._kept = KeptPixels(keep=rule.keep, classes=len(coarse.legend), loose=rule.loose)
        self._gapless = isinstance(features, Pickable) and features.gapless
        self.keeps_values = not self._gapless and _values_bytes(rule, features, coarse) <= _MOST

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
        with closing(spread(self._elsewhere, tiles, local=self.find, progress=progress)) as parts:
            for done, (pixels, areas, strict) in enumerate(parts):
                self.areas += areas
                self.strict += strict
                if self.rule.running is not None:
                    self._kept.bound(self.rule.running(self.areas))
                self._kept.add(pixels)
                progress.set((done + 1) / len(tiles))
        return self._kept.all()

    def _elsewhere(self) -> Job[Window, Found] | None:
        portable = PortableFeatures.of(self.features)
        if portable is None:
            return None
        rule = replace(self.rule, running=None)  # which only spares what is not kept in the end
        return Job(find_on_worker, (portable, self.coarse, self._area, rule, self._homogeneous))

    def find(self, tile: Window) -> Found:
        """Return a tile's best candidates, and its pixels and strict candidates per class."""
        positions, usable = self._usable(tile)
        whole = self._gapless or not usable.any()
        found = [
            self._find_in(part, tile, positions, usable)
            for part in ([tile] if whole else used_parts(usable, tile))
        ]
        pixels, areas, strict = zip(*found)
        best = pixels[0] if len(pixels) == 1 else self._kept.smallest(Pixels.join(pixels))
        return best, np.sum(areas, axis=0), np.sum(strict, axis=0)

    def _find_in(
        self, part: Window, tile: Window, positions: CellPositions, usable: np.ndarray
    ) -> tuple[Pixels, np.ndarray, np.ndarray]:
        """Return the same of a part of a tile, whose cells and usable pixels are known."""
        place, look = part.inside(tile), None
        here = usable[place]
        if here.any() and not self._gapless:
            look = look_at(self.features, part)
            here = here & look.complete
        in_part = np.nonzero(here)
        rows, cols = in_part[0] + place[0].start, in_part[1] + place[1].start
        cells = positions.cell_row[rows, cols], positions.cell_col[rows, cols]
        label = self.coarse.labels[cells]
        strict = self._strict(positions, (rows, cols), label)
        index = (rows + tile.row) * self.features.grid.shape[1] + cols + tile.col
        key = random_keys(index, seed=self.rule.seed)
        best = self._kept.may_stay(key, label, ~strict).nonzero()[0]
        cells = cells[0][best], cells[1][best]
        pixels = Pixels(
            key[best], index[best], label[best],
            cell=self.coarse.cell_ids(*cells),
            purity=self.coarse.purity[cells],
            loose=~strict[best],
            values=best[:, None],  # places, until it is known which stay
        )  # fmt: skip
        pixels = self._kept.smallest(pixels)
        stay = pixels.values[:, 0]
        values = self._values(look, (in_part[0][stay], in_part[1][stay]))
        classes = self.areas.size
        return (
            replace(pixels, values=values),
            np.bincount(label, minlength=classes),
            np.bincount(label[strict], minlength=classes),
        )

    def _values(self, look: Look | None, where: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        """Return the features of pixels, float32 (pixel, feature); none where not kept."""
        if self.keeps_values and look is not None:
            return look.at(*where)
        columns = len(self.features.names) if self.keeps_values else 0
        return np.empty((where[0].size, columns), np.float32)

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
        good = self.coarse.purity >= np.float32(self.rule.purity)
        if self._homogeneous is not None:
            good &= self._homogeneous
        pure = good[cell_row, cell_col]
        if self.rule.buffer == 0:
            return pure
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


def find_on_worker(
    spec: tuple[PortableFeatures, CoarseMap, Area | None, CandidateRule, np.ndarray | None],
    progress: Progress,
) -> _Finding:
    """Make what finds the candidates of tiles on a worker."""
    features, coarse, area, rule, homogeneous = spec
    opened = features.open(progress)
    return _Finding(Candidates(coarse, opened, area=area, rule=rule, homogeneous=homogeneous))


class _Finding:
    """Finds the candidates of tiles; ``close`` closes the features."""

    def __init__(self, candidates: Candidates) -> None:
        self._candidates = candidates

    def __call__(self, tile: Window) -> Found:
        return self._candidates.find(tile)

    def close(self) -> None:
        self._candidates.features.close()


def _gap(inside: np.ndarray, steps: int) -> np.ndarray:
    """Distance, in cells, from a place inside a cell to the cell ``steps`` away on one axis."""
    if steps == 0:
        return np.zeros_like(inside)
    return steps - inside if steps > 0 else inside - steps - 1


def used_parts(usable: np.ndarray, tile: Window) -> list[Window]:
    """Return windows around the pixels of a tile that are to be read; all of it if most are."""
    parts = []
    for first in range(0, tile.height, _STEP):
        rows = usable[first : first + _STEP]
        down, across = np.flatnonzero(rows.any(axis=1)), np.flatnonzero(rows.any(axis=0))
        if down.size:
            height, width = int(down[-1] - down[0]) + 1, int(across[-1] - across[0]) + 1
            row, col = tile.row + first + int(down[0]), tile.col + int(across[0])
            parts.append(Window(row, col, height, width))
    read = sum(part.height * part.width for part in parts)
    return [tile] if read > _SHARE * usable.size else parts


def _values_bytes(rule: CandidateRule, features: FeatureSource, coarse: CoarseMap) -> int:
    """Return the bytes that features of candidates take at most: as many again wait to be kept."""
    classes = np.unique(coarse.labels[coarse.labels != NO_CLASS]).size
    return 4 * len(features.names) * 4 * rule.keep * classes
