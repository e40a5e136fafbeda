"""Ideas: other learners in place of the random forest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Callable
from unittest import mock

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from ...core.learning import fold_forest, forest
from ...core.learning.forest import ForestSettings, TrainedForest

ROUNDS = 50  # half of scikit-learn's; each grows a tree per class
BOOSTED_LEAF = 20  # samples, scikit-learn's own, where the forest's is smaller


@contextmanager
def extremely_randomised() -> Iterator[None]:
    """Draw the threshold of each split, instead of seeking the best one.

    Reference:
        Geurts, Ernst and Wehenkel (2006), Extremely randomized trees.
        https://doi.org/10.1007/s10994-006-6226-1
    """
    trees = partial(ExtraTreesClassifier, bootstrap=True)  # the chain asks for out-of-bag shares
    with mock.patch.object(forest, "RandomForestClassifier", trees):
        yield


@contextmanager
def boosted() -> Iterator[None]:
    """Boost fifty rounds of trees for each fold left out; the map is the mean of the five.

    Reference:
        Friedman (2001), Greedy function approximation: a gradient boosting machine.
        https://doi.org/10.1214/aos/1013203451
        Ke et al. (2017), LightGBM: a highly efficient gradient boosting decision tree. NeurIPS 30.
    """
    with (
        mock.patch.object(fold_forest, "fit_forest", _fit_boosted),
        mock.patch.object(fold_forest, "Forest", Boosted),
    ):
        yield


@dataclass(frozen=True, eq=False)
class Boosted:
    """Boosted classifiers where the product expects a forest of as many trees as were asked for.

    Attributes:
        members: classifiers, each with the classes its columns stand for and the trees it
            counts as.
        n_classes, n_features: of all of them.
    """

    members: tuple[tuple[HistGradientBoostingClassifier, np.ndarray, int], ...]
    n_classes: int
    n_features: int

    @property
    def n_trees(self) -> int:
        """Trees the members count as."""
        return sum(trees for _, _, trees in self.members)

    @classmethod
    def join(cls, forests: Sequence[Boosted], columns: Sequence[np.ndarray]) -> Boosted:
        """Return all members in their order, as ``Forest.join``."""
        members = tuple(
            (classifier, index, trees)
            for one, index in zip(forests, columns)
            for classifier, _, trees in one.members
        )
        return cls(members, 1 + max(int(index.max()) for index in columns), forests[0].n_features)

    def part(self, first: int, last: int) -> Boosted:
        """Return the members that count as the trees ``first`` up to, without, ``last``."""
        starts = np.cumsum([0] + [trees for _, _, trees in self.members])[:-1]
        mine = tuple(m for m, start in zip(self.members, starts) if first <= start < last)
        return Boosted(mine, self.n_classes, self.n_features)

    def predict_proba(
        self, features: np.ndarray, *, check: Callable[[], None] | None = None
    ) -> np.ndarray:
        """Return the mean of the members' probabilities, float64 (row, class)."""
        total = np.zeros((len(features), self.n_classes))
        if not len(features):
            return total
        for classifier, index, _ in self.members:
            if check is not None:
                check()
            with threadpool_limits(1):  # tiles have threads of their own already
                total[:, index] += classifier.predict_proba(features)
        return total / len(self.members)


def _fit_boosted(
    features: np.ndarray, labels: np.ndarray, *, settings: ForestSettings, **_: Any
) -> TrainedForest:
    """Stand in for ``fit_forest``; nothing is out of bag, and no feature counts more."""
    classifier = HistGradientBoostingClassifier(
        max_iter=ROUNDS,
        min_samples_leaf=max(settings.min_leaf, BOOSTED_LEAF),
        early_stopping=False,
        random_state=settings.seed,
    )
    # OpenMP's threads wait for each other at every node: slow where others use the cores, too
    with threadpool_limits(1):
        classifier.fit(features, labels)
    classes, width = classifier.classes_.astype(np.int64), features.shape[1]
    member = (classifier, np.arange(classes.size), settings.trees)
    return TrainedForest(
        forest=Boosted((member,), classes.size, width),  # type: ignore[arg-type]
        classes=classes,
        oob_probabilities=np.full((len(labels), classes.size), np.nan),
        importances=np.full(width, 1 / width),
    )
