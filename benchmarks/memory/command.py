"""The command line of the benchmark of memory."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ...core.rasters.output import write_text
from ..machine import load_sentence, machine_load
from ..quality.tables import table
from ..speed.command import every_version
from ..speed.figures import Figure, figure_table
from ..speed.processes import ProcessFailed, Taken, take
from ..speed.workload import THREADS
from .repeated import CONTEXT, TREES, Repeated, SceneMissing

HERE = Path(__file__).resolve().parent
SIZES = (10_000_000, 100_000_000, 1_000_000_000)
ALONE, DEFAULTS = "classes alone", "defaults"
TOLD: Mapping[str, str] = {
    ALONE: "neither prior nor smoothing nor a raster beside the map",
    DEFAULTS: "smoothing, and the confidence beside the map",
}
PEAK_GB = 1.0  # 10**9 bytes
FLAT = 1.1  # times what the smallest size takes
_WARM = 1_000_000
Measured = Mapping[str, Mapping[int, Taken]]


@dataclass(frozen=True)
class Plan:
    """What shall be run."""

    ways: tuple[str, ...]
    pixels: int
    folder: Path | None
    out: Path
    go_on: bool = False
    context: int = CONTEXT
    trees: int = TREES

    @property
    def sizes(self) -> tuple[int, ...]:
        """Pixels of the images, the smallest first."""
        return tuple(size for size in SIZES if size <= self.pixels) or (self.pixels,)

    @property
    def kept(self) -> bool:
        """Whether files are written: a part of a run must not replace those beside the code."""
        whole = self.sizes == SIZES and len(self.ways) == len(TOLD)
        whole = whole and (self.context, self.trees) == (CONTEXT, TREES)
        return whole or self.out.resolve() != HERE


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark; 0 = done, 1 = a target is missed, 2 = it cannot be run here."""
    plan = read_arguments(arguments)
    record = earlier(plan.out) if plan.go_on else {}
    record.update(versions=every_version(), load=machine_load())
    record.update(context=plan.context, trees=plan.trees)
    try:
        with tempfile.TemporaryDirectory(prefix="finecover-bench-", dir=plan.folder) as folder:
            measure(Path(folder), plan, record)
    except (SceneMissing, ProcessFailed) as error:
        print(f"bench-memory: {error}", file=sys.stderr)
        return 2
    runs = runs_of(record)
    print(f"\n{report(runs, record)}")
    if not plan.kept:
        print("A smaller run, so nothing was written; give --out FOLDER to keep it.")
    return int(not all(figure.met for figure in figures_of(runs)))


def earlier(folder: Path) -> dict[str, Any]:
    """Return what an earlier run kept; nothing where there is none."""
    path = folder / "results.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def runs_of(record: Mapping[str, Any]) -> Measured:
    """Return what each way took by the pixels of the image."""
    return {
        way: {int(size): Taken(**one) for size, one in found.items()}
        for way, found in record.get("runs", {}).items()
    }


def keep(plan: Plan, record: Mapping[str, Any]) -> None:
    """Write what was measured so far."""
    runs = runs_of(record)
    plan.out.mkdir(parents=True, exist_ok=True)
    figures = [one.record() for one in figures_of(runs)]
    write_text(plan.out / "results.md", report(runs, record))
    everything = json.dumps({**record, "figures": figures}, indent=1)
    write_text(plan.out / "results.json", everything + "\n")


def read_arguments(arguments: Sequence[str]) -> Plan:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="benchmarks/memory", description=__doc__,
        epilog="A whole run takes an hour or two on two processors.",
    )  # fmt: skip
    add = parser.add_argument
    add("--pixels", type=int, default=SIZES[-1],
        help=f"of the largest image; default {SIZES[-1]}")  # fmt: skip
    add("--only", nargs="+", choices=tuple(TOLD), default=tuple(TOLD), metavar="WAY",
        help=f"any of {', '.join(map(repr, TOLD))}")  # fmt: skip
    add("--folder", type=Path, help="where maps are written meanwhile; default: a temporary one")
    add("--out", type=Path, default=HERE, metavar="FOLDER",
        help="of the tables; default: beside the code")  # fmt: skip
    add("--go-on", action="store_true", help="do not measure again what --out tells already")
    add("--context", type=int, default=CONTEXT,
        help=f"of the features, as CONTEXT of computefeatures; default {CONTEXT}")  # fmt: skip
    add("--trees", type=int, default=TREES, help=f"of the forest; default {TREES}")
    given = parser.parse_args(arguments)
    if given.pixels < 1:
        parser.error("--pixels is 1 or more")
    ways = tuple(way for way in TOLD if way in given.only)
    made_of = given.context, given.trees
    return Plan(ways, given.pixels, given.folder, given.out, given.go_on, *made_of)


