"""Where a model may be trusted: the dissimilarity of pixels to the training samples."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from ..errors import InputError, ModelError

MAX_POINTS = 2000
_ROWS = 500


@dataclass(frozen=True, eq=False)
class TrainingDomain:
    """The training samples in weighted feature space; checked on creation, read-only.

    ``means``, ``scales`` and ``weights`` are float64 (feature,): a feature becomes
    (value - mean) / scale * weight. ``points`` float64 (point, feature) are training samples so
    transformed. ``mean_distance`` is their mean distance from each other; ``threshold`` the
    dissimilarity above which a pixel is unlike anything the model was tested on.

    Raises:
        ModelError: the arrays do not describe a domain.
    """

    means: np.ndarray
    scales: np.ndarray
    weights: np.ndarray
    points: np.ndarray
    mean_distance: float
    threshold: float

    def __post_init__(self) -> None:
        """Refuse what a damaged file may hold."""
        width = np.shape(self.points)[-1:]
        for name, axes in (("means", 1), ("scales", 1), ("weights", 1), ("points", 2)):
            array = getattr(self, name)
            if not isinstance(array, np.ndarray) or array.dtype != np.float64 or array.ndim != axes:
                raise ModelError(
                    f"The training domain's {name} are not {axes}-dimensional float64."
                )
            if array.shape[-1:] != width or array.size == 0 or not np.isfinite(array).all():
                raise ModelError(f"The training domain's {name} are not finite or do not fit.")
            array = np.ascontiguousarray(array).view()
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        for name in ("mean_distance", "threshold"):
            value = getattr(self, name)
            if not isinstance(value, float) or not np.isfinite(value) or value < 0:
                raise ModelError(f"The training domain's {name} is {value!r}.")
        weighed = (self.weights >= 0).all() and self.weights.any()
        if (self.scales <= 0).any() or not weighed or self.mean_distance == 0:
            raise ModelError("The training domain has a scale, weight or distance out of range.")

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to other workers without the search tree."""
        return TrainingDomain, tuple(getattr(self, field.name) for field in fields(self))

    @classmethod
    def fit(
        cls,
        features: np.ndarray,
        importances: np.ndarray,
        *,
        blocks: np.ndarray | None = None,
        seed: int = 0,
    ) -> TrainingDomain:
        """Describe the training samples and find the threshold of dissimilarity.

        The threshold is the upper whisker Q3 + 1.5 IQR, no more than the maximum, of each
        sample's distance to the nearest sample of another block, over the mean distance. At most
        2000 samples, drawn by seed, stand for all, in the threshold as in later use.

        Args:
            features: float32 or float64 (sample, feature), finite.
            importances: weight of each feature, >= 0 (feature,); all 0 weigh alike. A feature
                constant over the samples counts nothing.
            blocks: fold or block of each sample, integers; None lets any other sample be nearest.
            seed: of the draw.

        Raises:
            InputError: the table is malformed, all samples are equal, or all lie in one block.

        Reference:
            Meyer, Pebesma (2021), Predicting into unknown space? Estimating the area of
            applicability of spatial prediction models. https://doi.org/10.1111/2041-210X.13650
        """
        features, importances = _fit_table(features, importances, blocks)
        means, spread = features.mean(axis=0), features.std(axis=0, ddof=1)
        # rounding leaves a constant feature a spread of about 1e-16 of its size
        varies = spread > 1e-12 * np.abs(means)
        scales = np.where(varies, spread, 1.0)
        weights = np.where(varies, importances, 0.0)
        if not weights.any():
            weights = varies.astype(np.float64)
        groups = np.arange(len(features)) if blocks is None else np.asarray(blocks)
        chosen = _draw(groups, seed=seed)
        points = (features[chosen] - means) / scales * weights
        mean_distance, nearest = _distances(points, groups[chosen])
        if not mean_distance > 0:
            raise InputError(
                "All training samples have the same feature values; draw samples from a larger "
                "area or add features."
            )
        return cls(means, scales, weights, points, mean_distance, _whisker(nearest / mean_distance))

    def dissimilarity(self, features: np.ndarray) -> np.ndarray:
        """Distance of each row to the nearest training sample, in mean training distances.

        Args:
            features: float32 (row, feature); safe to call from many threads.

        Returns:
            float32 (row,), >= 0; NaN where a feature is not finite.

        Raises:
            InputError: another number of features.
        """
        features = np.asarray(features)
        if features.ndim != 2 or features.shape[1] != len(self.means):
            raise InputError(
                f"The feature table has shape {features.shape}; the training domain needs "
                f"{len(self.means)} columns."
            )
        result = np.full(len(features), np.nan, dtype=np.float32)
        finite = np.isfinite(features).all(axis=1)
        places = (features[finite].astype(np.float64) - self.means) / self.scales * self.weights
        distances, _ = self._tree.query(places[:, self.weights > 0])
        result[finite] = distances / self.mean_distance
        return result

    @cached_property
    def _tree(self) -> cKDTree:
        # two threads may both build it at first use: the trees are equal, one is dropped
        return cKDTree(self.points[:, self.weights > 0])


def _fit_table(
    features: np.ndarray, importances: np.ndarray, blocks: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    features = np.asarray(features, dtype=np.float64)
    importances = np.asarray(importances, dtype=np.float64)
    if features.ndim != 2 or len(features) < 2 or not np.isfinite(features).all():
        raise InputError(
            f"The training table of shape {features.shape} needs at least two samples and finite "
            "values only."
        )
    if importances.shape != features.shape[1:] or not (importances >= 0).all():
        raise InputError(
            f"{importances.size} importances do not fit {features.shape[1]} features; give one "
            "number from 0 each."
        )
    if blocks is not None and np.shape(blocks) != features.shape[:1]:
        raise InputError(f"{np.size(blocks)} blocks do not fit {len(features)} samples.")
    return features, importances


def _draw(groups: np.ndarray, *, seed: int) -> np.ndarray:
    """Indices of at most ``MAX_POINTS`` samples, rising, of two groups where there are two."""
    if len(groups) <= MAX_POINTS:
        return np.arange(len(groups))
    order = np.random.default_rng(seed).permutation(len(groups))
    chosen = order[:MAX_POINTS]
    others = order[groups[order] != groups[order[0]]]
    if (groups[chosen] == groups[order[0]]).all() and len(others):
        chosen[-1] = others[0]
    return np.sort(chosen)


def _distances(points: np.ndarray, groups: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean distance of all pairs, and each point's distance to the nearest of another group."""
    total, nearest = 0.0, np.empty(len(points))
    for start in range(0, len(points), _ROWS):
        rows = slice(start, start + _ROWS)
        distances = cdist(points[rows], points)
        total += distances.sum()
        distances[groups[rows, None] == groups] = np.inf
        nearest[rows] = distances.min(axis=1)
    if np.isinf(nearest).any():
        raise InputError(
            "All training samples lie in one block; use smaller blocks or draw samples from a "
            "larger area."
        )
    return float(total / (len(points) * (len(points) - 1))), nearest


def _whisker(values: np.ndarray) -> float:
    low, high = np.quantile(values, [0.25, 0.75])
    return float(min(high + 1.5 * (high - low), values.max()))
