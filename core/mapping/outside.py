"""How much of a map lies outside the model's area of applicability, counted or estimated."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

import numpy as np

from ..features.features import FeatureSource
from ..learning.applicability import TrainingDomain
from ..phrases import counted
from ..rasters.grid import AreaMask, Window
from .pixel_rows import Columns

_MOSTLY = 0.9  # share of a map's pixels
_CHECK = (
    "Make sure that the bands, their units and their scale are those the model was trained with."
)


@dataclass(frozen=True)
class OutsideCounts:
    """Mapped pixels looked at, and those of them unlike the training samples.

    Attributes:
        examined: pixels of each class whose dissimilarity was computed, int64 (class,).
        outside: those above the model's threshold, int64 (class,).
        threshold: the dissimilarity above which a pixel is outside the area of applicability.
        complete: every mapped pixel was looked at; else the shares are estimates.
    """

    examined: np.ndarray
    outside: np.ndarray
    threshold: float
    complete: bool

    @property
    def pixels(self) -> int:
        """How many pixels were looked at."""
        return int(self.examined.sum())

    @property
    def share(self) -> float:
        """Share of pixels outside, 0..1; NaN where none was looked at."""
        return float(self.outside.sum()) / self.pixels if self.pixels else math.nan

    @property
    def shares(self) -> np.ndarray:
        """Share of each class's pixels outside, float64 (class,); NaN where none was looked at."""
        with np.errstate(invalid="ignore"):
            return self.outside / self.examined.astype(np.float64)

    def sentence(self) -> str:
        """Return what the log says."""
        if not self.pixels:
            return "No mapped pixel was compared with the training samples."
        text = (
            f"{100 * self.share:.1f} % of the mapped pixels lie outside the area of "
            f"applicability: their features are farther from every training sample (dissimilarity "
            f"above {self.threshold:.3g}) than those the model was tested on."
        )
        if not self.complete:
            text += f" Estimated from {counted(self.pixels, 'pixel')}."
        return f"{text} {_CHECK}" if self.mostly else text

    @property
    def mostly(self) -> bool:
        """Whether so much lies outside that something must be wrong."""
        return bool(self.share > _MOSTLY)


def count_outside(
    labels: np.ndarray, dissimilarity: np.ndarray, *, threshold: float, n_classes: int
) -> np.ndarray:
    """Count the pixels looked at and those above the threshold, int64 (2, class).

    Args:
        labels: class positions, any shape; -1 = none, not counted.
        dissimilarity: float32 of the same shape.
        threshold: of the model.
        n_classes: number of classes.
    """
    mapped = labels >= 0
    found = labels[mapped]
    # in float64, as anybody compares who reads the raster and its tag
    beyond = dissimilarity[mapped].astype(np.float64) > threshold
    return np.stack([np.bincount(part, minlength=n_classes) for part in (found, found[beyond])])


@dataclass(frozen=True)
class Subsample:
    """One pixel of every block of a grid, at a place that only depends on the block.

    Whatever the tiles, the same pixels are drawn; that their places within the blocks look random
    keeps regular fields or streets from being hit always or never.

    Attributes:
        height, width: of a block, in pixels.
    """

    height: int
    width: int

    @classmethod
    def of(cls, pixels: int, *, wanted: int) -> Subsample:
        """Return blocks so large that at most about ``wanted`` of ``pixels`` are drawn."""
        share = max(1.0, pixels / wanted)
        height = math.isqrt(int(share))
        return cls(height, math.ceil(share / height))

    @property
    def complete(self) -> bool:
        """Tell whether every pixel is drawn."""
        return self.height * self.width == 1

    def within(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return rows and columns on the grid of the pixels drawn in a window, int64 (pixel,)."""
        rows = np.arange(window.row // self.height, -(-_bottom(window) // self.height))
        cols = np.arange(window.col // self.width, -(-_right(window) // self.width))
        block_row, block_col = (part.ravel() for part in np.meshgrid(rows, cols, indexing="ij"))
        place = _scatter(block_row, block_col) % np.uint64(self.height * self.width)
        place = place.astype(np.int64)
        row = block_row * self.height + place // self.width
        col = block_col * self.width + place % self.width
        inside = (row >= window.row) & (row < _bottom(window))
        inside &= (col >= window.col) & (col < _right(window))
        return row[inside], col[inside]


def _bottom(window: Window) -> int:
    return window.row + window.height


def _right(window: Window) -> int:
    return window.col + window.width


def _scatter(rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Return a number per block that looks random, uint64.

    Reference:
        Steele, Lea, Flood (2014), Fast splittable pseudorandom number generators, figure 17.
        https://doi.org/10.1145/2660193.2660195
    """
    value = rows.astype(np.uint64) << np.uint64(32) | cols.astype(np.uint64)
    value = value * np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ value >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ value >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return value ^ value >> np.uint64(31)


def pixels_to_map(mask: AreaMask | None, whole: Window) -> int:
    """Return about how many pixels of a grid's window polygons select; at least 1."""
    if mask is None:
        return whole.height * whole.width
    frame = mask.window
    area = 0.0
    for shape in mask.shapes:
        outer, *holes = map(_ring_area, shape)
        area += outer - sum(holes)
    return max(1, min(round(area), frame.height * frame.width))


def _ring_area(ring: np.ndarray) -> float:
    x, y = (ring - ring[0]).T
    return abs(float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())) / 2


class LastRead:
    """A feature source that keeps what each thread read last.

    Some pixels' features can then be looked up again without computing the whole tile twice.
    """

    def __init__(self, source: FeatureSource) -> None:
        """Wrap ``source``, which the caller closes."""
        self.grid, self.names, self.recipe = source.grid, source.names, source.recipe
        self._source = source
        self._thread = threading.local()

    def read(self, window: Window) -> np.ndarray:
        """Return what the source returns; the caller must not change it."""
        self._thread.last = None  # else two tiles would be held while the second is read
        values = self._source.read(window)
        self._thread.last = window, values
        return values

    def close(self) -> None:
        """Close the source."""
        self._source.close()

    def pixels(self, rows: np.ndarray, cols: np.ndarray, *, within: Window) -> np.ndarray:
        """Return the features of pixels of a window, float32 (pixel, feature)."""
        last: tuple[Window, np.ndarray] | None = getattr(self._thread, "last", None)
        if last is None or within.intersect(last[0]) != within:
            last = within, self._source.read(within)
        window, values = last
        return values[:, rows - window.row, cols - window.col].T


@dataclass(frozen=True, eq=False)
class OutsideCheck:
    """Compares some pixels of each tile with the training samples.

    Attributes:
        domain: of the model.
        subsample: which pixels.
        features: what the tiles are read through.
        columns: positions of the model's features among them.
    """

    domain: TrainingDomain
    subsample: Subsample
    features: LastRead
    columns: Columns

    def count(self, tile: Window, labels: np.ndarray, *, n_classes: int) -> np.ndarray:
        """Return the pixels looked at and those outside, int64 (2, class).

        Args:
            tile: on the features' grid; the thread that calls should just have read it.
            labels: class positions (row, col) of the tile; -1 = none, not counted.
            n_classes: number of classes.
        """
        rows, cols = self.subsample.within(tile)
        found = labels[rows - tile.row, cols - tile.col]
        mapped = found >= 0
        table = self.features.pixels(rows[mapped], cols[mapped], within=tile)[:, self.columns]
        unlike = self.domain.dissimilarity(table)
        return count_outside(
            found[mapped], unlike, threshold=self.domain.threshold, n_classes=n_classes
        )
