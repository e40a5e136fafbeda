"""What trees, leaf size, depth and features of a split cost in time and bring in quality."""

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
from .tradeoff import SMALL_SCENES, VARIANTS, TradeoffRun, Trial, attempt, plan
from .tradeoff_report import report
from .variants import DEFAULTS

HERE = Path(__file__).resolve().parent
SEEDS = 3
STEM = "tradeoff"


def main(arguments: Sequence[str]) -> int:
    """Run the study; 0 = done, 2 = scenes are missing or a run failed."""
    given = read_arguments(arguments)
    try:
        runs = run_all(given)
    except (SceneMissing, RunFailed) as error:
        print(f"bench-tradeoff: {error}", file=sys.stderr)
        return 2
    print(f"\n{report(runs, facts=_facts(runs))}")
    if not writes(given):
        print("Only a part was run, so nothing was written; give --out FOLDER to keep it.")
    return 0


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the command line asks for: variants, scenes, seeds and out."""
    parser = argparse.ArgumentParser(prog="benchmarks/quality --tradeoff", description=__doc__)
    add = parser.add_argument
    add("--tradeoff", nargs="*", choices=VARIANTS, metavar="NAME",
        help=f"variants beside the defaults: any of {', '.join(VARIANTS)}")  # fmt: skip
    add("--scenes", nargs="+", choices=SCENES, default=list(SMALL_SCENES), metavar="SCENE",
        help=f"any of {', '.join(SCENES)}; default: those of few pixels")  # fmt: skip
    add("--seeds", type=int, default=SEEDS, metavar="N", help=f"how many; default {SEEDS}")
    add("--out", type=Path, default=HERE, metavar="FOLDER",
        help="of the tables; default: beside the code")  # fmt: skip
    given = parser.parse_args(arguments)
    if given.seeds < 1:
        parser.error(f"argument --seeds: {given.seeds} is less than 1")
    wanted = {DEFAULTS, *(given.tradeoff or VARIANTS)}
    given.variants = [name for name in VARIANTS if name in wanted]
    return given


def writes(given: argparse.Namespace) -> bool:
    """Tell whether files are written: a part of the runs must not replace the kept tables."""
    complete = set(given.scenes) >= set(SMALL_SCENES) and len(given.variants) == len(VARIANTS)
    return complete or given.out.resolve() != HERE


def run_all(given: argparse.Namespace) -> list[TradeoffRun]:
    """Run seed by seed, telling of each run; what is done is written after every seed."""
    runs: list[TradeoffRun] = []
    start, scenes = time.monotonic(), [name for name in SCENES if name in given.scenes]
    with tempfile.TemporaryDirectory(prefix="finecover-scenes-") as folder:
        prepared = {name: prepare(name, Path(folder)) for name in scenes}
        attempt(Trial(scenes[0], next(iter(CASES)), 0, DEFAULTS), prepared[scenes[0]])  # warm up
        for seed in range(given.seeds):
            for trial in plan(scenes, seed, given.variants):
                runs.append(attempt(trial, prepared[trial.scene]))
                print(f"[{len(runs)}] {trial.told}: {_line(runs[-1])}", flush=True)
            if writes(given):
                _write(given.out, runs)
    print(f"{len(runs)} maps in {(time.monotonic() - start) / 60:.1f} minutes.")
    return runs


def _line(run: TradeoffRun) -> str:
    return (
        f"kappa {run.scores.kappa:.3f}, F1 {run.scores.macro_f1:.3f}, training "
        f"{run.training:.1f} s, mapping {run.mapping:.1f} s"
    )


def _write(folder: Path, runs: Sequence[TradeoffRun]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / f"{STEM}.md", report(runs, facts=_facts(runs)))
    write_text(folder / f"{STEM}.json", to_json(runs))


def _facts(runs: Sequence[TradeoffRun]) -> str:
    told = ", ".join(f"{name} {version}" for name, version in _versions().items())
    seeds = len({run.seed for run in runs})
    return (
        f"Means over {seeds} seed{'s' * (seeds > 1)}, on every labelled fine pixel. Made by "
        f"`make bench-tradeoff`; see [how](../README.md). {told}."
    )


def _versions() -> dict[str, str]:
    return {**versions(), "scipy": scipy.__version__}


def to_json(runs: Sequence[TradeoffRun]) -> str:
    """Return every run, and what is needed to repeat it, as JSON."""
    found = {
        "versions": _versions(),
        "wrong_cells": dict(CASES),
        "settings": asdict(UpsampleSettings()),
        "runs": [asdict(run) for run in runs],
    }
    return json.dumps(found, indent=1, allow_nan=False) + "\n"
