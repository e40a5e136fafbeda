"""The map: features to forest to prior to smoothing to class, tile by tile."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from contextlib import ExitStack, closing

import numpy as np

from ..cells.coarse import CoarseMap
from ..cells.copy_agreement import CopyAgreement
from ..cluster.choice import spread
from ..errors import InputError
from ..features.features import FeatureSource
from ..features.missing import FilledFeatures, filled_sentence
from ..learning.model import Model
from ..outputs.claim import claimed
from ..outputs.publication import published_together
from ..progress import Progress, Stage
from ..rasters.grid import Area, Window
from ..rasters.mosaic import check_unit, rasters_together
from .map_memory import MapMemory, TileNumbers
from .map_summary import MapSummary
from .map_tiles import MapPaths, TileResult, TileWork, raster_specs
from .mapped_cells import MappedCells, doubted_sentence
from .outside import OutsideCounts
from .posterior import MapSettings
from .reading_ahead import Turns
from .resuming import MadeFrom, check_inputs, kept_results, map_journal, resumable
from .smoothing import Smoother
from .survey import survey_cells
from .tile_job import TileJob
from .tile_writing import TileObserver, dissolve, write_tiles

__all__ = ["MadeFrom", "MapPaths", "MapSettings", "MapSummary", "TileObserver", "classify"]

TILE = 512  # pixels along a tile's side, where the memory allows it
MEMORY = 2**30
_SURVEY_SHARE = 0.15  # of the progress


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
    made_from: MadeFrom | None = None,
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
        made_from: the input files; with them a long map can be resumed. None = it cannot.

    Raises:
        ModelError: features are missing, or computed by another formula.
        GridError: the polygons lie off the features.
        InputError: no pixel can be mapped, a raster cannot be written, or an input changed.
        Cancelled: nothing is left behind then but the finished tiles of a long map.
    """
    check_unit(paths.output, settings.min_mapping_unit)
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
    tiles = list(features.grid.tiles(min(TILE, plan.side), within=frame))
    mapping = Stage(progress, start, share)

    def compute(rest: Sequence[Window]) -> Generator[TileResult, None, None]:
        return spread(
            lambda: job.elsewhere(features), rest, local=work, threads=plan.threads,
            progress=mapping,
        )  # fmt: skip

    with ExitStack() as stack:
        stack.enter_context(claimed({name.upper(): path for name, path in vars(paths).items()}))
        stack.enter_context(resumable(paths.output, progress=progress))
        stack.enter_context(published_together())
        outputs = {name: (getattr(paths, name), spec) for name, spec in specs.items()}
        writers = stack.enter_context(rasters_together(outputs, progress=mapping))
        journal = stack.enter_context(
            map_journal(paths.output, job.kept, tiles, made_from=made_from, progress=progress)
        )
        # closing waits for the threads that still read, before anybody closes their files
        with closing(kept_results(journal, tiles, compute, progress=mapping)) as results:
            sums = write_tiles(
                results, tiles, writers, model,
                watchers=watchers, observer=observer, progress=mapping,
            )  # fmt: skip
        check_inputs(made_from, journal)
        counts = sums.pixels
        if not counts.any():
            if journal is not None:
                journal.discard()  # it would come to the same again
            where = f"inside {area.name}" if area else "of the image"
            raise InputError(
                f"No pixel {where} has data in every feature; nothing can be mapped there."
            )
        if unit > 1:
            counts = dissolve(
                writers["output"], model, unit, frame=frame, copied=copied,
                progress=Stage(progress, share, 1.0),
            )  # fmt: skip
    surveyed, doubted = _tell_doubted(model, cells, progress)
    found = _outside_counts(work, sums.outside)
    if found is not None:
        progress.message(found.sentence(), warning=found.mostly)
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


def _outside_counts(work: TileWork, sums: np.ndarray) -> OutsideCounts | None:
    domain = work.classifier.model.domain
    if domain is None:
        return None
    complete = work.check is None or work.check.subsample.complete
    return OutsideCounts(sums[0], sums[1], domain.threshold, complete)
