"""The map: features to forest to prior to smoothing to class, tile by tile."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np

from .coarse import CoarseMap, CoarseOnFine
from .errors import GridError, InputError
from .features import FeatureSource
from .focal import convolve_inside, gaussian_kernel
from .grid import Area, AreaMask, Window
from .labels import map_dtype
from .model import Model
from .output import RasterSpec, RasterWriter
from .parallel import ordered_map
from .patches import check_unit, dissolve_small, unit_margin
from .prior import DEFAULT_PRIOR_WEIGHT, class_columns, combine, local_shares
from .progress import Progress, Stage, check
from .raster import CodeReader, RasterSource

TILE = 256
NO_PERCENT = 255
_MAX_SMOOTHING = 10.0


@dataclass(frozen=True)
class MapSettings:
    """How to classify.

    Attributes:
        prior_weight: exponent of the coarse map's local shares, 0..2; None means the default.
        smoothing: standard deviation of the Gaussian on probabilities, in pixels; 0 = none.
        min_mapping_unit: smallest patch kept, in pixels; 0 = all.
    """

    prior_weight: float | None = None
    smoothing: float = 1.0
    min_mapping_unit: int = 0

    def __post_init__(self) -> None:
        weight = self.prior_weight
        if weight is not None and not 0 <= weight <= 2:
            raise InputError(f"PRIOR_WEIGHT: {weight:g} is not between 0 and 2.")
        if not 0 <= self.smoothing <= _MAX_SMOOTHING:
            raise InputError(
                f"SMOOTHING: {self.smoothing:g} pixels is not between 0 and {_MAX_SMOOTHING:g}."
            )
        check_unit(self.min_mapping_unit)

    @property
    def weight(self) -> float:
        """The prior weight in force."""
        return DEFAULT_PRIOR_WEIGHT if self.prior_weight is None else self.prior_weight


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


class Classifier:
    """Class probabilities of any window of the features."""

    def __init__(
        self,
        model: Model,
        features: FeatureSource,
        *,
        coarse: CoarseMap | None,
        settings: MapSettings,
    ) -> None:
        """Match features to the model by name.

        Raises:
            ModelError: the features lack one the model was trained on.
        """
        self.model, self.features, self.settings = model, features, settings
        self.columns = np.asarray(model.check_features(features.names), np.int64)
        self.weight = settings.weight if coarse is not None else 0.0
        self._fine = CoarseOnFine(coarse, features.grid) if coarse is not None else None
        self._prior_columns = class_columns(coarse.legend, model.legend) if coarse else None
        self._kernel = gaussian_kernel(settings.smoothing) if settings.smoothing > 0 else None

    def probabilities(
        self, window: Window, *, progress: Progress, dissimilarity: bool = False
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        """Return the probabilities of a window inside the features' frame.

        Returns:
            float64 (class, row, col), 0 where there are no data; bool (row, col), True where
            there are; and the dissimilarity to the training samples, float32 (row, col).
        """
        margin = self._kernel.size // 2 if self._kernel is not None else 0
        wide = window.expand(margin)
        frame = wide.intersect(self.features.grid.window)
        if frame is None:
            raise GridError("The tile lies outside the features.")
        stack = self.features.read(frame)[self.columns]
        valid = np.isfinite(stack).all(axis=0)
        table = np.ascontiguousarray(stack[:, valid].T)
        shares = self._forest(table, frame, valid, progress)
        inner = window.inside(frame)
        unlike = None
        if dissimilarity:
            unlike = np.full(valid.shape, np.nan, np.float32)
            unlike[valid] = self._dissimilarity(table, progress)
            unlike = unlike[inner]
        full = np.zeros((len(self.model.legend), wide.height, wide.width))
        rows, cols = frame.inside(wide)
        part = np.zeros((shares.shape[1], *valid.shape))
        part[:, valid] = shares.T
        full[:, rows, cols] = part
        smooth = self._smooth(full, window)
        known = valid[inner]
        smooth[:, ~known] = 0
        return smooth, known, unlike

    def _forest(
        self, table: np.ndarray, frame: Window, valid: np.ndarray, progress: Progress
    ) -> np.ndarray:
        if not table.shape[0]:
            return np.zeros((0, len(self.model.legend)))
        found = self.model.forest.predict_proba(table, check=lambda: check(progress))
        if self._fine is None or self.weight == 0:
            return found
        local = local_shares(
            self._fine.coarse,
            self._fine.positions(frame),
            columns=self._prior_columns,
            n_classes=len(self.model.legend),
        )
        return combine(
            found,
            local[:, valid].T,
            training_shares=self.model.training_shares,
            weight=self.weight,
        )

    def _dissimilarity(self, table: np.ndarray, progress: Progress) -> np.ndarray:
        parts = []
        for start in range(0, table.shape[0], 4096):
            check(progress)
            parts.append(self.model.domain.dissimilarity(table[start : start + 4096]))
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _smooth(self, wide: np.ndarray, window: Window) -> np.ndarray:
        """Average probabilities over known neighbours; pixels without data have none to give."""
        if self._kernel is None:
            return wide
        smooth = convolve_inside(wide, self._kernel)
        total = smooth.sum(axis=0)
        return smooth / np.where(total > 0, total, 1.0)


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
    tiles = list(features.grid.tiles(TILE, within=frame))
    work = _tile_work(classifier, mask, paths, progress)
    unit = settings.min_mapping_unit
    counts = np.zeros(len(model.legend), np.int64)
    with ExitStack() as stack:
        writers = _open_writers(stack, model, features, paths, frame)
        share = 0.9 if unit > 1 else 1.0
        for done, result in enumerate(ordered_map(work, tiles, progress=progress)):
            place = _shift(tiles[done], frame)
            _write_tile(writers, place, result, model)
            counts += np.bincount(result.labels[result.labels >= 0], minlength=counts.size)
            progress.set(share * (done + 1) / len(tiles))
        if not counts.any():
            where = f"inside {area.name}" if area else "of the image"
            raise InputError(
                f"No pixel {where} has data in every feature; nothing can be mapped there."
            )
        if unit > 1:
            last = Stage(progress, share, 1.0)
            counts = _dissolve(writers["output"], model, settings, last)
    return MapSummary(counts, frame, classifier.weight)


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
    classes = len(classifier.model.legend)
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
    dtype, nodata = map_dtype(model.legend)
    nan = float("nan")
    names = model.legend.names
    specs = {
        "output": RasterSpec(grid, dtype, nodata, ("class",), legend=model.legend),
        "confidence": RasterSpec(
            grid, "uint8", NO_PERCENT, ("probability of the mapped class, percent",)
        ),
        "probabilities": RasterSpec(grid, "float32", nan, tuple(names)),
        "applicability": RasterSpec(
            grid,
            "float32",
            nan,
            ("dissimilarity to the training samples",),
            tags={"AOA_THRESHOLD": repr(float(model.domain.threshold))},
        ),
    }
    wanted = {name: path for name, path in vars(paths).items() if path}
    return {
        name: stack.enter_context(RasterWriter(path, specs[name])) for name, path in wanted.items()
    }


def _write_tile(
    writers: dict[str, RasterWriter], place: Window, tile: _Tile, model: Model
) -> None:
    writers["output"].write(place, _to_codes(tile.labels, model, writers["output"].spec.nodata))
    for name, values in (
        ("confidence", tile.confidence),
        ("probabilities", tile.probabilities),
        ("applicability", tile.dissimilarity),
    ):
        if name in writers and values is not None:
            writers[name].write(place, values)


def _to_codes(labels: np.ndarray, model: Model, nodata: float) -> np.ndarray:
    codes = np.append(model.legend.codes, int(nodata))  # position -1 is the last
    return codes[labels]


def _dissolve(
    writer: RasterWriter, model: Model, settings: MapSettings, progress: Progress
) -> np.ndarray:
    """Replace the map being written by one without small patches; return pixels per class."""
    unit = settings.min_mapping_unit
    counts = np.zeros(len(model.legend), np.int64)
    with writer.rewritten() as source, CodeReader(RasterSource(str(source), name="map")) as reader:
        tiles = list(reader.grid.tiles(max(512, 4 * unit)))

        def work(tile: Window) -> np.ndarray:
            wide = tile.expand(unit_margin(unit))
            labels = model.legend.index_of(reader.read(wide)).astype(np.int16)
            return dissolve_small(labels, pixels=unit)[tile.inside(wide)]

        for done, labels in enumerate(ordered_map(work, tiles, progress=progress)):
            counts += np.bincount(labels[labels >= 0], minlength=counts.size)
            writer.write(tiles[done], _to_codes(labels, model, writer.spec.nodata))
            progress.set((done + 1) / len(tiles))
    return counts

