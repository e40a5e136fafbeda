"""Models, features and coarse fractions of the small scene, for tests of mapping."""

from __future__ import annotations

import time

import numpy as np
from affine import Affine
from finecover.core.features.missing import blank_incomplete, image_features
from finecover.core.fractions.aggregation import Shares
from finecover.core.fractions.fraction_forest import fit_fraction_forest
from finecover.core.fractions.fraction_model import FractionModel
from finecover.core.learning.forest import ForestSettings
from finecover.core.legends.legend import LandCoverClass, Legend, Level
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Grid
from raster_data import WGS84, around
from scene import CELL, PIXEL, WKT, ArrayFeatures, pixel_grid

LEGEND = Legend(
    (
        LandCoverClass(1, "Water", "#0000ff", (Level("level1", 1, "wet"),)),
        LandCoverClass(5, "Forest", "#006400", (Level("level1", 2, "dry"),)),
        LandCoverClass(9, "Fields", "#ffff00", (Level("level1", 2, "dry"),)),
    ),
    name="three",
)


def one_hot(truth):
    """Return the shares of pixels of one class each, float64 (class, row, col)."""
    return np.stack([truth == code for code in LEGEND.codes]).astype(np.float64)


def block_means(values, side=CELL):
    """Return the means over whole blocks of (band, row, col) values."""
    bands, rows, cols = values.shape
    blocks = values.reshape(bands, rows // side, side, cols // side, side)
    return blocks.mean(axis=(2, 4))


def small_model(features, shares, *, names=None, recipe=None, trees=8, min_leaf=2):
    """Return a model of (feature, sample...) and (class, sample...) values."""
    x = features.reshape(len(features), -1).T.astype(np.float32)
    y = shares.reshape(len(shares), -1).T
    settings = ForestSettings(trees=trees, min_leaf=min_leaf)
    return FractionModel(
        forest=fit_fraction_forest(x, y, settings=settings),
        legend=LEGEND,
        feature_names=names or tuple(f"f{at}" for at in range(len(features))),
        class_codes=tuple(LEGEND.codes.tolist()),
        mean_shares=y.mean(axis=0),
        counts=(y > 0).sum(axis=0),
        samples=len(y),
        recipe=recipe or {},
    )


class Ancillary(ArrayFeatures):
    """Features in memory, the last of which may be missing alone."""

    def __init__(self, values: np.ndarray) -> None:
        super().__init__(values)
        self.recipe = {"ancillary": [self.names[-1]], "names": list(self.names)}

    def read(self, window):
        """Return a window with what is missing."""
        rows, cols = window.inside(self.grid.window)
        values = self.values[:, rows, cols].copy()
        blank_incomplete(values, images=image_features(self.recipe, self.names))
        return values


class KnownFractions:
    """Shares of cells held in memory."""

    def __init__(self, shares: np.ndarray, grid: Grid, covered: np.ndarray | None = None) -> None:
        self.shares, self.grid, self.classes = shares, grid, len(shares)
        self.covered = np.ones(grid.shape) if covered is None else covered

    def read(self, window):
        """Return the shares of a window."""
        inside = window.inside(self.grid.window)
        return Shares(self.shares[(slice(None), *inside)], self.covered[inside])


class Impatient(Silent):
    """A user who stops the work some time after it began.

    Seconds are those of processors, so that what else the machine does tells nothing.
    """

    def __init__(self, *, after: float) -> None:
        self.until = time.process_time() + after

    def cancelled(self):
        return time.process_time() >= self.until

    @property
    def waited(self) -> float:
        """Seconds since the user wanted to stop."""
        return time.process_time() - self.until


def cell_grid(kind, fine):
    """Return a grid of coarse cells: parallel, shifted by parts of pixels, turned, of degrees."""
    if kind == "parallel":
        rows, cols = (side // CELL for side in fine.shape)
        return pixel_grid(rows, cols, pixel=PIXEL * CELL)
    if kind == "shifted":
        place = fine.transform * Affine.translation(-13.3, -21.6) * Affine.scale(11.7)
        return Grid(WKT, place, (14, 13))
    if kind == "turned":
        turn = Affine.translation(-30, 20) * Affine.rotation(-20) * Affine.scale(9.3)
        return Grid(WKT, fine.transform * turn, (18, 18))
    return around(fine, wkt=WGS84, size=0.0012)
