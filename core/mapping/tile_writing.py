"""Writing a map: tile by tile as they come, and once more without small patches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import Protocol

import numpy as np

from ..cells.copy_agreement import CopyAgreement
from ..learning.model import Model
from ..parallel import ordered_map
from ..progress import Progress
from ..rasters.grid import Window
from ..rasters.output import RasterWriter
from ..rasters.patches import dissolve_small, unit_margin
from ..rasters.raster import CodeReader, RasterSource
from .map_summary import MapSums
from .map_tiles import TileMeasure, TileResult
from .mapped_cells import MappedCells


class TileObserver(Protocol):
    """Adds up what it wants to know of the tiles."""

    @property
    def measure(self) -> TileMeasure:
        """What sums up one tile, in the thread that maps it."""

    def take(self, measured: np.ndarray) -> None:
        """Take what ``measure`` told of a tile; called in one thread, in the order of the tiles."""


def write_tiles(
    results: Iterable[TileResult],
    tiles: list[Window],
    writers: Mapping[str, RasterWriter],
    model: Model,
    *,
    watchers: Sequence[MappedCells | CopyAgreement],
    observer: TileObserver | None,
    progress: Progress,
) -> MapSums:
    """Write the tiles of a frame, which come in order; return the sums of their counts."""
    sums = MapSums.zero(len(model.class_legend))
    for done, result in enumerate(results):
        _write_tile(writers, _shift(tiles[done], tiles[0]), result, model)
        sums.add(result)
        for watcher in watchers:
            watcher.add(tiles[done], result.labels)
        if observer is not None and result.measured is not None:
            observer.take(result.measured)
        progress.set((done + 1) / len(tiles))
    return sums


def _shift(tile: Window, frame: Window) -> Window:
    return Window(tile.row - frame.row, tile.col - frame.col, tile.height, tile.width)


def _write_tile(
    writers: Mapping[str, RasterWriter], place: Window, tile: TileResult, model: Model
) -> None:
    for name, writer in writers.items():
        if name == "output":
            writer.write(place, _to_codes(tile.labels, model, writer.spec.nodata))
        else:
            writer.write(place, tile.layers[name])


def _to_codes(labels: np.ndarray, model: Model, nodata: float) -> np.ndarray:
    codes = np.append(model.class_legend.codes, int(nodata))  # position -1 is the last
    return codes[labels]


def dissolve(
    writer: RasterWriter,
    model: Model,
    unit: int,
    *,
    frame: Window,
    copied: CopyAgreement | None,
    progress: Progress,
) -> np.ndarray:
    """Replace the map being written by one without small patches; return pixels per class."""
    legend = model.class_legend
    counts = np.zeros(len(legend), np.int64)
    with writer.rewritten() as source, CodeReader(RasterSource(str(source), name="map")) as reader:
        tiles = list(reader.grid.tiles(max(512, 4 * unit)))

        def work(tile: Window) -> np.ndarray:
            wide = tile.expand(unit_margin(unit))
            labels = legend.index_of(reader.read(wide)).astype(np.int16)
            return dissolve_small(labels, pixels=unit)[tile.inside(wide)]

        with closing(ordered_map(work, tiles, progress=progress)) as results:
            for done, labels in enumerate(results):
                counts += np.bincount(labels[labels >= 0], minlength=counts.size)
                if copied is not None:
                    tile = tiles[done]
                    place = Window(
                        tile.row + frame.row, tile.col + frame.col, tile.height, tile.width
                    )
                    copied.add(place, labels)
                writer.write(tiles[done], _to_codes(labels, model, writer.spec.nodata))
                progress.set((done + 1) / len(tiles))
    return counts
