"""Splitting samples by place, so that a forest is tested where it has not been trained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..accuracy.accuracy import Accuracy, assess, confusion_matrix
from ..errors import InputError
from ..phrases import counted, grouped

FOLDS = 5
BLOCK_SIZE = 3  # cells along one side
MAX_BLOCK_SIZE = 1000
_NOTABLE_POINTS = 1.0  # per cent between two splits


def check_block_size(size: int) -> None:
    """Raise InputError for a number of cells no block can have."""
    whole = isinstance(size, (int, np.integer)) and not isinstance(size, bool)
    if not (whole and 1 <= size <= MAX_BLOCK_SIZE):
        raise InputError(
            f"BLOCK_SIZE: {size} is out of range; give a whole number of coarse cells from 1 to "
            f"{MAX_BLOCK_SIZE}."
        )


def cell_blocks(cells: np.ndarray, *, size: int = BLOCK_SIZE) -> np.ndarray:
    """Block of each sample from its coarse cell: squares of ``size`` cells a side.

    The squares hang on the first cell of the coarse raster, so more samples move no border.

    Args:
        cells: row and column of the coarse cell, integers (sample, 2).
        size: cells along one side of a block.

    Returns:
        int64 (sample,), 0..number of blocks - 1.

    Raises:
        InputError: the cells or the size are not usable.
    """
    check_block_size(size)
    cells = np.asarray(cells)
    if cells.ndim != 2 or cells.shape[1] != 2 or not np.issubdtype(cells.dtype, np.integer):
        raise InputError("Coarse cells must be whole numbers, a row and a column per sample.")
    _, blocks = np.unique(cell_numbers(cells.astype(np.int64) // size), return_inverse=True)
    return blocks.reshape(-1).astype(np.int64)


def cell_numbers(cells: np.ndarray) -> np.ndarray:
    """Return a number for each pair of row and column, int64 (sample,), in the order of both.

    To find equal numbers takes a tenth of the time that equal pairs take.
    """
    if not len(cells):
        return np.zeros(0, np.int64)
    rows, cols = (cells - cells.min(axis=0)).astype(np.int64).T
    return rows * (int(cols.max()) + 1) + cols


def location_blocks(x: np.ndarray, y: np.ndarray, *, size: float) -> np.ndarray:
    """Block of each sample from its coordinates: squares of side ``size``, in their unit.

    The squares hang on the origin of the coordinates, so more samples move no border.

    Returns:
        int64 (sample,), 0..number of blocks - 1.

    Raises:
        InputError: coordinates or size are not usable.
    """
    places = np.stack([np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)], axis=-1)
    if places.ndim != 2 or not np.isfinite(places).all():
        raise InputError("Sample coordinates must be finite numbers, one pair per sample.")
    if not (np.isfinite(size) and size > 0):
        raise InputError(f"The block size is {size}; give a length greater than 0.")
    _, blocks = np.unique(np.floor(places / size), axis=0, return_inverse=True)
    return blocks.reshape(-1).astype(np.int64)


def block_folds(
    block_ids: np.ndarray, *, folds: int = FOLDS, seed: int, labels: np.ndarray | None = None
) -> np.ndarray:
    """Deal whole blocks into folds of similar size.

    Each block goes to the fold that holds least of its classes and least samples, among the folds
    at most one largest block fuller than the emptiest; blocks that hold most of a class go first.
    So fold sizes differ by at most two largest blocks, and a class found in several blocks is
    spread over several folds, so that it stays in every training part, as far as possible.

    Args:
        block_ids: block of each sample, integers (sample,).
        folds: how many; no more than there are blocks are used.
        seed: decides between equal blocks.
        labels: class of each sample, integers (sample,), where classes shall be spread.

    Returns:
        fold of each sample, int64 (sample,), every one of 0..folds - 1 used.

    Raises:
        InputError: fewer than two blocks or folds, or labels of another length.
    """
    blocks, block_index = np.unique(np.asarray(block_ids), return_inverse=True)
    block_index = block_index.reshape(-1)
    if folds < 2:
        raise InputError(f"{folds} folds cannot be tested against each other; choose 2 or more.")
    if len(blocks) < 2:
        raise InputError(
            f"All {len(block_index)} samples lie in one block; use smaller blocks or draw samples "
            "from a larger area."
        )
    if labels is None:
        labels = np.zeros(len(block_index), dtype=np.int64)
    if np.shape(labels) != block_index.shape:
        raise InputError(f"{np.size(labels)} labels do not fit {len(block_index)} samples.")
    classes, class_index = np.unique(labels, return_inverse=True)
    counts = np.zeros((len(blocks), len(classes)), dtype=np.int64)
    np.add.at(counts, (block_index, class_index.reshape(-1)), 1)
    return _deal(counts, folds=min(folds, len(blocks)), seed=seed)[block_index]


def _deal(counts: np.ndarray, *, folds: int, seed: int) -> np.ndarray:
    """Fold of each block, int64 (block,), from its samples per class, int64 (block, class)."""
    sizes = counts.sum(axis=1)
    # all samples together count as one more class, so that sizes stay alike
    shares = np.concatenate([counts / counts.sum(axis=0), sizes[:, None] / sizes.sum()], axis=1)
    order = np.random.default_rng(seed).permutation(len(counts))
    order = order[np.argsort(-shares[order].max(axis=1), kind="stable")]
    fold_of = np.empty(len(counts), dtype=np.int64)
    held = np.zeros((folds, shares.shape[1]))
    fold_sizes = np.zeros(folds, dtype=np.int64)
    for block in order:
        cost = (held * shares[block]).sum(axis=1)  # not "@": linear algebra libraries round apart
        cost[fold_sizes > fold_sizes.min() + sizes.max()] = np.inf
        fold = int(cost.argmin())
        fold_of[block] = fold
        held[fold] += shares[block]
        fold_sizes[fold] += sizes[block]
    return fold_of


@dataclass(frozen=True, eq=False)
class HeldOut:
    """What forests say of samples whose blocks they have not seen.

    Attributes:
        probabilities: float32 (sample, class); a row is NaN where its training part has one class.
        fold: the fold each sample was tested in, int64 (sample,).
    """

    probabilities: np.ndarray
    fold: np.ndarray

    @property
    def predicted(self) -> np.ndarray:
        """Most probable class index, int64 (sample,); -1 where not tested."""
        return most_probable(self.probabilities)

    def fold_agreement(self, labels: np.ndarray) -> tuple[float, ...]:
        """Return the share of labels repeated in each fold that was tested."""
        tested = self.predicted >= 0
        agreed = self.predicted == labels
        folds = np.unique(self.fold[tested])
        return tuple(float(agreed[tested & (self.fold == one)].mean()) for one in folds)


def most_probable(probabilities: np.ndarray) -> np.ndarray:
    """Class index of the largest probability, int64 (sample,); -1 where one is NaN."""
    known = np.isfinite(probabilities).all(axis=1)
    return np.where(known, probabilities.argmax(axis=1), -1).astype(np.int64)


def agreement(probabilities: np.ndarray, labels: np.ndarray) -> Accuracy | None:
    """Compare the most probable class of each sample with its label.

    Args:
        probabilities: (sample, class), of blocks held out, or out of bag; rows with NaN do not
            count.
        labels: class index of each sample, integers 0..class - 1.

    Returns:
        Predicted class (rows) against label (columns); None where no row counts.
    """
    predicted = most_probable(probabilities)
    if (predicted < 0).all():
        return None
    return assess(confusion_matrix(predicted, labels, n_classes=probabilities.shape[1]))


def compare_splits(random: Accuracy | None, blocks: Accuracy | None, *, unlearnt: int = 0) -> str:
    """Say what the leak of a random split looks like beside whole blocks; "" if one is missing.

    Args:
        random: agreement out of bag: every tree is tested on the pixels it has not drawn,
            wherever they lie, so that its training pixels are their neighbours.
        blocks: agreement in blocks held out as a whole.
        unlearnt: samples among them whose class lies in their fold alone.

    Reference:
        Ploton et al. (2020), Spatial validation reveals poor predictive performance of
        large-scale ecological mapping models. https://doi.org/10.1038/s41467-020-18321-y
    """
    if random is None or blocks is None:
        return ""
    points = 100 * (random.overall - blocks.overall)
    figures = f"Random pixels {random.overall:.1%}, whole blocks {blocks.overall:.1%}"
    if points >= _NOTABLE_POINTS:
        meaning = _meaning(points, unlearnt, int(blocks.total))
    elif points > -_NOTABLE_POINTS:
        meaning = "hardly any difference, so pixels tell little of their neighbours here"
    else:
        meaning = (
            "no sign that pixels tell anything of their neighbours (only about a third of the "
            "trees judge a random pixel, which costs a little)"
        )
    return (
        f"{figures}: {meaning}. Both are agreement with the coarse map where the forest has not "
        "seen it, not accuracy."
    ).replace("%", " %")


def _meaning(points: float, unlearnt: int, tested: int) -> str:
    """Return what lies between two splits that differ notably, in per cent of the samples."""
    neighbours = "what pixels tell of their neighbours, often of the same coarse cell"
    if not unlearnt:
        return f"the {points:.1f} points between them are {neighbours}"
    missed = min(100 * unlearnt / tested, points)
    verb = "is" if unlearnt == 1 else "are"
    told = (
        f"{grouped(unlearnt)} of the {counted(tested, 'sample')} {verb} of a class that lies in "
        "one fold alone, so that the trees that judge it have never learnt it, which is no leak "
        "and makes up "
        f"{missed:.1f} of the {points:.1f} points between them"
    )
    if points - missed < _NOTABLE_POINTS:
        return told
    return f"{told}; the others are {neighbours}"
