"""Finding training samples whose label is probably wrong: confident learning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import InputError

KEEP_SAMPLES = 20
KEEP_SHARE = 0.1
_ROUNDING = 1e-6  # a mean of equal probabilities may come out a little above them


@dataclass(frozen=True, eq=False)
class LabelIssues:
    """Which labels are doubtful, and how noisy the labels are as a whole.

    ``issues`` bool (sample,) marks the samples to leave out. ``confident_joint`` int64
    (class, class) counts the samples by given label (row) and confident class (column).
    ``joint`` float64 (class, class) estimates the joint distribution of given and true label,
    sums to 1; ``error_rate`` is its share off the diagonal, 0..1.
    """

    issues: np.ndarray
    confident_joint: np.ndarray
    joint: np.ndarray
    error_rate: float


def find_label_issues(probabilities: np.ndarray, labels: np.ndarray) -> LabelIssues:
    """Mark samples that the forest, without having seen them, confidently puts elsewhere.

    The threshold of a class is the mean probability of the class over the samples that carry its
    label. Among the classes whose probability reaches their threshold the most probable one is
    the confident class of a sample; between equals its own label counts. The sample is an issue
    when its confident class is not its label.

    No class disappears: each keeps at least min(its samples, max(20, 10 % of its samples)), the
    least doubtful ones by (probability of the own label - probability of the confident class)
    where the issues would leave fewer.

    Args:
        probabilities: float64 (sample, class), out of bag or out of fold. Samples with NaN are
            kept, and count neither for thresholds nor for the joint.
        labels: given class index of each sample, integers 0..class - 1.

    Raises:
        InputError: shapes, types or labels do not fit together.

    Reference:
        Northcutt, Jiang, Chuang (2021), Confident learning: estimating uncertainty in dataset
        labels. https://doi.org/10.1613/jair.1.12125
    """
    probabilities, labels = _table(probabilities, labels)
    known = np.flatnonzero(np.isfinite(probabilities).all(axis=1))
    shares, given = probabilities[known], labels[known]
    confident, certain = _confident_classes(shares, given)
    wrong = certain & (confident != given)
    doubt = shares[np.arange(len(given)), confident] - shares[np.arange(len(given)), given]
    issues = np.zeros(len(labels), dtype=bool)
    issues[known[wrong]] = True
    spare_small_classes(issues, labels, known=known[wrong], doubt=doubt[wrong])
    counts = np.zeros((shares.shape[1],) * 2, dtype=np.int64)
    np.add.at(counts, (given[certain], confident[certain]), 1)
    joint = _calibrated(counts, given)
    return LabelIssues(issues, counts, joint, float(joint.sum() - np.trace(joint)))


def _table(probabilities: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    probabilities = np.asarray(probabilities, dtype=np.float64)
    labels = np.asarray(labels)
    if probabilities.ndim != 2 or labels.shape != probabilities.shape[:1]:
        raise InputError(
            f"Probabilities {probabilities.shape} and labels {labels.shape} do not fit; give one "
            "row and one label per sample."
        )
    if not np.issubdtype(labels.dtype, np.integer):
        raise InputError(f"The labels are {labels.dtype}; give class indices as whole numbers.")
    classes = probabilities.shape[1]
    if len(labels) and not (labels.min() >= 0 and labels.max() < classes):
        raise InputError(
            f"Labels run from {labels.min()} to {labels.max()}; with {classes} columns of "
            f"probabilities they must lie within 0 and {classes - 1}."
        )
    return probabilities, labels.astype(np.intp)


def _confident_classes(shares: np.ndarray, given: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the confident class of each sample, and whether it has one."""
    members = np.bincount(given, minlength=shares.shape[1])
    sums = np.bincount(given, shares[np.arange(len(given)), given], minlength=shares.shape[1])
    # a class nobody is labelled with cannot be anybody's confident class
    thresholds = np.where(members > 0, sums / np.maximum(members, 1), np.inf)
    # a class nobody believes in has threshold 0, which probability 0 must not reach
    reached = np.where((shares >= thresholds - _ROUNDING) & (shares > 0), shares, -1.0)
    best = reached.max(axis=1, initial=-1.0)
    own = reached[np.arange(len(given)), given]
    confident = np.where(own == best, given, reached.argmax(axis=1))
    return confident, best >= 0


def spare_small_classes(
    issues: np.ndarray, labels: np.ndarray, *, known: np.ndarray, doubt: np.ndarray
) -> None:
    """Unmark the least doubtful samples of classes that would keep too few.

    Args:
        issues: bool (sample,), changed in place.
        labels: class index of each sample, integers (sample,).
        known: positions of the marked samples.
        doubt: how doubtful each of them is, float64.
    """
    for label in np.unique(labels[known]):
        members = np.count_nonzero(labels == label)
        keep = min(members, max(KEEP_SAMPLES, int(np.ceil(KEEP_SHARE * members))))
        mine = labels[known] == label
        missing = keep - (members - np.count_nonzero(mine))
        if missing > 0:
            least = np.argsort(doubt[mine], kind="stable")[:missing]
            issues[known[mine][least]] = False


def _calibrated(counts: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Scale each row of the confident joint to its label's share among the samples (eq. 3)."""
    members = np.bincount(given, minlength=len(counts))
    sums = counts.sum(axis=1)
    shares = np.where(sums[:, None] > 0, counts / np.maximum(sums, 1)[:, None], np.eye(len(counts)))
    return shares * (members / max(len(given), 1))[:, None]
