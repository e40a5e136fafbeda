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
    """The pixels of smallest key of each class, strict and loose apart.

    At most ``keep`` strict and ``loose`` loose ones of each class are kept, or as many strict ones
    as ``bound`` was last told, and half as many of all again wait until the largest keys go.
    """

    def __init__(self, *, keep: int, classes: int, loose: int | None = None) -> None:
        """Keep ``keep`` strict and ``loose`` loose ones of each class; None = as many."""
        self._keep = np.empty((classes, 2), np.int64)
        self._keep[:] = keep, keep if loose is None else min(keep, loose)
        self._now = self._keep.copy()  # of the pixels seen so far
        self._parts: list[Pixels] = []
        self._waiting = 0
        # no pixel with a larger key will stay
        self._limits = np.full(2 * classes, np.iinfo(np.uint64).max, np.uint64)

    def may_stay(self, key: np.ndarray, label: np.ndarray, loose: np.ndarray) -> np.ndarray:
        """Tell, bool (pixel,), which pixels might be kept as things stand; safe in any thread."""
        return key <= self._limits[_kinds(label, loose)]

    def bound(self, strict: np.ndarray) -> None:
        """Keep no more than so many strict pixels of those seen so far, int64 (class,).

        Where a key once had no room, larger ones are not kept either: all pixels of smaller keys
        than those that went are there.
        """
        self._now[:, 0] = np.minimum(strict, self._keep[:, 0])

    def add(self, pixels: Pixels) -> None:
        """Take some pixels, by one thread at a time."""
        self._parts.append(pixels)
        self._waiting += pixels.key.size
        if self._waiting > self._now.sum() // 2:
            self._parts, self._waiting = [self.all()], 0

    def all(self) -> Pixels:
        """Return the pixels to keep."""
        pixels = Pixels.join(self._parts)
        self._parts = [pixels]
        pixels = pixels.take(self.may_stay(pixels.key, pixels.label, pixels.loose))
        pixels = _smallest(pixels, self._now.ravel())
        limits = self._limits.copy()
        kinds, counts = np.unique(_kinds(pixels.label, pixels.loose), return_counts=True)
        full = counts == self._now.ravel()[kinds]
        limits[kinds[full]] = pixels.key[np.cumsum(counts)[full] - 1]  # by kind, then by key
        self._limits = limits
        return pixels

    def smallest(self, pixels: Pixels) -> Pixels:
        """Return the pixels of smallest key per kind, by kind and then by key."""
        return _smallest(pixels, self._keep.ravel())


def _smallest(pixels: Pixels, keep: np.ndarray) -> Pixels:
    kind = _kinds(pixels.label, pixels.loose)
    parts = [np.empty(0, np.int64)]
    for each in np.unique(kind):
        places, most = np.flatnonzero(kind == each), keep[each]
        key = pixels.key[places]
        if places.size > most:
            first = np.argpartition(key, most)[:most]
            places, key = places[first], key[first]
        parts.append(places[np.argsort(key)])
    return pixels.take(np.concatenate(parts))


def _kinds(label: np.ndarray, loose: np.ndarray) -> np.ndarray:
    return label.astype(np.int64) * 2 + loose
