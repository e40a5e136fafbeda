"""Walking down the trees of a forest: with NumPy, scikit-learn's compiled code, or numba's."""

from __future__ import annotations

import threading
from types import ModuleType
from typing import TYPE_CHECKING, Callable, Protocol

import numpy as np

from ..compiled import kernels
from .packed_forest import PackedForest, pack

if TYPE_CHECKING:
    from .forest_arrays import Forest

_LEAF = -1
_BLOCK_ROWS = 512  # of compiled walks, whose features then stay in the fastest cache
_MANY_MIXED = 0.3  # of the rows; then adding all shares of every row is quicker
_WORTH_COMPILING = 2_000_000  # walks, which take scikit-learn a second or two
_KERNELS = "learning.forest_kernels"
_PREPARING = threading.Lock()


class Walks(Protocol):
    """What adds up the class shares of trees; all kinds give the same bytes."""

    def add(self, trees: range, block: np.ndarray, total: np.ndarray) -> None:
        """Add the shares of ``trees``, in order, to ``total`` float64 (row, class).

        ``block`` is float32 (row, feature), C-contiguous; NaN goes right at a split.
        """
        ...


class ForestWalks:
    """The quickest walks through one forest on this machine, prepared when first needed."""

    def __init__(self, forest: Forest) -> None:
        """Prepare nothing yet."""
        self._forest = forest
        self._plain: Walks | None = None
        self._packed: Walks | None = None
        self._unpacked = False
        self._walks = 0

    def of(self, rows: int, *, check: Callable[[], None] | None = None) -> Walks:
        """Return the walks to take for ``rows`` rows.

        Loading numba takes a second: that is spent once the walks so far, and those asked for,
        have taken or would take longer. ``check`` is called meanwhile, and may end it.
        """
        with _PREPARING:
            self._walks += rows * self._forest.n_trees
            wanted = self._walks >= _WORTH_COMPILING and not self._unpacked
        if wanted and self._packed is None:
            kernels(_KERNELS, check=check)  # takes long, so nobody shall wait for the lock
        with _PREPARING:  # once, however many threads ask first
            if wanted and not self._unpacked:
                self._packed = self._packed or packed_walks(self._forest)
                self._unpacked = self._packed is None
            if self._packed is not None:
                return self._packed
            self._plain = self._plain or fastest_trees(self._forest)
            return self._plain


def packed_walks(forest: Forest) -> PackedWalks | None:
    """Return numba's walks, or None where there is no numba that agrees with the plain ones."""
    code = kernels(_KERNELS)
    packed = pack(forest) if code is not None else None
    if code is None or packed is None:
        return None
    walks = PackedWalks(packed, code)
    trial, every = _trial_rows(forest), range(forest.n_trees)
    found, expected = (np.zeros((len(trial), forest.n_classes)) for _ in range(2))
    walks.add(every, trial, found)
    ArrayTrees(forest).add(every, trial, expected)
    return walks if np.array_equal(found, expected) else None


class PackedWalks:
    """Walks the packed trees with numba, eight rows at a time."""

    def __init__(self, packed: PackedForest, code: ModuleType) -> None:
        """Hold the packed forest and the code that walks through it."""
        self._packed, self._code = packed, code

    def add(self, trees: range, block: np.ndarray, total: np.ndarray) -> None:
        """Add the shares of ``trees``, in order, to ``total`` float64 (row, class)."""
        packed = self._packed
        roots = packed.roots[trees.start : trees.stop]
        mixed = (packed.starts, packed.classes, packed.shares)
        for start in range(0, len(block), _BLOCK_ROWS):
            rows = _walkable(block[start : start + _BLOCK_ROWS], self._code.LANES)
            sums = total[start : start + _BLOCK_ROWS]
            self._code.add_shares(packed.nodes, roots, packed.leaf, mixed, rows, sums)


def _walkable(rows: np.ndarray, lanes: int) -> np.ndarray:
    """Return rows without NaN and, with rows nobody looks at, a multiple of ``lanes`` of them."""
    lacking = -len(rows) % lanes
    if lacking:
        rows = np.concatenate([rows, np.zeros((lacking, rows.shape[1]), rows.dtype)])
    return np.where(np.isnan(rows), np.float32(np.inf), rows) if np.isnan(rows).any() else rows


