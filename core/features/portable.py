"""Features that can be opened on another machine, told by what they are made of."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from ..errors import FineCoverError, InputError
from ..progress import Progress
from ..rasters.grid import AreaMask, Grid, Window

if TYPE_CHECKING:
    from .feature_file import FeatureSource


class Origin(Protocol):
    """What features are made of: paths and settings, which can be pickled."""

    def open(self, progress: Progress) -> FeatureSource:
        """Open the features."""


@runtime_checkable
class Portable(Protocol):
    """Features that others can open from the same rasters.

    Attributes:
        origin: what they are made of.
    """

    origin: Origin


@dataclass(frozen=True)
class PortableFeatures:
    """Features, as plain data that travel to where they are to be read.

    Attributes:
        origin: what they are made of.
        grid: their pixels, as they are known here.
        names: of the features.
    """

    origin: Origin
    grid: Grid
    names: tuple[str, ...]

    @classmethod
    def of(cls, features: FeatureSource) -> PortableFeatures | None:
        """Return what it takes to open features elsewhere; None where nobody else can."""
        if not isinstance(features, Portable):
            return None
        return cls(features.origin, features.grid, features.names)

    def open(self, progress: Progress) -> FeatureSource:
        """Open the features.

        Raises:
            InputError: a file cannot be read, or is not the one it is where this comes from.
            GridError: likewise.
        """
        features = self.origin.open(progress)
        if (features.grid, features.names) == (self.grid, self.names):
            return features
        with suppress(FineCoverError):
            features.close()
        raise InputError("The rasters there have other pixels or bands than those of this run.")


@dataclass(frozen=True)
class ReadSpec:
    """Windows of features to read; pixels outside the polygons have no data."""

    features: PortableFeatures
    mask: AreaMask | None


def read_windows(spec: ReadSpec, progress: Progress) -> Reading:
    """Make what reads windows on a worker."""
    return Reading(spec.features.open(progress), spec.mask)


class Reading:
    """Reads windows of features."""

    def __init__(self, features: FeatureSource, mask: AreaMask | None) -> None:
        """Wrap ``features``, which ``close`` closes."""
        self._features, self._mask = features, mask

    def __call__(self, window: Window) -> np.ndarray:
        """Return float32 (feature, row, col); NaN outside the polygons."""
        values = self._features.read(window)
        if self._mask is not None:
            values[:, ~self._mask.read(window)] = np.nan
        return values

    def close(self) -> None:
        """Close the features."""
        self._features.close()
