"""The coarse map as a prior: how common each class is around a pixel, and what follows."""

from __future__ import annotations

from typing import Callable, Protocol

import numpy as np

from ..compiled import kernels
from ..features.focal import convolve_inside, gaussian_kernel
from ..legends.legend import Legend
from ..powers import raise_to
from .coarse import NO_CLASS, CoarseMap

# in force where the model carries no self-validation, which chooses both for its place
DEFAULT_PRIOR_WEIGHT = 0.5
TRAINING_CORRECTION = 0.5
NEIGHBOURHOOD = 0.5  # cells, standard deviation of the Gaussian
CELL_REACH = 1 + gaussian_kernel(NEIGHBOURHOOD).size // 2  # cells seen beyond a pixel's own
_FLOOR = 0.02  # of probability spread over all classes: no class is impossible anywhere
_TELLS_NOTHING = 1e-9  # of a cell around
_WORTH_COMPILING = 4096  # pixels at once


def class_columns(coarse: Legend, classes: Legend) -> np.ndarray:
    """Return for each class of the coarse legend its position in ``classes``, int16; -1 = none."""
    return classes.index_of(coarse.codes).astype(np.int16)


def local_shares(
    coarse: CoarseMap, positions: Places, *, columns: np.ndarray, n_classes: int
) -> np.ndarray:
    """Return how common each class is in the coarse map around each pixel.

    The cells' classes are smoothed by a Gaussian of half a cell and interpolated to the pixel. A
    cell counts 1 for its class; where the coarse map tells how far its cells are trusted, that
    much, and the rest for the class it most likely has instead. A rest without such a class is
    dropped, and cells without a class do not count.

    Args:
        coarse: the coarse map.
        positions: where the pixels lie among its cells, arrays (row, col).
        columns: position of each coarse class among the wanted ones, from ``class_columns``.
        n_classes: number of wanted classes.

    Returns:
        float64 (class, row, col); sums to 1, every share at least 0.02 / n_classes; equal shares
        where the coarse map says nothing, and more than half a cell beyond its frame.
    """
    every = LocalShares(coarse, positions, columns=columns, n_classes=n_classes)
    found = np.empty((n_classes, *positions.row.shape))
    every.fill(found, slice(None))
    return found


class Places(Protocol):
    """Where pixels lie among coarse cells, see ``CellPositions``."""

    @property
    def row(self) -> np.ndarray:
        """Fractional rows, float64 (row, col); NaN where there is none."""

    @property
    def col(self) -> np.ndarray:
        """Fractional columns, likewise."""


class LocalShares:
    """What ``local_shares`` returns, a few rows of pixels at a time."""

    def __init__(
        self, coarse: CoarseMap, positions: Places, *, columns: np.ndarray, n_classes: int
    ) -> None:
        """Smooth the cells around the pixels; for the arguments see ``local_shares``."""
        self._row, self._col = positions.row - 0.5, positions.col - 0.5  # whole = cell centres
        height, width = coarse.labels.shape
        with np.errstate(invalid="ignore"):  # NaN lies nowhere
            known = (self._row >= -1) & (self._row <= height)
            known &= (self._col >= -1) & (self._col <= width)
        self._known = known
        self._corner = (0, 0)
        self._cells = np.zeros((n_classes, 0, 0))
        if known.any():
            row, col = (at if known.all() else at[known] for at in (self._row, self._col))
            top, left = int(np.floor(row.min())), int(np.floor(col.min()))
            bottom, right = int(np.floor(row.max())) + 2, int(np.floor(col.max())) + 2
            box = (top, left, bottom, right)
            self._cells = np.ascontiguousarray(_smoothed(coarse, box, columns, n_classes))
            self._corner = (top, left)

    def fill(
        self, shares: np.ndarray, rows: slice, *, check: Callable[[], None] | None = None
    ) -> None:
        """Write the shares of some rows, float32 or float64 (class, row, col).

        ``check`` is called while code is compiled; whatever it raises ends the work.
        """
        known = self._known[rows]
        worth = known.size >= _WORTH_COMPILING
        code = kernels("cells.prior_kernels", worth=worth, check=check)
        limits = (_TELLS_NOTHING, 1 - _FLOOR, _FLOOR / len(shares))
        row, col = self._row[rows], self._col[rows]
        if code is not None and self._cells.size:
            code.local_shares(self._cells, row, col, known, self._corner, limits, shares)
            return
        equal = 1.0 / len(shares)
        if not known.any():
            shares[:] = limits[1] * equal + limits[2]
            return
        row = np.where(known, row, row[known][0])  # any place; its shares are not used
        col = np.where(known, col, col[known][0])
        found = _interpolate(self._cells, row, col, corner=self._corner)
        total = np.zeros(known.shape)
        for share in found:  # class by class: sum() may add in another order in another window
            total += share
        told = known & (total > limits[0])
        found = np.where(told, found / np.where(told, total, 1.0), equal)
        shares[:] = limits[1] * found + limits[2]


