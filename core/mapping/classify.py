"""The map: features to forest to prior to smoothing to class, tile by tile."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from typing import Protocol

import numpy as np

from ..cells.coarse import CoarseMap
from ..cells.copy_agreement import CopyAgreement
from ..cluster.choice import spread
from ..errors import InputError
from ..features.features import FeatureSource
from ..features.missing import FilledFeatures, filled_sentence
from ..learning.model import Model
from ..parallel import ordered_map
from ..progress import Progress, Stage
from ..rasters.grid import Area, Window
from ..rasters.output import RasterWriter
from ..rasters.patches import dissolve_small, unit_margin
from ..rasters.raster import CodeReader, RasterSource
from .map_memory import MapMemory, TileNumbers
from .map_summary import MapSummary, MapSums
from .map_tiles import MapPaths, TileMeasure, TileResult, TileWork, raster_specs
from .mapped_cells import MappedCells, doubted_sentence
from .outside import OutsideCounts
from .posterior import MapSettings
from .reading_ahead import Turns
from .smoothing import Smoother
from .survey import survey_cells
from .tile_job import TileJob

__all__ = ["MapPaths", "MapSettings", "MapSummary", "TileObserver", "classify"]

TILE = 512  # pixels along a tile's side, where the memory allows it
MEMORY = 2**30
_SURVEY_SHARE = 0.15  # of the progress


class TileObserver(Protocol):
    """Adds up what it wants to know of the tiles."""

    @property
    def measure(self) -> TileMeasure:
        """What sums up one tile, in the thread that maps it."""

    def take(self, measured: np.ndarray) -> None:
        """Take what ``measure`` told of a tile; called in one thread, in the order of the tiles."""


def classify(
    model: Model,
    features: FeatureSource,
    paths: MapPaths,
    *,
    area: Area | None,
    coarse: CoarseMap | None,
    settings: MapSettings,
    progress: Progress,
    observer: TileObserver | None = None,
    memory: int = MEMORY,
    sure: bool = True,
) -> MapSummary:
    """Write the fine map and the rasters that go with it.

    The rasters cover the smallest window of the features' grid around ``area``; pixels outside
    the polygons, or without data in the images, have no data. Where elevation or ancillary data
    are missing, the mean of the training samples stands in.

    Args:
        model: the trained model.
        features: computed or read; matched to the model by name.
        paths: what to write.
        area: polygons to map; None maps everything.
        coarse: the coarse map. When the prior weight is above 0, its cells are first compared
            with the image, see ``survey_cells``, and then used as prior.
        settings: prior, smoothing, minimum mapping unit.
        progress: told of each tile, may cancel.
        observer: takes in this thread what it measured of each tile, after it is written. Its
            classes are those before the minimum mapping unit, which rewrites the map once all
            tiles are done.
        memory: bytes that the tiles being worked on and those waiting to be written may take
            together; the map does not depend on it.
        sure: the summary shall tell the confidence, though no raster of it is written. Otherwise
            it does only where probabilities are computed for something else; without them the
            votes of the forest are counted no further than to a decision.

    Raises:
        ModelError: features are missing, or computed by another formula.
        GridError: the polygons lie off the features.
        InputError: no pixel can be mapped, or a raster cannot be written.
        Cancelled: nothing is left behind then.
    """
    columns = model.check_features(features.names)
    model.check_recipe(features.recipe, progress=progress)
    means = model.domain.means if model.domain is not None else None
    filled = FilledFeatures(features, columns=columns, means=means)
    mask = area.on(features.grid) if area else None
    if mask:
        mask.check_pixels()
    frame = mask.window if mask else features.grid.window
    specs = raster_specs(paths, model=model, grid=features.grid.crop(frame))
    prior = _survey(model, filled, coarse, frame, settings, progress)
    cells = MappedCells(prior, features.grid) if prior and prior.trust is not None else None
    copied = CopyAgreement(coarse, features.grid, model.class_legend) if coarse else None
    numbers = TileNumbers(
        features=len(features.names), used=len(columns), classes=len(model.class_legend),
        margin=_margin(model, settings), layers=len(specs),
        planes=("probabilities" in specs) + (observer is not None),
    )  # fmt: skip
    plan = MapMemory.of(numbers, memory=memory, frame=frame, recipe=features.recipe)
    measure = None if observer is None else observer.measure
    job = TileJob(model, prior, settings, mask, specs, measure, sure)
    work = job.work(features, turns=Turns(plan.workers), progress=progress)
    classifier = work.classifier
    unit = settings.min_mapping_unit
    watchers: list[MappedCells | CopyAgreement] = [cells] if cells else []
    if copied is not None and unit <= 1:
        watchers.append(copied)
    start = 0.0 if cells is None else _SURVEY_SHARE
    share = 0.9 if unit > 1 else 1.0
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(RasterWriter(getattr(paths, name), spec))
            for name, spec in specs.items()
        }
        tiles = list(features.grid.tiles(min(TILE, plan.side), within=frame))
        results = spread(
            lambda: job.elsewhere(features), tiles, local=work, threads=plan.threads,
            progress=Stage(progress, start, share),
        )  # fmt: skip
        # closing waits for the threads that still read, before anybody closes their files
        with closing(results):
            sums = _write_tiles(
                results, tiles, writers, model,
                watchers=watchers, observer=observer, progress=Stage(progress, start, share),
            )  # fmt: skip
        counts = sums.pixels
        if not counts.any():
            where = f"inside {area.name}" if area else "of the image"
            raise InputError(
                f"No pixel {where} has data in every feature; nothing can be mapped there."
            )
        if unit > 1:
            counts = _dissolve(
                writers["output"], model, unit, frame=frame, copied=copied,
                progress=Stage(progress, share, 1.0),
            )  # fmt: skip
    surveyed, doubted = _tell_doubted(model, cells, progress)
    found = _outside_counts(work, sums.outside)
    if found is not None:
        progress.message(found.sentence())
    if sums.filled:
        progress.message(filled_sentence(sums.filled, int(counts.sum())), warning=True)
    return MapSummary(
        counts, frame, classifier.weight, classifier.correction, sums.confidence, found,
        surveyed=surveyed, doubted=doubted, filled=sums.filled, temperature=classifier.temperature,
        coarse_kappa=math.nan if copied is None else copied.kappa,
    )  # fmt: skip


def _survey(
    model: Model,
    features: FeatureSource,
    coarse: CoarseMap | None,
    frame: Window,
    settings: MapSettings,
    progress: Progress,
) -> CoarseMap | None:
    """Return the coarse map with the trust in its cells; None where it is not used as prior."""
    if coarse is None or settings.weight_for(model, coarse) == 0:
        return None
    # smoothing looks at pixels beyond the frame, whose prior must be theirs in any frame
    wide = frame.expand(_margin(model, settings)).intersect(features.grid.window) or frame
    return survey_cells(
        model, features, coarse, frame=wide, progress=Stage(progress, 0.0, _SURVEY_SHARE)
    )


def _margin(model: Model, settings: MapSettings) -> int:
    """Return how many pixels around a tile smoothing looks at."""
    return Smoother.of(model, sigma=settings.smoothing, edges=settings.keep_edges).margin


def _tell_doubted(model: Model, cells: MappedCells | None, progress: Progress) -> tuple[int, int]:
    """Return the cells under the map that were judged, and the doubted ones; tell the log."""
    if cells is None or model.judge is None:
        return 0, 0
    surveyed, doubted = cells.doubted()
    if surveyed:
        rate = model.judge.noise.error_rate
        progress.message(doubted_sentence(surveyed, doubted, error_rate=rate))
    return surveyed, doubted


def _write_tiles(
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


def _outside_counts(work: TileWork, sums: np.ndarray) -> OutsideCounts | None:
    domain = work.classifier.model.domain
    if domain is None:
        return None
    complete = work.check is None or work.check.subsample.complete
    return OutsideCounts(sums[0], sums[1], domain.threshold, complete)


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


def _dissolve(
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
