"""Pixels the image shows but elevation or ancillary rasters leave out: found, and filled in.

Samples are never drawn there. A map may still be wanted: the features that are missing are then
taken for average, and the others decide.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ..phrases import counted, grouped
from ..progress import Progress
from ..rasters.grid import Grid, Window
from .coordinates import COORDINATE_NAMES
from .portable import Origin, Portable
from .terrain import TERRAIN_NAMES

_MOST_TOLD = 5  # rasters in a sentence


class _Source(Protocol):
    """What is read; see ``FeatureSource``."""

    grid: Grid
    names: tuple[str, ...]
    recipe: Mapping[str, Any]

    def read(self, window: Window) -> np.ndarray: ...

    def close(self) -> None: ...


def image_features(recipe: Mapping[str, Any], names: Sequence[str]) -> int:
    """Return how many leading features come from images; all of a foreign raster."""
    ancillary = recipe.get("ancillary", ())
    if not isinstance(ancillary, (list, tuple)):
        return len(names)
    terrain = TERRAIN_NAMES if recipe.get("terrain") is True else ()
    place = COORDINATE_NAMES if recipe.get("coordinates") is True else ()
    others = [*terrain, *ancillary, *place]
    images = len(names) - len(others)
    return images if images > 0 and list(names[images:]) == others else len(names)


def raster_of(name: str) -> str:
    """Return the parameter that a feature beside those of the images comes of."""
    return "DEM" if name in TERRAIN_NAMES else "ANCILLARY"


def blank_raster(recipe: Mapping[str, Any], names: Sequence[str], empty: Sequence[str]) -> str:
    """Return the parameter of a raster whose features had no value anywhere; "" = there is none.

    Args:
        recipe: of the features.
        names: of all features.
        empty: of those without a value; where the images have none, no feature has.
    """
    images = image_features(recipe, names)
    if set(names[:images]) & set(empty):
        return ""
    return next((raster_of(name) for name in names[images:] if name in empty), "")


def blank_incomplete(values: np.ndarray, *, images: int) -> None:
    """Make every feature NaN, in place, where one of the leading ``images`` features is missing.

    Args:
        values: float32 (feature, row, col); infinite counts as missing.
        images: from ``image_features``; the other features may be missing alone.
    """
    known = np.ones(values.shape[1:], bool)
    for layer in values[:images]:
        known &= np.isfinite(layer)
    for layer in values[images:]:
        np.copyto(layer, np.float32(np.nan), where=~np.isfinite(layer))
    if not known.all():
        values[:, ~known] = np.nan


@dataclass(frozen=True, eq=False)
class FilledOrigin:
    """What features come from, and what is filled in."""

    source: Origin
    columns: np.ndarray
    means: np.ndarray | None

    def open(self, progress: Progress) -> FilledFeatures:
        """Open the features."""
        source = self.source.open(progress)
        return FilledFeatures(source, columns=self.columns, means=self.means)


class FilledFeatures:
    """Features in which the training mean stands in for what elevation or ancillary rasters lack.

    Pixels the images do not show stay NaN. Safe to read from many threads.
    """

    def __init__(self, source: _Source, *, columns: np.ndarray, means: np.ndarray | None) -> None:
        """Wrap ``source``, which the caller closes.

        Args:
            source: the features.
            columns: position among them of each of the model's features, (feature,).
            means: of the training samples, float64 (feature,) in the model's order; None where
                the model does not tell: nothing is filled in then.
        """
        self.grid, self.names, self.recipe = source.grid, source.names, source.recipe
        self._source = source
        if isinstance(source, Portable):
            self.origin = FilledOrigin(source.origin, columns, means)
        self._fill: tuple[tuple[int, np.float32], ...] = ()
        images = image_features(source.recipe, source.names)
        # a model of elevation alone would be told nothing where that is missing
        if means is not None and (columns < images).any():
            pairs = zip(columns.tolist(), means.astype(np.float32))
            self._fill = tuple((column, mean) for column, mean in pairs if column >= images)
        self._thread = threading.local()

    def read(self, window: Window) -> np.ndarray:
        """Return float32 (feature, row, col), filled in; NaN in every feature without image."""
        values = self._source.read(window)
        filled = np.zeros(values.shape[1:], bool)
        if self._fill:
            shown = np.isfinite(values[0])
            missing = {column: shown & ~np.isfinite(values[column]) for column, _ in self._fill}
            filled = np.logical_or.reduce(list(missing.values()))
            if filled.any():
                values = values.copy()  # the source may keep its own
                for column, mean in self._fill:
                    values[column][missing[column]] = mean
        self._thread.last = window, filled
        return values

    def filled(self, window: Window) -> np.ndarray:
        """Return where ``read`` fills in, bool (row, col); what a thread just read is known."""
        last: tuple[Window, np.ndarray] | None = getattr(self._thread, "last", None)
        if last is None or window.intersect(last[0]) != window:
            self.read(window)
            last = self._thread.last
        return last[1][window.inside(last[0])]

    def close(self) -> None:
        """Close the source."""
        self._source.close()


def missing_alone(values: np.ndarray, *, images: int) -> np.ndarray:
    """Return how many pixels that the images show lack each of the other features.

    Args:
        values: float32 (feature, row, col), as ``blank_incomplete`` leaves them.
        images: from ``image_features``.

    Returns:
        int64 (feature,); 0 for the features of the images.
    """
    lacking = np.zeros(len(values), np.int64)
    shown = int(np.isfinite(values[0]).sum())
    lacking[images:] = [shown - int(np.isfinite(layer).sum()) for layer in values[images:]]
    return lacking


def lacking_rasters(names: Sequence[str], lacking: Sequence[int], of: int) -> str:
    """Return which rasters lack data, and in what share of pixels, the worst first.

    Args:
        names: of features.
        lacking: number of pixels without each; terrain counts as one, called elevation.
        of: number of pixels looked at.

    Returns:
        For example "rain 12.5 %, heat 3.0 %"; of more than five only the first.
    """
    worst: dict[str, int] = {}
    for name, pixels in zip(names, lacking):
        raster = TERRAIN_NAMES[0] if name in TERRAIN_NAMES else name
        worst[raster] = max(worst.get(raster, 0), int(pixels))
    found = sorted((-pixels, name) for name, pixels in worst.items() if pixels)
    told = [f"{name} {-100 * less / of:.1f} %" for less, name in found[:_MOST_TOLD]]
    return ", ".join(told + ["…"] * (len(found) > _MOST_TOLD))


def hole_sentence(pixels: int, rasters: str = "") -> str:
    """Return what the log says of features with ``pixels`` that the images alone show.

    Args:
        pixels: that lack any of the other features.
        rasters: from ``lacking_rasters``.
    """
    told = f" ({rasters})" if rasters else ""
    return (
        f"No elevation or ancillary data in {counted(pixels, 'pixel')} of the image{told}: no "
        "samples are drawn there, and a map of classes takes the mean of the training samples "
        "instead; a soft map leaves them out."
    )


def filled_sentence(filled: int, mapped: int) -> str:
    """Return what the log says of a map with ``filled`` of its ``mapped`` pixels filled in."""
    return (
        f"No elevation or ancillary data in {grouped(filled)} of {counted(mapped, 'mapped pixel')} "
        f"({100 * filled / max(mapped, 1):.1f} %); the mean of the training samples stands in."
    )
