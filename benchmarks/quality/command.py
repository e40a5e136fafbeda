"""The command line of the quality benchmark."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import scipy

from ...core.pipeline import UpsampleSettings
from ...core.rasters.output import write_text
from ...core.summaries import versions
from . import ablation, comparison, ideas
from .figures import Figures
from .methods import Method
from .runs import CASES, Job, Run, RunFailed, execute, plan
from .scenes import SCENES, Scene, SceneMissing, prepare
from .variants import DEFAULTS, Study

HERE = Path(__file__).resolve().parent
STUDIES: Mapping[str, Study] = {"ablation": ablation.STUDY, "ideas": ideas.STUDY}


@dataclass(frozen=True)
class Plan:
    """What shall be run and where the tables go; ``complete`` = nothing is left out."""

    scenes: tuple[str, ...]
    seeds: int
    methods: Mapping[str, Method]
    processes: int
    out: Path
    stem: str
    complete: bool

    @property
    def writes(self) -> bool:
        """Whether files are written: a part of the runs must not replace the kept tables."""
        return self.complete or self.out.resolve() != HERE


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark; 0 = done, 2 = scenes are missing or a method failed."""
    wanted = read_plan(arguments)
    try:
        runs = run_all(wanted)
    except (SceneMissing, RunFailed) as error:
        print(f"bench-quality: {error}", file=sys.stderr)
        return 2
    text = _report(wanted, Figures(tuple(runs)))
    print(f"\n{text}")
    if not wanted.writes:
        print("Only a part was run, so nothing was written; give --out FOLDER to keep it.")
        return 0
    wanted.out.mkdir(parents=True, exist_ok=True)
    write_text(wanted.out / f"{wanted.stem}.md", text)
    write_text(wanted.out / f"{wanted.stem}.json", to_json(wanted, runs))
    print(f"Written: {wanted.stem}.md and {wanted.stem}.json in {wanted.out}")
    return 0


def read_plan(arguments: Sequence[str]) -> Plan:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="benchmarks/quality", description=__doc__,
        epilog="--settings measures how well settings are chosen instead; see --settings --help",
    )  # fmt: skip
    add = parser.add_argument
    add("--scenes", nargs="+", choices=SCENES, metavar="SCENE",
        help=f"any of {', '.join(SCENES)}; default: all, with --ablation or --ideas "
        "those of few pixels")  # fmt: skip
    add("--seeds", type=_at_least_one, metavar="N",
        help="how many; default 5, with --ablation or --ideas 1")  # fmt: skip
    add("--jobs", type=_at_least_one, default=1, metavar="N",
        help="maps made at a time; default 1, which uses every core")  # fmt: skip
    add("--out", type=Path, default=HERE, metavar="FOLDER",
        help="of the tables; default: beside the code")  # fmt: skip
    add("--methods", nargs="+", choices=comparison.METHODS, metavar="METHOD",
        help=f"any of {', '.join(comparison.METHODS)}; default: all")  # fmt: skip
    for stem, study in STUDIES.items():
        add(f"--{stem}", nargs="*", metavar="NAME", choices=study.variants, help=study.help)
    given = parser.parse_args(arguments)
    every, stem, seeds = dict(comparison.METHODS), "results", 5
    scenes: Collection[str] = SCENES
    names = set(given.methods or every)
    studies = {stem: getattr(given, stem) for stem in STUDIES if getattr(given, stem) is not None}
    if len(studies) + bool(given.methods) > 1:
        parser.error("--methods, --ablation and --ideas exclude each other")
    for stem, variants in studies.items():
        study = STUDIES[stem]
        every, seeds, scenes = study.methods(), study.seeds, study.scenes
        names = {DEFAULTS, *(variants or every)}
    asked = given.seeds or seeds
    mapped = set(given.scenes or scenes)
    complete = mapped >= set(scenes) and names == set(every) and asked >= seeds
    return Plan(
        scenes=tuple(name for name in SCENES if name in mapped),
        seeds=asked,
        methods={name: method for name, method in every.items() if name in names},
        processes=given.jobs,
        out=given.out,
        stem=stem,
        complete=complete,
    )


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is less than 1")
    return number


def run_all(wanted: Plan) -> list[Run]:
    """Make and score every map, telling of each; the runs come back in the order of the plan."""
    jobs = plan(wanted.scenes, wanted.seeds, wanted.methods)
    runs: dict[int, Run] = {}
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="finecover-scenes-") as folder:
        scenes: dict[str, Scene] = {name: prepare(name, Path(folder)) for name in wanted.scenes}
        for at, run in execute(jobs, scenes, processes=wanted.processes):
            runs[at] = run
            print(f"[{len(runs)}/{len(jobs)}] {_line(jobs[at], run)}", flush=True)
    print(f"{len(runs)} maps in {(time.monotonic() - start) / 60:.1f} minutes.")
    return [runs[at] for at in sorted(runs)]


def _line(job: Job, run: Run) -> str:
    missing = f", {run.scores.unmapped} pixels not mapped" if run.scores.unmapped else ""
    return (
        f"{job.told}: kappa {run.scores.kappa:.3f}, F1 {run.scores.macro_f1:.3f}, "
        f"{run.seconds:.1f} s{missing}"
    )


def _report(wanted: Plan, figures: Figures) -> str:
    told = ", ".join(f"{name} {version}" for name, version in _versions().items())
    made = f"`make bench-{wanted.stem if wanted.stem in STUDIES else 'quality'}`"
    facts = (
        f"Means over {wanted.seeds} seed{'s' * (wanted.seeds > 1)}, on every labelled fine pixel. "
        f"Made by {made}; see [how](../README.md). {told}."
    )
    if wanted.stem in STUDIES:
        return STUDIES[wanted.stem].report(figures, facts=facts)
    return comparison.report(figures, methods=wanted.methods, facts=facts)


def _versions() -> dict[str, str]:
    return {**versions(), "scipy": scipy.__version__}


def to_json(wanted: Plan, runs: Sequence[Run]) -> str:
    """Return every run, and what is needed to repeat it, as JSON."""
    settings = {
        name: asdict(method.change(UpsampleSettings()))
        for name, method in wanted.methods.items()
        if method.change is not None
    }
    record = {
        "versions": _versions(),
        "wrong_cells": dict(CASES),
        "settings": settings,
        "processes": wanted.processes,
        "runs": [asdict(run) for run in runs],
    }
    return json.dumps(record, indent=1) + "\n"
