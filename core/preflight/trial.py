"""Mapping a few tiles of a run with a stand-in for its model, to learn how long they take here."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, fields, replace
from itertools import islice

import numpy as np

from ..cells.cell_sums import CellSums, can_compare
from ..compiled import kernels
from ..errors import InputError
from ..features.features import FeatureSource
from ..mapping.map_memory import MapMemory
from ..mapping.map_tiles import MapPaths, TileResult, TileWork, raster_specs
from ..mapping.reading_ahead import Turns
from ..mapping.tile_job import TileJob
from ..parallel import ordered_map
from ..progress import Progress, check
from ..rasters.grid import AreaMask, Window
from ..rasters.output import RasterSpec
from ..rasters.write_trial import seconds_to_write
from .job import Job
from .stand_in import StandIn
from .timing import Clock, TimedForest, TimedSource, queued_time, working_time
from .trial_tiles import TileGrid

_MAPPING = 12.0  # seconds, after which no further tile is begun
_SLOW = 2.0  # seconds; where tiles of the run take longer, smaller ones are tried
_LEAST = 128  # pixels along a side of these
_PROBE = 96  # pixels along a side of the first ones, which tell how large others may be
_PROBES, _PROBING = 6, 2.0  # of them, and seconds
_WRITTEN = 3  # tiles
_WRITTEN_SIDE = 1536  # pixels, of a raster made of one tile again and again
_WRITTEN_BYTES = 2**25
_SQUARES = ((4, 48), (2, 8))  # so many tiles along a side, where there is time for so many in all
_COMPILED = ("learning.forest_kernels", "mapping.smoothing_kernels", "cells.prior_kernels")
_WORTH_COMPILING = 1_000_000  # pixels of a map
_MANY = 1024  # threads; none reads ahead here


@dataclass(frozen=True)
class Trial:
    """What some tiles took; seconds are those of all threads together, as if they were alone.

    Attributes:
        side: pixels along a tile's side.
        threads: that worked at a time.
        each: seconds of each tile.
        pixels: of all tiles.
        shown: share of the pixels read that have data.
        reading: seconds to read the images and to compute features.
        forest: seconds in the trees.
        rest: seconds for the prior, smoothing and sums.
        writing, completing: seconds of one thread to write a pixel of all rasters, and to rewrite
            it in the end.
        sent: bytes of a pixel that a worker would send.
        waited: seconds more that other programs had the processors; 0 where nobody knows.
    """

    side: int
    threads: int
    each: tuple[float, ...]
    pixels: int
    shown: float
    reading: float
    forest: float
    rest: float
    writing: float
    completing: float
    sent: float
    waited: float


def try_tiles(
    job: Job, stand_in: StandIn, source: FeatureSource, plan: MapMemory, progress: Progress
) -> Trial:
    """Map tiles spread over the map to be, for some seconds, and keep nothing of them.

    Args:
        job: what is mapped, and how.
        stand_in: the model.
        source: the features.
        plan: of the run's tiles.
        progress: may cancel.

    Raises:
        InputError: no pixel of them has data, or a file cannot be read.
        Cancelled: the user asked to stop.
    """
    clock = Clock()
    mask = job.geo_small.on(source.grid) if job.geo_small else None
    frame = mask.window if mask else source.grid.window
    tile_job = _tile_job(job, stand_in, source, mask, clock)
    work = tile_job.work(TimedSource(source, clock), turns=Turns(_MANY), progress=progress)
    if frame.height * frame.width >= _WORTH_COMPILING:  # then the run compiles, too
        for name in _COMPILED:
            kernels(name, check=lambda: check(progress))
    seconds = _probe(work, TileGrid(frame, _PROBE, mask), progress)
    side = _side(plan.side, seconds)
    together = _together((side / _PROBE) ** 2 * seconds, plan.workers)
    clock.clear()
    tried = _Tried(work, tile_job, [], [], [], [])
    end = time.monotonic() + _MAPPING
    tiles = _until(TileGrid(frame, side, mask).spread(together), end, least=plan.workers)
    results = ordered_map(tried.map, tiles, progress=progress, threads=plan.workers)
    with closing(results):
        for done, result in enumerate(results):
            tried.take(result, write=done % plan.workers == 0)
            progress.set(min(1.0, 1 - (end - time.monotonic()) / _MAPPING))
    return tried.trial(clock, side=side, threads=plan.workers)


@dataclass(frozen=True, eq=False)
class _Tried:
    """Tiles that were tried."""

    work: TileWork
    job: TileJob
    each: list[float]
    waited: list[float]
    pixels: list[int]
    written: list[tuple[float, float, float]]  # seconds and bytes per pixel

    def map(self, tile: Window) -> TileResult:
        """Map a tile; called from many threads."""
        start, queued = working_time(), queued_time()
        result = self.work(tile)
        self.each.append(working_time() - start)
        self.waited.append(queued_time() - queued)
        return result

    def take(self, result: TileResult, *, write: bool) -> None:
        """Count a tile, and perhaps try to write it."""
        size = result.labels.size
        self.pixels.append(size)
        if not write or len(self.written) >= _WRITTEN:
            return
        layers = {**result.layers, "output": result.labels.astype(self.job.specs["output"].dtype)}
        took = [_time_to_write(spec, layers[name]) for name, spec in self.job.specs.items()]
        sent = sum(values.nbytes for values in (result.labels, *result.layers.values()))
        first, last = (sum(part) for part in zip(*took))
        self.written.append((first, last, sent / size))

    def trial(self, clock: Clock, *, side: int, threads: int) -> Trial:
        """Return what all took.

        Raises:
            InputError: no pixel had data.
        """
        reading, forest, shown = clock["reading"], clock["forest"], clock["shown"]
        if not shown:
            raise InputError(
                "MEASURE: none of the tiles that were tried has data; the time is told by "
                "constants."
            )
        writing, completing, sent = np.median(self.written, axis=0).tolist()
        return Trial(
            side, threads, tuple(self.each), sum(self.pixels), shown / clock["read"], reading,
            forest, max(sum(self.each) - reading - forest, 0.0), writing, completing, sent,
            sum(self.waited),
        )  # fmt: skip


def _time_to_write(spec: RasterSpec, values: np.ndarray) -> tuple[float, float]:
    """Return the seconds to write a pixel, and to complete it, in a raster of some size."""
    longest = math.sqrt(_WRITTEN_BYTES / max(values.nbytes, 1))
    times = max(1, math.floor(min(_WRITTEN_SIDE / max(values.shape[-2:]), longest)))
    many = np.tile(values, (times, times))
    first, last = seconds_to_write(spec, many)
    pixels = many.shape[-2] * many.shape[-1]
    return first / pixels, last / pixels


def _tile_job(
    job: Job, stand_in: StandIn, source: FeatureSource, mask: AreaMask | None, clock: Clock
) -> TileJob:
    """Return what tiles are mapped with, as if there were a report."""
    model = replace(stand_in.model, forest=TimedForest.of(stand_in.model.forest, clock))
    coarse, settings, grid = stand_in.coarse, job.settings.mapping, source.grid
    frame = mask.window if mask else grid.window
    names = {one.name for one in fields(MapPaths)} & {name.lower() for name in job.outputs}
    paths = MapPaths(**{name: name for name in names | {"output"}})
    specs = raster_specs(paths, model=model, grid=grid.crop(frame))
    measure = None
    if can_compare(coarse, grid):
        measure = CellSums(coarse, grid, model.class_legend, frame=frame).measure
    prior = coarse if settings.weight_for(model, coarse) else None
    return TileJob(model, prior, settings, mask, specs, measure, True)


def _probe(work: TileWork, grid: TileGrid, progress: Progress) -> float:
    """Return the seconds of the slowest of some small tiles; the fast ones may lack data."""
    slowest, end = 0.0, time.monotonic() + _PROBING
    for done, tile in enumerate(islice(grid.spread(1), _PROBES)):
        if not done:
            work(tile)  # the first time, much is prepared
        check(progress)
        start = time.perf_counter()
        work(tile)
        seconds = time.perf_counter() - start
        slowest = max(slowest, seconds * grid.side**2 / (tile.height * tile.width))
        if time.monotonic() > end:
            break
    return slowest


def _side(side: int, probe: float) -> int:
    """Return the side of tiles that do not take too long."""
    while side > _LEAST and probe * (side / _PROBE) ** 2 > _SLOW:
        side //= 2
    return side


def _together(seconds: float, threads: int) -> int:
    """Return how many tiles along a side there is time for, at several places."""
    most = _MAPPING * threads / max(seconds, 1e-6)
    return next((together for together, wanted in _SQUARES if most >= wanted), 1)


def _until(tiles: Iterable[Window], end: float, *, least: int) -> Iterator[Window]:
    """Yield tiles until a moment has come, but some in any case."""
    for done, tile in enumerate(tiles):
        if done >= least and time.monotonic() > end:
            return
        yield tile