def _smoothed(
    coarse: CoarseMap, box: tuple[int, int, int, int], columns: np.ndarray, n_classes: int
) -> np.ndarray:
    """Return smoothed classes of a box's cells, which may lie outside: float64 (class, r, c)."""
    kernel = gaussian_kernel(NEIGHBOURHOOD)
    reach = kernel.size // 2
    top, left, bottom, right = box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach
    rows, cols = np.arange(top, bottom), np.arange(left, right)
    height, width = coarse.labels.shape
    inside = ((rows >= 0) & (rows < height))[:, None] & ((cols >= 0) & (cols < width))[None, :]
    place = (rows.clip(0, height - 1)[:, None], cols.clip(0, width - 1)[None, :])
    wanted = _wanted(np.where(inside, coarse.labels[place], NO_CLASS), columns)
    every = np.arange(n_classes)[:, None, None]
    cells = (wanted[None] == every).astype(np.float64)
    if coarse.trust is not None and coarse.other is not None:
        trust = coarse.trust[place].astype(np.float64)
        instead = np.where(wanted == NO_CLASS, NO_CLASS, _wanted(coarse.other[place], columns))
        cells = cells * trust + (instead[None] == every) * (1 - trust)
    return convolve_inside(cells, kernel)


def _wanted(labels: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return positions among the wanted classes of positions in the coarse legend; -1 = none."""
    return np.where(labels == NO_CLASS, NO_CLASS, columns[labels])


def _interpolate(
    values: np.ndarray, row: np.ndarray, col: np.ndarray, *, corner: tuple[int, int]
) -> np.ndarray:
    """Return bilinear values at fractional positions; whole positions are cell centres.

    ``corner`` is the position of ``values[:, 0, 0]``. It must not be taken off before the
    fractions are known: their rounding would depend on the window.
    """
    r, c = np.floor(row).astype(np.int64), np.floor(col).astype(np.int64)
    r_share, c_share = row - r, col - c
    r, c = r - corner[0], c - corner[1]
    above = values[:, r, c] * (1 - c_share) + values[:, r, c + 1] * c_share
    below = values[:, r + 1, c] * (1 - c_share) + values[:, r + 1, c + 1] * c_share
    return above * (1 - r_share) + below * r_share


def combine(
    probabilities: np.ndarray,
    shares: np.ndarray | None,
    *,
    training_shares: np.ndarray,
    weight: float,
    correction: float,
) -> np.ndarray:
    """Return class probabilities after the prior, float64 (pixel, class), summing to 1.

    posterior ~ probability * (local share ** weight) / (training share ** correction): Bayes' rule
    with the prior of the training sample exchanged for that of the place, both softened because a
    forest does not follow its training shares fully and the coarse map errs. Weight and
    correction 0 return ``probabilities`` unchanged.

    Args:
        probabilities: of the forest, float64 (pixel, class).
        shares: local class shares > 0, float64 (pixel, class); not used, and may be None, when
            the weight is 0.
        training_shares: class shares of the training samples, float64 (class,).
        weight: exponent of the local shares, >= 0.
        correction: exponent of the training shares, >= 0.

    Reference:
        Saerens, Latinne and Decaestecker (2002), Adjusting the outputs of a classifier to new
        a priori probabilities. https://doi.org/10.1162/089976602753284446
    """
    posterior = probabilities
    if shares is not None and weight > 0:
        posterior = posterior * shares**weight
    if correction > 0:
        posterior = posterior / np.maximum(training_shares, 1e-6) ** correction
    if posterior is probabilities:
        return probabilities
    total = posterior.sum(axis=1, keepdims=True)
    return posterior / np.where(total > 0, total, 1.0)


def combine_planes(
    planes: np.ndarray,
    shares: np.ndarray | None,
    *,
    training_shares: np.ndarray,
    weight: float,
    correction: float,
) -> None:
    """Do in place, to float32 (class, row, col), what ``combine`` does to a table.

    Args:
        planes: probabilities of the forest; where all are 0 they stay so.
        shares: local class shares of the same shape and type, which are overwritten; None as in
            ``combine``.
        training_shares, weight, correction: as in ``combine``.
    """
    used = shares is not None and weight > 0
    if not used and correction <= 0:
        return
    factors = (np.maximum(training_shares, 1e-6) ** -correction).astype(planes.dtype)
    if shares is not None and used:
        planes *= raise_to(shares, weight)
    total = np.zeros(planes.shape[1:], planes.dtype)
    for plane, factor in zip(planes, factors):  # class by class, as above
        if correction > 0:
            plane *= factor
        total += plane
    total[total == 0] = 1
    planes /= total
