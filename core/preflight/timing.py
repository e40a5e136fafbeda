"""What reads and what decides, with a clock beside it."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Callable

import numpy as np

from ..features.features import FeatureSource
from ..learning.forest import Forest
from ..rasters.grid import Window

_QUEUE = "/proc/thread-self/schedstat"  # of Linux: seconds at work and in the queue, in 1e-9


def working_time() -> float:
    """Return a time of the calling thread that stands still while others have the processor.

    Reading and waiting for a disk or a server count. Where the system does not tell, other programs
    count as well.
    """
    return time.perf_counter() - queued_time()


def queued_time() -> float:
    """Return the seconds that the calling thread waited for a processor; 0 = nobody knows."""
    try:
        with open(_QUEUE, encoding="ascii") as file:
            return int(file.read().split()[1]) * 1e-9
    except (OSError, ValueError, IndexError):
        return 0.0


class Clock:
    """Adds up what threads tell, by name."""

    def __init__(self) -> None:
        """Begin at 0."""
        self._lock = threading.Lock()
        self._sums: dict[str, float] = defaultdict(float)

    def add(self, **numbers: float) -> None:
        """Add to sums."""
        with self._lock:
            for name, number in numbers.items():
                self._sums[name] += float(number)

    @contextmanager
    def timing(self, name: str) -> Iterator[None]:
        """Add the seconds of the context to a sum."""
        start = working_time()
        try:
            yield
        finally:
            self.add(**{name: working_time() - start})

    def __getitem__(self, name: str) -> float:
        """Return a sum."""
        with self._lock:
            return self._sums[name]

    def clear(self) -> None:
        """Begin anew."""
        with self._lock:
            self._sums.clear()


class TimedSource:
    """Features whose reading is timed: ``reading``, and pixels ``read`` and ``shown`` with data."""

    def __init__(self, source: FeatureSource, clock: Clock) -> None:
        """Wrap ``source``, which who opened it closes."""
        self.grid, self.names, self.recipe = source.grid, source.names, source.recipe
        self._source, self._clock = source, clock

    def read(self, window: Window) -> np.ndarray:
        """Return what the source returns."""
        with self._clock.timing("reading"):
            values = self._source.read(window)
        self._clock.add(read=values[0].size, shown=np.isfinite(values[0]).sum())
        return values

    def close(self) -> None:
        """Leave the source open."""


@dataclass(frozen=True, eq=False)
class TimedForest(Forest):
    """A forest whose walks are timed: ``forest``."""

    clock: Clock = field(default_factory=Clock)

    @classmethod
    def of(cls, forest: Forest, clock: Clock) -> TimedForest:
        """Return a forest with a clock beside it."""
        return cls(**{one.name: getattr(forest, one.name) for one in fields(Forest)}, clock=clock)

    def predict_proba(
        self, features: np.ndarray, *, check: Callable[[], None] | None = None
    ) -> np.ndarray:
        """Return what the forest returns."""
        with self.clock.timing("forest"):
            return super().predict_proba(features, check=check)
