"""How much each feature counts: what held-out agreement loses when its values are shuffled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..accuracy.accuracy import assess, confusion_matrix
from ..parallel import ordered_map
from ..progress import Progress, check
from .fold_forest import FoldForest
from .forest_arrays import Forest

MOST_SAMPLES = 2000
LEAST_OF_CLASS = 20
REPEATS = 5


@dataclass(frozen=True, eq=False)
class PermutationImportance:
    """What a forest loses without what a feature tells.

    Attributes:
        drop: mean fall in kappa, float64 (feature,); about 0, or less, where nothing is lost.
        spread: standard deviation of the fall over the repeats, float64 (feature,).
        kappa: mean held-out agreement with every feature in its place.
        samples: how many were tried in each repeat.
        repeats: how often each feature was shuffled.
    """

    drop: np.ndarray
    spread: np.ndarray
    kappa: float
    samples: int
    repeats: int


@dataclass(frozen=True, eq=False)
class _Trial:
    """Samples, and for each fold the trees that have not seen it and the samples it holds."""

    features: np.ndarray
    labels: np.ndarray
    n_classes: int
    groups: tuple[tuple[Forest, np.ndarray], ...]

    def kappa(self, features: np.ndarray, progress: Progress) -> float:
        """Return the agreement with the labels when the samples have these features."""
        predicted = np.zeros(len(self.labels), np.int64)
        for trees, mine in self.groups:
            predicted[mine] = trees.predict(features[mine], check=lambda: check(progress))
        return assess(confusion_matrix(predicted, self.labels, n_classes=self.n_classes)).kappa

    def shuffled(self, feature: int, rng: np.random.Generator, progress: Progress) -> float:
        """Return the agreement when the samples have each other's values of a feature."""
        features = self.features.copy()
        features[:, feature] = rng.permutation(features[:, feature])
        return self.kappa(features, progress)


def permutation_importance(
    forest: FoldForest,
    features: np.ndarray,
    labels: np.ndarray,
    *,
    folds: np.ndarray,
    seed: int,
    progress: Progress,
) -> PermutationImportance:
    """Shuffle one feature after another among samples, and see what agreement falls by.

    Each sample is classified by the trees that have not seen its fold. Agreement is kappa, which a
    class that fills the scene cannot hold up. Of very many samples each repeat tries about
    ``MOST_SAMPLES``, drawn anew: of each class as large a part, but ``LEAST_OF_CLASS`` at least,
    as far as it has them. Features that tell the same replace each other, so that each of them
    seems to count little.

    Args:
        forest: grown in folds.
        features: float32 (sample, feature), finite; need not have been trained on.
        labels: class index of each sample, int64 (sample,), two classes at least.
        folds: fold of each sample, int64 (sample,), as the forest was grown.
        seed: of drawing and shuffling; the result does not depend on threads.
        progress: told the share of features done; may cancel.

    Reference:
        Breiman (2001), Random forests, section 10, with held-out blocks in place of pixels out of
        bag. https://doi.org/10.1023/A:1010933404324
        Known in scikit-learn as ``sklearn.inspection.permutation_importance``: ``drop`` is its
        ``importances_mean``, ``spread`` its ``importances_std``.
    """
    rng = np.random.default_rng(seed)
    starts = forest.tree_groups.tolist()
    groups = [forest.forest.part(*pair) for pair in zip(starts[:-1], starts[1:])]
    draws = [_draw(labels, rng) for _ in range(REPEATS)]
    trials = [
        _Trial(
            features[drawn], labels[drawn], forest.forest.n_classes,
            tuple((trees, np.flatnonzero(folds[drawn] == at)) for at, trees in enumerate(groups)),
        )
        for drawn in draws
    ]  # fmt: skip
    whole = np.array([trial.kappa(trial.features, progress) for trial in trials])

    def without(feature: int) -> list[float]:
        own = np.random.default_rng([seed, feature])  # so that threads may take turns as they like
        return [trial.shuffled(feature, own, progress) for trial in trials]

    count = features.shape[1]
    left = np.zeros((count, REPEATS))
    for feature, values in enumerate(ordered_map(without, range(count), progress=progress)):
        left[feature] = values
        progress.set((feature + 1) / count)
    falls = whole - left
    return PermutationImportance(
        drop=falls.mean(axis=1), spread=falls.std(axis=1),
        kappa=float(whole.mean()), samples=draws[0].size, repeats=REPEATS,
    )  # fmt: skip


def _draw(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return positions of the samples to try, rising; of each class as large a part."""
    share = min(1.0, MOST_SAMPLES / labels.size)
    drawn = []
    for label in np.unique(labels).tolist():
        mine = np.flatnonzero(labels == label)
        wanted = min(mine.size, max(LEAST_OF_CLASS, round(share * mine.size)))
        drawn.append(rng.choice(mine, wanted, replace=False))
    return np.sort(np.concatenate(drawn))
