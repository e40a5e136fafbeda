"""How well self-validation chooses the settings, and foretells the gain, measured by the truth."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import scipy

from ...core.pipeline import UpsampleSettings
from ...core.rasters.output import write_text
from ...core.summaries import versions
from .runs import CASES, RunFailed
from .scenes import SCENES, SceneMissing, prepare
from .settings_report import record, report
from .settings_study import StudyRun, plan_study, study

HERE = Path(__file__).resolve().parent
SEEDS = 5
STEM = "settings"


def main(arguments: Sequence[str]) -> int:
    """Run the study; 0 = done, 2 = scenes are missing or a run failed."""
    given = read_arguments(arguments)
    scenes = [name for name in SCENES if name in given.scenes]
    try:
        runs = run_all(scenes, given.seeds)
    except (SceneMissing, RunFailed) as error:
        print(f"bench-settings: {error}", file=sys.stderr)
        return 2
    text = report(runs, facts=_facts(given.seeds))
    print(f"\n{text}")
    if not writes(given):
        print("Only a part was run, so nothing was written; give --out FOLDER to keep it.")
        return 0
    given.out.mkdir(parents=True, exist_ok=True)
    write_text(given.out / f"{STEM}.md", text)
    write_text(given.out / f"{STEM}.json", to_json(runs))
    print(f"Written: {STEM}.md and {STEM}.json in {given.out}")
    return 0


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the command line asks for: scenes, seeds and out."""
    parser = argparse.ArgumentParser(prog="benchmarks/quality --settings", description=__doc__)
    add = parser.add_argument
    add("--settings", action="store_true", help="do this instead of comparing methods")
    add("--scenes", nargs="+", choices=SCENES, default=list(SCENES), metavar="SCENE",
        help=f"any of {', '.join(SCENES)}; default: all")  # fmt: skip
    add("--seeds", type=int, default=SEEDS, metavar="N", help=f"how many; default {SEEDS}")
    add("--out", type=Path, default=HERE, metavar="FOLDER",
        help="of the tables; default: beside the code")  # fmt: skip
    given = parser.parse_args(arguments)
    if given.seeds < 1:
        parser.error(f"argument --seeds: {given.seeds} is less than 1")
    return given


def writes(given: argparse.Namespace) -> bool:
    """Tell whether files are written: a part of the runs must not replace the kept tables."""
    complete = set(given.scenes) == set(SCENES) and given.seeds >= SEEDS
    return complete or given.out.resolve() != HERE


def run_all(scenes: Sequence[str], seeds: int) -> list[StudyRun]:
    """Run scene by scene, telling of each run."""
    jobs, runs, start = plan_study(scenes, seeds), [], time.monotonic()
    with tempfile.TemporaryDirectory(prefix="finecover-scenes-") as folder:
        prepared = {name: prepare(name, Path(folder)) for name in scenes}
        for job in jobs:
            runs.append(study(job, prepared[job.scene]))
            print(f"[{len(runs)}/{len(jobs)}] {job.told}: {_line(runs[-1])}", flush=True)
    print(f"{len(runs)} runs in {(time.monotonic() - start) / 60:.1f} minutes.")
    return runs


def _line(run: StudyRun) -> str:
    return (
        f"rank correlation {run.rank_correlation:.2f}, kappa {run.chosen.kappa:.3f}, best "
        f"{run.best:.3f}, gain {run.expected_gain[0]:+.3f} expected, {run.true_gain:+.3f} true, "
        f"{run.seconds:.0f} s"
    )


def _facts(seeds: int) -> str:
    told = ", ".join(f"{name} {version}" for name, version in _versions().items())
    return (
        f"Means over {seeds} seed{'s' * (seeds > 1)}, on every labelled fine pixel. Made by "
        f"`make bench-settings`; see [how](../README.md). {told}."
    )


def _versions() -> dict[str, str]:
    return {**versions(), "scipy": scipy.__version__}


def to_json(runs: Sequence[StudyRun]) -> str:
    """Return every run, and what is needed to repeat it, as JSON."""
    found = {
        "versions": _versions(),
        "wrong_cells": dict(CASES),
        "settings": asdict(UpsampleSettings()),
        "runs": [record(run) for run in runs],
    }
    return json.dumps(found, indent=1, allow_nan=False) + "\n"
