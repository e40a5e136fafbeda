"""The command line of the benchmark of series."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import scipy

from ...core.rasters.output import write_text
from ...core.summaries import versions
from ..machine import load_sentence, machine_load
from ..quality.scenes import SceneMissing
from . import slovenia, throughput, withheld
from .observed import FILES, Observed, read_observed
from .slovenia_report import checks, slovenia_report
from .throughput_report import throughput_report
from .withheld_report import Means, default_kept, settings_line, withheld_report

HERE = Path(__file__).resolve().parent
STUDIES = ("withheld", "throughput", "slovenia")
SEEDS, WITHHELD_PIXELS, REPEATS = 3, 2500, 3


@dataclass(frozen=True)
class Plan:
    """What shall be run; ``complete`` = at full size."""

    studies: tuple[str, ...]
    seeds: int
    pixels: int | None
    repeats: int
    out: Path

    @property
    def complete(self) -> bool:
        """Whether files are written beside the code: a smaller run must not replace them."""
        full = self.pixels is None and self.seeds >= SEEDS and self.repeats >= REPEATS
        return full or self.out.resolve() != HERE


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark; 0 = done, 1 = a target is missed, 2 = data are missing."""
    given = read_arguments(arguments)
    if given.part:
        pixels = given.pixels or throughput.PIXELS
        print(json.dumps(asdict(throughput.measure(given.part, pixels))))
        return 0
    plan = Plan(
        tuple(given.studies) or STUDIES, given.seeds, given.pixels, given.repeats, given.out
    )
    work = {"withheld": run_withheld, "throughput": run_throughput, "slovenia": run_slovenia}
    missed = False
    try:
        for name in STUDIES:
            if name in plan.studies:
                missed |= work[name](plan)
    except SceneMissing as error:
        print(f"bench-series: {error}", file=sys.stderr)
        return 2
    return int(missed)


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="benchmarks/series", description=__doc__)
    add = parser.add_argument
    add("studies", nargs="*", metavar="STUDY", help=f"any of {', '.join(STUDIES)}; default: all")
    add("--seeds", type=int, default=SEEDS, help=f"how many; default {SEEDS}")
    add("--pixels", type=int,
        help=f"of each series withheld from (default {WITHHELD_PIXELS}, drawn), and of the "
        f"throughput (default {throughput.PIXELS})")  # fmt: skip
    add(
        "--repeats",
        type=int,
        default=REPEATS,
        help=f"runs of each part of the throughput, of which the best counts; default {REPEATS}",
    )
    add("--out", type=Path, default=HERE, metavar="FOLDER",
        help="of the tables; default: beside the code")  # fmt: skip
    add("--part", choices=throughput.PARTS, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    unknown = set(given.studies) - set(STUDIES)
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))}: choose from {', '.join(STUDIES)}")
    if min(given.seeds, given.repeats, given.pixels or 1) < 1:
        parser.error("--seeds, --pixels and --repeats are 1 or more")
    return given


def run_withheld(plan: Plan) -> bool:
    """Predict withheld observations; True where the default is worse than linear."""
    runs = []
    most = plan.pixels or WITHHELD_PIXELS
    for name, files in FILES.items():
        observed = read_observed(name)
        for seed in range(plan.seeds):
            start = time.monotonic()
            drawn = drawn_pixels(observed, most=most, seed=seed)
            runs += withheld.study(name, drawn, step_days=files.step_days, seed=seed)
            print(f"{name}, seed {seed}: {time.monotonic() - start:.0f} s", flush=True)
    facts = (
        f"At most {most} pixels of each series, drawn anew for each of {plan.seeds} seeds; means "
        f"over the seeds. Regular series: {settings_line()}. {_made('withheld')}"
    )
    _keep(plan, "withheld", withheld_report(runs, facts=facts), {"runs": list(map(asdict, runs))})
    return not default_kept(Means(runs))


def drawn_pixels(observed: Observed, *, most: int, seed: int) -> Observed:
    """Return some of the pixels, in their order."""
    count = observed.values.shape[2]
    rng = np.random.default_rng([seed, count])
    chosen = np.sort(rng.choice(count, size=min(most, count), replace=False))
    return Observed(observed.dates, observed.bands, observed.values[:, :, chosen])


def run_throughput(plan: Plan) -> bool:
    """Measure time and memory; True where a target is missed."""
    load = machine_load()
    found = throughput.measure_all(plan.pixels or throughput.PIXELS, plan.repeats)
    facts = f"Best of {plan.repeats}. {load_sentence(load)} {_made('throughput')}"
    record = {"load": load, "parts": [asdict(one) for one in found.values()]}
    _keep(plan, "throughput", throughput_report(found, facts=facts), record)
    return bool(throughput.missed(found))


def run_slovenia(plan: Plan) -> bool:
    """Map Slovenia; True where a target is missed."""
    forests, maps = [], []
    with tempfile.TemporaryDirectory(prefix="finecover-scenes-") as folder:
        here = slovenia.ground(Path(folder))
        for way in slovenia.WAYS:
            for seed in range(plan.seeds):
                forests.append(slovenia.forest_on_truth(here, way, seed))
                told = f"overall {forests[-1].overall:.3f}, kappa {forests[-1].kappa:.3f}"
                print(f"forest, {way.name}, seed {seed}: {told}", flush=True)
        for made in slovenia.maps(here, range(plan.seeds)):
            maps.append(made)
            print(f"map, {made.images}, seed {made.seed}: kappa {made.scores.kappa:.3f}, "
                  f"F1 {made.scores.macro_f1:.3f}", flush=True)  # fmt: skip
    facts = f"Means over the seeds. {_made('slovenia')}"
    text = slovenia_report(forests, maps, facts=facts)
    record = {"forests": list(map(asdict, forests)), "maps": list(map(asdict, maps))}
    _keep(plan, "slovenia", text, record)
    return not all(check.met for check in checks(forests, maps))


def _made(study: str) -> str:
    told = ", ".join(f"{name} {version}" for name, version in _versions().items())
    return f"Made by `benchmarks/series {study}`; see [how](../README.md). {told}."


def _versions() -> Mapping[str, str]:
    return {**versions(), "scipy": scipy.__version__}


def _keep(plan: Plan, stem: str, text: str, record: Mapping[str, object]) -> None:
    print(f"\n{text}")
    if not plan.complete:
        print("A smaller run, so nothing was written; give --out FOLDER to keep it.")
        return
    plan.out.mkdir(parents=True, exist_ok=True)
    write_text(plan.out / f"{stem}.md", text)
    everything = {"versions": _versions(), **record}
    write_text(plan.out / f"{stem}.json", json.dumps(everything, indent=1) + "\n")
    print(f"Written: {stem}.md and {stem}.json in {plan.out}")
