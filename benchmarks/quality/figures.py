"""The figures of all runs, by scene, case, method and seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .runs import CASES, Run


@dataclass(frozen=True)
class Figures:
    """Runs, and means over their seeds.

    A method that learns from the truth has run on clean maps only, and counts for every case.
    """

    runs: tuple[Run, ...]

    @cached_property
    def scenes(self) -> tuple[str, ...]:
        """Scenes in order of their first run."""
        return tuple(dict.fromkeys(run.scene for run in self.runs))

    @cached_property
    def methods(self) -> tuple[str, ...]:
        """Methods in order of their first run."""
        return tuple(dict.fromkeys(run.method for run in self.runs))

    @property
    def cases(self) -> tuple[tuple[str, str], ...]:
        """Every scene with every case."""
        return tuple((scene, case) for scene in self.scenes for case in CASES)

    def values(self, measure: str, scene: str, case: str, method: str) -> np.ndarray:
        """Return a measure of every seed, float64 (seed,), in the order of the seeds."""
        mine = sorted(self._of(scene, method), key=lambda run: run.seed)
        here = [run for run in mine if run.case == case or run.on_truth]
        return np.array([getattr(run.scores, measure) for run in here], np.float64)

    def mean(self, measure: str, scene: str, case: str, method: str) -> float:
        """Return the mean over the seeds; NaN without runs."""
        values = self.values(measure, scene, case, method)
        return float(values.mean()) if values.size else float("nan")

    def seconds(self, scene: str, method: str) -> float:
        """Return the mean time of a run; NaN without runs."""
        times = [run.seconds for run in self._of(scene, method)]
        return float(np.mean(times)) if times else float("nan")

    def gain(self, measure: str, case: str, method: str, over: Sequence[str]) -> float:
        """Return the mean over scenes of a method's lead over the best of others."""
        leads = [self.lead(measure, scene, case, method, over) for scene in self.scenes]
        return float(np.mean(leads)) if leads else float("nan")

    def lead(self, measure: str, scene: str, case: str, method: str, over: Sequence[str]) -> float:
        """Return a method's lead over the best of others on one scene, by means of seeds."""
        others = [self.mean(measure, scene, case, other) for other in over]
        return self.mean(measure, scene, case, method) - float(np.max(others))

    def _of(self, scene: str, method: str) -> list[Run]:
        return [run for run in self.runs if (run.scene, run.method) == (scene, method)]
