"""Leaves of medians: a forest of shares that is nearer to most pixels, less fair to the mean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import InputError
from ..learning.forest import Forest
from ..learning.tree_walks import fastest_trees
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
    walks, values = fastest_trees(forest), forest.values.copy()
    for tree in range(forest.n_trees):
        check(progress)
        nodes = walks.leaves(tree, features) + forest.tree_starts[tree]
        leaves, where = np.unique(walks.value_rows[nodes], return_inverse=True)
        medians = group_medians(shares, where.reshape(-1), groups=leaves.size)
        total = medians.sum(axis=1)
        told = total > 0
        values[leaves[told]] = medians[told] / total[told, None]
        progress.set((tree + 1) / forest.n_trees)
    return replace(forest, values=values)


def group_medians(values: np.ndarray, groups_of: np.ndarray, *, groups: int) -> np.ndarray:
    """Return the medians of groups, column by column, float64 (group, column).

    Args:
        values: float64 (row, column).
        groups_of: group of each row, int64 (row,), 0 .. ``groups`` - 1; every group has a row.
        groups: how many there are.
    """
    sizes = np.bincount(groups_of, minlength=groups)
    starts = np.cumsum(sizes) - sizes
    low, high = starts + (sizes - 1) // 2, starts + sizes // 2
    result = np.empty((groups, values.shape[1]))
    for column, result_column in zip(values.T, result.T):
        ordered = column[np.lexsort((column, groups_of))]
        result_column[:] = (ordered[low] + ordered[high]) / 2
    return result
