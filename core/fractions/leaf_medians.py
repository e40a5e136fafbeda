"""Leaves of medians: shares that are nearer to most pixels, and less fair to the mean."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from functools import partial

import numpy as np

from ..errors import InputError
from ..learning.forest import Forest
from ..learning.tree_walks import fastest_trees
from ..parallel import ordered_map
from ..progress import Progress, Silent, check


def median_leaves(
    forest: Forest,
    features: np.ndarray,
    shares: np.ndarray,
    *,
    progress: Progress | None = None,
) -> Forest:
    """Return the trees with the medians of their leaves' samples, class by class, made to sum to 1.

    The median has the least absolute error where the mean has the least squared one. A class that
    few samples of a leaf hold any of gets nothing there, instead of a little everywhere, so that
    absolute errors fall; but the areas of rare classes add up to less than they are.

    Args:
        forest: grown from the table.
        features: float32 (sample, feature), finite.
        shares: float64 (sample, class), each >= 0, rows sum to 1; of every sample, whichever the
            trees were drawn.
        progress: told the share of trees done; may cancel.

    Returns:
        A forest of which ``predict_proba`` still gives shares; a leaf without samples, or whose
        medians are all 0, keeps its mean.

    Raises:
        InputError: the table does not fit the forest.
        Cancelled: ``progress`` asked to stop.

    Reference:
        Roy, Larocque (2012), Robustness of random forests for regression.
        https://doi.org/10.1080/10485252.2012.715161
    """
    features = np.ascontiguousarray(features, dtype=np.float32)
    if features.shape != (len(shares), forest.n_features) or shares.shape[1] != forest.n_classes:
        raise InputError(
            f"The samples have {features.shape} features and {shares.shape} shares; give "
            f"{forest.n_features} features and {forest.n_classes} shares for each."
        )
    progress = progress or Silent()
    medians_of = GroupMedians(shares, progress)
    walks, values = fastest_trees(forest), forest.values.copy()

    def read(tree: int) -> tuple[np.ndarray, np.ndarray]:
        nodes = walks.leaves(tree, features) + forest.tree_starts[tree]
        leaves, where = np.unique(walks.value_rows[nodes], return_inverse=True)
        return leaves, medians_of(where.reshape(-1), groups=leaves.size)

    with closing(ordered_map(read, range(forest.n_trees), progress=progress)) as trees:
        for done, (leaves, medians) in enumerate(trees):
            total = medians.sum(axis=1)
            told = total > 0
            values[leaves[told]] = medians[told] / total[told, None]
            progress.set((done + 1) / forest.n_trees)
    return replace(forest, values=values)


class GroupMedians:
    """Medians of any groups of the same rows, column by column."""

    def __init__(self, values: np.ndarray, progress: Progress) -> None:
        """Sort each column of float64 (row, column) once; ``progress`` may cancel at any time."""
        self._check = partial(check, progress)
        self._orders, self._sorted = [], []
        for column in values.T:
            self._check()
            order = np.argsort(column, kind="stable")
            self._orders.append(order)
            self._sorted.append(column[order])

    def __call__(self, groups_of: np.ndarray, *, groups: int) -> np.ndarray:
        """Return float64 (group, column).

        Args:
            groups_of: group of each row, int64 (row,), 0 .. ``groups`` - 1; every group has a row.
            groups: how many there are.
        """
        sizes = np.bincount(groups_of, minlength=groups)
        starts = np.cumsum(sizes) - sizes
        low, high = starts + (sizes - 1) // 2, starts + sizes // 2
        groups_of = groups_of.astype(np.min_scalar_type(groups - 1))  # short ones sort faster
        result = np.empty((groups, len(self._orders)))
        for at, (order, column) in enumerate(zip(self._orders, self._sorted)):
            self._check()
            by_group = np.argsort(groups_of[order], kind="stable")  # and by value within each
            result[:, at] = (column[by_group[low]] + column[by_group[high]]) / 2
        return result