class ArrayTrees:
    """Walks the trees with NumPy, all rows of a block one level at a time."""

    def __init__(self, forest: Forest) -> None:
        leaf = forest.left == _LEAF
        self.forest = forest
        self.value_rows = np.where(leaf, np.cumsum(leaf) - 1, -1)  # row of ``values`` per node
        pure = np.count_nonzero(forest.values, axis=1) == 1
        self.held = np.full(len(leaf), -1)  # class of each leaf of one class
        self.held[leaf] = np.where(pure, forest.values.argmax(axis=1), -1)

    def add(self, trees: range, block: np.ndarray, total: np.ndarray) -> None:
        """Add the shares of ``trees``, in order, to ``total`` float64 (row, class)."""
        flat, firsts = total.reshape(-1), np.arange(len(total)) * total.shape[1]
        for tree in trees:
            node = self.leaves(tree, block)
            node += self.forest.tree_starts[tree]
            held = self.held[node]
            mixed = np.flatnonzero(held < 0)
            if not mixed.size:
                flat[firsts + held] += 1.0
            elif mixed.size > _MANY_MIXED * len(held):
                total += self.forest.values[self.value_rows[node]]
            else:
                total[mixed] += self.forest.values[self.value_rows[node[mixed]]]
                pure = np.flatnonzero(held >= 0)
                flat[firsts[pure] + held[pure]] += 1.0

    def leaves(self, tree: int, block: np.ndarray) -> np.ndarray:
        """Leaf of each row, counted from the tree's first node, intp (row,)."""
        forest = self.forest
        nodes = slice(forest.tree_starts[tree], forest.tree_starts[tree + 1])
        feature, threshold = forest.feature[nodes], forest.threshold[nodes]
        left, right = forest.left[nodes], forest.right[nodes]
        place = np.zeros(len(block), dtype=np.intp)
        walking = np.arange(len(block) if left[0] != _LEAF else 0)
        while len(walking):
            at = place[walking]
            # float32 against float64, as scikit-learn compares
            goes_left = block[walking, feature[at]].astype(np.float64) <= threshold[at]
            at = np.where(goes_left, left[at], right[at])
            place[walking] = at
            walking = walking[left[at] != _LEAF]
        return place


class CompiledTrees(ArrayTrees):
    """Walks the trees with scikit-learn's compiled code, which releases the interpreter lock.

    The nodes are handed over by field name with all other fields zero, which suits every
    scikit-learn from 1.0 to 1.9. This is not public interface: see ``fastest_trees``.
    """

    def __init__(self, forest: Forest) -> None:
        from sklearn.tree._tree import NODE_DTYPE, Tree

        super().__init__(forest)
        self.trees = []
        for start, end in zip(forest.tree_starts[:-1], forest.tree_starts[1:]):
            nodes = np.zeros(end - start, dtype=NODE_DTYPE)
            nodes["left_child"] = forest.left[start:end]
            nodes["right_child"] = forest.right[start:end]
            nodes["feature"] = forest.feature[start:end]
            nodes["threshold"] = forest.threshold[start:end]
            tree = Tree(forest.n_features, np.ones(1, dtype=np.intp), 1)
            values = np.zeros((len(nodes), 1, 1))
            tree.__setstate__(
                {"max_depth": 0, "node_count": len(nodes), "nodes": nodes, "values": values}
            )
            self.trees.append(tree)

    def leaves(self, tree: int, block: np.ndarray) -> np.ndarray:
        """Leaf of each row, counted from the tree's first node, intp (row,)."""
        return self.trees[tree].apply(block)  # type: ignore[no-any-return]


def fastest_trees(forest: Forest) -> ArrayTrees:
    """The compiled trees where this scikit-learn has them and they agree with the plain ones."""
    plain = ArrayTrees(forest)
    try:
        compiled = CompiledTrees(forest)
        trial = _trial_rows(forest)
        last = forest.n_trees - 1
        if all(_same_leaves(plain, compiled, tree, trial) for tree in {0, last // 2, last}):
            return compiled
    except (ImportError, AttributeError, TypeError, ValueError, KeyError):
        pass  # another scikit-learn: the plain trees give the same leaves, only slower
    return plain


def _same_leaves(plain: ArrayTrees, compiled: ArrayTrees, tree: int, trial: np.ndarray) -> bool:
    return np.array_equal(plain.leaves(tree, trial), compiled.leaves(tree, trial))


def _trial_rows(forest: Forest) -> np.ndarray:
    """A few rows of values near the thresholds of their features, float32 (row, feature)."""
    rng = np.random.default_rng(0)
    trial = rng.normal(size=(64, forest.n_features))
    for column in np.unique(forest.feature[forest.left != _LEAF]):
        known = forest.threshold[(forest.feature == column) & (forest.left != _LEAF)]
        trial[:, column] = rng.choice(known, size=len(trial))
    return trial.astype(np.float32)
