"""What is run, in which order, and how: one scene, one case, one seed, one method at a time."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from ...core.errors import FineCoverError
from ...core.parallel import thread_count
from .coarse_maps import block_majority, with_wrong_cells
from .methods import Method, Task
from .scenes import Scene
from .scoring import Scores, score

CLEAN = "clean"
CASES: Mapping[str, float] = {CLEAN: 0.0, "25 % wrong": 0.25}


class RunFailed(Exception):
    """A method could not make its map; the text says which one and why."""


@dataclass(frozen=True)
class Job:
    """One map to make and score."""

    scene: str
    case: str
    seed: int
    name: str
    method: Method

    @property
    def told(self) -> str:
        """The job in words."""
        return f"{self.scene}, {self.case}, seed {self.seed}, {self.name}"


@dataclass(frozen=True)
class Run:
    """What came of a job; ``seconds`` by the clock, ``cpu_seconds`` over all threads."""

    scene: str
    case: str
    seed: int
    method: str
    on_truth: bool
    scores: Scores
    seconds: float
    cpu_seconds: float


def plan(scenes: Sequence[str], seeds: int, methods: Mapping[str, Method]) -> list[Job]:
    """Return the jobs in their order; a method that learns from the truth sees no coarse map."""
    return [
        Job(scene, case, seed, name, method)
        for scene in scenes
        for case in CASES
        for seed in range(seeds)
        for name, method in methods.items()
        if case == CLEAN or not method.on_truth
    ]


def execute(
    jobs: Sequence[Job], scenes: Mapping[str, Scene], *, processes: int
) -> Iterator[tuple[int, Run]]:
    """Yield the position of each job and its run, as they are done.

    With one process the product's own threads use all cores; with several each has its part.
    """
    if processes == 1:
        for at, job in enumerate(jobs):
            yield at, run_job(job, scenes[job.scene])
        return
    # forked workers have the package already, which is not importable by its name
    context = multiprocessing.get_context("fork")
    threads = max(1, thread_count() // processes)
    with ProcessPoolExecutor(
        processes, mp_context=context, initializer=_limit_threads, initargs=(threads,)
    ) as pool:
        futures = {pool.submit(run_job, job, scenes[job.scene]): at for at, job in enumerate(jobs)}
        for future in as_completed(futures):
            yield futures[future], future.result()


def _limit_threads(threads: int) -> None:
    os.environ["FINECOVER_THREADS"] = str(threads)


def run_job(job: Job, scene: Scene) -> Run:
    """Make one map and score it.

    Raises:
        RunFailed: the product refused, in its own words.
    """
    cells = block_majority(scene.reference, factor=scene.inputs.factor)
    cells = with_wrong_cells(cells, share=CASES[job.case], seed=job.seed)
    truth = scene.reference if job.method.on_truth else None
    with tempfile.TemporaryDirectory(prefix="finecover-bench-") as folder:
        task = Task(scene.inputs, cells, job.seed, Path(folder), truth)
        wall, cpu = time.monotonic(), time.process_time()
        try:
            mapped = job.method.make(task)
        except FineCoverError as error:
            raise RunFailed(f"{job.told} failed: {error}") from error
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    scores = score(mapped, scene.reference)
    return Run(
        job.scene, job.case, job.seed, job.name, job.method.on_truth, scores,
        round(wall, 2), round(cpu, 2),
    )  # fmt: skip
