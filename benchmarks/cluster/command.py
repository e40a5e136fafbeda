"""The command line of the benchmark of clusters."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import mean, median
from typing import Any

from ...core.cluster.simulation import Scenario, simulate
from ...core.rasters.output import write_text
from ..machine import load_sentence, machine_load
from ..memory.repeated import Repeated, SceneMissing
from ..quality.tables import table
from ..speed.command import every_version
from .workers import Timed, timed_map, workers_here

HERE = Path(__file__).resolve().parent
PIXELS = 4_000_000  # for each worker
WORKERS = (1, 2, 4, 8, 16, 32, 64)
TILES, FAILURES, SEEDS = 1000, 0.01, 20


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark, or the simulation alone; 0 = done, 2 = it cannot be run here."""
    parser = argparse.ArgumentParser(prog="benchmarks/cluster", description=__doc__)
    add = parser.add_argument
    add("--simulate", action="store_true", help="simulate only, from the times in --out")
    add("--pixels", type=int, default=PIXELS, help=f"for each worker; default {PIXELS}")
    add(
        "--scene",
        type=Path,
        metavar="FOLDER",
        help="features.tif and model.fcm that benchmarks/memory or this made; default: make them",
    )
    add("--out", type=Path, default=HERE, metavar="FOLDER",
        help="of the tables; default: beside the code")  # fmt: skip
    given = parser.parse_args(arguments)
    record: dict[str, Any] = {}
    try:
        if given.simulate:
            record = json.loads((given.out / "results.json").read_text(encoding="utf-8"))
        else:
            record = measure(given.pixels, given.scene)
    except (OSError, SceneMissing) as error:
        print(f"bench-cluster: {error}", file=sys.stderr)
        return 2
    record["simulated"] = simulated(record)
    text = report(record)
    given.out.mkdir(parents=True, exist_ok=True)
    write_text(given.out / "results.json", json.dumps(record, indent=1) + "\n")
    write_text(given.out / "results.md", text)
    print(text)
    return 0


