"""Pixels that may become samples, of which those with the smallest keys are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True)
class Pixels:
    """Candidate pixels, each array (pixel,); ``loose`` ones fail buffer, purity or homogeneity.

    ``values`` are their features, float32 (pixel, feature), without columns where not kept.
    """

    key: np.ndarray
    index: np.ndarray
    label: np.ndarray
    cell: np.ndarray
    purity: np.ndarray
    loose: np.ndarray
    values: np.ndarray

    def take(self, which: np.ndarray) -> Pixels:
        """Return some of the pixels, by position or bool (pixel,)."""
        return Pixels(*(getattr(self, field.name)[which] for field in fields(Pixels)))

    @staticmethod
    def join(parts: Sequence[Pixels]) -> Pixels:
        """Return the pixels of all parts, one part after another."""
        names = [field.name for field in fields(Pixels)]
        return Pixels(*(np.concatenate([getattr(p, name) for p in parts]) for name in names))


class KeptPixels:
    """The pixels of smallest key of each class, strict and loose apart; memory does not grow."""

    def __init__(self, *, keep: int, classes: int) -> None:
        """Keep ``keep`` of each kind."""
        self._keep, self._classes = keep, classes
        self._parts: list[Pixels] = []
        self._waiting = 0
        # no pixel with a larger key will stay
        self._limits = np.full(2 * classes, np.iinfo(np.uint64).max, np.uint64)

    def may_stay(self, key: np.ndarray, label: np.ndarray, loose: np.ndarray) -> np.ndarray:
        """Tell, bool (pixel,), which pixels might be kept as things stand; safe in any thread."""
        return key <= self._limits[_kinds(label, loose)]

    def add(self, pixels: Pixels) -> None:
        """Take some pixels, by one thread at a time."""
        self._parts.append(pixels)
        self._waiting += pixels.key.size
        if self._waiting > 2 * self._keep * self._classes:
            self._parts, self._waiting = [self.all()], 0

    def all(self) -> Pixels:
        """Return the pixels to keep."""
        pixels = self.smallest(Pixels.join(self._parts))
        limits = self._limits.copy()
        kinds, counts = np.unique(_kinds(pixels.label, pixels.loose), return_counts=True)
        full = counts == self._keep
        limits[kinds[full]] = pixels.key[np.cumsum(counts)[full] - 1]  # by kind, then by key
        self._limits = limits
        return pixels

    def smallest(self, pixels: Pixels) -> Pixels:
        """Return the pixels of smallest key per kind, by kind and then by key."""
        kind = _kinds(pixels.label, pixels.loose)
        parts = [np.empty(0, np.int64)]
        for each in np.unique(kind):
            places = np.flatnonzero(kind == each)
            key = pixels.key[places]
            if places.size > self._keep:
                first = np.argpartition(key, self._keep)[: self._keep]
                places, key = places[first], key[first]
            parts.append(places[np.argsort(key)])
        return pixels.take(np.concatenate(parts))


def _kinds(label: np.ndarray, loose: np.ndarray) -> np.ndarray:
    return label.astype(np.int64) * 2 + loose
