"""How far the confidence of the default map keeps its word, before and after calibration."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

import numpy as np

from ...core.cells.coarse import CoarseMap
from ...core.features.features import FeatureSource
from ...core.learning.model import Model
from ...core.learning.reliability import reliability
from ...core.mapping.posterior import Classifier, MapSettings
from ...core.parallel import ordered_map
from ...core.progress import Silent
from ...core.rasters.grid import Window
from .coarse_maps import NO_CLASS

_TILE = 256


@dataclass(frozen=True)
class ConfidenceErrors:
    """Confidence of the map against the truth; expected calibration errors are 0..1.

    Attributes:
        raw_error: of the probabilities as prior and smoothing leave them.
        error: of the calibrated ones, which the map carries.
        raw_mean, mean: mean confidence of either.
        agreement: share of the pixels whose class is the reference's.
    """

    raw_error: float
    error: float
    raw_mean: float
    mean: float
    agreement: float


def confidence_errors(
    model: Model,
    features: FeatureSource,
    prior: CoarseMap,
    settings: MapSettings,
    reference: np.ndarray,
) -> ConfidenceErrors:
    """Map with the settings and compare confidence with the reference where it is labelled.

    Pixels of a class the model does not know are left out: no confidence is told of that class.

    Args:
        model: the trained model.
        features: as ``classify`` reads them.
        prior: the coarse map as ``classify`` uses it.
        settings: of the map.
        reference: class codes, int32 (row, col); -1 = not labelled.
    """
    classifier = Classifier(model, features, coarse=prior, settings=settings)
    codes = model.class_legend.codes
    positions = np.where(np.isin(reference, codes), np.searchsorted(codes, reference), NO_CLASS)

    def work(tile: Window) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        found, labels, _ = classifier.probabilities(tile, progress=Silent())
        wanted = positions[tile.inside(features.grid.window)]
        known = (labels >= 0) & (wanted >= 0)
        after = classifier.calibrated(found)
        return found[:, known].T, after[:, known].T, wanted[known]

    tiles = list(features.grid.tiles(_TILE))
    with closing(ordered_map(work, tiles, progress=Silent())) as results:
        before, after, labels = (np.concatenate(part) for part in zip(*results))
    raw, told = reliability(before, labels), reliability(after, labels)
    return ConfidenceErrors(
        raw.calibration_error, told.calibration_error,
        raw.mean_confidence, told.mean_confidence, told.mean_agreement,
    )  # fmt: skip
