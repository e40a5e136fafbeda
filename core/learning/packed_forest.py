"""A forest packed for fast walks: eight bytes a node, siblings side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .forest_arrays import Forest

NODE = np.dtype([("threshold", np.float32), ("place", np.uint32)])
FEATURE_BITS = 10  # of a place: 1024 features and, in the other 22, four million nodes a tree
_LEAF = -1


@dataclass(frozen=True, eq=False)
class PackedForest:
    """The nodes of all trees, each tree breadth first, and what its leaves hold.

    A float32 value ``x`` goes to the left child where ``x <= threshold`` and else to the node after
    it; a leaf is its own left child with an infinite threshold, so that a walk that has come to its
    end stays there. NaN must be handed in as infinity, which goes right at every split as NaN does.

    Attributes:
        nodes: NODE (node,); ``place`` holds the feature in its lowest FEATURE_BITS bits and,
            above them, the left child counted from the tree's first node.
        roots: first node of each tree, int64 (tree,).
        leaf: int32 (node,); at a leaf whose samples are of one class that class, at any other
            leaf ``-1 - row`` with its row in ``starts``.
        starts: where the entries of each mixed leaf begin, int64 (mixed leaf + 1,).
        classes, shares: class and its share of each entry, int32 and float64 (entry,).
    """

    nodes: np.ndarray
    roots: np.ndarray
    leaf: np.ndarray
    starts: np.ndarray
    classes: np.ndarray
    shares: np.ndarray


def pack(forest: Forest) -> PackedForest | None:
    """Return the packed forest, or None where it has too many nodes or features for that.

    No decision moves: the largest float32 number that is no larger than a threshold parts float32
    values as the float64 threshold does.
    """
    starts = forest.tree_starts
    nodes_limit = 1 << (32 - FEATURE_BITS)
    if forest.n_features > 1 << FEATURE_BITS or int(np.diff(starts).max()) > nodes_limit:
        return None
    order = np.empty(len(forest.left), np.int64)  # new place of each node, from its tree's first
    for first, end in zip(starts[:-1].tolist(), starts[1:].tolist()):
        order[first:end] = _breadth_first(forest.left[first:end], forest.right[first:end])
    offset = np.repeat(starts[:-1], np.diff(starts))
    target, inner = order + offset, forest.left != _LEAF
    left = order.copy()
    left[inner] = order[(forest.left + offset)[inner]]
    nodes = np.empty(len(order), NODE)
    nodes["threshold"][target] = np.where(inner, floor32(forest.threshold), np.float32(np.inf))
    nodes["place"][target] = np.where(inner, forest.feature, 0) | (left << FEATURE_BITS)
    mixed = np.count_nonzero(forest.values, axis=1) > 1
    rows, classes = np.nonzero(forest.values * mixed[:, None])
    holds = np.where(mixed, -np.cumsum(mixed), forest.values.argmax(axis=1))
    leaf = np.zeros(len(order), np.int32)
    leaf[target[~inner]] = holds
    return PackedForest(
        nodes=nodes,
        roots=starts[:-1].astype(np.int64),
        leaf=leaf,
        starts=np.searchsorted(rows, np.append(np.flatnonzero(mixed), len(mixed))).astype(np.int64),
        classes=classes.astype(np.int32),
        shares=forest.values[rows, classes],
    )


def floor32(values: np.ndarray) -> np.ndarray:
    """Return the largest float32 number that is no larger than each float64 value."""
    with np.errstate(over="ignore"):  # beyond the largest float32 lies infinity
        near = values.astype(np.float32)
        below = np.nextafter(near, np.float32(-np.inf))
    return np.where(near.astype(np.float64) > values, below, near)


def _breadth_first(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the new place of each node of a tree, siblings side by side, int64 (node,)."""
    place = np.zeros(len(left), np.int64)
    level, placed = np.zeros(1, np.int64), 1
    while level.size:
        parents = level[left[level] != _LEAF]
        level = np.stack([left[parents], right[parents]], axis=1).ravel()
        place[level] = placed + np.arange(level.size)
        placed += level.size
    return place
