"""A forest in groups of trees, each grown without one fold of the samples.

The map is drawn by all trees. What a group has not seen it can be tested on, so cross-validation
by blocks, the trust in each coarse cell and the choice of the prior come with the forest itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..progress import Progress, Stage, check
from .forest import ForestSettings, TrainedForest, fit_forest
from .forest_arrays import Forest
from .validation import FOLDS, HeldOut, block_folds

_NOTHING = np.zeros((0, 0))  # a table of all samples, of each group, would be large


@dataclass(frozen=True, eq=False)
class FoldForest:
    """A forest and what its growth told.

    Attributes:
        forest: all trees, those of one group after those of the other.
        tree_groups: first tree of each group and the number of trees, int64 (fold + 1,).
        known: 1 where a class was among the samples of a group, int32 (fold, class).
        held_out: what the group that has not seen a sample's fold makes of it; all NaN where the
            samples could not be split, or nothing was tested.
        oob_probabilities: mean over the trees that have seen the sample's fold but not drawn the
            sample, float64 (sample, class); NaN where there is none, or nothing was tested.
        importances: float64 (feature,), summing to 1, or all 0.
    """

    forest: Forest
    tree_groups: np.ndarray
    known: np.ndarray
    held_out: HeldOut
    oob_probabilities: np.ndarray
    importances: np.ndarray

    def predict_held_out(
        self, features: np.ndarray, folds: np.ndarray, *, progress: Progress
    ) -> np.ndarray:
        """Return what the group that has not seen a fold makes of samples of that fold.

        Args:
            features: float32 (sample, feature), finite; need not have been trained on.
            folds: fold of each sample, int64 (sample,).
            progress: may cancel.

        Returns:
            float64 (sample, class).
        """
        found = np.zeros((len(features), self.forest.n_classes))
        for group in range(len(self.tree_groups) - 1):
            mine = folds == group
            trees = self.forest.part(*self.tree_groups[group : group + 2].tolist())
            found[mine] = trees.predict_proba(features[mine], check=lambda: check(progress))
        return found


def deal_folds(
    labels: np.ndarray, blocks: np.ndarray, *, settings: ForestSettings
) -> np.ndarray | None:
    """Return the fold of each sample, int64 (sample,), or None where they cannot be split.

    They can when there are two blocks and two trees, and every fold leaves two classes to learn.
    """
    if len(np.unique(blocks)) < 2 or settings.trees < 2:
        return None
    folds = block_folds(blocks, folds=min(FOLDS, settings.trees), seed=settings.seed, labels=labels)
    left = [len(np.unique(labels[folds != fold])) for fold in range(int(folds.max()) + 1)]
    return folds if min(left) > 1 else None


def why_undealt(blocks: np.ndarray, *, settings: ForestSettings) -> str:
    """Return why ``deal_folds`` could not split samples, to follow the word because."""
    if settings.trees < 2:
        return f"TREES is {settings.trees} and every fold needs a tree of its own"
    if len(np.unique(blocks)) < 2:
        return "all samples lie in one block"
    return "the samples of all classes but one lie in one block, or in so few that one fold has all"


def fit_fold_forest(
    features: np.ndarray,
    labels: np.ndarray,
    folds: np.ndarray | None,
    *,
    settings: ForestSettings,
    n_classes: int,
    progress: Progress,
) -> FoldForest:
    """Grow a forest whose groups of trees each leave out one fold, and test them.

    Args:
        features: float32 (sample, feature), finite.
        labels: class index of each sample, 0..``n_classes`` - 1, integers (sample,).
        folds: from ``deal_folds``; None grows one group on everything.
        settings: ``trees`` is the number in all groups together.
        n_classes: number of classes.
        progress: told the share of trees grown; may cancel.

    Raises:
        InputError: the table is malformed or has fewer than two classes.
        Cancelled: ``progress`` asked to stop.
    """
    held_out = np.full((len(labels), n_classes), np.nan, np.float32)
    oob_sum, oob_count = np.zeros((len(labels), n_classes)), np.zeros(len(labels))
    grown: list[TrainedForest] = []
    for seen, part in _groups((features, labels), folds, settings, progress, out_of_bag=True):
        grown.append(replace(part, oob_probabilities=_NOTHING))
        if folds is not None:
            shares = part.forest.predict_proba(features[~seen], check=lambda: check(progress))
            held_out[~seen] = 0
            held_out[np.ix_(~seen, part.classes)] = shares
        drawn = np.isfinite(part.oob_probabilities).all(axis=1)
        mine = np.flatnonzero(seen)[drawn]
        oob_sum[np.ix_(mine, part.classes)] += part.oob_probabilities[drawn]
        oob_count[mine] += 1
    with np.errstate(invalid="ignore"):  # never out of bag: 0 / 0 is the NaN that is meant
        oob = oob_sum / oob_count[:, None]
    tested = HeldOut(held_out, _fold_of(labels, folds))
    return _joined(grown, _sizes(settings, folds), tested, oob)


def grow_fold_forest(
    features: np.ndarray,
    labels: np.ndarray,
    folds: np.ndarray | None,
    *,
    settings: ForestSettings,
    n_classes: int,
    progress: Progress,
) -> FoldForest:
    """Grow the trees of ``fit_fold_forest`` untested: nothing is held out or out of bag.

    Takes and raises what ``fit_fold_forest`` does.
    """
    groups = _groups((features, labels), folds, settings, progress, out_of_bag=False)
    grown = [part for _, part in groups]
    shape = (len(labels), n_classes)
    held_out = HeldOut(np.broadcast_to(np.float32(np.nan), shape), _fold_of(labels, folds))
    return _joined(grown, _sizes(settings, folds), held_out, np.broadcast_to(np.nan, shape))


def _fold_of(labels: np.ndarray, folds: np.ndarray | None) -> np.ndarray:
    return np.zeros(len(labels), np.int64) if folds is None else folds


def _groups(
    table: tuple[np.ndarray, np.ndarray],
    folds: np.ndarray | None,
    settings: ForestSettings,
    progress: Progress,
    *,
    out_of_bag: bool,
) -> Iterator[tuple[np.ndarray, TrainedForest]]:
    """Yield the samples each group may see, bool (sample,), and its trees."""
    features, labels = table
    sizes = _sizes(settings, folds)
    count = len(sizes)
    for group, trees in enumerate(sizes.tolist()):
        check(progress)
        seen = np.ones(len(labels), bool) if folds is None else folds != group
        yield (
            seen,
            fit_forest(
                features[seen], labels[seen],
                settings=replace(settings, trees=trees, seed=_seed(settings, group)),
                progress=Stage(progress, group / count, (group + 1) / count),
                out_of_bag=out_of_bag,
            ),
        )  # fmt: skip


def _sizes(settings: ForestSettings, folds: np.ndarray | None) -> np.ndarray:
    """Return the number of trees of each group, int64 (group,)."""
    count = 1 if folds is None else int(folds.max()) + 1
    sizes = np.full(count, settings.trees // count)
    sizes[: settings.trees % count] += 1
    return sizes


def _joined(
    grown: list[TrainedForest], sizes: np.ndarray, held_out: HeldOut, oob: np.ndarray
) -> FoldForest:
    known = np.zeros((len(grown), oob.shape[1]), np.int32)
    for group, part in enumerate(grown):
        known[group, part.classes] = 1
    return FoldForest(
        forest=Forest.join([part.forest for part in grown], [part.classes for part in grown]),
        tree_groups=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        known=known,
        held_out=held_out,
        oob_probabilities=oob,
        importances=_mean_importances([part.importances for part in grown], sizes),
    )


def _seed(settings: ForestSettings, group: int) -> int:
    """Return a seed of its own for each group, so that no two draw alike."""
    return int(np.random.SeedSequence([settings.seed, group]).generate_state(1)[0])


def _mean_importances(importances: list[np.ndarray], sizes: np.ndarray) -> np.ndarray:
    total = np.zeros_like(importances[0])
    for values, trees in zip(importances, sizes):
        total += values * trees
    whole = float(total.sum())
    return total / whole if whole > 0 else total
