"""The command line of the benchmark of speed."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from ...core.rasters.output import write_text
from ...core.summaries import versions
from ..machine import load_sentence, machine_load
from . import evaluator, growth, startup, upsample_profile, whole
from .figures import Part, figure_table, missed
from .ground import Ground
from .processes import ProcessFailed

HERE = Path(__file__).resolve().parent
REPEATS = 3
PROFILE = "profile"


@dataclass(frozen=True)
class Plan:
    """What shall be run; ``pixels`` None = the full size of every part."""

    parts: tuple[str, ...]
    pixels: int | None
    repeats: int
    out: Path

    @property
    def kept(self) -> bool:
        """Whether files are written: a part of a run must not replace those beside the code."""
        whole_run = self.pixels is None and self.repeats >= REPEATS
        whole_run = whole_run and self.parts in (tuple(PARTS), (PROFILE,))
        return whole_run or self.out.resolve() != HERE


Work = Callable[[Ground, Plan], Part]
PARTS: Mapping[str, Work] = {
    "evaluator": lambda _, plan: evaluator.run(plan.pixels, plan.repeats),
    "whole": lambda ground, plan: whole.run(ground, plan.pixels, plan.repeats),
    "growth": lambda ground, plan: growth.run(ground, plan.pixels, plan.repeats),
    "startup": lambda _, plan: startup.run(plan.repeats),
}


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark; 0 = done, 1 = a target is missed, 2 = it cannot be run here."""
    plan = read_arguments(arguments)
    load, started = machine_load(), time.monotonic()
    try:
        parts = run_parts(plan)
    except (upsample_profile.SceneMissing, ProcessFailed) as error:
        print(f"bench-speed: {error}", file=sys.stderr)
        return 2
    minutes = (time.monotonic() - started) / 60
    stem = PROFILE if plan.parts == (PROFILE,) else "results"
    text = report(parts, facts=f"{load_sentence(load)} Done in {minutes:.0f} min. {_made(plan)}")
    print(f"\n{text}")
    if plan.kept:
        plan.out.mkdir(parents=True, exist_ok=True)
        keep(plan.out, stem, text, {"load": load, **{part.name: part.record for part in parts}})
    else:
        print("A smaller run, so nothing was written; give --out FOLDER to keep it.")
    for sentence in missed(parts):
        print(f"Missed: {sentence}", file=sys.stderr)
    return int(bool(missed(parts)))


def read_arguments(arguments: Sequence[str]) -> Plan:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="benchmarks/speed", description=__doc__,
        epilog="A whole run takes about 25 minutes on two processors that do nothing else.",
    )  # fmt: skip
    add = parser.add_argument
    add("--only", nargs="+", choices=tuple(PARTS), default=tuple(PARTS), metavar="PART",
        help=f"any of {', '.join(PARTS)}")  # fmt: skip
    add("--profile", action="store_true",
        help="of upsample on Cape Lookout instead, from FINECOVER_DATA")  # fmt: skip
    add("--pixels", type=int,
        help=f"of the evaluator (default {evaluator.PIXELS}) and of the image "
        f"(default {whole.PIXELS}; the largest one of growth)")  # fmt: skip
    add(
        "--repeats",
        type=int,
        default=REPEATS,
        help=f"of everything, in turn, but of what takes long; default {REPEATS}",
    )
    add("--out", type=Path, default=HERE, metavar="FOLDER",
        help="of the tables; default: beside the code")  # fmt: skip
    given = parser.parse_args(arguments)
    if min(given.repeats, given.pixels or 1) < 1:
        parser.error("--pixels and --repeats are 1 or more")
    parts = tuple(name for name in PARTS if name in given.only)
    return Plan((PROFILE,) if given.profile else parts, given.pixels, given.repeats, given.out)


def run_parts(plan: Plan) -> list[Part]:
    """Run what is asked for, and return what was found."""
    if plan.parts == (PROFILE,):
        return [upsample_profile.run()]
    parts = []
    with tempfile.TemporaryDirectory(prefix="finecover-bench-") as folder:
        ground = Ground(Path(folder))
        for name in plan.parts:
            print(f"{name} …", flush=True)
            parts.append(PARTS[name](ground, plan))
    return parts


def report(parts: Sequence[Part], *, facts: str) -> str:
    """Return everything as markdown, the targets first."""
    judged = [one for part in parts for one in part.figures if one.target is not None]
    lost = sum(not one.met for one in judged)
    told = "All targets are met." if not lost else f"{lost} of {len(judged)} targets are missed."
    texts = "\n".join(part.text for part in parts)
    return f"""# Speed

{facts}

## Targets

{figure_table(judged)}

{told}

{texts}"""


def keep(folder: Path, stem: str, text: str, record: Mapping[str, object]) -> None:
    """Write the table and everything measured."""
    write_text(folder / f"{stem}.md", text)
    everything = {"versions": every_version(), **record}
    write_text(folder / f"{stem}.json", json.dumps(everything, indent=1) + "\n")
    print(f"Written: {stem}.md and {stem}.json in {folder}")


def every_version() -> dict[str, str]:
    """Return the versions of what the figures depend on; numba may be missing."""
    found = dict(versions())
    with suppress(metadata.PackageNotFoundError):
        found["numba"] = metadata.version("numba")
    return found


def _made(plan: Plan) -> str:
    options = " --profile" if plan.parts == (PROFILE,) else ""
    told = ", ".join(f"{name} {version}" for name, version in every_version().items())
    return f"Made by `benchmarks/speed{options}`; see [how](../README.md). {told}."
