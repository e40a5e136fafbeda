"""A trained forest as plain arrays: checking them, and predicting from them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Callable

import numpy as np

from ..errors import InputError, ModelError
from .tree_walks import ForestWalks, Walks

if TYPE_CHECKING:
    from sklearn.ensemble import RandomForestClassifier

_LEAF = -1
_BLOCK_ROWS = 16_384
_SUM_TOLERANCE = 1e-9
_LOOKS = (0.3, 0.45, 0.6, 0.7, 0.8, 0.9, 1.0)  # shares of the trees after which rows may be done
_ARRAYS = (
    ("feature", np.dtype(np.int32), 1),
    ("threshold", np.dtype(np.float64), 1),
    ("left", np.dtype(np.int32), 1),
    ("right", np.dtype(np.int32), 1),
    ("values", np.dtype(np.float64), 2),
    ("tree_starts", np.dtype(np.int64), 1),
)


@dataclass(frozen=True, eq=False)
class Forest:
    """A trained forest as plain arrays; checked on creation, read-only afterwards.

    All nodes of all trees follow one another; ``tree_starts`` int64 (tree + 1,) bounds each tree.
    ``left`` and ``right`` int32 (node,) count from the tree's first node, -1 at a leaf.
    A row goes left where its ``feature`` int32 (node,) is <= ``threshold`` float64 (node,), and
    right otherwise, so NaN goes right. ``values`` float64 (leaf, class) holds the class shares of
    each leaf, in the order of the leaves among the nodes.

    Raises:
        ModelError: the arrays do not describe a forest.
    """

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    values: np.ndarray
    tree_starts: np.ndarray
    n_features: int

    def __post_init__(self) -> None:
        """Let no malformed forest exist: compiled code follows its indices unchecked."""
        for name, kind, axes in _ARRAYS:
            array = getattr(self, name)
            if not isinstance(array, np.ndarray) or array.dtype != kind or array.ndim != axes:
                raise ModelError(f"The forest's array {name} is not {axes}-dimensional {kind}.")
            array = np.ascontiguousarray(array).view()
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        self.validate()

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to other workers as arrays only."""
        return Forest, tuple(getattr(self, field.name) for field in fields(self))

    @classmethod
    def from_sklearn(cls, classifier: RandomForestClassifier) -> Forest:
        """Copy the trees of a fitted single-output classifier."""
        trees = [estimator.tree_ for estimator in classifier.estimators_]
        left = np.concatenate([tree.children_left for tree in trees]).astype(np.int32)
        inner = left != _LEAF
        feature = np.concatenate([tree.feature for tree in trees])
        threshold = np.concatenate([tree.threshold for tree in trees])
        values = np.concatenate([tree.value[tree.children_left == _LEAF, 0] for tree in trees])
        return cls(
            feature=np.where(inner, feature, _LEAF).astype(np.int32),
            threshold=np.where(inner, threshold, 0.0),
            left=left,
            right=np.concatenate([tree.children_right for tree in trees]).astype(np.int32),
            values=_class_shares(values),
            tree_starts=np.cumsum([0] + [tree.node_count for tree in trees], dtype=np.int64),
            n_features=int(classifier.n_features_in_),
        )

    @classmethod
    def join(cls, forests: Sequence[Forest], columns: Sequence[np.ndarray]) -> Forest:
        """Return one forest of all trees, in the given order.

        Args:
            forests: of the same features; each may know other classes.
            columns: for each forest the joint class of each of its own, int (class,). The joint
                forest has as many classes as the highest of them asks for.
        """
        n_classes = 1 + max(int(np.max(index)) for index in columns)
        values = [np.zeros((len(forest.values), n_classes)) for forest in forests]
        for wide, forest, index in zip(values, forests, columns):
            wide[:, index] = forest.values
        nodes = np.cumsum([0] + [len(forest.left) for forest in forests])
        starts = [forest.tree_starts[:-1] + first for forest, first in zip(forests, nodes)]
        plain = {
            name: np.concatenate([getattr(forest, name) for forest in forests])
            for name in ("feature", "threshold", "left", "right")
        }
        return cls(
            **plain,
            values=np.concatenate(values),
            tree_starts=np.concatenate([*starts, nodes[-1:]]).astype(np.int64),
            n_features=forests[0].n_features,
        )

    def part(self, first: int, last: int) -> Forest:
        """Return the forest of the trees ``first`` up to, without, ``last``."""
        begin, end = int(self.tree_starts[first]), int(self.tree_starts[last])
        leaves = np.concatenate([[0], np.cumsum(self.left == _LEAF)])
        return Forest(
            feature=self.feature[begin:end],
            threshold=self.threshold[begin:end],
            left=self.left[begin:end],
            right=self.right[begin:end],
            values=self.values[leaves[begin] : leaves[end]],
            tree_starts=self.tree_starts[first : last + 1] - begin,
            n_features=self.n_features,
        )

    @property
    def n_classes(self) -> int:
        """Number of classes, the columns of every prediction."""
        return int(self.values.shape[1])

    @property
    def n_trees(self) -> int:
        """Number of trees."""
        return len(self.tree_starts) - 1

    def validate(self) -> None:
        """Raise ModelError unless every walk from a root ends in a leaf of the same tree."""
        _validate_nodes(self)
        _validate_values(self)

    def predict_proba(
        self, features: np.ndarray, *, check: Callable[[], None] | None = None
    ) -> np.ndarray:
        """Mean class shares over the trees.

        One thread does the work and lets others run meanwhile. Trees are summed in their order,
        so the result does not depend on blocks or threads.

        Args:
            features: float32 (row, feature), or what converts to it; NaN goes right at a split.
            check: called every few thousand rows, and while code is compiled; whatever it raises
                ends the work.

        Returns:
            float64 (row, class), rows sum to 1.

        Raises:
            InputError: ``features`` has not the columns of the training table.
        """
        features = self._table(features)
        walks = self._walks.of(len(features), check=check)
        total = np.zeros((len(features), self.n_classes))
        for start in range(0, len(features), _BLOCK_ROWS):
            if check is not None:
                check()
            rows = slice(start, start + _BLOCK_ROWS)
            walks.add(range(self.n_trees), features[rows], total[rows])
        total /= self.n_trees
        return total

    def predict(
        self, features: np.ndarray, *, check: Callable[[], None] | None = None
    ) -> np.ndarray:
        """Most probable class index per row, int64 (row,); ties go to the lower index.

        A row is done as soon as the trees left over cannot change its class.
        """
        features = self._table(features)
        walks = self._walks.of(len(features), check=check)
        found = np.empty(len(features), np.int64)
        for start in range(0, len(features), _BLOCK_ROWS):
            if check is not None:
                check()
            rows = slice(start, start + _BLOCK_ROWS)
            found[rows] = self._vote(walks, features[rows])
        return found

    @cached_property
    def _walks(self) -> ForestWalks:
        return ForestWalks(self)

    def _vote(self, walks: Walks, block: np.ndarray) -> np.ndarray:
        looks = sorted({math.ceil(share * self.n_trees) for share in _LOOKS})
        found = np.empty(len(block), np.int64)
        open_rows, total = np.arange(len(block)), np.zeros((len(block), self.n_classes))
        for first, end in zip([0, *looks], looks):
            walks.add(range(first, end), block, total)
            left = self.n_trees - end
            leading = (total if left else total / end).argmax(axis=1)
            found[open_rows] = leading
            if not left:
                break
            highest = np.sort(total, axis=1)[:, -2:]
            undecided = highest[:, -1] - highest[:, 0] <= left + _SUM_TOLERANCE
            block, total, open_rows = block[undecided], total[undecided], open_rows[undecided]
        return found

    def _table(self, features: np.ndarray) -> np.ndarray:
        features = np.ascontiguousarray(features, dtype=np.float32)
        if features.ndim != 2 or features.shape[1] != self.n_features:
            raise InputError(
                f"The feature table has shape {features.shape}; the forest needs "
                f"{self.n_features} columns."
            )
        return features


