"""What temperature the map's probabilities need, found one step coarser, without a reference.

As in self-validation the coarse map is degraded, so that coarse cells stand for the pixels. Held
against the labels of their cells, single samples agree too seldom, for a cell holds other classes
than its own; the mean probabilities of whole cells agree more often than the probabilities of a
single pixel can. A pixel's agreement with its own class lies between the two, and so does its
temperature: the more mixed cells are, the nearer to that of whole cells. That a class of its own
in half of a cell leads all the way there was found on four scenes with known truth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from ..cells.degraded import CellSamples, DegradedMap, column_sums
from ..cells.prior import combine
from ..progress import Progress, check
from .calibration import Calibration
from .degraded_trial import MIN_CELLS
from .reliability import Reliability, apply_temperature, fit_temperature, reliability
from .self_validation import CORRECTIONS, WEIGHTS, SelfValidation

_SHIFTS = ((0, 0), (1, 1), (2, 2))  # each cell is once at every distance from a block's corner
_MOST_ROWS = 4000  # of samples, and of cells, per shift; more hardly change the third digit
_FULLY_MIXED = 0.5  # share of a cell that is not of its commonest class
_MOST_MIXED = 1.5  # times the share of cells that are not of their degraded cell's class
_ENOUGH_SAMPLES = 8  # of a cell; in fewer the commonest class seems commoner than it is
_CELLS_OF_DOUBT = 25  # cells that weigh as much as the belief in probabilities as they are
_TINY = 1e-300  # no division by zero


@dataclass(frozen=True, eq=False)
class CalibrationFit:
    """A calibration, and how far the calibrated probabilities of its own data keep their word.

    The truth lies between the two tables, both for the setting of the prior that was chosen.

    Attributes:
        calibration: travels in the model.
        temperature: of the chosen setting.
        pixels: single held-out samples against the labels of their cells.
        cells: mean probabilities of the samples of each cell against its label.
    """

    calibration: Calibration
    temperature: float
    pixels: Reliability
    cells: Reliability


def fit_calibration(
    samples: CellSamples,
    *,
    training_shares: np.ndarray,
    validation: SelfValidation,
    progress: Progress,
) -> CalibrationFit | None:
    """Find the temperature for every setting of the prior that self-validation tries.

    A label counts by how probably it is right. With few cells the temperature stays near 1.

    Args:
        samples: what ``self_validate`` was given.
        training_shares: class shares of the training samples, (class,).
        validation: what it found.
        progress: may cancel.

    Returns:
        None where no cell has enough neighbours to tell anything.

    Raises:
        Cancelled: ``progress`` asked to stop.
    """
    trials = [_Trial.at(shift, samples) for shift in _SHIFTS]
    trials = [trial for trial in trials if trial.trust.any()]
    if not trials:
        return None
    tables = partial(_tables, trials, training_shares)
    count = int(samples.compared.sum())
    rows = []
    for weight in WEIGHTS:
        row = []
        for correction in CORRECTIONS:
            check(progress)
            row.append(_temperature(tables(weight, correction), count))
        rows.append(tuple(row))
    calibration = Calibration(WEIGHTS, CORRECTIONS, tuple(rows), count)
    temperature = calibration.temperature_for(validation.weight, validation.correction)
    pixels, cells = (
        reliability(apply_temperature(table.probabilities, temperature), table.labels, table.trust)
        for table in tables(validation.weight, validation.correction)[:2]
    )
    return CalibrationFit(calibration, temperature, pixels, cells)


@dataclass(frozen=True, eq=False)
class _Table:
    """Probabilities (row, class), and the label and weight of each row."""

    probabilities: np.ndarray
    labels: np.ndarray
    trust: np.ndarray


@dataclass(frozen=True, eq=False)
class _Trial:
    """The samples of the cells that one degraded map can tell about.

    Attributes:
        probabilities: held out, float64 (sample, class).
        shares: how common each class is around them, float64 (sample, class).
        cell: the cell of each sample, counted from 0, int64 (sample,).
        labels: class index of each cell, int64 (cell,).
        trust: how probably it is right, float64 (cell,).
        mixture: share of cells that differ from their degraded cell, each counted by its trust.
    """

    probabilities: np.ndarray
    shares: np.ndarray
    cell: np.ndarray
    labels: np.ndarray
    trust: np.ndarray
    mixture: float

    @classmethod
    def at(cls, shift: tuple[int, int], samples: CellSamples) -> _Trial:
        """Degrade the coarse map with a shift, see ``DegradedMap``."""
        degraded = DegradedMap(samples, shift)
        use = samples.compared & degraded.well_known
        cells = np.flatnonzero(use)
        known = samples.known & use[samples.sample_cell]
        cell = (np.cumsum(use) - 1)[samples.sample_cell[known]]
        labels = samples.labels[cells].astype(np.int64)
        trust = samples.posterior[cells, labels]
        differs = degraded.labels[degraded.block_of[cells]] != labels
        return cls(
            probabilities=samples.probabilities[known].astype(np.float64),
            shares=degraded.shares(cells, samples.n_classes).T[cell],
            cell=cell,
            labels=labels,
            trust=trust,
            mixture=float(trust[differs].sum()) / max(float(trust.sum()), _TINY),
        )

    def tables(
        self, training_shares: np.ndarray, weight: float, correction: float
    ) -> tuple[_Table, _Table, float]:
        """Return some of the samples and of the cells after the prior, and how mixed cells are."""
        found = combine(
            self.probabilities, self.shares,
            training_shares=training_shares, weight=weight, correction=correction,
        )  # fmt: skip
        count = len(self.labels)
        size = np.bincount(self.cell, minlength=count)
        means = column_sums(found.T, self.cell, count=count).T / size[:, None]
        classes = found.shape[1]
        kinds = np.bincount(self.cell * classes + found.argmax(axis=1), minlength=count * classes)
        commonest = (kinds.reshape(count, classes) / size[:, None]).max(axis=1)
        told = size >= _ENOUGH_SAMPLES
        mixed = _MOST_MIXED * self.mixture
        if told.sum() >= MIN_CELLS:
            mixed = min(mixed, 1 - float(commonest[told].mean()))
        thin, few = _step(len(found)), _step(count)
        own = self.cell[::thin]
        return (
            _Table(found[::thin], self.labels[own], self.trust[own]),
            _Table(means[::few], self.labels[::few], self.trust[::few]),
            mixed,
        )


def _step(rows: int) -> int:
    return max(-(-rows // _MOST_ROWS), 1)


def _tables(
    trials: list[_Trial], training_shares: np.ndarray, weight: float, correction: float
) -> tuple[_Table, _Table, float]:
    """Return the samples and the cells of all trials, and how mixed cells are."""
    pixels, cells, mixtures = zip(
        *(trial.tables(training_shares, weight, correction) for trial in trials)
    )
    return _joined(pixels), _joined(cells), sum(mixtures) / len(mixtures)


def _joined(parts: Sequence[_Table]) -> _Table:
    return _Table(
        np.concatenate([one.probabilities for one in parts]),
        np.concatenate([one.labels for one in parts]),
        np.concatenate([one.trust for one in parts]),
    )


def _temperature(tables: tuple[_Table, _Table, float], cells: int) -> float:
    """Return a temperature between those of samples and of cells, drawn towards 1."""
    *both, mixture = tables
    pixel, cell = (
        math.log(fit_temperature(table.probabilities, table.labels, table.trust)) for table in both
    )
    share = min(mixture / _FULLY_MIXED, 1.0)
    return math.exp(((1 - share) * pixel + share * cell) * cells / (cells + _CELLS_OF_DOUBT))
