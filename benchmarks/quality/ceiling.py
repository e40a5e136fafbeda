"""What a forest reaches with the same features when it learns from the fine truth itself."""

from __future__ import annotations

from contextlib import closing

import numpy as np

from ...core.features.features import FeatureStack
from ...core.learning.forest import ForestSettings, TrainedForest, fit_forest
from ...core.learning.sampling import extract_features
from ...core.learning.validation import block_folds
from ...core.parallel import ordered_map
from ...core.progress import Silent
from ...core.rasters.grid import Window
from ...core.rasters.raster import raster_environment
from .coarse_maps import NO_CLASS, copy_to_pixels
from .methods import Task, default_settings

SAMPLES = 20_000
BLOCK_CELLS = 3  # coarse cells along one side of a block that stays together
_TILE = 256


def forest_on_truth(task: Task) -> np.ndarray:
    """Map every labelled pixel by one of two forests trained on the truth, the one that has not
    seen its block.

    Returns:
        class codes, int32 (row, col); -1 where nothing is labelled or a feature has no data.

    Raises:
        ValueError: the task holds no truth.
    """
    if task.truth is None:
        raise ValueError("The ceiling needs the fine truth.")
    truth, side = task.truth, BLOCK_CELLS * task.scene.factor
    folds = pixel_folds(truth, side=side, seed=task.seed)
    settings = default_settings(task.scene, task.seed).features
    with (
        raster_environment(),
        closing(FeatureStack(task.scene.sources, settings, progress=Silent())) as stack,
    ):
        forests = [_train(stack, truth, (folds >= 0) & (folds != k), task.seed) for k in (0, 1)]
        return _predict(stack, forests, folds)


def pixel_folds(truth: np.ndarray, *, side: int, seed: int) -> np.ndarray:
    """Deal the labelled pixels into two halves by whole blocks, each class spread over both.

    Args:
        truth: class codes, int32 (row, col); -1 = not labelled.
        side: pixels along one side of a block.
        seed: decides between equal blocks.

    Returns:
        int8 (row, col): 0, 1, or -1 where nothing is labelled.
    """
    rows, cols = (-(-length // side) for length in truth.shape)
    numbers = np.arange(rows * cols).reshape(rows, cols)
    blocks = copy_to_pixels(numbers, factor=side, shape=truth.shape)
    labelled = truth != NO_CLASS
    result = np.full(truth.shape, -1, np.int8)
    result[labelled] = block_folds(
        blocks[labelled], folds=2, seed=seed, labels=truth[labelled].astype(np.int64)
    )
    return result


def _train(stack: FeatureStack, truth: np.ndarray, allowed: np.ndarray, seed: int) -> TrainedForest:
    pixels = np.flatnonzero(allowed)
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.choice(pixels, size=min(SAMPLES, pixels.size), replace=False))
    rows, cols = np.divmod(chosen, truth.shape[1])
    table = extract_features(stack, rows, cols, progress=Silent())
    usable = np.isfinite(table).all(axis=1)
    labels = truth.ravel()[chosen][usable].astype(np.int64)
    settings = ForestSettings(trees=100, min_leaf=1, seed=seed)
    return fit_forest(table[usable], labels, settings=settings, out_of_bag=False)


def _predict(stack: FeatureStack, forests: list[TrainedForest], folds: np.ndarray) -> np.ndarray:
    result = np.full(folds.shape, NO_CLASS, np.int32)
    tiles = list(stack.grid.tiles(_TILE))

    def work(tile: Window) -> np.ndarray:
        values, part = stack.read(tile), folds[tile.inside(stack.grid.window)]
        codes = np.full(part.shape, NO_CLASS, np.int32)
        known = np.isfinite(values).all(axis=0)
        for fold, trained in enumerate(forests):
            here = known & (part == fold)
            if here.any():
                codes[here] = trained.classes[trained.forest.predict(values[:, here].T)]
        return codes

    for tile, codes in zip(tiles, ordered_map(work, tiles, progress=Silent())):
        result[tile.inside(stack.grid.window)] = codes
    return result
