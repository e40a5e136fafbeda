"""The command line of the benchmark of fractions."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ...core.rasters.output import write_text
from ...core.summaries import versions
from ..quality.scenes import SceneMissing
from .cells import SCENES, Cells, read_cells
from .methods import TRIED
from .report import checks, report
from .runs import Run, run_scene

HERE = Path(__file__).resolve().parent
SEEDS = 5


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark; 0 = done, 1 = a target is missed, 2 = scenes are missing."""
    parser = argparse.ArgumentParser(prog="benchmarks/fractions", description=__doc__)
    add = parser.add_argument
    add("--scenes", nargs="+", choices=tuple(SCENES), default=tuple(SCENES), metavar="SCENE",
        help=f"any of {', '.join(SCENES)}; default: all")  # fmt: skip
    add("--seeds", type=int, default=SEEDS, metavar="N", help=f"how many; default {SEEDS}")
    add("--no-tried", action="store_true", help="leave out what was only tried")
    add("--out", type=Path, default=HERE, metavar="FOLDER",
        help="of the tables; default: beside the code")  # fmt: skip
    given = parser.parse_args(arguments)
    try:
        runs, facts = _run_all(given.scenes, given.seeds, tried=not given.no_tried)
    except SceneMissing as error:
        print(f"bench-fractions: {error}", file=sys.stderr)
        return 2
    text = report(runs, facts=facts)
    print(f"\n{text}")
    whole = set(given.scenes) == set(SCENES) and given.seeds >= SEEDS and not given.no_tried
    if whole or given.out.resolve() != HERE:
        given.out.mkdir(parents=True, exist_ok=True)
        write_text(given.out / "results.md", text)
        write_text(given.out / "results.json", to_json(runs))
        print(f"Written: results.md and results.json in {given.out}")
    else:
        print("Only a part was run, so nothing was written; give --out FOLDER to keep it.")
    return int(not all(check.met for check in checks(runs)))


def to_json(runs: Sequence[Run]) -> str:
    """Return every run as JSON, one in a line."""
    lines = ",\n".join(json.dumps(asdict(run)) for run in runs)
    return f'{{"versions": {json.dumps(versions())}, "runs": [\n{lines}\n]}}\n'


def _run_all(scenes: Sequence[str], seeds: int, *, tried: bool) -> tuple[list[Run], str]:
    """Return every run, and what the report says of them all."""
    runs: list[Run] = []
    told = []
    with tempfile.TemporaryDirectory(prefix="finecover-fractions-") as folder:
        for name in scenes:
            cells = read_cells(name, Path(folder))
            told.append(_told(cells))
            for run in run_scene(cells, seeds, TRIED if tried else {}):
                runs.append(run)
                error = run.levels[""]["mean_mae"]
                print(
                    f"{run.scene}, {run.split}, seed {run.seed}, {run.method}: MAE {error:.4f}",
                    flush=True,
                )
    made = ", ".join(f"{name} {version}" for name, version in versions().items())
    return runs, (
        f"Means over {seeds} seed{'s' * (seeds > 1)}; errors in shares (0..1). {' '.join(told)} "
        f"Made by `make bench-fractions`; see [how](../README.md). {made}."
    )


def _told(cells: Cells) -> str:
    source = SCENES[cells.name]
    side = cells.grid.transform.a
    return (
        f"{cells.name}: {len(cells.shares)} cells of {side:.0f} m, {cells.left_out} more lack "
        f"something; blocks of {source.block:.0f} m."
    )
