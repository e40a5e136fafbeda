"""Which cells of a coarse map are probably wrong, told by the image and by their neighbours.

A conditional logit says which class a cell should have; its label repeats that class, or with
some probability is any other one. Both parts are fitted together, so the error rate of a coarse
map is found without a reference.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
from scipy.optimize import minimize

from ..errors import InputError, ModelError
from .cell_neighbours import (
    KERNEL,
    NO_LABEL,
    grid_neighbours,
    neighbour_shares,
    table_neighbours,
)

__all__ = [
    "KERNEL",
    "NEUTRAL",
    "CellNoise",
    "fit_cell_noise",
    "grid_neighbours",
    "judge_cells",
    "neighbour_shares",
    "table_neighbours",
]

MIN_CELLS = 10  # fewer with a label and evidence are not enough to fit four numbers
_SMALLEST = 1e-3  # of evidence and of neighbours: a class never seen is not impossible
_RIDGE = 0.1  # of one cell's likelihood, for all cells together: only keeps exponents finite
_MAX_ERROR_RATE = 0.6
_BOUNDS = ((0.0, 8.0), (0.0, 4.0), (0.0, 1.5), (-7.0, 4.0))  # the last one: logit of error rate
_LOGITS = (-7.0, -2.0, 0.0, 2.0, 4.0)
_TOLD = 1.92  # of log-likelihood: what tells two error rates apart at the 5 % level
_STARTS = (-3.0, 0.0)  # few errors and many: the likelihood can have two peaks


@dataclass(frozen=True)
class CellNoise:
    """How far evidence, neighbours and labels of cells are to be believed.

    Attributes:
        sharpness: exponent of the evidence, 0..8.
        neighbour_weight: exponent of the shares of the surrounding cells, 0..4.
        correction: how far the evidence is freed from the training shares, 0..1.5.
        error_rate: share of cells whose label is wrong, 0..0.6.

    Raises:
        ModelError: a value is no finite number or out of its range.
    """

    sharpness: float
    neighbour_weight: float
    correction: float
    error_rate: float

    def __post_init__(self) -> None:
        tops = (*(top for _, top in _BOUNDS[:3]), _MAX_ERROR_RATE)
        for field, top in zip(fields(self), tops):
            value = getattr(self, field.name)
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not (number and 0 <= value <= top):
                raise ModelError(
                    f"The judgement of coarse cells has {field.name} {value!r}; it must be a "
                    f"number from 0 to {top:g}, so train the model again."
                )


# believes labels against any evidence
NEUTRAL = CellNoise(sharpness=1.0, neighbour_weight=0.0, correction=0.5, error_rate=1e-6)


@dataclass(frozen=True, eq=False)
class _Logs:
    """Logarithms the logit weighs, float64 (class, cell): evidence, training shares, neighbours.

    The evidence and training share of a cell without evidence are 0, which favours no class.
    """

    evidence: np.ndarray
    training: np.ndarray
    neighbours: np.ndarray


def _logs(evidence: np.ndarray, neighbours: np.ndarray, training_shares: np.ndarray) -> _Logs:
    evidence, neighbours = np.asarray(evidence, np.float64), np.asarray(neighbours, np.float64)
    shares = np.asarray(training_shares, np.float64)
    if evidence.shape != neighbours.shape or evidence.shape[1:] != shares.shape:
        raise InputError(
            f"Evidence of shape {evidence.shape}, neighbours of shape {neighbours.shape} and "
            f"{shares.size} training shares do not fit; give all a column per class."
        )
    known = np.isfinite(evidence).all(axis=1)
    told = np.ascontiguousarray(np.where(known[:, None], evidence, 1.0).T)
    # a class that was not trained has no share to be freed from
    training = np.log(np.where(shares > 0, np.maximum(shares, 1e-6), 1.0))
    return _Logs(
        evidence=np.log(np.maximum(told, _SMALLEST)),
        training=np.where(known, training[:, None], 0.0),
        neighbours=np.log(np.maximum(np.ascontiguousarray(neighbours.T), _SMALLEST)),
    )


def _in_order(parts: np.ndarray) -> np.ndarray:
    """Sum over the first axis; ``sum`` may add in another order among other cells."""
    total = np.zeros(parts.shape[1:])
    for part in parts:
        total += part
    return total


def _log_odds(noise: CellNoise, logs: _Logs) -> np.ndarray:
    """Logarithm of the class probabilities, but for a constant per cell, float64 (class, cell)."""
    freed = logs.evidence - noise.correction * logs.training
    return noise.sharpness * freed + noise.neighbour_weight * logs.neighbours


def _probabilities(log_odds: np.ndarray) -> np.ndarray:
    odds = np.exp(log_odds - log_odds.max(axis=0))
    return np.asarray(odds / _in_order(odds))


def fit_cell_noise(
    evidence: np.ndarray,
    neighbours: np.ndarray,
    labels: np.ndarray,
    *,
    training_shares: np.ndarray,
) -> CellNoise:
    """Fit the logit of the classes and the error rate of the labels by maximum likelihood.

    q(class) ~ (evidence / training share ** correction) ** sharpness * neighbours ** weight, and
    P(label) = (1 - error rate) q(label) + error rate / (classes - 1) (1 - q(label)).

    Args:
        evidence: class probabilities of forests that have not seen the cell, (cell, class); a
            row with NaN is left out.
        neighbours: from ``neighbour_shares``, (cell, class).
        labels: class index of each cell, integers (cell,); -1 is left out.
        training_shares: class shares of the training samples, (class,).

    Returns:
        The fit; ``NEUTRAL``, which judges no label wrong, with fewer than ten cells or one class,
        or where image and neighbours tell so little that any error rate is as likely as another.

    Raises:
        InputError: the arrays do not fit each other.

    Reference:
        McFadden (1974), Conditional logit analysis of qualitative choice behavior. In Zarembka
        (ed.), Frontiers in Econometrics, Academic Press, p. 105-142.
        Mnih and Hinton (2012), Learning to label aerial images from noisy data. Proceedings of
        the 29th International Conference on Machine Learning.
    """
    labels = np.asarray(labels)
    _check_labels(labels, evidence)
    used = (labels >= 0) & np.isfinite(evidence).all(axis=1)
    if np.count_nonzero(used) < MIN_CELLS or len(np.unique(labels[used])) < 2:
        return NEUTRAL
    likelihood = _Likelihood(
        _logs(evidence[used], neighbours[used], training_shares), labels[used].astype(np.int64)
    )
    found = [
        minimize(likelihood, (1.5, 0.5, 0.5, start), jac=True, method="L-BFGS-B", bounds=_BOUNDS)
        for start in _STARTS
    ]
    best = min(found, key=lambda one: float(one.fun))
    return likelihood.noise(best.x) if likelihood.tells_error_rate(best.x) else NEUTRAL


def _check_labels(labels: np.ndarray, evidence: np.ndarray) -> None:
    if np.ndim(evidence) != 2 or labels.shape != evidence.shape[:1]:
        raise InputError(
            f"Labels of shape {labels.shape} and evidence of shape {np.shape(evidence)} do not "
            "fit; give a label and a row of evidence per cell."
        )
    if labels.size and not (labels.min() >= NO_LABEL and labels.max() < evidence.shape[1]):
        raise InputError(
            f"Labels of cells must be class indices from 0 to {evidence.shape[1] - 1}, or -1."
        )


class _Likelihood:
    """Penalised mean negative log-likelihood of labels, and its gradient."""

    def __init__(self, logs: _Logs, labels: np.ndarray) -> None:
        self._logs = logs
        self._own = (labels, np.arange(labels.size))
        self._others = len(logs.evidence) - 1
        # beyond that, wrong labels would be as common as by chance and all classes could be swapped
        self._top = min(_MAX_ERROR_RATE, 0.9 * self._others / (self._others + 1))

    def noise(self, values: np.ndarray) -> CellNoise:
        """Return the parameters at a place of the search."""
        sharpness, weight, correction, logit = (float(value) for value in values)
        return CellNoise(sharpness, weight, correction, self._top / (1 + math.exp(-logit)))

    def tells_error_rate(self, values: np.ndarray) -> bool:
        """Whether the labels are more likely with some error rates than with others."""
        found = [self(np.append(values[:3], logit))[0] for logit in (*_LOGITS, values[3])]
        return (max(found) - min(found)) * self._own[0].size > _TOLD

    def __call__(self, values: np.ndarray) -> tuple[float, np.ndarray]:
        """Return what is made small, and its derivatives by the four numbers searched for."""
        noise, logs = self.noise(values), self._logs
        error, elsewhere = noise.error_rate, noise.error_rate / self._others
        q = _probabilities(_log_odds(noise, logs))
        own = q[self._own]
        slope = 1 - error - elsewhere
        likely = elsewhere + slope * own
        by_odds = slope * own / likely  # of the logarithm, by the odds of the own class
        gradient = [
            by_odds * self._surprise(logs.evidence - noise.correction * logs.training, q),
            by_odds * self._surprise(logs.neighbours, q),
            by_odds * self._surprise(-noise.sharpness * logs.training, q),
            ((1 - own) / self._others - own) / likely * error * (1 - error / self._top),
        ]
        penalty = noise.sharpness**2 + noise.neighbour_weight**2
        pull = (2 * noise.sharpness, 2 * noise.neighbour_weight, 0.0, 0.0)
        ridge = _RIDGE / likely.size
        slopes = [ridge * more - part.mean() for more, part in zip(pull, gradient)]
        return float(ridge * penalty - np.log(likely).mean()), np.array(slopes)

    def _surprise(self, term: np.ndarray, q: np.ndarray) -> np.ndarray:
        return np.asarray(term[self._own] - _in_order(q * term))


def judge_cells(
    noise: CellNoise,
    evidence: np.ndarray,
    neighbours: np.ndarray,
    labels: np.ndarray,
    *,
    training_shares: np.ndarray,
) -> np.ndarray:
    """Return how probable each class is for each cell, all told: evidence, neighbours and label.

    Args:
        noise: from ``fit_cell_noise``.
        evidence: (cell, class); a row with NaN tells nothing.
        neighbours: (cell, class).
        labels: integers (cell,); -1 = no label, which tells nothing.
        training_shares: (class,).

    Returns:
        float64 (cell, class); rows sum to 1. The same for a cell whichever cells are judged with
        it.

    Raises:
        InputError: the arrays do not fit each other.
    """
    labels = np.asarray(labels)
    _check_labels(labels, evidence)
    log_odds = _log_odds(noise, _logs(evidence, neighbours, training_shares))
    labelled = np.flatnonzero(labels >= 0)
    if len(log_odds) > 1:
        right = math.log1p(-noise.error_rate)
        wrong = math.log(max(noise.error_rate, 1e-300) / (len(log_odds) - 1))
        log_odds[labels[labelled], labelled] += right - wrong
    return np.ascontiguousarray(_probabilities(log_odds).T)
