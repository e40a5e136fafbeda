"""How far probabilities can be taken at their word, and how far a label can."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from ..errors import InputError
from ..powers import raise_to

BINS = 10
TEMPERATURES = (0.25, 4.0)  # the range they are looked for in
_PIXELS = 8192  # brought to a temperature at once
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
        mean_confidence: over all samples, each counted by its weight.
        mean_agreement: likewise.
    """

    edges: np.ndarray
    count: np.ndarray
    confidence: np.ndarray
    agreement: np.ndarray
    calibration_error: float
    brier: float
    mean_confidence: float
    mean_agreement: float


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
        mean_confidence=float((weight * top).sum() / weight.sum()),
        mean_agreement=float((weight * agreed).sum() / weight.sum()),
    )


def fit_temperature(
    probabilities: np.ndarray, labels: np.ndarray, weights: np.ndarray | None = None
) -> float:
    """Find the temperature, 0.25 to 4, at which mean confidence is the share of labels it meets.

    Above 1 the probabilities were too sure of themselves, below 1 too shy. The usual fit, that of
    least logarithmic loss, is ruled by the few labels that are called impossible, which are most
    often wrong ones where labels err; here each counts as one.

    Takes and raises what ``reliability`` does.

    Reference:
        Guo et al. (2017), section 4.2. https://proceedings.mlr.press/v70/guo17a.html
    """
    shares, given, weight = _known(probabilities, labels, weights)
    wanted = float(weight[shares.argmax(axis=1) == given].sum()) / float(weight.sum())
    top = shares.max(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):  # the logarithm of 0 is as far down as it should be
        logs = np.log(shares / np.where(top > 0, top, 1.0))

    def excess(log_temperature: float) -> float:
        confidence = 1 / np.exp(logs / np.exp(log_temperature)).sum(axis=1)
        return float((weight * confidence).sum()) / float(weight.sum()) - wanted

    sharp, flat = np.log(TEMPERATURES).tolist()  # confidence falls from one to the other
    if excess(sharp) <= 0:
        return TEMPERATURES[0]
    if excess(flat) >= 0:
        return TEMPERATURES[1]
    return float(np.exp(brentq(excess, sharp, flat, xtol=1e-6)))


def apply_temperature(
    probabilities: np.ndarray, temperature: float, *, axis: int = -1
) -> np.ndarray:
    """Sharpen (below 1) or flatten (above 1) probabilities; the order of the classes stays.

    Args:
        probabilities: float32 or float64, summing to 1 along ``axis``, that of the classes; where
            all are 0 they stay so, and NaN stays NaN.
        temperature: > 0; 1 changes nothing.
        axis: which axis the classes are on.

    Returns:
        The same shape and type, summing to 1.

    Raises:
        InputError: the temperature is not a number above 0.
    """
    if not (np.isfinite(temperature) and temperature > 0):
        raise InputError(f"The temperature is {temperature}; give a number above 0.")
    probabilities = np.asarray(probabilities)
    if temperature == 1:
        return probabilities.copy()
    kind = np.float32 if probabilities.dtype == np.float32 else np.float64
    # class by class and without gaps in memory: numpy's powers may differ by how values lie, its
    # sums by their number
    powers = np.array(np.moveaxis(probabilities, axis, 0), dtype=kind, order="C")
    for pixels in _pieces(powers):
        top: np.ndarray = pixels.max(axis=0)
        top[top == 0] = 1
        pixels /= top
        raise_to(pixels, 1 / temperature)
        total = np.zeros_like(top)
        for power in pixels:
            total += power
        total[total == 0] = 1
        pixels /= total
    return np.moveaxis(powers, 0, axis).astype(probabilities.dtype, order="C", copy=False)


def _pieces(values: np.ndarray) -> Iterator[np.ndarray]:
    """Yield parts of (class, ...) that stay in the processor's cache; all of float64."""
    flat = values.reshape(len(values), -1)
    step = _PIXELS if values.dtype == np.float32 else max(flat.shape[1], 1)
    for first in range(0, flat.shape[1], step):
        yield flat[:, first : first + step]


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
