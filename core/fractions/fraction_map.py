"""The map of fractions: features to shares to rasters, tile by tile."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..features.features import FeatureSource
from ..mapping.resuming import (
    Kept,
    MadeFrom,
    check_inputs,
    kept_results,
    map_journal,
    resumable,
)
from ..mapping.trust import PERCENTS
from ..outputs.claim import claimed
from ..outputs.publication import published_together
from ..parallel import ordered_map
from ..phrases import counted
from ..progress import Progress
from ..rasters.grid import Area, Window
from ..rasters.output import RasterWriter, written_together
from .downscaling import CellCounts, CellTally, CoarseFractions, Downscaler
from .fraction_layers import FractionPaths, Layers
from .levels import ShareLevel
from .pixel_shares import PixelReader, Predictor, ShareModel
from .share_record import ShareForm
from .share_tiles import QUANTUM, ShareSums, ShareTile, ShareWork

__all__ = ["FractionMapSettings", "FractionPaths", "FractionSummary", "MadeFrom", "map_fractions"]

TILE = 256


@dataclass(frozen=True)
class FractionMapSettings:
    """How to map.

    Attributes:
        level: the coarser level that is mapped, by name or by position from 1 (the coarsest).
        fractions: shares in coarse cells, with which the pixels are made to agree; None leaves
            the shares as the model predicts them.
        made_from: the input files, those of ``fractions`` among them; with them a long map can be
            resumed. None = it cannot.
    """

    level: int | str = 1
    fractions: CoarseFractions | None = None
    made_from: MadeFrom | None = None


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
        InputError: no pixel can be mapped, a raster cannot be read or written, or an input changed.
        Cancelled: nothing is left behind then but the finished tiles of a long map.
    """
    settings = settings or FractionMapSettings()
    plan = _plan(model, features, paths, area=area, settings=settings, progress=progress)
    wanted = plan.work.layers.wanted
    outputs = {name: (wanted[name], spec) for name, spec in plan.kept.specs.items()}

    def compute(rest: Sequence[Window]) -> Generator[ShareTile, None, None]:
        return ordered_map(plan.work, rest, progress=progress)

    with ExitStack() as stack:
        stack.enter_context(claimed({name.upper(): path for name, path in vars(paths).items()}))
        stack.enter_context(resumable(paths.output, progress=progress))
        stack.enter_context(published_together())
        writers = stack.enter_context(written_together(outputs))
        journal = stack.enter_context(
            map_journal(
                paths.output, plan.kept, plan.tiles,
                made_from=settings.made_from, progress=progress,
            )
        )  # fmt: skip
        # closing waits for the threads that still read, before anybody closes their files
        with closing(kept_results(journal, plan.tiles, compute, progress=progress)) as results:
            sums = _write_tiles(results, plan, writers, progress=progress)
        check_inputs(settings.made_from, journal)
        if not sums.counts.any():
            if journal is not None:
                journal.discard()  # it would come to the same again
            where = f"inside {area.name}" if area else "of the image"
            raise InputError(
                f"No pixel {where} has data in every feature of the model; nothing can be mapped "
                "there."
            )
    return _summary(sums, plan, progress)


@dataclass(frozen=True, eq=False)
class _Plan:
    """What is mapped how: the window, its tiles, what maps them, what is kept, and of cells."""

    frame: Window
    tiles: list[Window]
    work: ShareWork
    kept: Kept[ShareTile]
    tally: CellTally | None


def _plan(
    model: ShareModel,
    features: FeatureSource,
    paths: FractionPaths,
    *,
    area: Area | None,
    settings: FractionMapSettings,
    progress: Progress,
) -> _Plan:
    """Look at everything before the first pixel is predicted."""
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
    layers = Layers(model.class_legend, paths, level)
    coarse = None if settings.fractions is None else settings.fractions.legend
    parts = {"settings": level, "model": model, "coarse": coarse, "area": mask}
    specs = layers.specs(features.grid.crop(frame))
    return _Plan(
        frame,
        reader.tiles(frame, side=TILE),
        ShareWork(reader, layers, mask),
        Kept(parts, specs, ShareForm(layers, tally is not None)),
        tally,
    )


def _write_tiles(
    results: Iterable[ShareTile],
    plan: _Plan,
    writers: Mapping[str, RasterWriter],
    *,
    progress: Progress,
) -> ShareSums:
    """Write the tiles of a frame, which come in order; return the sums of all."""
    total = ShareSums.zero(len(plan.work.layers.legend))
    for done, result in enumerate(results):
        tile = plan.tiles[done]
        row, col = tile.row - plan.frame.row, tile.col - plan.frame.col
        for name, writer in writers.items():
            writer.write(Window(row, col, tile.height, tile.width), result.values[name])
        total += result.sums
        if plan.tally is not None:
            plan.tally.add(result.cells)
        progress.set((done + 1) / len(plan.tiles))
    return total


def _summary(sums: ShareSums, plan: _Plan, progress: Progress) -> FractionSummary:
    """Return what was mapped; tell the log what is missing."""
    pixels = int(sums.counts.sum())
    if sums.no_ancillary:
        progress.message(
            f"No elevation or ancillary data in {counted(sums.no_ancillary, 'pixel')} that the "
            "images show; they have no shares.",
            warning=True,
        )
    cells = None if plan.tally is None else plan.tally.counts()
    if cells is not None:
        progress.message(cells.sentence, warning=cells.deviation > cells.tolerance)
    return FractionSummary(
        window=plan.frame,
        no_image=sums.no_image,
        no_ancillary=sums.no_ancillary,
        counts=sums.counts,
        mean_shares=sums.shares / (QUANTUM * float(pixels)) if pixels else sums.shares * math.nan,
        entropy_counts=sums.entropy,
        cells=cells,
    )
