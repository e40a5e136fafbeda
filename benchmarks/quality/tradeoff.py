"""What the forest's settings cost and bring: the defaults with one of them changed at a time.

Depth and the features tried at a split are no settings of the product; a hook changes them.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Callable
from unittest import mock

from sklearn.ensemble import RandomForestClassifier

from ...core import pipeline
from ...core.errors import FineCoverError
from ...core.learning import forest
from ...core.summaries import expectation
from .coarse_maps import block_majority, copy_to_pixels, with_wrong_cells
from .methods import Task
from .runs import CASES, RunFailed
from .scenes import Scene
from .scoring import Scores, score
from .variants import DEFAULTS, Variant, setting

SMALL_SCENES = ("nc_raleigh", "bayeseo", "slovenia")  # every variant is a map of each
STAGES = {"training": "train", "mapping": "map_and_check"}  # as the pipeline calls them


def _grown_with(**changed: Any) -> AbstractContextManager[object]:
    """Open a hook that grows every forest with some of scikit-learn's settings changed."""

    def grow(**settings: Any) -> RandomForestClassifier:
        return RandomForestClassifier(**{**settings, **changed})

    return mock.patch.object(forest, "RandomForestClassifier", grow)


def _hooked(**changed: Any) -> Variant:
    return Variant(hook=partial(_grown_with, **changed))


VARIANTS: Mapping[str, Variant] = {
    DEFAULTS: Variant(),
    "trees 50": setting(training={"trees": 50}),
    "trees 200": setting(training={"trees": 200}),
    "trees 400": setting(training={"trees": 400}),
    "min leaf 1": setting(training={"min_leaf": 1}),
    "min leaf 2": setting(training={"min_leaf": 2}),
    "min leaf 5": setting(training={"min_leaf": 5}),
    "depth 20": _hooked(max_depth=20),
    "depth 12": _hooked(max_depth=12),
    "half of the features": _hooked(max_features=0.5),
}


@dataclass(frozen=True)
class Trial:
    """One map to make: a variant on a scene, a case and a seed."""

    scene: str
    case: str
    seed: int
    variant: str

    @property
    def told(self) -> str:
        """The trial in words."""
        return f"{self.scene}, {self.case}, seed {self.seed}, {self.variant}"


@dataclass(frozen=True)
class TradeoffRun:
    """A trial and its map.

    Attributes:
        scene, case, seed, variant: of the trial.
        scores: of the map.
        gain_error: how far the gain it promises is from its true one; None where it promises none.
        confidence_error: how far its mean confidence is from the share of pixels that are right.
        training, mapping: processor seconds of all threads.
    """

    scene: str
    case: str
    seed: int
    variant: str
    scores: Scores
    gain_error: float | None
    confidence_error: float
    training: float
    mapping: float


def plan(scenes: Sequence[str], seed: int, variants: Sequence[str]) -> list[Trial]:
    """Return the trials of one seed; those that are compared follow each other."""
    return [
        Trial(scene, case, seed, variant)
        for scene in scenes
        for case in CASES
        for variant in variants
    ]


def attempt(trial: Trial, scene: Scene) -> TradeoffRun:
    """Make one map and score it.

    Raises:
        RunFailed: the product refused, in its own words.
    """
    cells = block_majority(scene.reference, factor=scene.inputs.factor)
    cells = with_wrong_cells(cells, share=CASES[trial.case], seed=trial.seed)
    method = VARIANTS[trial.variant].method(trial.variant)
    with tempfile.TemporaryDirectory(prefix="finecover-bench-") as folder, _watched() as seen:
        try:
            mapped = method.make(Task(scene.inputs, cells, trial.seed, Path(folder)))
        except FineCoverError as error:
            raise RunFailed(f"{trial.told} failed: {error}") from error
    scores = score(mapped, scene.reference)
    copy = copy_to_pixels(cells, factor=scene.inputs.factor, shape=scene.inputs.grid.shape)
    true_gain = scores.kappa - score(copy, scene.reference).kappa
    summary, _ = seen.results["mapping"]
    promised = expectation(seen.results["training"], mapped=summary).gain
    return TradeoffRun(
        trial.scene, trial.case, trial.seed, trial.variant,
        scores=scores,
        gain_error=None if promised is None else abs(promised[0] - true_gain),
        confidence_error=abs(summary.mean_confidence / 100 - scores.overall),
        **{stage: round(seconds, 2) for stage, seconds in seen.seconds.items()},
    )  # fmt: skip


@dataclass(frozen=True)
class _Seen:
    """What each stage gave back, and the processor seconds it took."""

    results: dict[str, Any] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def clocked(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return the work of a stage, watched."""

        def run(*given: Any, **named: Any) -> Any:
            started = time.process_time()
            self.results[stage] = work(*given, **named)
            self.seconds[stage] = time.process_time() - started
            return self.results[stage]

        return run


@contextmanager
def _watched() -> Iterator[_Seen]:
    """Watch the stages while the pipeline runs."""
    seen = _Seen()
    stages = {name: seen.clocked(at, getattr(pipeline, name)) for at, name in STAGES.items()}
    with mock.patch.multiple(pipeline, **stages):
        yield seen
