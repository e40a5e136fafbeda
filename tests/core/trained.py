"""The coarse map of the scene, and a model of its classes that is trained in a moment."""

from __future__ import annotations

import numpy as np
from finecover.core.cells.coarse import CoarseMap
from finecover.core.learning.model import Model
from finecover.core.learning.training import TrainingSet, TrainingSettings, train
from finecover.core.legends.labels import LabelRule
from finecover.core.legends.legend import generic
from finecover.core.progress import Silent
from scene import CODES, ArrayFeatures, Scene, coarse_map


def coarse_of(scene: Scene) -> CoarseMap:
    """Return the coarse map of a scene."""
    return coarse_map(LabelRule(generic(np.array(CODES))).positions(scene.coarse.astype(np.int32)))


def train_on(scene: Scene, features: ArrayFeatures, *, trees: int) -> Model:
    """Return a model of the true classes of every eleventh pixel."""
    rows, cols = np.divmod(np.arange(0, scene.truth.size, 11), scene.truth.shape[1])
    samples = TrainingSet(
        features=features.values[:, rows, cols].T.copy(),
        codes=scene.truth[rows, cols].astype(np.int64),
        blocks=(rows // 24) * 4 + cols // 24,
        legend=generic(np.array(CODES)),
    )
    settings = TrainingSettings(trees=trees, clean=False)
    return train(samples, features, settings=settings, progress=Silent()).model
