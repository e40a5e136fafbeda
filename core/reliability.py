"""How far probabilities can be taken at their word, and how far a label can."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from .errors import InputError

BINS = 10
SMALLEST = 1e-6  # probability that stands for 0 where a logarithm is taken
_TEMPERATURES = (0.1, 10.0)
_ROUNDING = 1e-6  # what 0.3 may be too much in float32


@dataclass(frozen=True, eq=False)
class Reliability:
    """Confidence, the probability of the most probable class, beside what came of it.

    Attributes:
        edges: borders of the bins, float64 (bin + 1,), from 0 to 1; a bin holds its upper one.
        count: samples in each bin, int64 (bin,).
        confidence: mean confidence of a bin's samples, float64 (bin,); NaN where there are none.
        agreement: share of them whose most probable class is the label, float64 (bin,), likewise.
        calibration_error: expected calibration error, 0..1: the mean distance of confidence and
            agreement over the bins, each counted by its samples.
        brier: mean over the samples of the squared distance of probabilities and label, summed
            over the classes, 0..2.
    """

    edges: np.ndarray
    count: np.ndarray
    confidence: np.ndarray
    agreement: np.ndarray
    calibration_error: float
    brier: float


def reliability(
    probabilities: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray | None = None,
    *,
    bins: int = BINS,
) -> Reliability:
    """Compare confidence with agreement, bin by bin.

    Args:
        probabilities: float32 or float64 (sample, class), by a forest that has not seen the
            sample; rows with NaN do not count.
        labels: class index of each sample, integers 0..class - 1.
        weights: what each sample counts, >= 0 (sample,); None = all alike.
        bins: number of bins of equal width.

    Raises:
        InputError: the table is malformed, or no sample has both probabilities and a weight.

    Reference:
        Guo et al. (2017), On calibration of modern neural networks.
        https://proceedings.mlr.press/v70/guo17a.html
        Brier (1950), Verification of forecasts expressed in terms of probability.
        https://doi.org/10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2
    """
    shares, given, weight = _known(probabilities, labels, weights)
    if bins < 1:
        raise InputError(f"{bins} bins hold nothing; choose 1 or more.")
    top = shares.max(axis=1)
    agreed = (shares.argmax(axis=1) == given).astype(np.float64)
    place = np.clip(np.ceil(top * bins - _ROUNDING).astype(np.int64) - 1, 0, bins - 1)
    inside = np.bincount(place, weight, minlength=bins)
    with np.errstate(invalid="ignore"):  # 0 / 0 in an empty bin is NaN, as promised
        confidence = np.bincount(place, weight * top, minlength=bins) / inside
        agreement = np.bincount(place, weight * agreed, minlength=bins) / inside
    gap = np.where(inside > 0, np.abs(agreement - confidence), 0.0)
    truth = np.eye(shares.shape[1])[given]
    return Reliability(
        edges=np.linspace(0, 1, bins + 1),
        count=np.bincount(place, minlength=bins),
        confidence=confidence,
        agreement=agreement,
        calibration_error=float((gap * inside).sum() / inside.sum()),
        brier=float((weight * ((shares - truth) ** 2).sum(axis=1)).sum() / weight.sum()),
    )


def log_loss(
    probabilities: np.ndarray, labels: np.ndarray, weights: np.ndarray | None = None
) -> float:
    """Mean negative logarithm of the probability of the label; probabilities are at least 1e-6.

    Takes and raises what ``reliability`` does.
    """
    shares, given, weight = _known(probabilities, labels, weights)
    return _mean_loss(np.log(np.maximum(shares, SMALLEST)), given, weight)


def fit_temperature(
    probabilities: np.ndarray, labels: np.ndarray, weights: np.ndarray | None = None
) -> float:
    """Find the temperature that makes probabilities fit labels best, between 0.1 and 10.

    Above 1 the probabilities were too sure of themselves, below 1 too shy. The logarithmic loss
    of the samples is least there, and never above what it is without (temperature 1).

    Takes and raises what ``reliability`` does.

    Reference:
        Guo et al. (2017), section 4.2. https://proceedings.mlr.press/v70/guo17a.html
    """
    shares, given, weight = _known(probabilities, labels, weights)
    logs = np.log(np.maximum(shares, SMALLEST))

    def loss(log_temperature: float) -> float:
        scaled = logs / np.exp(log_temperature)
        scaled -= scaled.max(axis=1, keepdims=True)
        return _mean_loss(scaled - np.log(np.exp(scaled).sum(axis=1))[:, None], given, weight)

    # the loss is convex in 1 / temperature, so that it has one valley
    found = minimize_scalar(
        loss, bounds=np.log(_TEMPERATURES), method="bounded", options={"xatol": 1e-5}
    )
    better = float(found.fun) < _mean_loss(logs, given, weight)
    return float(np.exp(found.x)) if better else 1.0


def apply_temperature(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Sharpen (below 1) or flatten (above 1) probabilities; the order of the classes stays.

    Args:
        probabilities: float32 or float64 (..., class), each summing to 1; NaN stays NaN.
        temperature: > 0; 1 changes nothing.

    Returns:
        The same shape and type, each summing to 1.

    Raises:
        InputError: the temperature is not a number above 0.
    """
    if not (np.isfinite(temperature) and temperature > 0):
        raise InputError(f"The temperature is {temperature}; give a number above 0.")
    probabilities = np.asarray(probabilities)
    if temperature == 1:
        return probabilities.copy()
    powers = np.log(np.maximum(probabilities, SMALLEST), dtype=np.float64) / temperature
    powers = np.exp(powers - powers.max(axis=-1, keepdims=True))
    total = np.zeros(powers.shape[:-1])
    for index in range(powers.shape[-1]):  # in order, whatever the shape of the table
        total += powers[..., index]
    return (powers / total[..., None]).astype(probabilities.dtype)


