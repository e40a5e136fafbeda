"""Training a random forest with scikit-learn."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from ..errors import InputError
from ..parallel import thread_count, threads_only
from ..progress import Progress, Silent
from .forest_arrays import Forest
from .growing import grow_in_steps

__all__ = ["Forest", "ForestSettings", "TrainedForest", "fit_forest"]

MOST_PER_TREE = 100_000  # samples; each tree draws its own, so that a forest sees more


@dataclass(frozen=True)
class ForestSettings:
    """What the user may choose about a forest; checked on creation.

    ``min_leaf`` is the least number of training samples in a leaf; ``max_features`` the number
    of features tried at each split, "sqrt" or "log2" of all.

    Raises:
        InputError: a value is out of range.
    """

    trees: int = 100
    min_leaf: int = 3
    max_features: str = "sqrt"
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what scikit-learn would refuse later and less clearly."""
        for name, low, high in (
            ("trees", 1, 100_000),
            ("min_leaf", 1, 10**9),
            ("seed", 0, 2**32 - 1),
        ):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
                raise InputError(f"{name} is {value!r}; give a whole number.")
            if not low <= value <= high:
                raise InputError(f"{name} is {value}; choose a number from {low} to {high}.")
            object.__setattr__(self, name, int(value))  # NumPy integers do not go into JSON
        if self.max_features not in ("sqrt", "log2"):
            raise InputError(f'max_features is {self.max_features!r}; choose "sqrt" or "log2".')


@dataclass(frozen=True, eq=False)
class TrainedForest:
    """A forest and what training told about it.

    ``classes`` int64 (class,) holds the label each column stands for, ascending.
    ``oob_probabilities`` float64 (sample, class) come from the trees that have not seen the
    sample, NaN where every tree has; ``importances`` float64 (feature,) sum to 1, or are all 0.
    """

    forest: Forest
    classes: np.ndarray
    oob_probabilities: np.ndarray
    importances: np.ndarray


def fit_forest(
    features: np.ndarray,
    labels: np.ndarray,
    *,
    settings: ForestSettings,
    progress: Progress | None = None,
    out_of_bag: bool = True,
) -> TrainedForest:
    """Grow a random forest on threads, a few trees at a time.

    The result equals scikit-learn's plain ``RandomForestClassifier.fit`` of the same seed, with
    ``max_samples`` 100 000 where there are more samples, and does not depend on the number of
    threads. When the user cancels, nobody waits for the trees that are being grown.

    Args:
        features: float32 (sample, feature), finite.
        labels: class index or code of each sample, any integers.
        settings: trees, leaf size and seed.
        progress: told the share of trees grown, and asked for cancellation between steps.
        out_of_bag: False saves the time of ``oob_probabilities``, which are then all NaN.

    Raises:
        InputError: the table is malformed, not finite, or has fewer than two classes.
        Cancelled: ``progress`` asked to stop.
    """
    features, labels = _training_table(features, labels)
    progress = progress or Silent()
    classifier = RandomForestClassifier(
        n_estimators=settings.trees,
        min_samples_leaf=settings.min_leaf,
        max_features=settings.max_features,
        random_state=settings.seed,
        n_jobs=thread_count(),
        warm_start=True,
        max_samples=MOST_PER_TREE if len(labels) > MOST_PER_TREE else None,
        oob_score=out_of_bag,
    )
    with threads_only(), warnings.catch_warnings():  # samples never out of bag become NaN below
        warnings.filterwarnings("ignore", message="Some inputs do not have OOB scores")
        grow_in_steps(classifier, features, labels, progress=progress)
        importances = classifier.feature_importances_
    return TrainedForest(
        forest=Forest.from_sklearn(classifier),
        classes=classifier.classes_.astype(np.int64),
        oob_probabilities=_oob_probabilities(classifier, len(labels)),
        importances=np.asarray(importances, dtype=np.float64),
    )


def _training_table(features: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    labels = np.asarray(labels)
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes inf and is refused
        features = np.ascontiguousarray(features, dtype=np.float32)
    if features.ndim != 2 or features.shape[1] == 0:
        raise InputError(f"The feature table has shape {features.shape}; give samples by features.")
    if labels.shape != features.shape[:1] or not np.issubdtype(labels.dtype, np.integer):
        raise InputError(
            f"The labels are {labels.dtype} {labels.shape} for {len(features)} samples; "
            "give one whole number per sample."
        )
    bad = ~np.isfinite(features).all(axis=0)
    if bad.any():
        raise InputError(
            f"Feature column {int(bad.argmax()) + 1} of the samples has NaN or infinite values; "
            "leave out samples in nodata areas."
        )
    classes = np.unique(labels)
    if len(classes) < 2:
        found = f"only class {classes[0]}" if len(classes) else "no samples"
        raise InputError(
            f"The samples hold {found}; a forest needs at least two classes, so draw samples "
            "from a larger area or check the coarse map."
        )
    return features, labels


def _oob_probabilities(classifier: RandomForestClassifier, samples: int) -> np.ndarray:
    if not classifier.oob_score:
        return np.broadcast_to(np.nan, (samples, len(classifier.classes_)))
    probabilities = np.array(classifier.oob_decision_function_, dtype=np.float64)
    probabilities[~(probabilities.sum(axis=1) > 0)] = np.nan
    return probabilities
