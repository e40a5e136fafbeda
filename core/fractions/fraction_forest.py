"""Training a random forest on the shares of classes, with scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import RandomForestRegressor

from ..errors import InputError
from ..learning.forest import Forest, ForestSettings
from ..learning.growing import grow_in_steps
from ..parallel import thread_count, threads_only
from ..progress import Progress, Silent, Stage
from .leaf_medians import median_leaves

_SUM_TOLERANCE = 1e-6
_LEAF = -1
_GROWING = 0.8  # of the time; the rest finds medians


@dataclass(frozen=True, eq=False)
class GrownForest:
    """A forest, and what each feature counted in it: float64 (feature,), sum 1 or all 0."""

    forest: Forest
    importances: np.ndarray


def fit_fraction_forest(
    features: np.ndarray,
    shares: np.ndarray,
    *,
    settings: ForestSettings,
    progress: Progress | None = None,
    medians: bool = True,
) -> Forest:
    """Return what ``grow_fraction_forest`` grows, without the importances."""
    return grow_fraction_forest(
        features, shares, settings=settings, progress=progress, medians=medians
    ).forest


def grow_fraction_forest(
    features: np.ndarray,
    shares: np.ndarray,
    *,
    settings: ForestSettings,
    progress: Progress | None = None,
    medians: bool = True,
) -> GrownForest:
    """Grow a forest whose leaves hold the median shares of their samples, a few trees at a time.

    One tree predicts all classes, splitting where their summed variance falls most. A leaf is a
    composition, as is the mean over the trees: shares need no correction to be 0 or more and to
    sum to 1. The trees are those of scikit-learn's plain ``RandomForestRegressor.fit`` of the same
    seed, whatever the threads; with means in their leaves they predict the same as well.

    Args:
        features: float32 (sample, feature), finite.
        shares: float64 (sample, class), each >= 0, rows sum to 1.
        settings: trees, leaf size and seed.
        progress: told the share of work done, and asked for cancellation between steps.
        medians: False leaves the means in the leaves, which are fairer to the areas of classes
            and err more; see ``median_leaves``.

    Raises:
        InputError: the table is malformed or not finite, the shares are none, or fewer than two
            classes have any.
        Cancelled: ``progress`` asked to stop.

    Reference:
        Segal, Xiao (2011), Multivariate random forests. https://doi.org/10.1002/widm.12
    """
    features, shares = _checked(features, shares)
    progress = progress or Silent()
    regressor = RandomForestRegressor(
        n_estimators=settings.trees,
        min_samples_leaf=settings.min_leaf,
        max_features=settings.max_features,
        random_state=settings.seed,
        n_jobs=thread_count(),
        warm_start=True,
    )
    growing = Stage(progress, 0.0, _GROWING if medians else 1.0)
    with threads_only():
        grow_in_steps(regressor, features, shares, progress=growing)
        importances = np.asarray(regressor.feature_importances_, dtype=np.float64)
    forest = _plain(regressor)
    if medians:
        rest = Stage(progress, _GROWING, 1.0)
        forest = median_leaves(forest, features, shares, progress=rest)
    return GrownForest(forest, importances)


def _checked(features: np.ndarray, shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes inf and is refused
        features = np.ascontiguousarray(features, dtype=np.float32)
    shares = np.ascontiguousarray(shares, dtype=np.float64)
    if features.ndim != 2 or features.shape[1] == 0:
        raise InputError(f"The feature table has shape {features.shape}; give samples by features.")
    if shares.ndim != 2 or len(shares) != len(features):
        raise InputError(
            f"The shares have shape {shares.shape} for {len(features)} samples; give samples by "
            "classes."
        )
    bad = ~np.isfinite(features).all(axis=0)
    if bad.any():
        raise InputError(
            f"Feature column {int(bad.argmax()) + 1} of the samples has NaN or infinite values; "
            "leave out samples in nodata areas."
        )
    with np.errstate(invalid="ignore"):
        good = (shares >= 0).all(axis=1) & (np.abs(shares.sum(axis=1) - 1) <= _SUM_TOLERANCE)
    if not good.all():
        row = int((~good).argmax())
        raise InputError(
            f"The shares of sample {row + 1} are not 0 or more with sum 1; leave out samples "
            "without labels."
        )
    present = int((shares > 0).any(axis=0).sum())
    if present < 2:
        raise InputError(
            f"The samples hold {present} class{'' if present == 1 else 'es'}; a forest of shares "
            "needs at least two, so draw samples from a larger area or check the labels."
        )
    return features, shares


def _plain(regressor: RandomForestRegressor) -> Forest:
    """Copy the trees of a regressor of several outputs."""
    trees = [estimator.tree_ for estimator in regressor.estimators_]
    left = np.concatenate([tree.children_left for tree in trees]).astype(np.int32)
    inner = left != _LEAF
    feature = np.concatenate([tree.feature for tree in trees])
    threshold = np.concatenate([tree.threshold for tree in trees])
    values = [tree.value[tree.children_left == _LEAF, :, 0] for tree in trees]
    return Forest(
        feature=np.where(inner, feature, _LEAF).astype(np.int32),
        threshold=np.where(inner, threshold, 0.0),
        left=left,
        right=np.concatenate([tree.children_right for tree in trees]).astype(np.int32),
        values=np.ascontiguousarray(np.concatenate(values), dtype=np.float64),
        tree_starts=np.cumsum([0] + [tree.node_count for tree in trees], dtype=np.int64),
        n_features=int(regressor.n_features_in_),
    )
