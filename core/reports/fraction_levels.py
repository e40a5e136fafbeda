"""What was held out from a training of shares, level by level, for the sections of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..accuracy.legend_levels import class_keys, level_words
from ..accuracy.report_data import ClassKey
from ..fractions.fraction_scores import FractionScores
from ..fractions.held_out import FractionTraining, HeldOut
from ..fractions.levels import ShareLevel
from .text import count_of, number

BLOCKS, RANDOM = "Whole blocks", "Random pixels"
PLACES = {BLOCKS: "in whole blocks", RANDOM: "at random pixels"}
"""The two ways to hold samples out, as headings, and as they stand in a sentence."""
ADDED_UP = "As above, of the shares of the classes added up."
"""Caption of a table of a coarser level."""


@dataclass(frozen=True, eq=False)
class SplitView:
    """One way to hold samples out, at one level.

    Attributes:
        name: ``BLOCKS`` or ``RANDOM``.
        scores: of the predicted shares.
        baseline: of predicting the mean shares everywhere.
        observed, predicted: shares, float64 (tested sample, class).
        mae_error: standard error of the mean absolute error of the classes, NaN where unknown.
    """

    name: str
    scores: FractionScores
    baseline: FractionScores
    observed: np.ndarray
    predicted: np.ndarray
    mae_error: float


@dataclass(frozen=True, eq=False)
class LevelView:
    """The classes of one level.

    Attributes:
        key: starts the names within its drawings.
        name: of the level in a sentence; "" for the classes that were learnt.
        classes: in the order of the shares.
        splits: whole blocks first, where there are any.
    """

    key: str
    name: str
    classes: Sequence[ClassKey]
    splits: Sequence[SplitView]

    @property
    def title(self) -> str:
        """A heading: which level, and how many classes it has."""
        start = self.name[:1].upper() + self.name[1:] if self.name else "Finest level"
        return f"{start} ({count_of(len(self.classes), 'class')})"

    @property
    def main(self) -> SplitView:
        """What drawings and matrices show."""
        return self.splits[0]


def level_views(training: FractionTraining) -> list[LevelView]:
    """Return the classes, then each coarser level; nothing where nothing was tested."""
    held = [
        (name, one)
        for name, one in ((BLOCKS, training.blocks), (RANDOM, training.random))
        if one is not None
    ]
    if not held:
        return []
    views = []
    for place, found in enumerate(held[0][1].levels):
        level = ShareLevel.of(training.legend, found.level) if found.level else None
        views.append(
            LevelView(
                key=f"level{place}",
                name=level_words(found.level),
                classes=class_keys(found.legend),
                splits=[_split(name, one, place, level) for name, one in held],
            )
        )
    return views


def _split(name: str, held: HeldOut, place: int, level: ShareLevel | None) -> SplitView:
    pair = held.observed, held.predicted
    if level is not None:
        pair = level.sums(pair[0]), level.sums(pair[1])
    found = held.levels[place]
    return SplitView(name, found.scores, found.baseline, *pair, held.mae_error)


def points(share: float, *, digits: int = 2) -> str:
    """A share, or a difference of shares, in points: percent of the area of a pixel."""
    return number(100 * share, digits=digits)


def class_words(key: ClassKey) -> str:
    """A class's code and name, for a chart or a sentence."""
    return f"{key[0]} {key[1]}"
