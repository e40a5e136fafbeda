"""How much the coarse map should weigh, tried out one step coarser, where the answer is known.

The coarse map is degraded by ``FACTOR``, brought back to its own cells with the held-out
probabilities of the samples, and compared with itself. What works best from the degraded map to
the coarse map is taken for what works best from the coarse map to the image.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .degraded import FACTOR, CellSamples, DegradedMap, column_sums
from .progress import Progress, check
from .self_validation_result import SelfValidation, SettingScore

__all__ = ["CellSamples", "SelfValidation", "SettingScore", "self_validate"]

WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
CORRECTIONS = (0.5, 0.75, 1.0)  # a class of few blocks is not seen here, and is lost below these
MIN_CELLS = 12  # more than one degraded cell holds
_WELL_KNOWN_SHARE = 0.25  # of the cells; fewer in such blocks are a map of holes
_TIE = 1e-9
_TINY = 1e-300  # no division by zero


def self_validate(
    samples: CellSamples, *, training_shares: np.ndarray, error_rate: float, progress: Progress
) -> SelfValidation | None:
    """Find the weight and correction of the prior that bring back a degraded coarse map best.

    Every setting is scored by kappa + macro-F1 over cells, each weighted by how probably its
    label is right, and averaged over all ways to lay the degraded cells. The gain is that of
    kappa over the degraded map itself, plus what the errors of the coarse map cost its copy but
    not a comparison with labels that hold the same errors.

    Args:
        samples: held-out probabilities, and the cells to bring back.
        training_shares: class shares of the training samples, (class,).
        error_rate: share of cells with a wrong label, from ``fit_cell_noise``.
        progress: told the share done; may cancel.

    Returns:
        None where fewer than twelve cells of two classes can be compared, or most cells have too
        few neighbours in the table to make up a degraded map.

    Raises:
        Cancelled: ``progress`` asked to stop.

    Reference:
        Wald, Ranchin and Mangolini (1997), Fusion of satellite images of different spatial
        resolutions: assessing the quality of resulting images. Photogrammetric Engineering and
        Remote Sensing 63, p. 691-699. https://hal.science/hal-00365304
    """
    trial = _Trial(samples, training_shares)
    shifts = [(row, col) for row in range(FACTOR) for col in range(FACTOR)]
    scores, copies = [], []
    for done, shift in enumerate(shifts):
        check(progress)
        degraded = DegradedMap(samples, shift)
        compared = trial.among(degraded.well_known)
        if compared.enough:
            copies.append(compared.score(degraded.labels[degraded.block_of[trial.cells]]))
            shares = degraded.shares(trial.cells, samples.n_classes)
            scores.append([compared.score(found) for found in trial.results(shares, progress)])
        progress.set((done + 1) / len(shifts))
    if not scores:
        return None
    return _choose(np.array(scores), np.array(copies), trial=trial, error_rate=error_rate)


def _total(values: np.ndarray) -> np.ndarray:
    """Sum over the classes, in their order; float64 (column,)."""
    total = np.zeros(values.shape[1])
    for one in values:
        total += one
    return total


class _Trial:
    """Cells to bring back, and the samples in them.

    Attributes:
        cells: positions of the cells in their table.
        kinds: number of classes among their labels.
    """

    def __init__(self, samples: CellSamples, training_shares: np.ndarray) -> None:
        known, use = samples.known, samples.compared
        self.cells = np.flatnonzero(use)
        self._labels = samples.labels[self.cells].astype(np.int64)
        self._trust = samples.posterior[self.cells, self._labels]
        self.kinds = len(np.unique(self._labels))
        self._classes = samples.n_classes
        known = known & use[samples.sample_cell]
        self._cell_of = (np.cumsum(use) - 1)[samples.sample_cell[known]]
        probabilities = np.ascontiguousarray(samples.probabilities[known].T, dtype=np.float64)
        shares = np.maximum(training_shares, 1e-6)[:, None]
        self._corrected = [probabilities / shares**power for power in CORRECTIONS]

    def among(self, well_known: np.ndarray) -> _Compared:
        """Return the cells whose place in the table allows to compare them, bool (cell,)."""
        weights = np.where(well_known[self.cells], self._trust, 0.0)
        return _Compared(self._labels, weights, self._classes)

    def results(self, shares: np.ndarray, progress: Progress) -> Iterator[np.ndarray]:
        """Yield the class of each cell, int64 (cell,), by weight and then correction.

        It is the one with the greatest mean probability over the cell's samples, each as
        ``combine`` of the prior would have it; here powers are taken once for many settings.
        """
        for weight in WEIGHTS:
            local = (shares**weight)[:, self._cell_of]
            for corrected in self._corrected:
                check(progress)
                posterior = corrected * local
                posterior /= np.maximum(_total(posterior), _TINY)
                yield column_sums(posterior, self._cell_of, count=len(self.cells)).argmax(axis=0)


@dataclass(frozen=True, eq=False)
class _Compared:
    """Labels that results are compared with, int64 (cell,), and what each counts."""

    labels: np.ndarray
    weights: np.ndarray
    n_classes: int

    @property
    def enough(self) -> bool:
        """Whether that can tell anything."""
        counted = self.labels[self.weights > 0]
        least = max(MIN_CELLS, _WELL_KNOWN_SHARE * len(self.labels))
        return len(counted) >= least and len(np.unique(counted)) > 1

    def score(self, found: np.ndarray) -> tuple[float, float]:
        """Return kappa, and mean F1 over the classes of the labels."""
        size = self.n_classes
        places = found * size + self.labels
        matrix = np.bincount(places, weights=self.weights, minlength=size * size)
        matrix = matrix.reshape(size, size) / matrix.sum()
        rows, cols, agreed = matrix.sum(axis=1), matrix.sum(axis=0), np.diag(matrix)
        chance = float((rows * cols).sum())
        kappa = (float(agreed.sum()) - chance) / max(1 - chance, _TIE)
        there = cols > 0
        return kappa, float((2 * agreed[there] / (rows + cols)[there]).mean())


def _choose(
    scores: np.ndarray, copies: np.ndarray, *, trial: _Trial, error_rate: float
) -> SelfValidation:
    """Choose the best setting from scores (shift, setting, 2) and those of the copy (shift, 2)."""
    grid = [(weight, correction) for weight in WEIGHTS for correction in CORRECTIONS]
    mean, spread = scores.mean(axis=0), scores[:, :, 0].std(axis=0)
    total = mean.sum(axis=1)
    chosen = int(np.flatnonzero(total >= total.max() - _TIE)[0])  # the smallest weight of equals
    over_copy = scores[:, chosen, 0] - copies[:, 0]
    copy_kappa, copy_macro_f1 = (float(value) for value in copies.mean(axis=0))
    own_errors = error_rate * trial.kinds / (trial.kinds - 1) * copy_kappa
    return SelfValidation(
        scores=tuple(
            SettingScore(*setting, float(kappa), float(macro_f1), float(deviation))
            for setting, (kappa, macro_f1), deviation in zip(grid, mean, spread)
        ),
        copy_kappa=copy_kappa,
        copy_macro_f1=copy_macro_f1,
        weight=grid[chosen][0],
        correction=grid[chosen][1],
        gain=float(over_copy.mean()) + own_errors,
        gain_spread=float(over_copy.std()),
        error_rate=float(error_rate),
        cells=len(trial.cells),
        factor=FACTOR,
    )
