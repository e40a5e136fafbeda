"""Confusion matrices and the accuracy figures that follow from their counts.

Everywhere in FineCover the rows of a matrix are the classes of the map and its columns are the
classes of the reference. Figures that need a sampling design are in ``accuracy_design``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..phrases import counted


@dataclass(frozen=True)
class ClassAccuracy:
    """Agreement of one class; a figure that is not defined for it is NaN.

    Attributes:
        map_total: count (or weight) the map gives to the class: its row sum.
        reference_total: count the reference gives to the class: its column sum.
        agreed: count both give to the class: its diagonal cell.
        users: agreed / map_total, 0..1; NaN when the map lacks the class.
        producers: agreed / reference_total, 0..1; NaN when the reference lacks the class.
        f1: 2 agreed / (map_total + reference_total); NaN when both lack the class.
        iou: agreed / (map_total + reference_total - agreed); NaN when both lack the class.
        quantity: the class's quantity disagreement as a share of the whole matrix, 0..1.
        exchange: the class's exchange disagreement, likewise.
        shift: the class's shift disagreement, likewise.
    """

    map_total: float
    reference_total: float
    agreed: float
    users: float
    producers: float
    f1: float
    iou: float
    quantity: float
    exchange: float
    shift: float

    @property
    def present(self) -> bool:
        """Whether the map or the reference holds the class at all."""
        return self.map_total > 0 or self.reference_total > 0


@dataclass(frozen=True, eq=False)
class Accuracy:
    """Agreement of a map with a reference.

    Attributes:
        matrix: (map class, reference class), int64 counts or float64 weights.
        total: sum of the matrix.
        overall: share of the total on the diagonal, 0..1.
        kappa: Cohen's kappa; NaN when chance alone would agree everywhere.
        macro_f1: plain mean of the F1 of the classes present in the map or the reference.
        mean_iou: plain mean of their IoU. A class only one of the two holds counts as 0.
        quantity: overall quantity disagreement, 0..1.
        exchange: overall exchange disagreement, 0..1.
        shift: overall shift disagreement, 0..1; the three add up to ``1 - overall``.
        classes: one entry per row of the matrix, in its order.
    """

    matrix: np.ndarray
    total: float
    overall: float
    kappa: float
    macro_f1: float
    mean_iou: float
    quantity: float
    exchange: float
    shift: float
    classes: tuple[ClassAccuracy, ...]


@dataclass(frozen=True, eq=False)
class Disagreement:
    """Quantity, exchange and shift of a matrix, in the matrix's own unit.

    The arrays are float64 (class,); each overall figure is half the sum over the classes, because
    a cell that disagrees belongs to two of them.
    """

    quantity: np.ndarray
    exchange: np.ndarray
    shift: np.ndarray

    @property
    def overall(self) -> tuple[float, float, float]:
        """Overall quantity, exchange and shift; they add up to the off-diagonal sum."""
        return (
            float(self.quantity.sum()) / 2,
            float(self.exchange.sum()) / 2,
            float(self.shift.sum()) / 2,
        )


def confusion_matrix(
    map_index: np.ndarray, reference_index: np.ndarray, *, n_classes: int
) -> np.ndarray:
    """Count how often each map class meets each reference class.

    Matrices of parts of a map add up with ``+`` to the matrix of the whole.

    Args:
        map_index: class positions 0..n_classes-1 in the map, integers, any shape; -1 = not
            counted.
        reference_index: the same of the reference, in the same shape.
        n_classes: number of classes, >= 1.

    Returns:
        int64 (map class, reference class): rows are the map, columns are the reference. A place
        that is -1 in either array is not counted.

    Raises:
        InputError: shapes differ, the arrays are not integers, or an index is out of range.
    """
    if n_classes < 1:
        raise InputError(f"A confusion matrix needs at least 1 class, not {n_classes}.")
    mapped, reference = np.asarray(map_index), np.asarray(reference_index)
    if mapped.shape != reference.shape:
        raise InputError(
            f"The map has shape {mapped.shape} and the reference {reference.shape}; "
            "bring both onto one grid first."
        )
    for name, index in (("map", mapped), ("reference", reference)):
        _check_index(index, name=name, n_classes=n_classes)
    counted = (mapped >= 0) & (reference >= 0)
    cells = mapped[counted].astype(np.int64) * n_classes + reference[counted].astype(np.int64)
    counts = np.bincount(cells, minlength=n_classes * n_classes).astype(np.int64)
    return counts.reshape(n_classes, n_classes)


def _check_index(index: np.ndarray, *, name: str, n_classes: int) -> None:
    if index.dtype.kind not in "iu":
        raise InputError(f"The {name} holds {index.dtype}; give integer class positions.")
    if not index.size:
        return
    low, high = int(index.min()), int(index.max())
    if low < -1 or high >= n_classes:
        wrong = low if low < -1 else high
        right = "0" if n_classes == 1 else f"0 to {n_classes - 1}"
        raise InputError(
            f"The {name} holds class position {wrong}; with {counted(n_classes, 'class')} it must "
            f"be {right}, or -1 for places that do not count."
        )


def assess(matrix: np.ndarray) -> Accuracy:
    """Work out every accuracy figure of a confusion matrix.

    Kappa is given for comparison with older studies only: it corrects for a chance agreement
    nobody expects, and Pontius & Millones advise reporting quantity and allocation instead.

    Args:
        matrix: (map class, reference class), counts or weights (for example estimated area
            shares), >= 0. Classes may be absent from the map, the reference, or both.

    Raises:
        InputError: the matrix is not square, holds a negative or non-finite number, or is empty.

    Reference:
        Cohen (1960), A coefficient of agreement for nominal scales.
        https://doi.org/10.1177/001316446002000104
        Pontius & Millones (2011), Death to Kappa. https://doi.org/10.1080/01431161.2011.552923
        Pontius & Santacruz (2014), Quantity, exchange, and shift components of difference.
        https://doi.org/10.1080/2150704X.2014.969814
    """
    counts = check_matrix(matrix)
    total = float(counts.sum())
    difference = disagreement(counts)
    classes = _per_class(counts, difference)
    quantity, exchange, shift = (part / total for part in difference.overall)
    present = [entry for entry in classes if entry.present]
    return Accuracy(
        matrix=counts,
        total=total,
        overall=_overall(counts),
        kappa=_kappa(counts),
        macro_f1=float(np.mean([entry.f1 for entry in present])),
        mean_iou=float(np.mean([entry.iou for entry in present])),
        quantity=quantity,
        exchange=exchange,
        shift=shift,
        classes=classes,
    )


def check_matrix(matrix: np.ndarray) -> np.ndarray:
    """Return a read-only copy of a usable (map, reference) matrix, int64 or float64.

    Raises:
        InputError: the matrix is not square, holds a negative or non-finite number, or is empty.
    """
    given = np.asarray(matrix)
    if given.ndim != 2 or given.shape[0] != given.shape[1]:
        raise InputError(
            f"A confusion matrix must be square, map classes by reference classes; "
            f"this one has shape {given.shape}."
        )
    counts = given.astype(np.int64 if given.dtype.kind in "iu" else np.float64)
    if not np.isfinite(counts).all() or (counts < 0).any():
        raise InputError("A confusion matrix holds counts or weights: none may be negative or NaN.")
    if not counts.sum() > 0:
        raise InputError(
            "Nothing was compared: the map and the reference share no valid pixel or point; "
            "check that they overlap and use the same legend."
        )
    counts.setflags(write=False)
    return counts


def disagreement(matrix: np.ndarray) -> Disagreement:
    """Split the disagreement of each class into quantity, exchange and shift.

    Quantity is the difference of the class's totals; exchange is what two classes swap in equal
    amounts; shift is the rest of the allocation disagreement.

    Args:
        matrix: (map class, reference class), counts or weights.

    Reference:
        Pontius & Santacruz (2014), eq. 1-13. https://doi.org/10.1080/2150704X.2014.969814
    """
    cells = np.asarray(matrix, dtype=np.float64)
    agreed = np.diag(cells)
    commission = cells.sum(axis=1) - agreed
    omission = cells.sum(axis=0) - agreed
    quantity = np.abs(commission - omission)
    exchange = 2 * (np.minimum(cells, cells.T).sum(axis=1) - agreed)
    # Rounding of weights must not leave a tiny negative shift.
    shift = np.maximum(commission + omission - quantity - exchange, 0.0)
    return Disagreement(quantity=quantity, exchange=exchange, shift=shift)


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Divide elementwise; NaN where ``whole`` is 0."""
    part, whole = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole != 0)


