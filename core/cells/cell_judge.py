"""What a model remembers of the coarse cells it learnt from, to judge coarse cells by their image.

A cell can only be judged by trees that have not learnt its label. The forest is therefore grown
in groups of trees, each without one fold of the cells, and the model keeps the cells' folds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import ModelError
from ..legends.legend import CODE_MAX
from .cell_noise import CellNoise

ARRAYS = ("overall", "cells", "codes", "folds", "trust", "others", "tree_groups", "known")
"""The fields that are arrays, in the order of their declaration."""

_KINDS = (
    ("overall", np.dtype(np.float64), 1),
    ("cells", np.dtype(np.int32), 2),
    ("codes", np.dtype(np.int32), 1),
    ("folds", np.dtype(np.int32), 1),
    ("trust", np.dtype(np.float64), 1),
    ("others", np.dtype(np.int32), 1),
    ("tree_groups", np.dtype(np.int64), 1),
    ("known", np.dtype(np.int32), 2),
)
_SUM_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class CellJudge:
    """The cells of training, their folds, and how often such cells err; checked on creation.

    The arrays are read-only afterwards.

    Attributes:
        noise: how evidence, neighbours and labels go together.
        overall: share of each class among the training cells, float64 (class,), sums to 1.
        cells: row and column of each cell in the whole coarse raster, int32 (cell, 2), rising by
            row, then by column; no cell twice.
        codes: class code each cell had, int32 (cell,), 0..65535.
        folds: fold of each cell, int32 (cell,).
        trust: probability that its code is right, as training found it before it left samples
            out, float64 (cell,), 0..1.
        others: code of the class it more probably has than any but its own, int32 (cell,).
        tree_groups: first tree of each fold's group in the forest and, last, the number of trees,
            int64 (fold + 1,); the group of a fold has seen none of the fold's cells.
        known: 1 where the group's training part held the class, else 0, int32 (fold, class).

    Raises:
        ModelError: the arrays do not fit together.
    """

    noise: CellNoise
    overall: np.ndarray
    cells: np.ndarray
    codes: np.ndarray
    folds: np.ndarray
    trust: np.ndarray
    others: np.ndarray
    tree_groups: np.ndarray
    known: np.ndarray

    def __post_init__(self) -> None:
        """Let no malformed judge exist, whether from a file or from training."""
        if not isinstance(self.noise, CellNoise):
            raise ModelError("The judge does not know how often coarse cells err.")
        for name, kind, axes in _KINDS:
            array = getattr(self, name)
            if not isinstance(array, np.ndarray) or array.dtype != kind or array.ndim != axes:
                raise ModelError(f"The judge's array {name} is not {axes}-dimensional {kind}.")
            array = np.ascontiguousarray(array).view()
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        _check_cells(self)
        _check_folds(self)
        _check_shares(self.overall)

    @property
    def n_classes(self) -> int:
        """Number of classes, those of the forest."""
        return len(self.overall)

    @property
    def n_folds(self) -> int:
        """Number of folds, and of groups of trees."""
        return len(self.tree_groups) - 1

    def group(self, fold: int) -> tuple[int, int]:
        """Return the first tree of a fold's group, and the first one after it."""
        return int(self.tree_groups[fold]), int(self.tree_groups[fold + 1])

    def find(self, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
        """Return the positions in ``cells`` of cells of the whole coarse raster; -1 = not there.

        Args:
            rows, cols: integers >= 0 of one shape.

        Returns:
            int64 of that shape.
        """
        keys, wanted = _keys(self.cells[:, 0], self.cells[:, 1]), _keys(rows, cols)
        places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[places] == wanted, places, -1).astype(np.int64)

    def check_fits(self, *, n_classes: int, n_trees: int) -> None:
        """Raise ModelError unless the judge was made for such a forest."""
        if self.n_classes != n_classes:
            raise ModelError(
                f"The model has {n_classes} classes, its judge of coarse cells {self.n_classes}."
            )
        if int(self.tree_groups[-1]) != n_trees:
            raise ModelError(
                f"The model's forest has {n_trees} trees, its judge of coarse cells "
                f"{int(self.tree_groups[-1])}."
            )


def _keys(rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    return np.asarray(rows, np.int64) << 32 | np.asarray(cols, np.int64)


def _check_cells(judge: CellJudge) -> None:
    cells, count = judge.cells, len(judge.cells)
    if cells.shape != (count, 2) or count < 1:
        raise ModelError(f"The judge's cells have shape {cells.shape}, not (cell, 2).")
    lengths = {name: len(getattr(judge, name)) for name in ("codes", "folds", "trust", "others")}
    if set(lengths.values()) != {count}:
        told = ", ".join(f"{length} {name}" for name, length in lengths.items())
        raise ModelError(f"The judge has {count} cells, but {told}.")
    if (cells < 0).any() or (np.diff(_keys(cells[:, 0], cells[:, 1])) <= 0).any():
        raise ModelError("The judge's cells are negative, unsorted or double.")
    codes = np.concatenate([judge.codes, judge.others])
    if (codes < 0).any() or (codes > CODE_MAX).any():
        raise ModelError(f"A class code of the judge is outside 0 to {CODE_MAX}.")
    if not ((judge.trust >= 0) & (judge.trust <= 1)).all():  # NaN is neither
        raise ModelError("The judge's trust in a cell is outside 0 to 1.")


def _check_folds(judge: CellJudge) -> None:
    groups, folds = judge.tree_groups, judge.n_folds
    if folds < 1 or groups[0] != 0 or (groups[1:] <= groups[:-1]).any():
        raise ModelError(f"The judge's groups of trees {groups[:20].tolist()} do not rise from 0.")
    if (judge.folds < 0).any() or (judge.folds >= folds).any():
        raise ModelError(f"A fold of the judge is outside 0 to {folds - 1}.")
    if judge.known.shape != (folds, judge.n_classes):
        raise ModelError(
            f"The judge's array known has shape {judge.known.shape}, not "
            f"{(folds, judge.n_classes)}."
        )
    if ((judge.known != 0) & (judge.known != 1)).any():
        raise ModelError("The judge's array known holds other values than 0 and 1.")


def _check_shares(overall: np.ndarray) -> None:
    if not (np.isfinite(overall).all() and (overall >= 0).all()):
        raise ModelError("A class share of the judge is negative or not finite.")
    if overall.size < 2 or abs(float(overall.sum()) - 1) > _SUM_TOLERANCE:
        raise ModelError("The judge's class shares are fewer than two or do not sum to 1.")
