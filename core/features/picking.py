"""Features of single pixels, for those who need few of a window's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from ..progress import Progress
from ..rasters.bands import Band
from ..rasters.grid import Window
from ..rasters.raster_file import Scaling
from .feature_file import FeatureSource
from .portable import PortableFeatures
from .recipe import FeatureRecipe
from .series_features import spectral_features

_SAFE_SCALE = 1e20  # no index of whole numbers scaled by less, or more than 1 / this, overflows


class Look(Protocol):
    """A window of features, of which single pixels can be had."""

    complete: np.ndarray
    """True where every feature has data, bool (row, col)."""

    def at(self, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
        """Return the features of pixels of the window, float32 (pixel, feature)."""


@runtime_checkable
class Pickable(Protocol):
    """Features that need not all be computed to tell where there are data.

    Attributes:
        gapless: every pixel of the grid has every feature, as is known without reading.
    """

    gapless: bool

    def look(self, window: Window) -> Look:
        """Read a window of the grid.

        Raises:
            InputError: a file cannot be read.
        """


class WholeLook:
    """Features that were all computed."""

    def __init__(self, values: np.ndarray) -> None:
        """Keep float32 (feature, row, col)."""
        self._values = values
        self.complete = _finite(values)

    def at(self, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
        """Return the features of pixels, float32 (pixel, feature)."""
        return self._values[:, rows, cols].T


class BandLook:
    """Bands, from which features are computed where they are asked for."""

    def __init__(self, recipe: FeatureRecipe, bands: Mapping[Band, np.ndarray]) -> None:
        """Keep float32 (row, col) of each band, NaN where missing."""
        self._recipe, self._bands = recipe, bands
        self.complete = _finite(bands.values())

    def at(self, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
        """Return the features of pixels, float32 (pixel, feature); NaN where one is missing."""
        picked = {band: values[rows, cols] for band, values in self._bands.items()}
        table = np.empty((rows.size, len(self._recipe.names)), np.float32)
        for column, values in zip(table.T, spectral_features(self._recipe, picked)):
            column[:] = values
        table[~self.complete[rows, cols]] = np.nan
        return table


def look_at(source: FeatureSource, window: Window) -> Look:
    """Read a window of any features.

    Raises:
        InputError: a file cannot be read.
    """
    return source.look(window) if isinstance(source, Pickable) else WholeLook(source.read(window))


@dataclass(frozen=True, eq=False)
class PickedPixels:
    """Pixels of a window whose features are wanted.

    Attributes:
        window: what is read.
        rows, cols: within the window, int64 (pixel,).
    """

    window: Window
    rows: np.ndarray
    cols: np.ndarray


def pick_pixels(features: PortableFeatures, progress: Progress) -> Picking:
    """Make what picks pixels on a worker."""
    return Picking(features.open(progress))


class Picking:
    """Reads the features of some pixels of a window."""

    def __init__(self, features: FeatureSource) -> None:
        """Wrap ``features``, which ``close`` closes."""
        self._features = features

    def __call__(self, pixels: PickedPixels) -> np.ndarray:
        """Return float32 (pixel, feature)."""
        return look_at(self._features, pixels.window).at(pixels.rows, pixels.cols)

    def close(self) -> None:
        """Close the features."""
        self._features.close()


def bands_suffice(
    recipe: FeatureRecipe, *, dtypes: Iterable[str], scalings: Iterable[Scaling]
) -> bool:
    """Tell whether a pixel has every feature where it has every band.

    That is so for the bands and FineCover's own indices of whole numbers, which never divide by 0;
    numbers of floating point, or formulas of users, may overflow.

    Args:
        recipe: of the features.
        dtypes: numpy names of the types in which files hold the bands.
        scalings: of the bands.
    """
    beside = (
        recipe.statistics, recipe.context, recipe.terrain, recipe.ancillary, recipe.joined,
        recipe.coordinates,
    )  # fmt: skip
    if any(beside) or any(index.text for index in recipe.indices):
        return False
    whole = all(np.dtype(dtype).kind in "ui" for dtype in dtypes)
    return whole and all(
        1 / _SAFE_SCALE < abs(scale) < _SAFE_SCALE and abs(offset) < _SAFE_SCALE
        for scale, offset in scalings
    )


def _finite(layers: Iterable[np.ndarray]) -> np.ndarray:
    """Return True where every layer is finite, bool (row, col)."""
    return np.logical_and.reduce([np.isfinite(layer) for layer in layers])