def label_trust(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """How far each label may be trusted: its probability over that of the most probable class.

    Args:
        probabilities: float32 or float64 (sample, class), by a forest that has not seen the
            sample or its neighbours.
        labels: class index of each sample, integers 0..class - 1.

    Returns:
        float32 (sample,), 0..1; NaN where a probability is NaN.

    Raises:
        InputError: the table is malformed.
    """
    shares, given = _table(probabilities, labels)
    own = shares[np.arange(len(given)), given]
    top = shares.max(axis=1)
    return np.where(top > 0, own / np.where(top > 0, top, 1.0), np.nan).astype(np.float32)


def _table(probabilities: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    shares, given = np.asarray(probabilities, dtype=np.float64), np.asarray(labels)
    if shares.ndim != 2 or shares.shape[1] == 0 or given.shape != shares.shape[:1]:
        raise InputError(
            f"Probabilities {shares.shape} and labels {given.shape} do not fit; give one row and "
            "one label per sample."
        )
    whole = np.issubdtype(given.dtype, np.integer)
    if not whole or (len(given) and not (given.min() >= 0 and given.max() < shares.shape[1])):
        raise InputError(f"Labels must be class indices from 0 to {shares.shape[1] - 1}.")
    return shares, given.astype(np.intp)


def _known(
    probabilities: np.ndarray, labels: np.ndarray, weights: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return probabilities, labels and weights of the samples that count."""
    shares, given = _table(probabilities, labels)
    weight = np.ones(len(given)) if weights is None else np.asarray(weights, dtype=np.float64)
    if weight.shape != given.shape or not (np.isfinite(weight) & (weight >= 0)).all():
        raise InputError(f"{weight.size} weights do not fit {len(given)} samples, or one is < 0.")
    keep = np.isfinite(shares).all(axis=1) & (weight > 0)
    if not keep.any():
        raise InputError("No sample has been tested; draw samples from several blocks.")
    return shares[keep], given[keep], weight[keep]


def _mean_loss(logs: np.ndarray, given: np.ndarray, weight: np.ndarray) -> float:
    own = logs[np.arange(len(given)), given]
    return float(-(weight * own).sum() / weight.sum())