def measure(pixels: int, made: Path | None = None) -> dict[str, Any]:
    """Map one image with one worker and one twice as large with two, and both with threads."""
    runs: dict[str, Any] = {}
    record = {"versions": every_version(), "load": machine_load(), "runs": runs}
    with tempfile.TemporaryDirectory(prefix="finecover-bench-") as name:
        folder = Path(name)
        scene = Repeated.of(folder) if made is None else _copied(made, folder)
        images = {count: scene.vrt(pixels, times=count) for count in (1, 2)}
        small = scene.vrt(pixels // 20)[0]
        maps: dict[int, set[str]] = {1: set(), 2: set()}
        for count, (image, size) in images.items():
            os.environ["FINECOVER_THREADS"] = str(count)
            timed_map(small, scene.model, folder)  # compiles
            _keep(runs, f"threads {count}", count, size, timed_map(image, scene.model, folder))
            maps[count].add(_digest(folder))
        os.environ["FINECOVER_THREADS"] = "2"  # tiles of one size, however many workers
        for count, (image, size) in images.items():
            start = time.perf_counter()
            with workers_here(count, folder) as cluster:
                record[f"start {count}"] = time.perf_counter() - start
                timed_map(small, scene.model, folder, cluster)
                timed = timed_map(image, scene.model, folder, cluster)
                _keep(runs, f"workers {count}", count, size, timed)
                maps[count].add(_digest(folder))
        record["equal"] = all(len(found) == 1 for found in maps.values())
    return record


def _copied(made: Path, folder: Path) -> Repeated:
    for name in ("features.tif", "model.fcm"):
        shutil.copy(made / name, folder)
    return Repeated(folder, folder / "features.tif", folder / "model.fcm")


def _keep(runs: dict[str, Any], name: str, count: int, pixels: int, timed: Timed) -> None:
    runs[name] = {"count": count, "pixels": pixels, **asdict(timed)}
    print(f"{name}: {pixels / 1e6:.1f} million pixels in {timed.seconds:.1f} s", flush=True)


def _digest(folder: Path) -> str:
    return hashlib.sha256((folder / "map.tif").read_bytes()).hexdigest()


def simulated(record: Mapping[str, Any]) -> list[dict[str, float]]:
    """Return mean times over seeds of a thousand tiles.

    Tiles take what they took of the processor in one thread, which the load of the machine does
    not change.
    """
    run, work = record["runs"]["workers 1"], record["runs"]["threads 1"]["work"]
    serial = mean(run["coordinator"]) + median(run["fetch"])
    finish = run["finish"] / len(run["coordinator"])
    alone = 0.0
    rows = []
    for workers in WORKERS:
        found = [
            simulate(
                work,
                Scenario(TILES, workers, FAILURES, record["start 1"], serial, finish, seed),
            )
            for seed in range(SEEDS)
        ]
        seconds = mean(one.seconds for one in found)
        alone = alone or seconds
        calm = mean(
            simulate(work, Scenario(TILES, workers, 0.0, 0.0, serial, finish, seed)).seconds
            for seed in range(SEEDS)
        )
        rows.append({
            "workers": workers, "seconds": seconds, "without_failures": calm,
            "speedup": alone / seconds, "lost": mean(one.lost for one in found),
        })  # fmt: skip
    return rows


def report(record: Mapping[str, Any]) -> str:
    """Return everything as markdown."""
    runs = record["runs"]
    rows = [
        [name, f"{run['pixels'] / 1e6:.1f}", f"{run['seconds']:.1f}",
         f"{run['pixels'] / run['seconds'] / 1e6:.2f}",
         f"{mean(run['work']):.2f}" if run["work"] else "",
         f"{mean(run['tiles']):.2f}" if run["tiles"] else "",
         f"{1000 * mean(run['coordinator']):.0f}",
         f"{1000 * median(run['fetch']):.0f}" if run["fetch"] else "", f"{run['finish']:.1f}"]
        for name, run in runs.items()
    ]  # fmt: skip
    head = ["", "M pixels", "s", "M pixels/s", "s of processor a tile", "s a tile",
            "ms to write a tile",
            "ms to fetch it", "s after the last"]  # fmt: skip
    weak = runs["workers 1"]["seconds"] / runs["workers 2"]["seconds"]
    threads = runs["threads 1"]["seconds"] / runs["threads 2"]["seconds"]
    grown = runs["workers 2"]["pixels"] / runs["workers 1"]["pixels"]
    told = [
        [str(int(row["workers"])), f"{row['seconds']:.0f}", f"{row['without_failures']:.0f}",
         f"{row['speedup']:.1f}", f"{100 * row['speedup'] / row['workers']:.0f} %",
         f"{row['lost']:.1f}"]
        for row in record["simulated"]
    ]  # fmt: skip
    versions = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
    equal = "the same bytes" if record["equal"] else "OTHER BYTES"
    return f"""# Clusters

{load_sentence(record["load"])} Made by `benchmarks/cluster`; see [how](../README.md). {versions}.

## One worker, and two with more pixels

`classify` with all defaults over a VRT that repeats the features of Cape Lookout; worker processes
of one thread on the same machine, over TCP, and for comparison threads of one process. The
coordinator shares the processors with the workers. Workers and threads wrote {equal}.

{table(head, rows)}

With {grown:.2f} times the pixels, two workers keep {100 * weak * grown / 2:.0f} % of the speed of
one each; two threads keep {100 * threads * grown / 2:.0f} %.

## A thousand tiles

Simulated from what each tile took of the processor in one thread,
{mean(runs["threads 1"]["work"]):.2f} s on average: in {100 * FAILURES:.0f} % of the attempts at a
tile the worker dies somewhere in it, and is back after {record["start 1"]:.0f} s; the
coordinator fetches and writes the tiles one by one, and rewrites the raster in the end. Means of
{SEEDS} draws.

{table(["workers", "s", "s without failures", "times as fast", "of ideal", "attempts lost"], told)}
"""
