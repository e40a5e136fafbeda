"""Shares of classes of a window of pixels, from a model and the features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ..features.features import FeatureSource
from ..features.missing import image_features
from ..learning.forest_arrays import Forest
from ..legends.legend import Legend
from ..progress import Progress, check
from ..rasters.grid import Window

AGREED, OPEN, NO_FRACTIONS, HALF_SEEN = range(1, 5)  # states of a cell; 0 = not met
LAST_STATE = HALF_SEEN


class ShareModel(Protocol):
    """What mapping needs of a model of shares."""

    @property
    def forest(self) -> Forest:
        """Its leaves hold shares; its columns are the classes of ``class_legend``."""

    @property
    def class_legend(self) -> Legend:
        """The classes in the order of the forest's columns."""

    def check_features(self, names: Sequence[str]) -> np.ndarray:
        """Return the position of each of the forest's columns among ``names``."""

    def check_recipe(self, recipe: Mapping[str, Any], *, progress: Progress) -> None:
        """Make sure that features are computed as for training."""


@dataclass(frozen=True, eq=False)
class PixelShares:
    """What is known of the pixels of a window.

    Attributes:
        shares: float64 (class, row, col), each at least 0; they sum to 1, or are 0 where the
            pixel is not ``known``.
        known: where every feature of the model has a value, bool (row, col).
        no_image: where the images show nothing, bool (row, col).
        cells: the coarse cells they were made to agree with; None where there are none.
    """

    shares: np.ndarray
    known: np.ndarray
    no_image: np.ndarray
    cells: CellStates | None = None


@dataclass(frozen=True, eq=False)
class MetCells:
    """Coarse cells that some pixels lie in.

    Attributes:
        rows, cols: the cells on their own grid, int64 (cell,).
        state: what became of each, uint8 (cell,): 0 (not met) .. ``LAST_STATE``.
        deviation: largest difference of a class between cell and pixels, float64 (cell,); NaN
            where they were not made to agree.
    """

    rows: np.ndarray
    cols: np.ndarray
    state: np.ndarray
    deviation: np.ndarray

    @classmethod
    def none(cls) -> MetCells:
        """Return no cell."""
        nowhere = np.zeros(0, np.int64)
        return cls(nowhere, nowhere, np.zeros(0, np.uint8), np.zeros(0))


@dataclass(frozen=True, eq=False)
class CellStates(MetCells):
    """Coarse cells that a window lies in.

    Attributes:
        place: position of each pixel's cell among these, int64 (row, col) of the window; -1 = none.
    """

    place: np.ndarray

    def met(self, pixels: np.ndarray) -> MetCells:
        """Return the cells in which some of the window's pixels lie, bool (row, col)."""
        met = np.unique(self.place[pixels & (self.place >= 0)])
        return MetCells(self.rows[met], self.cols[met], self.state[met], self.deviation[met])


class PixelReader(Protocol):
    """Shares of any window of the features' grid, the same in whatever window they are asked."""

    def read(self, window: Window) -> PixelShares:
        """Return the shares of a window; safe to call from many threads."""

    def tiles(self, frame: Window, *, side: int) -> list[Window]:
        """Return windows that cover a frame, each pixel once."""


class Predictor:
    """Shares as the forest predicts them."""

    def __init__(self, model: ShareModel, features: FeatureSource, *, progress: Progress) -> None:
        """Match features to the model by name.

        Raises:
            ModelError: features are missing, or computed by another formula.
        """
        self.model, self.grid = model, features.grid
        self._columns = model.check_features(features.names)
        model.check_recipe(features.recipe, progress=progress)
        self._images = image_features(features.recipe, features.names)
        self._features, self._progress = features, progress

    def tiles(self, frame: Window, *, side: int) -> list[Window]:
        """Return squares that cover a frame."""
        return list(self.grid.tiles(side, within=frame))

    def read(self, window: Window, *, wanted: np.ndarray | None = None) -> PixelShares:
        """Return the shares of a window inside the features' frame.

        Args:
            window: the pixels.
            wanted: bool (row, col); the others are not looked at, and not ``known``.

        Raises:
            InputError: a file cannot be read.
            Cancelled: the user asked to stop.
        """
        values = self._features.read(window)
        shown = np.isfinite(values[: self._images]).all(axis=0)
        values = values[self._columns]
        known = np.isfinite(values).all(axis=0)
        if wanted is not None:
            known &= wanted
        shares = np.zeros((self.model.forest.n_classes, *known.shape))
        if known.any():
            table = np.ascontiguousarray(values[:, known].T)
            found = self.model.forest.predict_proba(table, check=lambda: check(self._progress))
            shares[:, known] = found.T
        return PixelShares(shares, known, ~shown)
