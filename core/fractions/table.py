"""The table that shares are learnt from: pixels with their features and the share of each class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from scipy.ndimage import minimum_filter

from ..cells.pixel_draw import random_keys
from ..errors import GridError, InputError
from ..features.feature_file import TILE, FeatureSource, Tiled
from ..features.missing import image_features
from ..features.recipe import recipe_margin
from ..parallel import ordered_map
from ..phrases import counted, grouped
from ..progress import Progress
from ..rasters.grid import Area, AreaMask, Grid, Window
from .aggregation import FractionReader
from .block_split import SetApart

LEAST_COVERED = 0.5
"""Part of a pixel's area that must have a label: with less, its shares are those of the smaller
part of it, while its features speak for the whole."""


@dataclass(frozen=True)
class PixelCounts:
    """Pixels by what became of them; each is counted once, under the first cause that holds.

    Attributes:
        usable: with labels and all features, of which the samples are drawn.
        no_label: with labels over less than ``LEAST_COVERED`` of their area.
        no_image: where the images show nothing.
        no_ancillary: where only elevation, an ancillary raster or a coordinate is missing.
        at_edge: so near the edge of the polygons that their features look beyond it.
    """

    usable: int = 0
    no_label: int = 0
    no_image: int = 0
    no_ancillary: int = 0
    at_edge: int = 0

    @property
    def left_out(self) -> int:
        """How many cannot be used."""
        return self.no_label + self.no_image + self.no_ancillary + self.at_edge

    def __add__(self, other: PixelCounts) -> PixelCounts:
        """Return the counts of both."""
        pairs = (getattr(self, one.name) + getattr(other, one.name) for one in fields(self))
        return PixelCounts(*pairs)

    @property
    def sentence(self) -> str:
        """How many pixels were left out, and why."""
        told = (
            f"{counted(self.no_label, 'pixel')} with too few labels, {grouped(self.no_image)} "
            f"without image and {grouped(self.no_ancillary)} without ancillary data"
        )
        if self.at_edge:
            told += (
                f", {grouped(self.at_edge)} at the edge of the area, whose features look beyond it"
            )
        return told


@dataclass(frozen=True, eq=False)
class ShareTable:
    """Pixels with their features and shares, in the order of the grid.

    Attributes:
        features: float32 (sample, feature), finite.
        shares: float64 (sample, class), each >= 0, rows sum to 1.
        covered: part of the pixel with labels, float64 (sample,), ``LEAST_COVERED``..1.
        rows, cols: the pixel on ``grid``, int64 (sample,).
        grid: of the features; None where the samples have no place, being made up.
        names: of the features; a model can be made only where they are known.
        recipe: how the features are computed, as JSON values.
        counts: pixels by what became of them.
        apart: which samples are to be tested on, where that was decided when they were made.
    """

    features: np.ndarray
    shares: np.ndarray
    covered: np.ndarray
    rows: np.ndarray
    cols: np.ndarray
    grid: Grid | None = None
    names: tuple[str, ...] = ()
    recipe: Mapping[str, Any] = field(default_factory=dict)
    counts: PixelCounts = PixelCounts()
    apart: SetApart | None = None

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self.features)

    def take(self, which: np.ndarray) -> ShareTable:
        """Return some of the samples, by position or bool (sample,)."""
        return replace(
            self, features=self.features[which], shares=self.shares[which],
            covered=self.covered[which], rows=self.rows[which], cols=self.cols[which],
            apart=self.apart and self.apart.take(which),
        )  # fmt: skip


def share_table(
    features: FeatureSource,
    labels: FractionReader,
    *,
    area: Area | None,
    most: int,
    seed: int,
    progress: Progress,
) -> ShareTable:
    """Draw pixels that have all features, and labels over at least half of their area.

    Which are drawn depends on the pixels and on ``seed`` alone, not on tiles or threads.

    Args:
        features: what is learnt from; the caller closes it.
        labels: shares on the grid of the features.
        area: polygons to draw in; what a pixel's features look at lies inside them as well.
        most: how many to draw, >= 2; all where there are fewer.
        seed: of the draw, >= 0.
        progress: told the share of pixels read; may cancel.

    Raises:
        InputError: no pixel can be used, ``most`` is too small, or a file cannot be read.
        GridError: ``labels`` are not on the features' grid, or ``area`` lies off it.
        Cancelled: the user asked to stop.
    """
    if most < 2:
        raise InputError(f"{most} samples are too few to learn from; draw at least 2.")
    if labels.grid != features.grid:
        raise GridError("The shares of the labels are not on the grid of the features.")
    mask = area.on(features.grid) if area else None
    if mask:
        mask.check_pixels()
    frame = mask.window if mask else features.grid.window
    if isinstance(features, Tiled):
        tiles: Sequence[Window] = features.tiles(frame, side=TILE)
    else:
        tiles = list(features.grid.tiles(TILE, within=frame))
    draw = _Draw(features, labels, mask, most, seed)
    kept, counts = [draw.nothing()], PixelCounts()
    waiting = 0
    with closing(ordered_map(draw.read, tiles, progress=progress)) as parts:
        for done, (part, found) in enumerate(parts):
            kept.append(part)
            counts += found
            waiting += part.key.size
            if waiting > 2 * most:
                kept = [_Found.join(kept).smallest(most)]
                waiting = most
            progress.set((done + 1) / len(tiles))
    drawn = _Found.join(kept).smallest(most)
    if not drawn.key.size:
        where = f" within {area.name}" if area else ""
        raise InputError(
            f"No pixel{where} has labels over half of its area and data in every feature "
            f"({counts.sentence}); {_remedy(counts)}."
        )
    if counts.left_out:
        progress.message(f"Left out: {counts.sentence}.")
    return _table(features, drawn, counts)


def _remedy(counts: PixelCounts) -> str:
    if counts.at_edge > counts.left_out / 2:
        return "draw a larger area, or compute features without context and terrain"
    return "check that the labels and the features overlap, and that the legend has the labels"


def _table(features: FeatureSource, drawn: _Found, counts: PixelCounts) -> ShareTable:
    order = np.argsort(drawn.index)
    rows, cols = np.divmod(drawn.index[order], features.grid.shape[1])
    return ShareTable(
        features=drawn.features[order], shares=drawn.shares[order],
        covered=drawn.covered[order], rows=rows, cols=cols, grid=features.grid,
        names=tuple(features.names), recipe=features.recipe, counts=counts,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Found:
    """Usable pixels: random key uint64, index on the grid int64, features, shares, cover."""

    key: np.ndarray
    index: np.ndarray
    features: np.ndarray
    shares: np.ndarray
    covered: np.ndarray

    def smallest(self, most: int) -> _Found:
        """Return the ``most`` pixels of smallest key; no two pixels have one key."""
        if self.key.size <= most:
            return self
        which = np.argpartition(self.key, most - 1)[:most]
        return _Found(*(getattr(self, one.name)[which] for one in fields(self)))

    @staticmethod
    def join(parts: Sequence[_Found]) -> _Found:
        """Return the pixels of all parts."""
        names = [one.name for one in fields(_Found)]
        return _Found(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True, eq=False)
class _Draw:
    """How each tile is read."""

    features: FeatureSource
    labels: FractionReader
    mask: AreaMask | None
    most: int
    seed: int

    def read(self, tile: Window) -> tuple[_Found, PixelCounts]:
        """Return a tile's best pixels, and how many there are of each kind."""
        shares = self.labels.read(tile)
        wanted = np.ones((tile.height, tile.width), bool)
        at_edge = 0
        if self.mask is not None:
            wanted = _inside(self.mask, tile, margin=recipe_margin(self.features.recipe))
            at_edge = int(self.mask.read(tile).sum() - wanted.sum())
        labelled = wanted & (shares.covered >= LEAST_COVERED)
        unlabelled = int(wanted.sum() - labelled.sum())
        if not labelled.any():
            return self.nothing(), PixelCounts(no_label=unlabelled, at_edge=at_edge)
        values = self.features.read(tile)
        images = image_features(self.features.recipe, self.features.names)
        shown = labelled & np.isfinite(values[:images]).all(axis=0)
        usable = shown & np.isfinite(values[images:]).all(axis=0)
        rows, cols = np.nonzero(usable)
        index = (rows + tile.row) * self.features.grid.shape[1] + cols + tile.col
        counts = PixelCounts(
            rows.size, unlabelled, int(labelled.sum() - shown.sum()),
            int(shown.sum()) - rows.size, at_edge,
        )  # fmt: skip
        found = _Found(
            random_keys(index, seed=self.seed), index, values[:, rows, cols].T,
            shares.shares[:, rows, cols].T, shares.covered[rows, cols],
        )  # fmt: skip
        return found.smallest(self.most), counts

    def nothing(self) -> _Found:
        """Return no pixels."""
        return _Found(
            np.empty(0, np.uint64), np.empty(0, np.int64),
            np.empty((0, len(self.features.names)), np.float32),
            np.empty((0, self.labels.classes)), np.empty(0),
        )  # fmt: skip


def _inside(mask: AreaMask, tile: Window, *, margin: int) -> np.ndarray:
    """True where all that a pixel's features look at lies inside the polygons."""
    inside = minimum_filter(mask.read(tile.expand(margin)), size=2 * margin + 1)
    return inside[margin : margin + tile.height, margin : margin + tile.width]
