"""How well a fine map agrees with the fine reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.accuracy.accuracy import assess, confusion_matrix
from .coarse_maps import NO_CLASS


@dataclass(frozen=True)
class Scores:
    """Figures over every labelled pixel; ``unmapped`` counts those the map says nothing about."""

    overall: float
    kappa: float
    macro_f1: float
    mean_iou: float
    unmapped: int


def score(mapped: np.ndarray, reference: np.ndarray) -> Scores:
    """Score a map on every labelled pixel of the reference.

    A pixel without a class in the map is wrong. Macro-F1 and mean IoU are plain means over the
    classes of the reference; one that is absent from the map counts as 0.

    Args:
        mapped: class codes, integers (row, col); -1 = not mapped.
        reference: class codes in the same shape; -1 = not labelled.

    Raises:
        ValueError: the shapes differ or nothing is labelled.
    """
    if mapped.shape != reference.shape:
        raise ValueError(f"A map of shape {mapped.shape} cannot be scored on {reference.shape}.")
    labelled = reference != NO_CLASS
    codes = np.unique(reference[labelled])
    if not codes.size:
        raise ValueError("The reference labels no pixel.")
    truth = np.searchsorted(codes, reference[labelled])
    given = mapped[labelled]
    place = np.minimum(np.searchsorted(codes, given), codes.size - 1)
    place = np.where(codes[place] == given, place, codes.size)  # the last row: any other answer
    result = assess(confusion_matrix(place, truth, n_classes=codes.size + 1))
    classes = result.classes[: codes.size]
    return Scores(
        overall=result.overall,
        kappa=result.kappa,
        macro_f1=float(np.mean([entry.f1 for entry in classes])),
        mean_iou=float(np.mean([entry.iou for entry in classes])),
        unmapped=int((given == NO_CLASS).sum()),
    )