def _overall(counts: np.ndarray) -> float:
    agreed = float(np.trace(counts))
    if np.count_nonzero(counts) == np.count_nonzero(np.diag(counts)):
        return 1.0  # sums of weights round as they are added up
    return agreed / float(counts.sum())


def _kappa(counts: np.ndarray) -> float:
    if np.count_nonzero(counts.sum(axis=0) + counts.sum(axis=1)) == 1:
        return float("nan")  # one class everywhere: 0 / 0, which rounding could hide
    overall = _overall(counts)
    if overall == 1:
        return 1.0
    shares = counts / counts.sum()
    by_chance = float((shares.sum(axis=1) * shares.sum(axis=0)).sum())
    return (overall - by_chance) / (1 - by_chance)


def _per_class(counts: np.ndarray, difference: Disagreement) -> tuple[ClassAccuracy, ...]:
    agreed, mapped, reference = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    total = counts.sum()
    columns = (
        mapped,
        reference,
        agreed,
        ratio(agreed, mapped),
        ratio(agreed, reference),
        ratio(2 * agreed, mapped + reference),
        ratio(agreed, mapped + reference - agreed),
        difference.quantity / total,
        difference.exchange / total,
        difference.shift / total,
    )
    return tuple(ClassAccuracy(*row) for row in zip(*(column.tolist() for column in columns)))
