"""How many samples of each class are drawn, and which candidates are kept until that is known."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..cells.candidates import CandidateRule
from ..errors import InputError

ALLOCATIONS = ("proportional_clipped", "proportional", "equal")
_PLENTY = 500_000  # candidates are kept without thinking of memory
_SPARE, _SPARE_PIXELS = 1.5, 1000  # candidates kept over those the pixels so far ask for
_SPARE_FOR_DISTANCE = 8  # candidates kept per sample wanted when neighbours are thinned out


@dataclass(frozen=True)
class SamplingSettings:
    """How to draw; ``buffer`` in coarse cells, ``purity`` 0..1, ``min_distance`` in pixels.

    ``homogeneity`` is the share, 0..1, of each class's cells, those in which the image varies
    most, that samples keep out of.
    """

    samples: int = 20_000
    allocation: str = "proportional_clipped"
    min_per_class: int = 600
    max_per_class: int = 8_000
    buffer: float = 0.0
    purity: float = 0.0
    min_distance: float = 0.0
    seed: int = 0
    homogeneity: float = 0.0

    def __post_init__(self) -> None:
        if self.allocation not in ALLOCATIONS:
            raise InputError(
                f"ALLOCATION: '{self.allocation}' is unknown; choose from {', '.join(ALLOCATIONS)}."
            )
        if self.samples < 2:
            raise InputError(f"SAMPLES: {self.samples} is too few; give at least 2.")
        if not 0 <= self.min_per_class <= self.max_per_class:
            raise InputError(
                f"MIN_PER_CLASS {self.min_per_class} must be at least 0 and at most "
                f"MAX_PER_CLASS {self.max_per_class}; lower it, or raise MAX_PER_CLASS."
            )
        if not 0 <= self.buffer <= 4:
            raise InputError(f"BUFFER: {self.buffer:g} cells is not between 0 and 4.")
        if not 0 <= self.purity <= 1:
            raise InputError(f"PURITY: {self.purity:g} is not between 0 and 1.")
        if not 0 <= self.homogeneity <= 1:
            raise InputError(f"HOMOGENEITY: {self.homogeneity:g} is not between 0 and 1.")
        if not 0 <= self.min_distance <= 10_000:
            raise InputError(f"MIN_DISTANCE: {self.min_distance:g} pixels is not 0 to 10000.")


def allocate(areas: np.ndarray, *, settings: SamplingSettings) -> np.ndarray:
    """Return how many samples each class shall have.

    Args:
        areas: pixels of each class, int64 (class,).
        settings: ``proportional_clipped`` follows the areas but gives every class that occurs
            between ``min_per_class`` and ``max_per_class``.

    Returns:
        int64 (class,); never more than ``areas``.

    Reference:
        Zhu et al. (2016), Optimizing selection of training and auxiliary data for operational
        land cover classification. https://doi.org/10.1016/j.isprsjprs.2016.11.004
        Colditz (2015), An evaluation of different training sample allocation schemes.
        https://doi.org/10.3390/rs70809655
    """
    present = areas > 0
    if settings.allocation == "equal":
        wanted = np.where(present, settings.samples / max(int(present.sum()), 1), 0)
    else:
        wanted = settings.samples * areas / max(int(areas.sum()), 1)
    if settings.allocation == "proportional_clipped":
        wanted = np.clip(wanted, settings.min_per_class, settings.max_per_class)
    counts = np.maximum(np.rint(wanted), present).astype(np.int64)
    return np.where(present, np.minimum(counts, areas), 0)


def candidate_rule(settings: SamplingSettings, *, classes: int) -> CandidateRule:
    """Return what makes a candidate of so many classes, and how many are kept."""
    clipped = settings.allocation == "proportional_clipped"
    keep = max(settings.max_per_class if clipped else settings.samples, 1)
    rule = CandidateRule(
        settings.buffer, settings.purity, settings.seed, keep, settings.homogeneity
    )
    if settings.min_distance > 0:  # every candidate may stand in another's way
        return replace(rule, keep=keep * _SPARE_FOR_DISTANCE)
    rule = replace(rule, loose=max(settings.min_per_class, 1))
    if keep * classes <= _PLENTY:
        return rule
    return replace(rule, running=lambda areas: _worth_keeping(areas, settings=settings))


def _worth_keeping(areas: np.ndarray, *, settings: SamplingSettings) -> np.ndarray:
    """Return how many candidates of each class to keep after some pixels, int64 (class,).

    Equal shares only shrink as more classes are found. Proportional ones may grow, but then with
    the class's pixels: of those so far, a smaller part will be drawn.
    """
    if settings.allocation == "equal":
        return np.full(areas.size, -(-settings.samples // max(np.count_nonzero(areas), 1)))
    share = areas / max(int(areas.sum()), 1)
    spare = _SPARE_PIXELS + settings.min_per_class
    return np.ceil(_SPARE * settings.samples * share).astype(np.int64) + spare
