"""The map: features to forest to prior to smoothing to class, tile by tile."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass

import numpy as np

from .coarse import CoarseMap
from .errors import InputError, ModelError
from .features import FeatureSource
from .grid import Area, AreaMask, Window
from .labels import map_dtype
from .model import Model
from .output import RasterSpec, RasterWriter
from .parallel import ordered_map
from .patches import dissolve_small, unit_margin
from .posterior import NO_DOMAIN, Classifier, MapSettings
from .progress import Progress, Stage
from .raster import CodeReader, RasterSource

__all__ = ["MapPaths", "MapSettings", "MapSummary", "classify"]

TILE = 256
NO_PERCENT = 255


@dataclass(frozen=True)
class MapPaths:
    """Rasters to write; None leaves one out."""

    output: str
    confidence: str | None = None
    probabilities: str | None = None
    applicability: str | None = None


@dataclass(frozen=True)
class MapSummary:
    """What was mapped: pixels per class position int64 (class,), and the window of the grid."""

    counts: np.ndarray
    window: Window
    prior_weight: float


@dataclass(frozen=True)
class _Tile:
    """Results for one tile; arrays (row, col) or (class, row, col)."""

    labels: np.ndarray
    confidence: np.ndarray
    probabilities: np.ndarray | None
    dissimilarity: np.ndarray | None


def classify(
    model: Model,
    features: FeatureSource,
    paths: MapPaths,
    *,
    area: Area | None,
    coarse: CoarseMap | None,
    settings: MapSettings,
    progress: Progress,
) -> MapSummary:
    """Write the fine map and the rasters that go with it.

    The rasters cover the smallest window of the features' grid around ``area``; pixels outside
    the polygons, or without data in some feature, have no data.

    Args:
        model: the trained model.
        features: computed or read; matched to the model by name.
        paths: what to write.
        area: polygons to map; None maps everything.
        coarse: the coarse map, used as prior when the weight is above 0.
        settings: prior, smoothing, minimum mapping unit.
        progress: told of each tile, may cancel.

    Raises:
        ModelError: features are missing.
        GridError: the polygons lie off the features.
        InputError: no pixel can be mapped, or a raster cannot be written.
        Cancelled: nothing is left behind then.
    """
    classifier = Classifier(model, features, coarse=coarse, settings=settings)
    mask = area.on(features.grid) if area else None
    frame = mask.window if mask else features.grid.window
    unit = settings.min_mapping_unit
    share = 0.9 if unit > 1 else 1.0
    with ExitStack() as stack:
        writers = _open_writers(stack, model, features, paths, frame)
        work = _tile_work(classifier, mask, paths, progress)
        tiles = list(features.grid.tiles(TILE, within=frame))
        counts = _write_tiles(work, tiles, writers, model, Stage(progress, 0.0, share))
        if not counts.any():
            where = f"inside {area.name}" if area else "of the image"
            raise InputError(
                f"No pixel {where} has data in every feature; nothing can be mapped there."
            )
        if unit > 1:
            counts = _dissolve(writers["output"], model, settings, Stage(progress, share, 1.0))
    return MapSummary(counts, frame, classifier.weight)


def _write_tiles(
    work: Callable[[Window], _Tile],
    tiles: list[Window],
    writers: dict[str, RasterWriter],
    model: Model,
    progress: Progress,
) -> np.ndarray:
    """Write the tiles of a frame; return the pixels of each class, int64 (class,)."""
    counts = np.zeros(len(model.class_legend), np.int64)
    # closing waits for the threads that still read, before anybody closes their files
    with closing(ordered_map(work, tiles, progress=progress)) as results:
        for done, result in enumerate(results):
            _write_tile(writers, _shift(tiles[done], tiles[0]), result, model)
            counts += np.bincount(result.labels[result.labels >= 0], minlength=counts.size)
            progress.set((done + 1) / len(tiles))
    return counts


def _tile_work(
    classifier: Classifier, mask: AreaMask | None, paths: MapPaths, progress: Progress
) -> Callable[[Window], _Tile]:
    def work(tile: Window) -> _Tile:
        wanted = np.ones((tile.height, tile.width), bool) if mask is None else mask.read(tile)
        if not wanted.any():
            return _empty_tile(classifier, tile, paths)
        found, known, unlike = classifier.probabilities(
            tile, progress=progress, dissimilarity=paths.applicability is not None
        )
        known &= wanted
        best = found.argmax(axis=0)
        top = np.take_along_axis(found, best[None], axis=0)[0]
        labels = np.where(known, best, -1).astype(np.int16)
        percent = np.where(known, np.rint(top * 100), NO_PERCENT).astype(np.uint8)
        probabilities = None
        if paths.probabilities is not None:
            probabilities = np.where(known, found, np.nan).astype(np.float32)
        if unlike is not None:
            unlike = np.where(known, unlike, np.nan)
        return _Tile(labels, percent, probabilities, unlike)

    return work


def _empty_tile(classifier: Classifier, tile: Window, paths: MapPaths) -> _Tile:
    shape = (tile.height, tile.width)
    missing = np.full(shape, np.nan, np.float32)
    classes = len(classifier.legend)
    return _Tile(
        np.full(shape, -1, np.int16),
        np.full(shape, NO_PERCENT, np.uint8),
        np.repeat(missing[None], classes, axis=0) if paths.probabilities else None,
        missing if paths.applicability else None,
    )


def _shift(tile: Window, frame: Window) -> Window:
    return Window(tile.row - frame.row, tile.col - frame.col, tile.height, tile.width)


def _open_writers(
    stack: ExitStack, model: Model, features: FeatureSource, paths: MapPaths, frame: Window
) -> dict[str, RasterWriter]:
    grid = features.grid.crop(frame)
    legend = model.class_legend
    dtype, nodata = map_dtype(legend)
    nan = float("nan")
    percent = ("probability of the mapped class, percent",)
    specs = {
        "output": RasterSpec(grid, dtype, nodata, ("class",), legend=legend),
        "confidence": RasterSpec(grid, "uint8", NO_PERCENT, percent),
        "probabilities": RasterSpec(grid, "float32", nan, legend.names),
    }
    if paths.applicability:
        if model.domain is None:
            raise ModelError(NO_DOMAIN)
        specs["applicability"] = RasterSpec(
            grid, "float32", nan, ("dissimilarity to the training samples",),
            tags={"AOA_THRESHOLD": repr(float(model.domain.threshold))},
        )  # fmt: skip
    wanted = {name: path for name, path in vars(paths).items() if path}
    return {
        name: stack.enter_context(RasterWriter(path, specs[name])) for name, path in wanted.items()
    }


def _write_tile(writers: dict[str, RasterWriter], place: Window, tile: _Tile, model: Model) -> None:
    writers["output"].write(place, _to_codes(tile.labels, model, writers["output"].spec.nodata))
    for name, values in (
        ("confidence", tile.confidence),
        ("probabilities", tile.probabilities),
        ("applicability", tile.dissimilarity),
    ):
        if name in writers and values is not None:
            writers[name].write(place, values)


def _to_codes(labels: np.ndarray, model: Model, nodata: float) -> np.ndarray:
    codes = np.append(model.class_legend.codes, int(nodata))  # position -1 is the last
    return codes[labels]


def _dissolve(
    writer: RasterWriter, model: Model, settings: MapSettings, progress: Progress
) -> np.ndarray:
    """Replace the map being written by one without small patches; return pixels per class."""
    unit = settings.min_mapping_unit
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
                writer.write(tiles[done], _to_codes(labels, model, writer.spec.nodata))
                progress.set((done + 1) / len(tiles))
    return counts