def measure(folder: Path, plan: Plan, record: dict[str, Any]) -> None:
    """Map images of all sizes, each in a process of its own; each is kept when it is measured."""
    scene = Repeated.of(folder, context=plan.context, trees=plan.trees)
    scene = scene.merged(plan.sizes[0])
    runs, written = (record.setdefault(name, {}) for name in ("runs", "written_bytes"))
    warm: set[str] = set()
    for wanted in plan.sizes:
        vrt, pixels = scene.vrt(wanted)
        for way in plan.ways:
            found = runs.setdefault(way, {})
            if str(pixels) in found:
                continue
            if way not in warm:  # the code is compiled before
                _map(scene, way, scene.vrt(min(_WARM, wanted))[0])
                warm.add(way)
            one, size = _map(scene, way, vrt)
            found[str(pixels)], written.setdefault(way, {})[str(pixels)] = asdict(one), size
            print(f"{way}, {_millions(pixels)}: {one.seconds:.1f} s, {one.cpu_seconds:.1f} s of "
                  f"processor, peak {_decimal(one):.3f} GB", flush=True)  # fmt: skip
            if plan.kept:
                keep(plan, record)


def _map(scene: Repeated, way: str, image: Path) -> tuple[Taken, int]:
    """Map an image into a folder that goes; return what it took and the bytes of the rasters."""
    out = scene.folder / "out"
    out.mkdir()
    try:
        more = [out / "confidence.tif"] if way == DEFAULTS else []
        files = [image, scene.model, out / "map.tif", *more]
        taken = take([sys.executable, str(HERE / "mapped.py"), *map(str, files)])
        return taken, sum(path.stat().st_size for path in out.iterdir() if path.is_file())
    finally:
        shutil.rmtree(out)


def _decimal(one: Taken) -> float:
    """Return the peak in 10**9 bytes."""
    return one.peak_gb * 2**30 / 1e9


def figures_of(runs: Measured) -> list[Figure]:
    """Return the peak of the largest image, and how far peak and cost of a pixel stay flat."""
    figures = []
    for way, found in runs.items():
        least, most = min(found), max(found)
        peak = (_decimal(found[most]),)
        name = f"peak memory of {_millions(most)} pixels, {way}"
        figures.append(Figure(name, peak, PEAK_GB, False, " GB"))
        if least == most:
            continue
        told = f"{_millions(most)} against {_millions(least)}, {way}"
        grown = (found[most].peak_gb / found[least].peak_gb,)
        figures.append(Figure(f"peak memory, {told}", grown, FLAT, False))
        each = [found[size].cpu_seconds / size for size in (most, least)]
        figures.append(Figure(f"processor time of a pixel, {told}", (each[0] / each[1],), FLAT,
                              False))  # fmt: skip
        each = [found[size].seconds / size for size in (most, least)]
        figures.append(Figure(f"time of a pixel by the clock, {told}", (each[0] / each[1],)))
    return figures


def report(runs: Measured, record: Mapping[str, Any]) -> str:
    """Return everything as markdown, the targets first."""
    figures, written = figures_of(runs), record["written_bytes"]
    rows = [
        [f"{way}, {_millions(size)}", f"{one.seconds:.0f}", f"{one.cpu_seconds:.0f}",
         f"{size / one.seconds / 1e6:.2f}", f"{one.cpu_seconds / size * 1e9:.0f}",
         f"{_decimal(one):.3f}", f"{written[way][str(size)] / 1e6:.0f}"]
        for way, found in runs.items()
        for size, one in sorted(found.items())
    ]  # fmt: skip
    header = ["way, pixels", "s", "s of processor", "M pixels/s", "ns of processor a pixel",
              "peak GB", "MB written"]  # fmt: skip
    judged = [one for one in figures if one.target is not None]
    lost = sum(not one.met for one in judged)
    verdict = "All targets are met." if not lost else f"{lost} of {len(judged)} targets are missed."
    ways = "\n".join(f"- **{way}**: {TOLD[way]}." for way in runs)
    versions = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
    return f"""# Memory

{load_sentence(record["load"])} Made by `benchmarks/memory`; see [how](../README.md). {versions}.

## Targets

{figure_table(figures)}

{verdict}

## Sizes

`classify` over a VRT that repeats a part of Cape Lookout, eight bands {_beside(record["context"])}
The smallest image is a single file, of which the others are made.
Most of it is sea, whose class the {record["trees"]} trees settle early: times tell how cost grows
rather than what land costs. {THREADS} processors, one process a size, from its start to its end;
finished tiles are kept in a journal, as they are in QGIS. The peak is of resident memory as the
system counts it, files that are mapped into memory included; the process starts no other.
A GB is 10⁹ bytes.

{ways}

{table(header, rows)}
"""


def _beside(context: int) -> str:
    if not context:
        return "and nothing else."
    return f"with mean and deviation of {context} × {context} pixels."


def _millions(pixels: int) -> str:
    return f"{pixels / 1e6:.0f} M"