def _class_shares(values: np.ndarray) -> np.ndarray:
    """Turn class counts (scikit-learn < 1.3) into shares; leave shares exactly as they are."""
    sums = values.sum(axis=1, keepdims=True)
    return np.ascontiguousarray(values / np.where(np.abs(sums - 1) <= _SUM_TOLERANCE, 1.0, sums))


def _validate_nodes(forest: Forest) -> None:
    starts, left, right = forest.tree_starts, forest.left, forest.right
    nodes = len(left)
    if isinstance(forest.n_features, bool) or not isinstance(forest.n_features, int):
        raise ModelError(f"The forest's number of features is {forest.n_features!r}.")
    if any(len(array) != nodes for array in (forest.feature, forest.threshold, right)):
        raise ModelError("The forest's node arrays differ in length.")
    inside = len(starts) > 1 and ((starts >= 0) & (starts <= nodes)).all()
    if not inside or starts[0] != 0 or starts[-1] != nodes or (np.diff(starts) < 1).any():
        raise ModelError(f"The forest's trees do not divide its {nodes} nodes.")
    inner = left != _LEAF
    if ((right != _LEAF) != inner).any():
        raise ModelError("A node of the forest has one child.")
    sizes = np.repeat(np.diff(starts), np.diff(starts))
    offset = np.repeat(starts[:-1], np.diff(starts))
    place = np.arange(nodes) - offset
    for child in (left, right):
        if (inner & ((child <= place) | (child >= sizes))).any():
            raise ModelError("A child in the forest lies before its parent or outside its tree.")
    children = np.concatenate([(left + offset)[inner], (right + offset)[inner]])
    parents = np.bincount(children, minlength=nodes)
    parents[starts[:-1]] += 1
    if (parents != 1).any():
        raise ModelError("A node of the forest has not exactly one parent.")
    if (inner & ((forest.feature < 0) | (forest.feature >= forest.n_features))).any():
        raise ModelError(f"The forest asks for a feature beyond its {forest.n_features}.")
    if not np.isfinite(forest.threshold).all():
        raise ModelError("A threshold of the forest is not finite.")


def _validate_values(forest: Forest) -> None:
    values = forest.values
    leaves = int(np.count_nonzero(forest.left == _LEAF))
    if values.shape[0] != leaves or values.shape[1] < 1:
        raise ModelError(
            f"The forest has {leaves} leaves but class shares of shape {values.shape}."
        )
    if not (np.isfinite(values).all() and (values >= 0).all()):
        raise ModelError("A class share of the forest is negative or not finite.")
    if (np.abs(values.sum(axis=1) - 1) > _SUM_TOLERANCE).any():
        raise ModelError("The class shares of a leaf do not sum to 1.")
