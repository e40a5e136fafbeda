"""The map of fractions: features to shares to rasters, tile by tile."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..features.features import FeatureSource
from ..mapping.trust import PERCENTS
from ..parallel import ordered_map
from ..phrases import counted
from ..progress import Progress
from ..rasters.grid import Area, AreaMask, Window
from ..rasters.output import RasterWriter, written_together
from .downscaling import CellCounts, CellTally, CoarseFractions, Downscaler
from .fraction_layers import FractionPaths, Layers
from .levels import ShareLevel
from .pixel_shares import CellStates, PixelReader, Predictor, ShareModel

__all__ = ["FractionMapSettings", "FractionPaths", "FractionSummary", "map_fractions"]

TILE = 256
_QUANTUM = 1 << 24  # shares are summed as whole numbers of 1 / _QUANTUM, alike in any order


@dataclass(frozen=True)
class FractionMapSettings:
    """How to map.

    Attributes:
        level: the coarser level that is mapped, by name or by position from 1 (the coarsest).
        fractions: shares in coarse cells, with which the pixels are made to agree; None leaves
            the shares as the model predicts them.
    """

    level: int | str = 1
    fractions: CoarseFractions | None = None


@dataclass(frozen=True, eq=False)
class FractionSummary:
    """What was mapped, in numbers that neither tiles nor threads can change.

    Attributes:
        window: the window of the features' grid that was mapped.
        no_image, no_ancillary: pixels without shares because the images show nothing there, or
            because only elevation, an ancillary raster or a coordinate is missing.
        counts: pixels by the class with the largest share, int64 (class,).
        mean_shares: of the mapped pixels, float64 (class,).
        entropy_counts: pixels of each whole percent of entropy, int64 (101,).
        cells: coarse cells with which the pixels were made to agree; None where that was not
            asked for.
    """

    window: Window
    no_image: int
    no_ancillary: int
    counts: np.ndarray
    mean_shares: np.ndarray
    entropy_counts: np.ndarray
    cells: CellCounts | None = None

    @property
    def pixels(self) -> int:
        """Mapped pixels."""
        return int(self.counts.sum())

    @property
    def mean_entropy(self) -> float:
        """Mean entropy of the mapped pixels, percent."""
        return float(self.entropy_counts @ np.arange(PERCENTS)) / self.pixels


def map_fractions(
    model: ShareModel,
    features: FeatureSource,
    paths: FractionPaths,
    *,
    area: Area | None,
    progress: Progress,
    settings: FractionMapSettings | None = None,
) -> FractionSummary:
    """Write the share of each class in every pixel, and the rasters that go with it.

    The rasters cover the smallest window of the features' grid around ``area``; pixels outside
    the polygons, or where a feature of the model is missing, have no data.

    Args:
        model: the trained model.
        features: computed or read; matched to the model by name.
        paths: what to write.
        area: polygons to map; None maps everything.
        progress: told of each tile, may cancel.
        settings: the coarser level, and coarse fractions to agree with.

    Raises:
        ModelError: features are missing, or computed by another formula.
        GridError: the polygons or the coarse fractions lie off the features.
        LegendError: the classes have no such level, or none is among the coarse fractions.
        InputError: no pixel can be mapped, or a raster cannot be read or written.
        Cancelled: nothing is left behind then.
    """
    settings = settings or FractionMapSettings()
    reader: PixelReader
    reader = predictor = Predictor(model, features, progress=progress)
    level = None
    if paths.level or paths.level_shares:
        level = ShareLevel.of(model.class_legend, settings.level)
    mask = area.on(features.grid) if area else None
    if mask:
        mask.check_pixels()
    frame = mask.window if mask else features.grid.window
    tally = None
    if settings.fractions is not None:
        downscaler = Downscaler(predictor, settings.fractions, frame=frame, progress=progress)
        reader, tally = downscaler, downscaler.tally()
    work = _Work(reader, Layers(model.class_legend, paths, level), mask)
    specs = work.layers.specs(features.grid.crop(frame))
    outputs = {name: (work.layers.wanted[name], spec) for name, spec in specs.items()}
    with written_together(outputs) as writers:
        sums = _write_tiles(work, frame, writers, tally=tally, progress=progress)
        if not sums.counts.any():
            where = f"inside {area.name}" if area else "of the image"
            raise InputError(
                f"No pixel {where} has data in every feature of the model; nothing can be mapped "
                "there."
            )
    return _summary(sums, frame, tally, progress)


@dataclass(frozen=True, eq=False)
class _Sums:
    """Whole numbers of one tile or many, see ``FractionSummary``; ``shares`` in 1 / _QUANTUM."""

    no_image: int
    no_ancillary: int
    counts: np.ndarray
    shares: np.ndarray
    entropy: np.ndarray

    def __add__(self, other: _Sums) -> _Sums:
        return _Sums(
            self.no_image + other.no_image,
            self.no_ancillary + other.no_ancillary,
            self.counts + other.counts,
            self.shares + other.shares,
            self.entropy + other.entropy,
        )


@dataclass(frozen=True, eq=False)
class _Tile:
    """What one tile holds: the rasters' values by name, sums, and its pixels' coarse cells."""

    values: Mapping[str, np.ndarray]
    sums: _Sums
    known: np.ndarray
    cells: CellStates | None


@dataclass(frozen=True, eq=False)
class _Work:
    """Maps one tile; safe to call from many threads."""

    reader: PixelReader
    layers: Layers
    mask: AreaMask | None

    def __call__(self, tile: Window) -> _Tile:
        classes = len(self.layers.legend)
        shape = (tile.height, tile.width)
        wanted = np.ones(shape, bool) if self.mask is None else self.mask.read(tile)
        if not wanted.any():
            values = self.layers.of(np.zeros((classes, *shape)), wanted)
            return _Tile(values, _sums(values, wanted, np.zeros((2, *shape), bool)), wanted, None)
        found = self.reader.read(tile)
        known = found.known & wanted
        missing = wanted & ~found.known
        values = self.layers.of(found.shares, known)
        causes = np.stack([missing & found.no_image, missing & ~found.no_image])
        return _Tile(values, _sums(values, known, causes), known, found.cells)


def _sums(values: Mapping[str, np.ndarray], known: np.ndarray, causes: np.ndarray) -> _Sums:
    shares = values["output"][:, known].astype(np.float64)
    return _Sums(
        int(causes[0].sum()),
        int(causes[1].sum()),
        np.bincount(shares.argmax(axis=0), minlength=len(shares)),
        np.rint(shares * _QUANTUM).astype(np.int64).sum(axis=1),
        np.bincount(values["entropy"][known], minlength=PERCENTS),
    )


def _write_tiles(
    work: _Work,
    frame: Window,
    writers: Mapping[str, RasterWriter],
    *,
    tally: CellTally | None,
    progress: Progress,
) -> _Sums:
    """Write the tiles of a frame; return the sums of all."""
    tiles = work.reader.tiles(frame, side=TILE)
    classes = len(work.layers.legend)
    none = np.zeros(classes, np.int64)
    total = _Sums(0, 0, none, none, np.zeros(PERCENTS, np.int64))
    # closing waits for the threads that still read, before anybody closes their files
    with closing(ordered_map(work, tiles, progress=progress)) as results:
        for done, result in enumerate(results):
            tile = tiles[done]
            place = Window(tile.row - frame.row, tile.col - frame.col, tile.height, tile.width)
            for name, writer in writers.items():
                writer.write(place, result.values[name])
            total += result.sums
            if tally is not None and result.cells is not None:
                tally.add(result.cells, result.known)
            progress.set((done + 1) / len(tiles))
    return total


def _summary(
    sums: _Sums, frame: Window, tally: CellTally | None, progress: Progress
) -> FractionSummary:
    """Return what was mapped; tell the log what is missing."""
    pixels = int(sums.counts.sum())
    if sums.no_ancillary:
        progress.message(
            f"No elevation or ancillary data in {counted(sums.no_ancillary, 'pixel')} that the "
            "images show; they have no shares.",
            warning=True,
        )
    cells = None if tally is None else tally.counts()
    if cells is not None:
        progress.message(cells.sentence, warning=cells.deviation > cells.tolerance)
    return FractionSummary(
        window=frame,
        no_image=sums.no_image,
        no_ancillary=sums.no_ancillary,
        counts=sums.counts,
        mean_shares=sums.shares / (_QUANTUM * float(pixels)) if pixels else sums.shares * math.nan,
        entropy_counts=sums.entropy,
        cells=cells,
    )
