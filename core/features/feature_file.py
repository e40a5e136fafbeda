"""Features in a file: writing those of any source, and reading them back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np

from ..cluster.choice import spread
from ..cluster.job import Job
from ..errors import InputError
from ..progress import Progress
from ..rasters.block_cache import BlockCache
from ..rasters.grid import Area, Grid, Window
from ..rasters.output import RasterSpec, RasterWriter
from ..rasters.raster import RasterReader, RasterSource, describe
from ..rasters.raster_style import image_style
from .feature_memory import MEMORY, file_bytes
from .missing import (
    blank_incomplete,
    hole_sentence,
    image_features,
    lacking_rasters,
    missing_alone,
)
from .portable import PortableFeatures, Reading, ReadSpec, read_windows
from .recipe import RECIPE_TAG, check_unique

TILE = 512


class FeatureSource(Protocol):
    """Features of a grid's pixels, computed or read from a file."""

    grid: Grid
    names: tuple[str, ...]
    recipe: Mapping[str, Any]

    def read(self, window: Window) -> np.ndarray:
        """Return float32 (feature, row, col), NaN where missing.

        Where a feature of the images is missing, all are; those of elevation and ancillary rasters
        may be missing alone (see ``image_features``).
        """

    def close(self) -> None:
        """Close the files."""


@runtime_checkable
class Tiled(Protocol):
    """Features that are best read in tiles of their own."""

    def tiles(self, frame: Window, *, side: int) -> list[Window]:
        """Return windows of at most side x side pixels that cover a frame, each pixel once."""


@runtime_checkable
class Watched(Protocol):
    """Features that know which of them had no value anywhere."""

    names: tuple[str, ...]

    @property
    def empty(self) -> tuple[str, ...]:
        """Names of those."""


@dataclass(frozen=True)
class FileOrigin:
    """The raster that features are read from, and the memory to read it in."""

    source: RasterSource
    memory: int

    def open(self, progress: Progress) -> FeatureFile:
        """Open the file."""
        return FeatureFile(self.source, memory=self.memory)


class FeatureFile:
    """Features read from a raster, one described band each.

    Attributes:
        block_bytes: what decoded blocks take of the budget; reading takes at most twice that, or,
            where one block as the file stores it is more than half of that, as much and twice that
            block. GDAL's own cache, see ``raster_environment``, comes on top.
    """

    def __init__(self, source: RasterSource, *, memory: int = MEMORY) -> None:
        """Read the header.

        Args:
            source: the raster.
            memory: bytes of a budget, a share of which is for decoded blocks; what is read does
                not depend on it.

        Raises:
            InputError: the raster cannot be opened, lacks a band that is asked for, or two bands
                share a name.
            GridError: it has no coordinate system.
        """
        info = describe(source)
        self.path = source.path
        self.origin = FileOrigin(source, memory)
        self.grid = info.grid
        bands = source.bands or info.data_bands
        self.names = tuple(info.descriptions[band - 1] or f"b{band}" for band in bands)
        check_unique(self.names)
        self.recipe: Mapping[str, Any] = _read_recipe(info.tags.get(RECIPE_TAG), self.names)
        self.block_bytes = file_bytes(memory)
        self._reader = RasterReader(source, self.grid, cache=BlockCache(self.block_bytes))

    def close(self) -> None:
        """Close the file."""
        self._reader.close()

    def read(self, window: Window) -> np.ndarray:
        """Return float32 (feature, row, col), NaN as in ``FeatureSource``.

        Raises:
            InputError: the file cannot be read.
        """
        values = self._reader.read(window)
        blank_incomplete(values, images=image_features(self.recipe, self.names))
        return values


def _read_recipe(text: str | None, names: tuple[str, ...]) -> Mapping[str, Any]:
    plain: dict[str, Any] = {"names": list(names)}
    if not text:
        return plain
    try:
        recipe = json.loads(text)
    except (ValueError, RecursionError):  # a tag of that name written by something else
        return plain
    return recipe if isinstance(recipe, dict) and recipe.get("names") == list(names) else plain


def _nothing(source: FeatureSource, area: Area | None) -> InputError:
    """Return what to say where no pixel has all features."""
    where = f" within {area.name}" if area else ""
    lacking = source.empty[:1] if isinstance(source, Watched) else ()
    for name, formula in source.recipe.get("formulas", {}).items():
        if lacking and re.match(rf"{name}(_|$)", lacking[0]):  # the bands before it have values
            return InputError(
                f"No pixel{where} has a finite number in the feature {lacking[0]}, so that none "
                f"has them all; correct INDICES, {name}={formula}, or check SCALE."
            )
    return InputError(
        "No pixel has data in every band; check IMAGES, DEM and ANCILLARY for a band "
        f"without data, and that they overlap{where}."
    )


def write_features(
    source: FeatureSource, path: str | Path, *, area: Area | None, progress: Progress
) -> tuple[int, int]:
    """Write features as a float32 GeoTIFF, one described band each.

    Args:
        source: the features.
        path: the GeoTIFF to write.
        area: polygons to keep; the raster is cut to them, and pixels outside have no data.
        progress: told of each tile.

    Returns:
        Number of pixels with all features, and of all pixels.

    Raises:
        InputError: no pixel has all features, or a file cannot be read or written.
        GridError: ``area`` lies off the grid.
        Cancelled: ``progress`` asked to stop.
    """
    mask = area.on(source.grid) if area else None
    if mask:
        mask.check_pixels()
    frame = mask.window if mask else source.grid.window
    spec = RasterSpec(
        source.grid.crop(frame), "float32", float("nan"), source.names,
        style=image_style(source.names), overviews=False,
        tags={RECIPE_TAG: json.dumps(source.recipe, sort_keys=True)},
    )  # fmt: skip
    if isinstance(source, Tiled):
        tiles = source.tiles(frame, side=TILE)
    else:
        tiles = list(source.grid.tiles(TILE, within=frame))

    def elsewhere() -> Job[Window, np.ndarray] | None:
        portable = PortableFeatures.of(source)
        return None if portable is None else Job(read_windows, ReadSpec(portable, mask))

    valid = shown = 0
    images = image_features(source.recipe, source.names)
    lacking = np.zeros(len(source.names), np.int64)
    with (
        RasterWriter(path, spec) as writer,
        closing(
            spread(elsewhere, tiles, local=Reading(source, mask), progress=progress)
        ) as computed,
    ):
        for done, values in enumerate(computed):
            tile = tiles[done]
            writer.write(replace(tile, row=tile.row - frame.row, col=tile.col - frame.col), values)
            valid += int(np.isfinite(values).all(axis=0).sum())
            shown += int(np.isfinite(values[0]).sum())
            lacking += missing_alone(values, images=images)
            progress.set((done + 1) / len(tiles))
        if not valid:
            raise _nothing(source, area)
    if valid < shown:
        rasters = lacking_rasters(source.names, lacking.tolist(), of=shown)
        progress.message(hole_sentence(shown - valid, rasters))
    return valid, frame.height * frame.width
