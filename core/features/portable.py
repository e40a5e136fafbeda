"""Features that can be opened on another machine, told by what they are made of."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np

from ..cluster.job import OtherInput
from ..errors import FineCoverError
from ..progress import Progress
from ..rasters.content import RasterContent
from ..rasters.grid import AreaMask, Grid, Window
from ..rasters.raster_file import RasterSource

if TYPE_CHECKING:
    from .feature_file import FeatureSource

_PART = re.compile(r"(\w+:\"?)((?![/\\]|[A-Za-z]:)[^\":]+)(.*)")  # NETCDF:"file":band


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
        contents: of each raster, what is alike where it is the same.
    """

    origin: Origin
    grid: Grid
    names: tuple[str, ...]
    contents: tuple[tuple[RasterSource, RasterContent], ...]

    @classmethod
    def of(cls, features: FeatureSource) -> PortableFeatures | None:
        """Return what it takes to open features elsewhere; None where nobody else can.

        Raises:
            InputError: a raster cannot be read.
        """
        if not isinstance(features, Portable):
            return None
        origin = _anywhere(features.origin)
        sources = dict.fromkeys(_sources(origin))
        contents = tuple((source, RasterContent.of(source)) for source in sources)
        return cls(origin, features.grid, features.names, contents)

    def open(self, progress: Progress) -> FeatureSource:
        """Open the features.

        Raises:
            OtherInput: a file is not what it is where this comes from.
            InputError: a file cannot be read.
            GridError: a file has no usable coordinate system.
        """
        for source, content in self.contents:
            other = content.difference(RasterContent.of(source))
            if other:
                raise OtherInput(f"{source.label} is not the file that this run is about: {other}")
        features = self.origin.open(progress)
        if (features.grid, features.names) == (self.grid, self.names):
            return features
        with suppress(FineCoverError):
            features.close()
        raise OtherInput("The rasters have other pixels or bands than those of this run")


def _anywhere(value: Any) -> Any:
    """Return what names rasters, at any depth, with paths that do not depend on a folder."""
    if isinstance(value, RasterSource):
        path = _absolute(value.path)
        return value if path == value.path else replace(value, path=path)
    if type(value) in (tuple, list):
        return type(value)(_anywhere(one) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    parts = {one.name: getattr(value, one.name) for one in fields(value) if one.init}
    return replace(value, **{name: _anywhere(part) for name, part in parts.items()})


def _absolute(path: str) -> str:
    """Return the path of a file from the root on; of what is no file on a disk, as it is."""
    if os.path.exists(path):
        return os.path.abspath(path)
    part = _PART.fullmatch(path)
    if part and os.path.isfile(part[2]):
        return f"{part[1]}{os.path.abspath(part[2])}{part[3]}"
    return path


def _sources(value: object) -> Iterator[RasterSource]:
    """Yield the rasters that something names, at any depth."""
    if isinstance(value, RasterSource):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _sources(getattr(value, one.name))
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _sources(one)


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
